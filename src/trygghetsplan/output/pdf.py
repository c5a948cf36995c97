"""A document's tree as PDF: PDF/A-3a and PDF/UA-1 as it says of itself, with its data attached.

The walk writes calls of the functions in `templates/paper.typ`, and every text as a string, so that no sign means
anything. Nothing is read from the machine, neither fonts nor clock: the same tree gives the same bytes everywhere.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from itertools import groupby
from typing import NamedTuple

import typst

from trygghetsplan.output.pictures import drawable, fonts, standalone
from trygghetsplan.output.tree import INLINE, Node, alternative, headings, squeezed, whole_file, words_of
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


def to_pdf(tree: Node, *, heading: str, author: str, as_of: date, mark: str, source: Attached) -> bytes:
    """Write the tree; the heading and the `mark` stand at the head of every page.

    Raises:
        RuntimeError: Typst refuses what was written, or warns of it, which is a bug or an unsound picture.
    """
    frame = (
        f"#show: paper.with(title: {_quoted(f'{heading} – {author}')}, heading: {_quoted(readable(heading))}, "
        f"author: {_quoted(readable(author))}, "
        f"day: datetime(year: {as_of.year}, month: {as_of.month}, day: {as_of.day}), "
        f'mark: {_quoted(readable(mark))}, data: read("data", encoding: none), '
        f"name: {_quoted(source.name)}, described: {_quoted(source.description)})\n"
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


_TONED = ("heat", "matrix")
"""Tables whose cells are filled with the tone of their verdict."""
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
    "pair": "pair",
    "four": "four",
    "facts": "facts",
    "figures": "figures",
    "tally": "unmarked",
    "strong": "strong",
    "em": "emph",
    "ins": "underline",
    "del": "strike",
    "small": "small",
    "code": "code",
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
        self.unlabelled = {
            name for node in _everything(tree) if (name := node.attributes.get("id")) in wanted
        }
        """The places that something leads to and that have not been written yet."""
        self.labels = frozenset(self.unlabelled)
        self.level = 0
        self.is_in_cell = False
        self.is_standing = False
        """Whether the heads of the matrix's narrow columns are turned: all, where one is too long to lie."""

    def blocks(self, children: Iterable[Node | str]) -> str:
        """Write blocks in order; running text between them is a paragraph of its own."""
        written, before = [], ""
        for is_inline, part in groupby(children, _is_inline):
            if is_inline:
                running = self.inline(part).strip()
                written.append(f"#par[{running}]" if running else "")
                continue
            for node in part:
                if isinstance(node, Node):
                    block = self.block(node)
                    is_opening = node.tag == "p" and before in _LEVELS and len(words_of(node)) < _SHORT
                    written.append(f"#opening[{block}]" if is_opening else block)
                    before = node.tag
        return "\n".join(filter(None, written))

    def flow(self, children: Sequence[Node | str]) -> str:
        """Write what stands in a cell or an item: running text as it is, or blocks."""
        return self.inline(children).strip() if all(map(_is_inline, children)) else self.blocks(children)

    def block(self, node: Node) -> str:
        if node.tag in INLINE - {"svg"}:
            return self.inline([node])
        write = _BLOCKS.get(node.tag)
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
            return "" if "i" in classes else _strip(node)
        if "hidden" in classes:
            return ""
        if node.tag == "br":
            return "#linebreak()"
        inner = self.inline(node.children)
        if node.tag == "a":
            return self.link(
                node.attributes.get("href", ""), f"#small[{inner}]" if "mark" in classes else inner
            )
        if slug := _slug(node):
            return f"#verdict({_quoted(slug)})[{inner}]"
        if "n" in classes:
            return f"#box[{inner}]"
        if "topic" in classes:
            return f"#topic[{inner}]"
        return _call(next((_WRAPPED[one] for one in (*classes, node.tag) if one in _WRAPPED), ""), inner)

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

    def wrapped(self, node: Node) -> str:
        """Write a paragraph, or blocks side by side."""
        function = next((_WRAPPED[one] for one in (*node.classes, node.tag) if one in _WRAPPED), "")
        if function == "pair":
            return f"#pair({', '.join(f'[{self.block(part)}]' for part in node.nodes)})"
        if function == "four":
            return f"#four({''.join(f'{self.chart(part)}, ' for part in node.nodes)})"
        return _call(function, self.flow(node.children)) if node.tag == "p" else self.blocks(node.children)

    def items(self, node: Node) -> str:
        kind = next(iter(node.classes), "")
        if kind in ("done", "worst"):
            parts = [self.parted(item, is_worst=kind == "worst") for item in node.nodes]
            if kind == "done":
                return f"#done({''.join(f'([{a}], [{b}], [{c}]), ' for a, b, c in parts)})"
            items = "".join(f"([{a}{b}], [{c}]), " for a, b, c in parts)
            return f"#worst({items})"
        items = ", ".join(f"[{self.place(item)}{self.flow(item.children)}]" for item in node.nodes)
        if kind == "tally" and not self.is_in_cell:
            return f"#tally({items})"
        if function := _WRAPPED.get(kind):
            return f"#{function}({items})"
        if node.tag == "ol":
            return f"#enum(start: {node.attributes.get('start', '1')}, {items})"
        return f"#list({items})"

    def parted(self, item: Node, *, is_worst: bool) -> tuple[str, str, str]:
        """Return an item's amount with its picture, its sentences, and its mark."""
        amount: list[Node | str] = []
        mark: list[Node | str] = []
        words: list[Node | str] = []
        for child in item.children:
            classes = child.classes if isinstance(child, Node) else []
            is_amount = "amount" in classes or (isinstance(child, Node) and child.tag == "svg")
            is_mark = "mark" in classes or (is_worst and "meta" in classes)
            (amount if is_amount else mark if is_mark else words).append(child)
        said = self.blocks(amount)
        if any(len(word) > 20 for one in amount if isinstance(one, Node) for word in words_of(one).split()):
            said = f"#text(hyphenate: true)[{said}]"  # the column holds no longer word
        return (
            f"{self.place(item)}{said}",
            self.flow(words),
            "".join(
                self.flow(one.children) if one.tag == "p" else self.inline([one])
                for one in mark
                if isinstance(one, Node)
            ),
        )

    def quotation(self, node: Node) -> str:
        is_short = len(words_of(node)) < 700
        return f"#block(breakable: {str(not is_short).lower()})[#quote[{self.blocks(node.children)}]]"

    def preformatted(self, node: Node) -> str:
        lines = words_with_breaks(node).strip("\n").expandtabs(4).split("\n")
        written = "#linebreak()".join(
            f"#{_quoted(readable(line.replace(' ', chr(0xA0))))};" for line in lines
        )
        return f"#preformatted[{written}]"

    def above(self, node: Node) -> str:
        """Write the words above something that stands below them."""
        return f"#{node.tag}[{self.flow(node.children)}]"

    def figure(self, node: Node) -> str:
        """Write a chart; where there is a picture, the table of its values is not needed beside its alternative text."""
        if all("i" in one.classes for one in node.all("svg")):
            return self.blocks(node.children)
        return f"#chart{self.chart(node)}"

    def chart(self, figure: Node) -> str:
        """Return what stands above a picture, the picture and what stands below it."""
        shown = [child for child in figure.children if not _is_values(child)]
        at = next(
            (place for place, one in enumerate(shown) if isinstance(one, Node) and one.tag == "svg"),
            len(shown),
        )
        drawn = "".join(self.block(one) for one in shown[at : at + 1] if isinstance(one, Node))
        return f"([{self.blocks(shown[:at])}], [{drawn}], [{self.blocks(shown[at + 1 :])}])"

    def picture(self, node: Node) -> str:
        """Write a picture by itself, as wide as its text needs."""
        return f"#picture({_svg(node)}, {_wide(node)}, {_quoted(alternative(node))})"

    def contents(self, node: Node) -> str:
        entries = [
            f"(label({_quoted(one.id)}), [{_text(one.topic or one.text)}])"
            for one in self.headings
            if one.id in self.labels
        ]
        longest = max((len(one.topic or one.text) for one in self.headings), default=0)
        count = 1 + (len(entries) > 4) + (len(entries) > 8 and longest < 50)
        return f"#contents({count}, {', '.join(entries)})" if "contents" in node.classes and entries else ""

    def table(self, node: Node) -> str:
        heads = [row for part in node.nodes if part.tag == "thead" for row in part.nodes]
        foots = [row for part in node.nodes if part.tag == "tfoot" for row in part.nodes]
        rows = list(node.all("tr"))
        count = max((sum(_span(cell) for cell in row.nodes) for row in rows), default=0)
        if not count:
            return ""
        kind = next((one for one in node.classes if one in ("heat", "matrix", "narrow")), "rows")
        if kind == "matrix" and count - 1 > _ACROSS:
            return "\n".join(self.table(part) for part in _parts(node, count))
        body = [row for row in rows if row not in heads and row not in foots]
        self.is_standing = kind == "matrix" and any(
            5 < len(words_of(cell)) < 16 for row in heads for cell in list(row.nodes)[1:]
        )
        parts = [self.row(row, kind, is_head=False) for row in body]
        if heads:
            head = "\n".join(self.row(row, kind, is_head=True) for row in heads)
            line = "" if kind in _TONED else ", rule"
            parts.insert(0, f"table.header({head}{line})")
        if foots:
            foot = "\n".join(self.row(row, kind, is_head=False) for row in foots)
            parts.append(f"table.footer(repeat: false, {foot})")
        columns = _wide_first(rows, count, kind) if kind in _TONED else _columns(heads, body + foots, count)
        caption = next(
            (f"#caption[{self.inline(one.children)}]\n" for one in node.nodes if one.tag == "caption"), ""
        )
        written = f"{caption}#{kind}({len(heads)}, ({columns}), {', '.join(parts)})"
        is_small = len(rows) <= 8 and len(words_of(node)) < 1000
        return f"#block(breakable: false)[{written}]" if is_small else written

    def row(self, row: Node, kind: str, *, is_head: bool) -> str:
        """Write a row's cells; one with a text longer than a part of a page may be broken between pages."""
        is_long = any(len(words_of(cell)) > 900 for cell in row.nodes)
        place = self.place(row)
        cells = []
        for number, cell in enumerate(row_cells := list(row.nodes)):
            options, inner = self.cell(cell, kind, is_head=is_head, is_first=not number)
            if is_long:
                options.append("breakable: true")
            if (
                number
                and kind == "rows"
                and "num" in row_cells[number - 1].classes
                and "num" not in cell.classes
            ):
                options.append("inset: (left: 0.8em)")
            if "group" in row.classes:
                options.append("inset: (top: 0.9em)")
                inner = _call("group", inner)
            if "sum" in row.classes and cell.tag == "td":
                inner = _call("strong", inner)
            cells.append(
                f"table.cell({', '.join(options)})[{place}{inner}]" if options else f"[{place}{inner}]"
            )
            place = ""
        if "group" in row.classes:  # repeated on the next page, and never left alone at the foot of one
            return f"table.header(level: 2, {', '.join(cells)})"
        return f"{'rule, ' * ('sum' in row.classes)}{', '.join(cells)}"

    def cell(self, cell: Node, kind: str, *, is_head: bool, is_first: bool) -> tuple[list[str], str]:
        """Return how a cell is laid out, and what stands in it."""
        self.is_in_cell = True
        inner, slug, classes = self.flow(cell.children), _slug(cell), cell.classes
        self.is_in_cell = False
        options = [
            f"{name}: {cell.attributes[name]}" for name in ("colspan", "rowspan") if name in cell.attributes
        ]
        side = "center" if kind == "matrix" else "right"
        is_aside = "num" in classes or (kind in _TONED and not is_first)
        if "edge" in classes:
            options.append("stroke: edge")
        if is_head:
            options.append(f"align: bottom{f' + {side}' * is_aside}")
            is_standing = self.is_standing and is_aside and len(words_of(cell)) < 16
            inner = inner or _text(
                words_of(cell)
            )  # what is hidden on a page is the only name of the column here
            return options, f"#head{'(standing' * is_standing}[#strong[{inner}]]{')' * is_standing}"
        if is_aside:
            options.append(f"align: {side}")
        if slug and kind in _TONED:
            options.append(f"fill: tone({_quoted(slug)}).last()")
            alone = f"#shape({_quoted(slug)}, alt: {_quoted(words_of(cell) or slug)})"
            return options, f"#toned({_quoted(slug)})[{inner}]" if inner else alone
        if slug:
            return options, f"#verdict({_quoted(slug)})[{inner}]"
        is_bold = "all" in classes or (cell.tag == "th" and not any(cell.all("strong")))
        return options, _call("strong", inner) if is_bold and inner else inner


def _everything(node: Node) -> Iterator[Node]:
    for child in node.nodes:
        yield child
        yield from _everything(child)


def _is_inline(child: Node | str) -> bool:
    return isinstance(child, str) or child.tag in INLINE


def _is_values(child: Node | str) -> bool:
    """Whether it is, or folds away, the table of a picture's values."""
    return isinstance(child, Node) and any("values" in one.classes for one in (child, *child.all("table")))


def _call(function: str, inner: str) -> str:
    return f"#{function}[{inner}]" if function else inner


def _slug(node: Node) -> str:
    """Return the value of a verdict or a colour."""
    words = node.classes
    return next((words[at + 1] for at, one in enumerate(words[:-1]) if one in ("verdict", "colour")), "")


def words_with_breaks(node: Node) -> str:
    """Return the text of an element as it was written."""
    return "".join(one if isinstance(one, str) else words_with_breaks(one) for one in node.children)


def _span(cell: Node) -> int:
    return int(cell.attributes.get("colspan", "1"))


def _wide_first(rows: Sequence[Node], count: int, kind: str) -> str:
    """Return columns of which the first holds its longest name, and the others share what is left, or are narrow."""
    if kind == "matrix":
        said = {
            at
            for row in rows
            for at, cell in enumerate(row.nodes)
            if "sum" not in row.classes and _is_said(cell)
        }
        return f"1fr, {''.join('4.6em, ' if at in said else '21pt, ' for at in range(1, count))}"
    names = (next(row.nodes, None) for row in rows)
    longest = max((len(words_of(name)) for name in names if name and _span(name) == 1), default=1)
    return f"{min(0.58 * longest + 1, 20):.2f}em, {'1fr, ' * (count - 1)}"


def _parts(table: Node, count: int) -> Iterator[Node]:
    """Return a table too wide for a page as several, each with the first column and some of the others."""

    def narrowed(node: Node, start: int) -> Node:
        if node.tag != "tr":
            return node._replace(
                children=[narrowed(one, start) if isinstance(one, Node) else one for one in node.children]
            )
        first, *others = node.nodes
        if _span(first) == 1:
            return node._replace(children=[first, *others[start : start + _ACROSS]])
        width = 1 + min(_ACROSS, count - 1 - start)
        return node._replace(
            children=[first._replace(attributes={**first.attributes, "colspan": str(width)})]
        )

    return (narrowed(table, start) for start in range(0, count - 1, _ACROSS))


def _is_said(cell: Node) -> bool:
    """Whether a cell of the matrix holds words and not only a shape."""
    return cell.tag == "td" and not _slug(cell) and len(words_of(cell)) > 4


def _columns(heads: Sequence[Node], rows: Sequence[Node], count: int) -> str:
    """Return how wide the columns are: short ones as their text, the others by how much they hold."""
    short, much, pictured = [0] * count, [0] * count, [False] * count
    for is_head, row in ((row in heads, row) for row in (*heads, *rows)):
        at = 0
        for cell in row.nodes:
            text = words_of(cell)
            if _span(cell) == 1 and at < count:
                length = max(map(len, text.split()), default=0) if is_head else len(text)
                is_judged = any(map(_slug, cell.all("span")))
                short[at] = max(short[at], length + 2 * is_judged)
                much[at] += len(text) + 12 * is_judged
                pictured[at] |= any("i" not in one.classes for one in cell.all("svg"))
            at += _span(cell)
    each = [max(amount / max(len(rows), 1), 14) for amount in much]
    each[0] = max(each[0], min(short[0], 32))  # the names of the rows
    has_room = sum(length for length in short if length <= 16) <= 70
    names = 36 if max(each) < 60 else 16
    fixed = [length <= (16 if place else names) and has_room for place, length in enumerate(short)]
    if all(fixed):
        fixed = [(place > 0) != any(pictured) for place in range(count)]
        each = [max(length, 3) ** (1 / 0.6) for length in short]
    return "".join(
        "40%, " if picture else f"{0.54 * length + 1.2:.2f}em, " if is_fixed else f"{amount**0.6:.1f}fr, "
        for length, is_fixed, amount, picture in zip(short, fixed, each, pictured, strict=True)
    )


def _wide(picture: Node) -> str:
    """Return the width of the picture's own measure."""
    found = re.search(r'viewBox="[-\d.]+[ ,]+[-\d.]+[ ,]+([\d.]+)', str(picture.children[0]))
    return found[1] if found else "400"


def _svg(picture: Node) -> str:
    return _quoted(standalone(str(picture.children[0])))


def _strip(picture: Node) -> str:
    said = alternative(picture)
    return f"#strip({_svg(picture)}, {_quoted(said) if said else 'none'})"


_BLOCKS: Mapping[str, Callable[[_Walk, Node], str]] = {
    **dict.fromkeys(_LEVELS, _Walk.heading),
    "section": _Walk.section,
    "p": _Walk.wrapped,
    "div": _Walk.wrapped,
    "ul": _Walk.items,
    "ol": _Walk.items,
    "blockquote": _Walk.quotation,
    "pre": _Walk.preformatted,
    "summary": _Walk.above,
    "figcaption": _Walk.above,
    "figure": _Walk.figure,
    "svg": _Walk.picture,
    "nav": _Walk.contents,
    "table": _Walk.table,
}
"""Element → how it is written where it stands by itself; one that is not here only holds others."""
