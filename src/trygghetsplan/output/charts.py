"""Geometry for the charts, so that the macros in `templates/charts.j2` only print.

Every picture has a fixed view, in units that are pixels where it is as wide as its view. Its looks stand in
`templates/chart.css`, so that it can be drawn outside a page too.
"""

import math
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.report.views import Bar, IndicatorView, LacksByYear, Series
from trygghetsplan.swedish import number, percent


class Box(NamedTuple):
    """A rectangle, with what stands in it or below."""

    x: float
    y: float
    width: float
    height: float
    label: str = ""
    below: str = ""


class Mark(NamedTuple):
    """A place with a sign or a text."""

    x: float
    y: float
    label: str = ""
    kind: str = ""


# A row of dots: a body is a dot

_A_ROW = 18
_STEP = 8.0
_MOST_DOTS = 54


class Dots(NamedTuple):
    """One dot for each body, fulfilled first, or a bar where the bodies are too many for dots."""

    height: float
    lines: tuple[tuple[float, float, float], ...]
    """(x, y, length): the fulfilled ones, row by row."""
    marks: tuple[Mark, ...]
    bar: tuple[tuple[Verdict, Box], ...]


def dots(counts: Sequence[tuple[Verdict, int]]) -> Dots:
    """Lay out the bodies of one duty in rows."""
    counted = [(verdict, count) for verdict, count in counts if verdict.counts]
    total = sum(count for _, count in counted)
    if total > _MOST_DOTS:
        return Dots(_STEP, (), (), _segments(counted, total, _A_ROW * _STEP))
    places = [verdict for verdict, count in counted for _ in range(count)]
    lines, marks = [], []
    rows = range(math.ceil(total / _A_ROW))
    for row in rows:
        here = places[row * _A_ROW : (row + 1) * _A_ROW]
        y = row * _STEP + _STEP / 2
        fulfilled = here.count(Verdict.FULFILLED)
        if fulfilled:
            lines.append((_STEP / 2, y, round((fulfilled - 1) * _STEP + 0.1, 1)))
        marks += [
            Mark(place * _STEP + _STEP / 2, y, kind=verdict.value)
            for place, verdict in enumerate(here)
            if verdict is not Verdict.FULFILLED
        ]
    return Dots(max(1, len(rows)) * _STEP, tuple(lines), tuple(marks), ())


# Bars of verdicts, year by year

_BAR = 640.0


class BarRow(NamedTuple):
    """One year's bar."""

    bar: Bar
    segments: tuple[tuple[Verdict, Box], ...]
    counts: tuple[int, ...]
    """How many there are of each verdict that the table has a column for."""


def year_bars(bars: Sequence[Bar]) -> tuple[tuple[Verdict, ...], tuple[BarRow, ...]]:
    """Return the verdicts that count, and a bar of them for each year, all on the same scale."""
    most = max((bar.score.due for bar in bars), default=0) or 1
    verdicts = tuple(verdict for verdict in Verdict if verdict.counts)
    rows = []
    for bar in bars:
        found = dict(bar.counts)
        counted = [(verdict, found[verdict]) for verdict in verdicts if verdict in found]
        counts = tuple(found.get(verdict, 0) for verdict in verdicts)
        rows.append(BarRow(bar, _segments(counted, most, _BAR), counts))
    return verdicts, tuple(rows)


def _segments(
    counted: Sequence[tuple[Verdict, int]], most: int, width: float
) -> tuple[tuple[Verdict, Box], ...]:
    """Return the parts of a bar; every part that is not the first begins a little later, so that it is seen."""
    found, before = [], 0
    for verdict, count in counted:
        x = width * before / most
        gap = min(2.0, width * count / most / 2) if before else 0.0
        found.append((verdict, Box(round(x + gap, 1), 0, round(width * count / most - gap, 1), 0)))
        before += count
    return tuple(found)


# Small multiples: three columns from zero

_COLUMN, _BETWEEN = 48.0, 8.0
_FLOOR, _ROOM = 92.0, 64.0


class Columns(NamedTuple):
    """A sum year by year, from zero."""

    columns: tuple[Box, ...]
    floor: float
    width: float
    goal: Mark | None
    title: str


def columns(series: Series) -> Columns:
    """Lay out one column a year; shares are drawn in per cent, with the goal as a line."""
    values = [part / whole if whole else part for _, part, whole in series.years]
    goal = series.goal.part / series.goal.whole if series.goal and series.goal.whole else None
    most = max([*values, goal or 0]) or 1
    labels = [_label(part, whole) for _, part, whole in series.years]
    found = tuple(
        Box(
            place * (_COLUMN + _BETWEEN),
            round(_FLOOR - _ROOM * value / most, 1),
            _COLUMN,
            round(_ROOM * value / most, 1),
            label,
            str(year),
        )
        for place, (value, label, (year, _, _)) in enumerate(zip(values, labels, series.years, strict=True))
    )
    width = len(found) * (_COLUMN + _BETWEEN) - _BETWEEN
    said = ", ".join(f"{column.below}: {column.label}" for column in found)
    line = None
    if goal is not None and series.goal:
        line = Mark(
            width + 6, round(_FLOOR - _ROOM * goal / most, 1), percent(series.goal.part, series.goal.whole)
        )
    return Columns(found, _FLOOR, width, line, f"{series.heading}, {series.duty}. {said}.")


def _label(part: int, whole: int | None) -> str:
    """Write the value above a column: a share in per cent, a large number in millions, where it has room."""
    if whole is not None:
        return percent(part, whole)
    return f"{number(round(Decimal(part) / 1_000_000, 2))} mn" if part >= 1_000_000 else number(part)


# An indicator: the full scale beside a close-up

_TOP, _BOTTOM = 30.0, 142.0
_TICKS = 3
_STATED = re.compile(r"(\d+)\s*[–-]\s*(\d+)")
ABOVE, BELOW = 9.0, 18.0
"""How far from its mark a label stands."""


class Panel(NamedTuple):
    """Values by year on one scale."""

    title: str
    left: float
    right: float
    size: float
    """How large a mark is."""
    scale: tuple[Mark, ...]
    runs: tuple[str, ...]
    """The points of each unbroken line; a missing or disputed year breaks it."""
    marks: tuple[Mark, ...]
    labels: tuple[Mark, ...]
    years: tuple[Mark, ...]
    missing: tuple[Mark, ...]
    targets: tuple[Mark, ...]


class LineChart(NamedTuple):
    """The full scale, where the close-up does not begin at zero, and the close-up."""

    full: Panel | None
    close: Panel
    title: str


def line_chart(indicator: IndicatorView) -> LineChart:
    """Lay out an indicator's values; disputed years show every value and join to nothing."""
    values = [float(value) for point in indicator.points for value, _ in point.values]
    values += [float(value) for _, value in indicator.targets]
    scale, decimals = _scale(min(values, default=0.0), max(values, default=1.0))
    begins = number(Decimal(f"{scale[0]:.{decimals}f}"))
    stated = _STATED.search(indicator.unit)
    title = f"{indicator.title}, {indicator.unit}. {indicator.trend}"
    if stated and float(stated[1]) <= scale[0] < scale[-1] <= float(stated[2]):
        low, high = float(stated[1]), float(stated[2])
        whole, rough = f"Hela skalan, {stated[1]}–{stated[2]}", [low, (low + high) / 2, high]
    elif scale[0] <= 0:
        return LineChart(None, _panel(indicator, scale, decimals, "", 46, 624), title)
    else:
        whole, rough = "Från noll", [0.0, *_scale(0.0, scale[-1])[0][1:]]
    places = 0 if all(value == int(value) for value in rough) else decimals + 1
    return LineChart(
        _panel(indicator, rough, places, whole, 36, 196, is_small=True),
        _panel(indicator, scale, decimals, f"Närbild: axeln börjar vid {begins}", 246, 624),
        title,
    )


def _panel(
    indicator: IndicatorView,
    scale: Sequence[float],
    decimals: int,
    title: str,
    left: float,
    right: float,
    *,
    is_small: bool = False,
) -> Panel:
    """Lay out one panel; the small one has no values and names only the first and the last year."""
    low, high = scale[0], scale[-1]
    points = indicator.points
    step = (right - left) / max(1, len(points))
    places = [round(left + step * (order + 0.5), 1) for order in range(len(points))]
    found = [sorted({value for value, _ in point.values}, reverse=True) for point in points]

    def down(value: Decimal | float) -> float:
        return round(_BOTTOM - (float(value) - low) / (high - low) * (_BOTTOM - _TOP), 1)

    marks, labels, runs = [], [], [[]]  # type: tuple[list[Mark], list[Mark], list[list[str]]]
    for order, (x, here) in enumerate(zip(places, found, strict=True)):
        is_settled = len(here) == 1
        if is_settled:
            runs[-1].append(f"{x},{down(here[0])}")
        elif runs[-1]:
            runs.append([])
        for rank, value in enumerate(here):
            y = down(value)
            is_below = rank or _is_dip(found, order)
            marks.append(Mark(x, y, kind="" if is_settled else "disputed"))
            labels.append(Mark(x, y + BELOW if is_below else y - ABOVE, number(value)))
    every = max(1, math.ceil(len(points) / 10))
    shown = (0, len(points) - 1) if is_small else range(len(points) - 1, -1, -every)
    return Panel(
        title=title,
        left=left,
        right=right,
        size=2 if is_small else 4,
        scale=tuple(Mark(left - 8, down(value), number(Decimal(f"{value:.{decimals}f}"))) for value in scale),
        runs=tuple(" ".join(run) for run in runs if len(run) > 1),
        marks=tuple(marks),
        labels=() if is_small else tuple(labels),
        years=tuple(
            Mark(places[order], 0, str(points[order].year)) for order in sorted(set(shown)) if points
        ),
        missing=tuple(Mark(x, 0) for x, here in zip(places, found, strict=True) if not here and not is_small),
        targets=tuple(
            Mark(right, down(value), "" if is_small else f"riktvärde {year}: {number(value)}")
            for year, value in indicator.targets
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
    others: float
    edge: float
    unheard: float
    end: float
    label: str


def lacks_by_year(found: LacksByYear) -> tuple[int, tuple[LackBar, ...]]:
    """Return the height of a picture 400 wide, and a bar for each year, all on the same scale from zero."""
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
        bars.append(LackBar(row.year, y, others, edge, unheard, end, label))
    return len(bars) * _ROW, tuple(bars)
