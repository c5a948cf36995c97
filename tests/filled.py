"""Fill in a workbook the way a program would: cells of the sheet's XML are set, and the rest is left alone."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from html import escape

from trygghetsplan.forms.reading import read_form

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
