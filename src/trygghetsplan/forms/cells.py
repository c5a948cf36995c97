"""The parts of an answer, and the cells of a form that they are written in, there and back.

Most parts of an answer are one cell; a list, a mapping or a set of boxes is several, so that nothing nested is
ever squeezed into one text.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from pydantic import TypeAdapter, ValidationError

from trygghetsplan import swedish
from trygghetsplan.characters import UNSEEN, forbidden_in, name_of_sign
from trygghetsplan.model.evidence import EvidenceField, EvidenceType, read_value
from trygghetsplan.model.followup import OWN_KEYS, Status
from trygghetsplan.model.meant import meant_word
from trygghetsplan.model.scalars import Text
from trygghetsplan.personal_data import PersonalKind, obscured, personal_data
from trygghetsplan.workbooks.sheet import ERROR_VALUE, error_flaw, shown


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


def form_cells(parts: Sequence[AnswerPart], prefix: Route, taken: Collection[Route]) -> Iterator[FormCell]:
    """Return the cells of the parts: one for what is single, and enough and to spare for what is repeated.

    `taken` is every route, and every beginning of one, that something stands at now or stood at last year.
    """
    for part in parts:
        route = (*prefix, part.name)
        match part.type:
            case EvidenceType.MEETINGS | EvidenceType.FUNCTIONS:
                kind = EvidenceType.DATE if part.type is EvidenceType.MEETINGS else EvidenceType.FUNCTION
                for number in range(1, _slots(route, taken, part.at_least) + 1):
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
                for number in range(1, _slots(route, taken, 1) + 1):
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


def event_cells(parts: Sequence[AnswerPart], prefix: Route, taken: Collection[Route]) -> Iterator[FormCell]:
    """Return the cells of separate events, one more than there are."""
    route = (*prefix, EVENTS)
    for number in range(1, _last_slot(route, taken) + 2):
        inner = (*route, str(number))
        help_text = "Bara om det var flera: ett kort namn, och uppgifterna på raderna under."
        yield FormCell((*inner, NAME), f"Händelse {number}: kort namn", EvidenceType.FUNCTION, help_text)
        for cell in form_cells(parts, inner, taken):
            yield cell._replace(label=f"Händelse {number}: {cell.label}")


def _slots(route: Route, taken: Collection[Route], at_least: int) -> int:
    return max(_last_slot(route, taken) + 1, at_least, _SPARE)


def _last_slot(route: Route, taken: Collection[Route]) -> int:
    """Return how many numbers follow on each other from 1: a returned form may claim any number at all."""
    last = 0
    while (*route, str(last + 1)) in taken:
        last += 1
    return last


def beginnings(held: Collection[Route]) -> frozenset[Route]:
    """Return the routes and every beginning of each."""
    return frozenset(route[:depth] for route in held for depth in range(1, len(route) + 1))


class CellFault(Exception):
    """What stands in a cell cannot be read. The message is one Swedish sentence."""

    def __init__(self, route: Route, message: str) -> None:
        super().__init__(message)
        self.route = route
        self.message = message


def checked_text(cell: FormCell, text: str) -> str:
    """Return the text of a cell in its plainest form, when a file could hold it or it is certain what was meant.

    No message repeats a text before it has been looked at.

    Raises:
        CellFault: it is not of the cell's form.
    """
    text = normalized(cell.type, cleaned(text))
    if not cell.type.is_free_text or cell.choices:
        text = " ".join(DASHES.sub("-", text).removeprefix("'").split())
    if not text:
        return ""
    if message := _unfit(text):
        raise CellFault(cell.route, message)
    if cell.route[-1] == NAME:
        name = swedish.slug(text)[:64].rstrip("-")
        if not name:
            raise CellFault(cell.route, "ett kort namn behöver bokstäver eller siffror")
        return name
    if cell.choices:
        meaning = meant_word(text, cell.choices)
        if meaning is None or not meaning.is_certain:
            raise CellFault(
                cell.route,
                f"”{_short(text)}” finns inte att välja; välj {swedish.listed(cell.choices, 'eller')}",
            )
        return meaning.text
    try:
        if cell.type.is_free_text:
            _TEXT.validate_python(text)
        else:
            read_value(EvidenceField(typ=cell.type, titel=cell.label), text)
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        if certain := detail.get("ctx", {}).get("meant"):
            return normalized(cell.type, certain)
        raise CellFault(cell.route, shown(detail["msg"]).replace("ta bort nyckeln", "töm rutan")) from None
    return text


def _unfit(text: str) -> str:
    """Say what no answer may hold, if the text does; without repeating it."""
    if (place := forbidden_in(text)) is not None:
        return f"här står {name_of_sign(text[place]).removesuffix(',')}; skriv om texten"
    for one in personal_data(text):
        if one.kind is not PersonalKind.UNCERTAIN:
            return f"det här ser ut som {one.kind}; ta bort det"
    found = ERROR_VALUE.search(text)
    return error_flaw(found[0].strip()) if found else ""


_LINE_ENDS = re.compile("_x000[Dd]_\n?|\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
"""What programs write for a new line: Word's is a vertical tab, and a carriage return may come as its escape."""
_BULLET = re.compile("^([ \t]*)[\uf000-\uf0ff](?=[ \t\u00a0])", re.MULTILINE)
"""Word's bullets, which are signs of the font Symbol."""
DASHES = re.compile("[\u2010-\u2015\u2212]")


def cleaned(text: str) -> str:
    """Return a text without what programs put in it that nobody sees, where its meaning is certain."""
    return UNSEEN.sub("", _BULLET.sub("\\1•", _LINE_ENDS.sub("\n", text)).replace("\t", " "))


_TEXT: TypeAdapter[str] = TypeAdapter(Text)


def _short(text: str) -> str:
    flat = " ".join(obscured(text).split())
    return flat if len(flat) <= 40 else f"{flat[:37]}…"


def normalized(kind: EvidenceType, text: str) -> str:
    """Return the one form in which equal values are equal texts."""
    text = unicodedata.normalize("NFC", text).strip()
    return re.sub(r"\s", "", text) if kind.is_number else text


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


_Nested: TypeAlias = dict[str, Any]
"""What cells hold, by the parts of their routes."""


def unflatten(parts: Sequence[AnswerPart], found: Mapping[Route, str], prefix: Route) -> RawAnswer:
    """Return the answer that the cells hold; what is empty is left out.

    Raises:
        CellFault: something is only half given.
    """
    nested: _Nested = {}
    for route, text in found.items():
        if route[: len(prefix)] == prefix and text:
            inner = nested
            for key in route[len(prefix) : -1]:
                inner = inner.setdefault(key, {})
            inner[route[-1]] = text
    answer = _unnested(parts, nested, prefix)
    events = _unnested_events(parts, nested.get(EVENTS, {}), (*prefix, EVENTS))
    return answer | ({EVENTS: events} if events else {})


def _unnested(parts: Sequence[AnswerPart], nested: _Nested, prefix: Route) -> RawAnswer:
    answer: RawAnswer = {}
    for part in parts:
        value = _part_value(part, nested.get(part.name, {}), (*prefix, part.name))
        if value not in ({}, []):
            answer[part.name] = value
    return answer


def _in_order(numbered: _Nested) -> list[tuple[str, Any]]:
    return sorted(numbered.items(), key=lambda item: int(item[0]))


def _part_value(part: AnswerPart, held: Any, route: Route) -> Any:
    if part.type in _LISTS:
        return [text for _, text in _in_order(held)]
    if part.type is EvidenceType.CHECKLIST:
        return [option for option, _ in part.options if held.get(option) == "ja"]
    if part.type is EvidenceType.CONTRACTS:
        contracts: dict[str, str] = {}
        for number, contract in _in_order(held):
            case, met = contract.get(CASE, ""), contract.get(MET, "")
            if not case or not met:
                lacking = MET if case else CASE
                what = "om kravet finns med i avtalet, ja eller nej" if case else "avtalets diarienummer"
                raise CellFault((*route, number, lacking), f"här saknas {what}")
            if case in contracts:
                raise CellFault((*route, number, CASE), f"avtalet {case} står två gånger")
            contracts[case] = met
        return contracts
    return held


def _unnested_events(parts: Sequence[AnswerPart], numbered: _Nested, route: Route) -> dict[str, RawAnswer]:
    events: dict[str, RawAnswer] = {}
    evidence = [part for part in parts if part.name not in OWN_KEYS]
    for number, held in _in_order(numbered):
        inner = (*route, number)
        answer, event = _unnested(evidence, held, inner), held.get(NAME, "")
        if answer and not event:
            raise CellFault((*inner, NAME), "här saknas ett kort namn på händelsen")
        if event in events:
            raise CellFault((*inner, NAME), f"två händelser heter {event}")
        if event and not answer:
            raise CellFault((*inner, NAME), f"händelsen {event} har inget underlag på raderna under")
        if event:
            events[event] = answer
    return events
