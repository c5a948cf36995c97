"""`followups/ÅR/bedomningar.yaml`: what kommunstyrelsen judges and writes about its year."""

from pydantic import Field

from trygghetsplan.model.documents import DecisionReference
from trygghetsplan.model.record import Record, Vocabulary
from trygghetsplan.model.scalars import Identifier, Text, Whole, Year, YesNo


class Colour(Vocabulary):
    """What kommunstyrelsen judges, apart from what the rules conclude."""

    GREEN = "grön", "Arbetet fungerar."
    YELLOW = "gul", "Det finns brister."
    RED = "röd", "Det finns allvarliga brister."


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
