"""A document as its readers leave it: blocks in reading order, whatever file it came in."""

from enum import StrEnum
from typing import NamedTuple


class BlockKind(StrEnum):
    """What a block is on the page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    """A point of a list."""
    ROW = "row"
    """A row of a table; its cells stand in `cells`."""


class Block(NamedTuple):
    """One block of a document."""

    kind: BlockKind
    text: str
    """Its whole text on one line: words that the page breaks are put together. Of a row, its cells with a tab between."""
    level: int = 0
    """Of a heading 1 and down; of an item its depth from 1; else 0."""
    label: str = ""
    """The number or letter before it, as printed or as Word counts it, without its punctuation: 2.1, 6, c, §4; – for a bullet."""
    page: int | None = None
    """Its page from 1, where the file has pages."""
    line: int | None = None
    """Its first line from 1, where the file has lines."""
    cells: tuple[str, ...] = ()
    table: int | None = None
    """Which table of the document a row belongs to, from 1; its first row holds the headings."""


class AdoptedDocument(NamedTuple):
    """A document that could be read."""

    blocks: tuple[Block, ...]
    format: str
    """docx, pdf, md or txt."""
    checksum: str
    """SHA-256 of the file, in hexadecimal."""
    notes: tuple[str, ...] = ()
    """What the reader left out or was unsure of: Swedish sentences for the user."""
