"""A letter as a mail (RFC 5322) without addresses: a draft that whoever sends it addresses."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from email.message import EmailMessage
from email.policy import SMTP
from html import escape

from trygghetsplan.output.tree import Node, read_tree, words_of

_BOUNDARY = "=_trygghet"


def to_eml(letter: str, notice: str, subject: str, as_of: date) -> bytes:
    """Write what a template wrote as a mail, in plain text and in HTML: what must be said of it, and its section.

    The same input gives the same bytes.
    """
    noticed = f"<p><strong>{escape(notice)}</strong></p>\n" if notice else ""
    told = noticed + letter[letter.index("<section>") :].strip()
    mail = EmailMessage(SMTP)
    mail["Subject"] = subject
    mail["Date"] = datetime.combine(as_of, time(), UTC)
    mail["X-Unsent"] = "1"  # opened as a draft
    mail.set_content("\n\n".join(_blocks(read_tree(told))) + "\n", cte="quoted-printable")
    html = f'<!DOCTYPE html><html lang="sv"><body>\n{told}\n</body></html>\n'
    mail.add_alternative(html, subtype="html", cte="quoted-printable")
    mail.set_boundary(_BOUNDARY)
    return mail.as_bytes()


def _blocks(node: Node) -> Iterator[str]:
    """Write the paragraphs, headings and lists in it as plain text."""
    for block in node.nodes:
        if block.tag in ("section", "blockquote"):
            yield from _blocks(block)
        elif block.tag == "ul":
            yield "\n".join(f"- {words_of(item)}" for item in block.nodes)
        else:
            yield words_of(block)
