"""What two words on the command line stand for: two years, two commits, or a commit and the folder."""

import re
import sys
from datetime import date
from pathlib import Path
from typing import NamedTuple

import typer

from trygghetsplan import api, git
from trygghetsplan.cli.clock import chosen_as_of, today
from trygghetsplan.cli.common import note, sound, when
from trygghetsplan.comparing.cells import Side
from trygghetsplan.comparing.identity import Identity
from trygghetsplan.comparing.records import followup_changes
from trygghetsplan.errors import Exit, UsageFault
from trygghetsplan.findings import Severity
from trygghetsplan.formats.concise import render
from trygghetsplan.obligations.years import default_as_of, known_years
from trygghetsplan.report.comparison import Comparison
from trygghetsplan.report.views import Audience
from trygghetsplan.repository import PlanRepository
from trygghetsplan.source.positions import Result
from trygghetsplan.swedish import counted, listed

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
    repository = sound(root)
    chosen = chosen_as_of(as_of)
    latest = chosen or today()
    numbers = [when(repository, text, as_of)[0] for text in (old, new)]

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
    if git.words(root, "rev-parse", "--verify", "--quiet", "MERGE_HEAD"):
        note("En sammanslagning (merge) pågår i mappen; det som inte är färdigt räknas som det står.")
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
        note(f"{what} har {counted(len(errors), 'fel', 'fel')} i svaren ({codes}); jämförelsen gäller ändå.")
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
    hint = f"trygghet diff --plan {words}" if comparison.duties else f"trygghet check {number}"
    return Found(comparison, title, notes, f"Nästa steg: {hint}")


def _reckoned(
    repository: PlanRepository, touched: list[int], year: str | None, as_of: str | None
) -> tuple[int, date]:
    """Return the year to reckon: the asked one, else the latest that was touched, else the latest answered."""
    if year:
        return when(repository, year, as_of)
    known = known_years(repository, chosen_as_of(as_of) or today())
    answered = [document.record.year for document in repository.followups]
    for candidates in (touched, answered):
        chosen = [number for number in candidates if number in known]
        if chosen:
            return when(repository, str(max(chosen)), as_of)
    return when(repository, None, as_of)


def _notes(root: Path, before: Version, after: Version, touched: list[int], number: int) -> list[str]:
    found = []
    others = [str(year) for year in touched if year != number]
    if others:
        found.append(f"Svar för {listed(others)} är också ändrade; visa dem med --year.")
    one, other = before.commit, after.commit or git.head(root)
    if one and other and one != other:
        base = git.words(root, "merge-base", one, other)
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
