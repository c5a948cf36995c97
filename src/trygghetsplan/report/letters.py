"""Letters: what one body is reminded of or asked to answer, in sentences, ready to send."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from trygghetsplan.engine import agenda
from trygghetsplan.engine.agenda import DayMeaning, Task, Urgency, mandate_notice
from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.clock import answer_day
from trygghetsplan.engine.grid import Grid
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.model.evidence import EvidenceField, EvidenceType
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.report.todo import HEADINGS
from trygghetsplan.swedish import listed, long_date, small


class Line(NamedTuple):
    """One thing to do: what, by when, what to show and where to answer."""

    title: str
    whose: str
    """The body that has ceased and left it behind, if one has."""
    when: str
    remarks: tuple[str, ...]
    """Whole sentences: why, what to fill in, where to answer, what is uncertain."""


class Part(NamedTuple):
    """The lines under one heading."""

    heading: str
    is_new: bool
    """Whether a new mandate period brings them."""
    lines: tuple[Line, ...]


class Letter(NamedTuple):
    """What one body is reminded of, ready to send."""

    body: str
    year: int
    is_urged: bool
    """Whether the body is urged to do some of it; its own board decides."""
    is_bound: bool
    """Whether some of it binds the body."""
    urger: str
    sources: tuple[str, ...]
    """The documents that ask for it."""
    as_of: date
    answer_by: date | None
    """When the year has to be answered, if anything in it is still to come."""
    file: str
    """Where the answers go, unless a line says otherwise; empty where every line does."""
    has_other_files: bool
    """Whether a line names a file of its own."""
    late: int
    """How many lines are overdue and binding."""
    parts: tuple[Part, ...]
    standing: int
    """How many standing duties the yearly answer also speaks of."""
    notice: tuple[str, ...]
    sender: str


def letters(grid: Grid, before: date | None, body: str | None = None) -> list[Letter]:
    """Return a letter for each body that has something to do. What a body left behind goes to its successor."""
    settings = grid.repository.settings.record
    year = grid.as_of.year
    if answer_day(settings, year - 1) >= grid.as_of and year - 1 >= settings.first_year:
        year -= 1
    received: dict[str, list[Task]] = {name: [] for name in grid.repository.bodies}
    for task in agenda.tasks(grid, before):
        addressee = _addressee(grid.repository, task.cell.body, grid.as_of)
        if addressee and body in (None, addressee, task.cell.body):
            received[addressee].append(task)
    return [_letter(grid, name, year, own) for name, own in received.items() if own]


def letter(grid: Grid, body: str, year: int) -> Letter:
    """Return the letter that asks one body to answer for one year: all that remains, also what is not yet due."""
    return _letter(grid, body, year, agenda.tasks_of_year(grid, year, body))


def _addressee(repository: PlanRepository, body: str, day: date) -> str | None:
    """Return the body, or the one that succeeds it once it has ceased; None where none does."""
    ends = repository.bodies[body].ends
    if ends is None or ends >= day:
        return body
    heirs = (name for name, other in repository.bodies.items() if other.succeeds == body)
    return next((heir for name in heirs if (heir := _addressee(repository, name, day))), None)


def _letter(grid: Grid, body: str, year: int, tasks: Sequence[Task]) -> Letter:
    repository = grid.repository
    settings = repository.settings.record
    of_year = [cell for cell in grid.year(year) if cell.body == body]
    own = [task for task in tasks if not _is_standing(task.cell)]
    asked = [task.cell for task in own] or of_year
    standing = sum(_is_standing(cell) for cell in of_year)
    writer = _Writer(grid, body, year)
    here = [task for task in own if writer.is_answered_here(task)]
    has_more = bool(standing) or not own
    is_asked = has_more or any(task.urgency is not Urgency.LATE for task in here)
    return Letter(
        repository.body_name(body),
        year,
        any(not cell.is_bound for cell in asked),
        any(cell.is_bound for cell in asked),
        settings.organisation.in_sentence,
        _sources(asked),
        grid.as_of,
        answer_day(settings, year) if is_asked else None,
        _file(body, year) if has_more or here else "",
        len(here) < len(own),
        sum(task.urgency is Urgency.LATE and task.cell.is_bound for task in own),
        tuple(writer.parts(own)),
        standing,
        tuple(mandate_notice(grid)) if any(task.urgency is Urgency.COMING for task in own) else (),
        f"{repository.body_name(settings.account.given_by)}, {settings.organisation.name}",
    )


def _file(body: str, year: int) -> str:
    return f"followups/{year}/{body}.yaml"


def _sources(cells: Iterable[Cell]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cell.obligation.document.title for cell in cells if cell.obligation.document))


def _is_standing(cell: Cell) -> bool:
    """Whether the duty applies all year: such are counted together, and asked about once."""
    return cell.schedule.is_standing and cell.verdict is Verdict.NOT_DUE


class _Writer(NamedTuple):
    """Writes the lines of one body's letter about one year."""

    grid: Grid
    body: str
    year: int

    def parts(self, own: Sequence[Task]) -> Iterator[Part]:
        found: dict[str, list[Task]] = {}
        for task in own:
            soft = task.urgency is Urgency.LATE and not task.cell.is_bound
            found.setdefault("Har stått öppet" if soft else HEADINGS[task.urgency], []).append(task)
        urges = any(not task.cell.is_bound for task in own)
        for heading, together in found.items():
            is_new = together[0].urgency is Urgency.COMING
            yield Part(heading, is_new, tuple(self._line(task, urges=urges) for task in together))

    def is_answered_here(self, task: Task) -> bool:
        """Whether the answer belongs in the file of the letter's year."""
        return self._file_of(task) == _file(self.body, self.year)

    def _line(self, task: Task, *, urges: bool) -> Line:
        cell = task.cell
        obligation = cell.obligation.record
        fields = [field for name in obligation.evidence if (field := self.grid.repository.field(name))]
        whole = any(field.type is EvidenceType.YEAR_ANSWER for field in fields)
        title = f"Hela uppföljningen för {cell.period.label}" if whole else obligation.title
        period = "" if whole else f" ({cell.period.label})"
        remarks = (
            cell.outcome.reason if cell.claim and cell.verdict.is_shortcoming else "",
            "Det är bindande för er." if urges and cell.is_bound else "",
            _wanted(fields),
            self._where(task),
            ""
            if cell.obligation.is_verified
            else f"Uppgiften är inte kontrollerad mot {cell.obligation.ground}.",
        )
        whose = self.grid.repository.body_name(cell.body) if cell.body != self.body else ""
        return Line(
            f"{title}{period}", whose, _when(task, whole=whole), tuple(said for said in remarks if said)
        )

    def _where(self, task: Task) -> str:
        """Say in which file and by when it is answered, where that is not what the letter says of all."""
        main = answer_day(self.grid.repository.settings.record, self.year)
        day = task.by if task.meaning is DayMeaning.ANSWER else task.cell.schedule.answer_by
        is_said = day in (task.by, main) or day < self.grid.as_of or task.urgency is Urgency.LATE
        until = "" if is_said else f" senast {long_date(day)}"
        if _may_wait(task, self.year):
            return f"Svara i uppföljningen för det år då det görs{until and f',{until}'}."
        if not self.is_answered_here(task):
            return f"Svara i {self._file_of(task)}{until}."
        return f"Svara{until}." if until else ""

    def _file_of(self, task: Task) -> str:
        """Return the file that an answer counts in: the letter's year, or the nearest that the period takes."""
        first, last = task.cell.schedule.years
        return _file(task.cell.body, min(max(self.year, first), last))


def _may_wait(task: Task, year: int) -> bool:
    """Whether a period of several years leaves it open which year's file the answer will stand in."""
    first, last = task.cell.schedule.years
    due = task.cell.schedule.due
    return due is not None and first < last and max(year, first) < due.year <= last


def _wanted(fields: Sequence[EvidenceField]) -> str:
    """Say what the answer has to show."""
    labels = [
        f"{small(field.title)} (ja eller nej)" if field.type is EvidenceType.YES_NO else small(field.title)
        for field in fields
        if not field.type.is_computed
    ]
    return f"Fyll i: {listed(labels)}." if labels else ""


def _when(task: Task, *, whole: bool) -> str:
    """Say what was or is due when, without a full stop."""
    day, cell = long_date(task.by), task.cell
    match task.meaning:
        case DayMeaning.LAPSE if task.urgency is Urgency.LATE:
            return f"underlaget gällde till och med {day}"
        case DayMeaning.LAPSE:
            return f"underlaget gäller till och med {day} och behöver förnyas"
        case DayMeaning.ANSWER if cell.schedule.due:
            return f"sista dag var {long_date(cell.schedule.due)}, svara senast {day}"
        case DayMeaning.ANSWER if cell.schedule.is_standing:
            return "gäller hela året"
        case DayMeaning.ANSWER:
            return (
                f"svar väntades senast {day}" if cell.verdict is Verdict.UNANSWERED else f"svara senast {day}"
            )
        case _ if task.urgency is Urgency.LATE:
            if whole:
                return f"skulle ha lämnats senast {day}" if cell.is_bound else f"väntades senast {day}"
            return f"sista dag var {day}" if cell.is_bound else f"planens sista dag var {day}"
        case _ if whole:
            return f"lämnas senast {day}"
        case _:
            also = ", även för svaret" if cell.schedule.answer_by == task.by else ""
            return f"sista dag är {day}{also}"
