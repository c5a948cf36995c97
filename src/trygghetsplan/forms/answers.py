"""An answer as the texts of its cells, and those texts as an answer again; between them nothing is lost."""

from collections.abc import Mapping, Sequence
from typing import Any

from trygghetsplan.forms.cell_text import CellFault, plainest
from trygghetsplan.forms.cells import CASE, EVENTS, MET, NAME, Route, numbers
from trygghetsplan.forms.parts import Part
from trygghetsplan.model.evidence import EvidenceType
from trygghetsplan.model.followup import OWN_KEYS

Answer = dict[str, Any]
"""An answer as the files hold it: text, lists and mappings."""
_LISTS = (EvidenceType.MEETINGS, EvidenceType.FUNCTIONS)


def spread(parts: Sequence[Part], raw: Answer, prefix: Route) -> dict[Route, str]:
    """Return what an answer holds, cell by cell, each value in its plainest form."""
    found: dict[Route, str] = {}
    kinds = {part.name: part for part in parts}
    for name, value in raw.items():
        route = (*prefix, name)
        part = kinds.get(name)
        if name == EVENTS and isinstance(value, dict):
            for number, (event, inner) in enumerate(value.items(), 1):
                found[*route, str(number), NAME] = event
                found |= spread(parts, inner, (*route, str(number)))
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
            found[route] = plainest(part.type, str(value))
    return found


def gather(parts: Sequence[Part], found: Mapping[Route, str], prefix: Route) -> Answer:
    """Return the answer that the cells hold; what is empty is left out.

    Raises:
        CellFault: something is only half given.
    """
    answer: Answer = {}
    for part in parts:
        route = (*prefix, part.name)
        value = _gathered(part, found, route)
        if value not in ("", [], {}):
            answer[part.name] = value
    events = _events(parts, found, (*prefix, EVENTS))
    return answer | ({EVENTS: events} if events else {})


def _gathered(part: Part, found: Mapping[Route, str], route: Route) -> Any:
    if part.type in _LISTS:
        return [text for number in numbers(route, found) if (text := found.get((*route, number), ""))]
    if part.type is EvidenceType.CHECKLIST:
        return [option for option, _ in part.options if found.get((*route, option)) == "ja"]
    if part.type is EvidenceType.CONTRACTS:
        contracts = {}
        for number in numbers(route, found):
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


def _events(parts: Sequence[Part], found: Mapping[Route, str], route: Route) -> dict[str, Answer]:
    events: dict[str, Answer] = {}
    for number in numbers(route, found):
        inner = (*route, number)
        answer = gather([part for part in parts if part.name not in OWN_KEYS], found, inner)
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
