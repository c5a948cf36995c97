"""A table as CSV: exact for other programs (RFC 4180), or as a Swedish Excel opens it.

Excel takes a text that begins like a formula for one. For Excel, and only there, such a text gets an apostrophe
before it, and so does one that begins with an apostrophe: whoever takes away one leading apostrophe has the text.
"""

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from trygghetsplan.dataset.tables import DataValue, FilledTable

_LIKE_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'", "＝", "＋", "－", "＠")
"""How a text begins that a spreadsheet may calculate; the full-width signs are the same to some of them."""


class CsvDialect(NamedTuple):
    """How a table is written as CSV."""

    delimiter: str = ","
    decimal_sign: str = "."
    yes_no: tuple[str, str] = ("true", "false")
    is_for_excel: bool = False
    """Whether it begins with a mark of UTF-8, and a text never looks like a formula."""

    def text(self, value: DataValue) -> str:
        """Write one value."""
        match value:
            case None:
                return ""
            case bool():
                return self.yes_no[not value]
            case Decimal():
                return format(value, "f").replace(".", self.decimal_sign)
            case date():
                return value.isoformat()
            case str():
                is_risky = self.is_for_excel and value.startswith(_LIKE_FORMULA)
                return f"'{value}" if is_risky else value
            case _:
                return str(value)


PLAIN = CsvDialect()
FOR_EXCEL = CsvDialect(";", ",", ("ja", "nej"), is_for_excel=True)


def csv_bytes(filled: FilledTable, dialect: CsvDialect) -> bytes:
    """Return the table as CSV: a row of names, then the rows."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=dialect.delimiter)
    writer.writerow(filled.table.names)
    for row in filled.rows:
        writer.writerow(map(dialect.text, row))
    return text.getvalue().encode("utf-8-sig" if dialect.is_for_excel else "utf-8")


def texts_in_csv(content: bytes) -> Iterator[str]:
    """Return what is written in a file of ours, for whoever looks it through."""
    yield content.decode("utf-8-sig")
