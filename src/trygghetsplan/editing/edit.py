"""Sets and removes keys in a YAML text without touching anything else: not a space, not a comment.

Each change is a cut at the parser's places. The result proves itself before it is handed over: read again it holds
the same data but for the changes, and every comment.
"""

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeAlias

from trygghetsplan.editing.cross_check import reads_the_same
from trygghetsplan.editing.layout import is_short
from trygghetsplan.editing.quoting import scalar
from trygghetsplan.engine.review import Dependent
from trygghetsplan.model.review import fingerprint
from trygghetsplan.source.syntax import tree

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


_WIDTH = 112
_INDENT = "  "


class Flow(dict[str, Any]):
    """A mapping to be written on one line, in braces."""


def block(key: str, value: Tree, indent: int) -> str:
    """Write a key and its value as whole lines."""
    pad = " " * indent
    name = f"{pad}{scalar(key, flow=True)}:"
    if isinstance(value, str):
        return f"{name} {fitted(value, indent)}\n" if value else f"{name}\n"
    if isinstance(value, Flow) or (isinstance(value, list) and all(map(is_short, value))):
        return f"{name} {flow(value)}\n"
    if isinstance(value, list):
        items = "".join(f"{pad}{_INDENT}- {scalar(str(item), flow=True)}\n" for item in value)
        return f"{name}\n{items}"
    return f"{name}\n" + "".join(block(inner, one, indent + 2) for inner, one in value.items())


def flow(value: Tree) -> str:
    """Write a value so that it can stand within brackets."""
    if isinstance(value, str):
        return scalar(value, flow=True)
    if isinstance(value, list):
        return f"[{', '.join(flow(item) for item in value)}]"
    return f"{{{', '.join(f'{scalar(key, flow=True)}: {flow(one)}' for key, one in value.items())}}}"


def fitted(text: str, indent: int) -> str:
    """Write a text plainly where that is safe, folded where it is long, else within quotation marks."""
    if "\n" in text and _fits_block(text):
        pad = " " * (indent + 2)
        return "|-\n" + "\n".join(f"{pad}{line}" if line else "" for line in text.split("\n"))
    if len(text) > _WIDTH and "\n" not in text and _fits_block(text) and "  " not in text:
        pad = " " * (indent + 2)
        folded = textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)
        return ">-\n" + "\n".join(f"{pad}{line}" for line in folded)
    return scalar(text)


def _fits_block(text: str) -> bool:
    """Whether the text can stand in a block of its own without signs for what cannot be seen."""
    lines = text.split("\n")
    return (
        not text.startswith((" ", "\n")) and all(line == line.strip() for line in lines) and bool(lines[-1])
    )


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


def rewrite(text: str, edits: Iterable[Edit]) -> str:
    """Return the text with the changes made.

    Raises:
        CannotRewrite: the text is not plain YAML, or a comment or other data would be lost.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    changed = text.removeprefix(mark)
    newline = "\r\n" if "\r\n" in changed else "\n"
    if newline != "\n":
        changed = changed.replace(newline, "\n")
    whole = list(edits)
    try:
        changed = _proved(changed, whole)
    except CannotRewrite:
        for edit in whole:  # one at a time, to name the one that cannot be made
            changed = _proved(changed, [edit])
    return mark + changed.replace("\n", newline)


def _proved(text: str, edits: Sequence[Edit]) -> str:
    """Make the cuts, and prove that they changed what they should and nothing else."""
    root = compose(text)
    expected, comments = data_of(root), comments_of(text, root)
    for edit in edits:
        text = made(text, edit)
        expected = _expected(expected, edit.keys, edit.value)
    proved = compose(text)
    name = "/".join(edits[-1].keys) if edits else ""
    if data_of(proved) != expected:
        raise CannotRewrite(f"”{name}” går inte att ändra utan att annat i filen ändras; ändra för hand")
    if not reads_the_same(text):
        raise CannotRewrite(f"”{name}” skulle läsas olika av olika program; ändra för hand")
    if comments_of(text, proved) != comments:
        raise CannotRewrite(f"en kommentar vid ”{name}” skulle gå förlorad; ändra för hand")
    return text


def _expected(data: Tree, keys: Sequence[str], value: Tree | None) -> Tree:
    """Return the data with one change made."""
    if not keys:
        return "" if value is None else value
    held: Mapping[str, Tree] = data if isinstance(data, dict) else {}
    key = next((one for one in held if unicodedata.normalize("NFC", one) == keys[0]), keys[0])
    rest = keys[1:]
    if value is None and (key not in held or (rest and not isinstance(held[key], dict))):
        return data
    changed = dict(held)
    if value is None and not rest:
        del changed[key]
    else:
        changed[key] = _expected(held.get(key, ""), rest, value)
    return changed or ""


def reviewed(data: bytes, records: Iterable[Dependent], day: date, by: str) -> bytes | None:
    """Return the file's bytes with every record stamped; None where that would change anything else."""
    try:
        return rewrite(data.decode("utf-8"), [_stamp(record, day, by) for record in records]).encode()
    except CannotRewrite:
        return None


def _stamp(record: Dependent, day: date, by: str) -> Edit:
    value = Flow(text=fingerprint(record.obligation.record.text), datum=day.isoformat(), av=by)
    keys = (*map(str, record.where.keys), "granskad")
    return Edit((*keys, record.obligation.id), value) if record.decision else Edit(keys, value)
