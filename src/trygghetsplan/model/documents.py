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
        None,
        alias="organ",
        description="Vem som beslutade: organets id, eller namnet på ett organ som inte är ert.",
    )
    day: IsoDate | None = Field(None, alias="datum", description="Dagen för beslutet.")
    case: CaseNumber | None = Field(None, alias="diarienummer", description="Ärendets nummer.")
    paragraph: Whole | None = Field(None, alias="paragraf", description="Paragrafens nummer, bara siffran.")

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

    title: Text = Field(alias="titel", description="Fältets rubrik.")
    content: Text = Field(alias="innehåll", description="Vad som står där.")
    row: Identifier | None = Field(None, alias="rad", description="Radens id i er inventering.")
    place: Place | None = Field(None, alias="plats", description="Var i dokumentet det står.")


class SourceDocument(Record):
    """What duties stem from. A date or number that is not known says so in `okänt`, with the reason."""

    kind: DocumentKind = Field(alias="slag", description="Avgör var skyldigheterna räknas.")
    title: Text = Field(alias="titel", description="Dokumentets hela namn.")
    short: Text | None = Field(None, alias="kort", description="Förkortning eller kort namn.")
    designation: Text | None = Field(None, alias="beteckning", description="Till exempel SFS-nummer.")
    status: DocumentStatus = Field(
        DocumentStatus.DECIDED, alias="status", description="Förval beslutad. Ett utkast binder ingen."
    )
    decision: DecisionReference | None = Field(None, alias="beslut", description="Vem som beslutade och när.")
    delegated: Delegation | None = Field(
        None,
        alias="beslutanderätt",
        description="Vilka fler än den som antog dokumentet som får besluta om avsteg och ej berörd.",
    )
    starts: IsoDate | None = Field(None, alias="från", description="Gäller från och med.")
    ends: IsoDate | None = Field(None, alias="till", description="Gäller till och med.")
    owner: Text | None = Field(
        None, alias="ägare", description="Vilken funktion som äger dokumentet, inte vilken person."
    )
    verified: YesNo = Field(
        True,
        alias="verifierad",
        description="Är uppgifterna kontrollerade? Förval ja; nej visas i rapporten.",
    )
    source: Text | None = Field(None, alias="källa", description="Var uppgiften är läst.")
    own_account: Account | None = Field(
        None,
        alias="redovisas i egen redovisning",
        description="Det som dokumentet begär hör inte till redovisningen i trygghet.yaml utan till den här.",
    )
    unknown: dict[Word, Text] = Field({}, alias="okänt", description="Uppgift som saknas, och varför.")
    cover: dict[Identifier, CoverField] = Field(
        {}, alias="försättsblad", description="Fälten på dokumentets framsida."
    )
    comment: Text | None = Field(None, alias="kommentar", description="Fritt.")

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
    def lacking(self) -> dict[str, str]:
        """What is not known, as readers call it, and why."""
        names = {"från": "startdatum", "till": "slutdatum"}
        return {names.get(key, key): why for key, why in self.unknown.items()}

    @property
    def adopter(self) -> str | None:
        """Who adopted it, as the decision says: the id of a body of ours or a name."""
        return self.decision.body if self.decision else None


class Documents(Record):
    """`plan/dokument.yaml`: the source documents, by id."""

    documents: dict[Identifier, SourceDocument] = Field(
        alias="dokument", description="Källorna, var och en med ett id."
    )
