"""One body's year, for its own meeting: what it owes, what is lacking with what to do, and what to decide."""

from collections.abc import Iterable, Iterator
from datetime import date

from trygghetsplan.findings import Where
from trygghetsplan.model.decisions import Meaning
from trygghetsplan.obligations.agenda import coming, mandate_notice
from trygghetsplan.obligations.cell import Cell
from trygghetsplan.obligations.decisions import ALL, DecisionBook
from trygghetsplan.obligations.score import Score
from trygghetsplan.obligations.timeliness import Timeliness
from trygghetsplan.obligations.verdict import Verdict
from trygghetsplan.report import evidence
from trygghetsplan.report.body_proposals import proposals
from trygghetsplan.report.body_views import (
    BodyArea,
    BodyDuty,
    BodyReport,
    Coming,
    DecisionRow,
    Pending,
    Remaining,
)
from trygghetsplan.report.figures import Figures, grouped, label_of, score
from trygghetsplan.report.remedies import remedy
from trygghetsplan.report.sections.cover import cover, said
from trygghetsplan.report.sections.method import words
from trygghetsplan.report.sections.shortages import reason
from trygghetsplan.report.sections.summary import answered
from trygghetsplan.report.views import Provenance
from trygghetsplan.swedish import listed, long_date

_MEANS = {
    Meaning.CONCERNED: "berörd",
    Meaning.NOT_CONCERNED: "ej berörd",
    Meaning.BOUND: "bunden efter eget beslut",
    Meaning.EXCEPTION: "avsteg",
}
_NOT_YET_OWED, _SILENT = 3, 11
"""The rules of the decision table by which a cell has not fallen due: it is not owed yet, or nobody has answered."""


def body_report(figures: Figures, body: str, provenance: Provenance) -> BodyReport:
    """Return the body's year, as the audience may see it."""
    owed = [cell for cell in figures.cells if cell.body == body]
    shown = [cell for cell in owed if figures.per_body(cell.duty)]
    plan = [cell for cell in shown if not cell.duty.is_law]
    is_urged = bool(plan) and not any(cell.is_bound for cell in plan)
    name = figures.name(body)
    row = next((row for row in answered(figures) if row.body == name), None)
    remaining = tuple(_remaining(figures, shown))
    pending = tuple(_pending(figures, shown))
    ahead = tuple(_coming(figures, body))
    meets = figures.repository.bodies[body].exists(figures.as_of)
    return BodyReport(
        cover(
            figures,
            provenance,
            heading=f"Uppföljning {figures.year}: {name}",
            by=f"bilaga till {figures.repository.settings.record.account.title} {figures.year}",
        ),
        name,
        is_urged,
        row,
        f"followups/{figures.year}/{body}.yaml",
        figures.repository.settings.record.answer_day.within(figures.year, figures.year),
        score(_of_plan(plan)),
        _before(figures, body),
        score(cell for cell in shown if cell.duty.is_law),
        remaining,
        pending,
        tuple(_areas(figures, shown)),
        tuple(_decisions(figures, body)),
        tuple(mandate_notice(figures.grid)) if ahead else (),
        ahead,
        tuple(proposals(figures, row, remaining, pending, ahead))
        if meets and (shown or row or ahead)
        else (),
        len({cell.duty.id for cell in owed} - {cell.duty.id for cell in shown}),
        words(),
    )


def _of_plan(cells: Iterable[Cell]) -> Iterator[Cell]:
    return (cell for cell in cells if cell.duty.is_plan)


def _before(figures: Figures, body: str) -> Score | None:
    if not figures.comparable:
        return None
    cells = figures.by_year[figures.year - 1]
    return score(
        cell for cell in cells if cell.body == body and cell.duty.is_plan and figures.per_body(cell.duty)
    )


def _days(cell: Cell) -> int:
    return cell.days if cell.timeliness is Timeliness.LATE else 0


def _remaining(figures: Figures, cells: list[Cell]) -> Iterator[Remaining]:
    """Return what is lacking, the longest standing and then the latest first."""
    lacking = [cell for cell in cells if cell.verdict.is_shortcoming]
    for cell in sorted(lacking, key=lambda cell: (figures.since(cell), -_days(cell))):
        yield Remaining(
            cell.duty.obligation.title,
            label_of(cell.duty.chapter),
            cell.verdict,
            _days(cell),
            figures.since(cell),
            cell.is_bound,
            reason(figures, cell),
            remedy(figures, cell),
            figures.source(cell.basis[0]),
        )


def _pending(figures: Figures, cells: list[Cell]) -> Iterator[Pending]:
    """Return what can be answered or finished already but has not fallen due, the nearest day first."""
    found = [
        cell
        for cell in cells
        if cell.verdict is Verdict.NOT_DUE
        and cell.outcome.rule != _NOT_YET_OWED
        and not (_is_silent(cell) and figures.grid.unmet(cell.duty, cell.body))
    ]
    for cell in sorted(found, key=lambda cell: _last_day(figures, cell) or date.max):
        yield Pending(
            cell.duty.obligation.title,
            label_of(cell.duty.chapter),
            not _is_silent(cell),
            cell.is_bound,
            reason(figures, cell),
            _last_day(figures, cell),
            figures.source(cell.basis[0]),
        )


def _is_silent(cell: Cell) -> bool:
    return cell.outcome.rule == _SILENT


def _last_day(figures: Figures, cell: Cell) -> date | None:
    """Return the day to answer by where nobody has, otherwise the duty's own last day."""
    if not _is_silent(cell):
        return cell.term.due
    is_open = cell.term.is_once and cell.term.due is None
    return figures.answer_day if is_open else cell.term.answer_by


def _areas(figures: Figures, cells: list[Cell]) -> Iterator[BodyArea]:
    for path, owed in grouped(cells, lambda cell: cell.duty.chapter.path).items():
        chapter = owed[0].duty.chapter
        yield BodyArea(
            f"del-{path.rsplit('/', 1)[-1].removesuffix('.yaml')}",
            label_of(chapter),
            score(owed),
            tuple(
                BodyDuty(
                    cell.duty.obligation.title,
                    cell.duty.obligation.text,
                    cell.period.label,
                    cell.verdict,
                    _days(cell),
                    reason(figures, cell),
                    evidence.shown(figures, cell),
                    figures.source(cell.basis[0]),
                )
                for cell in owed
            ),
        )


def _decisions(figures: Figures, body: str) -> Iterator[DecisionRow]:
    """Return the decisions that counted for the body some day of the year."""
    for decided in DecisionBook(figures.repository).effective():
        decision = decided.decision
        bodies = {member for name in decision.bodies for member in figures.repository.members(name)}
        if body not in bodies or decided.starts > figures.as_of:
            continue
        if not decided.starts.year <= figures.year <= decided.ends.year:
            continue
        titles = [
            f"”{duty.obligation.title}”"
            for name in decision.obligations
            if (duty := figures.repository.duties.get(name)) and figures.per_body(duty)
        ]
        if not titles and ALL not in decision.obligations:
            continue
        ends = f" till {long_date(decided.ends)}" if decided.ends != date.max else ""
        yield DecisionRow(
            _MEANS[decision.meaning],
            listed(titles) or "alla skyldigheter",
            decision.reason or "",
            f"från {long_date(decided.starts)}{ends}",
            said(decision.decided) if decision.decided else "",
            figures.source(decided.where.key()),
        )


def _coming(figures: Figures, body: str) -> Iterator[Coming]:
    for cell in coming(figures.grid):
        if cell.body == body and figures.per_body(cell.duty):
            yield Coming(
                cell.duty.obligation.title,
                cell.period.label,
                cell.term.due or cell.term.answer_by,
                figures.source(Where(cell.duty.chapter.path, ("skyldigheter", cell.duty.id)).key()),
            )
