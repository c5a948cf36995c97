"""Tables of Markdown as tables of Word: rows, widths, rules, and headings that come again on each page."""

from collections.abc import Iterator, Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from markdown_it.token import Token

_WIDEST = 60
"""The average length from which a column gets no wider."""
_FLOORS = 0.7
"""How much of the width the floors may take, so that what holds most always gets the most."""
_LETTER = 1.4
_MARGINS = 2.2
"""The width of a letter and of a cell's margins, in millimetres."""
_WORD = 12
"""The length of word that a column makes room for."""


def rows_of(tokens: Sequence[Token]) -> Iterator[list[tuple[Token, str]]]:
    """Return each row's cells: the text and how it is aligned."""
    row: list[tuple[Token, str]] = []
    for place, token in enumerate(tokens):
        if token.type == "tr_open":
            row = []
        elif token.type in ("th_open", "td_open"):
            row.append((tokens[place + 1], str(token.attrGet("style") or "").removeprefix("text-align:")))
        elif token.type == "tr_close":
            yield row


def widths_of(rows: Sequence[Sequence[tuple[Token, str]]], room: int) -> list[int]:
    """Share the width: first room for a longest word of ordinary length, then by how much a column holds."""
    floors, weights = [], []
    for column in zip(*rows, strict=True):
        texts = [cell.content for cell, _ in column]
        words = [word for text in texts for word in text.replace("/", " ").split()]
        longest = min(max(map(len, words), default=1), _WORD)
        floors.append(Mm(longest * _LETTER + _MARGINS))
        average = sum(map(len, texts)) / len(texts)
        weights.append(max(0.1, min(average, _WIDEST) - longest))
    scale = min(1.0, _FLOORS * room / sum(floors))
    rest = room - scale * sum(floors)
    return [
        int(scale * floor + rest * weight / sum(weights))
        for floor, weight in zip(floors, weights, strict=True)
    ]


def rule(table: Any) -> None:
    """Draw thin lines between rows, whatever styles the template has."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "C9D0D6")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        for name, value in (("w", "57"), ("type", "dxa")):
            margin.set(qn(f"w:{name}"), value)
        margins.append(margin)
    table._tbl.tblPr.append(borders)  # noqa: SLF001  # python-docx has no borders
    table._tbl.tblPr.append(margins)  # noqa: SLF001  # the same


def keep(row: Any, *, is_heading: bool) -> None:
    """Keep a row on one page, and repeat the headings on each."""
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001  # python-docx has no repeated headings
    for name in ("w:cantSplit", "w:tblHeader")[: 2 if is_heading else 1]:
        mark = OxmlElement(name)
        mark.set(qn("w:val"), "true")
        properties.append(mark)
