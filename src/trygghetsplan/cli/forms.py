"""The commands of `trygghet form`: out to those who never open git, and back."""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

from trygghetsplan import api, git, storage
from trygghetsplan.cli.common import (
    AsOfOption,
    BodyOption,
    OpenFlag,
    ReplyByOption,
    argument,
    checked_choice,
    checked_id,
    day_to_reply,
    flag,
    one_of,
    open_written,
    option,
    write_note,
)
from trygghetsplan.cli.next_step import note_next_step, path_of
from trygghetsplan.cli.opening import faultless_repository, readable_repository, year_and_day
from trygghetsplan.cli.progress import waiting
from trygghetsplan.cli.start import find_root
from trygghetsplan.cli.today import reckoning_day
from trygghetsplan.disclosure.leak_check import refuse_disclosure
from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.engine.clock import year_at_hand
from trygghetsplan.engine.grid import grid_on
from trygghetsplan.errors import Exit, UsageFault
from trygghetsplan.findings import Finding
from trygghetsplan.forms import exchange
from trygghetsplan.forms.exported import OUTPUTS
from trygghetsplan.forms.form import Form
from trygghetsplan.forms.questions import forms
from trygghetsplan.listing import status_of
from trygghetsplan.plan.example import with_example_mark
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.shell import command
from trygghetsplan.swedish import long_date

YearOption = Annotated[str | None, option("--year", "ÅR", "Uppföljningsår.")]


def export(
    year: YearOption = None,
    body: BodyOption = None,
    *,
    everyone: Annotated[bool, flag("--all", "En blankett till varje organ.")] = False,
    form: Annotated[str, option("--format", "FORMAT", "xlsx eller html.", one_of(*OUTPUTS))] = "xlsx",
    as_of: AsOfOption = None,
    reply_by: ReplyByOption = None,
    is_opened: OpenFlag = False,
) -> int:
    """Write forms, one a body."""
    checked_choice("formatet", form, OUTPUTS)
    if (body is None) != everyone:
        raise UsageFault("välj ett organ med --body ORGAN, eller alla med --all.")
    if is_opened and everyone:
        raise UsageFault("--open öppnar en blankett; välj organet med --body ORGAN.")
    root = find_root()
    repository = faultless_repository(root)
    number, asked = _forms(repository, year, as_of)
    if body is not None:
        checked_id("organet", body, repository.bodies)
        if body not in asked:
            raise UsageFault(f"{repository.body_name(body)} har inget att svara på för {number}.")
    chosen = [one for one in asked.values() if body is None or one.body == body]
    day = reckoning_day(as_of)
    state = git.standing(root, repository)
    commit = "" if state.differences else state.commit or ""
    grid, last = grid_on(repository, day), day_to_reply(reply_by, day)
    with waiting("Skriver blanketterna", len(chosen)) as track:
        files = exchange.form_files(grid, root, track(chosen), form, commit, last)
    _refuse_unread(root, chosen, files)
    with waiting("Granskar blanketterna", len(files)) as track:
        for path, content in track(files.items()):
            refuse_disclosure(repository, Audience.INTERNAL, path.name, path.suffix[1:], content)
    storage.write_all(storage.change_of(path, content) for path, content in files.items())
    sys.stdout.write("".join(f"Skrev {storage.display_path(path)}\n" for path in files))
    if is_opened:
        open_written(next(iter(files)))
    if not commit and not state.is_outside:
        why = state.reason or f"mappen har {state.differences}"
        write_note(f"Obs: blanketterna säger ingen version i git: {why}.")
    write_note(f"Nästa steg: skicka blanketterna, sedan trygghet form status --year {number}")
    return Exit.CLEAN


def _refuse_unread(root: Path, chosen: Iterable[Form], files: Mapping[Path, bytes]) -> None:
    """Stop before what somebody may have answered is written over."""
    found = [(storage.display_path(path), why) for path, why in exchange.unread(root, chosen, files)]
    if answered := [path for path, why in found if why == "answered"]:
        again = command("trygghet", "form", "import", *answered)
        raise UsageFault(
            f"{git.some(answered)} har svar som inte är inlästa. Läs in dem med {again}, eller flytta filerna."
        )
    if found:
        raise UsageFault(
            f"{git.some([path for path, _ in found])} går inte att läsa som den här versionens blanketter, så det "
            "går inte att se om någon har svarat. Flytta filerna och kör igen."
        )


def import_forms(
    files: Annotated[list[Path], argument("FILER", "Ifyllda blanketter.")],
    *,
    write: Annotated[bool, flag("--write", "Skriv ändringarna; annars bara visas de.")] = False,
) -> int:
    """Read forms that have come back."""
    root = find_root()
    files = [  # PowerShell hands on *.xlsx as it stands
        found
        for path in files
        for found in ([] if status_of(path) else sorted(path.parent.glob(path.name))) or [path]
    ]

    def validate(texts: Mapping[str, str]) -> Iterable[Finding]:
        return api.validate(api.load_with(root, texts)).findings

    result = exchange.import_forms(faultless_repository(root), root, exchange.read_forms(files), validate)
    sys.stdout.write(result.summary)
    if result.faults:
        sys.stdout.write("".join(f"{fault.place}: {fault.message}\n" for fault in result.faults))
        write_note("Inget är inläst. Rätta i blanketten, eller skicka tillbaka den, och läs in den igen.")
        return Exit.FINDINGS
    if not result.files:
        write_note("Inget är ändrat i blanketterna.")
    elif write:
        storage.write_all(result.files.values())
        sys.stdout.write("".join(f"Skrev {path}\n" for path in result.files))
        years = {Path(path).parent.name for path in result.files}
        write_note(f"Nästa steg: granska med git diff, sedan trygghet form status --year {max(years)}")
    else:
        again = command("trygghet", "form", "import", *(path.as_posix() for path in files), "--write")
        write_note(f"Inget är skrivet än. Nästa steg: {again}")
    return Exit.CLEAN


def status(year: YearOption = None, as_of: AsOfOption = None) -> int:
    """Show who has answered."""
    root, day = find_root(), reckoning_day(as_of)
    repository = readable_repository(root)
    number, asked = _forms(repository, year or str(year_at_hand(repository, day)), as_of)
    path = path_of(repository, root, number, day)
    sys.stdout.write(exchange.status_text(repository, root, list(asked.values())))
    answered = next(step.sentence for step in path.steps if step.name == "besvarat")
    sys.stdout.write(with_example_mark(f"\n{number}, den {long_date(day)}: {answered}\n", repository))
    note_next_step(path, "trygghet form status")
    return Exit.CLEAN


def _forms(repository: PlanRepository, year: str | None, as_of: str | None) -> tuple[int, dict[str, Form]]:
    """Return the year that was asked for, coming years included, and the forms of everyone who owes answers."""
    number, _ = year_and_day(repository, year, as_of, coming=True)
    return number, forms(repository, number)
