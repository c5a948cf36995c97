"""What comes back in the mail: opened with care, since anybody may have made it.

A zip is unpacked part by part within limits, and a part is parsed to a tree that is never larger than a form can be.
Nothing else reads the file, so what is measured here is what is read.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

MAX_BYTES = 8 << 20
_MAX_UNPACKED = 16 << 20
"""Bytes of all the parts that are read; a form of the largest body has two million."""
_MAX_DECLARED = 32 << 20
"""Bytes that all the parts say they are, pictures too, which are never unpacked."""
_MAX_MARKS = 500_000
"""Elements and attributes in all the parts that are read, about: the largest form has a hundred thousand."""
_MAX_MEMBERS = 500
DAMAGED = "filen är skadad; öppna den, spara den igen och försök på nytt"
_NO_WORKBOOK = "filen är skadad eller ingen arbetsbok; spara blanketten som .xlsx eller .ods"
_OTHER_FILES = {
    re.compile(rb"\xd0\xcf\x11\xe0"): (
        "filen är en äldre eller lösenordsskyddad arbetsbok; spara den som .xlsx utan lösenord"
    ),
    re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype )?html", re.IGNORECASE): (
        "en webbsida har inga svar i sig; läs in svarsfilen som den sparar, den som slutar på -svar.json"
    ),
    re.compile(rb"%PDF"): "filen är en pdf; be om arbetsboken, eller om svarsfilen från webbsidan",
}
"""How files begin that people send instead, and what to do about each."""
_TOO_LARGE = "filen packar upp sig till orimlig storlek och läses därför inte"
_NAMESPACES = re.compile(
    r"http://schemas\.openxmlformats\.org/(?:spreadsheetml/2006/main|package/2006/relationships|officeDocument/2006/relationships)"
    r"|http://purl\.oclc\.org/ooxml/(?:spreadsheetml/main|officeDocument/relationships)"
    r"|urn:oasis:names:tc:opendocument:xmlns:(?:office|table|text|style|xsl-fo-compatible|manifest):1\.0"
)
"""The namespaces of the two formats: names in them are written without it, whatever prefix the file has."""


class UnusableFile(Exception):
    """The file cannot be taken in. The message is one Swedish sentence without a full stop."""


class Package:
    """The parts of a zip by name, in lower case: the names of parts differ by more than case."""

    def __init__(self, data: bytes) -> None:
        """Open the zip, and unpack nothing yet.

        Raises:
            UnusableFile: it is no zip, is protected, or has more than a form can have.
        """
        if len(data) > MAX_BYTES:
            raise UnusableFile(f"filen är större än {MAX_BYTES >> 20} MiB, och så stor blir ingen blankett")
        if data.count(b"PK\x01\x02") > _MAX_MEMBERS:
            raise UnusableFile("filen innehåller för många delar för att vara en blankett")
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, struct.error, NotImplementedError, OSError, ValueError):
            raise UnusableFile(
                next((why for start, why in _OTHER_FILES.items() if start.match(data)), _NO_WORKBOOK)
            ) from None
        self._entries: dict[str, zipfile.ZipInfo] = {}
        self._left, self._marks = _MAX_UNPACKED, _MAX_MARKS
        if sum(entry.file_size for entry in self._archive.infolist()) > _MAX_DECLARED:
            raise UnusableFile(_TOO_LARGE)
        for entry in self._archive.infolist():
            name = entry.filename.replace("\\", "/").lower()
            if entry.flag_bits & 1 or name == "encrypted-package":
                raise UnusableFile("filen är skyddad med lösenord; ta bort lösenordet och spara den igen")
            if name in self._entries:
                raise UnusableFile("filen är skadad: samma del finns två gånger")
            if name.endswith("vbaproject.bin") or name.startswith("basic/"):
                raise UnusableFile("arbetsboken innehåller makron; spara den som .xlsx utan makron")
            self._entries[name] = entry

    def __contains__(self, name: str) -> bool:
        """Whether there is a part of that name."""
        return name.lower() in self._entries

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parts."""
        return tuple(self._entries)

    def tree(self, name: str) -> Element:
        """Return a part as a tree.

        Raises:
            UnusableFile: there is no such part, it is no XML, or all that has been read is larger than a form.
        """
        content = self.content(name)
        self._marks -= content.count(b"<") + content.count(b"=")
        if self._marks < 0:
            raise UnusableFile(_TOO_LARGE)
        return _tree(content)

    def content(self, name: str) -> bytes:
        """Return the bytes of a part. What a part says of its own size is not believed.

        Raises:
            UnusableFile: there is no such part, or all that has been read is larger than a form.
        """
        try:
            entry = self._entries[name.lower()]
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise UnusableFile(DAMAGED)
            with self._archive.open(entry) as member:
                content = member.read(self._left + 1)
        except (KeyError, zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError):
            raise UnusableFile(DAMAGED) from None
        except (EOFError, OSError, ValueError, RuntimeError):
            raise UnusableFile(DAMAGED) from None
        self._left -= len(content)
        if self._left < 0:
            raise UnusableFile(_TOO_LARGE)
        return content


def _tree(content: bytes) -> Element:
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")

    def refuse(*_: object) -> None:
        raise UnusableFile("filen är skadad: den innehåller en dokumenttyp, och det har ingen arbetsbok")

    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler = builder.start, builder.end
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(content, True)  # the parser's own signature
        root = builder.close()
    except (expat.ExpatError, LookupError, ValueError, AssertionError):
        raise UnusableFile(DAMAGED) from None
    names: dict[str, str] = {}
    for element in root.iter():
        element.tag = _plain(element.tag, names)
        if any("}" in key for key in element.attrib):
            element.attrib = {_plain(key, names): value for key, value in element.attrib.items()}
    return root


def _plain(name: str, known: dict[str, str]) -> str:
    """Return the name without a namespace of the two formats; a name of another keeps its own."""
    if name not in known:
        namespace, _, local = name.rpartition("}")
        known[name] = local if _NAMESPACES.fullmatch(namespace) else name
    return known[name]


def only(parent: Element, *names: str) -> Iterator[Element]:
    """Return the children, which may be of these names only; what extends the format is passed over.

    Raises:
        UnusableFile: something else stands there, be it only text, which would be lost.
    """
    if (parent.text or "").strip():
        raise UnusableFile(DAMAGED)
    for child in parent:
        if child.tag not in (*names, "extLst") or (child.tail or "").strip():
            raise UnusableFile(DAMAGED)
        if child.tag != "extLst":
            yield child


def leaf_text(leaf: Element) -> str:
    """Return the text of an element that holds nothing else.

    Raises:
        UnusableFile: it holds other elements.
    """
    if len(leaf):
        raise UnusableFile(DAMAGED)
    return leaf.text or ""
