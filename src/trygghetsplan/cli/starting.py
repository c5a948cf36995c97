"""The command that starts a repository: init. What the files say is left to `editing/starting`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from trygghetsplan.cli.common import choice, day, note, sound, state, when
from trygghetsplan.errors import Exit, UsageFault


def init(
    directory: Annotated[
        Path | None,
        typer.Argument(
            metavar="[MAPP]", help="Ny eller befintlig mapp; annars den du står i.", show_default=False
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="NAMN", help="Till exempel ”Ängsköpings kommun”.", show_default=False),
    ] = None,
    code: Annotated[
        str | None, typer.Option("--code", metavar="KOD", help="Kommunkod, fyra siffror.", show_default=False)
    ] = None,
    bodies: Annotated[
        list[str] | None,
        typer.Option(
            "--body", metavar="ORGAN", help="Namn, eller namn=slag; kan upprepas.", show_default=False
        ),
    ] = None,
    first_year: Annotated[
        str | None,
        typer.Option("--first-year", metavar="ÅR", help="Första uppföljningsåret.", show_default=False),
    ] = None,
    mandate_start: Annotated[
        str | None,
        typer.Option(
            "--mandate-start", metavar="ÅR", help="Första året i en mandatperiod.", show_default=False
        ),
    ] = None,
    mandate_years: Annotated[
        str, typer.Option("--mandate-years", metavar="ANTAL", help="Mandatperiodens längd.")
    ] = "4",
    model: Annotated[
        str | None,
        typer.Option("--from", metavar="PLAN", help="Utgå från en plan: lund.", show_default=False),
    ] = None,
    year: Annotated[
        str | None, typer.Option("--year", metavar="ÅR", help="Skriv också årets frågor.", show_default=False)
    ] = None,
) -> int:
    """Skapa ett nytt planförråd.

    Det som inte ges med flaggor frågas efter vid en terminal. Filer som finns skrivs aldrig över.
    """
    from trygghetsplan import api
    from trygghetsplan.cli.new_files import refuse_faults, write_new
    from trygghetsplan.cli.prompts import ask, by_commas
    from trygghetsplan.editing import starting
    from trygghetsplan.editing.skeletons import missing_follow_ups
    from trygghetsplan.model import SCHEMA_FOLDER
    from trygghetsplan.schemas import schemas

    if model is not None:
        choice("planen", model, starting.MODELS)
        if bodies:
            raise UsageFault("med --from följer planens egna organ med; ta bort --body.")
    root = (state["start"] / (directory or "")).resolve()
    if root.exists() and not root.is_dir():
        raise UsageFault(f"{root.as_posix()} är en fil; ange en mapp.")
    if (root / "trygghet.yaml").exists():
        repository = sound(root, answers=False)
        first = repository.settings.record.first_year
        wanted = starting.tools(repository.settings.record.organisation.name)
    else:
        name = ask("--name", "Kommunens namn", name)
        beginning = starting.Beginning(
            name,
            ask("--code", "Kommunkod, fyra siffror (tomt om ni inte vet)", code, "") or None,
            0,
            _number("--mandate-years", mandate_years, 1, 29),
            _number(
                "--first-year",
                ask("--first-year", "Första uppföljningsåret", first_year, str(day(None).year)),
                1900,
                2199,
            ),
            bodies
            or (
                []
                if model
                else by_commas(
                    ask("--body", "Organ, med komma emellan", None, ", ".join(starting.DEFAULT_BODIES))
                )
            ),
            model,
        )
        begins = str(beginning.first_year - (beginning.first_year - 2023) % beginning.mandate_years)
        asked = ask("--mandate-start", "Första året i en mandatperiod", mandate_start, begins)
        wanted = starting.files(
            beginning._replace(mandate_start=_number("--mandate-start", asked, 1900, 2199))
        )
        first = beginning.first_year
    new = {path: text for path, text in wanted.items() if not (root / path).exists()}
    started = api.load_with(root, new).repository
    if started is not None:
        forms = {f"{SCHEMA_FOLDER}/{name}": text for name, text in schemas(started).items()}
        new |= {path: text for path, text in forms.items() if not (root / path).exists()}
        if year is not None:
            new |= missing_follow_ups(started, when(started, year, None, coming=True)[0])
    refuse_faults(root, new)
    kept = [path for path in wanted if path not in new]
    write_new(root, new)
    sys.stdout.write("".join(f"Finns redan {path}\n" for path in kept))
    place = f"cd {directory.as_posix()}, " if directory else ""
    note(f"Nästa steg: {place}trygghet validate, trygghet new year {year or max(first, day(None).year - 1)}")
    return Exit.CLEAN


def _number(option: str, text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise UsageFault(f"{option} är ”{text}” men ska vara ett tal mellan {least} och {most}.")
    return int(text)
