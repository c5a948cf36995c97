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

    heading: Text | None = Field(
        None, alias="rubrik", description="Områdets rubrik i redovisningen, i stället för programmets."
    )
    colour: Colour = Field(alias="bedömning")
    reason: Text = Field(alias="skäl")
    analysis: Text | None = Field(None, alias="analys")
    next_year: Text | None = Field(None, alias="nästa år")


class Assessments(Record):
    """`followups/ÅR/bedomningar.yaml`: the judgement of each area, and what kommunstyrelsen writes about its year."""

    year: Year = Field(alias="år")
    example: YesNo = Field(False, alias="exempel")
    decision: DecisionReference | None = Field(None, alias="beslut")
    heading: Text | None = Field(
        None, alias="rubrik", description="Redovisningens rubrik, i stället för programmets."
    )
    summary: Text | None = Field(None, alias="sammanfattning")
    outlook: Text | None = Field(None, alias="omvärld")
    conclusions: Text | None = Field(None, alias="slutsatser")
    proposals: tuple[Text, ...] = Field(
        (),
        alias="förslag till beslut",
        description="Punkterna efter ”besluta att”; utan dem föreslår programmet.",
    )
    granted: dict[Identifier, Whole] = Field(
        {},
        alias="beviljad ersättning",
        description="Kronor per kategori av statlig ersättning, med skyldighetens id.",
    )
    areas: dict[Identifier, Assessment] = Field(alias="områden", description="Per områdes filnamn.")
