"""The parts of an answer: each is one key, with what it is called, what it holds and how that is written.

How a part is laid out on a form is `cells`' to say.
"""

from typing import Any, NamedTuple

from trygghetsplan.model.evidence import EvidenceField, EvidenceType
from trygghetsplan.model.followup import Status

DATES = (EvidenceType.DATE, EvidenceType.VALID_FROM, EvidenceType.VALID_TO)
NUMBERS = (EvidenceType.COUNT, EvidenceType.AMOUNT)


class Part(NamedTuple):
    """One key of an answer."""

    name: str
    title: str
    type: EvidenceType
    help: str = ""
    choices: tuple[str, ...] = ()
    """The only words that can be written, where there is a choice."""
    options: tuple[tuple[str, str], ...] = ()
    """Boxes to tick: id and text."""
    at_least: int = 0
    is_asked: bool = True
    """Whether the duty asks for it; otherwise it may be given."""

    @property
    def specification(self) -> list[Any]:
        """What a returned form must agree on. Whether last year can be repeated is not part of it."""
        choices = [choice for choice in self.choices if choice != Status.UNCHANGED]
        return [self.name, self.title, self.type.value, choices, self.options]


def part_of(name: str, field: EvidenceField, *, is_asked: bool) -> Part:
    """Return the part that gives one field of the catalogue."""
    help_text = " ".join(filter(None, [field.help, _wanted(field)]))
    options = tuple(field.options.items())
    choices = ("ja", "nej") if field.type is EvidenceType.YES_NO else ()
    return Part(name, field.title, field.type, help_text, choices, options, field.at_least or 0, is_asked)


def _wanted(field: EvidenceField) -> str:
    """Say how the value is written, and how much is enough."""
    match field.type:
        case kind if kind in DATES:
            return "Skriv datum som ÅÅÅÅ-MM-DD."
        case EvidenceType.MEETINGS:
            enough = f" Minst {field.at_least} behövs." if (field.at_least or 1) > 1 else ""
            return f"Ett datum per rad, som ÅÅÅÅ-MM-DD.{enough}"
        case EvidenceType.SHARE:
            goal = f" Målet är {field.goal}." if field.goal else ""
            return f"Skriv som 34 av 40.{goal}"
        case EvidenceType.COUNT:
            return f"Heltal. Minst {field.at_least} behövs." if field.at_least else "Heltal."
        case EvidenceType.AMOUNT:
            return "Hela kronor."
        case EvidenceType.CASE_NUMBER:
            return "Till exempel KS 2024/0107."
        case EvidenceType.YES_NO:
            return "Välj ja eller nej."
        case EvidenceType.FUNCTIONS:
            return "En funktion per rad."
        case _:
            return ""
