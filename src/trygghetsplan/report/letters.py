"""Letters: what one body is reminded of or asked to answer, in sentences, ready to send."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar, NamedTuple

from trygghetsplan.disclosure.redaction import MARKING_OF_BODY, Audience
from trygghetsplan.engine import agenda
from trygghetsplan.engine.agenda import DayMeaning, Task, Urgency
from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.clock import last_year_answered
from trygghetsplan.engine.grid import Grid
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.model.evidence import EvidenceField, EvidenceType
from trygghetsplan.plan.example import is_example
from trygghetsplan.report.todo import HEADINGS, Silence, by_chapter, silences
from trygghetsplan.report.views import Masthead
from trygghetsplan.report.year_wheel import mandate_notice
from trygghetsplan.swedish import listed, long_date, possessive, small

TIME_TO_REPLY = timedelta(days=14)
_OLD_DAY = re.compile(r"; sista dag var [^;]+\.$")
"""How a reason ends that also says which day has passed."""


class LetterLine(NamedTuple):
    """One thing to do: what, by when, why, and what to show."""

    title: str
    whose: str
    """The body that has ceased and left it behind, if one has."""
    when: str
    """By when, where the day is still to come."""
    remarks: tuple[str, ...]
    """Whole sentences: why, and what to answer."""


class LetterPart(NamedTuple):
    """The lines under one heading."""

    heading: str
    is_new: bool
    """Whether a new mandate period brings them."""
    silences: tuple[Silence, ...]
    chapters: tuple[tuple[str, tuple[LetterLine, ...]], ...]
    """The lines of each chapter, in the order of the plan."""


@dataclass(frozen=True, slots=True)
class BodyLetter:
    """What one body is reminded of, ready to send."""

    template: ClassVar[str] = "letter"

    body: str
    in_sentence: str
    """The body's name inside a sentence."""
    is_receiver: bool
    """Whether the account is given to the body: the sender can ask nothing of it."""
    year: int
    """The year that is answered next."""
    is_reminder: bool
    """Whether it tells of all that remains, and not only of what a form asks."""
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
    reply_by: date | None
    """When what remains is to be answered, if anything does."""
    forms: tuple[str, ...]
    """The forms that take the answers, in words."""
    has_later: bool
    """Whether it also tells of what is answered when it is done."""
    parts: tuple[LetterPart, ...]
    standing: int
    """How many standing duties the yearly answer also speaks of."""
    notice: tuple[str, ...]
    by: str
    """The body that writes."""
    by_in_sentence: str
    organisation: str
    is_example: bool

    @property
    def cover(self) -> Masthead:
        """What it is, and that it is not public."""
        is_marked = self.is_example, Audience.INTERNAL, MARKING_OF_BODY
        return Masthead(self.subject, self.organisation, self.as_of, *is_marked)

    @property
    def subject(self) -> str:
        """What it is about, in one line."""
        if self.is_receiver:
            return "Upplysning om uppföljning"
        about = "Påminnelse om uppföljning" if self.is_reminder else f"Uppföljning för {self.year}"
        return f"{about}, svara senast den {long_date(self.reply_by)}" if self.reply_by else about

    @property
    def sender(self) -> str:
        """The body that writes, and whose it is where its name does not tell."""
        return (
            self.by
            if f"{self.by} ".startswith(f"{self.organisation} ")
            else f"{self.by}, {self.organisation}"
        )


def reminder(
    grid: Grid, body: str, before: date | None, reply_by: date | None, forms: dict[int, str]
) -> BodyLetter | None:
    """Return the letter that tells a body of all that remains; None where nothing does, or nobody is left to tell.

    What a body left behind goes to its successor.

    Args:
        grid: what is owed, and the day it is reckoned on.
        body: whom it is to.
        before: the day up to which what is to come is told of.
        reply_by: the day to reply, by default two weeks on.
        forms: the forms that have been written for the body, by year.
    """
    addressee = agenda.addressee(grid.repository, body, grid.as_of)
    tasks = [
        task
        for task in agenda.tasks(grid, before)
        if addressee and agenda.addressee(grid.repository, task.cell.body, grid.as_of) == addressee
    ]
    if addressee is None or not tasks:
        return None
    settings, kind = grid.repository.settings.record, grid.repository.kind_of(addressee)
    year = max(last_year_answered(settings, grid.as_of, kind) + 1, settings.first_year)
    if reply_by is None and any(_remains(task) for task in tasks):
        reply_by = grid.as_of + TIME_TO_REPLY
    years = {task.cell.schedule.years for task in tasks}
    taking = tuple(
        f"blanketten {name}"
        for of_year, name in sorted(forms.items())
        if any(first <= of_year <= last for first, last in years)
    )
    return replace(_letter(grid, addressee, min(year, grid.as_of.year), tasks, reply_by), forms=taking)


def letter_with_form(grid: Grid, body: str, year: int, form: str, reply_by: date) -> BodyLetter:
    """Return the letter that comes with the form of a year: all that remains of it, also what is not yet due."""
    tasks = agenda.tasks_of_year(grid, year, body)
    letter = _letter(grid, body, year, tasks, reply_by)
    return replace(letter, is_reminder=False, has_later=False, forms=(form,))


def writes_to_itself(grid: Grid, body: str) -> bool:
    """Whether the letter would go to the body that it is from."""
    return (
        agenda.addressee(grid.repository, body, grid.as_of)
        == grid.repository.settings.record.account.given_by
    )


def _letter(grid: Grid, body: str, year: int, tasks: Sequence[Task], reply_by: date | None) -> BodyLetter:
    repository = grid.repository
    settings = repository.settings.record
    account, organisation = settings.account, settings.organisation
    of_year = [cell for cell in grid.year(year) if cell.body == body]
    own = [task for task in tasks if not _is_standing(task.cell)]
    asked = [task.cell for task in own] or of_year
    documents = (cell.obligation.document for cell in asked)
    words = repository.urging_words(body)
    is_receiver = body == account.given_to
    has_new = any(task.urgency is Urgency.COMING for task in own)
    return BodyLetter(
        body=repository.body_name(body),
        in_sentence=repository.body_in_sentence(body),
        is_receiver=is_receiver,
        year=year,
        is_reminder=True,
        has_urged=any(not cell.is_bound for cell in asked),
        has_bound=any(cell.is_bound for cell in asked),
        urges=f"{organisation.in_sentence} {words.urges}",
        board=words.board,
        sources=tuple(dict.fromkeys(f"”{document.title}”" for document in documents if document)),
        as_of=grid.as_of,
        reply_by=None if is_receiver else reply_by,
        forms=(),
        has_later=len({_remains(task) for task in own}) > 1,
        parts=tuple(_parts(grid, body, own, asks=not is_receiver)),
        standing=sum(_is_standing(cell) for cell in of_year),
        notice=tuple(mandate_notice(grid, body)) if has_new else (),
        by=repository.body_name(account.given_by),
        by_in_sentence=repository.body_in_sentence(account.given_by),
        organisation=organisation.name,
        is_example=is_example(repository, bodies={body, *(cell.body for cell in asked)}),
    )


def _is_standing(cell: Cell) -> bool:
    """Whether the duty applies all year: such are counted together, and asked about once."""
    return cell.schedule.is_standing and cell.verdict is Verdict.NOT_DUE


def _remains(task: Task) -> bool:
    """Whether it should have been done or answered by now."""
    return task.urgency in (Urgency.LATE, Urgency.LACKING)


def _parts(grid: Grid, body: str, own: Sequence[Task], *, asks: bool) -> Iterator[LetterPart]:
    """Return what is told under each heading, in the order of the plan."""
    place = {name: number for number, name in enumerate(grid.repository.obligations)}
    in_order = sorted(own, key=lambda task: (place[task.cell.obligation.id], task.cell.period.first, task.by))
    mixed = any(not task.cell.is_bound for task in own)
    by_heading: dict[str, list[Task]] = {}
    for task in sorted(in_order, key=lambda task: list(Urgency).index(task.urgency)):
        heading = HEADINGS[Urgency.LACKING if _remains(task) else task.urgency]
        by_heading.setdefault(heading, []).append(task)
    for heading, tasks in by_heading.items():
        unheard = silences(grid, [task for task in tasks if asks and task.cell.body == body])
        together = {task.cell.key for silence in unheard for task in silence.tasks}
        single = [task for task in tasks if task.cell.key not in together]
        yield LetterPart(
            heading,
            heading == HEADINGS[Urgency.COMING],
            tuple(unheard),
            tuple(
                (
                    chapter,
                    tuple(
                        _line(grid, body, task, asks=asks, is_told_bound=mixed and asks)
                        for task in of_chapter
                    ),
                )
                for chapter, of_chapter in by_chapter(grid.repository, single).items()
            ),
        )


def _line(grid: Grid, body: str, task: Task, *, asks: bool, is_told_bound: bool) -> LetterLine:
    cell = task.cell
    remarks = (
        _why(task, asks=asks),
        f"När det händer: {limit}." if (limit := cell.obligation.record.event_limit) else "",
        "Det är bindande för er." if is_told_bound and cell.is_bound else "",
        _evidence(cell.obligation.evidence.in_answer.values()) if asks else "",
    )
    return LetterLine(
        title=f"Hela uppföljningen för {cell.period.label}"
        if cell.obligation.evidence.is_whole_year
        else f"{cell.obligation.record.title} ({cell.period.label})",
        whose=grid.repository.body_in_sentence(cell.body) if cell.body != body else "",
        when=_when(task) if task.by >= grid.as_of else "",
        remarks=tuple(remark for remark in remarks if remark),
    )


def _why(task: Task, *, asks: bool) -> str:
    """Say why it remains, without the day that has passed."""
    cell = task.cell
    if not cell.verdict.is_shortcoming:
        return ""
    if task.meaning is DayMeaning.LAPSE:
        return "Underlaget gäller inte längre och behöver förnyas."
    if cell.outcome.rule == 5:
        return "Arbetet skulle ha påbörjats."
    return _OLD_DAY.sub(".", cell.outcome.reason) if cell.claim else "Svar saknas." if asks else ""


def _evidence(fields: Iterable[EvidenceField]) -> str:
    """Say what the answer has to show."""
    labels = [
        f"{small(field.title)} (ja eller nej)" if field.type is EvidenceType.YES_NO else field.named
        for field in fields
    ]
    return f"Svara med: {listed(labels)}." if labels else ""


def _when(task: Task) -> str:
    """Say what is due on a day that has not passed, without a full stop."""
    day, cell = f"den {long_date(task.by)}", task.cell
    is_answer = task.meaning is DayMeaning.ANSWER
    if task.meaning is DayMeaning.LAPSE:
        return f"underlaget gäller till och med {day} och behöver förnyas"
    if is_answer or cell.obligation.evidence.is_whole_year:
        what = "svaret för året" if is_answer and cell.schedule.is_event else "svaret"
        return f"{what} {'ska lämnas' if cell.is_bound else 'väntas'} senast {day}"
    document = cell.obligation.document
    whose = "" if cell.is_bound else f"{possessive(document.kind.definite if document else 'planen')} "
    return f"{whose}sista dag är {day}"
