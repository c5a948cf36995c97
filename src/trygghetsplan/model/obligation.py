"""Obligations: one thing somebody owes, whether it comes from the plan, the law or an audit."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field, model_validator

from trygghetsplan.model.record import Record, Vocabulary
from trygghetsplan.model.scalars import (
    EventLimit,
    Identifier,
    IsoDate,
    LastDay,
    Length,
    OneOrSteps,
    Recurrence,
    Text,
    Whole,
    Word,
    Year,
    YesNo,
    scalar_of,
)
from trygghetsplan.swedish import listed


class Kind(Vocabulary):
    """What sort of duty it is. It groups and counts; it decides nothing."""

    BASIC = "grunduppgift", "Något som alltid ska göras."
    ACTIVITY = "aktivitet", "En aktivitet i planen."
    FOLLOW_UP_POINT = "uppföljningspunkt", "En punkt som följs upp."
    REPORT = "rapport", "En rapport eller redovisning som lämnas."
    ROLE = "roll", "En roll eller funktion som ska finnas."
    DEVELOPMENT = "utvecklingsområde", "Ett område som ska utvecklas."
    COMPENSATION = "ersättning", "Något som statlig ersättning går till."
    COMMITMENT = "åtagande", "Något som har lovats revisorerna."


class Protection(Vocabulary):
    """What may be stored and shown (OSL 2009:400). A duty is open, or closed in one of two ways."""

    OPEN = "öppen", "Allt som begärs får skrivas och visas."
    INTERNAL = "intern", "Redovisas inte öppet: svar och utfall står bara i den interna utgåvan."
    NOT_STORED = "får ej lagras", "Svaret är bara genomgånget och en dag; redovisas inte öppet."


class Secrecy(Record):
    """On what ground a duty is closed."""

    provision: Text = Field(alias="lagrum", description="Bestämmelsen i OSL: kapitel och paragraf.")
    assessment: Text = Field(alias="bedömning", description="Vad svaret skulle röja, i en mening.")

    def __str__(self) -> str:
        """Name the ground as a reader would: 18 kap. 13 §, and what the answer would tell."""
        return f"{self.provision}: {self.assessment}"


class StatedBindingness(Vocabulary):
    """How strongly the source itself says that a duty binds."""

    BOUND = "ska", "Skyldigheten binder alla som den gäller."
    URGED = "uppmanas", "De som den gäller uppmanas, men är inte bundna."


class Check(Vocabulary):
    """How what is said of a duty has been checked. What nobody has read is not checked."""

    LAW_READ = "läst i lagtexten", "Någon har läst kravet i lagens eller föreskriftens egen text."
    AUTHORITY_READ = "läst hos myndighet", "Någon har läst kravet hos en myndighet eller i ett förarbete."
    TO_CHECK = "uppgift att kontrollera", "Något är inte läst där; kommentar säger vad."


class Place(Record):
    """Where in its document a statement stands."""

    section: Text = Field(alias="avsnitt", description="Avsnittets namn eller nummer.")
    point: Whole = Field(alias="punkt", description="Punktens nummer inom avsnittet.")
    part: Word | None = Field(None, alias="del", description="Bokstav (a, b, c …) när en punkt är delad.")

    def __str__(self) -> str:
        """Name the place as a reader would: avsnitt 2 aktiviteter, punkt 6 c."""
        return f"avsnitt {self.section}, punkt {self.point}" + (f" {self.part}" if self.part else "")


class Certainty(Vocabulary):
    """How sure the reading of an adopted document is of the value of a field."""

    HIGH = "hög", "Texten säger det rakt ut."
    MEDIUM = "medel", "Texten säger det, men kan läsas på fler sätt."
    LOW = "låg", "Texten antyder det."


class FieldGround(Record):
    """On what ground a field was read out of an adopted document, or left open."""

    certainty: Certainty = Field(alias="säkerhet", description="Hur säker läsningen är.")
    words: Text | None = Field(None, alias="ord", description="Dokumentets egna ord, som värdet vilar på.")
    why: Text = Field(alias="skäl", description="Varför orden lästes så.")


class ObligationRecord(Record):
    """One duty. The clock fields are read by `engine.clock`, in the order they stand here."""

    may_lack: ClassVar[Mapping[str, str]] = {"slag": "granska"}

    title: Text = Field(alias="titel", description="Kort namn på skyldigheten.")
    text: Text = Field(alias="text", description="Vad som ska göras, med egna ord.")
    kind: Kind | None = Field(alias="slag", description="Grupperar och räknar; påverkar inget utfall.")
    row: Identifier | None = Field(None, alias="rad", description="Radens id i er inventering av källan.")
    place: Place | None = Field(None, alias="plats", description="Var i dokumentet den står.")
    document: Identifier | None = Field(None, alias="dokument", description="Källan, när den inte är filens.")
    statute: Text | None = Field(None, alias="lagrum", description="Kapitel och paragraf.")
    check: Check | None = Field(
        None,
        alias="kontroll",
        description="För lagkrav: var kravet är läst. En uppgift att kontrollera kräver en kommentar som säger vad; utan nyckeln räknas lagkravet som oläst (TP460).",
    )
    answers_to: tuple[Identifier, ...] = Field(
        (), alias="motsvarar", description="Planens skyldigheter som svarar mot lagkravet."
    )
    recommendation: Identifier | None = Field(
        None, alias="rekommendation", description="Revisionens rekommendation bakom åtagandet."
    )
    sub_area: Identifier | None = Field(None, alias="delområde", description="Ett av filens delområden.")

    responsible: tuple[Word, ...] = Field(
        (), alias="ansvariga", description="Organ och grupper som ansvarar; krävs om någon ska svara."
    )
    only_concerned: YesNo = Field(
        False, alias="endast berörda", description="Gäller bara organ som det är beslutat berör."
    )
    binding: StatedBindingness | None = Field(
        None,
        alias="bindning",
        description="När källan binder annorlunda än organets slag eller lagen, till exempel ett allmänt råd.",
    )
    inferred: YesNo = Field(
        False,
        alias="härledd",
        description="Källan anger ingen ansvarig, och ni har läst in en; trygghet check räknar upp dem (TP457).",
    )
    jointly: YesNo = Field(
        False,
        alias="gemensamt",
        description="Flera organ delar skyldigheten, och ett svar räcker.",
    )
    answered_by: Identifier | None = Field(
        None,
        alias="svarar",
        description="Organet som svarar för en gemensam skyldighet; ett av de ansvariga.",
    )
    through: Text | None = Field(None, alias="genom", description="Rollen som utför uppgiften.")
    recipient: Text | None = Field(None, alias="mottagare", description="Vem som får rapporten.")

    clock: Recurrence | None = Field(
        None,
        alias="periodicitet",
        description="Hur ofta den ska göras; får saknas bara för det som upprepar eller beskriver.",
    )
    first: Year | None = Field(
        None, alias="första", description="Första året som täcks; krävs för vart n:e år."
    )
    due: LastDay | None = Field(None, alias="senast", description="Sista dagen.")
    start_by: LastDay | None = Field(
        None, alias="start senast", description="Sista dag att börja; bara för engång."
    )
    max_age: Length | None = Field(
        None, alias="äldst", description="Hur gammalt underlaget får vara; bara för löpande."
    )
    within: Annotated[dict[Word, EventLimit], OneOrSteps(scalar_of(EventLimit))] = Field(
        {},
        alias="inom",
        description="Hur snart efter en händelse; ett värde, eller ett för varje steg. Bara för vid händelse, och då utan senast.",
    )
    counted_from: Text | None = Field(
        None, alias="räknas från", description="Varifrån inom räknas, till exempel att händelsen blev känd."
    )
    notice: Length | None = Field(None, alias="varsla", description="Hur långt i förväg det påminns.")
    source_time: Text | None = Field(
        None, alias="tidsuppgift", description="Källans egna ord om tiden; visas, tolkas aldrig."
    )
    waits_for: tuple[Identifier, ...] = Field(
        (), alias="väntar på", description="Skyldigheter eller milstolpar som måste komma först."
    )
    starts: IsoDate | None = Field(None, alias="från", description="Gäller från och med.")
    ends: IsoDate | None = Field(None, alias="till", description="Gäller till och med.")
    replaces: Identifier | None = Field(
        None,
        alias="ersätter",
        description="Skyldigheten den ersätter; sätt till på den gamla, annars gäller båda (TP408).",
    )

    evidence: tuple[Word, ...] = Field(
        (),
        alias="underlag",
        description="Vad ett svar ska visa, med namn ur katalogen; krävs om någon ska svara.",
    )
    protection: Protection = Field(
        Protection.OPEN, alias="skydd", description="Vad som får lagras och visas. Förval öppen."
    )
    secrecy: Secrecy | None = Field(
        None, alias="sekretess", description="Grunden; krävs när skyldigheten inte är öppen."
    )

    followed_up_by: tuple[Identifier, ...] = Field(
        (), alias="följs upp av", description="Uppföljningspunkter som mäter aktiviteten."
    )
    repeats: Identifier | None = Field(
        None, alias="upprepar", description="Skyldigheten som redan säger samma sak; ingen svarar då."
    )
    definition: YesNo = Field(
        False, alias="definition", description="Texten är en beskrivning; ingen svarar då."
    )
    uses: tuple[Text, ...] = Field((), alias="användning", description="Vad statlig ersättning används till.")
    reading: Text | None = Field(
        None,
        alias="tolkning",
        description="Er tolkning där källan inte säger något; visas i bilagorna och i planen som dokument.",
    )
    comment: Text | None = Field(None, alias="kommentar", description="Fritt.")
    grounds: dict[Word, FieldGround] | None = Field(
        None,
        alias="granska",
        description="Står kvar tills någon har granskat det som lästes ur dokumentet: varje fält med grunden för det. Så länge får fält saknas.",
    )

    @model_validator(mode="before")
    @classmethod
    def _with_open_kind(cls, data: Any) -> Any:
        """Let what nobody has reviewed lack its kind."""
        if isinstance(data, dict) and "granska" in data and "slag" not in data:
            return {**data, "slag": None}
        return data

    @property
    def is_unreviewed(self) -> bool:
        """Whether it was read out of an adopted document and nobody has gone through it."""
        return self.grounds is not None

    @property
    def owns_cells(self) -> bool:
        """Whether the duty can owe answers at all: it has a clock and is no repetition, definition or unreviewed draft."""
        is_stated = self.clock is not None and not self.is_unreviewed
        return is_stated and self.repeats is None and not self.definition

    @property
    def is_open(self) -> bool:
        """Whether what is answered is public."""
        return self.protection is Protection.OPEN

    @property
    def is_stored(self) -> bool:
        """Whether an answer may say more than that it was gone through, and when."""
        return self.protection is not Protection.NOT_STORED

    @property
    def event_limit(self) -> str:
        """The limit of an event as it stands, within a sentence; empty where there is none."""
        steps = [f"{step} {_within(limit)}".strip() for step, limit in self.within.items()]
        since = f", räknat från {self.counted_from.rstrip('.')}" if steps and self.counted_from else ""
        return f"{listed(steps)}{since}"

    @property
    def asked_when(self) -> str:
        """The clock, with the limit of an event; empty where there is no clock."""
        return ", ".join(filter(None, [self.clock.how_often if self.clock else "", self.event_limit]))


def _within(limit: str) -> str:
    return limit if limit in ("genast", "skyndsamt") else f"inom {limit}"


class Goal(Record):
    """What a focus area wants to reach, always with its source."""

    text: Text = Field(alias="text", description="Vad området vill nå.")
    document: Identifier = Field(alias="dokument", description="Källan till målet.")


class SubArea(Record):
    """A part of a focus area with a heading of its own."""

    title: Text = Field(alias="titel", description="Rubriken.")
    text: Text | None = Field(None, alias="text", description="Vad delen handlar om.")


class PackHeader(Record):
    """Which pack a file of duties came in, as others have it too."""

    id: Identifier = Field(alias="id", description="Paketets namn.")
    version: IsoDate = Field(alias="version", description="Dagen då paketet senast ändrades.")
    source: Text = Field(alias="källa", description="Varifrån det är hämtat.")
    left_out: tuple[Identifier, ...] = Field(
        (),
        alias="borttagna",
        description="Skyldigheter i paketet som ni inte vill ha, så att de inte kommer tillbaka.",
    )


class Chapter(Record):
    """One file of obligations: a focus area of a plan, the law, the state compensation."""

    document: Identifier = Field(alias="dokument", description="Källan till skyldigheterna.")
    pack: PackHeader | None = Field(
        None,
        alias="paket",
        description="För skyldigheter som följer med programmet, med samma id hos alla som har dem.",
    )
    number: Whole | None = Field(
        None, alias="fokusområde", description="Områdets nummer; ordningen följer det."
    )
    title: Text = Field(alias="titel", description="Områdets namn.")
    text: Text | None = Field(None, alias="text", description="Vad området handlar om.")
    goal: Goal | None = Field(None, alias="mål", description="Målet, alltid med källa.")
    no_goal: Text | None = Field(None, alias="mål saknas", description="Varför mål saknas.")
    part_of: Identifier | None = Field(None, alias="del av", description="Området det räknas in i.")
    sub_areas: dict[Identifier, SubArea] = Field({}, alias="delområden", description="Delar med egen rubrik.")
    obligations: dict[Identifier, ObligationRecord] = Field(
        alias="skyldigheter", description="Skyldigheterna med sina id; {} om det inte finns några."
    )
