"""Writes YAML in the one layout: two spaces a level, short lists on one line, a blank line where one was."""

import re
import textwrap
from collections.abc import Callable, Mapping
from typing import Any

from trygghetsplan.editing.outline import TextOutline, YamlBlock, YamlEntry, YamlScalar
from trygghetsplan.model.followup import FollowUp
from trygghetsplan.plan.schema import aliases, step

WIDTH = 120
"""The longest line that a value in brackets may stand on."""
TEXT_WIDTH = 112
"""Where running text is broken: a folded text without its indent, a comment with it."""
_WORDS = re.compile(r"[^\s,:\[\]{}]+(?: [^\s,:\[\]{}]+){0,2}")
_FIRST = ("status", "skäl", "åtgärd", "kommentar", "påbörjad")
_LAST = ("händelser", "granskad")


class AnswerShape:
    """Stands for the type of an answer, whose evidence is named by the catalogue."""


def _rank(kind: Any) -> Callable[[str | None], int]:
    """Return where a key stands among those of a record; unknown ones are last, the evidence of an answer between."""
    known = (*_FIRST, None, *_LAST) if kind is AnswerShape else aliases(kind)
    ranks: dict[str | None, int] = {key: number for number, key in enumerate(known)}
    other = ranks.get(None, len(ranks))
    return lambda key: ranks.get(key, other)


def _kind_below(kind: Any, key: str | int) -> Any:
    """Return the type of what stands under `key`."""
    if kind is FollowUp and key == "svar":
        return dict[str, AnswerShape]
    return None if kind is AnswerShape else step(kind, key)


def ordered(data: Any, kind: Any) -> Any:
    """Return plain data with the keys of every record in the order of its fields."""
    if isinstance(data, dict):
        kept = {key: ordered(data[key], _kind_below(kind, key)) for key in sorted(data, key=_rank(kind))}
        return FlowMapping(kept) if isinstance(data, FlowMapping) else kept
    if isinstance(data, list):
        return [ordered(item, _kind_below(kind, number)) for number, item in enumerate(data)]
    return data


def sort_keys(block: YamlBlock, kind: Any) -> None:
    """Put the keys of every record in the order of its fields."""
    if block.is_mapping:
        rank = _rank(kind)
        block.entries.sort(key=lambda entry: rank(entry.key))
    for number, entry in enumerate(block.entries):
        if isinstance(entry.value, YamlBlock):
            sort_keys(entry.value, _kind_below(kind, number if entry.key is None else entry.key))


def layout(whole: TextOutline) -> str:
    """Return the text of a whole file."""
    writer = _LayoutWriter()
    writer.comments(whole.top, "")
    writer.block(whole.root, "")
    return "\n".join(writer.lines).rstrip("\n") + "\n"


class FlowMapping(dict[str, Any]):
    """A mapping to be written on one line, in braces."""


def lines_of(data: Mapping[str, Any], indent: str = "") -> list[str]:
    """Return plain data that has no text yet, as lines."""
    writer = _LayoutWriter()
    block = yaml_value(data)
    if isinstance(block, YamlBlock):
        writer.block(block, indent)
    return writer.lines


def yaml_value(data: Any, text: Callable[[str], YamlScalar] = YamlScalar) -> YamlScalar | YamlBlock:
    """Return plain data as what can be written; `text` says how the texts in mappings are written."""
    if isinstance(data, Mapping):
        entries = [YamlEntry(key, yaml_value(value, text)) for key, value in data.items()]
        return YamlBlock(entries, is_mapping=True, flow=isinstance(data, FlowMapping))
    if isinstance(data, list):
        return YamlBlock([YamlEntry(None, yaml_value(item)) for item in data], is_mapping=False)
    return YamlScalar(None) if data is None else text(data)


def folded(text: str) -> YamlScalar:
    """Return a text that is written over several lines where it is long or has line breaks; nothing, if it is empty."""
    lines = text.split("\n")
    is_block = bool(lines[0] and lines[-1]) and all(line == line.strip() for line in lines)
    if is_block and len(lines) > 1:
        return YamlScalar(text, "|", lines=lines)
    if is_block and len(text) > TEXT_WIDTH and "  " not in text:
        wrapped = textwrap.wrap(text, TEXT_WIDTH, break_long_words=False, break_on_hyphens=False)
        return YamlScalar(text, ">", lines=wrapped)
    return YamlScalar(text or None)


def value_lines(head: str, value: YamlScalar | YamlBlock, indent: str) -> list[str]:
    """Return `head`, such as a key and its colon, and after it the value, as lines; `indent` is the head's."""
    writer = _LayoutWriter()
    writer.value(head, value, "", indent)
    return writer.lines


class _LayoutWriter:
    """Gathers the lines."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def comments(self, comments: list[str], indent: str) -> None:
        """Write comments, and one blank line where there were any."""
        for comment in comments:
            if comment:
                self.lines.append(indent + comment)
            elif self.lines and self.lines[-1]:
                self.lines.append("")

    def block(self, block: YamlBlock, indent: str) -> None:
        """Write the entries, one below the other."""
        for entry in block.entries:
            self._entry(entry, indent)
        self.comments(block.below, indent)

    def _entry(self, entry: YamlEntry, indent: str) -> None:
        self.comments(entry.above, indent)
        value = entry.value
        if isinstance(value, YamlBlock) and not value.entries:  # [] or {} with comments inside
            self.comments(value.below, indent)
            value.below = []
        head = f"{indent}-"
        if entry.key is not None:
            head = f"{indent}{scalar(entry.key, was_quoted=entry.key_quoted)}:"
        if entry.key is None and isinstance(value, YamlBlock) and not self._fits_after(head, value):
            self._item(value, entry.beside, indent)
        else:
            self.value(head, value, "".join(f"  {comment}" for comment in entry.beside), indent)
        self.comments(entry.under, indent + "  ")

    def value(self, head: str, value: YamlScalar | YamlBlock, beside: str, indent: str) -> None:
        """Write a value after its key or dash, and the comments beside them."""
        if isinstance(value, YamlScalar):
            first, *below = scalar_lines(value, indent)
            self.lines += [f"{head}{first}{beside}", *below]
        elif self._fits_after(head, value):
            self.lines.append(f"{head} {flow_text(value)}{beside}")
        else:
            self.lines.append(head + beside)
            self.block(value, indent + "  ")

    def _item(self, value: YamlBlock, beside: list[str], indent: str) -> None:
        """Write a list's item whose first line stands beside the dash."""
        self.comments(beside, indent)
        inner = value
        while True:  # comments above the first entry stand above the dash
            first = inner.entries[0]
            self.comments(first.above, indent)
            first.above = []
            if first.key is not None or not isinstance(first.value, YamlBlock) or not first.value.entries:
                break
            inner = first.value
        place = len(self.lines)
        self.block(value, indent + "  ")
        self.lines[place] = f"{indent}- {self.lines[place][len(indent) + 2 :]}"

    def _fits_after(self, head: str, block: YamlBlock) -> bool:
        """Whether the block is to stand in brackets after its key or dash, and has room there."""
        if not block.entries:
            return not block.below
        is_flow = block.flow if block.is_mapping else all(map(_is_short, block.entries))
        if not is_flow or not _can_stand_on_one_line(block):
            return False
        return len(head) + 1 + len(flow_text(block)) <= WIDTH


def scalar_lines(value: YamlScalar, indent: str) -> list[str]:
    """Return what stands after the colon or dash, with a space before it, and the lines below."""
    if value.text is None:
        return [""]
    if value.style not in ("|", ">") or not value.lines or "+" in value.head:
        return [f" {scalar(value.text, was_quoted=bool(value.style))}"]
    chomp = "" if value.text.endswith("\n") else "-"
    first = next((line for line in value.lines if line.strip()), "")
    depth = "2" if first.startswith(" ") or (not value.lines[0].strip(" ") and value.lines[0]) else ""
    return [
        f" {value.style}{depth}{chomp}",
        *(f"{indent}  {line}" if line else "" for line in value.lines),
    ]


def flow_text(value: YamlScalar | YamlBlock) -> str:
    """Return the value as it stands within brackets."""
    if isinstance(value, YamlScalar):
        return scalar(value.text or "", flow=True, was_quoted=bool(value.style))
    parts = (
        (f"{scalar(entry.key, flow=True, was_quoted=entry.key_quoted)}: " if entry.key is not None else "")
        + flow_text(entry.value)
        for entry in value.entries
    )
    return f"{{{', '.join(parts)}}}" if value.is_mapping else f"[{', '.join(parts)}]"


def _is_short(entry: YamlEntry) -> bool:
    """Whether the item is a few words that can stand in a list on one line."""
    text = entry.value.text if isinstance(entry.value, YamlScalar) else None
    return text is not None and len(text) <= 40 and _WORDS.fullmatch(text) is not None


def _can_stand_on_one_line(block: YamlBlock) -> bool:
    """Whether there are no comments, no absent values and no line breaks in the block."""
    return not block.below and not any(
        any(entry.above)
        or entry.beside
        or entry.under
        or (
            not _can_stand_on_one_line(entry.value)
            if isinstance(entry.value, YamlBlock)
            else entry.value.text is None or "\n" in entry.value.text
        )
        for entry in block.entries
    )


_OTHER_THAN_TEXT = re.compile(
    r"~|null|true|false|yes|no|on|off|y|n|=|<<"
    r"|[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-f_]+|[0-9][0-9_,]*(?:\.[0-9_]*)?(?:e[-+]?[0-9]+)?|\.[0-9_]+(?:e[-+]?[0-9]+)?"
    r"|[0-9][0-9_]*(?::[0-9]{1,2})+(?:\.[0-9_]*)?|\.(?:inf|nan))"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[t ].*)?",
    re.IGNORECASE,
)
"""A name, a number or a time of any reader."""


_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


_SAFE_START = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`=~]|[-:](?=\w)")


_UNSAFE = re.compile(r": |:$| #|[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]|^(?:---|\.\.\.)|^\s|\s$|\t")


_FLOW = re.compile(r"^:|[,\[\]{}]")


_CONTROL = re.compile(r'["\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]')


_ESCAPES = {'"': r"\"", "\\": r"\\", "\n": r"\n", "\t": r"\t"}


def is_number_like(text: str) -> bool:
    """Whether some reader would take the plain text for something other than text."""
    return _OTHER_THAN_TEXT.fullmatch(text) is not None


def is_changed(text: str) -> bool:
    """Whether some reader would give the plain text back as something else."""
    return is_number_like(text) and not _WHOLE.fullmatch(text) and not _DATE.fullmatch(text)


def scalar(text: str, *, flow: bool = False, was_quoted: bool = False) -> str:
    """Return the text as a scalar on one line.

    Quotation marks around a number or a date were put there to make it text, and stay (`was_quoted`).
    """
    needs = (
        not text
        or is_changed(text)
        or (was_quoted and is_number_like(text))
        or not _SAFE_START.match(text)
        or _UNSAFE.search(text) is not None
        or (flow and _FLOW.search(text) is not None)
    )
    if not needs:
        return text
    if ('"' in text or "\\" in text) and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return '"' + _CONTROL.sub(_escaped, text) + '"'


def _escaped(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04x}"
