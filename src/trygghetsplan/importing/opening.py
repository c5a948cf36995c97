"""A file that somebody drops on the program, as a document; or why it cannot be read."""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

from trygghetsplan.extras import need
from trygghetsplan.importing.document import AdoptedDocument, Block

MAX_BYTES = 64 << 20


def _docx(data: bytes) -> tuple[list[Block], list[str]] | str:
    need("Ett Word-dokument", "mammoth")
    from trygghetsplan.importing.docx import read_docx

    return read_docx(data)


def _pdf(data: bytes) -> tuple[list[Block], list[str]] | str:
    need("En PDF", "pdfplumber")
    from trygghetsplan.importing.pdf import read_pdf

    return read_pdf(data)


def _text(data: bytes) -> tuple[list[Block], list[str]] | str:
    from trygghetsplan.importing.text import read_text

    return read_text(data)


def _markdown(data: bytes) -> tuple[list[Block], list[str]] | str:
    from trygghetsplan.importing.text import read_markdown

    return read_markdown(data)


READERS: Mapping[str, Callable[[bytes], tuple[list[Block], list[str]] | str]] = {
    "docx": _docx,
    "pdf": _pdf,
    "md": _markdown,
    "txt": _text,
}
"""Which reader takes a file, by its ending."""
_SAVE_AS = {
    "doc": "Öppna den i Word och spara den som .docx.",
    "docm": "Filen kan innehålla makron. Spara den som .docx utan makron.",
    "dotx": "Filen är en mall. Spara den som .docx.",
    "odt": "Spara den som .docx.",
    "rtf": "Öppna den i Word och spara den som .docx.",
    "pages": "Exportera den som Word (.docx).",
    "html": "Öppna sidan i Word och spara den som .docx.",
    "xlsx": "Lägg tabellen i ett Word-dokument, eller spara den som .pdf.",
}
_BEGINS = {"docx": (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"), "pdf": (b"%PDF",)}


def read_document(path: Path) -> AdoptedDocument | str:
    """Return the document; or one Swedish sentence that says why it cannot be read, and what to do.

    Raises:
        UsageFault: the library that its format needs is not installed.
    """
    ending = path.suffix.lower().removeprefix(".")
    if path.is_dir():
        return f"{path} är en mapp. Skriv namnet på en fil."
    if ending not in READERS:
        what = _SAVE_AS.get(ending, "Spara den som .docx.")
        return f"{path.name} går inte att läsa: det som läses är .docx, .pdf, .md och .txt. {what}"
    try:
        if path.stat().st_size > MAX_BYTES:
            return f"{path.name} är större än {MAX_BYTES >> 20} MiB och läses inte."
        data = path.read_bytes()
    except FileNotFoundError:
        return f"{path} finns inte."
    except OSError:
        return f"{path} går inte att läsa. Är den öppen i ett annat program, eller får du inte läsa den?"
    why = _odd(ending, data)
    if why:
        return f"{path.name}: {why}"
    read = READERS[ending](data)
    if isinstance(read, str):
        return f"{path.name}: {read}"
    blocks, notes = read
    if not blocks:
        return f"{path.name}: Filen har ingen text."
    return AdoptedDocument(tuple(blocks), ending, hashlib.sha256(data).hexdigest(), tuple(notes))


def _odd(ending: str, data: bytes) -> str:
    """Return why the file is not what its ending says; empty where it may be."""
    if not data.strip():
        return "Filen är tom."
    begins = _BEGINS.get(ending)
    if begins and not data[:1024].lstrip().startswith(begins):
        real = next((name for name, starts in _BEGINS.items() if data.startswith(starts)), "")
        return (
            f"Filen är inte vad namnet säger; den ser ut att vara .{real}. Byt ändelse."
            if real
            else "Filen är skadad, eller inte vad namnet säger."
        )
    if not begins and (
        (b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")))
        or data.startswith(b"%PDF")
    ):
        return "Filen är ingen text, fast namnet säger det."
    return ""
