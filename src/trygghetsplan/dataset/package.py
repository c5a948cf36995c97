"""`datapackage.json`, which tells other programs and people what the files hold (Frictionless Data Package)."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from trygghetsplan import __version__
from trygghetsplan.dataset.csv_file import CsvDialect
from trygghetsplan.dataset.tables import DataTable, DataType
from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.plan.example import EXAMPLE
from trygghetsplan.swedish import slug

LICENCE = {
    "name": "CC0-1.0",
    "path": "https://creativecommons.org/publicdomain/zero/1.0/",
    "title": "CC0 1.0",
}
"""What the public edition is given under, as DIGG recommends for open data; the internal one is not published."""
_MEDIA = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "sqlite": "application/vnd.sqlite3",
    "parquet": "application/vnd.apache.parquet",
}


class DatasetOrigin(NamedTuple):
    """What is said of the whole set."""

    owner: str
    """The organisation whose plan it is."""
    years: Mapping[int, date]
    """Each year and the day that it is reckoned on."""
    audience: Audience
    is_example: bool
    commit: str | None
    """The version in git, which only the internal edition tells."""

    @property
    def title(self) -> str:
        """What the set is called: Uppföljning av trygghetsplanen 2022–2024, Lunds kommun."""
        years = [*self.years]
        span = f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])
        return f"Uppföljning av trygghetsplanen {span}, {self.owner}"


class PlacedTable(NamedTuple):
    """Where the table stands: the file, its format, and what the format has to say of it."""

    table: DataTable
    path: str
    form: str
    dialect: CsvDialect


def package(
    origin: DatasetOrigin, tables: Sequence[PlacedTable], files: Mapping[str, bytes]
) -> dict[str, Any]:
    """Return the description of the set; the same for the same set."""
    is_public = origin.audience is Audience.PUBLIC
    day = max(origin.years.values())
    edition = "Offentlig utgåva." if is_public else "Intern utgåva, får inte spridas."
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"trygghetsplan-{slug(origin.owner)}",
        "title": origin.title,
        "description": " ".join(filter(None, [EXAMPLE if origin.is_example else "", edition])),
        "version": day.isoformat(),
        **({"licenses": [LICENCE]} if is_public else {}),
        "sources": [{"title": f"{origin.owner}: planen, organens svar och besluten"}],
        "contributors": [{"title": origin.owner, "roles": ["creator"], "role": "author"}],
        "program": f"trygghet {__version__}",
        "per_den": {str(year): reckoned.isoformat() for year, reckoned in origin.years.items()},
        **({} if is_public else {"commit": origin.commit}),
        "resources": [_resource(placed, files[placed.path]) for placed in tables],
    }


def _resource(placed: PlacedTable, content: bytes) -> dict[str, Any]:
    return {
        "name": placed.table.name,
        "path": placed.path,
        "type": "table",
        "title": placed.table.name,
        "description": placed.table.description,
        "format": placed.form,
        "mediatype": _MEDIA[placed.form],
        **_how(placed),
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "fields": [
                {
                    "name": column.name,
                    "type": str(column.type),
                    **({"unit": column.unit} if column.unit else {}),
                    "description": column.description,
                    **(_written(placed, column.type) if placed.form == "csv" else {}),
                    **({"constraints": {"required": True}} if column.is_required else {}),
                }
                for column in placed.table.columns
            ],
            "primaryKey": list(placed.table.key),
            "foreignKeys": [
                {
                    "fields": list(one.columns),
                    "reference": {"resource": one.table, "fields": list(one.columns)},
                }
                for one in placed.table.references
            ],
        },
    }


def _how(placed: PlacedTable) -> dict[str, Any]:
    """Return how the table is found in its file."""
    match placed.form:
        case "csv":
            dialect = {"delimiter": placed.dialect.delimiter, "lineTerminator": "\r\n", "doubleQuote": True}
            return {"encoding": "utf-8", "dialect": {**dialect, "header": True}}
        case "xlsx":
            return {"dialect": {"sheetName": placed.table.name}}
        case "sqlite":
            return {"dialect": {"table": placed.table.name}}
        case _:
            return {}


def _written(placed: PlacedTable, form: DataType) -> dict[str, Any]:
    """Return how a value is written, where that is not as the standard has it."""
    dialect = placed.dialect
    if form is DataType.NUMBER and dialect.decimal_sign != ".":
        return {"decimalChar": dialect.decimal_sign}
    if form is DataType.BOOLEAN and dialect.is_for_excel:
        return {"trueValues": [dialect.yes_no[0]], "falseValues": [dialect.yes_no[1]]}
    return {}
