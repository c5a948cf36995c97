"""What is owed next and when, as text for the terminal, as days for a calendar, and for other programs."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.engine.agenda import DayMeaning, Task, Urgency, addressee, coming, tasks
from trygghetsplan.engine.cell import Cell, Timeliness
from trygghetsplan.engine.clock import answer_day
from trygghetsplan.engine.grid import Grid
from trygghetsplan.engine.questions import silent_bodies
from trygghetsplan.plan.example import is_example
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.report.data import grouped
from trygghetsplan.report.year_wheel import CalendarEvent, duty_events, mandate_notice
from trygghetsplan.swedish import (
    MONTHS,
    bodies_listed,
    capital,
    counted,
    days_late,
    listed,
    long_date,
    number,
)

HEADINGS = {
    Urgency.LATE: "Försenat",
    Urgency.LACKING: "Återstår",
    Urgency.SOON: "Snart dags",
    Urgency.COMING: "Gäller på nytt i den nya mandatperioden",
    Urgency.LATER: "Senare",
}


_MOST_LINES = 10
"""So many lines of a year without any answer are told one by one."""


class Silence(NamedTuple):
    """A year for which a body has not answered at all, told together: nobody reads fifty lines that say the same."""

    body: str
    year: int
    answer_by: date
    tasks: tuple[Task, ...]
    chapters: tuple[tuple[str, tuple[str, ...]], ...]
    """The titles of what remains in each chapter, in the order of the plan."""

    @property
    def points(self) -> int:
        """How many points it is about."""
        return sum(len(titles) for _, titles in self.chapters)

    @property
    def besides(self) -> str:
        """How many of them the score of the plan does not count."""
        duties = [task.cell.obligation for task in self.tasks]
        beside = sum(duty.record.is_open and not duty.is_plan for duty in duties)
        closed = sum(not duty.record.is_open for duty in duties)
        parts = [(beside, "utanför planen"), (closed, "som inte redovisas öppet")]
        found = listed([f"{number(count)} {what}" for count, what in parts if count])
        return f", varav {found}" if found else ""


def silences(grid: Grid, tasks: Iterable[Task]) -> list[Silence]:
    """Return the years that bodies have not answered at all, where that is many of these tasks."""
    repository = grid.repository
    place = {name: number for number, name in enumerate(repository.obligations)}
    found = []
    yearly = (task for task in tasks if task.cell.period.first == task.cell.period.last)
    for (year, body), own in grouped(yearly, lambda task: (task.cell.period.first, task.cell.body)).items():
        silent = silent_bodies(repository, year, grid.as_of, [task.cell for task in own])
        keys = {cell.key for cell in silent.get(body, ())}
        if len(keys) > _MOST_LINES:
            in_order = sorted(own, key=lambda task: place[task.cell.obligation.id])
            unanswered = tuple(task for task in in_order if task.cell.key in keys)
            chapters = tuple(
                (chapter, tuple(_title(task.cell, str(year)) for task in of_chapter))
                for chapter, of_chapter in by_chapter(repository, unanswered).items()
            )
            day = answer_day(repository.settings.record, year, repository.kind_of(body))
            found.append(Silence(body, year, day, unanswered, chapters))
    return found


def by_chapter(repository: PlanRepository, tasks: Iterable[Task]) -> dict[str, list[Task]]:
    """Return the tasks by the names of their chapters."""
    return grouped(tasks, lambda task: repository.chapter_name(task.cell.obligation.chapter))


def _title(cell: Cell, period: str) -> str:
    """Return the duty's title, with its period unless that has been said."""
    title, label = cell.obligation.record.title, cell.period.label
    return title if label == period else f"{title} ({label})"


def todo_text(grid: Grid, before: date | None, body: str | None = None) -> str:
    """Write the list for the terminal: duty by duty, or for one body line by line."""
    chosen = _tasks(grid, before, body)
    rows = [*mandate_notice(grid, body)]
    if rows:
        rows.append("")
    for urgency in Urgency:
        group = [task for task in chosen if task.urgency is urgency]
        if not group:
            continue
        closed = sum(not task.cell.obligation.record.is_open for task in group)
        also = f", varav {number(closed)} som inte redovisas öppet" if closed else ""
        rows.append(f"{HEADINGS[urgency]} ({number(len(group))}{also})")
        unheard, alike = told_together(grid, group)
        lines = [(same[0].by, f"  {same[0].by}  {_sentence(grid.repository, same, body)}") for same in alike]
        lines += _silent_years(grid, unheard, body)
        rows += [line for _, line in sorted(lines, key=lambda line: line[0])]
        rows.append("")
    if not chosen:
        rows.append(empty_sentence(grid, before, body))
    return "\n".join(rows).rstrip() + "\n"


def told_together(grid: Grid, group: Sequence[Task]) -> tuple[list[Silence], list[list[Task]]]:
    """Return the years not answered at all among tasks of one urgency, and of the rest those that are alike together.

    Alike are those who have the same to do on the same day; the nearest day comes first.
    """
    unheard = silences(grid, group) if group[0].urgency is Urgency.LATE else []
    silent = {task.cell.key for one in unheard for task in one.tasks}
    alike = grouped(
        sorted((task for task in group if task.cell.key not in silent), key=lambda task: task.by),
        lambda task: (task.by, task.cell.obligation.id, task.cell.period.label, task.meaning),
    )
    return unheard, list(alike.values())


def note_of(alike: Sequence[Task]) -> str:
    """Say what there is to note of tasks that are alike: what the day is of, and how late the latest is."""
    first, schedule = alike[0], alike[0].cell.schedule
    notes = (
        "underlaget slutar att gälla"
        if first.meaning is DayMeaning.LAPSE and first.urgency is not Urgency.LATE
        else "",
        "svaret för året" if schedule.is_event and not schedule.due else "",
        days_late(max(task.cell.days if task.cell.timeliness is Timeliness.LATE else 0 for task in alike)),
    )
    return ", ".join(filter(None, notes))


def _silent_years(grid: Grid, unheard: Iterable[Silence], body: str | None) -> Iterator[tuple[date, str]]:
    """Tell in a line of each year that bodies have not answered, with its day; for one body also of what."""
    for (year, day), silent in grouped(unheard, lambda one: (one.year, one.answer_by)).items():
        who = [one.body for one in silent if one.body != body]
        points = counted(sum(one.points for one in silent), "krav", "krav")
        late = counted((grid.as_of - day).days, "dag", "dagar")
        whose = _after_colon(grid.repository, who)
        lines = [f"  {day}  Hela uppföljningen för {year}{whose}, {points}, {late} för sent"]
        for one in silent if body else ():
            lines += [f"              {chapter}: {'; '.join(titles)}" for chapter, titles in one.chapters]
        yield day, "\n".join(lines)


def empty_sentence(grid: Grid, before: date | None, body: str | None) -> str:
    """Say that the list is empty, and for whom and until when."""
    who = f" för {grid.repository.body_name(body)}" if body else ""
    if before:
        return f"Ingenting ska vara klart{who} senast den {long_date(before)}."
    return f"Ingenting är försenat eller nära förestående{who}."


def _tasks(grid: Grid, before: date | None, body: str | None) -> list[Task]:
    """Return what remains, or what remains for the body: its own, and what a body left behind that it succeeds."""
    return [
        task
        for task in tasks(grid, before)
        if body in (None, task.cell.body, addressee(grid.repository, task.cell.body, grid.as_of))
    ]


def _sentence(repository: PlanRepository, together: Sequence[Task], body: str | None) -> str:
    first = together[0].cell
    text = f"{first.obligation.record.title} ({first.period.label})"
    if body is None or any(task.cell.body != body for task in together):
        text += _after_colon(repository, [task.cell.body for task in together])
    note = note_of(together)
    return f"{text}{f', {note}' if note else ''}{first.obligation.doubt}"


def _after_colon(repository: PlanRepository, bodies: Sequence[str]) -> str:
    return f": {bodies_listed([repository.body_name(body) for body in bodies])}" if bodies else ""


def todo_json(grid: Grid, before: date | None, body: str | None = None) -> str:
    """Write the list for other programs."""
    listed_tasks = [
        {
            "obligation": task.cell.obligation.id,
            "title": task.cell.obligation.record.title,
            "chapter": grid.repository.chapter_name(task.cell.obligation.chapter),
            "body": task.cell.body,
            "period": task.cell.period.label,
            "urgency": task.urgency.value,
            "by": task.by.isoformat(),
            "verdict": task.cell.verdict.value,
            "days_late": task.cell.days,
            "binding": task.cell.binding.value,
            "reason": task.cell.outcome.reason,
            "verified": task.cell.obligation.is_verified,
        }
        for task in _tasks(grid, before, body)
    ]
    envelope = {
        "schema_version": 1,
        "as_of": grid.as_of.isoformat(),
        "audience": Audience.INTERNAL.value,
        "example": is_example(grid.repository, bodies=(body,) if body else ()),
        "notice": mandate_notice(grid, body),
        "tasks": listed_tasks,
    }
    return json.dumps(envelope, ensure_ascii=False, indent=2) + "\n"


def task_events(grid: Grid, before: date | None, body: str | None = None) -> list[CalendarEvent]:
    """Return the list as days for a calendar; what is done when something happens has no day there."""
    return list(
        duty_events(
            grid.repository,
            (
                (task.by, task.meaning, task.cell)
                for task in _tasks(grid, before, body)
                if task.cell.schedule.due or not task.cell.schedule.is_event
            ),
        )
    )


def calendar_text(grid: Grid, year: int, events: Sequence[CalendarEvent]) -> str:
    """Write the year wheel for the terminal, month by month."""
    repository = grid.repository
    # What is to come is no part of a year that has been.
    is_past = year < grid.as_of.year
    rows = [] if is_past else [*mandate_notice(grid), *_coming_in_other_years(grid, year)]
    rows += [f"Årshjul {year}, {repository.settings.record.organisation.name}", ""]
    for month, of_month in groupby(events, lambda event: event.day.month):
        rows.append(capital(MONTHS[month - 1]))
        for _, of_day in groupby(of_month, lambda event: event.day):
            rows += _day_rows(repository, list(of_day))
    return "\n".join(rows) + "\n"


def _coming_in_other_years(grid: Grid, year: int) -> list[str]:
    """Return what falls due again in the coming mandate period, but not in the year of the wheel."""
    days = [(cell.schedule.due or cell.schedule.answer_by, DayMeaning.DUE, cell) for cell in coming(grid)]
    events = sorted(
        duty_events(grid.repository, (marked for marked in days if marked[0].year != year)),
        key=lambda event: (event.day, event.title, event.identity),
    )
    rows = [f"  {event.day}  {_event_sentence(grid.repository, event)}" for event in events]
    return ["", "Gäller på nytt i den nya mandatperioden, med sista dag andra år:", *rows, ""] if rows else []


def _day_rows(repository: PlanRepository, events: Sequence[CalendarEvent]) -> Iterator[str]:
    """Write one day; last the duties that the day is not stated for, by area."""
    for event in events:
        if event.is_stated:
            yield f"  {event.day.day:>2}  {_event_sentence(repository, event)}"
    others = grouped(
        (event for event in events if not event.is_stated),
        lambda event: event.obligation.chapter.path if event.obligation else "",
    )
    if others:
        many = counted(sum(map(len, others.values())), "krav", "krav")
        yield f"  {events[0].day.day:>2}  Sista dagen för {many} utan egen dag:"
    for chapter in repository.chapters:
        if chapter.path in others:
            yield f"      {repository.chapter_name(chapter)}"
            yield from (f"        {_event_sentence(repository, event)}" for event in others[chapter.path])


def _event_sentence(repository: PlanRepository, event: CalendarEvent) -> str:
    return f"{event.title}{_after_colon(repository, event.bodies)}{event.doubt}"
