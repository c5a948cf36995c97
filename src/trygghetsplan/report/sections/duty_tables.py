"""The tables of duties, one for each kind: what is asked, by whom, and how it went in counts."""

from collections.abc import Iterable

from trygghetsplan.model.obligation import Kind
from trygghetsplan.obligations.cell import Cell
from trygghetsplan.report.chapter_views import DutyRow, DutyTable
from trygghetsplan.report.figures import Figures, grouped, score, tally
from trygghetsplan.report.withheld import FEW, in_rows
from trygghetsplan.repository.duty import Duty
from trygghetsplan.swedish import listed

_CAPTIONS = {
    Kind.ACTIVITY: "Aktiviteter",
    Kind.FOLLOW_UP_POINT: "Uppföljningspunkter",
    Kind.DEVELOPMENT: "Utvecklingsområden",
    Kind.REPORT: "Rapporter",
    Kind.ROLE: "Roller",
    Kind.BASIC: "Grunduppgifter",
}


def duty_tables(figures: Figures, duties: list[Duty]) -> tuple[DutyTable, ...]:
    """Return a table for each kind of duty that occurs."""
    found = []
    cells = grouped(figures.cells, lambda cell: cell.duty.id)
    for kind, caption in _CAPTIONS.items():
        rows = tuple(
            duty_row(figures, duty, cells.get(duty.id, ())) for duty in duties if duty.obligation.kind is kind
        )
        if rows:
            found.append(DutyTable(caption, rows))
    return tuple(found)


def duty_row(figures: Figures, duty: Duty, cells: Iterable[Cell]) -> DutyRow:
    """Return one duty's row: what is asked, by whom, and how it went."""
    obligation = duty.obligation
    bound = [cell for cell in cells if cell.is_bound]
    urged = [cell for cell in cells if not cell.is_bound]
    notes = []
    shown = figures.per_body(duty) or len(bound) >= FEW
    if obligation.repeats and (other := figures.repository.duties.get(obligation.repeats)):
        notes.append(f"Samma sak som ”{other.obligation.title}”.")
    if obligation.definition:
        notes.append("Beskriver bara; ingen är skyldig svar.")
    if obligation.clock and not shown:
        notes.append("Redovisas samlat med andra.")
    if obligation.kind is Kind.ACTIVITY and not obligation.followed_up_by:
        notes.append("Ingen uppföljningspunkt mäter aktiviteten.")
    if obligation.only_concerned:
        notes.append("Gäller berörda organ.")
    return DutyRow(
        duty.id,
        str(obligation.place or ""),
        obligation.title,
        obligation.text,
        listed(
            [
                figures.repository.bodies[who].name if who in figures.repository.bodies else who
                for who in obligation.responsible
            ]
        ),
        _when(obligation.clock.text if obligation.clock else "", obligation.source_time),
        score(bound) if shown else score(()),
        tally(bound) if shown else (),
        score(in_rows(urged)),
        tuple(notes),
        figures.source(duty.at().key()),
    )


def _when(clock: str, source_time: str | None) -> str:
    return f"{clock} (”{source_time}”)" if source_time and source_time != clock else clock
