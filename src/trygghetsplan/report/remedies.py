"""What is to be done about a shortcoming, and by when.

Most things can still be done, since evidence dated today counts, or be mended in the answer. What should have
been done in a year that is over cannot: then it is the next year that has to go better.
"""

from datetime import date
from typing import NamedTuple

from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.clock import answer_day, period_of, schedule
from trygghetsplan.engine.proof import Level
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.model.organisation import BodyKind
from trygghetsplan.model.time import ClockKind
from trygghetsplan.report.data import ReportData
from trygghetsplan.swedish import listed, small


class Remedy(NamedTuple):
    """What to do, and by when."""

    what: str
    by: date
    is_next: bool
    """Whether the day belongs to the next period, since this one is over."""
    is_answer: bool
    """Whether the day is only for the answer: what is done when something happens has no day of its own."""


def remedy(figures: ReportData, cell: Cell) -> Remedy:
    """Return what the body has to do about a shortcoming."""
    by, is_next = _next_day(figures, cell)
    is_answer = cell.schedule.is_event and cell.schedule.due is None
    return Remedy(_action(cell), by, is_next, is_answer)


def next_answer_day(figures: ReportData, kind: BodyKind | None = None) -> date:
    """Return the first day after the report's own on which a year is to be answered for, by that kind of body."""
    settings, year = figures.repository.settings.record, figures.as_of.year - 2
    while answer_day(settings, year, kind) <= figures.as_of:
        year += 1
    return answer_day(settings, year, kind)


def _action(cell: Cell) -> str:
    record = cell.obligation.record
    if cell.verdict is Verdict.UNANSWERED:
        return f"Besvara punkten. Det som begärs: {small(record.text)}"
    status = cell.claim.answer.status if cell.claim else None
    titles = cell.obligation.evidence.names if cell.proof.level is Level.NONE else list(cell.proof.missing)
    if status and status.claims_fulfilment and titles and not cell.proof.failing:
        return f"Komplettera svaret med {listed(titles)}."
    return f"Det som begärs: {small(record.text)}"


def _next_day(figures: ReportData, cell: Cell) -> tuple[date, bool]:
    """Return the next day that matters: this period's if it has not passed, the next one's, or the next svarsdag."""
    if cell.schedule.due and cell.schedule.due > figures.as_of:
        return cell.schedule.due, False
    settings = figures.repository.settings.record
    is_over = cell.schedule.clock.kind in (ClockKind.YEARLY, ClockKind.TIMES) and not cell.schedule.is_report
    if is_over and cell.period.end <= figures.as_of:
        for year in range(figures.as_of.year, figures.as_of.year + 2):
            period = period_of(cell.obligation, settings, year)
            if period is None:
                continue
            body = figures.repository.bodies[cell.body]
            due = schedule(cell.obligation, body, figures.repository.kind_of(cell.body), settings, period).due
            if due and due > figures.as_of:
                return due, True
    return next_answer_day(figures, figures.repository.kind_of(cell.body)), False
