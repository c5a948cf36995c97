"""The commands, one short function each. Heavy imports happen inside them, so that `--help` stays fast."""

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer import TyperException

from trygghetsplan.cli.swedish_help import SwedishCommand, SwedishGroup, explain
from trygghetsplan.errors import Exit, UsageFault

if TYPE_CHECKING:
    from collections.abc import Callable

    from trygghetsplan.repository import PlanRepository
    from trygghetsplan.source.positions import Result

__all__ = ["TyperException", "execute", "explain"]

app = typer.Typer(
    name="trygghet",
    cls=SwedishGroup,
    help="Håll ordning på kommunens plan för trygghet och säkerhet: kontrollera, följ upp och redovisa.",
    epilog="Börja med: trygghet validate, trygghet status, trygghet report 2024.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
state: dict[str, Path] = {}

AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="DATUM", help="Räkna per den här dagen (ÅÅÅÅ-MM-DD).", show_default=False
    ),
]
Year = Annotated[str | None, typer.Argument(metavar="[ÅR]", help="Uppföljningsår.", show_default=False)]
OutputFormat = Annotated[
    str, typer.Option("--output-format", metavar="FORMAT", help="full, concise, json eller github.")
]


def execute(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit code."""
    code = app(list(arguments), standalone_mode=False, prog_name="trygghet")
    return code if isinstance(code, int) else Exit.CLEAN


@app.callback()
def main(
    context: typer.Context,
    directory: Annotated[
        Path | None, typer.Option("-C", metavar="MAPP", help="Arbeta i den här mappen.", show_default=False)
    ] = None,
    *,
    version: Annotated[bool, typer.Option("--version", help="Visa programmets version.")] = False,
) -> int:
    """Choose the folder, and show the help when no command is given."""
    state["start"] = directory or Path()
    if version:
        from trygghetsplan import __version__

        sys.stdout.write(f"trygghet {__version__}\n")
        raise typer.Exit(Exit.CLEAN)
    if context.invoked_subcommand is None:
        sys.stdout.write(context.get_help() + "\n")
        raise typer.Exit(Exit.USAGE)
    return Exit.CLEAN


@app.command(cls=SwedishCommand)
def validate(output_format: OutputFormat = "full") -> int:
    """Kontrollera filerna.

    Form, hänvisningar och svar. Går fort, för redigerare och pull requests.
    """
    from trygghetsplan import api

    render = _renderer(output_format)
    return _tell(api.validate(api.load(_root())), render)


@app.command(cls=SwedishCommand)
def check(year: Year = None, as_of: AsOf = None, output_format: OutputFormat = "full") -> int:
    """Kontrollera filerna och årets skyldigheter.

    Säger vad som saknas, hos vem och varför.
    """
    from trygghetsplan import api

    render = _renderer(output_format)
    loaded = api.load(_root())
    if loaded.repository is None:
        return _tell(api.validate(loaded), render)
    number, day = _when(loaded.repository, year, as_of)
    _note(f"Räknat per {day}, uppföljningsår {number}.")
    return _tell(api.check(loaded, number, day), render)


@app.command(cls=SwedishCommand)
def status(year: Year = None, as_of: AsOf = None) -> int:
    """Visa läget, organ mot område."""
    from trygghetsplan.cli.heat_map import heat_map

    repository = _sound(_root())
    number, day = _when(repository, year, as_of)
    sys.stdout.write(heat_map(repository, number, day, colour=sys.stdout.isatty()))
    _note(f"Nästa steg: trygghet check {number}")
    return Exit.CLEAN


@app.command(cls=SwedishCommand)
def report(
    year: Year = None,
    as_of: AsOf = None,
    formats: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="md, html eller båda: md,html.")
    ] = "md,html",
    output: Annotated[
        Path | None, typer.Option("-o", metavar="FIL", help="Skriv till den här filen.", show_default=False)
    ] = None,
) -> int:
    """Skriv årets redovisning till build/."""
    from trygghetsplan.cli.writing import write_report

    root = _root()
    repository = _sound(root)
    number, day = _when(repository, year, as_of)
    for path in write_report(repository, root, number, day, formats.split(","), output):
        sys.stdout.write(f"Skrev {path}\n")
    _note("Nästa steg: öppna HTML-filen i en webbläsare.")
    return Exit.CLEAN


@app.command(cls=SwedishCommand)
def rule(
    code: Annotated[str | None, typer.Argument(metavar="[KOD]", help="Till exempel TP301.")] = None,
) -> int:
    """Förklara en regel, eller räkna upp alla."""
    from trygghetsplan.rules import ALL_RULES
    from trygghetsplan.swedish import did_you_mean

    if code is None:
        sys.stdout.write("".join(f"{one.code}  {one.severity:<11} {one.title}\n" for one in ALL_RULES))
        return Exit.CLEAN
    found = next((one for one in ALL_RULES if one.code == code.upper()), None)
    if found is None:
        near = did_you_mean(code.upper(), [one.code for one in ALL_RULES])
        raise UsageFault(f"regeln {code} finns inte{near}")
    examples = "".join(
        f"\n{heading}:\n\n" + "".join(f"    {line}\n" for line in found.sections[heading].splitlines())
        for heading in ("Fel", "Rätt")
    )
    sys.stdout.write(f"{found.code} {found.title} ({found.severity})\n\n{found.sections['']}\n{examples}")
    return Exit.CLEAN


def _root() -> Path:
    """Return the nearest folder upwards that holds trygghet.yaml."""
    start = state["start"]
    if not start.is_dir():
        raise UsageFault(f"mappen {start.as_posix()} finns inte.")
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / "trygghet.yaml").exists():
            return folder
    raise UsageFault(
        "här finns inget planförråd (trygghet.yaml saknas). Gå till dess mapp eller ange den med -C MAPP."
    )


def _sound(root: Path) -> "PlanRepository":
    """Return the repository when its files are without fault; say what is wrong otherwise."""
    from trygghetsplan import api
    from trygghetsplan.findings import Severity

    loaded = api.load(root)
    result = api.validate(loaded)
    if loaded.repository is None or result.worst is Severity.ERROR:
        from trygghetsplan.formats.concise import render

        sys.stderr.write(render(result))
        sys.stderr.write("Rätta felen först; trygghet validate visar dem med förklaring.\n")
        raise typer.Exit(Exit.FINDINGS)
    return loaded.repository


def _when(repository: "PlanRepository", year: str | None, as_of: str | None) -> tuple[int, date]:
    """Return the follow-up year and the day to reckon on."""
    from trygghetsplan.cli.clock import chosen_as_of, today
    from trygghetsplan.obligations.grid import default_as_of, known_years

    chosen = chosen_as_of(as_of)
    latest = chosen or today()
    if year is not None and not (year.isascii() and year.isdigit() and len(year) == 4):
        raise UsageFault(f"år {year} ska skrivas med fyra siffror, till exempel 2024.")
    number = int(year) if year else latest.year
    years = known_years(repository, latest)
    if number not in years:
        span = f"{years[0]}–{years[-1]}" if years else "inga år"
        raise UsageFault(f"år {number} följs inte upp per {latest}; välj bland {span}.")
    return number, chosen or default_as_of(repository, number, latest)


def _renderer(name: str) -> "Callable[[Result], str]":
    """Return the function that writes findings in the chosen format."""
    from trygghetsplan.formats import FORMATS, renderer
    from trygghetsplan.swedish import did_you_mean, listed

    if name not in FORMATS:
        near = did_you_mean(name, FORMATS) or f"; välj {listed(list(FORMATS), 'eller')}"
        raise UsageFault(f"formatet {name} finns inte{near}")
    return renderer(name)


def _tell(result: "Result", render: "Callable[[Result], str]") -> int:
    """Write the findings and return the exit code."""
    from trygghetsplan.findings import Severity

    sys.stdout.write(render(result))
    return Exit.FINDINGS if result.worst is Severity.ERROR else Exit.CLEAN


def _note(text: str) -> None:
    """Write a note to people, beside the result."""
    sys.stderr.write(f"{text}\n")
