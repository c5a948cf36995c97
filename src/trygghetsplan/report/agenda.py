"""What is owed next, as text for the terminal, as letters to the bodies, and for other programs."""

import json
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from trygghetsplan.model.time import ClockKind
from trygghetsplan.obligations.agenda import Event, Task, Urgency, mandate_notice, tasks, tasks_of_year
from trygghetsplan.obligations.clock import answer_day
from trygghetsplan.obligations.grid import Grid, Timeliness
from trygghetsplan.obligations.verdict import Verdict
from trygghetsplan.report.figures import label_of
from trygghetsplan.repository import PlanRepository
from trygghetsplan.swedish import capital, counted, listed, long_date

_HEADINGS = {
    Urgency.LATE: "Försenat",
    Urgency.LACKING: "Återstår, utan bestämd dag",
    Urgency.SOON: "Snart dags",
    Urgency.COMING: "Gäller på nytt i nästa mandatperiod",
    Urgency.LATER: "Senare",
}
_FEW = 3


class Line(NamedTuple):
    """One row of a list: what is to be done, by when, and what to show."""

    title: str
    by: date
    period: str
    urgency: Urgency
    wanted: str
    reason: str
    """Why, where it says more than that nothing has been answered."""
    doubt: str


class Letter(NamedTuple):
    """What one body is reminded of, ready to send."""

    body: str
    is_urged: bool
    plan: str
    as_of: date
    answer_by: date
    file: str
    parts: tuple[tuple[str, tuple[Line, ...]], ...]
    standing: int
    """How many standing duties the yearly answer also speaks of."""
    notice: tuple[str, ...]


def todo_text(grid: Grid, before: date | None, body: str | None = None) -> str:
    """Write the list for the terminal: duty by duty, or for one body line by line."""
    found = _chosen(grid, before, body)
    rows = [*mandate_notice(grid)]
    if rows:
        rows.append("")
    for urgency in Urgency:
        group = [task for task in found if task.urgency is urgency]
        if not group:
            continue
        rows.append(f"{_HEADINGS[urgency]} ({len(group)})")
        rows += [f"  {same[0].by}  {_what(grid.repository, same, body)}" for same in _by_duty(group)]
        rows.append("")
    if not found:
        rows.append("Ingenting är försenat eller nära förestående.")
    return "\n".join(rows).rstrip() + "\n"


def _chosen(grid: Grid, before: date | None, body: str | None) -> list[Task]:
    return [task for task in tasks(grid, before) if body is None or task.cell.body == body]


def _by_duty(found: Sequence[Task]) -> list[list[Task]]:
    """Group tasks that are the same thing on the same day."""
    groups: dict[tuple[str, date, str], list[Task]] = {}
    for task in found:
        groups.setdefault((task.cell.duty.id, task.by, task.cell.period.label), []).append(task)
    return list(groups.values())


def _what(repository: PlanRepository, together: Sequence[Task], body: str | None) -> str:
    first = together[0].cell
    text = f"{first.duty.obligation.title} ({first.period.label})"
    if body is None:
        names = [repository.body_name(task.cell.body) for task in together]
        text += f": {listed(names) if len(names) <= _FEW else counted(len(names), 'organ', 'organ')}"
    late = [task.cell.days for task in together if task.cell.timeliness is Timeliness.LATE]
    if late:
        text += f", {counted(max(late), 'dag', 'dagar')} sent"
    return text + _doubt(together[0])


def _doubt(task: Task) -> str:
    return "" if task.cell.duty.obligation.verified else " (inte kontrollerat mot lagtexten)"


def letters(grid: Grid, before: date | None, body: str | None = None) -> list[Letter]:
    """Return a letter for each body that has something to do."""
    repository = grid.repository
    settings = repository.settings.record
    found = _chosen(grid, before, body)
    year = grid.as_of.year
    if answer_day(settings, year - 1) >= grid.as_of and year - 1 >= settings.first_year:
        year -= 1
    every = {name: [task for task in found if task.cell.body == name] for name in repository.bodies}
    return [_letter(grid, name, year, own) for name, own in every.items() if own]


def letter(grid: Grid, body: str, year: int) -> Letter:
    """Return the letter that asks one body to answer for one year: all that remains, also what is not yet due."""
    return _letter(grid, body, year, tasks_of_year(grid, year, body))


def _letter(grid: Grid, body: str, year: int, own: Sequence[Task]) -> Letter:
    repository = grid.repository
    plans = [chapter.record.document for chapter in repository.chapters]
    parts = tuple(
        (_HEADINGS[urgency], tuple(_line(grid, task) for task in own if task.urgency is urgency))
        for urgency in Urgency
        if any(task.urgency is urgency for task in own)
    )
    return Letter(
        repository.body_name(body),
        bool(own) and not any(task.cell.is_bound for task in own),
        repository.documents.record.documents[plans[0]].title if plans else "",
        grid.as_of,
        answer_day(repository.settings.record, year),
        f"followups/{year}/{body}.yaml",
        parts,
        _standing(grid, body),
        tuple(mandate_notice(grid)) if any(task.urgency is Urgency.COMING for task in own) else (),
    )


def _standing(grid: Grid, body: str) -> int:
    """Count the body's duties that apply all year and are asked about once."""
    kinds = (ClockKind.CONTINUOUS,)
    return sum(
        cell.body == body and cell.term.clock.kind in kinds and cell.verdict is Verdict.NOT_DUE
        for cell in grid.year(grid.as_of.year)
    )


def _line(grid: Grid, task: Task) -> Line:
    cell = task.cell
    fields = [field for name in cell.duty.obligation.evidence if (field := grid.repository.field(name))]
    wanted = listed([field.title.lower() for field in fields if not field.type.is_computed])
    reason = cell.outcome.reason if cell.claim and cell.verdict.is_shortcoming else ""
    if cell.verdict is Verdict.FULFILLED:
        reason = "Underlaget slutar att gälla den dagen."
    return Line(
        cell.duty.obligation.title,
        task.by,
        cell.period.label,
        task.urgency,
        wanted,
        reason,
        _doubt(task).strip(),
    )


def todo_json(grid: Grid, before: date | None, body: str | None = None) -> str:
    """Write the list for other programs."""
    listed_tasks = [
        {
            "obligation": task.cell.duty.id,
            "title": task.cell.duty.obligation.title,
            "chapter": label_of(task.cell.duty.chapter),
            "body": task.cell.body,
            "period": task.cell.period.label,
            "urgency": task.urgency.value,
            "by": task.by.isoformat(),
            "verdict": task.cell.verdict.value,
            "days_late": task.cell.days,
            "binding": task.cell.binding.value,
            "reason": task.cell.outcome.reason,
            "verified": task.cell.duty.obligation.verified,
        }
        for task in _chosen(grid, before, body)
    ]
    envelope = {
        "schema_version": 1,
        "as_of": grid.as_of.isoformat(),
        "notice": mandate_notice(grid),
        "tasks": listed_tasks,
    }
    return json.dumps(envelope, ensure_ascii=False, indent=2) + "\n"


def task_events(grid: Grid, before: date | None, body: str | None = None) -> list[Event]:
    """Return the list as days for a calendar."""
    events = []
    for together in _by_duty(_chosen(grid, before, body)):
        cell = together[0].cell
        bodies = tuple(task.cell.body for task in together)
        title = f"{cell.duty.obligation.title} ({cell.period.label})"
        key = f"{cell.duty.id}-{cell.period.first}-{together[0].by.isoformat()}"
        detail = f"{cell.duty.obligation.text}{_doubt(together[0])}"
        events.append(Event(together[0].by, title, detail, bodies, key))
    return events


def calendar_text(repository: PlanRepository, year: int, events: Sequence[Event]) -> str:
    """Write the year wheel for the terminal, month by month."""
    rows = [f"Årshjul {year}, {repository.settings.record.organisation.name}", ""]
    month = 0
    for event in events:
        if event.day.month != month:
            month = event.day.month
            rows.append(capital(long_date(event.day).split("\u00a0")[1]))
        names = [repository.body_name(body) for body in event.bodies]
        who = (
            f": {listed(names) if len(names) <= _FEW else counted(len(names), 'organ', 'organ')}"
            if names
            else ""
        )
        doubt = " (inte kontrollerat mot lagtexten)" if "inte kontrollerad" in event.detail else ""
        rows.append(f"  {event.day.day:>2}  {event.title}{who}{doubt}")
    return "\n".join(rows) + "\n"
