"""The records around the obligations: settings, documents, organisation, decisions, audits, indicators."""

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from trygghetsplan.model.obligation import Chapter, Place
from trygghetsplan.model.record import (
    CaseNumber,
    Identifier,
    Number,
    ReadBy,
    Record,
    Text,
    Whole,
    Word,
    Year,
    YesNo,
    fault,
    matched,
)
from trygghetsplan.model.review import Reviewed
from trygghetsplan.model.time import Deadline, Duration, IsoDate, LastDay, Length, Published, parse_deadline

MUNICIPALITY_CODE = re.compile(r"[0-9]{4}")
MunicipalityCode = Annotated[
    str, ReadBy(lambda value: matched(value, MUNICIPALITY_CODE, "en kommunkod med fyra siffror"))
]


class Organisation(Record):
    """Whose plan repository this is."""

    name: Text = Field(alias="namn", title="Namn")
    short_name: Text | None = Field(
        None, alias="kortnamn", title="Kortnamn", description="Som det står i löptext."
    )
    code: MunicipalityCode | None = Field(None, alias="kommunkod", title="Kommunkod")

    @property
    def said(self) -> str:
        """What it is called inside a sentence: kommunen, or the short name of what is no municipality."""
        is_region = self.name.startswith("Region")
        named_so = self.name.casefold().endswith(("kommun", "kommunen"))
        return "kommunen" if not is_region and (self.code or named_so) else self.short_name or self.name


def _following_year(value: Any) -> Deadline:
    day = parse_deadline(value)
    if day.anchor != "året efter" or day.year is not None:
        raise fault("dagen ska ligga året efter, till exempel ”31 januari året efter”")
    return day


FollowingYear = Annotated[Deadline, ReadBy(_following_year)]
"""A day in the year after the one it belongs to."""


def _some_years(value: Any) -> int:
    return int(matched(value, re.compile("[1-9]|[12][0-9]"), "ett antal år, 1–29"))


SomeYears = Annotated[int, ReadBy(_some_years)]


class Mandate(Record):
    """The mandate periods: whole calendar years, repeated without end (KL 5 kap. 9 §, 6 kap. 18 §)."""

    first_year: Year = Field(
        alias="första året", title="Första året", description="Första året i en mandatperiod."
    )
    years: SomeYears = Field(4, alias="antal år", title="Antal år")


class Account(Record):
    """The yearly account: what it is called, who gives it to whom, and when."""

    title: Text = Field(alias="titel", title="Titel", description="Vad redovisningen heter.")
    given_by: Identifier = Field(alias="lämnas av", title="Lämnas av", description="Organet som redovisar.")
    given_to: Identifier = Field(
        alias="lämnas till", title="Lämnas till", description="Organet som tar emot."
    )
    day: FollowingYear = Field(
        Deadline(3, 31, "året efter"),
        alias="dag",
        title="Redovisningsdag",
        description="Dagen den räknas per.",
    )


FOLDER = re.compile(r"[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*")
Folder = Annotated[
    str, ReadBy(lambda value: matched(value, FOLDER, "en mapp i förrådet, till exempel mallar/egna"))
]


_PART = "[A-Za-z0-9._~/?#&=+%-]*"
FORGE = re.compile(
    rf"https://[A-Za-z0-9.-]+(?::[0-9]+)?/{_PART}\{{commit\}}{_PART}\{{path\}}{_PART}\{{line\}}{_PART}"
)
Forge = Annotated[
    str,
    ReadBy(
        lambda value: matched(
            value, FORGE, "en adress med https, och {commit}, {path} och {line} i den ordningen"
        )
    ),
]
"""The address of a line in a file of a commit, as a web forge shows it."""


class Settings(Record):
    """`trygghet.yaml`: what applies to the whole repository."""

    schema_version: Whole = Field(alias="schema", title="Schema", description="Filformatets version.")
    organisation: Organisation = Field(alias="organisation", title="Organisation")
    example: YesNo = Field(False, alias="exempel", title="Exempel", description="Är svaren påhittade?")
    first_year: Year = Field(alias="första uppföljningsår", title="Första uppföljningsår")
    answer_day: FollowingYear = Field(
        Deadline(1, 31, "året efter"),
        alias="svarsdag",
        title="Svarsdag",
        description="Sista dag att svara för ett år.",
    )
    notice: Length = Field(Duration(days=90), alias="varsla", title="Varsla")
    mandate_notice: Length = Field(
        Duration(days=180), alias="varsla mandatskifte", title="Varsla mandatskifte"
    )
    mandate: Mandate = Field(alias="mandatperiod", title="Mandatperiod")
    account: Account = Field(alias="redovisning", title="Redovisning")
    forge: Forge | None = Field(
        None,
        alias="källor på nätet",
        title="Källor på nätet",
        description="Adressen till en rad i en version, med {commit}, {path} och {line}. Rapporternas källor länkas dit.",
    )
    templates: Folder | None = Field(
        None,
        alias="mallar",
        title="Mallar",
        description="Mapp med egna mallar. Används bara när kommandot har --own-templates.",
    )


class DecisionReference(Record):
    """Who decided what when: enough to find the minutes."""

    body: Text | None = Field(None, alias="organ", title="Organ")
    day: IsoDate | None = Field(None, alias="datum", title="Datum")
    case: CaseNumber | None = Field(None, alias="diarienummer", title="Diarienummer")
    paragraph: Whole | None = Field(None, alias="paragraf", title="Paragraf")


class DocumentKind(StrEnum):
    """What sort of source a document is; it follows whether a duty is the plan's, the law's or the audit's."""

    PLAN = "plan"
    PROGRAMME = "program"
    LAW = "lag"
    REGULATION = "föreskrift"
    AGREEMENT = "överenskommelse"
    AUDIT = "revision"

    @property
    def is_law(self) -> bool:
        """Whether duties of the document are statutory."""
        return self in (DocumentKind.LAW, DocumentKind.REGULATION)


class DocumentStatus(StrEnum):
    """A draft binds nobody."""

    DRAFT = "utkast"
    DECIDED = "beslutad"


class CoverField(Record):
    """One field of a document's cover: what it says, in our words or as a value."""

    title: Text = Field(alias="titel", title="Titel")
    content: Text = Field(alias="innehåll", title="Innehåll")
    row: Identifier | None = Field(None, alias="rad", title="Rad")
    place: Place | None = Field(None, alias="plats", title="Plats")


class SourceDocument(Record):
    """What duties stem from. A date or number that is not known says so in `okänt`, with the reason."""

    kind: DocumentKind = Field(alias="slag", title="Slag")
    title: Text = Field(alias="titel", title="Titel")
    short: Text | None = Field(None, alias="kort", title="Kort", description="Förkortning eller kort namn.")
    designation: Text | None = Field(
        None, alias="beteckning", title="Beteckning", description="Till exempel SFS-nummer."
    )
    status: DocumentStatus = Field(DocumentStatus.DECIDED, alias="status", title="Status")
    decision: DecisionReference | None = Field(None, alias="beslut", title="Beslut")
    starts: IsoDate | None = Field(None, alias="från", title="Från", description="Gäller från och med.")
    ends: IsoDate | None = Field(None, alias="till", title="Till", description="Gäller till och med.")
    owner: Text | None = Field(None, alias="ägare", title="Ägare", description="Funktion, inte person.")
    verified: YesNo = Field(True, alias="verifierad", title="Verifierad")
    source: Text | None = Field(None, alias="källa", title="Källa", description="Var uppgiften är läst.")
    unknown: dict[Word, Text] = Field(
        {}, alias="okänt", title="Okänt", description="Uppgift som saknas, och varför."
    )
    cover: dict[Identifier, CoverField] = Field({}, alias="försättsblad", title="Försättsblad")
    comment: Text | None = Field(None, alias="kommentar", title="Kommentar")


class Documents(Record):
    """`plan/dokument.yaml`."""

    documents: dict[Identifier, SourceDocument] = Field(alias="dokument", title="Dokument")


class Bindingness(StrEnum):
    """How strongly a duty binds: shall, is urged, or shall since its own board decided so."""

    BOUND = "ska"
    URGED = "uppmanas"
    BY_DECISION = "ska efter beslut"


class BodyKind(Record):
    """A kind of body. The kinds are data: another organisation has others."""

    title: Text = Field(alias="titel", title="Titel")
    plural: Text = Field(alias="flertal", title="Flertal", description="Som det står mitt i en mening.")
    answers: YesNo = Field(
        True, alias="svarar", title="Svarar", description="Kan organ av slaget vara skyldiga svar?"
    )
    binding: Bindingness = Field(Bindingness.BOUND, alias="bindning", title="Bindning")
    takes_office: LastDay | None = Field(
        None,
        alias="tillträder",
        title="Tillträder",
        description="Dag året före mandatperiodens första år, när organet tillträder före årsskiftet.",
    )
    reading: Text | None = Field(None, alias="tolkning", title="Tolkning")


class Body(Record):
    """One who answers."""

    name: Text = Field(alias="namn", title="Namn")
    short: Text | None = Field(None, alias="kort", title="Kort", description="Kort namn för trånga tabeller.")
    kind: Word = Field(alias="slag", title="Slag")
    starts: IsoDate | None = Field(None, alias="från", title="Från", description="Finns från och med.")
    ends: IsoDate | None = Field(None, alias="till", title="Till", description="Finns till och med.")
    succeeds: Identifier | None = Field(None, alias="efterträder", title="Efterträder")
    verified: YesNo = Field(True, alias="verifierad", title="Verifierad")
    source: Text | None = Field(None, alias="källa", title="Källa")
    comment: Text | None = Field(None, alias="kommentar", title="Kommentar")

    def exists(self, day: date) -> bool:
        """Whether the body exists on `day`."""
        return (self.starts is None or self.starts <= day) and (self.ends is None or day <= self.ends)


class Group(Record):
    """Bodies that duties name together, by kind or one by one."""

    kinds: tuple[Word, ...] = Field((), alias="slag", title="Slag")
    bodies: tuple[Identifier, ...] = Field((), alias="organ", title="Organ")
    without: tuple[Identifier, ...] = Field((), alias="utom", title="Utom")
    reading: Text | None = Field(None, alias="tolkning", title="Tolkning")


class Council(Record):
    """A role, network or council that the documents mention; it answers through its body."""

    title: Text = Field(alias="titel", title="Titel")
    body: Identifier = Field(alias="organ", title="Organ", description="Organet den hör till.")
    task: Text | None = Field(None, alias="uppgift", title="Uppgift")
    reports_to: Identifier | None = Field(None, alias="rapporterar till", title="Rapporterar till")
    document: Identifier | None = Field(None, alias="dokument", title="Dokument")
    place: Place | None = Field(None, alias="plats", title="Plats")


class Milestone(Record):
    """An event that a commitment waits for, such as the next staff survey."""

    title: Text = Field(alias="titel", title="Titel")
    occurred: IsoDate | None = Field(None, alias="inträffade", title="Inträffade")


class OrganisationFile(Record):
    """`plan/organisation.yaml`."""

    kinds: dict[Word, BodyKind] = Field(alias="slag", title="Slag")
    bodies: dict[Identifier, Body] = Field(alias="organ", title="Organ")
    groups: dict[Word, Group] = Field({}, alias="grupper", title="Grupper")
    readings: dict[Identifier, Text] = Field({}, alias="tolkningar", title="Tolkningar")
    roles: dict[Identifier, Council] = Field({}, alias="roller", title="Roller")
    councils: dict[Identifier, Council] = Field({}, alias="råd", title="Råd och nätverk")
    milestones: dict[Identifier, Milestone] = Field({}, alias="milstolpar", title="Milstolpar")


class Meaning(StrEnum):
    """What a decision means for the bodies and duties it names."""

    CONCERNED = "berörd"
    NOT_CONCERNED = "ej berörd"
    BOUND = "bunden"
    EXCEPTION = "avsteg"


class Decision(Record):
    """One record shape for applicability, a company's own decision and a waiver.

    It counts from the later of `från` and its decision date. An exception needs `till` and `skäl`.
    """

    meaning: Meaning = Field(alias="innebörd", title="Innebörd")
    obligations: tuple[Word, ...] = Field(
        alias="skyldigheter", title="Skyldigheter", description="Id på skyldigheter, eller alla."
    )
    bodies: tuple[Word, ...] = Field(alias="organ", title="Organ", description="Organ eller grupper.")
    starts: IsoDate | None = Field(None, alias="från", title="Från")
    ends: IsoDate | None = Field(None, alias="till", title="Till")
    reason: Text | None = Field(None, alias="skäl", title="Skäl")
    decided: DecisionReference | None = Field(None, alias="beslut", title="Beslut")
    reviewed: dict[Identifier, Reviewed] = Field(
        {},
        alias="granskad",
        title="Granskad",
        description="Per skyldighet: vilken lydelse beslutet gäller; trygghet review skriver den.",
    )


class Decisions(Record):
    """`plan/beslut.yaml`: exceptions and applicability are decisions, never comments."""

    example: YesNo = Field(False, alias="exempel", title="Exempel")
    decisions: dict[Identifier, Decision] = Field({}, alias="beslut", title="Beslut")


class Stance(StrEnum):
    """What the body audited says of a recommendation."""

    AGREES = "instämmer"
    PARTLY = "instämmer delvis"
    DISAGREES = "instämmer inte"


class Response(Record):
    """The answer to one recommendation."""

    stance: Stance | None = Field(None, alias="ställningstagande", title="Ställningstagande")
    text: Text = Field(alias="text", title="Text")
    refers_to: tuple[Whole, ...] = Field(
        (),
        alias="hänvisar till",
        title="Hänvisar till",
        description="Nummer på de rekommendationer vars svar det här svaret hänvisar till.",
    )
    reading: Text | None = Field(None, alias="tolkning", title="Tolkning")
    comment: Text | None = Field(None, alias="kommentar", title="Kommentar")


class EffectOutcome(StrEnum):
    """What a check of the effect showed."""

    REACHED = "nådd"
    PARTLY = "delvis nådd"
    NOT_REACHED = "inte nådd"


class EffectCheck(Record):
    """How it is told, afterwards, whether a recommendation led to anything: promises kept are not yet effects."""

    question: Text = Field(alias="fråga", title="Fråga", description="Vad kontrollen ska svara på.")
    check_by: IsoDate = Field(
        alias="kontrolleras", title="Kontrolleras", description="Sista dag för kontrollen."
    )
    indicator: Identifier | None = Field(
        None, alias="indikator", title="Indikator", description="Måttet som visar effekten."
    )
    checked: IsoDate | None = Field(None, alias="kontrollerad", title="Kontrollerad")
    outcome: EffectOutcome | None = Field(None, alias="utfall", title="Utfall")
    evidence: Text | None = Field(
        None, alias="underlag", title="Underlag", description="Dokumentet eller diarienumret bakom utfallet."
    )
    comment: Text | None = Field(None, alias="kommentar", title="Kommentar")


class Recommendation(Record):
    """One recommendation of the auditors."""

    number: Whole = Field(alias="nummer", title="Nummer")
    title: Text = Field(alias="titel", title="Titel")
    response: Response | None = Field(None, alias="svar", title="Svar")
    concerns: tuple[Identifier, ...] = Field(
        (), alias="rör", title="Rör", description="Planens skyldigheter som rekommendationen rör."
    )
    effect: EffectCheck | None = Field(
        None, alias="effekt", title="Effekt", description="Hur effekten kontrolleras i efterhand."
    )


class Audit(Chapter):
    """`plan/revision/*.yaml`: recommendations, the response, and the commitments as obligations."""

    audit: Text = Field(alias="granskning", title="Granskning", description="Granskningens namn och nummer.")
    reply: Identifier | None = Field(
        None, alias="yttrande", title="Yttrande", description="Dokumentet som svarar revisorerna."
    )
    answered_by: Identifier | None = Field(
        None,
        alias="besvaras av",
        title="Besvaras av",
        description="Organet som svarar; annars det som lämnar redovisningen.",
    )
    recommendations: dict[Identifier, Recommendation] = Field(
        alias="rekommendationer", title="Rekommendationer"
    )


class Better(StrEnum):
    """Which direction of an indicator is good."""

    HIGHER = "högre"
    LOWER = "lägre"


class Measured(Record):
    """One source's value for one year."""

    value: Number = Field(alias="värde", title="Värde")
    published: Published | None = Field(None, alias="publicerad", title="Publicerad")
    retrieved: IsoDate | None = Field(None, alias="hämtad", title="Hämtad")
    valid: YesNo = Field(
        False, alias="gäller", title="Gäller", description="Värdet som gäller när källor är oense."
    )
    comment: Text | None = Field(None, alias="kommentar", title="Kommentar")


class YearValues(Record):
    """An indicator's values for a year by source, or why it was not measured."""

    values: dict[Identifier, Measured] = Field(
        {}, alias="värden", title="Värden", description="Ett värde per källa."
    )
    not_measured: Text | None = Field(
        None, alias="ej mätt", title="Ej mätt", description="Varför värde saknas."
    )


class Indicator(Record):
    """A measure of how things are, with the direction that is good and targets by year."""

    title: Text = Field(alias="titel", title="Titel")
    unit: Text = Field(alias="enhet", title="Enhet")
    better: Better = Field(alias="bättre", title="Bättre")
    chapter: Identifier | None = Field(
        None, alias="område", title="Område", description="Filnamnet på området."
    )
    targets: dict[Year, Number] = Field(
        {}, alias="riktvärden", title="Riktvärden", description="Riktvärde per år."
    )
    definition: Text | None = Field(None, alias="definition", title="Definition")
    sources: dict[Identifier, Text] = Field({}, alias="källor", title="Källor")
    history: dict[Year, YearValues] = Field(
        {}, alias="historik", title="Historik", description="År före uppföljningen."
    )


class Indicators(Record):
    """`plan/indikatorer.yaml`."""

    indicators: dict[Identifier, Indicator] = Field(alias="indikatorer", title="Indikatorer")


class AgencyCategory(Record):
    """One heading of what the agency asks about, with the duties that answer it."""

    title: Text = Field(alias="titel", title="Titel")
    text: Text | None = Field(None, alias="text", title="Text", description="Vad rubriken omfattar.")
    obligations: tuple[Identifier, ...] = Field(
        alias="skyldigheter",
        title="Skyldigheter",
        description="Planens, lagens och ersättningens skyldigheter.",
    )
    verified: YesNo = Field(True, alias="verifierad", title="Verifierad")
    source: Text | None = Field(None, alias="källa", title="Källa", description="Var rubriken är läst.")


class Agency(Record):
    """`plan/lansstyrelsen.yaml`: the same duties by the headings of the agreement with the state."""

    recipient: Text = Field(alias="mottagare", title="Mottagare", description="Vem som får redovisningen.")
    document: Identifier = Field(
        alias="dokument", title="Dokument", description="Överenskommelsen som rubrikerna kommer ur."
    )
    reading: Text | None = Field(None, alias="tolkning", title="Tolkning")
    categories: dict[Identifier, AgencyCategory] = Field(alias="kategorier", title="Kategorier")


class IndicatorYear(Record):
    """`followups/ÅR/indikatorer.yaml`."""

    year: Year = Field(alias="år", title="År")
    example: YesNo = Field(False, alias="exempel", title="Exempel")
    indicators: dict[Identifier, YearValues] = Field(alias="indikatorer", title="Indikatorer")


class Colour(StrEnum):
    """What kommunstyrelsen judges, apart from what the rules conclude."""

    GREEN = "grön"
    YELLOW = "gul"
    RED = "röd"


class Assessment(Record):
    """The judgement of one area, always with a reason; the longer texts are Markdown."""

    colour: Colour = Field(alias="bedömning", title="Bedömning")
    reason: Text = Field(alias="skäl", title="Skäl")
    analysis: Text | None = Field(None, alias="analys", title="Analys")
    next_year: Text | None = Field(None, alias="nästa år", title="Nästa år")


class Assessments(Record):
    """`followups/ÅR/bedomningar.yaml`."""

    year: Year = Field(alias="år", title="År")
    example: YesNo = Field(False, alias="exempel", title="Exempel")
    decision: DecisionReference | None = Field(None, alias="beslut", title="Beslut")
    summary: Text | None = Field(None, alias="sammanfattning", title="Sammanfattning")
    outlook: Text | None = Field(None, alias="omvärld", title="Omvärld")
    conclusions: Text | None = Field(None, alias="slutsatser", title="Slutsatser")
    proposals: tuple[Text, ...] = Field(
        (),
        alias="förslag till beslut",
        title="Förslag till beslut",
        description="Punkterna efter ”besluta att”; utan dem föreslår programmet.",
    )
    granted: dict[Identifier, Whole] = Field(
        {},
        alias="beviljad ersättning",
        title="Beviljad ersättning",
        description="Kronor per kategori av statlig ersättning, med skyldighetens id.",
    )
    areas: dict[Identifier, Assessment] = Field(
        alias="områden", title="Områden", description="Per områdes filnamn."
    )
