"""What the deep report says, as frozen values."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, NamedTuple

from trygghetsplan.engine.cell import Score
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.model.assessments import Colour
from trygghetsplan.report.views import Bar, Cover, IndicatorView, Source, Words


class Span(NamedTuple):
    """The years looked at, and how they lie to the plan's own long periods."""

    first: int
    last: int
    years: tuple[int, ...]
    days: tuple[date, ...]
    """The day that each year is reckoned on."""
    under_way: tuple[int, ...]
    """The years that are not complete on their day, and so are not compared."""
    notes: tuple[str, ...]
    judged: int
    """The last complete year, in which each duty's way is judged."""


class ObligationHistory(NamedTuple):
    """One body's verdicts in one duty, year by year; None where it owed nothing."""

    body: str
    verdicts: tuple[Verdict | None, ...]
    said: str
    """Tredje året i rad; uppfylld 2022, inte uppfylld 2024; and so on."""
    source: Source | None


class Thread(NamedTuple):
    """The strands of one duty that have gone the same way."""

    heading: str
    area: str
    strands: tuple[ObligationHistory, ...]
    source: Source | None


@dataclass(frozen=True, slots=True)
class Transition:
    """Everything that has gone one way."""

    count: int
    threads: tuple[Thread, ...]
    silent: tuple[tuple[str, int], ...] = ()
    """(body, how many) where the body has not answered at all in the last year, for the first time."""


@dataclass(frozen=True, slots=True)
class Closures:
    """How long shortcomings stood before they were closed."""

    count: int
    by_years: tuple[tuple[int, int], ...]
    """(years until fulfilled, how many)."""
    median_days: int | None
    """From the last day to the evidence that fulfilled it; None where no evidence is dated."""
    dated: int
    open: int
    """How many still stand."""
    slowest: tuple[tuple[str, str, int, int, Source | None], ...]
    """(body, duty, first year lacking, year fulfilled, source)."""


class Stalled(NamedTuple):
    """A measure that a body said was under way, and that shows in no later year."""

    body: str
    duty: str
    year: int
    words: str
    after: str
    source: Source | None


class Promise(NamedTuple):
    """What was promised for an area in one year, and whether its shortcomings were fewer the next."""

    area: str
    year: int
    words: str
    before: int
    after: int
    had_effect: bool
    source: Source | None


class Copied(NamedTuple):
    """One body's answers in nearly the same words as the year before."""

    body: str
    copied: int
    written: int
    """How many answers with words of its own could be compared."""
    unchanged: int
    """How many answers say openly that they are unchanged."""
    where: tuple[tuple[str, int, Source | None], ...]
    """(duty, year, source)."""


class AreaTrend(NamedTuple):
    """One area over the years."""

    anchor: str
    label: str
    heading: str
    bars: tuple[Bar, ...]
    colours: tuple[Colour | None, ...]
    indicators: tuple[IndicatorView, ...]


class BodyTrend(NamedTuple):
    """One body over the years; only duties shown per body are counted."""

    body: str
    is_urged: bool
    scores: tuple[Score, ...]
    said: str


class Point(NamedTuple):
    """A point of the plan that the years have shown to be unmeasurable or unanswered."""

    title: str
    area: str
    why: str
    source: Source | None


class Revision(NamedTuple):
    """What the years mean for the revision of the programme."""

    conclusions: tuple[str, ...]
    unmeasurable: tuple[Point, ...]
    unanswered: tuple[Point, ...]
    flaws: tuple[tuple[str, str, Source | None], ...]
    """(rule, message, source): what is wrong in the plan itself."""


@dataclass(frozen=True, slots=True)
class DeepReport:
    """The report over several years."""

    template: ClassVar[str] = "deep"

    cover: Cover
    heading: str
    """How the shortcomings have moved over the complete years."""
    span: Span
    scores: tuple[Score, ...]
    chronic: Transition
    regressed: Transition
    improved: Transition
    unproved: Transition
    urged: Transition
    """What urged bodies have left open year after year; never called a shortcoming."""
    closures: Closures
    stalled: tuple[Stalled, ...]
    promises: tuple[Promise, ...]
    copies: tuple[Copied, ...]
    areas: tuple[AreaTrend, ...]
    bodies: tuple[BodyTrend, ...]
    revision: Revision
    method: Words
