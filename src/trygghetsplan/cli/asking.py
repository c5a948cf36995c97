"""The commands that answer questions: status, todo, calendar and explain.

A shell imports this module to complete a line, so what a command runs is imported in the command.
"""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from trygghetsplan.cli.common import (
    AsOfOption,
    BodyOption,
    OpenFlag,
    OutputOption,
    ReplyByOption,
    YearArgument,
    argument,
    checked_choice,
    checked_id,
    chosen_format,
    day_to_reply,
    flag,
    is_coloured,
    one_of,
    option,
    terminal_width,
    write_note,
    write_result,
    write_text,
)
from trygghetsplan.cli.start import find_root
from trygghetsplan.cli.today import parse_day, reckoning_day
from trygghetsplan.errors import Exit, UsageFault
from trygghetsplan.swedish import listed

if TYPE_CHECKING:
    from trygghetsplan.engine.grid import Grid
    from trygghetsplan.model.settings import Organisation

_LISTS = ("text", "json", "ics")
_LETTERS = ("md", "docx", "eml")


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
    from trygghetsplan.cli.next_step import note_next_step, path_of
    from trygghetsplan.cli.opening import note_never_asked, readable_repository, year_and_day
    from trygghetsplan.output.heat_map import GROUPINGS, WIDTH, heat_map_text
    from trygghetsplan.output.law import law_lists
    from trygghetsplan.output.year_path import path_text
    from trygghetsplan.plan.example import with_example_mark

    root = find_root()
    repository = readable_repository(root)
    checked_choice("grunden", by, GROUPINGS)
    number, day = year_and_day(repository, year, as_of)
    path, width = path_of(repository, root, number, reckoning_day(as_of)), terminal_width(WIDTH)
    if law:
        text = law_lists(repository, number, day, width)
    else:
        table = heat_map_text(repository, number, day, by, colour=is_coloured(), width=width)
        text = f"{path_text(repository, path, width)}\n{table}"
    write_text(with_example_mark(text, repository))
    note_never_asked(repository, number)
    note_next_step(path)
    return Exit.CLEAN


def todo(
    body: BodyOption = None,
    before: Annotated[
        str | None, option("--before", "DATUM", "Det som ska vara klart senast den dagen.")
    ] = None,
    as_of: AsOfOption = None,
    form: Annotated[
        str | None,
        option(
            "--format",
            "FORMAT",
            "text (förval), json eller ics; ett brev: md, docx eller eml.",
            one_of(*_LISTS, *_LETTERS),
        ),
    ] = None,
    reply_by: ReplyByOption = None,
    output: OutputOption = None,
    *,
    is_opened: OpenFlag = False,
) -> int:
    """Tell what is to be done next."""
    from trygghetsplan.cli.next_step import note_next_step, path_of
    from trygghetsplan.cli.opening import readable_repository
    from trygghetsplan.disclosure.redaction import MARKING_OF_BODY
    from trygghetsplan.engine.clock import year_at_hand
    from trygghetsplan.engine.grid import grid_on
    from trygghetsplan.output import ics
    from trygghetsplan.plan.example import with_example_mark
    from trygghetsplan.report import todo as agenda

    form = chosen_format(form, output, (*_LISTS, *_LETTERS), "text", is_opened=is_opened)
    is_letter = form in _LETTERS
    if reply_by and not is_letter:
        raise UsageFault(f"--reply-by gäller brev; välj formatet {listed(_LETTERS, 'eller')}.")
    limit = parse_day("--before", before) if before else None
    root = find_root()
    repository = readable_repository(root)
    if body is not None:
        checked_id("organet", body, repository.bodies)
    grid = grid_on(repository, reckoning_day(as_of))
    if is_letter:
        return _write_letter(grid, root, body, limit, form, reply_by, output, is_opened=is_opened)
    match form:
        case "text":
            listed_tasks = agenda.todo_text(grid, limit, body)
            text = with_example_mark(f"Räknat per {grid.as_of}.\n\n{listed_tasks}", repository)
        case "json":
            text = agenda.todo_json(grid, limit, body)
        case _:
            events = agenda.task_events(grid, limit, body)
            text = ics.render(repository, "Att göra", grid.as_of, events, MARKING_OF_BODY)
            _note_identity(repository.settings.record.organisation)
    write_result(repository, form, text, output, is_opened=is_opened)
    if form == "text":
        year = year_at_hand(repository, grid.as_of)
        note_next_step(path_of(repository, root, year, grid.as_of), "trygghet todo")
    return Exit.CLEAN


def _write_letter(
    grid: "Grid",
    root: Path,
    body: str | None,
    before: date | None,
    form: str,
    reply_by: str | None,
    output: Path | None,
    *,
    is_opened: bool,
) -> int:
    """Write the reminder to one body; say so where there is nothing to remind of."""
    from trygghetsplan.forms.exported import exported_forms
    from trygghetsplan.output.formats import short_file
    from trygghetsplan.report.letters import reminder, writes_to_itself
    from trygghetsplan.report.todo import empty_sentence

    if body is None:
        raise UsageFault("ett brev går till ett organ; välj det med --body ORGAN.")
    if form == "docx" and output is None:
        raise UsageFault("docx skrivs till en fil; lägg till -o FIL.docx.")
    if writes_to_itself(grid, body):
        name = grid.repository.body_name(body)
        raise UsageFault(
            f"{name} är brevens avsändare och får inget eget; se listan med trygghet todo --body {body}."
        )
    day = day_to_reply(reply_by, grid.as_of)
    letter = reminder(grid, body, before, day, exported_forms(root, body))
    if letter is None:
        write_note(empty_sentence(grid, before, body))
    else:
        write_result(grid.repository, form, short_file(letter, form), output, is_opened=is_opened)
    return Exit.CLEAN


def calendar(
    year: YearArgument = None,
    as_of: AsOfOption = None,
    form: Annotated[
        str | None, option("--format", "FORMAT", "text (förval) eller ics.", one_of("text", "ics"))
    ] = None,
    output: OutputOption = None,
    *,
    is_opened: OpenFlag = False,
) -> int:
    """Show the year wheel."""
    from trygghetsplan.cli.next_step import note_next_step, path_of
    from trygghetsplan.cli.opening import readable_repository, year_and_day
    from trygghetsplan.disclosure.redaction import public_repository
    from trygghetsplan.engine.clock import year_at_hand
    from trygghetsplan.engine.grid import grid_on
    from trygghetsplan.output import ics
    from trygghetsplan.plan.example import with_example_mark
    from trygghetsplan.report import year_wheel
    from trygghetsplan.report.todo import calendar_text

    form = chosen_format(form, output, ("text", "ics"), "text", is_opened=is_opened)
    root = find_root()
    whole = readable_repository(root)
    repository = public_repository(whole)
    number, _ = year_and_day(repository, year, as_of, coming=True)
    grid = grid_on(repository, reckoning_day(as_of))
    events = year_wheel.calendar(grid, number)
    if form == "ics":
        name = f"{repository.settings.record.account.title}, årshjul {number}"
        _note_identity(repository.settings.record.organisation)
        text = ics.render(repository, name, grid.as_of, events)
        write_result(whole, form, text, output, is_public=True, is_opened=is_opened)
    else:
        text = with_example_mark(calendar_text(grid, number, events), repository)
        write_result(whole, form, text, output, is_public=True, is_opened=is_opened)
        at_hand = year_at_hand(whole, grid.as_of)
        note_next_step(path_of(whole, root, at_hand, grid.as_of), "trygghet calendar")
    return Exit.CLEAN


def _note_identity(organisation: "Organisation") -> None:
    """Tell whose events may be taken for those of another organisation."""
    if not organisation.identity:
        write_note(
            "Obs: organisationen har varken kommunkod eller id, så händelserna kan förväxlas med en annan organisations. "
            "Skriv id under organisation i trygghet.yaml innan kalendern används."
        )


def explain(
    record: Annotated[str, argument("SKYLDIGHET", "Id, till exempel krisplan.")],
    body: Annotated[str | None, argument("[ORGAN]", "Id.")] = None,
    year: YearArgument = None,
    as_of: AsOfOption = None,
) -> int:
    """Explain one verdict."""
    from trygghetsplan.cli.opening import readable_repository, year_and_day
    from trygghetsplan.output.explanation import explanation
    from trygghetsplan.plan.example import with_example_mark

    repository = readable_repository(find_root())
    checked_id("skyldigheten", record, repository.obligations)
    if body is not None:
        checked_id("organet", body, repository.bodies)
    number, day = year_and_day(repository, year, as_of)
    text = explanation(repository, repository.obligations[record], body, number, day)
    write_text(with_example_mark(text, repository))
    return Exit.CLEAN
