"""The year wheel: the days of a year on which something begins, falls due or ends, and what a change of mandate means."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from trygghetsplan.engine.agenda import DayMeaning, following_mandate, lapse_day, will_be_owed
from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.clock import Period, answer_day, mandate_of, office_window
from trygghetsplan.engine.grid import Grid
from trygghetsplan.engine.verdict import start_by
from trygghetsplan.model.organisation import Bindingness
from trygghetsplan.model.time import ClockKind
from trygghetsplan.plan.repository import Obligation, PlanRepository
from trygghetsplan.swedish import listed, long_date, slug, sort_key

_TITLES = {
    DayMeaning.START: "Påbörja senast: {title}",
    DayMeaning.DUE: "{title} ({period})",
    DayMeaning.ANSWER: "Svara senast: {title} ({period})",
    DayMeaning.LAPSE: "Underlaget slutar att gälla: {title}",
}


class CalendarEvent(NamedTuple):
    """One day of the year wheel."""

    day: date
    title: str
    detail: str
    bodies: tuple[str, ...]
    subject: str
    """The duty's id, or which of the fixed days it is."""
    meaning: DayMeaning = DayMeaning.DUE
    """What the day means to the duty."""
    obligation: Obligation | None = None

    @property
    def identity(self) -> tuple[str, ...]:
        """What makes it the same event from run to run and from list to list."""
        return self.subject, self.meaning, self.day.isoformat(), *sorted(self.bodies)

    @property
    def is_stated(self) -> bool:
        """Whether somebody has stated the day, so that it is not only the end of the duty's period."""
        return (
            self.meaning is not DayMeaning.DUE
            or self.obligation is None
            or self.obligation.record.due is not None
        )

    @property
    def doubt(self) -> str:
        """A remark where the duty is not verified."""
        return self.obligation.doubt if self.obligation else ""


def calendar(grid: Grid, year: int) -> list[CalendarEvent]:
    """Return the days of `year` on which something falls due, lapses, begins or ends, in order."""
    repository = grid.repository
    events = [*_fixed_days(repository, year), *mandate_events(repository, year)]
    for obligation in repository.obligations.values():
        # What is due before or after its period belongs to a year before or after its day.
        near = range(year - 2, year + 2)
        cells = {cell.key: cell for touched in near for cell in grid.of_obligation(obligation, touched)}
        events += duty_events(day for cell in cells.values() for day in _days(grid, cell, year))
    return sorted(events, key=lambda event: (event.day, event.title, event.subject))


def duty_events(days: Iterable[tuple[date, DayMeaning, Cell]]) -> Iterator[CalendarEvent]:
    """Return the days as events, one for all bodies that share duty, day and period."""
    sharing: dict[tuple[str, date, DayMeaning, str], list[Cell]] = {}
    for day, meaning, cell in days:
        sharing.setdefault((cell.obligation.id, day, meaning, cell.period.label), []).append(cell)
    for (name, day, meaning, period), cells in sharing.items():
        obligation = cells[0].obligation
        title = _TITLES[meaning].format(title=obligation.record.title, period=period)
        bodies = tuple(cell.body for cell in cells)
        yield CalendarEvent(
            day=day,
            title=title,
            detail=obligation.record.text,
            bodies=bodies,
            subject=name,
            meaning=meaning,
            obligation=obligation,
        )


def _days(grid: Grid, cell: Cell, year: int) -> Iterator[tuple[date, DayMeaning, Cell]]:
    """Return the days of the year that matter to one cell."""
    start, lapse = start_by(cell.obligation.record, cell.schedule), lapse_day(grid, cell)
    marked = ((start, DayMeaning.START), (cell.schedule.due, DayMeaning.DUE), (lapse, DayMeaning.LAPSE))
    for day, meaning in marked:
        # The proof of a standing duty lapses in one year's cell, though other years rest on it too.
        is_shared = meaning is DayMeaning.LAPSE and cell.schedule.is_standing and cell.period.first != year
        if day and day.year == year and not is_shared and will_be_owed(grid, cell, day):
            yield day, meaning, cell


def _fixed_days(repository: PlanRepository, year: int) -> Iterator[CalendarEvent]:
    """Return the days to answer and to give account, for the years that are followed up."""
    settings, account = repository.settings.record, repository.settings.record.account
    giver, receiver = repository.body_name(account.given_by), repository.body_name(account.given_to)
    bodies_by_kind: dict[str, list[str]] = {}
    for name, body in repository.bodies.items():
        bodies_by_kind.setdefault(body.kind, []).append(name)
    own = {
        name: kind
        for name, kind in repository.organisation.record.kinds.items()
        if kind.answers and kind.answer_day and name in bodies_by_kind
    }
    for answered in range(max(settings.first_year, year - 2), year + 2):
        detail = "Sista dagen att svara på årets uppföljning."
        if (day := answer_day(settings, answered)).year == year:
            yield CalendarEvent(day, f"Svarsdag för {answered}", detail, (), f"svar-{answered}")
        for name, kind in own.items():
            if (day := answer_day(settings, answered, kind)).year == year:
                title, subject = f"Svarsdag för {answered}, {kind.plural}", f"svar-{answered}-{slug(name)}"
                yield CalendarEvent(day, title, detail, tuple(bodies_by_kind[name]), subject)
        if (day := account.day.within(answered, answered)).year == year:
            title = f"{account.title} {answered} räknas per den här dagen"
            detail = f"{giver} redovisar till {receiver}."
            yield CalendarEvent(day, title, detail, (), f"redovisning-{answered}")


def mandate_events(repository: PlanRepository, year: int) -> Iterator[CalendarEvent]:
    """Return the days of `year` on which mandate periods begin and end."""
    settings = repository.settings.record
    for period in dict.fromkeys((mandate_of(settings, year), mandate_of(settings, year + 1))):
        if period is None:
            return
        for (begins, ends), kinds in office_terms(repository, period).items():
            who = plurals(repository, kinds)
            for day, verb, subject in ((begins, "börjar", "mandat"), (ends, "slutar", "mandatslut")):
                if day.year == year:
                    there = ((name, body) for name, body in repository.bodies.items() if body.exists(day))
                    bodies = tuple(name for name, body in there if body.kind in kinds)
                    title = f"Mandatperioden {period.label} {verb} för {who}"
                    yield CalendarEvent(day, title, "", bodies, f"{subject}-{period.first}")


def office_terms(repository: PlanRepository, period: Period) -> dict[tuple[date, date], list[str]]:
    """Return the kinds of bound body that owe something each mandate, by their first and last day in it."""
    owing = {
        repository.bodies[body].kind
        for obligation in repository.obligations.values()
        if obligation.owes and obligation.record.clock and obligation.record.clock.kind is ClockKind.MANDATE
        for body in repository.responsible[obligation.id]
    }
    kinds_by_term: dict[tuple[date, date], list[str]] = {}
    for name, kind in repository.organisation.record.kinds.items():
        if name in owing and kind.binding is Bindingness.BOUND:
            kinds_by_term.setdefault(office_window(kind, period), []).append(name)
    return kinds_by_term


def mandate_notice(grid: Grid, body: str | None = None) -> list[str]:
    """Say, near a change of mandate, who has changed or is about to, or only of the body; nothing at other times."""
    following = following_mandate(grid)
    if following is None:
        return []
    sentences = []
    kind = grid.repository.bodies[body].kind if body else None
    for (begins, _), kinds in sorted(office_terms(grid.repository, following).items()):
        if kind and kind not in kinds:
            continue
        who = plurals(grid.repository, [kind] if kind else kinds)
        if begins <= grid.as_of:
            sentences.append(f"Mandatperioden {following.label} började den {long_date(begins)} för {who}.")
        else:
            ends = begins - timedelta(days=1)
            now = mandate_of(grid.repository.settings.record, ends.year)
            label = now.label if now else ""
            sentences.append(f"Mandatperioden {label} slutar den {long_date(ends)} för {who}.")
    return sentences


def plurals(repository: PlanRepository, kinds: list[str]) -> str:
    """Name kinds of body inside a sentence: gemensamma nämnder, nämnder och styrelser."""
    return listed(sorted((repository.organisation.record.kinds[kind].plural for kind in kinds), key=sort_key))
