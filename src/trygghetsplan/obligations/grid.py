"""The grid: every cell obligation × body × period, computed from plan, organisation, clock and `as_of`.

Nothing is stored and nothing owed is left out: a file that does not exist is a set of unanswered cells.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from trygghetsplan.findings import Where
from trygghetsplan.model.organisation import Bindingness
from trygghetsplan.model.time import ClockKind
from trygghetsplan.obligations.answers import Given
from trygghetsplan.obligations.clock import Period, Term, answer_day, period_of
from trygghetsplan.obligations.decisions import Decided, concern, exceptions
from trygghetsplan.obligations.facts import facts
from trygghetsplan.obligations.proof import Level, Proof
from trygghetsplan.obligations.verdict import Case, Outcome, Verdict, decide
from trygghetsplan.obligations.weighing import Weighed, Weighing
from trygghetsplan.repository import Duty, PlanRepository
from trygghetsplan.swedish import long_date


class Timeliness(StrEnum):
    """Where a cell stands in time, beside the verdict and never mixed into it."""

    IN_TIME = "i tid"
    SOON = "snart"
    LATE = "försenat"


class Cell(NamedTuple):
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
    claim: Given | None
    decided_at: Where | None
    """The decision that gave the verdict, where one did."""
    undecided: bool
    """Whether nobody has decided that the body is concerned, though the duty is for those concerned."""
    exception: str | None
    """The id of the exception that holds for the cell, whether it was needed or not."""
    sharing: tuple[str, ...] = ()
    """The other bodies of a duty owed jointly."""

    @property
    def verdict(self) -> Verdict:
        """What the rules conclude."""
        return self.outcome.verdict

    @property
    def basis(self) -> tuple[Where, ...]:
        """The decision and the evidence it rests on, or the place that creates the duty."""
        answers = [given.where for given in (self.claim, self.proof.given) if given]
        decided = [self.decided_at] if self.decided_at else []
        return tuple(dict.fromkeys([*decided, *answers])) or (self.duty.at(),)

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
        self._facts = facts(repository)
        self._weighing = Weighing(self._facts, as_of)
        self._cells: dict[tuple[str, str, int], Cell | None] = {}

    def year(self, year: int) -> tuple[Cell, ...]:
        """Return every cell whose period touches `year`, in the order of plan and organisation."""
        return tuple([cell for duty in self.repository.duties.values() for cell in self.of_duty(duty, year)])

    def of_duty(self, duty: Duty, year: int, asking: tuple[str, ...] = ()) -> list[Cell]:
        """Return the duty's cells whose period touches `year`. `asking` is waiting for them (`_waits_for`)."""
        period = period_of(duty.obligation, self._settings, year) if duty.owes else None
        if period is None:
            return []
        found: list[Cell] = []
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
                found.append(cell)
        return found

    def older(self, year: int) -> tuple[Cell, ...]:
        """Return unfulfilled cells of periods that ended before `year`, for which proof today still counts."""
        found: dict[tuple[str, str, int], Cell] = {}
        for past in range(self._settings.first_year, year):
            for cell in self.year(past):
                # A report and what happens now and then are shown by the file's year, on whatever day.
                by_file = cell.term.is_report or cell.term.clock.kind is ClockKind.EVENT
                if by_file and cell.period.last < year and cell.verdict.is_shortcoming:
                    found[cell.key] = cell
        return tuple(found.values())

    def stopped(self) -> tuple[Cell, ...]:
        """Return the unfinished cells of each engång that reached its last day in force without a successor.

        They are as they stood on that day; after it nothing is owed.
        """
        succeeded = {duty.obligation.replaces for duty in self.repository.duties.values()}
        found: list[Cell] = []
        for duty in self.repository.duties.values():
            clock, last = duty.obligation.clock, duty.obligation.ends
            is_once = clock is not None and clock.kind is ClockKind.ONCE
            if is_once and last is not None and last < self.as_of and duty.id not in succeeded:
                found += Grid(self.repository, last).of_duty(duty, last.year)
        settled = (Verdict.FULFILLED, Verdict.NOT_APPLICABLE, Verdict.EXCEPTION)
        return tuple(cell for cell in found if cell.verdict not in settled)

    def why_none(self, duty: Duty, body: str, year: int) -> str:
        """Say why the body owes no cell of the duty in `year`."""
        period = period_of(duty.obligation, self._settings, year)
        if period is None:
            return f"första perioden börjar efter {year}"
        term = self._facts.term(duty, body, period)
        day = term.check_day(self.as_of)
        name = self.repository.body_name(body)
        if duty.obligation.ends and duty.obligation.ends < day:
            return f"skyldigheten upphörde efter {long_date(duty.obligation.ends)}"
        if term.ends and term.ends < day:
            return f"{name} upphörde efter {long_date(term.ends)}"
        if term.begins > period.end:
            who = "skyldigheten" if duty.obligation.starts == term.begins else name
            return f"{who} börjar först {long_date(term.begins)}"
        return f"svaret skulle ha lämnats före {self._settings.first_year}, det första år som följs upp"

    def cell(
        self,
        duty: Duty,
        body: str,
        period: Period,
        sharing: tuple[str, ...] = (),
        asking: tuple[str, ...] = (),
    ) -> Cell | None:
        """Evaluate one cell; None where nothing is owed (rule 1)."""
        this = self._facts.term(duty, body, period)
        day = this.check_day(self.as_of)
        if not this.is_owed or (this.ends is not None and this.ends < day):
            return None
        obligation = duty.obligation
        given = self._facts.answers.given(duty, body, may_repeat=this.may_repeat)
        claim = self._weighing.claim(given, this)
        proof, bounded = self._weighing.proof(given, self._facts.asked(duty), this, day)
        about = self._facts.decisions.about(duty, body)
        concerned = concern(about, day)
        exception, past = exceptions(about, day)
        lapses = [found.lapses for found in bounded if found.lapses]
        lapsed = bool(bounded) and all(found.lapses and found.lapses < day for found in bounded)
        outcome = decide(
            Case(
                obligation,
                this,
                self.as_of,
                claim,
                _started(given) if this.is_once else None,
                proof,
                lapsed,
                this.is_once and self._is_stale(this, claim),
                self._waits_for(duty, body, asking) if obligation.waits_for else (),
                concerned,
                exception,
            )
        )
        if past and outcome.verdict.is_shortcoming:
            reason = f"{outcome.reason} Avsteget till och med {long_date(past.ends)} har gått ut."
            outcome = Outcome(outcome.verdict, outcome.rule, reason)
        lapse = max(lapses) if lapses else None
        timeliness, days = self._timeliness(this, outcome.verdict, proof, lapse)
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
            _deciding(outcome, concerned, exception),
            obligation.only_concerned and concerned is None,
            exception.id if exception else None,
            sharing,
        )

    def considered(self, cell: Cell) -> list[Weighed]:
        """Return every answer that was looked at for the cell, what it shows, or why it does not count."""
        given = self._facts.answers.given(cell.duty, cell.body, may_repeat=cell.term.may_repeat)
        return self._weighing.considered(given, self._facts.asked(cell.duty), cell.term)

    def _is_stale(self, this: Term, claim: Given | None) -> bool:
        """Whether an engång has not been reported on for the latest year that should be answered."""
        latest = self.as_of.year
        while answer_day(self._settings, latest) >= self.as_of:
            latest -= 1
        first = max(this.period.first, this.begins.year, self._settings.first_year)
        return latest >= first and (claim is None or claim.year < latest)

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
        self, this: Term, verdict: Verdict, proof: Proof, lapse: date | None
    ) -> tuple[Timeliness | None, int]:
        match verdict:
            case Verdict.FULFILLED:
                late = (proof.proved - this.due).days if proof.proved and this.due else 0
                if late > 0:
                    return Timeliness.LATE, late
                # What carries the cell lapses; older or partial proof beside it says nothing.
                lapses = proof.lapses if self.as_of <= this.period.end else None
                soon = lapses is not None and this.notice.before(lapses) <= self.as_of
                return Timeliness.SOON if soon else Timeliness.IN_TIME, 0
            case Verdict.NOT_DUE:
                is_done = proof.level is Level.FULL and self.as_of < this.period.start
                soon = this.due is not None and this.notice.before(this.due) <= self.as_of and not is_done
                return Timeliness.SOON if soon else Timeliness.IN_TIME, 0
            case Verdict.PARTLY | Verdict.NOT_FULFILLED | Verdict.UNANSWERED:
                last = this.due or (lapse if lapse and lapse < self.as_of else _standing_due(this))
                late = (self.as_of - last).days if last else 0
                return (Timeliness.LATE, late) if late > 0 else (None, 0)
            case _:
                return None, 0


def _started(given: Sequence[Given]) -> date | None:
    """Return the first `påbörjad` in any answer."""
    return min([one.answer.started for one in given if one.answer.started], default=None)


def _deciding(outcome: Outcome, concerned: Decided | None, exception: Decided | None) -> Where | None:
    """Return the place of the decision that gave the verdict, where one did."""
    if outcome.rule == 2 and concerned:
        return concerned.where
    return exception.where if outcome.rule == 12 and exception else None


def _standing_due(this: Term) -> date | None:
    """Return the day from which lateness of a standing duty is counted: the end of its year."""
    return this.period.end if this.is_standing else None


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
