"""Tables of Markdown as tables of Word: rows, widths, rules, and headings that come again on each page."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from markdown_it.token import Token

_WIDEST = 60
"""The average length from which a column gets no wider."""
_FLOORS = 0.88
"""How much of the width the floors may take, so that what holds most always gets the most."""
_LETTER, _NARROW, _CAPITAL, _WIDE = 1.48, 0.85, 1.9, 2.25
"""The widths of letters in a table, in millimetres, as Arial has them at 7.5 points."""
_BOLD = 1.1
"""How much wider a letter is in a heading."""
_MARGINS = 2.2
"""The width of a cell's margins, in millimetres."""
_WORD = 25
"""The width of word that a column makes room for, in millimetres."""
_SOURCE = 38
"""The same for a source, whose line number would mean another line if it were broken."""
_LINE = re.compile(r"\.yaml:\d+$")
_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_BREAKS = re.compile(r"[\s/]+|(?<=-)")
"""Where Word breaks a line."""


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
    """Share the width: first room for headings and dates, then for words of ordinary length, then by how much there is.

    A heading or a date is broken only where the page has no room for all of them.
    """
    needs, wishes, weights = [], [], []
    for column in zip(*rows, strict=True):
        texts = [_shown(cell) for cell, _ in column]
        heading = max(map(_width, _BREAKS.split(texts[0]))) * _BOLD
        words = {word for text in texts for word in _BREAKS.split(text)}
        longest = max(min(_width(word), _SOURCE if _LINE.search(word) else _WORD) for word in words)
        dated = max((_width(date) for text in texts for date in _DATE.findall(text)), default=_LETTER)
        needs.append(Mm(max(min(heading, _WORD), dated) + _MARGINS))
        wishes.append(max(0, Mm(longest + _MARGINS) - needs[-1]))
        average = sum(map(len, texts)) / len(texts)
        weights.append(max(0.1, min(average, _WIDEST) - longest / _LETTER))
    need = min(1.0, room / sum(needs))
    wish = min(1.0, max(0.0, _FLOORS * room - sum(needs)) / max(1, sum(wishes)))
    rest = room - need * sum(needs) - wish * sum(wishes)
    return [
        int(need * needs[column] + wish * wishes[column] + rest * weights[column] / sum(weights))
        for column in range(len(needs))
    ]


def _width(word: str) -> float:
    """Return about how wide a word is, in millimetres."""
    return sum(
        _NARROW
        if letter in "fijlrtI.,:;()-'"
        else _WIDE
        if letter in "mwMW%&"
        else _CAPITAL
        if letter.isupper()
        else _LETTER
        for letter in word
    )


def _shown(cell: Token) -> str:
    """Return the text of a cell as it is seen, without the addresses of its links."""
    return "".join(part.content for part in cell.children or () if part.type in ("text", "code_inline"))


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
    table._tbl.tblPr.append(borders)  # python-docx has no borders
    table._tbl.tblPr.append(margins)  # the same


def keep(row: Any, *, is_heading: bool) -> None:
    """Keep a row on one page, and repeat the headings on each."""
    properties = row._tr.get_or_add_trPr()  # python-docx has no repeated headings
    for name in ("w:cantSplit", "w:tblHeader")[: 2 if is_heading else 1]:
        mark = OxmlElement(name)
        mark.set(qn("w:val"), "true")
        properties.append(mark)
