"""What the pages of one year are made of: worked out once, when the first page asks for it."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from urllib.parse import quote

from trygghetsplan.disclosure.redaction import Audience, public_repository
from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.grid import Grid, grid_on
from trygghetsplan.git import GitStanding
from trygghetsplan.model.obligation import Chapter
from trygghetsplan.pages.views import Live
from trygghetsplan.plan.repository import Obligation, PlanFile, PlanRepository
from trygghetsplan.report.build import Annexes, Report, account, annexes
from trygghetsplan.report.data import ReportData
from trygghetsplan.report.provenance import provenance_of
from trygghetsplan.report.sections.chapters import duty_numbers
from trygghetsplan.report.sections.cover import cover
from trygghetsplan.report.sections.shortages import lacking
from trygghetsplan.report.sections.summary import answered, summary
from trygghetsplan.report.views import Cover, Lacking, Provenance, Summary
from trygghetsplan.result import Result

_UNSAID = Provenance(None, is_dirty=False, version="", schema=0, digest="")
"""The origin on pages that do not tell it; what is public of the files is hashed only where it is told."""


class Material:
    """The figures of one year for one audience, which the pages share."""

    def __init__(
        self,
        repository: PlanRepository,
        year: int,
        as_of: date,
        audience: Audience,
        result: Result,
        standing: GitStanding | None,
        live: Live | None,
    ) -> None:
        self.whole = repository
        self.year = year
        self.as_of = as_of
        self.audience = audience
        self.result = result
        self.standing = standing
        self.live = live

    @property
    def is_internal(self) -> bool:
        """Whether the reader may see what is not public."""
        return self.audience is Audience.INTERNAL

    @cached_property
    def seen(self) -> PlanRepository:
        """The repository as the public may see it, of which every figure of the account is."""
        return public_repository(self.whole)

    @cached_property
    def figures(self) -> ReportData:
        """The account's."""
        return ReportData(self.whole, self.year, self.as_of, self.audience)

    @cached_property
    def of_bodies(self) -> ReportData:
        """The figures that a body's own page is of: to an internal reader with what is closed, as its appendix has."""
        if not self.is_internal:
            return self.figures
        return ReportData(self.whole, self.year, self.as_of, self.audience, tells_closed=True)

    @cached_property
    def chapters_by_id(self) -> Mapping[str, PlanFile[Chapter]]:
        """The files of the plan's parts that have duties."""
        return {chapter.stem: chapter for chapter in self.seen.chapters if chapter.record.obligations}

    @cached_property
    def numbers(self) -> Mapping[str, str]:
        """The number of each duty in the account."""
        return duty_numbers(self.figures)

    @cached_property
    def lacks(self) -> Lacking:
        """What is lacking."""
        return lacking(self.figures)

    @cached_property
    def summary(self) -> Summary:
        """The account's first page."""
        return summary(self.figures, answered(self.figures), self.lacks)

    @cached_property
    def cover(self) -> Cover:
        """What every page says of itself, but for where it was made of."""
        is_live = self.live and self.is_internal
        editor = f"{self.editor_address}{{path}}:{{line}}" if is_live else None  # where marks of places lead
        return cover(self.figures, _UNSAID._replace(forge=editor), has_closed=False)

    @property
    def editor_address(self) -> str:
        """How an address begins that opens a file of the folder in the editor."""
        folder = self.live.folder.removeprefix("/") if self.live else ""  # a share in Windows begins with two
        return f"vscode://file/{quote(folder, safe='/:')}/" if self.live else ""

    @cached_property
    def origin(self) -> Provenance:
        """Of what the account was made; it leads nowhere, since the pages are read where the files are not."""
        state = self.standing or GitStanding(is_outside=True)
        return provenance_of(self.whole, state)._replace(forge=None)

    @cached_property
    def account(self) -> Report:
        """The account itself, with the way from it to its annexes."""
        return account(self.figures, self.origin, "bilagor/index")

    @cached_property
    def annexes(self) -> Annexes:
        """The account's annexes, with the way back."""
        return annexes(self.figures, self.origin, "../index")

    def cells_of(self, duty: Obligation, year: int) -> tuple[Cell, ...]:
        """Return the duty's cells in a year, whatever account they are in; of a closed duty to an internal reader alone."""
        grid = self.grid_of(duty, year)
        return grid.accounted_in(year, grid.repository.obligations[duty.id])

    def grid_of(self, duty: Obligation, year: int) -> Grid:
        """Return the grid that the duty's cells of the year are of."""
        is_closed = self.is_internal and not duty.record.is_open
        return grid_on(self.whole if is_closed else self.figures.everything, self.figures.day(year))

    def named(self, body: str) -> tuple[str, str]:
        """Return the id and the name of a body."""
        return body, self.seen.body_name(body)
