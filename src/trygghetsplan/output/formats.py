"""The formats a document can be written in: each is a function from a view to bytes. A new one is a row.

Every format is written from the same view, so none can say more than another.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import quote

from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.errors import UsageFault
from trygghetsplan.output.render import OwnTemplates, render
from trygghetsplan.report.audit import AuditThread, Draft, Letter
from trygghetsplan.report.views import Cover, View
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
        render(document, "html", look.own, "pdf"),
        css=template("paper.css"),
        author=cover.organisation,
        as_of=cover.as_of,
        identifier=cover.provenance.digest,
        source=source,
    )


def _word(document: View, look: Look) -> bytes:
    cover = document.cover
    beside = quote(getattr(document, "companion", ""))
    forge = (cover.provenance.forge or "").partition("{path}")[0]
    text = render(document, "md", look.own, "docx")
    return _word_file(text, cover.heading, cover, look.word_template, tuple(filter(None, (forge, beside))))


def audit_document(document: Draft | Letter, form: str) -> bytes:
    """Write what an audit's thread ends in as Markdown, HTML or Word.

    Raises:
        UsageFault: python-docx is not installed.
    """
    if form == "docx":
        return _word_file(render(document, "md"), document.thread.title, document.thread)
    return render(document, form).encode()


def _word_file(
    text: str,
    title: str,
    about: Cover | AuditThread,
    template: bytes | None = None,
    leads_to: tuple[str, ...] = (),
) -> bytes:
    try:
        from trygghetsplan.output.word import to_docx  # an extra, imported only when asked for
    except ImportError:
        raise UsageFault(
            "Word kräver ett tillägg som inte är installerat; "
            "installera det med: pip install 'trygghetsplan[docx]'."
        ) from None
    notice = (
        "Svaren är påhittade exempel och säger ingenting om de verkliga organen." if about.is_example else ""
    )
    if about.audience is Audience.INTERNAL:
        notice = f"{notice} Intern, får inte spridas.".strip()
    return to_docx(
        text,
        title,
        about.as_of,
        template=template,
        author=about.organisation,
        notice=notice,
        leads_to=leads_to,
    )


Writer = Callable[[View, Look], bytes]
FORMATS: Mapping[str, Writer] = {"md": _markdown, "html": _html, "json": _json, "pdf": _pdf, "docx": _word}
"""Name, which is also the file's ending → the function that writes it."""
