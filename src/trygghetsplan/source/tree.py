"""A text's nodes as libyaml gives them, and where each stands; every scalar is left as text.

What the nodes mean as data is for `building`, and what is wrong with a text that has none for `syntax`: the
three know PyYAML, and nothing else does.
"""

import operator
from typing import NamedTuple, TypeAlias

import yaml
from yaml._yaml import CParser
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from trygghetsplan.findings import Keys, Position
from trygghetsplan.source.limits import gate

Tree: TypeAlias = Node
"""A composed text; other modules hold one without knowing PyYAML."""


class Composer(CParser):
    """libyaml's composer, with every scalar left as text."""

    # Nothing depends on where a scalar stands. Both are called at every node, so the quickest there is is called.
    descend_resolver = operator.is_
    ascend_resolver = tuple

    def resolve(self, _kind: type[Node], _value: object, _implicit: object) -> str:
        """Every untagged node is of one type."""
        return "text"


def compose(text: str) -> Node | None:
    """Return the node tree of a text that has passed the gate.

    Raises:
        yaml.YAMLError: the text is not YAML.
    """
    parser = Composer(text)
    try:
        node: Node | None = parser.get_single_node()
        return node
    finally:
        parser.dispose()


def tree(text: str) -> Tree | None:
    """Return the node tree, or None for a text that is not YAML: that has a finding of its own."""
    if gate("", text):
        return None
    try:
        return compose(text)
    except yaml.YAMLError:
        return None


class Piece(NamedTuple):
    """One node of a text with where it stands, for those who write the text anew.

    Indexes, lines and columns count from 0 in code points, the end exclusive. A block's end is not told.
    """

    start: int
    end: int
    line: int
    end_line: int
    column: int
    style: str
    """Empty for a plain scalar and a block, else the mark it begins with: one of `"'|>[{`."""
    text: str | None = None
    """A scalar's text; None for a key without a value, and for lists and mappings."""
    pairs: tuple[tuple["Piece", "Piece"], ...] | None = None
    items: tuple["Piece", ...] | None = None


def pieces(text: str) -> Piece | None:
    """Return the text's nodes with their places, or None for a text that is not YAML."""
    root = tree(text)
    return _piece(root) if root is not None else None


def _piece(node: Node) -> Piece:
    start, end = node.start_mark, node.end_mark
    place = (start.index, end.index, start.line, end.line, start.column)
    if isinstance(node, MappingNode):
        pairs = tuple((_piece(key), _piece(value)) for key, value in node.value)
        return Piece(*place, "{" if node.flow_style else "", pairs=pairs)
    if isinstance(node, SequenceNode):
        items = tuple(_piece(item) for item in node.value)
        return Piece(*place, "[" if node.flow_style else "", items=items)
    style = (node.style if isinstance(node, ScalarNode) else None) or ""
    return Piece(*place, style, text=node.value if style or node.value else None)


def position(node: Node) -> Position:
    """Return the node's place; one that spans lines ends with its first line."""
    start, end = node.start_mark, node.end_mark
    if end.line != start.line:
        return Position(start.line + 1, start.column + 1, start.line + 1, start.column + 2)
    return Position(start.line + 1, start.column + 1, end.line + 1, max(end.column, start.column + 1) + 1)


def swallows(node: Node, number: int) -> bool:
    """Whether the line, counted from 1, is inside a text that begins on an earlier line."""
    if isinstance(node, ScalarNode):
        return bool(node.start_mark.line + 1 < number <= node.end_mark.line + (node.end_mark.column > 0))
    inner = (one for pair in node.value for one in (pair if isinstance(pair, tuple) else (pair,)))
    return any(swallows(one, number) for one in inner)


def child(node: Node, key: str | int) -> tuple[Node, Node] | None:
    """Return the key's node and the value's node under `key`, if they are there."""
    if isinstance(node, MappingNode):
        for name, value in node.value:
            if name.value == key:
                return name, value
    elif isinstance(node, SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key], node.value[key]
    return None


def route(node: Node, keys: Keys) -> tuple[list[Node], list[Node]]:
    """Follow `keys` as far as they go; return the key nodes and the value nodes passed."""
    names: list[Node] = []
    values: list[Node] = [node]
    for key in keys:
        found = child(values[-1], key)
        if found is None:
            break
        names.append(found[0])
        values.append(found[1])
    return names, values
