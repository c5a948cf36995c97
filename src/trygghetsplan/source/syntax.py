"""Text to plain data through a narrow YAML: text, lists and mappings with text keys, nothing else.

Every scalar stays text (an empty plain one is `None`); the model gives it a type. Anchors, aliases, tags,
directives, several documents and duplicate keys are findings.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from math import inf
from sys import intern
from typing import Any, NamedTuple, TypeAlias

import yaml
from yaml._yaml import CParser
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from trygghetsplan.characters import forbidden_in, name_of_sign, odd_sign
from trygghetsplan.findings import Finding, Keys, Position, Related, Where
from trygghetsplan.source.faults import MAX_TRIED, Complaint, explain_fault
from trygghetsplan.source.refusals import DUPLICATE_KEY, NOT_ALLOWED, SHAPE, SYNTAX, TOO_DEEP
from trygghetsplan.source.slips import corrections, in_quotes, odd_indents
from trygghetsplan.source.text import CONTROL_CHARACTER, character, span
from trygghetsplan.swedish import counted

MAX_DEPTH = 32
MAX_NODES = 50_000
MAX_LINE = 20_000
_BRACKET = re.compile(r"[\[\]{}]")
_MAX_COMPACT = 400
"""So many levels on one line do the parser no harm; what is deeper than `MAX_DEPTH` is told of afterwards."""
_COMPACT = re.compile(rf"^ *(?:[-?:] +){{{_MAX_COMPACT + 1}}}", re.MULTILINE)
_DEEP_INDENT = re.compile(r"^ {400}", re.MULTILINE)
_LONG_LINE = re.compile(rf"^.{{{MAX_LINE + 1}}}", re.MULTILINE)
_DIRECTIVE = re.compile(r"^%.*", re.MULTILINE)
_BLOCK_COMMENT = re.compile(r"[|>][-+0-9]*#")
_BEFORE_COMMENT = frozenset("\"'[]{},:>|+-0123456789")
"""What a token can end with that the parser, but not the standard, lets a comment follow at once."""


def refuse_unparsable(path: str, text: str) -> Finding | None:
    """Refuse what would crash or stall the parser, by scanning the text alone."""
    if "%" in text and (match := _DIRECTIVE.search(text)):
        return NOT_ALLOWED.at(Where(path, at=span(text, match.start())), "en rad får inte börja med %")
    if text.count("\n") + text.count(",") > MAX_NODES:
        return TOO_DEEP.at(Where(path), f"filen har fler än {MAX_NODES} rader och kommatecken")
    if len(text) > MAX_LINE and (match := _LONG_LINE.search(text)):
        message = f"raden är längre än {MAX_LINE} tecken"
        return TOO_DEEP.at(Where(path, at=span(text, match.start())), message)
    many = text.count("-") + text.count("?") > _MAX_COMPACT // 2
    if match := (_COMPACT.search(text) if many else None) or (
        _DEEP_INDENT.search(text) if " " * 400 in text else None
    ):
        return TOO_DEEP.at(Where(path, at=span(text, match.start())), "raden har för många nivåer")
    if text.count("[") + text.count("{") > MAX_DEPTH:
        depth = 0
        for bracket in _BRACKET.finditer(text):
            depth = depth + 1 if bracket[0] in "[{" else max(0, depth - 1)
            if depth > MAX_DEPTH:
                message = f"här är fler än {MAX_DEPTH} parenteser inuti varandra"
                return TOO_DEEP.at(Where(path, at=span(text, bracket.start())), message)
    return None


Tree: TypeAlias = Node
"""A composed text; other modules hold one without knowing PyYAML."""


class Composer(CParser):
    """libyaml's composer, with every scalar left as text."""

    def descend_resolver(self, _parent: object, _index: object) -> None:
        """Nothing depends on where a scalar stands."""

    def ascend_resolver(self) -> None:
        """Nor does anything depend on where it ends."""

    def resolve(self, _kind: type[Node], _value: object, _implicit: object) -> str:
        """Every untagged node is of one type."""
        return "text"


def compose(text: str) -> Node | None:
    """Return the node tree of a text that has passed the gate.

    Raises:
        yaml.YAMLError: the text is not YAML.
    """
    parser = Composer(text)
    try:
        node: Node | None = parser.get_single_node()
        return node
    finally:
        parser.dispose()


def tree(text: str) -> Tree | None:
    """Return the node tree, or None for a text that is not YAML: that has a finding of its own."""
    if refuse_unparsable("", text):
        return None
    try:
        return compose(text)
    except yaml.YAMLError:
        return None


def position(node: Node) -> Position:
    """Return the node's place; one that spans lines ends with its first line."""
    start, end = node.start_mark, node.end_mark
    if end.line != start.line:
        return Position(start.line + 1, start.column + 1, start.line + 1, start.column + 2)
    return Position(start.line + 1, start.column + 1, end.line + 1, max(end.column, start.column + 1) + 1)


def _is_inside_text(node: Node, number: int) -> bool:
    """Whether the line, counted from 1, is inside a text that begins on an earlier line."""
    if isinstance(node, ScalarNode):
        return bool(node.start_mark.line + 1 < number <= node.end_mark.line + (node.end_mark.column > 0))
    inner = (
        node_inside for pair in node.value for node_inside in (pair if isinstance(pair, tuple) else (pair,))
    )
    return any(_is_inside_text(node_inside, number) for node_inside in inner)


Pairs: TypeAlias = dict[Node, dict[str | int, tuple[Node, Node]]]
"""The mappings that a way has led through, each with its keys and values by name."""


def route(node: Node, keys: Keys, found: Pairs) -> tuple[list[Node], list[Node]]:
    """Follow `keys` as far as they go; return the key nodes and the value nodes passed.

    What is `found` on the way is kept there, since many ways lead through the same mapping.
    """
    names: list[Node] = []
    values: list[Node] = [node]
    for key in keys:
        inner = values[-1].value
        if isinstance(values[-1], MappingNode):
            if values[-1] not in found:
                pairs = ((name, value) for name, value in reversed(inner) if type(name) is ScalarNode)
                found[values[-1]] = {name.value: (name, value) for name, value in pairs}
            pair = found[values[-1]].get(key)
        elif isinstance(values[-1], SequenceNode) and isinstance(key, int) and key < len(inner):
            pair = inner[key], inner[key]
        else:
            pair = None
        if pair is None:
            break
        names.append(pair[0])
        values.append(pair[1])
    return names, values


Data: TypeAlias = "dict[str, Data] | list[Data] | str | None"


@dataclass(slots=True)
class Builder:
    """Walks nodes into plain data, noting duplicate keys and empty values on the way."""

    path: str
    text: str
    findings: list[Finding] = field(default_factory=list)
    duplicates: list["Duplicate"] = field(default_factory=list)
    has_empty: bool = False
    level: int = -1
    """The column of the list or mapping we are in, but for those in brackets: what is in it stands further in."""
    _rows: list[str] = field(default_factory=list)

    @property
    def rows(self) -> list[str]:
        """The lines of the text, divided when first asked for."""
        self._rows = self._rows or self.text.split("\n")
        return self._rows

    def build(self, node: Node, keys: Keys) -> Data:
        """Return the data of the node that stands under the keys.

        Raises:
            StopError: nothing of the file can be used.
        """
        if type(node) is ScalarNode:
            return self._scalar(node)
        if len(keys) > MAX_DEPTH:
            message = f"här är fler än {MAX_DEPTH} nivåer inuti varandra"
            raise StopError(TOO_DEEP.at(Where(self.path, at=position(node)), message))
        if not isinstance(node, SequenceNode | MappingNode):
            return None
        outside = self.level
        if not node.flow_style:
            self.level = node.start_mark.column
        elif node.end_mark.line > node.start_mark.line:
            self._refuse_outdented(node)
        built: Data
        if isinstance(node, SequenceNode):
            self._refuse_lost_item(node)
            self.has_empty |= not node.value
            built = [self.build(item, (*keys, number)) for number, item in enumerate(node.value)]
        else:
            built = self._mapping(node, keys)
        self.level = outside
        return built

    def _scalar(self, node: ScalarNode) -> str | None:
        text: str = node.value
        if not node.style:
            if not text:
                self.has_empty = True
                return None
            if (" " in text or "\n" in text) and node.end_mark.line > node.start_mark.line:
                self._refuse_swallowed_item(node)
            return text
        if node.start_mark.column <= self.level or node.end_mark.line > node.start_mark.line:
            self._refuse_outdented(node)
        self._refuse_escaped(node)
        return text

    def _refuse_escaped(self, node: ScalarNode) -> None:
        """What may not stand in a text may not come of an escape either."""
        if node.style == '"' and (place := forbidden_in(node.value)) is not None:
            sign = name_of_sign(node.value[place]).removesuffix(",")
            message = f"ett bakstreck inom citattecken ger {sign}, som inte får förekomma; ta bort det, eller skriv enkla citattecken (')"
            self.findings.append(CONTROL_CHARACTER.at(Where(self.path, at=position(node)), message))

    def _mapping(self, node: MappingNode, keys: Keys) -> dict[str, Data]:
        data: dict[str, Data] = {}
        again: dict[Keys, list[Node]] = {}
        empty: Keys = ()
        self.has_empty |= not node.value
        for key, value in node.value:
            if type(key) is not ScalarNode or not key.value:
                raise StopError(SHAPE.at(Where(self.path, at=position(key)), "en nyckel ska vara en text"))
            if key.style:
                self._refuse_escaped(key)
            if key.value[0] > "~" and key.value[0].isspace():
                message = f"nyckeln börjar med {odd_sign(key.value)}"
                raise StopError(SYNTAX.at(Where(self.path, at=position(key)), message))
            name = intern(key.value)  # thousands of files have the same few keys
            if name in data:
                again.setdefault(empty, []).append(key)
                continue
            if type(value) is ScalarNode:
                built: Data = self._scalar(value)
                if built is None:
                    empty = (*keys, name)
                    if ":" in name:
                        self._refuse_glued_value(key)
            else:
                built = self.build(value, (*keys, name))
            data[name] = built
        first = {other.value: other for other, _ in reversed(node.value)} if again else {}
        for before, found in again.items():
            finding = self._duplicate(found, first[found[0].value], may_lack_id=len(keys) > 1)
            self.duplicates.append(Duplicate(finding, before, (*keys, found[0].value)))
        return data

    def _refuse_glued_value(self, key: ScalarNode) -> None:
        """In brackets `{datum:2024-04-18}` is a key without a value."""
        if not key.style and (found := re.match(r"([^\W_][\w -]*):(?=[^\s:/])", key.value)):
            at = position(key)
            line = self.rows[at.line - 1]
            remedy = f"{line[: at.column - 1]}{found[1]}: {line[at.column - 1 + found.end() :]}"
            message = f"efter kolonet saknas ett mellanslag; skriv {found[1]}: {key.value[found.end() :]}"
            self.findings.append(SYNTAX.at(Where(self.path, at=at), message, remedy=remedy))

    def _duplicate(self, keys: list[Node], first: Node, *, may_lack_id: bool) -> Finding:
        """Tell of one key, or of a run of them: then it is a whole record that has lost the line with its id."""
        message = f"nyckeln ”{keys[0].value}” står redan på rad {first.start_mark.line + 1}"
        if len(keys) > 1:
            message += f", liksom {counted(len(keys) - 1, 'nyckel', 'nycklar')} till efter den"
            message += "; raden med id ser ut att saknas här" if may_lack_id else ""
        related = Related(Where(self.path, at=position(first)), "den första står här")
        return DUPLICATE_KEY.at(Where(self.path, at=position(keys[0])), message, related)

    def _refuse_lost_item(self, node: SequenceNode) -> None:
        """`[nämnder, ]` is YAML, but the value after the comma has been lost."""
        if node.flow_style and node.value:
            rest = self.text[node.value[-1].end_mark.index : node.end_mark.index]
            if "," in rest and "\n" not in rest:
                at = character(node.end_mark.line + 1, node.end_mark.column)
                self.findings.append(
                    SYNTAX.at(Where(self.path, at=at), "efter kommatecknet saknas ett värde")
                )

    def _refuse_outdented(self, node: ScalarNode | SequenceNode | MappingNode) -> None:
        """The parser, but not the standard, lets a value and its other lines stand as far out as what they belong to.

        In a text with line breaks it takes as a comment what stands under an empty line of more spaces.
        """
        rows, first, last = self.rows, node.start_mark, node.end_mark.line
        is_text = isinstance(node, ScalarNode)
        if isinstance(node, ScalarNode) and node.style in ("|", ">"):
            last = first.line
            blank = [*takewhile(lambda number: not rows[number].strip(" "), range(last + 1, len(rows)))]
            begins = rows[blank[-1] + 1] if blank and blank[-1] + 1 < len(rows) else ""
            longest = max(blank, key=lambda number: len(rows[number]), default=0)
            indent = len(begins) - len(begins.lstrip(" "))
            if begins[indent : indent + 1] == "#" and len(rows[longest]) > indent > self.level:
                message = "den tomma raden har fler mellanslag än texten under den; ta bort dem"
                at = character(longest + 1, len(rows[longest]))
                raise StopError(SYNTAX.at(Where(self.path, at=at), message))
        if first.column <= self.level:
            message = "värdet hör till det som står ovanför och ska dras in med mellanslag"
            raise StopError(SYNTAX.at(Where(self.path, at=character(first.line + 1, 1)), message))
        for number in range(first.line + 1, last + 1):
            row = rows[number]
            if not is_text and row.lstrip().startswith(("#", "]", "}")):
                continue  # a comment; and brackets may end as far out as what they belong to
            if row[: self.level + 1].strip(" "):
                message = "raden hör till det som står ovanför och ska dras in med mellanslag"
                raise StopError(SYNTAX.at(Where(self.path, at=character(number + 1, 1)), message))

    def _refuse_swallowed_item(self, node: ScalarNode) -> None:
        """A list's item that is indented too far is YAML, but becomes a part of the item above."""
        first = node.start_mark.line
        lines = self.rows[first : node.end_mark.line + 1]
        indents = [len(line) - len(line.lstrip()) for line in lines if line.lstrip().startswith("- ")]
        if indents and lines[-1].lstrip().startswith("- "):
            number = first + (0 if len(indents) == len(lines) and indents[0] > indents[-1] else 1) + 1
            at = Position(number, 1, number, indents[-1] + 1)
            message = "listans rader står inte under varandra; kontrollera indraget"
            self.findings.append(SYNTAX.at(Where(self.path, at=at), message))


class StopError(Exception):
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


class UnreadRest(NamedTuple):
    """The rest of a line that looks like text but is a comment, since # stands after a space."""

    where: Where
    corrected: str
    """The line as it should be if the rest is text."""


class Parsed(NamedTuple):
    """A file's plain data and what was wrong with its form; `data` is None where nothing can be used."""

    data: dict[str, Data] | None
    findings: tuple[Finding, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    has_empty: bool = False
    unread: tuple["UnreadRest", ...] = ()


def parse(path: str, text: str, composed: Tree | None = None) -> Parsed:
    """Turn one file's text into plain data; its node tree need not be composed again by who has it."""
    if finding := refuse_unparsable(path, text):
        return Parsed(None, (finding,))
    try:
        return _parsed(path, text, composed)
    except StopError as stop:
        found = stop.finding
    except yaml.MarkedYAMLError as error:
        found = _syntax_finding(path, text, error)
    except yaml.YAMLError:
        return Parsed(None, (SYNTAX.at(Where(path), "filen innehåller ett tecken som YAML inte tillåter"),))
    return Parsed(None, (_corrected(path, text, found) or found,))


def _parsed(path: str, text: str, composed: Tree | None = None) -> Parsed:
    """Turn a text into plain data.

    Raises:
        StopError: nothing of the file can be used.
        yaml.YAMLError: it is not YAML.
    """
    node = composed or compose(text)
    if any(mark in text for mark in "&*!"):
        _refuse_references(path, text)
    is_glued = any(part[-1:] in _BEFORE_COMMENT for part in text.split("#")[:-1])
    if is_glued or any(lone in text for lone in ("-,", "-]", "-}")):
        _refuse_glued(path, text)
    if node is None or (type(node) is ScalarNode and not (node.style or node.value)):
        raise StopError(SHAPE.at(Where(path, at=character(1, 1)), "filen är tom"))
    builder = Builder(path, text)
    data = builder.build(node, ())
    if not isinstance(data, dict):
        raise StopError(
            SHAPE.at(Where(path, at=position(node)), "filen ska börja med en nyckel och ett kolon")
        )
    if builder.findings:
        return Parsed(None, tuple(builder.findings))
    unread = tuple(_unread_rests(path, text, node)) if _MAY_REST.search(text) else ()
    return Parsed(data, (), tuple(builder.duplicates), builder.has_empty, unread)


_MAY_REST = re.compile(r" #\w")
"""What few texts have, and which is quick to look for since it begins with two signs."""
_REST = re.compile(r"(?<=[^\s#]) +#(?=\w)")
"""A comment that begins at once: most often a number or a heading in a text, since a remark has a space after its #."""


def _unread_rests(path: str, text: str, root: Node) -> Iterator[UnreadRest]:
    """Return what stands after a plain value on its line and is not read."""
    rests = {match.start(): match for match in _REST.finditer(text)}
    inner: list[tuple[Keys, Node]] = [((), root)] if rests else []
    while inner:
        keys, node = inner.pop()
        if isinstance(node, MappingNode):
            inner += [((*keys, key.value), value) for key, value in node.value]
        elif isinstance(node, SequenceNode):
            inner += [((*keys, number), item) for number, item in enumerate(node.value)]
        elif isinstance(node, ScalarNode) and not node.style and (match := rests.get(node.end_mark.index)):
            begins, ends = text.rfind("\n", 0, match.start()) + 1, (text + "\n").index("\n", match.end())
            start = max(begins, node.start_mark.index)
            rest = text[start:ends].rstrip()
            line = text[begins:start].strip() + (" " if start > begins else "") + in_quotes(rest.strip())
            yield UnreadRest(Where(path, keys, at=span(text, match.end() - 1, ends)), line)


def _corrected(path: str, text: str, found: Finding) -> Finding | None:
    """Return the finding with the lines as they should be, where a slip of the pen explains it."""
    if found.where.at is None or found.rule is TOO_DEEP or len(text) > MAX_TRIED // 4:
        return None
    told, stopped = found.where.at.line, _first_fault(text)
    lines = text.split("\n")
    first_odd = next((number for number in odd_indents(text) if number < told), told)
    for number in dict.fromkeys((first_odd, told, int(min(stopped, len(lines))), max(told - 1, 1))):
        for correction in corrections(lines, number):
            count = len(correction.lines)
            corrected = [*lines[: number - 1], *correction.lines, *lines[number - 1 + count :]]
            further = _first_fault("\n".join(corrected))
            if further > (number + count - 1 if number == told else max(number + count - 1, stopped)):
                at = found.where.at if number == told else _content(number, lines[number - 1])
                remedy = "\n".join(correction.lines) if correction.is_certain else None
                return found._replace(where=Where(path, at=at), message=correction.message, remedy=remedy)
    return None


def _content(number: int, line: str) -> Position:
    """Return the place of what stands on a line."""
    return Position(number, len(line) - len(line.lstrip()) + 1, number, len(line) + 1)


def _first_fault(text: str) -> float:
    """Return the line at which a text cannot be read further; infinity where it can be read."""
    try:
        parsed = _parsed("", text)
    except StopError as stop:
        return stop.finding.where.at.line if stop.finding.where.at else 1
    except yaml.MarkedYAMLError as error:
        return (_place(error.problem_mark) or (1, 1))[0]
    except yaml.YAMLError:
        return 1
    return min((finding.where.at.line for finding in parsed.findings if finding.where.at), default=inf)


def _refuse_references(path: str, text: str) -> None:
    """Find anchors, aliases and tags, which the node tree does not tell of."""
    parser = Composer(text)
    while (event := parser.get_event()) is not None:
        tag = getattr(event, "tag", None)
        if getattr(event, "anchor", None) or tag:
            at = character(*_place(event.start_mark) or (1, 1))
            message = "ankare (&), alias (*) och taggar (!) används inte här; skriv ut värdet, eller sätt texten inom citattecken"
            raise StopError(NOT_ALLOWED.at(Where(path, at=at), message))


def _refuse_glued(path: str, text: str) -> None:
    """Refuse two things that the parser takes and the standard does not.

    A comment with no space before it, and in brackets a lone hyphen.
    """
    parser = Composer(text)
    end = 0
    while (token := parser.get_token()) is not None:
        start = token.start_mark.index
        scalar = token if isinstance(token, yaml.ScalarToken) else None
        if scalar and not scalar.style and scalar.value == "-":
            message = "ett ensamt bindestreck är inget värde; sätt det inom citattecken"
            raise StopError(SYNTAX.at(Where(path, at=span(text, start)), message))
        comment = _BLOCK_COMMENT.match(text, start) if scalar else None
        if comment or (text.startswith("#", end, start) and text[end - 1 : end].strip()):
            message = "före # ska det stå ett mellanslag; hör tecknet till texten, sätt hela texten inom citattecken"
            at = comment.end() - 1 if comment else end
            raise StopError(SYNTAX.at(Where(path, at=span(text, at)), message))
        end = token.end_mark.index


def _syntax_finding(path: str, text: str, error: yaml.MarkedYAMLError) -> Finding:
    problem, context = str(error.problem or ""), str(error.context or "")
    place, around = _place(error.problem_mark), _place(error.context_mark)
    line, column = place or around or (1, 1)
    if "document" in problem and "single" in context:
        at = Position(line, 1, line, 4)
        return SHAPE.at(Where(path, at=at), "filen ska vara ett enda dokument; ta bort raden ---")
    if "alias" in f"{problem} {context}":
        at = character(*around or (line, column))
        message = "alias (*) används inte här; skriv ut värdet, eller sätt texten inom citattecken"
        return NOT_ALLOWED.at(Where(path, at=at), message)
    complaint = Complaint(problem, (line, column), around or (line, column))
    at, message = explain_fault(text, complaint, _is_readable)
    return SYNTAX.at(Where(path, at=at), message)


def _is_readable(text: str, number: int) -> bool:
    """Whether the text is good YAML in which the line is not swallowed by a text that begins above it."""
    node, builder = tree(text), Builder("", text)
    try:
        data = builder.build(node, ()) if node is not None else None
    except StopError:
        return False
    is_good = isinstance(data, dict) and not builder.findings
    return is_good and node is not None and not _is_inside_text(node, number)


def _place(mark: Any) -> tuple[int, int] | None:
    return (mark.line + 1, mark.column + 1) if mark else None
