"""The formats a document can be written in: each is a function from a view to bytes. A new one is a row.

Every format is written from the same view, so none can say more than another.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from trygghetsplan.disclosure.audience import Audience
from trygghetsplan.errors import UsageFault
from trygghetsplan.output.render import OwnTemplates, render
from trygghetsplan.report.audit import Draft, Letter
from trygghetsplan.report.views import View
from trygghetsplan.shipped import template


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
    from trygghetsplan.output.pdf import Attached, to_pdf  # imported only when asked for

    cover = document.cover
    source = Attached("uppgifter.json", "Uppgifterna som dokumentet är skrivet av", _json(document, look))
    return to_pdf(
        render(document, "html", look.own),
        css=template("paper.css"),
        author=cover.organisation,
        as_of=cover.as_of,
        identifier=cover.provenance.digest,
        source=source,
    )


def word_writer() -> Callable[..., bytes]:
    """Return what writes Word from Markdown.

    Raises:
        UsageFault: python-docx is not installed.
    """
    try:
        from trygghetsplan.output.word import to_docx  # an extra, imported only when asked for
    except ImportError:
        raise UsageFault(
            "Word kräver ett tillägg som inte är installerat; "
            "installera det med: pip install 'trygghetsplan[docx]'."
        ) from None
    return to_docx


def _word(document: View, look: Look) -> bytes:
    cover = document.cover
    return word_writer()(
        render(document, "md", look.own),
        cover.heading,
        cover.as_of,
        template=look.word_template,
        author=cover.organisation,
        notice=page_notice(is_example=cover.is_example, audience=cover.audience),
        leads_to=(cover.provenance.forge or "").partition("{path}")[0],
    )


def audit_document(document: Draft | Letter, form: str) -> bytes:
    """Write what an audit's thread ends in as Markdown, HTML or Word.

    Raises:
        UsageFault: python-docx is not installed.
    """
    if form != "docx":
        return render(document, form).encode()
    thread = document.thread
    return word_writer()(
        render(document, "md"),
        thread.title,
        thread.as_of,
        author=thread.organisation,
        notice=page_notice(is_example=thread.is_example, audience=thread.audience),
    )


Writer = Callable[[View, Look], bytes]
FORMATS: Mapping[str, Writer] = {"md": _markdown, "html": _html, "json": _json, "pdf": _pdf, "docx": _word}
"""Name, which is also the file's ending → the function that writes it."""


def page_notice(*, is_example: bool, audience: Audience) -> str:
    """Return what every page must say of invented answers, and to whom it may go."""
    sentences = []
    if is_example:
        sentences.append("Svaren är påhittade exempel och säger ingenting om de verkliga organen.")
    if audience is Audience.INTERNAL:
        sentences.append("Intern, får inte spridas.")
    return " ".join(sentences)
