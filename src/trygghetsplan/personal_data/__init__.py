"""Personal data in any text, however it is written: identity numbers, e-mail addresses, telephone numbers.

One normaliser and one set of finders, for files, forms, arguments and what goes out. What is found is a kind and a
place in the text, never the words: nothing found is repeated (`obscured`). Here is the quick look that most texts need;
what finds is in `personal_data.finders`, and whether a text names a person is told by `person_names`.
"""

import re

from trygghetsplan.personal_data.kinds import PersonalData, PersonalKind

__all__ = ["MASK", "PersonalData", "PersonalKind", "obscured", "personal_data"]


MASK = "▒"
"""What stands for each character of what was found."""


def personal_data(text: str) -> tuple[PersonalData, ...]:
    """Return all that is found in a text, in order. Takes time that is linear in the text."""
    if not _may_hold(text):
        return ()
    from trygghetsplan.personal_data.finders import found  # with expressions that few texts need

    return found(text)


def obscured(text: str) -> str:
    """Return the text, as long as before, with what is found in it made unreadable."""
    pieces, last = [], 0
    for one in personal_data(text):
        pieces += [text[last : one.start], re.sub(r"\S", MASK, text[one.start : one.end])]
        last = one.end
    return "".join((*pieces, text[last:]))


# Most texts hold nothing, and bytes are read a hundred times faster than characters.

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
_IN_TELEPHONE = bytes((*b" -/()\t", *range(128, 256)))
_TELEPHONE_LIKE = (re.compile(rb"x0[01]{7}"), re.compile(rb"\+1[01]{7}"))
"""Two searches for something that begins as given; one search for either would take twenty times as long."""
_YEAR_AS_KEY = re.compile(rb"\n *(?:19|20)[0-9]{2}: *\n")
"""What often follows on a date, and is no end of a number."""
_ENCODED = re.compile(rb"%[2-4]")
_RESERVE_LIKE = re.compile(rb"000000T[0x]00")


_USUAL = frozenset("åäöÅÄÖéÉüÜèàáíóúñçøØæÆß§°±·«»´×€–—―‐‑−’‘”“„…• ")
"""Characters that normalising leaves as they are, or makes into one sign that is no digit."""


def _may_hold(text: str) -> bool:
    """Whether anything can be there. Says yes too often, never no."""
    data = text.encode("utf-8", "replace")
    if any(sign in data for sign in _ALWAYS) or not _USUAL.issuperset(data.translate(None, _ASCII).decode()):
        return True
    digits = data.translate(_NUMBER_SIGNS, _BETWEEN_DIGITS)
    if b"0000000000" in digits:
        digits = _YEAR_AS_KEY.sub(b"x", data).translate(_NUMBER_SIGNS, _BETWEEN_DIGITS)
    if b"0000000000" in digits or _ENCODED.search(data) or _RESERVE_LIKE.search(digits):
        return True
    figures = b"x" + data.translate(_TELEPHONE_SIGNS, _IN_TELEPHONE)
    return any(expression.search(figures) for expression in _TELEPHONE_LIKE)
