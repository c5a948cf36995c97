"""What rules about files look at: the repository, and what several of them gather from it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from trygghetsplan.engine.clock import Schedule, period_of
from trygghetsplan.engine.index import index_of
from trygghetsplan.findings import Where
from trygghetsplan.model.evidence import EvidenceType
from trygghetsplan.model.followup import Answer, FollowUp, Status
from trygghetsplan.model.time import ClockKind
from trygghetsplan.plan.repository import Obligation, PlanFile, PlanRepository
from trygghetsplan.rules.links import Reference, references

CLAIMS = tuple(status for status in Status if status.claims_fulfilment)
"""The words that say that a duty is wholly met."""


class AnsweredObligation(NamedTuple):
    """An answer beside the obligation it answers and the period it speaks of."""

    document: PlanFile[FollowUp]
    answer: Answer
    obligation: Obligation
    schedule: Schedule

    def at(self, *keys: str) -> Where:
        """Return the place of the answer, or of a part of it."""
        return self.document.at("svar", self.obligation.id, *keys)


class DayOutside(NamedTuple):
    """A date in an answer that proves nothing, and the first and last day that would."""

    where: Where
    day: date
    first: date
    last: date


class CheckedFiles:
    """One repository, and what several rules about files gather from it."""

    def __init__(self, repository: PlanRepository) -> None:
        self.repository = repository

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """Every mention of an id."""
        return tuple(references(self.repository))

    @cached_property
    def answers(self) -> tuple[AnsweredObligation, ...]:
        """Every answer that is not empty and whose obligation and body exist."""
        return tuple(_answers(self.repository))

    def answers_with(self, *statuses: Status | None) -> Iterator[AnsweredObligation]:
        """Return the answers with one of the statuses."""
        return (answered for answered in self.answers if answered.answer.status in statuses)

    @cached_property
    def days_outside(self) -> tuple[DayOutside, ...]:
        """The dates that prove nothing, since they lie outside the period that they are to count for."""
        return tuple(_days_outside(self))

    @cached_property
    def answers_outside(self) -> frozenset[tuple[str, str]]:
        """The answers with such a date, as path and obligation; other rules about dates leave them alone."""
        return frozenset((outside.where.path, str(outside.where.keys[1])) for outside in self.days_outside)


def evidence_with_keys(answer: Answer) -> Sequence[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """Return the evidence of the answer itself and of each of its events, with its keys below the answer."""
    if not answer.events:
        return [((), answer.evidence)]
    own = [((), answer.evidence)] if answer.evidence else []
    return [*own, *((("händelser", name), evidence) for name, evidence in answer.events.items())]


def _answers(repository: PlanRepository) -> Iterator[AnsweredObligation]:
    settings, index = repository.settings.record, index_of(repository)
    schedules: dict[tuple[object, ...], dict[str, Schedule | None]] = {}
    owed = {
        name: obligation
        for name, obligation in repository.obligations.items()
        if obligation.record.owns_cells and name not in repository.repeated
    }
    for document in repository.followups:
        body = repository.bodies.get(document.record.body)
        if body is None:
            continue
        year = document.record.year
        # Bodies of a kind that begin and end together share schedules; there are many more answers than schedules.
        shared = schedules.setdefault((body.kind, body.starts, body.ends, year), {})
        for name, answer in document.record.answers.items():
            obligation = owed.get(name)
            if answer is None or obligation is None or answer.is_empty:
                continue
            if name not in shared:
                period = period_of(obligation, settings, year)
                shared[name] = index.schedule(obligation, document.record.body, period) if period else None
            schedule = shared[name]
            if schedule is not None and not repository.is_broken(document.path, "svar", name):
                yield AnsweredObligation(document, answer, obligation, schedule)


def _days_outside(files: CheckedFiles) -> Iterator[DayOutside]:
    fields = files.repository.catalogue.record.fields
    starts = {name for name, field in fields.items() if field.type is EvidenceType.VALID_FROM}
    days: dict[str, dict[str, EvidenceType]] = {}
    for answered in files.answers_with(*CLAIMS):
        record, name = answered.obligation.record, answered.obligation.id
        if answered.obligation.is_backward:
            continue
        if name not in days:
            types = {key: fields[key].type for key in record.evidence if key in fields}
            lacks_due = answered.schedule.clock.kind is ClockKind.PART and record.due is None  # TP401
            days[name] = {key: type_ for key, type_ in types.items() if type_.is_day and not lacks_due}
        for key, type_ in days[name].items():
            for keys, evidence in evidence_with_keys(answered.answer):
                counted_from = key
                if type_ is EvidenceType.DATE and not starts.isdisjoint(evidence):
                    counted_from = next(other for other in evidence if other in starts)
                day = evidence.get(counted_from) if key in evidence else None
                if not isinstance(day, date):
                    continue
                first, last = _countable_days(answered)
                if day < first or (day > last and type_ is not EvidenceType.VALID_TO):
                    yield DayOutside(answered.at(*keys, counted_from), day, first, last)


def _countable_days(answered: AnsweredObligation) -> tuple[date, date]:
    """Return the first and last effective date that can count on any day of the period."""
    schedule = answered.schedule
    first, last = schedule.window
    if schedule.is_standing and answered.obligation.record.is_stored:
        oldest = answered.obligation.record.max_age
        first = oldest.before(schedule.period.start) if oldest else date.min
        last = schedule.period.end
    is_last = answered.document.record.year == schedule.period.last
    if schedule.clock.kind is ClockKind.MANDATE and is_last and not schedule.is_report:
        # What is decided in the last year may already be meant for the next period.
        last = date(last.year + schedule.period.last - schedule.period.first + 1, 12, 31)
    return first, last
