"""The command about suspect answers: review."""

import re
import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trygghetsplan.cli.candidates import duties
from trygghetsplan.cli.common import AsOf, BodyOption, day, find_root, known, note, readable
from trygghetsplan.errors import Exit, StorageFault, UsageFault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from trygghetsplan.obligations.review import Dependent
    from trygghetsplan.past.wordings import Wording
    from trygghetsplan.repository import PlanRepository
    from trygghetsplan.source.positions import Locator

_NAME = re.compile(
    r"[A-ZÅÄÖÉ][a-zåäöé]+(?:-[A-ZÅÄÖÉ]?[a-zåäöé]+)?(?: [A-ZÅÄÖÉ][a-zåäöé]+(?:-[A-ZÅÄÖÉ]?[a-zåäöé]+)?)+"
)


def review(
    obligation: Annotated[
        str | None,
        typer.Argument(
            metavar="[SKYLDIGHET]",
            help="Id, till exempel krisplan.",
            show_default=False,
            autocompletion=duties,
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
    as_of: AsOf = None,
    *,
    write: Annotated[
        bool, typer.Option("--write", help="Skriv in att svaren och besluten är lästa mot lydelsen.")
    ] = False,
) -> int:
    """Visa svar och beslut som gäller en äldre lydelse.

    Med --write: skriv vem som har läst dem mot den lydelse som gäller.
    """
    from trygghetsplan.obligations.review import dependents

    function = _function(by, obligation, write=write)
    reckoned = day(as_of)
    root = find_root()
    repository = readable(root)
    if obligation is not None:
        known("skyldigheten", obligation, repository.duties)
    if body is not None:
        known("organet", body, repository.bodies)
    if year is not None and not (year.isascii() and year.isdigit() and len(year) == 4):
        raise UsageFault(f"år {year} ska skrivas med fyra siffror, till exempel 2024.")
    chosen = [
        one
        for one in dependents(repository)
        if obligation in (None, one.duty.id)
        and (body is None or one.body == body)
        and (year is None or one.year == int(year))
    ]
    if write:
        return _write(root, [one for one in chosen if not one.is_current], reckoned, function)
    shown = chosen if obligation else [one for one in chosen if one.is_suspect]
    sys.stdout.write("".join(f"{line}\n" for line in _told(repository, root, shown, obligation)))
    open_still = [one for one in shown if not one.is_current]
    if open_still:
        first = obligation or open_still[0].duty.id
        note(f"Nästa steg: läs och rätta, sedan trygghet review {first} --write --by FUNKTION")
    return Exit.CLEAN


def _function(by: str | None, obligation: str | None, *, write: bool) -> str:
    """Return who has looked, as a function.

    Raises:
        UsageFault: nobody is named, a person is, or it is not said what has been looked at.
    """
    if not write:
        if by is not None:
            raise UsageFault("--by hör till --write; utan den skrivs ingenting.")
        return ""
    if obligation is None:
        raise UsageFault(
            "ange vilken skyldighet som är läst: trygghet review SKYLDIGHET --write --by FUNKTION."
        )
    if by is None or not by.strip():
        raise UsageFault("ange vem som har läst med --by FUNKTION, till exempel --by Säkerhetssamordnare.")
    if "@" in by or "\n" in by or _NAME.fullmatch(by.strip()):
        raise UsageFault(f"”{by}” ser ut som en person; ange en funktion, till exempel Säkerhetssamordnare.")
    return by.strip()


def _write(root: Path, records: "Sequence[Dependent]", reckoned: "date", by: str) -> int:
    from trygghetsplan.editing.reviewing import reviewed
    from trygghetsplan.storage import Change, shown, write_all
    from trygghetsplan.swedish import counted

    if not records:
        sys.stdout.write("Inget att skriva: allt är redan läst mot lydelsen som gäller.\n")
        return Exit.CLEAN
    changes = []
    for path, group in groupby(
        sorted(records, key=lambda one: one.where.path), key=lambda one: one.where.path
    ):
        before = (root / path).read_bytes()
        after = reviewed(before, list(group), reckoned, by)
        if after is None:
            raise StorageFault(f"{path} går inte att fylla i utan att annat ändras; skriv granskad för hand.")
        changes.append(Change(root / path, after, before))
    write_all(changes)
    sys.stdout.write("".join(f"Skrev {shown(change.path)}\n" for change in changes))
    sys.stdout.write(
        f"{counted(len(records), 'post är läst', 'poster är lästa')} mot lydelsen som gäller, {reckoned}, av {by}.\n"
    )
    note("Nästa steg: trygghet check")
    return Exit.CLEAN


def _told(
    repository: "PlanRepository", root: Path, shown: "Sequence[Dependent]", obligation: str | None
) -> "Iterator[str]":
    from trygghetsplan.source.positions import Locator
    from trygghetsplan.swedish import counted

    suspects = [one for one in shown if one.is_suspect]
    if not shown:
        yield (
            "Inga svar eller beslut beror av skyldigheten."
            if obligation
            else "Inget svar eller beslut är läst mot en äldre lydelse."
        )
        return
    if not obligation:
        yield f"{counted(len(suspects), 'svar eller beslut är läst', 'svar och beslut är lästa')} mot en äldre lydelse."
    earlier, excuse = _earlier(root, suspects)
    locator = Locator(repository.texts, repository.lines)
    order = {name: number for number, name in enumerate(repository.duties)}
    for name, group in groupby(
        sorted(shown, key=lambda one: order[one.duty.id]), key=lambda one: one.duty.id
    ):
        duty = repository.duties[name]
        if not obligation:
            yield ""
        yield f"{duty.obligation.title} ({name})"
        records = list(group)
        if not any(one.is_suspect for one in records):
            yield f"  {duty.obligation.text}"
        for text, same in groupby(
            sorted(records, key=lambda one: one.stamp.text if one.is_suspect and one.stamp else ""),
            key=lambda one: one.stamp.text if one.is_suspect and one.stamp else "",
        ):
            if text:
                yield from _difference(duty.obligation.text, earlier.get(text), excuse)
            for one in same:
                yield f"  {_line(repository, locator, one)}"


def _earlier(root: Path, suspects: "Sequence[Dependent]") -> "tuple[Mapping[str, Wording], str]":
    """Return the earlier wordings that git holds, and why one may be missing."""
    from trygghetsplan import git
    from trygghetsplan.past.commits import Past
    from trygghetsplan.past.wordings import wordings

    wanted = {one.stamp.text for one in suspects if one.stamp}
    head = git.head(root) if wanted else None
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
    from trygghetsplan.comparing.wording import compared, inline

    if earlier is None:
        yield f"  Nu: {text}"
        yield f"  Den äldre lydelsen går inte att visa: {excuse}."
    else:
        yield f"  {inline(compared(earlier.text, text))}"
        yield f"  Äldre lydelse: senast i {earlier.last.short}, {earlier.last.day}."


def _line(repository: "PlanRepository", locator: "Locator", one: "Dependent") -> str:
    what = f"Beslutet {one.decision}" if one.decision else f"{repository.body_name(one.body)} {one.year}"
    place = f"{one.where.path}:{locator.number(one.where.key())}"
    if one.stamp is None:
        state = "inte läst mot någon lydelse"
    else:
        which = "den äldre lydelsen" if one.is_suspect else "lydelsen som gäller"
        state = f"läst mot {which} {one.stamp.day} av {one.stamp.by}"
    return f"{what}: {state}. {place}"
