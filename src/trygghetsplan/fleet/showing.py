"""The rows of a fleet, and the spreads of a comparison, as a table, CSV or JSON: the same columns in each."""

import csv
import io
import json
from collections.abc import Mapping, Sequence

from trygghetsplan.fleet.comparison import GroupSpread
from trygghetsplan.fleet.municipality import FleetRow

FORMS = ("table", "csv", "json")
_COMMIT = 10
"""Signs of a commit's name on the screen."""
_NUMBERS = ("filer", "fel", "varningar", "ska vara klart", "uppfyllt", "kommuner")
Columns = Mapping[str, str | int | None]
"""One line: the name of each column with its value; `orsak` is last."""


def columns_of(row: FleetRow) -> Columns:
    """Return what a row says, as it is named in every form."""
    return {
        "kommunkod": row.code,
        "namn": row.name,
        "mapp": row.folder,
        "commit": row.commit,
        "filer": row.files,
        "fel": row.errors,
        "varningar": row.warnings,
        "ska vara klart": row.due,
        "uppfyllt": row.fulfilled,
        "orsak": row.reason or None,
    }


def columns_of_spread(spread: GroupSpread) -> Columns:
    """Return what a spread says, as it is named in every form."""
    return {
        "skyldighet": spread.duty,
        "titel": spread.title,
        "grupp": spread.group,
        "kommuner": spread.municipalities,
        "nedre kvartil": spread.lower,
        "median": spread.middle,
        "övre kvartil": spread.upper,
        "orsak": spread.reason or None,
    }


def fleet_text(what: str, lines: Sequence[Columns], form: str) -> str:
    """Return the lines in the form that was asked for; `what` names them in JSON."""
    if form == "json":
        return json.dumps({"schema_version": 1, what: lines}, ensure_ascii=False, indent=2) + "\n"
    if form == "csv":
        return _csv(lines)
    return _table(lines)


def _csv(lines: Sequence[Columns]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(lines[0] if lines else ())
    writer.writerows(line.values() for line in lines)
    return out.getvalue()


def _table(lines: Sequence[Columns]) -> str:
    """Return the lines under their headings, numbers to the right, and each reason on a line of its own."""
    if not lines:
        return ""
    names = [name for name in lines[0] if name not in ("orsak", "titel")]
    cells = [[_cell(name, line[name]) for name in names] for line in lines]
    heads = [name.capitalize() for name in names]
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    told = [_line(names, heads, widths)]
    for line, row in zip(lines, cells, strict=True):
        told.append(_line(names, row, widths))
        if line["orsak"]:
            told.append(f"  Orsak: {line['orsak']}")
    return "".join(f"{one.rstrip()}\n" for one in told)


def _cell(name: str, value: str | int | None) -> str:
    text = "–" if value is None else str(value)
    if name == "commit" and value is not None:
        text = text[:_COMMIT] + ("+" if text.endswith("+") else "")
    return "".join(sign if sign.isprintable() else "�" for sign in text)


def _line(names: Sequence[str], row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(
        cell.rjust(width) if name in _NUMBERS else cell.ljust(width)
        for name, cell, width in zip(names, row, widths, strict=True)
    )
