"""What a text is refused for by its looks alone, since libyaml crashes or stalls on it."""

import re

from trygghetsplan.findings import Finding, Position, Where
from trygghetsplan.source.refusals import NOT_ALLOWED, TOO_DEEP

MAX_DEPTH = 32
MAX_NODES = 50_000
MAX_LINE = 20_000
_BRACKET = re.compile(r"[\[\]{}]")
_MAX_COMPACT = 1_000
"""So many levels on one line do the parser no harm; what is deeper than `MAX_DEPTH` is told of afterwards."""
_COMPACT = re.compile(rf"^ *(?:[-?:] +){{{_MAX_COMPACT + 1}}}", re.MULTILINE)
_DEEP_INDENT = re.compile(r"^ {400}", re.MULTILINE)
_LONG_LINE = re.compile(rf"^.{{{MAX_LINE + 1}}}", re.MULTILINE)
_DIRECTIVE = re.compile(r"^%.*", re.MULTILINE)


def gate(path: str, text: str) -> Finding | None:
    """Refuse what would crash or stall the parser, by scanning the text alone."""
    if "%" in text and (found := _DIRECTIVE.search(text)):
        line = text.count("\n", 0, found.start()) + 1
        return NOT_ALLOWED.at(Where(path, at=Position(line, 1, line, 2)), "en rad får inte börja med %")
    if text.count("\n") + text.count(",") > MAX_NODES:
        return TOO_DEEP.at(Where(path), f"filen har fler än {MAX_NODES} rader och kommatecken")
    if len(text) > MAX_LINE and (found := _LONG_LINE.search(text)):
        line = text.count("\n", 0, found.start()) + 1
        return TOO_DEEP.at(
            Where(path, at=Position(line, 1, line, 2)), f"raden är längre än {MAX_LINE} tecken"
        )
    many = text.count("-") + text.count("?") > _MAX_COMPACT // 2
    if found := (_COMPACT.search(text) if many else None) or (
        _DEEP_INDENT.search(text) if " " * 400 in text else None
    ):
        line = text.count("\n", 0, found.start()) + 1
        return TOO_DEEP.at(Where(path, at=Position(line, 1, line, 2)), "raden har för många nivåer")
    if text.count("[") + text.count("{") > MAX_DEPTH:
        depth = 0
        for bracket in _BRACKET.finditer(text):
            depth = depth + 1 if bracket[0] in "[{" else max(0, depth - 1)
            if depth > MAX_DEPTH:
                line = text.count("\n", 0, bracket.start()) + 1
                column = bracket.start() - text.rfind("\n", 0, bracket.start())
                at = Position(line, column, line, column + 1)
                return TOO_DEEP.at(
                    Where(path, at=at), f"här är fler än {MAX_DEPTH} parenteser inuti varandra"
                )
    return None
