"""How it went, body by body: what each has fulfilled in each area, most shortcomings first."""

from collections.abc import Iterator, Sequence

from trygghetsplan.engine.cell import Cell, Score
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.model.documents import SourceDocument
from trygghetsplan.model.obligation import Chapter
from trygghetsplan.plan.repository import PlanFile
from trygghetsplan.report.data import PLANS, ReportData, areas, by_area, chapter_numbers, grouped, score
from trygghetsplan.report.sections.summary import of_unheard
from trygghetsplan.report.views import (
    DocumentLine,
    HeatCell,
    HeatGroup,
    HeatMap,
    HeatRow,
    Lacking,
)
from trygghetsplan.swedish import (
    bodies_listed,
    capital,
    counted,
    in_words,
    listed,
    number,
    percent,
    sort_key,
)

WORST = (Verdict.UNANSWERED, Verdict.NOT_FULFILLED, Verdict.PARTLY, Verdict.EXCEPTION, Verdict.FULFILLED)
"""The verdicts that a shape shows, the worst first."""
_HALF = 5


def heat_map(figures: ReportData, lacks: Lacking) -> HeatMap:
    """Return the bound bodies and the urged ones, each with the areas."""
    columns = list(areas(figures))
    numbers = chapter_numbers(figures)
    bound = _group(figures, columns, f"Organ som {figures.subject} binder", is_bound=True)
    urged = _group(figures, columns, "", is_bound=False)
    if urged:
        words = figures.repository.urging_words()
        title = f"{capital(_kinds(figures))} som {words.urged} att följa {figures.subject}"
        total = f"{number(len(urged.rows))} {_kinds(figures)}" if len(urged.rows) > 1 else urged.total
        urged = urged._replace(title=title, total=total)
    groups = tuple(group for group in (bound, urged) if group)
    cells = (cell for group in groups for row in group.rows for cell in row.cells)
    found = {cell.worst for cell in cells if cell and cell.score.due}
    return HeatMap(
        heading=_heading(figures, bound, lacks),
        lead=" ".join(_lead(figures, columns, bound, lacks)),
        areas=tuple(
            (numbers[chapter.stem], figures.label_of(chapter).removeprefix(f"{chapter.record.number}. "))
            for chapter in columns
        )
        if len(columns) > 1
        else (),
        groups=groups,
        verdicts=tuple(verdict for verdict in Verdict if verdict in found),
        documents=tuple(_documents(figures)),
    )


def _group(
    figures: ReportData, columns: Sequence[PlanFile[Chapter]], title: str, *, is_bound: bool
) -> HeatGroup | None:
    """Return the rows of the bodies that are bound, or of the urged ones; those with most shortcomings first."""
    cells = figures.plan(bound=is_bound)
    by_body = grouped(cells, lambda cell: cell.body)
    if not by_body:
        return None
    parts = by_area(cells)
    order = sorted(figures.repository.bodies, key=lambda body: _missing(score(by_body.get(body, ()))))
    rows = []
    for body in order:
        if owed := by_body.get(body):
            own = by_area(owed)
            row = tuple(_cell(own.get(chapter.stem, ())) for chapter in columns) if len(columns) > 1 else ()
            rows.append(HeatRow(figures.name(body), row, score(owed)))
    return HeatGroup(
        title=title,
        rows=tuple(rows),
        total=counted(len(rows), "organ", "organ"),
        totals=tuple(score(parts.get(chapter.stem, ())) for chapter in columns) if len(columns) > 1 else (),
        score=score(cells),
    )


def _missing(total: Score) -> tuple[int, bool]:
    """Return the place in the order: most shortcomings first, and last those of whom nothing had fallen due."""
    return total.fulfilled - total.due, not total.due


def _cell(cells: Sequence[Cell]) -> HeatCell | None:
    if not cells:
        return None
    found = {cell.verdict for cell in cells}
    return HeatCell(score(cells), next((one for one in WORST if one in found), min(found)))


def _kinds(figures: ReportData) -> str:
    """Return what the urged bodies are together: bolag och förbund."""
    bodies = {cell.body for cell in figures.plan(bound=False)}
    kinds = {kind.plural for body in bodies if (kind := figures.repository.kind_of(body))}
    return listed(sorted(kinds, key=sort_key)) or "organ"


def _heading(figures: ReportData, bound: HeatGroup | None, lacks: Lacking) -> str:
    """Say the finding: how little the lowest of those that have answered has fulfilled."""
    silent = {one.body for one in lacks.silent}
    rows = [row for row in bound.rows if row.score.due and row.body not in silent] if bound else []
    if not rows:
        return f"Inget behövde vara klart{'' if figures.is_complete(figures.year) else ' ännu'}"
    who = "organ som har svarat" if silent else "organ"
    lacking = sum(row.score.fulfilled < row.score.due for row in rows)
    tenths = min(10 * row.score.fulfilled // row.score.due for row in rows)
    if not lacking:
        return (
            f"Alla {who} uppfyller alla sina krav{'' if figures.is_complete(figures.year) else ' hittills'}"
        )
    if tenths < _HALF or len(rows) == 1 or not figures.is_complete(figures.year):
        return f"{number(lacking)} av {number(len(rows))} {who} har brister"
    share = f"{in_words(tenths)} av tio krav" if tenths > _HALF else "hälften av sina krav"
    return f"Alla {who} uppfyller minst {share}"


def _lead(
    figures: ReportData, columns: Sequence[PlanFile[Chapter]], bound: HeatGroup | None, lacks: Lacking
) -> Iterator[str]:
    """Say which bodies are lowest, and in which area most is lacking."""
    silent = {one.body for one in lacks.silent}
    rows = [row for row in bound.rows if row.score.due and row.body not in silent] if bound else []
    shares = [row.score.fulfilled / row.score.due for row in rows]
    if rows and len(rows) > 1 and min(shares) < 1:
        last = [row for row, share in zip(rows, shares, strict=True) if share == min(shares)]
        names = {figures.name(body): figures.in_sentence(body) for body in figures.repository.bodies}
        who = capital(bodies_listed([names[row.body] for row in last]))
        totals = dict.fromkeys(f"{row.score}" for row in last)
        share = percent(last[0].score.fulfilled, last[0].score.due)
        said = f"{next(iter(totals))} ({share})" if len(totals) == 1 else share
        whom = " av dem som har svarat" if silent else ""
        yield f"{who} ligger lägst{whom}, med {said}."
    missing = [
        (total.due - total.fulfilled, place) for place, total in enumerate(bound.totals if bound else ())
    ]
    most = max((count for count, _ in missing), default=0)
    if most and [count for count, _ in missing].count(most) == 1:
        chapter = columns[next(place for count, place in missing if count == most)]
        theirs = sum(dict(one.areas).get(chapter.stem, 0) for one in lacks.silent)
        split = f", varav {number(theirs)} är {of_unheard(lacks)}" if theirs else ""
        yield f"Flest brister finns i ”{figures.label_of(chapter)}”: {number(most)}{split}."


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


def _validity(document: SourceDocument) -> str:
    """Say when a document applies: från 2023-01-01 till 2026-12-31."""
    parts = (
        f"från {document.first_day}" if document.first_day else "",
        f"till {document.ends}" if document.ends else "",
    )
    return " ".join(part for part in parts if part)
