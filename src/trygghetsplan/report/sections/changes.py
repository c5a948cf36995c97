"""What has changed among the shortcomings of bound bodies since last year: new, solved, and no longer counted.

Last year's number with the new ones, without the other two, is this year's.
"""

from collections.abc import Iterator, Sequence

from trygghetsplan.obligations.cell import Cell
from trygghetsplan.obligations.verdict import Verdict
from trygghetsplan.report.account_views import Change
from trygghetsplan.report.figures import Figures
from trygghetsplan.swedish import counted

Changes = tuple[Change, ...]


def changes(figures: Figures, bound: Sequence[Cell]) -> tuple[int, int, int, Changes, Changes, Changes]:
    """Return how many are new, solved and no longer counted, and each of them in a sentence."""
    new = [cell for cell in bound if figures.before is not None and _is_new(figures, cell)]
    solved = [cell for cell in bound if _is_solved(figures, cell)]
    ended = _ended(figures)
    return (
        len(new),
        len(solved),
        len(ended),
        tuple(_new(figures, new)),
        tuple(_solved(figures, solved)),
        tuple(_no_longer(figures, ended)),
    )


def silent(figures: Figures, *, bound: bool) -> list[str]:
    """Return the bodies that have not answered at all for the year: the bound ones, or the urged."""
    return [body for body, cells in figures.silent.items() if cells[0].is_bound is bound]


def _before(figures: Figures, cell: Cell) -> Cell | None:
    """Return the body's cell of the same duty last year."""
    return figures.before.get((cell.duty.id, cell.body)) if figures.before is not None else None


def _is_new(figures: Figures, cell: Cell) -> bool:
    """Whether it is a shortcoming that was none last year, or was not owed then."""
    before = _before(figures, cell)
    return cell.verdict.is_shortcoming and not (before and before.verdict.is_shortcoming)


def _is_solved(figures: Figures, cell: Cell) -> bool:
    """Whether last year's shortcoming is fulfilled."""
    before = _before(figures, cell)
    return cell.verdict is Verdict.FULFILLED and before is not None and before.verdict.is_shortcoming


def _ended(figures: Figures) -> list[tuple[Cell, Cell | None]]:
    """Return last year's shortcomings of bound bodies that are neither solved nor left, each with its cell now."""
    now = {(cell.duty.id, cell.body): cell for cell in figures.cells}
    before = figures.plan(bound=True, year=figures.year - 1) if figures.before is not None else ()
    lacking = [(cell, now.get((cell.duty.id, cell.body))) for cell in before if cell.verdict.is_shortcoming]
    return [
        (cell, this)
        for cell, this in lacking
        if this is None or not (this.verdict.is_shortcoming or this.verdict is Verdict.FULFILLED)
    ]


def _new(figures: Figures, moved: Sequence[Cell]) -> Iterator[Change]:
    """Tell of each new shortcoming; those of a body that has not answered at all together."""
    seen = [cell for cell in moved if figures.per_body(cell.duty)]
    unheard = [body for body in silent(figures, bound=True) if any(cell.body == body for cell in seen)]
    for body in unheard:
        many = counted(sum(cell.body == body for cell in seen), "ny brist", "nya brister")
        message = f"{figures.name(body)} har inte svarat alls för {figures.year}: {many}."
        yield Change(message, figures.source(figures.repository.organisation.at("organ", body).key()))
    for cell in seen:
        if cell.body not in unheard:
            before = _before(figures, cell)
            then = f"var {before.verdict.said}" if before else "gällde inte"
            yield _change(figures, cell, f"är {cell.verdict.said}, {then} {figures.year - 1}")
    yield from _counted_together(len(moved) - len(seen))


def _solved(figures: Figures, moved: Sequence[Cell]) -> Iterator[Change]:
    seen = [cell for cell in moved if figures.per_body(cell.duty)]
    for cell in seen:
        before = _before(figures, cell)
        then = before.verdict.said if before else ""
        yield _change(figures, cell, f"är {cell.verdict.said}, var {then} {figures.year - 1}")
    yield from _counted_together(len(moved) - len(seen))


def _no_longer(figures: Figures, ended: Sequence[tuple[Cell, Cell | None]]) -> Iterator[Change]:
    """Tell of each shortcoming that is no longer counted, and why."""
    seen = [(before, now) for before, now in ended if figures.per_body(before.duty)]
    for before, now in seen:
        this = f"är {now.verdict.said}" if now else "gäller inte längre"
        yield _change(figures, now or before, f"{this}, var {before.verdict.said} {figures.year - 1}")
    yield from _counted_together(len(ended) - len(seen))


def _change(figures: Figures, cell: Cell, happened: str) -> Change:
    title = cell.duty.obligation.title
    return Change(f"{figures.name(cell.body)}: ”{title}” {happened}.", figures.source(cell.basis[0]))


def _counted_together(hidden: int) -> Iterator[Change]:
    if hidden:
        message = f"Därtill {counted(hidden, 'ändring', 'ändringar')} i skyldigheter som redovisas samlat."
        yield Change(message, None)
