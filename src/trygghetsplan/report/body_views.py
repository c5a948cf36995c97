"""What a body's appendix says, as values."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, NamedTuple

from trygghetsplan.obligations.score import Score
from trygghetsplan.obligations.verdict import Verdict
from trygghetsplan.report.remedies import Remedy
from trygghetsplan.report.views import AnsweredRow, Cover, Source, Words


class BodyDuty(NamedTuple):
    """One duty of the body: what is asked, the verdict, why, and what was shown."""

    title: str
    text: str
    period: str
    verdict: Verdict
    days_late: int
    reason: str
    evidence: tuple[tuple[str, str], ...]
    """(title, value)."""
    source: Source


class BodyArea(NamedTuple):
    """The body's duties in one chapter."""

    anchor: str
    label: str
    score: Score
    duties: tuple[BodyDuty, ...]


class Remaining(NamedTuple):
    """One thing that remains for the body: why, what to do, and by when."""

    title: str
    area: str
    verdict: Verdict
    days_late: int
    since: int
    is_bound: bool
    """Whether it is a breach; otherwise the body is urged, and its own board decides."""
    reason: str
    remedy: Remedy
    source: Source


class Pending(NamedTuple):
    """One thing that has not fallen due and is not done: nobody has answered, or the answer says it is under way."""

    title: str
    area: str
    is_answered: bool
    is_bound: bool
    reason: str
    by: date | None
    """The last day; None where the plan gives none."""
    source: Source


class DecisionRow(NamedTuple):
    """A decision that says something about the body's duties this year."""

    meaning: str
    duties: str
    reason: str
    period: str
    decided: str
    source: Source


class Coming(NamedTuple):
    """What a new mandate period asks for again."""

    title: str
    period: str
    by: date
    source: Source


@dataclass(frozen=True, slots=True)
class BodyReport:
    """One body's appendix to the account, with proposed decisions."""

    template: ClassVar[str] = "body"

    cover: Cover
    body: str
    is_urged: bool
    answered: AnsweredRow | None
    """None where the body owes no answer that the audience may see."""
    answer_file: str
    answer_by: date
    score: Score
    before: Score | None
    law: Score
    remaining: tuple[Remaining, ...]
    pending: tuple[Pending, ...]
    """What is still to be answered or finished, though its last day has not passed."""
    areas: tuple[BodyArea, ...]
    decisions: tuple[DecisionRow, ...]
    notice: tuple[str, ...]
    """Near a change of mandate: who changes when."""
    coming: tuple[Coming, ...]
    proposals: tuple[str, ...]
    """The paragraphs to decide, each to follow on ”att”; none where the body owes nothing."""
    left_out: int
    """How many of its duties are shown as counts only, and so stand in no list here."""
    method: Words
