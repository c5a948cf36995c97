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
from trygghetsplan.errors import StorageFault

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
    """Return the table's bytes: the same for the same rows and the same version of DuckDB.

    Raises:
        StorageFault: there is no place for temporary files.
    """
    with _duckdb() as (base, folder):
        rows, written = folder / "in.csv", folder / "out.parquet"
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
    """Return every text in a file of ours, with the names of the columns.

    Raises:
        StorageFault: there is no place for temporary files.
    """
    with _duckdb() as (base, folder):
        path = folder / "in.parquet"
        path.write_bytes(content)
        found = base.read_parquet(path.as_posix())
        yield "\n".join(found.columns)
        for row in found.fetchall():
            yield "\n".join(str(value) for value in row if value is not None)


@contextlib.contextmanager
def _duckdb() -> Iterator[tuple["DuckDBPyConnection", Path]]:
    """Open a database in memory, and the only folder that it reaches."""
    import duckdb

    settings = {
        "threads": "1",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "preserve_insertion_order": "true",
    }
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            contextlib.closing(duckdb.connect(":memory:", config=settings)) as base,
        ):
            base.execute("SET allowed_directories = [?]", [Path(folder).as_posix()])
            base.execute("SET enable_external_access = false")
            base.execute("SET lock_configuration = true")
            yield base, Path(folder)
    except (OSError, duckdb.IOException):
        raise StorageFault(
            "tillfälliga filer går inte att skriva. Kontrollera att disken inte är full, och vart TMPDIR leder."
        ) from None
