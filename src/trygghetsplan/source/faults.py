"""Why a text is not YAML, said in Swedish at the line that must be edited.

Parsers report the place where they gave up, which is often the line after the mistake.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from trygghetsplan.findings import Position
from trygghetsplan.source.text import character

NEAR = 6
"""How many lines back from where the parser gave up a mistaken indent is looked for."""
MAX_TRIED = 200_000
"""The longest text that is read again to see which line is to be moved."""

_INDENT = "raden hör inte ihop med raderna ovanför; kontrollera indraget"
_COLON = "mapping values are not allowed in this context"
_PROBLEMS = {
    _COLON: "här står ett kolon som YAML inte väntar sig; kontrollera indraget, eller sätt texten inom citattecken",
    "did not find expected key": _INDENT,
    "did not find expected '-' indicator": "listan fortsätter inte med ett bindestreck; kontrollera indraget",
    "did not find expected <document start>": _INDENT,
    "block sequence entries are not allowed in this context": "ett bindestreck kan inte inleda en lista här",
    "mapping keys are not allowed in this context": "ett frågetecken kan inte inleda en nyckel här",
    "did not find expected ',' or ']'": "inom hakparentes saknas ett kommatecken, eller ”]” i slutet",
    "did not find expected ',' or '}'": "inom klammer saknas ett kommatecken, eller ”}” i slutet",
    "could not find expected ':'": "nyckeln saknar kolon",
    "found character that cannot start any token": "tecknet här kan inte inleda ett värde; sätt texten inom citattecken",
    "found unexpected end of stream": "citattecknet avslutas aldrig",
    "found unexpected document indicator": "citattecknet avslutas aldrig",
    "found unknown escape character": "bakstrecket inom citattecken inleder ett okänt tecken; skriv \\\\",
    "found a tab character where an indentation space is expected": "dra in med mellanslag, inte med tabb",
    "found a tab character that violates indentation": "dra in med mellanslag, inte med tabb",
    "found invalid Unicode character escape code": "koden efter bakstrecket är inget tecken",
    "did not find expected node content": "här väntas ett värde; sätt texten inom citattecken om den börjar så här",
    "did not find expected alphabetic or numeric character": "ett värde som börjar med &, * eller ! ska stå inom citattecken",
}
_BEGINS = re.compile(r"""(?:^|[:\[{,-]) *["']$""")
"""Ends with a quotation mark that begins a value."""
_MOVABLE = frozenset(list(_PROBLEMS)[:6])
"""The problems that an indent can cause."""
_AT_CONTEXT = (
    "could not find expected ':'",
    "found unexpected end of stream",
    "found unexpected document indicator",
    "did not find expected ',' or ']'",
    "did not find expected ',' or '}'",
)
"""The problems whose cause is where the construct began."""


class Complaint(NamedTuple):
    """What the parser said and where, as 1-based lines and columns: where it gave up and what it was in."""

    problem: str
    place: tuple[int, int]
    context: tuple[int, int]


class _Line(NamedTuple):
    number: int
    text: str

    @property
    def indent(self) -> int:
        return len(self.text) - len(self.text.lstrip(" "))

    @property
    def is_entry(self) -> bool:
        """Whether it is a key or an item of a list."""
        return ":" in self.text or self.text.lstrip().startswith("- ")

    @property
    def has_value(self) -> bool:
        """Whether something stands after the key's colon."""
        return ":" in self.text and not self.text.rstrip().endswith((":", ">", ">-", "|", "|-"))


def explain_fault(
    text: str, complaint: Complaint, is_readable: Callable[[str, int], bool]
) -> tuple[Position, str]:
    """Return where to edit and why."""
    problem = complaint.problem
    line, column = complaint.context if problem in _AT_CONTEXT else complaint.place
    message = _PROBLEMS.get(problem, "raden går inte att tolka; kontrollera kolon, citattecken och indrag")
    lines = text.split("\n")
    if lines[min(line, len(lines)) - 1][column - 1 : column] == "\t":
        return character(line, column), "dra in med mellanslag, inte med tabb"
    if problem == _COLON and 1 < line <= len(lines) and _lacks_colon(lines[line - 2], lines[line - 1]):
        before = _Line(line - 1, lines[line - 2].rstrip())
        message = "efter kolonet saknas ett mellanslag" if ":" in before.text else "nyckeln saknar kolon"
        return Position(before.number, before.indent + 1, before.number, len(before.text) + 1), message
    if begun := _unended(lines[: line - 1], lines[min(line, len(lines)) - 1][: column - 1].rstrip()):
        return character(*begun), _PROBLEMS["found unexpected end of stream"]
    if problem in _MOVABLE and len(text) <= MAX_TRIED:
        for moved in _suspects(lines, line):
            indent = _right_indent(lines, moved, is_readable)
            if indent is not None:
                at = Position(moved.number, 1, moved.number, moved.indent + 1)
                return at, _of_indent(lines, moved, indent)
    holder = re.match(r"( *)([\w-]+): +(?=\S)", lines[line - 2]) if problem == _COLON and line > 1 else None
    if holder and lines[line - 1].startswith(holder[1] + " "):
        message = f"under ”{holder[2]}” står det nycklar, så på samma rad ska inget stå efter kolonet"
        return Position(line - 1, holder.end() + 1, line - 1, len(lines[line - 2]) + 1), message
    return character(min(line, len(lines)), column), message


def _unended(above: Sequence[str], before: str) -> tuple[int, int] | None:
    """Return where a quotation mark stands that never ends: what was to begin another value has ended the text after it."""
    if not _BEGINS.search(before):
        return None
    number = next((number for number in range(len(above), 0, -1) if before[-1] in above[number - 1]), 0)
    column = above[number - 1].rindex(before[-1]) + 1 if number else 0
    return (number, column) if number and _BEGINS.search(above[number - 1][:column]) else None


def _lacks_colon(before: str, line: str) -> bool:
    """Whether the line before stands at the same level, or above it, but is no key."""
    text = before.strip()
    is_beside = len(before) - len(before.lstrip()) <= len(line) - len(line.lstrip())
    is_key = text.endswith(":") or ": " in text
    return bool(text) and is_beside and not is_key and not text.startswith(("#", "- "))


def _suspects(lines: Sequence[str], last: int) -> list[_Line]:
    """Return the nearest lines of content up to `last` and those they stand under, the unusual ones first."""
    content = [
        _Line(number, text)
        for number, text in enumerate(lines, 1)
        if text.strip() and not text.lstrip().startswith("#")
    ]
    beside = {
        line: (above, below)
        for above, line, below in zip([None, *content], content, [*content[1:], None], strict=False)
    }
    before = [line for line in content if line.number <= last]
    around = before[-1:]
    for line in reversed(before):
        if around and line.indent < around[-1].indent:
            around.append(line)
    near = dict.fromkeys(line for line in (*before[-NEAR:], *around) if line.is_entry)
    return sorted(
        near, key=lambda line: (line.indent % 2 == 0, not _stands_out(line, *beside[line]), -line.number)
    )


def _stands_out(line: _Line, above: _Line | None, below: _Line | None) -> bool:
    """Whether a line leaps inwards, or has a value of its own and yet something under it."""
    if above is None or line.indent > above.indent + 2:
        return above is not None
    if below is not None and below.indent > line.indent + 2:
        return True
    if below is None or not line.has_value:
        return False
    first = not above.has_value and line.indent <= above.indent
    return line.indent < below.indent and (first or above.indent == below.indent)


def _right_indent(lines: Sequence[str], line: _Line, is_readable: Callable[[str, int], bool]) -> int | None:
    """Return the level of a line beside it at which the line lets the text be read, if there is one."""
    above = next((other for other in reversed(lines[: line.number - 1]) if other.strip()), "")
    below = next((other for other in lines[line.number :] if other.strip()), "")
    level = len(above) - len(above.lstrip())
    for indent in dict.fromkeys((level, level + 2, level - 2, len(below) - len(below.lstrip()))):
        if indent < 0 or indent == line.indent:
            continue
        corrected = [*lines]
        corrected[line.number - 1] = " " * indent + line.text.lstrip()
        if is_readable("\n".join(corrected), line.number):
            return indent
    return None


def _of_indent(lines: Sequence[str], line: _Line, indent: int) -> str:
    """Say that a line stands at the wrong level, and what it belongs under."""
    if line.indent % 2:
        return f"raden är indragen {line.indent} mellanslag; varje nivå dras in två"
    above = (_Line(number, lines[number - 1]) for number in range(line.number - 1, 0, -1))
    holder = next((one for one in above if one.text.strip() and one.indent < indent), None)
    name = holder.text.strip().removesuffix(":") if holder and holder.text.rstrip().endswith(":") else ""
    if name and indent > line.indent:
        return f"raden hör under ”{name}”; dra in den {indent - line.indent} mellanslag"
    return "raden är för mycket eller för litet indragen"
