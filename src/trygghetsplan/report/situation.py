"""The situation pictures of one part of the year: who has delivered, when, what is missing, and what is known.

A picture is a duty whose clock is that part of the year. The pictures themselves lie where the bodies keep them;
here stands where, with the last values of the area's indicators.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, NamedTuple

from trygghetsplan.engine.cell import Cell, Score, Timeliness
from trygghetsplan.engine.proof import Level
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.model.evidence import EvidenceType
from trygghetsplan.model.indicators import Better, Indicator, Measured, YearValues
from trygghetsplan.plan.repository import Obligation
from trygghetsplan.report.data import ReportData, grouped, score
from trygghetsplan.report.sections.cover import cover
from trygghetsplan.report.sections.method import words
from trygghetsplan.report.sections.shortages import reason
from trygghetsplan.report.views import Cover, Provenance, Source, Words
from trygghetsplan.swedish import listed, mid_sentence


class Delivery(NamedTuple):
    """Whether one body has delivered its picture."""

    body: str
    is_urged: bool
    delivered: date | None
    days_late: int
    document: str
    verdict: Verdict
    reason: str
    source: Source | None


class LastValue(NamedTuple):
    """The last value of an indicator that had been published by the report's day."""

    title: str
    unit: str
    better: Better
    year: int | None
    """None where no value is known."""
    values: tuple[tuple[Decimal, str, date | None], ...]
    """(value, its source, when it was published)."""
    is_disputed: bool
    """Whether the sources disagree."""
    missing: str
    """Why there is none for the report's own year; empty where there is."""
    source: Source | None


class Picture(NamedTuple):
    """One situation picture: what is asked, who has delivered, and the area's last values."""

    anchor: str
    title: str
    area: str
    text: str
    recipient: str
    period: str
    due: date | None
    score: Score
    before: Score | None
    urged: Score
    deliveries: tuple[Delivery, ...]
    is_closed: bool
    """Whether it is not accounted for openly."""
    values: tuple[LastValue, ...]
    source: Source | None


@dataclass(frozen=True, slots=True)
class SituationReport:
    """The situation pictures of one part of the year."""

    template: ClassVar[str] = "situation"

    cover: Cover
    part: str
    """The clock that the pictures share: tertial 2."""
    pictures: tuple[Picture, ...]
    method: Words


def pictures_of(figures: ReportData, part: str) -> list[Obligation]:
    """Return the duties that fall in that part of the year, whatever they stem from."""
    return [
        obligation
        for obligation in figures.repository.obligations.values()
        if (obligation.owes or not obligation.record.is_open)
        and obligation.record.clock
        and obligation.record.clock.text == part
    ]


def situation(figures: ReportData, part: str, provenance: Provenance) -> SituationReport:
    """Return the pictures of `part`, such as ”tertial 2”."""
    cells = grouped(figures.cells, lambda cell: cell.obligation.id)
    pictures = tuple(
        _picture(figures, obligation, cells.get(obligation.id, []))
        for obligation in pictures_of(figures, part)
    )
    recipients = list(dict.fromkeys(picture.recipient for picture in pictures if picture.recipient))
    return SituationReport(
        cover(
            figures,
            provenance,
            heading=f"Lägesbilder för {part}, {figures.year}",
            by=f"till {listed(recipients)}" if recipients else "lägesbilder från organen",
        ),
        part,
        pictures,
        words(figures),
    )


def _picture(figures: ReportData, obligation: Obligation, cells: list[Cell]) -> Picture:
    record = obligation.record
    bound = [cell for cell in cells if cell.is_bound]
    urged = [cell for cell in cells if not cell.is_bound]
    before = [
        cell
        for cell in figures.by_year.get(figures.year - 1, ())
        if cell.obligation.id == obligation.id and cell.is_bound
    ]
    recipient = record.recipient or ""
    return Picture(
        anchor=f"bild-{obligation.id}",
        title=record.title,
        area=figures.label_of(obligation.chapter),
        text=record.text,
        recipient=figures.in_sentence(recipient)
        if recipient in figures.repository.bodies
        else mid_sentence(recipient),
        period=cells[0].period.label if cells else "",
        due=cells[0].schedule.due if cells else None,
        score=score(bound),
        before=score(before) if before else None,
        urged=score(urged),
        deliveries=tuple(_delivery(figures, cell) for cell in cells),
        is_closed=not obligation.record.is_open,
        values=tuple(_last_values(figures, obligation.chapter.stem)),
        source=figures.source(obligation.at().key()),
    )


def _delivery(figures: ReportData, cell: Cell) -> Delivery:
    is_late = cell.timeliness is Timeliness.LATE
    return Delivery(
        body=figures.name(cell.body),
        is_urged=not cell.is_bound,
        delivered=cell.proof.proved if cell.proof.level > Level.CONTRADICTS else None,
        days_late=cell.days if is_late else 0,
        document=_document(figures, cell),
        verdict=cell.verdict,
        reason="" if cell.verdict is Verdict.FULFILLED else reason(figures, cell),
        source=figures.source(cell.basis[0]),
    )


def _document(figures: ReportData, cell: Cell) -> str:
    """Return where the picture lies, as the body has written it."""
    if cell.proof.filed is None:
        return ""
    kinds = (EvidenceType.DOCUMENT, EvidenceType.CASE_NUMBER)
    found = cell.proof.filed.answer.evidence
    fields = figures.repository.catalogue.record.fields
    return ", ".join(str(value) for name, value in found.items() if fields[name].type in kinds)


def _last_values(figures: ReportData, chapter: str) -> Iterator[LastValue]:
    for name, indicator in figures.repository.indicators.record.indicators.items():
        if indicator.chapter == chapter:
            yield _last_value(figures, name, indicator)


def _last_value(figures: ReportData, name: str, indicator: Indicator) -> LastValue:
    measured: dict[int, YearValues] = dict(indicator.history)
    for document in figures.repository.indicator_years:
        if name in document.record.indicators:
            measured[document.record.year] = document.record.indicators[name]
    known = {
        year: found
        for year, values in measured.items()
        if year <= figures.year and (found := list(_published(figures, values)))
    }
    year = max(known, default=None)
    missing = ""
    if year != figures.year:
        own = measured.get(figures.year)
        missing = (own.not_measured if own else None) or "Värdet hade inte publicerats."
    return LastValue(
        title=indicator.title,
        unit=indicator.unit,
        better=indicator.better,
        year=year,
        values=tuple(
            (value.value, indicator.sources.get(source, source), value.published)
            for source, value in known.get(year or 0, ())
        ),
        is_disputed=len({value.value for _, value in known.get(year or 0, ())}) > 1,
        missing=missing,
        source=figures.source(figures.repository.indicators.at("indikatorer", name).key()),
    )


def _published(figures: ReportData, values: YearValues) -> Iterator[tuple[str, Measured]]:
    """Return the values known on the report's day; the one decided valid alone, where there is one."""
    known = {
        source: value
        for source, value in values.values.items()
        if value.published is None or value.published <= figures.as_of
    }
    chosen = {source: value for source, value in known.items() if value.valid}
    yield from (chosen if len(chosen) == 1 else known).items()
