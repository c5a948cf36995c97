"""The grid: every cell obligation × body × period, computed from plan, organisation, clock and `as_of`.

Nothing is stored and nothing owed is left out: a file that does not exist is a set of unanswered cells.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from trygghetsplan.findings import Where
from trygghetsplan.model.evidence import EvidenceField, EvidenceType
from trygghetsplan.model.plan import Bindingness, Meaning
from trygghetsplan.model.time import ClockKind, Duration
from trygghetsplan.obligations.answers import Given
from trygghetsplan.obligations.clock import Period, Term, answer_day, period_of
from trygghetsplan.obligations.decisions import Decided, concern
from trygghetsplan.obligations.facts import facts
from trygghetsplan.obligations.indicators import measured
from trygghetsplan.obligations.proof import NO_PROOF, Holds, Proof, judge
from trygghetsplan.obligations.verdict import Case, Claim, Outcome, Verdict, decide
from trygghetsplan.repository import Duty, PlanRepository


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


class Weighed(NamedTuple):
    """One answer that was looked at for a cell."""

    given: Given
    proof: Proof | None
    passed_over: str
    """Why it does not count; empty where it does."""


class Grid:
    """Evaluates cells of one repository on one date."""

    def __init__(self, repository: PlanRepository, as_of: date) -> None:
        self.repository = repository
        self.as_of = as_of
        self._settings = repository.settings.record
        self._facts = facts(repository)
        self._cells: dict[tuple[str, str, int], Cell | None] = {}

    def year(self, year: int) -> tuple[Cell, ...]:
        """Return every cell whose period touches `year`, in the order of plan and organisation."""
        return tuple(cell for duty in self.repository.duties.values() for cell in self.of_duty(duty, year))

    def of_duty(self, duty: Duty, year: int, asking: tuple[str, ...] = ()) -> Iterator[Cell]:
        """Return the duty's cells whose period touches `year`. `asking` is waiting for them (`_waits_for`)."""
        period = period_of(duty.obligation, self._settings, year) if duty.owes else None
        if period is None:
            return
        bodies = self.repository.responsible[duty.id]
        sharing: tuple[str, ...] = ()
        if duty.obligation.jointly and (answering := duty.obligation.answered_by):
            sharing = tuple(body for body in bodies if body != answering)
            bodies = (answering,) if answering in self.repository.bodies else ()
        for body in bodies:
            # A cell of a longer period is asked for by each year that it touches.
            key = duty.id, body, period.first
            if asking or key not in self._cells:
                cell = self.cell(duty, body, period, sharing, asking)
                if not asking:
                    self._cells[key] = cell
            else:
                cell = self._cells[key]
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

    def cell(
        self,
        duty: Duty,
        body: str,
        period: Period,
        sharing: tuple[str, ...] = (),
        asking: tuple[str, ...] = (),
    ) -> Cell | None:
        """Evaluate one cell; None where nothing is owed (rule 1)."""
        record = self.repository.bodies[body]
        obligation = duty.obligation
        this = self._facts.term(duty, body, period)
        day = this.check_day(self.as_of)
        if _is_over(obligation.ends, day) or _is_over(record.ends, day):
            return None
        begins = max(obligation.starts or date.min, record.starts or date.min)
        if begins > period.end or self._is_before_time(this):
            return None
        given = self._given(duty, body, this)
        claim = self._claim(given, this)
        proof, bounded = self._proof(duty, given, this, day)
        about = self._facts.decisions.about(duty, body)
        concerned = concern(about, day) if about else None
        exceptions = [one for one in about if one.decision.meaning is Meaning.EXCEPTION]
        exception = next((one for one in exceptions if one.holds(day)), None) if exceptions else None
        lapses = [found.lapses for found in bounded if found.lapses]
        lapsed = bool(bounded) and all(found.lapses and found.lapses < day for found in bounded)
        outcome = decide(
            Case(
                obligation,
                this,
                self.as_of,
                begins,
                claim,
                min([one.answer.started for one in given if one.answer.started], default=None),
                proof,
                lapsed,
                self._is_stale(this, claim, begins),
                self._waits_for(duty, body, asking) if obligation.waits_for else (),
                concerned,
                exception,
            )
        )
        past = None
        if exceptions and not exception:
            past = next((one for one in exceptions if one.ends < day), None)
        if past and outcome.verdict.is_shortcoming:
            reason = f"{outcome.reason} Avsteget {past.id} har gått ut."
            outcome = Outcome(outcome.verdict, outcome.rule, reason)
        notice = obligation.notice or self._settings.notice
        timeliness, days = self._timeliness(this, outcome.verdict, proof, max(lapses, default=None), notice)
        return Cell(
            duty,
            body,
            this,
            outcome,
            self._facts.decisions.binding(duty, body, day),
            timeliness,
            days,
            proof,
            claim,
            self._basis(duty, claim, proof, _deciding(outcome, concerned, exception)),
            obligation.only_concerned and concerned is None,
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

    def _given(self, duty: Duty, body: str, this: Term) -> tuple[Given, ...]:
        """Return every answer to the duty by the body and those it succeeds, oldest file first."""
        may_repeat = this.clock.kind is not ClockKind.ONCE and not this.is_report
        return self._facts.answers.given(duty, body, may_repeat=may_repeat)

    def _claim(self, given: Sequence[Given], this: Term) -> Claim | None:
        """Return the latest claim in the period that exists on `as_of`."""
        for one in reversed(given):
            status = one.answer.status
            if status is None or not one.own or not _in_period(one.year, this) or one.decided is None:
                continue
            if max(one.decided, one.latest or one.decided) <= self.as_of:
                return Claim(one, status)
        return None

    def considered(self, cell: Cell) -> list[Weighed]:
        """Return every answer that was looked at for the cell, what it shows, or why it does not count."""
        given = self._given(cell.duty, cell.body, cell.term)
        return list(self._weigh(cell.duty, given, cell.term, cell.term.check_day(self.as_of)))

    def _proof(self, duty: Duty, given: Sequence[Given], this: Term, day: date) -> tuple[Proof, list[Proof]]:
        """Return the best proof for the period, and every bounded proof that exists."""
        best = NO_PROOF
        bounded: list[Proof] = []
        for one in self._weigh(duty, given, this, day):
            if one.proof is None:
                continue
            if one.proof.is_dated and _is_bounded(duty, one.given, this):
                bounded.append(one.proof)
            if not one.passed_over and _is_better(one.proof, best, this):
                best = one.proof
        return best, bounded

    def _weigh(self, duty: Duty, given: Sequence[Given], this: Term, day: date) -> Iterator[Weighed]:
        """Judge each answer's evidence for the period, or say why it is passed over."""
        asked = self._facts.asked(duty)
        for one in given:
            exists = one.exists
            inside = _in_period(one.year, this)
            if not one.is_positive:
                yield Weighed(one, None, "svaret säger inte att skyldigheten är uppfylld")
            elif exists is None:
                yield Weighed(one, None, "filen är inte beslutad, och underlaget har inget eget datum")
            elif exists > self.as_of:
                yield Weighed(one, None, f"finns först från {exists}")
            elif not inside and not (one.is_dated and _travels(this, bounded=_is_bounded(duty, one, this))):
                yield Weighed(one, None, "filen gäller en annan period, och underlaget följer inte med hit")
            elif not inside and asked.is_given and not one.touches(this.window):
                yield Weighed(one, None, _OUTSIDE)
            else:
                proof = judge(one, asked.fields, duty.obligation.max_age, this, day, self._measure)
                outside = not inside and not proof.proved
                yield Weighed(one, proof, _why_outside(proof, day) if outside else "")

    def _measure(self, field: EvidenceField, given: Given, this: Term) -> Holds:
        """Look up a computed part of the evidence: the body's own decided file, or an indicator's value."""
        if field.type is EvidenceType.YEAR_ANSWER:
            answered = given.own and given.decided is not None and given.decided <= self.as_of
            return Holds.YES if answered else Holds.ABSENT
        name = field.indicator or ""
        indicator = self.repository.indicator(name)
        if indicator is None:
            return Holds.ABSENT
        last = self.as_of.year if this.clock.kind is ClockKind.ONCE else this.period.last
        return measured(self._facts.values, name, indicator, range(this.period.first, last + 1), self.as_of)

    def _is_stale(self, this: Term, claim: Claim | None, begins: date) -> bool:
        """Whether an engång has not been reported on for the latest year that should be answered."""
        if this.clock.kind is not ClockKind.ONCE:
            return False
        latest = self.as_of.year
        while answer_day(self._settings, latest) >= self.as_of:
            latest -= 1
        first = max(this.period.first, begins.year, self._settings.first_year)
        return latest >= first and (claim is None or claim.given.year < latest)

    def unmet(self, duty: Duty, body: str, asking: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return the ids of what the duty waits for and that has not come."""
        return tuple(name for name in duty.obligation.waits_for if not self._is_met(name, body, asking))

    def _is_met(self, name: str, body: str, asking: tuple[str, ...]) -> bool:
        milestone = self.repository.organisation.record.milestones.get(name)
        if milestone:
            return milestone.occurred is not None and milestone.occurred <= self.as_of
        other = self.repository.duties.get(name)
        return other is None or self._has_come(other, body, asking)

    def _waits_for(self, duty: Duty, body: str, asking: tuple[str, ...]) -> tuple[str, ...]:
        """Return the titles of what the duty waits for and that has not come."""
        milestones = self.repository.organisation.record.milestones
        return tuple(
            f"{milestones[name].title[:1].lower()}{milestones[name].title[1:]}"
            if name in milestones
            else f"”{self.repository.duties[name].obligation.title}”"
            for name in self.unmet(duty, body, asking)
        )

    def _has_come(self, other: Duty, body: str, asking: tuple[str, ...]) -> bool:
        """Whether what is waited for is done, by the waiting body if it owes it, otherwise by all that do.

        The latest period begun decides. What waits in a circle has not come.
        """
        if other.id in asking:
            return False
        newest: dict[str, Cell] = {}
        for year in range(self.as_of.year, self._settings.first_year - 1, -1):
            for cell in self.of_duty(other, year, (*asking, other.id)):
                if cell.period.start <= self.as_of:
                    newest.setdefault(cell.body, cell)
            if body in newest or (
                newest and other.obligation.clock and other.obligation.clock.kind is ClockKind.ONCE
            ):
                break
        awaited = [newest[body]] if body in newest else list(newest.values())
        done = (Verdict.FULFILLED, Verdict.NOT_APPLICABLE)
        return bool(awaited) and all(cell.verdict in done for cell in awaited)

    def _timeliness(
        self, this: Term, verdict: Verdict, proof: Proof, lapse: date | None, notice: Duration
    ) -> tuple[Timeliness | None, int]:
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

    def _basis(
        self, duty: Duty, claim: Claim | None, proof: Proof, decided: Decided | None
    ) -> tuple[Where, ...]:
        places = [decided.where] if decided else []
        places += [claim.given.where] if claim else []
        if proof.given and proof.given.where not in places:
            places.append(proof.given.where)
        return tuple(places) or (duty.at(),)


def _deciding(outcome: Outcome, concerned: Decided | None, exception: Decided | None) -> Decided | None:
    """Return the decision that gave the verdict, where one did."""
    if outcome.rule == 2:
        return concerned
    return exception if outcome.rule == 12 else None


def _standing_due(this: Term) -> date | None:
    """Return the day from which lateness of a standing duty is counted: the end of its year."""
    return this.period.end if this.clock.kind is ClockKind.CONTINUOUS else None


def _is_over(ends: date | None, day: date) -> bool:
    return ends is not None and ends < day


_OUTSIDE = "datumen ligger utanför perioden"


def _why_outside(proof: Proof, day: date) -> str:
    if proof.lapses and proof.lapses < day:
        return f"underlaget gällde till och med {proof.lapses}"
    return _OUTSIDE


def _is_bounded(duty: Duty, given: Given, this: Term) -> bool:
    """Whether the proof says itself how long it holds."""
    if this.clock.kind is not ClockKind.CONTINUOUS:
        return False
    return duty.obligation.max_age is not None or given.valid_to is not None


def _travels(this: Term, *, bounded: bool) -> bool:
    """Whether proof in another year's file can count."""
    match this.clock.kind:
        case ClockKind.PART | ClockKind.EVENT:
            return False
        case ClockKind.CONTINUOUS:
            return bounded
        case _:
            return not this.is_report


def _in_period(year: int, this: Term) -> bool:
    """Whether a file of `year` speaks about the period; a report is bound to the period's last year."""
    if this.clock.kind is ClockKind.ONCE:
        return year >= this.window[0].year
    if this.is_report:
        return year == this.period.last
    return this.period.first <= year <= this.period.last


def _is_better(proof: Proof, best: Proof, this: Term) -> bool:
    """Whether the proof shows more; of equals the first to be complete counts, or the newest of what must be kept up."""
    if proof.level is not best.level:
        return proof.level > best.level
    if this.due is None:
        return True
    return (proof.proved or date.max) < (best.proved or date.max)


class Score(NamedTuple):
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
