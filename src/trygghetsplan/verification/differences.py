"""Where a file differs from the document made again: line and column of text, part and paragraph of Word, page of a PDF."""

import re
import zlib
from collections.abc import Callable, Mapping
from html import unescape
from itertools import zip_longest

from trygghetsplan.swedish import counted
from trygghetsplan.workbooks.safe_unzip import Package, UnusableFile

_SHOWN = 60
"""How many signs of each side are shown."""
_OBJECT = re.compile(rb"(?:^|\n)(\d{1,9}) 0 obj\b")
_PAGE = re.compile(rb"/Type ?/Page\b[^>]{0,2000}?/Contents (\d{1,9}) 0 R")
_MAX_DATA = 32 << 20
"""Bytes of the data attached to a PDF."""


def only_line_ends(form: str, here: bytes, again: bytes) -> bool:
    """Whether a text differs in nothing but how its lines end, as after a mail or another system."""
    return form in ("md", "html", "json") and b"\r" in here and _plain_ends(here) == again


def _plain_ends(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def where(form: str, here: bytes, again: bytes) -> tuple[str, ...]:
    """Return the lines that say where the two differ first: the place, what stands in the file and what it should be."""
    return _WAYS[form](here, again)


def _in_text(here: bytes, again: bytes) -> tuple[str, ...]:
    mine, theirs = (_plain_ends(one).decode("utf-8", "replace").split("\n") for one in (here, again))
    pairs = enumerate(zip_longest(mine, theirs), 1)
    number, (one, other) = next(((at, pair) for at, pair in pairs if pair[0] != pair[1]), (0, ("", "")))
    if not number:
        return ("radsluten eller filens första byte skiljer",)
    column = _first(one or "", other or "")
    return (f"rad {number}, kolumn {column + 1}", *_sides(one, other, column))


def _first(one: str, other: str) -> int:
    """Return how many signs are the same from the start."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _sides(one: str | None, other: str | None, column: int) -> tuple[str, str]:
    def shown(text: str | None) -> str:
        if text is None:
            return "(inget: här är texten slut)"
        start = max(0, column - _SHOWN // 3)
        part = text[start : start + _SHOWN]
        part = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in part)
        return f"{'…' if start else ''}{part}{'…' if start + _SHOWN < len(text) else ''}" or "(tom rad)"

    return f"i filen:  {shown(one)}", f"omgjord:  {shown(other)}"


def _in_word(here: bytes, again: bytes) -> tuple[str, ...]:
    try:
        mine, theirs = _parts(here), _parts(again)
    except UnusableFile:
        return ("filen är skadad eller för stor för att jämföras del för del",)
    words, ours = (_paragraphs(parts.get("word/document.xml", b"")) for parts in (mine, theirs))
    pairs = enumerate(zip_longest(words, ours), 1)
    if found := next(((at, pair) for at, pair in pairs if pair[0] != pair[1]), None):
        number, (one, other) = found
        return (f"stycke {number}", *_sides(one, other, _first(one or "", other or "")))
    lines = ["texten är densamma"]
    differing = [name for name in sorted({*mine, *theirs}) if mine.get(name) != theirs.get(name)]
    if differing:
        more = f" och {counted(len(differing) - 1, 'del', 'delar')} till" if len(differing) > 1 else ""
        lines.append(f"delen {differing[0]}{more} skiljer, som när filen har sparats på nytt i Word")
    else:
        lines.append("bara hur filen är packad skiljer")
    return tuple(lines)


def _parts(content: bytes) -> Mapping[str, bytes]:
    package = Package(content)
    return {name: package.content(name) for name in package.names}


def _paragraphs(document: bytes) -> list[str]:
    text = document.decode("utf-8", "replace")
    return [unescape(re.sub(r"<[^<>]*>", "", one)) for one in re.split(r"</w:p>", text)]


def _in_pdf(here: bytes, again: bytes) -> tuple[str, ...]:
    if here.startswith(again):
        many = counted(len(here) - len(again), "byte", "byte")
        return (
            f"filen har fått {many} efter slutet, som när någon har skrivit en kommentar eller en underskrift i den",
        )
    lines = []
    mine, theirs = _data(here), _data(again)
    if mine and theirs and mine != theirs:
        place, *sides = _in_text(mine, theirs)
        lines = [f"i de bifogade uppgifterna, {place}", *sides]
    pages, ours = _pages(here), _pages(again)
    if number := next((at for at, (a, b) in enumerate(zip_longest(pages, ours), 1) if a != b), 0):
        lines.insert(0, f"sidan {number}")
    at = next(
        (at for at, (a, b) in enumerate(zip(here, again, strict=False)) if a != b), min(len(here), len(again))
    )
    return tuple(lines) or (f"byte {at + 1}",)


def _pages(content: bytes) -> list[bytes]:
    """Return what is drawn on each page, as it is packed; files by other programs may keep theirs elsewhere."""
    streams, at = {}, 0
    while found := _OBJECT.search(content, at):
        at = content.find(b"\nendobj", found.end())
        if at < 0:
            break
        streams[found[1]] = content[found.end() : at]
    return [streams.get(name, b"") for name in _PAGE.findall(content)]


def _data(content: bytes) -> bytes:
    """Return the data that is attached, unpacked; nothing where there is none."""
    for found in re.finditer(rb"/EmbeddedFile\b[^\n]{0,2000}?>>\s{0,9}stream\r?\n", content):
        try:
            return zlib.decompressobj().decompress(content[found.end() :], _MAX_DATA)
        except zlib.error:
            return b""
    return b""


_WAYS: Mapping[str, Callable[[bytes, bytes], tuple[str, ...]]] = {
    "md": _in_text,
    "html": _in_text,
    "json": _in_text,
    "docx": _in_word,
    "pdf": _in_pdf,
}
"""Format → how two files of it are compared."""
