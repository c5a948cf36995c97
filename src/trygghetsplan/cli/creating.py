"""The commands that write new files: init, and those of `trygghet new`. What they say is `editing`'s."""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from trygghetsplan import api
from trygghetsplan.cli.common import argument, checked_choice, checked_id, one_of, option, write_note
from trygghetsplan.cli.opening import faultless_repository, year_and_day
from trygghetsplan.cli.start import find_root, start_folder
from trygghetsplan.cli.swedish_help import readable_text
from trygghetsplan.cli.today import reckoning_day
from trygghetsplan.editing import starting
from trygghetsplan.editing.new_records import (
    NewAudit,
    follow_up,
    missing_follow_ups,
    skeleton,
    with_documents,
    with_obligation,
)
from trygghetsplan.editor import schemas
from trygghetsplan.engine.questions import questions
from trygghetsplan.errors import Exit, StorageFault, UsageFault
from trygghetsplan.findings import Severity
from trygghetsplan.formats.concise import render
from trygghetsplan.listing import is_folder, status_of
from trygghetsplan.model import SCHEMA_FOLDER
from trygghetsplan.model.followup import follow_up_path
from trygghetsplan.shell import quoted
from trygghetsplan.source.text import UNREADABLE
from trygghetsplan.storage import FileChange, remove_leftovers, write_all
from trygghetsplan.swedish import free_id, small


def ask(option: str, question: str, value: str | None, default: str | None = None) -> str:
    """Return the option's value, else what is answered at a terminal, else the default.

    Raises:
        UsageFault: there is nobody to ask, and no default.
    """
    if value is not None:
        return value
    while sys.stdin.isatty():
        sys.stderr.write(f"{question}{f' [{default}]' if default else ''}: ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise UsageFault("frågan fick inget svar; inget skrevs.")
        answer = readable_text(option, line.strip()) or default
        if answer is not None:
            return answer
    if default is None:
        raise UsageFault(f"flaggan {option} saknas ({small(question)}).")
    return default


def _by_commas(text: str) -> list[str]:
    """Return the parts of an answer that commas keep apart."""
    return [part.strip() for part in text.split(",") if part.strip()]


def _refuse_faults(root: Path, changed: Mapping[str, str]) -> None:
    """Stop, and say why, when the changes would bring faults that the files do not have already."""
    old = {finding.fingerprint for finding in api.validate(api.load(root)).findings}
    result = api.validate(api.load_with(root, changed))
    new = tuple(
        finding
        for finding in result.findings
        if finding.severity is Severity.ERROR and finding.fingerprint not in old
    )
    if new:
        sys.stderr.write(render(replace(result, findings=new)))
        sys.stderr.write("Inget skrevs; ändra det som är fel och försök igen.\n")
        raise typer.Exit(Exit.FINDINGS)


def _write_new(root: Path, files: Mapping[str, str]) -> None:
    """Write new files, never over old ones, and say which."""
    write_all(FileChange(root / path, text.encode(), None) for path, text in files.items())
    sys.stdout.write("".join(f"Skrev {path}\n" for path in files))


def followup(
    year: Annotated[str, argument("ÅR", "Uppföljningsår, också ett kommande.")],
    body: Annotated[str, argument("ORGAN", "Organets id, till exempel socialnamnden.")],
) -> int:
    """Write a follow-up with its questions."""
    root = find_root()
    repository = faultless_repository(root, answers=False)
    number, _ = year_and_day(repository, year, None, coming=True)
    checked_id("organet", body, repository.bodies)
    cells = questions(repository, number)
    if body not in cells:
        raise UsageFault(f"{repository.body_name(body)} är inte skyldig några svar för {number}.")
    path = follow_up_path(number, body)
    _write_new(root, {path: follow_up(repository, number, body, cells[body])})
    write_note(f"Nästa steg: fyll i {path} och kör trygghet validate")
    return Exit.CLEAN


def year(year: Annotated[str, argument("ÅR", "Uppföljningsår, också ett kommande.")]) -> int:
    """Start the files of a year."""
    root = find_root()
    repository = faultless_repository(root, answers=False)
    number, _ = year_and_day(repository, year, None, coming=True)
    files = missing_follow_ups(repository, number)
    if not files:
        sys.stdout.write(f"Alla organ som ska svara för {number} har redan en fil.\n")
        remove_leftovers([root / "followups" / str(number)])
    _write_new(root, files)
    write_note(f"Nästa steg: trygghet validate, och sedan trygghet form export --year {number} --all")
    return Exit.CLEAN


def new_obligation(
    chapter: Annotated[
        str | None, option("--chapter", "KAPITEL", "Filens namn, till exempel 2-krishantering.")
    ] = None,
    name: Annotated[str | None, option("--id", "ID", "Nytt id.")] = None,
    title: Annotated[str | None, option("--title", "TEXT", "Kort namn.")] = None,
    text: Annotated[str | None, option("--text", "TEXT", "Vad som ska göras.")] = None,
    kind: Annotated[str, option("--kind", "SLAG", "Slag av skyldighet.")] = "aktivitet",
    responsible: Annotated[
        list[str] | None, option("--responsible", "ORGAN", "Organ eller grupp; kan upprepas.")
    ] = None,
    clock: Annotated[str, option("--clock", "PERIODICITET", "När den ska göras.")] = "årligen",
    due: Annotated[str | None, option("--due", "DAG", "Sista dagen, om en är bestämd.")] = None,
    evidence: Annotated[
        list[str] | None, option("--evidence", "NAMN", "Underlag ur katalogen; kan upprepas.")
    ] = None,
) -> int:
    """Add an obligation to a chapter."""
    root = find_root()
    repository = faultless_repository(root, answers=False)
    chapters = {document.stem: document for document in repository.chapters}
    document = chapters[
        checked_choice("kapitlet", ask("--chapter", "Kapitel (filens namn)", chapter), chapters)
    ]
    title = ask("--title", "Titel", title)
    name = ask("--id", "Id", name, free_id(title, repository.obligations) or None)
    fields = {
        "titel": title,
        "text": ask("--text", "Vad ska göras", text),
        "slag": kind,
        "ansvariga": responsible or _by_commas(ask("--responsible", "Ansvariga, med komma emellan", None)),
        "periodicitet": clock,
        "senast": due,
        "underlag": evidence or _by_commas(ask("--evidence", "Underlag, med komma emellan", None)),
    }
    if name in document.record.obligations:
        raise UsageFault(f"id:t {name} finns redan i {document.path}; välj ett annat.")
    before = (root / document.path).read_bytes()
    text = repository.texts[document.path]
    new = with_obligation(document.path, text, name, {key: value for key, value in fields.items() if value})
    _refuse_faults(root, {document.path: new})
    write_all([FileChange(root / document.path, new.encode(), before)])
    sys.stdout.write(f"La till {name} i {document.path}\n")
    write_note(f"Nästa steg: trygghet explain {name}")
    return Exit.CLEAN


def new_audit(name: Annotated[str, argument("ID", "Revisorernas nummer, till exempel 2025-2.")]) -> int:
    """Start the file of an audit."""
    audit = NewAudit.of(name)
    if audit is None:
        raise UsageFault(f"granskningens id är ”{name}” men ska skrivas som 2025-2.")
    root = find_root()
    repository = faultless_repository(root)
    if status_of(root / audit.path):
        raise UsageFault(f"{audit.path} finns redan.")
    sources = repository.documents.path
    before = (root / sources).read_bytes()
    after = with_documents(before.decode(), audit, frozenset(repository.documents.record.documents))
    text = skeleton(audit, repository.settings.record.account.given_by)
    result = api.validate(api.load_with(root, {audit.path: text, sources: after or before.decode()}))
    if any(finding.rule is UNREADABLE for finding in result.findings):
        raise StorageFault(
            f"allt går inte längre att läsa, så {audit.path} skrevs inte; kör trygghet validate."
        )
    if after is None or result.worst is Severity.ERROR:
        raise UsageFault(
            f"{sources} går inte att fylla på. Lägg själv till {audit.report} och {audit.reply} där, och kör igen."
        )
    write_all(
        [
            FileChange(root / sources, after.encode(), before),
            FileChange(root / audit.path, text.encode(), None),
        ]
    )
    sys.stdout.write(f"La till två dokument i {sources}\nSkrev {audit.path}\n")
    write_note(f"Nästa steg: fyll i {audit.path} och kör trygghet audit {audit.id}")
    return Exit.CLEAN


def init(
    directory: Annotated[
        Path | None, argument("[MAPP]", "Ny eller befintlig mapp; annars den du står i.")
    ] = None,
    kind: Annotated[
        str,
        option(
            "--kind",
            "SLAG",
            "municipality, region, federation eller company-group.",
            one_of(*starting.ORGANISATION_KINDS),
        ),
    ] = "municipality",
    name: Annotated[str | None, option("--name", "NAMN", "Till exempel 'Ängsköpings kommun'.")] = None,
    code: Annotated[str | None, option("--code", "KOD", "Kommunkod, fyra siffror.")] = None,
    bodies: Annotated[
        list[str] | None, option("--body", "ORGAN", "Namn, namn=slag eller namn=slag/flertal; kan upprepas.")
    ] = None,
    first_year: Annotated[str | None, option("--first-year", "ÅR", "Första uppföljningsåret.")] = None,
    mandate_start: Annotated[
        str | None, option("--mandate-start", "ÅR", "Första året i en mandatperiod.")
    ] = None,
    mandate_years: Annotated[str, option("--mandate-years", "ANTAL", "Mandatperiodens längd.")] = "4",
    model: Annotated[
        str | None, option("--from", "PLAN", "Utgå från en plan: lund.", one_of(*starting.MODELS))
    ] = None,
    year: Annotated[str | None, option("--year", "ÅR", "Skriv också årets frågor.")] = None,
) -> int:
    """Start a plan repository."""
    checked_choice("slaget", kind, starting.ORGANISATION_KINDS)
    if model is not None:
        checked_choice("planen", model, starting.MODELS)
        if kind != "municipality":
            raise UsageFault("med --from följer planens egna organ med; ta bort --kind.")
        if bodies:
            raise UsageFault("med --from följer planens egna organ med; ta bort --body.")
    root = Path(os.path.realpath(start_folder() / (directory or "")))
    if status_of(root) and not is_folder(root):
        raise UsageFault(f"{root.as_posix()} är en fil; ange en mapp.")
    if status_of(root / "trygghet.yaml"):
        settings = faultless_repository(root, answers=False).settings.record
        first = settings.first_year
        files = starting.tools(settings.organisation.name, settings.organisation.in_sentence)
    else:
        beginning = _beginning(
            kind=kind,
            name=ask("--name", "Organisationens namn", name),
            code=code,
            bodies=bodies,
            first_year=first_year,
            mandate_start=mandate_start,
            mandate_years=mandate_years,
            model=model,
        )
        first = beginning.first_year
        files = starting.files(beginning)
    new = _missing(root, files)
    started = api.load_with(root, new).repository
    if started is not None:
        new |= _missing(root, {f"{SCHEMA_FOLDER}/{name}": text for name, text in schemas(started).items()})
        if year is not None:
            new |= missing_follow_ups(started, year_and_day(started, year, None, coming=True)[0])
    _refuse_faults(root, new)
    _write_new(root, new)
    remove_leftovers({(root / path).parent for path in files})
    sys.stdout.write("".join(f"Finns redan {path}\n" for path in files if path not in new))
    place = f"cd {quoted(directory.as_posix())}, " if directory and directory != Path() else ""
    next_year = year or max(first, reckoning_day(None).year - 1)
    write_note(f"Nästa steg: {place}trygghet validate, trygghet new year {next_year}")
    return Exit.CLEAN


def _beginning(
    *,
    kind: str,
    name: str,
    code: str | None,
    bodies: Sequence[str] | None,
    first_year: str | None,
    mandate_start: str | None,
    mandate_years: str,
    model: str | None,
) -> starting.Beginning:
    """Return what a new repository says of itself, from the options and what is answered at a terminal."""
    chosen = starting.ORGANISATION_KINDS[kind]
    if kind == "municipality":
        code = ask("--code", "Kommunkod, fyra siffror (tomt om ni inte vet)", code, "")
    length = _number("--mandate-years", mandate_years, 1, 29)
    year = ask("--first-year", "Första uppföljningsåret", first_year, str(reckoning_day(None).year))
    first = _number("--first-year", year, 1900, 2199)
    if model is None and not bodies:
        default = ", ".join((chosen.receiver, chosen.giver, *chosen.bodies))
        bodies = _by_commas(ask("--body", "Organ, med komma emellan", None, default))
    default = str(starting.mandate_start(first, length))
    if chosen.has_mandates:
        default = ask("--mandate-start", "Första året i en mandatperiod", mandate_start, default)
    return starting.Beginning(
        name=name,
        code=code or None,
        mandate_start=_number("--mandate-start", default, 1900, 2199),
        mandate_years=length,
        first_year=first,
        bodies=bodies or (),
        kind=kind,
        model=model,
    )


def _missing(root: Path, files: Mapping[str, str]) -> dict[str, str]:
    return {path: text for path, text in files.items() if not status_of(root / path)}


def _number(option: str, text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and least <= int(text) <= most):
        raise UsageFault(f"{option} är ”{text}” men ska vara ett tal mellan {least} och {most}.")
    return int(text)
