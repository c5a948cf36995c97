"""A letter as a mail (RFC 5322) without addresses: a draft that whoever sends it addresses."""

from datetime import UTC, date, datetime, time
from email.message import EmailMessage
from email.policy import SMTP

from trygghetsplan.output.markdown import markdown_to_html, markdown_to_text

_BOUNDARY = "=_trygghet"


def to_eml(markdown: str, subject: str, as_of: date) -> bytes:
    """Write Markdown as a mail, in plain text and in HTML. The same input gives the same bytes."""
    mail = EmailMessage(SMTP)
    mail["Subject"] = subject
    mail["Date"] = datetime.combine(as_of, time(), UTC)
    mail["X-Unsent"] = "1"  # opened as a draft
    mail.set_content(markdown_to_text(markdown), cte="quoted-printable")
    html = f'<!DOCTYPE html><html lang="sv"><body>\n{markdown_to_html(markdown)}</body></html>\n'
    mail.add_alternative(html, subtype="html", cte="quoted-printable")
    mail.set_boundary(_BOUNDARY)
    return mail.as_bytes()
