"""A text with parted columns (csv) to a sheet: in UTF-8 or the code page of Windows, parted as its first lines are."""

import codecs
import csv
import io

from trygghetsplan.characters import forbidden_in
from trygghetsplan.workbooks.safe_unzip import UnusableFile
from trygghetsplan.workbooks.sheet import Sheet, SheetCell

_SIGNS = (";", "\t", ",")
_LINES = str.maketrans("\t\r", "  ")
_LOOKED_AT = 20
MOST_CELLS = 50_000
"""As many as a sheet holds."""
_MOST_COLUMNS = 500


def read_delimited(data: bytes) -> tuple[Sheet, str]:
    """Return the sheet, and what is certain to part decimals in it: a comma, or nothing where commas part columns.

    Raises:
        UnusableFile: the text is damaged, or its columns are not parted in one way.
    """
    text = _decoded(data)
    sign = _sign(text)
    sheet, cells = Sheet(""), 0
    try:
        for row, fields in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)):
            cells += sum(map(bool, fields))
            if cells > MOST_CELLS or len(fields) > _MOST_COLUMNS:
                raise UnusableFile(
                    "filen är för stor; be om en fil med bara de rader och kolumner som behövs"
                )
            for column, field in enumerate(fields):
                sheet.put((row, column), SheetCell(field.strip()))
    except csv.Error:
        raise UnusableFile("filens citattecken går inte ihop; spara den igen ur systemet") from None
    return sheet, "" if sign == "," else ","


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if (found := forbidden_in(text.translate(_LINES))) is None or encoding == "utf-16":
            return text if found is None else _refuse()
        return _refuse()
    return _refuse()


def _refuse() -> str:
    raise UnusableFile("filen är ingen text som går att läsa; spara den som csv i UTF-8")


def _sign(text: str) -> str:
    """Return the sign that stands in most of the first lines, outside quotation marks; a comma may part decimals too."""
    outside = "".join(text.split('"')[::2])
    lines = [line for line in outside.splitlines() if line.strip()][:_LOOKED_AT]
    counts = {sign: sum(sign in line for line in lines) for sign in _SIGNS}
    return max(_SIGNS, key=lambda sign: counts[sign]) if any(counts.values()) else ","
