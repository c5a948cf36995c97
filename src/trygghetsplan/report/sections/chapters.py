"""A chapter per focus area, all built alike. Its tables, its indicators and its compensation are made elsewhere."""

from trygghetsplan.model.obligation import Chapter
from trygghetsplan.report.chapter_views import AssessmentView, Bar, ChapterView, SubAreaView, UrgedPart
from trygghetsplan.report.figures import Figures, label_of, score, tally
from trygghetsplan.report.sections.compensation import compensation
from trygghetsplan.report.sections.duty_tables import duty_tables
from trygghetsplan.report.sections.indicators import indicators
from trygghetsplan.report.sections.shortages import shortages
from trygghetsplan.report.sections.summary import areas
from trygghetsplan.report.withheld import in_rows
from trygghetsplan.repository.document import Document
from trygghetsplan.swedish import capital, listed, sort_key


def chapters(figures: Figures) -> tuple[ChapterView, ...]:
    """Return the plan's chapters in order."""
    return tuple(_chapter(figures, chapter) for chapter in areas(figures))


def _chapter(figures: Figures, chapter: Document[Chapter]) -> ChapterView:
    bound = figures.area(chapter, bound=True)
    duties = [duty for duty in figures.repository.duties.values() if duty.chapter.path == chapter.path]
    record = chapter.record
    total = score(bound)
    return ChapterView(
        chapter.stem,
        label_of(chapter),
        f"{total.fulfilled} av {total.due} uppfyllda",
        record.text,
        record.goal.text if record.goal else None,
        record.no_goal,
        total,
        score(figures.area(chapter, bound=False)),
        bars(figures, chapter),
        indicators(figures, chapter),
        duty_tables(figures, [duty for duty in duties if duty.obligation.sub_area is None]),
        shortages(figures, bound),
        _others(figures, chapter),
        tuple(
            SubAreaView(
                name,
                sub.title,
                sub.text,
                score(cell for cell in in_rows(bound) if cell.duty.obligation.sub_area == name),
                duty_tables(figures, [d for d in duties if d.obligation.sub_area == name]),
            )
            for name, sub in record.sub_areas.items()
        ),
        tuple(
            compensation(figures, other)
            for other in figures.repository.chapters
            if other.record.part_of == chapter.stem
        ),
        _assessment(figures, chapter),
        figures.source(chapter.at("titel")),
    )


def _others(figures: Figures, chapter: Document[Chapter]) -> UrgedPart | None:
    """Return the part of the bodies that are only urged, named by their kinds."""
    urged = figures.area(chapter, bound=False)
    if not urged:
        return None
    kinds = {kind.plural for cell in urged if (kind := figures.repository.kind_of(cell.body))}
    return UrgedPart(capital(listed(sorted(kinds, key=sort_key))), score(urged), shortages(figures, urged))


def bars(figures: Figures, chapter: Document[Chapter]) -> tuple[Bar, ...]:
    """Return the verdicts of bound bodies in the chapter, year by year."""
    return tuple(
        Bar(year, score(cells), tally(cells))
        for year in figures.by_year
        if (cells := figures.area(chapter, bound=True, year=year))
    )


def _assessment(figures: Figures, chapter: Document[Chapter]) -> AssessmentView | None:
    document = figures.assessments
    found = document.record.areas.get(chapter.stem) if document else None
    if document is None or found is None:
        return None
    at = ("områden", chapter.stem)
    return AssessmentView(
        found.colour,
        found.reason,
        figures.own(found.analysis, document.at(*at, "analys")),
        figures.own(found.next_year, document.at(*at, "nästa år")),
        figures.source(document.at(*at).key()),
    )
