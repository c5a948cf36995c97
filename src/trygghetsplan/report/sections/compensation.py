"""The state's compensation by category: what was used each year, beside what was granted."""

from trygghetsplan.model.obligation import Chapter
from trygghetsplan.report.chapter_views import CompensationView
from trygghetsplan.report.figures import Figures
from trygghetsplan.repository.document import Document


def compensation(figures: Figures, chapter: Document[Chapter]) -> CompensationView:
    """Return the chapter's categories: what was used each year, and what was granted for this one."""
    years = tuple(figures.by_year)
    rows = []
    for name, obligation in chapter.record.obligations.items():
        amounts = tuple(amount_used(figures, name, year) for year in years)
        rows.append(
            (
                obligation.title,
                obligation.uses,
                amounts,
                figures.source(chapter.at("skyldigheter", name).key()),
            )
        )
    totals = tuple(
        sum(amount for _, _, amounts, _ in rows if (amount := amounts[place]) is not None)
        if any(amounts[place] is not None for _, _, amounts, _ in rows)
        else None
        for place in range(len(years))
    )
    document = figures.assessments
    given = document.record.granted if document else {}
    granted = tuple(given.get(name) for name in chapter.record.obligations)
    known = [amount for amount in granted if amount is not None]
    return CompensationView(
        chapter.record.title, years, tuple(rows), totals, granted, sum(known) if known else None
    )


def amount_used(figures: Figures, duty: str, year: int) -> int | None:
    """Return the sum answered for the category that year, when the answer had been decided."""
    found: list[int] = []
    for body in figures.repository.responsible[duty]:
        document = figures.repository.years[body].get(year)
        decided = document.record.decision.day if document and document.record.decision else None
        answer = figures.repository.answer(document, duty) if document else None
        if answer and decided and decided <= figures.as_of:
            found += [value for value in answer.evidence.values() if type(value) is int]
    return sum(found) if found else None
