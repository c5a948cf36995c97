"""What the live view shows: the files of now, or the last that were good beside the faults of now."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from trygghetsplan import api, git
from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.errors import UsageFault
from trygghetsplan.findings import Finding, Scope, Severity, Where
from trygghetsplan.listing import is_folder
from trygghetsplan.pages import Live, Pages
from trygghetsplan.plan.loading import IncrementalLoader
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.result import Result
from trygghetsplan.source.positions import Locator
from trygghetsplan.source.text import UNREADABLE

SCRIPT = "live.js"
"""The script that loads a page anew. Pages ask for it with their version, so that it knows how old they are."""
YearAndDay = Callable[[PlanRepository], tuple[int, date]]


class Shown(NamedTuple):
    """One state of the view."""

    version: str
    pages: Pages
    addresses: tuple[str, ...]
    result: Result
    """What is wrong now."""
    year: int
    as_of: date
    is_stale: bool
    """Whether the pages are of the last good files, since those of now have faults."""
    is_gone: bool
    """Whether the folder is not there."""


class _Good(NamedTuple):
    repository: PlanRepository
    year: int
    as_of: date
    standing: git.GitStanding | None


@dataclass
class FolderReader:
    """Reads the folder again and again, and has the state to show. What it returns is never changed afterwards."""

    root: Path
    audience: Audience
    year_and_day: YearAndDay
    series: str
    """What every version begins with: another for each run."""
    _reading: IncrementalLoader = field(init=False)
    _good: _Good | None = None
    _count: int = 0

    def __post_init__(self) -> None:
        self._reading = IncrementalLoader(self.root)

    def read(self, before: Shown | None = None) -> Shown | Result:
        """Return the state of now: the very one from `before` where nothing has changed, the findings where there is none to show.

        Raises:
            UsageFault: the year that is asked for is not followed up, and has never been.
        """
        if not is_folder(self.root):
            message = f"mappen {self.root.as_posix()} finns inte längre; lägg tillbaka den så läses den igen"
            fault = UNREADABLE.at(Where("trygghet.yaml"), message)
            return self._stale(Result((fault,), Locator({}), 0), is_gone=True)
        loaded, is_changed = self._reading.load()
        repository = loaded.repository
        if repository is None:
            return self._stale(api.validate(loaded))
        is_internal = self.audience is Audience.INTERNAL
        standing = git.standing(self.root, repository) if is_internal else None
        try:
            year, as_of = self.year_and_day(repository)
        except UsageFault as fault:
            if self._good is None:
                raise
            result = api.validate(loaded)
            told = UNREADABLE.at(Where("trygghet.yaml"), str(fault).rstrip("."))
            return self._stale(Result((*result.findings, told), result.locator, result.files))
        good = _Good(repository, year, as_of, standing)
        if before and not is_changed and not before.is_gone and good[1:] == (self._good or good)[1:]:
            return before
        result = api.check(loaded, year, as_of)
        if self._good and any(map(_is_fault, result.findings)):
            return self._stale(result)
        self._good = good
        return self._shown(good, result)

    def _stale(self, result: Result, *, is_gone: bool = False) -> Shown | Result:
        if self._good is None:
            return result
        return self._shown(self._good, result, is_stale=True, is_gone=is_gone)

    def _shown(self, good: _Good, result: Result, *, is_stale: bool = False, is_gone: bool = False) -> Shown:
        self._count += 1
        version = f"{self.series}{self._count}"
        live = Live(str(self.root), f"{SCRIPT}?{version}", is_stale)
        pages = Pages(
            good.repository,
            good.year,
            good.as_of,
            self.audience,
            result=result,
            standing=good.standing,
            live=live,
        )
        return Shown(version, pages, tuple(pages.addresses), result, good.year, good.as_of, is_stale, is_gone)


def _is_fault(finding: Finding) -> bool:
    """Whether it is a fault in the files, for which no report is written."""
    return finding.severity is Severity.ERROR and finding.rule.scope is Scope.FILES
