"""Characters that nobody sees, or that not everybody sees as the same: they can hide, turn or end a text."""

import re
import unicodedata
from functools import lru_cache

BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
"""Letters and marks that show as nothing: no category tells them."""
_LOOK_ALIKE = {
    **dict.fromkeys("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    **dict.fromkeys("”“„‟»«", '"'),
    **dict.fromkeys("’‘‚‛´`", "'"),
    "\u2044": "/", "\u2215": "/", "\uff1a": ":",
}  # fmt: skip
"""Signs that look like one of the keyboard's, which programs of words and letters put in its place."""
UNSEEN = re.compile("[\u00ad\u200b\u200e\u202a\u202c\u202d\u2060\u2066\u2068\u2069\ufe0f\ufeff]")
"""Signs that only say where a line may break or that text runs as it does: nothing is lost without them.

Those that turn text are not among them: what was seen was something else.
"""
_NAMES = {
    "\u00a0": "hårt mellanslag",
    "\u202f": "smalt hårt mellanslag",
    "\u2007": "siffermellanslag",
    "\u2009": "tunt mellanslag",
    "\u2010": "bindestreck av annat slag",
    "\u2011": "hårt bindestreck",
    "\u2013": "tankstreck",
    "\u2014": "långt tankstreck",
    "\u2212": "minustecken",
    **dict.fromkeys("”“„‟»«’‘‚‛´`", "typografiskt citattecken"),
    "\0": "tomt tecken",
    "\v": "radbrytning ur Word",
    "\x1b": "escape",
    "\u00ad": "mjukt bindestreck",
    "\u200b": "mellanslag utan bredd",
    "\u200c": "osynligt skiljetecken",
    "\u200d": "osynligt fogtecken",
    "\x85": "radbrytningstecken",
    "\u2028": "radbrytningstecken",
    "\u2029": "styckebrytningstecken",
    "\u2060": "ordfogare",
    "\ufe0f": "bildväljare efter en symbol",
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


def plainly(text: str) -> str:
    """Return the text with the keyboard's own spaces, hyphens, quotation marks and digits, and nothing unseen."""
    plain = "".join(_plain_sign(sign) for sign in unicodedata.normalize("NFC", UNSEEN.sub("", text)))
    return " ".join(plain.split())


def _plain_sign(sign: str) -> str:
    return str(unicodedata.digit(sign)) if sign.isdecimal() else _LOOK_ALIKE.get(sign, sign)


def odd_sign(text: str) -> str:
    """Name the first sign that looks like one of the keyboard's but is another; empty where there is none."""
    if text.isascii():
        return ""
    for sign in text:
        number = f"(U+{ord(sign):04X})"
        if _plain_sign(sign) != sign or UNSEEN.match(sign):
            name = (
                "en siffra av annat slag" if sign.isdecimal() else f"ett {_NAMES.get(sign, 'annat tecken')}"
            )
            return f"{name} {number}"
        if sign.isalpha() and not unicodedata.name(sign, "LATIN").startswith("LATIN"):
            return f"en bokstav ur ett annat alfabet {number}"
    return ""
