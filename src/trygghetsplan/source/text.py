"""Bytes on disk to checked text: regular file, size, UTF-8, no control characters, no conflict markers."""

import os
import re
import stat
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from trygghetsplan.characters import forbidden_in, name_of_sign
from trygghetsplan.findings import Finding, Position, Rule, Severity, Where
from trygghetsplan.listing import LINK
from trygghetsplan.source.slips import without_unseen

MAX_BYTES = 1 << 20
_ORDINARY = b"\n" + bytes(range(0x20, 0x7F))
"""What nearly all of any text is made of: bytes without it are few, and quick to look through."""
_COMBINING = 0xCC
"""The first byte of U+0300: what stands before it in Unicode is composed as it is."""
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?: .*)?$", re.MULTILINE)

UNREADABLE = Rule(
    "TP001",
    Severity.ERROR,
    "Filen går inte att läsa",
    """Filen är ingen vanlig fil, är för stor eller får inte läsas, eller så går det inte att se vad som finns i mappen.

    Plan och uppföljning ska ligga som vanliga textfiler i planmappen, högst 1 MiB var. Länkar följs inte,
    eftersom de kan peka utanför planmappen. Innan felet är rättat skrivs ingen redovisning, eftersom något saknas
    i den.

    Fel:
        --- followups/2024/miljonamnden.yaml/
    Rätt:
        organ: miljonamnden
        år: 2024
    """,
)
NOT_UTF8 = Rule(
    "TP002",
    Severity.ERROR,
    "Texten är inte UTF-8",
    """Filen har sparats med en annan teckenkodning än UTF-8.

    Spara om filen som UTF-8. I VS Code: klicka på kodningen längst ner till höger.

    Fel:
        --- followups/2024/miljonamnden.yaml latin-1
        organ: miljonamnden
        år: 2024
    Rätt:
        organ: miljonamnden
        år: 2024
    """,
)
CONTROL_CHARACTER = Rule(
    "TP003",
    Severity.ERROR,
    "Otillåtet tecken",
    """Filen innehåller ett osynligt tecken som kan dölja eller vända text, eller ett som bara finns i vissa typsnitt.

    Ta bort tecknet. Det följer ofta med när text klistras in från en webbsida, ett chattprogram eller Word. Hit hör
    också det mjuka bindestrecket, men inte det hårda mellanslaget.

    Fel:
        kontakt: Miljö\u200bstrateg
    Rätt:
        kontakt: Miljöstrateg
    """,
)
CONFLICT_MARKER = Rule(
    "TP004",
    Severity.ERROR,
    "Olöst sammanslagning",
    """Git har lämnat markeringar efter en krock mellan två ändringar.

    Välj den text som gäller och ta bort raderna med <<<<<<<, ======= och >>>>>>>.

    Fel:
        organ: miljonamnden
        <<<<<<< HEAD
        år: 2024
        =======
        år: 2023
        >>>>>>> gren
    Rätt:
        organ: miljonamnden
        år: 2024
    """,
)
RULES = (UNREADABLE, NOT_UTF8, CONTROL_CHARACTER, CONFLICT_MARKER)


class SourceText(NamedTuple):
    """One file's text as read, where there is any, and the fault that keeps it from being used.

    Columns are code points after the byte order mark. The text of a faulty file is kept to be shown.
    """

    path: str
    text: str | None
    fault: Finding | None = None


class Texts(Mapping[str, str]):
    """The texts of many files by path, each decoded when asked for: few of them are shown, and bytes take least room."""

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        self.contents = contents

    def __getitem__(self, path: str) -> str:
        return text_of(self.contents[path])

    def __iter__(self) -> Iterator[str]:
        return iter(self.contents)

    def __len__(self) -> int:
        return len(self.contents)


def read_source(root: Path, path: str) -> SourceText:
    """Read one file below `root`; what stands in the way is a finding."""
    data = read_bytes(root, path)
    return decode(path, data) if isinstance(data, bytes) else data


def read_bytes(root: Path, path: str) -> bytes | SourceText:
    """Return a file's bytes as they are, or the source with the fault that stands in the way."""
    place = f"{root}/{path}"  # of hundreds of files, a Path for each would take half the time
    try:
        status = os.lstat(place)
        if stat.S_ISLNK(status.st_mode):
            return unreadable(path, LINK)
        if not stat.S_ISREG(status.st_mode):
            return unreadable(path, "här väntas en vanlig fil, inte en mapp eller enhet")
        if status.st_size > MAX_BYTES:
            return unreadable(path, "filen är större än 1 MiB")
        descriptor = os.open(place, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb", buffering=0) as file:
            data = file.readall()
        return data if len(data) <= MAX_BYTES else unreadable(path, "filen är större än 1 MiB")
    except PermissionError:
        return unreadable(
            path,
            "filen får inte läsas; ändra rättigheterna, eller stäng den om den är öppen i ett annat program",
        )
    except OSError:
        return unreadable(path, "filen får eller kan inte läsas")


def unreadable(path: str, message: str) -> SourceText:
    """Return what stands in for a file or folder that cannot be read."""
    return SourceText(path, None, UNREADABLE.at(Where(path), message))


def decode(path: str, data: bytes) -> SourceText:
    """Turn bytes into text with LF line ends and composed letters (NFC), or say what is wrong."""
    text = text_of(data)
    if "\ufffd" in text:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            before = text_of(data[: error.start])
            message = "tecknet här är inte UTF-8; spara om filen med kodningen UTF-8"
            where = Where(path, at=span(before, len(before)))
            return SourceText(path, text, NOT_UTF8.at(where, message))
    fault: Finding | None = None
    has_marker = "<<<<<<<" in text or ">>>>>>>" in text or "=======" in text
    unusual = data.translate(None, _ORDINARY).decode("utf-8", "replace")
    if forbidden_in(unusual) is not None and (place := forbidden_in(text)) is not None:
        message = f"{name_of_sign(text[place])} får inte förekomma; ta bort det"
        at = span(text, place)
        line = without_unseen(text.split("\n")[at.line - 1])
        remedy = line if line is not None and forbidden_in(line) is None else None
        fault = CONTROL_CHARACTER.at(Where(path, at=at), message, remedy=remedy)
    elif has_marker and (match := _CONFLICT.search(text)):
        message = (
            "här står en markering från en krock i git; välj vilken text som gäller och ta bort markeringarna"
        )
        fault = CONFLICT_MARKER.at(Where(path, at=span(text, match.start(), match.end())), message)
    return SourceText(path, text, fault)


def text_of(data: bytes) -> str:
    """Turn bytes into text with LF line ends and composed letters (NFC); what is not UTF-8 is U+FFFD in it."""
    text = data.decode("utf-8", errors="replace").removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    if max(data.translate(None, _ORDINARY), default=0) >= _COMBINING:
        text = unicodedata.normalize("NFC", text)
    return text


def span(text: str | Sequence[int], start: int, end: int | None = None) -> Position:
    """Return the lines and columns of a stretch of a text, or of one character; for many, give its `line_starts`."""
    starts = line_starts(text) if isinstance(text, str) else text
    line = bisect_right(starts, start)
    column = start - starts[line - 1] + 1
    if end is None:
        return Position(line, column, line, column + 1)
    last = bisect_right(starts, end)
    return Position(line, column, last, end - starts[last - 1] + 1)


def character(line: int, column: int) -> Position:
    """Return the place of one character."""
    return Position(line, column, line, column + 1)


def line_starts(text: str) -> list[int]:
    """Return where each line begins."""
    return [0, *(newline.end() for newline in re.finditer("\n", text))]
