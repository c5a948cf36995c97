"""Sets and removes keys in a YAML text without touching anything else: not a space, not a comment.

Each change is a cut at the outline's places. The result proves itself before it is handed over: read again it holds
the same data but for the changes, and every comment.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeAlias

from trygghetsplan.editing.cross_check import reads_the_same
from trygghetsplan.editing.layout import (
    FlowMapping,
    flow_text,
    folded,
    scalar,
    scalar_lines,
    value_lines,
    yaml_value,
)
from trygghetsplan.editing.outline import TextOutline, YamlBlock, YamlEntry, YamlScalar, outline
from trygghetsplan.engine.review import Dependent
from trygghetsplan.model.review import fingerprint
from trygghetsplan.source.syntax import tree

Tree: TypeAlias = str | list[Any] | dict[str, Any]
"""What a file holds: text, lists and mappings. An empty value is the empty text."""


class CannotRewrite(Exception):
    """The text cannot be changed without losing something. The message is one Swedish sentence."""


class Edit(NamedTuple):
    """One change: the keys of what is set, and its new value; None removes it."""

    keys: tuple[str, ...]
    value: Tree | None
    orders: tuple[Sequence[str], ...] = ()
    """For each level the keys in the order they should stand, for a key that is new there."""


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


def with_review_stamps(data: bytes, records: Iterable[Dependent], day: date, by: str) -> bytes | None:
    """Return the file's bytes with every record stamped; None where that would change anything else."""
    edits = []
    for record in records:
        stamp = FlowMapping(text=fingerprint(record.obligation.record.text), datum=day.isoformat(), av=by)
        keys = (*map(str, record.where.keys), "granskad")
        edits.append(Edit((*keys, record.obligation.id) if record.decision else keys, stamp))
    try:
        return rewrite(data.decode("utf-8"), edits).encode()
    except CannotRewrite:
        return None


def _proved(text: str, edits: Sequence[Edit]) -> str:
    """Make the cuts, and prove that they changed what they should and nothing else."""
    before = _outlined(text)
    expected = _data(before.root)
    for edit in edits:
        text = _with_edit(text, edit)
        expected = _expected(expected, edit.keys, edit.value)
    after = _outlined(text)
    name = "/".join(edits[-1].keys) if edits else ""
    if _data(after.root) != expected:
        raise CannotRewrite(f"”{name}” går inte att ändra utan att annat i filen ändras; ändra för hand")
    if not reads_the_same(text):
        raise CannotRewrite(f"”{name}” skulle läsas olika av olika program; ändra för hand")
    if after.comments != before.comments:
        raise CannotRewrite(f"en kommentar vid ”{name}” skulle gå förlorad; ändra för hand")
    return text


def _outlined(text: str) -> TextOutline:
    if (whole := outline(text)) is not None:
        return whole
    is_yaml = tree(text) is not None
    raise CannotRewrite(
        "filen består inte av nycklar och värden" if is_yaml else "texten följer inte YAML:s form"
    )


def _data(value: YamlScalar | YamlBlock) -> Tree:
    if isinstance(value, YamlScalar):
        return value.text or ""
    if value.is_mapping:
        return {entry.key or "": _data(entry.value) for entry in value.entries} or ""
    return [_data(entry.value) for entry in value.entries]


def _expected(data: Tree, keys: Sequence[str], value: Tree | None) -> Tree:
    """Return the data with one change made."""
    if not keys:
        return "" if value is None else value
    held: Mapping[str, Tree] = data if isinstance(data, dict) else {}
    key = next((name for name in held if _is_same(name, keys[0])), keys[0])
    rest = keys[1:]
    if value is None and (key not in held or (rest and not isinstance(held[key], dict))):
        return data
    changed = dict(held)
    if value is None and not rest:
        del changed[key]
    else:
        changed[key] = _expected(held.get(key, ""), rest, value)
    return changed or ""


def _is_same(name: str | None, key: str) -> bool:
    """Whether two keys are alike, however their letters are composed."""
    return unicodedata.normalize("NFC", name or "") == unicodedata.normalize("NFC", key)


def _with_edit(text: str, edit: Edit) -> str:
    """Make one change."""
    block = _outlined(text).root
    for depth, key in enumerate(edit.keys):
        entry = next((entry for entry in block.entries if _is_same(entry.key, key)), None)
        value = edit.value
        for outer in reversed(edit.keys[depth + 1 :]) if value is not None else ():
            value = {outer: value}
        if entry is None:
            order = edit.orders[depth] if depth < len(edit.orders) else ()
            return text if value is None else _inserted(text, block, key, value, order)
        is_last = depth == len(edit.keys) - 1
        if is_last and value is None:
            return _removed(text, block, entry)
        if is_last or not (
            isinstance(entry.value, YamlBlock) and entry.value.is_mapping and entry.value.entries
        ):
            return text if value is None else _replaced(text, block, entry, value)
        block = entry.value
    return text


def _inserted(text: str, block: YamlBlock, key: str, value: Tree, order: Sequence[str]) -> str:
    """Put a new key after the nearest one that should stand before it."""
    names = [entry.key for entry in block.entries]
    before = list(order[: order.index(key)]) if key in order else names
    after = max((names.index(name) for name in before if name in names), default=-1)
    head, new = f"{scalar(key, flow=block.flow)}:", yaml_value(value, folded)
    if block.flow:
        entry = f"{head} {flow_text(new)}"
        if not block.entries:
            return f"{text[: block.end - 1]}{entry}{text[block.end - 1 :]}"
        if after < 0:
            place = block.entries[0].start
            return f"{text[:place]}{entry}, {text[place:]}"
        place = block.entries[after].end
        return f"{text[:place]}, {entry}{text[place:]}"
    indent = " " * block.entries[0].column
    lines = "\n".join(value_lines(indent + head, new, indent)) + "\n"
    if after < 0:
        place = _line_start(text, block.entries[0].start)
    else:
        place = _line_end(text, block.entries[after].end)
        if place and text[place - 1] != "\n":
            lines = "\n" + lines
    return f"{text[:place]}{lines}{text[place:]}"


def _replaced(text: str, block: YamlBlock, entry: YamlEntry, value: Tree) -> str:
    """Put a new value after a key that is there."""
    old, new, indent = entry.value, yaml_value(value, folded), " " * entry.column
    if block.flow:
        return f"{text[: entry.value_start]}{flow_text(new)}{text[entry.end :]}"
    is_inline = old.flow if isinstance(old, YamlBlock) else old.text is not None
    is_list = isinstance(old, YamlBlock) and not old.is_mapping
    if is_inline and (is_list or isinstance(new, YamlScalar)):
        beside = "\n".join(scalar_lines(new, indent))[1:] if isinstance(new, YamlScalar) else flow_text(new)
        if not beside or ("\n" in beside and text[entry.end : _line_end(text, entry.end)].strip()):
            beside = flow_text(new)
        return f"{text[: entry.value_start]}{beside}{text[entry.end :]}"
    colon = text.index(":", entry.key_end) + 1
    start = _line_start(text, entry.start)
    end = _line_end(text, max(colon, entry.end))
    first, *below = value_lines(text[start:colon], new, indent)
    if not is_inline and isinstance(old, YamlScalar):  # a comment beside the key stays
        first += text[colon:end].rstrip("\n")
    return text[:start] + "".join(f"{line}\n" for line in (first, *below)) + text[end:]


def _removed(text: str, block: YamlBlock, entry: YamlEntry) -> str:
    number = block.entries.index(entry)
    if block.flow:
        if number + 1 < len(block.entries):
            return text[: entry.start] + text[block.entries[number + 1].start :]
        start = block.entries[number - 1].end if number else entry.start
        return text[:start] + text[entry.end :]
    return text[: _line_start(text, entry.start)] + text[_line_end(text, entry.end) :]


def _line_start(text: str, place: int) -> int:
    return text.rfind("\n", 0, place) + 1


def _line_end(text: str, place: int) -> int:
    """Return the place after the line's end, or the end of the text."""
    end = text.find("\n", place)
    return len(text) if end < 0 else end + 1
