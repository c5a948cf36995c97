"""Entries to text in the one layout: two spaces a level, short lists on one line, a blank line where one was."""

import re
from collections.abc import Iterable
from typing import Any

from trygghetsplan.editing.outline import Block, Entry, Outline, Scalar
from trygghetsplan.editing.quoting import scalar
from trygghetsplan.model.followup import FollowUp
from trygghetsplan.model.record import Record
from trygghetsplan.plan.schema import aliases, step

ANSWERS = "svar"
_FIRST = ("status", "skäl", "kommentar", "påbörjad")
_LAST = ("händelser", "granskad")


class AnswerShape:
    """Stands for the type of an answer, whose evidence is named by the catalogue."""


def field_order(kind: Any, keys: Iterable[str]) -> list[str]:
    """Return the keys in the order of the record they belong to; unknown ones last, as they were."""
    keys = list(keys)
    if kind is AnswerShape:
        middle = [key for key in keys if key not in _FIRST and key not in _LAST]
        known = [*_FIRST, *middle, *_LAST]
    else:
        known = aliases(kind)
    rank = {key: number for number, key in enumerate(known)}
    return sorted(keys, key=lambda key: rank.get(key, len(rank)))


def kind_below(kind: Any, key: str | int) -> Any:
    """Return the type of what stands under `key`."""
    if kind is FollowUp and key == ANSWERS:
        return dict[str, AnswerShape]
    if kind is AnswerShape:
        return None
    return step(kind, key)


def ordered(data: Any, kind: type[Record] | Any) -> Any:
    """Return plain data with its keys in canonical order."""
    if isinstance(data, dict):
        return {key: ordered(data[key], kind_below(kind, key)) for key in field_order(kind, data)}
    if isinstance(data, list):
        return [ordered(item, kind_below(kind, number)) for number, item in enumerate(data)]
    return data


WIDTH = 120
_WORD = re.compile(r"[^\s,:\[\]{}]+(?: [^\s,:\[\]{}]+){0,2}")


def arranged(block: Block, kind: Any) -> None:
    """Put the keys of every record in the order of its fields."""
    if block.is_mapping:
        names = field_order(kind, [entry.key or "" for entry in block.entries])
        by_name = {entry.key: entry for entry in block.entries}
        block.entries = [by_name[name] for name in names]
    for number, entry in enumerate(block.entries):
        if isinstance(entry.value, Block):
            arranged(entry.value, kind_below(kind, number if entry.key is None else entry.key))


def written(whole: Outline) -> str:
    """Write the text of a whole file."""
    page = _Page()
    page.remarks(whole.top, "")
    page.block(whole.root, "")
    lines = page.lines
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join(lines) + "\n"


def lines_of(data: dict[str, Any], indent: str = "") -> list[str]:
    """Write plain data that has no text yet, as lines."""
    page = _Page()
    page.block(_block(data), indent)
    return page.lines


def _block(data: Any) -> Block:
    is_mapping = isinstance(data, dict)
    pairs = data.items() if is_mapping else ((None, item) for item in data)
    entries = [
        Entry(key, _block(value) if isinstance(value, dict | list) else Scalar(value)) for key, value in pairs
    ]
    return Block(entries, is_mapping, flow=False)


class _Page:
    """Gathers the lines."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def remarks(self, remarks: list[str], indent: str) -> None:
        """Write comments, and one blank line where there were any."""
        for remark in remarks:
            if remark:
                self.lines.append(indent + remark)
            elif self.lines and self.lines[-1]:
                self.lines.append("")

    def block(self, block: Block, indent: str) -> None:
        for entry in block.entries:
            self._entry(entry, indent)
        self.remarks(block.below, indent)

    def _entry(self, entry: Entry, indent: str) -> None:
        self.remarks(entry.above, indent)
        value = entry.value
        if isinstance(value, Block) and not value.entries:  # [] or {} with comments inside
            self.remarks(value.below, indent)
            value.below = []
        head = (
            f"{indent}{scalar(entry.key, was_quoted=entry.key_quoted)}:"
            if entry.key is not None
            else f"{indent}-"
        )
        beside = "".join(f"  {remark}" for remark in entry.beside)
        if isinstance(value, Scalar):
            self._scalar(value, head, beside, indent)
        elif (line := _on_one_line(value, len(head) + 1)) is not None:
            self.lines.append(f"{head} {line}{beside}")
        elif entry.key is not None:
            self.lines.append(head + beside)
            self.block(value, indent + "  ")
        else:
            self._item(value, entry.beside, indent)
        self.remarks(entry.under, indent + "  ")

    def _item(self, value: Block, beside: list[str], indent: str) -> None:
        """Write a list's item whose first line stands beside the dash."""
        self.remarks(beside, indent)
        inner = value
        while True:  # comments above the first entry stand above the dash
            first = inner.entries[0]
            self.remarks(first.above, indent)
            first.above = []
            if first.key is not None or not isinstance(first.value, Block) or not first.value.entries:
                break
            inner = first.value
        place = len(self.lines)
        self.block(value, indent + "  ")
        self.lines[place] = f"{indent}- {self.lines[place][len(indent) + 2 :]}"

    def _scalar(self, value: Scalar, head: str, beside: str, indent: str) -> None:
        if value.text is None:
            self.lines.append(head + beside)
            return
        if value.style in ("|", ">") and value.lines and "+" not in value.head:
            chomp = "" if value.text.endswith("\n") else "-"
            first = next((line for line in value.lines if line.strip()), "")
            depth = "2" if first.startswith(" ") or (not value.lines[0].strip(" ") and value.lines[0]) else ""
            self.lines.append(f"{head} {value.style}{depth}{chomp}{beside}")
            self.lines += [f"{indent}  {line}" if line else "" for line in value.lines]
            return
        self.lines.append(f"{head} {scalar(value.text, was_quoted=bool(value.style))}{beside}")


def _on_one_line(block: Block, taken: int) -> str | None:
    """Return the block in brackets, where it is to stand so and has room."""
    if not block.entries:
        return ("{}" if block.is_mapping else "[]") if not block.below else None
    if _has_remarks(block) or not (_is_short_list(block) or (block.flow and block.is_mapping)):
        return None
    line = _flow(block)
    return line if line is not None and taken + len(line) <= WIDTH else None


def _is_short_list(block: Block) -> bool:
    return not block.is_mapping and all(
        isinstance(entry.value, Scalar) and entry.value.text is not None and is_short(entry.value.text)
        for entry in block.entries
    )


def is_short(text: str) -> bool:
    """Whether the text is a few words that can stand in a list on one line."""
    return len(text) <= 40 and _WORD.fullmatch(text) is not None


def _has_remarks(block: Block) -> bool:
    return bool(block.below) or any(
        any(entry.above)
        or entry.beside
        or entry.under
        or (isinstance(entry.value, Block) and _has_remarks(entry.value))
        for entry in block.entries
    )


def _flow(block: Block) -> str | None:
    """Return the block in brackets; None where something in it cannot stand there."""
    parts = []
    for entry in block.entries:
        value = entry.value
        if isinstance(value, Scalar):
            if value.text is None or "\n" in value.text:
                return None
            text: str | None = scalar(value.text, flow=True, was_quoted=bool(value.style))
        else:
            text = _flow(value)
        if text is None:
            return None
        name = (
            scalar(entry.key, flow=True, was_quoted=entry.key_quoted) + ": " if entry.key is not None else ""
        )
        parts.append(name + text)
    return f"{{{', '.join(parts)}}}" if block.is_mapping else f"[{', '.join(parts)}]"
