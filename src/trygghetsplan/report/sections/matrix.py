"""The matrix bodies × duties, and the same as a list per body."""

from trygghetsplan.engine.cell import Cell, Timeliness
from trygghetsplan.report.data import ReportData, grouped, score
from trygghetsplan.report.sections.shortages import evidence, reason
from trygghetsplan.report.views import BodyList, BodyRow, Matrix, MatrixCell, MatrixRow


def matrix(figures: ReportData) -> Matrix:
    """Return the matrix of the plan's open duties that several bodies owe."""
    shown = _shown(figures)
    by_duty = {
        name: cells
        for name, cells in grouped(shown, lambda cell: cell.obligation.id).items()
        if len(cells) > 1
    }
    cells = [cell for owed in by_duty.values() for cell in owed]
    bound = [body for body in figures.repository.bodies if any(c.body == body and c.is_bound for c in cells)]
    urged = [
        body for body in figures.repository.bodies if body not in bound and any(c.body == body for c in cells)
    ]
    bodies = [*bound, *urged]
    groups: dict[str, list[MatrixRow]] = {}
    for owed in by_duty.values():
        found = {cell.body: cell for cell in owed}
        row = MatrixRow(
            owed[0].obligation.record.title,
            tuple(_cell(found[body]) if body in found else None for body in bodies),
            score(cell for cell in owed if cell.is_bound),
        )
        groups.setdefault(figures.label_of(owed[0].obligation.chapter), []).append(row)
    return Matrix(
        tuple(
            (figures.repository.bodies[body].short or figures.name(body), figures.name(body))
            for body in bodies
        ),
        len(bound),
        tuple((label, tuple(rows)) for label, rows in groups.items()),
        tuple(score(cell for cell in cells if cell.body == body) for body in bodies),
    )


def body_lists(figures: ReportData) -> tuple[BodyList, ...]:
    """Return for each body every open duty of the plan that it owes."""
    by_body = grouped(_shown(figures), lambda cell: cell.body)
    return tuple(
        BodyList(
            f"organ-{body}",
            figures.name(body),
            not any(cell.is_bound for cell in by_body[body]),
            score(by_body[body]),
            tuple(_row(figures, cell) for cell in by_body[body] if cell.verdict.is_shortcoming),
            tuple(_row(figures, cell) for cell in by_body[body] if not cell.verdict.is_shortcoming),
        )
        for body in figures.repository.bodies
        if body in by_body
    )


def _row(figures: ReportData, cell: Cell) -> BodyRow:
    return BodyRow(
        area=figures.label_of(cell.obligation.chapter),
        duty=cell.obligation.record.title,
        verdict=cell.verdict,
        days_late=_days(cell),
        since=figures.since(cell),
        reason=reason(figures, cell),
        evidence=tuple(evidence(figures, cell)),
        source=figures.source(cell.basis[0]),
    )


def _shown(figures: ReportData) -> list[Cell]:
    return [cell for cell in figures.cells if figures.counts(cell.obligation)]


def _cell(cell: Cell) -> MatrixCell:
    return MatrixCell(cell.verdict, _days(cell))


def _days(cell: Cell) -> int:
    return cell.days if cell.is_bound and cell.timeliness is Timeliness.LATE else 0
