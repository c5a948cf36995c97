"""Who has looked at a record against the wording of the obligation that it depends on, and when."""

import re
import unicodedata
from hashlib import sha256
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from trygghetsplan.model.record import ReadBy, Record, Text, fault, matched
from trygghetsplan.model.time import IsoDate

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


FINGERPRINT = re.compile(rf"[a-p]{{{LENGTH}}}")


def _fingerprint(value: Any) -> str:
    return matched(value, FINGERPRINT, "ett fingeravtryck; skriv det med trygghet review --write")


def _function(value: Any) -> Any:
    if isinstance(value, str) and "@" in value:
        raise fault("här väntas en funktion, inte en adress")
    return value


Fingerprint = Annotated[str, ReadBy(_fingerprint)]
"""What identifies the wording of an obligation's text."""
Function = Annotated[Text, BeforeValidator(_function)]
"""Who did it, as a function and never as a person."""


class Reviewed(Record):
    """The wording that a record was last held against. Without it nothing is suspect."""

    text: Fingerprint = Field(
        alias="text", title="Text", description="Fingeravtryck av skyldighetens text när någon läste den."
    )
    day: IsoDate = Field(alias="datum", title="Datum", description="Dagen då någon läste den.")
    by: Function = Field(alias="av", title="Av", description="Funktion, inte person.")
