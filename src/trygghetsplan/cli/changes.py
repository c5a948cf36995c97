"""The commands about what has changed: diff, log and review."""

import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer

from trygghetsplan import api, git
from trygghetsplan.baseline import changed_files
from trygghetsplan.changes.comment import CheckedVersion, comment
from trygghetsplan.changes.commits import Past
from trygghetsplan.changes.diff import Comparison, difference_view, draft, plan_difference
from trygghetsplan.changes.history import History, describe, unseen
from trygghetsplan.changes.revisions import (
    FOLDER,
    ChosenComparison,
    ReadRevision,
    RevisionPair,
    between_years,
    is_year,
    revision_label,
    years_of_branch,
)
from trygghetsplan.changes.text import (
    difference_json,
    difference_text,
    log_text,
    plan_json,
    plan_text,
    review_text,
)
from trygghetsplan.cli.checking import note_gone, note_merge
from trygghetsplan.cli.common import (
    AsOfOption,
    BodyOption,
    DocumentOption,
    OpenFlag,
    OutputOption,
    argument,
    checked_choice,
    checked_id,
    chosen_format,
    flag,
    one_of,
    option,
    write_note,
    write_text,
)
from trygghetsplan.cli.documents import write_document
from trygghetsplan.cli.opening import faultless_repository, load_repository, readable_repository, year_and_day
from trygghetsplan.cli.progress import waiting
from trygghetsplan.cli.start import find_root
from trygghetsplan.cli.today import chosen_as_of, reckoning_day
from trygghetsplan.disclosure.redaction import Audience, public_contents, public_repository
from trygghetsplan.editing.edit import with_review_stamps
from trygghetsplan.engine.accounts import with_account
from trygghetsplan.engine.clock import known_years
from trygghetsplan.engine.review import Dependent, dependents
from trygghetsplan.errors import Exit, StorageFault, UsageFault
from trygghetsplan.findings import Severity
from trygghetsplan.formats import concise
from trygghetsplan.output.render import render
from trygghetsplan.personal_data import obscured, personal_data
from trygghetsplan.personal_data.names import names_person
from trygghetsplan.plan.example import with_example_mark
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.result import Result
from trygghetsplan.shell import quoted
from trygghetsplan.source.text import read_bytes
from trygghetsplan.storage import FileChange, display_path, write_all
from trygghetsplan.swedish import counted, listed

_FORMATS = ("text", "md", "html", "json", "comment")
_MARK = "<!-- trygghet-summary -->"
"""How a later run finds the comment that it replaces."""
_ABOUT_ANSWERS = "TP5"
"""Codes from here on are about answers: they never make a comparison wrong."""


def diff(  # one parameter for each option
    old: Annotated[str, argument("FRÅN", "Ett år, eller en version i git.")],
    new: Annotated[
        str | None, argument("[TILL]", "Ett år, eller en version i git. Utan: filerna i mappen.")
    ] = None,
    year: Annotated[str | None, option("--year", "ÅR", "Uppföljningsår för två versioner.")] = None,
    as_of: AsOfOption = None,
    form: Annotated[
        str | None,
        option("--format", "FORMAT", "text (förval), md, html, json eller comment.", one_of(*_FORMATS)),
    ] = None,
    audience: Annotated[
        str | None,
        option("--audience", "LÄSARE", "public eller internal. Dokument: public, skärmen: internal."),
    ] = None,
    output: OutputOption = None,
    document: DocumentOption = None,
    *,
    plan: Annotated[
        bool, flag("--plan", "Bara planen: nya, borttagna, omformulerade och flyttade skyldigheter.")
    ] = False,
    is_draft: Annotated[
        bool, flag("--draft", "Utkast till tjänsteskrivelse om planen, som Markdown.")
    ] = False,
    is_opened: OpenFlag = False,
) -> int:
    """Tell what differs between two years or two versions, or what a branch means."""
    formats, usual_form = (("md",), "md") if is_draft else (_FORMATS, "text")
    form = chosen_format(form, output, formats, usual_form, is_opened=is_opened)
    # What leaves the terminal as a document is public, if nobody says otherwise.
    is_document = form != "text" or is_draft or output is not None
    usual = Audience.PUBLIC if is_document else Audience.INTERNAL
    reader = Audience(checked_choice("läsaren", audience or usual, list(Audience)))
    root = find_root()
    if form == "comment":
        if document is not None:
            raise UsageFault("--format comment gäller hela grenen; ta bort --document.")
        if new is not None or plan or is_draft:
            raise UsageFault(
                "--format comment gäller grenen som den ligger i mappen; ange bara det som den lämnade, till exempel: trygghet diff main --format comment"
            )
        return _write_comment(
            root, since=old, year=year, as_of=as_of, reader=reader, output=output, is_opened=is_opened
        )
    chosen = _chosen(root, (old, new), year, as_of, reader, document)
    if plan or is_draft:
        written_on = reckoning_day(as_of) if is_draft else None
        text, hint = _plan_document(chosen.comparison, form, written_on), "trygghet review"
    else:
        with waiting("Jämför"):
            view = difference_view(chosen.comparison)
        writers = {"text": difference_text, "json": difference_json}
        text, hint = writers[form](view) if form in writers else render(view, form), chosen.hint
    compared = [side.repository for side in chosen.comparison.whole]
    write_document(compared, reader, form, text.encode(), output, is_opened=is_opened)
    write_note(f"Nästa steg: {hint}")
    return Exit.CLEAN


def _plan_document(comparison: Comparison, form: str, written_on: date | None) -> str:
    """Write what has changed in the plan, or a draft for the tjänsteskrivelse, which has the day it is written."""
    if comparison.is_between_years:
        raise UsageFault("--plan och --draft jämför två versioner i git; två år har samma plan.")
    if written_on:
        return render(draft(comparison, written_on), "md")
    view = plan_difference(comparison)
    writers = {"text": plan_text, "json": plan_json}
    return writers[form](view) if form in writers else render(view, form)


def _chosen(
    root: Path,
    words: tuple[str, str | None],
    year: str | None,
    as_of: str | None,
    reader: Audience,
    document: str | None,
) -> ChosenComparison:
    """Return the comparison that the two words name.

    Raises:
        UsageFault: a year or a version is not known, or the words do not go together.
        typer.Exit: a version has faults that would make the comparison wrong; they have been told.
    """
    old, new = words
    if is_year(old) and new is not None and is_year(new):
        if year:
            raise UsageFault("--year hör till två versioner; två år jämförs som de är.")
        repository = faultless_repository(root)
        _checked_document(document, repository)
        numbers = year_and_day(repository, old, as_of)[0], year_and_day(repository, new, as_of)[0]
        return between_years(repository, numbers, chosen_as_of(as_of), reckoning_day(as_of), reader, document)
    pair = RevisionPair(_revision(root, old, reader), _revision(root, new, reader), reader)
    _checked_document(document, pair.after.repository, pair.before.repository)
    if new is None:
        note_gone(root, pair.before.repository.texts, pair.after.repository.texts)
    repository = with_account(pair.after.repository, document)
    if year is None and (latest := pair.year(known_years(repository, reckoning_day(as_of)))):
        year = str(latest)
    number, reckoned = year_and_day(repository, year, as_of)
    return pair.compare(root, number, reckoned, document)


def _checked_document(document: str | None, *versions: PlanRepository) -> None:
    """Stop where the document is in none of the versions."""
    if document is not None:
        known = {name for version in versions for name in version.documents.record.documents}
        checked_id("dokumentet", document, sorted(known))


def _revision(root: Path, named: str | None, reader: Audience) -> ReadRevision:
    """Read a version, or the files in the folder, where nothing has been left out; else tell what is wrong and stop."""
    if named is not None:
        commit, loaded = api.load_at(root, named)
        label, what = revision_label(named, commit, reader), f"Versionen {named}"
    else:
        if git.standing(root).is_merging:
            write_note(
                "En sammanslagning (merge) pågår i mappen; det som inte är färdigt räknas som det står."
            )
        commit, loaded = None, api.load(root)
        label, what = FOLDER, "Filerna i mappen"
    result = api.validate(loaded)
    errors = [finding for finding in result.findings if finding.severity is Severity.ERROR]
    lost = {id(finding) for finding in loaded.findings}
    unread = tuple(finding for finding in errors if finding.rule.code < _ABOUT_ANSWERS or id(finding) in lost)
    if loaded.repository is None or unread:
        sys.stderr.write(concise.render(Result(unread or tuple(errors), result.locator, result.files)))
        write_note(f"{what} går inte att jämföra innan felen är rättade.")
        raise typer.Exit(Exit.FINDINGS)
    if errors:
        codes = listed(sorted({finding.rule.code for finding in errors}))
        write_note(
            f"{what} har {counted(len(errors), 'fel', 'fel')} i svaren ({codes}); jämförelsen gäller ändå."
        )
    return ReadRevision(label, loaded.repository, commit)


def _write_comment(
    root: Path,
    since: str,
    year: str | None,
    as_of: str | None,
    reader: Audience,
    output: Path | None,
    *,
    is_opened: bool,
) -> int:
    """Write what the branch in the folder means, against where it left `since`; its files may have faults."""
    commit = git.fork_commit(root, since)
    note_merge(root)
    read = api.load_at(root, commit)[1], load_repository(root)
    note_gone(root, read[0].texts, read[1].texts)
    then, now = (_as_seen(one, reader) for one in read)
    days = _days(now.repository, changed_files(_contents(now), _contents(then)), year, as_of)
    view = comment(_checked(then, days), _checked(now, days), (since, commit), days, reader)
    # The version before may hold what this one takes away, so it is masked rather than a reason to say nothing.
    text = obscured(render(view, "md"))
    whole = [one.repository for one in read if one.repository]
    write_document(whole, reader, "md", f"{_MARK}\n{text}".encode(), output, is_opened=is_opened)
    write_note(f"Nästa steg: trygghet check --since {quoted(since)}")
    return Exit.CLEAN


def _as_seen(loaded: api.Loaded, reader: Audience) -> api.Loaded:
    """Return what was read without what the reader may not see, so that no finding rests on it."""
    if loaded.repository is None or reader is Audience.INTERNAL:
        return loaded
    return loaded._replace(repository=public_repository(loaded.repository))


def _contents(loaded: api.Loaded) -> Mapping[str, str]:
    return loaded.texts if loaded.repository is None else public_contents(loaded.repository)


def _days(
    repository: PlanRepository | None, changed: frozenset[str], year: str | None, as_of: str | None
) -> dict[int, date]:
    """Return each year to tell of and its day: the one asked for, or those that the changed files bear on."""
    if repository is None:
        return {}
    if year is not None:
        return dict([year_and_day(repository, year, as_of)])
    days = {}
    for name in years_of_branch(repository, changed):
        with suppress(UsageFault):  # a folder of a year that is not followed up is a finding, not a year
            number, reckoned = year_and_day(repository, name or str(reckoning_day(as_of).year), as_of)
            days[number] = reckoned
    return dict(sorted(days.items()))


def _checked(loaded: api.Loaded, days: Mapping[int, date]) -> CheckedVersion:
    if loaded.repository is None or not days:
        return CheckedVersion(loaded.repository, [api.validate(loaded)])
    return CheckedVersion(
        loaded.repository, [api.check(loaded, number, reckoned) for number, reckoned in days.items()]
    )


def log(
    subject: Annotated[str | None, argument("[ORGAN|SKYLDIGHET]", "Id. Utan: allt som har hänt.")] = None,
    *,
    amended: Annotated[bool, flag("--amended", "Bara svar som ändrades efter organets beslut.")] = False,
) -> int:
    """Tell the past of an answer or a duty from git."""
    root = find_root()
    repository = readable_repository(root)
    state = git.standing(root, repository)
    if state.commit is None:
        raise UsageFault(f"{state.reason}, så HEAD går inte att läsa.")
    current = None
    with waiting("Läser historiken"):
        history = History(Past(root, state.commit, state.prefix), repository)
        if subject is not None:
            ids = {*repository.bodies, *repository.obligations, *history.seen}
            checked_id("organet eller skyldigheten", subject, sorted(ids))
            current = history.ids.body(history.ids.obligation(subject))
        entries = list(describe(history, current, amended=amended))
    empty = "Inget svar har ändrats efter beslutet.\n" if amended else "Inget har hänt.\n"
    write_text(with_example_mark(log_text(entries) or empty, repository))
    for sentence in unseen(history, state.differences):
        write_note(sentence)
    if entries:
        write_note(f"Nästa steg: trygghet diff {quoted(entries[-1].commit.name[:12])}")
    return Exit.CLEAN


def review(
    record: Annotated[str | None, argument("[SKYLDIGHET]", "Id, till exempel krisplan.")] = None,
    body: BodyOption = None,
    year: Annotated[str | None, option("--year", "ÅR", "Bara svar för det här året.")] = None,
    by: Annotated[
        str | None, option("--by", "FUNKTION", "Vem som har läst: en funktion, aldrig ett namn.")
    ] = None,
    as_of: AsOfOption = None,
    *,
    write: Annotated[
        bool, flag("--write", "Skriv in att svaren och besluten är lästa mot lydelsen.")
    ] = False,
) -> int:
    """Find answers and decisions that speak of an earlier wording."""
    reading_function = _validated_by(by, record) if write else ""
    if by is not None and not write:
        raise UsageFault("--by hör till --write; utan den skrivs ingenting.")
    reckoned = reckoning_day(as_of)
    root = find_root()
    repository = readable_repository(root)
    if record is not None:
        checked_id("skyldigheten", record, repository.obligations)
    if body is not None:
        checked_id("organet", body, repository.bodies)
    number = year_and_day(repository, year, as_of)[0] if year else None
    chosen = [
        one
        for one in dependents(repository)
        if record in (None, one.obligation.id) and body in (None, one.body) and number in (None, one.year)
    ]
    if write:
        return _write_review(root, [one for one in chosen if not one.is_current], reckoned, reading_function)
    listing = chosen if record else [one for one in chosen if one.is_suspect]
    write_text(with_example_mark(review_text(repository, root, listing, record), repository))
    if unread := [one for one in listing if not one.is_current]:
        first = record or unread[0].obligation.id
        write_note(f"Nästa steg: läs och rätta, sedan trygghet review {first} --write --by FUNKTION")
    return Exit.CLEAN


def _validated_by(by: str | None, record: str | None) -> str:
    """Return who has read, as a function.

    Raises:
        UsageFault: nobody is named, a person is, or it is not said what has been read.
    """
    if record is None:
        raise UsageFault(
            "ange vilken skyldighet som är läst: trygghet review SKYLDIGHET --write --by FUNKTION."
        )
    if by is None or not by.strip():
        raise UsageFault("ange vem som har läst med --by FUNKTION, till exempel --by Säkerhetssamordnare.")
    if "@" in by or "\n" in by or names_person(by) or personal_data(by):
        raise UsageFault(
            "--by ser ut som ett namn på en person; ange en funktion, till exempel Säkerhetssamordnare."
        )
    return by.strip()


def _write_review(root: Path, records: Sequence[Dependent], reckoned: date, by: str) -> int:
    if not records:
        sys.stdout.write("Inget att skriva: allt är redan läst mot lydelsen som gäller.\n")
        return Exit.CLEAN
    changes = []
    for path, group in groupby(
        sorted(records, key=lambda one: one.where.path), key=lambda one: one.where.path
    ):
        before = read_bytes(root, path)
        if not isinstance(before, bytes):
            raise StorageFault(f"{path} går inte längre att läsa.")
        after = with_review_stamps(before, list(group), reckoned, by)
        if after is None:
            raise StorageFault(f"{path} går inte att fylla i utan att annat ändras; skriv granskad för hand.")
        changes.append(FileChange(root / path, after, before))
    write_all(changes)
    sys.stdout.write("".join(f"Skrev {display_path(change.path)}\n" for change in changes))
    sys.stdout.write(
        f"{counted(len(records), 'post är läst', 'poster är lästa')} mot lydelsen som gäller, {reckoned}, av {by}.\n"
    )
    write_note("Nästa steg: trygghet check")
    return Exit.CLEAN
