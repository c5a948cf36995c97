"""Letters: what one body is reminded of or asked to answer, in sentences, ready to send."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from trygghetsplan.engine import agenda
from trygghetsplan.engine.agenda import DayMeaning, Task, Urgency
from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.clock import answer_day, last_year_answered
from trygghetsplan.engine.grid import Grid
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.model.evidence import EvidenceField, EvidenceType
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.report.todo import HEADINGS
from trygghetsplan.report.year_wheel import mandate_notice
from trygghetsplan.swedish import listed, long_date, possessive, small


class LetterLine(NamedTuple):
    """One thing to do: what, by when, what to show and where to answer."""

    title: str
    whose: str
    """The body that has ceased and left it behind, if one has."""
    when: str
    remarks: tuple[str, ...]
    """Whole sentences: why, what to fill in, and in which year's follow-up to answer."""


class LetterPart(NamedTuple):
    """The lines under one heading."""

    heading: str
    is_new: bool
    """Whether a new mandate period brings them."""
    lines: tuple[LetterLine, ...]


class BodyLetter(NamedTuple):
    """What one body is reminded of, ready to send."""

    body: str
    in_sentence: str
    """The body's name inside a sentence."""
    year: int
    has_urged: bool
    """Whether the body is urged to do some of it; its own board decides."""
    has_bound: bool
    """Whether some of it binds the body."""
    urges: str
    """Who urges it, with the verb: kommunen uppmanar."""
    board: str
    """Who decides at the body."""
    sources: tuple[str, ...]
    """The documents that ask for it."""
    as_of: date
    answer_by: date | None
    """When the year has to be answered, if anything in it is still to come."""
    is_of_year: bool
    """Whether something is answered in the follow-up of the letter's year; elsewhere where a line says so."""
    has_other_years: bool
    """Whether a line names a follow-up of its own."""
    form: str
    """The form that comes with the letter and takes the answers; empty where none does."""
    late: int
    """How many lines are overdue and binding."""
    parts: tuple[LetterPart, ...]
    standing: int
    """How many standing duties the yearly answer also speaks of."""
    notice: tuple[str, ...]
    sender: str


def letters(grid: Grid, before: date | None, body: str | None = None) -> list[BodyLetter]:
    """Return a letter for each body that has something to do. What a body left behind goes to its successor."""
    received: dict[str, list[Task]] = {name: [] for name in grid.repository.bodies}
    for task in agenda.tasks(grid, before):
        addressee = _addressee(grid.repository, task.cell.body, grid.as_of)
        if addressee and body in (None, addressee, task.cell.body):
            received[addressee].append(task)
    return [_letter(grid, name, _year_to_answer(grid, name), own) for name, own in received.items() if own]


def _year_to_answer(grid: Grid, body: str) -> int:
    """Return the first year that the body still has time to answer for, at most this one."""
    settings, kind = grid.repository.settings.record, grid.repository.kind_of(body)
    year = max(last_year_answered(settings, grid.as_of, kind) + 1, settings.first_year)
    return min(year, grid.as_of.year)


def letter(grid: Grid, body: str, year: int) -> BodyLetter:
    """Return the letter that asks one body to answer for one year: all that remains, also what is not yet due."""
    return _letter(grid, body, year, agenda.tasks_of_year(grid, year, body))


def _addressee(repository: PlanRepository, body: str, day: date) -> str | None:
    """Return the body, or the one that succeeds it once it has ceased; None where none does."""
    ends = repository.bodies[body].ends
    if ends is None or ends >= day:
        return body
    heirs = (name for name, other in repository.bodies.items() if other.succeeds == body)
    return next((heir for name in heirs if (heir := _addressee(repository, name, day))), None)


def _letter(grid: Grid, body: str, year: int, tasks: Sequence[Task]) -> BodyLetter:
    repository = grid.repository
    settings = repository.settings.record
    of_year = [cell for cell in grid.year(year) if cell.body == body]
    own = [task for task in tasks if not _is_standing(task.cell)]
    asked = [task.cell for task in own] or of_year
    standing = sum(_is_standing(cell) for cell in of_year)
    writer = _LineWriter(grid, body, year)
    here = [task for task in own if writer.is_answered_here(task)]
    has_more = bool(standing) or not own
    is_asked = has_more or any(task.urgency is not Urgency.LATE for task in here)
    has_new = any(task.urgency is Urgency.COMING for task in own)
    documents = (cell.obligation.document for cell in asked)
    words = repository.urging_words(body)
    return BodyLetter(
        body=repository.body_name(body),
        in_sentence=repository.body_in_sentence(body),
        year=year,
        has_urged=any(not cell.is_bound for cell in asked),
        has_bound=any(cell.is_bound for cell in asked),
        urges=f"{settings.organisation.in_sentence} {words.urges}",
        board=words.board,
        sources=tuple(dict.fromkeys(document.title for document in documents if document)),
        as_of=grid.as_of,
        answer_by=answer_day(settings, year, repository.kind_of(body)) if is_asked else None,
        is_of_year=bool(has_more or here),
        has_other_years=len(here) < len(own),
        form="",
        late=sum(task.urgency is Urgency.LATE and task.cell.is_bound for task in own),
        parts=tuple(writer.parts(own)),
        standing=standing,
        notice=tuple(mandate_notice(grid, body)) if has_new else (),
        sender=_sender(repository, body),
    )


def _sender(repository: PlanRepository, body: str) -> str:
    """Return who writes: the giver of the account and its organisation, or only the one that tells of both."""
    settings = repository.settings.record
    giver, name = repository.body_name(settings.account.given_by), settings.organisation.name
    if body == settings.account.given_by:
        return name
    return giver if name in giver else f"{giver}, {name}"


def _is_standing(cell: Cell) -> bool:
    """Whether the duty applies all year: such are counted together, and asked about once."""
    return cell.schedule.is_standing and cell.verdict is Verdict.NOT_DUE


class _LineWriter(NamedTuple):
    """Writes the lines of one body's letter about one year."""

    grid: Grid
    body: str
    year: int

    def parts(self, own: Sequence[Task]) -> Iterator[LetterPart]:
        by_heading: dict[str, list[Task]] = {}
        for task in own:
            is_open = task.urgency is Urgency.LATE and not task.cell.is_bound
            heading = "Har stått öppet" if is_open else HEADINGS[task.urgency]
            by_heading.setdefault(heading, []).append(task)
        urges = any(not task.cell.is_bound for task in own)
        for heading, together in by_heading.items():
            is_new = together[0].urgency is Urgency.COMING
            yield LetterPart(heading, is_new, tuple(self._line(task, urges=urges) for task in together))

    def is_answered_here(self, task: Task) -> bool:
        """Whether the answer belongs in the body's own follow-up of the letter's year."""
        return self._answer_year(task) == self.year and task.cell.body == self.body

    def _line(self, task: Task, *, urges: bool) -> LetterLine:
        cell = task.cell
        is_whole_year = cell.obligation.evidence.is_whole_year
        remarks = (
            cell.outcome.reason if cell.claim and cell.verdict.is_shortcoming else "",
            f"När det händer: {limit}." if (limit := cell.obligation.record.event_limit) else "",
            "Det är bindande för er." if urges and cell.is_bound else "",
            _evidence(cell.obligation.evidence.in_answer.values()),
            self._answer_place(task),
        )
        return LetterLine(
            title=f"Hela uppföljningen för {cell.period.label}"
            if is_whole_year
            else f"{cell.obligation.record.title} ({cell.period.label})",
            whose=self.grid.repository.body_in_sentence(cell.body) if cell.body != self.body else "",
            when=_when(task, is_whole_year=is_whole_year),
            remarks=tuple(remark for remark in remarks if remark),
        )

    def _answer_place(self, task: Task) -> str:
        """Say in which follow-up and by when it is answered, where that is not what the letter says of all."""
        repository = self.grid.repository
        main = answer_day(repository.settings.record, self.year, repository.kind_of(self.body))
        day = task.by if task.meaning is DayMeaning.ANSWER else task.cell.schedule.answer_by
        is_known = day in (task.by, main) or day < self.grid.as_of or task.urgency is Urgency.LATE
        until = "" if is_known else f" senast {long_date(day)}"
        if _may_wait(task, self.year):
            return f"Svara i uppföljningen för det år då det görs{until and f',{until}'}."
        if not self.is_answered_here(task):
            name = self.grid.repository.body_in_sentence(task.cell.body)
            whose = "uppföljningen" if task.cell.body == self.body else f"{possessive(name)} uppföljning"
            return f"Svara i {whose} för {self._answer_year(task)}{until}."
        return f"Svara{until}." if until else ""

    def _answer_year(self, task: Task) -> int:
        """Return the year whose follow-up an answer counts in: the letter's, or the nearest that the period takes."""
        first, last = task.cell.schedule.years
        return min(max(self.year, first), last)


def _may_wait(task: Task, year: int) -> bool:
    """Whether a period of several years leaves it open which year's file the answer will stand in."""
    first, last = task.cell.schedule.years
    due = task.cell.schedule.due
    return due is not None and first < last and max(year, first) < due.year <= last


def _evidence(fields: Iterable[EvidenceField]) -> str:
    """Say what the answer has to show."""
    labels = [
        f"{small(field.title)} (ja eller nej)" if field.type is EvidenceType.YES_NO else field.named
        for field in fields
    ]
    return f"Fyll i: {listed(labels)}." if labels else ""


def _when(task: Task, *, is_whole_year: bool) -> str:
    """Say what was or is due when, without a full stop."""
    day, cell = long_date(task.by), task.cell
    match task.meaning:
        case DayMeaning.LAPSE if task.urgency is Urgency.LATE:
            return f"underlaget gällde till och med {day}"
        case DayMeaning.LAPSE:
            return f"underlaget gäller till och med {day} och behöver förnyas"
        case DayMeaning.ANSWER if cell.schedule.due:
            return f"sista dag var {long_date(cell.schedule.due)}, svara senast {day}"
        case DayMeaning.ANSWER if cell.schedule.is_standing and cell.verdict is Verdict.UNANSWERED:
            return f"gäller hela året, svar väntades senast {day}"
        case DayMeaning.ANSWER if cell.schedule.is_standing:
            return "gäller hela året"
        case DayMeaning.ANSWER if cell.claim and cell.schedule.is_event and cell.verdict.is_shortcoming:
            return "svaret för året är lämnat"
        case DayMeaning.ANSWER:
            of_year = "för året " if cell.schedule.is_event else ""
            is_late = cell.verdict is Verdict.UNANSWERED
            return f"svar {of_year}väntades senast {day}" if is_late else f"svara {of_year}senast {day}"
        case _ if task.urgency is Urgency.LATE:
            if is_whole_year:
                return f"skulle ha lämnats senast {day}" if cell.is_bound else f"väntades senast {day}"
            document = cell.obligation.document
            whose = possessive(document.kind.definite if document else "planen")
            return f"sista dag var {day}" if cell.is_bound else f"{whose} sista dag var {day}"
        case _ if is_whole_year:
            return f"lämnas senast {day}"
        case _:
            also = ", även för svaret" if cell.schedule.answer_by == task.by else ""
            return f"sista dag är {day}{also}"
