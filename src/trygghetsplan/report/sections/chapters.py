"""A chapter per focus area, all built alike: its duties, indicators and compensation."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from trygghetsplan.engine.cell import Cell, Score
from trygghetsplan.engine.index import index_of
from trygghetsplan.engine.proof import targets_of
from trygghetsplan.model.indicators import Better, Indicator, Measured, YearValues
from trygghetsplan.model.obligation import Chapter, Kind
from trygghetsplan.plan.repository import Obligation, PlanFile
from trygghetsplan.report.data import (
    TREND_YEARS,
    ReportData,
    agreements,
    areas,
    chapter_numbers,
    is_of_the_year,
    score,
    tally,
)
from trygghetsplan.report.sections.done import done
from trygghetsplan.report.sections.findings import finding, met
from trygghetsplan.report.sections.origins import number_origin
from trygghetsplan.report.sections.shortages import shortages, unheard
from trygghetsplan.report.views import (
    AssessmentView,
    Bar,
    ChapterView,
    Done,
    DutyRow,
    IndicatorView,
    Lacking,
    MeasuredYear,
    Series,
    Silent,
    SubAreaView,
    UrgedPart,
)
from trygghetsplan.swedish import capital, counted, in_words, listed, number, percent, possessive, sort_key

_ABOUT = 20
"""A change of no more than one part in so many from the first year is told as about the same value."""


CLOSED = "Redovisas inte öppet."
"""What stands in the row of every closed duty, whatever has been answered."""


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
        finding=_indicator_finding(indicator, points),
        trend=_indicator_trend(indicator, points),
        sources=tuple(indicator.sources.items()),
        source=figures.source(figures.repository.indicators.at("indikatorer", name).key()),
        origins=tuple(
            origin
            for point in points
            for source, value in _known(figures, measured.get(point.year)).items()
            if (origin := number_origin(figures, point.year, (name, source, "", "", "")))
            and origin.value == value.value
        ),
    )


def _point(figures: ReportData, indicator: Indicator, year: int, values: YearValues | None) -> MeasuredYear:
    if values is None or not values.values:
        return MeasuredYear(
            year, (), True, values.not_measured if values and values.not_measured else "Inget värde finns."
        )
    known = _known(figures, values)
    if not known:
        return MeasuredYear(year, (), True, "Värdet var inte publicerat den dag redovisningen räknas per.")
    chosen = [value for value in known.values() if value.valid]
    settled = len({value.value for value in known.values()}) == 1 or len(chosen) == 1
    return MeasuredYear(
        year,
        tuple((value.value, indicator.sources.get(source, source)) for source, value in known.items()),
        settled,
        None,
    )


def _known(figures: ReportData, values: YearValues | None) -> Mapping[str, Measured]:
    """Return the values by source that were published on the day."""
    return {
        source: value
        for source, value in (values.values if values else {}).items()
        if value.published is None or value.published <= figures.as_of
    }


def _indicator_trend(indicator: Indicator, points: list[MeasuredYear]) -> str:
    """Say which way the last measured years moved, and whether that is good; never of disputed values."""
    if not any(point.values for point in points):
        why = dict.fromkeys(point.missing for point in points if point.missing)
        return " ".join(["Inget värde finns.", *(one for one in why if one != "Inget värde finns.")])
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


def _indicator_finding(indicator: Indicator, points: list[MeasuredYear]) -> str:
    settled = [(point.year, point.values[0][0]) for point in points if point.values and point.is_settled]
    if len(settled) < 2:
        return "för få värden att jämföra" if settled else "värde saknas"
    (year, value), (last, latest) = settled[-2], settled[-1]
    if value == latest:
        return f"samma värde {last} som {year}"
    return f"{'bättre' if _judged(indicator, latest - value) == 'förbättring' else 'sämre'} {last} än {year}"


def _judged(indicator: Indicator, change: Decimal) -> str:
    return "förbättring" if (change < 0) is (indicator.better is Better.LOWER) else "försämring"


def chapters(figures: ReportData, found: Lacking) -> tuple[ChapterView, ...]:
    """Return the chapters in order, those of agreements last, each with its part of what is lacking."""
    told = [*areas(figures), *agreements(figures)]
    deeds = done(figures, told, duty_numbers(figures))
    views = [_chapter(figures, chapter, found, deeds) for chapter in told]
    first = next((view.anchor for view in views if view.done.duties), "")
    said = [view.no_goal for view in views]
    return tuple(
        view._replace(
            # What several areas have in common is said once.
            no_goal=None if view.no_goal in said[:place] else view.no_goal,
            tells_rules=view.anchor == first,
        )
        for place, view in enumerate(views)
    )


def _chapter(
    figures: ReportData,
    chapter: PlanFile[Chapter],
    found: Lacking,
    deeds: Mapping[tuple[str, str | None], Done],
) -> ChapterView:
    bound = figures.area(chapter, bound=True)
    record = chapter.record
    total = score(bound)
    source = figures.repository.documents.record.documents.get(record.document)
    lacks = tuple(one for one in found.rows if one.chapter == chapter.stem)
    silent = [(one, count) for one in found.silent for stem, count in one.areas if stem == chapter.stem]
    judged = figures.assessments.record.areas.get(chapter.stem) if figures.assessments else None
    own = judged.heading if judged else None
    rise = _rise(deeds[chapter.stem, None]) if figures.is_complete(figures.year) else ""
    return ChapterView(
        anchor=chapter.stem,
        label=figures.label_of(chapter),
        topic=_topic(figures, chapter),
        subject=source.kind.definite if source else figures.subject,
        heading=own
        or finding(total, lacks, [one.in_sentence for one, _ in silent], rise=rise, so_far=_so_far(figures)),
        lead=_lead(figures, chapter, total, is_told=bool(own or rise)),
        text=record.text,
        goal=record.goal.text if record.goal else None,
        no_goal=record.no_goal,
        score=total,
        bars=bars(figures, chapter),
        bars_heading=_bars_heading(total, silent),
        indicators=indicators(figures, chapter),
        done=deeds[chapter.stem, None],
        tells_rules=False,
        lacks=lacks,
        silent=tuple((one.body, count) for one, count in silent),
        others=_others(figures, chapter),
        sub_areas=tuple(
            SubAreaView(
                sub.title,
                score(cell for cell in bound if cell.obligation.record.sub_area == name),
                deeds[chapter.stem, name],
            )
            for name, sub in record.sub_areas.items()
        ),
        assessment=_assessment(figures, chapter),
        source=figures.source(chapter.at("titel")),
    )


def _topic(figures: ReportData, chapter: PlanFile[Chapter]) -> str:
    """Return what the chapter is, with its number: Fokusområde 1 · Olyckor."""
    label, of = figures.label_of(chapter), chapter.record.number
    what = figures.repository.settings.record.organisation.chapter.one.split(" ", 1)[-1]
    return f"{capital(what)} {of} · {label.removeprefix(f'{of}. ')}" if of else label


def _so_far(figures: ReportData) -> str:
    return "" if figures.is_complete(figures.year) else "hittills "


def _rise(deeds: Done) -> str:
    """Return the largest rise of a sum that is a gain, where nothing else in the area is called the same."""
    said = [one.heading.partition(" ")[2] for one in deeds.series]
    alone = [one for one, what in zip(deeds.series, said, strict=True) if one.rise and said.count(what) == 1]
    return max(alone, key=_growth).rise if alone else ""


def _growth(series: Series) -> float:
    """Return how many times as much it is as the year before."""
    then, now = (part / whole if whole else float(part) for _, part, whole in series.years[-2:])
    return now / then if then else 0.0


def _lead(figures: ReportData, chapter: PlanFile[Chapter], total: Score, *, is_told: bool) -> tuple[str, str]:
    """Say how much is fulfilled, as far as the heading does not, and how much it was last year."""
    if not total.due:
        return "", ""
    share = percent(total.fulfilled, total.due)
    now = f"{met(total, so_far=_so_far(figures))} ({share})." if is_told else ""
    if not is_told and 0 < total.fulfilled < total.due:
        now = f"Det är {share}."
    before = score(figures.area(chapter, bound=True, year=figures.year - 1)) if figures.comparable else None
    if not before or not before.due:
        return now, ""
    return now, f"Året före var det {before} ({percent(before.fulfilled, before.due)})."


def _bars_heading(total: Score, silent: Sequence[tuple[Silent, int]]) -> str:
    """Say how much is not fulfilled, and how much of that is of bodies that have not answered at all."""
    lacking = total.due - total.fulfilled
    if not lacking or total.due == 1:
        return "Utfallen år för år"
    how = "är inte uppfyllt" if lacking == 1 else "är inte uppfyllda"
    said = f"{capital(in_words(lacking, neuter=True))} av {in_words(total.due)} krav {how}"
    if lacking == total.due:
        said = met(total)
    if not silent:
        return said
    unheard = sum(count for _, count in silent)
    whose = (
        f"är {possessive(silent[0][0].in_sentence)}"
        if len(silent) == 1
        else "finns hos organ som inte har svarat"
    )
    if unheard < lacking:
        return f"{said}; {in_words(unheard, neuter=True)} av dem {whose}"
    return f"{said}; {'det' if lacking == 1 else 'alla'} {whose}"


def duty_numbers(figures: ReportData) -> Mapping[str, str]:
    """Return each open duty's number in the account and its annexes, such as 1.10: its chapter's, and its place there.

    The chapters that are part of another go on where that ends.
    """
    numbers = chapter_numbers(figures)
    places = dict.fromkeys(numbers, 0)
    found = {}
    for name, duty in figures.repository.obligations.items():
        stem = duty.chapter.record.part_of or duty.chapter.stem
        if stem in numbers:
            places[stem] += 1  # the closed ones too: the plan's own document has them
            if duty.record.is_open:
                found[name] = f"{numbers[stem]}.{places[stem]}"
    return found


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


def _next_year(text: str | None) -> str | None:
    """Say of what year it is, in the same paragraph where the text begins with one."""
    return text and f"**Nästa år:**{' ' if text[0].isalpha() else chr(10) * 2}{text}"


def _assessment(figures: ReportData, chapter: PlanFile[Chapter]) -> AssessmentView | None:
    document = figures.assessments
    found = document.record.areas.get(chapter.stem) if document else None
    if document is None or found is None:
        return None
    at = ("områden", chapter.stem)
    earlier = [
        (year, then.colour)
        for year, file in figures.judged.items()
        if figures.first <= year < figures.year and (then := file.record.areas.get(chapter.stem))
    ]
    return AssessmentView(
        found.colour,
        found.reason,
        figures.own(found.analysis, document.at(*at, "analys")),
        figures.own(_next_year(found.next_year), document.at(*at, "nästa år")),
        tuple(sorted(earlier, reverse=True)),
        figures.source(document.at(*at).key()),
    )
