"""What a program that opens the workbook checks at once: the drop-down or the rule of each cell, with its hint."""

from datetime import date
from typing import Any

from trygghetsplan.forms.cells import Cell
from trygghetsplan.forms.form import Question
from trygghetsplan.forms.parts import DATES, NUMBERS
from trygghetsplan.model.record import MAX_TEXT


def validation(question: Question, cell: Cell) -> dict[str, Any]:
    """Return the drop-down or check of a cell, with a hint that shows when the cell is entered."""
    hint = {
        "input_title": _cut(question.title, 32),
        "input_message": _cut(f"{cell.label}. {cell.help}".strip(), 255),
        "error_title": "Det går inte att läsa in",
    }
    if cell.choices:
        return {
            **hint,
            "validate": "list",
            "source": list(cell.choices),
            "error_message": "Välj ett ord i listan.",
        }
    if cell.type in DATES:
        return {
            **hint,
            "validate": "date",
            "criteria": "between",
            "minimum": date(1900, 1, 1),
            "maximum": date(2199, 12, 31),
            "error_message": "Skriv ett datum som ÅÅÅÅ-MM-DD, till exempel 2025-04-18.",
        }
    if cell.type in NUMBERS:
        return {
            **hint,
            "validate": "integer",
            "criteria": ">=",
            "value": 0,
            "error_message": "Skriv ett heltal, bara siffror.",
        }
    return {
        **hint,
        "validate": "length",
        "criteria": "<=",
        "value": MAX_TEXT,
        "error_message": f"Texten får vara högst {MAX_TEXT} tecken.",
    }


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
