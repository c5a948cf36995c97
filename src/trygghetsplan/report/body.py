"""One body's year, for its own meeting: what it owes, what is lacking with what to do, and what to decide."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, NamedTuple

from trygghetsplan.engine.agenda import coming, following_mandate
from trygghetsplan.engine.cell import Cell, Score, Timeliness
from trygghetsplan.engine.decisions import ALL, effective_decisions
from trygghetsplan.engine.questions import is_urged
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.model.decisions import Meaning
from trygghetsplan.report.data import ReportData, bound_part, by_area, grouped, score
from trygghetsplan.report.remedies import Remedy, remedy
from trygghetsplan.report.sections.chapters import duty_numbers
from trygghetsplan.report.sections.cover import cover, said
from trygghetsplan.report.sections.done import marked_if_shortened
from trygghetsplan.report.sections.matrix import Given, given
from trygghetsplan.report.sections.method import words
from trygghetsplan.report.sections.shortages import reason
from trygghetsplan.report.sections.summary import answered
from trygghetsplan.report.views import AnsweredRow, Cover, Provenance, Source, Words
from trygghetsplan.report.year_wheel import mandate_notice
from trygghetsplan.swedish import capital, counted, in_words, listed, long_date, possessive


class BodyScore(NamedTuple):
    """How much of one thing is fulfilled: of what is accounted for openly, and of the rest, by itself."""

    title: str
    open: Score
    closed: Score

    @property
    def together(self) -> Score:
        """Both, as the body itself counts them."""
        return Score(self.open.fulfilled + self.closed.fulfilled, self.open.due + self.closed.due)


class BodyDuty(NamedTuple):
    """One duty of the body: what is asked, how it went, and what is left to do."""

    when: str
    """By when it is to be answered or done, as a sentence; what has the same stands together."""
    id: str
    number: str
    title: str
    text: str
    area: str
    period: str
    is_open: bool
    is_bound: bool
    """Whether it binds the body, so that what is lacking is a breach; otherwise its own board decides."""
    is_answered: bool
    verdict: Verdict
    since: int
    """The first of the consecutive years in which it has been lacking."""
    given: str
    """What the body has given, or why the duty is not counted."""
    reason: str
    remedy: Remedy | None
    """What to do, where it is lacking."""
    by: date | None
    """The last day to answer or to be done, where there is one."""
    source: Source | None


class BodyArea(NamedTuple):
    """The body's duties in one chapter."""

    anchor: str
    label: str
    score: BodyScore
    duties: tuple[BodyDuty, ...]


class DecisionRow(NamedTuple):
    """A decision that says something about the body's duties this year."""

    meaning: str
    duties: str
    reason: str
    period: str
    decided: str
    source: Source | None


@dataclass(frozen=True, slots=True)
class BodyReport:
    """One body's appendix to the account, with proposed decisions."""

    template: ClassVar[str] = "body"

    cover: Cover
    body: str
    in_sentence: str
    """The same, inside a sentence."""
    elsewhere: tuple[str, ...]
    """The titles of other accounts of what it owes, where it owes nothing in this one."""
    is_urged: bool
    binds: str
    """What binds it, or who urges it and who decides, in sentences."""
    answered: AnsweredRow | None
    """None where the body owes no open answer."""
    answer_by: date
    score: BodyScore
    bound: Score | None
    """How much of what is accounted for openly binds, where the body is only urged to the rest."""
    before: Score | None
    """Last year's, of what is accounted for openly."""
    apart: tuple[BodyScore, ...]
    """The law and each agreement, or reply to the auditors, of which something has fallen due."""
    examples: tuple[BodyDuty, ...]
    """What it did, for the first page."""
    remaining: tuple[BodyDuty, ...]
    """What is lacking, the longest standing and then the latest first."""
    pending: tuple[BodyDuty, ...]
    """What can be answered or finished already but has not fallen due, the nearest day first."""
    areas: tuple[BodyArea, ...]
    decisions: tuple[DecisionRow, ...]
    notice: tuple[str, ...]
    """Near a change of mandate: who changes when."""
    coming: tuple[tuple[str, date], ...]
    """(what a new mandate period asks for again, the last day)."""
    proposals: tuple[str, ...]
    """The paragraphs to decide, each to follow on ”att”; none where the body owes nothing."""
    left_out: int
    """How many duties that it is named in are not told, by the plan alone."""
    method: Words


_EXAMPLES = 4
"""How much of what the body did that the first page tells."""
_LONG = 3
"""In how many years a shortcoming must have stood to be named in the proposed decision."""


def _proposals(figures: ReportData, body: str, found: BodyReport) -> Iterator[str]:
    """Return the paragraphs: an urged body is asked to take a stand, a bound one to see that it is done."""
    giver, wording = (
        figures.repository.settings.record.account.given_by,
        figures.repository.urging_words(body),
    )
    receiver = figures.in_sentence(giver)
    urger = figures.repository.settings.record.organisation.in_sentence
    row, remaining, pending = found.answered, found.remaining, found.pending
    waiting = tuple(task for task in pending if not task.is_answered)
    yield from _answering(waiting)
    if row is not None and row.decided is None:
        now = sum(task.by is not None and task.by <= figures.answer_day(body) for task in waiting)
        now += sum(task.is_bound and task.verdict is Verdict.UNANSWERED for task in remaining)
        answered = "punkten är besvarad" if now == 1 else "punkterna är besvarade"
        when = f", när {answered}," if now else ""
        handed = f" och lämna den till {receiver}" if body != giver else ""
        yield f"godkänna uppföljningen för {figures.year}{when}{handed}"
    else:
        yield f"lägga uppföljningen för {figures.year} till handlingarna"
    yield from _firm(figures, tuple(task for task in remaining if task.is_bound))
    urged = tuple(task for task in remaining if not task.is_bound)
    if urged:
        yield f"ta ställning till {possessive(urger)} {wording.urging} i {counted(len(urged), 'punkt', 'punkter')} enligt bilagan"
        yield f"meddela {receiver} vad {wording.board} beslutar"
    if under_way := len(pending) - len(waiting):
        points = "den pågående punkten" if under_way == 1 else f"de {in_words(under_way)} pågående punkterna"
        yield f"fortsätta arbetet med {points} enligt bilagan"
    if row is not None and row.owed and not remaining and not pending:
        yield "konstatera att det som skulle vara klart är uppfyllt"
    if (ahead := found.coming) and (period := following_mandate(figures.grid)):
        titles, first = listed([f"”{title}”" for title, _ in ahead]), min(day for _, day in ahead)
        yield f"ta upp på nytt för mandatperioden {period.label}: {titles}, {'den första ' if len(ahead) > 1 else ''}senast den {long_date(first)}"


def _answering(waiting: tuple[BodyDuty, ...]) -> Iterator[str]:
    """Ask for the answers that have not fallen due, day by day; an urged body answers what it has decided."""
    for urged, verb in ((False, "besvara"), (True, "ta ställning till och besvara")):
        days = Counter(task.by for task in waiting if task.is_bound is not urged)
        asked = [
            f"{counted(count, 'punkt', 'punkter')} senast den {long_date(day)}"
            for day, count in days.items()
            if day
        ]
        if asked:
            yield f"{verb} {listed(asked)} enligt bilagan"


def _firm(figures: ReportData, remaining: tuple[BodyDuty, ...]) -> Iterator[str]:
    silent = [task for task in remaining if task.verdict is Verdict.UNANSWERED]
    others = [task for task in remaining if task.verdict is not Verdict.UNANSWERED]
    if silent:
        many = f"de {in_words(len(silent))} obesvarade punkterna"
        asked = "den obesvarade punkten" if len(silent) == 1 else many
        yield f"besvara {asked} enligt bilagan"
    if others:
        lacking = "bristen" if len(others) == 1 else f"de {in_words(len(others))} bristerna"
        last = max(task.remedy.by for task in others if task.remedy)
        by = f"{'den sista ' if len(others) > 1 else ''}senast den {long_date(last)}"
        yield f"ge förvaltningen i uppdrag att rätta {lacking} enligt bilagan, {by}"
    for task in remaining:
        years = figures.year - task.since + 1
        if years >= _LONG:
            yield f"begära en förklaring till att ”{task.title}” har haft brister sedan {task.since}, och ett datum då det är klart"


_MEANS = {
    Meaning.CONCERNED: "berörd",
    Meaning.NOT_CONCERNED: "ej berörd",
    Meaning.BOUND: "bunden efter eget beslut",
    Meaning.EXCEPTION: "avsteg",
    Meaning.CLOSED: "kan inte längre göras",
}
_NOT_YET_OWED, _SILENT = 3, 11
"""The rules of the decision table by which a cell has not fallen due: it is not owed yet, or nobody has answered."""


def body_report(figures: ReportData, body: str, provenance: Provenance) -> BodyReport:
    """Return the body's year."""
    owed = [cell for cell in figures.cells if cell.body == body]
    plan = [cell for cell in owed if not cell.obligation.is_law]
    name = figures.name(body)
    ahead = tuple(
        (cell.obligation.record.title, cell.schedule.due or cell.schedule.answer_by)
        for cell in coming(figures.grid)
        if cell.body == body and figures.is_accounted(cell.obligation)
    )
    wording = figures.repository.urging_words(body)
    organisation = figures.repository.settings.record.organisation
    numbers = duty_numbers(figures)
    found = BodyReport(
        cover=cover(
            figures,
            provenance,
            heading=f"Uppföljning {figures.year}: {name}",
            by=f"bilaga till {figures.repository.settings.record.account.title} {figures.year}",
            body=body,
            wording=wording,
        ),
        body=name,
        in_sentence=figures.in_sentence(body),
        elsewhere=() if owed else tuple(_elsewhere(figures, body)),
        is_urged=is_urged(plan),
        binds=f"{name} {wording.urged} av {organisation.in_sentence} att {_asked(plan)}. {capital(wording.board)} beslutar vad som görs."
        if is_urged(plan)
        else _binds(figures, body, owed),
        answered=next(iter(answered(figures, body)), None),
        answer_by=figures.answer_day(body),
        score=_score(capital(figures.subject), _counted(figures, owed)),
        bound=bound_part(cell for cell in _counted(figures, owed) if cell.obligation.record.is_open),
        before=_before(figures, body),
        apart=tuple(one for one in _apart(figures, owed) if one.together.due),
        examples=tuple(_examples(figures, owed, numbers)),
        remaining=tuple(_duty(figures, cell, numbers) for cell in _remaining(figures, owed)),
        pending=tuple(_duty(figures, cell, numbers) for cell in _pending(figures, owed)),
        areas=(*_areas(figures, owed, numbers), *_shared(figures, body, numbers)),
        decisions=tuple(_decisions(figures, body)),
        notice=tuple(mandate_notice(figures.grid, body)) if ahead else (),
        coming=ahead,
        proposals=(),
        left_out=0
        if figures.tells_closed
        else sum(
            body in figures.repository.responsible[name] and one.record.owns_cells and not one.record.is_open
            for name, one in figures.repository.obligations.items()
        ),
        method=words(figures),
    )
    meets = figures.repository.bodies[body].exists(figures.as_of)
    if not meets or not (owed or found.answered or ahead):
        return found
    return replace(found, proposals=tuple(_proposals(figures, body, found)))


def _binds(figures: ReportData, body: str, cells: Sequence[Cell]) -> str:
    """Say what binds the body: the plan, else what else binds it to something."""
    who, subject = figures.in_sentence(body), capital(figures.subject)
    binding = [cell.obligation for cell in cells if cell.is_bound]
    counted_in = list(_counted(figures, cells))
    if not binding or any(cell.is_bound for cell in counted_in):
        return f"{subject} binder {who}."
    documents = figures.repository.documents.record.documents
    names = [f"”{documents[name].title}”" for name in dict.fromkeys(duty.document_id for duty in binding)]
    if counted_in:
        return f"{subject} binder inte {who}, men det gör {listed(names)}."
    return f"{listed(names)} binder {who}."


def _counted(figures: ReportData, cells: Iterable[Cell]) -> Iterator[Cell]:
    return (cell for cell in cells if figures.counts(cell.obligation))


def _score(title: str, cells: Iterable[Cell]) -> BodyScore:
    told = list(cells)
    return BodyScore(
        title,
        score(cell for cell in told if cell.obligation.record.is_open),
        score(cell for cell in told if not cell.obligation.record.is_open),
    )


def _apart(figures: ReportData, cells: Sequence[Cell]) -> Iterator[BodyScore]:
    """Return what is reckoned beside the plan: the law together, and each other document."""
    documents = figures.repository.documents.record.documents
    beside = [cell for cell in cells if not figures.counts(cell.obligation)]
    for name, owed in grouped(
        beside, lambda cell: "" if cell.obligation.is_law else cell.obligation.document_id
    ).items():
        yield _score(documents[name].title if name else "Lagkrav", owed)


def _examples(figures: ReportData, cells: Sequence[Cell], numbers: Mapping[str, str]) -> Iterator[BodyDuty]:
    """Return some of what is fulfilled and told of: first its own words, those of this year before older ones."""
    before = figures.before or {}

    def place(told: tuple[Given, Cell]) -> tuple[bool, bool]:
        last = before.get((told[1].obligation.id, told[1].body))
        return not told[0].words, last is not None and given(figures, last).told == told[0].told

    fulfilled = ((given(figures, cell), cell) for cell in cells if cell.verdict is Verdict.FULFILLED)
    told = sorted((one for one in fulfilled if one[0].told), key=place)
    for text, cell in told[:_EXAMPLES]:
        yield _duty(figures, cell, numbers)._replace(given=marked_if_shortened(text.told))


def _asked(cells: Iterable[Cell]) -> str:
    return "följa planen" if any(cell.obligation.is_plan for cell in cells) else "göra det som tas upp här"


def _before(figures: ReportData, body: str) -> Score | None:
    if not figures.comparable:
        return None
    cells = figures.by_year[figures.year - 1]
    own = (cell for cell in cells if cell.body == body and cell.obligation.record.is_open)
    return score(_counted(figures, own))


def _days(cell: Cell) -> int:
    return cell.days if cell.timeliness is Timeliness.LATE else 0


def _remaining(figures: ReportData, cells: Iterable[Cell]) -> list[Cell]:
    lacking = (cell for cell in cells if cell.verdict.is_shortcoming)
    return sorted(lacking, key=lambda cell: (figures.since(cell), -_days(cell)))


def _pending(figures: ReportData, cells: Iterable[Cell]) -> list[Cell]:
    found = (
        cell
        for cell in cells
        if cell.verdict is Verdict.NOT_DUE
        and cell.outcome.rule != _NOT_YET_OWED
        and not (_is_silent(cell) and figures.grid.unmet(cell.obligation, cell.body))
    )
    return sorted(found, key=lambda cell: _last_day(figures, cell) or date.max)


def _when(figures: ReportData, cell: Cell) -> str:
    """Say by when something that has not fallen due is to be answered or done."""
    day, limit = _last_day(figures, cell), cell.obligation.record.event_limit
    if day:
        said = f"{'Svara senast' if _is_silent(cell) else 'Sista dag:'} den {long_date(day)}."
        return f"{said} Görs när det händer, {limit}." if limit else said
    said = (
        "Görs när det händer"
        if cell.schedule.is_event
        else f"{capital(figures.subject)} anger ingen sista dag"
    )
    return f"{said}, {limit}." if limit else f"{said}."


def _is_silent(cell: Cell) -> bool:
    return cell.outcome.rule == _SILENT


def _last_day(figures: ReportData, cell: Cell) -> date | None:
    """Return the day to answer by where nobody has, otherwise the duty's own last day."""
    if not _is_silent(cell):
        return cell.schedule.due
    is_open = cell.schedule.is_once and cell.schedule.due is None
    return figures.answer_day(cell.body) if is_open else cell.schedule.answer_by


def _elsewhere(figures: ReportData, body: str) -> Iterator[str]:
    """Return the titles of the other accounts of what the body owes this year."""
    accounts = figures.everything.accounts
    owed = (cell.obligation.document_id for cell in figures.grid.year(figures.year) if cell.body == body)
    titles = dict.fromkeys(accounts.get(name, accounts[None]).title for name in owed)
    own = figures.repository.settings.record.account.title
    return (title for title in titles if title != own)


def _areas(figures: ReportData, cells: list[Cell], numbers: Mapping[str, str]) -> Iterator[BodyArea]:
    chapters = {chapter.stem: chapter for chapter in figures.repository.chapters}
    for stem, owed in by_area(cells).items():
        chapter = chapters.get(stem, owed[0].obligation.chapter)
        yield _area(figures, f"del-{stem}", figures.label_of(chapter), owed, numbers)


def _shared(figures: ReportData, body: str, numbers: Mapping[str, str]) -> Iterator[BodyArea]:
    """Return what the body owes jointly and others answer for: it is counted for them, and in none of its own sums."""
    cells = [cell for cell in figures.cells if body in cell.sharing]
    for answering, owed in grouped(cells, lambda cell: cell.body).items():
        label = f"Gemensamt, besvaras av {figures.in_sentence(answering)}"
        yield _area(figures, f"gemensamt-{answering}", label, owed, numbers)


def _area(
    figures: ReportData, anchor: str, label: str, cells: Sequence[Cell], numbers: Mapping[str, str]
) -> BodyArea:
    duties = tuple(_duty(figures, cell, numbers) for cell in cells)
    return BodyArea(anchor, label, _score(label, cells), duties)


def _duty(figures: ReportData, cell: Cell, numbers: Mapping[str, str]) -> BodyDuty:
    record = cell.obligation.record
    return BodyDuty(
        when=_when(figures, cell),
        id=cell.obligation.id,
        number=numbers.get(cell.obligation.id, ""),
        title=record.title,
        text=record.text,
        area=figures.label_of(cell.obligation.chapter),
        period=", ".join(filter(None, [cell.period.label, record.event_limit])),
        is_open=record.is_open,
        is_bound=cell.is_bound,
        is_answered=not _is_silent(cell),
        verdict=cell.verdict,
        since=figures.since(cell),
        given=given(figures, cell).all or ("" if cell.verdict.counts else cell.outcome.reason),
        reason=reason(figures, cell),
        remedy=remedy(figures, cell) if cell.verdict.is_shortcoming else None,
        by=_last_day(figures, cell),
        source=figures.source(cell.basis[0]),
    )


def _decisions(figures: ReportData, body: str) -> Iterator[DecisionRow]:
    """Return the decisions that counted for the body some day of the year."""
    for decided in effective_decisions(figures.repository):
        decision = decided.decision
        bodies = {member for name in decision.bodies for member in figures.repository.members(name)}
        if body not in bodies or decided.starts > figures.as_of:
            continue
        if not decided.starts.year <= figures.year <= decided.ends.year and decision.year != figures.year:
            continue
        titles = [
            f"”{obligation.record.title}”"
            for name in decision.obligations
            if (obligation := figures.repository.obligations.get(name))
        ]
        if not titles and ALL not in decision.obligations:
            continue
        ends = f" till den {long_date(decided.ends)}" if decided.ends != date.max else ""
        yield DecisionRow(
            meaning=_MEANS[decision.meaning],
            duties=listed(titles) or "alla krav",
            reason=decision.reason or "",
            period=f"från den {long_date(decided.starts)}{ends}",
            decided=said(figures, decision.decided) if decision.decided else "",
            source=figures.source(decided.where.key()),
        )
