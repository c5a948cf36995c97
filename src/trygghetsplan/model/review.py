"""Who has looked at a record against the wording of the obligation that it depends on, and when."""

import unicodedata
from hashlib import sha256
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from trygghetsplan.model.record import Record
from trygghetsplan.model.scalars import FINGERPRINT_LENGTH, Fingerprint, IsoDate, Text, form_error

_SHAPES = str.maketrans(
    {**dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("‘’‚‛′´`", "'"), **dict.fromkeys("‐‑‒–—−", "-")}
)
_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def normal(text: str) -> str:
    """Return the text with single spaces, straight quotation marks, hyphens for dashes and composed letters."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_SHAPES).split())


def fingerprint(text: str) -> str:
    """Return what identifies a wording: twelve letters of SHA-256 over `normal`.

    There are no figures in it, so that no reader of YAML can take it for a number.
    """
    return sha256(normal(text).encode()).hexdigest()[:FINGERPRINT_LENGTH].translate(_LETTERS)


def _function(value: Any) -> Any:
    if isinstance(value, str) and "@" in value:
        raise form_error("här väntas en funktion, inte en adress")
    return value


Function = Annotated[Text, BeforeValidator(_function)]
"""Who did it, as a function and never as a person."""


class Reviewed(Record):
    """The wording that a record was last held against. Without it nothing is suspect."""

    text: Fingerprint = Field(
        alias="text",
        description="Fingeravtryck av skyldighetens text när någon läste den; trygghet review skriver det.",
    )
    day: IsoDate = Field(alias="datum", description="Dagen då någon läste den.")
    by: Function = Field(alias="av", description="Funktionen som läste, aldrig en persons namn.")
