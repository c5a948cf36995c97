"""The commands of `trygghet form`: out to those who never open git, and back."""

import sys
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from trygghetsplan import api, git, storage
from trygghetsplan.cli.common import (
    AsOf,
    BodyOption,
    choice,
    day,
    find_root,
    known,
    note,
    readable,
    sound,
    when,
)
from trygghetsplan.engine.grid import Grid
from trygghetsplan.errors import Exit, UsageFault
from trygghetsplan.findings import Finding
from trygghetsplan.forms import exchange
from trygghetsplan.forms.form import Form
from trygghetsplan.forms.questions import forms
from trygghetsplan.plan.repository import PlanRepository

YearOption = Annotated[
    str | None, typer.Option("--year", metavar="ÅR", help="Uppföljningsår.", show_default=False)
]


def export(
    year: YearOption = None,
    body: BodyOption = None,
    *,
    everyone: Annotated[bool, typer.Option("--all", help="En blankett till varje organ.")] = False,
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help="xlsx eller html.")] = "xlsx",
    as_of: AsOf = None,
) -> int:
    """Write forms, one a body."""
    choice("formatet", form, exchange.OUTPUTS)
    if (body is None) != everyone:
        raise UsageFault("välj ett organ med --body ORGAN, eller alla med --all.")
    _need_workbooks()

    root = find_root()
    repository = sound(root)
    number, asked = _forms(repository, year, as_of)
    if body is not None:
        known("organet", body, repository.bodies)
        if body not in asked:
            raise UsageFault(f"{repository.body_name(body)} har inget att svara på för {number}.")
    chosen = [one for one in asked.values() if body is None or one.body == body]
    files = exchange.form_files(Grid(repository, day(as_of)), root, chosen, form, git.head(root) or "")
    storage.write_all(storage.change_of(path, content) for path, content in files.items())
    sys.stdout.write("".join(f"Skrev {storage.display_path(path)}\n" for path in files))
    note(f"Nästa steg: skicka blanketterna, och sedan trygghet form status --year {number}")
    return Exit.CLEAN


def import_forms(
    files: Annotated[list[Path], typer.Argument(metavar="FILER", help="Ifyllda blanketter.")],
    *,
    write: Annotated[bool, typer.Option("--write", help="Skriv ändringarna; annars bara visas de.")] = False,
) -> int:
    """Read forms that have come back."""
    _need_workbooks()
    root = find_root()

    def validate(texts: Mapping[str, str]) -> Iterable[Finding]:
        return api.validate(api.load_with(root, texts)).findings

    result = exchange.import_forms(sound(root), root, exchange.read_forms(files), validate)
    sys.stdout.write(result.summary)
    if result.faults:
        sys.stdout.write("".join(f"{fault.place}: {fault.message}\n" for fault in result.faults))
        note("Inget är inläst. Rätta i blanketten, eller skicka tillbaka den, och läs in den igen.")
        return Exit.FINDINGS
    if not result.files:
        note("Inget är ändrat i blanketterna.")
    elif write:
        storage.write_all(result.files.values())
        sys.stdout.write("".join(f"Skrev {path}\n" for path in result.files))
        note("Nästa steg: trygghet check, och granska med git diff")
    else:
        note("Inget är skrivet än. Nästa steg: samma kommando med --write")
    return Exit.CLEAN


def status(year: YearOption = None, as_of: AsOf = None) -> int:
    """Show who has answered."""
    root = find_root()
    repository = readable(root)
    number, asked = _forms(repository, year, as_of)
    answered = sum(bool(form.answered_count) for form in asked.values())
    sys.stdout.write(exchange.status_text(repository, root, list(asked.values())))
    sys.stdout.write(f"\n{answered} av {len(asked)} organ har svarat för {number}.\n")
    note("Nästa steg: trygghet form import FILER, eller trygghet todo --format md för påminnelser")
    return Exit.CLEAN


def _forms(repository: PlanRepository, year: str | None, as_of: str | None) -> tuple[int, dict[str, Form]]:
    """Return the year that was asked for, coming years included, and the forms of everyone who owes answers."""
    number, _ = when(repository, year, as_of, coming=True)
    return number, forms(repository, number)


def _need_workbooks() -> None:
    if find_spec("xlsxwriter") is None or find_spec("python_calamine") is None:
        raise UsageFault(
            "blanketter kräver tillägget xlsx; installera det med: pip install 'trygghetsplan[xlsx]'"
        )
