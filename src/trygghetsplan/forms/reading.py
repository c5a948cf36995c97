"""A returned file to values: a workbook through python-calamine; the page's answer file is left to `answer_file`.

Each row is known by its key, so rows and columns may have moved; what cannot be told with certainty is a fault
that names the cell.
"""

import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from python_calamine import CalamineError, load_workbook

from trygghetsplan.forms.cells import Route
from trygghetsplan.forms.form import ANSWER_HEADING, KEY_HEADING, MEMORY, SHEET, Fault, Returned
from trygghetsplan.forms.metadata import check_facts, recollect
from trygghetsplan.forms.safe_unzip import MAX_BYTES, Outline, Unfit, unpack


def answer_file(name: str, data: bytes) -> Returned:
    """Read an answer file.

    Raises:
        Unfit: it is none, or not as the page left it.
    """
    try:
        told = json.loads(data.decode("utf-8-sig"))
        facts = {key: str(told[key]) for key in ("version", "organ", "år", "frågor", "commit")}
        check_facts(facts)
        base = {tuple(str(key).split("/")): _only_text(value) for key, value in told["bas"].items()}
        written = {tuple(str(key).split("/")): _only_text(value) for key, value in told["svar"].items()}
        labels = {tuple(str(key).split("/")): _only_text(value) for key, value in told["rutor"].items()}
        questions = {str(key): (str(one[0]), str(one[1])) for key, one in told["delfrågor"].items()}
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        raise Unfit(
            "filen är ingen svarsfil från en blankett; spara svaren på nytt från blanketten"
        ) from None
    if set(written) - set(base):
        raise Unfit("svarsfilen innehåller svar på frågor som inte finns i blanketten")
    places = {route: f"{name}:{labels.get(route, '/'.join(route))}" for route in base}
    return Returned(
        name, facts["organ"], int(facts["år"]), facts["frågor"], facts["commit"], questions, base, written, places
    )  # fmt: skip


def _only_text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def read(name: str, data: bytes) -> Returned:
    """Read a returned form from its bytes.

    Raises:
        Unfit: the file is no form of ours, or cannot be read safely.
    """
    if name.casefold().endswith(".json") and len(data) <= MAX_BYTES:
        return answer_file(name, data)
    packed, outlines = unpack(data)
    sheets = _sheets(packed)
    memory = sheets.get(MEMORY)
    if memory is None or SHEET not in sheets:
        raise Unfit(
            "det här är ingen blankett från trygghet, eller så saknas ett blad; fyll i och skicka den ursprungliga filen"
        )
    return _from_sheets(name, memory, sheets[SHEET], outlines.get(SHEET, Outline()))


def _sheets(packed: bytes) -> dict[str, list[list[Any]]]:
    try:
        with load_workbook(io.BytesIO(packed)) as book:
            return {
                name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                for name in book.sheet_names
                if name in (SHEET, MEMORY)
            }
    except (CalamineError, ValueError, OSError):
        raise Unfit("filen är skadad; öppna den, spara den igen och försök på nytt") from None


def _from_sheets(
    name: str, memory: Sequence[Sequence[Any]], rows: Sequence[Sequence[Any]], outline: Outline
) -> Returned:
    facts, questions, base, first_rows = recollect(memory)
    key_column, answer_column, header = _columns(rows)
    faults: list[Fault] = []
    written: dict[Route, Any] = {}
    places: dict[Route, str] = {}
    for number, row in enumerate(rows[header + 1 :], header + 1):
        key = str(row[key_column]).strip() if key_column < len(row) else ""
        if not key:
            continue
        route = tuple(key.split("/"))
        place = f"{name}:{SHEET}!{_column(answer_column)}{number + 1}"
        if route not in base:
            faults.append(Fault(place, "raden hör inte till blanketten; ta bort den"))
        elif route in written:
            first = places[route].rsplit("!", 1)[-1]
            faults.append(Fault(place, f"samma fråga står också i {first}; ta bort den ena raden"))
        elif (number, answer_column) in outline.formulas:
            faults.append(Fault(place, "här står en formel; skriv värdet i stället"))
        else:
            written[route] = row[answer_column] if answer_column < len(row) else ""
            places[route] = place
    faults += _merged(name, outline, answer_column, header)
    lost = _lost(base, written)
    if lost and not faults:
        place = f"{name}:{SHEET}!{_column(answer_column)}{first_rows[lost]}"
        faults.append(
            Fault(
                place,
                "raden har tagits bort, och där stod ett svar; lägg tillbaka den, eller töm rutan i stället",
            )
        )
    return Returned(
        name, facts["organ"], int(facts["år"]), facts["frågor"], facts["commit"], questions, base, written, places, tuple(faults)
    )  # fmt: skip


def _columns(rows: Sequence[Sequence[Any]]) -> tuple[int, int, int]:
    """Find the row of headings, and the columns of keys and answers, wherever they have been moved."""
    for number, row in enumerate(rows[:20]):
        headings = [str(value).strip() for value in row]
        if headings.count(KEY_HEADING) == 1 and headings.count(ANSWER_HEADING) == 1:
            return headings.index(KEY_HEADING), headings.index(ANSWER_HEADING), number
    raise Unfit(
        f"på bladet {SHEET} saknas rubriken {ANSWER_HEADING} eller den dolda kolumnen {KEY_HEADING}; har en kolumn tagits bort?"
    )


def _merged(name: str, outline: Outline, column: int, header: int) -> list[Fault]:
    """Find merged cells that hide an answer: those that begin in another column or cover several answers."""
    faults = []
    for (top, left), (bottom, right) in outline.merged:
        covers = left <= column <= right and bottom > header
        if covers and (left != column or top != bottom):
            place = f"{name}:{SHEET}!{_column(column)}{max(top, header + 1) + 1}"
            faults.append(
                Fault(place, "rutan är sammanfogad med en annan; dela upp dem och skriv ett svar i varje")
            )
    return faults


def _lost(base: Mapping[Route, str], written: Mapping[Route, Any]) -> Route | None:
    """Return the first cell whose row is gone although an answer stood there."""
    return next((route for route, text in base.items() if text and route not in written), None)


def _column(number: int) -> str:
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
