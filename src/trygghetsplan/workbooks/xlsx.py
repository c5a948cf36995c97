"""An .xlsx (ECMA-376, transitional or strict) to sheets: parts by the package's relations, cells by strict references."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from xml.etree.ElementTree import Element

from trygghetsplan.workbooks.safe_unzip import DAMAGED, Package, UnusableFile, leaf_text, only
from trygghetsplan.workbooks.sheet import (
    FORMULA,
    MAX_ROWS,
    STRUCK,
    CellValue,
    Place,
    Sheet,
    SheetCell,
    cell_address,
    error_flaw,
    moment,
    percentage,
    place_of,
    shown,
)

_NUMBER = re.compile(r"-?[0-9]{1,400}(?:\.[0-9]{1,400})?(?:[eE][-+]?[0-9]{1,3})?")
_ROW = re.compile(r"[1-9][0-9]{0,6}")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NO_TOKENS = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^]]*\]|general', re.IGNORECASE)
"""What in a number format is text, colour or condition (18.8.31)."""
_BUILT_IN_DAYS = {*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)}
_BUILT_IN_PERCENT = {9, 10}
_LAST_SERIAL = 2_958_465
"""31 December 9999."""
_FIRST_SURE_SERIAL = 61
"""1 March 1900: before it Excel counts a day that never was."""
_FIRST_DAY = datetime.combine(date(1899, 12, 30), time())
_NOT_A_DAY = "här står ett klockslag eller ett datum före mars 1900; skriv datum som ÅÅÅÅ-MM-DD"


class _Style(NamedTuple):
    is_day: bool = False
    is_percent: bool = False
    is_struck: bool = False


class _Book(NamedTuple):
    """What cells refer to."""

    strings: Sequence[tuple[str, bool]]
    """Text, and whether any of it is struck out."""
    styles: Sequence[_Style]
    counts_from_1904: bool


def is_xlsx(package: Package) -> bool:
    """Whether the package says by its relations what it holds, as the formats of Office do."""
    return "_rels/.rels" in package


def read_xlsx(package: Package) -> list[Sheet]:
    """Read every sheet of cells.

    Raises:
        UnusableFile: it is no workbook, or one that cannot be read with certainty.
    """
    mains = [path for kind, path in _relations(package, "").values() if kind == "officeDocument"]
    if len(mains) != 1 or mains[0] not in package:
        raise UnusableFile("filen är ingen arbetsbok; spara blanketten som .xlsx eller .ods")
    if mains[0].lower().endswith(".bin"):
        raise UnusableFile("filen är en .xlsb; spara blanketten som .xlsx eller .ods")
    main = package.tree(mains[0])
    if main.tag != "workbook":
        raise UnusableFile("filen är ingen arbetsbok; spara blanketten som .xlsx eller .ods")
    related = _relations(package, mains[0])
    properties = _single(main, "workbookPr")
    book = _Book(
        strings=[_rich_text(item) for item in only(_part(package, related, "sharedStrings"), "si")],
        styles=list(_styles(_part(package, related, "styles"))),
        counts_from_1904=_is_true(properties.get("date1904")),
    )
    sheets = []
    for entry in only(_single(main, "sheets"), "sheet"):
        kind, path = related.get(entry.get("id", ""), ("", ""))
        if kind == "worksheet":
            sheets.append(_sheet(package, path, entry.get("name", ""), book))
        elif kind != "chartsheet":
            raise UnusableFile(DAMAGED)
    return sheets


def _relations(package: Package, source: str) -> dict[str, tuple[str, str]]:
    """Return the kind and the path of each part that a part points to, by the id of the relation."""
    folder, name = posixpath.split(source)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if path not in package:
        return {}
    found: dict[str, tuple[str, str]] = {}
    for relation in package.tree(path):
        if relation.tag != "Relationship" or relation.get("TargetMode") == "External":
            continue
        key, target = relation.get("Id", ""), relation.get("Target", "").replace("\\", "/")
        if key in found:
            raise UnusableFile(DAMAGED)
        at = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        found[key] = relation.get("Type", "").rsplit("/", 1)[-1], at
    return found


def _part(package: Package, related: Mapping[str, tuple[str, str]], kind: str) -> Element:
    """Return the part of a kind, of which there is at most one; one without anything in it where there is none."""
    paths = [path for found, path in related.values() if found == kind]
    if len(paths) > 1:
        raise UnusableFile(DAMAGED)
    return package.tree(paths[0]) if paths else Element(kind)


def _styles(root: Element) -> Iterator[_Style]:
    """Return what matters of each style that a cell can have, by its number."""
    codes = {
        one.get("numFmtId", ""): one.get("formatCode", "") for one in only(_single(root, "numFmts"), "numFmt")
    }
    struck = [_is_struck(font) for font in only(_single(root, "fonts"), "font")]
    for look in only(_single(root, "cellXfs"), "xf"):
        number, font = look.get("numFmtId", "0"), _index(look.get("fontId", "0"))
        built_in = -1 if number in codes else _index(number)
        code = _NO_TOKENS.sub("", codes.get(number, "").split(";")[0]).casefold()
        yield _Style(
            is_day=built_in in _BUILT_IN_DAYS or any(letter in code for letter in "ydmhs"),
            is_percent=built_in in _BUILT_IN_PERCENT or "%" in code,
            is_struck=any(struck[font : font + 1]),
        )


def _index(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,7}", text):
        raise UnusableFile(DAMAGED)
    return int(text)


def _sheet(package: Package, path: str, name: str, book: _Book) -> Sheet:
    """Read a sheet; references that are left out follow on from the one before."""
    root, sheet = package.tree(path), Sheet(name)
    if root.tag != "worksheet":
        raise UnusableFile(DAMAGED)
    row = -1
    for line in only(_single(root, "sheetData"), "row"):
        said = line.get("r", str(row + 2))
        if not _ROW.fullmatch(said) or not row < int(said) - 1 < MAX_ROWS:
            raise _misplaced(name, (max(row, 0), 0), said)
        row, column = int(said) - 1, -1
        for cell in only(line, "c"):
            reference = cell.get("r", cell_address((row, column + 1)))
            place = place_of(reference)
            if place is None or place[0] != row or place[1] <= column:
                raise _misplaced(name, (row, max(column, 0)), reference)
            column = place[1]
            try:
                sheet.put(place, _cell(cell, book))
            except _Damaged:
                raise UnusableFile(
                    f"bladet {shown(name)} är skadat vid {cell_address(place)}; spara filen igen"
                ) from None
            _note_formula(sheet, cell)
    for merged in root.iterfind("mergeCells/mergeCell"):
        sheet.merged.append(_range(name, merged.get("ref", "")))
    for kind, notes in _relations(package, path).values():
        if kind in ("comments", "threadedComment"):
            for note in package.tree(notes).iter():
                if note.tag.rpartition("}")[2] in ("comment", "threadedComment"):
                    sheet.notes.add(_range(name, note.get("ref", ""))[0])
    return sheet


def _misplaced(name: str, after: Place, reference: str) -> UnusableFile:
    """Say where an address is not of the one form, or stands out of order."""
    is_plain = re.fullmatch(r"[A-Za-z0-9$]{1,16}", reference)
    what = f"en oväntad adress, {reference}," if is_plain else "en adress som inte går att läsa"
    return UnusableFile(
        f"på bladet {shown(name)} står {what} efter {cell_address(after)}; öppna filen, spara den igen och försök på nytt"
    )


def _note_formula(sheet: Sheet, cell: Element) -> None:
    """Note the range that an array formula or a data table fills: only its first cell holds the formula."""
    formula = cell.find("f")
    if formula is not None and formula.get("ref") and formula.get("t") in ("array", "dataTable"):
        sheet.fill(_range(sheet.name, formula.get("ref", "")))


def _range(name: str, reference: str) -> tuple[Place, Place]:
    """Return the corners of a range, or of one cell."""
    first, _, last = reference.partition(":")
    corners = place_of(first), place_of(last or first)
    if corners[0] is None or corners[1] is None:
        raise _misplaced(name, (0, 0), reference)
    return corners[0], corners[1]


class _Damaged(Exception):
    """The cell is not as any program writes it."""


def _cell(cell: Element, book: _Book) -> SheetCell:
    """Read one cell (18.3.1.4)."""
    kind = cell.get("t", "n")
    found = list(only(cell, "f", "v", "is"))
    parts = {part.tag: part for part in found}
    number = _index(cell.get("s", "0"))
    if len(parts) < len(found) or number >= len(book.styles or "-"):
        raise _Damaged
    style = book.styles[number] if book.styles else _Style()
    value = parts.get("v")
    if "f" in parts:
        return SheetCell(flaw=FORMULA)
    if ("is" in parts) != (kind == "inlineStr") and (value is not None or "is" in parts):
        raise _Damaged
    if "is" in parts:
        text, is_struck = _rich_text(parts["is"])
        return SheetCell(text, STRUCK if text and (is_struck or style.is_struck) else "")
    if value is None:
        return SheetCell(flaw=error_flaw("") if kind == "e" else "")
    return _value(kind, leaf_text(value), style, book)


def _value(kind: str, text: str, style: _Style, book: _Book) -> SheetCell:
    flaw = STRUCK if style.is_struck else ""
    found: CellValue
    match kind:
        case "s":
            if not re.fullmatch(r"[0-9]{1,7}", text.strip()) or int(text) >= len(book.strings):
                raise _Damaged
            found, is_struck = book.strings[int(text)]
            flaw = STRUCK if is_struck or style.is_struck else ""
        case "str":
            found = _unescaped(text)
        case "b":
            if text.strip() not in ("0", "1"):
                raise _Damaged
            found = text.strip() == "1"
        case "e":
            return SheetCell("", error_flaw(text))
        case "d":
            try:
                found = moment(datetime.fromisoformat(text.strip()).replace(tzinfo=None))
            except (ValueError, OverflowError):
                raise _Damaged from None
        case "n":
            return _number(text, style, counts_from_1904=book.counts_from_1904)
        case _:
            raise _Damaged
    return SheetCell(found, flaw if found != "" else "")


def _number(text: str, style: _Style, *, counts_from_1904: bool) -> SheetCell:
    if not _NUMBER.fullmatch(text.strip()) or abs(float(text)) > 1e300:
        raise _Damaged
    flaw, number = STRUCK if style.is_struck else "", float(text)
    serial = number + (1462 if counts_from_1904 else 0)
    if not style.is_day or serial >= _LAST_SERIAL:  # more than that is a day written in eight figures
        return SheetCell(percentage(number) if style.is_percent else number, flaw)
    if serial < _FIRST_SURE_SERIAL:
        return SheetCell("", _NOT_A_DAY)
    return SheetCell(moment(_FIRST_DAY + timedelta(seconds=round(serial * 86_400))), flaw)


def _rich_text(item: Element) -> tuple[str, bool]:
    """Return the text of an item, without what says how it is pronounced; and whether any of it is struck out."""
    text, is_struck = "", False
    for part in only(item, "t", "r", "rPh", "phoneticPr"):
        if part.tag == "t":
            text += leaf_text(part)
        elif part.tag == "r":
            own = "".join(leaf_text(one) for one in only(part, "t", "rPr") if one.tag == "t")
            text += own
            is_struck |= bool(own.strip()) and any(_is_struck(look) for look in part.iterfind("rPr"))
    return _unescaped(text), is_struck


def _is_struck(look: Element) -> bool:
    struck = look.find("strike")
    return struck is not None and _is_true(struck.get("val", "1"))


def _unescaped(text: str) -> str:
    """Return the text with the signs that XML cannot hold, which the format writes as _x000D_ (22.9.2.19)."""
    if "_x" not in text:
        return text
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _single(root: Element, name: str) -> Element:
    """Return the child of a name, which stands nowhere else; one without anything in it where there is none."""
    found = list(root.iter(name))
    if len(found) > 1 or (found and found[0] not in root[:]):
        raise UnusableFile(DAMAGED)
    return found[0] if found else Element(name)


def _is_true(text: str | None) -> bool:
    return text in ("1", "true", "on")
