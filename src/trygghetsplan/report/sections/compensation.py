"""State compensation: what was granted, what was used, and what the money went to."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from trygghetsplan.model.evidence import EvidenceType
from trygghetsplan.model.obligation import Chapter, Kind, ObligationRecord
from trygghetsplan.plan.repository import PlanFile
from trygghetsplan.report.data import ReportData
from trygghetsplan.report.sections.done import marked_if_shortened
from trygghetsplan.report.views import CompensationRow, CompensationView
from trygghetsplan.swedish import counted, listed, number, percent


def compensations(figures: ReportData) -> tuple[CompensationView, ...]:
    """Return what each sort of state compensation was used for, where there is any."""
    kinds = {
        chapter.path: any(map(is_compensation, chapter.record.obligations.values()))
        for chapter in figures.repository.chapters
    }
    return tuple(
        _compensation(figures, chapter) for chapter in figures.repository.chapters if kinds[chapter.path]
    )


def is_compensation(obligation: ObligationRecord) -> bool:
    """Whether it asks what an open sort of compensation was used for."""
    return obligation.is_open and obligation.kind is Kind.COMPENSATION


def _compensation(figures: ReportData, chapter: PlanFile[Chapter]) -> CompensationView:
    document = figures.assessments
    given = document.record.granted if document else {}
    rows = []
    for name, obligation in chapter.record.obligations.items():
        if not is_compensation(obligation):
            continue
        granted, used = given.get(name), amount_used(figures, name, figures.year)
        source = figures.source(chapter.at("skyldigheter", name).key())
        spent = " ".join(_spent_on(figures, name))
        rows.append(CompensationRow(obligation.title, granted, used, _left(granted, used), spent, source))
    granted, used = total([row.granted for row in rows]), total([row.used for row in rows])
    left = _left(granted, used)
    return CompensationView(
        title=chapter.record.title,
        heading=_compensation_heading(used, granted, left),
        lead=_compensation_lead(figures, list(chapter.record.obligations), used, granted),
        rows=tuple(rows),
        total=CompensationRow("Summa", granted, used, left, "", None),
        is_silent=bool(left and left > 0),
    )


def total(amounts: Sequence[int | None]) -> int | None:
    """Add up what is known; None where nothing is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def _left(granted: int | None, used: int | None) -> int | None:
    return None if granted is None or used is None else granted - used


def _compensation_heading(used: int | None, granted: int | None, left: int | None) -> str:
    if used is None:
        return "Uppgift saknas om hur ersättningen har använts"
    if not granted or left is None:
        return f"{counted(used, 'krona', 'kronor')} har använts; vad som beviljades är inte uppgivet"
    if left < 0:
        return f"{counted(-left, 'krona', 'kronor')} mer än ersättningen har använts"
    if not left:
        return "Hela ersättningen har använts"
    share = percent(used, granted).replace("%", "procent")
    return f"{share} av ersättningen har använts; {counted(left, 'krona', 'kronor')} är kvar"


def _compensation_lead(
    figures: ReportData, names: Sequence[str], used: int | None, granted: int | None
) -> str:
    """Say what was granted and used, and what was used in the years before."""
    earlier = [
        (year, amount)
        for year in figures.by_year
        if year < figures.year
        and (amount := total([amount_used(figures, name, year) for name in names])) is not None
    ]
    said = []
    if used is not None and granted is not None:
        money = counted(granted, "krona", "kronor")
        said.append(f"För {figures.year} beviljades {money}, och {number(used)} användes.")
    if earlier and used is not None:
        amounts = [amount for _, amount in earlier] + [used]
        steps = list(pairwise(amounts))
        grown = (
            "ökat varje år"
            if all(a < b for a, b in steps)
            else "minskat varje år"
            if all(a > b for a, b in steps)
            else ""
        )
        then = listed([f"{counted(amount, 'krona', 'kronor')} {year}" for year, amount in earlier])
        said.append(
            f"Användningen har {grown}: {then}." if grown and len(steps) > 1 else f"Före det användes {then}."
        )
    return " ".join(said)


def _spent_on(figures: ReportData, duty: str) -> Iterator[str]:
    """Return what the year's decided answers say that the money went to."""
    for cell in figures.cells:
        answer = cell.claim if cell.obligation.id == duty else None
        if answer and answer.year == figures.year:
            for name, field in cell.obligation.evidence.fields.items():
                if field.type is EvidenceType.TEXT and (said := answer.answer.evidence.get(name)):
                    yield marked_if_shortened(str(said))


def amount_used(figures: ReportData, duty: str, year: int) -> int | None:
    """Return the sum answered for the category that year, when the answer had been decided."""
    found: list[int] = []
    for body in figures.repository.responsible[duty]:
        document = figures.repository.years[body].get(year)
        decided = document.record.decision.day if document and document.record.decision else None
        answer = figures.repository.answer(document, duty) if document else None
        if answer and decided and decided <= figures.as_of:
            found += [
                value
                for name, value in answer.evidence.items()
                if (field := figures.repository.field(name)) and field.type is EvidenceType.AMOUNT
            ]
    return sum(found) if found else None
