"""The views of `diff`: what has changed, in sentences, as frozen values without markup."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, NamedTuple

from trygghetsplan.changes.wording import DiffPiece
from trygghetsplan.disclosure.audience import Audience
from trygghetsplan.engine.cell import Score
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.report.views import Source


class Statement(NamedTuple):
    """One sentence about what has changed, and its address. The rest is for programs."""

    sentence: str
    source: Source | None = None
    body: str = ""
    obligation: str = ""
    before: Verdict | None = None
    after: Verdict | None = None
    pieces: tuple[DiffPiece, ...] = ()
    """A text that has been reworded, word by word."""


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """The statements of one sort; `hidden` counts those that this audience is told of as a number only."""

    key: str
    heading: str
    statements: tuple[Statement, ...]
    hidden: int = 0

    @property
    def count(self) -> int:
        """How many changes the group tells of."""
        return len(self.statements) + self.hidden


class Compared(NamedTuple):
    """One of the two that are compared."""

    label: str
    year: int
    as_of: date
    score: Score
    """Bound bodies' duties of the plan."""


class Heading(NamedTuple):
    """What every comparison says of itself."""

    title: str
    organisation: str
    is_example: bool
    audience: Audience


@dataclass(frozen=True, slots=True)
class Difference:
    """What has changed between two years, or between two versions of one year."""

    template: ClassVar[str] = "diff"

    heading: Heading
    old: Compared
    new: Compared
    groups: tuple[ChangeGroup, ...]
    hidden: int
    """Changes told as one number for all groups, since their number by group would say too much."""
    notes: tuple[str, ...]


class FieldLine(NamedTuple):
    """One field that says something else."""

    name: str
    before: str
    after: str


class DutyDifference(NamedTuple):
    """One obligation that has changed: how, and whom it hits."""

    id: str
    title: str
    place: str
    aspects: tuple[str, ...]
    title_pieces: tuple[DiffPiece, ...]
    pieces: tuple[DiffPiece, ...]
    """The text, word by word; one kept piece where it has not changed."""
    fields: tuple[FieldLine, ...]
    sentences: tuple[str, ...]
    bodies: tuple[str, ...]
    source: Source


class BodyLine(NamedTuple):
    """What the change of plan means to one body, as counts."""

    body: str
    sentence: str


@dataclass(frozen=True, slots=True)
class PlanDifference:
    """What has changed in the obligations between two versions."""

    template: ClassVar[str] = "plan-diff"

    heading: Heading
    old: str
    new: str
    summary: str
    groups: tuple[tuple[str, tuple[DutyDifference, ...]], ...]
    bodies: tuple[BodyLine, ...]


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A draft for the tjänsteskrivelse about a changed plan."""

    template: ClassVar[str] = "plan-draft"

    difference: PlanDifference
    plan: str
    given_by: str
    given_to: str
    day: date
