"""Proof: what the evidence in one answer shows for one period.

Each asked-for part holds, holds partly, does not hold or is absent; together they are *full*, *partial*,
*contradicting* or *none*. Answers are judged one by one; parts from different files are never combined.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import IntEnum
from typing import Any, NamedTuple

from trygghetsplan.model.evidence import EvidenceField, EvidenceType, Share
from trygghetsplan.model.time import ClockKind, Duration
from trygghetsplan.obligations.answers import Given
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
    is_dated: bool = False
    """Whether a dated part was given."""


class _Bounds(NamedTuple):
    """When dated evidence holds on the day that decides."""

    first: date
    last: date
    """The effective dates that count if nothing grows old; nothing to come counts for a standing duty."""
    check_day: date
    until: date | None
    max_age: Duration | None

    def lapses(self, day: date) -> date | None:
        """Return the last day on which evidence from that day holds, if there is one."""
        if self.max_age is None:
            return self.until
        aged = self.max_age.after(day)
        return min(self.until, aged) if self.until else aged


NO_PROOF = Proof(Level.NONE)
Asked = Sequence[tuple[str, EvidenceField]]
"""The evidence that an obligation asks for, by name."""
Measure = Callable[[EvidenceField, Given, Term], Holds]
"""Looks a computed part up: an indicator's value, or that the year was answered."""


def judge(
    given: Given, asked: Asked, max_age: Duration | None, term: Term, check_day: date, measure: Measure
) -> Proof:
    """Judge one answer's evidence for one period on the day that decides. Only what is standing grows old."""
    first, last = term.window
    if term.clock.kind is ClockKind.CONTINUOUS:
        last = min(last, check_day)
    else:
        max_age = None
    parts: list[_Part] = []
    for shown in given.shown:
        bounds = _Bounds(first, last, check_day, shown.valid_to, max_age)
        for name, field in asked:
            if field.type.is_computed:
                holds = measure(field, given, term)
                answered = field.type is EvidenceType.YEAR_ANSWER and holds is Holds.YES
                parts.append(_Part(field, holds, given.decided if answered else None))
            elif name not in shown.evidence:
                parts.append(_Part(field, Holds.ABSENT))
            elif days := _DAYS.get(field.type):
                parts.append(_dated(field, days(shown.evidence[name], shown.valid_from), bounds))
            elif field.type is EvidenceType.VALID_TO:
                parts.append(_Part(field, _fully(shown.evidence[name] >= check_day)))
            else:
                weigh = _WEIGHED.get(field.type)
                parts.append(_Part(field, weigh(field, shown.evidence[name]) if weigh else Holds.YES))
    level = _level(parts)
    return Proof(
        level,
        given,
        max([part.proved for part in parts if part.proved], default=None),
        () if level is Level.FULL else _titles(parts, Holds.ABSENT),
        () if level is Level.FULL else _titles(parts, Holds.NO, Holds.PARTLY),
        min([part.lapses for part in parts if part.lapses], default=None),
        True in [part.is_dated for part in parts],
    )


def _titles(parts: Sequence[_Part], *states: Holds) -> tuple[str, ...]:
    """Return the titles of the parts in these states, each once."""
    return tuple(dict.fromkeys(part.field.title for part in parts if part.holds in states))


def _dated(field: EvidenceField, days: Sequence[date], bounds: _Bounds) -> _Part:
    """Judge a dated part: one date, or meetings of which enough must count."""
    needed = (field.at_least or 1) if field.type is EvidenceType.MEETINGS else 1
    timely = [day for day in days if bounds.first <= day <= bounds.last]
    held = [day for day in timely if (bounds.lapses(day) or bounds.check_day) >= bounds.check_day]
    return _Part(
        field,
        _share(len(held), needed) if days else Holds.ABSENT,
        held[needed - 1] if len(held) >= needed else None,
        bounds.lapses(timely[-needed]) if len(timely) >= needed else None,
        bool(days),
    )


_DAYS: Mapping[EvidenceType, Callable[[Any, date | None], Sequence[date]]] = {
    EvidenceType.DATE: lambda value, effective: [effective or value],
    EvidenceType.MEETINGS: lambda value, _: sorted(value),
    EvidenceType.VALID_FROM: lambda value, _: [value],
}
"""The effective dates of a dated part: a datum takes effect on the answer's `gäller från`."""


def _share_given(field: EvidenceField, value: Any) -> Holds:
    goal = field.goal or Share(1, 1)
    enough = value.part * goal.whole >= goal.part * value.whole
    return Holds.YES if enough else _share(value.part, value.whole)


_WEIGHED: Mapping[EvidenceType, Callable[[EvidenceField, Any], Holds]] = {
    EvidenceType.SHARE: _share_given,
    EvidenceType.CHECKLIST: lambda field, value: _share(
        len(set(value) & set(field.options)), len(field.options)
    ),
    EvidenceType.CONTRACTS: lambda _, value: (
        _share(sum(value.values()), len(value)) if value else Holds.ABSENT
    ),
    EvidenceType.YES_NO: lambda _, value: _fully(value),
    EvidenceType.COUNT: lambda field, value: (
        Holds.YES if field.at_least is None else _share(value, field.at_least)
    ),
    EvidenceType.FUNCTIONS: lambda _, value: Holds.YES if value else Holds.ABSENT,
}
"""How much a part without a date of its own shows; of other types it is enough to be there."""


def _fully(holds: bool) -> Holds:  # noqa: FBT001  # it turns a boolean into the scale
    return Holds.YES if holds else Holds.NO


def _share(part: int, whole: int) -> Holds:
    if part >= whole:
        return Holds.YES
    return Holds.PARTLY if part else Holds.NO


def _level(parts: Sequence[_Part]) -> Level:
    """Weigh the parts together; of several events, all must hold."""
    if not parts:
        return Level.NONE
    if min([part.holds for part in parts]) is Holds.YES:
        return Level.FULL
    given = [part for part in parts if part.holds is not Holds.ABSENT]
    if not given:
        return Level.NONE
    bearing = [part.holds for part in given if part.field.bears]
    if bearing and all(holds is Holds.NO for holds in bearing):
        return Level.CONTRADICTS
    return Level.PARTIAL
