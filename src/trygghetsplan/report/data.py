"""The cells and counts that the sections share, year by year, each year reckoned on its own day."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property

from trygghetsplan.disclosure.redaction import Audience, public_repository
from trygghetsplan.engine.cell import Cell, Score, Timeliness
from trygghetsplan.engine.clock import answer_day, default_as_of
from trygghetsplan.engine.grid import Grid
from trygghetsplan.engine.questions import answer_days, is_complete, silent_bodies
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.findings import Where
from trygghetsplan.model.assessments import Assessments
from trygghetsplan.model.obligation import Chapter
from trygghetsplan.plan.repository import PlanFile, PlanRepository
from trygghetsplan.report.views import Own, Source
from trygghetsplan.source.positions import Locator
from trygghetsplan.swedish import long_date

TREND_YEARS = 5


class ReportData:
    """Everything a section can ask about one year: for every audience the same, but for what is `closed`."""

    def __init__(
        self, repository: PlanRepository, year: int, as_of: date, audience: Audience, first: int | None = None
    ) -> None:
        self._whole = repository
        self.repository = public_repository(repository)
        """What sections may read: one without anything that is closed."""
        self.year = year
        self.first = max(repository.settings.record.first_year, first or year - TREND_YEARS + 1)
        """The first year whose cells are looked at; the trend's, unless a span was asked for."""
        self.as_of = as_of
        self.audience = audience
        self.locator = Locator(repository.texts, repository.lines)
        self._plan: dict[tuple[int, bool], tuple[Cell, ...]] = {}
        self._areas: dict[tuple[int, bool], Mapping[str, list[Cell]]] = {}

    @cached_property
    def by_year(self) -> Mapping[int, tuple[Cell, ...]]:
        """The cells of this year and those before it, oldest first."""
        earlier = {year: Grid(self.repository, self.day(year)) for year in range(self.first, self.year)}
        return {year: grid.begun_in(year) for year, grid in {**earlier, self.year: self.grid}.items()}

    @cached_property
    def closed(self) -> tuple[Cell, ...]:
        """The year's cells of closed duties, which no figure adds to the others; for the public there are none."""
        if self.audience is Audience.PUBLIC:
            return ()
        cells = Grid(self._whole, self.as_of).begun_in(self.year)
        return tuple(cell for cell in cells if not cell.obligation.record.is_open)

    @cached_property
    def grid(self) -> Grid:
        """The grid on this year's day."""
        return Grid(self.repository, self.as_of)

    def day(self, year: int) -> date:
        """Return the day that a year is reckoned on: each earlier one on its own."""
        return self.as_of if year == self.year else default_as_of(self.repository, year, self.as_of)

    def is_complete(self, year: int) -> bool:
        """Whether the last day to answer for the year has passed on its day: only such years can be compared."""
        return is_complete(self.repository, year, self.day(year))

    @cached_property
    def comparable(self) -> bool:
        """Whether this year and the one before it are both complete."""
        return all(year in self.by_year and self.is_complete(year) for year in (self.year - 1, self.year))

    def answer_day(self, body: str) -> date:
        """Return the body's last day to answer for the year."""
        return answer_day(self.repository.settings.record, self.year, self.repository.kind_of(body))

    @cached_property
    def answer_days(self) -> tuple[date, ...]:
        """The last days to answer for the year: one, unless a kind of body has its own."""
        return answer_days(self.repository, self.year)

    @property
    def under_way(self) -> str:
        """What goes on in a year that is not complete: the year itself, or the time to answer for it."""
        if self.as_of.year <= self.year:
            return "Året pågår"
        return f"Svarstiden pågår till {long_date(self.answer_days[-1])}"

    @cached_property
    def judged(self) -> Mapping[int, PlanFile[Assessments]]:
        """The files of assessments by year: those decided by the report's day, and drafts without a day."""
        return {
            document.record.year: document
            for document in self.repository.assessments
            if not (decision := document.record.decision) or not decision.day or decision.day <= self.as_of
        }

    @property
    def assessments(self) -> PlanFile[Assessments] | None:
        """The year's own file of assessments, if there is one yet."""
        return self.judged.get(self.year)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """This year's cells."""
        return self.by_year[self.year]

    @cached_property
    def before(self) -> Mapping[tuple[str, str], Cell] | None:
        """Last year's cells by duty and body; None in the first year."""
        cells = self.by_year.get(self.year - 1)
        return {(cell.obligation.id, cell.body): cell for cell in cells} if cells is not None else None

    def plan(self, *, bound: bool, year: int | None = None) -> tuple[Cell, ...]:
        """Return the cells of the plan, of bound or of urged bodies."""
        key = year or self.year, bound
        if key not in self._plan:
            cells = self.by_year[key[0]]
            counted = (cell for cell in cells if cell.obligation.is_plan and cell.is_bound is bound)
            self._plan[key] = tuple(cell for cell in counted if is_of_the_year(cell))
        return self._plan[key]

    def area(self, chapter: PlanFile[Chapter], *, bound: bool, year: int | None = None) -> list[Cell]:
        """Return the plan's cells of an area, of bound or of urged bodies."""
        key = year or self.year, bound
        if key not in self._areas:
            self._areas[key] = by_area(self.plan(bound=bound, year=year))
        return self._areas[key].get(chapter.stem, [])

    def law(self) -> tuple[Cell, ...]:
        """Return the cells of the law that its sums count."""
        return tuple(cell for cell in self.cells if cell.obligation.is_law and is_of_the_year(cell))

    @cached_property
    def silent(self) -> Mapping[str, list[Cell]]:
        """The bodies that have not answered at all for this year."""
        return self.silent_in(self.year)

    def silent_in(self, year: int) -> Mapping[str, list[Cell]]:
        """Return the bodies that have not answered at all for a complete year, with their unanswered cells."""
        return silent_bodies(self.repository, year, self.day(year), self.by_year[year])

    def since(self, cell: Cell) -> int:
        """Return the first of the consecutive years in which the duty has been lacking for the body."""
        first = self.year
        while (first - 1, cell.obligation.id, cell.body) in self._lacking:
            first -= 1
        return first

    @cached_property
    def _lacking(self) -> frozenset[tuple[int, str, str]]:
        return frozenset(
            (year, cell.obligation.id, cell.body)
            for year, cells in self.by_year.items()
            for cell in cells
            if cell.verdict.is_shortcoming
        )

    def name(self, body: str) -> str:
        """Return the body's name."""
        return self.repository.body_name(body)

    def in_sentence(self, body: str) -> str:
        """Return the body's name as it stands inside a sentence."""
        return self.repository.body_in_sentence(body)

    def own(self, text: str | None, where: Where) -> Own | None:
        """Return what the giver itself has written, with the address of its key."""
        return Own(text, self.source(where.key())) if text else None

    def source(self, where: Where) -> Source:
        """Return the address of a place."""
        return Source(where.path, self.locator.line_number(where))


def label_of(chapter: PlanFile[Chapter]) -> str:
    """Return how readers name a chapter: with its number, where it has one."""
    number = chapter.record.number
    return f"{number}. {chapter.record.title}" if number else chapter.record.title


def is_of_the_year(cell: Cell) -> bool:
    """Whether the year's sums are of it: it is not what was done an earlier year."""
    return cell.timeliness is not Timeliness.DONE_EARLIER


def tally(cells: Iterable[Cell]) -> tuple[tuple[Verdict, int], ...]:
    """Count the year's verdicts in their fixed order, leaving out those that do not occur."""
    verdicts = [cell.verdict for cell in cells if is_of_the_year(cell)]
    return tuple((verdict, verdicts.count(verdict)) for verdict in Verdict if verdict in verdicts)


def grouped(cells: Iterable[Cell], key: Callable[[Cell], str]) -> dict[str, list[Cell]]:
    """Group cells, keeping their order."""
    groups: dict[str, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(key(cell), []).append(cell)
    return groups


def by_area(cells: Sequence[Cell]) -> Mapping[str, list[Cell]]:
    """Return the cells by the chapter they are counted in: their own, or the one that it is part of."""
    return grouped(cells, lambda cell: cell.obligation.chapter.record.part_of or cell.obligation.chapter.stem)


def score(cells: Iterable[Cell]) -> Score:
    """Count fulfilled of due."""
    return Score.of(list(cells))
