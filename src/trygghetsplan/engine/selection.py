"""Which of a body's answers count for a cell: its claim, the best proof, and why others are passed over."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from trygghetsplan.engine.answers import Given
from trygghetsplan.engine.clock import Term
from trygghetsplan.engine.index import AskedFor, Facts
from trygghetsplan.engine.proof import NO_PROOF, Holds, Proof, judge, measured
from trygghetsplan.model.evidence import EvidenceField, EvidenceType
from trygghetsplan.model.time import ClockKind

_NOT_POSITIVE = "svaret säger inte att skyldigheten är uppfylld"
_UNDECIDED = "filen är inte beslutad, och underlaget har inget eget datum"
_ELSEWHERE = "filen gäller en annan period, och underlaget följer inte med hit"
_OUTSIDE = "datumen ligger utanför perioden"
_STAYING = frozenset({ClockKind.PART, ClockKind.EVENT})
"""The clocks for which proof in another year's file never counts."""


class Weighed(NamedTuple):
    """One answer that was looked at for a cell."""

    given: Given
    proof: Proof | None
    passed_over: str
    """Why it does not count; empty where it does."""


class Weighing:
    """Weighs the answers to one duty by one body after another, on one day."""

    def __init__(self, facts: Facts, as_of: date) -> None:
        self._facts = facts
        self._as_of = as_of

    def claim(self, given: Sequence[Given], term: Term) -> Given | None:
        """Return the latest claim in the period that exists on the day."""
        for one in given[::-1]:
            if one.claimed_from is None or one.claimed_from > self._as_of:
                continue
            if term.covers(one.year):
                return one
        return None

    def proof(
        self, given: Sequence[Given], asked: AskedFor, term: Term, day: date
    ) -> tuple[Proof, list[Proof]]:
        """Return the best proof for the period on the day that decides, and every bounded proof that exists."""
        best = NO_PROOF
        bounded: list[Proof] = []
        for one in given:
            if self._aside(one, asked, term):
                continue
            proof = judge(one, asked.fields, term, day, self._measure)
            if proof.is_dated and _is_bounded(one, term):
                bounded.append(proof)
            if _counts(proof, one, term) and _is_better(proof, best, term):
                best = proof
        return best, bounded

    def considered(self, given: Sequence[Given], asked: AskedFor, term: Term) -> list[Weighed]:
        """Return each answer with what it shows, or why it does not count."""
        return [self._weighed(one, asked, term) for one in given]

    def _weighed(self, one: Given, asked: AskedFor, term: Term) -> Weighed:
        if aside := self._aside(one, asked, term):
            return Weighed(one, None, aside)
        day = term.check_day(self._as_of)
        proof = judge(one, asked.fields, term, day, self._measure)
        if _counts(proof, one, term):
            return Weighed(one, proof, "")
        has_lapsed = proof.lapses is not None and proof.lapses < day
        return Weighed(
            one, proof, f"underlaget gällde till och med {proof.lapses}" if has_lapsed else _OUTSIDE
        )

    def _aside(self, one: Given, asked: AskedFor, term: Term) -> str:
        """Say why the answer is not even judged for the period; nothing where it is."""
        if not one.is_positive:
            return _NOT_POSITIVE
        if one.exists_from is None:
            return _UNDECIDED
        if one.exists_from > self._as_of:
            return f"finns först från {one.exists_from}"
        if term.covers(one.year):
            return ""
        if not (one.days and _travels(one, term)):
            return _ELSEWHERE
        # Without a date in the period it proves nothing, unless something is found elsewhere.
        return _OUTSIDE if asked.is_given and not one.touches(term.window) else ""

    def _measure(self, field: EvidenceField, given: Given, term: Term) -> Holds:
        """Look up a computed part of the evidence: the body's own decided file, or an indicator's value."""
        if field.type is EvidenceType.YEAR_ANSWER:
            answered = given.own and given.decided is not None and given.decided <= self._as_of
            return Holds.YES if answered else Holds.ABSENT
        name = field.indicator or ""
        indicator = self._facts.repository.indicator(name)
        if indicator is None:
            return Holds.ABSENT
        last = self._as_of.year if term.is_once else term.period.last
        years = range(term.period.first, last + 1)
        return measured(self._facts.values, name, indicator, years, self._as_of)


def _counts(proof: Proof, given: Given, term: Term) -> bool:
    """Whether the proof speaks of the period: by the file's year, or by a date of its own."""
    return proof.proved is not None or term.covers(given.year)


def _is_bounded(given: Given, term: Term) -> bool:
    """Whether the proof says itself how long it holds."""
    return term.is_standing and (term.max_age is not None or given.valid_to is not None)


def _travels(given: Given, term: Term) -> bool:
    """Whether the proof can count though it stands in another year's file."""
    if term.is_standing:
        return _is_bounded(given, term)
    return not term.is_report and term.clock.kind not in _STAYING


def _is_better(proof: Proof, best: Proof, term: Term) -> bool:
    """Whether the proof shows more; of equals the first to be complete counts, or the newest of what must be kept up."""
    if proof.level is not best.level:
        return proof.level > best.level
    if term.due is None:
        return True
    return (proof.proved or date.max) < (best.proved or date.max)
