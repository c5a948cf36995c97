"""One file's bytes to the same file in the one order and layout, proved before anybody writes it.

What is proved: the reader gets the same data, in the same order wherever order is not the model's own;
every comment is there; and formatting once more changes nothing. Where the proof fails the file is left alone.
"""

import json
from collections import Counter
from typing import NamedTuple

from trygghetsplan.editing.cross_check import reads_the_same
from trygghetsplan.editing.layout import layout, ordered, sort_keys
from trygghetsplan.editing.outline import comments_of, outline
from trygghetsplan.findings import Finding
from trygghetsplan.model import kind_of
from trygghetsplan.model.record import Record
from trygghetsplan.plan.files import copied_from, interpret
from trygghetsplan.source.syntax import parse
from trygghetsplan.source.text import SourceText, decode


class FormattedFile(NamedTuple):
    """The file's bytes as they should be, or why it was left alone."""

    content: bytes | None
    findings: tuple[Finding, ...] = ()
    """Faults of form that must be mended first."""
    text: str = ""
    """The text as read, for showing where the faults are."""
    doubt: str = ""
    """What the proof found different: a bug in the formatter, which costs nobody anything."""


def format_file(path: str, content: bytes | SourceText) -> FormattedFile:
    """Return the file in the one order and layout."""
    source = decode(path, content) if isinstance(content, bytes) else content
    kind = kind_of(path)
    if kind is None or copied_from(path) or source.text is None or source.fault is not None:
        return FormattedFile(None, interpret(source).findings, source.text or "")
    parsed = parse(path, source.text)
    if parsed.data is None or parsed.duplicates:
        twice = (duplicate.finding for duplicate in parsed.duplicates)
        return FormattedFile(None, (*parsed.findings, *twice), source.text)
    new = _in_layout(source.text, kind.model)
    doubt = (
        "texten går inte att dela upp" if new is None else formatting_loss(path, kind.model, source.text, new)
    )
    return FormattedFile(None, doubt=doubt) if new is None or doubt else FormattedFile(new.encode())


def _in_layout(text: str, model: type[Record]) -> str | None:
    whole = outline(text)
    if whole is None:
        return None
    sort_keys(whole.root, model)
    return layout(whole)


def formatting_loss(path: str, model: type[Record], old: str, new: str) -> str:
    """Return what the new text would lose; empty when nothing is lost."""
    before, after = parse(path, old), parse(path, new)
    if after.data is None or after.duplicates:
        return "den nya texten går inte att läsa"
    if json.dumps(ordered(before.data, model)) != json.dumps(after.data):
        return "uppgifterna blir inte desamma"
    if Counter(comments_of(old)) != Counter(comments_of(new)):
        return "en kommentar går förlorad"
    if not reads_the_same(new):
        return "andra program skulle läsa den nya texten på ett annat sätt"
    if _in_layout(new, model) != new:
        return "en andra omgång ändrar texten igen"
    return ""
