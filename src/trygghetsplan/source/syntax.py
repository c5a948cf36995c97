"""Text to plain data through a narrow YAML: text, lists and mappings with text keys, nothing else.

The only module that imports PyYAML. Every scalar stays text (an empty plain one is `None`); the model gives
it a type. Anchors, aliases, tags, directives, several documents and duplicate keys are findings. libyaml
crashes on very deep nesting, so depth and size are bounded before it sees the text.
"""

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

import yaml
from yaml._yaml import CParser
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from trygghetsplan.findings import Finding, Keys, Position, Related, Rule, Severity, Where
from trygghetsplan.source.faults import Complaint, explained
from trygghetsplan.source.text import CONTROL_CHARACTER, FORBIDDEN
from trygghetsplan.swedish import counted

Data: TypeAlias = "dict[str, Data] | list[Data] | str | None"

Tree: TypeAlias = Node
"""A composed text; other modules hold one without knowing PyYAML."""

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

SYNTAX = Rule(
    "TP010",
    Severity.ERROR,
    "Texten följer inte YAML:s form",
    """Filen går inte att tolka: ett kolon, ett citattecken eller ett indrag är fel.

    Vanligast är ett kolon i löptext (sätt texten inom citattecken) eller en rad som är indragen ett steg
    för mycket eller för litet.

    Fel:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
         år: 2024
    Rätt:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
    """,
)
DUPLICATE_KEY = Rule(
    "TP011",
    Severity.ERROR,
    "Samma nyckel två gånger",
    """En nyckel står två gånger på samma nivå, och då går det inte att veta vilken som gäller.

    Ta bort den ena, eller ge den ett eget id. Står flera nycklar två gånger har raden med id oftast fallit bort
    mellan två poster; skriv in den.

    Fel:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
        år: 2023
    Rätt:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
    """,
)
NOT_ALLOWED = Rule(
    "TP012",
    Severity.ERROR,
    "YAML som inte används här",
    """Filen använder en finess i YAML som gör data svår att läsa: ankare, alias, taggar eller direktiv.

    Skriv ut värdet där det gäller. Ett värde som börjar med &, * eller ! ska stå inom citattecken.

    Fel:
        --- followups/2024/miljonamnden.yaml
        organ: &namn miljonamnden
        år: 2024
    Rätt:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
    """,
)
TOO_DEEP = Rule(
    "TP013",
    Severity.ERROR,
    "Filen är för djup eller för stor",
    """Filen har fler nivåer eller fler rader än någon plan behöver, och läses därför inte.

    Dela upp filen, eller rätta parenteserna om de har hamnat fel.

    Fel:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
        kontakt: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
    Rätt:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
    """,
)
SHAPE = Rule(
    "TP014",
    Severity.ERROR,
    "Filen har fel form",
    """Filen är tom, innehåller flera dokument eller har en nyckel som inte är text.

    Varje fil ska vara ett dokument med nycklar och värden, som i exemplet.

    Fel:
        --- followups/2024/miljonamnden.yaml
        - organ: miljonamnden
    Rätt:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
    """,
)
RULES = (SYNTAX, DUPLICATE_KEY, NOT_ALLOWED, TOO_DEEP, SHAPE)


class _Composer(CParser):
    """libyaml's composer, with every scalar left as text."""

    def descend_resolver(self, _parent: Node, _index: object) -> None:
        """Nothing depends on where a scalar stands."""

    def ascend_resolver(self) -> None:
        """Nothing depends on where a scalar stands."""

    def resolve(self, _kind: type[Node], _value: object, _implicit: object) -> str:
        """Every untagged node is of one type."""
        return "text"


@dataclass(slots=True)
class _Builder:
    """Walks nodes into plain data, noting duplicate keys and empty values on the way."""

    path: str
    text: str
    findings: list[Finding] = field(default_factory=list)
    duplicates: list["Duplicate"] = field(default_factory=list)
    has_empty: bool = False

    def build(self, node: Node, keys: Keys) -> Data:
        if type(node) is ScalarNode:
            return self._scalar(node)
        if len(keys) > MAX_DEPTH:
            message = f"här är fler än {MAX_DEPTH} nivåer inuti varandra"
            raise _StopError(TOO_DEEP.at(Where(self.path, at=position(node)), message))
        if isinstance(node, SequenceNode):
            self._refuse_lost_item(node)
            self.has_empty |= not node.value
            return [self.build(item, (*keys, number)) for number, item in enumerate(node.value)]
        return self._mapping(node, keys) if isinstance(node, MappingNode) else None

    def _scalar(self, node: ScalarNode) -> str | None:
        text: str = node.value
        if not node.style:
            if not text:
                self.has_empty = True
                return None
            if node.end_mark.line > node.start_mark.line:
                self._refuse_swallowed_item(node)
        elif node.style == '"' and (found := FORBIDDEN.search(text)):
            message = (
                f"koden ger det osynliga tecknet U+{ord(found[0]):04X}, som inte får förekomma; ta bort den"
            )
            self.findings.append(CONTROL_CHARACTER.at(Where(self.path, at=position(node)), message))
        return text

    def _mapping(self, node: MappingNode, keys: Keys) -> dict[str, Data]:
        data: dict[str, Data] = {}
        again: dict[Keys, list[Node]] = {}
        empty: Keys = ()
        for key, value in node.value:
            name = key.value
            if type(key) is not ScalarNode or not name:
                raise _StopError(SHAPE.at(Where(self.path, at=position(key)), "en nyckel ska vara en text"))
            if name in data:
                again.setdefault(empty, []).append(key)
                continue
            if type(value) is ScalarNode:
                built: Data = self._scalar(value)
                if built is None:
                    empty = (*keys, name)
            else:
                built = self.build(value, (*keys, name))
            data[name] = built
        first = {other.value: other for other, _ in reversed(node.value)} if again else {}
        for before, found in again.items():
            finding = self._duplicate(found, first[found[0].value], may_lack_id=len(keys) > 1)
            self.duplicates.append(Duplicate(finding, before, (*keys, found[0].value)))
        return data

    def _duplicate(self, found: list[Node], first: Node, *, may_lack_id: bool) -> Finding:
        """Tell of one key, or of a run of them: then it is a whole record that has lost the line with its id."""
        message = f"nyckeln ”{found[0].value}” står redan på rad {first.start_mark.line + 1}"
        if len(found) > 1:
            message += f", liksom {counted(len(found) - 1, 'nyckel', 'nycklar')} till efter den"
            message += "; raden med id ser ut att saknas här" if may_lack_id else ""
        related = Related(Where(self.path, at=position(first)), "den första står här")
        return DUPLICATE_KEY.at(Where(self.path, at=position(found[0])), message, related)

    def _refuse_lost_item(self, node: SequenceNode) -> None:
        """`[nämnder, ]` is YAML, but the value after the comma has been lost."""
        if node.flow_style and node.value:
            rest = self.text[node.value[-1].end_mark.index : node.end_mark.index]
            if "," in rest and "\n" not in rest:
                mark = node.end_mark
                at = Position(mark.line + 1, mark.column, mark.line + 1, mark.column + 1)
                self.findings.append(
                    SYNTAX.at(Where(self.path, at=at), "efter kommatecknet saknas ett värde")
                )

    def _refuse_swallowed_item(self, node: ScalarNode) -> None:
        """A list's item that is indented too far is YAML, but becomes a part of the item above."""
        first = node.start_mark.line
        lines = self.text.split("\n")[first : node.end_mark.line + 1]
        indents = [len(line) - len(line.lstrip()) for line in lines if line.lstrip().startswith("- ")]
        if indents and lines[-1].lstrip().startswith("- "):
            number = first + (0 if len(indents) == len(lines) and indents[0] > indents[-1] else 1) + 1
            at = Position(number, 1, number, indents[-1] + 1)
            message = "listans rader står inte under varandra; kontrollera indraget"
            self.findings.append(SYNTAX.at(Where(self.path, at=at), message))


class _StopError(Exception):
    """Carries the finding that ends the reading of one file."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


class Duplicate(NamedTuple):
    """One or more keys of a mapping that stand there already."""

    finding: Finding
    before: Keys
    """The keys of the empty value before them, whose own they may be."""
    keys: Keys
    """The keys of the first of them."""


class Parsed(NamedTuple):
    """A file's plain data and what was wrong with its form; `data` is None where nothing can be used."""

    data: dict[str, Data] | None
    findings: tuple[Finding, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    has_empty: bool = False


def parse(path: str, text: str) -> Parsed:
    """Turn one file's text into plain data."""
    if finding := _gate(path, text):
        return Parsed(None, (finding,))
    try:
        node = compose(text)
        if any(mark in text for mark in "&*!"):
            _refuse_references(path, text)
        if node is None:
            return Parsed(None, (SHAPE.at(Where(path), "filen är tom"),))
        builder = _Builder(path, text)
        data = builder.build(node, ())
    except _StopError as stop:
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
    return Parsed(data, (), tuple(builder.duplicates), builder.has_empty)


def compose(text: str) -> Node | None:
    """Return the node tree of a text that has passed the gate.

    Raises:
        yaml.YAMLError: the text is not YAML.
    """
    parser = _Composer(text)
    try:
        node: Node | None = parser.get_single_node()
        return node
    finally:
        parser.dispose()


def tree(text: str) -> Tree | None:
    """Return the node tree, or None for a text that is not YAML: that has a finding of its own."""
    if _gate("", text):
        return None
    try:
        return compose(text)
    except yaml.YAMLError:
        return None


class Piece(NamedTuple):
    """One node of a text with where it stands, for those who write the text anew.

    Indexes, lines and columns count from 0 in code points, the end exclusive. A block's end is not told.
    """

    start: int
    end: int
    line: int
    end_line: int
    column: int
    style: str
    """Empty for a plain scalar and a block, else the mark it begins with: one of `"'|>[{`."""
    text: str | None = None
    """A scalar's text; None for a key without a value, and for lists and mappings."""
    pairs: tuple[tuple["Piece", "Piece"], ...] | None = None
    items: tuple["Piece", ...] | None = None


def pieces(text: str) -> Piece | None:
    """Return the text's nodes with their places, or None for a text that is not YAML."""
    root = tree(text)
    return _piece(root) if root is not None else None


def _piece(node: Node) -> Piece:
    start, end = node.start_mark, node.end_mark
    place = (start.index, end.index, start.line, end.line, start.column)
    if isinstance(node, MappingNode):
        pairs = tuple((_piece(key), _piece(value)) for key, value in node.value)
        return Piece(*place, "{" if node.flow_style else "", pairs=pairs)
    if isinstance(node, SequenceNode):
        items = tuple(_piece(item) for item in node.value)
        return Piece(*place, "[" if node.flow_style else "", items=items)
    style = (node.style if isinstance(node, ScalarNode) else None) or ""
    return Piece(*place, style, text=node.value if style or node.value else None)


def position(node: Node) -> Position:
    """Return the node's place; one that spans lines ends with its first line."""
    start, end = node.start_mark, node.end_mark
    if end.line != start.line:
        return Position(start.line + 1, start.column + 1, start.line + 1, start.column + 2)
    return Position(start.line + 1, start.column + 1, end.line + 1, max(end.column, start.column + 1) + 1)


def child(node: Node, key: str | int) -> tuple[Node, Node] | None:
    """Return the key's node and the value's node under `key`, if they are there."""
    if isinstance(node, MappingNode):
        for name, value in node.value:
            if name.value == key:
                return name, value
    elif isinstance(node, SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key], node.value[key]
    return None


def route(node: Node, keys: Keys) -> tuple[list[Node], list[Node]]:
    """Follow `keys` as far as they go; return the key nodes and the value nodes passed."""
    names: list[Node] = []
    values: list[Node] = [node]
    for key in keys:
        found = child(values[-1], key)
        if found is None:
            break
        names.append(found[0])
        values.append(found[1])
    return names, values


def _gate(path: str, text: str) -> Finding | None:
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


def _refuse_references(path: str, text: str) -> None:
    """Find anchors, aliases and tags, which the node tree does not tell of."""
    parser = _Composer(text)
    while (event := parser.get_event()) is not None:
        tag = getattr(event, "tag", None)
        if getattr(event, "anchor", None) or tag:
            mark = event.start_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            at = Position(line, column, line, column + 1)
            message = (
                "ankare (&), alias (*) och taggar (!) används inte här; skriv ut värdet eller citera texten"
            )
            raise _StopError(NOT_ALLOWED.at(Where(path, at=at), message))


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


def _is_readable(text: str) -> bool:
    node, builder = tree(text), _Builder("", text)
    try:
        data = builder.build(node, ()) if node is not None else None
    except _StopError:
        return False
    return isinstance(data, dict) and not builder.findings


def _place(mark: Any) -> tuple[int, int] | None:
    return (mark.line + 1, mark.column + 1) if mark else None
