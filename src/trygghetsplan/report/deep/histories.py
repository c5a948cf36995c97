"""Each duty of each body followed through the years, and sorted by which way it has gone."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.proof import Level
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.report.data import ReportData
from trygghetsplan.report.deep.views import ObligationHistory, Thread, Transition
from trygghetsplan.swedish import capital, counted

LONG = 3
"""In how many years a shortcoming must have stood to be chronic, or in all of them where they are fewer."""
_ORDINALS = (
    "",
    "första",
    "andra",
    "tredje",
    "fjärde",
    "femte",
    "sjätte",
    "sjunde",
    "åttonde",
    "nionde",
    "tionde",
)


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

    def was(self, verdict: Verdict) -> int | None:
        """Return the latest year before the last in which it had the verdict."""
        years = zip(reversed(self.years[:-1]), reversed(self.cells[:-1]), strict=True)
        return next((year for year, cell in years if cell and cell.verdict is verdict), None)

    def first_lacking(self) -> int | None:
        """Return the first year before the last in which it was lacking."""
        years = zip(self.years[:-1], self.cells[:-1], strict=True)
        return next((year for year, cell in years if cell and cell.verdict.is_shortcoming), None)

    @property
    def is_unproved(self) -> bool:
        """Whether it counted in at least two years, and no year's evidence showed anything."""
        counted_cells = [cell for cell in self.cells if cell and cell.counts]
        return len(counted_cells) > 1 and all(cell.proof.level is Level.NONE for cell in counted_cells)


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


def chronic(one: Followed) -> str | None:
    """Say for how long a shortcoming has stood, when that is long."""
    if one.run < min(LONG, len(one.years)) or one.run < 2:
        return None
    return f"{_ordinal(one.run)} året i rad"


def regressed(one: Followed) -> str | None:
    """Say when it was fulfilled, when it is no longer."""
    was = one.was(Verdict.FULFILLED)
    if was is None or not one.last.verdict.is_shortcoming or chronic(one):
        return None
    return f"uppfylld {was} men {one.last.verdict.in_sentence} {one.years[-1]}"


def improved(one: Followed) -> str | None:
    """Say when it was lacking, when it is fulfilled now."""
    first = one.first_lacking()
    if first is None or one.last.verdict is not Verdict.FULFILLED:
        return None
    year = one.years[-1]
    if one.last.schedule.is_once:  # what is done stays done
        cells = zip(one.years, one.cells, strict=True)
        year = next(done for done, cell in cells if cell and cell.verdict is Verdict.FULFILLED)
    return f"brist {first} men uppfylld {year}"


def unproved(one: Followed) -> str | None:
    """Say that no evidence has ever been shown."""
    return f"inget underlag {one.years[0]}–{one.years[-1]}" if one.is_unproved else None


def left_open(one: Followed) -> str | None:
    """Say since when an urged body has left something open; softly, and with no word of shortcoming."""
    return f"har stått öppet sedan {one.years[-one.run]}" if one.run >= 2 else None


def turn(
    figures: ReportData, followed: Iterable[Followed], say: Callable[[Followed], str | None], heading: str
) -> Transition:
    """Return what `say` has something to say of, duty by duty, the most widespread first."""
    found = [(one, said) for one in followed if (said := say(one))]
    unheard = figures.silent_in(last_complete(figures))
    shown = [(one, said) for one, said in found if one.run != 1 or one.last.body not in unheard]
    groups: dict[str, list[tuple[Followed, str]]] = {}
    for one, said in shown:
        groups.setdefault(one.last.obligation.id, []).append((one, said))
    threads = [_thread(figures, group, heading) for group in groups.values()]
    ordered = sorted(threads, key=lambda thread: -len(thread.strands))
    silent = Counter(
        figures.name(one.last.body) for one, _ in found if one.run == 1 and one.last.body in unheard
    )
    return Transition(len(found), tuple(ordered), tuple(silent.items()))


def _thread(figures: ReportData, group: Sequence[tuple[Followed, str]], heading: str) -> Thread:
    obligation = group[0][0].last.obligation
    title = capital(obligation.record.title)
    return Thread(
        f"{title}: {counted(len(group), 'organ', 'organ')} {heading}",
        figures.label_of(obligation.chapter),
        tuple(_strands(figures, group)),
        figures.source(obligation.at().key()),
    )


def _strands(figures: ReportData, group: Sequence[tuple[Followed, str]]) -> Iterator[ObligationHistory]:
    for one, said in group:
        yield ObligationHistory(
            figures.name(one.last.body),
            tuple(cell.verdict if cell else None for cell in one.cells),
            said,
            figures.source(one.last.basis[0]),
        )


def _ordinal(count: int) -> str:
    return _ORDINALS[count] if count < len(_ORDINALS) else f"{count}:e"
