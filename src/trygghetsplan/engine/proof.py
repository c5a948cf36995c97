"""Proof: what the evidence in one answer, or an indicator's value, shows for one period.

Each asked-for part holds, holds partly, does not hold or is absent; together they are *full*, *partial*,
*contradicting* or *none*. Answers are judged one by one; parts from different files are never combined.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import IntEnum
from typing import Any, NamedTuple

from trygghetsplan.engine.answers import DatedEvidence, FiledAnswer
from trygghetsplan.engine.clock import Schedule
from trygghetsplan.model.evidence import EvidenceField, EvidenceType, Value
from trygghetsplan.model.indicators import Better, Indicator, YearValues
from trygghetsplan.model.scalars import Share
from trygghetsplan.model.time import Duration
from trygghetsplan.plan.repository import PlanRepository


class PartResult(IntEnum):
    """What one asked-for part shows, the least first."""

    ABSENT = 0
    NOT_MEASURED = 1
    """An indicator without a value, and with the reason why."""
    NO = 2
    PARTLY = 3
    WITHOUT_TARGET = 4
    """An indicator with a value and nothing to hold it against: it supports."""
    YES = 5


class Level(IntEnum):
    """What an answer's evidence shows as a whole, the best highest."""

    NONE = 0
    CONTRADICTS = 1
    PARTIAL = 2
    FULL = 3


class Proof(NamedTuple):
    """The judgement of one answer's evidence."""

    level: Level
    filed: FiledAnswer | None = None
    proved: date | None = None
    """The day the dated parts were complete."""
    missing: tuple[str, ...] = ()
    failing: tuple[str, ...] = ()
    without_target: tuple[str, ...] = ()
    lapses: date | None = None
    """The last day on which bounded proof still holds; None where it is unbounded or would not hold at any age."""
    is_dated: bool = False
    """Whether a dated part was given."""


class _Part(NamedTuple):
    """The judgement of one asked-for part."""

    holds: PartResult
    proved: date | None = None
    """The day on which it came to hold."""
    lapses: date | None = None
    """The last day on which it holds, where age or `gäller till` bounds it."""
    is_dated: bool = False
    """Whether a dated part was given."""


class _Bounds(NamedTuple):
    """When evidence holds on the day that decides."""

    first: date
    last: date
    """The effective dates that count if nothing grows old; nothing to come counts for a standing duty."""
    check_day: date
    max_age: Duration | None
    times: int
    """How many meetings there must be at least."""


NO_PROOF = Proof(Level.NONE)
Measure = Callable[[EvidenceField, FiledAnswer, Schedule], PartResult]
"""Looks a computed part up: an indicator's value, or that the year was answered."""


def judge(
    filed: FiledAnswer,
    required: Mapping[str, EvidenceField],
    schedule: Schedule,
    check_day: date,
    measure: Measure,
) -> Proof:
    """Judge one answer's evidence for one period on the day that decides."""
    first, last = schedule.window
    bounds = _Bounds(
        first,
        min(last, check_day) if schedule.is_standing else last,
        check_day,
        schedule.max_age,
        schedule.clock.times,
    )
    parts: list[_Part] = []
    for dated in filed.evidence:
        for name, field in required.items():
            if name in dated.evidence:
                judge_part = JUDGES.get(field.type)
                parts.append(judge_part(field, dated.evidence[name], dated, bounds) if judge_part else _THERE)
            elif field.type.is_computed:
                holds = measure(field, filed, schedule)
                answered = field.type is EvidenceType.YEAR_ANSWER and holds is PartResult.YES
                parts.append(_Part(holds, filed.decided if answered else None))
            else:
                parts.append(_ABSENT)
    notable = [part for part in parts if part is not _THERE]
    if parts and not notable:
        return Proof(Level.FULL, filed)
    proved = max([part.proved for part in notable if part.proved], default=None)
    lapses = min([part.lapses for part in notable if part.lapses], default=None)
    is_dated = any(part.is_dated for part in notable)
    if parts and min([part.holds for part in parts]) is PartResult.YES:
        return Proof(Level.FULL, filed, proved, lapses=lapses, is_dated=is_dated)
    fields = [field for _ in filed.evidence for field in required.values()]
    return Proof(
        level=_level(parts, fields),
        filed=filed,
        proved=proved,
        missing=_in(parts, fields, lambda field: field.named, PartResult.ABSENT, PartResult.NOT_MEASURED),
        without_target=_in(parts, fields, _title, PartResult.WITHOUT_TARGET),
        failing=_in(parts, fields, _title, PartResult.NO, PartResult.PARTLY),
        lapses=lapses,
        is_dated=is_dated,
    )


_ABSENT, _THERE, _UNTIMELY = (
    _Part(PartResult.ABSENT),
    _Part(PartResult.YES),
    _Part(PartResult.NO, is_dated=True),
)


def _title(field: EvidenceField) -> str:
    return field.title


def _in(
    parts: Sequence[_Part],
    fields: Sequence[EvidenceField],
    name: Callable[[EvidenceField], str],
    *states: PartResult,
) -> tuple[str, ...]:
    """Return what the parts in these states are called, each once."""
    pairs = zip(parts, fields, strict=True)
    return tuple(dict.fromkeys(name(field) for part, field in pairs if part.holds in states))


def _date(_: EvidenceField, value: date, dated: DatedEvidence, bounds: _Bounds) -> _Part:
    """A datum takes effect on the answer's `gäller från`."""
    return _on_day(dated.valid_from or value, dated, bounds)


def _valid_from(_: EvidenceField, value: date, dated: DatedEvidence, bounds: _Bounds) -> _Part:
    return _on_day(value, dated, bounds)


def _on_day(day: date, dated: DatedEvidence, bounds: _Bounds) -> _Part:
    if not bounds.first <= day <= bounds.last:
        return _UNTIMELY
    end = dated.valid_to
    if bounds.max_age is not None:
        aged = bounds.max_age.after(day)
        end = min(end, aged) if end else aged
    if end is None or end >= bounds.check_day:
        return _Part(PartResult.YES, day, end, is_dated=True)
    return _Part(PartResult.NO, None, end, is_dated=True)


def _meetings(field: EvidenceField, value: Sequence[date], dated: DatedEvidence, bounds: _Bounds) -> _Part:
    """Judge meetings, of which enough must count."""
    needed = max(field.at_least or 1, bounds.times)
    parts = [_on_day(day, dated, bounds) for day in sorted(value)]
    held = [part.proved for part in parts if part.proved]
    timely = [part for part in parts if part is not _UNTIMELY]
    return _Part(
        _share(len(held), needed) if value else PartResult.ABSENT,
        held[needed - 1] if len(held) >= needed else None,
        timely[-needed].lapses if len(timely) >= needed else None,
        bool(value),
    )


def _valid_to(_: EvidenceField, value: date, _shown: DatedEvidence, bounds: _Bounds) -> _Part:
    return _Part(_fully(value >= bounds.check_day))


def _plain(weigh: Callable[[EvidenceField, Any], PartResult]) -> "Judge":
    """Judge a part without dates."""
    return lambda field, value, _shown, _bounds: _Part(weigh(field, value))


def _goal(field: EvidenceField, value: Share) -> PartResult:
    goal = field.goal or Share(1, 1)
    enough = value.part * goal.whole >= goal.part * value.whole
    return PartResult.YES if enough else _share(value.part, value.whole)


def _count(field: EvidenceField, value: int) -> PartResult:
    return PartResult.YES if field.at_least is None else _share(value, field.at_least)


def _fully(holds: object) -> PartResult:
    return PartResult.YES if holds else PartResult.NO


def _share(part: int, whole: int) -> PartResult:
    if part >= whole:
        return PartResult.YES
    return PartResult.PARTLY if part else PartResult.NO


Judge = Callable[[EvidenceField, Any, DatedEvidence, _Bounds], _Part]
JUDGES: Mapping[EvidenceType, Judge] = {
    EvidenceType.DATE: _date,
    EvidenceType.MEETINGS: _meetings,
    EvidenceType.VALID_FROM: _valid_from,
    EvidenceType.VALID_TO: _valid_to,
    EvidenceType.SHARE: _plain(_goal),
    EvidenceType.CHECKLIST: _plain(
        lambda field, value: _share(len(set(value) & set(field.options)), len(field.options))
    ),
    EvidenceType.CONTRACTS: _plain(
        lambda _, value: _share(sum(value.values()), len(value)) if value else PartResult.ABSENT
    ),
    EvidenceType.YES_NO: _plain(lambda _, value: _fully(value)),
    EvidenceType.COUNT: _plain(_count),
    EvidenceType.FUNCTIONS: _plain(lambda _, value: PartResult.YES if value else PartResult.ABSENT),
}
"""How a part is judged by its type; of other types it is enough to be there."""


def _level(parts: Sequence[_Part], fields: Sequence[EvidenceField]) -> Level:
    """Weigh together parts that do not all hold by themselves; of several events, all must."""
    holds = [part.holds for part in parts]
    if max(holds, default=PartResult.ABSENT) <= PartResult.NOT_MEASURED:
        return Level.NONE
    bearing = [
        one
        for one, field in zip(holds, fields, strict=True)
        if field.bears and one > PartResult.NOT_MEASURED and one is not PartResult.WITHOUT_TARGET
    ]
    if bearing and min(holds) >= PartResult.WITHOUT_TARGET:
        return Level.FULL
    if bearing and max(bearing) is PartResult.NO and PartResult.NOT_MEASURED not in holds:
        return Level.CONTRADICTS
    return Level.PARTIAL


def marked(proof: Proof, fields: Mapping[str, EvidenceField]) -> Iterator[tuple[EvidenceField, Value]]:
    """Return the figures that are to be read beside their mark: those that fall short of it, or whose mark is ours."""
    for shown in proof.filed.evidence if proof.filed else ():
        for name, field in fields.items():
            if name in shown.evidence and field.mark and (field.reading or field.title in proof.failing):
                yield field, shown.evidence[name]


Values = Mapping[tuple[str, int], Sequence[YearValues]]
"""(indicator, year) → what is said of it, in the plan and in the year's own file."""


def indicator_values(repository: PlanRepository) -> Values:
    """Return what is said of each indicator and year."""
    by_year: dict[tuple[str, int], list[YearValues]] = {}
    for name, indicator in repository.indicators.record.indicators.items():
        for year, values in indicator.history.items():
            by_year.setdefault((name, year), []).append(values)
    for document in repository.indicator_years:
        for name, values in document.record.indicators.items():
            by_year.setdefault((name, document.record.year), []).append(values)
    return by_year


def judge_indicator(values: Values, name: str, indicator: Indicator, years: range, as_of: date) -> PartResult:
    """Weigh the latest of the years that has a value which was published on `as_of` (or has no date).

    It is held against the year's target; sources that disagree must agree on that.
    """
    for year in reversed(years):
        measured = _settled(values, name, year, as_of)
        if not measured:
            continue
        targets = targets_of(values, name, indicator, year, as_of)
        if not targets:
            return PartResult.WITHOUT_TARGET
        higher = indicator.better is Better.HIGHER
        met = {value >= target if higher else value <= target for value in measured for target in targets}
        return PartResult.ABSENT if len(met) > 1 else _fully(met == {True})
    is_excused = any(said.not_measured for year in years for said in values.get((name, year), ()))
    return PartResult.NOT_MEASURED if is_excused else PartResult.ABSENT


def targets_of(
    values: Values, name: str, indicator: Indicator, year: int, as_of: date
) -> tuple[Decimal, ...]:
    """Return what the year's value is held against; a change is reckoned from each value of the base year."""
    target = indicator.targets.get(year)
    if target is None:
        return ()
    if not target.is_change:
        return (target.number,)
    bases = _settled(values, name, indicator.base_year, as_of) if indicator.base_year else ()
    return tuple(dict.fromkeys(target.against(base) for base in bases))


def _settled(values: Values, name: str, year: int, as_of: date) -> list[Decimal]:
    """Return the year's value by every source that was published on `as_of`, or the one that is said to hold."""
    usable = [
        measured
        for said in values.get((name, year), ())
        for measured in said.values.values()
        if (measured.published or as_of) <= as_of
    ]
    valid = [measured for measured in usable if measured.valid]
    return [measured.value for measured in (valid if len(valid) == 1 else usable)]
