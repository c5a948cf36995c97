"""Characters that nobody sees, or that not everybody sees as the same: they can hide, turn or end a text."""

import unicodedata
from functools import lru_cache

BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
"""Letters and marks that show as nothing: no category tells them."""
_NAMES = {
    "\0": "tomt tecken",
    "\x1b": "escape",
    "\u00ad": "mjukt bindestreck",
    "\u200b": "mellanslag utan bredd",
    "\u200c": "osynligt skiljetecken",
    "\u200d": "osynligt fogtecken",
    "\u2028": "radbrytningstecken",
    "\u2029": "styckebrytningstecken",
    "\u2060": "ordfogare",
    "\ufeff": "byteordningsmärke",
    "\ufffd": "ersättningstecken",
    **dict.fromkeys(
        "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", "riktningstecken"
    ),
}


@lru_cache(maxsize=4096)
def is_forbidden(sign: str) -> bool:
    """Whether no text may hold the sign: a control or format character, or one that is blank or means nothing.

    Nor one for private use, which each font shows as it likes, half a character, or what Unicode has set aside for
    use inside programs (23.7), as this one does.
    """
    if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"):
        return sign not in "\t\n"
    point = ord(sign)
    is_variation = 0xFE00 <= point <= 0xFE0F or 0xE0100 <= point <= 0xE01EF
    is_never = 0xFDD0 <= point <= 0xFDEF or point & 0xFFFE == 0xFFFE
    return sign in BLANK or is_variation or is_never or 0xE0000 <= point <= 0xE007F or sign in "\ufffc\ufffd"


def forbidden_in(text: str) -> int | None:
    """Return where the first forbidden character stands in the text, if there is one."""
    if text.isascii() and text.isprintable():
        return None
    return min(map(text.index, filter(is_forbidden, set(text))), default=None)


def name_of_sign(sign: str) -> str:
    """Return what a forbidden character is called in a sentence: its number, and its name where there is one."""
    number = f"U+{ord(sign):04X}"
    if unicodedata.category(sign) == "Co":
        return f"tecknet {number}, som bara finns i vissa typsnitt,"
    return f"det osynliga tecknet {number}" + (f" ({_NAMES[sign]})" if sign in _NAMES else "")
