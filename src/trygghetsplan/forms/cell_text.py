"""What stands in one cell, as text: in its plainest form, as a reader wants it, or not fit for a file."""

import re
import unicodedata

from pydantic import TypeAdapter, ValidationError

from trygghetsplan import swedish
from trygghetsplan.forms.cells import NAME, Cell, Route
from trygghetsplan.forms.parts import NUMBERS
from trygghetsplan.model.evidence import EvidenceField, EvidenceType, read_value
from trygghetsplan.model.record import Text
from trygghetsplan.source.text import FORBIDDEN


class CellFault(Exception):
    """What stands in a cell cannot be read. The message is one Swedish sentence."""

    def __init__(self, route: Route, message: str) -> None:
        super().__init__(message)
        self.route = route
        self.message = message


def checked(cell: Cell, text: str) -> str:
    """Return the text of a cell in its plainest form, when a file could hold it.

    Raises:
        CellFault: it is not of the cell's form.
    """
    text = plainest(cell.type, text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    if not text:
        return ""
    if found := FORBIDDEN.search(text):
        raise CellFault(cell.route, f"här står det osynliga tecknet U+{ord(found[0]):04X}; skriv om texten")
    if cell.route[-1] == NAME:
        return swedish.slug(text)[:64].rstrip("-")
    if cell.choices:
        folded = text.casefold()
        chosen = next((choice for choice in cell.choices if choice.casefold() == folded), None)
        if chosen is None:
            raise CellFault(
                cell.route,
                f"”{_short(text)}” finns inte att välja; välj {swedish.listed(cell.choices, 'eller')}",
            )
        return chosen
    try:
        if cell.type.is_free_text:
            _TEXT.validate_python(text)
        else:
            read_value(EvidenceField(typ=cell.type, titel=cell.label), text)
    except ValidationError as error:
        raise CellFault(cell.route, error.errors(include_url=False)[0]["msg"]) from None
    return text


_TEXT: TypeAdapter[str] = TypeAdapter(Text)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 40 else f"{flat[:37]}…"


def plainest(kind: EvidenceType, text: str) -> str:
    """Return the one form in which equal values are equal texts."""
    text = unicodedata.normalize("NFC", text).strip()
    return re.sub(r"[ \u00a0\u202f]", "", text) if kind in NUMBERS else text


def readable(kind: EvidenceType, text: str) -> str:
    """Return a value as a reader wants it: numbers with a space between thousands."""
    return swedish.number(int(text)) if kind in NUMBERS and text.isdecimal() else text
