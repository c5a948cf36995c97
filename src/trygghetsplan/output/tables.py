"""A table of the tree as rows of cells, each in its column, and how the columns share the width of a page."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from trygghetsplan.output.tree import Node, words_of


class TableCell(NamedTuple):
    """A cell in its place among the columns."""

    node: Node
    column: int
    span: int
    rows: int
    """How many rows are left of it, with this."""
    is_begun: bool = True
    """Whether it begins here, and does not go on from the row above."""


class TableRow(NamedTuple):
    """A row of a table, with the cells that reach down into it."""

    node: Node
    cells: list[TableCell]
    part: str
    """The part of the table that it stands in: `thead`, `tbody`, `tfoot`, or `table` itself."""

    @property
    def width(self) -> int:
        """How many columns it has."""
        return self.cells[-1].column + self.cells[-1].span if self.cells else 0


def rows_of(table: Node) -> list[TableRow]:
    """Return the rows with each cell in its column."""
    rows = []
    high: dict[int, TableCell] = {}
    for part in table.nodes:
        for row in [part] if part.tag == "tr" else part.all("tr"):
            cells = list(_placed(row, high))
            high = {cell.column: cell for cell in cells if cell.rows > 1}
            rows.append(TableRow(row, cells, table.tag if part is row else part.tag))
    return rows


def _placed(row: Node, above: dict[int, TableCell]) -> Iterator[TableCell]:
    waiting, column = list(row.nodes), 0
    while waiting or column in above:
        if column in above:
            cell = above[column]._replace(rows=above[column].rows - 1, is_begun=False)
        else:
            node = waiting.pop(0)
            span, rows = (int(node.attributes.get(name, "1")) for name in ("colspan", "rowspan"))
            cell = TableCell(node, column, span, rows)
        yield cell
        column += cell.span


class TableColumn(NamedTuple):
    """How wide a column is, in times the size of the letters."""

    em: float = 0
    """What it is at least: as its text, or as the longest word of it."""
    share: float = 0
    """What it has of the width that is left, beside the shares of the others."""
    is_pictured: bool = False
    """Whether it holds pictures, and is as wide as they need to be."""


def after_numbers(cells: Iterable[TableCell]) -> set[int]:
    """Return which cells, by identity, stand beside a number and need a little air before them."""
    return {
        id(cell)
        for before, cell in pairwise(cells)
        if "num" in before.node.classes and "num" not in cell.node.classes
    }


def columns_of(rows: Sequence[TableRow]) -> list[TableColumn]:
    """Share the width: short columns are as wide as their text, the others as wide as they hold much."""
    count = max(row.width for row in rows)
    short, much, word, pictured = [0] * count, [0] * count, [0] * count, [False] * count
    unbroken = [0] * count
    for row in rows:
        after = after_numbers(row.cells)
        for cell in row.cells:
            if cell.span > 1 or not cell.is_begun:
                continue
            at, text = cell.column, words_of(cell.node)
            spans = list(cell.node.all("span"))
            whole = [words_of(one) for one in spans if "n" in one.classes]  # on one line, as a date is
            unbroken[at] = max(unbroken[at], *map(len, whole), 0)
            longest = max(map(len, (*text.split(" "), *whole)))
            judged = 2 * any(one.value for one in spans) + 2 * (id(cell) in after)  # a sign, and a little air
            length = max(longest, len(text) // 2) if row.part == "thead" else len(text)
            short[at] = max(short[at], length + judged)
            word[at] = max(word[at], min(longest + judged, _LONGEST))
            much[at] += len(text) + 6 * judged
            pictured[at] |= any("i" not in one.classes for one in cell.node.all("svg"))
    below = sum(row.part != "thead" for row in rows)
    each = [max(amount / max(below, 1), 14) for amount in much]
    each[0] = max(each[0], min(short[0], 32))  # the names of the rows
    has_room = sum(length for length in short if length <= 16) <= 70
    names = 36 if max(each) < 60 else 16
    fixed = [length <= (16 if place else names) and has_room for place, length in enumerate(short)]
    if all(fixed):
        fixed = [(place > 0) != any(pictured) for place in range(count)]
        each = [max(length, 3) ** (1 / 0.6) for length in short]
    dated = [0 < much[at] <= 1.5 * below * unbroken[at] for at in range(count)]  # hardly more than a date
    return [
        TableColumn(is_pictured=True)
        if pictured[at]
        else TableColumn(0.54 * short[at] + 1.2)
        if fixed[at]
        else TableColumn(0.54 * word[at] + 1.2, 0 if dated[at] else each[at] ** 0.6)
        for at in range(count)
    ]


_LONGEST = 24
"""The length of word that a column makes room for; a longer one is hyphenated."""


def columns_of_map(rows: Sequence[TableRow]) -> list[TableColumn]:
    """Share the width of a table whose cells hold a shape: the first column holds the longest name, the others are alike."""
    longest = max(
        (len(words_of(row.cells[0].node)) for row in rows if row.cells and row.cells[0].span == 1), default=1
    )
    others = max(row.width for row in rows) - 1
    return [TableColumn(em=min(0.58 * longest + 1, 20)), *[TableColumn(share=1)] * others]


def columns_of_matrix(rows: Sequence[TableRow]) -> list[TableColumn]:
    """Share the width of a table whose columns hold a shape each, but for those that say something."""
    said = {
        cell.column
        for row in rows
        if "sum" not in row.node.classes
        for cell in row.cells
        if cell.node.tag == "td" and not cell.node.value and len(words_of(cell.node)) > 4
    }
    others = range(1, max(row.width for row in rows))
    return [TableColumn(share=1), *(TableColumn(em=5.6 if at in said else 2.7) for at in others)]
