"""What the deep report says, as frozen values."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, NamedTuple

from trygghetsplan.engine.cell import Score
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.model.assessments import Colour
from trygghetsplan.report.views import ChapterView, Cover, LacksByYear, Own, Series, Source, Words


class YearLine(NamedTuple):
    """How one year came out; the same as its account says."""

    year: int
    day: date
    """The day that it is reckoned on."""
    is_under_way: bool
    """Whether it is not complete on its day, and so is not compared."""
    score: Score
    unheard_of: str
    """The bound bodies that have not answered at all: three of them by name, more by how many they are."""


class ObligationHistory(NamedTuple):
    """The bodies whose verdicts in one duty have gone the same way, year by year; None where they owed nothing."""

    duty: str
    bodies: tuple[str, ...]
    """As they are named inside a sentence."""
    verdicts: tuple[Verdict | None, ...]
    source: Source | None


@dataclass(frozen=True, slots=True)
class Transition:
    """Everything that has gone one way."""

    count: int
    histories: tuple[ObligationHistory, ...]
    """Duty by duty, those of most bodies first."""
    unheard: int
    """How many are those of bodies that have not answered at all in the last year, for the first time."""
    unheard_of: str
    """Those bodies."""


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


class Measure(NamedTuple):
    """What a body decided to do about a shortcoming, and what happened after."""

    body: str
    duty: str
    decided: tuple[tuple[int, str, Source | None], ...]
    """(year, the body's own words, source)."""
    after: str
    is_met: bool
    """Whether the duty is fulfilled in the last year."""


class Promise(NamedTuple):
    """What was promised for an area, and its shortcomings then and the year after, in bodies that answered every year."""

    area: str
    year: int
    words: Own
    before: int
    after: int


class Copied(NamedTuple):
    """One body's answers in nearly the same words as the year before."""

    body: str
    copied: int
    written: int
    """How many answers with words of its own could be compared."""
    unchanged: int
    """How many answers say openly that they are unchanged."""


class AreaTrend(NamedTuple):
    """One area over the years."""

    chapter: ChapterView
    said: str
    """How its shortcomings have moved."""
    scores: tuple[Score, ...]
    """Year by year."""
    colours: tuple[Colour | None, ...]
    series: tuple[Series, ...]
    """The sums that can be compared, that of most importance first."""


class BodyTrend(NamedTuple):
    """One body over the years; only duties shown per body are counted."""

    body: str
    is_urged: bool
    scores: tuple[Score, ...]
    said: str


class RevisionPoint(NamedTuple):
    """A point of the plan that the years have shown to be unmeasurable or unanswered."""

    title: str
    area: str
    why: str
    source: Source | None


class Revision(NamedTuple):
    """What the years mean for the revision of the programme."""

    conclusions: tuple[str, ...]
    points: tuple[RevisionPoint, ...]
    """Those that cannot be measured, and then those that nobody has answered."""
    flaws: tuple[tuple[str, int], ...]
    """(what is unclear or missing in the plan itself, on how many points)."""


@dataclass(frozen=True, slots=True)
class DeepReport:
    """The report over several years."""

    template: ClassVar[str] = "deep"

    cover: Cover
    heading: str
    """How the shortcomings have moved over the complete years."""
    years: tuple[YearLine, ...]
    lacks: LacksByYear | None
    """The years' shortcomings as a picture; None where there is nothing to compare."""
    followed: tuple[int, ...]
    """The years that each duty is followed through: the complete ones."""
    notes: tuple[str, ...]
    """How the years lie to the plan's own long periods, and which of them are under way."""
    chronic: Transition
    regressed: Transition
    improved: Transition
    unproved: Transition
    urged: Transition
    """What urged bodies have left open year after year; never called a shortcoming."""
    closures: Closures
    measures: tuple[Measure, ...]
    """Those without effect first."""
    promises: tuple[Promise, ...]
    copies: tuple[Copied, ...]
    areas_heading: str
    areas: tuple[AreaTrend, ...]
    bodies_heading: str
    bodies: tuple[BodyTrend, ...]
    revision: Revision
    method: Words
