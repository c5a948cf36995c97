"""The auditors' thread as values: recommendation, answer, promises, proof and the check of the effect.

The terminal, the draft of the answer and the letter that tells what became of the promises all read these.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, NamedTuple

from trygghetsplan.model.audit import Stance
from trygghetsplan.obligations.score import Score
from trygghetsplan.obligations.timeliness import Timeliness
from trygghetsplan.obligations.verdict import Verdict
from trygghetsplan.report.views import Audience, Source
from trygghetsplan.swedish import counted, listed, number


class Awaited(NamedTuple):
    """What a promise waits for."""

    title: str
    has_come: bool


class Standing(NamedTuple):
    """What one body has made of a promise."""

    body: str
    verdict: Verdict
    timeliness: Timeliness | None
    days: int
    """Days late, where late."""
    reason: str
    proved: date | None
    evidence: tuple[str, ...]
    """What was shown, field by field."""
    sources: tuple[Source, ...]
    """Where the answer stands; empty where there is none."""

    @property
    def said(self) -> str:
        """Verdict and läge: uppfyllt, 12 dagar sent."""
        late = f", {counted(self.days, 'dag', 'dagar')} sent" if self.days else ""
        return f"{self.verdict}{late}"

    @property
    def is_kept(self) -> bool:
        """Whether the promise is kept."""
        return self.verdict is Verdict.FULFILLED


class Promise(NamedTuple):
    """One commitment. Without standings it owes nothing: it is proposed, or has not begun."""

    id: str
    title: str
    text: str
    who: str
    delivers: str
    when: str
    is_dated: bool
    """Whether it has a last day of its own."""
    waits_for: tuple[Awaited, ...]
    standings: tuple[Standing, ...]
    notes: tuple[str, ...]
    """Readings and comments, for those who write."""
    source: Source


class Effect(NamedTuple):
    """The check of the effect, and what it showed."""

    question: str
    check_by: date
    indicator: str | None
    checked: date | None
    outcome: str | None
    evidence: str | None
    comment: str | None
    is_late: bool
    source: Source


class Remark(NamedTuple):
    """A word in the margin to those who write: what a rule found."""

    code: str
    text: str
    source: Source


class Point(NamedTuple):
    """One recommendation and all that followed from it."""

    number: int
    title: str
    stance: Stance | None
    answer: str | None
    refers_to: tuple[int, ...]
    promises: tuple[Promise, ...]
    withheld: int
    """Promises that this audience may not see body by body."""
    effect: Effect | None
    remarks: tuple[Remark, ...]
    notes: tuple[str, ...]
    source: Source

    @property
    def readings(self) -> tuple[tuple[str, str, Source], ...]:
        """(promise or nothing, note, source): how the source was read, here and in the promises."""
        own = [("", note, self.source) for note in self.notes]
        theirs = [(one.title, note, one.source) for one in self.promises for note in one.notes]
        return (*own, *theirs)


class Thread(NamedTuple):
    """One audit on one day, for one audience."""

    id: str
    path: str
    title: str
    organisation: str
    by: str
    is_proposed: bool
    decided: str
    """How the answer was decided, as it is referred to; empty for a draft."""
    as_of: date
    is_example: bool
    audience: Audience
    points: tuple[Point, ...]

    @property
    def promises(self) -> tuple[Promise, ...]:
        """Every promise that this audience may see."""
        return tuple(promise for point in self.points for promise in point.promises)

    @property
    def standings(self) -> tuple[Standing, ...]:
        """Every standing of every promise."""
        return tuple(standing for promise in self.promises for standing in promise.standings)

    @property
    def score(self) -> Score:
        """So many kept of so many that had fallen due."""
        due = [standing for standing in self.standings if standing.verdict.counts]
        return Score(sum(standing.is_kept for standing in due), len(due))

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """Every remark, in the order of the recommendations."""
        return tuple(remark for point in self.points for remark in point.remarks)

    @property
    def has_effects(self) -> bool:
        """Whether any recommendation says how its effect is checked."""
        return any(point.effect for point in self.points)


@dataclass(frozen=True, slots=True)
class Draft:
    """The answer to the auditors as a document."""

    template: ClassVar[str] = "audit-draft"

    thread: Thread


@dataclass(frozen=True, slots=True)
class Letter:
    """What became of the promises, told to the auditors."""

    template: ClassVar[str] = "audit-letter"

    thread: Thread


def tally(standings: Iterable[Standing]) -> str:
    """Say how the promises stand: 3 uppfyllt, 1 delvis."""
    found = [standing.verdict for standing in standings]
    return listed([f"{number(found.count(one))} {one}" for one in Verdict if one in found])
