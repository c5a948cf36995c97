"""A file of numbers as a table: a header and rows whose places can be told, whatever kind of file it is."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from trygghetsplan.model.numbers import NumberLine
from trygghetsplan.numbers.delimited import read_delimited
from trygghetsplan.numbers.statistics import read_json_stat, read_kolada
from trygghetsplan.workbooks.ods import read_ods
from trygghetsplan.workbooks.safe_unzip import Package, UnusableFile
from trygghetsplan.workbooks.sheet import Place, Sheet, SheetCell, cell_address
from trygghetsplan.workbooks.xlsx import is_xlsx, read_xlsx

_HEADER_WITHIN = 30
"""The header stands in one of so many first rows, below titles and notes."""
_LETTERS = re.compile("[A-Z]+")


class NumberFault(NamedTuple):
    """What is wrong in a file of numbers or in its map, and where; nothing of the content is repeated."""

    place: str
    message: str


class NumberTable(NamedTuple):
    """What stands in a file: its columns by name, and its rows."""

    file: str
    """The name of the file, fit to be shown."""
    sheet: Sheet
    columns: Mapping[str, int]
    header: int
    """The row of the header, from 0."""
    is_json: bool = False
    decimal: str = ","
    """What is certain to part decimals: a comma, a dot, or nothing where either could part thousands."""
    number_column: str = ""
    """The column that holds the number whatever the map says; empty in tables of one's own."""
    period_column: str = ""
    updated: str = ""
    """The day on which the source says that it last changed; empty where it does not."""
    is_page: bool = False
    """Whether the file is one page of several."""

    @property
    def rows(self) -> Sequence[int]:
        """The rows below the header in which anything stands."""
        return sorted({row for row, _ in self.sheet.cells if row > self.header})

    def cell(self, row: int, column: str) -> SheetCell:
        """Return what stands in a row of a column."""
        return self.sheet.cells.get((row, self.columns[column]), SheetCell())

    def place(self, row: int, column: int | None = None) -> str:
        """Say where in the file something stands: file.csv, rad 7, kolumn C."""
        return place_in(self.file, (row, column), is_json=self.is_json)


def place_in(file: str, place: tuple[int, int | None], *, is_json: bool) -> str:
    """Say where in a file a cell or a row stands; in JSON, where rows have no lines, by their number."""
    row, column = place
    if is_json:
        return f"{file}, post {row}"
    letters = _LETTERS.match(cell_address((0, column))) if column is not None else None
    return f"{file}, rad {row + 1}" + (f", kolumn {letters[0]}" if letters else "")


def read_sheets(data: bytes) -> tuple[list[Sheet], NumberTable | None]:
    """Return the sheets of a file, and what is known of its columns where its kind tells.

    Raises:
        UnusableFile: it is of no kind that is read, or damaged.
    """
    start = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data[:2] == b"PK":
        package = Package(data)
        return (read_xlsx(package) if is_xlsx(package) else read_ods(package)), None
    if data[:4] in (b"\xd0\xcf\x11\xe0", b"%PDF") or start[:1] == b"<":
        raise UnusableFile("filen är varken csv, xlsx, ods eller json; spara den som någon av dem")
    if start[:1] in (b"{", b"["):
        known = _json_table(data)
        return [known.sheet], known
    sheet, decimal = read_delimited(data)
    return [sheet], NumberTable("", sheet, {}, 0, decimal=decimal)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise UnusableFile("samma nyckel står två gånger i en post; be om en hel fil")
    return found


def _no_number(_: str) -> Any:
    raise UnusableFile("filen har ett tal som inte finns (NaN eller oändligt)")


def _json_table(data: bytes) -> NumberTable:
    try:
        held = json.loads(
            data.decode("utf-8-sig"),
            parse_float=str,
            parse_int=str,
            parse_constant=_no_number,
            object_pairs_hook=_unique,
        )
    except (ValueError, RecursionError):
        raise UnusableFile("filen är ingen hel json-fil i UTF-8; hämta den igen") from None
    if isinstance(held, dict) and held.get("class") == "dataset":
        sheet, period, updated = read_json_stat(held)
        return NumberTable(
            "", sheet, {}, 0, is_json=True, decimal=".", number_column="value", period_column=period, updated=updated
        )  # fmt: skip
    if isinstance(held, dict) and (sheet_of_kolada := read_kolada(held)):
        return NumberTable(
            "",
            sheet_of_kolada,
            {},
            0,
            is_json=True,
            decimal=".",
            number_column="value",
            period_column="period",
            is_page=bool(held.get("next_url") or held.get("next_page")),
        )
    return NumberTable("", _records(held), {}, 0, is_json=True, decimal=".")


def _records(held: Any) -> Sheet:
    """Return a list of flat records as a sheet; it may be the only list of what is around it."""
    lists = [one for one in held.values() if isinstance(one, list)] if isinstance(held, dict) else [held]
    if len(lists) != 1 or not all(isinstance(one, dict) for one in lists[0]):
        raise UnusableFile("filen är ingen lista av poster, och varken Koladas eller SCB:s json-stat2")
    records: list[dict[str, Any]] = lists[0]
    columns = {name: place for place, name in enumerate(dict.fromkeys(key for one in records for key in one))}
    sheet = Sheet("")
    for name, place in columns.items():
        sheet.put((0, place), SheetCell(name))
    for row, record in enumerate(records, start=1):
        for name, value in record.items():
            if isinstance(value, dict | list):
                raise UnusableFile(f"post {row} har poster i sig; bara platta poster går att läsa")
            text = "" if value is None else "ja" if value is True else "nej" if value is False else value
            sheet.put((row, columns[name]), SheetCell(text))
    return sheet


def found_tables(
    file: str, sheets: Sequence[Sheet], known: NumberTable | None, wanted: Sequence[str], chosen: str | None
) -> list[NumberTable] | NumberFault:
    """Return the sheets that have all the columns that are wanted, or what is missing."""
    if chosen is not None and known is None:
        sheets = [sheet for sheet in sheets if sheet.name == chosen]
        if not sheets:
            return NumberFault(file, f"arbetsboken har inget blad ”{chosen}”; rätta ”blad” i kartan")
    tables = []
    fullest: tuple[int, list[str]] = (-1, [])
    base = known or NumberTable("", Sheet(""), {}, 0)
    for sheet in sheets:
        best = max(_headers(sheet), key=lambda one: sum(name in one[1] for name in wanted), default=None)
        if best is None:
            continue
        row, names = best
        missing = [name for name in wanted if name not in names]
        table = base._replace(file=file, sheet=sheet, columns={}, header=row)
        if not missing:
            if fault := _header_fault(table, names, wanted):
                return fault
            tables.append(table._replace(columns={name: places[0] for name, places in names.items()}))
        elif len(wanted) - len(missing) > fullest[0]:
            fullest = len(wanted) - len(missing), missing
    if tables:
        return tables
    if fullest[0] < 0:
        return NumberFault(file, "filen är tom")
    names_missing = ", ".join(f"”{name}”" for name in fullest[1])
    return NumberFault(file, f"kolumnen {names_missing} saknas; rätta kartan, eller be om hela filen")


def _headers(sheet: Sheet) -> Iterator[tuple[int, dict[str, list[int]]]]:
    """Return each row that can be a header, with the columns of each name."""
    for row in sorted({row for row, _ in sheet.cells})[:_HEADER_WITHIN]:
        names: dict[str, list[int]] = {}
        for place in sorted(place for place in sheet.cells if place[0] == row):
            value = sheet.cells[place].value
            text = " ".join((f"{value:g}" if isinstance(value, float) else str(value)).split())
            names.setdefault(text, []).append(place[1])
        yield row, names


def _header_fault(
    table: NumberTable, names: Mapping[str, list[int]], wanted: Sequence[str]
) -> NumberFault | None:
    """Return what makes the header uncertain: a column twice, or merged cells from the header and down."""
    for name in wanted:
        if len(names[name]) > 1:
            message = f"rubriken ”{name}” står i två kolumner; byt namn på den ena i filen"
            return NumberFault(table.place(table.header, names[name][1]), message)
    for first, last in table.sheet.merged:
        if last[0] >= table.header:
            message = "rutorna är sammanfogade, så det går inte att veta vad talen hör till; dela dem och spara filen igen"
            return NumberFault(table.place(*first), message)
    return None


def wanted_columns(lines: Mapping[str, NumberLine], known: NumberTable | None) -> list[str]:
    """Return the columns that the lines of a map need."""
    names: dict[str, None] = {}
    for line in lines.values():
        number = line.number_column or (known.number_column if known else "")
        period = line.period_column or ("" if line.period or not known else known.period_column)
        own = filter(None, (number, period, line.status_column))
        names |= dict.fromkeys([*line.rows, *own])
    return list(names)


def cell_text(cell: SheetCell) -> str:
    """Return what stands in a cell as one text, to be held against what a map says."""
    value = cell.value
    if isinstance(value, bool):
        return "ja" if value else "nej"
    text = f"{value:.15g}" if isinstance(value, float) else str(value)
    return " ".join(text.split())


def all_cells(sheet: Sheet) -> Iterator[tuple[Place, SheetCell]]:
    """Return every cell in the order of rows and columns."""
    yield from sorted(sheet.cells.items(), key=lambda one: one[0])
