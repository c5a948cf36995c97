"""The grid on a terminal: bodies × areas, readable without colour."""

from datetime import date
from io import StringIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from trygghetsplan.obligations.grid import Cell, Score
from trygghetsplan.obligations.verdict import Verdict
from trygghetsplan.report.figures import Figures, label_of, score
from trygghetsplan.report.render import of
from trygghetsplan.report.sections.summary import answered, areas, in_chapter
from trygghetsplan.report.views import Audience
from trygghetsplan.repository import PlanRepository
from trygghetsplan.swedish import long_date, percent

SHAPES = {
    Verdict.FULFILLED: ("●", "green"),
    Verdict.PARTLY: ("◐", "yellow"),
    Verdict.NOT_FULFILLED: ("■", "red"),
    Verdict.UNANSWERED: ("○", "red"),
    Verdict.NOT_DUE: ("·", "dim"),
    Verdict.NOT_APPLICABLE: ("–", "dim"),
    Verdict.EXCEPTION: ("◇", "magenta"),
}
_WORST = (Verdict.UNANSWERED, Verdict.NOT_FULFILLED, Verdict.PARTLY, Verdict.EXCEPTION, Verdict.FULFILLED)
WIDTH = 118


def heat_map(repository: PlanRepository, year: int, as_of: date, *, colour: bool) -> str:
    """Return the year's state as a table, with a key beneath."""
    figures = Figures(repository, year, as_of, Audience.INTERNAL)
    chapters = [(chapter, label_of(chapter)) for chapter in areas(figures)]
    table = Table(title=None, box=None, pad_edge=False, padding=(0, 1))
    table.add_column("Organ", no_wrap=True, max_width=34)
    for chapter, label in chapters:
        name = label[:5] if chapter.record.number is None else str(chapter.record.number)
        table.add_column(name, justify="right", no_wrap=True, min_width=7)
    table.add_column("Lag", justify="right", no_wrap=True, min_width=7)
    table.add_column("Svarat", no_wrap=True, min_width=10)
    rows = {row.body: row for row in answered(figures)}
    told = False
    for body, record in repository.bodies.items():
        owed = [cell for cell in figures.cells if cell.body == body]
        if not owed:
            continue
        plan = [cell for cell in owed if cell.duty.is_plan]
        cells = [_summed(in_chapter(figures, chapter, plan)) for chapter, _ in chapters]
        row = rows.get(record.name)
        when = str(row.decided) if row and row.decided else "nej" if row else ""
        urged_body = bool(plan) and not any(cell.is_bound for cell in plan)
        if urged_body and not told:
            table.add_row("Uppmanas:", *("" for _ in cells), "", "", style="italic")
            told = True
        table.add_row(record.name, *cells, _summed([cell for cell in owed if cell.duty.is_law]), when)
    out = StringIO()
    console = Console(
        file=out, width=WIDTH, force_terminal=colour, color_system="standard" if colour else None
    )
    bound, urged = score(figures.plan(bound=True)), score(figures.plan(bound=False))
    console.print(
        f"{repository.settings.record.organisation.name}, uppföljning {year}, räknat per {long_date(as_of)}"
    )
    console.print(
        f"Planen: {of(bound)} ({percent(bound.fulfilled, bound.due)}). Uppmanade organ: {of(urged)}.\n"
    )
    console.print(table)
    console.print()
    for chapter, _ in chapters:
        if chapter.record.number is not None:
            console.print(f"  {chapter.record.number}. {chapter.record.title}", highlight=False)
    key = "  ".join(f"{SHAPES[verdict][0]} {verdict}" for verdict in Verdict)
    console.print(
        f"\nSiffrorna är uppfyllda av förfallna; tecknet är det sämsta utfallet. {key}", highlight=False
    )
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _summed(cells: list[Cell]) -> Text:
    """Return the score of the cells with the shape of the worst verdict."""
    if not cells:
        return Text("")
    found = {cell.verdict for cell in cells}
    worst = next((verdict for verdict in _WORST if verdict in found), min(found))
    shape, style = SHAPES[worst]
    total = Score.of(cells)
    return Text(f"{total.fulfilled}/{total.due} {shape}" if total.due else shape, style=style)
