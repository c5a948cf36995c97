"""Durations, last days and clocks.

The meaning of a clock (its periods, what is late) is not here but in `engine.clock`.
"""

import calendar
import re
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple, Self

from trygghetsplan.swedish import MONTHS

_ORDINALS = {"annat": 2, "tredje": 3, "fjärde": 4, "femte": 5, "sjätte": 6, "sjunde": 7, "åttonde": 8}
_MONTHS_OF_PART = {"tertial": 4, "kvartal": 3, "halvår": 6}


def on_day(year: int, month: int, day: int) -> date:
    """Return that day, or the month's last day where the month is shorter (29 February)."""
    return date(year, month, day if day <= 28 else min(day, calendar.monthrange(year, month)[1]))


class Duration(NamedTuple):
    """A length of time in whole days or whole calendar months."""

    months: int = 0
    days: int = 0

    @property
    def text(self) -> str:
        """The length as files and readers write it: 90 dagar, 18 månader, 3 år."""
        if self.days:
            return f"{self.days} dagar" if self.days > 1 else "1 dag"
        years, months = divmod(self.months, 12)
        if not months:
            return f"{years} år"
        return f"{self.months} månader" if self.months > 1 else "1 månad"

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
    """A last day: one date, or a day of the year placed before, in or after a period."""

    month: int
    day: int
    anchor: str = "sista året"
    year: int | None = None

    @property
    def text(self) -> str:
        """The day as files and readers write it: 31 mars året efter, 30 september, 31 mars 2025."""
        after = self.year or ("" if self.anchor == "sista året" else self.anchor)
        return f"{self.day} {MONTHS[self.month - 1]} {after}".rstrip()

    def within(self, first_year: int, last_year: int) -> date:
        """Return the day for a period of whole years `first_year` to `last_year`."""
        if self.year is not None:
            return on_day(self.year, self.month, self.day)
        is_from_last, years = ANCHORS[self.anchor]
        return on_day((last_year if is_from_last else first_year) + years, self.month, self.day)


ANCHORS = {
    "året före": (False, -1),
    "första året": (False, 0),
    "andra året": (False, 1),
    "sista året": (True, 0),
    "året efter": (True, 1),
    "andra året efter": (True, 2),
}
"""Where a day of the year is placed: whether it is counted from the period's last year or its first, and how far."""


class ClockKind(StrEnum):
    """The ways a duty recurs: each with how files write it, as a pattern and for readers."""

    YEARLY = "årligen"
    TIMES = "flera gånger per år", "(?:[2-9]|[1-9][0-9]) gånger per år", ("2 gånger per år",)
    PART = (
        "del av år",
        "(tertial) ([1-3])|(kvartal) ([1-4])|(halvår) ([12])",
        ("tertial 1–3", "kvartal 1–4", "halvår 1–2"),
    )
    EVERY = (
        "vart n:e år",
        f"vartannat år|vart (?:{'|'.join(_ORDINALS)}|(?:[2-9]|[1-9][0-9]):[ea]) år",
        ("vartannat år", "vart tredje år"),
    )
    MANDATE = "mandatperiod"
    CONTINUOUS = "löpande"
    ONCE = "engång"
    EVENT = "vid händelse"

    _value_: str
    pattern: str
    written: tuple[str, ...]

    def __new__(cls, word: str, pattern: str = "", written: tuple[str, ...] = ()) -> Self:
        """Make the member, which is written as its own word where nothing else is said."""
        kind = str.__new__(cls, word)
        kind._value_ = word
        kind.pattern, kind.written = pattern or word, written or (word,)
        return kind


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
    times: int = 1
    """How many times in a period."""

    @property
    def how_often(self) -> str:
        """The clock as readers say it: en gång per mandatperiod."""
        said = {ClockKind.MANDATE: "en gång per mandatperiod", ClockKind.ONCE: "en gång"}
        return said.get(self.kind, self.text)

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Return the clock that `text` names, or None."""
        kind = next((kind for kind in ClockKind if re.fullmatch(kind.pattern, text)), None)
        match kind:
            case ClockKind.PART:
                word, number = text.split()
                months = _MONTHS_OF_PART[word]
                return cls(text, kind, first_month=months * (int(number) - 1) + 1, months=months)
            case ClockKind.TIMES:
                return cls(text, kind, times=int(text.partition(" ")[0]))
            case ClockKind.EVERY:
                ordinal = text.removeprefix("vart").split()[0]
                return cls(text, kind, years=_ORDINALS.get(ordinal) or int(ordinal[:-2]))
            case _:
                return cls(text, kind) if kind else None
