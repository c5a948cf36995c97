"""Which of a body's answers count for a cell: its claim, the best proof, and why others are passed over."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from trygghetsplan.engine.answers import FiledAnswer
from trygghetsplan.engine.clock import Schedule
from trygghetsplan.engine.index import RepositoryIndex
from trygghetsplan.engine.proof import NO_PROOF, PartResult, Proof, judge, judge_indicator
from trygghetsplan.model.evidence import EvidenceField, EvidenceType
from trygghetsplan.model.followup import Status
from trygghetsplan.plan.repository import RequiredEvidence
from trygghetsplan.swedish import long_date

_NOT_POSITIVE = "svaret säger inte att kravet är uppfyllt"
_UNDECIDED = "uppföljningen är inte beslutad, och underlaget har inget eget datum"
_ELSEWHERE = "uppföljningen gäller en annan period, och underlaget visar inget om den här"
_OUTSIDE = "datumen ligger utanför perioden"


class ConsideredAnswer(NamedTuple):
    """One answer that was looked at for a cell."""

    filed: FiledAnswer
    proof: Proof | None
    """What it shows; None where it is not even judged for the period."""
    passed_over: str
    """Why it does not count; empty where it does."""


class AnswerSelection:
    """Weighs the answers to one duty by one body after another, on one day."""

    def __init__(self, index: RepositoryIndex, as_of: date) -> None:
        self._index = index
        self._as_of = as_of

    def claim(self, filed: Sequence[FiledAnswer], schedule: Schedule) -> FiledAnswer | None:
        """Return the latest claim in the period that exists on the day."""
        for answer in filed[::-1]:
            if answer.claimed_from and answer.claimed_from <= self._as_of and schedule.covers(answer.year):
                return answer
        return None

    def proof(
        self,
        filed: Sequence[FiledAnswer],
        required: RequiredEvidence,
        schedule: Schedule,
        claim: FiledAnswer | None,
    ) -> tuple[Proof, list[Proof]]:
        """Return the best proof for the period on the day that decides, and every bounded proof that exists.

        What is going on is weighed where it is the claim.
        """
        best = NO_PROOF
        bounded: list[Proof] = []
        day = schedule.check_day(self._as_of)
        for answer in filed:
            proof, why = self._judge(answer, required, schedule, day, claim)
            if proof is None:
                continue
            if proof.is_dated and _is_bounded(answer, schedule):
                bounded.append(proof)
            if not why and _is_better(proof, best, schedule):
                best = proof
        return best, bounded

    def considered(
        self,
        filed: Sequence[FiledAnswer],
        required: RequiredEvidence,
        schedule: Schedule,
        claim: FiledAnswer | None,
    ) -> list[ConsideredAnswer]:
        """Return each answer with what it shows, or why it does not count."""
        day = schedule.check_day(self._as_of)
        return [
            ConsideredAnswer(answer, *self._judge(answer, required, schedule, day, claim)) for answer in filed
        ]

    def _judge(
        self,
        filed: FiledAnswer,
        required: RequiredEvidence,
        schedule: Schedule,
        day: date,
        claim: FiledAnswer | None,
    ) -> tuple[Proof | None, str]:
        """Return what the answer shows, if it is judged for the period at all, and why it does not count, if so."""
        if not filed.is_positive and not (filed is claim and filed.answer.status is Status.ONGOING):
            return None, _NOT_POSITIVE
        if filed.exists_from is None:
            return None, _UNDECIDED
        if filed.exists_from > self._as_of:
            return None, f"underlaget finns först från den {long_date(filed.exists_from)}, efter räknedagen"
        is_of_period = schedule.covers(filed.year)
        if not is_of_period:
            if not (filed.days and _travels(filed, schedule)):
                return None, _ELSEWHERE
            # Without a date in the period it proves nothing, unless something is found elsewhere.
            if required.is_given and not filed.touches(schedule.window):
                return None, _OUTSIDE
        proof = judge(filed, required.fields, schedule, day, self._measure)
        if is_of_period or proof.proved is not None:
            return proof, ""
        if proof.lapses is not None and proof.lapses < day:
            return proof, f"underlaget gällde till och med den {long_date(proof.lapses)}"
        return proof, _OUTSIDE

    def _measure(self, field: EvidenceField, filed: FiledAnswer, schedule: Schedule) -> PartResult:
        """Look up a computed part of the evidence: the body's own decided file, or an indicator's value."""
        if field.type is EvidenceType.YEAR_ANSWER:
            answered = filed.own and filed.decided is not None and filed.decided <= self._as_of
            return PartResult.YES if answered else PartResult.ABSENT
        name = field.indicator or ""
        indicator = self._index.repository.indicator(name)
        if indicator is None:
            return PartResult.ABSENT
        last = self._as_of.year if schedule.is_once else schedule.period.last
        years = range(schedule.period.first, last + 1)
        return judge_indicator(self._index.values, name, indicator, years, self._as_of)


def _is_bounded(filed: FiledAnswer, schedule: Schedule) -> bool:
    """Whether the proof says itself how long it holds."""
    return schedule.is_standing and (schedule.max_age is not None or filed.valid_to is not None)


def _travels(filed: FiledAnswer, schedule: Schedule) -> bool:
    """Whether the proof can count though it stands in another year's file."""
    return _is_bounded(filed, schedule) if schedule.is_standing else schedule.proof_travels


def _is_better(proof: Proof, best: Proof, schedule: Schedule) -> bool:
    """Whether the proof shows more; of equals the first to be complete counts, or the newest of what must be kept up."""
    if proof.level is not best.level:
        return proof.level > best.level
    if schedule.is_standing:
        return True
    return (proof.proved or date.max) < (best.proved or date.max)
