"""The views of a chapter: one focus area, with its duties, indicators, money and judgement."""

from decimal import Decimal
from typing import NamedTuple

from trygghetsplan.model.assessments import Colour
from trygghetsplan.model.indicators import Better
from trygghetsplan.obligations.score import Score
from trygghetsplan.obligations.verdict import Verdict
from trygghetsplan.report.views import Own, Shortage, Source


class DutyRow(NamedTuple):
    """One duty in a chapter: what is asked, by whom it is owed, and how it went."""

    id: str
    place: str
    title: str
    text: str
    who: str
    when: str
    score: Score
    counts: tuple[tuple[Verdict, int], ...]
    urged: Score
    notes: tuple[str, ...]
    source: Source


class DutyTable(NamedTuple):
    """The duties of one kind in a chapter."""

    caption: str
    rows: tuple[DutyRow, ...]


class Bar(NamedTuple):
    """One year's verdicts in an area."""

    year: int
    score: Score
    counts: tuple[tuple[Verdict, int], ...]


class Point(NamedTuple):
    """One measured value, or why it is missing."""

    year: int
    values: tuple[tuple[Decimal, str], ...]
    """(value, source) – more than one where sources disagree."""
    is_settled: bool
    missing: str | None


class IndicatorView(NamedTuple):
    """An indicator with its trend."""

    title: str
    unit: str
    better: Better
    definition: str | None
    points: tuple[Point, ...]
    targets: tuple[tuple[int, Decimal], ...]
    trend: str
    """One sentence that says which way it goes, and whether that is good."""
    sources: tuple[tuple[str, str], ...]
    source: Source


class AssessmentView(NamedTuple):
    """Kommunstyrelsen's judgement."""

    colour: Colour
    reason: str
    analysis: Own | None
    next_year: Own | None
    source: Source


class SubAreaView(NamedTuple):
    """A part of an area with a heading of its own."""

    anchor: str
    title: str
    text: str | None
    score: Score
    tables: tuple[DutyTable, ...]


class CompensationView(NamedTuple):
    """What the state compensation was used for."""

    title: str
    years: tuple[int, ...]
    rows: tuple[tuple[str, tuple[str, ...], tuple[int | None, ...], Source], ...]
    """(category, permitted uses, amount for each year, source)."""
    totals: tuple[int | None, ...]
    granted: tuple[int | None, ...]
    """What was granted for each category in the last of the years; None where nothing says."""
    granted_total: int | None


class UrgedPart(NamedTuple):
    """The urged bodies' part of a chapter: companies and federations by themselves, softly."""

    title: str
    """What they are together: Bolag och förbund."""
    score: Score
    left: tuple[Shortage, ...]
    """What remains of what they are urged to; never called a shortcoming."""


class ChapterView(NamedTuple):
    """One focus area."""

    anchor: str
    label: str
    heading: str
    text: str | None
    goal: str | None
    no_goal: str | None
    score: Score
    urged: Score
    bars: tuple[Bar, ...]
    indicators: tuple[IndicatorView, ...]
    tables: tuple[DutyTable, ...]
    lacks: tuple[Shortage, ...]
    others: UrgedPart | None
    """None where no urged body owes anything in the chapter."""
    sub_areas: tuple[SubAreaView, ...]
    compensation: tuple[CompensationView, ...]
    assessment: AssessmentView | None
    source: Source
