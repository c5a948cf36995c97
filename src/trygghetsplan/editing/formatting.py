"""One file's bytes to the same file in the one order and layout, proved before anybody writes it.

What is proved of a text that changes: the reader gets the same data, but for the changes that were asked for, in the same order wherever
order is not the model's own; every comment is there; and formatting once more changes nothing. Where the proof fails
the file is left alone.
"""

import json
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from trygghetsplan.editing.cross_check import reads_the_same
from trygghetsplan.editing.layout import folded, layout, ordered, sort_keys, yaml_value
from trygghetsplan.editing.outline import YamlBlock, YamlEntry, comments_of, outline
from trygghetsplan.findings import Finding
from trygghetsplan.model import kind_of
from trygghetsplan.model.record import Record
from trygghetsplan.plan.files import copied_from, interpret, parse_source
from trygghetsplan.plan.migration import SchemaChange, with_change
from trygghetsplan.source.syntax import Tree, parse, tree
from trygghetsplan.source.text import SourceText, decode


class FormattedFile(NamedTuple):
    """The file's bytes as they should be, or why it was left alone."""

    content: bytes | None
    findings: tuple[Finding, ...] = ()
    """Faults of form that must be put right first."""
    text: str = ""
    """The text as read, for showing where the faults are."""
    doubt: str = ""
    """What the proof found different: a bug in the formatter, which costs nobody anything."""


def format_file(
    path: str, content: bytes | SourceText, changes: Sequence[SchemaChange] = ()
) -> FormattedFile:
    """Return the file in the one order and layout, with the changes of a migration made."""
    source = decode(path, content) if isinstance(content, bytes) else content
    kind = kind_of(path)
    if kind is None or copied_from(path) or source.text is None or source.fault is not None:
        return FormattedFile(None, interpret(parse_source(source)).findings, source.text or "")
    composed = tree(source.text)
    parsed = parse(path, source.text, composed)
    if parsed.data is None or parsed.duplicates:
        twice = (duplicate.finding for duplicate in parsed.duplicates)
        return FormattedFile(None, (*parsed.findings, *twice), source.text)
    new = _in_layout(source.text, kind.model, changes, composed)
    if new is not None and changes:
        new = _in_layout(new, kind.model)  # comments of what went have found their place
    if new is None:
        return FormattedFile(None, doubt="texten går inte att dela upp")
    doubt = formatting_loss(path, kind.model, source.text, new, changes) if new != source.text else ""
    return FormattedFile(None, doubt=doubt) if doubt else FormattedFile(new.encode())


def _in_layout(
    text: str, model: type[Record], changes: Sequence[SchemaChange] = (), composed: Tree | None = None
) -> str | None:
    whole = outline(text, composed)
    if whole is None:
        return None
    for change in changes:
        _make(whole.root, change)
    sort_keys(whole.root, model)
    return layout(whole)


def _make(block: YamlBlock, change: SchemaChange) -> None:
    """Make a change; the comments of what goes stay where it stood."""
    *around, key = change.keys
    for name in around:
        outer = next((entry for entry in block.entries if entry.key == name), None)
        if outer is None or not isinstance(outer.value, YamlBlock):
            return
        block = outer.value
    entry = next((entry for entry in block.entries if entry.key == key), None)
    if change.value is None:
        if entry is not None:
            number = block.entries.index(entry)
            del block.entries[number]
            after = block.entries[number].above if number < len(block.entries) else block.below
            after[:0] = _comments(entry)
    elif entry is None:
        block.entries.append(YamlEntry(key, yaml_value(change.value, folded)))
    else:
        entry.above += _comments_inside(entry)
        entry.key, entry.value = change.name or key, yaml_value(change.value, folded)


def _comments(entry: YamlEntry) -> list[str]:
    around = (*entry.above, *entry.beside, *_comments_inside(entry), *entry.under)
    return [comment for comment in around if comment]


def _comments_inside(entry: YamlEntry) -> list[str]:
    if not isinstance(entry.value, YamlBlock):
        return []
    inside = [comment for inner in entry.value.entries for comment in _comments(inner)]
    return [*inside, *(comment for comment in entry.value.below if comment)]


def formatting_loss(
    path: str, model: type[Record], old: str, new: str, changes: Sequence[SchemaChange] = ()
) -> str:
    """Return what the new text would lose, beside the changes; empty when nothing is lost."""
    before, after = parse(path, old), parse(path, new)
    if after.data is None or after.duplicates:
        return "den nya texten går inte att läsa"
    expected = before.data or {}
    for change in changes:
        expected = with_change(expected, change)
    if json.dumps(ordered(expected, model)) != json.dumps(after.data):
        return "uppgifterna blir inte desamma"
    if Counter(comments_of(old)) != Counter(comments_of(new)):
        return "en kommentar går förlorad"
    if not reads_the_same(new):
        return "andra program skulle läsa den nya texten på ett annat sätt"
    if _in_layout(new, model) != new:
        return "en andra omgång ändrar texten igen"
    return ""
