"""The grid: every cell obligation × body × period, computed from plan, organisation, clock and `as_of`.

Nothing is stored and nothing owed is left out: a file that does not exist is a set of unanswered cells.
"""

from collections.abc import Collection, Iterator
from datetime import date

from trygghetsplan.engine.answers import FiledAnswer
from trygghetsplan.engine.cell import Cell, Timeliness, place_in_time
from trygghetsplan.engine.clock import OPEN_END, Period, Schedule, answer_day, last_year_answered, period_of
from trygghetsplan.engine.decisions import closing, concern, exceptions_on
from trygghetsplan.engine.index import index_of
from trygghetsplan.engine.selection import AnswerSelection, ConsideredAnswer
from trygghetsplan.engine.verdict import Outcome, Verdict, VerdictInput, decide
from trygghetsplan.model.time import ClockKind
from trygghetsplan.plan.repository import Obligation, PlanRepository, kept_with_repository
from trygghetsplan.swedish import long_date, small

_SETTLED = frozenset({Verdict.FULFILLED, Verdict.NOT_APPLICABLE, Verdict.EXCEPTION})
"""The verdicts of a one-off that nobody has to go on with."""
_COME = frozenset({Verdict.FULFILLED, Verdict.NOT_APPLICABLE})
"""The verdicts of what has come, for those who wait for it."""


def awaited(repository: PlanRepository, obligation: Obligation) -> tuple[str, ...]:
    """Return the ids of what the duty waits for: an open one for nothing that is closed, which tells nobody anything."""
    others = repository.obligations
    return tuple(
        name
        for name in obligation.record.waits_for
        if not obligation.record.is_open or name not in others or others[name].record.is_open
    )


class Grid:
    """Evaluates cells of one repository on one date."""

    def __init__(self, repository: PlanRepository, as_of: date) -> None:
        self.repository = repository
        self.as_of = as_of
        self._settings = repository.settings.record
        self._index = index_of(repository)
        self._selection = AnswerSelection(self._index, as_of)
        self._cells: dict[tuple[str, str, int, tuple[str, ...]], Cell | None] = {}
        self._years: dict[int, tuple[Cell, ...]] = {}
        # What many bodies wait for is worked out once.
        self._begun_in: dict[tuple[int, tuple[str, ...]], dict[str, Cell]] = {}
        self._all_come: dict[tuple[str, ...], bool | None] = {}

    def year(self, year: int) -> tuple[Cell, ...]:
        """Return every cell whose period touches `year`, in the order of plan and organisation."""
        if year not in self._years:
            duties = self.repository.obligations.values()
            self._years[year] = tuple([cell for duty in duties for cell in self.of_obligation(duty, year)])
        return self._years[year]

    def accounted_in(self, year: int, alone: Obligation | None = None) -> tuple[Cell, ...]:
        """Return the year's cells, or one duty's, of bodies that existed and duties that were in force by its end.

        The account of a year is of them; those of a longer period that begin later are in the accounts to come.
        What was done earlier stands in it as long as its duty is in force.
        """

        def is_over(cell: Cell) -> bool:
            last = cell.obligation.ends
            return cell.timeliness is Timeliness.DONE_EARLIER and last is not None and last.year < year

        cells = self.of_obligation(alone, year) if alone else self.year(year)
        return tuple([cell for cell in cells if cell.schedule.begins.year <= year and not is_over(cell)])

    def of_obligation(
        self, obligation: Obligation, year: int, asking: tuple[str, ...] = (), only: str | None = None
    ) -> list[Cell]:
        """Return the duty's cells that stand in `year`, or `only` one body's. `asking` is waiting for them (`has_come`)."""
        period = period_of(obligation, self._settings, year) if obligation.owes else None
        is_over = obligation.ends is not None and obligation.ends.year < year
        if period is None or (is_over and period.end != OPEN_END):
            return []
        cells: list[Cell] = []
        bodies: Collection[str] = self.repository.responsible[obligation.id]
        sharing: tuple[str, ...] = ()
        if obligation.record.jointly and (answering := obligation.record.answered_by):
            sharing = tuple(body for body in bodies if body != answering)
            bodies = (answering,) if answering in self.repository.bodies else ()
        if only is not None:
            bodies = (only,) if only in bodies else ()
        for body in bodies:
            # A cell of a longer period is asked for by each year that it touches.
            key = obligation.id, body, period.first, asking
            if key not in self._cells:
                self._cells[key] = self._cell(obligation, body, period, sharing, asking)
            cell = self._cells[key]
            if cell is None or (is_over and cell.verdict is not Verdict.FULFILLED):
                continue
            is_done = cell.schedule.is_once and cell.verdict is Verdict.FULFILLED
            if is_done and (finished := self._year_finished(cell)) < year:
                reason = f"Blev klart tidigare och är räknat i redovisningen för {finished}."
                outcome = cell.outcome._replace(reason=reason)
                cell = cell._replace(outcome=outcome, timeliness=Timeliness.DONE_EARLIER, days=0)
            cells.append(cell)
        return cells

    def _year_finished(self, cell: Cell) -> int:
        """Return the year in which a finished engång counts: that of its proof, or the first that could tell of it."""
        filed = cell.proof.filed
        if filed is None:  # nothing is proved without an answer
            return cell.period.first
        year = cell.proof.proved.year if cell.proof.proved else filed.year
        known = max(day for day in (filed.decided, filed.exists_from, date.min) if day)
        while self._settings.account.day.within(year, year) < known:
            year += 1
        return year

    def older(self, year: int) -> tuple[Cell, ...]:
        """Return unfulfilled cells of periods that ended before `year`: unanswered, or such that proof today still counts."""
        past = (cell for before in range(self._settings.first_year, year) for cell in self.year(before))
        # A report and what happens now and then are shown by the file's year, on whatever day; an answer always may.
        still_open = (
            cell
            for cell in past
            if cell.verdict is Verdict.UNANSWERED
            or (cell.verdict.is_shortcoming and (cell.schedule.is_report or cell.schedule.is_event))
        )
        open_cells = (cell for cell in still_open if cell.period.last < year)
        return tuple({cell.key: cell for cell in open_cells}.values())

    def stopped(self) -> tuple[Cell, ...]:
        """Return the unfinished cells of each engång that reached its last day in force without a successor."""
        cells: list[Cell] = []
        for obligation in self.repository.obligations.values():
            clock, last = obligation.record.clock, obligation.ends
            if clock is not None and clock.kind is ClockKind.ONCE and last and last < self.as_of:
                cells += self.of_obligation(obligation, last.year)
        return tuple(cell for cell in cells if cell.verdict not in _SETTLED)

    def _cell(
        self,
        obligation: Obligation,
        body: str,
        period: Period,
        sharing: tuple[str, ...] = (),
        asking: tuple[str, ...] = (),
    ) -> Cell | None:
        """Evaluate one cell; None where nothing is owed (rule 1)."""
        this = self._index.schedule(obligation, body, period)
        day = this.check_day(self.as_of)
        if not this.is_owed or (this.ends is not None and this.ends < day):
            return None
        record = obligation.record
        filed = self._index.answers.filed(obligation, body, may_repeat=this.may_repeat)
        claim = self._selection.claim(filed, this)
        proof, bounded = self._selection.proof(filed, obligation.evidence, this, claim)
        decisions = self._index.decisions.decisions_on(obligation, body)
        concerned = concern(decisions, day)
        exception, past = exceptions_on(decisions, day)
        lapse = max([shown.lapses for shown in bounded if shown.lapses], default=None) if bounded else None
        outcome = decide(
            VerdictInput(
                record=record,
                schedule=this,
                as_of=self.as_of,
                claim=claim,
                filed=filed,
                proof=proof,
                lapsed=lapse is not None and lapse < day,
                missed=self._missed_answer_day(body, this, claim) if this.is_once else None,
                waits_for=self._awaited_titles(obligation, body, asking) if record.waits_for else (),
                concern=concerned,
                exception=exception,
            )
        )
        is_over = this.is_once and day < self.as_of
        if is_over and outcome.verdict not in _SETTLED and obligation.id in self._index.replaced:
            return None
        if past and outcome.verdict.is_shortcoming:
            reason = f"{outcome.reason} Avsteget till och med den {long_date(past.ends)} har gått ut."
            outcome = Outcome(outcome.verdict, outcome.rule, reason)
        closed = None
        if decisions and outcome.verdict.is_shortcoming:
            closed = closing(decisions, obligation, period, self.as_of)
        if closed:
            reason = f"{outcome.reason} Kan inte längre göras, beslutat den {long_date(closed.starts)}."
            outcome = outcome._replace(reason=reason)
        decided = concerned if outcome.rule == 2 else exception if outcome.rule == 12 else None
        timeliness, days = place_in_time(this, outcome.verdict, proof, lapse, self.as_of)
        return Cell(
            obligation=obligation,
            body=body,
            schedule=this,
            outcome=outcome,
            binding=self._index.decisions.binding(obligation, body, day),
            timeliness=timeliness,
            days=days,
            proof=proof,
            claim=claim,
            decided_at=decided.where if decided else None,
            undecided=record.only_concerned and concerned is None,
            exception=exception.id if exception else None,
            closed=closed.id if closed else None,
            sharing=sharing,
        )

    def considered(self, cell: Cell) -> list[ConsideredAnswer]:
        """Return every answer that was looked at for the cell, what it shows, or why it does not count."""
        filed = self._index.answers.filed(cell.obligation, cell.body, may_repeat=cell.schedule.may_repeat)
        return self._selection.considered(filed, cell.obligation.evidence, cell.schedule, cell.claim)

    def _missed_answer_day(self, body: str, this: Schedule, claim: FiledAnswer | None) -> date | None:
        """Return the latest day to answer, if an engång has not been reported on for its year."""
        kind = self.repository.kind_of(body)
        latest = min(last_year_answered(self._settings, self.as_of, kind), (this.ends or self.as_of).year)
        first = max(this.period.first, this.begins.year, self._settings.first_year)
        is_missed = latest >= first and (claim is None or claim.year < latest)
        return answer_day(self._settings, latest, kind) if is_missed else None

    def unmet(self, obligation: Obligation, body: str, asking: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return the ids of what the duty waits for and that has not come."""
        milestones, obligations = self.repository.organisation.record.milestones, self.repository.obligations
        return tuple(
            name
            for name in awaited(self.repository, obligation)
            if (
                (milestones[name].occurred or date.max) > self.as_of
                if name in milestones
                else name in obligations and not self.has_come(obligations[name], body, asking)
            )
        )

    def _awaited_titles(self, obligation: Obligation, body: str, asking: tuple[str, ...]) -> tuple[str, ...]:
        """Return the titles of what the duty waits for and that has not come."""
        milestones = self.repository.organisation.record.milestones
        return tuple(
            small(milestones[name].title)
            if name in milestones
            else f"”{self.repository.obligations[name].record.title}”"
            for name in self.unmet(obligation, body, asking)
        )

    def has_come(self, other: Obligation, body: str, asking: tuple[str, ...]) -> bool:
        """Whether what is waited for is done, by the waiting body if it owes it, otherwise by all that do.

        The latest period begun decides, and of a duty that has ended its last day. What waits in a circle has not
        come.
        """
        if other.id in asking:
            return False
        chain = (*asking, other.id)
        for begun in self._begun(other, chain):
            if body in begun:
                return begun[body].verdict in _COME
        if chain not in self._all_come:
            newest: dict[str, Cell] = {}
            for begun in self._begun(other, chain):
                newest = begun | newest
            self._all_come[chain] = all(cell.verdict in _COME for cell in newest.values()) if newest else None
        have_come, ended = self._all_come[chain], other.ends
        if have_come is None and ended and ended < self.as_of:
            return grid_on(self.repository, ended).has_come(other, body, asking)
        return bool(have_come)

    def _begun(self, other: Obligation, asking: tuple[str, ...]) -> Iterator[dict[str, Cell]]:
        """Return by body the cells of the periods begun, of each year, newest first; what is once is in one year."""
        clock = other.record.clock
        for year in range(self.as_of.year, self._settings.first_year - 1, -1):
            key = year, asking
            if key not in self._begun_in:
                cells = self.of_obligation(other, year, asking)
                self._begun_in[key] = {cell.body: cell for cell in cells if cell.period.start <= self.as_of}
            yield self._begun_in[key]
            if self._begun_in[key] and clock and clock.kind is ClockKind.ONCE:
                return


@kept_with_repository
def grid_on(repository: PlanRepository, as_of: date) -> Grid:
    """Return the grid of that day. Documents of one repository share it."""
    return Grid(repository, as_of)
