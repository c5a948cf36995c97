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

    stance: Stance | None = Field(None, alias="ställningstagande", description="Om ni håller med.")
    text: Text = Field(alias="text", description="Svaret till revisorerna.")
    refers_to: tuple[Whole, ...] = Field(
        (),
        alias="hänvisar till",
        description="Numren på de rekommendationer vars svar det här svaret hänvisar till.",
    )
    unanswered: tuple[Text, ...] = Field(
        (),
        alias="besvarar inte",
        description="Det i rekommendationen som svaret inte säger något om (TP707).",
    )
    reading: Text | None = Field(
        None, alias="tolkning", description="Er tolkning, om rekommendationen är oklar."
    )
    comment: Text | None = Field(None, alias="kommentar", description="Fritt.")


class EffectOutcome(Vocabulary):
    """What a check of the effect showed."""

    REACHED = "nådd", "Kontrollen visar den effekt som söktes."
    PARTLY = "delvis nådd", "Kontrollen visar en del av effekten."
    NOT_REACHED = "inte nådd", "Kontrollen visar ingen effekt."


class EffectCheck(Record):
    """How it is told, afterwards, whether a recommendation led to anything: promises kept are not yet effects."""

    question: Text = Field(alias="fråga", description="Vad kontrollen ska svara på.")
    check_by: IsoDate = Field(alias="kontrolleras", description="Sista dag för kontrollen.")
    indicator: Identifier | None = Field(None, alias="indikator", description="Måttet som visar effekten.")
    checked: IsoDate | None = Field(None, alias="kontrollerad", description="Dagen då kontrollen gjordes.")
    outcome: EffectOutcome | None = Field(None, alias="utfall", description="Vad kontrollen visade.")
    evidence: Text | None = Field(
        None, alias="underlag", description="Dokumentet eller diarienumret bakom utfallet."
    )
    comment: Text | None = Field(None, alias="kommentar", description="Fritt.")


class Recommendation(Record):
    """One recommendation of the auditors."""

    number: Whole = Field(alias="nummer", description="Revisorernas nummer.")
    title: Text = Field(alias="titel", description="Vad de rekommenderar.")
    response: Response | None = Field(None, alias="svar", description="Ert svar.")
    concerns: tuple[Identifier, ...] = Field(
        (), alias="rör", description="Planens skyldigheter som rekommendationen rör."
    )
    effect: EffectCheck | None = Field(
        None, alias="effekt", description="Hur effekten kontrolleras i efterhand."
    )


class Audit(Chapter):
    """`plan/revision/*.yaml`: recommendations, the response, and the commitments as obligations."""

    audit: Text = Field(alias="granskning", description="Granskningens namn och nummer.")
    reply: Identifier | None = Field(None, alias="yttrande", description="Dokumentet som svarar revisorerna.")
    answered_by: Identifier | None = Field(
        None, alias="besvaras av", description="Organet som svarar; annars det som lämnar redovisningen."
    )
    recommendations: dict[Identifier, Recommendation] = Field(
        alias="rekommendationer", description="Revisorernas rekommendationer."
    )

    @property
    def replies(self) -> tuple[str, ...]:
        """The ids of the documents in which the auditors are answered: the one named, or the commitments'."""
        own = [record.document for record in self.obligations.values() if record.document]
        return (self.reply,) if self.reply else tuple(dict.fromkeys(own))
