"""The tables as one workbook (XlsxWriter), a sheet each; every text is written as text, so that none is a formula."""

import io
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from trygghetsplan.dataset.tables import DataType, DataValue, FilledTable

_WIDTHS = {
    DataType.STRING: 26,
    DataType.INTEGER: 10,
    DataType.NUMBER: 12,
    DataType.BOOLEAN: 10,
    DataType.DATE: 12,
}


def xlsx_bytes(tables: Sequence[FilledTable], title: str, as_of: date) -> bytes:
    """Return the workbook's bytes: the same for the same rows, title and day."""
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    # Without a moment of creation the writer reads the clock.
    book.set_properties({"title": title, "created": datetime.combine(as_of, time())})
    head = book.add_format({"bold": True})
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    for filled in tables:
        sheet = book.add_worksheet(filled.table.name)
        for number, column in enumerate(filled.table.columns):
            sheet.set_column(number, number, _WIDTHS[column.type])
            sheet.write_string(0, number, column.name, head)
        for at, row in enumerate(filled.rows, 1):
            for number, value in enumerate(row):
                _write(sheet, (at, number), value, days)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(filled.rows), len(filled.table.columns) - 1)
    book.close()
    return buffer.getvalue()


def _write(sheet: Worksheet, place: tuple[int, int], value: DataValue, days: Format) -> None:
    match value:
        case None:
            pass
        case bool():
            sheet.write_boolean(*place, value)
        case int() | Decimal():
            sheet.write_number(*place, value)
        case date():
            sheet.write_datetime(*place, value, days)
        case _:
            sheet.write_string(*place, value)
