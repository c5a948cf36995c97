"""What comes next: overdue, due, about to lapse, and what a new mandate period brings round again.

The same cells as everywhere, put in the order in which somebody has to act.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from trygghetsplan.model.plan import Bindingness, Meaning, Settings
from trygghetsplan.model.time import ClockKind
from trygghetsplan.obligations.clock import Period, answer_day, mandate_of, office_window, period_of, term
from trygghetsplan.obligations.decisions import concern
from trygghetsplan.obligations.facts import facts
from trygghetsplan.obligations.grid import Cell, Grid, Timeliness
from trygghetsplan.obligations.verdict import Verdict
from trygghetsplan.repository import Duty, PlanRepository
from trygghetsplan.swedish import listed, long_date, sort_key


class Urgency(StrEnum):
    """Why something stands on the list, most urgent first."""

    LATE = "försenat"
    LACKING = "återstår"
    SOON = "snart"
    COMING = "kommande"
    LATER = "senare"


class Task(NamedTuple):
    """One cell that somebody has to act on, and by when."""

    cell: Cell
    urgency: Urgency
    by: date
    """The day it was or is due: `senast`, else `svara senast`, else the day its proof lapses."""

    @property
    def order(self) -> tuple[int, date]:
        """Sort key: how urgent, then when."""
        return list(Urgency).index(self.urgency), self.by


def tasks(grid: Grid, before: date | None = None) -> list[Task]:
    """Return what is owed on the grid's day, the most urgent first.

    That is every open cell of the years that can be acted on, and the cells of a mandate period about to
    begin. Without `before`, what is not yet due is left out unless it is soon or new.
    """
    found: dict[tuple[str, str, int], Task] = {}
    for cell in open_cells(grid):
        task = _task(grid, cell)
        if task and (task.urgency is not Urgency.LATER or (before and task.by <= before)):
            found.setdefault(cell.key, task)
    for cell in coming(grid):
        due = cell.term.due or cell.term.answer_by
        if before is None or due <= before:
            found.setdefault(cell.key, Task(cell, Urgency.COMING, due))
    kept = (task for task in found.values() if before is None or task.by <= before)
    return sorted(kept, key=lambda task: (*task.order, task.cell.duty.id, task.cell.body))


def tasks_of_year(grid: Grid, year: int, body: str) -> list[Task]:
    """Return everything that remains for one body to do or answer for one year, the most urgent first."""
    found = [task for cell in grid.year(year) if cell.body == body and (task := _task(grid, cell))]
    return sorted(found, key=lambda task: (*task.order, task.cell.duty.id))


def open_cells(grid: Grid) -> Iterator[Cell]:
    """Return the cells that can be acted on: last year's until its account, this year's, and older reports."""
    year = grid.as_of.year
    settings = grid.repository.settings.record
    yield from grid.older(year)
    if year > settings.first_year and grid.as_of <= settings.account.day.within(year - 1, year - 1):
        yield from grid.year(year - 1)
    yield from grid.year(year)


def coming(grid: Grid) -> list[Cell]:
    """Return the cells of a mandate period that begins within the notice given for it."""
    settings = grid.repository.settings.record
    following = mandate_of(settings, mandate_of(settings, grid.as_of.year).last + 1)
    if settings.mandate_notice.before(following.start) > grid.as_of:
        return []
    return [
        cell
        for duty in grid.repository.duties.values()
        if duty.obligation.clock and duty.obligation.clock.kind is ClockKind.MANDATE
        for cell in grid.of_duty(duty, following.first)
        if cell.verdict is not Verdict.FULFILLED
    ]


def _task(grid: Grid, cell: Cell) -> Task | None:
    """Return the task a cell makes, if anything remains to be done."""
    if cell.verdict is Verdict.FULFILLED:
        lapse = cell.proof.lapses
        return Task(cell, Urgency.SOON, lapse) if cell.timeliness is Timeliness.SOON and lapse else None
    by = cell.term.due or cell.term.answer_by
    if cell.verdict.is_shortcoming:
        if cell.timeliness is Timeliness.LATE:
            return Task(cell, Urgency.LATE, grid.as_of - timedelta(days=cell.days))
        return Task(cell, Urgency.LACKING, max(by, _last_answer_day(grid)))
    if cell.verdict is Verdict.NOT_DUE and by < grid.as_of <= cell.term.answer_by:
        return Task(cell, Urgency.SOON, cell.term.answer_by)  # its day has passed, and the answer is awaited
    if cell.verdict is Verdict.NOT_DUE:
        soon = cell.timeliness is Timeliness.SOON
        return Task(cell, Urgency.SOON if soon else Urgency.LATER, by)
    return None


def _last_answer_day(grid: Grid) -> date:
    """Return the latest day on which bodies should have answered."""
    settings, year = grid.repository.settings.record, grid.as_of.year
    while answer_day(settings, year) >= grid.as_of:
        year -= 1
    return answer_day(settings, year)


class Event(NamedTuple):
    """One day of the year wheel."""

    day: date
    title: str
    detail: str
    bodies: tuple[str, ...]
    key: str
    """An identity that stays the same from run to run."""


def calendar(repository: PlanRepository, year: int) -> list[Event]:
    """Return the days of `year` on which something falls due, begins or ends, in order."""
    settings = repository.settings.record
    events = list(_fixed_days(repository, settings, year))
    for duty in repository.duties.values():
        if duty.owes:
            events += _due_days(repository, duty, settings, year)
    return sorted(events, key=lambda event: (event.day, event.title, event.key))


def _fixed_days(repository: PlanRepository, settings: Settings, year: int) -> Iterator[Event]:
    account = settings.account
    for told in (year - 1, year):
        if told < settings.first_year:
            continue
        answers, accounts = answer_day(settings, told), account.day.within(told, told)
        if answers.year == year:
            yield Event(
                answers,
                f"Svarsdag för {told}",
                "Sista dagen att svara på årets uppföljning.",
                (),
                f"svar-{told}",
            )
        if accounts.year == year:
            detail = f"{repository.body_name(account.given_by)} redovisar till {repository.body_name(account.given_to)}."
            yield Event(
                accounts,
                f"{account.title} {told} räknas per den här dagen",
                detail,
                (),
                f"redovisning-{told}",
            )
    yield from mandate_events(repository, year)


def mandate_events(repository: PlanRepository, year: int) -> Iterator[Event]:
    """Return the days of `year` on which mandate periods begin and end."""
    settings = repository.settings.record
    for period in dict.fromkeys((mandate_of(settings, year), mandate_of(settings, year + 1))):
        for (begins, ends), kinds in office_terms(repository, period).items():
            who = listed(
                sorted((repository.organisation.record.kinds[kind].plural for kind in kinds), key=sort_key)
            )
            bodies = tuple(
                name for name, body in repository.bodies.items() if body.kind in kinds and body.exists(begins)
            )
            key = f"{period.first}-{begins.isoformat()}"
            if begins.year == year:
                yield Event(
                    begins, f"Mandatperioden {period.label} börjar för {who}", "", bodies, f"mandat-{key}"
                )
            if ends.year == year:
                yield Event(
                    ends, f"Mandatperioden {period.label} slutar för {who}", "", bodies, f"mandatslut-{key}"
                )


def office_terms(repository: PlanRepository, period: Period) -> dict[tuple[date, date], list[str]]:
    """Return the kinds of bound body that owe something each mandate, by their first and last day in it."""
    found: dict[tuple[date, date], list[str]] = {}
    for name, kind in repository.organisation.record.kinds.items():
        owing = any(
            repository.bodies[body].kind == name
            for duty in repository.duties.values()
            if duty.owes and duty.obligation.clock and duty.obligation.clock.kind is ClockKind.MANDATE
            for body in repository.responsible[duty.id]
        )
        if owing and kind.binding is Bindingness.BOUND:
            found.setdefault(office_window(kind, period), []).append(name)
    return found


def _due_days(repository: PlanRepository, duty: Duty, settings: Settings, year: int) -> Iterator[Event]:
    """Return the days of `year` on which the duty is due, for whichever period it then covers."""
    if duty.obligation.due is None:
        return
    found: dict[tuple[date, str], list[str]] = {}
    for body in repository.responsible[duty.id]:
        for covered in (year - 1, year):
            period = period_of(duty.obligation, settings, covered)
            if period is None or period.last < settings.first_year:
                continue
            kind = repository.kind_of(body)
            day = term(duty.obligation, repository.bodies[body], kind, settings, period).due
            if day and day.year == year and _is_owed(repository, duty, body, day):
                bodies = found.setdefault((day, period.label), [])
                bodies += [body] if body not in bodies else []
    for (day, label), bodies in found.items():
        doubt = "" if duty.obligation.verified else " (uppgiften är inte kontrollerad mot lagtexten)"
        detail = f"{duty.obligation.text}{doubt}"
        title = f"{duty.obligation.title} ({label})"
        yield Event(day, title, detail, tuple(bodies), f"{duty.id}-{day.isoformat()}")


def _is_owed(repository: PlanRepository, duty: Duty, body: str, day: date) -> bool:
    """Whether body and duty exist on the day, and nobody has decided that the body is not concerned."""
    if not (repository.bodies[body].exists(day) and duty.obligation.in_force(day)):
        return False
    decided = (
        concern(facts(repository).decisions.about(duty, body), day)
        if duty.obligation.only_concerned
        else None
    )
    return decided is None or decided.decision.meaning is not Meaning.NOT_CONCERNED


def mandate_notice(grid: Grid) -> list[str]:
    """Say, near a change of mandate, who has changed or is about to; nothing at other times."""
    settings = grid.repository.settings.record
    following = mandate_of(settings, mandate_of(settings, grid.as_of.year).last + 1)
    if settings.mandate_notice.before(following.start) > grid.as_of:
        return []
    said = []
    for (begins, _), kinds in sorted(office_terms(grid.repository, following).items()):
        names = listed(
            sorted((grid.repository.organisation.record.kinds[kind].plural for kind in kinds), key=sort_key)
        )
        if begins <= grid.as_of:
            said.append(f"Mandatperioden {following.label} började den {long_date(begins)} för {names}.")
        else:
            ends = begins - timedelta(days=1)
            now = mandate_of(settings, ends.year).label
            said.append(f"Mandatperioden {now} slutar den {long_date(ends)} för {names}.")
    return said
