"""The formats a document can be written in: each is a function from a view to bytes. A new one is a row.

Every format is written from the same view, so none can say more than another.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

from trygghetsplan.errors import UsageFault
from trygghetsplan.output.mail import to_eml
from trygghetsplan.output.render import OwnTemplates, fragment, render
from trygghetsplan.report.views import Short, View
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
    beside = quote(getattr(document, "companion", ""))
    forge = (document.cover.provenance.forge or "").partition("{path}")[0]
    return _word_file(
        document, look, template=look.word_template, leads_to=tuple(filter(None, (forge, beside)))
    )


def short_file(document: Short, form: str) -> bytes:
    """Write a letter, a comparison or an answer to the auditors as Markdown, HTML, Word or a mail without addresses.

    Raises:
        UsageFault: python-docx is not installed.
    """
    if form == "eml":
        cover = document.cover
        return to_eml(fragment(document), cover.notice, cover.heading, cover.as_of)
    return _word_file(document, PLAIN) if form == "docx" else render(document, form).encode()


def _word_file(document: View | Short, look: Look, **options: Any) -> bytes:
    try:
        from trygghetsplan.output.word import to_docx  # an extra, imported only when asked for
    except ImportError:
        raise UsageFault(
            "Word kräver ett tillägg som inte är installerat; "
            "installera det med: pip install 'trygghetsplan[docx]'."
        ) from None
    cover = document.cover
    return to_docx(
        render(document, "md", look.own, "docx"),
        title=cover.heading,
        as_of=cover.as_of,
        author=cover.organisation,
        notice=cover.notice,
        **options,
    )


Writer = Callable[[View, Look], bytes]
FORMATS: Mapping[str, Writer] = {"md": _markdown, "html": _html, "json": _json, "pdf": _pdf, "docx": _word}
"""Name, which is also the file's ending → the function that writes it."""
