"""An event of the calendar is the same for ever: pairs of random repositories in which one thing has happened."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

import pytest

import generated
from conftest import repository_at
from trygghetsplan.engine.agenda import DayMeaning
from trygghetsplan.engine.grid import Grid
from trygghetsplan.model.obligation import ObligationRecord
from trygghetsplan.model.organisation import Body
from trygghetsplan.model.time import ClockKind, Deadline
from trygghetsplan.plan.repository import PlanFile, PlanRepository
from trygghetsplan.report.todo import task_events
from trygghetsplan.report.year_wheel import CalendarEvent, calendar

SEEDS = range(2000, 2024)
YEARS = range(2020, 2030)
AS_OF = date(2024, 6, 1)
Identity = tuple[str, ...]


@pytest.fixture(scope="module")
def plan_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], PlanRepository]:
    """Return a function that makes the repository of a seed, once."""

    @cache
    def make(seed: int) -> PlanRepository:
        return repository_at(generated.write(generated.generate(seed), tmp_path_factory.mktemp("plan")))

    return make


def wheel(repository: PlanRepository) -> list[CalendarEvent]:
    grid = Grid(repository, AS_OF)
    return [event for year in YEARS for event in calendar(grid, year)]


def events(repository: PlanRepository) -> list[CalendarEvent]:
    return [*wheel(repository), *task_events(Grid(repository, AS_OF), None)]


def identities(repository: PlanRepository) -> set[Identity]:
    return {event.identity for event in events(repository)}


def fixed(repository: PlanRepository) -> set[Identity]:
    """Return the days that follow from the plan, not from what a body has answered."""
    return {event.identity for event in wheel(repository) if event.meaning is not DayMeaning.LAPSE}


def with_bodies(repository: PlanRepository, bodies: dict[str, Body]) -> PlanRepository:
    organisation = repository.organisation
    record = organisation.record.model_copy(update={"bodies": bodies})
    return replace(repository, organisation=PlanFile(organisation.path, record))


def with_duties(
    repository: PlanRepository, change: Callable[[str, ObligationRecord], dict[str, ObligationRecord]]
) -> PlanRepository:
    chapters = []
    for chapter in repository.chapters:
        duties: dict[str, ObligationRecord] = {}
        for name, record in chapter.record.obligations.items():
            duties |= change(name, record)
        chapters.append(PlanFile(chapter.path, chapter.record.model_copy(update={"obligations": duties})))
    return replace(repository, chapters=tuple(chapters))


@pytest.mark.parametrize("seed", SEEDS)
def test_no_two_events_of_one_list_are_one(plan_of: Callable[[int], PlanRepository], seed: int) -> None:
    grid = Grid(plan_of(seed), AS_OF)
    for found in (*(calendar(grid, year) for year in YEARS), task_events(grid, None)):
        names = [event.identity for event in found]
        assert len(names) == len(set(names))


@pytest.mark.parametrize("seed", SEEDS)
def test_when_a_body_answers_the_events_of_others_stay(
    plan_of: Callable[[int], PlanRepository], seed: int
) -> None:
    repository = plan_of(seed)
    before, unanswered = identities(repository), replace(repository, followups=())
    assert fixed(unanswered) == fixed(repository)
    chosen = Random(seed).choice(list(repository.bodies))
    kept = [one for one in repository.followups if one.record.body != chosen]
    silent = replace(repository, followups=tuple(kept))
    own = {event.identity for event in events(silent) if event.bodies == (chosen,)}
    assert identities(silent) - own <= before | identities(unanswered)


@pytest.mark.parametrize("seed", SEEDS[:4])
def test_a_day_that_proof_lapses_is_one_event_in_both_lists(
    plan_of: Callable[[int], PlanRepository], seed: int
) -> None:
    """Several years of a standing duty rest on the same proof: `todo` meets it in one, the year wheel in another."""
    repository = plan_of(seed)
    told = {(event.title, event.day, event.bodies): event.identity for event in wheel(repository)}
    for day in (AS_OF, date(2025, 2, 1)):
        for event in task_events(Grid(repository, day), date(2027, 12, 31)):
            if event.meaning is DayMeaning.LAPSE:
                assert told.get((event.title, event.day, event.bodies)) in (None, event.identity)
                assert len(set(event.bodies)) == len(event.bodies)


@pytest.mark.parametrize("seed", SEEDS)
def test_when_a_body_joins_or_ceases_the_events_of_others_stay(
    plan_of: Callable[[int], PlanRepository], seed: int
) -> None:
    repository = plan_of(seed)
    name, body = Random(seed).choice(list(repository.bodies.items()))
    before = identities(repository)
    twin = body.model_copy(update={"starts": date(2024, 3, 1), "succeeds": None})
    joined = with_bodies(repository, {**repository.bodies, "nykomling": twin})
    others = {
        event.identity for event in wheel(joined) if event.obligation and event.bodies != ("nykomling",)
    }
    assert {event.identity for event in wheel(repository)} <= identities(joined)
    assert others <= before
    ceased = body.model_copy(update={"ends": date(2024, 5, 1)})
    assert fixed(with_bodies(repository, {**repository.bodies, name: ceased})) <= before


@pytest.mark.parametrize("seed", SEEDS)
def test_when_a_day_is_moved_the_event_moves_with_it(
    plan_of: Callable[[int], PlanRepository], seed: int
) -> None:
    def moved(name: str, record: ObligationRecord) -> dict[str, ObligationRecord]:
        due = record.due
        if due and due.year is None and due.day < 28:
            due = Deadline(due.month, due.day + 1, *due[2:3])
        return {name: record.model_copy(update={"due": due})}

    repository = plan_of(seed)
    # A body that begins on the very day that is moved has another day of its own.
    is_edge = any(
        body.starts and (body.starts - timedelta(1)).month != body.starts.month
        for body in repository.bodies.values()
    )
    after = fixed(with_duties(repository, moved))
    assert is_edge or after == fixed(repository)


@pytest.mark.parametrize("seed", SEEDS)
def test_when_a_duty_is_renamed_its_events_keep_their_identity(
    plan_of: Callable[[int], PlanRepository], seed: int
) -> None:
    repository = replace(plan_of(seed), decisions=())  # which name the duties of before
    before = fixed(repository)

    def renamed(name: str, record: ObligationRecord) -> dict[str, ObligationRecord]:
        update = {"replaces": name, "title": f"Ny {record.title}"}
        if record.replaces:  # what it replaced is renamed too
            return {name: record.model_copy(update={"replaces": f"ny-{record.replaces}"})}
        return {f"ny-{name}": record.model_copy(update=update)}

    assert fixed(with_duties(repository, renamed)) == before

    replaced = {one.record.replaces for one in repository.obligations.values()}

    def succeeded(name: str, record: ObligationRecord) -> dict[str, ObligationRecord]:
        is_long = record.clock is None or record.clock.kind is not ClockKind.YEARLY
        if name in replaced or record.replaces or is_long or record.starts or record.ends or record.due:
            return {name: record}
        old = record.model_copy(update={"ends": date(2024, 12, 31)})
        new = record.model_copy(update={"starts": date(2025, 1, 1), "replaces": name})
        return {name: old, f"ny-{name}": new}

    assert fixed(with_duties(repository, succeeded)) <= before


def test_the_identity_holds_neither_the_name_nor_a_day() -> None:
    repository = repository_at(Path(__file__).parent.parent)
    for event in events(repository):
        assert event.day.isoformat() not in event.identity
        assert event.title not in event.identity
