"""Each duty of each body followed through the years, and sorted by which way it has gone."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.proof import Level
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.report.data import ReportData, grouped
from trygghetsplan.report.deep.views import ObligationHistory, Transition
from trygghetsplan.swedish import bodies_listed, capital

LONG = 3
"""In how many years a shortcoming must have stood to be chronic, or in all of them where they are fewer."""


class Followed(NamedTuple):
    """One duty of one body through the years; None where it owed nothing."""

    years: tuple[int, ...]
    cells: tuple[Cell | None, ...]
    last: Cell
    """The cell of the last year; of a one-off that was done and over by then, that of the year it was done."""

    @property
    def run(self) -> int:
        """In how many years, up to the last, it has been lacking without a break."""
        run = 0
        for cell in reversed(self.cells):
            if cell is None or not cell.verdict.is_shortcoming:
                break
            run += 1
        return run


def follow(figures: ReportData) -> list[Followed]:
    """Return every duty of the plan that a body owes in the last complete year or had done before it, through the years."""
    complete = last_complete(figures)
    years = tuple(year for year in figures.by_year if year <= complete)
    table: dict[tuple[str, str], dict[int, Cell]] = {}
    for year in years:
        for cell in figures.by_year[year]:
            if figures.counts(cell.obligation):
                table.setdefault((cell.obligation.id, cell.body), {})[year] = cell
    histories = []
    for (name, body), found in table.items():
        last = found[max(found)]
        if years[-1] in found or (last.schedule.is_once and last.verdict is Verdict.FULFILLED):
            # Before it began, what it replaced.
            owed = [table.get((one, body), {}) for one in (name, *figures.replaced(last.obligation))]
            cells = tuple(next((of[year] for of in owed if year in of), None) for year in years)
            histories.append(Followed(years, cells, last))
    return histories


def last_complete(figures: ReportData) -> int:
    """Return the last year that can be judged; the last of all where none can."""
    return max((year for year in figures.by_year if figures.is_complete(year)), default=figures.year)


def chronic(one: Followed) -> bool:
    """Whether a shortcoming has stood for long."""
    return one.run >= max(2, min(LONG, len(one.years)))


def regressed(one: Followed) -> bool:
    """Whether it was fulfilled, and is no longer."""
    was_fulfilled = any(cell.verdict is Verdict.FULFILLED for cell in one.cells[:-1] if cell)
    return was_fulfilled and one.last.verdict.is_shortcoming and not chronic(one)


def improved(one: Followed) -> bool:
    """Whether it was lacking, and is fulfilled now."""
    was_lacking = any(cell.verdict.is_shortcoming for cell in one.cells[:-1] if cell)
    return was_lacking and one.last.verdict is Verdict.FULFILLED


def unproved(one: Followed) -> bool:
    """Whether it counted in at least two years, and no year's evidence showed anything."""
    counted = [cell for cell in one.cells if cell and cell.counts]
    return len(counted) > 1 and all(cell.proof.level is Level.NONE for cell in counted)


def left_open(one: Followed) -> bool:
    """Whether an urged body has left something open, for at least two years."""
    return one.run >= 2


def turn(
    figures: ReportData, followed: Iterable[Followed], has_turned: Callable[[Followed], bool]
) -> Transition:
    """Return what has gone one way, duty by duty, the most widespread first."""
    found = [one for one in followed if has_turned(one)]
    unheard = figures.silent_by_year[last_complete(figures)]
    told = [one for one in found if one.run == 1 and one.last.body in unheard]
    groups = grouped((one for one in found if one not in told), lambda one: one.last.obligation.id)
    ordered = sorted(groups.values(), key=lambda group: -len(group))
    silent = list(dict.fromkeys(figures.in_sentence(one.last.body) for one in told))
    return Transition(
        len(found),
        tuple(history for group in ordered for history in _histories(figures, group)),
        len(told),
        bodies_listed(silent),
    )


def _histories(figures: ReportData, group: Sequence[Followed]) -> Iterator[ObligationHistory]:
    """Return the ways that one duty has gone, each with its bodies."""
    obligation = group[0].last.obligation
    ways = grouped(group, lambda one: tuple(cell.verdict if cell else None for cell in one.cells))
    for way, alike in ways.items():
        yield ObligationHistory(
            capital(obligation.record.title),
            tuple(figures.in_sentence(one.last.body) for one in alike),
            way,
            figures.source(obligation.at().key()),
        )
