"""A returned form against the file as it is now: what to change, and what stands in the way.

Three things are compared: what the file said when the form was made, what the form says, and what the file
says now. What nobody wrote in the form is not touched, whatever has happened to the file since.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from trygghetsplan.forms.cells import (
    EVENTS,
    CellFault,
    FormCell,
    Route,
    checked_text,
    cleaned,
    normalized,
    unflatten,
)
from trygghetsplan.forms.form import Form, Question
from trygghetsplan.forms.metadata import FormFault, ReturnedForm
from trygghetsplan.model.followup import Declaration, FollowUp
from trygghetsplan.workbooks.sheet import shown

_SPLIT = re.compile(r"\s*;\s*|\n+")


def as_text(value: Any) -> str:
    """Return what stands in a cell as text, as the person who wrote it sees it."""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value).replace(".", ",")
    return str(value)


def split_values(text: str) -> list[str]:
    """Return the values that were written in one cell with semicolons or line breaks between."""
    return [part for part in _SPLIT.split(text.strip()) if part]


FILE_KEYS = tuple(str(field.alias) for field in FollowUp.model_fields.values())
_ANSWER_KEYS = tuple(str(field.alias) for field in Declaration.model_fields.values())
_EVENTS_PLACE = _ANSWER_KEYS.index(EVENTS)
"""Where the evidence of an answer stands among its own keys: before its events."""


class FormChange(NamedTuple):
    """One answer that the form changes in the file. None means nothing: not there before, or removed."""

    keys: tuple[str, ...]
    before: Any
    after: Any
    title: str
    place: str
    orders: tuple[Sequence[str], ...]


class MergedForm(NamedTuple):
    """What a returned form changes, or why it cannot be taken in."""

    changes: tuple[FormChange, ...]
    faults: tuple[FormFault, ...]
    asked: Mapping[str, str] = MappingProxyType({})
    """The fingerprint of the wording that each changed answer was given to, by the duty's id."""


def merge(form: Form, returned: ReturnedForm) -> MergedForm:
    """Compare a returned form with the questions and the file as they are now."""
    faults = [*returned.faults, *_changed_questions(form, returned)]
    if faults:
        return MergedForm((), tuple(faults))
    changes: list[FormChange] = []
    commit = returned.metadata.commit
    since = f" (git diff {commit[:12]} -- {form.file})" if commit else ""
    obligations = tuple(question.id for question in form.obligations)
    left = dict(returned.metadata.base)
    for question in form.questions:
        base = _part_of_base(question, left)
        cell_texts, cell_faults = _cell_texts(question, base, returned)
        if cell_faults:
            faults += cell_faults
            continue
        try:
            before = unflatten(question.parts, base, question.prefix)
            after = unflatten(question.parts, cell_texts, question.prefix)
        except CellFault as fault:
            faults.append(FormFault(returned.place(fault.route), fault.message))
            continue
        now = unflatten(question.parts, question.held, question.prefix)
        for keys, old, new in _differences((), before, after):
            change = FormChange(
                keys=(*question.prefix, *keys),
                before=_value_at(now, keys),
                after=new,
                title=_title(question, keys),
                place=_place(returned, (*question.prefix, *keys)),
                orders=_orders(question, obligations),
            )
            if change.before == old:
                changes.append(change)
            elif change.before != new:
                message = (
                    f"”{change.title}” har ändrats på båda håll: från {_quoted(old)} till {_quoted(new)} i blanketten och"
                    f" till {_quoted(change.before)} i {form.file}; kom överens om vilket som gäller{since}"
                )
                faults.append(FormFault(change.place, message))
    faults += (
        FormFault(returned.place(route), "raden hör inte till blanketten; ta bort den")
        for route, text in left.items()
        if text or returned.cell_values.get(route, "") != ""
    )
    if faults:
        return MergedForm((), tuple(faults))
    answered = {change.keys[1] for change in changes if change.keys[0] == "svar"}
    asked = {
        name: returned.metadata.questions[f"svar/{name}"].wording for name in obligations if name in answered
    }
    return MergedForm(tuple(changes), (), asked)


def _changed_questions(form: Form, returned: ReturnedForm) -> Iterator[FormFault]:
    """Say which questions are not the ones that the form was made with."""
    again = "; gör en ny blankett med trygghet form export"
    now = {question.key: question for question in form.questions}
    then = returned.metadata.questions
    for key, asked in then.items():
        if key not in now:
            yield FormFault(returned.name, f"frågan ”{shown(asked.title)}” ställs inte längre{again}")
        elif now[key].digest != asked.digest:
            yield FormFault(
                returned.name, f"frågan ”{now[key].title}” har ändrats sedan blanketten gjordes{again}"
            )
    for key, question in now.items():
        if key not in then:
            message = f"frågan ”{question.title}” har kommit till sedan blanketten gjordes{again}"
            yield FormFault(returned.name, message)


def _part_of_base(question: Question, left: dict[Route, str]) -> dict[Route, str]:
    """Take out what the file said in the question's cells when the form was made.

    The cells are those that the form had, however many rows it was made with.
    """
    depth = len(question.prefix)
    own = [route for route in left if route[:depth] == question.prefix and (depth or len(route) == 1)]
    cells = {cell.route for cell in question.cells_for(own)}
    return {route: left.pop(route) for route in own if route in cells}


def _cell_texts(
    question: Question, base: Mapping[Route, str], returned: ReturnedForm
) -> tuple[dict[Route, str], list[FormFault]]:
    """Return what the question's cells say now, checked, and what is wrong with them."""
    texts: dict[Route, str] = {}
    faults = []
    for cell in question.cells_for(base):
        if cell.route not in base:
            continue
        try:
            texts |= _texts(cell, returned.cell_values.get(cell.route, ""), base[cell.route], texts)
        except CellFault as fault:
            faults.append(FormFault(returned.place(fault.route), fault.message))
    return texts, faults


def _texts(cell: FormCell, value: Any, base: str, known: Mapping[Route, str]) -> dict[Route, str]:
    """Return what a cell says, checked; one cell of a list may say several things."""
    if isinstance(value, bool) and "ja" not in cell.choices:
        raise CellFault(cell.route, "här står SANT eller FALSKT, inte ett svar; skriv om det")
    text = normalized(cell.type, as_text(value))
    if text == base or not text:
        return {cell.route: text}
    if cell.is_item and len(parts := split_values(cleaned(text))) > 1:
        numbers = [int(route[-1]) for route in known if route[:-1] == cell.route[:-1]]
        first = max([*numbers, int(cell.route[-1])]) + _FAR
        routes = [(*cell.route[:-1], str(first + number)) for number in range(len(parts))]
        return {route: checked_text(cell, part) for route, part in zip(routes, parts, strict=True)}
    return {cell.route: checked_text(cell, as_text(value))}


_FAR = 1000
"""Numbers given to what was written several in one cell, so that they collide with no row's."""


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


def _value_at(answer: Any, keys: tuple[str, ...]) -> Any:
    for key in keys:
        answer = answer.get(key) if isinstance(answer, dict) else None
    return answer


def _title(question: Question, keys: tuple[str, ...]) -> str:
    """Name what stands at the keys of an answer, as the form does."""
    titles = {EVENTS: "Händelser", **{part.name: part.title for part in question.parts}}
    words = ", ".join([titles.get(keys[0], keys[0]), *(titles.get(key, key) for key in keys[1:])])
    return f"{question.title}: {words}" if question.id else words


def _orders(question: Question, obligations: Sequence[str]) -> tuple[Sequence[str], ...]:
    """Return the order of the keys at each depth of the file, down to the question's own."""
    evidence = tuple(part.name for part in question.parts if part.name not in _ANSWER_KEYS)
    own = (*_ANSWER_KEYS[:_EVENTS_PLACE], *evidence, *_ANSWER_KEYS[_EVENTS_PLACE:])
    if question.id:
        return FILE_KEYS, obligations, own
    return (FILE_KEYS, own)[: len(question.prefix) + 1]


def _place(returned: ReturnedForm, route: Route) -> str:
    """Return the cell that a change comes from, or the nearest one."""
    for depth in range(len(route), 0, -1):
        for other, place in returned.places.items():
            if other[:depth] == route[:depth]:
                return place
    return returned.name


def _quoted(value: Any) -> str:
    return "inget svar" if value is None else f"”{one_line(value)}”"


def one_line(value: Any) -> str:
    """Write a value on one line for a person, all of it: what is cut away could be what differs."""
    if value is None:
        return "(tomt)"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {one_line(item)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(map(one_line, value))
    return shown(str(value))
