"""Geometry for the inline SVG charts, so that templates only print.

Across is in per cent of the chart's width and down is in pixels: a chart is then as wide as its column, on a
phone and on paper, while its text keeps its size.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.report.views import Bar, IndicatorView, LacksByYear
from trygghetsplan.swedish import number

PLOT_TOP = 26
PLOT_HEIGHT = 170
PLOT_BELOW = 30
PLOT_LEFT = 9.0
PLOT_RIGHT = 99.0
ABOVE = 10.0
BELOW = 19.0
"""How far from its mark a label stands."""
_LABELLED = 12.0
"""The narrowest fulfilled segment, in per cent, that has room for its number; the others are patterned."""
_TICKS = 4


@dataclass(frozen=True, slots=True)
class Segment:
    """One verdict's share of a bar."""

    verdict: Verdict
    count: int
    x: float
    width: float
    middle: float
    is_labelled: bool


class BarRow(NamedTuple):
    """One year's bar."""

    bar: Bar
    segments: tuple[Segment, ...]


class ValueMark(NamedTuple):
    """One measured value in a line chart."""

    x: float
    y: float
    label_y: float
    label: str
    is_settled: bool


class Join(NamedTuple):
    """The line between two years that follow each other and whose values are settled."""

    x1: float
    y1: float
    x2: float
    y2: float


class Tick(NamedTuple):
    """A place on an axis."""

    at: float
    label: str
    is_missing: bool = False


class LineChart(NamedTuple):
    """Values by year: marks, the lines that join them, and the axes."""

    height: int
    bottom: float
    left: float
    right: float
    marks: tuple[ValueMark, ...]
    joins: tuple[Join, ...]
    """A missing or disputed year breaks the line."""
    years: tuple[Tick, ...]
    scale: tuple[Tick, ...]
    targets: tuple[Tick, ...]


def stacked_bars(bars: Sequence[Bar]) -> tuple[BarRow, ...]:
    """Lay out one bar a year over the verdicts that count, all years on the same scale."""
    most = max((bar.score.due for bar in bars), default=0) or 1
    rows = []
    for bar in bars:
        segments, before = [], 0
        for verdict, count in bar.counts:
            if not verdict.counts:
                continue
            x, width = 100 * before / most, 100 * count / most
            is_labelled = verdict is Verdict.FULFILLED and width >= _LABELLED
            middle = round(x + width / 2, 2)
            segments.append(
                Segment(
                    verdict=verdict,
                    count=count,
                    x=round(x, 2),
                    width=round(width, 2),
                    middle=middle,
                    is_labelled=is_labelled,
                )
            )
            before += count
        rows.append(BarRow(bar, tuple(segments)))
    return tuple(rows)


def line_chart(indicator: IndicatorView) -> LineChart:
    """Lay out an indicator's values; disputed years show every value and join to nothing."""
    values = [float(value) for point in indicator.points for value, _ in point.values]
    values += [float(value) for _, value in indicator.targets]
    scale, decimals = _scale(min(values, default=0.0), max(values, default=1.0))
    low, high = scale[0], scale[-1]
    bottom = float(PLOT_TOP + PLOT_HEIGHT)
    step = (PLOT_RIGHT - PLOT_LEFT) / max(1, len(indicator.points))

    def down(value: Decimal | float) -> float:
        return round(bottom - (float(value) - low) / (high - low) * PLOT_HEIGHT, 1)

    places = [round(PLOT_LEFT + step * (order + 0.5), 2) for order in range(len(indicator.points))]
    found = [sorted({value for value, _ in point.values}, reverse=True) for point in indicator.points]
    marks, joins = [], []
    for order, (x, here) in enumerate(zip(places, found, strict=True)):
        is_dip = _is_dip(found, order)
        for rank, value in enumerate(here):
            y = down(value)
            marks.append(
                ValueMark(x, y, y + BELOW if rank or is_dip else y - ABOVE, number(value), len(here) == 1)
            )
        if order and len(here) == len(found[order - 1]) == 1:
            joins.append(Join(places[order - 1], down(found[order - 1][0]), x, down(here[0])))
    return LineChart(
        height=int(bottom) + PLOT_BELOW,
        bottom=bottom,
        left=PLOT_LEFT,
        right=PLOT_RIGHT,
        marks=tuple(marks),
        joins=tuple(joins),
        years=tuple(
            Tick(x, str(point.year), not point.values)
            for x, point in zip(places, indicator.points, strict=True)
        ),
        scale=tuple(Tick(down(value), number(Decimal(f"{value:.{decimals}f}"))) for value in scale),
        targets=tuple(
            Tick(down(value), f"riktvärde {year}: {number(value)}") for year, value in indicator.targets
        ),
    )


def _is_dip(found: Sequence[Sequence[Decimal]], order: int) -> bool:
    """Whether the lines to the years beside all go up from here, so that the label has room below only."""
    here = found[order]
    beside = [
        found[near][0] for near in (order - 1, order + 1) if 0 <= near < len(found) and len(found[near]) == 1
    ]
    return len(here) == 1 and bool(beside) and all(value > here[0] for value in beside)


def _scale(low: float, high: float) -> tuple[list[float], int]:
    """Return round values that span low to high with room around, and how many decimals they need."""
    span = (high - low) or abs(high) or 1.0
    rough = span / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    first, last = math.floor((low - step / 4) / step), math.ceil((high + step / 4) / step)
    if low >= 0:
        first = max(0, first)
    return [step * place for place in range(first, last + 1)], max(0, -math.floor(math.log10(step) + 1e-9))


# The first page's shortcomings, year by year

_WIDTH, _YEAR, _GAP, _ROW = 400, 40, 8, 34
_LETTER = 6.6
"""How wide a letter of the numbers is, at most."""


class LackBar(NamedTuple):
    """One year's shortcomings: a bar, the dashed part after it, and what stands beside."""

    year: int
    y: int
    text: int
    others: float
    edge: float
    unheard: float
    end: float
    label: str


class LackBars(NamedTuple):
    """The bars, in a picture 400 wide."""

    height: int
    bars: tuple[LackBar, ...]


def lacks_by_year(found: LacksByYear) -> LackBars:
    """Lay out the shortcomings of each year from zero, all years on the same scale, with room for the numbers."""
    labels = []
    for row in found.years:
        split = f"{number(row.others)} + {number(row.unheard)} = " if row.unheard else ""
        labels.append(f"{split}{number(row.others + row.unheard)} av {number(row.due)}")
    width = _WIDTH - _YEAR - _GAP - _LETTER * max(map(len, labels))
    most = max(row.others + row.unheard for row in found.years) or 1
    bars = []
    for place, (row, label) in enumerate(zip(found.years, labels, strict=True)):
        others, unheard = (round(width * count / most, 1) for count in (row.others, row.unheard))
        y, edge = place * _ROW + 2, round(_YEAR + others, 1)
        end = round(edge + unheard + _GAP, 1)
        bars.append(LackBar(row.year, y, y + 16, others, edge, unheard, end, label))
    return LackBars(len(bars) * _ROW, tuple(bars))
