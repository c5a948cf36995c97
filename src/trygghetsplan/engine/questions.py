"""What a body is asked about a year, whether it is only urged to answer, and whether it has answered at all."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.clock import answer_day
from trygghetsplan.engine.grid import Grid, grid_on
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.model.followup import follow_up_path
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.swedish import counted, listed, number

_NOT_CONCERNED = 2
"""The rule of the decision table by which a body is not concerned."""


class Questions(NamedTuple):
    """What one body is asked about one year, in the order of the plan. A cell's evidence is the obligation's."""

    asked: tuple[Cell, ...]
    not_concerned: tuple[Cell, ...]
    """What it is not asked about, since it is decided that the body is not concerned."""
    shared: tuple[Cell, ...]
    """What it owes jointly with others, and another body answers for."""


def questions(repository: PlanRepository, year: int) -> dict[str, Questions]:
    """Return for each body what it is to answer in its file for the year, in the order of the organisation.

    It is reckoned on the year's last day, so that the same questions are asked whichever day they are written.
    """
    cells: dict[str, list[Cell]] = {}
    shared: dict[str, list[Cell]] = {}
    for cell in grid_on(repository, date(year, 12, 31)).year(year):
        if not cell.schedule.is_report or cell.period.last == year:
            cells.setdefault(cell.body, []).append(cell)
            for body in cell.sharing if cell.outcome.rule != _NOT_CONCERNED else ():
                shared.setdefault(body, []).append(cell)
    return {
        body: Questions(
            tuple(cell for cell in cells[body] if cell.outcome.rule != _NOT_CONCERNED),
            tuple(cell for cell in cells[body] if cell.outcome.rule == _NOT_CONCERNED),
            tuple(shared.get(body, ())),
        )
        for body in repository.bodies
        if body in cells
    }


def never_asked(repository: PlanRepository, year: int) -> list[str]:
    """Say which bodies of the year are asked about nothing in any year, and why, as sentences.

    Those that a group leaves out by name, and those that give or receive an account, are meant to be without.
    """
    groups = repository.organisation.record.groups
    meant = {body for group in groups.values() for body in group.without}
    meant |= {one for account in repository.accounts.values() for one in (account.given_by, account.given_to)}
    asked = {body for bodies in repository.responsible.values() for body in bodies}
    first, last = date(year, 1, 1), date(year, 12, 31)
    found = []
    for name, body in repository.bodies.items():
        kind = repository.kind_of(name)
        is_there = (body.starts or first) <= last and first <= (body.ends or last)
        if name in meant or name in asked or not is_there or (kind and not kind.answers):
            continue
        own = [group for group in groups if name in repository.members(group)]
        why = (
            f"ingen skyldighet har det, eller {listed([f'gruppen {group}' for group in own], 'eller')}, som ansvarig"
            if own
            else "ingen skyldighet har det som ansvarig, och ingen grupp har det med; lägg till det i en grupp i "
            f"{repository.organisation.path}"
        )
        found.append(f"{body.name} får inga frågor: {why}.")
    return found


def awaits_answer(grid: Grid, cell: Cell, year: int) -> bool:
    """Whether an answer in the file for the year is needed: what is settled, or comes in later years, needs none."""
    if cell.outcome.rule == _NOT_CONCERNED or not (
        cell.verdict.is_shortcoming or cell.verdict is Verdict.NOT_DUE
    ):
        return False
    if cell.schedule.is_once:
        return cell.schedule.due is not None or not grid.unmet(cell.obligation, cell.body)
    kind = grid.repository.kind_of(cell.body)
    return cell.period.last <= year or cell.schedule.answer_by <= answer_day(
        grid.repository.settings.record, year, kind
    )


def is_urged(cells: Iterable[Cell]) -> bool:
    """Whether a body with these cells is only urged: beside the law something is asked of it, and nothing binds it."""
    beside = [cell for cell in cells if not cell.obligation.is_law]
    return bool(beside) and not any(cell.is_bound for cell in beside)


def is_urged_by_plan(cells: Iterable[Cell]) -> bool:
    """Whether the plan only urges a body with these cells, whatever an agreement binds it to."""
    owed = list(cells)
    return is_urged([cell for cell in owed if cell.obligation.is_plan] or owed)


def answer_days(repository: PlanRepository, year: int) -> tuple[date, ...]:
    """Return the last days to answer for the year, the earliest first: one, unless a kind of body has its own."""
    kinds = [kind for kind in map(repository.kind_of, repository.bodies) if kind is None or kind.answers]
    return tuple(sorted({answer_day(repository.settings.record, year, kind) for kind in kinds or [None]}))


def is_complete(repository: PlanRepository, year: int, as_of: date) -> bool:
    """Whether every last day to answer for the year has passed, or its day of account has come."""
    account = repository.settings.record.account.day.within(year, year)
    return as_of >= account or as_of > answer_days(repository, year)[-1]


def unanswered_in_words(scored: int, beside: int, closed: int, subject: str = "planen") -> str:
    """Say how much is unanswered: in the score, beside it, and what is not accounted for openly."""
    more = [
        (beside, f"{counted(beside, 'krav', 'krav')} utanför {subject}"),
        (closed, f"{number(closed)} som inte redovisas öppet"),
    ]
    beyond = listed([text for count, text in more if count])
    if not scored:
        return f"{beyond} är {'obesvarat' if beside + closed == 1 else 'obesvarade'}"
    first = counted(scored, "krav är obesvarat", "krav är obesvarade")
    return f"{first}; dessutom {beyond}" if beyond else first


def silent_bodies(
    repository: PlanRepository, year: int, as_of: date, cells: Iterable[Cell]
) -> dict[str, list[Cell]]:
    """Return the bodies that have not answered at all for a complete year, each with its unanswered cells of these.

    Such a body has no file for the year, and more than one of the open cells is unanswered.
    """
    found: dict[str, list[Cell]] = {}
    settings = repository.settings.record
    is_accounted = as_of >= settings.account.day.within(year, year)
    for cell in cells:
        if (
            cell.verdict is Verdict.UNANSWERED
            and follow_up_path(year, cell.body) not in repository.paths
            and (is_accounted or as_of > answer_day(settings, year, repository.kind_of(cell.body)))
        ):
            found.setdefault(cell.body, []).append(cell)
    return {
        body: unanswered
        for body, unanswered in found.items()
        if sum(cell.obligation.record.is_open for cell in unanswered) > 1
    }
