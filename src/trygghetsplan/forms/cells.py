"""The cells of a form, which hold one value each.

Most parts of an answer are one cell; a list, a mapping or a set of boxes is several, so that nothing nested is
ever squeezed into one text.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from trygghetsplan.forms.parts import Part
from trygghetsplan.model.evidence import EvidenceType

Route = tuple[str, ...]
"""Where in a follow-up a cell belongs: the keys of the file, and numbers from 1 for what is repeated."""

EVENTS = "händelser"
NAME = "namn"
CASE, MET = "diarienummer", "krav"
_SPARE = 2


class Cell(NamedTuple):
    """One cell to write in: where it belongs, what it is called and what may stand there."""

    route: Route
    label: str
    type: EvidenceType
    help: str = ""
    choices: tuple[str, ...] = ()
    is_item: bool = False
    """Whether it is one of several of its kind, so that one cell may also hold several values."""

    @property
    def key(self) -> str:
        """The route as one word."""
        return "/".join(self.route)


def cells(parts: Sequence[Part], prefix: Route, held: Mapping[Route, str]) -> Iterator[Cell]:
    """Return the cells of the parts: one for what is single, and enough and to spare for what is repeated.

    `held` is what stands there now and stood there last year.
    """
    for part in parts:
        route = (*prefix, part.name)
        match part.type:
            case EvidenceType.MEETINGS | EvidenceType.FUNCTIONS:
                kind = EvidenceType.DATE if part.type is EvidenceType.MEETINGS else EvidenceType.FUNCTION
                for number in range(1, _slots(route, held, part.at_least) + 1):
                    label = f"{part.title} {number}"
                    yield Cell((*route, str(number)), label, kind, part.help, is_item=True)
            case EvidenceType.CHECKLIST:
                for option, text in part.options:
                    yield Cell(
                        (*route, option),
                        f"{part.title}: {text}",
                        EvidenceType.YES_NO,
                        part.help or "Välj ja om det finns.",
                        ("ja", "nej"),
                    )
            case EvidenceType.CONTRACTS:
                for number in range(1, _slots(route, held, 1) + 1):
                    inner = (*route, str(number))
                    yield Cell(
                        (*inner, CASE), f"Avtal {number}: diarienummer", EvidenceType.CASE_NUMBER, part.help
                    )
                    yield Cell(
                        (*inner, MET),
                        f"Avtal {number}: kravet finns med",
                        EvidenceType.YES_NO,
                        "Välj ja eller nej.",
                        ("ja", "nej"),
                    )
            case _:
                yield Cell(route, part.title, part.type, part.help, part.choices)


def event_cells(parts: Sequence[Part], prefix: Route, held: Mapping[Route, str]) -> Iterator[Cell]:
    """Return the cells of separate events, one more than there are."""
    route = (*prefix, EVENTS)
    for number in range(1, _last(route, held) + 2):
        inner = (*route, str(number))
        help_text = "Bara om det var flera: ett kort namn, och uppgifterna på raderna under."
        yield Cell((*inner, NAME), f"Händelse {number}: kort namn", EvidenceType.FUNCTION, help_text)
        for cell in cells(parts, inner, held):
            yield cell._replace(label=f"Händelse {number}: {cell.label}")


def _slots(route: Route, held: Mapping[Route, str], at_least: int) -> int:
    return max(_last(route, held) + 1, at_least, _SPARE)


def _last(route: Route, held: Mapping[Route, str]) -> int:
    return max(map(int, numbers(route, held)), default=0)


def numbers(route: Route, held: Mapping[Route, str]) -> list[str]:
    """Return the numbers of what is repeated below a route, in order."""
    depth = len(route)
    found = {key[depth] for key in held if key[:depth] == route and len(key) > depth}
    return sorted((number for number in found if number.isdecimal()), key=int)
