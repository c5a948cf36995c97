"""The commands that answer questions: status, todo, calendar and explain."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from trygghetsplan.cli.common import (
    AsOf,
    BodyOption,
    Output,
    Year,
    bodies,
    choice,
    day,
    find_root,
    known,
    note,
    obligations,
    put,
    readable,
    when,
)
from trygghetsplan.errors import Exit

if TYPE_CHECKING:
    from trygghetsplan.plan.repository import PlanRepository


def status(
    year: Year = None,
    as_of: AsOf = None,
    by: Annotated[str, typer.Option("--by", metavar="GRUND", help="area, body eller kind.")] = "area",
    *,
    law: Annotated[bool, typer.Option("--law", help="Visa lagen bredvid planen i stället.")] = False,
) -> int:
    """Show the heat map, body by area."""
    from trygghetsplan.output.heat_map import GROUPINGS, heat_map, law_lists

    repository = readable(find_root())
    choice("grunden", by, GROUPINGS)
    number, reckoned = when(repository, year, as_of)
    colour = sys.stdout.isatty()
    if law:
        sys.stdout.write(law_lists(repository, number, reckoned))
    else:
        sys.stdout.write(heat_map(repository, number, reckoned, by, colour=colour))
    note(f"Nästa steg: trygghet check {number}, trygghet todo")
    return Exit.CLEAN


def todo(
    body: BodyOption = None,
    before: Annotated[
        str | None,
        typer.Option(
            "--before", metavar="DATUM", help="Det som ska vara klart senast den dagen.", show_default=False
        ),
    ] = None,
    as_of: AsOf = None,
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="text, md (brev), json eller ics.")
    ] = "text",
    output: Output = None,
) -> int:
    """Tell what is to be done next."""
    from trygghetsplan.cli.clock import parse_day
    from trygghetsplan.engine.grid import Grid
    from trygghetsplan.output import ics
    from trygghetsplan.output.render import render_letters
    from trygghetsplan.report import todo as agenda
    from trygghetsplan.report.letters import letters

    choice("formatet", form, ("text", "md", "json", "ics"))
    limit = parse_day("--before", before) if before else None
    repository = readable(find_root())
    _known_body(repository, body)
    grid = Grid(repository, day(as_of))
    match form:
        case "text":
            text = f"Räknat per {grid.as_of}.\n\n{agenda.todo_text(grid, limit, body)}"
        case "md":
            found = letters(grid, limit, body)
            text = render_letters(found) if found else ""
            if not found:
                note(agenda.empty_sentence(grid, limit, body))
        case "json":
            text = agenda.todo_json(grid, limit, body)
        case _:
            text = ics.render(repository, "Att göra", grid.as_of, agenda.task_events(grid, limit, body))
    put(text, output)
    return Exit.CLEAN


def calendar(
    year: Year = None,
    as_of: AsOf = None,
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help="text eller ics.")] = "text",
    output: Output = None,
) -> int:
    """Show the year wheel."""
    from trygghetsplan.engine import year_wheel
    from trygghetsplan.engine.grid import Grid
    from trygghetsplan.output import ics
    from trygghetsplan.report import todo as agenda

    choice("formatet", form, ("text", "ics"))
    repository = readable(find_root())
    number, _ = when(repository, year, as_of, coming=True)
    grid = Grid(repository, day(as_of))
    events = year_wheel.calendar(grid, number)
    if form == "ics":
        name = f"{repository.settings.record.account.title}, årshjul {number}"
        put(ics.render(repository, name, grid.as_of, events), output)
        return Exit.CLEAN
    put(agenda.calendar_text(grid, number, events), output)
    note("Nästa steg: trygghet todo")
    return Exit.CLEAN


def explain(
    record: Annotated[
        str,
        typer.Argument(metavar="SKYLDIGHET", help="Id, till exempel krisplan.", autocompletion=obligations),
    ],
    body: Annotated[
        str | None,
        typer.Argument(metavar="[ORGAN]", help="Id.", show_default=False, autocompletion=bodies),
    ] = None,
    year: Year = None,
    as_of: AsOf = None,
) -> int:
    """Explain one verdict."""
    from trygghetsplan.output.explanation import explanation

    repository = readable(find_root())
    known("skyldigheten", record, repository.obligations)
    _known_body(repository, body)
    number, reckoned = when(repository, year, as_of)
    sys.stdout.write(explanation(repository, repository.obligations[record], body, number, reckoned))
    return Exit.CLEAN


def _known_body(repository: "PlanRepository", body: str | None) -> None:
    if body is not None:
        known("organet", body, repository.bodies)
