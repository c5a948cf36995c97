"""The same data by the headings of the agreement with the state, for länsstyrelsen. The headings are data."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from trygghetsplan.engine.cell import Score
from trygghetsplan.model.agency import Agency, AgencyCategory
from trygghetsplan.model.obligation import Kind
from trygghetsplan.plan.repository import PlanFile
from trygghetsplan.report.data import ReportData, grouped, is_of_the_year, score
from trygghetsplan.report.sections.chapters import duty_row
from trygghetsplan.report.sections.compensation import compensation_rows, is_compensation, total_of
from trygghetsplan.report.sections.cover import cover
from trygghetsplan.report.sections.done import done_by_duty
from trygghetsplan.report.sections.method import BY_HEADING, words
from trygghetsplan.report.sections.shortages import shortages, unheard
from trygghetsplan.report.views import (
    CompensationRow,
    Cover,
    DoneDuty,
    DutyRow,
    Provenance,
    Shortage,
    Source,
    Words,
)


class CategoryView(NamedTuple):
    """One heading: its duties, what is lacking, and the money."""

    anchor: str
    title: str
    text: str | None
    score: Score
    duties: tuple[tuple[DutyRow, DoneDuty | None], ...]
    """What is asked, and what was done; None where nothing tells."""
    closed: tuple[str, ...]
    """The titles of what is not accounted for openly."""
    lacks: tuple[Shortage, ...]
    unheard: tuple[tuple[str, int], ...]
    """(body that has not answered at all, how much of this it owes)."""
    money: tuple[CompensationRow, ...]
    source: Source | None


@dataclass(frozen=True, slots=True)
class AgencyReport:
    """The year by the agreement's headings."""

    template: ClassVar[str] = "agency"

    cover: Cover
    recipient: str
    agreement: str
    reading: str | None
    granted: int | None
    used: int | None
    categories: tuple[CategoryView, ...]
    left: tuple[tuple[str, Source | None], ...]
    """Categories of compensation that stand under no heading."""
    method: Words


def agency_report(figures: ReportData, file: PlanFile[Agency], provenance: Provenance) -> AgencyReport:
    """Return the year by the headings in `plan/lansstyrelsen.yaml`."""
    record = file.record
    settings = figures.repository.settings.record
    document = figures.repository.documents.record.documents.get(record.document)
    categories = tuple(
        _category(figures, file, name, category) for name, category in record.categories.items()
    )
    money = [one for category in categories for one in category.money]
    return AgencyReport(
        cover=cover(
            figures,
            provenance,
            heading=f"Redovisning till {record.recipient} {figures.year}",
            by=f"{figures.name(settings.account.given_by)} till {record.recipient}",
        ),
        recipient=record.recipient,
        agreement=document.title if document else record.document,
        reading=record.reading,
        granted=total_of(one.granted for one in money),
        used=total_of(one.used for one in money),
        categories=categories,
        left=tuple(_left(figures, record)),
        method=words(figures, BY_HEADING),
    )


def _category(
    figures: ReportData, file: PlanFile[Agency], name: str, category: AgencyCategory
) -> CategoryView:
    obligations = [
        figures.repository.obligations[obligation]
        for obligation in category.obligations
        if obligation in figures.repository.obligations
    ]
    by_duty = grouped(figures.cells, lambda cell: cell.obligation.id)
    shown = [obligation for obligation in obligations if obligation.record.kind is not Kind.COMPENSATION]
    cells = [cell for obligation in shown for cell in by_duty.get(obligation.id, ())]
    bound = [cell for cell in cells if cell.is_bound]
    done = done_by_duty(figures, filter(is_of_the_year, cells))
    return CategoryView(
        anchor=f"rubrik-{name}",
        title=category.title,
        text=category.text,
        score=score(bound),
        duties=tuple(
            (duty_row(figures, obligation, by_duty.get(obligation.id, ())), done.get(obligation.id))
            for obligation in shown
            if obligation.record.is_open
        ),
        closed=tuple(obligation.record.title for obligation in obligations if not obligation.record.is_open),
        lacks=shortages(figures, bound),
        unheard=unheard(figures, bound),
        money=tuple(compensation_rows(figures, obligations)),
        source=figures.source(file.at("kategorier", name).key()),
    )


def _left(figures: ReportData, record: Agency) -> Iterator[tuple[str, Source | None]]:
    named = {obligation for category in record.categories.values() for obligation in category.obligations}
    for name, obligation in figures.repository.obligations.items():
        if is_compensation(obligation.record) and name not in named:
            yield obligation.record.title, figures.source(obligation.at().key())
