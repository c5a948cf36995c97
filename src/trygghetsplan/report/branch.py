"""What a branch means, as values: verdicts, squares of the matrix and findings, before it and with it."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, NamedTuple

from trygghetsplan.findings import Severity
from trygghetsplan.obligations.score import Score
from trygghetsplan.obligations.verdict import Verdict


class Row(NamedTuple):
    """Who has gone from one verdict to another, and with what; None where nothing is owed."""

    who: str
    what: str
    before: Verdict | None
    now: Verdict | None
    reason: str


class Square(NamedTuple):
    """One square of the matrix whose sum has changed; no body where a whole area is meant."""

    area: str
    who: str
    before: Score
    now: Score


class Year(NamedTuple):
    """What has changed in one year."""

    year: int
    as_of: date
    before: Score
    now: Score
    rows: tuple[Row, ...]
    more: int
    """Rows that did not fit."""
    hidden: int
    """Verdicts that have changed for duties the audience sees as counts only."""
    is_partial: bool
    """Whether they are so few that the sums leave all such duties out."""
    squares: tuple[Square, ...]


class Line(NamedTuple):
    """One finding: how bad, by which rule, what and where."""

    severity: Severity
    code: str
    text: str
    place: str


class Lines(NamedTuple):
    """Findings in reading order, worst first, and how many are only counted."""

    told: tuple[Line, ...]
    more: int
    hidden: int

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.told) + self.more + self.hidden


@dataclass(frozen=True)
class Branch:
    """The whole comment."""

    template: ClassVar[str] = "branch"
    organisation: str
    since: str
    commit: str
    is_example: bool
    is_public: bool
    unreadable: str
    """Which version holds files that cannot be read, so that no verdicts are compared; empty where none does."""
    years: tuple[Year, ...]
    fresh: Lines
    gone: Lines

    @property
    def is_empty(self) -> bool:
        """Whether nothing that is told has changed."""
        verdicts = any(year.rows or year.hidden or year.squares for year in self.years)
        return not (verdicts or self.fresh.total or self.gone.total or self.unreadable)
