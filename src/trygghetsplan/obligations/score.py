"""How much is fulfilled of what had fallen due. Which cells to count is left to those who ask."""

from collections.abc import Sequence
from typing import NamedTuple

from trygghetsplan.obligations.cell import Cell
from trygghetsplan.obligations.verdict import Verdict


class Score(NamedTuple):
    """So many fulfilled of so many that had fallen due; nothing else enters."""

    fulfilled: int
    due: int

    @classmethod
    def of(cls, cells: Sequence[Cell]) -> "Score":
        """Count the cells that count."""
        counted = [cell for cell in cells if cell.verdict.counts]
        return cls(sum(cell.verdict is Verdict.FULFILLED for cell in counted), len(counted))
