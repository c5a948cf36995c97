"""Text to plain data through a narrow YAML: text, lists and mappings with text keys, nothing else.

Every scalar stays text (an empty plain one is `None`); the model gives it a type. Anchors, aliases, tags,
directives, several documents and duplicate keys are findings.
"""

from types import MappingProxyType
from typing import Any, NamedTuple

import yaml

from trygghetsplan.findings import Finding, Lines, Position, Where
from trygghetsplan.source.building import Builder, Data, Duplicate, StopError
from trygghetsplan.source.faults import Complaint, explained
from trygghetsplan.source.limits import gate
from trygghetsplan.source.refusals import NOT_ALLOWED, SHAPE, SYNTAX
from trygghetsplan.source.tree import Composer, compose, position, swallows, tree


class Parsed(NamedTuple):
    """A file's plain data and what was wrong with its form; `data` is None where nothing can be used."""

    data: dict[str, Data] | None
    findings: tuple[Finding, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    has_empty: bool = False
    lines: Lines = MappingProxyType({})
    """Of the keys in the levels that were to be noted."""


def parse(path: str, text: str, noted: int = 0) -> Parsed:
    """Turn one file's text into plain data, and note the lines of so many levels of keys."""
    if finding := gate(path, text):
        return Parsed(None, (finding,))
    try:
        node = compose(text)
        if any(mark in text for mark in "&*!"):
            _refuse_references(path, text)
        if node is None:
            return Parsed(None, (SHAPE.at(Where(path), "filen är tom"),))
        builder = Builder(path, text, noted)
        data = builder.build(node, ())
    except StopError as stop:
        return Parsed(None, (stop.finding,))
    except yaml.MarkedYAMLError as error:
        return Parsed(None, (_syntax_finding(path, text, error),))
    except yaml.YAMLError:
        return Parsed(None, (SYNTAX.at(Where(path), "filen innehåller ett tecken som YAML inte tillåter"),))
    if not isinstance(data, dict):
        return Parsed(
            None, (SHAPE.at(Where(path, at=position(node)), "filen ska börja med en nyckel och ett kolon"),)
        )
    if builder.findings:
        return Parsed(None, tuple(builder.findings))
    return Parsed(data, (), tuple(builder.duplicates), builder.has_empty, builder.lines)


def _refuse_references(path: str, text: str) -> None:
    """Find anchors, aliases and tags, which the node tree does not tell of."""
    parser = Composer(text)
    while (event := parser.get_event()) is not None:
        tag = getattr(event, "tag", None)
        if getattr(event, "anchor", None) or tag:
            mark = event.start_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            at = Position(line, column, line, column + 1)
            message = (
                "ankare (&), alias (*) och taggar (!) används inte här; skriv ut värdet eller citera texten"
            )
            raise StopError(NOT_ALLOWED.at(Where(path, at=at), message))


def _syntax_finding(path: str, text: str, error: yaml.MarkedYAMLError) -> Finding:
    problem, context = str(error.problem or ""), str(error.context or "")
    place, around = _place(error.problem_mark), _place(error.context_mark)
    line, column = place or around or (1, 1)
    if "document" in problem and "single" in context:
        at = Position(line, 1, line, 4)
        return SHAPE.at(Where(path, at=at), "filen ska vara ett enda dokument; ta bort raden ---")
    if "alias" in f"{problem} {context}":
        line, column = around or (line, column)
        at = Position(line, column, line, column + 1)
        return NOT_ALLOWED.at(
            Where(path, at=at), "alias (*) används inte här; skriv ut värdet eller citera texten"
        )
    said = Complaint(problem, (line, column), around or (line, column))
    at, message = explained(text, said, _is_readable)
    return SYNTAX.at(Where(path, at=at), message)


def _is_readable(text: str, number: int) -> bool:
    """Whether the text is good YAML in which the line is not swallowed by a text that begins above it."""
    node, builder = tree(text), Builder("", text)
    try:
        data = builder.build(node, ()) if node is not None else None
    except StopError:
        return False
    is_good = isinstance(data, dict) and not builder.findings
    return is_good and node is not None and not swallows(node, number)


def _place(mark: Any) -> tuple[int, int] | None:
    return (mark.line + 1, mark.column + 1) if mark else None
