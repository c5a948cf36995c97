"""`plan/revision/`: the auditors' recommendations, the answers to them, and their effect."""

from pydantic import Field

from trygghetsplan.model.obligation import Chapter
from trygghetsplan.model.record import Record, Vocabulary
from trygghetsplan.model.scalars import Identifier, IsoDate, Text, Whole


class Stance(Vocabulary):
    """What the body audited says of a recommendation."""

    AGREES = "instämmer", "Håller med revisorerna."
    PARTLY = "instämmer delvis", "Håller delvis med."
    DISAGREES = "instämmer inte", "Håller inte med."


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


class EffectOutcome(Vocabulary):
    """What a check of the effect showed."""

    REACHED = "nådd", "Kontrollen visar den effekt som söktes."
    PARTLY = "delvis nådd", "Kontrollen visar en del av effekten."
    NOT_REACHED = "inte nådd", "Kontrollen visar ingen effekt."


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
