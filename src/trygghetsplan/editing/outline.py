"""A YAML text as entries that know where they stand and own their comments, so that they can be edited or moved."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from trygghetsplan.source.syntax import Tree, tree


@dataclass
class YamlScalar:
    """One scalar; `text` is None where nothing is written.

    `lines` holds the content of a block scalar, without its indent, and `head` its first line.
    """

    text: str | None
    style: str = ""
    head: str = ""
    lines: list[str] = field(default_factory=list)


@dataclass(eq=False)
class YamlBlock:
    """A mapping or a list; `flow` if it is written within brackets."""

    entries: list["YamlEntry"]
    is_mapping: bool
    flow: bool = False
    below: list[str] = field(default_factory=list)
    """Comments after the last entry."""
    column: int = 0
    end: int = 0


@dataclass(eq=False)
class YamlEntry:
    """A key with its value, or a list's item (`key` is None), and its comments. An empty string is a blank line."""

    key: str | None
    value: "YamlScalar | YamlBlock"
    key_quoted: bool = False
    above: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    under: list[str] = field(default_factory=list)
    """Comments below the entry, indented deeper than it."""
    start: int = 0
    line: int = 0
    end_line: int = 0
    key_end: int = 0
    value_start: int = 0
    end: int = 0
    """Where the value's own text ends, without the blank lines and comments that follow it."""
    column: int = 0
    around: tuple["YamlEntry | None", YamlBlock] | None = None


@dataclass
class TextOutline:
    """A whole text: the mapping, the comments at its top, and every comment in order."""

    root: YamlBlock
    top: list[str]
    comments: list[str]


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment or a blank line (empty text) where it stands."""

    index: int
    line: int
    column: int
    text: str
    is_alone: bool


def outline(text: str, composed: Tree | None = None) -> TextOutline | None:
    """Return the text's entries and comments; None for a text that is not a mapping.

    Its node tree need not be composed again by who has it.
    """
    node = composed or tree(text)
    if not isinstance(node, MappingNode):
        return None
    reader = _Reader(text)
    root = reader.block(node, None)
    comments = list(reader.comments())
    top = _give_to_entries(comments, reader.entries, root)
    return TextOutline(root, top, [comment.text for comment in comments if comment.text])


def comments_of(text: str) -> list[str]:
    """Return every comment of the text, in order; none for a text that is not a mapping."""
    whole = outline(text)
    return whole.comments if whole else []


def _give_to_entries(comments: Iterable[Comment], entries: Sequence[YamlEntry], root: YamlBlock) -> list[str]:
    """Give every comment and blank line to an entry; return those at the top of the file."""
    starts = [entry.start for entry in entries]
    top: list[str] = []
    waiting: list[str] = []
    """Blank lines, which go where the comment or the entry after them goes."""
    settled = -1
    """The entry below which has got a comment already; what follows goes there too."""
    gap = -1
    for comment in comments:
        number = bisect_right(starts, comment.index)
        if number != gap:
            _above(entries, gap, root).extend(waiting)
            waiting, gap = [], number
        if number == 0:
            top.append(comment.text)
        elif not comment.is_alone:
            _beside(entries, number - 1, comment, root).append(comment.text)
        elif not comment.text:
            waiting.append("")
        else:
            owned = _below(entries, number, comment) if settled != number else None
            if owned is None:
                settled, owned = number, _above(entries, number, root)
            owned += [*waiting, comment.text]
            waiting = []
    _above(entries, gap, root).extend(waiting)
    return top


def _above(entries: Sequence[YamlEntry], number: int, root: YamlBlock) -> list[str]:
    return entries[number].above if 0 <= number < len(entries) else root.below


def _beside(entries: Sequence[YamlEntry], number: int, comment: Comment, root: YamlBlock) -> list[str]:
    """Return the comments that one after something on its line belongs to."""
    entry = entries[number]
    while entry.around and entry.around[0] and entry.around[1].flow and entry.around[1].end <= comment.index:
        entry = entry.around[0]
    on_line = comment.line in (entry.line, entry.end_line) or (
        entry.around is not None and entry.around[1].flow
    )
    value_inside = isinstance(entry.value, YamlBlock) and entry.value.flow
    if not on_line and not value_inside:
        return _above(entries, number + 1, root)
    return entry.beside if not entry.beside else entry.above


def _below(entries: Sequence[YamlEntry], number: int, comment: Comment) -> list[str] | None:
    """Return the comments that one belongs to which follows an entry; None where it belongs to the next entry."""
    above = entries[number - 1]
    below = entries[number] if number < len(entries) else None
    entry: YamlEntry | None = above
    while entry is not None:  # inside brackets that have not been closed
        if isinstance(entry.value, YamlBlock) and entry.value.flow and comment.index < entry.value.end:
            if comment.index < entry.value_start:
                return entry.above
            inside = below is not None and below.start < entry.value.end
            return None if inside else entry.value.below
        entry = entry.around[0] if entry.around else None
    empty = isinstance(above.value, YamlScalar) and above.value.text is None
    if isinstance(above.value, YamlScalar) and not empty and comment.index < above.value_start:
        return above.above
    edge = below.column if below is not None else -1
    if not (isinstance(above.value, YamlBlock) and above.value.entries and not above.value.flow):
        in_flow = above.around is not None and above.around[1].flow
        takes_deeper = isinstance(above.value, YamlScalar) and above.value.style in ("|", ">")
        if not in_flow and not takes_deeper and comment.column > above.column >= edge:
            return above.under
    entry = above
    while entry is not None and entry.around:
        owner, block = entry.around
        if not block.flow and edge < block.column <= comment.column:
            return block.below
        entry = owner
    return None


class _Reader:
    """Walks the nodes once, noting which characters belong to scalars; the rest can hold comments."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.is_scalar = bytearray(len(text) + 2)
        self.entries: list[YamlEntry] = []

    def block(self, node: MappingNode | SequenceNode, owner: YamlEntry | None) -> YamlBlock:
        """Return the entries of a mapping or a list."""
        is_mapping, column = isinstance(node, MappingNode), node.start_mark.column
        block = YamlBlock([], is_mapping, bool(node.flow_style), column=column, end=node.end_mark.index)
        for pair in node.value:
            key, value = pair if is_mapping else (None, pair)
            first = key or value
            begin, stop = first.start_mark, value.end_mark
            entry = YamlEntry(
                (key.value if isinstance(key, ScalarNode) else "") if key else None,
                YamlScalar(None),
                isinstance(key, ScalarNode) and bool(key.style),
                start=begin.index,
                line=begin.line,
                end_line=stop.line,
                key_end=first.end_mark.index,
                value_start=value.start_mark.index,
                end=stop.index,
                column=begin.column if key else column,
                around=(owner, block),
            )
            block.entries.append(entry)
            self.entries.append(entry)
            if key:
                self._mark_scalar(begin.index, entry.key_end)
            if isinstance(value, ScalarNode):
                entry.value, entry.end = self._scalar(value, entry.column)
            else:
                entry.value = self.block(value, entry)
                if not entry.value.flow:
                    entry.end = entry.value.entries[-1].end
        return block

    def _mark_scalar(self, start: int, end: int) -> None:
        self.is_scalar[start:end] = b"\1" * (end - start)

    def _scalar(self, node: ScalarNode, indent: int) -> tuple[YamlScalar, int]:
        """Return a scalar, and where its text ends."""
        begin, style, end = node.start_mark, node.style or "", node.end_mark.index
        text = node.value if style or node.value else None
        if style not in ("|", ">"):
            self._mark_scalar(begin.index, end)
            return YamlScalar(text, style), end
        header = self.lines[begin.line][begin.column :].split()[0]
        end = begin.index + len(header)
        self._mark_scalar(begin.index, end)
        digits = [mark for mark in header if mark.isdigit()]
        depth = indent + int(digits[0]) if digits else None
        last, content = begin.line, []
        for number in range(begin.line + 1, len(self.lines)):
            line = self.lines[number]
            width = len(line) - len(line.lstrip(" "))
            if line.strip(" "):
                if depth is None:
                    depth = width if width > indent else None
                if depth is None or width < depth:
                    break
                last = number
                end = self.starts[number] + len(line.rstrip())
            elif depth is not None and width > depth:  # more spaces than the indent are text
                last = number
            content.append(line)
        del content[last - begin.line :]
        if content:
            self._mark_scalar(self.starts[begin.line + 1], self.starts[last + 1])
        return YamlScalar(text, style, header, [line[depth or 0 :] for line in content]), end

    def comments(self) -> Iterator[Comment]:
        """Return the comments and blank lines, in order."""
        for number, line in enumerate(self.lines):
            start = self.starts[number]
            if not line.strip():
                if number < len(self.lines) - 1 and not self.is_scalar[start]:
                    yield Comment(start, number, 0, "", is_alone=True)
                continue
            at = line.find("#")
            while at >= 0 and self.is_scalar[start + at]:
                at = line.find("#", at + 1)
            if at >= 0:
                yield Comment(start + at, number, at, line[at:].rstrip(), is_alone=not line[:at].strip())
