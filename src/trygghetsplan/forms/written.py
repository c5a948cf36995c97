"""What somebody wrote in a cell, as text or as a day, whatever type the cell has got on the way."""

import re
from datetime import date, datetime, time
from typing import Any

from trygghetsplan.model.time import MONTHS

_DAY_IN_WORDS = re.compile(rf"([1-9]|[12][0-9]|3[01])\.? ({'|'.join(MONTHS)}) ((?:19|20|21)[0-9]{{2}})")
_DAY_IN_FIGURES = re.compile(r"((?:19|20|21)[0-9]{2})([-./ ]?)([0-9]{1,2})\2([0-9]{1,2})")
_SPLIT = re.compile(r"\s*;\s*|\n+")


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
    return str(value)


def several(text: str) -> list[str]:
    """Return the values that were written in one cell with semicolons or line breaks between."""
    return [part for part in _SPLIT.split(text.strip()) if part]
