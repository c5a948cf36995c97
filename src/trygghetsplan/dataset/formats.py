"""The formats of the export, as a table: from the filled tables to files, and back to the texts that are looked through."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from trygghetsplan.dataset.csv_file import CsvDialect, csv_bytes, texts_in_csv
from trygghetsplan.dataset.package import DatasetOrigin, PlacedTable
from trygghetsplan.dataset.tables import FilledTable

Files = dict[str, bytes]


class DataFormat(NamedTuple):
    """One format: how the tables are written, and how what was written is read through."""

    write: Callable[[Sequence[FilledTable], DatasetOrigin, CsvDialect], Files]
    texts: Callable[[bytes], Iterator[str]] | None
    """None where the leak check reads the format itself."""
    one_file: str = ""
    """The file that holds every table; empty where each has its own."""
    libraries: tuple[str, ...] = ()
    """What has to be installed beside the program."""

    def place(self, form: str, tables: Sequence[FilledTable], dialect: CsvDialect) -> list[PlacedTable]:
        """Return where each table stands."""
        return [
            PlacedTable(one.table, self.one_file or f"{one.table.name}.{form}", form, dialect)
            for one in tables
        ]


def _csv(tables: Sequence[FilledTable], _: DatasetOrigin, dialect: CsvDialect) -> Files:
    return {f"{one.table.name}.csv": csv_bytes(one, dialect) for one in tables}


def _xlsx(tables: Sequence[FilledTable], origin: DatasetOrigin, _: CsvDialect) -> Files:
    from trygghetsplan.dataset.xlsx_file import xlsx_bytes

    return {"data.xlsx": xlsx_bytes(tables, origin.title, max(origin.years.values()))}


def _sqlite(tables: Sequence[FilledTable], _origin: DatasetOrigin, _: CsvDialect) -> Files:
    from trygghetsplan.dataset.sqlite_file import sqlite_bytes

    return {"data.sqlite": sqlite_bytes(tables)}


def _parquet(tables: Sequence[FilledTable], _origin: DatasetOrigin, _: CsvDialect) -> Files:
    from trygghetsplan.dataset.parquet_file import parquet_bytes

    return {f"{one.table.name}.parquet": parquet_bytes(one) for one in tables}


def _texts_in_sqlite(content: bytes) -> Iterator[str]:
    from trygghetsplan.dataset.sqlite_file import texts_in_sqlite

    return texts_in_sqlite(content)


def _texts_in_parquet(content: bytes) -> Iterator[str]:
    from trygghetsplan.dataset.parquet_file import texts_in_parquet

    return texts_in_parquet(content)


FORMATS: Mapping[str, DataFormat] = {
    "csv": DataFormat(_csv, texts_in_csv),
    "xlsx": DataFormat(_xlsx, None, "data.xlsx"),
    "sqlite": DataFormat(_sqlite, _texts_in_sqlite, "data.sqlite"),
    "parquet": DataFormat(_parquet, _texts_in_parquet, libraries=("duckdb",)),
}
