"""Which entry a comment belongs to.

A comment on a line of its own belongs to the entry below it; one that is indented deeper than that entry
belongs to what stands above. A comment after a value belongs to that entry. Comments at the top of the file
stay at the top.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trygghetsplan.editing.entries import Block, Entry, Scalar


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment or a blank line (empty text) as found."""

    index: int
    line: int
    column: int
    text: str
    is_alone: bool


def place(remarks: Iterable[Remark], entries: Sequence[Entry], root: Block) -> list[str]:
    """Give every comment and blank line to an entry; return those at the top of the file."""
    starts = [entry.start for entry in entries]
    top: list[str] = []
    waiting: list[str] = []
    """Blank lines, which go where the comment or the entry after them goes."""
    settled = -1
    """The entry below which has got a comment already; what follows goes there too."""
    gap = -1
    for remark in remarks:
        number = bisect_right(starts, remark.index)
        if number != gap:
            _above(entries, gap, root).extend(waiting)
            waiting, gap = [], number
        if number == 0:
            top.append(remark.text)
        elif not remark.is_alone:
            _beside(entries, number - 1, remark, root).append(remark.text)
        elif not remark.text:
            waiting.append("")
        else:
            holder = _holder(entries, number, remark) if settled != number else None
            if holder is None:
                settled, holder = number, _above(entries, number, root)
            holder += [*waiting, remark.text]
            waiting = []
    _above(entries, gap, root).extend(waiting)
    return top


def _above(entries: Sequence[Entry], number: int, root: Block) -> list[str]:
    return entries[number].above if 0 <= number < len(entries) else root.below


def _beside(entries: Sequence[Entry], number: int, remark: Remark, root: Block) -> list[str]:
    """Return where a comment after something on its line belongs."""
    entry = entries[number]
    while entry.around and entry.around[0] and entry.around[1].flow and entry.around[1].end <= remark.index:
        entry = entry.around[0]
    on_line = remark.line in (entry.line, entry.end_line) or (
        entry.around is not None and entry.around[1].flow
    )
    value_inside = isinstance(entry.value, Block) and entry.value.flow
    if not on_line and not value_inside:
        return _above(entries, number + 1, root)
    return entry.beside if not entry.beside else entry.above


def _holder(entries: Sequence[Entry], number: int, remark: Remark) -> list[str] | None:
    """Return where a comment belongs that does not belong to the entry below it."""
    above = entries[number - 1]
    below = entries[number] if number < len(entries) else None
    entry: Entry | None = above
    while entry is not None:  # inside brackets that have not been closed
        if isinstance(entry.value, Block) and entry.value.flow and remark.index < entry.value.end:
            if remark.index < entry.value_start:
                return entry.above
            inside = below is not None and below.start < entry.value.end
            return None if inside else entry.value.below
        entry = entry.around[0] if entry.around else None
    empty = isinstance(above.value, Scalar) and above.value.text is None
    if isinstance(above.value, Scalar) and not empty and remark.index < above.value_start:
        return above.above
    edge = below.column if below is not None else -1
    if not (isinstance(above.value, Block) and above.value.entries and not above.value.flow):
        in_flow = above.around is not None and above.around[1].flow
        takes_deeper = isinstance(above.value, Scalar) and above.value.style in ("|", ">")
        if not in_flow and not takes_deeper and remark.column > above.column >= edge:
            return above.under
    entry = above
    while entry is not None and entry.around:
        owner, block = entry.around
        if not block.flow and edge < block.column <= remark.column:
            return block.below
        entry = owner
    return None
