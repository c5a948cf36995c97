"""What comes back in the mail: opened with care, since anybody may have made it.

Members are unpacked within limits and packed anew, so that the reader sees no more than was measured. What a
reader of values does not tell (formulas, merged cells, cells repeated a million times) is counted first.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

MAX_BYTES = 8 << 20
MAX_UNPACKED = 32 << 20
MAX_RATIO = 400
MAX_MEMBERS = 500
MAX_ROWS, MAX_COLUMNS = 20_000, 256
_SLACK = 1 << 20
"""Bytes that may be packed however well."""
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_KINDS = {"xl/workbook.xml": "xlsx", "content.xml": "ods"}


class UnusableFile(Exception):
    """The file cannot be taken in. The message is one Swedish sentence without a full stop."""


@dataclass
class SheetOutline:
    """What is known of one sheet before its values are read: places are (row, column) from 0."""

    formulas: set[tuple[int, int]] = field(default_factory=set)
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    rows: int = 0
    columns: int = 0


def unpack(data: bytes) -> tuple[bytes, Mapping[str, SheetOutline]]:
    """Return the same workbook packed anew, and the outline of each sheet by name.

    Raises:
        Unfit: it is no workbook, or one that cannot be read safely.
    """
    if len(data) > MAX_BYTES:
        raise UnusableFile(f"filen är större än {MAX_BYTES >> 20} MiB, och så stor blir ingen blankett")
    members = _members(data)
    kind = next((kind for name, kind in _KINDS.items() if name in members), None)
    if kind is None:
        raise UnusableFile("filen är ingen arbetsbok; spara blanketten som .xlsx eller .ods")
    if any(name.casefold().endswith("vbaproject.bin") or name.startswith("Basic/") for name in members):
        raise UnusableFile("arbetsboken innehåller makron; spara den som .xlsx utan makron")
    outlines = _xlsx_outlines(members) if kind == "xlsx" else _ods_outlines(members["content.xml"])
    for name, outline in outlines.items():
        if outline.rows > MAX_ROWS or outline.columns > MAX_COLUMNS:
            raise UnusableFile(
                f"bladet {name} är ifyllt långt utanför blanketten; ta bort det som inte hör dit"
            )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as packed:
        for name, content in members.items():
            packed.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue(), outlines


def _members(data: bytes) -> dict[str, bytes]:
    """Unpack everything within the limits; what a member says of its own size is not believed."""
    found: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_MEMBERS:
                raise UnusableFile("filen innehåller för många delar för att vara en blankett")
            left = MAX_UNPACKED
            for entry in entries:
                if entry.flag_bits & 1:
                    raise UnusableFile("filen är skyddad med lösenord; ta bort lösenordet och spara den igen")
                if entry.filename in found:
                    raise UnusableFile("filen är skadad: samma del finns två gånger")
                allowed = min(left, entry.compress_size * MAX_RATIO + _SLACK)
                if entry.file_size > allowed:
                    raise UnusableFile("filen packar upp sig till orimlig storlek och läses därför inte")
                with archive.open(entry) as member:
                    content = member.read(allowed + 1)
                if len(content) > allowed:
                    raise UnusableFile("filen packar upp sig till orimlig storlek och läses därför inte")
                left -= len(content)
                found[entry.filename] = content
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, RuntimeError):
        old = data.startswith(b"\xd0\xcf\x11\xe0")
        raise UnusableFile(
            "filen är en äldre eller lösenordsskyddad arbetsbok; spara den som .xlsx utan lösenord"
            if old
            else "filen är skadad eller ingen arbetsbok; spara blanketten som .xlsx eller .ods"
        ) from None
    return found


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=None)

    def refuse(*_: object) -> None:
        raise UnusableFile("filen är skadad: den innehåller en dokumenttyp, och det har ingen arbetsbok")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.buffer_text = True
    return parser


def _parse(parser: expat.XMLParserType, content: bytes) -> None:
    try:
        parser.Parse(content, True)  # the parser's own signature
    except (expat.ExpatError, LookupError, ValueError):
        raise UnusableFile("filen är skadad; öppna den, spara den igen och försök på nytt") from None


def _xlsx_outlines(members: Mapping[str, bytes]) -> dict[str, SheetOutline]:
    """Outline the sheets of an .xlsx."""
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}

    def relation(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "Relationship":
            path = attributes.get("Target", "")
            targets[attributes.get("Id", "")] = path[1:] if path.startswith("/") else f"xl/{path}"

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "sheet":
            link = next((value for key, value in attributes.items() if _local(key) == "id"), "")
            sheets[attributes.get("name", "")] = link

    for path, handler in (("xl/_rels/workbook.xml.rels", relation), ("xl/workbook.xml", sheet)):
        parser = _parser()
        parser.StartElementHandler = handler
        _parse(parser, members.get(path, b"<none/>"))
    for path, content in members.items():
        if path.endswith((".xml", ".rels")) and not path.startswith("xl/worksheets/"):
            _parse(_parser(), content)
    return {
        name: _xlsx_outline(members.get(targets.get(link, ""), b"<none/>")) for name, link in sheets.items()
    }


def _xlsx_outline(content: bytes) -> SheetOutline:
    outline = SheetOutline()
    place = [-1, -1]

    def start(name: str, attributes: dict[str, str]) -> None:
        match _local(name):
            case "row":
                place[:] = [_number(attributes.get("r"), place[0] + 2) - 1, -1]
            case "c":
                found = _REFERENCE.fullmatch(attributes.get("r", ""))
                place[:] = list(_place(found)) if found else [place[0], place[1] + 1]
            case "v" | "is":
                outline.rows, outline.columns = (
                    max(outline.rows, place[0] + 1),
                    max(outline.columns, place[1] + 1),
                )
            case "f":
                outline.formulas.add((place[0], place[1]))
            case "mergeCell":
                corners = [_REFERENCE.fullmatch(one) for one in attributes.get("ref", "").split(":")]
                if len(corners) == 2 and corners[0] and corners[1]:
                    outline.merged.append((_place(corners[0]), _place(corners[1])))
            case _:
                pass

    parser = _parser()
    parser.StartElementHandler = start
    _parse(parser, content)
    return outline


def _ods_outlines(content: bytes) -> dict[str, SheetOutline]:
    """Outline the sheets of an .ods, where a row or a cell can stand for a million of its kind."""
    outlines: dict[str, SheetOutline] = {}
    state = {"row": 0, "column": 0, "rows": 1, "columns": 1}
    current = [SheetOutline()]

    def start(name: str, attributes: dict[str, str]) -> None:
        match name:
            case "table:table":
                state.update(row=0, column=0, rows=1)
                current[0] = outlines.setdefault(attributes.get("table:name", ""), SheetOutline())
            case "table:table-row":
                state.update(column=0, rows=_number(attributes.get("table:number-rows-repeated"), 1))
            case "table:table-cell" | "table:covered-table-cell":
                state["columns"] = _number(attributes.get("table:number-columns-repeated"), 1)
                _note_cell(current[0], state, attributes)
            case _:
                pass

    def end(name: str) -> None:
        if name == "table:table-row":
            state["row"] += state["rows"]
        elif name in ("table:table-cell", "table:covered-table-cell"):
            state["column"] += state["columns"]

    parser = _parser()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    _parse(parser, content)
    return outlines


def _note_cell(outline: SheetOutline, state: Mapping[str, int], attributes: Mapping[str, str]) -> None:
    row, column = state["row"], state["column"]
    if any(_local(key) == "value-type" for key in attributes):
        outline.rows = max(outline.rows, row + state["rows"])
        outline.columns = max(outline.columns, column + state["columns"])
    if "table:formula" in attributes:
        outline.formulas.add((row, column))
    down = _number(attributes.get("table:number-rows-spanned"), 1)
    across = _number(attributes.get("table:number-columns-spanned"), 1)
    if down > 1 or across > 1:
        outline.merged.append(((row, column), (row + down - 1, column + across - 1)))


def _local(name: str) -> str:
    return name.rsplit(":", 1)[-1]


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else otherwise


def _place(found: re.Match[str]) -> tuple[int, int]:
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1
