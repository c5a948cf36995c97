"""The grid on a terminal: bodies × areas, readable without colour."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from io import StringIO
from itertools import accumulate
from textwrap import wrap

from rich.console import Console
from rich.table import Table
from rich.text import Text

from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.engine.agenda import coming
from trygghetsplan.engine.cell import Cell, Score
from trygghetsplan.engine.grid import Grid, grid_on
from trygghetsplan.engine.questions import is_urged_by_plan
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.model.obligation import Chapter
from trygghetsplan.output.tree import SIGNS
from trygghetsplan.plan.repository import PlanFile, PlanRepository
from trygghetsplan.report.data import ReportData, areas, by_area, grouped, is_of_the_year, score, tally
from trygghetsplan.report.sections.heat_map import worst
from trygghetsplan.report.sections.method import words
from trygghetsplan.report.sections.summary import answered, apart
from trygghetsplan.report.year_wheel import mandate_notice
from trygghetsplan.swedish import bodies_listed, capital, counted, long_date, percent, slug, small

STYLES = {
    Verdict.FULFILLED: "green",
    Verdict.PARTLY: "yellow",
    Verdict.NOT_FULFILLED: "red",
    Verdict.UNANSWERED: "red",
    Verdict.NOT_DUE: "dim",
    Verdict.NOT_APPLICABLE: "dim",
    Verdict.EXCEPTION: "magenta",
}
GROUPINGS = ("area", "body", "kind")
WIDTH = 118
"""Columns that the whole table takes, and that texts fill."""
_NARROWEST = 20
_WIDE = 100
"""Columns with room for whole names."""
_WIDE_NAMES = 34
_NAMES = 24
_GAP = 2
"""Columns between two columns."""


def heat_map_text(
    repository: PlanRepository, year: int, as_of: date, by: str, *, colour: bool, width: int = WIDTH
) -> str:
    """Return the year's state as a table, with a key beneath. What does not fit in the width comes in tables beneath.

    No line is longer than the width.
    """
    figures = ReportData(repository, year, as_of, Audience.INTERNAL, is_whole=True)
    out = StringIO()
    console = Console(
        file=out,
        width=max(_NARROWEST, min(width, WIDTH)),
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        highlight=False,
    )
    _print_heading(console, figures)
    tables = {"area": _by_area, "body": _by_body, "kind": _by_kind}
    tables[by](console, figures)
    key = "  ".join(f"{SIGNS[slug(verdict)]} {verdict}" for verdict in Verdict)
    console.print(
        f"\nSiffrorna är uppfyllda av dem som skulle vara klara; tecknet är det sämsta utfallet. {key}"
    )
    console.print(f"\n{words(figures).formula}")
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _print_heading(console: Console, figures: ReportData) -> None:
    """Say the two numbers that are never mixed: who has answered, and what is fulfilled."""
    name = figures.repository.settings.record.organisation.name
    bound, urged, statutory = (
        score(figures.plan(bound=True)),
        score(figures.plan(bound=False)),
        score(figures.law()),
    )
    rows = answered(figures)
    console.print(f"{name}, uppföljning {figures.year}, räknat per {long_date(figures.as_of)}")
    console.print(f"Svarat: {sum(row.decided is not None for row in rows)} av {len(rows)} organ.")
    whose = f"{', ' if ' och ' in figures.of_subject else ' och '}{figures.of_subject} krav"
    console.print(f"Uppfyllt: {bound} ({percent(bound.fulfilled, bound.due)}), bundna organ{whose}.")
    beside = "".join(f", {small(title)} {total}" for title, total in apart(figures, figures.cells))
    console.print(f"Räknas för sig: obundna organ {urged}, lagkrav {statutory}{beside}.")
    if figures.closed:
        closed = score(cell for cell in figures.closed if cell.is_bound)
        console.print(f"Redovisas inte öppet och räknas för sig: bundna organ {closed}.")
    if earlier := sum(not is_of_the_year(cell) for cell in figures.cells):
        console.print(
            f"Klart tidigare och inte räknat igen: {counted(earlier, 'engångsuppgift', 'engångsuppgifter')}."
        )
    grid = grid_on(figures.repository, figures.as_of)
    for sentence in mandate_notice(grid):
        console.print(sentence)
    for line in coming_lines(grid):
        console.print("\n".join(wrap(line, console.width, initial_indent="  ", subsequent_indent=" " * 14)))
    console.print()


def coming_lines(grid: Grid) -> list[str]:
    """Return what falls due again in the mandate period that is about to begin."""
    found = grouped(coming(grid), lambda cell: cell.obligation.id)
    lines = []
    for cells in sorted(
        found.values(), key=lambda cells: cells[0].schedule.due or cells[0].schedule.answer_by
    ):
        obligation = cells[0].obligation
        names = [grid.repository.body_name(cell.body) for cell in cells]
        who = bodies_listed(names)
        lines.append(f"{cells[0].schedule.due}  {obligation.record.title}: {who}{obligation.doubt}")
    return lines


def _by_area(console: Console, figures: ReportData) -> None:
    held = by_area([cell for cell in figures.cells if cell.obligation.is_plan])
    chapters = [chapter for chapter in areas(figures) if chapter.stem in held]
    marks = _marks(chapters)
    columns = [*(marks.get(chapter.path, chapter.record.title[:5]) for chapter in chapters), "Lag", "Svarat"]
    rows = {row.id: row for row in answered(figures)}
    firm_rows: list[Sequence[str | Text]] = []
    urged: list[Sequence[str | Text]] = []
    for body, owed in _bound_first(figures).items():
        name = _name(console, figures, body)
        plan = [cell for cell in owed if cell.obligation.is_plan]
        parts = [by_area([cell for cell in plan if cell.is_bound is one]) for one in (True, False)]
        firm, soft = ([_score_text(part.get(chapter.stem, [])) for chapter in chapters] for part in parts)
        row = rows.get(body)
        decided = str(row.decided) if row and row.decided else "nej" if row else ""
        beside = _score_text([cell for cell in owed if cell.obligation.is_law]), decided
        is_urged = is_urged_by_plan(owed)
        if not is_urged:
            firm_rows.append((name, *firm, *beside))
        if is_urged or parts[1]:
            urged.append((name, *soft, *(beside if is_urged else ("", ""))))
    between = [[Text("Binds inte:", style="italic" if console.is_terminal else "")]] if urged else []
    _print_tables(console, "Organ", columns, [*firm_rows, *between, *urged])
    console.print()
    for chapter in chapters:
        if mark := marks.get(chapter.path):
            is_plain = mark == str(chapter.record.number)
            name = figures.repository.chapter_name(chapter, is_apart=True)
            line = f"  {mark}. {chapter.record.title}" if is_plain else f"  {mark}: {name}"
            console.print("\n".join(wrap(line, console.width, subsequent_indent=" " * (len(mark) + 4))))


def _marks(chapters: Sequence[PlanFile[Chapter]]) -> dict[str, str]:
    """Return the column headings by path: the numbers, each with a letter for its document where two are the same."""
    numbered = [chapter for chapter in chapters if chapter.record.number is not None]
    numbers = [chapter.record.number for chapter in numbered]
    if len(set(numbers)) == len(numbers):
        return {chapter.path: str(chapter.record.number) for chapter in numbered}
    documents = list(dict.fromkeys(chapter.record.document for chapter in numbered))
    return {
        chapter.path: f"{chr(ord('A') + documents.index(chapter.record.document))}{chapter.record.number}"
        for chapter in numbered
    }


def _bound_first(figures: ReportData) -> dict[str, list[Cell]]:
    """Return each body's cells: the bound bodies in their order, then the urged ones."""
    found = grouped(figures.cells, lambda cell: cell.body)
    order = list(figures.repository.bodies)
    bodies = sorted(found, key=lambda body: (is_urged_by_plan(found[body]), order.index(body)))
    return {body: found[body] for body in bodies}


def _by_body(console: Console, figures: ReportData) -> None:
    ordered = [cell for owed in _bound_first(figures).values() for cell in owed]
    _verdict_table(console, ordered, "Organ", lambda cell: _name(console, figures, cell.body))


def _by_kind(console: Console, figures: ReportData) -> None:
    _verdict_table(console, figures.cells, "Slag", lambda cell: capital(cell.obligation.record.kind or ""))


def _verdict_table(console: Console, shown: Iterable[Cell], heading: str, key: Callable[[Cell], str]) -> None:
    """Count every verdict, row by row, over the plan's cells."""
    columns = [*(SIGNS[slug(verdict)] for verdict in Verdict), "Uppfyllt", "Obundna"]
    rows: list[Sequence[str | Text]] = []
    for name, cells in grouped((cell for cell in shown if cell.obligation.is_plan), key).items():
        counts = dict(tally(cells))
        parts = [[cell for cell in cells if cell.is_bound is is_bound] for is_bound in (True, False)]
        scores = (str(score(part)) if part else "" for part in parts)
        rows.append((name, *(str(counts.get(verdict, "")) for verdict in Verdict), *scores))
    _print_tables(console, heading, columns, rows)


def _print_tables(
    console: Console, heading: str, columns: Sequence[str], rows: Sequence[Sequence[str | Text]]
) -> None:
    """Write rows that begin with a name; columns that do not fit come in tables of their own."""
    needed = [
        max([len(column), *(len(row[one]) for row in rows if one < len(row))])
        for one, column in enumerate([heading, *columns])
    ]
    room = console.width - sum(width + _GAP for width in needed[1:])
    most = max(room, _NAMES if _is_narrow(console) else _WIDE_NAMES)
    names = min(needed[0], most, console.width - _GAP - max(needed[1:]))
    numbers = list(range(len(columns)))
    while numbers:
        widths = accumulate(needed[one + 1] + _GAP for one in numbers)
        shown = numbers[: sum(names + width <= console.width for width in widths)]
        table = Table(box=None, pad_edge=False, padding=(0, _GAP // 2))
        table.add_column(heading, width=names)
        for one in shown:
            table.add_column(columns[one], justify="right", no_wrap=True, width=needed[one + 1])
        for row in rows:
            table.add_row(row[0], *(row[one + 1] for one in shown if one + 1 < len(row)))
        console.print(table)
        numbers = numbers[len(shown) :]
        if numbers:
            console.print()


def _is_narrow(console: Console) -> bool:
    return console.width < _WIDE


def _name(console: Console, figures: ReportData, body: str) -> str:
    """Return the body's name, its short one where there is little room."""
    short = figures.repository.bodies[body].short if _is_narrow(console) else None
    return short or figures.name(body)


def _score_text(cells: list[Cell]) -> Text:
    """Return the score of the cells with the shape of the worst verdict."""
    if not cells:
        return Text("")
    found = worst({cell.verdict for cell in cells})
    sign, style = SIGNS[slug(found)], STYLES[found]
    total = Score.of(cells)
    return Text(f"{total.fulfilled}/{total.due} {sign}" if total.due else sign, style=style)
