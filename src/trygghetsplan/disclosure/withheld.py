"""Where the verdicts of withheld duties are counted, so that no verdict can be told from the numbers.

A group of withheld cells that is shown or can be computed holds at least five. A duty that so many bodies owe is a
group of its own. The others of an area are one group, counted in the area's sums. Where they are fewer they join the
other small ones of the whole plan, and stand in its sums alone. Too few even there, they stand in no public sum.
Bound and urged bodies are grouped apart. An internal document has no withheld cells.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from trygghetsplan.disclosure.redaction import WithheldCell
from trygghetsplan.engine.cell import Cell

FEW = 5
"""The least number of withheld cells that may be counted together."""


class Groups(NamedTuple):
    """The withheld cells among those given, each in one group; no group but `left_out` has fewer than five."""

    duties: tuple[tuple[Cell, ...], ...]
    """The duties that stand as one row each."""
    areas: tuple[tuple[Cell, ...], ...]
    """The rest of each area."""
    whole: tuple[tuple[Cell, ...], ...]
    """What only the whole plan's sums tell; bound and urged bodies apart."""
    left_out: tuple[Cell, ...]


def area_of(cell: Cell) -> str:
    """Return the chapter that the cell is counted in: its own, or the one that it is part of."""
    chapter = cell.obligation.chapter
    return chapter.record.part_of or chapter.stem


def groups(cells: Iterable[Cell]) -> Groups:
    """Group the withheld cells among the given ones, which must be all of those that are counted together."""
    withheld = [cell for cell in cells if isinstance(cell, WithheldCell)]
    duties, rest = _parted(withheld, lambda cell: cell.obligation.id)
    areas, few = _parted([cell for found in rest for cell in found], area_of)
    whole: list[tuple[Cell, ...]] = []
    left_out: list[Cell] = []
    for is_bound in (True, False):
        joined = [cell for found in few for cell in found if cell.is_bound is is_bound]
        others = sorted((area for area in areas if area[0].is_bound is is_bound), key=len)
        while 0 < len(joined) < FEW and others:
            # The smallest area gives up its own group, so that the few are not alone.
            smallest = others.pop(0)
            areas.remove(smallest)
            joined += smallest
        if len(joined) >= FEW:
            whole.append(tuple(joined))
        else:
            left_out += joined
    return Groups(tuple(duties), tuple(areas), tuple(whole), tuple(left_out))


def _parted(
    cells: Iterable[Cell], key: Callable[[Cell], str]
) -> tuple[list[tuple[Cell, ...]], list[tuple[Cell, ...]]]:
    """Return the groups that are large enough, and the others."""
    found: dict[tuple[str, bool], list[Cell]] = {}
    for cell in cells:
        found.setdefault((key(cell), cell.is_bound), []).append(cell)
    every = [tuple(group) for group in found.values()]
    return [group for group in every if len(group) >= FEW], [group for group in every if len(group) < FEW]


def in_sums(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Return the cells that the sums of the whole count."""
    return _without(cells, groups(cells).left_out)


def in_areas(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Return the cells that the sums of areas count."""
    found = groups(cells)
    return _without(cells, [*found.left_out, *(cell for group in found.whole for cell in group)])


def in_rows(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Return the cells of duties that have a row of their own: the open ones, and those that many bodies owe."""
    shown = {(group[0].obligation.id, group[0].is_bound) for group in groups(cells).duties}
    return tuple(
        cell
        for cell in cells
        if not isinstance(cell, WithheldCell) or (cell.obligation.id, cell.is_bound) in shown
    )


def _without(cells: Sequence[Cell], left_out: Sequence[Cell]) -> tuple[Cell, ...]:
    hidden = {(cell.obligation.id, cell.body) for cell in left_out}
    return (
        tuple(cell for cell in cells if (cell.obligation.id, cell.body) not in hidden)
        if hidden
        else tuple(cells)
    )
