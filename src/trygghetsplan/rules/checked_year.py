"""What rules about duties look at: the cells of one year on one date, as far as they are known."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property

from trygghetsplan.engine.accounts import of_year
from trygghetsplan.engine.cell import Cell, Timeliness
from trygghetsplan.engine.grid import grid_on
from trygghetsplan.engine.questions import silent_bodies
from trygghetsplan.engine.unread import known_cells
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.rules.prose import Prose, texts_of


class CheckedYear:
    """The cells of one year on one date, as far as they are known, and what several rules gather from them."""

    def __init__(self, repository: PlanRepository, year: int, as_of: date, cells: tuple[Cell, ...]) -> None:
        self.repository = repository
        self.year = year
        self.as_of = as_of
        self.cells = cells

    @classmethod
    def of(cls, repository: PlanRepository, year: int, as_of: date) -> "CheckedYear":
        """Return the year's cells, without those that rest on something that could not be read."""
        return cls(repository, year, as_of, known_cells(repository, grid_on(repository, as_of).year(year)))

    @cached_property
    def in_force(self) -> PlanRepository:
        """What is in force in the year, or owed in it: an earlier or a later plan is not blamed for it."""
        owed = {cell.obligation.id for cell in self.cells if cell.timeliness is not Timeliness.DONE_EARLIER}
        return of_year(self.repository, self.year, owed)

    @cached_property
    def texts(self) -> tuple[Prose, ...]:
        """The texts of the repository that the language rules read."""
        return texts_of(self.repository, self.as_of)

    @cached_property
    def silent_bodies(self) -> dict[str, list[Cell]]:
        """The bodies that have not answered at all for the year, with their unanswered cells."""
        return silent_bodies(self.repository, self.year, self.as_of, self.cells)

    def cells_with(self, verdict: Verdict) -> Iterator[Cell]:
        """Return the cells with the verdict, but for the unanswered ones of silent bodies."""
        for cell in self.cells:
            if cell.verdict is verdict and not (
                verdict is Verdict.UNANSWERED and cell.body in self.silent_bodies
            ):
                yield cell
