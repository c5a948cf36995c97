"""Geometry for the inline SVG charts, so that templates only print. All numbers are in SVG units."""

from collections.abc import Sequence
from dataclasses import dataclass

from trygghetsplan.obligations.verdict import Verdict
from trygghetsplan.report.views import Bar, IndicatorView
from trygghetsplan.swedish import number

WIDTH = 640
BAR_HEIGHT = 26
BAR_GAP = 12
LABEL = 56
PLOT_TOP = 24
PLOT_HEIGHT = 150
PLOT_LEFT = 48
PLOT_RIGHT = 24


@dataclass(frozen=True, slots=True)
class Segment:
    """One verdict's share of a bar."""

    verdict: Verdict
    count: int
    x: float
    width: float
    is_labelled: bool


@dataclass(frozen=True, slots=True)
class BarRow:
    """One year's bar."""

    year: int
    y: int
    label: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class BarChart:
    """Stacked bars, one a year."""

    width: int
    height: int
    rows: tuple[BarRow, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """One measured value in a line chart."""

    x: float
    y: float
    label: str
    is_settled: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis."""

    at: float
    label: str
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class LineChart:
    """Values by year: marks, the runs of years that are joined by a line, and the axes."""

    width: int
    height: int
    bottom: float
    left: float
    right: float
    marks: tuple[Mark, ...]
    runs: tuple[str, ...]
    """Point lists of the polylines; a missing or disputed year breaks the line."""
    years: tuple[Tick, ...]
    scale: tuple[Tick, ...]
    targets: tuple[Tick, ...]


def stacked_bars(bars: Sequence[Bar]) -> BarChart:
    """Lay out one bar a year over the verdicts that count and those that do not."""
    rows = []
    room = WIDTH - LABEL - 72
    most = max((sum(count for _, count in bar.counts) for bar in bars), default=1) or 1
    for place, bar in enumerate(bars):
        segments, x = [], float(LABEL)
        for verdict, count in bar.counts:
            width = round(room * count / most, 1)
            segments.append(Segment(verdict, count, round(x, 1), width, width >= 9 * len(str(count)) + 6))
            x += width
        label = f"{bar.score.fulfilled} av {bar.score.due}"
        rows.append(BarRow(bar.year, place * (BAR_HEIGHT + BAR_GAP), label, tuple(segments)))
    return BarChart(WIDTH, max(1, len(bars)) * (BAR_HEIGHT + BAR_GAP) - BAR_GAP, tuple(rows))


def line_chart(indicator: IndicatorView) -> LineChart:
    """Lay out an indicator's values; disputed years show every value and join to nothing."""
    values = [float(value) for point in indicator.points for value, _ in point.values]
    values += [float(value) for _, value in indicator.targets]
    low, high = min(values, default=0.0), max(values, default=1.0)
    margin = (high - low) * 0.25 or 0.5
    low, high = low - margin, high + margin
    bottom = float(PLOT_TOP + PLOT_HEIGHT)
    step = (WIDTH - PLOT_LEFT - PLOT_RIGHT) / max(1, len(indicator.points))

    def height(value: float) -> float:
        return round(bottom - (value - low) / (high - low) * PLOT_HEIGHT, 1)

    marks: list[Mark] = []
    runs: list[list[str]] = [[]]
    years: list[Tick] = []
    for place, point in enumerate(indicator.points):
        x = round(PLOT_LEFT + step * (place + 0.5), 1)
        years.append(Tick(x, str(point.year), not point.values))
        found = sorted({value for value, _ in point.values})
        marks += [Mark(x, height(float(value)), number(value), point.is_settled) for value in found]
        if len(found) == 1:
            runs[-1].append(f"{x},{height(float(found[0]))}")
        else:
            runs.append([])
    scale = tuple(
        Tick(height(low + (high - low) * part), f"{low + (high - low) * part:.1f}".replace(".", ","))
        for part in (0.0, 0.5, 1.0)
    )
    targets = tuple(
        Tick(height(float(value)), f"riktvärde {year}: {number(value)}") for year, value in indicator.targets
    )
    return LineChart(
        WIDTH,
        int(bottom) + 34,
        bottom,
        PLOT_LEFT,
        WIDTH - PLOT_RIGHT,
        tuple(marks),
        tuple(" ".join(run) for run in runs if len(run) > 1),
        tuple(years),
        scale,
        targets,
    )
