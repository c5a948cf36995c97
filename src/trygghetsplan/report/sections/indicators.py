"""The indicators: their values year by year, and which way they move. Whether a target is met is the engine's to say."""

from decimal import Decimal

from trygghetsplan.model.indicators import Better, Indicator, YearValues
from trygghetsplan.model.obligation import Chapter
from trygghetsplan.report.chapter_views import IndicatorView, Point
from trygghetsplan.report.figures import TREND_YEARS, Figures
from trygghetsplan.repository.document import Document
from trygghetsplan.swedish import listed, number


def indicators(figures: Figures, chapter: Document[Chapter] | None = None) -> tuple[IndicatorView, ...]:
    """Return the chapter's indicators with their values, or every one."""
    return tuple(
        _indicator(figures, name, indicator)
        for name, indicator in figures.repository.indicators.record.indicators.items()
        if chapter is None or indicator.chapter == chapter.stem
    )


def _indicator(figures: Figures, name: str, indicator: Indicator) -> IndicatorView:
    measured: dict[int, YearValues] = dict(indicator.history)
    for document in figures.repository.indicator_years:
        if name in document.record.indicators:
            measured[document.record.year] = document.record.indicators[name]
    first = min(measured, default=figures.year)
    points = [_point(figures, indicator, year, measured.get(year)) for year in range(first, figures.year + 1)]
    return IndicatorView(
        indicator.title,
        indicator.unit,
        indicator.better,
        indicator.definition,
        tuple(points),
        tuple((year, value) for year, value in indicator.targets.items() if year <= figures.year),
        _indicator_trend(indicator, points),
        tuple(indicator.sources.items()),
        figures.source(figures.repository.indicators.at("indikatorer", name).key()),
    )


def _point(figures: Figures, indicator: Indicator, year: int, values: YearValues | None) -> Point:
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
            text += f" Sedan {first} har det {verb} från {number(start)}, en {_judged(indicator, latest - start)}."
    missing = [str(point.year) for point in points[-TREND_YEARS:] if not point.values]
    return f"{text} Värde saknas för {listed(missing)}." if missing else text


def _judged(indicator: Indicator, change: Decimal) -> str:
    return "förbättring" if (change < 0) is (indicator.better is Better.LOWER) else "försämring"
