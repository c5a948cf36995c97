"""What rules about duties look at: the cells of one year on one date, as far as they are known, and who owes what."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.grid import Grid
from trygghetsplan.engine.questions import silent_bodies
from trygghetsplan.engine.unread import Unread
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.findings import Severity
from trygghetsplan.model.organisation import Bindingness
from trygghetsplan.plan.repository import Obligation, PlanRepository


class Duties(NamedTuple):
    """What a rule about duties looks at: the cells of one year on one date, as far as they are known."""

    repository: PlanRepository
    year: int
    as_of: date
    cells: tuple[Cell, ...]

    @classmethod
    def of(cls, repository: PlanRepository, year: int, as_of: date) -> "Duties":
        """Return the year's cells, without those that rest on something that could not be read."""
        cells = Unread(repository).known(Grid(repository, as_of).year(year))
        return cls(repository, year, as_of, cells)

    def silent(self) -> dict[str, list[Cell]]:
        """Return the bodies that have not answered at all for the year, with their unanswered cells."""
        return silent_bodies(self.repository, self.year, self.as_of, self.cells)

    def single(self, verdict: Verdict) -> Iterator[Cell]:
        """Return the cells with this verdict that no other finding already tells of."""
        silent = self.silent()
        for cell in self.cells:
            if cell.verdict is verdict and not (verdict is Verdict.UNANSWERED and cell.body in silent):
                yield cell


def severity_of(cell: Cell, bound: Severity) -> Severity:
    """A shortcoming of a body that is only urged is told, never blamed."""
    return Severity.INFO if cell.binding is Bindingness.URGED else bound


def is_clear(repository: PlanRepository, obligation: Obligation) -> bool:
    """Whether the plan tells who owes the duty, or that nobody does; what it lacks is told by other rules."""
    record = obligation.record
    is_told = record.repeats or record.definition or (record.owns_cells and record.responsible)
    return bool(is_told) and all(repository.is_resolved(who) for who in record.responsible)


def owing(repository: PlanRepository, obligation: Obligation) -> set[str]:
    """Return the bodies that owe the duty while they exist; where it is owed jointly, the one that answers."""
    answering = obligation.record.answered_by
    return (
        {answering} if obligation.record.jointly and answering else {*repository.responsible[obligation.id]}
    )


def members_of(repository: PlanRepository, names: tuple[str, ...]) -> set[str]:
    """Return the bodies that the names of bodies, kinds and groups stand for."""
    return {body for name in names for body in repository.members(name)}
