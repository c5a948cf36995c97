"""What the live view shows: the files of now, or the last that were good beside the faults of now."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from trygghetsplan import api, git
from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.errors import UsageFault
from trygghetsplan.findings import Where
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


class ViewState(NamedTuple):
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
    is_faultless: bool
    """Whether the files had no faults; those that have been read since the start may never have been without."""


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
    _told: tuple[object, ...] = ()
    """The year, the day and how the files stood to git, the last time."""
    _count: int = 0

    def __post_init__(self) -> None:
        self._reading = IncrementalLoader(self.root)

    def read(self, before: ViewState | None = None) -> ViewState | Result:
        """Return the state of now: the very one from `before` where nothing has changed, the findings where there is none to show.

        Raises:
            UsageFault: the year that is asked for is not followed up, and has never been.
        """
        if not is_folder(self.root):
            if before and before.is_gone:
                return before
            message = f"mappen {self.root.as_posix()} finns inte längre; lägg tillbaka den så läses den igen"
            fault = UNREADABLE.at(Where("trygghet.yaml"), message)
            return self._stale(Result((fault,), Locator({}), 0), is_gone=True)
        loaded, is_changed = self._reading.load()
        repository = loaded.repository
        wants_standing = self.audience is Audience.INTERNAL and repository is not None
        standing = git.standing(self.root, repository) if wants_standing else None
        asked: tuple[int, date] | str = ""
        try:
            asked = self.year_and_day(repository) if repository else ""
        except UsageFault as fault:
            if self._good is None:
                raise
            asked = str(fault).rstrip(".")
        if before and not is_changed and not before.is_gone and (asked, standing) == self._told:
            return before
        self._told = asked, standing
        if repository is None or isinstance(asked, str):
            result = api.validate(loaded)
            if asked:
                told = UNREADABLE.at(Where("trygghet.yaml"), str(asked))
                result = Result((*result.findings, told), result.locator, result.files)
            return self._stale(result, standing)
        result = api.check(loaded, *asked)
        if result.faults and self._good and self._good.is_faultless:
            return self._stale(result, standing)
        self._good = _Good(repository, *asked, standing, not result.faults)
        return self._shown(self._good, result)

    def _stale(
        self, result: Result, standing: git.GitStanding | None = None, *, is_gone: bool = False
    ) -> ViewState | Result:
        """Return the last good state beside what is found now; how the files stand to git is told where it is known."""
        if self._good is None:
            return result
        good = self._good._replace(standing=standing)
        return self._shown(good, result, is_stale=True, is_gone=is_gone)

    def _shown(
        self, good: _Good, result: Result, *, is_stale: bool = False, is_gone: bool = False
    ) -> ViewState:
        self._count += 1
        version = f"{self.series}{self._count}"
        live = Live(self.root.as_posix(), f"{SCRIPT}?{version}", is_stale)
        pages = Pages(
            good.repository,
            good.year,
            good.as_of,
            self.audience,
            result=result,
            standing=good.standing,
            live=live,
        )
        return ViewState(
            version, pages, tuple(pages.addresses), result, good.year, good.as_of, is_stale, is_gone
        )
