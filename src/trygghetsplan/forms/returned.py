"""A returned form as values: what was written in each cell, and what the form said when it left.

A workbook is read through python-calamine, an answer file of the page as JSON. Each row is known by its key,
so rows and columns may have moved; what cannot be told with certainty is a fault that names the cell.
"""

import io
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from python_calamine import CalamineError, load_workbook

from trygghetsplan.forms.cells import Route
from trygghetsplan.forms.intake import MAX_BYTES, Outline, Unfit, unpack
from trygghetsplan.forms.memory import check_facts, recollect
from trygghetsplan.forms.sheets import ANSWER_HEADING, KEY_HEADING, MEMORY, SHEET
from trygghetsplan.model.time import MONTHS

_DAY_IN_WORDS = re.compile(rf"([1-9]|[12][0-9]|3[01])\.? ({'|'.join(MONTHS)}) ((?:19|20|21)[0-9]{{2}})")
_DAY_IN_FIGURES = re.compile(r"((?:19|20|21)[0-9]{2})([-./ ]?)([0-9]{1,2})\2([0-9]{1,2})")
_SPLIT = re.compile(r"\s*;\s*|\n+")


class Fault(NamedTuple):
    """One thing that keeps a form from being taken in, at a cell of the sheet or for the whole file."""

    place: str
    message: str


class Returned(NamedTuple):
    """A form as it came back."""

    name: str
    """The file's name, for messages."""
    body: str
    year: int
    digest: str
    commit: str
    questions: Mapping[str, tuple[str, str]]
    """The questions it was made with: prefix → digest and title."""
    base: Mapping[Route, str]
    """What the file said when the form was made."""
    written: Mapping[Route, Any]
    """What stands in the cells now: text, number, date."""
    places: Mapping[Route, str]
    """The address of each cell."""
    faults: tuple[Fault, ...] = ()

    def place(self, route: Route) -> str:
        """Return the address of a cell, for a message: file:sheet!cell."""
        return self.places.get(route) or self.name


def read(name: str, data: bytes) -> Returned:
    """Read a returned form from its bytes.

    Raises:
        Unfit: the file is no form of ours, or cannot be read safely.
    """
    if name.casefold().endswith(".json") and len(data) <= MAX_BYTES:
        return _answer_file(name, data)
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
    seen = {route for route in base if route in written}
    for route in base:
        if route not in seen and base[route] and not faults:
            place = f"{name}:{SHEET}!{_column(answer_column)}{first_rows[route]}"
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


def _column(number: int) -> str:
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _answer_file(name: str, data: bytes) -> Returned:
    """Read the answer file that the page leaves."""
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


def as_day(value: Any) -> str | None:
    """Return the date that a cell holds as ÅÅÅÅ-MM-DD, or None where it is not certain which day is meant."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else None
    if isinstance(value, date):
        return value.isoformat()
    text = as_text(value).strip().casefold()
    if found := _DAY_IN_WORDS.fullmatch(text):
        year, month, day = int(found[3]), MONTHS.index(found[2]) + 1, int(found[1])
    elif found := _DAY_IN_FIGURES.fullmatch(text):
        if not found[2] and len(text) != 8:
            return None
        year, month, day = int(found[1]), int(found[3]), int(found[4])
    else:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def as_text(value: Any) -> str:
    """Return what stands in a cell as text, as the person who wrote it sees it."""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value).replace(".", ",")
    if isinstance(value, time | timedelta):
        return str(value)
    return str(value)


def several(text: str) -> list[str]:
    """Return the values that were written in one cell with semicolons or line breaks between."""
    return [part for part in _SPLIT.split(text.strip()) if part]
