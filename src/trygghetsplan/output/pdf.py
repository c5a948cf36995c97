"""A document's tree as PDF: PDF/A-3a and PDF/UA-1 as it says of itself, with its data attached.

The walk writes calls of the functions in `templates/paper.typ`, and every text as a string, so that no sign means
anything. Nothing is read from the machine, neither fonts nor clock: the same tree gives the same bytes everywhere.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from math import ceil
from typing import NamedTuple

import typst

from trygghetsplan.output.pictures import drawable, fonts, standalone
from trygghetsplan.output.tables import (
    TableCell,
    TableColumn,
    TableRow,
    after_numbers,
    columns_of,
    columns_of_map,
    columns_of_matrix,
    rows_of,
)
from trygghetsplan.output.tree import (
    Node,
    alternative,
    blocks_of,
    chart_parts,
    done_parts,
    headings,
    is_running,
    lines_as_written,
    size_of,
    squeezed,
    whole_file,
    words_of,
)
from trygghetsplan.shipped import template

STANDARDS = ("a-3a", "ua-1")
_LONG = re.compile(r"[^\s\u200b]{31,}")
_MARK_IN_WORD = re.compile(r"(?<=\w)([/._=&?:;,-])(?=\w)")
_PART = re.compile(r"[^\s\u200b]{12}(?=[^\s\u200b]{4})")


class Attached(NamedTuple):
    """A file carried inside the document: what the document was made from."""

    name: str
    description: str
    data: bytes


def to_pdf(
    tree: Node, *, heading: str, author: str, as_of: date, mark: str, source: Attached, stamp: str = ""
) -> bytes:
    """Write the tree; the heading and the `mark` stand at the head of every page, the stamp in the metadata.

    Raises:
        RuntimeError: Typst refuses what was written, or warns of it, which is a bug or an unsound picture.
    """
    frame = (
        f"#show: paper.with(title: {_quoted(f'{heading} – {author}')}, heading: {_quoted(readable(heading))}, "
        f"author: {_quoted(readable(author))}, "
        f"day: datetime(year: {as_of.year}, month: {as_of.month}, day: {as_of.day}), "
        f'mark: {_quoted(readable(mark))}, data: read("data", encoding: none), '
        f"name: {_quoted(source.name)}, described: {_quoted(source.description)}"
        f"{f', stamp: {_quoted(stamp)}' if stamp else ''})\n"
    )
    files = {
        "main.typ": f'#import "paper.typ": *\n{frame}{to_typst(tree)}'.encode(),
        "paper.typ": template("paper.typ").encode(),
        "symbols.svg": template("symbols.svg").encode(),
        "data": source.data,
    }
    try:
        written, warnings = typst.compile_with_warnings(
            files,
            font_paths=fonts(),
            format="pdf",
            pdf_standards=list(STANDARDS),
            timestamp=datetime.combine(as_of, time(), UTC),
        )
    except typst.TypstError as error:
        error.add_note(error.diagnostic)
        raise
    if warnings:
        raise RuntimeError("; ".join(warning.message for warning in warnings))
    return bytes(written)


def readable(text: str) -> str:
    """Return the text as the font can draw it, with places where a word too long for a line may be broken."""
    return _LONG.sub(_breakable, drawable(text))


def _breakable(found: re.Match[str]) -> str:
    """Let a long word be broken after its signs; one of letters alone only where it is too long to be hyphenated."""
    word = found[0]
    if word.isalpha() and len(word) <= 90:
        return word
    return _PART.sub("\\g<0>\u200b", _MARK_IN_WORD.sub("\\1\u200b", word))


def _quoted(text: str) -> str:
    """Write a string of Typst, where only two signs mean anything."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _text(text: str) -> str:
    """Write running text; the spaces at its ends stand outside, where they can meet others and end a line."""
    running = squeezed(text)
    core = running.strip(" ")
    if not core:
        return " " if running else ""
    return f"{' ' * running.startswith(' ')}#{_quoted(readable(core))};{' ' * running.endswith(' ')}"


def to_typst(tree: Node) -> str:
    """Write the tree as calls of the functions in `paper.typ`."""
    return _Walk(tree).blocks(tree.children)


_KINDS: Mapping[str, Callable[[Sequence[TableRow]], list[TableColumn]]] = {
    "heat": columns_of_map,
    "matrix": columns_of_matrix,
}
"""Kind of table with a look of its own → how its columns share the width."""
_PAGE = 499
"""How wide the text of a standing page is, in points."""
_ACROSS = 25
"""How many narrow columns there is room for across a turned page."""
_LEVELS = ("h1", "h2", "h3", "h4")
_SHORT = 400
"""How long a text may be and still be kept with what follows it."""
_WRAPPED: Mapping[str, str] = {
    "p": "par",
    "lead": "lead",
    "aside": "aside",
    "callout": "callout",
    "from": "aside",
    "amount": "par",
    "mark": "aside",
    "summary": "summary",
    "figcaption": "figcaption",
    "facts": "facts",
    "figures": "figures",
    "tally": "unmarked",
    "strong": "strong",
    "em": "emph",
    "ins": "underline",
    "del": "strike",
    "small": "small",
    "code": "code",
    "n": "box",
    "topic": "topic",
    "meta": "small",
    "late": "small",
    "src": "source",
}
"""Element or class → the function of `paper.typ` that its inside is given to."""


class _Walk:
    """Writes the tree from the top down; what it keeps is what Typst would refuse: labels twice, levels passed over."""

    def __init__(self, tree: Node) -> None:
        self.headings = [heading for heading in headings(tree) if heading.level == 2]
        wanted = {link.attributes["href"].removeprefix("#") for link in tree.all("a")}
        wanted.update(heading.id for heading in self.headings)
        self.unlabelled = {name for node in tree.all() if (name := node.attributes.get("id")) in wanted}
        """The places that something leads to and that have not been written yet."""
        self.labels = frozenset(self.unlabelled)
        self.level = 0
        self.is_in_cell = False

    def blocks(self, children: Iterable[Node | str]) -> str:
        """Write blocks in order; running text between them is a paragraph of its own."""
        written, before = [], ""
        for part in blocks_of(children):
            if isinstance(part, Node):
                block = self.block(part)
                is_opening = part.tag == "p" and before in _LEVELS and len(words_of(part)) < _SHORT
                block = f"#opening[{block}]" if is_opening else block
                before = part.tag
            else:
                block = self.text(part)
            written.append(block)
        return "\n".join(filter(None, written))

    def text(self, running: Sequence[Node | str]) -> str:
        inner = self.inline(running).strip()
        return f"#par[{inner}]" if inner else ""

    def flow(self, children: Sequence[Node | str]) -> str:
        """Write what stands in a cell or an item: running text as it is, or blocks."""
        return self.inline(children).strip() if all(map(is_running, children)) else self.blocks(children)

    def block(self, node: Node) -> str:
        """Write a block; one that is not known only holds others."""
        write = next((_BLOCKS[one] for one in (*node.classes, node.tag) if one in _BLOCKS), None)
        written = write(self, node) if write else self.blocks(node.children)
        return f"{self.place(node)}{written}"

    def place(self, node: Node) -> str:
        """Mark the place that something leads to."""
        name = node.attributes.get("id", "")
        if name not in self.unlabelled:
            return ""
        self.unlabelled.remove(name)
        return f"#here({_quoted(name)})"

    def inline(self, children: Iterable[Node | str]) -> str:
        return "".join(
            _text(child) if isinstance(child, str) else f"{self.place(child)}{self.inline_element(child)}"
            for child in children
        )

    def inline_element(self, node: Node) -> str:
        classes = node.classes
        if node.tag == "svg":
            said = alternative(node)
            return "" if "i" in classes else f"#strip({_svg(node)}, {_quoted(said) if said else 'none'})"
        if "hidden" in classes:
            return ""
        if node.tag == "br":
            return "#linebreak()"
        inner = self.inline(node.children)
        if node.tag == "a":
            return self.link(node.attributes.get("href", ""), _call("small" * ("mark" in classes), inner))
        if node.value:
            return f"#verdict({_quoted(node.value)})[{inner}]"
        return _call(_function(node), inner)

    def link(self, address: str, inner: str) -> str:
        """Write a link; one that leads to nothing in the document is its text."""
        if not address.startswith("#"):
            return f"#link({_quoted(whole_file(address))})[{inner}]"
        name = address.removeprefix("#")
        return f"#link(label({_quoted(name)}))[{inner}]" if name in self.labels else inner

    def section(self, node: Node) -> str:
        inner = f"{self.place(node)}{self.blocks(node.children)}"
        if "landscape" in node.classes:
            return f"#page(flipped: true)[\n{inner}\n]"
        return f"#pagebreak(weak: true)\n{inner}" if "page" in node.classes else inner

    def heading(self, node: Node) -> str:
        look, inner = _LEVELS.index(node.tag), self.inline(node.children).strip()
        if not look:
            return f"#title[{inner}]"
        self.level = min(look, self.level + 1)
        name = node.attributes.get("id", "")
        label = _quoted(name) if self.place(node) else "none"
        return f"#headed({look}, {self.level}, {label})[{inner}]"

    def paragraph(self, node: Node) -> str:
        return _call(_function(node), self.flow(node.children))

    def pair(self, node: Node) -> str:
        return f"#pair({', '.join(f'[{self.block(part)}]' for part in node.nodes)})"

    def four(self, node: Node) -> str:
        return f"#four({''.join(f'{self.chart(part)}, ' for part in node.nodes)})"

    def done(self, node: Node) -> str:
        return f"#done({''.join(f'([{a}], [{b}], [{c}]), ' for a, b, c in map(self.parted, node.nodes))})"

    def worst(self, node: Node) -> str:
        return f"#worst({''.join(f'([{a}{b}], [{c}]), ' for a, b, c in map(self.parted, node.nodes))})"

    def items(self, node: Node) -> str:
        kind = next(iter(node.classes), "")
        items = ", ".join(f"[{self.place(item)}{self.flow(item.children)}]" for item in node.nodes)
        if kind == "tally" and not self.is_in_cell:
            return f"#tally({items})"
        if function := _WRAPPED.get(kind):
            return f"#{function}({items})"
        if node.tag == "ol":
            return f"#enum(start: {node.attributes.get('start', '1')}, {items})"
        return f"#list({items})"

    def parted(self, item: Node) -> tuple[str, str, str]:
        """Return an item's amount with its picture, its sentences, and its mark."""
        amount, words, mark = done_parts(item)
        said = self.blocks(amount)
        if any(len(word) > 20 for one in amount if isinstance(one, Node) for word in words_of(one).split()):
            said = f"#text(hyphenate: true)[{said}]"  # the column holds no longer word
        marks = (
            self.flow(one.children) if one.tag == "p" else self.inline([one])
            for one in mark
            if isinstance(one, Node)
        )
        return f"{self.place(item)}{said}", self.flow(words), "".join(marks)

    def quotation(self, node: Node) -> str:
        is_short = len(words_of(node)) < 700
        return f"#block(breakable: {str(not is_short).lower()})[#quote[{self.blocks(node.children)}]]"

    def preformatted(self, node: Node) -> str:
        lines = (readable(line.expandtabs(4).replace(" ", "\u00a0")) for line in lines_as_written(node))
        return f"#preformatted[{'#linebreak()'.join(f'#{_quoted(line)};' for line in lines)}]"

    def figure(self, node: Node) -> str:
        """Write a chart; where there is a picture, the table of its values is not needed beside its alternative text."""
        return f"#chart{self.chart(node)}" if chart_parts(node)[1] else self.blocks(node.children)

    def chart(self, figure: Node) -> str:
        """Return what stands above a picture, the picture and what stands below it."""
        above, picture, below = chart_parts(figure)
        drawn = self.picture(picture) if picture else ""
        return f"([{self.blocks(above)}], [{drawn}], [{self.blocks(below)}])"

    def picture(self, node: Node) -> str:
        """Write a picture by itself, as wide as its text needs."""
        return f"#picture({_svg(node)}, {size_of(node)[0]:g}, {_quoted(alternative(node))})"

    def contents(self, _: Node) -> str:
        entries = [
            f"(label({_quoted(one.id)}), [{_text(one.topic or one.text)}])"
            for one in self.headings
            if one.id in self.labels
        ]
        longest = max((len(one.topic or one.text) for one in self.headings), default=0)
        count = 1 + (len(entries) > 4) + (len(entries) > 8 and longest < 50)
        return f"#contents({count}, {', '.join(entries)})" if entries else ""

    def table(self, node: Node) -> str:
        """Write a table; a heat map or matrix too wide for a page is several."""
        rows = rows_of(node)
        count = max((row.width for row in rows), default=0)
        if not count:
            return ""
        kind = next((one for one in node.classes if one in _KINDS), "rows")
        is_small = len(rows) <= 8 and len(words_of(node)) < 1000
        caption = "".join(
            f"#caption[{self.inline(one.children)}]\n" for one in node.nodes if one.tag == "caption"
        )
        most = _across(rows) if kind == "heat" else _ACROSS if kind == "matrix" else count
        written = "\n".join(self.rows(part, kind) for part in _parts(rows, count, most))
        return f"#block(breakable: false)[{caption}{written}]" if is_small else f"{caption}{written}"

    def rows(self, rows: Sequence[TableRow], kind: str) -> str:
        """Write a table's rows: its heads are repeated on every page, its foot stands once."""
        written: dict[str, list[str]] = {"thead": [], "tbody": [], "tfoot": []}
        for row in rows:
            written.get(row.part, written["tbody"]).append(self.row(row, kind))
        parts = written["tbody"]
        heads = written["thead"]
        if heads:
            rule = ", rule" * (kind not in ("heat", "matrix"))
            parts.insert(0, f"table.header({chr(10).join(heads)}{rule})")
        if written["tfoot"]:
            parts.append(f"table.footer(repeat: false, {chr(10).join(written['tfoot'])})")
        columns = "".join(f"{_width(column)}, " for column in _KINDS.get(kind, columns_of)(rows))
        return f"#{kind}({len(heads)}, ({columns}), {', '.join(parts)})"

    def row(self, row: TableRow, kind: str) -> str:
        """Write a row's cells; one with a text longer than a part of a page may be broken between pages."""
        classes = row.node.classes
        begun = [cell for cell in row.cells if cell.is_begun]
        is_long = any(len(words_of(cell.node)) > 900 for cell in begun)
        more = f", breakable: {str(is_long).lower()}"
        place = self.place(row.node)
        after = after_numbers(begun)
        cells = ", ".join(
            self.cell(cell, row, kind, more, place * (cell is begun[0]), is_after_number=id(cell) in after)
            for cell in begun
        )
        if "group" in classes:  # repeated on the next page, and never left alone at the foot of one
            return f"table.header(level: 2, {cells})"
        return f"{'rule, ' * ('sum' in classes)}{cells}"

    def cell(
        self, cell: TableCell, row: TableRow, kind: str, more: str, place: str, *, is_after_number: bool
    ) -> str:
        """Write a cell: of what kind of table, what it is, the value that it shows, and its words where they are needed."""
        node = cell.node
        self.is_in_cell = True
        inner = self.flow(node.children)
        self.is_in_cell = False
        has_strong = any(node.all("strong"))
        traits = [
            node.tag,
            *node.classes,
            *row.node.classes,
            row.part,
            *["first"] * (not cell.column),
            *["strong"] * has_strong,
            *["after"] * is_after_number,
        ]
        words = words_of(node) if row.part == "thead" or (node.value and not inner) else ""
        more += "".join(
            f", {name}: {count}"
            for name, count in (("colspan", cell.span), ("rowspan", cell.rows))
            if count > 1
        )
        said = (
            f"{_quoted(kind)}, {_quoted(' '.join(traits))}, {_quoted(node.value)}, {_quoted(readable(words))}"
        )
        return f"cell({said}{more})[{place}{inner}]"


def _call(function: str, inner: str) -> str:
    return f"#{function}[{inner}]" if function else inner


def _function(node: Node) -> str:
    return next((_WRAPPED[one] for one in (*node.classes, node.tag) if one in _WRAPPED), "")


def _width(column: TableColumn) -> str:
    if column.is_pictured:
        return "40%"
    return f"{column.share:.1f}fr" if column.share else f"{column.em:.2f}em"


def _across(rows: Sequence[TableRow]) -> int:
    """Return how many columns of a heat map there is room for beside the longest name."""
    widths = (
        9
        + 7 * bool(cell.node.value)
        + 4.1 * sum(len(said.strip()) for said in cell.node.children if isinstance(said, str))
        for row in rows
        for cell in row.cells[1:]
    )
    return max(1, int((_PAGE - 8.2 * columns_of_map(rows)[0].em) // max(widths, default=_PAGE)))


def _parts(rows: Sequence[TableRow], count: int, most: int) -> Iterator[Sequence[TableRow]]:
    """Return a table too wide for a page as several alike, each with the first column and some of the others."""
    if count - 1 <= most:
        yield rows
        return
    size = ceil((count - 1) / ceil((count - 1) / most))
    for start in range(0, count - 1, size):
        width = min(size, count - 1 - start)
        yield [
            row._replace(
                cells=[
                    cell._replace(column=max(0, cell.column - start), span=min(cell.span, width + 1))
                    for cell in row.cells
                    if not cell.column or start < cell.column <= start + width
                ]
            )
            for row in rows
        ]


def _svg(picture: Node) -> str:
    return _quoted(standalone(str(picture.children[0])))


_BLOCKS: Mapping[str, Callable[[_Walk, Node], str]] = {
    **dict.fromkeys(_LEVELS, _Walk.heading),
    "section": _Walk.section,
    **dict.fromkeys(("p", "summary", "figcaption"), _Walk.paragraph),
    "pair": _Walk.pair,
    "four": _Walk.four,
    "done": _Walk.done,
    "worst": _Walk.worst,
    "ul": _Walk.items,
    "ol": _Walk.items,
    "blockquote": _Walk.quotation,
    "pre": _Walk.preformatted,
    "figure": _Walk.figure,
    "svg": _Walk.picture,
    "contents": _Walk.contents,
    "table": _Walk.table,
}
"""Element or class → how it is written where it stands by itself; one that is not here only holds others."""
