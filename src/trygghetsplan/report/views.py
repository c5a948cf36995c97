"""The views of the account and those that every document shares, as frozen values without any markup.

Every renderer reads the same views. In a public report nothing here comes from a protected field: `disclosure`
decides that once, before any section runs.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, NamedTuple, Protocol

from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.engine.cell import Score, Timeliness
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.model.assessments import Colour
from trygghetsplan.model.indicators import Better
from trygghetsplan.plan.example import EXAMPLE


class Provenance(NamedTuple):
    """What the report was made from, so that it can be made again."""

    commit: str | None
    """The git commit; None outside git."""
    is_dirty: bool
    version: str
    schema: int
    digest: str
    """SHA-256 over what is public of the paths and texts read."""
    forge: str | None = None
    """The address of a line at this commit, with {path} and {line}; None where it would not show what was read."""
    is_unreadable: bool = False
    """Whether there is a git repository and no git to read it with."""

    @property
    def public(self) -> "Provenance":
        """What the public is told: the fingerprint and the program."""
        return self._replace(commit=None, is_dirty=False, forge=None, is_unreadable=False)

    @property
    def state(self) -> str:
        """How the files that were read stand to git."""
        if self.commit:
            return (
                "med ändringar som inte är sparade i git"
                if self.is_dirty
                else "inga ändringar utöver versionen"
            )
        return "git saknas på datorn, så versionen är okänd" if self.is_unreadable else "utanför git"


class Source(NamedTuple):
    """The address of a statement."""

    path: str
    line: int

    def __str__(self) -> str:
        """Write it as editors understand it."""
        return f"{self.path}:{self.line}"


class Own(NamedTuple):
    """The giver's own words, as Markdown, and where they stand."""

    text: str
    source: Source | None


class Cover(NamedTuple):
    """What this is, for which year, reckoned on which day, and who has decided it."""

    title: str
    """What the account is called."""
    heading: str
    """The document's own heading: the title with what it covers."""
    by: str
    """Who gives it to whom."""
    organisation: str
    subject: str
    """What is accounted for, inside a sentence: planen, planerna, or the one document."""
    document: str | None
    """The title of the one document that is accounted for, if it is one."""
    urges: str
    """Who urges the bodies that the plan does not bind, with the verb: kommunen uppmanar, regionen ber."""
    chapters: str
    """What the chapters of the plan are called: fokusområdena, målområdena."""
    year: int
    as_of: date
    given_by: str
    giver: str
    """The same, inside a sentence."""
    given_to: str
    facts: tuple[tuple[str, str], ...]
    """(what, the fact): the plan it follows, the decision on it."""
    is_example: bool
    audience: Audience
    marking: str
    """What stands on every page of what is not public; empty where it is."""
    closed: "Closed | None"
    """The appendix of an internal edition."""
    provenance: Provenance

    @property
    def notice(self) -> str:
        """What stands on every page: that the answers are examples, and that it is not public."""
        return f"{EXAMPLE if self.is_example else ''} {self.marking}".strip()


class ClosedRow(NamedTuple):
    """One body's answer to a closed duty."""

    body: str
    duty: str
    area: str
    verdict: Verdict
    reason: str
    source: Source | None


class Closed(NamedTuple):
    """What is closed, by itself: no figure adds it to anything else."""

    score: Score
    """Of bound bodies, the plan's duties and the law's together."""
    rows: tuple[ClosedRow, ...]


class Page(Protocol):
    """What a template writes, as values; `template` names it, `NAME.FORMAT.j2`."""

    template: ClassVar[str]


class View(Page, Protocol):
    """A whole document."""

    @property
    def cover(self) -> Cover:
        """What it is, for which year, reckoned on which day, and of what it was made."""


class AnsweredRow(NamedTuple):
    """Whether one body has answered, and when it decided."""

    id: str
    body: str
    in_sentence: str
    kind: str
    is_urged: bool
    decided: date | None
    paragraph: int | None
    case: str | None
    days_late: int
    given: int
    """How many of the duties that had fallen due it has answered, itself or by proof that still holds."""
    owed: int
    source: Source | None


class Lack(NamedTuple):
    """One body's shortcoming in one duty."""

    body: str
    verdict: Verdict
    timeliness: Timeliness | None
    days: int
    since: int
    """The first of the consecutive years in which it has been lacking."""
    reason: str
    source: Source | None


class Shortage(NamedTuple):
    """One duty that somebody lacks: a heading that says so, and who."""

    number: str
    """Its place in its area, such as 4.1; empty outside the account's areas, and for urged bodies."""
    chapter: str
    """The anchor of the area that tells of it; empty where the number is."""
    id: str
    heading: str
    duty: str
    area: str
    laws: tuple[str, ...]
    """The laws that the duty corresponds to."""
    since: int
    """The first of the consecutive years in which any of the bodies has been lacking."""
    lacks: tuple[Lack, ...]
    counts: tuple[tuple[Verdict, int], ...]
    source: Source | None


class Silent(NamedTuple):
    """A bound body that has not answered at all: told once, and in the areas only as a count."""

    id: str
    body: str
    in_sentence: str
    unanswered: int
    due: int
    """How much it had to have done."""
    areas: tuple[tuple[str, int], ...]
    """(anchor of the area, how much is unanswered there)."""
    laws: tuple[str, ...]
    """The titles of those unanswered duties that correspond to a law."""
    source: Source | None


class Lacking(NamedTuple):
    """All that bound bodies lack in the account's areas, most serious first."""

    silent: tuple[Silent, ...]
    rows: tuple[Shortage, ...]


class Words(NamedTuple):
    """What the figures and verdicts mean."""

    formula: str
    definitions: tuple[tuple[str, str], ...]


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
    source: Source | None


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
    source: Source | None


class AssessmentView(NamedTuple):
    """Kommunstyrelsen's judgement."""

    colour: Colour
    reason: str
    analysis: Own | None
    next_year: Own | None
    source: Source | None


class SubAreaView(NamedTuple):
    """A part of an area with a heading of its own."""

    anchor: str
    title: str
    text: str | None
    score: Score


class CompensationView(NamedTuple):
    """What the state compensation was used for."""

    title: str
    years: tuple[int, ...]
    rows: tuple[tuple[str, tuple[str, ...], tuple[int | None, ...], Source | None], ...]
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
    silent: tuple[tuple[str, int], ...]
    """(body that has not answered at all, how much of the chapter that is)."""


class Sum(NamedTuple):
    """What the year's answers to one duty sum to, of one sort of evidence."""

    field: str
    sentence: str
    left_out: str
    """How many bodies' numbers are too small to be shown to the public; empty where none is."""
    trend: str
    """One sentence of the years; empty where no body has a number to show for all of them."""
    bodies: int
    value: int | None
    """None where no number may be shown."""
    of: int | None
    """The whole that a share is of."""
    years: tuple[tuple[int, int, int | None], ...]
    """(year, value, of) for the bodies of the trend."""
    kind: str
    """What sort of gain it tells: personer, andel, antal or kronor; empty for what has happened, and meetings."""


class Told(NamedTuple):
    """What one body tells that it did: its own words, or the documents that it gives."""

    body: str
    figure: str
    text: str
    is_shortened: bool
    since: int | None
    """The first year since which it has told the same; None where it is new this year."""
    source: Source | None


class DoneDuty(NamedTuple):
    """What was done to meet one duty."""

    id: str
    title: str
    sums: tuple[Sum, ...]
    sentences: tuple[str, ...]
    told: tuple[Told, ...]
    more: int
    """How many more bodies have fulfilled it."""


class Gain(NamedTuple):
    """One of the first page's facts of what was done."""

    id: str
    duty: str
    sum: Sum


class ChapterView(NamedTuple):
    """One focus area, or a chapter of an agreement."""

    anchor: str
    label: str
    subject: str
    """What it is a chapter of, inside a sentence: planen."""
    heading: str
    text: str | None
    goal: str | None
    no_goal: str | None
    score: Score
    urged: Score
    bars: tuple[Bar, ...]
    indicators: tuple[IndicatorView, ...]
    done: tuple[DoneDuty, ...]
    lacks: tuple[Shortage, ...]
    silent: tuple[tuple[str, int], ...]
    """(bound body that has not answered at all, how much of the chapter that is)."""
    others: UrgedPart | None
    """None where no urged body owes anything in the chapter."""
    sub_areas: tuple[SubAreaView, ...]
    compensation: tuple[CompensationView, ...]
    assessment: AssessmentView | None
    source: Source | None


class Proven(NamedTuple):
    """The days and papers that one body has given for a duty."""

    body: str
    text: str
    source: Source | None


class DutyProof(NamedTuple):
    """One duty with all that was done for it; the bodies' own words and figures stand in their lists."""

    number: str
    """Its number in the account, or the section of the law."""
    row: DutyRow
    proven: tuple[Proven, ...]
    telling: tuple[tuple[str, str], ...]
    """(anchor of its list, name) of the others who tell what they have done."""
    rest: tuple[tuple[Verdict, str, str], ...]
    """(verdict, the bodies that have given nothing, why it is not counted)."""


class ChapterDuties(NamedTuple):
    """What one chapter asks for, and how each duty went."""

    anchor: str
    label: str
    duties: tuple[DutyProof, ...]
    closed: tuple[str, ...]
    """The titles of what is not accounted for openly."""


class AreaLine(NamedTuple):
    """One focus area in the summary."""

    anchor: str
    label: str
    score: Score
    before: Score | None
    colour: Colour | None
    sentence: str


class DocumentLine(NamedTuple):
    """One document of the account, with an x av y of its own."""

    title: str
    kind: str
    valid: str
    """From and to when it applies, as far as it is known."""
    score: Score
    urged: Score


class Change(NamedTuple):
    """What became better or worse since last year, in one sentence."""

    sentence: str
    source: Source | None


class ChangeList(NamedTuple):
    """What has moved since last year, duty by duty, of those that the first page counts."""

    new: tuple[Change, ...]
    solved: tuple[Change, ...]
    ended: tuple[Change, ...]
    unheard: tuple[Change, ...]
    """The urged bodies that have not answered at all; never called a shortcoming."""


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
    asks: str
    worst: tuple[str, ...]
    """What is lacking most, as headings; the areas tell of it."""
    has_urged: bool
    """Whether any body that is asked is only urged."""
    words: Own | None
    outlook: Own | None
    areas: tuple[AreaLine, ...]
    documents: tuple[DocumentLine, ...]
    """Each document that something is owed by, where they are several; the law stands apart."""


class MatrixRow(NamedTuple):
    """One duty and its verdict for each body; None where the body does not owe it."""

    number: str
    duty: str
    verdicts: tuple[Verdict | None, ...]
    score: Score


class Matrix(NamedTuple):
    """Bodies × duties, grouped by area. Only open duties."""

    bodies: tuple[tuple[str, str], ...]
    """(short name, name), the bound ones first."""
    bound: int
    """How many of the bodies are bound."""
    groups: tuple[tuple[str, tuple[MatrixRow, ...]], ...]
    totals: tuple[Score, ...]


class BodyRow(NamedTuple):
    """One duty of a body: the verdict, and what the body tells of it, or why it is lacking."""

    id: str
    number: str
    """Its number in the account; empty for what stands outside the areas."""
    duty: str
    verdict: Verdict
    since: int
    """The first of the consecutive years in which it has been lacking."""
    text: str
    source: Source | None


class BodyList(NamedTuple):
    """Every open duty that one body owes: the matrix as a list."""

    anchor: str
    name: str
    is_urged: bool
    score: Score
    apart: tuple[tuple[str, Score], ...]
    """The title and x av y of what is reckoned by itself: agreements, the law."""
    lacks: tuple[BodyRow, ...]
    told: tuple[BodyRow, ...]
    """What it has done, with its own words and figures."""
    rest: tuple[tuple[str, tuple[BodyRow, ...]], ...]
    """(how it went, the duties): all that the body tells nothing of."""


class CommitmentRow(NamedTuple):
    """One commitment to the auditors."""

    title: str
    text: str
    when: str
    waits_for: tuple[str, ...]
    state: str
    notes: tuple[str, ...]
    source: Source | None


class RecommendationView(NamedTuple):
    """One recommendation, the response, and what is promised."""

    number: int
    title: str
    stance: str | None
    response: str | None
    commitments: tuple[CommitmentRow, ...]
    source: Source | None


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
    source: Source | None


class StoppedRow(NamedTuple):
    """Something to be done once that was ended during the year before it was done."""

    duty: str
    who: str
    ended: date
    source: Source | None


class LawRow(NamedTuple):
    """A statutory duty beside what the plan has to answer it."""

    title: str
    statute: str
    is_verified: bool
    check: str
    """Where it has been read: läst i lagtexten, läst hos myndighet or uppgift att kontrollera."""
    answered_by: tuple[str, ...]
    in_force: str
    is_open: bool
    score: Score
    source: Source | None


class Method(NamedTuple):
    """How the figures were made."""

    formula: str
    definitions: tuple[tuple[str, str], ...]
    readings: tuple[tuple[str, str, Source | None], ...]
    """(what it is about, the reading, source)."""
    documents: tuple[tuple[str, str, str, Source | None], ...]
    """(document, decision, note, source)."""
    cycles: tuple[str, ...]
    flaws: tuple[tuple[str, str, Source | None], ...]
    """(rule, message, source): what is wrong in the plan and the sources themselves."""


class Conclusions(NamedTuple):
    """What the year amounts to, and what to decide."""

    sentences: tuple[str, ...]
    """What the figures say."""
    words: Own | None
    proposals: tuple[str, ...]
    """The paragraphs, each to follow on ”att”."""
    is_own: bool
    """Whether the giver has written the paragraphs itself; otherwise they follow from the figures."""
    proposed_at: Source | None
    """Where its own stand."""


@dataclass(frozen=True, slots=True)
class Report:
    """A whole account."""

    template: ClassVar[str] = "report"

    cover: Cover
    companion: str
    """The name of the annexes' file, without its ending."""
    summary: Summary
    made: tuple[str, ...]
    """How the account was made, sentence by sentence."""
    gains: tuple[Gain, ...]
    chapters: tuple[ChapterView, ...]
    audits: tuple[AuditView, ...]
    exceptions: tuple[ExceptionRow, ...]
    stopped: tuple[StoppedRow, ...]
    law: tuple[LawRow, ...]
    conclusions: Conclusions


@dataclass(frozen=True, slots=True)
class Annexes:
    """What the account rests on: a document of its own beside it."""

    template: ClassVar[str] = "annexes"

    cover: Cover
    companion: str
    """The name of the account's file, without its ending."""
    answered: tuple[AnsweredRow, ...]
    matrix: Matrix
    bodies: tuple[BodyList, ...]
    changes: ChangeList | None
    """None where there is no year before."""
    duties: tuple[ChapterDuties, ...]
    indicators: tuple[IndicatorView, ...]
    method: Method
