"""Fill in a workbook the way a program would: cells of the sheet's XML are set, and the rest is left alone."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from html import escape

from trygghetsplan.forms.reading import read_form
from trygghetsplan.workbooks.safe_unzip import Package
from trygghetsplan.workbooks.sheet import Sheet
from trygghetsplan.workbooks.xlsx import read_xlsx

SHEET = "xl/worksheets/sheet2.xml"
Value = str | int | date | None


def filled(workbook: bytes, answers: Mapping[str, Value]) -> bytes:
    """Return the workbook with cells set, by the key of their row (`svar/rsa/status`)."""
    places = read_form("x.xlsx", workbook).places
    cells = {places[tuple(key.split("/"))].rsplit("!", 1)[1]: value for key, value in answers.items()}
    return cells_set(workbook, cells)


def cells_set(workbook: bytes, cells: Mapping[str, Value]) -> bytes:
    """Return the workbook with cells set, by their address (`B7`)."""

    def change(text: str) -> str:
        for address, value in cells.items():
            cell = re.search(rf'<c r="{address}"( s="\d+")?(?: t="\w+")?(?:/>|>.*?</c>)', text)
            assert cell, address
            text = text.replace(cell[0], f'<c r="{address}"{cell[1] or ""}{_content(value)}')
        return text

    return member_changed(workbook, SHEET, change)


def _content(value: Value) -> str:
    if value is None:
        return "/>"
    if isinstance(value, str):
        return f' t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    number = (value - date(1899, 12, 30)).days if isinstance(value, date) else value
    return f"><v>{number}</v></c>"


def member_changed(workbook: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """Return the workbook with one of its parts changed as text."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(buffer, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == name:
                changed = change(content.decode("utf-8"))
                assert changed != content.decode("utf-8"), name
                content = changed.encode("utf-8")
            new.writestr(entry.filename, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style")
)


def open_document(sheets: str, styles: str = "") -> bytes:
    """Return an .ods with these tables."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            f"<office:document-content {NAMESPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:document-content>",
        )
    return buffer.getvalue()


def as_open_document(workbook: bytes) -> bytes:
    """Return a workbook as another program saves it, in the other format."""
    return open_document("".join(map(_table, read_xlsx(Package(workbook)))))


def _table(sheet: Sheet) -> str:
    rows: dict[int, dict[int, str]] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        rows.setdefault(row, {})[column] = _open_cell(cell.value)
    text, row = "", 0
    for number, cells in rows.items():
        text += _repeated("table-row", "rows", number - row, "<table:table-cell/>")
        line, column = "", 0
        for place, content in cells.items():
            line += _repeated("table-cell", "columns", place - column) + content
            column = place + 1
        text, row = f"{text}<table:table-row>{line}</table:table-row>", number + 1
    return f'<table:table table:name="{escape(sheet.name)}">{text}</table:table>'


def _repeated(name: str, what: str, times: int, content: str = "") -> str:
    return f'<table:{name} table:number-{what}-repeated="{times}">{content}</table:{name}>' if times else ""


def _open_cell(value: object) -> str:
    if isinstance(value, str):
        lines = "".join(f"<text:p>{_spaced(line)}</text:p>" for line in value.split("\n"))
        return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'
    if isinstance(value, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
    return f'<table:table-cell office:value-type="float" office:value="{value}"/>'


def _spaced(text: str) -> str:
    return re.sub(" (?= )|^ | $", "<text:s/>", escape(text))
