"""A chapter per focus area, all built alike: its duties, indicators and compensation."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.index import index_of
from trygghetsplan.engine.proof import targets_of
from trygghetsplan.model.indicators import Better, Indicator, YearValues
from trygghetsplan.model.obligation import Chapter, Kind
from trygghetsplan.plan.repository import Obligation, PlanFile
from trygghetsplan.report.data import (
    TREND_YEARS,
    ReportData,
    agreements,
    areas,
    chapter_numbers,
    grouped,
    is_of_the_year,
    score,
    tally,
)
from trygghetsplan.report.sections.done import done
from trygghetsplan.report.sections.shortages import shortages, unheard
from trygghetsplan.report.views import (
    AssessmentView,
    Bar,
    ChapterDuties,
    ChapterView,
    CompensationView,
    DutyRow,
    DutyTable,
    IndicatorView,
    Lacking,
    Point,
    SubAreaView,
    UrgedPart,
)
from trygghetsplan.swedish import capital, counted, listed, number, sort_key

_ABOUT = 20
"""A change of no more than one part in so many from the first year is told as about the same value."""


def compensation(figures: ReportData, chapter: PlanFile[Chapter]) -> CompensationView:
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
        title=chapter.record.title,
        years=years,
        rows=tuple(rows),
        totals=totals,
        granted=granted,
        granted_total=sum(known) if known else None,
    )


def amount_used(figures: ReportData, duty: str, year: int) -> int | None:
    """Return the sum answered for the category that year, when the answer had been decided."""
    found: list[int] = []
    for body in figures.repository.responsible[duty]:
        document = figures.repository.years[body].get(year)
        decided = document.record.decision.day if document and document.record.decision else None
        answer = figures.repository.answer(document, duty) if document else None
        if answer and decided and decided <= figures.as_of:
            found += [value for value in answer.evidence.values() if type(value) is int]
    return sum(found) if found else None


CLOSED = "Redovisas inte öppet."
"""What stands in the row of every closed duty, whatever has been answered."""
_CAPTIONS = {
    Kind.ACTIVITY: "Aktiviteter",
    Kind.FOLLOW_UP_POINT: "Uppföljningspunkter",
    Kind.DEVELOPMENT: "Utvecklingsområden",
    Kind.REPORT: "Rapporter",
    Kind.ROLE: "Roller",
    Kind.BASIC: "Grunduppgifter",
}


def duty_tables(figures: ReportData, duties: list[Obligation]) -> tuple[DutyTable, ...]:
    """Return a table for each kind of duty that occurs."""
    found = []
    cells = grouped(figures.cells, lambda cell: cell.obligation.id)
    for kind, caption in _CAPTIONS.items():
        rows = tuple(
            duty_row(figures, duty, cells.get(duty.id, ())) for duty in duties if duty.record.kind is kind
        )
        if rows:
            found.append(DutyTable(caption, rows))
    return tuple(found)


def duty_row(figures: ReportData, duty: Obligation, cells: Sequence[Cell]) -> DutyRow:
    """Return one duty's row: what is asked, by whom, and how it went."""
    obligation = duty.record
    of_the_year = [cell for cell in cells if is_of_the_year(cell)]
    bound = [cell for cell in of_the_year if cell.is_bound]
    urged = [cell for cell in of_the_year if not cell.is_bound]
    notes = []
    if obligation.repeats and (other := figures.repository.obligations.get(obligation.repeats)):
        notes.append(f"Samma sak som ”{other.record.title}”.")
    if obligation.definition:
        notes.append("Punkten ska inte besvaras.")
    if not obligation.is_open:
        notes.append(CLOSED)
    is_measured = obligation.followed_up_by or duty.document_id not in figures.repository.with_points
    if obligation.kind is Kind.ACTIVITY and not is_measured:
        notes.append("Ingen uppföljningspunkt mäter aktiviteten.")
    if obligation.only_concerned:
        notes.append("Gäller berörda organ.")
    if earlier := len(cells) - len(of_the_year):
        notes.append(f"Klart tidigare: {counted(earlier, 'organ', 'organ')}.")
    return DutyRow(
        id=duty.id,
        place=str(obligation.place or ""),
        title=obligation.title,
        text=obligation.text,
        who=listed(
            [
                figures.repository.bodies[who].name if who in figures.repository.bodies else who
                for who in obligation.responsible
            ]
        ),
        when=_when(obligation.asked_when, obligation.source_time),
        score=score(bound),
        counts=tally(bound),
        urged=score(urged),
        notes=tuple(notes),
        source=figures.source(duty.at().key()),
    )


def _when(clock: str, source_time: str | None) -> str:
    return f"{clock} (”{source_time}”)" if source_time and source_time != clock else clock


def indicators(figures: ReportData, chapter: PlanFile[Chapter] | None = None) -> tuple[IndicatorView, ...]:
    """Return the chapter's indicators with their values, or every one."""
    return tuple(
        _indicator(figures, name, indicator)
        for name, indicator in figures.repository.indicators.record.indicators.items()
        if chapter is None or indicator.chapter == chapter.stem
    )


def _indicator(figures: ReportData, name: str, indicator: Indicator) -> IndicatorView:
    measured: dict[int, YearValues] = dict(indicator.history)
    for document in figures.repository.indicator_years:
        if name in document.record.indicators:
            measured[document.record.year] = document.record.indicators[name]
    first, values = min(measured, default=figures.year), index_of(figures.repository).values
    points = [_point(figures, indicator, year, measured.get(year)) for year in range(first, figures.year + 1)]
    return IndicatorView(
        title=indicator.title,
        unit=indicator.unit,
        better=indicator.better,
        definition=indicator.definition,
        points=tuple(points),
        targets=tuple(
            (year, found[0])
            for year in indicator.targets
            if year <= figures.year
            and len(found := targets_of(values, name, indicator, year, figures.as_of)) == 1
        ),
        trend=_indicator_trend(indicator, points),
        sources=tuple(indicator.sources.items()),
        source=figures.source(figures.repository.indicators.at("indikatorer", name).key()),
    )


def _point(figures: ReportData, indicator: Indicator, year: int, values: YearValues | None) -> Point:
    if values is None or not values.values:
        return Point(
            year, (), True, values.not_measured if values and values.not_measured else "Inget värde finns."
        )
    known = {
        source: value
        for source, value in values.values.items()
        if value.published is None or value.published <= figures.as_of
    }
    if not known:
        return Point(year, (), True, "Värdet var inte publicerat den dag redovisningen räknas per.")
    chosen = [value for value in known.values() if value.valid]
    settled = len({value.value for value in known.values()}) == 1 or len(chosen) == 1
    return Point(
        year,
        tuple((value.value, indicator.sources.get(source, source)) for source, value in known.items()),
        settled,
        None,
    )


def _indicator_trend(indicator: Indicator, points: list[Point]) -> str:
    """Say which way the last measured years moved, and whether that is good; never of disputed values."""
    settled = [(point.year, point.values[0][0]) for point in points if point.values and point.is_settled]
    direction = "lägre är bättre" if indicator.better is Better.LOWER else "högre är bättre"
    if len(settled) < 2:
        return f"Det finns för få värden för att säga något om utvecklingen ({direction})."
    (year, value), (last, latest) = settled[-2], settled[-1]
    if latest == value:
        text = f"Värdet var {number(latest)} både {year} och {last} ({direction})."
    else:
        verb = "sjönk" if latest < value else "steg"
        text = f"Värdet {verb} från {number(value)} år {year} till {number(latest)} år {last}."
        text += f" Det är en {_judged(indicator, latest - value)} ({direction})."
    if len(settled) >= TREND_YEARS:
        first, start = settled[0]
        if latest == start:
            text += f" Det är samma värde som {first}."
        else:
            verb = "sjunkit" if latest < start else "stigit"
            text += (
                f" Värdet är ungefär som {first} ({number(start)})."
                if abs(latest - start) <= abs(start) / _ABOUT
                else f" Värdet har {verb} sedan {first} ({number(start)}). Det är en {_judged(indicator, latest - start)}."
            )
    missing = [str(point.year) for point in points[-TREND_YEARS:] if not point.values]
    return f"{text} Värde saknas för {listed(missing)}." if missing else text


def _judged(indicator: Indicator, change: Decimal) -> str:
    return "förbättring" if (change < 0) is (indicator.better is Better.LOWER) else "försämring"


def chapters(figures: ReportData, found: Lacking) -> tuple[ChapterView, ...]:
    """Return the chapters in order, those of agreements last, each with its part of what is lacking."""
    return tuple(_chapter(figures, chapter, found) for chapter in (*areas(figures), *agreements(figures)))


def _chapter(figures: ReportData, chapter: PlanFile[Chapter], found: Lacking) -> ChapterView:
    bound = figures.area(chapter, bound=True)
    record = chapter.record
    total = score(bound)
    source = figures.repository.documents.record.documents.get(record.document)
    return ChapterView(
        anchor=chapter.stem,
        label=figures.label_of(chapter),
        subject=source.kind.definite if source else figures.subject,
        heading=f"{total.fulfilled} av {total.due} uppfyllda",
        text=record.text,
        goal=record.goal.text if record.goal else None,
        no_goal=record.no_goal,
        score=total,
        urged=score(figures.area(chapter, bound=False)),
        bars=bars(figures, chapter),
        indicators=indicators(figures, chapter),
        done=done(figures, chapter),
        lacks=tuple(one for one in found.rows if one.chapter == chapter.stem),
        silent=tuple(
            (one.body, count) for one in found.silent for stem, count in one.areas if stem == chapter.stem
        ),
        others=_others(figures, chapter),
        sub_areas=tuple(
            SubAreaView(
                name,
                sub.title,
                sub.text,
                score(cell for cell in bound if cell.obligation.record.sub_area == name),
            )
            for name, sub in record.sub_areas.items()
        ),
        compensation=tuple(
            compensation(figures, other)
            for other in figures.repository.chapters
            if other.record.part_of == chapter.stem
        ),
        assessment=_assessment(figures, chapter),
        source=figures.source(chapter.at("titel")),
    )


def duty_numbers(figures: ReportData) -> Mapping[str, str]:
    """Return each open duty's number in the account and its annexes, such as 1.10: its chapter's, and its place there.

    The chapters that are part of another go on where that ends.
    """
    numbers = chapter_numbers(figures)
    places = dict.fromkeys(numbers, 0)
    found = {}
    for name, duty in figures.repository.obligations.items():
        stem = duty.chapter.record.part_of or duty.chapter.stem
        if stem in numbers and duty.record.is_open:
            places[stem] += 1
            found[name] = f"{numbers[stem]}.{places[stem]}"
    return found


def chapter_duties(figures: ReportData) -> tuple[ChapterDuties, ...]:
    """Return what each chapter asks for, in the chapters' order."""
    found = []
    for chapter in (*areas(figures), *agreements(figures)):
        duties = [
            duty for duty in figures.repository.obligations.values() if duty.chapter.path == chapter.path
        ]
        parts = {
            name: duty_tables(figures, [duty for duty in duties if duty.record.sub_area == name])
            for name in (None, *chapter.record.sub_areas)
        }
        found.append(
            ChapterDuties(
                chapter.stem,
                figures.label_of(chapter),
                score(figures.area(chapter, bound=True)),
                parts[None],
                tuple(
                    (sub.title, parts[name]) for name, sub in chapter.record.sub_areas.items() if parts[name]
                ),
            )
        )
    return tuple(one for one in found if one.tables or one.sub_areas)


def _others(figures: ReportData, chapter: PlanFile[Chapter]) -> UrgedPart | None:
    """Return the part of the bodies that are only urged, named by their kinds."""
    urged = figures.area(chapter, bound=False)
    if not urged:
        return None
    kinds = {kind.plural for cell in urged if (kind := figures.repository.kind_of(cell.body))}
    return UrgedPart(
        capital(listed(sorted(kinds, key=sort_key))),
        score(urged),
        shortages(figures, urged),
        unheard(figures, urged),
    )


def bars(figures: ReportData, chapter: PlanFile[Chapter]) -> tuple[Bar, ...]:
    """Return the verdicts of bound bodies in the chapter, year by year."""
    return tuple(
        Bar(year, score(cells), tally(cells))
        for year in figures.by_year
        if (cells := figures.area(chapter, bound=True, year=year))
    )


def _assessment(figures: ReportData, chapter: PlanFile[Chapter]) -> AssessmentView | None:
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
