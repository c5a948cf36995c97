"""The commands that write new files: init, and those of `trygghet new`. What they say is `editing`'s."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from trygghetsplan import api
from trygghetsplan.cli.common import argument, checked_choice, checked_id, one_of, option, write_note
from trygghetsplan.cli.opening import faultless_repository, note_never_asked, year_and_day
from trygghetsplan.cli.prompts import Prompt, PromptSession
from trygghetsplan.cli.start import find_root, start_folder
from trygghetsplan.cli.today import reckoning_day
from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.editing import new_records, starting
from trygghetsplan.editing.new_records import (
    NewAudit,
    follow_up,
    missing_follow_ups,
    skeleton,
    with_documents,
    with_obligation,
)
from trygghetsplan.editing.starting import MUNICIPALITY
from trygghetsplan.editor import schemas
from trygghetsplan.engine.questions import questions
from trygghetsplan.errors import Exit, StorageFault, UsageFault
from trygghetsplan.findings import Severity
from trygghetsplan.formats.concise import render
from trygghetsplan.listing import is_folder, status_of
from trygghetsplan.model import SCHEMA_FOLDER
from trygghetsplan.model.assessments import assessments_path
from trygghetsplan.model.followup import follow_up_path
from trygghetsplan.model.obligation import Kind
from trygghetsplan.model.scalars import (
    Identifier,
    LastDay,
    MunicipalityCode,
    Recurrence,
    Text,
    Year,
    scalar_of,
)
from trygghetsplan.model.time import Clock, ClockKind
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.rules.copied import copied_parts, plan_owner
from trygghetsplan.shell import quoted
from trygghetsplan.source.text import UNREADABLE
from trygghetsplan.storage import FileChange, change_of, remove_leftovers, write_all
from trygghetsplan.swedish import bodies_listed, free_id, possessive


def refuse_faults(root: Path, changed: Mapping[str, str]) -> PlanRepository | None:
    """Return what the files are with the changes; stop, and say why, when they would bring new faults."""
    old = {finding.fingerprint for finding in api.validate(api.load(root)).findings}
    loaded = api.load_with(root, changed)
    result = api.validate(loaded)
    new = tuple(
        finding
        for finding in result.findings
        if finding.severity is Severity.ERROR and finding.fingerprint not in old
    )
    if new:
        sys.stderr.write(render(replace(result, findings=new)))
        sys.stderr.write("Inget skrevs; ändra det som är fel och försök igen.\n")
        raise typer.Exit(Exit.FINDINGS)
    return loaded.repository


def schemas_anew(root: Path, repository: PlanRepository | None) -> list[FileChange]:
    """Return what makes the editor know the ids of now, in a folder that has its schemas."""
    folder = root / SCHEMA_FOLDER
    if repository is None or not is_folder(folder):
        return []
    return [change_of(folder / name, text.encode()) for name, text in schemas(repository).items()]


def _write_new(root: Path, files: Mapping[str, str], beside: Sequence[FileChange] = ()) -> None:
    """Write new files, never over old ones, and say which; with them, or not at all, what changes beside them."""
    write_all([*(FileChange(root / path, text.encode(), None) for path, text in files.items()), *beside])
    sys.stdout.write("".join(f"Skrev {path}\n" for path in files))


_YEAR = "Uppföljningsår, till exempel {}"


def followup(
    year: Annotated[str | None, argument("[ÅR]", "Uppföljningsår, också ett kommande.")] = None,
    body: Annotated[str | None, argument("[ORGAN]", "Organets id, till exempel socialnamnden.")] = None,
) -> int:
    """Write a follow-up with its questions."""
    root = find_root()
    repository = faultless_repository(root, answers=False)
    with PromptSession("new followup", {"ÅR": year, "ORGAN": body}) as session:
        number = session.answer(_year_question(repository))
        cells = questions(repository, number)

        def owing(name: str) -> str:
            checked_id("organet", name, repository.bodies)
            if name not in cells:
                raise UsageFault(f"{repository.body_name(name)} är inte skyldig några svar för {number}.")
            return name

        choices = {name: repository.body_name(name) for name in cells}
        body = session.answer(Prompt("ORGAN", "Organ", owing, choices=choices))
        path = follow_up_path(number, body)
        text = follow_up(repository, number, body, cells[body])
        _write_new(root, {path: text}, schemas_anew(root, repository))
    write_note(f"Nästa steg: fyll i {path} och kör trygghet validate")
    return Exit.CLEAN


def year(
    year: Annotated[str | None, argument("[ÅR]", "Uppföljningsår, också ett kommande.")] = None,
) -> int:
    """Start the files of a year."""
    root = find_root()
    repository = faultless_repository(root, answers=False)
    with PromptSession("new year", {"ÅR": year}) as session:
        number = session.answer(_year_question(repository))
        files = missing_follow_ups(repository, number)
        if not files:
            sys.stdout.write(f"Alla organ som ska svara för {number} har redan en fil.\n")
            remove_leftovers([root / "followups" / str(number)])
        _write_new(root, files, schemas_anew(root, repository))
    note_never_asked(repository, number)
    write_note(f"Nästa steg: trygghet validate, och sedan trygghet form export --year {number} --all")
    return Exit.CLEAN


def assessments(
    year: Annotated[str | None, argument("[ÅR]", "Uppföljningsår.")] = None,
) -> int:
    """Start the file of a year's assessments."""
    from trygghetsplan.report.data import ReportData, areas  # it knows the grid, which the rest does not

    root = find_root()
    repository = faultless_repository(root, answers=False)
    with PromptSession("new assessments", {"ÅR": year}) as session:
        number = session.answer(_year_question(repository))
        path = assessments_path(number)
        if status_of(root / path):
            raise UsageFault(f"{path} finns redan.")
        figures = ReportData(repository, number, reckoning_day(None), Audience.PUBLIC, number)
        titles = {chapter.stem: repository.chapter_name(chapter) for chapter in areas(figures)}
        text = repository.settings.record.with_own_case(new_records.assessments(number, titles))
        _write_new(root, {path: text})
    write_note(f"Nästa steg: fyll i {path} och kör trygghet report {number}")
    return Exit.CLEAN


def _year_question(repository: PlanRepository) -> Prompt:
    def known(text: str) -> int:
        return year_and_day(repository, text, None, coming=True)[0]

    return Prompt("ÅR", _YEAR.format(reckoning_day(None).year), known)


def new_obligation(
    chapter: Annotated[
        str | None, option("--chapter", "KAPITEL", "Filens namn, till exempel 2-krishantering.")
    ] = None,
    name: Annotated[str | None, option("--id", "ID", "Nytt id.")] = None,
    title: Annotated[str | None, option("--title", "TEXT", "Kort namn.")] = None,
    text: Annotated[str | None, option("--text", "TEXT", "Vad som ska göras.")] = None,
    kind: Annotated[str | None, option("--kind", "SLAG", "Slag av skyldighet; annars aktivitet.")] = None,
    responsible: Annotated[
        list[str] | None, option("--responsible", "ORGAN", "Organ eller grupp; kan upprepas.")
    ] = None,
    clock: Annotated[
        str | None, option("--clock", "PERIODICITET", "När den ska göras; annars årligen.")
    ] = None,
    first: Annotated[
        str | None, option("--first", "ÅR", "Första året som täcks, när den ska göras vart n:e år.")
    ] = None,
    due: Annotated[str | None, option("--due", "DAG", "Sista dagen, om en är bestämd.")] = None,
    evidence: Annotated[
        list[str] | None, option("--evidence", "NAMN", "Underlag ur katalogen; kan upprepas.")
    ] = None,
) -> int:
    """Add an obligation to a chapter."""
    root = find_root()
    repository = faultless_repository(root, answers=False)
    said = {
        "--chapter": chapter,
        "--title": title,
        "--id": name,
        "--text": text,
        "--kind": kind,
        "--responsible": responsible,
        "--clock": clock,
        "--first": first,
        "--due": due,
        "--evidence": evidence,
    }
    asked = about_obligation(repository)
    with PromptSession("new obligation", said) as session:
        session.check(*asked.values())
        document = session.answer(asked["--chapter"])
        fields = {"titel": session.answer(asked["--title"])}
        proposed = free_id(fields["titel"], repository.obligations) or None
        name = session.answer(asked["--id"]._replace(default=proposed))
        fields |= {key: session.answer(asked[flag]) for key, flag in _FIELDS.items()}
        recurs = Clock.parse(fields["periodicitet"])
        if recurs and (recurs.kind is ClockKind.EVERY or first):
            fields["första"] = session.answer(asked["--first"])
        must_end = recurs and recurs.kind in (ClockKind.MANDATE, ClockKind.PART)
        due_day = asked["--due"]
        if not must_end:
            due_day = due_day._replace(text=f"{due_day.text} (tomt om ingen är bestämd)", default="")
        fields["senast"] = session.answer(due_day)
        fields["underlag"] = session.answer(asked["--evidence"])
        given = {key: value for key, value in fields.items() if value}
        new = with_obligation(document.path, repository.texts[document.path], name, given)
        anew = schemas_anew(root, refuse_faults(root, {document.path: new}))
        before = repository.texts.contents[document.path]  # as it was before the first question
        write_all([FileChange(root / document.path, new.encode(), before), *anew])
    sys.stdout.write(f"La till {name} i {document.path}\n")
    write_note(f"Nästa steg: trygghet explain {name}")
    return Exit.CLEAN


_FIELDS = {
    "text": "--text",
    "slag": "--kind",
    "ansvariga": "--responsible",
    "periodicitet": "--clock",
}
"""The fields of a new obligation that are asked for after its title and id, whatever the answers are."""


def about_obligation(repository: PlanRepository) -> dict[str, Prompt]:
    """Return what there is to say of a new obligation."""
    chapters = {document.stem: document for document in repository.chapters}
    who = {name: body.name for name, body in repository.bodies.items()}
    for name in repository.organisation.record.groups:
        members = [repository.body_in_sentence(body) for body in repository.members(name)]
        who[name] = f"grupp: {bodies_listed(members) or 'inga organ'}"
    evidence = {name: field.title for name, field in repository.catalogue.record.fields.items()}

    def new_id(text: str) -> str:
        if text in repository.obligations:
            place = repository.obligations[text].chapter.path
            raise UsageFault(f"id:t {text} finns redan i {place}; välj ett annat.")
        return of_form(Identifier)(text)

    def some(what: str, names: Mapping[str, str]) -> Callable[[Sequence[str]], list[str]]:
        return lambda said: [checked_choice(what, one, names) for one in said]

    asked = (
        Prompt(
            "--chapter",
            "Kapitel",
            lambda stem: chapters[checked_choice("kapitlet", stem, chapters)],
            choices={stem: document.record.title for stem, document in chapters.items()},
        ),
        Prompt("--title", "Titel", of_form(Text)),
        Prompt("--id", "Id", new_id),
        Prompt("--text", "Vad ska göras", of_form(Text)),
        Prompt(
            "--kind",
            "Slag av skyldighet",
            lambda kind: checked_choice("slaget", kind, list(Kind)),
            str(Kind.ACTIVITY),
            {str(kind): kind.help for kind in Kind},
        ),
        Prompt("--responsible", "Ansvariga", some("organet eller gruppen", who), choices=who, is_many=True),
        Prompt(
            "--clock",
            "Periodicitet",
            of_form(Recurrence),
            str(ClockKind.YEARLY),
            dict.fromkeys(scalar_of(Recurrence).offered, ""),
        ),
        Prompt("--first", "Första året som täcks", of_form(Year)),
        Prompt("--due", "Sista dag, till exempel 30 september eller 31 januari året efter", of_form(LastDay)),
        Prompt("--evidence", "Underlag", some("underlaget", evidence), choices=evidence, is_many=True),
    )
    return {question.name: question for question in asked}


def of_form(scalar: Any) -> Callable[[str], str]:
    """Return the check of an answer that is to stand in a file as a scalar."""

    def check(text: str) -> str:
        if why := scalar_of(scalar).why_not(text):
            raise UsageFault(f"{why}.")
        return text

    return check


def new_audit(
    name: Annotated[str | None, argument("[ID]", "Revisorernas nummer, till exempel 2025-2.")] = None,
) -> int:
    """Start the file of an audit."""
    root = find_root()
    repository = faultless_repository(root)

    def numbered(text: str) -> NewAudit:
        audit = NewAudit.of(text)
        if audit is None:
            raise UsageFault(f"granskningens id är ”{text}” men ska skrivas som 2025-2.")
        if status_of(root / audit.path):
            raise UsageFault(f"{audit.path} finns redan.")
        return audit

    with PromptSession("new audit", {"ID": name}) as session:
        audit = session.answer(Prompt("ID", "Revisorernas nummer, till exempel 2025-2", numbered))
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
        str | None,
        option(
            "--kind",
            "SLAG",
            "municipality (annars den), region, federation eller company-group.",
            one_of(*starting.ORGANISATION_KINDS),
        ),
    ] = None,
    name: Annotated[str | None, option("--name", "NAMN", "Till exempel 'Ängsköpings kommun'.")] = None,
    code: Annotated[str | None, option("--code", "KOD", "Kommunkod, fyra siffror.")] = None,
    bodies: Annotated[
        list[str] | None, option("--body", "ORGAN", "Namn, namn=slag eller namn=slag/flertal; kan upprepas.")
    ] = None,
    first_year: Annotated[str | None, option("--first-year", "ÅR", "Första uppföljningsåret.")] = None,
    mandate_start: Annotated[
        str | None, option("--mandate-start", "ÅR", "Första året i en mandatperiod.")
    ] = None,
    mandate_years: Annotated[
        str | None, option("--mandate-years", "ANTAL", "Mandatperiodens längd i år; annars 4.")
    ] = None,
    model: Annotated[
        str | None, option("--from", "PLAN", "Utgå från en plan: lund.", one_of(*starting.MODELS))
    ] = None,
    year: Annotated[str | None, option("--year", "ÅR", "Skriv också årets frågor.")] = None,
) -> int:
    """Start a plan repository."""
    if model is not None:
        checked_choice("planen", model, starting.MODELS)
        if kind not in (None, MUNICIPALITY):
            raise UsageFault("med --from följer planens egna organ med; ta bort --kind.")
        if bodies:
            raise UsageFault("med --from följer planens egna organ med; ta bort --body.")
    root = Path(os.path.realpath(start_folder() / (directory or "")))
    if status_of(root) and not is_folder(root):
        raise UsageFault(f"{root.as_posix()} är en fil; ange en mapp.")
    said = {
        "MAPP": directory.as_posix() if directory else None,
        "--from": model,
        "--kind": kind,
        "--name": name,
        "--code": code,
        "--first-year": first_year,
        "--body": bodies,
        "--mandate-start": mandate_start,
        "--mandate-years": mandate_years,
        "--year": year,
    }
    with PromptSession("init", said) as session:
        if status_of(root / "trygghet.yaml"):
            settings = faultless_repository(root, answers=False).settings.record
            first = settings.first_year
            files = starting.tools(settings.organisation.name, settings.organisation.in_sentence, first)
        else:
            beginning = _beginning(session, model)
            first = beginning.first_year
            files = starting.files(beginning)
        new = _missing(root, files)
        started = api.load_with(root, new).repository
        if started is not None:
            new |= _missing(
                root, {f"{SCHEMA_FOLDER}/{name}": text for name, text in schemas(started).items()}
            )
            if year is not None:
                new |= missing_follow_ups(started, year_and_day(started, year, None, coming=True)[0])
        refuse_faults(root, new)
        _write_new(root, new)
    remove_leftovers({(root / path).parent for path in files})
    sys.stdout.write("".join(f"Finns redan {path}\n" for path in files if path not in new))
    if started is not None and model is not None:
        write_note(_to_exchange(started))
    place = f"cd {quoted(directory.as_posix())}, " if directory and directory != Path() else ""
    next_year = year or max(first, reckoning_day(None).year - 1)
    what = "byt ut det som är Lunds, " if model else "skriv in er plan i plan/omraden, "
    what = what if "trygghet.yaml" in new else ""
    write_note(f"Nästa steg: {place}{what}trygghet validate, trygghet new year {next_year}")
    return Exit.CLEAN


def _to_exchange(repository: PlanRepository) -> str:
    """Return what is still of the organisation whose plan it began from, by file."""
    by_place: dict[str, list[str]] = {}
    for part in copied_parts(repository):
        what = part.where.keys[0] if part.kind else "texter"
        by_place.setdefault(f"{what} i {part.where.path}", []).append(part.text)
    rows = [f"  {place}: {'; '.join(dict.fromkeys(texts))}" for place, texts in by_place.items()]
    head = f"Det här är {possessive(plan_owner().name)}. Skriv ert eget i stället; trygghet check visar vad som är kvar:"
    return "\n".join([head, *rows]) if rows else "Planen är er egen, så inget behöver bytas ut."


def _between(least: int, most: int) -> Callable[[str], int]:
    """Return the check of an answer that is to be a number."""

    def check(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= 4 and least <= int(text) <= most):
            raise UsageFault(f"”{text}” ska vara ett tal mellan {least} och {most}.")
        return int(text)

    return check


def _named(text: str) -> str:
    """Return the name of an organisation, when it also gives an id."""
    starting.id_of(of_form(Text)(text))
    return text


_KIND = Prompt(
    "--kind",
    "Slag av organisation",
    lambda kind: checked_choice("slaget", kind, starting.ORGANISATION_KINDS),
    MUNICIPALITY,
    {name: kind.title for name, kind in starting.ORGANISATION_KINDS.items()},
)
_NAME = Prompt("--name", "Organisationens namn", _named)
_CODE = Prompt("--code", "Kommunkod, fyra siffror (tomt om ni inte vet)", of_form(MunicipalityCode), "")
_FIRST_YEAR = Prompt("--first-year", "Första uppföljningsåret", _between(1900, 2199))
_BODIES = Prompt("--body", "Organ", starting.checked_bodies, is_many=True, joined=starting.whole_names)
_MANDATE_START = Prompt("--mandate-start", "Första året i en mandatperiod", _between(1900, 2199))
_MANDATE_YEARS = Prompt("--mandate-years", "Mandatperiodens längd i år", _between(1, 29))
_QUESTIONS_OF = Prompt("--year", "År att skriva frågor för", _between(1900, 2199))


def _beginning(session: PromptSession, model: str | None) -> starting.Beginning:
    """Return what a new repository says of itself, from the options and what is answered at a terminal."""
    session.check(_KIND, _NAME, _CODE, _FIRST_YEAR, _BODIES, _MANDATE_START, _MANDATE_YEARS, _QUESTIONS_OF)
    kind = MUNICIPALITY if model else session.answer(_KIND)
    chosen = starting.ORGANISATION_KINDS[kind]
    name = session.answer(_NAME)
    code = session.answer(_CODE) if kind == MUNICIPALITY else session.given(_CODE)
    first = session.answer(_FIRST_YEAR._replace(default=str(reckoning_day(None).year)))
    bodies: Sequence[str] = ()
    if model is None:
        default = ", ".join((chosen.receiver, chosen.giver, *chosen.bodies))
        bodies = session.answer(_BODIES._replace(default=default))
    length = session.given(_MANDATE_YEARS) or 4
    start = starting.mandate_start(first, length)
    if chosen.has_mandates:
        start = session.answer(_MANDATE_START._replace(default=str(start)))
    return starting.Beginning(
        name=name,
        code=code or None,
        mandate_start=start,
        mandate_years=length,
        first_year=first,
        bodies=bodies,
        kind=kind,
        model=model,
    )


def _missing(root: Path, files: Mapping[str, str]) -> dict[str, str]:
    return {path: text for path, text in files.items() if not status_of(root / path)}
