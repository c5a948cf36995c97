"""Word from Markdown: one writer for every document that has a Markdown template.

Headings, lists and tables become Word's own, in the styles of the municipality's template when there is one.
Every date comes from the caller and the parts are packed with fixed times: the same input gives the same bytes.
"""

import contextlib
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any, NamedTuple

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from markdown_it import MarkdownIt
from markdown_it.token import Token

from trygghetsplan.errors import UsageFault

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

    def __init__(self, document: Any, leads_to: tuple[str, ...] = ()) -> None:
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
        if not address.startswith(self.leads_to):
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


LANGUAGE = "sv-SE"
_FONT = "Arial"
_US_LETTER = (7772400, 10058400)
"""The page of python-docx' own template, in its units."""


def opened(template: bytes | None) -> Any:
    """Return the document to write in: a copy of the template, or python-docx' own."""
    if template is not None:
        return docx.Document(BytesIO(template))
    document = docx.Document()
    for name in ("Normal", "Title", *(f"Heading {level}" for level in range(1, 5))):
        style = document.styles[name]
        style.font.name = _FONT
        style.element.rPr.rFonts.attrib.update({qn(f"w:{kind}"): _FONT for kind in ("ascii", "hAnsi", "cs")})
        for theme in ("asciiTheme", "hAnsiTheme", "cstheme", "eastAsiaTheme"):
            style.element.rPr.rFonts.attrib.pop(qn(f"w:{theme}"), None)
    document.styles["Normal"].font.size = Pt(10)
    return document


def written(
    document: Any, text: str, title: str, as_of: date, author: str, notice: str, leads_to: tuple[str, ...]
) -> Any:
    """Return the document with the Markdown in place of whatever text it had."""
    _cleared(document)
    _properties(document, title, as_of, author)
    _language(document)
    _page(document, title, notice)
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    Writer(document, leads_to).blocks(parser.parse(text))
    return document


def _cleared(document: Any) -> None:
    """Take the text out of the document and keep its page."""
    for element in list(document.element.body):
        if not element.tag.endswith("}sectPr"):
            document.element.body.remove(element)


def _properties(document: Any, title: str, as_of: date, author: str) -> None:
    properties = document.core_properties
    properties.title = title[:255]
    properties.author = properties.last_modified_by = author[:255]
    properties.created = properties.modified = datetime.combine(as_of, time(), UTC).replace(tzinfo=None)
    properties.last_printed = properties.created
    properties.language = LANGUAGE
    properties.revision = 1
    properties.comments = properties.subject = properties.keywords = properties.category = ""


def _language(document: Any) -> None:

    for properties in document.styles.element.iter(qn("w:rPr")):
        for language in properties.findall(qn("w:lang")):
            properties.remove(language)
    default = next(document.styles.element.iter(qn("w:rPrDefault")), None)
    properties = (
        default.find(qn("w:rPr"))
        if default is not None
        else document.styles["Normal"].element.get_or_add_rPr()
    )
    language = OxmlElement("w:lang")
    for name in ("val", "eastAsia"):
        language.set(qn(f"w:{name}"), LANGUAGE)
    properties.append(language)


def _page(document: Any, title: str, notice: str) -> None:
    """Write the notice and the page numbers, where the template has nothing of its own."""
    for section in document.sections:
        if section.page_width is None or (section.page_width, section.page_height) == _US_LETTER:
            section.page_width, section.page_height = Mm(210), Mm(297)
            section.left_margin = section.right_margin = Mm(18)
    section = document.sections[0]
    if notice:
        heading = section.header.paragraphs[0]
        if heading.text.strip():
            heading = section.header.add_paragraph()
        heading.add_run(notice)
    footer = section.footer.paragraphs[0]
    if not any(paragraph.text.strip() for paragraph in section.footer.paragraphs):
        footer.add_run(f"{title}, sida ")
        _field(footer, "PAGE")
        footer.add_run(" av ")
        _field(footer, "NUMPAGES")


def _field(paragraph: Any, code: str) -> None:

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    field.append(paragraph.add_run("1")._r)  # python-docx has no fields of its own
    paragraph._p.append(field)  # the same


UNREADABLE = "Word-mallen går inte att läsa; den ska vara en vanlig .docx-fil utan makron."
TOO_LARGE = "Word-mallen är för stor; den får vara högst 20 MB, och 100 MB uppackad."
FETCHING = "Word-mallen hämtar något från en adress utanför filen; bädda in det i mallen eller ta bort det."
_MAX_BYTES = 20_000_000
_MAX_UNPACKED = 100_000_000
_MAX_PARTS = 2_000
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip file can hold."""


def to_docx(
    markdown_text: str,
    title: str,
    as_of: date,
    template: bytes | None = None,
    author: str = "",
    notice: str = "",
    leads_to: tuple[str, ...] = (),
) -> bytes:
    """Write the Markdown as a Word document.

    Args:
        markdown_text: CommonMark with tables; `<sub>` marks a source, and all other HTML comes out as text.
        title: the document's title, in its properties and its footer.
        as_of: the day that the properties give as created and changed.
        template: a .docx file whose styles, page and header are used and whose text is left out.
        author: who is named as author.
        notice: a sentence at the top of every page.
        leads_to: how the addresses begin that become links; any other is written out after its words.

    Raises:
        UsageFault: the template is no sound Word file.
    """
    if template is None:
        return _packed(
            written(
                document=opened(None),
                text=markdown_text,
                title=title,
                as_of=as_of,
                author=author,
                notice=notice,
                leads_to=leads_to,
            )
        )
    _refuse_unsound(template)
    with _unreadable_when_it_fails():
        return _packed(
            written(
                document=opened(template),
                text=markdown_text,
                title=title,
                as_of=as_of,
                author=author,
                notice=notice,
                leads_to=leads_to,
            )
        )


@contextlib.contextmanager
def _unreadable_when_it_fails() -> Iterator[None]:
    try:
        yield
    except Exception:  # noqa: BLE001  # whatever a broken file brings about, it is the file
        raise UsageFault(UNREADABLE) from None


def _refuse_unsound(template: bytes) -> None:
    """Refuse what is no zip file, unpacks to too much, carries macros, or fetches from elsewhere."""
    with _unreadable_when_it_fails(), zipfile.ZipFile(BytesIO(template)) as found:
        parts = found.infolist()
        unpacked = sum(part.file_size for part in parts)
        relations = (
            [found.read(part) for part in parts if part.filename.endswith(".rels")]
            if (unpacked <= _MAX_UNPACKED)
            else []
        )
    if len(template) > _MAX_BYTES or unpacked > _MAX_UNPACKED or len(parts) > _MAX_PARTS:
        raise UsageFault(TOO_LARGE)
    if any("vba" in part.filename.casefold() for part in parts):
        raise UsageFault(UNREADABLE)
    if any(_fetches(relation) for relation in relations):
        raise UsageFault(FETCHING)


def _fetches(relations: bytes) -> bool:
    """Whether a part is fetched from an address; a link that a reader may follow is not."""
    return any(
        b"External" in relation and b"/hyperlink" not in relation
        for relation in relations.split(b"<Relationship ")
    )


def _packed(document: Any) -> bytes:
    """Return the document's bytes with its parts in a fixed order and with fixed times."""
    saved, packed = BytesIO(), BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(packed, "w") as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            part = zipfile.ZipInfo(name, _EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.create_system = 0
            target.writestr(part, source.read(name))
    return packed.getvalue()
