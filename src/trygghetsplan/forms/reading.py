"""A returned file to values: a page's answer file, or a workbook through python-calamine.

Each row is known by its key, so rows and columns may have moved; what cannot be told with certainty is a fault
that names the cell.
"""

import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from python_calamine import CalamineError, load_workbook

from trygghetsplan.forms.cells import Route
from trygghetsplan.forms.form import ANSWER_HEADING, KEY_HEADING, METADATA_SHEET, QUESTION_SHEET
from trygghetsplan.forms.metadata import FormFault, ReturnedForm, metadata, read_metadata_rows
from trygghetsplan.forms.safe_unzip import MAX_BYTES, SheetOutline, UnusableFile, unpack


def _read_answer_file(name: str, data: bytes) -> ReturnedForm:
    try:
        content = json.loads(data.decode("utf-8-sig"))
        base, values, labels = (_texts(content[key]) for key in ("bas", "svar", "rutor"))
        questions = {str(key): (str(found[0]), str(found[1])) for key, found in content["delfrågor"].items()}
        properties = {key: str(content[key]) for key in ("version", "organ", "år", "frågor", "commit")}
        carried = metadata(properties, questions, base)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        raise UnusableFile(
            "filen är ingen svarsfil från en blankett; spara svaren på nytt från blanketten"
        ) from None
    if set(values) - set(base):
        raise UnusableFile("svarsfilen innehåller svar på frågor som inte finns i blanketten")
    places = {route: f"{name}:{labels.get(route, '/'.join(route))}" for route in base}
    return ReturnedForm(name, carried, values, places)


def _texts(values: Mapping[str, object]) -> dict[Route, str]:
    return {tuple(str(key).split("/")): _only_text(value) for key, value in values.items()}


def _only_text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def read_form(name: str, data: bytes) -> ReturnedForm:
    """Read a returned form from its bytes.

    Raises:
        Unfit: the file is no form of ours, or cannot be read safely.
    """
    if name.casefold().endswith(".json") and len(data) <= MAX_BYTES:
        return _read_answer_file(name, data)
    packed, outlines = unpack(data)
    sheets = _sheets(packed)
    if METADATA_SHEET not in sheets or QUESTION_SHEET not in sheets:
        raise UnusableFile(
            "det här är ingen blankett från trygghet, eller så saknas ett blad; fyll i och skicka den ursprungliga filen"
        )
    outline = outlines.get(QUESTION_SHEET, SheetOutline())
    return _from_sheets(name, sheets[METADATA_SHEET], sheets[QUESTION_SHEET], outline)


def _sheets(packed: bytes) -> dict[str, list[list[Any]]]:
    try:
        with load_workbook(io.BytesIO(packed)) as book:
            return {
                name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                for name in book.sheet_names
                if name in (QUESTION_SHEET, METADATA_SHEET)
            }
    except (CalamineError, ValueError, OSError):
        raise UnusableFile("filen är skadad; öppna den, spara den igen och försök på nytt") from None


def _from_sheets(
    name: str, metadata_sheet: Sequence[Sequence[Any]], rows: Sequence[Sequence[Any]], outline: SheetOutline
) -> ReturnedForm:
    carried, first_rows = read_metadata_rows(metadata_sheet)
    key_column, answer_column, header = _columns(rows)
    faults: list[FormFault] = []
    values: dict[Route, Any] = {}
    places: dict[Route, str] = {}
    for number, row in enumerate(rows[header + 1 :], header + 1):
        key = str(row[key_column]).strip() if key_column < len(row) else ""
        if not key:
            continue
        route = tuple(key.split("/"))
        place = f"{name}:{QUESTION_SHEET}!{_column_letters(answer_column)}{number + 1}"
        if route not in carried.base:
            faults.append(FormFault(place, "raden hör inte till blanketten; ta bort den"))
        elif route in values:
            first = places[route].rsplit("!", 1)[-1]
            faults.append(FormFault(place, f"samma fråga står också i {first}; ta bort den ena raden"))
        elif (number, answer_column) in outline.formulas:
            faults.append(FormFault(place, "här står en formel; skriv värdet i stället"))
        else:
            values[route] = row[answer_column] if answer_column < len(row) else ""
            places[route] = place
    faults += _merged_cells(name, outline, answer_column, header)
    lost = _lost_row(carried.base, values)
    if lost and not faults:
        place = f"{name}:{QUESTION_SHEET}!{_column_letters(answer_column)}{first_rows[lost]}"
        faults.append(
            FormFault(
                place,
                "raden har tagits bort, och där stod ett svar; lägg tillbaka den, eller töm rutan i stället",
            )
        )
    return ReturnedForm(name, carried, values, places, tuple(faults))


def _columns(rows: Sequence[Sequence[Any]]) -> tuple[int, int, int]:
    """Find the row of headings, and the columns of keys and answers, wherever they have been moved."""
    for number, row in enumerate(rows[:20]):
        headings = [str(value).strip() for value in row]
        if headings.count(KEY_HEADING) == 1 and headings.count(ANSWER_HEADING) == 1:
            return headings.index(KEY_HEADING), headings.index(ANSWER_HEADING), number
    raise UnusableFile(
        f"på bladet {QUESTION_SHEET} saknas rubriken {ANSWER_HEADING} eller den dolda kolumnen {KEY_HEADING}; har en kolumn tagits bort?"
    )


def _merged_cells(name: str, outline: SheetOutline, column: int, header: int) -> list[FormFault]:
    """Find merged cells that hide an answer: those that begin in another column or cover several answers."""
    faults = []
    for (top, left), (bottom, right) in outline.merged:
        covers = left <= column <= right and bottom > header
        if covers and (left != column or top != bottom):
            place = f"{name}:{QUESTION_SHEET}!{_column_letters(column)}{max(top, header + 1) + 1}"
            faults.append(
                FormFault(place, "rutan är sammanfogad med en annan; dela upp dem och skriv ett svar i varje")
            )
    return faults


def _lost_row(base: Mapping[Route, str], values: Mapping[Route, Any]) -> Route | None:
    """Return the first cell whose row is gone although an answer stood there."""
    return next((route for route, text in base.items() if text and route not in values), None)


def _column_letters(number: int) -> str:
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
