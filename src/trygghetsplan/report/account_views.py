"""The views of the annual account: its summary, lists and appendices, and the account itself."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, NamedTuple

from trygghetsplan.model.assessments import Colour
from trygghetsplan.obligations.score import Score
from trygghetsplan.obligations.verdict import Verdict
from trygghetsplan.report.chapter_views import ChapterView, IndicatorView
from trygghetsplan.report.views import AnsweredRow, Cover, Own, Shortage, Source


class AreaLine(NamedTuple):
    """One focus area in the summary."""

    anchor: str
    label: str
    score: Score
    before: Score | None
    colour: Colour | None
    sentence: str


class Change(NamedTuple):
    """What became better or worse since last year, in one sentence."""

    sentence: str
    source: Source | None
    """None for a count of what is not told one by one."""


class Summary(NamedTuple):
    """The first page."""

    score: Score
    before: Score | None
    """Last year's, where both years are complete."""
    under_way: str
    """What an unfinished year means for the figures; empty where the year is complete."""
    is_first: bool
    """Whether no earlier year has been followed up."""
    urged: Score
    law: Score
    answered: int
    asked: int
    new_count: int
    """How many of the bound bodies' duties are lacking now and were not last year, or did not apply then."""
    solved_count: int
    ended_count: int
    """How many of last year's are neither solved nor left: an exception, another time, a body that has ceased."""
    new: tuple[Change, ...]
    solved: tuple[Change, ...]
    ended: tuple[Change, ...]
    unheard: tuple[Change, ...]
    """The urged bodies that have not answered at all; never called a shortcoming."""
    asks: str
    words: Own | None
    outlook: Own | None
    areas: tuple[AreaLine, ...]


class MatrixCell(NamedTuple):
    """One cell of the matrix."""

    verdict: Verdict
    days_late: int


class MatrixRow(NamedTuple):
    """One duty and its cell for each body; None where the body does not owe it."""

    duty: str
    cells: tuple[MatrixCell | None, ...]
    score: Score


class Matrix(NamedTuple):
    """Bodies × duties, grouped by area. Only duties that are shown per body."""

    bodies: tuple[tuple[str, str], ...]
    """(short name, name), the bound ones first."""
    bound: int
    """How many of the bodies are bound."""
    groups: tuple[tuple[str, tuple[MatrixRow, ...]], ...]
    totals: tuple[Score, ...]


class BodyList(NamedTuple):
    """Everything one body owes that is shown per body: the matrix as a list."""

    anchor: str
    name: str
    is_urged: bool
    score: Score
    rows: tuple[tuple[str, str, Verdict, int, str, Source], ...]
    """(area, duty, verdict, days late, reason, source)."""


class CommitmentRow(NamedTuple):
    """One commitment to the auditors."""

    title: str
    text: str
    when: str
    waits_for: tuple[str, ...]
    state: str
    notes: tuple[str, ...]
    source: Source


class RecommendationView(NamedTuple):
    """One recommendation, the response, and what is promised."""

    number: int
    title: str
    stance: str | None
    response: str | None
    commitments: tuple[CommitmentRow, ...]
    source: Source


class AuditView(NamedTuple):
    """One audit. While the response is a draft its commitments are proposed and owe nothing."""

    title: str
    is_draft: bool
    recommendations: tuple[RecommendationView, ...]


class ExceptionRow(NamedTuple):
    """A decided exception that was in force during the year."""

    bodies: str
    duties: str
    reason: str
    until: date
    decided: str
    is_lapsed: bool
    source: Source


class StoppedRow(NamedTuple):
    """Something to be done once that was ended during the year before it was done."""

    duty: str
    who: str
    """The bodies by name, or how many they are where the duty is not shown per body."""
    ended: date
    source: Source


class LawRow(NamedTuple):
    """A statutory duty beside what the plan has to answer it."""

    title: str
    statute: str
    is_verified: bool
    answered_by: tuple[str, ...]
    in_force: str
    score: Score
    source: Source


class Method(NamedTuple):
    """How the figures were made."""

    formula: str
    definitions: tuple[tuple[str, str], ...]
    readings: tuple[tuple[str, str, Source], ...]
    """(what it is about, the reading, source)."""
    documents: tuple[tuple[str, str, str, Source], ...]
    """(document, decision, note, source)."""
    cycles: tuple[str, ...]
    flaws: tuple[tuple[str, str, Source], ...]
    """(rule, message, source): what is wrong in the plan and the sources themselves."""


class Conclusions(NamedTuple):
    """What the year amounts to, and what to decide."""

    sentences: tuple[str, ...]
    """What the figures say."""
    words: Own | None
    proposals: tuple[str, ...]
    """The paragraphs, each to follow on ”att”."""
    proposed_at: Source | None
    """Where kommunstyrelsen's own paragraphs stand; None where they follow from the figures."""


@dataclass(frozen=True, slots=True)
class Report:
    """A whole account."""

    template: ClassVar[str] = "report"

    cover: Cover
    summary: Summary
    made: tuple[str, ...]
    """How the account was made, sentence by sentence."""
    answered: tuple[AnsweredRow, ...]
    bound: tuple[Shortage, ...]
    urged: tuple[Shortage, ...]
    chapters: tuple[ChapterView, ...]
    matrix: Matrix
    bodies: tuple[BodyList, ...]
    audits: tuple[AuditView, ...]
    exceptions: tuple[ExceptionRow, ...]
    stopped: tuple[StoppedRow, ...]
    law: tuple[LawRow, ...]
    conclusions: Conclusions
    indicators: tuple[IndicatorView, ...]
    """Every indicator, for the appendix of definitions and sources."""
    method: Method
