"""Everything that can be read in a PDF that this program wrote, with nothing but the standard library.

Pages are read through the tables that say which character a glyph stands for, so that what is searched is what a
reader can copy out. The reader knows the files that `report.pdf` writes, and no others.
"""

import re
import zlib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

_OBJECT = re.compile(rb"(\d+) 0 obj\s*(.*?)\s*(?:(stream)\r?\n|endobj)", re.DOTALL)
_LENGTH = re.compile(rb"/Length (\d+)")
_SHOWN = re.compile(rb"/(\w+) [\d.]+ Tf|<([0-9A-Fa-f]+)>|(?<=\s)(BT|T\*|Tm|Td)(?=\s)")
_STRING = re.compile(rb"\(((?:[^()\\]|\\.)*)\)|(?<!<)<([0-9A-Fa-f]+)>(?!>)", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)

Glyphs = Mapping[int, str]


class Readable(NamedTuple):
    """What a PDF says: on its pages, about itself, and in the files it carries."""

    texts: tuple[str, ...]
    attached: tuple[bytes, ...]


def read(data: bytes) -> Readable:
    """Return everything that can be read in the file."""
    objects, streams = _parts(data)
    fonts = _fonts(objects, streams)
    texts, attached = [], []
    for about, content in streams.values():
        if b"/EmbeddedFile" in about:
            attached.append(content)
        elif b"/Metadata" in about:
            texts.append(content.decode("utf-8", errors="replace"))
        elif b"/Image" not in about and b" Tf" in content:
            texts.append("".join(_shown(content, fonts)))
    texts += (text for found in objects.values() for text in _strings(found))
    texts += (text for about, _ in streams.values() for text in _strings(about))
    return Readable(tuple(texts), tuple(attached))


def _parts(data: bytes) -> tuple[dict[int, bytes], dict[int, tuple[bytes, bytes]]]:
    """Return the objects by number, and the streams with what is said about each."""
    objects: dict[int, bytes] = {}
    streams: dict[int, tuple[bytes, bytes]] = {}
    place = 0
    while found := _OBJECT.search(data, place):
        number, about, place = int(found[1]), found[2], found.end()
        if not found[3]:
            objects[number] = about
            continue
        length = _LENGTH.search(about)
        end = place + int(length[1]) if length else data.index(b"endstream", place)
        content = data[place:end]
        streams[number] = about, zlib.decompress(content) if b"/FlateDecode" in about else content
        place = end
    for about, content in streams.values():
        if b"/ObjStm" in about:
            objects.update(_packed(about, content))
    return objects, streams


def _packed(about: bytes, content: bytes) -> Iterator[tuple[int, bytes]]:
    """Return the objects that are packed together in one stream."""
    first = re.search(rb"/First (\d+)", about)
    start = int(first[1]) if first else 0
    numbers = [int(number) for number in content[:start].split()]
    places = [start + place for place in numbers[1::2]]
    for number, begins, ends in zip(numbers[::2], places, [*places[1:], len(content)], strict=True):
        yield number, content[begins:ends]


def _fonts(objects: Mapping[int, bytes], streams: Mapping[int, tuple[bytes, bytes]]) -> dict[bytes, Glyphs]:
    """Return for each font, by the name that pages use, the characters of its glyphs."""
    known = {
        number: _glyphs(streams[int(table[1])][1])
        for number, found in objects.items()
        if (table := re.search(rb"/ToUnicode (\d+) 0 R", found))
    }
    return {
        name: known[int(number)]
        for found in objects.values()
        for name, number in re.findall(rb"/(\w+) (\d+) 0 R", found)
        if int(number) in known
    }


def _glyphs(table: bytes) -> Glyphs:
    return {int(code, 16): _utf16(text) for code, text in _PAIR.findall(table)}


def _utf16(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be", errors="replace")


def _shown(content: bytes, fonts: Mapping[bytes, Glyphs]) -> Iterator[str]:
    """Return the characters of a page in the order they are drawn."""
    glyphs: Glyphs = {}
    for name, digits, _ in _SHOWN.findall(content):
        if name:
            glyphs = fonts.get(name, {})
        elif digits:
            codes = (int(digits[place : place + 4], 16) for place in range(0, len(digits), 4))
            yield "".join(glyphs.get(code, "") for code in codes)
        else:
            yield "\n"


def _strings(found: bytes) -> Iterator[str]:
    """Return the texts in an object: titles, alternatives, names, notes."""
    for literal, digits in _STRING.findall(found):
        raw = (
            _ESCAPED.sub(rb"\1", literal)
            if literal
            else bytes.fromhex(digits.decode())
            if len(digits) % 2 == 0
            else b""
        )
        is_wide = raw.startswith(b"\xfe\xff")
        yield raw[2:].decode("utf-16-be", errors="replace") if is_wide else raw.decode("latin-1")
