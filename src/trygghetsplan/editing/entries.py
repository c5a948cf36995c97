"""The entries of a text as values: keys and items with what stands in them, and the comments that they own."""

from dataclasses import dataclass, field


@dataclass
class Scalar:
    """One scalar. `lines` holds the content of a block scalar, without its indent, and `head` its first line."""

    text: str | None
    style: str = ""
    head: str = ""
    lines: list[str] = field(default_factory=list)


@dataclass
class Block:
    """A mapping or a list; `flow` if it was written on one line with brackets."""

    entries: list["Entry"]
    is_mapping: bool
    flow: bool = False
    below: list[str] = field(default_factory=list)
    """Comments after the last entry."""
    column: int = 0
    end: int = 0


@dataclass
class Entry:
    """A key with its value, or a list's item (`key` is None), and its comments. An empty string is a blank line."""

    key: str | None
    value: "Scalar | Block"
    key_quoted: bool = False
    above: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    under: list[str] = field(default_factory=list)
    """Comments below the entry, indented deeper than it."""
    start: int = 0
    line: int = 0
    end_line: int = 0
    value_start: int = 0
    column: int = 0
    around: tuple["Entry | None", Block] | None = None


@dataclass
class Outline:
    """A whole text: the comments at its top, and the mapping."""

    top: list[str]
    root: Block
