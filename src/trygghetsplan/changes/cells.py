"""Which cells have changed: better, worse, new, gone, or only answered otherwise."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from trygghetsplan.changes.identity import Identity
from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.grid import Grid
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
class Side:
    """One of the two that are compared: a reading, a year of it, and the day it is reckoned on."""

    label: str
    """How readers name it: 2023, or a commit's short name."""
    repository: PlanRepository
    year: int
    as_of: date

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The year's cells."""
        return Grid(self.repository, self.as_of).year(self.year)


class CellChange(NamedTuple):
    """One cell that is not what it was. `before` and `after` are None where there was or is no such cell."""

    direction: Direction
    before: Cell | None
    after: Cell | None

    @property
    def cell(self) -> Cell:
        """The cell as it is, or as it last was."""
        found = self.after or self.before
        if found is None:  # a change has at least one side
            raise ValueError
        return found

    @property
    def same_verdict(self) -> bool:
        """Whether only the answer has changed."""
        return bool(self.before and self.after and self.before.verdict is self.after.verdict)


def cell_changes(identity: Identity, old: Side, new: Side) -> tuple[CellChange, ...]:
    """Return every cell that differs, in the order of the new plan, then what is gone.

    Two years are compared by verdict only, since each has its own answers; two readings of one year also by
    what the cell rests on.
    """
    pairs = tuple(_pairs(identity, old.cells, new.cells))
    found = [change for before, after in pairs if (change := _change(before, after, old, new))]
    return tuple(found)


def _pairs(
    identity: Identity, old: Sequence[Cell], new: Sequence[Cell]
) -> Iterator[tuple[Cell | None, Cell | None]]:
    """Pair the cells that are the same one: exactly, then by ids that were renamed or replaced."""
    left = {(cell.obligation.id, cell.body): cell for cell in old}
    names = {(cell.obligation.id, cell.body) for cell in new}
    for cell in new:
        yield _taken(left, identity, cell, names), cell
    for cell in left.values():
        yield cell, None


def _taken(
    left: dict[tuple[str, str], Cell], identity: Identity, cell: Cell, names: Iterable[tuple[str, str]]
) -> Cell | None:
    for obligation in identity.obligation_before(cell.obligation.id):
        for body in identity.body_before(cell.body):
            if (obligation, body) == (cell.obligation.id, cell.body) or (obligation, body) not in names:
                found = left.pop((obligation, body), None)
                if found is not None:
                    return found
    return None


def _change(before: Cell | None, after: Cell | None, old: Side, new: Side) -> CellChange | None:
    if before is None or after is None:
        return CellChange(Direction.NEW if before is None else Direction.GONE, before, after)
    if before.verdict is not after.verdict:
        return CellChange(_direction(before.verdict, after.verdict), before, after)
    if old.repository is not new.repository and answer_of(before) != answer_of(after):
        return CellChange(Direction.OTHER, before, after)
    return None


def _direction(before: Verdict, after: Verdict) -> Direction:
    was, now = _QUALITY.get(before), _QUALITY.get(after)
    if now is None or was == now:
        return Direction.OTHER
    if was is None:
        fulfilled = Direction.OTHER if before is Verdict.NOT_APPLICABLE else Direction.BETTER
        return fulfilled if now == 0 else Direction.WORSE
    return Direction.BETTER if now < was else Direction.WORSE


def answer_of(cell: Cell) -> Answer | None:
    """Return the answer the verdict rests on, without the note of who has looked at it."""
    filed = cell.claim or cell.proof.filed
    return filed.answer._replace(reviewed=None) if filed else None


def silenced(changes: Iterable[CellChange], new: Side) -> Mapping[str, list[CellChange]]:
    """Return the bodies that had answered and now have no file at all for the year, with what that did."""
    found: dict[str, list[CellChange]] = {}
    for change in changes:
        cell = change.after
        if cell and cell.verdict is Verdict.UNANSWERED and change.before is not None:
            document = new.repository.years.get(cell.body, {}).get(new.year)
            if document is None and f"followups/{new.year}/{cell.body}.yaml" not in new.repository.paths:
                found.setdefault(cell.body, []).append(change)
    return {body: several for body, several in found.items() if len(several) > 1}
