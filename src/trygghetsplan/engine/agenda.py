"""What comes next: overdue, due, about to lapse, and what a new mandate period brings round again.

The same cells as everywhere, put in the order in which somebody has to act.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from trygghetsplan.engine.cell import Cell, Timeliness
from trygghetsplan.engine.clock import Period, answer_day, last_year_answered, mandate_of
from trygghetsplan.engine.decisions import concern
from trygghetsplan.engine.grid import Grid
from trygghetsplan.engine.index import index_of
from trygghetsplan.engine.proof import Level
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.model.decisions import Meaning
from trygghetsplan.model.time import ClockKind
from trygghetsplan.plan.repository import PlanRepository


class Urgency(StrEnum):
    """Why something stands on the list, most urgent first."""

    LATE = "försenat"
    LACKING = "återstår"
    SOON = "snart"
    COMING = "kommande"
    LATER = "senare"


class DayMeaning(StrEnum):
    """What a day means to a duty."""

    START = "start senast"
    DUE = "senast"
    ANSWER = "svara senast"
    LAPSE = "underlaget gäller till"


class Task(NamedTuple):
    """One cell that somebody has to act on, and by when."""

    cell: Cell
    urgency: Urgency
    by: date
    meaning: DayMeaning
    """What `by` is: the last day, the last day to answer, or the day its proof lapses."""

    @property
    def order(self) -> tuple[int, date]:
        """Sort key: how urgent, then when."""
        return list(Urgency).index(self.urgency), self.by


def tasks(grid: Grid, before: date | None = None) -> list[Task]:
    """Return what is owed on the grid's day, the most urgent first.

    That is every open cell of the years that can be acted on, and the cells of a mandate period about to
    begin. Without `before`, what is not yet due is left out unless it is soon or new; with it, what falls
    due up to that day is there, whichever year it belongs to.
    """
    by_cell: dict[tuple[str, str, int], Task] = {}
    for cell in open_cells(grid):
        task = _task(grid, cell)
        if task and (before or task.urgency is not Urgency.LATER):
            by_cell.setdefault(cell.key, task)
    for cell in coming(grid):
        by_cell.setdefault(cell.key, _ahead(cell, Urgency.COMING))
    for year in range(grid.as_of.year + 1, (before or grid.as_of).year + 1):
        for cell in grid.year(year):
            if cell.period.first > grid.as_of.year and _is_to_be_done(grid, cell):
                by_cell.setdefault(cell.key, _ahead(cell, Urgency.LATER))
    kept = (task for task in by_cell.values() if before is None or task.by <= before)
    return sorted(kept, key=lambda task: (*task.order, task.cell.obligation.id, task.cell.body))


def tasks_of_year(grid: Grid, year: int, body: str) -> list[Task]:
    """Return everything that remains for one body to do or answer for one year, the most urgent first."""
    own = [task for cell in grid.year(year) if cell.body == body and (task := _task(grid, cell))]
    return sorted(own, key=lambda task: (*task.order, task.cell.obligation.id))


def open_cells(grid: Grid) -> Iterator[Cell]:
    """Return the cells that can be acted on: last year's until its account, this year's, and what is older and open.

    Next year's too, where the last day comes before it begins.
    """
    year = grid.as_of.year
    settings = grid.repository.settings.record
    yield from (cell for cell in grid.older(year) if addressee(grid.repository, cell.body, grid.as_of))
    if year > settings.first_year and grid.as_of <= settings.account.day.within(year - 1, year - 1):
        yield from grid.year(year - 1)
    yield from grid.year(year)
    for obligation in grid.repository.obligations.values():
        if obligation.record.due and obligation.record.due.anchor == "året före":
            yield from grid.of_obligation(obligation, year + 1)


def addressee(repository: PlanRepository, body: str, day: date) -> str | None:
    """Return the body, or the one that succeeds it once it has ceased; None where none does."""
    ends = repository.bodies[body].ends
    if ends is None or ends >= day:
        return body
    heirs = (name for name, other in repository.bodies.items() if other.succeeds == body)
    return next((heir for name in heirs if (heir := addressee(repository, name, day))), None)


def coming(grid: Grid) -> list[Cell]:
    """Return what falls due again in a mandate period that begins within the notice given for it.

    What is already proved for that period, or will not be owed in it, does not.
    """
    following = following_mandate(grid)
    if following is None:
        return []
    return [
        cell
        for obligation in grid.repository.obligations.values()
        if obligation.record.clock and obligation.record.clock.kind is ClockKind.MANDATE
        for cell in grid.of_obligation(obligation, following.first)
        if _is_to_be_done(grid, cell)
    ]


def following_mandate(grid: Grid) -> Period | None:
    """Return the next mandate period, within the notice given for it."""
    settings = grid.repository.settings.record
    now = mandate_of(settings, grid.as_of.year)
    following = mandate_of(settings, now.last + 1) if now else None
    is_near = following and settings.mandate_notice.before(following.start) <= grid.as_of
    return following if is_near else None


def will_be_owed(grid: Grid, cell: Cell, day: date | None = None) -> bool:
    """Whether the cell will still be there on that day, by default its last: nothing has ended or been decided."""
    deciding = cell.schedule.check_day(day or cell.schedule.due or cell.schedule.answer_by)
    if cell.schedule.ends is not None and cell.schedule.ends < deciding:
        return False
    decided = concern(index_of(grid.repository).decisions.decisions_on(cell.obligation, cell.body), deciding)
    return decided is None or decided.decision.meaning is not Meaning.NOT_CONCERNED


def lapse_day(grid: Grid, cell: Cell) -> date | None:
    """Return the last day on which the proof holds within the period, or held until it lapsed."""
    if cell.timeliness is Timeliness.LATE:
        held = grid.as_of - timedelta(days=cell.days)
        return held if cell.schedule.is_standing and held != cell.schedule.answer_by else None
    lapses = cell.proof.lapses if cell.proof.level is Level.FULL else None
    return lapses if lapses and (cell.schedule.is_standing or lapses <= cell.period.end) else None


def _is_to_be_done(grid: Grid, cell: Cell) -> bool:
    """Whether a cell of a coming period will be owed, and is not proved already."""
    return cell.proof.level is not Level.FULL and will_be_owed(grid, cell)


def _ahead(cell: Cell, urgency: Urgency) -> Task:
    if cell.schedule.due:
        return Task(cell, urgency, cell.schedule.due, DayMeaning.DUE)
    return Task(cell, urgency, cell.schedule.answer_by, DayMeaning.ANSWER)


def _task(grid: Grid, cell: Cell) -> Task | None:
    """Return the task a cell makes, if anything remains to be done and it has not been closed."""
    if cell.closed:
        return None
    if cell.verdict.is_shortcoming:
        if cell.timeliness is not Timeliness.LATE:
            return Task(cell, Urgency.LACKING, *_last_day(grid, cell))
        is_asked = cell.schedule.is_standing or (cell.schedule.is_event and not cell.schedule.due)
        passed = DayMeaning.ANSWER if is_asked else DayMeaning.DUE
        meaning = DayMeaning.LAPSE if lapse_day(grid, cell) else passed
        return Task(cell, Urgency.LATE, grid.as_of - timedelta(days=cell.days), meaning)
    soon = Urgency.SOON if cell.timeliness is Timeliness.SOON else Urgency.LATER
    if cell.verdict is Verdict.FULFILLED:
        lapse = lapse_day(grid, cell) if cell.schedule.closes >= grid.as_of else None
        if lapse and cell.schedule.notice.before(lapse) <= grid.as_of:
            soon = Urgency.SOON
        return Task(cell, soon, lapse, DayMeaning.LAPSE) if lapse else None
    is_awaited = will_be_owed if cell.schedule.opens <= grid.as_of else _is_to_be_done
    # What waits for something else and has no day of its own is nobody's task yet.
    is_without_day = cell.schedule.is_once and cell.schedule.due is None
    waits = is_without_day and grid.unmet(cell.obligation, cell.body)
    if cell.verdict is not Verdict.NOT_DUE or waits or not is_awaited(grid, cell):
        return None
    if cell.schedule.due is None or cell.schedule.due >= grid.as_of:
        return Task(cell, soon, *_last_day(grid, cell))
    if grid.as_of <= cell.schedule.answer_by:  # its day has passed, and the answer is awaited
        return Task(cell, Urgency.SOON, cell.schedule.answer_by, DayMeaning.ANSWER)
    return None


def _last_day(grid: Grid, cell: Cell) -> tuple[date, DayMeaning]:
    """Return `senast`, else the day to answer; a one-off without a day is answered for once a year."""
    is_missed = cell.schedule.is_once and cell.verdict is Verdict.UNANSWERED
    if cell.schedule.due and not (is_missed and grid.as_of <= cell.schedule.due):
        return cell.schedule.due, DayMeaning.DUE
    if not cell.schedule.is_once:
        return cell.schedule.answer_by, DayMeaning.ANSWER
    settings, kind = grid.repository.settings.record, grid.repository.kind_of(cell.body)
    passed = last_year_answered(settings, grid.as_of, kind)
    if cell.verdict is Verdict.UNANSWERED:
        return answer_day(settings, passed, kind), DayMeaning.ANSWER
    answered = cell.claim.year + 1 if cell.claim else passed
    return answer_day(settings, max(passed + 1, answered, cell.schedule.opens.year), kind), DayMeaning.ANSWER
