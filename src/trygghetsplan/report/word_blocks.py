"""Blocks of Markdown as paragraphs, lists and tables of Word."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from markdown_it.token import Token

from trygghetsplan.report.word_tables import keep, rows_of, rule, widths_of

_SMALL = 6.5
_TABLE = 7.5
"""Sizes in points: a source beside its statement, and the text of a table."""
_QUIET = "4A5560"


class _Looks(NamedTuple):
    """How a run of text looks."""

    bold: bool = False
    italic: bool = False
    small: bool = False
    code: bool = False


@dataclass(slots=True)
class _List:
    """A list that is being written."""

    kind: str
    numbering: int | None = None
    is_first: bool = False
    """Whether the next paragraph begins an item."""


class Writer:
    """Turns blocks of Markdown into paragraphs and tables at the end of the document."""

    def __init__(self, document: Any, leads_to: str = "") -> None:
        self.document = document
        self.leads_to = leads_to
        """How the addresses begin that become links; any other is written out after its words."""
        self.link: Any = None
        """The link that is being written."""
        self.has_title = False
        self.lists: list[_List] = []
        self.quotes = 0
        self.last: Any = None
        """The paragraph before, which a table keeps with it."""

    def blocks(self, tokens: Sequence[Token]) -> None:
        """Write the blocks in order."""
        place = 0
        while place < len(tokens):
            token = tokens[place]
            if token.type == "heading_open":
                self._heading(int(token.tag[1]), tokens[place + 1])
            elif token.type == "paragraph_open":
                self._paragraph(tokens[place + 1])
            elif token.type == "table_open":
                end = next(n for n in range(place, len(tokens)) if tokens[n].type == "table_close")
                self._table(tokens[place:end])
                place = end
            elif token.type in ("fence", "code_block", "html_block"):
                for line in token.content.rstrip("\n").split("\n"):
                    self._run(self._add(None), line, _Looks(code=token.type != "html_block"))
            else:
                self._around(token)
            place += 1

    def _around(self, token: Token) -> None:
        """Keep account of the lists and quotations that the next paragraph stands in."""
        match token.type:
            case "bullet_list_open":
                self.lists.append(_List("Bullet"))
            case "ordered_list_open":
                self.lists.append(_List("Number", self._numbering(int(token.attrGet("start") or 1))))
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
            case "list_item_open":
                self.lists[-1].is_first = True
            case "blockquote_open" | "blockquote_close":
                self.quotes += token.nesting
            case _:
                pass

    def _heading(self, level: int, inline: Token) -> None:
        if level == 1 and not self.has_title:
            self.has_title = True
            paragraph = self._add("Title")
        else:
            paragraph = self._add(f"Heading {max(1, level - 1)}", outline=max(1, level - 1))
        self._inline(paragraph, inline, _Looks())

    def _paragraph(self, inline: Token) -> None:
        if not self.lists:
            self._inline(self._add("Quote" if self.quotes else None), inline, _Looks())
            return
        depth = min(len(self.lists), 3)
        own = self.lists[-1]
        kind = own.kind if own.is_first else "Continue"
        own.is_first = False
        name = f"List {kind}" + (f" {depth}" if depth > 1 else "")
        paragraph = self._add(name, indent=depth)
        if kind == "Number" and own.numbering is not None:
            numbered = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # no public way to restart a list
            numbered.get_or_add_ilvl().val = 0
            numbered.get_or_add_numId().val = own.numbering
        self._inline(paragraph, inline, _Looks())

    def _numbering(self, start: int) -> int | None:
        """Return a numbering of its own for a list, so that it begins where its Markdown says."""
        style = self._style("List Number")
        used = style.element.find(f".//{qn('w:numId')}") if style is not None else None
        if used is None:
            return None
        numbering = self.document.part.numbering_part.element
        abstract = numbering.num_having_numId(int(used.val)).abstractNumId.val
        number = numbering.add_num(abstract)
        number.add_lvlOverride(ilvl=0).add_startOverride(start)
        return int(number.numId)

    def _table(self, tokens: Sequence[Token]) -> None:

        rows = list(rows_of(tokens))
        if self.last is not None:
            self.last.paragraph_format.keep_with_next = True
        section = self.document.sections[0]
        room = section.page_width - section.left_margin - section.right_margin
        widths = widths_of(rows, room)
        table = self.document.add_table(0, len(widths))
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        rule(table)
        for number, row in enumerate(rows):
            line = table.add_row()
            keep(line, is_heading=number == 0)
            for cell, width, (inline, alignment) in zip(line.cells, widths, row, strict=True):
                cell.width = width
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after = Mm(0.5)
                if alignment == "right":
                    paragraph.alignment = 2
                self._inline(paragraph, inline, _Looks(bold=number == 0), size=_TABLE)
        self._add(None).paragraph_format.space_after = Mm(2)

    def _add(self, style: str | None, indent: int = 0, outline: int = 0) -> Any:
        """Add a paragraph in a style, or with the least of its looks where the template lacks the style."""
        found = self._style(style) if style else None
        paragraph = self.last = self.document.add_paragraph(style=found)
        if found is None and outline:
            level = OxmlElement("w:outlineLvl")
            level.set(qn("w:val"), str(outline - 1))
            paragraph._p.get_or_add_pPr().append(level)  # python-docx has no outline levels
        if found is None and indent:
            paragraph.paragraph_format.left_indent = Mm(6 * indent)
            if style and "Bullet" in style:
                paragraph.add_run("• ")
        return paragraph

    def _style(self, name: str) -> Any:
        return next((style for style in self.document.styles if style.name == name and style.type == 1), None)

    def _inline(self, paragraph: Any, inline: Token, looks: _Looks, size: float | None = None) -> None:
        base, address = looks, ""
        for token in inline.children or ():
            match token.type:
                case "text":
                    self._run(paragraph, token.content, looks, size)
                case "code_inline":
                    self._run(paragraph, token.content, looks._replace(code=True), size)
                case "softbreak":
                    self._run(paragraph, " ", looks, size)
                case "hardbreak":
                    paragraph.add_run().add_break()
                case "strong_open" | "strong_close":
                    looks = looks._replace(bold=base.bold or token.type == "strong_open")
                case "em_open" | "em_close":
                    looks = looks._replace(italic=token.type == "em_open")
                case "link_open":
                    address = self._link(paragraph, token)
                case "link_close":
                    self.link = None
                    self._run(paragraph, address, looks, size)
                case "html_inline" if token.content in ("<sub>", "</sub>"):
                    looks = looks._replace(small=token.content == "<sub>")
                case "html_inline" | "image":
                    self._run(paragraph, token.content, looks, size)
                case _:
                    pass

    def _link(self, paragraph: Any, token: Token) -> str:
        """Begin a link, or return the address as it is written after the words."""
        address = str(token.attrGet("href") or "")
        if token.info == "auto":
            return ""
        if not self.leads_to or not address.startswith(self.leads_to):
            return f" ({address})" if address else ""
        link = self.link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        paragraph._p.append(link)  # python-docx writes no links
        return ""

    def _run(self, paragraph: Any, text: str, looks: _Looks, size: float | None = None) -> None:

        if not text:
            return
        run = paragraph.add_run(text)
        run.bold, run.italic = looks.bold or None, looks.italic or None
        if size is not None:
            run.font.size = Pt(size)
        if looks.small:
            run.font.size = Pt(_SMALL)
            run.font.color.rgb = RGBColor.from_string(_QUIET)
        if looks.code:
            run.font.name = "Liberation Mono"
        if self.link is not None:
            run.underline = True
            self.link.append(run._r)  # python-docx writes no links
