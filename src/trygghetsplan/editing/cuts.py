"""One change of a YAML text as one cut in it. Whether the result still says the same is left to `rewrite`."""

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from trygghetsplan.editing.nodes import MAPPING, SCALAR, SEQUENCE, Node, Tree, content_end
from trygghetsplan.editing.quoting import scalar
from trygghetsplan.editing.value_text import block, fitted, flow
from trygghetsplan.source.tree import tree


class CannotRewrite(Exception):
    """The text cannot be changed without losing something. The message is one Swedish sentence."""


class Edit(NamedTuple):
    """One change: the keys of what is set, and its new value; None removes it."""

    keys: tuple[str, ...]
    value: Tree | None
    orders: tuple[Sequence[str], ...] = ()
    """For each level the keys in the order they should stand, for a key that is new there."""


def made(text: str, edit: Edit) -> str:
    """Return the text with the change made.

    Raises:
        CannotRewrite: the text holds no keys.
    """
    node = compose(text)
    if node.id != MAPPING:
        raise CannotRewrite("filen består inte av nycklar och värden")
    for depth, key in enumerate(edit.keys):
        last = depth == len(edit.keys) - 1
        number = _index(node, key)
        if number is None:
            if edit.value is None:
                return text
            nested = _nested(edit.keys[depth + 1 :], edit.value)
            order = edit.orders[depth] if depth < len(edit.orders) else ()
            return _inserted(text, node, key, nested, order)
        name, value = node.value[number]
        if last:
            if edit.value is None:
                return _removed(text, node, number)
            return _replaced(text, node, name, value, edit.value)
        if value.id != MAPPING or not value.value:
            if edit.value is None:
                return text
            return _replaced(text, node, name, value, _nested(edit.keys[depth + 1 :], edit.value))
        node = value
    return text


def compose(text: str) -> Node:
    """Return the text's outermost node.

    Raises:
        CannotRewrite: it is not YAML.
    """
    node = tree(text)
    if node is None:
        raise CannotRewrite("texten följer inte YAML:s form")
    return node


def _nested(keys: Sequence[str], value: Tree) -> Tree:
    for key in reversed(keys):
        value = {key: value}
    return value


def _index(node: Node, key: str) -> int | None:
    wanted = unicodedata.normalize("NFC", key)
    names = [unicodedata.normalize("NFC", str(name.value)) for name, _ in node.value]
    return names.index(wanted) if wanted in names else None


def _inserted(text: str, node: Node, key: str, value: Tree, order: Sequence[str]) -> str:
    """Put a new key after the nearest one that should stand before it."""
    names = [str(name.value) for name, _ in node.value]
    before = list(order[: order.index(key)]) if key in order else names
    numbers = [names.index(name) for name in before if name in names]
    after = max(numbers) if numbers else -1
    if node.flow_style:
        entry = f"{scalar(key, flow=True)}: {flow(value)}"
        if not names:
            return f"{text[: node.start_mark.index]}{{{entry}}}{text[node.end_mark.index :]}"
        if after < 0:
            place = node.value[0][0].start_mark.index
            return f"{text[:place]}{entry}, {text[place:]}"
        place = node.value[after][1].end_mark.index
        return f"{text[:place]}, {entry}{text[place:]}"
    indent = node.value[0][0].start_mark.column
    lines = block(key, value, indent)
    if after < 0:
        place = _line_start(text, node.value[0][0].start_mark.index)
        return f"{text[:place]}{lines}{text[place:]}"
    place = _line_end(text, content_end(text, *node.value[after]))
    lead = "" if place == 0 or text[place - 1] == "\n" else "\n"
    return f"{text[:place]}{lead}{lines}{text[place:]}"


def _replaced(text: str, parent: Node, name: Node, value: Node, new: Tree) -> str:
    """Put a new value after a key that is there."""
    key = str(name.value)
    if parent.flow_style:
        return f"{text[: value.start_mark.index]}{flow(new)}{text[value.end_mark.index :]}"
    colon = text.index(":", name.end_mark.index) + 1
    is_empty = value.id == SCALAR and value.start_mark.index == value.end_mark.index
    if isinstance(new, str) or (value.id == SEQUENCE and value.flow_style):
        if value.id != SCALAR and not value.flow_style:
            return _block_replaced(text, name, value, new)
        written = flow(new) if not isinstance(new, str) else fitted(new, name.start_mark.column)
        if is_empty:
            return f"{text[:colon]} {written}{text[colon:]}"
        end = content_end(text, name, value)
        rest = _line_rest(text, end)
        if "\n" in written and rest:
            written = scalar(new, flow=True) if isinstance(new, str) else written
        return f"{text[: value.start_mark.index]}{written}{text[end:]}"
    if is_empty:
        lines = block(key, new, name.start_mark.column).split("\n", 1)[1].removesuffix("\n")
        place = _line_end(text, colon)
        lead = "" if text[place - 1 : place] == "\n" else "\n"
        return f"{text[:place]}{lead}{lines}\n{text[place:]}"
    return _block_replaced(text, name, value, new)


def _block_replaced(text: str, name: Node, value: Node, new: Tree) -> str:
    start, end = _line_start(text, name.start_mark.index), _line_end(text, content_end(text, name, value))
    return f"{text[:start]}{block(str(name.value), new, name.start_mark.column)}{text[end:]}"


def _removed(text: str, parent: Node, number: int) -> str:
    name, value = parent.value[number]
    if parent.flow_style:
        if number + 1 < len(parent.value):
            return text[: name.start_mark.index] + text[parent.value[number + 1][0].start_mark.index :]
        start = parent.value[number - 1][1].end_mark.index if number else name.start_mark.index
        return text[:start] + text[value.end_mark.index :]
    start = _line_start(text, name.start_mark.index)
    return text[:start] + text[_line_end(text, content_end(text, name, value)) :]


def _line_start(text: str, place: int) -> int:
    return text.rfind("\n", 0, place) + 1


def _line_end(text: str, place: int) -> int:
    """Return the place after the line's end, or the end of the text."""
    found = text.find("\n", place)
    return len(text) if found < 0 else found + 1


def _line_rest(text: str, place: int) -> str:
    return text[place : _line_end(text, place)].strip()
