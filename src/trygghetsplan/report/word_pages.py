"""The Word document around its text: properties, language, notice, page numbers."""

from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from markdown_it import MarkdownIt

from trygghetsplan.report.word_blocks import Writer

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
    document: Any, text: str, title: str, as_of: date, author: str, notice: str, leads_to: str
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
