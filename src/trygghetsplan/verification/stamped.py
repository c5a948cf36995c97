"""The stamp in a file that anybody may have sent: found by the file's own bytes, within limits, and never believed."""

import html
import json
import re
from collections.abc import Mapping
from typing import NamedTuple

from trygghetsplan.output.stamp import MARK, Stamp, read_stamp
from trygghetsplan.output.word_file import STAMP
from trygghetsplan.workbooks.safe_unzip import Package, UnusableFile

MAX_BYTES = 64 << 20
"""Bytes of a file that is looked at; the largest account with its annexes is a tenth of it."""
_BEGINS = {b"%PDF": "pdf", b"PK\x03\x04": "docx", b"{": "json", b"<!doctype html": "html", b"<html": "html"}
"""How a file begins → its format; any other is Markdown."""
_LINE = r"(\{[^<>]{1,4000}\})"
_PLACES = {
    "md": re.compile(rf"<!-- {MARK} {_LINE} -->"),
    "html": re.compile(rf'<meta name="{MARK}" content="{MARK} {_LINE}">'),
    "pdf": re.compile(rf">{MARK} {_LINE}<"),
    "docx": re.compile(rf"^{MARK} {_LINE}$"),
}
"""Format → where its stamp stands."""


class Stamped(NamedTuple):
    """A file and what it says that it was made of."""

    content: bytes
    form: str
    stamp: Stamp | None
    reason: str = ""
    """Why there is no stamp to go by, as a Swedish clause."""


def stamped(content: bytes) -> Stamped:
    """Return the file with its stamp, or with why it has none that can be used."""
    start = content[:64].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    form = next((form for begins, form in _BEGINS.items() if start.startswith(begins.lower())), "md")
    try:
        line = _line(content, form)
    except (UnusableFile, ValueError, RecursionError):
        return Stamped(content, form, None, "filen är skadad, så det går inte att läsa vad den är gjord av")
    if line is None:
        return Stamped(content, form, None, "filen har ingen stämpel som säger vad den är gjord av")
    try:
        stamp = read_stamp(line)
    except ValueError:
        return Stamped(
            content,
            form,
            None,
            "stämpeln är ändrad eller skadad, så det går inte att läsa vad filen är gjord av",
        )
    if stamp.form != form:
        return Stamped(content, form, None, f"stämpeln säger att filen är {stamp.form}, men den är {form}")
    return Stamped(content, form, stamp)


def _line(content: bytes, form: str) -> str | None:
    """Return the stamp as it is written in the file."""
    if form == "json":
        found = json.loads(content)
        return json.dumps(found["stamp"]) if isinstance(found, dict) and "stamp" in found else None
    text = (
        _stamp_part(content)
        if form == "docx"
        else content.decode("latin-1" if form == "pdf" else "utf-8", "replace")
    )
    written = _PLACES[form].findall(text)
    return html.unescape(written[-1]) if written else None


def _stamp_part(content: bytes) -> str:
    package = Package(content)
    return (package.tree(STAMP).text or "") if STAMP in package else ""


def unzipped(content: bytes) -> Mapping[str, bytes] | None:
    """Return the files of a zip file by path; None of any other file, or of one that is not sound."""
    if not content.startswith(b"PK\x03\x04"):
        return None
    try:
        package = Package(content)
        return {name: package.content(name) for name in package.names}
    except UnusableFile:
        return None
