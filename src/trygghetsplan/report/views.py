"""The views of the account and those that every document shares, as frozen values without any markup.

Every renderer reads the same views. In a public report nothing here comes from a protected field: `disclosure`
decides that once, before any section runs.
"""

from datetime import date
from decimal import Decimal
from typing import ClassVar, NamedTuple, Protocol

from trygghetsplan.disclosure.redaction import MARKING, Audience, notice
from trygghetsplan.engine.cell import Score
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.model.assessments import Colour
from trygghetsplan.model.indicators import Better
from trygghetsplan.model.scalars import Share
from trygghetsplan.plan.example import EXAMPLE, EXAMPLE_IN_HEAD
from trygghetsplan.swedish import listed, long_date


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
    reason: str = ""
    """Why there is no commit though there is a repository, or what differs from it: a Swedish clause."""

    @property
    def public(self) -> "Provenance":
        """What the public is told: the fingerprint and the program."""
        return self._replace(commit=None, is_dirty=False, forge=None, reason="")

    @property
    def state(self) -> str:
        """How the files that were read stand to git."""
        if self.commit is None:
            return f"{self.reason}, så versionen är okänd" if self.reason else "utanför git"
        return f"med {self.reason}" if self.is_dirty else "inga ändringar utöver versionen"


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
    receiver: str
    """Whom it is given to, inside a sentence."""
    facts: tuple[tuple[str, str], ...]
    """(what, the fact): the plan it follows, the decision on it."""
    provenance: Provenance
    is_example: bool = False
    audience: Audience = Audience.PUBLIC
    marking: str = ""
    """What stands on every page of what is not public; empty where it is."""
    closed: "Closed | None" = None
    """The appendix of an internal edition."""

    @property
    def notice(self) -> str:
        """What stands on every page: that the answers are examples, and that it is not public."""
        return notice(self.marking, is_example=self.is_example)

    @property
    def mark(self) -> str:
        """The same, short enough for the head of a page."""
        return self.notice.replace(EXAMPLE, EXAMPLE_IN_HEAD)


class Masthead(NamedTuple):
    """What a document that is no account says of itself: what it is, whose, of which day and for whom."""

    heading: str
    organisation: str
    as_of: date
    is_example: bool
    audience: Audience
    marking: str = MARKING
    """What stands on every page where it is not public."""

    @property
    def notice(self) -> str:
        """What stands on every page."""
        return notice("" if self.audience is Audience.PUBLIC else self.marking, is_example=self.is_example)

    @property
    def mark(self) -> str:
        """The same, short enough for the head of a page."""
        return self.notice.replace(EXAMPLE, EXAMPLE_IN_HEAD)


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
    """What a template writes, as values; `template` names it."""

    template: ClassVar[str]


class Short(Page, Protocol):
    """A document that is no account: a comparison, a letter, an answer to the auditors."""

    @property
    def cover(self) -> Masthead:
        """What it is, whose, of which day and for whom."""


class View(Page, Protocol):
    """A whole document."""

    @property
    def cover(self) -> Cover:
        """What it is, for which year, reckoned on which day, and of what it was made."""


class Framing(Protocol):
    """What stands around one of many pages."""

    @property
    def cover(self) -> Cover:
        """Of whom and when, with the marks that every page carries."""


class AnsweredRow(NamedTuple):
    """Whether one body has answered, and when it decided."""

    id: str
    body: str
    in_sentence: str
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
    in_sentence: str
    verdict: Verdict
    since: int
    """The first of the consecutive years in which it has been lacking."""
    reason: str
    source: Source | None


class Shortage(NamedTuple):
    """One duty that somebody lacks, and who."""

    number: str
    """Its place in its area, such as 4.1; empty outside the account's areas, and for urged bodies."""
    chapter: str
    """The anchor of the area that tells of it; empty where the number is."""
    id: str
    duty: str
    laws: tuple[str, ...]
    """The laws that the duty corresponds to."""
    since: int
    """The first of the consecutive years in which any of the bodies has been lacking."""
    lacks: tuple[Lack, ...]
    source: Source | None


class Silent(NamedTuple):
    """A bound body that has not answered at all: told once, and in the areas only as a count."""

    id: str
    body: str
    in_sentence: str
    unanswered: int
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
    urged: Score
    notes: tuple[str, ...]
    source: Source | None


class Bar(NamedTuple):
    """One year's verdicts in an area."""

    year: int
    score: Score
    counts: tuple[tuple[Verdict, int], ...]


class MeasuredYear(NamedTuple):
    """One measured value, or why it is missing."""

    year: int
    values: tuple[tuple[Decimal, str], ...]
    """(value, source) – more than one where sources disagree."""
    is_settled: bool
    missing: str | None


class NumberOrigin(NamedTuple):
    """Where a number was fetched, as it is told beside the number."""

    year: int
    value: Decimal
    unit: str
    period: str
    counted: tuple[str, ...]
    source: str
    is_calculated: bool
    """Whether it is a sum of ours, which is no number of the source's."""
    published: date
    retrieved: date
    file: str
    """Empty for the public, as is the checksum: whoever knows the rest of a file could try its small numbers."""
    checksum: str

    @property
    def what(self) -> str:
        """What the number is: händelser, period 2024, räknade statusar: avslutade."""
        return f"{self.unit}, period {self.period}, räknade statusar: {listed(self.counted)}"

    @property
    def whence(self) -> str:
        """Where it comes from; only a number as it stands there is cited as the source's."""
        cited = f"egen beräkning av tal från {self.source}" if self.is_calculated else f"källa: {self.source}"
        days = f"publicerat {long_date(self.published)}, hämtat {long_date(self.retrieved)}"
        return f"{cited}, {days}" + (f", fil {self.file}, kontrollsumma {self.checksum}" if self.file else "")


class IndicatorView(NamedTuple):
    """An indicator with its trend."""

    title: str
    unit: str
    better: Better
    definition: str | None
    points: tuple[MeasuredYear, ...]
    targets: tuple[tuple[int, Decimal], ...]
    finding: str
    """What it amounts to, after its title: bättre 2023 än 2022."""
    trend: str
    """Sentences that say which way it goes, and whether that is good."""
    sources: tuple[tuple[str, str], ...]
    source: Source | None
    origins: tuple[NumberOrigin, ...] = ()
    """Where the values were fetched that are known to stand as they were fetched."""


class AssessmentView(NamedTuple):
    """Kommunstyrelsen's judgement."""

    colour: Colour
    reason: str
    analysis: Own | None
    next_year: Own | None
    earlier: tuple[tuple[int, Colour], ...]
    """Earlier years' colours, the latest first."""
    source: Source | None


class CompensationRow(NamedTuple):
    """One category of the state's compensation, in kronor; None where nothing says."""

    title: str
    granted: int | None
    used: int | None
    left: int | None
    spent_on: str
    source: Source | None


class CompensationView(NamedTuple):
    """What the state compensation was used for."""

    title: str
    heading: str
    lead: str
    """How much was granted and used, and how that has moved."""
    rows: tuple[CompensationRow, ...]
    total: CompensationRow
    is_silent: bool
    """Whether something is left and no answer says what happens with it."""


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
    amount: str
    """The sum with its noun: 36 övningar; empty where no number may be shown."""
    short: str
    """The same without its noun."""
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
    """Empty where nobody else owes the duty."""
    figure: str
    text: str
    is_shortened: bool
    since: int | None
    """The first year since which it has told the same; None where it is new this year."""
    source: Source | None


class DoneDuty(NamedTuple):
    """What was done to meet one duty."""

    id: str
    number: str
    """Its place among the duties, such as 1.10."""
    title: str
    amount: str
    """The number that stands for it: its sum, or how many bodies have fulfilled it; empty where one body owes it."""
    counted: str
    """What the number counts, and in how many bodies."""
    counts: tuple[tuple[Verdict, int], ...]
    """The bodies' verdicts."""
    sums: tuple[Sum, ...]
    sentences: tuple[str, ...]
    told: tuple[Told, ...]
    more: int
    """How many more bodies have fulfilled it."""


class Series(NamedTuple):
    """A sum over all the years, for the bodies that have a number to show for each."""

    heading: str
    """Which way it went since last year: Fler riskbedömningar."""
    duty: str
    years: tuple[tuple[int, int, int | None], ...]
    """(year, value, the whole that a share is of)."""
    goal: Share | None
    note: str
    """What is counted in how many bodies, and which way is good."""
    rise: str
    """That it rose, as the beginning of a sentence; empty where it did not, or it is no gain."""


class Done(NamedTuple):
    """What was done in an area, or in a part of one."""

    series: tuple[Series, ...]
    duties: tuple[DoneDuty, ...]
    more: int
    """How many more duties something is told of; they stand among the annexes."""


class Gain(NamedTuple):
    """One of the first page's facts of what was done."""

    duty: str
    text: str
    """What follows the number: in how many bodies, and how much more that is than last year."""
    sum: Sum


class SubAreaView(NamedTuple):
    """A part of an area with a heading of its own."""

    title: str
    score: Score
    done: Done


class ChapterView(NamedTuple):
    """One focus area, or a chapter of an agreement."""

    anchor: str
    label: str
    topic: str
    """What it is, with its number: Fokusområde 1 · Olyckor."""
    subject: str
    """What it is a chapter of, inside a sentence: planen."""
    heading: str
    """The finding, or kommunstyrelsen's own heading."""
    lead: tuple[str, str]
    """How much is fulfilled, and how much it was last year."""
    text: str | None
    goal: str | None
    no_goal: str | None
    score: Score
    bars: tuple[Bar, ...]
    bars_heading: str
    indicators: tuple[IndicatorView, ...]
    done: Done
    tells_rules: bool
    """Whether it is the first that tells what was done, and so says by what rules."""
    lacks: tuple[Shortage, ...]
    silent: tuple[tuple[str, int], ...]
    """(bound body that has not answered at all, how much of the chapter that is)."""
    others: UrgedPart | None
    """None where no urged body owes anything in the chapter."""
    sub_areas: tuple[SubAreaView, ...]
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


class DocumentLine(NamedTuple):
    """One document of the account, with an x av y of its own."""

    title: str
    kind: str
    valid: str
    """From and to when it applies, as far as it is known."""
    score: Score
    urged: Score


class KeyFigure(NamedTuple):
    """One of the first page's numbers, and what it means."""

    number: str
    of: str
    """What it is of: av 567; may be empty."""
    text: str


class YearLacks(NamedTuple):
    """How many of the bound bodies' duties were lacking in a year."""

    year: int
    others: int
    unheard: int
    """Of the bodies that have not answered at all for the year that is accounted for."""
    due: int


class LacksByYear(NamedTuple):
    """The shortcomings of the years that can be compared, with the silent bodies' part split off."""

    heading: str
    note: str
    of: str
    """Whose part is split off; empty where all have answered."""
    years: tuple[YearLacks, ...]


class Serious(NamedTuple):
    """One of what is most serious: a body that has not answered, or a numbered shortage."""

    number: str
    """Empty where it is a body that has not answered."""
    heading: str
    text: str


class Summary(NamedTuple):
    """The first page."""

    heading: str
    asks: str
    under_way: str
    """What an unfinished year means for the figures; empty where the year is complete."""
    score: Score
    before: Score | None
    """Last year's, where both years are complete."""
    urged: Score
    answered: int
    asked: int
    figures: tuple[KeyFigure, ...]
    by_year: LacksByYear | None
    """None where there are not two years to compare."""
    worst: tuple[Serious, ...]
    words: Own | None
    """The giver's own, where the page has room for them."""
    long_words: Own | None
    """The same, where it has not."""
    decided: date | None
    """When they were decided."""
    outlook: Own | None


class HeatCell(NamedTuple):
    """What one body has fulfilled in one area, and the worst of it."""

    score: Score
    worst: Verdict


class HeatRow(NamedTuple):
    """One body and its areas; None where it owes nothing in one."""

    id: str
    body: str
    cells: tuple[HeatCell | None, ...]
    score: Score


class HeatGroup(NamedTuple):
    """The bodies that the plan binds, or those that are urged, most shortcomings first."""

    title: str
    rows: tuple[HeatRow, ...]
    total: str
    """How many they are, as the name of the row of sums."""
    totals: tuple[Score, ...]
    score: Score


class HeatMap(NamedTuple):
    """Body × area."""

    heading: str
    lead: str
    judged: str
    """How the giver itself has judged the areas; empty where it has not."""
    areas: tuple[tuple[int, str], ...]
    """(number, label); empty where there is only one, which is then all."""
    stems: tuple[str, ...]
    """The ids of those areas."""
    groups: tuple[HeatGroup, ...]
    verdicts: tuple[Verdict, ...]
    """Those that occur."""
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
    bound: Score | None
    """How much of it binds, where the body is only urged to the rest."""
    apart: tuple[tuple[str, Score], ...]
    """The title and x av y of what is reckoned by itself: agreements, the law."""
    lacks: tuple[tuple[Verdict, str, tuple[BodyRow, ...]], ...]
    """(verdict, why, the duties)."""
    told: tuple[BodyRow, ...]
    """What it has done, with its own words and figures."""
    rest: tuple[tuple[str, tuple[BodyRow, ...]], ...]
    """(how it went, the duties): all that the body tells nothing of."""


class CommitmentRow(NamedTuple):
    """One commitment to the auditors."""

    title: str
    said: str
    """How it stands and when it is to be done, as far as that is known."""
    waits_for: tuple[str, ...]


class RecommendationView(NamedTuple):
    """One recommendation, and what is promised."""

    number: int
    title: str
    commitments: tuple[CommitmentRow, ...]
    source: Source | None


class AuditView(NamedTuple):
    """One audit. While the response is a draft its commitments are proposed and owe nothing."""

    title: str
    heading: str
    lead: str
    original: str
    """The title of the auditors' own report."""
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
    law: str
    """The law alone, by its short name."""
    law_title: str
    statute: str
    """With chapter and section."""
    is_verified: bool
    answered_by: tuple[str, ...]
    in_force: str
    is_open: bool
    score: Score


class StatuteRow(NamedTuple):
    """One statute: how many of its requirements are accounted for openly, and how they went."""

    name: str
    """Its title with the short name after it, or a short name that says enough."""
    requirements: int
    """How many are accounted for openly; 0 where all are closed."""
    linked: int
    """How many correspond to something in the plan."""
    score: Score
    unverified: int
    """How many nobody has read in the law or at an authority."""


class LawView(NamedTuple):
    """The law beside the plan, statute by statute."""

    heading: str
    rows: tuple[StatuteRow, ...]
    alone: tuple[str, ...]
    """The open requirements that nothing in the plan corresponds to."""
    lacks: tuple[Shortage, ...]
    silent: tuple[tuple[str, int], ...]


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


class Correction(NamedTuple):
    """What a body is to do about one shortcoming: rätta 4.1 Utbildning."""

    verb: str
    number: str
    """Empty where it is the whole year that is to be answered."""
    duty: str


class Assignment(NamedTuple):
    """What is asked of one body, or the same of many that have not answered."""

    body: str
    lacking: int
    tasks: tuple[Correction, ...]
    bodies: int = 1


class Conclusions(NamedTuple):
    """What to decide, and what is asked of each body."""

    heading: str
    proposals: tuple[str, ...]
    """The paragraphs, each to follow on ”att”."""
    is_own: bool
    """Whether the giver has written the paragraphs itself; otherwise they follow from the figures."""
    proposed_at: Source | None
    """Where its own stand."""
    by: date
    """The next day to answer."""
    assignments: tuple[Assignment, ...]
    parts: str
    """How the sum of them adds up."""
    others: tuple[str, ...]
    """Who lacks nothing, and what the urged bodies are asked."""
    words: Own | None
