"""What personal data there is to find."""

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
