"""The commands of `trygghet form`: out to those who never open git, and back."""

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

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
from trygghetsplan.errors import Exit, UsageFault

if TYPE_CHECKING:
    from trygghetsplan.forms.form import Form
    from trygghetsplan.repository import PlanRepository

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
    """Skriv blanketter till forms/, en för varje organ.

    Varje blankett har allt som organet ska svara på, förra årets svar och det som redan är besvarat. Bredvid
    den läggs ett följebrev.
    """
    choice("formatet", form, ("xlsx", "html"))
    if (body is None) != everyone:
        raise UsageFault("välj ett organ med --body ORGAN, eller alla med --all.")
    _need_workbooks()
    from trygghetsplan.cli.form_files import write_forms

    root = find_root()
    repository = sound(root)
    number, found = _forms(repository, year, as_of)
    if body is not None:
        known("organet", body, repository.bodies)
        if body not in found:
            raise UsageFault(f"{repository.body_name(body)} har inget att svara på för {number}.")
    chosen = [one for one in found.values() if body is None or one.body == body]
    for path in write_forms(repository, root, chosen, day(as_of), form):
        sys.stdout.write(f"Skrev {path}\n")
    note(f"Nästa steg: skicka blanketterna, och sedan trygghet form status --year {number}")
    return Exit.CLEAN


def import_forms(
    files: Annotated[list[Path], typer.Argument(metavar="FILER", help="Ifyllda blanketter.")],
    *,
    write: Annotated[bool, typer.Option("--write", help="Skriv ändringarna; annars bara visas de.")] = False,
) -> int:
    """Läs in ifyllda blanketter: .xlsx, .ods eller svarsfil.

    Visar först vad som ändras. Bara det som någon har skrivit i blanketten ändras i filerna.
    """
    _need_workbooks()
    from trygghetsplan.cli.form_files import read_forms, take_in
    from trygghetsplan.storage import write_all

    root = find_root()
    repository = sound(root)
    taken = take_in(repository, root, read_forms(files))
    sys.stdout.write(taken.summary)
    if taken.faults:
        sys.stdout.write("".join(f"{fault.place}: {fault.message}\n" for fault in taken.faults))
        note("Inget är inläst. Rätta i blanketten, eller skicka tillbaka den, och läs in den igen.")
        return Exit.FINDINGS
    if not taken.files:
        note("Inget är ändrat i blanketterna.")
    elif write:
        write_all(taken.files.values())
        sys.stdout.write("".join(f"Skrev {path}\n" for path in taken.files))
        note("Nästa steg: trygghet check, och granska med git diff")
    else:
        note("Inget är skrivet än. Nästa steg: samma kommando med --write")
    return Exit.CLEAN


def status(year: YearOption = None, as_of: AsOf = None) -> int:
    """Visa vilka organ som har svarat."""
    root = find_root()
    repository = readable(root)
    number, found = _forms(repository, year, as_of)
    rows = [("Organ", "Besvarat", "Beslutat", "Blankett")]
    for one in found.values():
        document = repository.years.get(one.body, {}).get(number)
        decision = document.record.decision if document else None
        decided = str(decision.day) if decision and decision.day else "utkast" if document else "inget svar"
        folder = root / "forms" / str(number)
        made = [kind for kind in ("xlsx", "html") if (folder / f"{one.id}.{kind}").is_file()]
        out = ", ".join(made) or "–"
        rows.append((one.body_name, f"{one.answered} av {len(one.duties)}", decided, out))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = (
        "  ".join([*(text.ljust(width) for text, width in zip(row, widths, strict=False)), row[3]])
        for row in rows
    )
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    answered = sum(bool(one.answered) for one in found.values())
    sys.stdout.write(f"\n{answered} av {len(found)} organ har svarat för {number}.\n")
    note("Nästa steg: trygghet form import FILER, eller trygghet todo --format md för påminnelser")
    return Exit.CLEAN


def _forms(
    repository: "PlanRepository", year: str | None, as_of: str | None
) -> "tuple[int, dict[str, Form]]":
    """Return the year that was asked for, coming years included, and the forms of everyone who owes answers."""
    from trygghetsplan.forms.questions import forms

    number, _ = when(repository, year, as_of, coming=True)
    return number, forms(repository, number)


def _need_workbooks() -> None:
    if find_spec("xlsxwriter") is None or find_spec("python_calamine") is None:
        raise UsageFault(
            "blanketter kräver tillägget xlsx; installera det med: pip install 'trygghetsplan[xlsx]'"
        )
