"""Dates, durations, deadlines and clocks, as the files write them.

The meaning of a clock (its periods, what is late) is not here but in `obligations.clock`.
"""

import calendar
import re
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Any, NamedTuple, Self

from trygghetsplan.model.record import ReadBy, fault, matched

DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
_DAY = re.compile(rf"([1-9]|[12][0-9]|3[01]) ({'|'.join(MONTHS)})(?: (första året|sista året|året efter))?")
DURATION = re.compile(r"([1-9][0-9]{0,3}) (dag|dagar|månad|månader|år)")
ORDINALS = {"annat": 2, "tredje": 3, "fjärde": 4, "femte": 5, "sjätte": 6, "sjunde": 7, "åttonde": 8}
_EVERY = re.compile(rf"(?:vart(annat)|vart ({'|'.join(ORDINALS)}|[1-9][0-9]?:[ea])) år")
PART = re.compile(r"(tertial) ([1-3])|(kvartal) ([1-4])|(halvår) ([12])")


def on_day(year: int, month: int, day: int) -> date:
    """Return that day, or the month's last day where the month is shorter (29 February)."""
    return date(year, month, day if day <= 28 else min(day, calendar.monthrange(year, month)[1]))


class Duration(NamedTuple):
    """A length of time in whole days or whole calendar months."""

    months: int = 0
    days: int = 0

    def after(self, start: date) -> date:
        """Return the same day `months` later (clamped to the month's end), plus the days."""
        return self._moved(start, 1)

    def before(self, end: date) -> date:
        """Return the day this long before `end`."""
        return self._moved(end, -1)

    def _moved(self, start: date, sign: int) -> date:
        year, month = divmod(start.year * 12 + start.month - 1 + sign * self.months, 12)
        if not 1 <= year <= 9998:
            return date.max if sign > 0 else date.min
        return on_day(year, month + 1, start.day) + timedelta(days=sign * self.days)


class Deadline(NamedTuple):
    """A last day: one date, or a day of the year placed in or after a period."""

    month: int
    day: int
    anchor: str = "sista året"
    year: int | None = None

    def within(self, first_year: int, last_year: int) -> date:
        """Return the day for a period of whole years `first_year` to `last_year`."""
        if self.year is not None:
            year = self.year
        elif self.anchor == "sista året":
            year = last_year
        else:
            year = first_year if self.anchor == "första året" else last_year + 1
        return on_day(year, self.month, self.day)


class ClockKind(StrEnum):
    """The ways a duty recurs."""

    YEARLY = "årligen"
    PART = "del av år"
    EVERY = "vart n:e år"
    MANDATE = "mandatperiod"
    CONTINUOUS = "löpande"
    ONCE = "engång"
    EVENT = "vid händelse"


class Clock(NamedTuple):
    """When a duty is owed. `text` is what the file says."""

    text: str
    kind: ClockKind
    years: int = 1
    """Length in years of one period (of an n-year clock)."""
    first_month: int = 1
    """First month of the part of the year (of a part-year clock)."""
    months: int = 12
    """Length in months of the part of the year."""

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Return the clock that `text` names, or None."""
        simple = {kind.value: kind for kind in ClockKind if kind not in (ClockKind.PART, ClockKind.EVERY)}
        if kind := simple.get(text):
            return cls(text, kind)
        if found := PART.fullmatch(text):
            word, number = (group for group in found.groups() if group)
            months = {"tertial": 4, "kvartal": 3, "halvår": 6}[word]
            return cls(text, ClockKind.PART, first_month=months * (int(number) - 1) + 1, months=months)
        if found := _EVERY.fullmatch(text):
            ordinal = found[1] or found[2]
            years = ORDINALS.get(ordinal) or int(ordinal.split(":")[0])
            return cls(text, ClockKind.EVERY, years=years) if years > 1 else None
        return None


def parse_date(value: Any) -> date:
    """Return the day that the text names; raise a Swedish fault if there is no such day."""
    text = matched(value, DATE, "ett datum på formen ÅÅÅÅ-MM-DD")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise fault(f"”{text}” finns inte i kalendern") from None
    if not 1900 <= day.year <= 2199:
        raise fault(f"”{text}” ligger utanför åren 1900–2199")
    return day


def parse_deadline(value: Any) -> Deadline:
    """Return the last day that the text names; raise a Swedish fault if it names none."""
    if isinstance(value, str) and DATE.fullmatch(value):
        day = parse_date(value)
        return Deadline(day.month, day.day, year=day.year)
    expected = (
        "ett datum eller en dag som ”31 oktober första året”, ”30 september” eller ”30 juni året efter”"
    )
    found = _DAY.fullmatch(matched(value, _DAY, expected))
    if found is None:  # `matched` has raised
        raise fault(expected)
    month = MONTHS.index(found[2]) + 1
    if int(found[1]) > calendar.monthrange(2024, month)[1]:
        raise fault(f"”{value}” finns inte i kalendern")
    return Deadline(month, int(found[1]), found[3] or "sista året")


def _duration(value: Any) -> Duration:
    number, unit = matched(
        value, DURATION, "en tidslängd, till exempel 90 dagar, 24 månader eller 2 år"
    ).split()
    if unit.startswith("dag"):
        return Duration(days=int(number))
    return Duration(months=int(number) * (12 if unit == "år" else 1))


def _clock(value: Any) -> Clock:
    clock = Clock.parse(value) if isinstance(value, str) else None
    if clock is None:
        raise fault(
            "periodicitet ska vara årligen, tertial 1–3, kvartal 1–4, halvår 1–2, vartannat år, vart tredje år,"
            " vart 5:e år (och så vidare), mandatperiod, löpande, engång eller vid händelse"
        )
    return clock


def _published(value: Any) -> date:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}", value):
        first = parse_date(f"{value}-01")
        return on_day(first.year, first.month, 31)
    return parse_date(value)


IsoDate = Annotated[date, ReadBy(parse_date)]
Published = Annotated[date, ReadBy(_published)]
"""A day, or a month (`2019-11`), which counts as its last day."""
LastDay = Annotated[Deadline, ReadBy(parse_deadline)]
Length = Annotated[Duration, ReadBy(_duration)]
Recurrence = Annotated[Clock, ReadBy(_clock)]
