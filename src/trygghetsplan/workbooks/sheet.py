"""A sheet as values: what stands in its cells, as the person who wrote it sees it, and what is wrong there."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple, TypeAlias

from trygghetsplan.characters import forbidden_in
from trygghetsplan.personal_data import obscured
from trygghetsplan.workbooks.safe_unzip import DAMAGED, UnusableFile

CellValue: TypeAlias = str | float | bool | date
"""Text, number, ja or nej, or a day; a `datetime` where the time of day is not midnight."""
Place: TypeAlias = tuple[int, int]
"""Row and column, from 0."""
MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
_MAX_CELLS, _MAX_RANGES = 50_000, 500
_MAX_CELL_TEXT = 32_767
"""What Excel has room for in a cell."""
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")

ERROR_VALUE = re.compile(
    r"^[ \u00a0]*(?:#[A-ZÅÄÖ_]+(?:/[0A-ZÅÄÖ]+)?[!?]?|#+|(?:Err|Fel):[0-9]{3}|#n/a)[ \u00a0]*$", re.MULTILINE
)
"""What Excel and LibreOffice show where a value cannot be told, in any language: #SAKNAS!, #REF!, #N/A, Fel:502, ###."""

FORMULA = "här står en formel; skriv värdet i stället"
NOT_READ = "det som står här går inte att läsa; skriv om svaret"
STRUCK = "texten är överstruken; ta bort det som inte gäller, eller ta bort överstrykningen"


class SheetCell(NamedTuple):
    """A cell that is not empty."""

    value: CellValue = ""
    flaw: str = ""
    """Why the value cannot be taken as an answer, as a Swedish sentence."""


@dataclass
class Sheet:
    """What is filled in on one sheet. It is sparse: a cell far away costs no more than a near one."""

    name: str
    cells: dict[Place, SheetCell] = field(default_factory=dict)
    merged: list[tuple[Place, Place]] = field(default_factory=list)
    notes: set[Place] = field(default_factory=set)
    """Cells with a note or a comment beside them."""
    formulas: list[tuple[Place, Place]] = field(default_factory=list)
    """Ranges that one formula fills."""

    def fill(self, corners: tuple[Place, Place]) -> None:
        """Note a range that one formula fills.

        Raises:
            UnusableFile: there are more than any form has.
        """
        if len(self.formulas) >= _MAX_RANGES:
            raise UnusableFile(DAMAGED)
        self.formulas.append(corners)

    def put(self, place: Place, cell: SheetCell) -> None:
        """Note a cell, if anything stands there.

        Raises:
            UnusableFile: more cells are filled in than a form has.
        """
        if cell.value == "" and not cell.flaw:
            return
        if isinstance(cell.value, str) and len(cell.value) > _MAX_CELL_TEXT:
            cell = SheetCell("", f"texten är längre än {_MAX_CELL_TEXT} tecken")
        if len(self.cells) >= _MAX_CELLS:
            raise UnusableFile(
                f"bladet är ifyllt långt utanför blanketten, vid {cell_address(place)}; ta bort det som inte hör dit"
            )
        self.cells[place] = cell


def cell_address(place: Place) -> str:
    """Return the address of a cell as programs write it: B7."""
    row, column = place
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def place_of(reference: str) -> Place | None:
    """Return the place that a reference of the one strict form gives, within what a sheet has room for."""
    found = _REFERENCE.fullmatch(reference)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    row = int(found[2])
    return (row - 1, column - 1) if row <= MAX_ROWS and column <= MAX_COLUMNS else None


def moment(day: datetime) -> date:
    """Return the day, with the time of day only where it is not midnight to the second."""
    whole = (day + timedelta(microseconds=500_000)).replace(microsecond=0)
    return whole.date() if (whole.hour, whole.minute, whole.second) == (0, 0, 0) else whole


def percentage(part: float) -> str:
    """Write a number as the person sees it in a cell for percentages."""
    return f"{part * 100:.10g}".replace(".", ",") + " %"


def error_flaw(text: str) -> str:
    """Say that an error stands where an answer should, and which, if it is one that programs write."""
    what = f"felvärdet {text}" if ERROR_VALUE.fullmatch(text) and len(text) < 40 else "ett felvärde"
    return f"här står {what}, inte ett svar; skriv om det, eller töm rutan"


def shown(text: str) -> str:
    """Return a text from a returned form on one line, without personal data; or say that it is not fit to show."""
    flat = obscured(text).replace("\n", " ↵ ")
    return "(visas inte)" if forbidden_in(flat) is not None else flat
