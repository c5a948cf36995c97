"""A returned file to values: a page's answer file, or a workbook.

Each row is known by its key, so rows and columns may have moved; what cannot be told with certainty is a fault
that names the cell, and so is all that was written where no answer is read.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from trygghetsplan.forms.cells import Route
from trygghetsplan.forms.form import (
    ANSWER_HEADING,
    GUIDE_SHEET,
    KEY_HEADING,
    METADATA_SHEET,
    QUESTION_SHEET,
    column_headings,
)
from trygghetsplan.forms.metadata import (
    AskedQuestion,
    FormFault,
    FormMetadata,
    ReturnedForm,
    metadata,
    read_metadata_rows,
)
from trygghetsplan.swedish import counted
from trygghetsplan.workbooks.ods import read_ods
from trygghetsplan.workbooks.safe_unzip import DAMAGED, Package, UnusableFile
from trygghetsplan.workbooks.sheet import FORMULA, Place, Sheet, SheetCell, cell_address, shown
from trygghetsplan.workbooks.xlsx import is_xlsx, read_xlsx

_MAX_ANSWER_FILE = 2 << 20


def read_form(name: str, data: bytes) -> ReturnedForm:
    """Read a returned form from its bytes.

    Raises:
        UnusableFile: the file is no form of ours, or cannot be read with certainty.
    """
    if name.casefold().endswith(".json") or data[:9].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _read_answer_file(name, data)
    package = Package(data)
    try:
        sheets = read_xlsx(package) if is_xlsx(package) else read_ods(package)
    except RecursionError:
        raise UnusableFile(DAMAGED) from None
    by_name = {sheet.name: sheet for sheet in sheets}
    if len({name.casefold() for name in by_name}) < len(sheets):
        raise UnusableFile("två blad har samma namn; fyll i och skicka den ursprungliga filen")
    if METADATA_SHEET not in by_name or QUESTION_SHEET not in by_name:
        raise UnusableFile(
            "det här är ingen blankett från trygghet, eller så saknas ett blad eller har bytt namn; fyll i och skicka den"
            " ursprungliga filen"
        )
    found = _from_sheets(name, by_name[METADATA_SHEET], by_name[QUESTION_SHEET])
    others = (
        FormFault(
            f"{name}:{shown(sheet.name)}",
            f"bladet hör inte till blanketten och läses inte in; flytta svaren till {QUESTION_SHEET} och ta bort det",
        )
        for sheet in sheets
        if sheet.cells and sheet.name not in (METADATA_SHEET, QUESTION_SHEET, GUIDE_SHEET)
    )
    return found._replace(faults=(*found.faults, *others))


def _read_answer_file(name: str, data: bytes) -> ReturnedForm:
    broken = "filen är ingen svarsfil från en blankett; spara svaren på nytt från blanketten"
    if len(data) > _MAX_ANSWER_FILE:
        raise UnusableFile(
            f"filen är större än {_MAX_ANSWER_FILE >> 20} MiB, och så stor blir ingen svarsfil"
        )
    try:
        content = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_without_repeats)
        base, values, labels = (_texts(content[key]) for key in ("bas", "svar", "rutor"))
        questions = {str(key): AskedQuestion(*map(str, found)) for key, found in content["delfrågor"].items()}
        properties = {key: str(content[key]) for key in ("version", "organ", "år", "frågor", "commit")}
        carried = metadata(properties, questions, base)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        raise UnusableFile(broken) from None
    if set(values) - set(base):
        raise UnusableFile("svarsfilen innehåller svar på frågor som inte finns i blanketten")
    if any(text for route, text in base.items() if route not in values):
        raise UnusableFile(broken)
    places = {route: f"{name}:{shown(labels.get(route, '/'.join(route)))}" for route in base}
    return ReturnedForm(name, carried, values, places)


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def _texts(values: Mapping[str, object]) -> dict[Route, str]:
    return {tuple(str(key).split("/")): _only_text(value) for key, value in values.items()}


def _only_text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


_NOTHING = SheetCell()
_MAX_FAULTS = 100
"""Faults that are told of one form: a hostile one could have a million."""


def _from_sheets(name: str, metadata_sheet: Sheet, sheet: Sheet) -> ReturnedForm:
    carried, first_rows = read_metadata_rows(metadata_sheet.cells)
    header, columns = _headings(sheet)
    key_column, answer_column = columns[KEY_HEADING], columns[ANSWER_HEADING]
    faults: list[FormFault] = []
    values: dict[Route, Any] = {}
    places: dict[Route, str] = {}
    keys = {
        row: tuple(str(cell.value).strip().split("/"))
        for (row, column), cell in sorted(sheet.cells.items())
        if column == key_column and row > header and str(cell.value).strip()
    }

    def fault(place: Place, message: str) -> None:
        faults.append(FormFault(f"{name}:{QUESTION_SHEET}!{cell_address(place)}", message))

    for row, route in keys.items():
        place = row, answer_column
        value, flaw = sheet.cells.get(place, _NOTHING)
        if route not in carried.base:
            fault(place, "raden hör inte till blanketten; ta bort den")
        elif route in values:
            first = places[route].rsplit("!", 1)[-1]
            fault(place, f"samma fråga står också i {first}; ta bort den ena raden")
        elif any(_covers(corners, answer_column, row, row) for corners in sheet.formulas):
            fault(place, FORMULA)
        elif flaw:
            fault(place, flaw)
        else:
            values[route] = value
            places[route] = f"{name}:{QUESTION_SHEET}!{cell_address(place)}"
    for place, message in _not_read(sheet, keys, columns, header, carried):
        fault(place, message)
    lost = next((route for route, text in carried.base.items() if text and route not in values), None)
    if lost and not faults:
        message = "raden har tagits bort, och där stod ett svar; lägg tillbaka den, eller töm rutan i stället"
        fault((first_rows[lost], answer_column), message)
    return ReturnedForm(name, carried, values, places, tuple(faults[:_MAX_FAULTS]))


def _not_read(
    sheet: Sheet, keys: Mapping[int, Route], columns: Mapping[str, int], header: int, carried: FormMetadata
) -> Iterator[tuple[Place, str]]:
    """Return where something stands that would be lost, with what to do about it."""
    ours = column_headings(carried.year)
    own_columns = {columns[heading] for heading in ours if heading in columns}
    answer_column = columns[ANSWER_HEADING]
    beside = columns.get(ours[2], answer_column)
    if outside := list(_outside(sheet, keys, own_columns, answer_column, header)):
        others = f" och {counted(len(outside) - 1, 'ruta', 'rutor')} till" if len(outside) > 1 else ""
        message = f"det här{others} står utanför svarsrutorna och läses inte in; flytta det till en svarsruta"
        yield outside[0], message
    for row, route in keys.items() if beside != answer_column else ():
        text = str(sheet.cells.get((row, beside), _NOTHING).value).split()
        if text and route in carried.before and text != carried.before[route].split():
            yield (row, beside), "kolumnen visar förra årets svar och läses inte in; skriv i svarsrutan"
    for place in sorted(sheet.notes):
        yield place, "anteckningen vid rutan läses inte in; flytta texten till en svarsruta och ta bort den"
    for corners in sheet.merged:
        (top, left), (bottom, _) = corners
        if _covers(corners, answer_column, header + 1, bottom) and (left, top) != (answer_column, bottom):
            place = max(top, header + 1), answer_column
            yield place, "rutan är sammanfogad med en annan; dela upp dem och skriv ett svar i varje"


def _headings(sheet: Sheet) -> tuple[int, dict[str, int]]:
    """Find the row of headings, and the column of each, wherever they have been moved."""
    rows: dict[int, list[tuple[str, int]]] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        if row < _TOP:
            rows.setdefault(row, []).append((str(cell.value).strip(), column))
    for row, found in rows.items():
        words = [word for word, _ in found]
        if words.count(KEY_HEADING) == 1 and words.count(ANSWER_HEADING) == 1:
            return row, dict(found)
    raise UnusableFile(
        f"på bladet {QUESTION_SHEET} saknas rubriken {ANSWER_HEADING} eller den dolda kolumnen {KEY_HEADING}; har en kolumn tagits bort?"
    )


_TOP = 20
"""Rows from the top within which the headings stand."""


def _outside(
    sheet: Sheet, keys: Collection[int], columns: Collection[int], answer_column: int, header: int
) -> Iterator[Place]:
    """Return the cells below the headings that somebody has filled in where no answer is read.

    They stand beside the form's own columns, below its rows, or at the answers of a row that asks nothing.
    """
    last = max(keys, default=header)
    for (row, column), cell in sorted(sheet.cells.items()):
        is_ours = column in columns and row <= last and (column != answer_column or row in keys)
        if row > header and not is_ours and (str(cell.value).strip() or cell.flaw):
            yield row, column


def _covers(corners: tuple[Place, Place], column: int, first: int, last: int) -> bool:
    """Whether a range has a cell of a column between two rows."""
    (top, left), (bottom, right) = corners
    return left <= column <= right and top <= last and bottom >= first
