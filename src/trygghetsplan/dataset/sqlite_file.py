"""The tables as one SQLite database, with types, primary and foreign keys."""

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from trygghetsplan.dataset.tables import DataTable, DataType, DataValue, FilledTable

_TYPES = {
    DataType.STRING: "TEXT",
    DataType.INTEGER: "INTEGER",
    DataType.NUMBER: "REAL",
    DataType.BOOLEAN: "INTEGER",
    DataType.DATE: "TEXT",
}
"""A day is text as ÅÅÅÅ-MM-DD, which SQLite's own functions read; true is 1 and false 0."""


def sqlite_bytes(tables: Sequence[FilledTable]) -> bytes:
    """Return the database's bytes: the same for the same rows and the same version of SQLite."""
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as base:
        base.execute("PRAGMA page_size = 4096")
        base.execute("PRAGMA encoding = 'UTF-8'")
        base.execute("PRAGMA foreign_keys = ON")
        base.execute("BEGIN")
        for filled in tables:
            base.execute(_create(filled.table))
            marks = ", ".join("?" for _ in filled.table.columns)
            base.executemany(
                " ".join(("INSERT INTO", _named(filled.table.name), "VALUES", f"({marks})")),
                ([_stored(value) for value in row] for row in filled.rows),
            )
        base.execute("COMMIT")
        base.execute("VACUUM")
        return base.serialize()


def texts_in_sqlite(content: bytes) -> Iterator[str]:
    """Return every text in a database of ours, with the names of tables and columns."""
    with contextlib.closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(content)
        yield from base.iterdump()


def _create(table: DataTable) -> str:
    columns = [
        f"{_named(one.name)} {_TYPES[one.type]}{' NOT NULL' if one.is_required else ''}"
        for one in table.columns
    ]
    keys = [f"PRIMARY KEY ({_listed(table.key)})"]
    keys += [
        f"FOREIGN KEY ({_listed(one.columns)}) REFERENCES {_named(one.table)} ({_listed(one.columns)})"
        for one in table.references
    ]
    return f"CREATE TABLE {_named(table.name)} (\n  " + ",\n  ".join([*columns, *keys]) + "\n)"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(_named, names))


def _named(name: str) -> str:
    return f'"{name}"'


def _stored(value: DataValue) -> str | int | float | None:
    match value:
        case bool():
            return int(value)
        case Decimal():
            return float(value)
        case date():
            return value.isoformat()
        case _:
            return value
