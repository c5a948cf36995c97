"""PDF from the HTML page: PDF/A-3a, tagged, with its data attached. The only module that imports WeasyPrint.

Nothing is fetched, and every date comes from the document: the same input gives the same bytes.
"""

from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple

from trygghetsplan.errors import UsageFault
from trygghetsplan.report.paper import for_paper

MISSING = (
    "PDF kräver ett tillägg som inte är installerat; installera det med: pip install 'trygghetsplan[pdf]'."
)
MISSING_LIBRARY = (
    "PDF kräver biblioteket Pango, som inte finns på datorn; på Debian: "
    "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0."
)


class Attached(NamedTuple):
    """A file carried inside the document: what the document was made from."""

    name: str
    description: str
    data: bytes


def to_pdf(html: str, css: str, author: str, as_of: date, identifier: str, source: Attached) -> bytes:
    """Write the page as PDF/A-3a. `identifier` is the digest of the input; `css` is style only paper has.

    Raises:
        UsageFault: the libraries that write PDF are not installed.
    """
    try:
        from weasyprint import HTML, Attachment  # an extra, imported only when asked for
        from weasyprint.urls import URLFetcher  # the same
    except ImportError:
        raise UsageFault(MISSING) from None
    except OSError:
        raise UsageFault(MISSING_LIBRARY) from None
    day = datetime.combine(as_of, time(), UTC)
    inside = URLFetcher(allowed_protocols=("data",), allow_redirects=False)
    options: dict[str, Any] = {"pdf_variant": "pdf/a-3a", "pdf_tags": True}
    document = HTML(string=for_paper(html, css), url_fetcher=inside).render(**options)
    document.metadata.authors = [author]
    document.metadata.created = document.metadata.modified = f"{as_of.isoformat()}T00:00:00Z"
    document.metadata.attachments = [
        Attachment(
            string=source.data.decode(),
            name=source.name,
            description=source.description,
            created=day,
            modified=day,
            relationship="Source",
        )
    ]
    written: bytes = document.write_pdf(pdf_identifier=bytes.fromhex(identifier)[:16], **options)
    return written
