"""A new obligation at the end of its chapter's file; nothing else in the file is touched."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from trygghetsplan.editing.entries import Block
from trygghetsplan.editing.layout import lines_of
from trygghetsplan.editing.order import ordered
from trygghetsplan.editing.outline import outline, remarks_of
from trygghetsplan.errors import UsageFault
from trygghetsplan.model.obligation import Obligation
from trygghetsplan.source.syntax import parse

_UNDER = "skyldigheter"


def with_obligation(path: str, text: str, name: str, fields: Mapping[str, Any]) -> str:
    """Return the chapter's text with one more obligation, last.

    Raises:
        UsageFault: the obligations are written in a way that an entry cannot be added to.
    """
    whole = outline(text)
    found = next((entry for entry in whole.root.entries if entry.key == _UNDER), None) if whole else None
    if (
        whole is None
        or found is None
        or not isinstance(found.value, Block)
        or (found.value.flow and found.value.entries)
    ):
        raise UsageFault(f"i {path} ska skyldigheterna stå på var sin rad under {_UNDER}; ändra det först.")
    number = whole.root.entries.index(found)
    lines = text.rstrip("\n").split("\n")
    after = whole.root.entries[number + 1 :]
    place = after[0].line - len(after[0].above) if after else len(lines)
    while not lines[place - 1].strip():
        place -= 1
    known = found.value.entries
    indent = " " * (found.value.column if known else 2)
    new = lines_of({name: ordered(dict(fields), Obligation)}, indent)
    apart = len(known) > 1 and "" in known[-1].above
    if not known:
        lines[found.line] = lines[found.line].replace("{}", "", 1).rstrip()
    result = "\n".join([*lines[:place], *([""] if apart else []), *new, *lines[place:]]) + "\n"
    _prove(path, text, result, name)
    return result


def _prove(path: str, old: str, new: str, name: str) -> None:
    """Make sure that the new obligation is the only difference."""
    before, after = parse(path, old).data, parse(path, new).data
    held = after.get(_UNDER) if after else None
    if isinstance(held, dict):
        held.pop(name, None)
    if before != after or Counter(remarks_of(old)) != Counter(remarks_of(new)):
        raise UsageFault(
            f"skyldigheten går inte att lägga till i {path} utan att något annat ändras; skriv den för hand."
        )
