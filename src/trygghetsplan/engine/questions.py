"""What a body is asked about a year, whether it is only urged to answer, and whether it has answered at all."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.grid import Grid
from trygghetsplan.plan.repository import PlanRepository

_NOT_CONCERNED = 2
"""The rule of the decision table by which a body is not concerned."""


class Questions(NamedTuple):
    """What one body is asked about one year, in the order of the plan. A cell's evidence is the obligation's."""

    asked: tuple[Cell, ...]
    not_concerned: tuple[Cell, ...]
    """What it is not asked about, since it is decided that the body is not concerned."""


def questions(repository: PlanRepository, year: int) -> dict[str, Questions]:
    """Return for each body what it is to answer in its file for the year, in the order of the organisation.

    It is reckoned on the year's last day, so that the same questions are asked whichever day they are written.
    """
    cells: dict[str, list[Cell]] = {}
    for cell in Grid(repository, date(year, 12, 31)).year(year):
        if not cell.schedule.is_report or cell.period.last == year:
            cells.setdefault(cell.body, []).append(cell)
    return {
        body: Questions(
            tuple(cell for cell in cells[body] if cell.outcome.rule != _NOT_CONCERNED),
            tuple(cell for cell in cells[body] if cell.outcome.rule == _NOT_CONCERNED),
        )
        for body in repository.bodies
        if body in cells
    }


def is_urged(cells: Iterable[Cell]) -> bool:
    """Whether a body with these cells is only urged: beside the law something is asked of it, and nothing binds it."""
    beside = [cell for cell in cells if not cell.obligation.is_law]
    return bool(beside) and not any(cell.is_bound for cell in beside)
