"""The formats a document can be written in: each is a function from a view to bytes. A new one is a row.

Every format is written from the same view, so none can say more than another.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from trygghetsplan.errors import UsageFault
from trygghetsplan.output.mail import to_eml
from trygghetsplan.output.render import OwnTemplates, fragment, render, tree_of
from trygghetsplan.report.views import Short, View


class Look(NamedTuple):
    """What the user brings to the looks of a document."""

    word_template: bytes | None = None
    """A .docx file whose styles are used."""
    own: OwnTemplates = ()
    """Partials that replace the shipped ones."""


PLAIN = Look()


def _markdown(document: View, look: Look) -> bytes:
    return render(document, "md", look.own).encode()


def _html(document: View, look: Look) -> bytes:
    return render(document, "html", look.own).encode()


def _json(document: View, _: Look) -> bytes:
    from trygghetsplan.output.json import render as write  # imported only when asked for

    return write(document).encode()


def _pdf(document: View, look: Look) -> bytes:
    return write("pdf", document, look)[0]


Searched = tuple[tuple[str, bytes], ...]
"""What is looked through before a document is let out: formats, and what is written in them."""


def write(form: str, document: View, look: Look) -> tuple[bytes, Searched]:
    """Write the document, and say what is to be searched: the file itself, or of a PDF all that goes into it.

    Raises:
        UsageFault: the library of the format is not installed.
        TemplateFault: one of the municipality's own templates is wrong.
    """
    if form != "pdf":
        content = FORMATS[form](document, look)
        return content, ((form, content),)
    try:
        from trygghetsplan.output.pdf import Attached, to_pdf  # an extra, imported only when asked for
    except ImportError:
        raise UsageFault(
            "PDF kräver ett tillägg som inte är installerat; "
            "installera det med: pip install 'trygghetsplan[pdf]'."
        ) from None
    cover = document.cover
    sections, data = fragment(document, look.own, "pdf"), _json(document, look)
    written = to_pdf(
        tree_of(document, look.own, "pdf"),
        heading=cover.heading,
        author=cover.organisation,
        as_of=cover.as_of,
        mark=cover.notice,
        source=Attached("uppgifter.json", "Uppgifterna som dokumentet är skrivet av", data),
    )
    return written, (("html", sections.encode()), ("json", data))


def _word(document: View, look: Look) -> bytes:
    return _word_file(document, look)


def short_file(document: Short, form: str) -> bytes:
    """Write a letter, a comparison or an answer to the auditors as Markdown, HTML, Word or a mail without addresses."""
    if form == "eml":
        cover = document.cover
        return to_eml(fragment(document), cover.notice, cover.heading, cover.as_of)
    return _word_file(document, PLAIN) if form == "docx" else render(document, form).encode()


def _word_file(document: View | Short, look: Look) -> bytes:
    from trygghetsplan.output.word import to_docx  # imported only when asked for

    cover = document.cover
    return to_docx(
        tree_of(document, look.own, "docx"),
        title=cover.heading,
        as_of=cover.as_of,
        author=cover.organisation,
        notice=cover.notice,
        own=look.word_template,
    )


Writer = Callable[[View, Look], bytes]
FORMATS: Mapping[str, Writer] = {"md": _markdown, "html": _html, "json": _json, "pdf": _pdf, "docx": _word}
"""Name, which is also the file's ending → the function that writes it."""
