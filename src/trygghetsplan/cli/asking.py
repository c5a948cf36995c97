"""The commands that answer questions: status, todo, calendar and explain.

A shell imports this module to complete a line, so what a command runs is imported in the command.
"""

import sys
from typing import TYPE_CHECKING, Annotated

from trygghetsplan.cli.common import (
    AsOfOption,
    BodyOption,
    OutputOption,
    YearArgument,
    argument,
    body_candidates,
    checked_choice,
    checked_id,
    flag,
    obligation_candidates,
    option,
    write_note,
    write_result,
)
from trygghetsplan.cli.start import find_root
from trygghetsplan.cli.today import parse_day, reckoning_day
from trygghetsplan.errors import Exit

if TYPE_CHECKING:
    from trygghetsplan.model.settings import Organisation


def status(
    year: YearArgument = None,
    as_of: AsOfOption = None,
    by: Annotated[str, option("--by", "GRUND", "area, body eller kind.")] = "area",
    *,
    law: Annotated[
        bool, flag("--law", "Visa vad som ska kontrolleras i lagen, och lagen bredvid planen.")
    ] = False,
) -> int:
    """Show the heat map, body by area."""
    from trygghetsplan.cli.opening import readable_repository, year_and_day
    from trygghetsplan.output.heat_map import GROUPINGS, heat_map
    from trygghetsplan.output.law import law_lists

    repository = readable_repository(find_root())
    checked_choice("grunden", by, GROUPINGS)
    number, day = year_and_day(repository, year, as_of)
    if law:
        sys.stdout.write(law_lists(repository, number, day))
    else:
        sys.stdout.write(heat_map(repository, number, day, by, colour=sys.stdout.isatty()))
    write_note(f"Nästa steg: trygghet check {number}, trygghet todo")
    return Exit.CLEAN


def todo(
    body: BodyOption = None,
    before: Annotated[
        str | None, option("--before", "DATUM", "Det som ska vara klart senast den dagen.")
    ] = None,
    as_of: AsOfOption = None,
    form: Annotated[str, option("--format", "FORMAT", "text, md (brev), json eller ics.")] = "text",
    output: OutputOption = None,
) -> int:
    """Tell what is to be done next."""
    from trygghetsplan.cli.opening import readable_repository
    from trygghetsplan.engine.grid import Grid
    from trygghetsplan.output import ics
    from trygghetsplan.output.render import render_letters
    from trygghetsplan.report import todo as agenda
    from trygghetsplan.report.letters import letters

    checked_choice("formatet", form, ("text", "md", "json", "ics"))
    limit = parse_day("--before", before) if before else None
    repository = readable_repository(find_root())
    if body is not None:
        checked_id("organet", body, repository.bodies)
    grid = Grid(repository, reckoning_day(as_of))
    match form:
        case "text":
            text = f"Räknat per {grid.as_of}.\n\n{agenda.todo_text(grid, limit, body)}"
        case "md":
            reminders = letters(grid, limit, body)
            text = render_letters(reminders) if reminders else ""
            if not reminders:
                write_note(agenda.empty_sentence(grid, limit, body))
        case "json":
            text = agenda.todo_json(grid, limit, body)
        case _:
            text = ics.render(repository, "Att göra", grid.as_of, agenda.task_events(grid, limit, body))
            _note_identity(repository.settings.record.organisation)
    write_result(text, output)
    return Exit.CLEAN


def calendar(
    year: YearArgument = None,
    as_of: AsOfOption = None,
    form: Annotated[str, option("--format", "FORMAT", "text eller ics.")] = "text",
    output: OutputOption = None,
) -> int:
    """Show the year wheel."""
    from trygghetsplan.cli.opening import readable_repository, year_and_day
    from trygghetsplan.disclosure.redaction import public_repository
    from trygghetsplan.engine.grid import Grid
    from trygghetsplan.output import ics
    from trygghetsplan.report import year_wheel
    from trygghetsplan.report.todo import calendar_text

    checked_choice("formatet", form, ("text", "ics"))
    repository = public_repository(readable_repository(find_root()))
    number, _ = year_and_day(repository, year, as_of, coming=True)
    grid = Grid(repository, reckoning_day(as_of))
    events = year_wheel.calendar(grid, number)
    if form == "ics":
        name = f"{repository.settings.record.account.title}, årshjul {number}"
        _note_identity(repository.settings.record.organisation)
        write_result(ics.render(repository, name, grid.as_of, events), output)
    else:
        write_result(calendar_text(grid, number, events), output)
        write_note("Nästa steg: trygghet todo")
    return Exit.CLEAN


def _note_identity(organisation: "Organisation") -> None:
    """Tell whose events may be taken for those of another organisation."""
    if not organisation.identity:
        write_note(
            "Obs: organisationen har varken kommunkod eller id, så händelserna kan förväxlas med en annan organisations. "
            "Skriv id under organisation i trygghet.yaml innan kalendern används."
        )


def explain(
    record: Annotated[str, argument("SKYLDIGHET", "Id, till exempel krisplan.", obligation_candidates)],
    body: Annotated[str | None, argument("[ORGAN]", "Id.", body_candidates)] = None,
    year: YearArgument = None,
    as_of: AsOfOption = None,
) -> int:
    """Explain one verdict."""
    from trygghetsplan.cli.opening import readable_repository, year_and_day
    from trygghetsplan.output.explanation import explanation

    repository = readable_repository(find_root())
    checked_id("skyldigheten", record, repository.obligations)
    if body is not None:
        checked_id("organet", body, repository.bodies)
    number, day = year_and_day(repository, year, as_of)
    sys.stdout.write(explanation(repository, repository.obligations[record], body, number, day))
    return Exit.CLEAN
