"""Clocks: which period a year belongs to, when a duty is due, which dates count as proof, which years there are.

Days are whole and inclusive; a duty is overdue the day after. Periods are computed, never stored, and no
series ends. The table this follows is in docs/model.md.
"""

from datetime import date, timedelta
from typing import NamedTuple

from trygghetsplan.model.organisation import Body, BodyKind
from trygghetsplan.model.settings import Settings
from trygghetsplan.model.time import Clock, ClockKind, Duration, on_day
from trygghetsplan.plan.repository import Obligation, PlanRepository

OPEN_END = date.max


class Period(NamedTuple):
    """What one cell covers: whole years or a part of one; an engång has no end."""

    first: int
    last: int
    start: date
    end: date

    def touches(self, year: int) -> bool:
        """Whether some of the year lies in the period."""
        return self.first <= year and (year <= self.last or self.end == OPEN_END)

    @property
    def label(self) -> str:
        """The period as readers write it: 2024, 2023–2026, maj–augusti 2024, från 2020."""
        if self.end == OPEN_END:
            return f"från {self.first}"
        if self.first != self.last:
            return f"{self.first}–{self.last}"
        if (self.start.month, self.end.month) != (1, 12):
            months = ("jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec")
            return f"{months[self.start.month - 1]}–{months[self.end.month - 1]} {self.first}"
        return str(self.first)


class Schedule(NamedTuple):
    """One period of one duty: the last days, and which dates and files count.

    Bodies that begin and end together share it.
    """

    clock: Clock
    period: Period
    due: date | None
    """`senast`; None for a standing duty, and for an engång or an event without a last day."""
    answer_by: date
    """`svara senast`: silence counts from the day after."""
    window: tuple[date, date]
    """Effective dates that count, where the clock bounds them."""
    is_report: bool
    """The report rule: due after the period's end, and bound to it by the file's year."""
    is_ahead: bool
    """To be done before the period begins: proof is found only in the period's own files."""
    is_once: bool
    """An engång: one period without an end."""
    is_standing: bool
    """Owed every day (löpande), and lasting as long as its proof holds."""
    is_event: bool
    """Owed when something happens (vid händelse), and answered for once a year."""
    max_age: Duration | None
    """How long the proof of what is standing holds (äldst)."""
    years: tuple[int, int]
    """The first and the last year whose files speak about the period; a report's is the period's last."""
    begins: date
    """The first day on which both body and duty exist."""
    opens: date
    """The first day on which it is owed: in the period or, where it is due before it, in the year of its last day."""
    ends: date | None
    """The last day on which both do."""
    closes: date
    """The last day that can decide: the period's, or that of an engång or of what was due by then, if it ended before."""
    notice: Duration
    """How long before a last day it is near (varsla)."""
    is_owed: bool
    """Whether anybody is asked: it begins within the period, and is due in a year that is followed up."""

    @property
    def over(self) -> date | None:
        """The day after which what is lacking is lacking for good: the last day, or the end of a year of events."""
        return self.period.end if self.is_event and self.due is None else self.due

    @property
    def awaited(self) -> date | None:
        """The day that notice is given of: the last day, or for events the day to answer."""
        return self.answer_by if self.is_event and self.due is None else self.due

    @property
    def may_repeat(self) -> bool:
        """Whether `oförändrat` can be said of it."""
        return not self.is_once and not self.is_report

    @property
    def proof_travels(self) -> bool:
        """Whether proof can count though it stands in another year's file; of what lasts, that which says how long."""
        return not (self.is_report or self.is_ahead or self.clock.kind in _STAYING)

    def covers(self, year: int) -> bool:
        """Whether a file of that year speaks about the period."""
        return self.years[0] <= year <= self.years[1]

    def check_day(self, as_of: date) -> date:
        """Return the day whose state decides: the last that can, or `as_of` if earlier."""
        return min(as_of, self.closes)


_STAYING = frozenset({ClockKind.PART, ClockKind.EVENT})
"""The clocks for which proof in another year's file never counts."""


def period_of(obligation: Obligation, settings: Settings, year: int) -> Period | None:
    """Return the obligation's period that touches `year`, if there is one."""
    record = obligation.record
    clock = record.clock
    if clock is None:
        return None
    match clock.kind:
        case ClockKind.YEARLY | ClockKind.TIMES | ClockKind.CONTINUOUS | ClockKind.EVENT:
            return _years(year, year)
        case ClockKind.PART:
            last_month = clock.first_month + clock.months - 1
            return Period(year, year, date(year, clock.first_month, 1), on_day(year, last_month, 31))
        case ClockKind.EVERY:
            first = record.first
            if first is None or year < first:
                return None
            start = first + (year - first) // clock.years * clock.years
            return _years(start, start + clock.years - 1)
        case ClockKind.MANDATE:
            return mandate_of(settings, year)
        case ClockKind.ONCE:
            begins = max(
                record.starts or date(settings.first_year, 1, 1), obligation.starts or date.min
            )  # what is inherited does not make it older than the follow-up
            return Period(begins.year, begins.year, begins, OPEN_END) if year >= begins.year else None


def mandate_of(settings: Settings, year: int) -> Period | None:
    """Return the mandate period that `year` belongs to, as whole calendar years for every body; none where there are none."""
    if settings.mandate is None:
        return None
    length = settings.mandate.years
    start = settings.mandate.first_year + (year - settings.mandate.first_year) // length * length
    return _years(start, start + length - 1)


def office_window(kind: BodyKind | None, period: Period) -> tuple[date, date]:
    """Return the body's own mandate period: fullmäktige's begins before the turn of the year."""
    if kind is None or kind.takes_office is None:
        return period.start, period.end
    day = kind.takes_office
    begins = on_day(period.first - 1, day.month, day.day)
    return begins, on_day(period.last, day.month, day.day) - timedelta(days=1)


def answer_day(settings: Settings, year: int, kind: BodyKind | None = None) -> date:
    """Return the last day to answer for `year` (svarsdag): that of the kind of body, where it has its own."""
    day = kind.answer_day if kind and kind.answer_day else settings.answer_day
    return day.within(year, year)


def last_year_answered(settings: Settings, day: date, kind: BodyKind | None = None) -> int:
    """Return the latest year, up to that of `day`, whose last day to answer has passed on `day`."""
    year = day.year
    while answer_day(settings, year, kind) >= day:
        year -= 1
    return year


def schedule(
    obligation: Obligation, body: Body, kind: BodyKind | None, settings: Settings, period: Period
) -> Schedule:
    """Return the last days and the window of one period."""
    record = obligation.record
    clock = record.clock
    if clock is None:
        raise ValueError("an obligation without a clock has no term")
    is_once, is_standing = clock.kind is ClockKind.ONCE, clock.kind is ClockKind.CONTINUOUS
    is_event = clock.kind is ClockKind.EVENT
    stated = record.due.within(period.first, period.last) if record.due else None
    due = stated or (None if is_once or is_standing or is_event else period.end)
    begins = max(obligation.starts or date.min, body.starts or date.min)
    late_start = due is not None and begins > due
    if late_start:
        due = date(begins.year, 12, 31)
    if due is None or (stated is None and not late_start):
        answer_by = answer_day(settings, period.last, kind)
    else:
        answer_by = answer_day(settings, due.year, kind) if (due.month, due.day) == (12, 31) else due
    is_report = not is_once and due is not None and due > period.end
    is_ahead = not is_once and stated is not None and stated < period.start
    opens = date(stated.year, 1, 1) if stated and is_ahead else period.start
    window = _window(obligation, clock.kind, kind, period, is_report=is_report)
    if is_ahead:
        window = opens, period.end
    # What ends within its period is owed only if its own last day came before.
    last = obligation.ends or date.max
    is_cut = is_once or (stated is not None and due is not None and due <= last)
    ends = min([day for day in (obligation.ends, body.ends) if day], default=None)
    # Nobody was asked about what was over or fell due before the first follow-up year.
    was_over = not is_once and period.last < settings.first_year
    was_due = not (is_once and due is None) and answer_by.year < settings.first_year
    years = (
        (window[0].year, OPEN_END.year)
        if is_once
        else (period.last if is_report else period.first, period.last)
    )
    return Schedule(
        clock=clock,
        period=period,
        due=due,
        answer_by=answer_by,
        window=window,
        is_report=is_report,
        is_ahead=is_ahead,
        is_once=is_once,
        is_standing=is_standing,
        is_event=is_event,
        max_age=record.max_age if is_standing else None,
        years=years,
        begins=begins,
        opens=begins if is_once else max(opens, begins),
        ends=ends,
        closes=min(period.end, last) if is_cut else period.end,
        notice=record.notice or settings.notice,
        is_owed=max(begins, period.start) <= min(ends or period.end, period.end)
        and not was_over
        and not was_due,
    )


def _years(first: int, last: int) -> Period:
    return Period(first, last, date(first, 1, 1), date(last, 12, 31))


def _window(
    obligation: Obligation, clock: ClockKind, kind: BodyKind | None, period: Period, *, is_report: bool
) -> tuple[date, date]:
    match clock:
        case ClockKind.ONCE:
            return obligation.record.starts or date.min, obligation.ends or date.max
        case ClockKind.CONTINUOUS | ClockKind.EVENT:
            return (date.min, date.max) if obligation.record.is_stored else (period.start, period.end)
        case ClockKind.MANDATE if not is_report:
            return office_window(kind, period)
        case _:
            return period.start, date.max if is_report else period.end


def known_years(repository: PlanRepository, as_of: date) -> range:
    """Return the years that can be asked about: from the first follow-up year through that of `as_of`."""
    return range(repository.settings.record.first_year, as_of.year + 1)


def year_at_hand(repository: PlanRepository, day: date) -> int:
    """Return the year that is worked with: last year's until its account is due, where it is followed up."""
    settings, year = repository.settings.record, day.year - 1
    is_last = year >= settings.first_year and day <= settings.account.day.within(year, year)
    return year if is_last else day.year


def default_as_of(repository: PlanRepository, year: int, today: date) -> date:
    """Return the day a year is reckoned on when nobody says: its redovisningsdag, or today if earlier."""
    return min(repository.settings.record.account.day.within(year, year), today)
