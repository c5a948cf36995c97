"""The commands that write new files: init, new year, new followup, new obligation. What they say is `editing`'s."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from trygghetsplan.cli.common import choice, day, find_root, known, note, sound, state, when
from trygghetsplan.errors import Exit, UsageFault
from trygghetsplan.swedish import small


def ask(option: str, question: str, given: str | None, default: str | None = None) -> str:
    """Return what was given, else what is answered at a terminal, else the default.

    Raises:
        UsageFault: there is nobody to ask, and no default.
    """
    if given is not None:
        return given
    while sys.stdin.isatty():
        sys.stderr.write(f"{question}{f' [{default}]' if default else ''}: ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise UsageFault("frågan fick inget svar; inget skrevs.")
        answer = line.strip() or default
        if answer is not None:
            return answer
    if default is None:
        raise UsageFault(f"flaggan {option} saknas ({small(question)}).")
    return default


def by_commas(text: str) -> list[str]:
    """Return the parts of an answer that commas keep apart."""
    return [part.strip() for part in text.split(",") if part.strip()]


def refuse_faults(root: Path, changed: Mapping[str, str]) -> None:
    """Stop, and say why, when the changes would bring faults that the files do not have already."""
    from trygghetsplan import api
    from trygghetsplan.findings import Severity
    from trygghetsplan.formats.concise import render

    known_faults = {finding.fingerprint for finding in api.validate(api.load(root)).findings}
    result = api.validate(api.load_with(root, changed))
    brought = tuple(
        finding
        for finding in result.findings
        if finding.severity is Severity.ERROR and finding.fingerprint not in known_faults
    )
    if brought:
        sys.stderr.write(render(replace(result, findings=brought)))
        sys.stderr.write("Inget skrevs; ändra det som är fel och försök igen.\n")
        raise typer.Exit(Exit.FINDINGS)


def write_new(root: Path, files: Mapping[str, str]) -> None:
    """Write new files, never over old ones, and say which."""
    from trygghetsplan.storage import FileChange, write_all

    write_all(FileChange(root / path, text.encode(), None) for path, text in files.items())
    sys.stdout.write("".join(f"Skrev {path}\n" for path in files))


def followup(
    year: Annotated[str, typer.Argument(metavar="ÅR", help="Uppföljningsår, också ett kommande.")],
    body: Annotated[str, typer.Argument(metavar="ORGAN", help="Organets id, till exempel socialnamnden.")],
) -> int:
    """Write a follow-up with its questions."""
    from trygghetsplan.editing.new_records import follow_up
    from trygghetsplan.engine.questions import questions
    from trygghetsplan.model.followup import follow_up_path

    root = find_root()
    repository = sound(root, answers=False)
    number, _ = when(repository, year, None, coming=True)
    known("organet", body, repository.bodies)
    asked = questions(repository, number)
    if body not in asked:
        raise UsageFault(f"{repository.body_name(body)} är inte skyldig några svar för {number}.")
    path = follow_up_path(number, body)
    write_new(root, {path: follow_up(repository, number, body, asked[body])})
    note(f"Nästa steg: fyll i {path} och kör trygghet validate")
    return Exit.CLEAN


def year(
    year: Annotated[str, typer.Argument(metavar="ÅR", help="Uppföljningsår, också ett kommande.")],
) -> int:
    """Start the files of a year."""
    from trygghetsplan.editing.new_records import missing_follow_ups

    root = find_root()
    repository = sound(root, answers=False)
    number, _ = when(repository, year, None, coming=True)
    files = missing_follow_ups(repository, number)
    if not files:
        sys.stdout.write(f"Alla organ som ska svara för {number} har redan en fil.\n")
    write_new(root, files)
    note(f"Nästa steg: trygghet validate, och sedan trygghet form export --year {number} --all")
    return Exit.CLEAN


def new_obligation(
    chapter: Annotated[
        str | None,
        typer.Option(
            "--chapter",
            metavar="KAPITEL",
            help="Filens namn, till exempel 2-krishantering.",
            show_default=False,
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="Nytt id.", show_default=False)
    ] = None,
    title: Annotated[
        str | None, typer.Option("--title", metavar="TEXT", help="Kort namn.", show_default=False)
    ] = None,
    text: Annotated[
        str | None, typer.Option("--text", metavar="TEXT", help="Vad som ska göras.", show_default=False)
    ] = None,
    kind: Annotated[str, typer.Option("--kind", metavar="SLAG", help="Slag av skyldighet.")] = "aktivitet",
    responsible: Annotated[
        list[str] | None,
        typer.Option(
            "--responsible", metavar="ORGAN", help="Organ eller grupp; kan upprepas.", show_default=False
        ),
    ] = None,
    clock: Annotated[
        str, typer.Option("--clock", metavar="PERIODICITET", help="När den ska göras.")
    ] = "årligen",
    due: Annotated[
        str | None,
        typer.Option("--due", metavar="DAG", help="Sista dagen, om en är bestämd.", show_default=False),
    ] = None,
    evidence: Annotated[
        list[str] | None,
        typer.Option(
            "--evidence", metavar="NAMN", help="Underlag ur katalogen; kan upprepas.", show_default=False
        ),
    ] = None,
) -> int:
    """Add an obligation to a chapter."""
    from trygghetsplan.editing.new_records import with_obligation
    from trygghetsplan.source.text import read_bytes
    from trygghetsplan.storage import FileChange, write_all
    from trygghetsplan.swedish import slug

    root = find_root()
    repository = sound(root, answers=False)
    stems = [one.stem for one in repository.chapters]
    chapter = choice("kapitlet", ask("--chapter", "Kapitel (filens namn)", chapter), stems)
    title = ask("--title", "Titel", title)
    name = ask("--id", "Id", name, slug(title))
    fields: dict[str, Any] = {
        "titel": title,
        "text": ask("--text", "Vad ska göras", text),
        "slag": kind,
        "ansvariga": responsible or by_commas(ask("--responsible", "Ansvariga, med komma emellan", None)),
        "periodicitet": clock,
        "senast": due,
        "underlag": evidence or by_commas(ask("--evidence", "Underlag, med komma emellan", None)),
    }
    found = next(one for one in repository.chapters if one.stem == chapter)
    if name in found.record.obligations:
        raise UsageFault(f"id:t {name} finns redan i {found.path}; välj ett annat.")
    before = read_bytes(root, found.path)
    new = with_obligation(
        found.path, repository.texts[found.path], name, {key: value for key, value in fields.items() if value}
    )
    refuse_faults(root, {found.path: new})
    write_all([FileChange(root / found.path, new.encode(), before if isinstance(before, bytes) else None)])
    sys.stdout.write(f"La till {name} i {found.path}\n")
    note(f"Nästa steg: trygghet explain {name}")
    return Exit.CLEAN


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
    """Start a plan repository."""
    from trygghetsplan import api
    from trygghetsplan.editing import starting
    from trygghetsplan.editing.new_records import missing_follow_ups
    from trygghetsplan.editor import schemas
    from trygghetsplan.model import SCHEMA_FOLDER

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
