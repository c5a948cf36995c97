"""The grid: every cell obligation × body × period, computed from plan, organisation, clock and `as_of`.

Nothing is stored and nothing owed is left out: a file that does not exist is a set of unanswered cells.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from trygghetsplan.findings import Where
from trygghetsplan.model.evidence import EvidenceField, EvidenceType
from trygghetsplan.model.followup import Answer, FollowUp, Status
from trygghetsplan.model.obligation import Obligation
from trygghetsplan.model.plan import Better, Bindingness, Meaning, YearValues
from trygghetsplan.model.time import ClockKind
from trygghetsplan.obligations.clock import Period, Term, answer_day, period_of, term
from trygghetsplan.obligations.decisions import DecisionBook
from trygghetsplan.obligations.proof import (
    NO_PROOF,
    Given,
    Holds,
    Level,
    Proof,
    dates_of,
    is_dated,
    judge,
    proof_date,
    valid_to,
)
from trygghetsplan.obligations.verdict import Case, Claim, Outcome, Verdict, decide
from trygghetsplan.repository import Document, Duty, PlanRepository


class Timeliness(StrEnum):
    """Where a cell stands in time, beside the verdict and never mixed into it."""

    IN_TIME = "i tid"
    SOON = "snart"
    LATE = "försenat"


@dataclass(frozen=True, slots=True)
class Cell:
    """One obligation, one body, one period: what is concluded, why, and what it rests on."""

    duty: Duty
    body: str
    term: Term
    outcome: Outcome
    binding: Bindingness
    timeliness: Timeliness | None
    days: int
    """Days late, where late."""
    proof: Proof
    claim: Claim | None
    basis: tuple[Where, ...]
    """The evidence it rests on, or the place that creates the duty."""
    undecided: bool
    """Whether nobody has decided that the body is concerned, though the duty is for those concerned."""
    exception: str | None
    """The id of the exception that holds for the cell, whether it was needed or not."""
    lapsed_exception: str | None
    sharing: tuple[str, ...] = ()
    """The other bodies of a duty owed jointly."""

    @property
    def verdict(self) -> Verdict:
        """What the rules conclude."""
        return self.outcome.verdict

    @property
    def period(self) -> Period:
        """What the cell covers."""
        return self.term.period

    @property
    def is_bound(self) -> bool:
        """Whether a shortcoming is a breach, and the cell part of the score."""
        return self.binding is not Bindingness.URGED

    @property
    def key(self) -> tuple[str, str, int]:
        """The cell's identity: obligation, body and the period's first year."""
        return self.duty.id, self.body, self.period.first


class Grid:
    """Evaluates cells of one repository on one date."""

    def __init__(self, repository: PlanRepository, as_of: date) -> None:
        self.repository = repository
        self.as_of = as_of
        self._settings = repository.settings.record
        self._book = DecisionBook(repository)
        self._fields: Mapping[str, EvidenceField] = repository.catalogue.record.fields
        self._indicators = _indicator_values(repository)
        self._lineage = _lineage(repository)

    def year(self, year: int) -> tuple[Cell, ...]:
        """Return every cell whose period touches `year`, in the order of plan and organisation."""
        return tuple(cell for duty in self.repository.duties.values() for cell in self.of_duty(duty, year))

    def of_duty(self, duty: Duty, year: int) -> Iterator[Cell]:
        """Return the duty's cells whose period touches `year`."""
        period = period_of(duty.obligation, self._settings, year) if duty.owes else None
        if period is None:
            return
        bodies = self.repository.responsible[duty.id]
        sharing: tuple[str, ...] = ()
        if duty.obligation.jointly and (answering := duty.obligation.answered_by):
            sharing = tuple(body for body in bodies if body != answering)
            bodies = (answering,) if answering in self.repository.bodies else ()
        for body in bodies:
            cell = self.cell(duty, body, period, sharing)
            if cell is not None:
                yield cell

    def older(self, year: int) -> tuple[Cell, ...]:
        """Return unfulfilled cells of periods that ended before `year`, for which proof today still counts."""
        found: dict[tuple[str, str, int], Cell] = {}
        for past in range(self._settings.first_year, year):
            for cell in self.year(past):
                open_still = cell.term.is_report and cell.period.last < year
                if open_still and cell.verdict.is_shortcoming:
                    found[cell.key] = cell
        return tuple(found.values())

    def cell(self, duty: Duty, body: str, period: Period, sharing: tuple[str, ...] = ()) -> Cell | None:
        """Evaluate one cell; None where nothing is owed (rule 1)."""
        record = self.repository.bodies[body]
        obligation = duty.obligation
        this = term(obligation, record, self.repository.kind_of(body), self._settings, period)
        day = this.check_day(self.as_of)
        if _is_over(obligation.ends, day) or _is_over(record.ends, day):
            return None
        begins = max(obligation.starts or date.min, record.starts or date.min)
        if begins > period.end or self._is_before_time(this):
            return None
        given = self._given(duty, body)
        claim = self._claim(given, this)
        proof, bounded = self._proof(duty, given, this, day)
        concern = self._book.concern(duty, body, day) if obligation.only_concerned else None
        exceptions = self._book.about(duty, body, Meaning.EXCEPTION)
        exception = next((decided for decided in exceptions if decided.holds(day)), None)
        lapses = [found.lapses for found in bounded if found.lapses]
        lapsed = bool(lapses) and all(end < day for end in lapses)
        outcome = decide(
            Case(
                obligation,
                this,
                self.as_of,
                begins,
                claim,
                proof,
                lapsed,
                self._is_stale(this, claim),
                self._waits_for(obligation),
                concern,
                exception,
            )
        )
        past = (
            next((decided for decided in exceptions if decided.ends < day), None) if not exception else None
        )
        if past and outcome.verdict.is_shortcoming:
            reason = f"{outcome.reason} Avsteget {past.id} har gått ut."
            outcome = Outcome(outcome.verdict, outcome.rule, reason)
        timeliness, days = self._timeliness(this, outcome.verdict, proof, max(lapses, default=None))
        return Cell(
            duty,
            body,
            this,
            outcome,
            self._book.binding(duty, body, day),
            timeliness,
            days,
            proof,
            claim,
            self._basis(duty, claim, proof),
            obligation.only_concerned and concern is None,
            exception.id if exception else None,
            past.id if past else None,
            sharing,
        )

    def _is_before_time(self, this: Term) -> bool:
        """Whether it was over or fell due before the first follow-up year, so that nobody was asked."""
        first = self._settings.first_year
        if this.clock.kind is ClockKind.ONCE:
            return this.due is not None and this.answer_by.year < first
        return this.period.last < first or this.answer_by.year < first

    def _given(self, duty: Duty, body: str) -> list[Given]:
        """Return every answer to the duty by the body and those it succeeds, oldest file first."""
        found = []
        for name in self._lineage[body]:
            for year, document in sorted(self.repository.years.get(name, {}).items()):
                answer = self._resolved(document, duty, name)
                if answer is not None:
                    decided = document.record.decision.day if document.record.decision else None
                    own = self.repository.answer(document, duty.id)
                    repeats = own is not None and own.status is Status.UNCHANGED
                    found.append(
                        Given(year, answer, document.at("svar", duty.id), decided, name == body, repeats)
                    )
        return found

    def _resolved(self, document: Document[FollowUp], duty: Duty, body: str) -> Answer | None:
        """Return the answer, with `oförändrat` replaced by what it says again."""
        answer = self.repository.answer(document, duty.id)
        seen = 0
        while answer is not None and answer.status is Status.UNCHANGED and seen < 200:
            seen += 1
            before = self.repository.years[body].get(document.record.year - seen)
            answer = self.repository.answer(before, duty.id) if before else None
        computed = any(
            (field := self._fields.get(name)) and field.type is EvidenceType.YEAR_ANSWER
            for name in duty.obligation.evidence
        )
        if computed and document.record.decision and document.record.decision.day:
            return Answer(status=Status.MET)
        return answer

    def _claim(self, given: Sequence[Given], this: Term) -> Claim | None:
        """Return the latest claim in the period that exists on `as_of`."""
        for one in reversed(given):
            status = one.answer.status
            if status is None or not one.own or not _in_period(one.year, this) or one.decided is None:
                continue
            if max([one.decided, *dates_of(one.answer, self._fields)]) <= self.as_of:
                return Claim(one, status)
        return None

    def _proof(self, duty: Duty, given: Sequence[Given], this: Term, day: date) -> tuple[Proof, list[Proof]]:
        """Return the best proof for the period, and every bounded proof that exists."""
        best = NO_PROOF
        bounded: list[Proof] = []
        for one in given:
            status = one.answer.status
            exists = proof_date(one, self._fields)
            if status is None or not status.is_positive or exists is None or exists > self.as_of:
                continue
            inside = _in_period(one.year, this) and one.own
            is_bounded = self._is_bounded(duty.obligation, one.answer, this)
            if not inside and not (
                self._travels(this, bounded=is_bounded) and is_dated(one.answer, self._fields)
            ):
                continue

            def measure(field: EvidenceField, one: Given = one) -> Holds:
                return self._measure(field, one, this)

            proof = judge(one, duty.obligation, self._fields, this, day, measure)
            if is_bounded and proof.level is not Level.NONE:
                bounded.append(proof)
            if not inside and proof.proved is None:
                continue
            if proof.level >= best.level:
                best = proof
        return best, bounded

    def _is_bounded(self, obligation: Obligation, answer: Answer, this: Term) -> bool:
        """Whether the proof says itself how long it holds."""
        if this.clock.kind is not ClockKind.CONTINUOUS:
            return False
        return obligation.max_age is not None or valid_to(answer, self._fields) is not None

    def _travels(self, this: Term, *, bounded: bool) -> bool:
        """Whether proof in another year's file can count."""
        match this.clock.kind:
            case ClockKind.PART | ClockKind.EVENT:
                return False
            case ClockKind.CONTINUOUS:
                return bounded
            case _:
                return not this.is_report

    def _measure(self, field: EvidenceField, given: Given, this: Term) -> Holds:
        """Look up a computed part of the evidence."""
        if field.type is EvidenceType.YEAR_ANSWER:
            return Holds.YES if given.decided and given.decided <= self.as_of else Holds.ABSENT
        indicator = self.repository.indicator(field.indicator or "")
        values = self._indicators.get((field.indicator or "", this.period.last))
        if indicator is None or values is None:
            return Holds.ABSENT
        usable = [
            value
            for value in values.values.values()
            if value.published is None or value.published <= self.as_of
        ]
        chosen = [value for value in usable if value.valid] or usable
        if not chosen:
            return Holds.ABSENT
        target = indicator.targets.get(this.period.last)
        if target is None:
            return Holds.YES
        good = chosen[0].value >= target if indicator.better is Better.HIGHER else chosen[0].value <= target
        return Holds.YES if good else Holds.NO

    def _is_stale(self, this: Term, claim: Claim | None) -> bool:
        """Whether an engång has not been reported on for the latest year that should be answered."""
        if this.clock.kind is not ClockKind.ONCE:
            return False
        latest = self.as_of.year
        while answer_day(self._settings, latest) >= self.as_of:
            latest -= 1
        first = max(this.period.first, self._settings.first_year)
        return latest >= first and (claim is None or claim.given.year < latest)

    def _waits_for(self, obligation: Obligation) -> tuple[str, ...]:
        """Return the titles of what the duty waits for and that has not come."""
        waiting = []
        for name in obligation.waits_for:
            milestone = self.repository.organisation.record.milestones.get(name)
            if milestone:
                if milestone.occurred is None or milestone.occurred > self.as_of:
                    waiting.append(f"{milestone.title[:1].lower()}{milestone.title[1:]}")
            elif (other := self.repository.duties.get(name)) and not self._is_done(other):
                waiting.append(f"”{other.obligation.title}”")
        return tuple(waiting)

    def _is_done(self, duty: Duty) -> bool:
        for body in self.repository.responsible[duty.id]:
            for given in self._given(duty, body):
                exists = proof_date(given, self._fields)
                dates = (given.decided, exists)
                if given.answer.status is Status.DONE and all(day and day <= self.as_of for day in dates):
                    return True
        return False

    def _timeliness(
        self, this: Term, verdict: Verdict, proof: Proof, lapse: date | None
    ) -> tuple[Timeliness | None, int]:
        notice = self._settings.notice
        match verdict:
            case Verdict.FULFILLED:
                late = (proof.proved - this.due).days if proof.proved and this.due else 0
                if late > 0:
                    return Timeliness.LATE, late
                soon = lapse is not None and this.check_day(self.as_of) == self.as_of
                if soon and lapse and notice.before(lapse) <= self.as_of:
                    return Timeliness.SOON, 0
                return Timeliness.IN_TIME, 0
            case Verdict.NOT_DUE:
                if this.due and notice.before(this.due) <= self.as_of <= this.due:
                    return Timeliness.SOON, 0
                return Timeliness.IN_TIME, 0
            case Verdict.PARTLY | Verdict.NOT_FULFILLED | Verdict.UNANSWERED:
                last = this.due or (lapse if lapse and lapse < self.as_of else _standing_due(this))
                late = (self.as_of - last).days if last else 0
                return (Timeliness.LATE, late) if late > 0 else (None, 0)
            case _:
                return None, 0

    def _basis(self, duty: Duty, claim: Claim | None, proof: Proof) -> tuple[Where, ...]:
        places = [claim.given.where] if claim else []
        if proof.given and proof.given.where not in places:
            places.append(proof.given.where)
        return tuple(places) or (duty.at(),)


def _standing_due(this: Term) -> date | None:
    """Return the day from which lateness of a standing duty is counted: the end of its year."""
    return this.period.end if this.clock.kind is ClockKind.CONTINUOUS else None


def _is_over(ends: date | None, day: date) -> bool:
    return ends is not None and ends < day


def _in_period(year: int, this: Term) -> bool:
    """Whether a file of `year` speaks about the period; a report is bound to the period's last year."""
    if this.clock.kind is ClockKind.ONCE:
        return year >= this.period.first
    if this.is_report:
        return year == this.period.last
    return this.period.first <= year <= this.period.last


def _lineage(repository: PlanRepository) -> Mapping[str, tuple[str, ...]]:
    """For each body the ones it succeeds, oldest first, and itself last."""
    found = {}
    for body in repository.bodies:
        chain = [body]
        while (
            (before := repository.bodies[chain[0]].succeeds)
            and before in repository.bodies
            and before not in chain
        ):
            chain.insert(0, before)
        found[body] = tuple(chain)
    return found


def _indicator_values(repository: PlanRepository) -> Mapping[tuple[str, int], YearValues]:
    found: dict[tuple[str, int], YearValues] = {}
    for name, indicator in repository.indicators.record.indicators.items():
        found |= {(name, year): values for year, values in indicator.history.items()}
    for document in repository.indicator_years:
        for name, values in document.record.indicators.items():
            found[name, document.record.year] = values
    return found


@dataclass(frozen=True, slots=True)
class Score:
    """So many fulfilled of so many that had fallen due; nothing else enters."""

    fulfilled: int
    due: int

    @classmethod
    def of(cls, cells: Sequence[Cell]) -> "Score":
        """Count the cells that count."""
        counted = [cell for cell in cells if cell.verdict.counts]
        return cls(sum(cell.verdict is Verdict.FULFILLED for cell in counted), len(counted))


def known_years(repository: PlanRepository, as_of: date) -> range:
    """Return the years that can be asked about: from the first follow-up year through that of `as_of`."""
    return range(repository.settings.record.first_year, as_of.year + 1)


def default_as_of(repository: PlanRepository, year: int, today: date) -> date:
    """Return the day a year is reckoned on when nobody says: its redovisningsdag, or today if earlier."""
    return min(repository.settings.record.account.day.within(year, year), today)
