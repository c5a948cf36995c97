"""Symbolic places to lines and columns, on demand: only files with something to show are parsed again."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from trygghetsplan.findings import Position, Where
from trygghetsplan.source.syntax import Data, Pairs, Tree, position, route, tree

START = Position(1, 1, 1, 1)


@dataclass(frozen=True)
class Locator:
    """Finds positions in the texts as they were read. Keeps the trees of the files it has looked in."""

    texts: Mapping[str, str]
    data: Mapping[str, Data] = field(default_factory=dict)
    """What files say, where that is in another schema than their text."""
    hidden: frozenset[tuple[str, int]] = frozenset()
    """The lines that are not to be shown, by path: something that must not be stored stands there."""
    _trees: dict[str, Tree | None] = field(default_factory=dict)
    _pairs: Pairs = field(default_factory=dict)
    _lines: dict[str, list[str]] = field(default_factory=dict)

    def position(self, where: Where) -> Position:
        """Return the place of `where`, or of the deepest part of it that exists."""
        node = self._node(where) if where.at is None else None
        return where.at or (position(node) if node else START)

    def spans_lines(self, where: Where) -> bool:
        """Whether what stands there goes on below its first line."""
        node = self._node(where)
        return node is not None and bool(node.start_mark.line != node.end_mark.line)

    def _node(self, where: Where) -> Tree | None:
        if where.path not in self._trees:
            text = self.texts.get(where.path)
            self._trees[where.path] = tree(text) if text is not None else None
        root = self._trees[where.path]
        if root is None:
            return None
        names, values = route(root, where.keys, self._pairs)
        whole = len(names) == len(where.keys)
        if whole and where.on == "value" and values[-1].start_mark.index != values[-1].end_mark.index:
            return values[-1]
        return names[-1] if names else values[0]

    def line_number(self, where: Where) -> int:
        """Return the line of `where`."""
        return self.position(where).line

    def text_at(self, path: str, at: Position) -> str:
        """Return what stands at a place."""
        lines = self.texts.get(path, "").split("\n")[at.line - 1 : at.end_line] or [""]
        lines[-1] = lines[-1][: at.end_column - 1]
        lines[0] = lines[0][at.column - 1 :]
        return "\n".join(lines)

    def line_text(self, path: str, number: int) -> str:
        """Return that line of the file's text; nothing of a hidden one."""
        if (path, number) in self.hidden:
            return ""
        if path not in self._lines:
            self._lines[path] = self.texts.get(path, "").split("\n")
        lines = self._lines[path]
        return lines[number - 1] if 0 < number <= len(lines) else ""
