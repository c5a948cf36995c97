"""One line of a map to one number of a file: which row is meant, whether it is the year's, and what it says."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from trygghetsplan.model.numbers import NumberLine
from trygghetsplan.numbers.amounts import Amount, read_amount
from trygghetsplan.numbers.tables import NumberFault, NumberTable, cell_text
from trygghetsplan.swedish import listed

_TOTAL = re.compile("total(?:t|er|summa|en)?|(?:del)?summa|samtlig[ae]|alla|hela kommunen", re.IGNORECASE)
_UNIT_HEADING = re.compile("enhet|måttenhet|unit|mått", re.IGNORECASE)
_YEAR = re.compile(r"(?<![0-9])(?:19|20|21)[0-9]{2}(?![0-9])")
_EVERY_STATUS = "alla"
_FEW = 3


class PickedNumber(NamedTuple):
    """What a line of a map finds in a file."""

    value: Decimal
    period: str
    is_sum: bool
    """Whether it is put together of several rows, so that it is no number of the source's."""
    places: tuple[str, ...]
    notes: tuple[str, ...] = ()


class LeftOut(NamedTuple):
    """What is not taken though nothing is wrong: the source does not show it."""

    place: str
    message: str


def pick(
    table: NumberTable, line: NumberLine, year: int, at: str
) -> PickedNumber | LeftOut | list[NumberFault]:
    """Return the number that a line means. `at` is where the line stands."""
    column, period_column = (
        line.number_column or table.number_column,
        line.period_column or ("" if line.period else table.period_column),
    )
    if not column:
        return [NumberFault(at, "kartan säger inte i vilken kolumn talet står; skriv talkolumn")]
    if not period_column and not line.period:
        return [
            NumberFault(at, "kartan säger inte vilken period talet gäller; skriv periodkolumn eller period")
        ]
    if line.period and str(year) not in _YEAR.findall(line.period):
        message = f"perioden i kartan är inte {year}; är det fjolårets fil? Rätta ”period”, eller välj år med --year"
        return [NumberFault(at, message)]
    if fault := _only_ones(table, column):
        return [fault]
    found = [row for row in table.rows if _fits(table, row, line.rows)]
    if not found:
        more = "; filen är en sida av flera, så hämta alla" if table.is_page else ""
        return [NumberFault(at, f"ingen rad i {table.file} har det som står i ”rader i filen”{more}")]
    if period_column:
        chosen = _of_year(table, found, period_column, year)
        if isinstance(chosen, NumberFault):
            return [chosen]
        found = chosen
    return _of_rows(table, line, found, column, period_column)


def _fits(table: NumberTable, row: int, conditions: Mapping[str, str]) -> bool:
    return all(
        cell_text(table.cell(row, column)).casefold() == " ".join(wanted.split()).casefold()
        for column, wanted in conditions.items()
    )


def _of_year(table: NumberTable, rows: Sequence[int], column: str, year: int) -> list[int] | NumberFault:
    """Return the rows of the year, or say which years the file has instead."""
    years = {row: _YEAR.findall(cell_text(table.cell(row, column))) for row in rows}
    if chosen := [row for row, said in years.items() if said == [str(year)]]:
        return chosen
    others = sorted({one for said in years.values() for one in said})
    place = table.place(rows[0], table.columns[column])
    if not others:
        return NumberFault(place, "här står inget år, så det går inte att veta vilken period talet gäller")
    message = f"filen har {listed(others)} men inte {year}; är det fjolårets fil? Ingenting är ändrat"
    return NumberFault(place, message)


def _only_ones(table: NumberTable, column: str) -> NumberFault | None:
    """Return a fault where every row counts for one: such rows are events or persons."""
    texts = [cell_text(table.cell(row, column)) for row in table.rows]
    if len(texts) >= _FEW and set(texts) == {"1"}:
        message = (
            "varje rad räknas som 1, så raderna är enskilda händelser eller personer; be om antal per år"
        )
        return NumberFault(table.place(table.rows[0], table.columns[column]), message)
    return None


def _of_rows(
    table: NumberTable, line: NumberLine, rows: Sequence[int], column: str, period_column: str
) -> PickedNumber | LeftOut | list[NumberFault]:
    faults = [fault for row in rows if (fault := _is_total(table, row, line))]
    if faults:
        return faults
    chosen = _by_status(table, line, rows)
    if isinstance(chosen, NumberFault):
        return [chosen]
    if fault := _two_units(table, line, chosen, column):
        return [fault]
    amounts = [(row, read_amount(table.cell(row, column), table.decimal)) for row in chosen]
    places = tuple(table.place(row, table.columns[column]) for row in chosen)
    for row, amount in amounts:
        place = table.place(row, table.columns[column])
        if amount.flaw or (flaw := _unfit(line, amount)):
            faults.append(NumberFault(place, amount.flaw or flaw))
        elif amount.value is None:
            message = "källan visar inget tal här; det är inte noll, och utelämnas"
            return LeftOut(place, message)
    if faults:
        return faults
    notes = tuple(
        f"{table.place(row, table.columns[column])}: talet är sparat som text, och läses som tal"
        for row, amount in amounts
        if amount.is_text and table.sheet.name
    )
    period = line.period or cell_text(table.cell(chosen[0], period_column))
    value = sum((amount.value for _, amount in amounts if amount.value is not None), Decimal(0))
    return PickedNumber(value, period, len(chosen) > 1, places, notes)


def _is_total(table: NumberTable, row: int, line: NumberLine) -> NumberFault | None:
    """Return a fault where a row is a total that the map has not named, so that it may be counted twice."""
    named = {table.columns[name] for name in line.rows}
    for column in sorted(set(table.columns.values()) - named):
        if _TOTAL.fullmatch(
            cell_text(table.sheet.cells.get((row, column), table.cell(row, next(iter(table.columns)))))
        ):
            if table.columns.get(line.status_column or "") == column and line.counted == (_EVERY_STATUS,):
                continue
            message = "raden är en summarad och kan räknas dubbelt; nämn den i ”rader i filen” om det är den som gäller"
            return NumberFault(table.place(row, column), message)
    return None


def _by_status(table: NumberTable, line: NumberLine, rows: Sequence[int]) -> list[int] | NumberFault:
    """Return one row, or one for each status that counts."""
    if not line.status_column:
        return list(rows) if len(rows) == 1 else _several(table, rows)
    by_status: dict[str, list[int]] = {}
    for row in rows:
        by_status.setdefault(cell_text(table.cell(row, line.status_column)).casefold(), []).append(row)
    counted = (
        list(by_status) if line.counted == (_EVERY_STATUS,) else [one.casefold() for one in line.counted]
    )
    for one in counted:
        if len(by_status.get(one, ())) > 1:
            return _several(table, by_status[one])
    missing = [
        f"”{said}”" for said in line.counted if said.casefold() not in by_status and said != _EVERY_STATUS
    ]
    if missing:
        place = table.place(rows[0], table.columns[line.status_column])
        return NumberFault(
            place, f"filen har ingen rad med statusen {listed(missing)}; rätta ”räknade statusar”"
        )
    return [row for one in counted for row in by_status[one]]


def _several(table: NumberTable, rows: Sequence[int]) -> NumberFault:
    others = "posterna" if table.is_json else "raderna"
    numbers = listed([str(row if table.is_json else row + 1) for row in rows[:5]])
    message = f"{others} {numbers} passar alla; skriv fler villkor i ”rader i filen”, eller statuskolumn"
    return NumberFault(table.place(rows[1]), message)


def _two_units(table: NumberTable, line: NumberLine, rows: Sequence[int], column: str) -> NumberFault | None:
    """Return a fault where the file says another unit than the map, in the same cell or in a column for it."""
    headings = [name for name in table.columns if _UNIT_HEADING.fullmatch(name)]
    for row in rows:
        for name in headings:
            said = cell_text(table.cell(row, name))
            if said and not _is_unit(said, line.unit):
                return _other_unit(table, row, table.columns[name], line.unit)
        unit = read_amount(table.cell(row, column), table.decimal).unit
        if unit and not _is_unit(unit, line.unit):
            return _other_unit(table, row, table.columns[column], line.unit)
    units = {read_amount(table.cell(row, column), table.decimal).unit.casefold(): row for row in table.rows}
    units.pop("", None)
    if len(units) > 1:
        row = list(units.values())[1]
        message = "kolumnen har tal i två enheter; be om en fil med en enhet i varje kolumn"
        return NumberFault(table.place(row, table.columns[column]), message)
    return None


def _other_unit(table: NumberTable, row: int, column: int, unit: str) -> NumberFault:
    message = f"här står en annan enhet än ”{unit}”, som kartan säger; rätta det som är fel"
    return NumberFault(table.place(row, column), message)


def _is_unit(said: str, unit: str) -> bool:
    said, unit = said.casefold(), unit.casefold()
    return said == unit or (said in {"%", "procent"} and unit in {"%", "procent"}) or said == "st"


def _unfit(line: NumberLine, amount: Amount) -> str:
    """Say why a number cannot be a count; an indicator may be anything."""
    if amount.value is None or not line.is_count:
        return ""
    if amount.value < 0:
        return "talet är mindre än noll, och det kan inget antal vara"
    if amount.value != amount.value.to_integral_value():
        return "talet har decimaler, och det kan inget antal ha"
    return ""
