"""The commands that find faults: validate, check and rule."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from trygghetsplan.cli.common import (
    AsOf,
    OutputFormat,
    Year,
    find_root,
    finding_renderer,
    known,
    load,
    note,
    tell,
    when,
)
from trygghetsplan.errors import Exit, UsageFault


def validate(output_format: OutputFormat = "full") -> int:
    """Kontrollera filerna.

    Form, hänvisningar och svar. Går fort, för redigerare och pull requests.
    """
    from trygghetsplan import api

    render = finding_renderer(output_format)
    return tell(api.validate(load(find_root())), render)


def check(
    year: Year = None,
    as_of: AsOf = None,
    output_format: OutputFormat = "full",
    *,
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
    render = finding_renderer(output_format)
    loaded = load(find_root())
    if loaded.repository is None:
        return tell(api.validate(loaded), render)
    number, day = when(loaded.repository, year, as_of)
    note(f"Räknat per {day}, uppföljningsår {number}.")
    return tell(api.check(loaded, number, day), render)


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
    from trygghetsplan.rules import ALL_RULES

    if code is None:
        sys.stdout.write("".join(f"{one.code}  {one.severity:<11} {one.title}\n" for one in ALL_RULES))
        return Exit.CLEAN
    rules = {one.code: one for one in ALL_RULES}
    found = rules[known("regeln", code.upper(), rules)]
    examples = "".join(
        f"\n{heading}:\n\n" + "".join(f"    {line}\n" for line in found.sections[heading].splitlines())
        for heading in ("Fel", "Rätt")
    )
    sys.stdout.write(f"{found.code} {found.title} ({found.severity})\n\n{found.sections['']}\n{examples}")
    return Exit.CLEAN
