"""An .ods (OpenDocument 1.2 and later) to sheets. A row or a cell can stand for a million of its kind."""

import re
from collections.abc import Iterator
from datetime import datetime
from xml.etree.ElementTree import Element

from trygghetsplan.workbooks.safe_unzip import DAMAGED, Package, UnusableFile
from trygghetsplan.workbooks.sheet import (
    FORMULA,
    MAX_COLUMNS,
    MAX_ROWS,
    NOT_READ,
    STRUCK,
    CellValue,
    Sheet,
    SheetCell,
    error_flaw,
    moment,
    percentage,
)

_COUNT = re.compile(r"[1-9][0-9]{0,6}")
_NUMBER = re.compile(r"[-+]?(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})(?:[eE][-+]?[0-9]{1,3})?")
_VALUES = {
    "string": "string-value", "boolean": "boolean-value", "date": "date-value", "time": "time-value",
    "float": "value", "currency": "value", "percentage": "value",
}  # fmt: skip
"""Where each type has its value; a cell with another says two things."""
_GROUPS = ("table-rows", "table-header-rows", "table-row-group")
_TWO_VALUES = "rutan visar en sak och innehåller en annan; skriv om svaret"


def read_ods(package: Package) -> list[Sheet]:
    """Read every sheet.

    Raises:
        UnusableFile: it is no workbook, or one that cannot be read with certainty.
    """
    if "meta-inf/manifest.xml" in package:
        manifest = package.tree("meta-inf/manifest.xml")
        if any(entry.tag == "encryption-data" for entry in manifest.iter()):
            raise UnusableFile("filen är skyddad med lösenord; ta bort lösenordet och spara den igen")
    root = package.tree("content.xml")
    books = root.findall("body/spreadsheet")
    if root.tag != "document-content" or len(books) != 1:
        raise UnusableFile("filen är ingen arbetsbok; spara blanketten som .xlsx eller .ods")
    struck = {
        style.get("name", "")
        for style in root.iter("style")
        for look in style.iterfind("text-properties")
        if look.get("text-line-through-style", look.get("text-line-through-type", "none")) != "none"
    }
    return [_sheet(table, struck) for table in books[0] if table.tag == "table"]


def _sheet(table: Element, struck: set[str]) -> Sheet:
    sheet, row = Sheet(table.get("name", "")), 0
    for line in _rows(table):
        down = _count(line, "number-rows-repeated")
        column = 0
        for cell in line:
            if cell.tag not in ("table-cell", "covered-table-cell"):
                continue
            across = _count(cell, "number-columns-repeated")
            found = _cell(cell, struck)
            if row + down > MAX_ROWS or column + across > MAX_COLUMNS:
                raise UnusableFile(DAMAGED)
            if found.value != "" or found.flaw:
                for place in ((row + y, column + x) for y in range(down) for x in range(across)):
                    sheet.put(place, found)
            if cell.find("annotation") is not None:
                sheet.notes.add((row, column))
            span = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
            if span != (1, 1):
                sheet.merged.append(((row, column), (row + span[0] - 1, column + span[1] - 1)))
            matrix = (
                _count(cell, "number-matrix-rows-spanned"),
                _count(cell, "number-matrix-columns-spanned"),
            )
            if matrix != (1, 1):
                sheet.fill(((row, column), (row + matrix[0] - 1, column + matrix[1] - 1)))
            column += across
        row += down
    return sheet


def _rows(parent: Element) -> Iterator[Element]:
    """Return the rows in order, whatever they are grouped in."""
    for child in parent:
        if child.tag == "table-row":
            yield child
        elif child.tag in _GROUPS:
            yield from _rows(child)


def _count(element: Element, name: str) -> int:
    text = element.get(name, "1")
    if not _COUNT.fullmatch(text):
        raise UnusableFile(DAMAGED)
    return int(text)


def _cell(cell: Element, struck: set[str]) -> SheetCell:
    """Read one cell by the type that it says (OpenDocument 1.3, 19.387)."""
    shown = "\n".join("".join(_pieces(one)) for one in cell if one.tag == "p")
    if "formula" in cell.attrib:
        return SheetCell(flaw=FORMULA)
    is_mixed = bool("".join([cell.text or "", *(child.tail or "" for child in cell)]).strip())
    is_error = any(key.endswith("}value-type") and value == "error" for key, value in cell.attrib.items())
    if is_error:
        return SheetCell("", error_flaw(shown.strip()))
    if is_mixed or any("}" not in child.tag and child.tag not in ("p", "annotation") for child in cell):
        return SheetCell(shown[:40], NOT_READ)
    own = _VALUES.get(cell.get("value-type", "string"))
    if any(cell.get(other) for other in _VALUES.values() if other != own):
        return SheetCell(shown[:40], NOT_READ)
    styles = {one.get("style-name", "") for one in cell.iter() if one is cell or one.tag == "span"}
    flaw = STRUCK if shown.strip() and styles & struck else ""
    return _value(cell, shown, flaw)


def _value(cell: Element, shown: str, flaw: str) -> SheetCell:
    """Return the value by the type that the cell says; `shown` is its text."""
    value: CellValue = shown
    match cell.get("value-type"):
        case None | "string":
            said = cell.get("string-value", shown)
            if said != shown:
                value, flaw = (said, flaw) if not shown else (shown, _TWO_VALUES)
        case "boolean":
            if cell.get("boolean-value") not in ("true", "false"):
                raise UnusableFile(DAMAGED)
            value = cell.get("boolean-value") == "true"
        case "date":
            try:
                value = moment(datetime.fromisoformat(cell.get("date-value", "")).replace(tzinfo=None))
            except (ValueError, OverflowError):
                return SheetCell(shown, NOT_READ)
        case "float" | "currency" | "percentage" as kind:
            text = cell.get("value", "")
            if not _NUMBER.fullmatch(text) or abs(float(text)) > 1e300:
                raise UnusableFile(DAMAGED)
            value = percentage(float(text)) if kind == "percentage" else float(text)
        case _:
            return SheetCell(shown, NOT_READ)
    return SheetCell(value, flaw)


def _pieces(element: Element) -> Iterator[str]:
    """Return the text of a paragraph. Spaces that count are elements (6.1.2), but LibreOffice writes them as they are."""
    yield _collapsed(element.text)
    for child in element:
        match child.tag:
            case "s":
                yield " " * min(_count(child, "c"), 99)
            case "tab":
                yield " "
            case "line-break":
                yield "\n"
            case "note" | "annotation" | "ruby-text":
                pass
            case _:
                yield from _pieces(child)
        yield _collapsed(child.tail)


def _collapsed(text: str | None) -> str:
    return re.sub(r" *[\t\r\n][ \t\r\n]*", " ", text or "")
