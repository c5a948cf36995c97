"""Proof: what the evidence in one answer shows for one period.

Each asked-for part holds, holds partly, does not hold or is absent; together they are *full*, *partial*,
*contradicting* or *none*. Answers are judged one by one; parts from different files are never combined.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any

from trygghetsplan.findings import Where
from trygghetsplan.model.evidence import EvidenceField, EvidenceType, Share
from trygghetsplan.model.followup import Answer
from trygghetsplan.model.obligation import Obligation
from trygghetsplan.model.time import ClockKind
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


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as it stands in a file, with what the file says about itself."""

    year: int
    answer: Answer
    where: Where
    decided: date | None
    """When the file was decided; None for a draft."""
    own: bool
    """Whether the body itself answered (a predecessor's proof passes on, its claims do not)."""
    repeats: bool = False
    """Whether the file only says last year's answer again, which counts from its decision."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The judgement of one answer's evidence."""

    level: Level
    given: Given | None = None
    proved: date | None = None
    """The day the dated parts were complete."""
    missing: tuple[str, ...] = ()
    failing: tuple[str, ...] = ()
    lapses: date | None = None
    """The last day on which bounded proof still holds."""


NO_PROOF = Proof(Level.NONE)
Measure = Callable[[EvidenceField], Holds]
"""Looks a computed part up: an indicator's value, or that the year was answered."""


def dates_of(answer: Answer, fields: Mapping[str, EvidenceField]) -> list[date]:
    """Return the dates among datum and möten: the answer exists from the latest of them."""
    found: list[date] = []
    for evidence in (answer.evidence, *answer.events.values()):
        for name, value in evidence.items():
            match fields[name].type:
                case EvidenceType.DATE:
                    found.append(value)
                case EvidenceType.MEETINGS:
                    found += value
                case _:
                    pass
    return found


def valid_from(answer: Answer, fields: Mapping[str, EvidenceField]) -> date | None:
    """Return the answer's own `gäller från`."""
    return _typed(answer.evidence, fields, EvidenceType.VALID_FROM)


def valid_to(answer: Answer, fields: Mapping[str, EvidenceField]) -> date | None:
    """Return the answer's own `gäller till`."""
    return _typed(answer.evidence, fields, EvidenceType.VALID_TO)


def proof_date(given: Given, fields: Mapping[str, EvidenceField]) -> date | None:
    """Return the day from which the evidence exists; undated evidence counts from the file's decision."""
    dates = [] if given.repeats else dates_of(given.answer, fields)
    return max(dates) if dates else given.decided


def is_dated(answer: Answer, fields: Mapping[str, EvidenceField]) -> bool:
    """Whether the evidence has a date of its own, so that it can count for another year."""
    return bool(dates_of(answer, fields)) or valid_from(answer, fields) is not None


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
    proofs = [
        _judge_parts(evidence, given, obligation, fields, term, check_day, measure)
        for evidence in (*shown, *answer.events.values())
    ]
    worst = min(proofs, key=lambda proof: proof.level)
    best = max(proofs, key=lambda proof: proof.level)
    if worst.level is best.level:
        return worst
    return Proof(Level.PARTIAL, given, worst.proved, worst.missing, worst.failing, worst.lapses)


def _judge_parts(
    evidence: Mapping[str, Any],
    given: Given,
    obligation: Obligation,
    fields: Mapping[str, EvidenceField],
    term: Term,
    check_day: date,
    measure: Measure,
) -> Proof:
    effective = _typed(evidence, fields, EvidenceType.VALID_FROM)
    until = _typed(evidence, fields, EvidenceType.VALID_TO)
    in_force = until is None or until >= check_day
    max_age = obligation.max_age if term.clock.kind is ClockKind.CONTINUOUS else None

    def counts(day: date) -> bool:
        """Whether a dated part with this effective date holds."""
        if term.clock.kind is ClockKind.CONTINUOUS and day > check_day:
            return False
        fresh = max_age is None or max_age.after(day) >= check_day
        return in_force and fresh and term.window[0] <= day <= term.window[1]

    held: dict[str, Holds] = {}
    proving: list[date] = []
    ages: list[date] = []
    for name in obligation.evidence:
        field = fields.get(name)
        if field is None:
            continue
        if field.type.is_computed:
            held[name] = measure(field)
            answered = field.type is EvidenceType.YEAR_ANSWER and held[name] is Holds.YES
            proving += [given.decided] if answered and given.decided else []
        elif name not in evidence:
            held[name] = Holds.ABSENT
        else:
            days = _days(field, evidence[name], effective)
            held[name] = _holds(field, evidence[name], days, counts, check_day)
            proving += _proving(field, days, counts)
            ages += _ageing(field, days)
    lapses = [max_age.after(day) for day in ages] if max_age else []
    if until is not None:
        lapses.append(until)
    return Proof(
        _level(held, fields),
        given,
        max(proving, default=None),
        tuple(fields[name].title for name, value in held.items() if value is Holds.ABSENT),
        tuple(fields[name].title for name, value in held.items() if value in (Holds.NO, Holds.PARTLY)),
        min(lapses, default=None),
    )


def _days(field: EvidenceField, value: Any, effective: date | None) -> list[date]:
    """Return the effective dates of a dated part."""
    match field.type:
        case EvidenceType.DATE:
            return [effective or value]
        case EvidenceType.VALID_FROM | EvidenceType.VALID_TO:
            return [value]
        case EvidenceType.MEETINGS:
            return sorted(value)
        case _:
            return []


def _ageing(field: EvidenceField, days: Sequence[date]) -> list[date]:
    """Return the dates whose age bounds the proof: of meetings, the latest that are enough."""
    if field.type is EvidenceType.VALID_TO:
        return []
    return list(days[-(field.at_least or 1) :][:1]) if field.type is EvidenceType.MEETINGS else list(days)


def _proving(field: EvidenceField, days: Sequence[date], counts: Callable[[date], bool]) -> list[date]:
    """Return the day on which the part came to hold."""
    if field.type is EvidenceType.VALID_TO:
        return []
    held = [day for day in days if counts(day)]
    if field.type is EvidenceType.MEETINGS:
        needed = field.at_least or 1
        return held[needed - 1 : needed]
    return held


def _holds(
    field: EvidenceField, value: Any, days: Sequence[date], counts: Callable[[date], bool], check_day: date
) -> Holds:
    match field.type:
        case EvidenceType.DATE | EvidenceType.VALID_FROM:
            return _fully(all(counts(day) for day in days))
        case EvidenceType.VALID_TO:
            return _fully(value >= check_day)
        case EvidenceType.MEETINGS:
            return _share(sum(counts(day) for day in days), field.at_least or 1)
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


def _level(held: Mapping[str, Holds], fields: Mapping[str, EvidenceField]) -> Level:
    given = {name: value for name, value in held.items() if value is not Holds.ABSENT}
    if not given:
        return Level.NONE
    if len(given) == len(held) and all(value is Holds.YES for value in given.values()):
        return Level.FULL
    bearing = [value for name, value in given.items() if fields[name].bears]
    if bearing and all(value is Holds.NO for value in bearing):
        return Level.CONTRADICTS
    return Level.PARTIAL


def _typed(
    evidence: Mapping[str, Any], fields: Mapping[str, EvidenceField], kind: EvidenceType
) -> date | None:
    for name, value in evidence.items():
        if fields[name].type is kind and isinstance(value, date):
            return value
    return None
