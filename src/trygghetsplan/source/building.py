"""Nodes to plain data, with what is wrong on the way: keys that stand twice, items that are lost."""

from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from trygghetsplan.findings import Finding, Keys, Position, Related, Where
from trygghetsplan.source.limits import MAX_DEPTH
from trygghetsplan.source.refusals import DUPLICATE_KEY, SHAPE, SYNTAX, TOO_DEEP
from trygghetsplan.source.text import CONTROL_CHARACTER, FORBIDDEN
from trygghetsplan.source.tree import position
from trygghetsplan.swedish import counted

Data: TypeAlias = "dict[str, Data] | list[Data] | str | None"


@dataclass(slots=True)
class Builder:
    """Walks nodes into plain data, noting duplicate keys and empty values on the way."""

    path: str
    text: str
    noted: int = 0
    """Of how many levels the lines are noted."""
    findings: list[Finding] = field(default_factory=list)
    duplicates: list["Duplicate"] = field(default_factory=list)
    lines: dict[Keys, tuple[int, int]] = field(default_factory=dict)
    has_empty: bool = False

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
            if (" " in text or "\n" in text) and node.end_mark.line > node.start_mark.line:
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
        is_noted = len(keys) < self.noted
        for key, value in node.value:
            name = key.value
            if type(key) is not ScalarNode or not name:
                raise StopError(SHAPE.at(Where(self.path, at=position(key)), "en nyckel ska vara en text"))
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
            if is_noted:
                line = key.start_mark.line + 1
                below = line if built is None else value.start_mark.line + 1
                self.lines[(*keys, name)] = line, below
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
