"""The first page: what the plan asks, how much is fulfilled, what is missing, what changed."""

from collections.abc import Iterable, Iterator, Sequence

from trygghetsplan.engine.cell import Cell, Score
from trygghetsplan.engine.questions import awaits_answer, is_urged_by_plan
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.model.assessments import Assessments, Colour
from trygghetsplan.model.documents import SourceDocument
from trygghetsplan.model.obligation import Chapter
from trygghetsplan.plan.repository import PlanFile
from trygghetsplan.report.data import PLANS, ReportData, areas, grouped, score
from trygghetsplan.report.sections.shortages import lacking
from trygghetsplan.report.views import AnsweredRow, AreaLine, Change, ChangeList, DocumentLine, Summary
from trygghetsplan.swedish import capital, counted, in_words, listed, number, small, sort_key

_WORST = 5
"""How many of the shortcomings the first page names."""


def changes(figures: ReportData) -> ChangeList | None:
    """Return each that is new, solved and no longer counted in a sentence; None in the first year."""
    if figures.before is None:
        return None
    bound = figures.plan(bound=True)
    return ChangeList(
        tuple(_new(figures, [cell for cell in bound if _is_new(figures, cell)])),
        tuple(_solved(figures, [cell for cell in bound if _is_solved(figures, cell)])),
        tuple(_no_longer(figures, _ended(figures))),
        tuple(_unheard(figures)),
    )


def silent(figures: ReportData, *, bound: bool) -> list[str]:
    """Return the bodies that have not answered at all for the year: the bound ones, or the urged."""
    return [body for body, cells in figures.silent.items() if is_urged_by_plan(cells) is not bound]


def _before(figures: ReportData, cell: Cell) -> Cell | None:
    """Return the body's cell of the same duty last year."""
    before = figures.before or {}
    names = (cell.obligation.id, *figures.replaced(cell.obligation))
    return next((before[name, cell.body] for name in names if (name, cell.body) in before), None)


def _is_new(figures: ReportData, cell: Cell) -> bool:
    """Whether it is a shortcoming that was none last year, or was not owed then."""
    before = _before(figures, cell)
    return cell.verdict.is_shortcoming and not (before and before.verdict.is_shortcoming)


def _is_solved(figures: ReportData, cell: Cell) -> bool:
    """Whether last year's shortcoming is fulfilled."""
    before = _before(figures, cell)
    return cell.verdict is Verdict.FULFILLED and before is not None and before.verdict.is_shortcoming


def _ended(figures: ReportData) -> list[tuple[Cell, Cell | None]]:
    """Return last year's shortcomings of bound bodies that are neither solved nor left, each with its cell now."""
    now = figures.by_duty(figures.cells)
    before = figures.plan(bound=True, year=figures.year - 1) if figures.before is not None else ()
    lacking = [
        (cell, now.get((cell.obligation.id, cell.body))) for cell in before if cell.verdict.is_shortcoming
    ]
    return [
        (cell, this)
        for cell, this in lacking
        if this is None or not (this.verdict.is_shortcoming or this.verdict is Verdict.FULFILLED)
    ]


def _new(figures: ReportData, moved: Sequence[Cell]) -> Iterator[Change]:
    """Tell of each new shortcoming; those of a body that has not answered at all together."""
    unheard = [body for body in silent(figures, bound=True) if any(cell.body == body for cell in moved)]
    for body in unheard:
        many = counted(sum(cell.body == body for cell in moved), "ny brist", "nya brister")
        message = f"{figures.name(body)} har inte svarat alls för {figures.year}: {many}."
        yield Change(message, figures.source(figures.repository.organisation.at("organ", body).key()))
    for cell in moved:
        if cell.body not in unheard:
            before = _before(figures, cell)
            then = f" men var {before.verdict.in_sentence}" if before else "; punkten gällde inte"
            yield _change(figures, cell, f"är {cell.verdict.in_sentence}{then} {figures.year - 1}")


def _solved(figures: ReportData, moved: Sequence[Cell]) -> Iterator[Change]:
    for cell in moved:
        before = _before(figures, cell)
        then = before.verdict.in_sentence if before else ""
        yield _change(figures, cell, f"är {cell.verdict.in_sentence} men var {then} {figures.year - 1}")


def _no_longer(figures: ReportData, ended: Sequence[tuple[Cell, Cell | None]]) -> Iterator[Change]:
    """Tell of each shortcoming that is no longer counted, and why."""
    for before, now in ended:
        this = f"är {now.verdict.in_sentence}" if now else "gäller inte längre"
        yield _change(
            figures, now or before, f"{this} men var {before.verdict.in_sentence} {figures.year - 1}"
        )


def _change(figures: ReportData, cell: Cell, happened: str) -> Change:
    title = cell.obligation.record.title
    return Change(f"{figures.name(cell.body)}: ”{title}” {happened}.", figures.source(cell.basis[0]))


def summary(figures: ReportData, rows: tuple[AnsweredRow, ...]) -> Summary:
    """Return the first page; `rows` say who has answered."""
    bound = figures.plan(bound=True)
    assessed = figures.assessments
    return Summary(
        score=score(bound),
        before=score(figures.plan(bound=True, year=figures.year - 1)) if figures.comparable else None,
        under_way=_under_way(figures, bound),
        is_first=figures.before is None,
        urged=score(figures.plan(bound=False)),
        law=score(figures.law()),
        answered=sum(row.decided is not None for row in rows),
        asked=len(rows),
        new_count=sum(figures.before is not None and _is_new(figures, cell) for cell in bound),
        solved_count=sum(_is_solved(figures, cell) for cell in bound),
        ended_count=len(_ended(figures)),
        asks=_asks(figures),
        worst=tuple(_worst(figures))[:_WORST],
        has_urged=any(row.is_urged for row in rows),
        words=figures.own(assessed.record.summary, assessed.at("sammanfattning")) if assessed else None,
        outlook=figures.own(assessed.record.outlook, assessed.at("omvärld")) if assessed else None,
        areas=tuple(_area(figures, chapter, assessed) for chapter in areas(figures)),
        documents=tuple(_documents(figures)),
    )


def _worst(figures: ReportData) -> Iterator[str]:
    """Return what is lacking as headings, most serious first."""
    found = lacking(figures)
    for one in found.silent:
        yield f"{one.body} har inte svarat alls: {counted(one.unanswered, 'obesvarat krav', 'obesvarade krav')}"
    for shortage in found.rows:
        yield shortage.heading


def _documents(figures: ReportData) -> Iterator[DocumentLine]:
    """Return each document that something is owed by, but for the law; none where the x av y is that of the only one."""
    owed = {cell.obligation.document_id for cell in figures.cells if not cell.obligation.is_law}
    documents = figures.repository.documents.record.documents
    found = [(name, document) for name, document in documents.items() if name in owed]
    is_told = len(found) == 1 and (figures.document or found[0][1].kind in PLANS)
    for name, document in () if is_told else found:
        yield DocumentLine(
            title=document.title,
            kind=document.kind.value,
            valid=_validity(document),
            score=score(figures.of_document(name, bound=True)),
            urged=score(figures.of_document(name, bound=False)),
        )


def apart(figures: ReportData, cells: Iterable[Cell]) -> Iterator[tuple[str, Score]]:
    """Return the x av y of each document that is reckoned by itself: beside the plan and the law."""
    beside = (cell for cell in cells if not figures.counts(cell.obligation) and not cell.obligation.is_law)
    documents = figures.repository.documents.record.documents
    for name, owed in grouped(beside, lambda cell: cell.obligation.document_id).items():
        yield documents[name].title, score(owed)


def _validity(document: SourceDocument) -> str:
    """Say when a document applies: från 2023-01-01 till 2026-12-31."""
    parts = (
        f"från {document.first_day}" if document.first_day else "",
        f"till {document.ends}" if document.ends else "",
    )
    return " ".join(part for part in parts if part)


def answered(figures: ReportData) -> tuple[AnsweredRow, ...]:
    """Return for each body that has answered, or has something to answer for the year, whether it has."""
    rows = []
    asked = (cell for cell in figures.cells if figures.document or not cell.obligation.is_law)
    owed = grouped(asked, lambda cell: cell.body)
    for body in figures.repository.bodies:
        if body not in owed:
            continue
        document = figures.repository.years[body].get(figures.year)
        decision = document.record.decision if document else None
        day = decision.day if decision and decision.day and decision.day <= figures.as_of else None
        if not day and not any(awaits_answer(figures.grid, cell, figures.year) for cell in owed[body]):
            continue
        kind = figures.repository.kind_of(body)
        where = document.at("beslut") if document else figures.repository.organisation.at("organ", body).key()
        due = [cell for cell in owed[body] if cell.counts]
        given = sum(cell.verdict is not Verdict.UNANSWERED for cell in due)
        rows.append(
            AnsweredRow(
                body=figures.name(body),
                in_sentence=figures.in_sentence(body),
                kind=kind.title if kind else "",
                is_urged=is_urged_by_plan(owed[body]),
                decided=day,
                paragraph=decision.paragraph if decision and day else None,
                case=decision.case if decision and day else None,
                days_late=max(0, (day - figures.answer_day(body)).days) if day else 0,
                given=given,
                owed=len(due),
                source=figures.source(where),
            )
        )
    return tuple(rows)


def _asks(figures: ReportData) -> str:
    """Say in two sentences what the plan asks of whom."""
    plan = [
        duty
        for duty in figures.repository.obligations.values()
        if figures.counts(duty) and (duty.owes or (duty.record.owns_cells and not duty.record.is_open))
    ]
    if not plan:
        return f"Ingen plan {'gällde' if figures.is_complete(figures.year) else 'gäller'} {figures.year}."
    cells = figures.plan(bound=True)
    urged = figures.plan(bound=False)
    bound_bodies = len({cell.body for cell in cells})
    urged_bodies = len({cell.body for cell in urged})
    organisation = figures.repository.settings.record.organisation
    numbers = [chapter.record.number for chapter in areas(figures)]
    focus = sum(number not in (None, 0) for number in numbers)
    parts = [
        one if count == 1 else f"{in_words(count)} {many}"
        for count, one, many in (
            (focus, organisation.chapter.one, organisation.chapter.several),
            (len(numbers) - focus, "en allmän del", "allmänna delar"),
        )
        if count
    ]
    within = f" inom {listed(parts)}" if focus else ""
    text = (
        f"{capital(figures.subject)} innehåller {counted(len(plan), 'skyldighet', 'skyldigheter')}{within}. "
        f"{_pronoun(figures)} binder "
        f"{counted(bound_bodies, 'organ', 'organ')}"
    )
    if urged_bodies:
        kinds = {kind.plural for cell in urged if (kind := figures.repository.kind_of(cell.body))}
        who = f"{organisation.in_sentence} {figures.repository.urging_words().urges}"
        many = counted(urged_bodies, "organ", "organ")
        it = "dem" if _pronoun(figures) == "De" else small(_pronoun(figures))
        text += f", och {who} ytterligare {many} ({listed(sorted(kinds, key=sort_key))}) att följa {it}"
    return f"{text}."


def _pronoun(figures: ReportData) -> str:
    """Return the word for what is accounted for, where it begins a sentence."""
    if " och " in figures.subject or figures.subject in ("planerna", "programmen"):
        return "De"
    return "Det" if figures.subject.endswith("et") else "Den"


def _under_way(figures: ReportData, cells: Iterable[Cell]) -> str:
    """Say of an unfinished year that it is one, and how much is still to fall due."""
    if figures.is_complete(figures.year):
        return ""
    left = sum(cell.verdict is Verdict.NOT_DUE for cell in cells)
    ahead = (
        f" {counted(left, 'skyldighet', 'skyldigheter')} behöver inte vara {'klar' if left == 1 else 'klara'} ännu."
        if left
        else ""
    )
    return f"{figures.under_way}.{ahead} Antalen jämförs därför inte med tidigare år."


def _area(
    figures: ReportData, chapter: PlanFile[Chapter], assessed: PlanFile[Assessments] | None
) -> AreaLine:
    now = score(figures.area(chapter, bound=True))
    before = None
    if figures.comparable:
        last = score(figures.area(chapter, bound=True, year=figures.year - 1))
        before = last if last.due else None
    colour: Colour | None = None
    if assessed and (area := assessed.record.areas.get(chapter.stem)):
        colour = area.colour
    return AreaLine(
        anchor=chapter.stem,
        label=figures.label_of(chapter),
        score=now,
        before=before,
        colour=colour,
        sentence=trend(now, before, figures.year - 1)
        if figures.is_complete(figures.year)
        else _so_far(figures, now),
    )


def trend(now: Score, before: Score | None, year: int) -> str:
    """Say how the number of shortcomings has moved."""
    if not now.due:
        return "Inget behövde vara klart."
    lacking = now.due - now.fulfilled
    lacked = before.due - before.fulfilled if before else None
    if not lacking:
        then = f"; {year} fanns {counted(lacked, 'brist', 'brister')}" if lacked else ""
        return f"Allt som skulle vara klart är uppfyllt{then}."
    said = f"{counted(lacking, 'brist', 'brister')} kvar"
    if lacked is None:
        return f"{said}."
    moved = lacking - lacked
    if not moved:
        return f"{said}, lika många som {year}."
    return f"{said}, {number(abs(moved))} {'fler' if moved > 0 else 'färre'} än {year}."


def _so_far(figures: ReportData, now: Score) -> str:
    """Say how an unfinished year stands, without comparing it."""
    if not now.due:
        return "Inget behövde vara klart ännu."
    lacking = now.due - now.fulfilled
    if not lacking:
        return f"{figures.under_way}; det som hittills skulle vara klart är uppfyllt."
    return f"{figures.under_way}; {counted(lacking, 'brist', 'brister')} hittills."


def _unheard(figures: ReportData) -> Iterator[Change]:
    """Return the urged bodies that have not answered at all, who are asked and never blamed."""
    for body in silent(figures, bound=False):
        message = f"{figures.name(body)} har ännu inte svarat för {figures.year}."
        yield Change(message, figures.source(figures.repository.organisation.at("organ", body).key()))
