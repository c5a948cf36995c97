"""A document's tree as Word that an office can go on writing in: real styles, lists, tables, fields and pictures.

The walk writes WordprocessingML, and every text is escaped. Turned pages, page breaks and bookmarks are told to the
paragraph that comes next, since Word has them as properties of paragraphs. A heat map or a matrix turns the page of
its section, and the few rows of a table of years are its columns, so that none on standing paper has many.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from html import escape
from math import fsum
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from trygghetsplan.output.pictures import can_draw
from trygghetsplan.output.tables import (
    TableCell,
    TableColumn,
    TableRow,
    columns_of,
    columns_of_map,
    columns_of_matrix,
    rows_of,
)
from trygghetsplan.output.tree import (
    SIGNS,
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
    words_of,
)
from trygghetsplan.output.word_file import WordFile

TONES: Mapping[str, tuple[str, str]] = {
    "uppfyllt": ("0B6B50", "E3F3EC"),
    "delvis": ("8A5300", "FBEFD9"),
    "ej-uppfyllt": ("B3261E", "FBE6E4"),
    "obesvarat": ("4A5560", "EEF0F2"),
    "ej-forfallet": ("4F6475", "EAF0F4"),
    "ej-tillampligt": ("5F6770", "F6F7F8"),
    "avsteg": ("6B3FA0", "F0E9F7"),
    "gron": ("0B6B50", "E3F3EC"),
    "gul": ("8A5300", "FBEFD9"),
    "rod": ("B3261E", "FBE6E4"),
}
"""A verdict or a colour → the colour of its word, and of the cell it fills."""
_STYLES: Mapping[str, str] = {
    "h1": "Title",
    "h2": "Heading1",
    "h3": "Heading2",
    "h4": "Heading3",
    "figcaption": "Caption",
    "caption": "Caption",
    "summary": "Caption",
    "lead": "TpIngress",
    "aside": "TpLiten",
    "from": "TpLiten",
    "mark": "TpLiten",
    "callout": "TpRuta",
}
"""Element, or class of a paragraph → its style."""
_QUIET = {"style": "TpDiskret"}
_LOOKS: Mapping[str, Mapping[str, Any]] = {
    **dict.fromkeys(("small", "topic", "meta", "src", "late", "mark"), _QUIET),
    "strong": {"bold": True},
    "em": {"italic": True},
    "ins": {"changed": "ins"},
    "del": {"changed": "del"},
    "code": {"style": "TpKodtext"},
}
"""Element or class of running text → how it looks."""
_EMU = 635
"""How many of the units of a picture go to a twip."""
_PIXEL = 15
"""How many twips there are to one of the units that a chart is measured in."""
_EM, _EM_OF_MATRIX = 190, 155
"""The size of the letters in a table, in twips, with what is bold among them; and of the shapes in a matrix."""
_MARGIN = 57
"""The margin at each side of a cell, in twips."""
_SMALL = 8
"""How many rows there are at most in a table that no page parts."""
_GAP = "\u2003"
"""What stands between the parts of a tally."""
_NAME = 40
"""The longest name that a bookmark can have."""
_SHORT_LIST = 20
"""How many lines a list of contents has at most that stands where it is, and not on a page of its own."""


class _Look(NamedTuple):
    """How a piece of running text looks, and where it leads."""

    bold: bool = False
    italic: bool = False
    changed: str = ""
    """Whether it has come (`ins`) or gone (`del`) in a comparison."""
    style: str = ""
    colour: str = ""
    link: str = ""
    """The element that leads somewhere, as it begins."""


_PLAIN = _Look()


class _Place(NamedTuple):
    """Where a block stands."""

    style: str
    """The style of its paragraphs."""
    room: int
    """How wide it may be, in twips."""
    depth: int = 0
    """In how many lists."""
    is_cell: bool = False
    """Whether in a table's cell, where the page cannot be turned and lists have no marks."""
    to_right: bool = False
    keeps: bool = False
    """Whether on the same page as the paragraph after it."""
    number: int = 0
    """The numbering that it is a part of."""


def to_docx(
    tree: Node,
    *,
    title: str,
    as_of: date,
    author: str = "",
    mark: str = "",
    own: bytes | None = None,
    stamp: str = "",
) -> bytes:
    """Write the tree. `mark` stands at the head of every page; `own` is the municipality's template.

    Raises:
        UsageFault: the template is no sound Word file.
    """
    file = WordFile(own, title, mark)
    if stamp:
        file.add_stamp(stamp)
    body = _Writer(file, tree).document()
    return file.packed(body, title, as_of, author)


def bookmark(name: str) -> str:
    """Return the name that Word takes for a place: letters, digits and low lines, and not too many."""
    made = re.sub(r"\W|^(?=\d)", "_", name)
    return (
        made if len(made) <= _NAME else f"{made[: _NAME - 9]}_{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    )


class _Writer:
    """Walks the tree. What is said of the next paragraph is kept until it comes."""

    def __init__(self, file: WordFile, tree: Node) -> None:
        self.file = file
        self.tree = tree
        self.names: list[str] = []
        """Places that begin at the next paragraph."""
        self.bookmarks = 0
        self.pictures = 0
        self.breaks = False
        """Whether the next paragraph begins a page."""
        self.is_turned = self.wants_turned = False
        """How the page stands, and how the next paragraph wants it."""
        self.item: _Place | None = None
        """Where the next paragraph stands if it is the first of an item."""

    def document(self) -> str:
        body = self.blocks(self.tree.children, _Place("Normal", 0))
        return body + self.file.section_of(is_turned=self.is_turned)

    # blocks

    def blocks(self, children: Iterable[Node | str], place: _Place) -> str:
        """Write the blocks in order; running text between them is a paragraph of its own."""
        return "".join(
            self.block(part, place) if isinstance(part, Node) else self.paragraph(part, place)
            for part in blocks_of(children)
        )

    def block(self, node: Node, place: _Place) -> str:
        """Write one block in the way of its kind; one that is not known only holds others."""
        self.begin(node)
        write = next((_BLOCKS[one] for one in (*node.classes, node.tag) if one in _BLOCKS), None)
        return write(self, node, place) if write else self.blocks(node.children, place)

    def begin(self, node: Node) -> None:
        """Remember that the next paragraph is where this element begins, so that links can lead to it."""
        if name := node.attributes.get("id"):
            self.names.append(name)

    def text(self, node: Node, place: _Place) -> str:
        style = next((_STYLES[one] for one in (*node.classes, node.tag) if one in _STYLES), place.style)
        return self.paragraph(node.children, place._replace(style=style), _Look(bold=node.tag == "summary"))

    def preformatted(self, node: Node, place: _Place) -> str:
        lines = (
            part
            for line in lines_as_written(node)
            for part in (Node("br", {}, []), line.replace("  ", "\u00a0 "))
        )
        return self.paragraph(list(lines)[1:], place._replace(style="TpKod"))

    def quotation(self, node: Node, place: _Place) -> str:
        return self.blocks(node.children, place._replace(style="Quote"))

    def section(self, node: Node, place: _Place) -> str:
        """Write a section: it may begin a page, or stand on a turned one."""
        self.breaks = self.breaks or "page" in node.classes
        is_wide = any({"heat", "matrix"} & set(one.classes) for one in node.all("table"))
        self.wants_turned = is_wide or "landscape" in node.classes
        written = self.blocks(node.children, place)
        self.wants_turned = False
        return written

    def paragraph(self, children: Sequence[Node | str], place: _Place, look: _Look = _PLAIN) -> str:
        """Write a paragraph, or nothing where there is no text."""
        runs = self.runs(children, look)
        return self.paragraph_of(runs, place) if runs else ""

    def paragraph_of(self, runs: str, place: _Place) -> str:
        """Write a paragraph of runs, with what was to be said of it."""
        turned, more = "", "<w:keepNext/>" * place.keeps
        if not place.is_cell:
            turned = self.turn()
            more += "<w:pageBreakBefore/>" * (self.breaks and not turned)
            place, self.breaks, self.item = self.item or place, False, None
        if place.number:
            more += f'<w:numPr><w:ilvl w:val="{place.depth}"/><w:numId w:val="{place.number}"/></w:numPr>'
        more += '<w:jc w:val="right"/>' * place.to_right
        begun = ""
        for name in self.names:
            self.bookmarks += 1
            number = f'w:id="{self.bookmarks}"'
            begun += f'<w:bookmarkStart {number} w:name="{escape(bookmark(name))}"/><w:bookmarkEnd {number}/>'
        self.names = []
        style = self.file.styles[place.style]
        return f'{turned}<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{begun}{runs}</w:p>'

    def turn(self) -> str:
        """End the section of the document where the page is to stand in another way."""
        if self.is_turned == self.wants_turned:
            return ""
        ended = self.file.section_of(is_turned=self.is_turned)
        self.is_turned = self.wants_turned
        return f'<w:p><w:pPr><w:spacing w:after="0" w:line="20" w:lineRule="exact"/>{ended}</w:pPr></w:p>'

    def room(self, place: _Place) -> int:
        return place.room or self.file.room(is_turned=self.wants_turned)

    def list(self, node: Node, place: _Place) -> str:
        """Write a list; a plain one has no marks, nor has one in a table's cell, and a tally is one line."""
        if "tally" in node.classes and not place.is_cell:
            return self.paragraph([part for item in node.nodes for part in (*item.children, _GAP)], place)
        if place.is_cell:
            return "".join(self.blocks(item.children, place) for item in node.nodes)
        suffix = "2" if place.depth else ""
        item = _Place(f"ListBullet{suffix}", place.room, min(place.depth, 1))
        if node.tag == "ol":
            number = self.file.numbering(int(node.attributes.get("start", "1")))
            item = item._replace(style=f"ListNumber{suffix}", number=number)
        inner = place._replace(style=f"ListContinue{suffix}", depth=place.depth + 1)
        written = []
        for one in node.nodes:
            self.begin(one)
            self.item = item
            written.append(self.blocks(one.children, inner))
            self.item = None
        return "".join(written)

    def figure(self, node: Node, place: _Place) -> str:
        """Write a chart as a picture, or as the table of its values where it cannot be drawn."""
        above, picture, below = chart_parts(node)
        if picture is None or not can_draw():
            return self.blocks(node.children, place)
        before = self.blocks(above, place)
        shown = self.paragraph_of(self.drawn(picture, self.room(place)), place)
        return before + shown + self.blocks(below, place)

    def drawn(self, picture: Node, room: int) -> str:
        """Return the run that shows a picture, as wide as it is drawn but not wider than there is room."""
        svg = str(picture.children[0])
        width, height = (int(one * _PIXEL) for one in size_of(picture))
        if width > room:
            width, height = room, height * room // width
        self.pictures += 1
        size = f'cx="{width * _EMU}" cy="{height * _EMU}"'
        name = f'id="{self.pictures}" name="Bild {self.pictures}" descr="{escape(alternative(picture))}"'
        kind = "http://schemas.openxmlformats.org/drawingml/2006"
        return (
            f'<w:r><w:drawing><wp:inline xmlns:wp="{kind}/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent {size}/><wp:docPr {name}/><a:graphic xmlns:a="{kind}/main"><a:graphicData uri="{kind}/picture">'
            f'<pic:pic xmlns:pic="{kind}/picture"><pic:nvPicPr><pic:cNvPr {name}/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:embed="{self.file.picture(svg)}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
            "</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )

    def contents(self, _: Node, place: _Place) -> str:
        """Write the list of contents: a field of Word's, with what it says standing there already.

        Pages are numbered when somebody updates the field: nothing is shown that Word has not reckoned, and nothing
        is asked when the document is opened.
        """
        entries = [one for one in headings(self.tree) if one.level == 2]
        begun = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">'
            ' TOC \\o "1-1" \\h \\z \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        ended = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        if not entries:
            return ""
        self.breaks = self.breaks or sum(1 + bool(one.topic) for one in entries) > _SHORT_LIST
        head = self.paragraph(["Innehåll"], place._replace(style="TOCHeading"))
        written = []
        for number, entry in enumerate(entries):
            topic = (
                _run(f"{entry.topic}\n", _Look(style="TpDiskret"), self.file.styles) if entry.topic else ""
            )
            said = topic + _run(entry.text, _Look(), self.file.styles)
            link = f'<w:hyperlink w:anchor="{escape(bookmark(entry.id))}" w:history="1">{said}</w:hyperlink>'
            around = (begun if number == 0 else "", ended if number == len(entries) - 1 else "")
            written.append(self.paragraph_of(link.join(around), place._replace(style="TOC1")))
        return (
            '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/>'
            f"</w:docPartObj></w:sdtPr><w:sdtContent>{head}{''.join(written)}</w:sdtContent></w:sdt>"
        )

    # tables

    def side_by_side(self, node: Node, place: _Place) -> str:
        """Write parts in a row, at most four: key numbers, or small charts."""
        parts = list(node.nodes)
        across = max(1, min(4, len(parts)))
        width = self.room(place) // across
        inside = _in_cell(width)
        written = [
            self.number_first(part, "TpNyckeltal", inside) if part.tag == "li" else self.block(part, inside)
            for part in parts
        ]
        written += [""] * (-len(parts) % across)
        rows = [
            _row(self.cell_of(width, text) for text in written[start : start + across])
            for start in range(0, len(written), across)
        ]
        return self.framed(rows, [width] * across, "TableNormal", place)

    def number_first(self, node: Node, style: str, place: _Place) -> str:
        """Write a number on a line of its own, and small below it what it is a number of."""
        number = next((one for one in node.all("strong")), None)
        rest = [child for child in node.children if child is not number]
        first = self.paragraph([number], place._replace(style=style)) if number else ""
        return first + self.blocks(rest, place._replace(style="TpLiten"))

    def done(self, node: Node, place: _Place) -> str:
        """Write what was done as a table: the number, the sentence, and where it stands in the annexes."""
        room = self.room(place)
        widths = [room * 19 // 100, room * 71 // 100, room * 10 // 100]
        rows = []
        for item in node.nodes:
            self.begin(item)
            amount, words, mark = done_parts(item)
            number = "".join(
                self.number_first(one, "TpTabelltext", _in_cell(widths[0]))
                for one in amount
                if isinstance(one, Node)
            )
            texts = (
                self.blocks(part, _in_cell(width))
                for part, width in zip((words, mark), widths[1:], strict=True)
            )
            rows.append(_row(map(self.cell_of, widths, (number, *texts))))
        return self.framed(rows, widths, "TpTabell", place)

    def table(self, node: Node, place: _Place) -> str:
        """Write a table. A row that leads to those below stands on the same page as the next, as all of a small table."""
        caption = "".join(self.block(one, place) for one in node.nodes if one.tag == "caption")
        rows = rows_of(node)
        if not any(row.width for row in rows):
            return caption
        kind = next((one for one in node.classes if one in _KINDS), "")
        rows = _on_its_side(rows) if kind == "years" else rows
        room = self.room(place)
        widths = _widths(_KINDS[kind](rows), room, _EM_OF_MATRIX if kind == "matrix" else _EM)
        written = []
        for number, row in enumerate(rows, 1):
            is_head, is_group = row.part == "thead", "group" in row.node.classes
            keeps = number < len(rows) if len(rows) <= _SMALL else is_head or is_group
            cells = []
            for cell in row.cells:
                width = sum(widths[cell.column : cell.column + cell.span])
                more = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
                if cell.rows > 1 or not cell.is_begun:
                    more += f'<w:vMerge w:val="{"restart" if cell.is_begun else "continue"}"/>'
                tone = TONES[cell.node.value][1] if cell.node.value in TONES else "F4F6F8" if is_group else ""
                more += f'<w:shd w:val="clear" w:color="auto" w:fill="{tone}"/>' if tone else ""
                if kind == "matrix" and is_head and cell.column:
                    more += '<w:textDirection w:val="btLr"/>'
                to_right = cell.column > 0 and (kind == "heat" or "num" in cell.node.classes)
                inside = _in_cell(width)._replace(to_right=to_right, keeps=keeps)
                cells.append(self.cell_of(width, self.cell(cell, row, inside), more))
            height = '<w:trHeight w:val="1500"/>' if kind == "matrix" and is_head else ""
            written.append(_row(cells, ("<w:tblHeader/>" if is_head else "") + height))
        return caption + self.framed(written, widths, "TpTabell", place, has_head=rows[0].part == "thead")

    def cell(self, cell: TableCell, row: TableRow, place: _Place) -> str:
        """Write what stands in a cell, with the shape of its verdict before it."""
        if not cell.is_begun:
            return ""
        self.begin(cell.node)
        sign = SIGNS.get(cell.node.value, "")
        children = [f"{sign} ", *cell.node.children] if sign else cell.node.children
        is_name = cell.node.attributes.get("scope") == "row" and not any(cell.node.all("strong"))
        is_bold = is_name or row.part == "tfoot" or "sum" in row.node.classes or "all" in cell.node.classes
        if all(map(is_running, children)):
            return self.paragraph(children, place, _Look(bold=is_bold))
        return self.blocks(children, place)

    def cell_of(self, width: int, text: str, more: str = "") -> str:
        """Return a cell; it ends with a paragraph, also where it is empty."""
        end = f'<w:p><w:pPr><w:pStyle w:val="{self.file.styles["TpTabelltext"]}"/></w:pPr></w:p>'
        ended = text if text.endswith("</w:p>") else text + end
        return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{more}</w:tcPr>{ended}</w:tc>'

    def framed(
        self, rows: Sequence[str], widths: Sequence[int], style: str, place: _Place, *, has_head: bool = False
    ) -> str:
        """Return a table of rows, and a small space after it, without which two tables would be one."""
        if not rows:
            return ""
        turned = "" if place.is_cell else self.turn()
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        return (
            f'{turned}<w:tbl><w:tblPr><w:tblStyle w:val="{self.file.styles[style]}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
            f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="{"0620" if has_head else "0600"}" w:firstRow="{int(has_head)}" w:lastRow="0" '
            'w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr>'
            f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
            '<w:p><w:pPr><w:spacing w:after="0" w:line="120" w:lineRule="exact"/></w:pPr></w:p>'
        )

    # running text

    def runs(self, children: Iterable[Node | str], look: _Look) -> str:
        """Write running text as runs, and those that lead to the same place as one link."""
        written, link = "", ""
        for text, own in _squeezed(self.pieces(children, look)):
            if own.link != link:
                written += ("</w:hyperlink>" if link else "") + own.link
                link = own.link
            written += _run(text, own, self.file.styles)
        return written + ("</w:hyperlink>" if link else "")

    def pieces(self, children: Iterable[Node | str], look: _Look) -> Iterator[tuple[str, _Look]]:
        """Return the parts of running text and how each looks; a line break is a part of its own."""
        for child in children:
            if isinstance(child, str):
                yield squeezed(child), look
            elif child.tag == "br":
                yield "\n", look
            elif "hidden" not in child.classes and child.tag != "svg":
                yield from self.element(child, look)

    def element(self, node: Node, look: _Look) -> Iterator[tuple[str, _Look]]:
        """Return the parts of an element of running text."""
        self.begin(node)
        classes = node.classes
        if node.value in SIGNS:
            look = look._replace(bold=True, colour=TONES[node.value][0])
            yield f"{SIGNS[node.value]}\u00a0", look
        if node.tag == "a":
            look = look._replace(link=self.link(node.attributes.get("href", "")))
        else:
            for one in (node.tag, *classes):
                look = look._replace(**_LOOKS.get(one, {}))
        inside = self.pieces(node.children, look)
        if "n" in classes:
            inside = ((text.replace(" ", "\u00a0"), own) for text, own in inside)
        yield from inside
        if "topic" in classes:
            yield "\n", look

    def link(self, address: str) -> str:
        """Return the element that leads to an address, as it begins: a place here, a page, or a file beside this one."""
        parts = urlsplit(address)
        if address.startswith("#"):
            return f'<w:hyperlink w:anchor="{escape(bookmark(unquote(parts.fragment)))}">'
        anchor = ""
        if not parts.scheme and parts.fragment:
            anchor = f' w:anchor="{escape(bookmark(unquote(parts.fragment)))}"'
            address = address.partition("#")[0]
        relation = self.file.related("hyperlink", address, ' TargetMode="External"')
        return f'<w:hyperlink r:id="{relation}"{anchor}>'


_BLOCKS: Mapping[str, Callable[[_Writer, Node, _Place], str]] = {
    **dict.fromkeys(("p", "h1", "h2", "h3", "h4", "figcaption", "caption", "summary"), _Writer.text),
    "pre": _Writer.preformatted,
    "blockquote": _Writer.quotation,
    "ul": _Writer.list,
    "ol": _Writer.list,
    "figure": _Writer.figure,
    "table": _Writer.table,
    "four": _Writer.side_by_side,
    "figures": _Writer.side_by_side,
    "done": _Writer.done,
    "contents": _Writer.contents,
    "section": _Writer.section,
}
"""Element or class → how it is written."""


def _run(text: str, look: _Look, styles: Mapping[str, str]) -> str:
    """Write text that looks alike as a run; it holds line breaks."""
    if not text:
        return ""
    looks = (
        (
            f'<w:rStyle w:val="{styles["Hyperlink" if look.link and not look.style else look.style]}"/>'
            if look.style or look.link
            else ""
        )
        + ("<w:b/>" if look.bold else "")
        + ("<w:i/>" if look.italic else "")
        + ("<w:strike/>" if look.changed == "del" else "")
        + (f'<w:color w:val="{look.colour}"/>' if look.colour else "")
        + ('<w:u w:val="single"/>' if look.changed == "ins" else "")
    )
    lines = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line, quote=False)}</w:t>' if line else ""
        for line in text.split("\n")
    )
    return f"<w:r>{f'<w:rPr>{looks}</w:rPr>' if looks else ''}{lines}</w:r>"


def _squeezed(pieces: Iterable[tuple[str, _Look]]) -> list[tuple[str, _Look]]:
    """Take away the spaces that a line does not begin or end with, and that stand beside others."""
    kept: list[tuple[str, _Look]] = []
    for said, look in pieces:
        before = kept[-1][0] if kept else "\n"
        text = said.lstrip(" ") if before.endswith((" ", "\n")) else said
        if text == "\n" and kept:
            kept[-1] = (before.rstrip(" "), kept[-1][1])
        if text and kept and kept[-1][1] == look:
            kept[-1] = (kept[-1][0] + text, look)
        elif text:
            kept.append((text, look))
    while kept:
        text, look = kept.pop()
        if end := text.rstrip(" \n"):
            return [*kept, (end, look)]
    return []


def _in_cell(width: int) -> _Place:
    return _Place("TpTabelltext", width - 2 * _MARGIN, is_cell=True)


def _on_its_side(rows: Sequence[TableRow]) -> list[TableRow]:
    """Make columns of the rows, without the columns that have no words."""
    columns = [
        [cell.node for row in rows for cell in row.cells if cell.column == at] for at in range(rows[0].width)
    ]
    told = [column for column in columns if any(map(words_of, column[1:] or column))]
    return [
        TableRow(
            Node("tr", {}, []),
            [TableCell(node, at, 1, 1) for at, node in enumerate(column)],
            "tbody" if number else "thead",
        )
        for number, column in enumerate(told)
    ]


_KINDS: Mapping[str, Callable[[Sequence[TableRow]], list[TableColumn]]] = {
    "": columns_of,
    "heat": columns_of_map,
    "matrix": columns_of_matrix,
    "years": columns_of,
}
"""Kind of table with a look of its own → how its columns share the width."""


def _widths(columns: Sequence[TableColumn], room: int, em: int) -> list[int]:
    """Return the widths in twips: what each column is at least, and its share of what is left."""
    least = [column.em * em + 0.4 * room * column.is_pictured for column in columns]
    narrowed = min(1, room / fsum(least)) if any(least) else 1
    left, shares = room - narrowed * fsum(least), fsum(column.share for column in columns) or 1
    return [
        int(narrowed * width + left * column.share / shares)
        for width, column in zip(least, columns, strict=True)
    ]


def _row(cells: Iterable[str], more: str = "") -> str:
    """Return a row that no page parts."""
    return f"<w:tr><w:trPr><w:cantSplit/>{more}</w:trPr>{''.join(cells)}</w:tr>"
