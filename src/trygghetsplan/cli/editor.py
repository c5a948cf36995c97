"""The command for those who edit the files: schema."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from trygghetsplan.cli.common import find_root, note, sound
from trygghetsplan.errors import Exit


def schema(
    *,
    project: Annotated[
        bool, typer.Option("--project", help="Ta med förrådets egna id:n, för komplettering och hjälp.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Skriv ingenting; säg vilka scheman som inte är aktuella.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("-o", metavar="MAPP", help="Skriv till den här mappen.", show_default=False),
    ] = None,
) -> int:
    """Skriv JSON-scheman för redigerare.

    De ger hjälp, val och felmeddelanden medan filerna skrivs: i schema/ för vem som helst, och med --project i
    schema/project/ för det här förrådet.
    """
    from trygghetsplan.model import SCHEMA_FOLDER
    from trygghetsplan.schemas import schemas
    from trygghetsplan.storage import shown, write_over

    made = schemas(sound(find_root()) if project else None)
    folder = output or find_root() / (SCHEMA_FOLDER if project else "schema")
    if check:
        stale = [name for name, text in made.items() if _read(folder / name) != text]
        sys.stdout.write("".join(f"{shown(folder / name)} är inte aktuell.\n" for name in stale))
        if stale:
            note(f"Nästa steg: trygghet schema{' --project' if project else ''}.")
            return Exit.FINDINGS
        sys.stdout.write(f"Alla {len(made)} scheman i {shown(folder)} är aktuella.\n")
        return Exit.CLEAN
    for name, text in made.items():
        write_over(folder / name, text)
    sys.stdout.write(f"Skrev {len(made)} scheman till {shown(folder)}.\n")
    note("Nästa steg: öppna mappen i en redigerare som följer .vscode/settings.json.")
    return Exit.CLEAN


def _read(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError, ValueError):
        return None
