"""Which cells have changed: better, worse, new, gone, or only answered otherwise."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple, cast

from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.grid import grid_on
from trygghetsplan.engine.identity import Identity
from trygghetsplan.engine.pairs import pairs
from trygghetsplan.engine.questions import silent_bodies
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.model.followup import Answer
from trygghetsplan.plan.repository import PlanRepository

_QUALITY = {
    Verdict.FULFILLED: 0,
    Verdict.PARTLY: 1,
    Verdict.NOT_FULFILLED: 2,
    Verdict.UNANSWERED: 2,
}
"""How bad a verdict is; the others say that nothing can be demanded now, and are neither good nor bad."""


class Direction(StrEnum):
    """Which way a cell has gone."""

    BETTER = "bättre"
    WORSE = "sämre"
    NEW = "nytt"
    GONE = "borta"
    OTHER = "ändrat"


@dataclass(frozen=True)
class Snapshot:
    """One of the two that are compared: a version, a year of it, and the day it is reckoned on."""

    label: str
    """How readers name it: 2023, or a commit's short name."""
    repository: PlanRepository
    year: int
    as_of: date
    document: str | None = None
    """The one document that is compared; None for all."""

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The year's cells, of the document that is compared."""
        cells = grid_on(self.repository, self.as_of).accounted_in(self.year)
        if self.document is None:
            return cells
        return tuple([cell for cell in cells if cell.obligation.document_id == self.document])


class CellChange(NamedTuple):
    """One cell that is not what it was. `before` and `after` are None where there was or is no such cell."""

    direction: Direction
    before: Cell | None
    after: Cell | None

    @property
    def cell(self) -> Cell:
        """The cell as it is, or as it last was."""
        return cast("Cell", self.after or self.before)

    @property
    def verdicts(self) -> tuple[Verdict | None, Verdict | None]:
        """The verdict before and after; None where nothing is owed."""
        return self.before.verdict if self.before else None, self.after.verdict if self.after else None


def cell_changes(identity: Identity, old: Sequence[Cell], new: Sequence[Cell]) -> Iterator[CellChange]:
    """Return every cell that differs, in the order of the new plan, then what is gone.

    Two years of one version are compared by verdict only, since each has its own answers; two versions of one
    year also by what the cell rests on.
    """
    for before, after in pairs(identity, old, new):
        if before is None or after is None:
            yield CellChange(Direction.NEW if before is None else Direction.GONE, before, after)
        elif before.verdict is not after.verdict:
            yield CellChange(_direction(before.verdict, after.verdict), before, after)
        elif identity.old is not identity.new and _answer(before) != _answer(after):
            yield CellChange(Direction.OTHER, before, after)


def _direction(before: Verdict, after: Verdict) -> Direction:
    was, now = _QUALITY.get(before), _QUALITY.get(after)
    if now is None or was == now:
        return Direction.OTHER
    if was is None:
        fulfilled = Direction.OTHER if before is Verdict.NOT_APPLICABLE else Direction.BETTER
        return fulfilled if now == 0 else Direction.WORSE
    return Direction.BETTER if now < was else Direction.WORSE


def _answer(cell: Cell) -> Answer | None:
    """Return the answer the verdict rests on, without the note of who has looked at it."""
    filed = cell.claim or cell.proof.filed
    return filed.answer._replace(reviewed=None) if filed else None


def without_any_answer(changes: Iterable[CellChange], new: Snapshot) -> Mapping[str, list[Cell]]:
    """Return the bodies that had answered and now have no file at all for the year, with all that is unanswered."""
    silent = silent_bodies(new.repository, new.year, new.as_of, new.cells)
    fell_silent = {
        change.cell.body
        for change in changes
        if change.before and change.after and change.after.verdict is Verdict.UNANSWERED
    }
    return {body: cells for body, cells in silent.items() if body in fell_silent}
