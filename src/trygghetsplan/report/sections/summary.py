"""The first page: what the plan asks, how much is fulfilled, what is missing, what changed."""

from collections.abc import Iterable, Iterator, Sequence

from trygghetsplan.model.assessments import Assessments, Colour
from trygghetsplan.model.obligation import Chapter
from trygghetsplan.obligations.cell import Cell
from trygghetsplan.obligations.score import Score
from trygghetsplan.obligations.verdict import Verdict
from trygghetsplan.report.account_views import AreaLine, Change, Summary
from trygghetsplan.report.figures import Figures, grouped, label_of, score
from trygghetsplan.report.views import AnsweredRow
from trygghetsplan.repository.document import Document
from trygghetsplan.swedish import counted, in_words, listed, number, sort_key


def summary(figures: Figures, rows: tuple[AnsweredRow, ...]) -> Summary:
    """Return the first page; `rows` say who has answered."""
    bound = figures.plan(bound=True)
    assessed = figures.assessments
    return Summary(
        score(bound),
        score(figures.plan(bound=True, year=figures.year - 1)) if figures.comparable else None,
        _under_way(figures, bound),
        figures.before is None,
        score(figures.plan(bound=False)),
        score(figures.law()),
        sum(row.decided is not None for row in rows),
        len(rows),
        sum(_has_moved(figures, cell, worse=True) for cell in bound),
        sum(_has_moved(figures, cell, worse=False) for cell in bound),
        tuple(_changes(figures, bound, worse=True)),
        tuple(_changes(figures, bound, worse=False)),
        tuple(_unheard(figures)),
        _asks(figures),
        figures.own(assessed.record.summary, assessed.at("sammanfattning")) if assessed else None,
        figures.own(assessed.record.outlook, assessed.at("omvärld")) if assessed else None,
        tuple(_area(figures, chapter, assessed) for chapter in areas(figures)),
    )


def areas(figures: Figures) -> Iterator[Document[Chapter]]:
    """Return the chapters of the plan that are not part of another."""
    documents = figures.repository.documents.record.documents
    for chapter in figures.repository.chapters:
        source = documents.get(chapter.record.document)
        if source and source.kind in ("plan", "program") and chapter.record.part_of is None:
            yield chapter


def answered(figures: Figures) -> tuple[AnsweredRow, ...]:
    """Return for each body that owes something whether it has answered."""
    rows = []
    owed = grouped((cell for cell in figures.cells if not cell.duty.is_law), lambda cell: cell.body)
    for body in figures.repository.bodies:
        if body not in owed:
            continue
        document = figures.repository.years[body].get(figures.year)
        decision = document.record.decision if document else None
        day = decision.day if decision and decision.day and decision.day <= figures.as_of else None
        kind = figures.repository.kind_of(body)
        where = document.at("beslut") if document else figures.repository.organisation.at("organ", body).key()
        due = [cell for cell in owed[body] if cell.verdict.counts and figures.per_body(cell.duty)]
        given = sum(cell.verdict is not Verdict.UNANSWERED for cell in due)
        rows.append(
            AnsweredRow(
                figures.name(body),
                kind.title if kind else "",
                not any(cell.is_bound for cell in owed[body]),
                day,
                decision.paragraph if decision and day else None,
                decision.case if decision and day else None,
                max(0, (day - figures.answer_day).days) if day else 0,
                given,
                len(due),
                figures.source(where),
            )
        )
    return tuple(rows)


def _asks(figures: Figures) -> str:
    """Say in two sentences what the plan asks of whom."""
    plan = [duty for duty in figures.repository.duties.values() if duty.is_plan and duty.owes]
    cells = figures.plan(bound=True)
    urged = figures.plan(bound=False)
    bound_bodies = len({cell.body for cell in cells})
    urged_bodies = len({cell.body for cell in urged})
    numbers = [chapter.record.number for chapter in areas(figures)]
    focus = sum(number not in (None, 0) for number in numbers)
    parts = [
        f"{in_words(count, neuter=neuter)} {one if count == 1 else many}"
        for count, one, many, neuter in (
            (focus, "fokusområde", "fokusområden", True),
            (len(numbers) - focus, "allmän del", "allmänna delar", False),
        )
        if count
    ]
    within = f" inom {listed(parts)}" if parts else ""
    text = (
        f"Planen innehåller {counted(len(plan), 'skyldighet', 'skyldigheter')}{within}. Den binder "
        f"{counted(bound_bodies, 'organ', 'organ')}"
    )
    if urged_bodies:
        kinds = {kind.plural for cell in urged if (kind := figures.repository.kind_of(cell.body))}
        text += f" och uppmanar ytterligare {counted(urged_bodies, 'organ', 'organ')} ({listed(sorted(kinds, key=sort_key))})"
    return f"{text}."


def _under_way(figures: Figures, cells: Iterable[Cell]) -> str:
    """Say of an unfinished year that it is one, and how much is still to fall due."""
    if figures.is_complete(figures.year):
        return ""
    left = sum(cell.verdict is Verdict.NOT_DUE for cell in cells)
    ahead = f" {counted(left, 'skyldighet har', 'skyldigheter har')} inte förfallit ännu." if left else ""
    return f"{figures.under_way}.{ahead} Antalen jämförs därför inte med tidigare år."


def _area(figures: Figures, chapter: Document[Chapter], assessed: Document[Assessments] | None) -> AreaLine:
    now = score(figures.area(chapter, bound=True))
    before = None
    if figures.comparable:
        before = score(figures.area(chapter, bound=True, year=figures.year - 1))
    colour: Colour | None = None
    if assessed and (area := assessed.record.areas.get(chapter.stem)):
        colour = area.colour
    return AreaLine(
        chapter.stem,
        label_of(chapter),
        now,
        before,
        colour,
        trend(now, before, figures.year - 1) if figures.is_complete(figures.year) else _so_far(figures, now),
    )


def trend(now: Score, before: Score | None, year: int) -> str:
    """Say how the number of shortcomings has moved."""
    if not now.due:
        return "Inget har förfallit."
    lacking = now.due - now.fulfilled
    lacked = before.due - before.fulfilled if before else None
    if not lacking:
        then = f"; {year} fanns {counted(lacked, 'brist', 'brister')}" if lacked else ""
        return f"Allt som har förfallit är uppfyllt{then}."
    said = f"{counted(lacking, 'brist', 'brister')} kvar"
    if lacked is None:
        return f"{said}."
    moved = lacking - lacked
    if not moved:
        return f"{said}, lika många som {year}."
    return f"{said}, {number(abs(moved))} {'fler' if moved > 0 else 'färre'} än {year}."


def _so_far(figures: Figures, now: Score) -> str:
    """Say how an unfinished year stands, without comparing it."""
    if not now.due:
        return "Inget har förfallit ännu."
    lacking = now.due - now.fulfilled
    if not lacking:
        return f"{figures.under_way}; det som har förfallit hittills är uppfyllt."
    return f"{figures.under_way}; {counted(lacking, 'brist', 'brister')} hittills."


def _has_moved(figures: Figures, cell: Cell, *, worse: bool) -> bool:
    """Whether the cell has become a shortcoming since last year, or has stopped being one."""
    before = figures.before.get((cell.duty.id, cell.body)) if figures.before is not None else None
    if before is None:
        return False
    was, now = before.verdict.is_shortcoming, cell.verdict.is_shortcoming
    return now and not was if worse else was and cell.verdict is Verdict.FULFILLED


def _changes(figures: Figures, cells: Sequence[Cell], *, worse: bool) -> Iterator[Change]:
    """Return what has become a shortcoming since last year, or has stopped being one."""
    if figures.before is None:
        return
    moved = {cell.body for cell in cells if _has_moved(figures, cell, worse=True)} if worse else set()
    silent = [body for body in _silent(figures, bound=True) if body in moved]
    for body in silent:
        message = f"{figures.name(body)} har inte svarat alls för {figures.year}."
        yield Change(message, figures.source(figures.repository.organisation.at("organ", body).key()))
    hidden = 0
    for cell in cells:
        before = figures.before.get((cell.duty.id, cell.body))
        if before is None or not _has_moved(figures, cell, worse=worse):
            continue
        if not figures.per_body(cell.duty):
            hidden += 1
            continue
        if cell.body in silent:
            continue
        title = cell.duty.obligation.title
        message = f"{figures.name(cell.body)}: ”{title}” är {cell.verdict.said}, var {before.verdict.said} {figures.year - 1}."
        yield Change(message, figures.source(cell.basis[0]))
    if hidden:
        message = f"Därtill {counted(hidden, 'ändring', 'ändringar')} i skyldigheter som redovisas samlat."
        yield Change(message, None)


def _silent(figures: Figures, *, bound: bool) -> list[str]:
    return [body for body, cells in figures.silent.items() if cells[0].is_bound is bound]


def _unheard(figures: Figures) -> Iterator[Change]:
    """Return the urged bodies that have not answered at all, who are asked and never blamed."""
    for body in _silent(figures, bound=False) if figures.before is not None else ():
        message = f"{figures.name(body)} har ännu inte svarat för {figures.year}."
        yield Change(message, figures.source(figures.repository.organisation.at("organ", body).key()))
