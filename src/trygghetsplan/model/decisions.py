"""`plan/beslut.yaml`: exceptions, applicability and a body's own decision to be bound."""

from pydantic import Field

from trygghetsplan.model.documents import DecisionReference
from trygghetsplan.model.record import Record, Vocabulary
from trygghetsplan.model.review import Reviewed
from trygghetsplan.model.scalars import Identifier, IsoDate, Text, Word, Year, YesNo


class Meaning(Vocabulary):
    """What a decision means for the bodies and duties it names."""

    CONCERNED = "berörd", "Skyldigheten gäller organet."
    NOT_CONCERNED = "ej berörd", "Skyldigheten gäller inte organet."
    BOUND = "bunden", "Organet har själv beslutat att följa planen."
    EXCEPTION = "avsteg", "Undantag för en tid; kräver till och skäl."
    CLOSED = "avslutad", "Kan inte längre göras för året; organets eget beslut, som inte ändrar utfallet."


class Decision(Record):
    """One record shape for applicability, a company's own decision, a waiver and the closing of what cannot be done.

    It counts from the later of `från` and its decision date. An exception needs `till` and `skäl`.
    """

    meaning: Meaning = Field(alias="innebörd", description="Vad som är beslutat.")
    obligations: tuple[Word, ...] = Field(
        alias="skyldigheter", description="Skyldigheterna som beslutet gäller, eller alla."
    )
    bodies: tuple[Word, ...] = Field(
        alias="organ", description="Organen eller grupperna som beslutet gäller."
    )
    year: Year | None = Field(None, alias="år", description="Året som avslutas; bara för avslutad.")
    starts: IsoDate | None = Field(
        None, alias="från", description="Gäller från och med, men aldrig före beslutets datum."
    )
    ends: IsoDate | None = Field(None, alias="till", description="Gäller till och med; krävs för avsteg.")
    reason: Text | None = Field(None, alias="skäl", description="Varför.")
    statute: Text | None = Field(
        None, alias="lagrum", description="Vad i lagen som medger avsteget; krävs för avsteg från lag."
    )
    decided: DecisionReference | None = Field(None, alias="beslut", description="Vem som beslutade och när.")
    reviewed: dict[Identifier, Reviewed] = Field(
        {},
        alias="granskad",
        description="Per skyldighet: vilken lydelse beslutet gäller; trygghet review skriver den.",
    )


class Decisions(Record):
    """`plan/beslut.yaml`: exceptions and applicability are decisions, never comments."""

    example: YesNo = Field(False, alias="exempel", description="Är besluten påhittade?")
    decisions: dict[Identifier, Decision] = Field(
        {}, alias="beslut", description="Besluten, vart och ett med ett id."
    )
