"""The views of `diff`: what has changed, in sentences and in rows, as frozen values without markup."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, NamedTuple

from trygghetsplan.changes.plan import DutyChange, MarkChange
from trygghetsplan.changes.wording import DiffPiece
from trygghetsplan.engine.cell import Score
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.findings import Severity
from trygghetsplan.report.views import Masthead, Source
from trygghetsplan.swedish import number


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
    """The statements of one sort."""

    key: str
    heading: str
    tally: str
    """How many they are about, in words: of cells the duties, and how many of them make and end shortcomings."""
    statements: tuple[Statement, ...]


class Compared(NamedTuple):
    """One of the two that are compared."""

    label: str
    year: int
    as_of: date
    score: Score
    """Bound bodies' duties of the plan."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What has changed between two years, or between two versions of one year."""

    template: ClassVar[str] = "diff"

    cover: Masthead
    old: Compared
    new: Compared
    summary: str
    """How the score has moved, and the shortcomings one by one."""
    groups: tuple[ChangeGroup, ...]
    notes: tuple[str, ...]


class DutyDifference(NamedTuple):
    """One obligation that has changed: how, what that means, and whom it hits."""

    change: DutyChange
    place: str
    pieces: tuple[DiffPiece, ...]
    """The text, word by word; one kept piece where it has not changed."""
    sentences: tuple[str, ...]
    bodies: tuple[str, ...]
    source: Source | None


class MarkDifference(NamedTuple):
    """What evidence or an indicator is held against, where that has changed."""

    change: MarkChange
    sentence: str
    """Which obligations it decides."""
    source: Source | None


@dataclass(frozen=True, slots=True)
class PlanDifference:
    """What has changed in the obligations between two versions."""

    template: ClassVar[str] = "plan-diff"

    cover: Masthead
    old: str
    new: str
    summary: str
    groups: tuple[tuple[str, tuple[DutyDifference, ...]], ...]
    marks: tuple[MarkDifference, ...]
    bodies: tuple[tuple[str, str], ...]
    """(body, how many obligations are new, gone and changed for it)."""


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A draft for the tjänsteskrivelse about a changed plan."""

    template: ClassVar[str] = "plan-draft"

    difference: PlanDifference
    plan: str
    given_by: str
    given_to: str
    day: date
    """The day it is written."""

    @property
    def cover(self) -> Masthead:
        """What it is, whose, of which day and for whom."""
        return self.difference.cover._replace(
            heading=f"Tjänsteskrivelse: ändringar i {self.plan}", as_of=self.day
        )


class VerdictRow(NamedTuple):
    """One or several bodies with one or several duties that went from one verdict, or from none, to another."""

    who: str
    what: str
    before: str
    now: str
    reason: str


class MatrixSquare(NamedTuple):
    """One square of the matrix whose sum has changed; no body where a whole area is meant."""

    area: str
    who: str
    before: Score
    now: Score


class YearChange(NamedTuple):
    """What has changed in one year."""

    year: int
    as_of: date
    before: Score
    now: Score
    rows: tuple[VerdictRow, ...]
    more: int
    """Rows that did not fit."""
    closed: tuple[VerdictRow, ...]
    """Those of closed duties, for an internal reader."""
    squares: tuple[MatrixSquare, ...]


class FindingLine(NamedTuple):
    """One finding: how bad, by which rule, what and where."""

    severity: Severity
    code: str
    text: str
    place: str


class FindingLines(NamedTuple):
    """Findings in reading order, worst first."""

    told: tuple[FindingLine, ...]
    more: int

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.told) + self.more


class RecordChanges(NamedTuple):
    """What has changed in the files themselves, whatever the verdicts: the plan, the answers and the rest."""

    plan: PlanDifference
    answers: tuple[Statement, ...]
    """Every answer that had been decided and is not what it was, as many as can be written."""
    groups: tuple[ChangeGroup, ...]
    tallies: Mapping[str, int]
    """How many there are of each kind, by its heading, also of those that did not fit."""
    more: int
    """Statements that did not fit."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing has changed."""
        return not (self.plan.groups or self.plan.marks or self.answers or self.groups)


@dataclass(frozen=True)
class BranchComment:
    """What a branch means, as a comment to the one who reviews it."""

    template: ClassVar[str] = "branch"
    organisation: str
    since: str
    is_example: bool
    is_public: bool
    unreadable: str
    """Which version holds files that cannot be read, so that no verdicts are compared; empty where none does."""
    records: RecordChanges | None
    """What has changed in the files; None where they cannot be compared."""
    years: tuple[YearChange, ...]
    fresh: FindingLines
    gone: FindingLines

    @property
    def brief(self) -> str:
        """How many changes there are of each kind, in one line; empty where all of them are written."""
        records = self.records
        if not ((records and records.more) or self.fresh.more or any(year.more for year in self.years)):
            return ""
        findings = {"Nya fynd": self.fresh.total, "Fynd som inte finns kvar": self.gone.total}
        tallies = {**(records.tallies if records else {}), **findings}
        return "; ".join(f"{heading}: {number(count)}" for heading, count in tallies.items() if count)

    @property
    def is_empty(self) -> bool:
        """Whether nothing that is told has changed."""
        verdicts = any(year.rows or year.closed or year.squares for year in self.years)
        is_told = verdicts or self.fresh.total or self.gone.total or self.unreadable
        return not is_told and (self.records is None or self.records.is_empty)
