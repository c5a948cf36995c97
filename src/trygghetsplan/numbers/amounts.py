"""What is written in a cell as a number, and why it cannot be taken as one."""

import re
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import NamedTuple

from trygghetsplan.workbooks.sheet import SheetCell

_SPACES = "[ \u00a0\u2007\u2009\u202f]"
_SUPPRESSED = frozenset(
    {"", ".", "..", "...", ":", "-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212", "x", "*"}
    | {"null", "n/a", "e.u.", "u.s.", "saknas", "uppgift saknas", "sekretess", "färre än 5", "färre än fem"}
)
"""What statistics write for a number that is not shown, or that there is none."""
_FEWER = re.compile(f"(?:<|≤|färre än|mindre än){_SPACES}*[0-9]+", re.IGNORECASE)
_DAY = re.compile("(?:19|20)[0-9]{2}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,2}/[0-9]{1,2}(?:[ -/][0-9]{2,4})?")
_AMOUNT = re.compile(
    rf"(?P<sign>[-\u2212\u2013]?)(?P<whole>[0-9]{{1,3}}(?:{_SPACES}[0-9]{{3}})+(?:[.,][0-9]+)?|[0-9](?:[0-9.,]*[0-9])?)"
    rf"{_SPACES}*(?P<unit>[^0-9.,].*)?",
    re.DOTALL,
)
_EXPONENT = re.compile(r"-?[0-9]+(?:\.[0-9]+)?[eE][-+]?[0-9]{1,3}")
_MOST = Decimal(10**9)
_STEP = Decimal("0.000001")


class Amount(NamedTuple):
    """A number as it was read, or why there is none."""

    value: Decimal | None
    """None where the source does not show it, or the cell holds something else."""
    flaw: str = ""
    """Why it cannot be taken, as a Swedish sentence; empty where the source merely does not show it."""
    unit: str = ""
    """What stands after the number in the same cell."""
    is_text: bool = False
    """Whether a workbook has the number as text."""


def read_amount(cell: SheetCell, decimal: str) -> Amount:
    """Read the number of a cell. `decimal` is what is certain to part decimals in texts of the file."""
    value = cell.value
    if cell.flaw:
        return Amount(None, cell.flaw)
    if isinstance(value, bool):
        return Amount(None, "här står ja eller nej, inte ett tal")
    if isinstance(value, date):
        return Amount(None, "här står ett datum, inte ett tal; Excel gör om tal som 3-4 till datum")
    if isinstance(value, float):
        return _bounded(Decimal(repr(value)))
    text = value.strip()
    if text.casefold() in _SUPPRESSED or _FEWER.fullmatch(text):
        return Amount(None)
    if _DAY.fullmatch(text):
        return Amount(None, "här står ett datum, inte ett tal")
    if _EXPONENT.fullmatch(text):
        return _bounded(Decimal(text))
    found = _AMOUNT.fullmatch(text)
    if not found:
        return Amount(None, "här står något annat än ett tal")
    number = _plain("".join(re.split(_SPACES, found["whole"])), decimal)
    if number is None:
        return Amount(
            None, "talet går att läsa på två sätt: tusental eller decimaler; skriv det utan punkt och komma"
        )
    read = _bounded(-number if found["sign"] else number)
    return read._replace(unit=(found["unit"] or "").strip(), is_text=True)


def _plain(text: str, decimal: str) -> Decimal | None:
    """Return the number, or None where signs in it can part both thousands and decimals."""
    signs = [sign for sign in text if sign in ".,"]
    if not signs:
        return Decimal(text)
    last = signs[-1]
    head, _, tail = text.rpartition(last)
    if len(set(signs)) == 2:
        other = "," if last == "." else "."
        groups = head.split(other)
        is_parted = last not in head and all(len(group) == 3 for group in groups[1:])
        return _decimal("".join(groups), tail) if is_parted else None
    if len(signs) > 1:
        groups = text.split(last)
        is_parted = all(len(group) == 3 for group in groups[1:]) and 0 < len(groups[0]) <= 3
        return Decimal("".join(groups)) if is_parted else None
    may_be_thousands = len(tail) == 3 and 0 < len(head) <= 3 and not head.startswith("0")
    if may_be_thousands and last != decimal:
        return None
    return _decimal(head, tail)


def _decimal(whole: str, decimals: str) -> Decimal | None:
    try:
        return Decimal(f"{whole}.{decimals}")
    except InvalidOperation:
        return None


def _bounded(value: Decimal) -> Amount:
    """Return the number with the six decimals that a file can hold."""
    if abs(value) >= _MOST:
        return Amount(None, "talet är större än en miljard; välj en större enhet")
    short = value.quantize(_STEP, ROUND_HALF_EVEN)
    return Amount(Decimal(f"{short:f}".rstrip("0").rstrip(".") if short else "0"))
