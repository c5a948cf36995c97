"""Which cell is which between two years or versions, and what has become of each shortcoming that a score is of."""

from collections.abc import Callable, Iterator, Sequence
from enum import Enum

from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.identity import Identity
from trygghetsplan.engine.verdict import Verdict

Pair = tuple[Cell | None, Cell | None]
"""A cell as it was and as it is; None where there was or is none."""


class Move(Enum):
    """What a change is to the number of shortcomings that the score is of."""

    NEW = "ny"
    SOLVED = "löst"
    ENDED = "gäller inte längre"


def pairs(identity: Identity, old: Sequence[Cell], new: Sequence[Cell]) -> Iterator[Pair]:
    """Return the cells that are the same one, in pairs: by the ids of now, then by what says that it replaces another."""
    current = identity.ids
    left = {(current.obligation(cell.obligation.id), current.body(cell.body)): cell for cell in old}
    keys = [(current.obligation(cell.obligation.id), current.body(cell.body)) for cell in new]
    present = set(keys)
    for key, cell in zip(keys, new, strict=True):
        candidates = (
            (obligation, body)
            for obligation in identity.obligation_before(key[0])
            for body in identity.body_before(key[1])
        )
        earlier = next((one for one in candidates if one in left and (one == key or one not in present)), key)
        yield left.pop(earlier, None), cell
    for cell in left.values():
        yield cell, None


def moved(pair: Pair, is_scored: Callable[[Cell], bool]) -> Move | None:
    """Return what a change is to the number of shortcomings of the cells that are scored; None where it is nothing."""
    was, now = (cell is not None and cell.verdict.is_shortcoming and is_scored(cell) for cell in pair)
    if was is now:
        return None
    after = pair[1]
    is_met = after is not None and after.verdict is Verdict.FULFILLED
    return Move.NEW if now else Move.SOLVED if is_met else Move.ENDED
