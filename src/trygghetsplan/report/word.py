"""Word from Markdown: one writer for every document that has a Markdown template.

Headings, lists and tables become Word's own, in the styles of the municipality's template when there is one.
Every date comes from the caller and the parts are packed with fixed times: the same input gives the same bytes.
"""

import zipfile
from datetime import date
from io import BytesIO
from typing import Any

from trygghetsplan.errors import UsageFault

MISSING = (
    "Word kräver ett tillägg som inte är installerat; installera det med: pip install 'trygghetsplan[docx]'."
)
UNREADABLE = "Word-mallen går inte att läsa; den ska vara en vanlig .docx-fil utan makron."
TOO_LARGE = "Word-mallen är för stor; den får vara högst 20 MB, och 100 MB uppackad."
FETCHING = "Word-mallen hämtar något från en adress utanför filen; bädda in det i mallen eller ta bort det."
_MAX_BYTES = 20_000_000
_MAX_UNPACKED = 100_000_000
_MAX_PARTS = 2_000
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip file can hold."""


def to_docx(
    markdown_text: str,
    title: str,
    as_of: date,
    template: bytes | None = None,
    author: str = "",
    notice: str = "",
    leads_to: str = "",
) -> bytes:
    """Write the Markdown as a Word document.

    Args:
        markdown_text: CommonMark with tables; `<sub>` marks a source, and all other HTML comes out as text.
        title: the document's title, in its properties and its footer.
        as_of: the day that the properties give as created and changed.
        template: a .docx file whose styles, page and header are used and whose text is left out.
        author: who is named as author.
        notice: a sentence at the top of every page.
        leads_to: how the addresses begin that become links; any other is written out after its words.

    Raises:
        UsageFault: python-docx is not installed, or the template is no sound Word file.
    """
    try:
        from trygghetsplan.report.word_pages import opened, written  # an extra
    except ImportError:
        raise UsageFault(MISSING) from None
    if template is None:
        return _packed(written(opened(None), markdown_text, title, as_of, author, notice, leads_to))
    _refuse_unsound(template)
    try:
        return _packed(written(opened(template), markdown_text, title, as_of, author, notice, leads_to))
    except Exception:  # noqa: BLE001  # whatever a broken file brings about, it is the file
        raise UsageFault(UNREADABLE) from None


def _refuse_unsound(template: bytes) -> None:
    """Refuse what is no zip file, unpacks to too much, carries macros, or fetches from elsewhere."""
    try:
        with zipfile.ZipFile(BytesIO(template)) as found:
            parts = found.infolist()
            unpacked = sum(part.file_size for part in parts)
            relations = (
                [found.read(part) for part in parts if part.filename.endswith(".rels")]
                if (unpacked <= _MAX_UNPACKED)
                else []
            )
    except Exception:  # noqa: BLE001  # the same
        raise UsageFault(UNREADABLE) from None
    if len(template) > _MAX_BYTES or unpacked > _MAX_UNPACKED or len(parts) > _MAX_PARTS:
        raise UsageFault(TOO_LARGE)
    if any("vba" in part.filename.casefold() for part in parts):
        raise UsageFault(UNREADABLE)
    if any(_fetches(relation) for relation in relations):
        raise UsageFault(FETCHING)


def _fetches(relations: bytes) -> bool:
    """Whether a part is fetched from an address; a link that a reader may follow is not."""
    return any(
        b"External" in relation and b"/hyperlink" not in relation
        for relation in relations.split(b"<Relationship ")
    )


def _packed(document: Any) -> bytes:
    """Return the document's bytes with its parts in a fixed order and with fixed times."""
    saved, packed = BytesIO(), BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(packed, "w") as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            part = zipfile.ZipInfo(name, _EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.create_system = 0
            target.writestr(part, source.read(name))
    return packed.getvalue()
