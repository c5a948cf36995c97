"""The wording of a text as far as it matters, and its fingerprint.

White space and the shape of quotation marks never matter: `fingerprint` is the same before and after an
editor, a formatter or a word processor has been at them.
"""

import unicodedata
from hashlib import sha256

_QUOTES = str.maketrans({**dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("‘’‚‛′´`", "'"), "\u00ad": None})
_LETTERS = str.maketrans("0123456789", "ghijklmnop")
LENGTH = 12


def normal(text: str) -> str:
    """Return the text with single spaces, straight quotation marks and composed letters."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_QUOTES).split())


def fingerprint(text: str) -> str:
    """Return what identifies a wording: twelve letters of SHA-256 over `normal`.

    There are no figures in it, so that no reader of YAML can take it for a number.
    """
    return sha256(normal(text).encode()).hexdigest()[:LENGTH].translate(_LETTERS)
