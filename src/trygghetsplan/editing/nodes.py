"""What the parser's nodes say of a YAML text: its data, its comments, and where a value's own text ends."""

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

Node: TypeAlias = Any
"""A node of the parser, whose classes are known in `source` only."""
Tree: TypeAlias = str | list[str] | dict[str, Any]
"""What a file holds: text, lists and mappings. An empty value is the empty text."""

MAPPING, SEQUENCE, SCALAR = "mapping", "sequence", "scalar"
"""What the parser calls the kinds of node."""


def data_of(node: Node) -> Tree:
    """Return what the text holds."""
    if node.id == MAPPING:
        return {str(name.value): data_of(value) for name, value in node.value} or ""
    if node.id == SEQUENCE:
        return [str(value.value) for value in node.value]
    return str(node.value or "")


def comments_of(text: str, root: Node) -> list[str]:
    """Return every comment in order: what follows a number sign outside the scalars."""
    found, place = [], 0
    for one in sorted(_scalars(root), key=lambda node: node.start_mark.index):
        found += re.findall(r"#[^\n]*", text[place : one.start_mark.index])
        inside = text[one.start_mark.index : one.end_mark.index]
        block = one.style in ("|", ">")
        place = one.start_mark.index + len(_without_trailing_comments(inside) if block else inside)
    return [comment.rstrip() for comment in found + re.findall(r"#[^\n]*", text[place:])]


def _scalars(node: Node) -> Iterator[Node]:
    if node.id == SCALAR:
        yield node
    for inner in node.value if node.id != SCALAR else ():
        for one in inner if isinstance(inner, tuple) else (inner,):
            yield from _scalars(one)


def content_end(text: str, name: Node, value: Node) -> int:
    """Return where the value's own text ends, without the blank lines and comments that follow it."""
    if value.id != SCALAR and not value.flow_style:
        last = value.value[-1]
        return content_end(text, *last) if isinstance(last, tuple) else content_end(text, last, last)
    if value.start_mark.index == value.end_mark.index:
        return text.index(":", name.end_mark.index) + 1 if name is not value else int(value.start_mark.index)
    content = text[value.start_mark.index : value.end_mark.index]
    if value.id == SCALAR and value.style in ("|", ">"):
        content = _without_trailing_comments(content)
    return int(value.start_mark.index) + len(content.rstrip())


def _without_trailing_comments(content: str) -> str:
    """Cut what the parser counts to a block of text but stands after it: lines no deeper than a comment's."""
    lines = content.split("\n")
    depth = next((len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()), 0)
    while len(lines) > 1 and (not lines[-1].strip() or len(lines[-1]) - len(lines[-1].lstrip()) < depth):
        lines.pop()
    return "\n".join(lines)
