"""The page of one duty: what is asked, by what right and of whom, and how it went, year by year and why."""

from collections.abc import Iterator, Mapping, Sequence

from trygghetsplan.engine.cell import Cell, Timeliness
from trygghetsplan.output.explanation import cell_lines
from trygghetsplan.pages.material import Material
from trygghetsplan.pages.views import BodyThroughYears, DutyPage, Why
from trygghetsplan.plan.repository import Obligation
from trygghetsplan.report.sections.chapters import duty_row
from trygghetsplan.swedish import days_late, listed, long_date


def duty_page(material: Material, duty: Obligation) -> DutyPage:
    """Return the page of one duty."""
    years = range(material.figures.first, material.year + 1)
    by_year = {year: cells for year in years if (cells := material.cells_of(duty, year))}
    now = by_year.get(material.year, ())
    chapter = duty.chapter
    return DutyPage(
        cover=material.cover,
        number=material.numbers.get(duty.id, ""),
        row=duty_row(material.figures, duty, now if duty.record.is_open else ()),
        facts=tuple(_facts(material, duty)),
        area=(chapter.stem, material.figures.label_of(chapter)),
        unasked=_unasked(material, duty) if not now else "",
        owners=tuple(map(material.named, material.seen.responsible[duty.id])),
        years=tuple(by_year),
        bodies=tuple(_through_years(material, by_year)),
        why=tuple(
            (year, tuple(_why(material, cell, year) for cell in by_year[year]))
            for year in reversed(tuple(by_year))
        ),
    )


def _facts(material: Material, duty: Obligation) -> Iterator[tuple[str, str]]:
    """Say what the duty rests on, how often it comes back and what it asks for."""
    record = duty.record
    if source := duty.source_in_words:
        yield "Källa", source
    if record.reading:
        yield "Tolkning", record.reading
    yield "Hur ofta", record.asked_when
    days = [
        *([f"från den {long_date(duty.starts)}"] if duty.starts else ()),
        *([f"till den {long_date(duty.ends)}"] if duty.ends else ()),
    ]
    if days:
        yield "Gäller", " ".join(days)
    if evidence := duty.evidence.names:
        yield "Begär", listed(evidence)
    if replaced := material.figures.replaced(duty):
        yield "Ersätter", listed(replaced)


def _unasked(material: Material, duty: Obligation) -> str:
    """Say that nobody answers for the year; of what is not accounted for openly the public is not told."""
    if duty.record.definition or not (duty.record.is_open or material.is_internal):
        return ""
    return f"Ingen ska svara på punkten för {material.year}."


def _through_years(material: Material, by_year: Mapping[int, Sequence[Cell]]) -> Iterator[BodyThroughYears]:
    """Return each body that has owed the duty, in the order of the organisation."""
    owed = {(year, cell.body): cell for year, cells in by_year.items() for cell in cells}
    for body in material.seen.bodies:
        cells = [owed.get((year, body)) for year in by_year]
        if any(cells):
            yield BodyThroughYears(*material.named(body), tuple(cell and cell.verdict for cell in cells))


def _why(material: Material, cell: Cell, year: int) -> Why:
    locator = material.figures.locator if material.is_internal else None
    lines = [*cell_lines(material.grid_of(cell.obligation, year), locator, cell, year)]
    return Why(
        *material.named(cell.body),
        period=cell.period.label,
        verdict=cell.verdict,
        timeliness=_timeliness(cell),
        explained=tuple(_paragraphs(lines[1:])),
    )


def _timeliness(cell: Cell) -> str:
    if cell.days:
        return days_late(cell.days)
    return str(cell.timeliness) if cell.timeliness in (Timeliness.DONE_EARLIER, Timeliness.SOON) else ""


def _paragraphs(lines: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Return the lines of an explanation, a paragraph for each part of it."""
    part: list[str] = []
    for line in (*lines, ""):
        if line:
            part.append(line.strip())
        elif part:
            yield tuple(part)
            part = []
