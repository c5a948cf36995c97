"""What personal data there is to find, and the quick look that most texts need no more than.

Bytes are read many times faster than characters. Each function says yes too often, and never no where there is something.
"""

import re
from enum import StrEnum
from typing import NamedTuple


class PersonalKind(StrEnum):
    """What was found, as users read it."""

    NUMBER = "ett personnummer"
    """A personnummer or samordningsnummer that is separated or has its century."""
    UNCERTAIN = "ett personnummer utan bindestreck"
    """Ten digits in a row, a recent date with what may be a time of day, a day before a year, or a reserve number."""
    ADDRESS = "en e-postadress till en person"
    TELEPHONE = "ett telefonnummer till en person"


class PersonalData(NamedTuple):
    """What was found, and where in the text: code points, the end exclusive."""

    kind: PersonalKind
    start: int
    end: int


_ASCII = bytes(range(128))
_ALWAYS = (b"@", b"\\", b"&", b"(at", b"[at", b"snabel")
"""What may hide a sign, or be one in an address."""
_NUMBER_SIGNS = bytes(
    ord("0" if sign.isdigit() else "T" if sign in "TRSUWXJKLMN" else "x") for sign in map(chr, range(256))
)
_BETWEEN_DIGITS = bytes(
    byte for byte in range(256) if byte >= 128 or not (chr(byte).isalnum() or chr(byte) in ",;")
)
_TELEPHONE_SIGNS = bytes(
    ord(sign if sign in "0+" else "1" if "1" <= sign <= "9" else "x") for sign in map(chr, range(256))
)
_IN_TELEPHONE = bytes((*b" -/().\t", *range(128, 256)))
_TELEPHONE_LIKE = (re.compile(rb"x0[01]{7}"), re.compile(rb"\+1[01]{7}"))
"""Two searches for something that begins as given; one search for either would take twenty times as long."""
_YEAR_AS_KEY = re.compile(rb"\n *(?:19|20)[0-9]{2}: *\n")
"""What often follows on a date, and is no end of a number."""
_ENCODED = re.compile(rb"%[2-4]")
_RESERVE_LIKE = re.compile(rb"000000T[0x]00")
_USUAL = frozenset("\u00a0åäöÅÄÖéÉüÜèàáíóúñçøØæÆß§°±·«»´×€–—―‐‑−’‘”“„…• ")
"""Characters that normalising leaves as they are, or makes into one sign that is no digit."""


def may_hold_any(data: bytes) -> bool:
    """Whether anything can be there once the text is normalised."""
    unusual = data.translate(None, _ASCII).decode("utf-8", "replace")
    if any(sign in data for sign in _ALWAYS) or not _USUAL.issuperset(unusual):
        return True
    return _ENCODED.search(data) is not None or may_hold_number(data) or may_hold_telephone(data)


def may_hold_number(data: bytes) -> bool:
    """Whether ten digits stand there with only signs between them, or six and a reserve number's letter."""
    digits = data.translate(_NUMBER_SIGNS, _BETWEEN_DIGITS)
    if b"0000000000" in digits:
        digits = _YEAR_AS_KEY.sub(b"x", data).translate(_NUMBER_SIGNS, _BETWEEN_DIGITS)
    return b"0000000000" in digits or _RESERVE_LIKE.search(digits) is not None


def may_hold_telephone(data: bytes) -> bool:
    """Whether eight digits that begin as a telephone number stand there with only what it may have between them."""
    figures = b"x" + data.translate(_TELEPHONE_SIGNS, _IN_TELEPHONE)
    return any(expression.search(figures) for expression in _TELEPHONE_LIKE)
