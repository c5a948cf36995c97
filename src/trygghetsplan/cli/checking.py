"""The commands that find faults: validate, check and rule."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trygghetsplan.cli.common import AsOf, Year, find_root, known, note, when
from trygghetsplan.cli.gating import (
    BaselineFile,
    FailOn,
    Ignore,
    OutputFormats,
    Select,
    Since,
    Wishes,
    WriteBaseline,
    judge,
)
from trygghetsplan.errors import Exit, UsageFault

if TYPE_CHECKING:
    from datetime import date

    from trygghetsplan.loading import Loaded
    from trygghetsplan.source.positions import Result


def validate(  # one parameter an option, as typer has it
    output_format: OutputFormats = None,
    fail_on: FailOn = "error",
    select: Select = None,
    ignore: Ignore = None,
    baseline: BaselineFile = None,
    since: Since = None,
    *,
    write_baseline: WriteBaseline = False,
) -> int:
    """Kontrollera filerna.

    Form, hänvisningar och svar. Går fort, för redigerare och pull requests.
    """
    from trygghetsplan import api

    return judge(
        Wishes(output_format, fail_on, select, ignore, baseline, write_baseline, since), api.validate
    )


def check(  # one parameter an option, as typer has it
    year: Year = None,
    as_of: AsOf = None,
    output_format: OutputFormats = None,
    fail_on: FailOn = "error",
    select: Select = None,
    ignore: Ignore = None,
    baseline: BaselineFile = None,
    since: Since = None,
    *,
    write_baseline: WriteBaseline = False,
    fix: Annotated[
        bool, typer.Option("--fix", help="Visa rättelser som är säkra, i stället för fynden.")
    ] = False,
    write: Annotated[bool, typer.Option("--write", help="Skriv rättelserna (med --fix).")] = False,
) -> int:
    """Kontrollera filerna och årets skyldigheter.

    Säger vad som saknas, hos vem och varför.
    """
    from trygghetsplan import api

    if fix:
        return _mend(find_root(), write=write)
    if write:
        raise UsageFault("--write skriver rättelser och kräver --fix.")
    reckoned: list[tuple[int, date]] = []

    def findings_of(loaded: "Loaded") -> "Result":
        if loaded.repository is None:
            return api.validate(loaded)
        if not reckoned:
            reckoned.append(when(loaded.repository, year, as_of))
            number, day = reckoned[0]
            note(f"Räknat per {day}, uppföljningsår {number}.")
        return api.check(loaded, *reckoned[0])

    wishes = Wishes(output_format, fail_on, select, ignore, baseline, write_baseline, since)
    code = judge(wishes, findings_of)
    if reckoned:
        note(f"Nästa steg: trygghet todo, trygghet report {reckoned[0][0]}")
    return code


def _mend(root: Path, *, write: bool) -> int:
    """Show what is certain to be put right, and write it when asked to."""
    from trygghetsplan.editing.mending import difference, mended
    from trygghetsplan.storage import write_all

    changes = mended(root)
    sys.stdout.write("".join(difference(root, change) for change in changes))
    if not changes:
        sys.stdout.write("Det finns inget som säkert kan rättas.\n")
        note("Nästa steg: trygghet check")
        return Exit.CLEAN
    if not write:
        note("Inget är skrivet. Nästa steg: trygghet check --fix --write")
        return Exit.FINDINGS
    write_all(changes)
    note("Rättelserna är skrivna. Nästa steg: trygghet check")
    return Exit.CLEAN


def rule(
    code: Annotated[str | None, typer.Argument(metavar="[KOD]", help="Till exempel TP301.")] = None,
) -> int:
    """Förklara en regel, eller räkna upp alla."""
    from trygghetsplan.rules import all_rules

    if code is None:
        sys.stdout.write("".join(f"{one.code}  {one.severity:<11} {one.title}\n" for one in all_rules()))
        return Exit.CLEAN
    rules = {one.code: one for one in all_rules()}
    found = rules[known("regeln", code.upper(), rules)]
    examples = "".join(
        f"\n{heading}:\n\n" + "".join(f"    {line}\n" for line in found.sections[heading].splitlines())
        for heading in ("Fel", "Rätt")
    )
    sys.stdout.write(f"{found.code} {found.title} ({found.severity})\n\n{found.sections['']}\n{examples}")
    return Exit.CLEAN
