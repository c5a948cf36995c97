"""How a new value is written into a YAML text: as lines of its own, within brackets, or after its key."""

import textwrap
from typing import Any

from trygghetsplan.editing.layout import is_short
from trygghetsplan.editing.nodes import Tree
from trygghetsplan.editing.quoting import scalar

_WIDTH = 112
_INDENT = "  "


class Flow(dict[str, Any]):
    """A mapping to be written on one line, in braces."""


def block(key: str, value: Tree, indent: int) -> str:
    """Write a key and its value as whole lines."""
    pad = " " * indent
    name = f"{pad}{scalar(key, flow=True)}:"
    if isinstance(value, str):
        return f"{name} {fitted(value, indent)}\n" if value else f"{name}\n"
    if isinstance(value, Flow) or (isinstance(value, list) and all(map(is_short, value))):
        return f"{name} {flow(value)}\n"
    if isinstance(value, list):
        items = "".join(f"{pad}{_INDENT}- {scalar(str(item), flow=True)}\n" for item in value)
        return f"{name}\n{items}"
    return f"{name}\n" + "".join(block(inner, one, indent + 2) for inner, one in value.items())


def flow(value: Tree) -> str:
    """Write a value so that it can stand within brackets."""
    if isinstance(value, str):
        return scalar(value, flow=True)
    if isinstance(value, list):
        return f"[{', '.join(flow(item) for item in value)}]"
    return f"{{{', '.join(f'{scalar(key, flow=True)}: {flow(one)}' for key, one in value.items())}}}"


def fitted(text: str, indent: int) -> str:
    """Write a text plainly where that is safe, folded where it is long, else within quotation marks."""
    if "\n" in text and _fits_block(text):
        pad = " " * (indent + 2)
        return "|-\n" + "\n".join(f"{pad}{line}" if line else "" for line in text.split("\n"))
    if len(text) > _WIDTH and "\n" not in text and _fits_block(text) and "  " not in text:
        pad = " " * (indent + 2)
        folded = textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)
        return ">-\n" + "\n".join(f"{pad}{line}" for line in folded)
    return scalar(text)


def _fits_block(text: str) -> bool:
    """Whether the text can stand in a block of its own without signs for what cannot be seen."""
    lines = text.split("\n")
    return (
        not text.startswith((" ", "\n")) and all(line == line.strip() for line in lines) and bool(lines[-1])
    )
