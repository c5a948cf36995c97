"""A returned form against the file as it is now: what to change, and what stands in the way.

Three things are compared: what the file said when the form was made, what the form says, and what the file
says now. What nobody wrote in the form is not touched, whatever has happened to the file since.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, NamedTuple

from trygghetsplan.forms.cells import (
    DATES,
    EVENTS,
    Answer,
    Cell,
    CellFault,
    Route,
    cells,
    checked,
    event_cells,
    gather,
    plainest,
)
from trygghetsplan.forms.form import Fault, Form, Question, Returned
from trygghetsplan.model.time import MONTHS

_DAY_IN_WORDS = re.compile(rf"([1-9]|[12][0-9]|3[01])\.? ({'|'.join(MONTHS)}) ((?:19|20|21)[0-9]{{2}})")
_DAY_IN_FIGURES = re.compile(r"((?:19|20|21)[0-9]{2})([-./ ]?)([0-9]{1,2})\2([0-9]{1,2})")
_SPLIT = re.compile(r"\s*;\s*|\n+")


def as_day(value: Any) -> str | None:
    """Return the date that a cell holds as ÅÅÅÅ-MM-DD, or None where it is not certain which day is meant."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else None
    if isinstance(value, date):
        return value.isoformat()
    text = as_text(value).strip().casefold()
    if found := _DAY_IN_WORDS.fullmatch(text):
        year, month, day = int(found[3]), MONTHS.index(found[2]) + 1, int(found[1])
    elif found := _DAY_IN_FIGURES.fullmatch(text):
        if not found[2] and len(text) != 8:
            return None
        year, month, day = int(found[1]), int(found[3]), int(found[4])
    else:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def as_text(value: Any) -> str:
    """Return what stands in a cell as text, as the person who wrote it sees it."""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value).replace(".", ",")
    return str(value)


def several(text: str) -> list[str]:
    """Return the values that were written in one cell with semicolons or line breaks between."""
    return [part for part in _SPLIT.split(text.strip()) if part]


TOP = ("organ", "år", "exempel", "beslut", "kontakt", "svar")
_OWN = ("status", "skäl", "kommentar", "påbörjad")


class Change(NamedTuple):
    """One answer that the form changes in the file. None means nothing: not there before, or removed."""

    keys: tuple[str, ...]
    before: Any
    after: Any
    title: str
    place: str
    orders: tuple[Sequence[str], ...]


class Merge(NamedTuple):
    """What a returned form changes, or why it cannot be taken in."""

    changes: tuple[Change, ...]
    faults: tuple[Fault, ...]


def merge(form: Form, returned: Returned) -> Merge:
    """Compare a returned form with the questions and the file as they are now."""
    faults = [*returned.faults, *_changed_questions(form, returned)]
    if faults:
        return Merge((), tuple(faults))
    changes: list[Change] = []
    since = f" (git diff {returned.commit[:12]} -- {form.file})" if returned.commit else ""
    obligations = tuple(question.id for question in form.obligations)
    for question in form.questions:
        try:
            base, new = _answers(question, returned)
        except _Faults as stopped:
            faults += stopped.faults
            continue
        now = gather(question.parts, question.held, question.prefix)
        for keys, before, after in _differences((), base, new):
            change = _change(question, returned, keys, after, now, obligations)
            if change.before == before:
                changes.append(change)
            elif change.before != after:
                message = (
                    f"”{change.title}” har ändrats på båda håll: från {_said(before)} till {_said(after)} i blanketten och"
                    f" till {_said(change.before)} i {form.file}; kom överens om vilket som gäller{since}"
                )
                faults.append(Fault(change.place, message))
    return Merge(() if faults else tuple(changes), tuple(faults))


class _Faults(Exception):
    def __init__(self, faults: list[Fault]) -> None:
        super().__init__()
        self.faults = faults


def _changed_questions(form: Form, returned: Returned) -> Iterator[Fault]:
    """Say which questions are not the ones that the form was made with."""
    again = "; gör en ny blankett med trygghet form export"
    now = {"/".join(question.prefix): question for question in form.questions}
    for key, (digest, title) in returned.questions.items():
        if key not in now:
            yield Fault(returned.name, f"frågan ”{title}” ställs inte längre{again}")
        elif now[key].digest != digest:
            yield Fault(returned.name, f"frågan ”{title}” har ändrats sedan blanketten gjordes{again}")
    for key, question in now.items():
        if key not in returned.questions:
            yield Fault(
                returned.name, f"frågan ”{question.title}” har kommit till sedan blanketten gjordes{again}"
            )


def _answers(question: Question, returned: Returned) -> tuple[Answer, Answer]:
    """Return the answer as it was and as it came back."""
    base = {route: text for route, text in returned.base.items() if _belongs(question, route)}
    new: dict[Route, str] = {}
    faults = []
    for cell in _cells(question, base):
        if cell.route not in base:
            continue
        try:
            new |= _texts(cell, returned.written.get(cell.route, ""), base[cell.route], new)
        except CellFault as fault:
            faults.append(Fault(returned.place(fault.route), fault.message))
    if not faults:
        try:
            return gather(question.parts, base, question.prefix), gather(question.parts, new, question.prefix)
        except CellFault as fault:
            faults.append(Fault(returned.place(fault.route), fault.message))
    raise _Faults(faults)


def _belongs(question: Question, route: Route) -> bool:
    if question.id or question.prefix:
        return route[: len(question.prefix)] == question.prefix
    return len(route) == 1


def _cells(question: Question, base: Mapping[Route, str]) -> Iterator[Cell]:
    """Return the cells that the form had, however many rows it was made with."""
    yield from cells(question.parts, question.prefix, base)
    if question.takes_events:
        yield from event_cells(question.evidence, question.prefix, base)


def _texts(cell: Cell, value: Any, base: str, known: Mapping[Route, str]) -> dict[Route, str]:
    """Return what a cell says, checked; one cell of a list may say several things."""
    text = plainest(cell.type, as_text(value))
    if text == base or not text:
        return {cell.route: text}
    if cell.is_item and len(parts := several(text)) > 1:
        taken = [int(route[-1]) for route in known if route[:-1] == cell.route[:-1]]
        first = max([*taken, int(cell.route[-1])]) + _FAR
        routes = [(*cell.route[:-1], str(first + number)) for number in range(len(parts))]
        return {route: _one(cell, part) for route, part in zip(routes, parts, strict=True)}
    return {cell.route: _one(cell, value)}


_FAR = 1000
"""Numbers given to what was written several in one cell, so that they collide with no row's."""


def _one(cell: Cell, value: Any) -> str:
    if cell.type in DATES:
        day = as_day(value)
        if day is None:
            raise CellFault(
                cell.route, f"”{as_text(value)[:40]}” är inget säkert datum; skriv det som ÅÅÅÅ-MM-DD"
            )
        return checked(cell, day)
    return checked(cell, as_text(value))


def _differences(keys: tuple[str, ...], base: Any, new: Any) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """Return what differs, as deep down as it can be told."""
    if base == new:
        return
    if isinstance(new, dict) and (base is None or isinstance(base, dict)):
        held = base or {}
        for key in dict.fromkeys((*held, *new)):
            yield from _differences((*keys, key), held.get(key), new.get(key))
    else:
        yield keys, base, new


def _change(
    question: Question,
    returned: Returned,
    keys: tuple[str, ...],
    after: Any,
    now: Answer,
    obligations: Sequence[str],
) -> Change:
    before: Any = now
    for key in keys:
        before = before.get(key) if isinstance(before, dict) else None
    names = {part.name: part.title for part in question.parts}
    words = [names.get(keys[0], "Händelser" if keys[0] == EVENTS else keys[0])]
    words += [names.get(key, key) for key in keys[1:]]
    inner = (*_OWN, *(part.name for part in question.parts if part.name not in _OWN), EVENTS)
    depth = len(question.prefix)
    orders: tuple[Sequence[str], ...] = (
        (TOP, obligations, inner) if question.id else (TOP, inner)[: depth + 1]
    )
    said = ", ".join(words)
    title = f"{question.title}: {said}" if question.id else said
    return Change((*question.prefix, *keys), before, after, title, _place(question, returned, keys), orders)


def _place(question: Question, returned: Returned, keys: tuple[str, ...]) -> str:
    """Return the cell that a change comes from, or the nearest one."""
    wanted = (*question.prefix, *keys)
    while wanted:
        for route in returned.places:
            if route[: len(wanted)] == wanted:
                return returned.places[route]
        wanted = wanted[:-1]
    return returned.name


def _said(value: Any) -> str:
    return "inget svar" if value is None else f"”{shown(value)}”"


def shown(value: Any) -> str:
    """Write a value on one line for a person."""
    if value is None:
        return "(tomt)"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {shown(one)}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    flat = " ".join(str(value).split())
    return flat if len(flat) <= 80 else f"{flat[:77]}…"
