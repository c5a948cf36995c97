"""The parts of an answer, and the cells of a form that they are written in, there and back.

Most parts of an answer are one cell; a list, a mapping or a set of boxes is several, so that nothing nested is
ever squeezed into one text.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from trygghetsplan import swedish
from trygghetsplan.model.evidence import EvidenceField, EvidenceType, read_value
from trygghetsplan.model.followup import OWN_KEYS, Status
from trygghetsplan.model.scalars import Text
from trygghetsplan.source.text import FORBIDDEN


class AnswerPart(NamedTuple):
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


def answer_part(name: str, field: EvidenceField, *, is_asked: bool) -> AnswerPart:
    """Return the part that gives one field of the catalogue."""
    help_text = " ".join(filter(None, [field.help, _wanted(field)]))
    options = tuple(field.options.items())
    choices = ("ja", "nej") if field.type is EvidenceType.YES_NO else ()
    return AnswerPart(
        name=name,
        title=field.title,
        type=field.type,
        help=help_text,
        choices=choices,
        options=options,
        at_least=field.at_least or 0,
        is_asked=is_asked,
    )


def _wanted(field: EvidenceField) -> str:
    """Say how the value is written, and how much is enough."""
    needed = field.at_least or 0
    if field.type is EvidenceType.CHECKLIST and field.help:
        return ""
    if (field.type is EvidenceType.COUNT and needed) or (field.type is EvidenceType.MEETINGS and needed > 1):
        return f"{field.type.in_cell} Minst {needed} behövs."
    mark = f" {swedish.capital(field.mark)}." if field.type is EvidenceType.SHARE else ""
    return f"{field.type.in_cell}{mark}"


Route = tuple[str, ...]
"""Where in a follow-up a cell belongs: the keys of the file, and numbers from 1 for what is repeated."""

EVENTS = "händelser"
NAME = "namn"
CASE, MET = "diarienummer", "krav"
_SPARE = 2


class FormCell(NamedTuple):
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
        """The route as one text, by which a row or a field is known again."""
        return "/".join(self.route)


def form_cells(parts: Sequence[AnswerPart], prefix: Route, held: Mapping[Route, str]) -> Iterator[FormCell]:
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
                    yield FormCell((*route, str(number)), label, kind, part.help, is_item=True)
            case EvidenceType.CHECKLIST:
                for option, text in part.options:
                    yield FormCell(
                        (*route, option),
                        f"{part.title}: {text}",
                        EvidenceType.YES_NO,
                        part.help,
                        ("ja", "nej"),
                    )
            case EvidenceType.CONTRACTS:
                for number in range(1, _slots(route, held, 1) + 1):
                    inner = (*route, str(number))
                    yield FormCell(
                        (*inner, CASE), f"Avtal {number}: diarienummer", EvidenceType.CASE_NUMBER, part.help
                    )
                    yield FormCell(
                        (*inner, MET),
                        f"Avtal {number}: kravet finns med",
                        EvidenceType.YES_NO,
                        EvidenceType.YES_NO.in_cell,
                        ("ja", "nej"),
                    )
            case _:
                yield FormCell(route, part.title, part.type, part.help, part.choices)


def event_cells(parts: Sequence[AnswerPart], prefix: Route, held: Mapping[Route, str]) -> Iterator[FormCell]:
    """Return the cells of separate events, one more than there are."""
    route = (*prefix, EVENTS)
    for number in range(1, _last_slot(route, held) + 2):
        inner = (*route, str(number))
        help_text = "Bara om det var flera: ett kort namn, och uppgifterna på raderna under."
        yield FormCell((*inner, NAME), f"Händelse {number}: kort namn", EvidenceType.FUNCTION, help_text)
        for cell in form_cells(parts, inner, held):
            yield cell._replace(label=f"Händelse {number}: {cell.label}")


def _slots(route: Route, held: Mapping[Route, str], at_least: int) -> int:
    return max(_last_slot(route, held) + 1, at_least, _SPARE)


def _last_slot(route: Route, held: Mapping[Route, str]) -> int:
    return max(map(int, slot_numbers(route, held)), default=0)


def slot_numbers(route: Route, held: Mapping[Route, str]) -> list[str]:
    """Return the numbers of what is repeated below a route, in order."""
    depth = len(route)
    found = {key[depth] for key in held if key[:depth] == route and len(key) > depth}
    return sorted((number for number in found if number.isdecimal()), key=int)


class CellFault(Exception):
    """What stands in a cell cannot be read. The message is one Swedish sentence."""

    def __init__(self, route: Route, message: str) -> None:
        super().__init__(message)
        self.route = route
        self.message = message


def checked_text(cell: FormCell, text: str) -> str:
    """Return the text of a cell in its plainest form, when a file could hold it.

    Raises:
        CellFault: it is not of the cell's form.
    """
    text = normalized(cell.type, text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    if not text:
        return ""
    if found := FORBIDDEN.search(text):
        raise CellFault(cell.route, f"här står det osynliga tecknet U+{ord(found[0]):04X}; skriv om texten")
    if cell.route[-1] == NAME:
        return swedish.slug(text)[:64].rstrip("-")
    if cell.choices:
        folded = text.casefold()
        chosen = next((choice for choice in cell.choices if choice.casefold() == folded), None)
        if chosen is None:
            raise CellFault(
                cell.route,
                f"”{_short(text)}” finns inte att välja; välj {swedish.listed(cell.choices, 'eller')}",
            )
        return chosen
    try:
        if cell.type.is_free_text:
            _TEXT.validate_python(text)
        else:
            read_value(EvidenceField(typ=cell.type, titel=cell.label), text)
    except ValidationError as error:
        raise CellFault(cell.route, error.errors(include_url=False)[0]["msg"]) from None
    return text


_TEXT: TypeAdapter[str] = TypeAdapter(Text)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 40 else f"{flat[:37]}…"


def normalized(kind: EvidenceType, text: str) -> str:
    """Return the one form in which equal values are equal texts."""
    text = unicodedata.normalize("NFC", text).strip()
    return re.sub(r"[ \u00a0\u202f]", "", text) if kind.is_number else text


def display_text(kind: EvidenceType, text: str) -> str:
    """Return a value as a reader wants it: numbers with a space between thousands."""
    return swedish.number(int(text)) if kind.is_number and text.isdecimal() else text


RawAnswer = dict[str, Any]
"""An answer as the files hold it: text, lists and mappings."""
_LISTS = (EvidenceType.MEETINGS, EvidenceType.FUNCTIONS)


def flatten(parts: Sequence[AnswerPart], raw: RawAnswer, prefix: Route) -> dict[Route, str]:
    """Return what an answer holds, cell by cell, each value in its plainest form."""
    found: dict[Route, str] = {}
    kinds = {part.name: part for part in parts}
    for name, value in raw.items():
        route = (*prefix, name)
        part = kinds.get(name)
        if name == EVENTS and isinstance(value, dict):
            for number, (event, inner) in enumerate(value.items(), 1):
                found[*route, str(number), NAME] = event
                found |= flatten(parts, inner, (*route, str(number)))
        elif part is None or value in (None, [], {}):
            continue
        elif part.type in _LISTS:
            found |= {(*route, str(number)): str(item) for number, item in enumerate(value, 1)}
        elif part.type is EvidenceType.CHECKLIST:
            found |= {(*route, str(option)): "ja" for option in value}
        elif part.type is EvidenceType.CONTRACTS:
            for number, (case, met) in enumerate(value.items(), 1):
                found[*route, str(number), CASE] = case
                found[*route, str(number), MET] = met
        else:
            found[route] = normalized(part.type, str(value))
    return found


def unflatten(parts: Sequence[AnswerPart], found: Mapping[Route, str], prefix: Route) -> RawAnswer:
    """Return the answer that the cells hold; what is empty is left out.

    Raises:
        CellFault: something is only half given.
    """
    answer: RawAnswer = {}
    for part in parts:
        route = (*prefix, part.name)
        value = _unflatten_part(part, found, route)
        if value not in ("", [], {}):
            answer[part.name] = value
    events = _unflatten_events(parts, found, (*prefix, EVENTS))
    return answer | ({EVENTS: events} if events else {})


def _unflatten_part(part: AnswerPart, found: Mapping[Route, str], route: Route) -> Any:
    if part.type in _LISTS:
        return [text for number in slot_numbers(route, found) if (text := found.get((*route, number), ""))]
    if part.type is EvidenceType.CHECKLIST:
        return [option for option, _ in part.options if found.get((*route, option)) == "ja"]
    if part.type is EvidenceType.CONTRACTS:
        contracts = {}
        for number in slot_numbers(route, found):
            case = found.get((*route, number, CASE), "")
            met = found.get((*route, number, MET), "")
            if bool(case) != bool(met):
                lacking = CASE if met else MET
                what = "avtalets diarienummer" if met else "om kravet finns med i avtalet, ja eller nej"
                raise CellFault((*route, number, lacking), f"här saknas {what}")
            if case in contracts:
                raise CellFault((*route, number, CASE), f"avtalet {case} står två gånger")
            if case:
                contracts[case] = met
        return contracts
    return found.get(route, "")


def _unflatten_events(
    parts: Sequence[AnswerPart], found: Mapping[Route, str], route: Route
) -> dict[str, RawAnswer]:
    events: dict[str, RawAnswer] = {}
    for number in slot_numbers(route, found):
        inner = (*route, number)
        answer = unflatten([part for part in parts if part.name not in OWN_KEYS], found, inner)
        event = found.get((*inner, NAME), "")
        if answer and not event:
            raise CellFault((*inner, NAME), "här saknas ett kort namn på händelsen")
        if event in events:
            raise CellFault((*inner, NAME), f"två händelser heter {event}")
        if event and not answer:
            raise CellFault((*inner, NAME), f"händelsen {event} har inget underlag på raderna under")
        if event:
            events[event] = answer
    return events
