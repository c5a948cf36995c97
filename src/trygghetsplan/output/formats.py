"""The formats a document can be written in: each is a function from a view to bytes. A new one is a row.

Every format is written from the same view, so none can say more than another.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.output.mail import to_eml
from trygghetsplan.output.markdown import tree_of_markdown
from trygghetsplan.output.render import OwnTemplates, fragment, is_written_once, render, render_letter
from trygghetsplan.output.tree import Node, read_tree
from trygghetsplan.plan.example import EXAMPLE
from trygghetsplan.report.audit import Draft, Letter
from trygghetsplan.report.letters import BodyLetter
from trygghetsplan.report.views import Page, View
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
    from trygghetsplan.output.word import to_docx  # imported only when asked for

    cover = document.cover
    return to_docx(
        _tree(document, look.own),
        title=cover.heading,
        as_of=cover.as_of,
        author=cover.organisation,
        notice=_notice(is_example=cover.is_example, audience=cover.audience),
        own=look.word_template,
    )


def _tree(document: Page, own: OwnTemplates = ()) -> Node:
    """Return the document as Word is written from it."""
    if is_written_once(document):
        return read_tree(fragment(document, own, "docx"))
    return tree_of_markdown(render(document, "md", own, "docx"))


def audit_document(document: Draft | Letter, form: str) -> bytes:
    """Write what an audit's thread ends in as Markdown, HTML or Word."""
    if form != "docx":
        return render(document, form).encode()
    from trygghetsplan.output.word import to_docx  # imported only when asked for

    thread = document.thread
    return to_docx(
        _tree(document),
        title=thread.title,
        as_of=thread.as_of,
        author=thread.organisation,
        notice=_notice(is_example=thread.is_example, audience=thread.audience),
    )


def _notice(*, is_example: bool, audience: Audience) -> str:
    example = EXAMPLE if is_example else ""
    return f"{example} Intern, får inte spridas.".strip() if audience is Audience.INTERNAL else example


def letter_file(letter: BodyLetter, form: str) -> bytes:
    """Write a letter as Markdown, Word or a mail without addresses."""
    if form == "eml":
        return to_eml(render_letter(letter, is_mail=True), letter.subject, letter.as_of)
    text = render_letter(letter)
    if form == "md":
        return text.encode()
    from trygghetsplan.output.word import to_docx  # imported only when asked for

    return to_docx(
        tree_of_markdown(text),
        title=letter.subject,
        as_of=letter.as_of,
        author=letter.organisation,
        notice=letter.example,
    )


Writer = Callable[[View, Look], bytes]
FORMATS: Mapping[str, Writer] = {"md": _markdown, "html": _html, "json": _json, "pdf": _pdf, "docx": _word}
"""Name, which is also the file's ending → the function that writes it."""
