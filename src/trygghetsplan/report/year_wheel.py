"""The year wheel: the days of a year on which something begins, falls due or ends, and what a change of mandate means."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from trygghetsplan.engine.accounts import applies
from trygghetsplan.engine.agenda import DayMeaning, following_mandate, lapse_day, will_be_owed
from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.clock import Period, answer_day, mandate_of, office_window, period_of
from trygghetsplan.engine.grid import Grid
from trygghetsplan.engine.verdict import start_by
from trygghetsplan.model.organisation import Bindingness
from trygghetsplan.model.time import ClockKind
from trygghetsplan.plan.repository import Obligation, PlanRepository
from trygghetsplan.report.data import grouped
from trygghetsplan.swedish import listed, long_date, sort_key

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
    identity: tuple[str, ...]
    """What makes it the same event for ever: never a day, a name or a list of bodies."""
    meaning: DayMeaning = DayMeaning.DUE
    """What the day means to the duty."""
    obligation: Obligation | None = None

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
        events += duty_events(repository, (day for cell in cells.values() for day in _days(grid, cell, year)))
    return sorted(events, key=lambda event: (event.day, event.title, event.identity))


def duty_events(
    repository: PlanRepository, days: Iterable[tuple[date, DayMeaning, Cell]]
) -> Iterator[CalendarEvent]:
    """Return the days as events, one for all bodies that share duty, period and day."""
    sharing = grouped(days, lambda marked: (marked[0], _identity(repository, *marked)))
    for (day, identity), together in sharing.items():
        _, meaning, cell = together[0]
        obligation = cell.obligation
        yield CalendarEvent(
            day=day,
            title=_TITLES[meaning].format(title=obligation.record.title, period=cell.period.label),
            detail=obligation.record.text,
            bodies=tuple(dict.fromkeys(owing.body for _, _, owing in together)),
            identity=identity,
            meaning=meaning,
            obligation=obligation,
        )


def _identity(repository: PlanRepository, day: date, meaning: DayMeaning, cell: Cell) -> tuple[str, ...]:
    """Return what makes a day of a duty the same event for ever; the body only where the day is its own."""
    is_shared = meaning is DayMeaning.LAPSE and cell.schedule.is_standing  # proof that several years rest on
    period = day.year if is_shared else cell.period.first
    body = cell.body if _is_own_day(repository, meaning, cell) else ""
    return _first_id(repository, cell), str(period), meaning, body


def _first_id(repository: PlanRepository, cell: Cell) -> str:
    """Return the first of the ids that the duty has had: the period is the same, and the other is over by its end."""
    settings, name = repository.settings.record, cell.obligation.id
    seen = {name}
    while (other := repository.obligations.get(name)) and (older := other.record.replaces):
        replaced = repository.obligations.get(older)
        is_other = replaced and (
            period_of(replaced, settings, cell.period.first) != cell.period
            or replaced.in_force(cell.period.end)
        )
        if older in seen or is_other:
            break
        seen.add(name := older)
    return name


def _is_own_day(repository: PlanRepository, meaning: DayMeaning, cell: Cell) -> bool:
    """Whether the day is the body's own: from its proof, answers or kind, or its beginning after `senast`."""
    record, period, kind = cell.obligation.record, cell.period, repository.kind_of(cell.body)
    if meaning is DayMeaning.LAPSE or (meaning is DayMeaning.ANSWER and cell.schedule.is_once):
        return True
    if kind and kind.answer_day and record.due is None and meaning is not DayMeaning.START:
        return True
    stated = record.due.within(period.first, period.last) if record.due else period.end
    return stated < cell.schedule.begins != cell.obligation.starts and meaning is not DayMeaning.START


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
    settings = repository.settings.record
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
            yield CalendarEvent(day, f"Svarsdag för {answered}", detail, (), ("svar", str(answered)))
        for name, kind in own.items():
            if (day := answer_day(settings, answered, kind)).year == year:
                title = f"Svarsdag för {answered}, {kind.plural}"
                yield CalendarEvent(
                    day, title, detail, tuple(bodies_by_kind[name]), ("svar", str(answered), name)
                )
        for document, account in repository.accounts.items():
            source = repository.documents.record.documents[document] if document is not None else None
            day = account.day.within(answered, answered)
            if day.year != year or (source and not applies(source, (answered, answered))):
                continue
            giver, receiver = map(repository.body_name, (account.given_by, account.given_to))
            title = f"{account.title} {answered} räknas per den här dagen"
            detail = f"{giver} redovisar till {receiver}."
            yield CalendarEvent(day, title, detail, (), ("redovisning", str(answered), document or ""))


def mandate_events(repository: PlanRepository, year: int) -> Iterator[CalendarEvent]:
    """Return the days of `year` on which mandate periods begin and end."""
    settings = repository.settings.record
    for period in dict.fromkeys((mandate_of(settings, year), mandate_of(settings, year + 1))):
        if period is None:
            return
        for (begins, ends), owing in office_terms(repository, period).items():
            # A term of its own is known by its kind, the calendar's by nothing else.
            is_own = begins != period.start
            for kinds in [[kind] for kind in owing] if is_own else [owing]:
                who = plurals(repository, kinds)
                there = [(name, body) for name, body in repository.bodies.items() if body.kind in kinds]
                for day, verb, subject in ((begins, "börjar", "mandat"), (ends, "slutar", "mandatslut")):
                    if day.year == year:
                        bodies = tuple(name for name, body in there if body.exists(day))
                        title = f"Mandatperioden {period.label} {verb} för {who}"
                        identity = (subject, str(period.first), *(kinds if is_own else ()))
                        yield CalendarEvent(day, title, "", bodies, identity)


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
