"""A plan as Word saves it (.docx, ECMA-376), to blocks: mammoth reads it, once its numbers are counted.

Word keeps a paragraph's number out of its text, as a list and a depth (w:numPr), and counts when it shows the page.
mammoth tells lists but not their numbers, so they are counted here and written into the text before it reads.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from xml.etree import ElementTree as ET
from xml.parsers import expat

from trygghetsplan.importing.document import Block
from trygghetsplan.importing.markup import MARK, blocks_in

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_DOCUMENT, _NUMBERING, _STYLES = "word/document.xml", "word/numbering.xml", "word/styles.xml"
_MAX_UNPACKED = 128 << 20
_MAX_PARTS = 5_000
_MOST_WRITTEN = 399
"""The highest number written with letters: a file may claim to begin at any, and the text would grow with it."""
NO_DOCX = (
    "Filen är inget Word-dokument som går att läsa. Öppna den i Word, spara den som .docx och försök igen."
)
_PROTECTED = "Filen är skyddad med lösenord, eller sparad i Words äldre format. Ta bort lösenordet och spara den som .docx."
_MACROS = "Filen innehåller makron och läses inte. Spara den som .docx utan makron och försök igen."
_TOO_LARGE = "Filen packar upp sig till orimlig storlek och läses inte."
_MARKUP = "Filen är skadad: en del av den är inte som Word skriver. Öppna den i Word, spara den på nytt och försök igen."
Parts = dict[str, bytes]


class CountedList(NamedTuple):
    """A list that paragraphs name (w:num)."""

    kind: str
    """What it is made after (w:abstractNum): all lists of one kind go on with the same count."""
    levels: "dict[int, ListLevel]"
    restart: int | None
    """The depth from which its first paragraph begins anew; None where it goes on."""


class ListLevel(NamedTuple):
    """How one depth of a list is numbered."""

    form: str
    """decimal, lowerLetter, upperLetter, lowerRoman, upperRoman, bullet, none …"""
    text: str
    """What is shown, with %1 for the number of the first depth."""
    start: int


def read_docx(data: bytes) -> tuple[list[Block], list[str]] | str:
    """Return the blocks and what was left out; or why the file cannot be read, as a Swedish sentence.

    Insertions that are tracked are kept, and deletions are not. Headers and footers are left out.
    """
    import mammoth

    parts = _parts(data)
    if isinstance(parts, str):
        return parts
    try:
        tracked = bool(re.search(rb"<w:(?:ins|del|moveFrom|moveTo)[ >]", parts[_DOCUMENT]))
        parts[_DOCUMENT] = _with_numbers(parts)
        done = mammoth.convert_to_html(
            io.BytesIO(_packed(parts)),
            convert_image=mammoth.images.img_element(lambda _image: {}),
            style_map=_STYLE_MAP,
        )
    except (
        expat.ExpatError,
        KeyError,
        ValueError,
        AttributeError,
        IndexError,
        TypeError,
        LookupError,
        RecursionError,
    ):
        return _MARKUP
    notes = (
        ["Dokumentet har spårade ändringar: det som är infogat är läst, det som är borttaget är det inte."]
        if tracked
        else []
    )
    return blocks_in(done.value), notes


_STYLE_MAP = """
p[style-name='Title'] => h1:fresh
p[style-name='Rubrik'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
comment-reference =>
"""


def _parts(data: bytes) -> Parts | str:
    """Return the parts of the file by name; or why it is not opened."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _PROTECTED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > _MAX_PARTS or sum(entry.file_size for entry in entries) > _MAX_UNPACKED:
                return _TOO_LARGE
            if any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries):
                return _MACROS
            if any(entry.flag_bits & 1 for entry in entries):
                return _PROTECTED
            parts: Parts = {}
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels")):
                    with archive.open(entry) as part:
                        parts[entry.filename] = part.read(_MAX_UNPACKED)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, EOFError):
        return NO_DOCX
    if _DOCUMENT not in parts:
        return NO_DOCX
    if any(b"\x00" in part or b"<!DOCTYPE" in part or b"<!ENTITY" in part for part in parts.values()):
        return _MARKUP
    if _STRICT in parts[_DOCUMENT]:
        return "Filen är sparad som ”Strict Open XML”. Spara den som vanligt Word-dokument (.docx) och försök igen."
    return parts


def _packed(parts: Mapping[str, bytes]) -> bytes:
    """Return the parts as a file again; pictures are left out of it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


def _tree(part: bytes) -> ET.Element:
    """Return a part as a tree. What has a DTD, or hides one in UTF-16, has been refused, so no entity can grow."""
    builder = ET.TreeBuilder()

    def qualified(name: str) -> str:
        return "{" + name if "}" in name else name

    def start(name: str, attributes: dict[str, str]) -> None:
        builder.start(qualified(name), {qualified(key): value for key, value in attributes.items()})

    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: builder.end(qualified(name))
    parser.CharacterDataHandler = builder.data
    parser.Parse(part, True)
    return builder.close()


def _with_numbers(parts: Mapping[str, bytes]) -> bytes:
    """Return the document with the number of each numbered paragraph in its text, and without its list of contents."""
    document = _tree(parts[_DOCUMENT])
    lists = _lists(parts.get(_NUMBERING, b""))
    styles = _numbered_styles(parts.get(_STYLES, b""))
    counts: dict[str, list[int]] = {}
    begun: set[str] = set()
    for parent in list(document.iter()):
        for paragraph in [child for child in parent if child.tag == f"{_W}p"]:
            properties = paragraph.find(f"{_W}pPr")
            style = _value(properties, "pStyle")
            if re.fullmatch(r"(?:TOC|Innehll|Innehåll)\s?\d", style, re.IGNORECASE):
                parent.remove(paragraph)
                continue
            number, depth = _numbering(properties, style, styles)
            if number not in lists:
                continue
            counted = counts.setdefault(lists[number].kind, [])
            if number not in begun and (restart := lists[number].restart) is not None:
                del counted[restart:]
            begun.add(number)
            label = _label(lists[number].levels, counted, depth)
            if properties is not None and (own := properties.find(f"{_W}numPr")) is not None:
                properties.remove(own)
            run = ET.Element(f"{_W}r")
            ET.SubElement(run, f"{_W}t").text = f"{MARK}{depth}{MARK}{label}{MARK}"
            paragraph.insert(0 if properties is None else 1, run)
    written: bytes = ET.tostring(document, encoding="utf-8", xml_declaration=True)
    return written


def _value(element: ET.Element | None, name: str) -> str:
    found = element.find(f"{_W}{name}") if element is not None else None
    return found.get(f"{_W}val", "") if found is not None else ""


def _numbering(
    properties: ET.Element | None, style: str, styles: Mapping[str, tuple[str, int]]
) -> tuple[str, int]:
    """Return which list a paragraph belongs to, and its depth from 0; an empty name where it belongs to none."""
    own = properties.find(f"{_W}numPr") if properties is not None else None
    number, depth = styles.get(style, ("", 0))
    if own is not None:
        number = _value(own, "numId") or number
        written = _value(own, "ilvl")
        depth = int(written) if written.isdigit() else depth
    return ("", 0) if number == "0" else (number, min(depth, 8))


def _numbered_styles(part: bytes) -> dict[str, tuple[str, int]]:
    """Return the list and depth that each style of paragraph has, by its id; also by what it is based on."""
    if not part:
        return {}
    own: dict[str, tuple[str, int]] = {}
    based: dict[str, str] = {}
    for style in _tree(part).iter(f"{_W}style"):
        name = style.get(f"{_W}styleId", "")
        based[name] = _value(style, "basedOn")
        properties = style.find(f"{_W}pPr")
        numbering = properties.find(f"{_W}numPr") if properties is not None else None
        if numbering is not None:
            depth = _value(numbering, "ilvl")
            own[name] = _value(numbering, "numId"), int(depth) if depth.isdigit() else 0
    return {name: own[found] for name in based if (found := _first_with(name, own, based))}


def _first_with(name: str, own: Mapping[str, object], based: Mapping[str, str]) -> str:
    for _ in range(20):
        if name in own or not name:
            return name
        name = based.get(name, "")
    return ""


def _lists(part: bytes) -> dict[str, CountedList]:
    """Return how each list is numbered, by its id and depth."""
    if not part:
        return {}
    root = _tree(part)
    kinds = {
        kind.get(f"{_W}abstractNumId", ""): dict(_levels(kind.iter(f"{_W}lvl")))
        for kind in root.iter(f"{_W}abstractNum")
    }
    found: dict[str, CountedList] = {}
    for number in root.iter(f"{_W}num"):
        kind = _value(number, "abstractNumId")
        levels, restarts = dict(kinds.get(kind, {})), []
        for override in number.iter(f"{_W}lvlOverride"):
            depth, start = override.get(f"{_W}ilvl", "0"), _value(override, "startOverride")
            if depth.isdigit() and start.isdigit() and int(depth) in levels:
                levels[int(depth)] = levels[int(depth)]._replace(start=int(start))
                restarts.append(int(depth))
            levels |= dict(_levels(override.iter(f"{_W}lvl")))
        found[number.get(f"{_W}numId", "")] = CountedList(kind, levels, min(restarts, default=None))
    return found


def _levels(elements: Iterable[ET.Element]) -> Iterable[tuple[int, ListLevel]]:
    for element in elements:
        depth, start = element.get(f"{_W}ilvl", "0"), _value(element, "start")
        yield (
            int(depth) if depth.isdigit() else 0,
            ListLevel(
                _value(element, "numFmt") or "decimal",
                _value(element, "lvlText"),
                int(start) if start.isdigit() else 1,
            ),
        )


def _label(levels: Mapping[int, ListLevel], counted: list[int], depth: int) -> str:
    """Count one on, and return the number as Word shows it; empty for a bullet."""
    del counted[depth + 1 :]
    while len(counted) < depth:
        counted.append(levels[len(counted)].start if len(counted) in levels else 1)
    level = levels.get(depth, ListLevel("decimal", f"%{depth + 1}.", 1))
    if len(counted) == depth:
        counted.append(level.start)
    else:
        counted[depth] += 1
    if level.form in ("bullet", "none") or "%" not in level.text:
        return ""

    def shown(found: re.Match[str]) -> str:
        place = int(found[1]) - 1
        form = levels[place].form if place in levels else "decimal"
        return _written(counted[place], form) if place < len(counted) else ""

    return re.sub(r"%(\d)", shown, level.text)


def _written(number: int, form: str) -> str:
    """Return a number as a list of that form writes it."""
    if not 0 < number <= _MOST_WRITTEN:
        return str(number)
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if form.startswith("upper") else letter
    if form in ("lowerRoman", "upperRoman"):
        roman, left = "", number
        for value, sign in (
            (100, "c"),
            (90, "xc"),
            (50, "l"),
            (40, "xl"),
            (10, "x"),
            (9, "ix"),
            (5, "v"),
            (4, "iv"),
            (1, "i"),
        ):
            roman, left = roman + sign * (left // value), left % value
        return roman.upper() if form.startswith("upper") else roman
    return str(number)
