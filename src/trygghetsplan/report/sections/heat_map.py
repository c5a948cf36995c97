"""How it went, body by body: what each has fulfilled in each area, most shortcomings first."""

from collections.abc import Collection, Iterator, Sequence

from trygghetsplan.engine.cell import Cell, Score
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.model.assessments import Colour
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
    possessive,
    small,
    sort_key,
)

_WORST = (Verdict.UNANSWERED, Verdict.NOT_FULFILLED, Verdict.PARTLY, Verdict.EXCEPTION, Verdict.FULFILLED)
_HALF = 5


def heat_map(figures: ReportData, lacks: Lacking) -> HeatMap:
    """Return the bound bodies and the urged ones, each with the areas."""
    found = list(areas(figures))
    columns = found if len(found) > 1 else []
    numbers = chapter_numbers(figures)
    bound = _group(figures, columns, f"Organ som {figures.subject} binder", is_bound=True)
    urged = _group(figures, columns, "", is_bound=False)
    if urged:
        words = figures.repository.urging_words()
        title = f"{capital(_kinds(figures))} som {words.urged} att följa {figures.subject}"
        total = f"{number(len(urged.rows))} {_kinds(figures)}" if len(urged.rows) > 1 else urged.total
        urged = urged._replace(title=title, total=total)
    groups = tuple(group for group in (bound, urged) if group)
    silent = {one.body for one in lacks.silent}
    rows = [row for row in (bound.rows if bound else ()) if row.score.due and row.body not in silent]
    cells = (cell for group in groups for row in group.rows for cell in row.cells)
    shown = {cell.worst for cell in cells if cell and cell.score.due}
    return HeatMap(
        heading=_heading(figures, rows, lacks),
        lead=" ".join(_lead(figures, columns, rows, bound, lacks)),
        judged=_judged(figures, found),
        areas=tuple(
            (numbers[chapter.stem], figures.label_of(chapter).removeprefix(f"{chapter.record.number}. "))
            for chapter in columns
        ),
        stems=tuple(chapter.stem for chapter in columns),
        groups=groups,
        verdicts=tuple(verdict for verdict in Verdict if verdict in shown),
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
            row = tuple(_cell(own.get(chapter.stem, ())) for chapter in columns)
            rows.append(HeatRow(body, figures.name(body), row, score(owed)))
    return HeatGroup(
        title=title,
        rows=tuple(rows),
        total=counted(len(rows), "organ", "organ"),
        totals=tuple(score(parts.get(chapter.stem, ())) for chapter in columns),
        score=score(cells),
    )


def _missing(total: Score) -> tuple[int, bool]:
    """Return the place in the order: most shortcomings first, and last those of whom nothing had fallen due."""
    return total.fulfilled - total.due, not total.due


def _cell(cells: Sequence[Cell]) -> HeatCell | None:
    if not cells:
        return None
    return HeatCell(score(cells), worst({cell.verdict for cell in cells}))


def worst(found: Collection[Verdict]) -> Verdict:
    """Return the verdict that the shape of several shows."""
    return next((one for one in _WORST if one in found), min(found))


def _kinds(figures: ReportData) -> str:
    """Return what the urged bodies are together: bolag och förbund."""
    bodies = {cell.body for cell in figures.plan(bound=False)}
    kinds = {kind.plural for body in bodies if (kind := figures.repository.kind_of(body))}
    return listed(sorted(kinds, key=sort_key)) or "organ"


def _heading(figures: ReportData, rows: Sequence[HeatRow], lacks: Lacking) -> str:
    """Say the finding: how little the lowest of those that have answered has fulfilled."""
    is_complete = figures.is_complete(figures.year)
    if not rows:
        return f"Inget behövde vara klart{'' if is_complete else ' ännu'}"
    who = "organ som har svarat" if lacks.silent else "organ"
    lacking = sum(row.score.fulfilled < row.score.due for row in rows)
    tenths = min(10 * row.score.fulfilled // row.score.due for row in rows)
    if not lacking:
        return f"Alla {who} uppfyller alla sina krav{'' if is_complete else ' hittills'}"
    if tenths < _HALF or len(rows) == 1 or not is_complete:
        return f"{number(lacking)} av {number(len(rows))} {who} har brister"
    share = f"{in_words(tenths)} av tio krav" if tenths > _HALF else "hälften av sina krav"
    return f"Alla {who} uppfyller minst {share}"


def _lead(
    figures: ReportData,
    columns: Sequence[PlanFile[Chapter]],
    rows: Sequence[HeatRow],
    bound: HeatGroup | None,
    lacks: Lacking,
) -> Iterator[str]:
    """Say which bodies are lowest, and in which area most is lacking."""
    lowest = min((row.score.fulfilled / row.score.due for row in rows), default=1)
    last = [row for row in rows if row.score.fulfilled / row.score.due == lowest]
    if len(last) < len(rows):
        names = {figures.name(body): figures.in_sentence(body) for body in figures.repository.bodies}
        who = capital(bodies_listed([names[row.body] for row in last]))
        whom = " av dem som har svarat" if lacks.silent else ""
        share = percent(last[0].score.fulfilled, last[0].score.due)
        is_same = len({row.score for row in last}) == 1
        yield f"{who} ligger lägst{whom}, med {f'{last[0].score} ({share})' if is_same else share}."
    missing = [total.due - total.fulfilled for total in bound.totals] if bound else []
    most = max(missing, default=0)
    if most and missing.count(most) == 1:
        chapter = columns[missing.index(most)]
        theirs = sum(dict(one.areas).get(chapter.stem, 0) for one in lacks.silent)
        split = f", varav {number(theirs)} är {of_unheard(lacks)}" if theirs else ""
        yield f"Flest brister finns i ”{figures.label_of(chapter)}”: {number(most)}{split}."


def _judged(figures: ReportData, found: Sequence[PlanFile[Chapter]]) -> str:
    """Say how the giver itself judged the areas, and what its colours mean; nothing where it has not."""
    judged = figures.assessments.record.areas if figures.assessments else {}
    colours = [judged[chapter.stem].colour for chapter in found if chapter.stem in judged]
    if not colours:
        return ""
    area = figures.repository.settings.record.organisation.chapter
    said = [
        f"{colour} ({small(colour.help).removesuffix('.')}) för "
        f"{area.one if count == 1 else f'{in_words(count)} {area.several}'}"
        for colour in Colour
        if (count := colours.count(colour))
    ]
    giver = figures.in_sentence(figures.repository.settings.record.account.given_by)
    left = [f"”{figures.label_of(chapter)}”" for chapter in found if chapter.stem not in judged]
    without = f" {listed(left)} är inte bedömt." if len(left) == 1 else ""
    without = f" {listed(left)} är inte bedömda." if len(left) > 1 else without
    return (
        f"{capital(possessive(giver))} egen bedömning är {listed(said)}; skälen står i varje område.{without}"
    )


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
