"""Which of a body's answers count for a cell: its claim, the best proof, and why others are passed over."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from trygghetsplan.engine.answers import FiledAnswer
from trygghetsplan.engine.clock import Schedule
from trygghetsplan.engine.index import RepositoryIndex, RequiredEvidence
from trygghetsplan.engine.proof import NO_PROOF, Holds, Proof, judge, judge_indicator
from trygghetsplan.model.evidence import EvidenceField, EvidenceType
from trygghetsplan.model.time import ClockKind

_NOT_POSITIVE = "svaret säger inte att skyldigheten är uppfylld"
_UNDECIDED = "filen är inte beslutad, och underlaget har inget eget datum"
_ELSEWHERE = "filen gäller en annan period, och underlaget följer inte med hit"
_OUTSIDE = "datumen ligger utanför perioden"
_STAYING = frozenset({ClockKind.PART, ClockKind.EVENT})
"""The clocks for which proof in another year's file never counts."""


class ConsideredAnswer(NamedTuple):
    """One answer that was looked at for a cell."""

    filed: FiledAnswer
    proof: Proof | None
    passed_over: str
    """Why it does not count; empty where it does."""


class AnswerSelection:
    """Weighs the answers to one duty by one body after another, on one day."""

    def __init__(self, index: RepositoryIndex, as_of: date) -> None:
        self._index = index
        self._as_of = as_of

    def claim(self, filed: Sequence[FiledAnswer], schedule: Schedule) -> FiledAnswer | None:
        """Return the latest claim in the period that exists on the day."""
        for one in filed[::-1]:
            if one.claimed_from is None or one.claimed_from > self._as_of:
                continue
            if schedule.covers(one.year):
                return one
        return None

    def proof(
        self, filed: Sequence[FiledAnswer], asked: RequiredEvidence, schedule: Schedule, day: date
    ) -> tuple[Proof, list[Proof]]:
        """Return the best proof for the period on the day that decides, and every bounded proof that exists."""
        best = NO_PROOF
        bounded: list[Proof] = []
        for one in filed:
            if self._aside(one, asked, schedule):
                continue
            proof = judge(one, asked.fields, schedule, day, self._measure)
            if proof.is_dated and _is_bounded(one, schedule):
                bounded.append(proof)
            if _counts(proof, one, schedule) and _is_better(proof, best, schedule):
                best = proof
        return best, bounded

    def considered(
        self, filed: Sequence[FiledAnswer], asked: RequiredEvidence, schedule: Schedule
    ) -> list[ConsideredAnswer]:
        """Return each answer with what it shows, or why it does not count."""
        return [self._weighed(one, asked, schedule) for one in filed]

    def _weighed(self, one: FiledAnswer, asked: RequiredEvidence, schedule: Schedule) -> ConsideredAnswer:
        if aside := self._aside(one, asked, schedule):
            return ConsideredAnswer(one, None, aside)
        day = schedule.check_day(self._as_of)
        proof = judge(one, asked.fields, schedule, day, self._measure)
        if _counts(proof, one, schedule):
            return ConsideredAnswer(one, proof, "")
        has_lapsed = proof.lapses is not None and proof.lapses < day
        return ConsideredAnswer(
            one, proof, f"underlaget gällde till och med {proof.lapses}" if has_lapsed else _OUTSIDE
        )

    def _aside(self, one: FiledAnswer, asked: RequiredEvidence, schedule: Schedule) -> str:
        """Say why the answer is not even judged for the period; nothing where it is."""
        if not one.is_positive:
            return _NOT_POSITIVE
        if one.exists_from is None:
            return _UNDECIDED
        if one.exists_from > self._as_of:
            return f"finns först från {one.exists_from}"
        if schedule.covers(one.year):
            return ""
        if not (one.days and _travels(one, schedule)):
            return _ELSEWHERE
        # Without a date in the period it proves nothing, unless something is found elsewhere.
        return _OUTSIDE if asked.is_given and not one.touches(schedule.window) else ""

    def _measure(self, field: EvidenceField, filed: FiledAnswer, schedule: Schedule) -> Holds:
        """Look up a computed part of the evidence: the body's own decided file, or an indicator's value."""
        if field.type is EvidenceType.YEAR_ANSWER:
            answered = filed.own and filed.decided is not None and filed.decided <= self._as_of
            return Holds.YES if answered else Holds.ABSENT
        name = field.indicator or ""
        indicator = self._index.repository.indicator(name)
        if indicator is None:
            return Holds.ABSENT
        last = self._as_of.year if schedule.is_once else schedule.period.last
        years = range(schedule.period.first, last + 1)
        return judge_indicator(self._index.values, name, indicator, years, self._as_of)


def _counts(proof: Proof, filed: FiledAnswer, schedule: Schedule) -> bool:
    """Whether the proof speaks of the period: by the file's year, or by a date of its own."""
    return proof.proved is not None or schedule.covers(filed.year)


def _is_bounded(filed: FiledAnswer, schedule: Schedule) -> bool:
    """Whether the proof says itself how long it holds."""
    return schedule.is_standing and (schedule.max_age is not None or filed.valid_to is not None)


def _travels(filed: FiledAnswer, schedule: Schedule) -> bool:
    """Whether the proof can count though it stands in another year's file."""
    if schedule.is_standing:
        return _is_bounded(filed, schedule)
    return not schedule.is_report and schedule.clock.kind not in _STAYING


def _is_better(proof: Proof, best: Proof, schedule: Schedule) -> bool:
    """Whether the proof shows more; of equals the first to be complete counts, or the newest of what must be kept up."""
    if proof.level is not best.level:
        return proof.level > best.level
    if schedule.due is None:
        return True
    return (proof.proved or date.max) < (best.proved or date.max)
