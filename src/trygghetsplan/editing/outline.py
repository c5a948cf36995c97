"""A text as entries that own their comments, so that entries can move and be written anew.

Which comment belongs to which entry is `comments`' to say.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from trygghetsplan.source.syntax import PlacedNode, placed_nodes


@dataclass
class Scalar:
    """One scalar. `lines` holds the content of a block scalar, without its indent, and `head` its first line."""

    text: str | None
    style: str = ""
    head: str = ""
    lines: list[str] = field(default_factory=list)


@dataclass
class Block:
    """A mapping or a list; `flow` if it was written on one line with brackets."""

    entries: list["Entry"]
    is_mapping: bool
    flow: bool = False
    below: list[str] = field(default_factory=list)
    """Comments after the last entry."""
    column: int = 0
    end: int = 0


@dataclass
class Entry:
    """A key with its value, or a list's item (`key` is None), and its comments. An empty string is a blank line."""

    key: str | None
    value: "Scalar | Block"
    key_quoted: bool = False
    above: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    under: list[str] = field(default_factory=list)
    """Comments below the entry, indented deeper than it."""
    start: int = 0
    line: int = 0
    end_line: int = 0
    value_start: int = 0
    column: int = 0
    around: tuple["Entry | None", Block] | None = None


@dataclass
class Outline:
    """A whole text: the comments at its top, and the mapping."""

    top: list[str]
    root: Block


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


def outline(text: str) -> Outline | None:
    """Return the text's entries and comments; None for a text that is not a mapping."""
    piece = placed_nodes(text)
    if piece is None or piece.pairs is None:
        return None
    reader = _Reader(text)
    root = reader.block(piece, None)
    top = place(reader.remarks(), reader.entries, root)
    return Outline(top, root)


def remarks_of(text: str) -> list[str]:
    """Return every comment of the text, in order."""
    piece = placed_nodes(text)
    if piece is None:
        return []
    reader = _Reader(text)
    if piece.pairs is not None or piece.items is not None:
        reader.block(piece, None)
    return [remark.text for remark in reader.remarks() if remark.text]


class _Reader:
    """Walks the nodes once, noting which characters belong to scalars; the rest can hold comments."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.taken = bytearray(len(text) + 2)
        self.entries: list[Entry] = []

    def block(self, piece: PlacedNode, owner: Entry | None) -> Block:
        flow = piece.style in ("{", "[")
        made = Block([], piece.pairs is not None, flow, column=piece.column, end=piece.end)
        for key, value in (
            piece.pairs if piece.pairs is not None else ((None, one) for one in piece.items or ())
        ):
            first = key or value
            entry = Entry(
                key.text or "" if key else None,
                Scalar(None),
                bool(key and key.style),
                start=first.start,
                line=first.line,
                end_line=value.end_line,
                value_start=value.start,
                column=key.column if key else piece.column,
                around=(owner, made),
            )
            made.entries.append(entry)
            self.entries.append(entry)
            if key:
                self._take(key.start, key.end)
            if value.pairs is None and value.items is None:
                entry.value = self._scalar(value, entry.column)
            else:
                entry.value = self.block(value, entry)
        return made

    def _take(self, start: int, end: int) -> None:
        self.taken[start:end] = b"\1" * (end - start)

    def _scalar(self, piece: PlacedNode, indent: int) -> Scalar:
        if piece.style not in ("|", ">"):
            self._take(piece.start, piece.end)
            return Scalar(piece.text, piece.style)
        header = self.lines[piece.line][piece.column :].split()[0]
        self._take(piece.start, piece.start + len(header))
        digits = [mark for mark in header if mark.isdigit()]
        depth = indent + int(digits[0]) if digits else None
        last, content = piece.line, []
        for number in range(piece.line + 1, len(self.lines)):
            line = self.lines[number]
            width = len(line) - len(line.lstrip(" "))
            if line.strip(" "):
                if depth is None:
                    depth = width if width > indent else None
                if depth is None or width < depth:
                    break
                last = number
            elif depth is not None and width > depth:  # more spaces than the indent are text
                last = number
            content.append(line)
        del content[last - piece.line :]
        if content:
            self._take(self.starts[piece.line + 1], self.starts[last + 1])
        lines = [line[depth or 0 :] for line in content]
        return Scalar(piece.text, piece.style, header, lines)

    def remarks(self) -> Iterator[Remark]:
        """Return the comments and blank lines, in order."""
        for number, line in enumerate(self.lines):
            start = self.starts[number]
            if not line.strip():
                if number < len(self.lines) - 1 and not self.taken[start]:
                    yield Remark(start, number, 0, "", True)
                continue
            at = line.find("#")
            while at >= 0 and self.taken[start + at]:
                at = line.find("#", at + 1)
            if at >= 0:
                yield Remark(start + at, number, at, line[at:].rstrip(), not line[:at].strip())
