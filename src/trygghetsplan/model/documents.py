"""`plan/dokument.yaml`: the sources of the plan, what decided them, and what their cover says."""

from datetime import date

from pydantic import Field

from trygghetsplan.model.obligation import Place
from trygghetsplan.model.record import Record, Vocabulary
from trygghetsplan.model.scalars import CaseNumber, Identifier, IsoDate, Text, Whole, Word, YesNo
from trygghetsplan.model.settings import Account


class DecisionReference(Record):
    """Who decided what when: enough to find the minutes."""

    body: Text | None = Field(
        None, alias="organ", description="Id på organet; namnet, om det inte är ett av våra."
    )
    day: IsoDate | None = Field(None, alias="datum")
    case: CaseNumber | None = Field(None, alias="diarienummer")
    paragraph: Whole | None = Field(None, alias="paragraf")

    @property
    def in_sentence(self) -> str:
        """When it was decided: beslutat 2025-01-22 § 14; nothing without a day."""
        return f"beslutat {self.day} {self.place}".rstrip() if self.day else ""

    @property
    def place(self) -> str:
        """Where in the minutes it stands: § 14; nothing without a paragraph."""
        return f"§ {self.paragraph}" if self.paragraph is not None else ""


class Delegation(Record):
    """Who else than the body that adopted a document may decide on exceptions from it and whom it concerns."""

    bodies: tuple[Identifier, ...] = Field(alias="organ", description="Organen som får besluta.")
    decided: DecisionReference = Field(alias="beslut", description="Beslutet som ger dem rätten.")


class DocumentKind(Vocabulary):
    """What sort of source a document is; it follows whether a duty is the plan's, the law's or the audit's."""

    PLAN = "plan", "Planen; räknas i planens resultat.", "planen"
    PROGRAMME = "program", "Ett program; räknas i planens resultat.", "programmet"
    LAW = "lag", "En lag; räknas för sig.", "lagen"
    REGULATION = "föreskrift", "En föreskrift; räknas för sig.", "föreskriften"
    AGREEMENT = "överenskommelse", "En överenskommelse; räknas för sig.", "överenskommelsen"
    AUDIT = "revision", "En granskning eller ett yttrande; räknas för sig.", "yttrandet"

    def __init__(self, _word: str, _help: str, definite: str) -> None:
        self.definite = definite
        """The document inside a sentence."""

    @property
    def is_law(self) -> bool:
        """Whether duties of the document are statutory."""
        return self in (DocumentKind.LAW, DocumentKind.REGULATION)


class DocumentStatus(Vocabulary):
    """A draft binds nobody."""

    DRAFT = "utkast", "Inte beslutad; binder ingen."
    DECIDED = "beslutad", "Beslutad."


class CoverField(Record):
    """One field of a document's cover: what it says, in our words or as a value."""

    title: Text = Field(alias="titel")
    content: Text = Field(alias="innehåll")
    row: Identifier | None = Field(None, alias="rad")
    place: Place | None = Field(None, alias="plats")


class SourceDocument(Record):
    """What duties stem from. A date or number that is not known says so in `okänt`, with the reason."""

    kind: DocumentKind = Field(alias="slag")
    title: Text = Field(alias="titel")
    short: Text | None = Field(None, alias="kort", description="Förkortning eller kort namn.")
    designation: Text | None = Field(None, alias="beteckning", description="Till exempel SFS-nummer.")
    status: DocumentStatus = Field(DocumentStatus.DECIDED, alias="status")
    decision: DecisionReference | None = Field(None, alias="beslut")
    delegated: Delegation | None = Field(
        None,
        alias="beslutanderätt",
        description="Vilka fler än den som antog dokumentet som får besluta om avsteg och ej berörd.",
    )
    starts: IsoDate | None = Field(None, alias="från", description="Gäller från och med.")
    ends: IsoDate | None = Field(None, alias="till", description="Gäller till och med.")
    owner: Text | None = Field(None, alias="ägare", description="Funktion, inte person.")
    verified: YesNo = Field(True, alias="verifierad")
    source: Text | None = Field(None, alias="källa", description="Var uppgiften är läst.")
    own_account: Account | None = Field(
        None,
        alias="redovisas i egen redovisning",
        description="När det som dokumentet begär inte hör till den redovisning som trygghet.yaml anger.",
    )
    unknown: dict[Word, Text] = Field({}, alias="okänt", description="Uppgift som saknas, och varför.")
    cover: dict[Identifier, CoverField] = Field({}, alias="försättsblad")
    comment: Text | None = Field(None, alias="kommentar")

    @property
    def is_abbreviated(self) -> bool:
        """Whether its short name says little without its title: LEH, but not Visselblåsarlagen."""
        return bool(self.short) and not (self.short or "").endswith(("lagen", "förordningen"))

    @property
    def first_day(self) -> date | None:
        """The day it applies from: that it states or that it was decided on, the later; None where neither is known."""
        days = (self.starts, self.decision and self.decision.day)
        return max([day for day in days if day], default=None)

    @property
    def adopter(self) -> str | None:
        """Who adopted it, as the decision says: the id of a body of ours or a name."""
        return self.decision.body if self.decision else None


class Documents(Record):
    """`plan/dokument.yaml`: the source documents, by id."""

    documents: dict[Identifier, SourceDocument] = Field(alias="dokument")
