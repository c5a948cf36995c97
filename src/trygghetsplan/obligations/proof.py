"""Proof: what the evidence in one answer shows for one period.

Each asked-for part holds, holds partly, does not hold or is absent; together they are *full*, *partial*,
*contradicting* or *none*. Answers are judged one by one; parts from different files are never combined.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from enum import IntEnum
from typing import Any, NamedTuple

from trygghetsplan.model.evidence import EvidenceField, EvidenceType, Share
from trygghetsplan.model.obligation import Obligation
from trygghetsplan.model.time import ClockKind
from trygghetsplan.obligations.answers import Given, valid_from, valid_to
from trygghetsplan.obligations.clock import Term


class Holds(IntEnum):
    """What one asked-for part shows."""

    ABSENT = 0
    NO = 1
    PARTLY = 2
    YES = 3


class Level(IntEnum):
    """What an answer's evidence shows as a whole, the best highest."""

    NONE = 0
    CONTRADICTS = 1
    PARTIAL = 2
    FULL = 3


class Proof(NamedTuple):
    """The judgement of one answer's evidence."""

    level: Level
    given: Given | None = None
    proved: date | None = None
    """The day the dated parts were complete."""
    missing: tuple[str, ...] = ()
    failing: tuple[str, ...] = ()
    lapses: date | None = None
    """The last day on which bounded proof still holds; None where it is unbounded or would not hold at any age."""
    is_dated: bool = False
    """Whether a dated part was given."""


class _Part(NamedTuple):
    """The judgement of one asked-for part."""

    field: EvidenceField
    holds: Holds
    proved: date | None = None
    """The day on which it came to hold."""
    lapses: date | None = None
    """The last day on which it holds, where age or `gäller till` bounds it."""


NO_PROOF = Proof(Level.NONE)
Measure = Callable[[EvidenceField], Holds]
"""Looks a computed part up: an indicator's value, or that the year was answered."""


def judge(
    given: Given,
    obligation: Obligation,
    fields: Mapping[str, EvidenceField],
    term: Term,
    check_day: date,
    measure: Measure,
) -> Proof:
    """Judge one answer's evidence for one period on the day that decides."""
    answer = given.answer
    shown = [answer.evidence] if answer.evidence or not answer.events else []
    parts = [
        part
        for evidence in (*shown, *answer.events.values())
        for part in _parts(evidence, given, obligation, fields, term, check_day, measure)
    ]
    return Proof(
        _level(parts),
        given,
        max((part.proved for part in parts if part.proved), default=None),
        _titles(parts, Holds.ABSENT),
        _titles(parts, Holds.NO, Holds.PARTLY),
        min((part.lapses for part in parts if part.lapses), default=None),
        any(part.field.type in _DATED and part.holds is not Holds.ABSENT for part in parts),
    )


def _titles(parts: Sequence[_Part], *states: Holds) -> tuple[str, ...]:
    """Return the titles of the parts in these states, each once."""
    return tuple(dict.fromkeys(part.field.title for part in parts if part.holds in states))


def _parts(
    evidence: Mapping[str, Any],
    given: Given,
    obligation: Obligation,
    fields: Mapping[str, EvidenceField],
    term: Term,
    check_day: date,
    measure: Measure,
) -> Iterator[_Part]:
    """Judge each part that the obligation asks for, in the answer itself or in one event of it."""
    effective = valid_from(evidence, fields)
    until = valid_to(evidence, fields)
    is_standing = term.clock.kind is ClockKind.CONTINUOUS
    max_age = obligation.max_age if is_standing else None

    def in_window(day: date) -> bool:
        """Whether a dated part with this effective date would hold if nothing grew old."""
        return term.window[0] <= day <= term.window[1] and (day <= check_day or not is_standing)

    def last_of(day: date) -> date | None:
        """Return the last day on which such a part holds, if there is one."""
        ends = ([until] if until else []) + ([max_age.after(day)] if max_age else [])
        return min(ends, default=None)

    for name in obligation.evidence:
        field = fields.get(name)
        if field is None:
            continue
        if field.type.is_computed:
            holds = measure(field)
            answered = field.type is EvidenceType.YEAR_ANSWER and holds is Holds.YES
            yield _Part(field, holds, given.decided if answered else None)
        elif name not in evidence:
            yield _Part(field, Holds.ABSENT)
        elif field.type in _DATED:
            yield _dated(field, _days(field, evidence[name], effective), in_window, last_of, check_day)
        else:
            yield _Part(field, _holds(field, evidence[name], check_day))


_DATED = (EvidenceType.DATE, EvidenceType.MEETINGS, EvidenceType.VALID_FROM)


def _dated(
    field: EvidenceField,
    days: Sequence[date],
    in_window: Callable[[date], bool],
    last_of: Callable[[date], date | None],
    check_day: date,
) -> _Part:
    """Judge a dated part: one date, or meetings of which enough must count."""
    needed = (field.at_least or 1) if field.type is EvidenceType.MEETINGS else 1
    timely = [day for day in days if in_window(day)]
    held = [day for day in timely if (last_of(day) or check_day) >= check_day]
    return _Part(
        field,
        _share(len(held), needed) if days else Holds.ABSENT,
        held[needed - 1] if len(held) >= needed else None,
        last_of(timely[-needed]) if len(timely) >= needed else None,
    )


def _days(field: EvidenceField, value: Any, effective: date | None) -> list[date]:
    """Return the effective dates of a dated part: a datum takes effect on the answer's `gäller från`."""
    match field.type:
        case EvidenceType.DATE:
            return [effective or value]
        case EvidenceType.MEETINGS:
            return sorted(value)
        case _:
            return [value]


def _holds(field: EvidenceField, value: Any, check_day: date) -> Holds:
    """Judge a part without a date of its own."""
    match field.type:
        case EvidenceType.VALID_TO:
            return _fully(value >= check_day)
        case EvidenceType.SHARE:
            goal = field.goal or Share(1, 1)
            enough = value.part * goal.whole >= goal.part * value.whole
            return Holds.YES if enough else _share(value.part, value.whole)
        case EvidenceType.CHECKLIST:
            return _share(len(set(value) & set(field.options)), len(field.options))
        case EvidenceType.CONTRACTS:
            return _share(sum(value.values()), len(value)) if value else Holds.ABSENT
        case EvidenceType.YES_NO:
            return _fully(value)
        case EvidenceType.COUNT if field.at_least is not None:
            return _share(value, field.at_least)
        case EvidenceType.FUNCTIONS:
            return Holds.YES if value else Holds.ABSENT
        case _:
            return Holds.YES


def _fully(holds: bool) -> Holds:  # noqa: FBT001  # it turns a boolean into the scale
    return Holds.YES if holds else Holds.NO


def _share(part: int, whole: int) -> Holds:
    if part >= whole:
        return Holds.YES
    return Holds.PARTLY if part else Holds.NO


def _level(parts: Sequence[_Part]) -> Level:
    """Weigh the parts together; of several events, all must hold."""
    given = [part for part in parts if part.holds is not Holds.ABSENT]
    if not given:
        return Level.NONE
    if len(given) == len(parts) and all(part.holds is Holds.YES for part in given):
        return Level.FULL
    bearing = [part.holds for part in given if part.field.bears]
    if bearing and all(holds is Holds.NO for holds in bearing):
        return Level.CONTRADICTS
    return Level.PARTIAL
