"""The formats a document can be written in: each is a function from a view to bytes. A new one is a row.

Every format is written from the same view, so none can say more than another.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import NamedTuple, cast

from trygghetsplan.extras import need
from trygghetsplan.output.mail import to_eml
from trygghetsplan.output.render import OwnTemplates, markdown, page, with_ending, written_sections
from trygghetsplan.output.stamp import Stamp
from trygghetsplan.output.tree import Node, read_tree
from trygghetsplan.report.views import Short, View


class Look(NamedTuple):
    """What the user brings to the looks of a document."""

    word_template: bytes | None = None
    """A .docx file whose styles are used."""
    own: OwnTemplates = ()
    """Partials that replace the shipped ones."""


PLAIN = Look()


class Document:
    """A document on its way to be written: its sections are written and read once, whatever formats are asked for."""

    def __init__(self, view: View | Short, look: Look = PLAIN, stamp: Stamp | None = None) -> None:
        self.view = view
        self.look = look
        self.stamp = stamp

    @property
    def line(self) -> str:
        """What the document says of itself to the program; nothing where it is not to be made again."""
        return self.stamp.line if self.stamp else ""

    @cached_property
    def _sections(self) -> str:
        return written_sections(self.view, self.look.own)

    @cached_property
    def tree(self) -> Node:
        """The tree of its sections, for files of any ending (`with_ending`)."""
        return read_tree(self._sections)

    def body(self, ending: str) -> str:
        """Return its sections for a file of this ending."""
        return with_ending(self._sections, ending)


def _markdown(document: Document) -> bytes:
    text = with_ending(markdown(document.view, document.tree), "md")
    return (f"{text}\n<!-- {document.line} -->\n" if document.line else text).encode()


def _html(document: Document) -> bytes:
    return page(document.view, document.body("html"), document.tree, document.line).encode()


def _json(document: Document) -> bytes:
    from trygghetsplan.output.json import render as write  # imported only when asked for

    return write(cast("View", document.view), document.stamp).encode()


def _pdf(document: Document) -> bytes:
    return write("pdf", document)[0]


def _word(document: Document) -> bytes:
    from trygghetsplan.output.word import to_docx  # imported only when asked for

    cover = document.view.cover
    return to_docx(
        read_tree(document.body("docx")),
        title=cover.heading,
        as_of=cover.as_of,
        author=cover.organisation,
        mark=cover.mark,
        own=document.look.word_template,
        stamp=document.line,
    )


def _mail(document: Document) -> bytes:
    cover = document.view.cover
    return to_eml(document.body("eml"), cover.notice, cover.heading, cover.as_of)


Searched = tuple[tuple[str, bytes], ...]
"""What is looked through before a document is let out: formats, and what is written in them."""


def write(form: str, document: Document) -> tuple[bytes, Searched]:
    """Write the document, and say what is to be searched: the file itself, or of a PDF all that goes into it.

    Raises:
        UsageFault: the library of the format is not installed.
        TemplateFault: one of the municipality's own templates is wrong.
    """
    if document.look.own:
        document.body(form)  # what is wrong in a template is told, also where the format uses none
    if form != "pdf":
        content = FORMATS[form](document)
        return content, ((form, content),)
    need("PDF", "typst")
    from trygghetsplan.output.pdf import Attached, to_pdf  # imported only when asked for

    cover = document.view.cover
    body, data = document.body("pdf"), _json(Document(document.view))
    written = to_pdf(
        read_tree(body),
        heading=cover.heading,
        author=cover.organisation,
        as_of=cover.as_of,
        mark=cover.mark,
        stamp=document.line,
        source=Attached("uppgifter.json", "Uppgifterna som dokumentet är skrivet av", data),
    )
    return written, (("html", body.encode()), ("json", data), ("text", document.line.encode()))


def short_file(view: Short, form: str) -> bytes:
    """Write a letter, a comparison or an answer to the auditors as Markdown, HTML, Word or a mail without addresses."""
    return {**FORMATS, "eml": _mail}[form](Document(view))


Writer = Callable[[Document], bytes]
FORMATS: Mapping[str, Writer] = {"md": _markdown, "html": _html, "json": _json, "pdf": _pdf, "docx": _word}
"""Name, which is also the file's ending → the function that writes it."""
