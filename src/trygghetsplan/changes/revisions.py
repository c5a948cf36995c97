"""What two words on the command line stand for: two years of one version, or two versions and the year to reckon."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from trygghetsplan import git
from trygghetsplan.changes.cells import Snapshot
from trygghetsplan.changes.diff import Comparison
from trygghetsplan.changes.records import followup_changes
from trygghetsplan.disclosure.redaction import Audience, public_repository
from trygghetsplan.engine.accounts import with_account
from trygghetsplan.engine.clock import default_as_of
from trygghetsplan.engine.identity import Identity
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.swedish import listed

FOLDER = "filerna i mappen"
_YEAR = re.compile(r"(?:19|20|21)[0-9]{2}")
_FOLLOW_UP = re.compile(r"followups/(\d{4})/")


class ChosenComparison(NamedTuple):
    """The comparison that was asked for, and the command that is natural after it."""

    comparison: Comparison
    hint: str


def is_year(word: str) -> bool:
    """Whether the word is a year, and no version."""
    return _YEAR.fullmatch(word) is not None


def between_years(
    repository: PlanRepository,
    years: tuple[int, int],
    chosen: date | None,
    latest: date,
    audience: Audience,
    document: str | None = None,
) -> ChosenComparison:
    """Compare two years: each on its own day, and the later one on a day that was chosen."""
    own = with_account(repository, document)

    def snapshot(year: int) -> Snapshot:
        day = chosen if chosen and year == max(years) else default_as_of(own, year, latest)
        return Snapshot(str(year), repository, year, day, document)

    comparison = Comparison(snapshot(years[0]), snapshot(years[1]), audience)
    of_document = f" --document {document}" if document is not None else ""
    return ChosenComparison(comparison, f"trygghet report {max(years)}{of_document}")


class ReadRevision(NamedTuple):
    """A version, and the commit it is of; None for the files in the folder."""

    label: str
    repository: PlanRepository
    commit: str | None


def revision_label(named: str, commit: str, audience: Audience) -> str:
    """Return how readers know a version: by what it was called, and the commit's short name, which the public is not told."""
    if audience is Audience.PUBLIC:
        return "en version i git" if named in commit else named
    return commit[:12] if named in commit else f"{named} ({commit[:12]})"


@dataclass(frozen=True)
class RevisionPair:
    """Two versions that are to be compared, for one audience."""

    before: ReadRevision
    after: ReadRevision
    audience: Audience

    @property
    def _seen(self) -> tuple[PlanRepository, PlanRepository]:
        """The two as the audience may see them."""
        before, after = self.before.repository, self.after.repository
        if self.audience is Audience.INTERNAL:
            return before, after
        return public_repository(before), public_repository(after)

    @cached_property
    def touched(self) -> list[int]:
        """The years whose follow-ups differ in what the audience may see."""
        return sorted({change.year for change in followup_changes(Identity(*self._seen))})

    def year(self, known: Collection[int]) -> int | None:
        """Return the year to reckon: the latest that differs, else the latest answered; None where neither is known."""
        answered = [document.record.year for document in self._seen[1].followups]
        candidates = ([year for year in years if year in known] for years in (self.touched, answered))
        return next((max(years) for years in candidates if years), None)

    def compare(self, root: Path, year: int, day: date, document: str | None = None) -> ChosenComparison:
        """Compare the two for one year."""
        before, after = (
            Snapshot(revision.label, revision.repository, year, day, document)
            for revision in (self.before, self.after)
        )
        comparison = Comparison(before, after, self.audience, tuple(self._notes(root, year)))
        commits = " ".join(one.commit[:12] for one in (self.before, self.after) if one.commit)
        is_of_plan = bool(comparison.obligations or comparison.marks)
        return ChosenComparison(
            comparison, f"trygghet diff --plan {commits}" if is_of_plan else f"trygghet check {year}"
        )

    def _notes(self, root: Path, year: int) -> Iterator[str]:
        others = [str(touched) for touched in self.touched if touched != year]
        if others:
            yield f"Svar för {listed(others)} är också ändrade; visa dem med --year."
        before, after = self.before.commit, self.after.commit or git.standing(root).commit
        if before and after and before != after:
            base = git.common_commit(root, before, after)
            if not base:
                yield "Versionerna har ingen gemensam historia i den här klonen."
            elif base not in (before, after):
                is_told = self.audience is Audience.INTERNAL
                since, instead = (
                    (f" sedan {base[:12]}", f"; jämför hellre från {base[:12]}") if is_told else ("", "")
                )
                yield (
                    f"Versionerna har utvecklats åt varsitt håll{since}. Det som bara finns i den första ser ut som"
                    f" borttaget{instead}."
                )
            elif base == after:
                yield "Den andra versionen är äldre än den första: ändringarna visas baklänges."


def years_of_branch(repository: PlanRepository, changed: Iterable[str]) -> set[str | None]:
    """Return the years that changed files bear on; None for the one that runs.

    A change outside the follow-ups bears on the year that runs, and on the latest that has been answered.
    """
    latest = max((document.record.year for document in repository.followups), default=None)
    years: set[str | None] = set()
    for path in changed:
        named = _FOLLOW_UP.match(path)
        years |= {named[1]} if named else {None, str(latest) if latest else None}
    return years
