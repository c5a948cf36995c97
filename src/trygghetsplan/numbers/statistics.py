"""Kolada's and Statistics Sweden's JSON as it is downloaded, to a sheet with a row for each value."""

from itertools import product
from typing import Any

from trygghetsplan.workbooks.safe_unzip import UnusableFile
from trygghetsplan.workbooks.sheet import Sheet, SheetCell

_DAMAGED = "filen är inte hel; hämta den igen"
_MOST = 8_000
"""Values in a file, so that their cells have room in a sheet."""
_TOO_MANY = "filen har för många värden; hämta bara de variabler och år som behövs"
_KOLADA = ("kpi", "municipality", "ou", "period", "gender", "value")


def read_kolada(held: dict[str, Any]) -> Sheet | None:
    """Return the values of Kolada's interface for data, version 3; None where it is something else.

    A value that Kolada does not show is empty.
    """
    values = held.get("values")
    if not isinstance(values, list) or not all(isinstance(one, dict) and "kpi" in one for one in values):
        return None
    sheet, row = Sheet(""), 0
    for column, name in enumerate(_KOLADA):
        sheet.put((0, column), SheetCell(name))
    for one in values:
        inner = one.get("values")
        if not isinstance(inner, list) or not all(isinstance(part, dict) for part in inner):
            raise UnusableFile(_DAMAGED)
        for part in inner:
            row += 1
            if row > _MOST:
                raise UnusableFile(_TOO_MANY)
            for column, name in enumerate(_KOLADA):
                sheet.put((row, column), SheetCell(_text(part.get(name, one.get(name)))))
    return sheet


def read_json_stat(held: dict[str, Any]) -> tuple[Sheet, str, str]:
    """Return a dataset of JSON-stat 2.0 (json-stat.org/full), its dimension of time, and the day it was updated.

    Each column holds the codes of a dimension. A value with a status is empty unless it is a number.
    """
    ids, sizes, dimensions = held.get("id"), held.get("size"), held.get("dimension")
    if not (
        isinstance(ids, list) and isinstance(dimensions, dict) and all(isinstance(one, str) for one in ids)
    ):
        raise UnusableFile(_DAMAGED)
    codes = [_codes(dimensions.get(name)) for name in ids]
    count = 1
    for one in codes:
        count *= len(one)
    if sizes != [str(len(one)) for one in codes] or not count:
        raise UnusableFile(_DAMAGED)
    if count * (len(ids) + 1) > _MOST * len(_KOLADA):
        raise UnusableFile(_TOO_MANY)
    value, status = held.get("value"), held.get("status")
    if not isinstance(value, list | dict) or (isinstance(value, list) and len(value) != count):
        raise UnusableFile(_DAMAGED)
    sheet = Sheet("")
    for column, name in enumerate([*ids, "value"]):
        sheet.put((0, column), SheetCell(name))
    for number, row in enumerate(product(*codes)):
        found = value[number] if isinstance(value, list) else value.get(str(number))
        if found is None and isinstance(status, dict):
            found = status.get(str(number))
        elif found is None and isinstance(status, list) and number < len(status):
            found = status[number]
        for column, text in enumerate([*row, _text(found)]):
            sheet.put((number + 1, column), SheetCell(text))
    role = held.get("role")
    times = role.get("time") if isinstance(role, dict) else None
    period = str(times[0]) if isinstance(times, list) and times and times[0] in ids else ""
    return sheet, period, _text(held.get("updated"))[:10]


def _codes(dimension: Any) -> list[str]:
    """Return the codes of a dimension in the order of its values."""
    category = dimension.get("category") if isinstance(dimension, dict) else None
    index = category.get("index") if isinstance(category, dict) else None
    if index is None and isinstance(category, dict) and isinstance(category.get("label"), dict):
        index = list(category["label"])  # a dimension of one code need not say its place
    if isinstance(index, dict):
        places = {str(code): str(place) for code, place in index.items()}
        index = sorted(places, key=lambda code: int(places[code]) if places[code].isdecimal() else 0)
    if not isinstance(index, list) or not all(isinstance(code, str) for code in index):
        raise UnusableFile(_DAMAGED)
    return index


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
