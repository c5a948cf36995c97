"""A table as Parquet, which DuckDB writes from our own CSV; one thread, so that the rows keep their order and place.

DuckDB works on files, and may touch none but those in a folder made for it; nor may it fetch extensions.
"""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from trygghetsplan.dataset.csv_file import PLAIN, csv_bytes
from trygghetsplan.dataset.tables import DataType, FilledTable

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_TYPES = {
    DataType.STRING: "VARCHAR",
    DataType.INTEGER: "BIGINT",
    DataType.NUMBER: "DOUBLE",
    DataType.BOOLEAN: "BOOLEAN",
    DataType.DATE: "DATE",
}


def parquet_bytes(filled: FilledTable) -> bytes:
    """Return the table's bytes: the same for the same rows and the same version of DuckDB."""
    with tempfile.TemporaryDirectory() as made, _duckdb(Path(made)) as base:
        rows, written = Path(made, "in.csv"), Path(made, "out.parquet")
        rows.write_bytes(csv_bytes(filled, PLAIN))
        found = base.read_csv(
            rows.as_posix(),
            columns={one.name: _TYPES[one.type] for one in filled.table.columns},
            header=True,
            sep=PLAIN.delimiter,
            quotechar='"',
            escapechar='"',
            na_values="",
            auto_detect=False,
        )
        found.write_parquet(written.as_posix(), compression="zstd")
        return written.read_bytes()


def texts_in_parquet(content: bytes) -> Iterator[str]:
    """Return every text in a file of ours, with the names of the columns."""
    with tempfile.TemporaryDirectory() as made, _duckdb(Path(made)) as base:
        path = Path(made, "in.parquet")
        path.write_bytes(content)
        found = base.read_parquet(path.as_posix())
        yield "\n".join(found.columns)
        for row in found.fetchall():
            yield "\n".join(str(value) for value in row if value is not None)


@contextlib.contextmanager
def _duckdb(folder: Path) -> Iterator["DuckDBPyConnection"]:
    """Open a database in memory that reaches nothing but one folder."""
    import duckdb

    settings = {
        "threads": "1",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "preserve_insertion_order": "true",
    }
    with contextlib.closing(duckdb.connect(":memory:", config=settings)) as base:
        base.execute("SET allowed_directories = [?]", [folder.as_posix()])
        base.execute("SET enable_external_access = false")
        base.execute("SET lock_configuration = true")
        yield base
