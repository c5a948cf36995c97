"""The cells and counts that the sections share, year by year, each year reckoned on its own day."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TypeVar

from trygghetsplan.disclosure.redaction import Audience, public_repository
from trygghetsplan.engine.accounts import is_accounted, of_account, with_account
from trygghetsplan.engine.cell import Cell, Score, Timeliness
from trygghetsplan.engine.clock import answer_day, default_as_of
from trygghetsplan.engine.grid import Grid, grid_on
from trygghetsplan.engine.identity import Identity
from trygghetsplan.engine.pairs import Move, Pair, moved, pairs
from trygghetsplan.engine.questions import answer_days, is_complete, silent_bodies
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.findings import Where
from trygghetsplan.model.assessments import Assessments
from trygghetsplan.model.audit import Audit
from trygghetsplan.model.documents import DocumentKind
from trygghetsplan.model.obligation import Chapter
from trygghetsplan.plan.repository import Obligation, PlanFile, PlanRepository
from trygghetsplan.report.views import Own, Source
from trygghetsplan.source.positions import Locator
from trygghetsplan.swedish import listed, long_date, possessive

TREND_YEARS = 5
PLANS = (DocumentKind.PLAN, DocumentKind.PROGRAMME)
"""The kinds of documents whose chapters are areas."""


class ReportData:
    """Everything a section can ask about one year: for every audience the same, but for what is `closed`.

    Only to one body itself is what is closed told among the rest.
    """

    def __init__(
        self,
        repository: PlanRepository,
        year: int,
        as_of: date,
        audience: Audience,
        first: int | None = None,
        *,
        document: str | None = None,
        is_whole: bool = False,
        tells_closed: bool = False,
    ) -> None:
        self._whole = repository
        self.tells_closed = tells_closed
        """Whether what is closed is among the cells, as to the body that it is asked of."""
        self.masks = not tells_closed
        """Whether small counts of persons, cases and incidents are left out: in every edition, but to the body itself."""
        seen = repository if tells_closed else public_repository(repository)
        self.everything = seen if is_whole else with_account(seen, document)
        """The repository without anything that is closed, whatever account its parts are in."""
        self._is_whole = is_whole
        self.document = document
        """The one document that is accounted for; None where it is all that the settings' account is of."""
        self._span = first or year, year
        self.year = year
        self.first = max(repository.settings.record.first_year, first or year - TREND_YEARS + 1)
        """The first year whose cells are looked at; the trend's, unless a span was asked for."""
        self.as_of = as_of
        self.audience = audience
        self.locator = Locator(repository.texts)
        self._plan: dict[tuple[int, bool], tuple[Cell, ...]] = {}
        self._areas: dict[tuple[int, bool], Mapping[str, list[Cell]]] = {}

    @cached_property
    def by_year(self) -> Mapping[int, tuple[Cell, ...]]:
        """The cells of this year and those before it, oldest first."""
        return {year: self._cells(year) for year in range(self.first, self.year + 1)}

    def _cells(self, year: int) -> tuple[Cell, ...]:
        grid = self.grid if year == self.year else grid_on(self.everything, self.day(year))
        cells = self._accounted(grid.accounted_in(year))
        if not self.tells_closed:
            return cells
        # What is open is what every other document says: no decision that names anything closed has touched it.
        seen = grid_on(public_repository(self.everything), grid.as_of).accounted_in(year)
        place = {name: number for number, name in enumerate(self.everything.obligations)}
        both = (*self._accounted(seen), *_closed(cells))
        return tuple(sorted(both, key=lambda cell: place[cell.obligation.id]))

    @cached_property
    def repository(self) -> PlanRepository:
        """What sections may read: what is accounted for, without anything that is closed."""
        if self._is_whole:
            return self.everything
        first, last = self._span
        years = (cells for year, cells in self.by_year.items() if first <= year)
        owed = {cell.obligation.id for cells in years for cell in cells}
        return of_account(self.everything, self.document, (first, last), owed)

    def is_accounted(self, obligation: Obligation) -> bool:
        """Whether the duty is in the account."""
        return self._is_whole or is_accounted(self._whole, obligation.document_id, self.document)

    def counts(self, obligation: Obligation) -> bool:
        """Whether the duty enters the account's x av y: all of one document, or what stems from the plan."""
        return self.document is not None or obligation.is_plan

    def _accounted(self, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        return tuple([cell for cell in cells if self.is_accounted(cell.obligation)])

    @cached_property
    def closed(self) -> tuple[Cell, ...]:
        """The year's cells of closed duties, which no figure adds to the others; for the public there are none."""
        if self.audience is Audience.PUBLIC or self.tells_closed:
            return ()
        return self._accounted(_closed(grid_on(self._whole, self.as_of).accounted_in(self.year)))

    @cached_property
    def grid(self) -> Grid:
        """The grid on this year's day."""
        return grid_on(self.everything, self.as_of)

    def day(self, year: int) -> date:
        """Return the day that a year is reckoned on: each earlier one on its own."""
        return self.as_of if year == self.year else default_as_of(self.everything, year, self.as_of)

    def is_complete(self, year: int) -> bool:
        """Whether the last day to answer for the year has passed on its day: only such years can be compared."""
        return is_complete(self.everything, year, self.day(year))

    @cached_property
    def comparable(self) -> bool:
        """Whether this year and the one before it are both complete."""
        years = (self.year - 1, self.year)
        return self.before is not None and all(self.is_complete(year) for year in years)

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
        return f"Svarstiden pågår till den {long_date(self.answer_days[-1])}"

    @cached_property
    def judged(self) -> Mapping[int, PlanFile[Assessments]]:
        """The files of assessments by year: those decided by the report's day, and drafts without a day."""
        return {
            document.record.year: self._of_account(document)
            for document in self.everything.assessments
            if not (decision := document.record.decision) or not decision.day or decision.day <= self.as_of
        }

    def _of_account(self, document: PlanFile[Assessments]) -> PlanFile[Assessments]:
        """Return the assessments without what is said of the settings' account, where this is another."""
        if self.document is None:
            return document
        areas = {} if self.document in self._whole.accounts else document.record.areas
        said = {
            "decision": None,
            "heading": None,
            "summary": None,
            "outlook": None,
            "conclusions": None,
            "proposals": (),
        }
        return PlanFile(document.path, document.record.model_copy(update={**said, "areas": areas}))

    @property
    def subject(self) -> str:
        """What is accounted for, inside a sentence: planen, planerna, planen och programmet, or the one document."""
        return listed(self._subjects)

    @property
    def of_subject(self) -> str:
        """The possessive of what is accounted for: planens, planens och programmets."""
        return listed([possessive(one) for one in self._subjects])

    @cached_property
    def _subjects(self) -> list[str]:
        obligations = self.repository.obligations
        now = {cell.obligation.id for cell in self.cells} if self._is_whole else obligations.keys()
        duties = [duty for name, duty in obligations.items() if duty.owes and name in now]
        # Where no plan is in force, what is accounted for is what stands beside it.
        owing = [duty for duty in duties if self.counts(duty)] or [duty for duty in duties if not duty.is_law]
        documents = {duty.document_id: duty.document for duty in owing if duty.document}
        kinds = [document.kind for document in documents.values()]
        several = {
            DocumentKind.PLAN: "planerna",
            DocumentKind.PROGRAMME: "programmen",
            DocumentKind.AGREEMENT: "överenskommelserna",
            DocumentKind.AUDIT: "yttrandena",
        }
        named = (several[kind] if kinds.count(kind) > 1 else kind.definite for kind in dict.fromkeys(kinds))
        return list(named) or ["planen"]

    @property
    def title(self) -> str | None:
        """The title of the one document that is accounted for, if it is one."""
        document = self._whole.documents.record.documents.get(self.document or "")
        return document.title if document else None

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
        """Last year's cells by duty and body; None in the first year of the follow-up, or of the one document."""
        cells = self.by_year.get(self.year - 1)
        if cells is None or (self.document is not None and not cells):
            return None
        return self.by_duty(cells)

    def moves(self, move: Move) -> Sequence[Pair]:
        """Return the cells that differ in this way between last year and this, of those that the sums count."""
        return self._moves.get(move, ())

    @cached_property
    def _moves(self) -> Mapping[Move | None, Sequence[Pair]]:
        if self.before is None:
            return {}
        identity = Identity(self.everything, self.everything)
        both = pairs(identity, self.by_year[self.year - 1], self.cells)
        return grouped(both, lambda pair: moved(pair, self._is_scored))

    def _is_scored(self, cell: Cell) -> bool:
        return cell.is_bound and self.counts(cell.obligation)

    def by_duty(self, cells: Iterable[Cell]) -> Mapping[tuple[str, str], Cell]:
        """Return the cells by duty and body, also under the ids of what a duty has replaced (`ersätter`)."""
        exact: dict[tuple[str, str], Cell] = {}
        older: dict[tuple[str, str], Cell] = {}
        for cell in cells:
            exact[cell.obligation.id, cell.body] = cell
            older |= {(name, cell.body): cell for name in self.replaced(cell.obligation)}
        return {**older, **exact}

    def replaced(self, obligation: Obligation) -> Sequence[str]:
        """Return the ids of what the duty has replaced, the latest first."""
        found: list[str] = []
        one: Obligation | None = obligation
        while one and (name := one.record.replaces) and name not in (obligation.id, *found):
            found.append(name)
            one = self._whole.obligations.get(name)
        return found

    def plan(self, *, bound: bool, year: int | None = None) -> tuple[Cell, ...]:
        """Return the cells that the account's sums count, of bound or of urged bodies."""
        key = year or self.year, bound
        if key not in self._plan:
            cells = self.by_year[key[0]]
            counted = (cell for cell in cells if self.counts(cell.obligation) and cell.is_bound is bound)
            self._plan[key] = tuple(cell for cell in counted if is_of_the_year(cell))
        return self._plan[key]

    def of_document(self, name: str, *, bound: bool, year: int | None = None) -> tuple[Cell, ...]:
        """Return the cells of one of the account's documents that its sums count, of bound or of urged bodies."""
        cells = (cell for cell in self.by_year[year or self.year] if cell.obligation.document_id == name)
        return tuple([cell for cell in cells if cell.is_bound is bound and is_of_the_year(cell)])

    def area(self, chapter: PlanFile[Chapter], *, bound: bool, year: int | None = None) -> list[Cell]:
        """Return the cells of an area, of bound or of urged bodies, as many as its sums count."""
        name = chapter.record.document
        document = self.everything.documents.record.documents.get(name)
        if document and document.kind is DocumentKind.AGREEMENT and self.document is None:
            return by_area(self.of_document(name, bound=bound, year=year)).get(chapter.stem, [])
        key = year or self.year, bound
        if key not in self._areas:
            self._areas[key] = by_area(self.plan(bound=bound, year=year))
        return self._areas[key].get(chapter.stem, [])

    def law(self) -> tuple[Cell, ...]:
        """Return the cells of the law that its sums count."""
        if self.document is not None:
            return ()
        return tuple(cell for cell in self.cells if cell.obligation.is_law and is_of_the_year(cell))

    @property
    def silent(self) -> Mapping[str, list[Cell]]:
        """The bodies that have not answered at all for this year."""
        return self.silent_by_year[self.year]

    @cached_property
    def unheard(self) -> frozenset[tuple[str, str, int]]:
        """The keys of what those bodies have left unanswered."""
        return frozenset(cell.key for cells in self.silent.values() for cell in cells)

    @cached_property
    def silent_by_year(self) -> Mapping[int, Mapping[str, list[Cell]]]:
        """The bodies that have not answered at all for each complete year, with their unanswered cells."""
        return {
            year: silent_bodies(self.repository, year, self.day(year), cells)
            for year, cells in self.by_year.items()
        }

    def since(self, cell: Cell) -> int:
        """Return the first of the consecutive years in which the duty has been lacking for the body."""
        first = self.year
        names = (cell.obligation.id, *self.replaced(cell.obligation))
        while any((first - 1, name, cell.body) in self._lacking for name in names):
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

    def label_of(self, chapter: PlanFile[Chapter]) -> str:
        """Return how readers name a chapter: with its document if it is of an agreement, or of one plan beside another."""
        document = self.repository.documents.record.documents.get(chapter.record.document)
        is_agreement = document is not None and document.kind is DocumentKind.AGREEMENT
        is_apart = is_agreement and not self._is_whole and self.document is None
        return self.repository.chapter_name(chapter, is_apart=is_apart)

    def name(self, body: str) -> str:
        """Return the body's name."""
        return self.repository.body_name(body)

    def in_sentence(self, body: str) -> str:
        """Return the body's name as it stands inside a sentence."""
        return self.repository.body_in_sentence(body)

    def own(self, text: str | None, where: Where) -> Own | None:
        """Return what the giver itself has written, with the address of its key."""
        return Own(text, self.source(where.key())) if text else None

    def source(self, where: Where) -> Source | None:
        """Return the address of a place, which only the internal edition tells."""
        return None if self.audience is Audience.PUBLIC else self.place(where)

    def place(self, where: Where) -> Source:
        """Return the address of a place, for those who write."""
        return Source(where.path, self.locator.line_number(where))


def areas(figures: ReportData) -> Iterator[PlanFile[Chapter]]:
    """Return the chapters that the account's x av y is of, but for those that are part of another."""
    for chapter, kind in _chapters(figures):
        if figures.document is not None or kind in PLANS:
            yield chapter


def agreements(figures: ReportData) -> Iterator[PlanFile[Chapter]]:
    """Return the chapters of agreements, which stand beside the plan's."""
    for chapter, kind in _chapters(figures):
        if figures.document is None and kind is DocumentKind.AGREEMENT:
            yield chapter


def _chapters(figures: ReportData) -> Iterator[tuple[PlanFile[Chapter], DocumentKind]]:
    """Return the chapters that are no audits and not part of another, each with what sort of document it is of."""
    documents = figures.repository.documents.record.documents
    for chapter in figures.repository.chapters:
        source = documents.get(chapter.record.document)
        if source and chapter.record.part_of is None and not isinstance(chapter.record, Audit):
            yield chapter, source.kind


def chapter_numbers(figures: ReportData) -> Mapping[str, int]:
    """Return the number of each chapter of the account."""
    return numbered([*areas(figures), *agreements(figures)])


def numbered(chapters: Sequence[PlanFile[Chapter]]) -> Mapping[str, int]:
    """Return the number of each chapter: its own, or where another has it, or it has none, the next that is free."""
    found: dict[str, int] = {}
    own = {number for chapter in chapters if (number := chapter.record.number) is not None}
    free = max(own, default=0)
    for chapter in chapters:
        number = chapter.record.number
        if number is None or number in found.values():
            free += 1
            number = free
        found[chapter.stem] = number
    return found


def _closed(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    return tuple([cell for cell in cells if not cell.obligation.record.is_open])


def is_of_the_year(cell: Cell) -> bool:
    """Whether the year's sums are of it: it is not what was done an earlier year."""
    return cell.timeliness is not Timeliness.DONE_EARLIER


def tally(cells: Iterable[Cell]) -> tuple[tuple[Verdict, int], ...]:
    """Count the year's verdicts in their fixed order, leaving out those that do not occur."""
    verdicts = [cell.verdict for cell in cells if is_of_the_year(cell)]
    return tuple((verdict, verdicts.count(verdict)) for verdict in Verdict if verdict in verdicts)


_One = TypeVar("_One")
_Key = TypeVar("_Key")


def grouped(several: Iterable[_One], key: Callable[[_One], _Key]) -> dict[_Key, list[_One]]:
    """Group them, keeping their order."""
    groups: dict[_Key, list[_One]] = {}
    for one in several:
        groups.setdefault(key(one), []).append(one)
    return groups


def by_area(cells: Sequence[Cell]) -> Mapping[str, list[Cell]]:
    """Return the cells by the chapter they are counted in: their own, or the one that it is part of."""
    return grouped(cells, lambda cell: cell.obligation.chapter.record.part_of or cell.obligation.chapter.stem)


def bound_part(cells: Iterable[Cell]) -> Score | None:
    """Return the x av y of what binds, where some of what is counted does and some does not."""
    told = [cell for cell in cells if cell.counts]
    bound = [cell for cell in told if cell.is_bound]
    return score(bound) if 0 < len(bound) < len(told) else None


def score(cells: Iterable[Cell]) -> Score:
    """Count fulfilled of due."""
    return Score.of(list(cells))
