"""A document's tree as Word that an office can go on writing in: real styles, lists, tables, fields and pictures.

The walk writes WordprocessingML, and every text is escaped. Turned pages, page breaks and bookmarks are told to the
paragraph that comes next, since Word has them as properties of paragraphs.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from html import escape
from itertools import dropwhile
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from trygghetsplan.output.pictures import can_draw
from trygghetsplan.output.tree import INLINE, Node, alternative, headings, squeezed, words_of
from trygghetsplan.output.word_file import WordFile
from trygghetsplan.output.word_tables import (
    MARGIN,
    MOST_LYING,
    SIGNS,
    PlacedCell,
    TableRow,
    is_wide,
    rows_of,
    widths_of,
)

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
_HEADINGS: Mapping[str, str] = {"h1": "Title", "h2": "Heading1", "h3": "Heading2", "h4": "Heading3"}
_STYLES: Mapping[str, str] = {**_HEADINGS, "figcaption": "Caption", "caption": "Caption"}
"""Element → the style of the paragraph that it is."""
_PARAGRAPHS: Mapping[str, str] = {
    "lead": "TpIngress",
    "aside": "TpLiten",
    "from": "TpLiten",
    "mark": "TpLiten",
    "callout": "TpRuta",
}
"""The class of a paragraph → its style."""
_QUIET = frozenset({"topic", "meta", "src", "late", "mark"})
"""The classes of running text that is small and grey."""
_EMU = 635
"""How many of the units of a picture go to a twip."""
_PIXEL = 15
"""How many twips there are to one of the units that a chart is measured in."""
_UNSAID = ("400", "200")
"""The measures of a chart that does not say its own."""
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


def to_docx(
    tree: Node, *, title: str, as_of: date, author: str = "", mark: str = "", own: bytes | None = None
) -> bytes:
    """Write the tree. `mark` stands at the head of every page; `own` is the municipality's template.

    Raises:
        UsageFault: the template is no sound Word file.
    """
    file = WordFile(own, title, mark)
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
        self.is_turned = self.wants_turned = self.is_held = False
        """How the page stands, how the next paragraph wants it, and whether that is for a whole section."""
        self.has_ended = False
        """Whether a section has."""

    def document(self) -> str:
        body = self.blocks(self.tree.children, _Place("Normal", 0))
        return body + self.file.section_of(is_turned=self.is_turned, is_first=not self.has_ended)

    # blocks

    def blocks(self, children: Iterable[Node | str], place: _Place) -> str:
        """Write the blocks in order; running text between them is a paragraph of its own."""
        written, running = [], []
        everything = list(children)
        for number, child in enumerate(everything):
            if isinstance(child, str) or child.tag in INLINE:
                running.append(child)
                continue
            written.append(self.paragraph(running, place))
            running = []
            if child.tag in _HEADINGS and not self.is_held:
                self.wants_turned = _leads_to_wide(child, everything[number + 1 :])
            written.append(self.block(child, place))
        written.append(self.paragraph(running, place))
        return "".join(written)

    def block(self, node: Node, place: _Place) -> str:
        """Write one block in the way of its kind; one that is not known only holds others."""
        self.begin(node)
        if node.tag in _STYLES:
            return self.paragraph(node.children, place._replace(style=_STYLES[node.tag]))
        write = _BLOCKS.get(node.tag)
        return write(self, node, place) if write else self.blocks(node.children, place)

    def begin(self, node: Node) -> None:
        """Remember that the next paragraph is where this element begins, so that links can lead to it."""
        if name := node.attributes.get("id"):
            self.names.append(name)

    def text(self, node: Node, place: _Place) -> str:
        style = next((_PARAGRAPHS[one] for one in node.classes if one in _PARAGRAPHS), place.style)
        return self.paragraph(node.children, place._replace(style=style))

    def summary(self, node: Node, place: _Place) -> str:
        return self.paragraph(node.children, place._replace(style="Caption"), _Look(bold=True))

    def preformatted(self, node: Node, place: _Place) -> str:
        return self.paragraph(list(_lines(node)), place._replace(style="TpKod"))

    def quotation(self, node: Node, place: _Place) -> str:
        return self.blocks(node.children, place._replace(style="Quote"))

    def division(self, node: Node, place: _Place) -> str:
        if "four" in node.classes:
            return self.side_by_side(list(node.nodes), place)
        return self.blocks(node.children, place)

    def part(self, node: Node, place: _Place) -> str:
        """Write a section: it may begin a page, or stand on a turned one."""
        self.breaks = self.breaks or "page" in node.classes
        self.is_held = self.wants_turned = "landscape" in node.classes
        written = self.blocks(node.children, place)
        self.is_held = self.wants_turned = False
        return written

    def paragraph(
        self,
        children: Sequence[Node | str],
        place: _Place,
        look: _Look = _PLAIN,
        *,
        numbered: tuple[int, int] | None = None,
    ) -> str:
        """Write a paragraph, or nothing where there is no text."""
        runs = self.runs(children, look)
        return self.paragraph_of(runs, place, numbered=numbered) if runs else ""

    def paragraph_of(self, runs: str, place: _Place, *, numbered: tuple[int, int] | None = None) -> str:
        """Write a paragraph of runs, with what was to be said of it."""
        turned, more = "", "<w:keepNext/>" if place.keeps else ""
        if not place.is_cell:
            turned = self.turn()
            more += "<w:pageBreakBefore/>" if self.breaks and not turned else ""
            self.breaks = False
        if numbered:
            level, number = numbered
            more += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
        if place.to_right:
            more += '<w:jc w:val="right"/>'
        style = self.file.styles[place.style]
        return f'{turned}<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{self.marked(runs)}</w:p>'

    def marked(self, runs: str) -> str:
        """Put what begins here around the runs, so that links can lead to it."""
        before = ""
        for name in self.names:
            self.bookmarks += 1
            before += (
                f'<w:bookmarkStart w:id="{self.bookmarks}" w:name="{escape(bookmark(name))}"/>'
                f'<w:bookmarkEnd w:id="{self.bookmarks}"/>'
            )
        self.names = []
        return before + runs

    def turn(self) -> str:
        """End the section of the document where the page is to stand in another way."""
        if self.is_turned == self.wants_turned:
            return ""
        ended = self.file.section_of(is_turned=self.is_turned, is_first=not self.has_ended)
        self.is_turned, self.has_ended = self.wants_turned, True
        return f'<w:p><w:pPr><w:spacing w:after="0" w:line="20" w:lineRule="exact"/>{ended}</w:pPr></w:p>'

    def room(self, place: _Place) -> int:
        return place.room or self.file.room(is_turned=self.wants_turned)

    def list(self, node: Node, place: _Place) -> str:
        """Write a list; a plain one has no marks, nor has one in a table's cell, and a tally is one line."""
        if "figures" in node.classes:
            return self.side_by_side(list(node.nodes), place)
        if "done" in node.classes:
            return self.done(node, place)
        if "tally" in node.classes and not place.is_cell:
            return self.paragraph([part for item in node.nodes for part in (*item.children, _GAP)], place)
        if place.is_cell:
            return "".join(self.blocks(item.children, place) for item in node.nodes)
        depth = min(place.depth, 1)
        kind = "ListNumber" if node.tag == "ol" else "ListBullet"
        suffix = "2" if depth else ""
        number = self.file.numbering(int(node.attributes.get("start", "1"))) if node.tag == "ol" else None
        written = []
        for item in node.nodes:
            self.begin(item)
            running, others = _first_paragraph(item)
            written.append(
                self.paragraph(
                    running,
                    place._replace(style=f"{kind}{suffix}"),
                    numbered=(depth, number) if number else None,
                )
            )
            inner = place._replace(style=f"ListContinue{suffix}", depth=place.depth + 1)
            written.append(self.blocks(others, inner))
        return "".join(written)

    def figure(self, node: Node, place: _Place) -> str:
        """Write a chart as a picture, or as the table of its values where it cannot be drawn."""
        picture = next((one for one in node.nodes if one.tag == "svg" and "i" not in one.classes), None)
        if picture is None or not can_draw():
            return self.blocks(node.children, place)
        at = next(at for at, child in enumerate(node.children) if child is picture)
        after = [one for one in node.children[at + 1 :] if isinstance(one, str) or not _holds_values(one)]
        before = self.blocks(node.children[:at], place)
        shown = self.paragraph_of(self.drawn(picture, self.room(place)), place)
        return before + shown + self.blocks(after, place)

    def drawn(self, picture: Node, room: int) -> str:
        """Return the run that shows a picture, as wide as it is drawn but not wider than there is room."""
        svg = str(picture.children[0])
        found = re.search(r'viewBox="[-\d.]+[ ,]+[-\d.]+[ ,]+([\d.]+)[ ,]+([\d.]+)"', svg)
        width, height = (int(float(one) * _PIXEL) for one in (found.groups() if found else _UNSAID))
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

    def contents(self, node: Node, place: _Place) -> str:
        """Write the list of contents: a field of Word's, with what it says standing there already.

        Pages are numbered when somebody updates the field: nothing is shown that Word has not reckoned, and nothing
        is asked when the document is opened.
        """
        if "contents" not in node.classes:
            return self.blocks(node.children, place)
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

    def side_by_side(self, parts: Sequence[Node], place: _Place) -> str:
        """Write parts in a row, at most four: key numbers, or small charts."""
        across = max(1, min(4, len(parts)))
        width = self.room(place) // across
        inside = _Place("TpTabelltext", width - 2 * MARGIN, is_cell=True)
        turned = self.turn()
        rows = []
        for start in range(0, len(parts), across):
            written = [
                self.number_first(part, "TpNyckeltal", inside)
                if part.tag == "li"
                else self.block(part, inside)
                for part in parts[start : start + across]
            ]
            written += [""] * (across - len(written))
            rows.append(_row(self.cell_of(width, text) for text in written))
        return turned + self.framed(rows, [width] * across, "TableNormal")

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
        turned = self.turn()
        rows = []
        for item in node.nodes:
            self.begin(item)
            parts: dict[str, list[Node | str]] = {"amount": [], "": [], "mark": []}
            for child in item.children:
                classes = child.classes if isinstance(child, Node) and child.tag == "p" else []
                parts[next((one for one in classes if one in parts), "")].append(child)
            amount, text, mark = (
                _Place("TpTabelltext", width - 2 * MARGIN, is_cell=True) for width in widths
            )
            written = (
                "".join(
                    self.number_first(one, "TpTabelltext", amount)
                    for one in parts["amount"]
                    if isinstance(one, Node)
                ),
                self.blocks(parts[""], text),
                self.blocks(parts["mark"], mark),
            )
            rows.append(_row(map(self.cell_of, widths, written)))
        return turned + self.framed(rows, widths, "TpTabell")

    def table(self, node: Node, place: _Place) -> str:
        """Write a table; one with many columns turns the page."""
        self.wants_turned = self.wants_turned or (not place.is_cell and is_wide(node))
        caption = "".join(self.block(one, place) for one in node.nodes if one.tag == "caption")
        turned = "" if place.is_cell else self.turn()
        rows = rows_of(node)
        if not rows:
            return caption
        room = self.room(place)
        widths = widths_of(rows, room * 6 // 10 if "narrow" in node.classes else room)
        is_upright = len(widths) > MOST_LYING
        written = []
        for row in rows:
            cells = []
            for cell in row.cells:
                width = sum(widths[cell.column : cell.column + cell.span])
                more = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
                if cell.merge:
                    more += f'<w:vMerge w:val="{cell.merge}"/>'
                more += _shade(cell.node, row)
                if is_upright and row.is_head and cell.column:
                    more += '<w:textDirection w:val="btLr"/>'
                cells.append(self.cell_of(width, self.cell(cell, row, width), more))
            height = '<w:trHeight w:val="1500"/>' if is_upright and row.is_head else ""
            written.append(_row(cells, ("<w:tblHeader/>" if row.is_head else "") + height))
        return caption + turned + self.framed(written, widths, "TpTabell", has_head=rows[0].is_head)

    def cell(self, cell: PlacedCell, row: TableRow, width: int) -> str:
        """Write what stands in a cell, with the shape of its verdict before it."""
        if cell.merge == "continue":
            return ""
        self.begin(cell.node)
        classes = cell.node.classes
        place = _Place(
            "TpTabelltext",
            width - 2 * MARGIN,
            is_cell=True,
            to_right=cell.column > 0 and (row.is_heat or "num" in classes),
            keeps=row.is_kept,
        )
        sign = next((SIGNS[one] for one in classes if one in SIGNS), "")
        children = [f"{sign} ", *cell.node.children] if sign else cell.node.children
        is_name = cell.node.attributes.get("scope") == "row" and not any(cell.node.all("strong"))
        look = _Look(bold=row.is_sum or is_name or "all" in classes)
        if all(_is_running(child) for child in children):
            return self.paragraph(children, place, look)
        return self.blocks(children, place)

    def cell_of(self, width: int, text: str, more: str = "") -> str:
        """Return a cell; it ends with a paragraph, also where it is empty."""
        end = f'<w:p><w:pPr><w:pStyle w:val="{self.file.styles["TpTabelltext"]}"/></w:pPr></w:p>'
        ended = text if text.endswith("</w:p>") else text + end
        return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{more}</w:tcPr>{ended}</w:tc>'

    def framed(
        self, rows: Sequence[str], widths: Sequence[int], style: str, *, has_head: bool = False
    ) -> str:
        """Return a table of rows, and a small space after it, without which two tables would be one."""
        if not rows:
            return ""
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{self.file.styles[style]}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
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
        value = next((one for one in classes if one in SIGNS), "")
        if value:
            look = look._replace(bold=True, colour=TONES[value][0])
            yield f"{SIGNS[value]}\u00a0", look
        if node.tag == "strong":
            look = look._replace(bold=True)
        elif node.tag == "em":
            look = look._replace(italic=True)
        elif node.tag in ("ins", "del"):
            look = look._replace(changed=node.tag)
        elif node.tag == "code":
            look = look._replace(style="TpKodtext")
        elif node.tag == "a":
            look = look._replace(link=self.link(node.attributes.get("href", "")))
        elif node.tag == "small" or _QUIET & set(classes):
            look = look._replace(style="TpDiskret")
        inside = self.pieces(node.children, look)
        if "n" in classes:
            inside = ((text.replace(" ", "\u00a0"), own) for text, own in inside)
        yield from inside
        if "topic" in classes:
            yield "\n", look

    def link(self, address: str) -> str:
        """Return the element that leads to an address, as it begins: a place here, a page, or a file beside this one."""
        parts = urlsplit(address)
        if parts.scheme not in ("", "http", "https", "mailto"):
            return ""
        if address.startswith("#"):
            return f'<w:hyperlink w:anchor="{escape(bookmark(unquote(parts.fragment)))}">'
        anchor = ""
        if not parts.scheme and parts.fragment:
            anchor = f' w:anchor="{escape(bookmark(unquote(parts.fragment)))}"'
            address = address.partition("#")[0]
        relation = self.file.related("hyperlink", address, ' TargetMode="External"')
        return f'<w:hyperlink r:id="{relation}"{anchor}>'


_BLOCKS: Mapping[str, Callable[[_Writer, Node, _Place], str]] = {
    "p": _Writer.text,
    "summary": _Writer.summary,
    "pre": _Writer.preformatted,
    "blockquote": _Writer.quotation,
    "ul": _Writer.list,
    "ol": _Writer.list,
    "div": _Writer.division,
    "figure": _Writer.figure,
    "table": _Writer.table,
    "nav": _Writer.contents,
    "section": _Writer.part,
}
"""Element → how it is written."""


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


def _is_running(child: Node | str) -> bool:
    return isinstance(child, str) or child.tag in INLINE


def _first_paragraph(item: Node) -> tuple[list[Node | str], list[Node | str]]:
    """Part what an item of a list begins with from the blocks that follow."""
    children = list(dropwhile(lambda child: isinstance(child, str) and not child.strip(), item.children))
    place = next((place for place, child in enumerate(children) if not _is_running(child)), len(children))
    if not place and children and isinstance(children[0], Node) and children[0].tag == "p":
        return children[0].children, children[1:]
    return children[:place], children[place:]


def _holds_values(node: Node) -> bool:
    return "values" in node.classes or any("values" in one.classes for one in node.all("table"))


def _lines(node: Node) -> Iterator[Node | str]:
    """Return preformatted text with a line break at the end of each line."""
    text = "".join(one if isinstance(one, str) else words_of(one) for one in node.children)
    for number, line in enumerate(text.strip("\n").split("\n")):
        if number:
            yield Node("br", {}, [])
        yield line.replace("  ", "\u00a0 ")


def _leads_to_wide(heading: Node, following: Iterable[Node | str]) -> bool:
    """Whether the first that a heading leads to, beside some sentences, is a table that needs a turned page."""
    for node in following:
        if not isinstance(node, Node):
            continue
        if node.tag in _HEADINGS and node.tag <= heading.tag:
            return False
        if (answer := _begins_wide(node)) is not None:
            return answer
    return False


def _begins_wide(node: Node) -> bool | None:
    """Say whether a block begins with a wide table; nothing of one that is only sentences."""
    if node.tag == "table" and len(list(node.all("tr"))) > 1:  # a single row is a key to what follows
        return is_wide(node)
    if node.tag in ("section", "details") or "scroll" in node.classes:
        return next((answer for one in node.nodes if (answer := _begins_wide(one)) is not None), None)
    is_light = (
        node.tag in ("p", "blockquote", "summary", "table", *_HEADINGS, *INLINE) or "tally" in node.classes
    )
    return None if is_light else False


def _shade(node: Node, row: TableRow) -> str:
    tone = next((TONES[one][1] for one in node.classes if one in TONES), "F4F6F8" if row.is_group else "")
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{tone}"/>' if tone else ""


def _row(cells: Iterable[str], more: str = "") -> str:
    """Return a row that no page parts."""
    return f"<w:tr><w:trPr><w:cantSplit/>{more}</w:trPr>{''.join(cells)}</w:tr>"
