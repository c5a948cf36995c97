"""How a table of the tree stands on paper: each cell in its column, and how wide the columns are."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from trygghetsplan.output.markdown import SHAPES
from trygghetsplan.output.tree import Node, squeezed

SIGNS: Mapping[str, str] = {**SHAPES, "gron": "✓", "gul": "▲", "rod": "■"}
"""The class of a verdict or a colour → the sign that stands for its shape."""
MOST_COLUMNS = 5
"""How many columns a table has on standing paper; one with more stands on a turned page."""
_SMALL = 8
"""How many rows there are at most in a table that no page parts."""
MARGIN = 57
"""The margin at each side of a cell, in twips."""
MOST_LYING = 12
"""How many columns a table has at most with its headings lying; in one with more they stand upright."""
_WIDEST = 60
"""The average length from which a column gets no wider."""
_FLOORS = 0.88
"""How much of the width the floors may take, so that what holds most always gets the most."""
_LETTER, _NARROW, _CAPITAL, _WIDE = 106, 61, 136, 160
"""The widths of letters in a table, in twips."""
_WORD = 2000
"""The width of word that a column makes room for, in twips."""
_WHOLE = re.compile(r"\b\d{4}-\d\d-\d\d\b|[^ \n]+\u00a0[^ \n]+")
"""What is never broken: a date, and words without a break between them."""
_BREAKS = re.compile(r"[ \n]+|(?<=-)")
"""Where Word breaks a line."""


def _columns(row: Node) -> int:
    return sum(int(cell.attributes.get("colspan", "1")) for cell in row.nodes)


def is_wide(table: Node) -> bool:
    """Whether a table needs a turned page; one of few rows is laid on its side instead."""
    if {"heat", "matrix"} & set(table.classes):
        return True
    rows = list(table.all("tr"))
    return len(rows) > MOST_COLUMNS and max(map(_columns, rows)) > MOST_COLUMNS


class PlacedCell(NamedTuple):
    """A cell in its place among the columns."""

    node: Node
    column: int
    span: int
    merge: str
    """Whether it begins, or goes on from, a cell that is several rows high."""


class TableRow(NamedTuple):
    """A row of a table."""

    cells: list[PlacedCell]
    is_head: bool
    is_sum: bool
    is_group: bool
    is_heat: bool
    """Whether all but its first cell hold numbers."""
    is_kept: bool
    """Whether on the same page as the row after it."""


def _rows_as_written(table: Node) -> Iterator[TableRow]:
    """Return the rows with each cell in its place; one that is several rows high is gone on from below."""
    high: dict[int, tuple[int, PlacedCell]] = {}
    for group in table.nodes:
        for row in [group] if group.tag == "tr" else group.nodes:
            if row.tag != "tr":
                continue
            cells, column = [], 0
            waiting = list(row.nodes)
            while waiting or column in high:
                if column in high:
                    left, above = high.pop(column)
                    cell = above._replace(merge="continue")
                else:
                    node = waiting.pop(0)
                    left = int(node.attributes.get("rowspan", "1"))
                    span = int(node.attributes.get("colspan", "1"))
                    cell = PlacedCell(node, column, span, "restart" if left > 1 else "")
                if left > 1:
                    high[column] = (left - 1, cell)
                cells.append(cell)
                column += cell.span
            yield TableRow(
                cells,
                group.tag == "thead",
                group.tag == "tfoot" or "sum" in row.classes,
                "group" in row.classes,
                "heat" in table.classes,
                group.tag == "thead" or "group" in row.classes,
            )


def rows_of(table: Node) -> list[TableRow]:
    """Return the rows as they stand on paper: few rows of many columns on their side, and a small table held together."""
    rows = list(_rows_as_written(table))
    if rows and max(map(_end, rows)) > MOST_COLUMNS >= len(rows) > 1 and not is_wide(table):
        rows = _on_its_side(rows)
    return [row._replace(is_kept=row is not rows[-1]) for row in rows] if len(rows) <= _SMALL else rows


def _on_its_side(rows: Sequence[TableRow]) -> list[TableRow]:
    """Make columns of the rows, without the columns that have no words."""
    columns = [
        [cell.node for row in rows for cell in row.cells if cell.column == at] for at in range(_end(rows[0]))
    ]
    told = [column for column in columns if any(_shown(node).strip() for node in column)]
    return [
        TableRow(
            [PlacedCell(node, at, 1, "") for at, node in enumerate(column)],
            number == 0,
            False,
            False,
            False,
            is_kept=True,
        )
        for number, column in enumerate(told)
    ]


def widths_of(rows: Sequence[TableRow], room: int) -> list[int]:
    """Share the width: first room for headings and dates, then for words of ordinary length, then by how much there is.

    A heading or a date is broken only where the page has no room for all of them.
    """
    columns: list[list[str]] = [[] for _ in range(max(map(_end, rows)))]
    is_upright = len(columns) > MOST_LYING
    for row in rows:
        for cell in row.cells:
            if cell.span == 1 and cell.merge != "continue":
                columns[cell.column].append(
                    "" if is_upright and row.is_head else _shown(cell.node).strip(" ")
                )
    needs: list[float] = []
    wishes: list[float] = []
    weights: list[float] = []
    for column in columns:
        texts = column or [""]
        heading = max(map(_width, _BREAKS.split(texts[0])))
        words = {word for text in texts for word in _BREAKS.split(text)}
        longest = max(min(_width(word), _WORD) for word in words)
        whole = max((_width(one) for text in texts for one in _WHOLE.findall(text)), default=_LETTER)
        needs.append(max(min(heading, _WORD), whole) + 2 * MARGIN)
        wishes.append(max(0.0, longest + 2 * MARGIN - needs[-1]))
        average = sum(map(len, texts)) / len(texts)
        weights.append(max(0.02 * average, min(average, _WIDEST) - longest / _LETTER, 0.01))
    need = min(1.0, room / sum(needs))
    wish = min(1.0, max(0.0, _FLOORS * room - sum(needs)) / max(1.0, sum(wishes)))
    rest = room - need * sum(needs) - wish * sum(wishes)
    return [
        int(need * needs[column] + wish * wishes[column] + rest * weights[column] / sum(weights))
        for column in range(len(needs))
    ]


def _shown(node: Node) -> str:
    """Return the words of an element as they are seen: a verdict with its shape, and what is not broken with no break."""
    if node.tag == "svg" or "hidden" in node.classes:
        return ""
    text = "".join(squeezed(child) if isinstance(child, str) else _shown(child) for child in node.children)
    if node.tag == "br":
        return "\n"
    sign = next((f"{SIGNS[one]} " for one in node.classes if one in SIGNS), "")
    is_whole = sign or {"n", "num"} & set(node.classes)
    return f"{sign}{text.strip()}".replace(" ", "\u00a0") if is_whole else text


def _end(row: TableRow) -> int:
    return row.cells[-1].column + row.cells[-1].span if row.cells else 1


def _width(word: str) -> float:
    """Return about how wide a word is, in twips, as bold Arial has it at 8.5 points."""
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
