"""A table of the tree as rows of cells, each in its column, and how the columns share the width of a page."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from trygghetsplan.output.tree import Node, words_of


class Cell(NamedTuple):
    """A cell in its place among the columns."""

    node: Node
    column: int
    span: int
    rows: int
    """How many rows are left of it, with this."""
    is_begun: bool = True
    """Whether it begins here, and does not go on from the row above."""


class Row(NamedTuple):
    """A row of a table, with the cells that reach down into it."""

    node: Node
    cells: list[Cell]
    part: str
    """The part of the table that it stands in: `thead`, `tbody`, `tfoot`, or `table` itself."""

    @property
    def width(self) -> int:
        """How many columns it has."""
        return self.cells[-1].column + self.cells[-1].span if self.cells else 0


def rows_of(table: Node) -> list[Row]:
    """Return the rows with each cell in its column."""
    rows = []
    high: dict[int, Cell] = {}
    for part in table.nodes:
        for row in [part] if part.tag == "tr" else part.all("tr"):
            cells = list(_placed(row, high))
            high = {cell.column: cell for cell in cells if cell.rows > 1}
            rows.append(Row(row, cells, table.tag if part is row else part.tag))
    return rows


def _placed(row: Node, above: dict[int, Cell]) -> Iterator[Cell]:
    waiting, column = list(row.nodes), 0
    while waiting or column in above:
        if column in above:
            cell = above[column]._replace(rows=above[column].rows - 1, is_begun=False)
        else:
            node = waiting.pop(0)
            span, rows = (int(node.attributes.get(name, "1")) for name in ("colspan", "rowspan"))
            cell = Cell(node, column, span, rows)
        yield cell
        column += cell.span


class Column(NamedTuple):
    """How wide a column is."""

    em: float = 0
    """As many times the size of the letters, or nothing where it has a share of what is left."""
    share: float = 0
    is_pictured: bool = False
    """Whether it holds pictures, and is as wide as they need to be."""


def columns_of(rows: Sequence[Row]) -> list[Column]:
    """Share the width: short columns are as wide as their text, the others as wide as they hold much."""
    count = max(row.width for row in rows)
    short, much, pictured = [0] * count, [0] * count, [False] * count
    for row in rows:
        is_head = row.part == "thead"
        for cell in row.cells:
            if cell.span == 1 and cell.is_begun:
                at, text = cell.column, words_of(cell.node)
                length = max(map(len, text.split()), default=0) if is_head else len(text)
                judged = any(one.value for one in cell.node.all("span"))
                short[at] = max(short[at], length + 2 * judged)
                much[at] += len(text) + 12 * judged
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
    return [
        Column(is_pictured=True)
        if picture
        else Column(em=0.54 * length + 1.2)
        if is_fixed
        else Column(share=amount**0.6)
        for length, is_fixed, amount, picture in zip(short, fixed, each, pictured, strict=True)
    ]


def columns_of_map(rows: Sequence[Row]) -> list[Column]:
    """Share the width of a table whose cells hold a shape: the first column holds the longest name, the others are alike."""
    longest = max(
        (len(words_of(row.cells[0].node)) for row in rows if row.cells and row.cells[0].span == 1), default=1
    )
    others = max(row.width for row in rows) - 1
    return [Column(em=min(0.58 * longest + 1, 20)), *[Column(share=1)] * others]


def columns_of_matrix(rows: Sequence[Row]) -> list[Column]:
    """Share the width of a table whose columns hold a shape each, but for those that say something."""
    said = {
        cell.column
        for row in rows
        if "sum" not in row.node.classes
        for cell in row.cells
        if cell.node.tag == "td" and not cell.node.value and len(words_of(cell.node)) > 4
    }
    others = range(1, max(row.width for row in rows))
    return [Column(share=1), *(Column(em=4.6 if at in said else 2.7) for at in others)]
