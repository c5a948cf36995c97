"""The commands about what has changed: diff, summary, log and review."""

import re
import sys
from contextlib import suppress
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from trygghetsplan import api, git
from trygghetsplan.changes.cells import Side
from trygghetsplan.changes.diff import Comparison
from trygghetsplan.changes.identity import Identity
from trygghetsplan.changes.records import followup_changes
from trygghetsplan.cli.checking import note_merge
from trygghetsplan.cli.clock import chosen_as_of, reckoning_day, today
from trygghetsplan.cli.common import (
    AsOfOption,
    BodyOption,
    OutputOption,
    YearArgument,
    checked_choice,
    checked_id,
    obligation_candidates,
    write_note,
)
from trygghetsplan.cli.opening import faultless_repository, load_repository, readable_repository, year_and_day
from trygghetsplan.cli.start import find_root
from trygghetsplan.disclosure.audience import Audience
from trygghetsplan.engine.clock import default_as_of, known_years
from trygghetsplan.errors import Exit, StorageFault, UsageFault
from trygghetsplan.findings import Severity
from trygghetsplan.formats.concise import render
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.result import Result
from trygghetsplan.swedish import counted, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from trygghetsplan.changes.branch import BranchSide
    from trygghetsplan.changes.commits import Past, Wording
    from trygghetsplan.changes.log import Log
    from trygghetsplan.changes.views import Difference
    from trygghetsplan.engine.review import Dependent
    from trygghetsplan.plan.loading import Loaded
    from trygghetsplan.source.positions import Locator


_YEAR = re.compile(r"(?:19|20|21)[0-9]{2}")
FOLDER = "filerna i mappen"
_ANSWERS = "TP5"
"""Codes from here on are about answers: they never make a comparison wrong."""


class Found(NamedTuple):
    """The comparison that was asked for, what it is called, and what its reader must know."""

    comparison: Comparison
    title: str
    notes: tuple[str, ...]
    hint: str


class Version(NamedTuple):
    """A reading, and the commit it is of; None for the files in the folder."""

    label: str
    repository: PlanRepository
    commit: str | None


def compared(
    root: Path, old: str, new: str | None, year: str | None, as_of: str | None, audience: Audience
) -> Found:
    """Return the comparison that the words name.

    Raises:
        UsageFault: a year or a version is not known, or the words do not go together.
    """
    if _YEAR.fullmatch(old) and new is not None and _YEAR.fullmatch(new):
        if year:
            raise UsageFault("--year hör till två versioner; två år jämförs som de är.")
        return _years(root, old, new, as_of, audience)
    before, after = versions(root, old, new)
    return _versions(root, before, after, year, as_of, audience)


def _years(root: Path, old: str, new: str, as_of: str | None, audience: Audience) -> Found:
    repository = faultless_repository(root)
    chosen = chosen_as_of(as_of)
    latest = chosen or today()
    numbers = [year_and_day(repository, text, as_of)[0] for text in (old, new)]

    def side(number: int) -> Side:
        own = default_as_of(repository, number, latest)
        return Side(str(number), repository, number, chosen if chosen and number == max(numbers) else own)

    before, after = map(side, numbers)
    title = f"Vad som har ändrats från {old} till {new}"
    hint = f"Nästa steg: trygghet report {max(numbers)}"
    return Found(Comparison(before, after, audience), title, (), hint)


def versions(root: Path, old: str, new: str | None) -> tuple[Version, Version]:
    """Read two versions; the second is the folder where none is named.

    Raises:
        UsageFault: there is no git, or a version is not known.
        typer.Exit: a version has faults that would make the comparison wrong; they have been told.
    """
    name, loaded = api.load_at(root, old)
    before = Version(f"{old} ({name[:12]})" if old not in name else name[:12], _readable(loaded, old), name)
    if new is not None:
        name, loaded = api.load_at(root, new)
        label = f"{new} ({name[:12]})" if new not in name else name[:12]
        return before, Version(label, _readable(loaded, new), name)
    if git.command_text(root, "rev-parse", "--verify", "--quiet", "MERGE_HEAD"):
        write_note("En sammanslagning (merge) pågår i mappen; det som inte är färdigt räknas som det står.")
    return before, Version(FOLDER, _readable(api.load(root), FOLDER), None)


def _readable(loaded: api.Loaded, version: str) -> PlanRepository:
    """Return the repository where nothing has been left out of it; tell what is wrong and stop otherwise."""
    result = api.validate(loaded)
    errors = [finding for finding in result.findings if finding.severity is Severity.ERROR]
    structural = tuple(finding for finding in errors if finding.rule.code < _ANSWERS)
    lost = {id(finding) for finding in loaded.findings}
    unread = tuple(finding for finding in errors if finding in structural or id(finding) in lost)
    if loaded.repository is None or unread:
        sys.stderr.write(render(Result(unread or tuple(errors), result.locator, result.files)))
        what = "Filerna i mappen" if version == FOLDER else f"Versionen {version}"
        sys.stderr.write(f"{what} går inte att jämföra innan felen är rättade.\n")
        raise typer.Exit(Exit.FINDINGS)
    if errors:
        codes = listed(sorted({finding.rule.code for finding in errors}))
        what = "Filerna i mappen" if version == FOLDER else f"Versionen {version}"
        write_note(
            f"{what} har {counted(len(errors), 'fel', 'fel')} i svaren ({codes}); jämförelsen gäller ändå."
        )
    return loaded.repository


def _versions(
    root: Path, before: Version, after: Version, year: str | None, as_of: str | None, audience: Audience
) -> Found:
    touched = sorted(
        {change.year for change in followup_changes(Identity(before.repository, after.repository))}
    )
    number, day = _reckoned(after.repository, touched, year, as_of)
    notes = tuple(_notes(root, before, after, touched, number))
    sides = [Side(version.label, version.repository, number, day) for version in (before, after)]
    title = f"Vad som har ändrats från {before.label} till {after.label}"
    comparison = Comparison(sides[0], sides[1], audience)
    words = " ".join(version.commit[:12] for version in (before, after) if version.commit)
    hint = f"trygghet diff --plan {words}" if comparison.obligations else f"trygghet check {number}"
    return Found(comparison, title, notes, f"Nästa steg: {hint}")


def _reckoned(
    repository: PlanRepository, touched: list[int], year: str | None, as_of: str | None
) -> tuple[int, date]:
    """Return the year to reckon: the asked one, else the latest that was touched, else the latest answered."""
    if year:
        return year_and_day(repository, year, as_of)
    known = known_years(repository, chosen_as_of(as_of) or today())
    answered = [document.record.year for document in repository.followups]
    for candidates in (touched, answered):
        chosen = [number for number in candidates if number in known]
        if chosen:
            return year_and_day(repository, str(max(chosen)), as_of)
    return year_and_day(repository, None, as_of)


def _notes(root: Path, before: Version, after: Version, touched: list[int], number: int) -> list[str]:
    found = []
    others = [str(year) for year in touched if year != number]
    if others:
        found.append(f"Svar för {listed(others)} är också ändrade; visa dem med --year.")
    one, other = before.commit, after.commit or git.head_commit(root)
    if one and other and one != other:
        base = git.command_text(root, "merge-base", one, other)
        if not base:
            found.append("Versionerna har ingen gemensam historia i den här klonen.")
        elif base not in (one, other):
            found.append(
                f"Versionerna har utvecklats åt varsitt håll sedan {base[:12]}. Det som bara finns i den första"
                f" ser ut som borttaget; jämför hellre från {base[:12]}."
            )
        elif base == other:
            found.append("Den andra versionen är äldre än den första: ändringarna visas baklänges.")
    return found


AudienceOption = Annotated[
    str | None,
    typer.Option(
        "--audience",
        metavar="LÄSARE",
        help="public eller internal. Dokument: public, skärmen: internal.",
        show_default=False,
    ),
]
OldSide = Annotated[str, typer.Argument(metavar="FRÅN", help="Ett år, eller en version i git.")]
NewSide = Annotated[
    str | None,
    typer.Argument(
        metavar="[TILL]", help="Ett år, eller en version i git. Utan: filerna i mappen.", show_default=False
    ),
]


def diff(  # one parameter for each option
    old: OldSide,
    new: NewSide = None,
    year: Annotated[
        str | None,
        typer.Option("--year", metavar="ÅR", help="Uppföljningsår för två versioner.", show_default=False),
    ] = None,
    as_of: AsOfOption = None,
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="text, md, html eller json.")
    ] = "text",
    audience: AudienceOption = None,
    output: OutputOption = None,
    *,
    plan: Annotated[
        bool,
        typer.Option("--plan", help="Bara planen: nya, borttagna, omformulerade och flyttade skyldigheter."),
    ] = False,
    draft: Annotated[
        bool, typer.Option("--draft", help="Utkast till tjänsteskrivelse om planen, som Markdown.")
    ] = False,
) -> int:
    """Tell what differs between two years or two versions."""
    from trygghetsplan.changes.diff import difference
    from trygghetsplan.cli.documents import write_document

    checked_choice("formatet", form, ("text", "md", "html", "json"))
    reader = _reader(audience, is_terminal=form == "text" and output is None)
    found = compared(find_root(), old, new, year, as_of, reader)
    if plan or draft:
        form, text = ("md" if draft else form), _plan(found, form, is_draft=draft)
    else:
        text = _written(difference(found.comparison, found.title, found.notes), form)
    sides = (found.comparison.old.repository, found.comparison.new.repository)
    write_document(sides, reader, form, text.encode(), output)
    write_note("Nästa steg: trygghet review" if plan or draft else found.hint)
    return Exit.CLEAN


def _plan(found: "Found", form: str, *, is_draft: bool) -> str:
    from trygghetsplan.changes.diff import draft, plan_difference
    from trygghetsplan.changes.text import plan_json, plan_text
    from trygghetsplan.output.render import render

    comparison = found.comparison
    if comparison.is_between_years:
        raise UsageFault("--plan och --draft jämför två versioner i git; två år har samma plan.")
    if is_draft:
        return render(draft(comparison, found.title, comparison.new.as_of), "md")
    view = plan_difference(comparison, found.title)
    match form:
        case "text":
            return plan_text(view)
        case "json":
            return plan_json(view)
        case _:
            return render(view, form)


def _reader(audience: str | None, *, is_terminal: bool) -> "Audience":
    """Return who will read: what leaves the terminal as a document is public, if nobody says otherwise."""
    from trygghetsplan.disclosure.audience import Audience

    if audience is None:
        return Audience.INTERNAL if is_terminal else Audience.PUBLIC
    return Audience(checked_choice("läsaren", audience, list(Audience)))


def _written(view: "Difference", form: str) -> str:
    from trygghetsplan.changes.text import difference_json, difference_text
    from trygghetsplan.output.render import render

    match form:
        case "text":
            return difference_text(view)
        case "json":
            return difference_json(view)
        case _:
            return render(view, form)


_FOLLOW_UP = re.compile(r"followups/(\d{4})/")


def summary(
    year: YearArgument = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since", metavar="VERSION", help="Det grenen lämnade, till exempel main.", show_default=False
        ),
    ] = None,
    as_of: AsOfOption = None,
    audience: Annotated[
        str, typer.Option("--audience", metavar="LÄSARE", help="public eller internal.")
    ] = "public",
    output: OutputOption = None,
) -> int:
    """Sum up what a branch means."""
    from trygghetsplan import api, git
    from trygghetsplan import baseline as gate
    from trygghetsplan.changes.branch import branch
    from trygghetsplan.cli.documents import write_document
    from trygghetsplan.disclosure.audience import Audience
    from trygghetsplan.output.render import render

    if since is None:
        raise UsageFault("ange vad grenen ska jämföras med, till exempel: trygghet summary --since main")
    reader = Audience(checked_choice("läsaren", audience, list(Audience)))
    root = find_root()
    commit = git.fork_commit(root, since)
    note_merge(root)
    now, then = load_repository(root), api.load_at(root, commit)[1]
    changed = gate.changed_files(now.texts, then.texts)
    days = _days(now, changed, year, as_of)
    text = render(branch(_side(then, days), _side(now, days), (since, commit), days, reader), "md")
    read = [loaded.repository for loaded in (then, now) if loaded.repository]
    write_document(read, reader, "md", text.encode(), output)
    write_note(f"Nästa steg: trygghet check --since {since}")
    return Exit.CLEAN


def _days(now: "Loaded", changed: "Iterable[str]", year: str | None, as_of: str | None) -> "dict[int, date]":
    """Return each year to tell of and its day: the one asked for, or those whose follow-ups have changed.

    A change elsewhere bears on the year that runs, and on the latest that has been answered.
    """
    if now.repository is None:
        return {}
    if year is not None:
        return dict([year_and_day(now.repository, year, as_of)])
    wanted: set[str | None] = set()
    for path in changed:
        named = _FOLLOW_UP.match(path)
        latest = max((document.record.year for document in now.repository.followups), default=None)
        wanted |= {named[1]} if named else {None, str(latest) if latest else None}
    found = {}
    for one in wanted:
        with suppress(UsageFault):  # a folder of a year that is not followed up is a finding, not a year
            number, day = year_and_day(now.repository, one, as_of)
            found[number] = day
    return dict(sorted(found.items()))


def _side(loaded: "Loaded", days: "Mapping[int, date]") -> "BranchSide":
    from trygghetsplan import api
    from trygghetsplan.changes.branch import BranchSide

    if loaded.repository is None or not days:
        return BranchSide(loaded.repository, [api.validate(loaded)])
    return BranchSide(loaded.repository, [api.check(loaded, number, day) for number, day in days.items()])


def log(
    subject: Annotated[
        str | None,
        typer.Argument(metavar="[ORGAN|SKYLDIGHET]", help="Id. Utan: allt som har hänt.", show_default=False),
    ] = None,
    *,
    amended: Annotated[
        bool, typer.Option("--amended", help="Bara svar som ändrades efter organets beslut.")
    ] = False,
) -> int:
    """Tell the past of an answer or a duty from git."""
    from trygghetsplan import git
    from trygghetsplan.changes.commits import Past
    from trygghetsplan.changes.log import Log

    root = find_root()
    repository = readable_repository(root)
    head = git.commit_name(root, "HEAD")
    past = Past(root, head)
    told = Log(past, repository)
    name = subject
    if subject is not None:
        ids = {*repository.bodies, *repository.obligations, *told.names.seen}
        checked_id("organet eller skyldigheten", subject, sorted(ids))
        name = told.names.body(told.names.obligation(subject))
    entries = told.entries(name, amended=amended)
    for entry in entries:
        commit = entry.commit
        sys.stdout.write(f"{commit.day}  {commit.short}  {_one_line(commit.author)}\n")
        sys.stdout.write("".join(f"  {sentence}\n" for sentence in entry.sentences))
    if not entries:
        sys.stdout.write("Inget svar har ändrats efter beslutet.\n" if amended else "Inget har hänt.\n")
    _say_what_is_not_seen(root, past, told, head)
    return Exit.CLEAN


def _one_line(text: str) -> str:
    """Return a name from git without anything that could steer the terminal."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _say_what_is_not_seen(root: Path, past: "Past", told: "Log", head: str) -> None:
    from trygghetsplan import git
    from trygghetsplan.plan.loading import find_files
    from trygghetsplan.swedish import counted

    for commit in past.commits:
        if commit.is_cut:
            write_note(
                f"Klonen är grund (shallow): det som hände till och med {commit.short}, {commit.day}, syns inte."
            )
    if told.missing:
        many = counted(told.missing, "äldre version", "äldre versioner")
        write_note(f"{many} av filer finns inte i klonen, och det de ändrade syns inte.")
    held = {path: (root / path).read_bytes() for path in find_files(root) if (root / path).is_file()}
    if git.differing(root, head, held):
        write_note("Filer i mappen skiljer sig från den senaste versionen; det syns med trygghet diff HEAD.")
    write_note("Nästa steg: trygghet diff VERSION VERSION")


_NAME = re.compile(
    r"[A-ZÅÄÖÉ][a-zåäöé]+(?:-[A-ZÅÄÖÉ]?[a-zåäöé]+)?(?: [A-ZÅÄÖÉ][a-zåäöé]+(?:-[A-ZÅÄÖÉ]?[a-zåäöé]+)?)+"
)


def review(
    record: Annotated[
        str | None,
        typer.Argument(
            metavar="[SKYLDIGHET]",
            help="Id, till exempel krisplan.",
            show_default=False,
            autocompletion=obligation_candidates,
        ),
    ] = None,
    body: BodyOption = None,
    year: Annotated[
        str | None,
        typer.Option("--year", metavar="ÅR", help="Bara svar för det här året.", show_default=False),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="FUNKTION",
            help="Vem som har läst: en funktion, aldrig ett namn.",
            show_default=False,
        ),
    ] = None,
    as_of: AsOfOption = None,
    *,
    write: Annotated[
        bool, typer.Option("--write", help="Skriv in att svaren och besluten är lästa mot lydelsen.")
    ] = False,
) -> int:
    """Find answers and decisions that speak of an earlier wording."""
    from trygghetsplan.engine.review import dependents

    function = _function(by, record, write=write)
    reckoned = reckoning_day(as_of)
    root = find_root()
    repository = readable_repository(root)
    if record is not None:
        checked_id("skyldigheten", record, repository.obligations)
    if body is not None:
        checked_id("organet", body, repository.bodies)
    if year is not None and not (year.isascii() and year.isdigit() and len(year) == 4):
        raise UsageFault(f"år {year} ska skrivas med fyra siffror, till exempel 2024.")
    chosen = [
        one
        for one in dependents(repository)
        if record in (None, one.obligation.id)
        and (body is None or one.body == body)
        and (year is None or one.year == int(year))
    ]
    if write:
        return _write(root, [one for one in chosen if not one.is_current], reckoned, function)
    shown = chosen if record else [one for one in chosen if one.is_suspect]
    sys.stdout.write("".join(f"{line}\n" for line in _told(repository, root, shown, record)))
    open_still = [one for one in shown if not one.is_current]
    if open_still:
        first = record or open_still[0].obligation.id
        write_note(f"Nästa steg: läs och rätta, sedan trygghet review {first} --write --by FUNKTION")
    return Exit.CLEAN


def _function(by: str | None, record: str | None, *, write: bool) -> str:
    """Return who has looked, as a function.

    Raises:
        UsageFault: nobody is named, a person is, or it is not said what has been looked at.
    """
    if not write:
        if by is not None:
            raise UsageFault("--by hör till --write; utan den skrivs ingenting.")
        return ""
    if record is None:
        raise UsageFault(
            "ange vilken skyldighet som är läst: trygghet review SKYLDIGHET --write --by FUNKTION."
        )
    if by is None or not by.strip():
        raise UsageFault("ange vem som har läst med --by FUNKTION, till exempel --by Säkerhetssamordnare.")
    if "@" in by or "\n" in by or _NAME.fullmatch(by.strip()):
        raise UsageFault(f"”{by}” ser ut som en person; ange en funktion, till exempel Säkerhetssamordnare.")
    return by.strip()


def _write(root: Path, records: "Sequence[Dependent]", reckoned: "date", by: str) -> int:
    from trygghetsplan.editing.edit import with_review_stamps
    from trygghetsplan.storage import FileChange, display_path, write_all
    from trygghetsplan.swedish import counted

    if not records:
        sys.stdout.write("Inget att skriva: allt är redan läst mot lydelsen som gäller.\n")
        return Exit.CLEAN
    changes = []
    for path, group in groupby(
        sorted(records, key=lambda one: one.where.path), key=lambda one: one.where.path
    ):
        before = (root / path).read_bytes()
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


def _told(
    repository: "PlanRepository", root: Path, shown: "Sequence[Dependent]", record: str | None
) -> "Iterator[str]":
    from trygghetsplan.source.positions import Locator
    from trygghetsplan.swedish import counted

    suspects = [one for one in shown if one.is_suspect]
    if not shown:
        yield (
            "Inga svar eller beslut beror av skyldigheten."
            if record
            else "Inget svar eller beslut är läst mot en äldre lydelse."
        )
        return
    if not record:
        yield f"{counted(len(suspects), 'svar eller beslut är läst', 'svar och beslut är lästa')} mot en äldre lydelse."
    earlier, excuse = _earlier(root, suspects)
    locator = Locator(repository.texts, repository.lines)
    order = {name: number for number, name in enumerate(repository.obligations)}
    for name, group in groupby(
        sorted(shown, key=lambda one: order[one.obligation.id]), key=lambda one: one.obligation.id
    ):
        obligation = repository.obligations[name]
        if not record:
            yield ""
        yield f"{obligation.record.title} ({name})"
        records = list(group)
        if not any(one.is_suspect for one in records):
            yield f"  {obligation.record.text}"
        for text, same in groupby(
            sorted(records, key=lambda one: one.stamp.text if one.is_suspect and one.stamp else ""),
            key=lambda one: one.stamp.text if one.is_suspect and one.stamp else "",
        ):
            if text:
                yield from _difference(obligation.record.text, earlier.get(text), excuse)
            for one in same:
                yield f"  {_line(repository, locator, one)}"


def _earlier(root: Path, suspects: "Sequence[Dependent]") -> "tuple[Mapping[str, Wording], str]":
    """Return the earlier wordings that git holds, and why one may be missing."""
    from trygghetsplan import git
    from trygghetsplan.changes.commits import Past, wordings

    wanted = {one.stamp.text for one in suspects if one.stamp}
    head = git.head_commit(root) if wanted else None
    if head is None:
        return {}, "mappen är inget git-förråd, eller git saknas"
    past = Past(root, head)
    try:
        found = wordings(past, wanted)
    except UsageFault as gap:
        return {}, str(gap).rstrip(".")
    return found, (
        "klonen är grund (shallow); hämta hela historiken"
        if past.is_cut
        else "ingen version i git har haft den"
    )


def _difference(text: str, earlier: "Wording | None", excuse: str) -> "Iterator[str]":
    from trygghetsplan.changes.wording import compared, inline

    if earlier is None:
        yield f"  Nu: {text}"
        yield f"  Den äldre lydelsen går inte att visa: {excuse}."
    else:
        yield f"  {inline(compared(earlier.text, text))}"
        yield f"  Äldre lydelse: senast i {earlier.last.short}, {earlier.last.day}."


def _line(repository: "PlanRepository", locator: "Locator", one: "Dependent") -> str:
    what = f"Beslutet {one.decision}" if one.decision else f"{repository.body_name(one.body)} {one.year}"
    place = f"{one.where.path}:{locator.line_number(one.where.key())}"
    if one.stamp is None:
        state = "inte läst mot någon lydelse"
    else:
        which = "den äldre lydelsen" if one.is_suspect else "lydelsen som gäller"
        state = f"läst mot {which} {one.stamp.day} av {one.stamp.by}"
    return f"{what}: {state}. {place}"
