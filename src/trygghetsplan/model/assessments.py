"""`followups/ÅR/bedomningar.yaml`: what kommunstyrelsen judges and writes about its year."""

from pydantic import Field

from trygghetsplan.model.documents import DecisionReference
from trygghetsplan.model.record import Record, Vocabulary
from trygghetsplan.model.scalars import Identifier, Text, Whole, Year, YesNo


def assessments_path(year: int) -> str:
    """Return where the assessments of a year stand."""
    return f"followups/{year}/bedomningar.yaml"


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
    colour: Colour = Field(alias="bedömning", description="Er egen; påverkar inget utfall.")
    reason: Text = Field(alias="skäl", description="Varför, i en mening.")
    analysis: Text | None = Field(None, alias="analys", description="Längre text; får vara Markdown.")
    next_year: Text | None = Field(
        None, alias="nästa år", description="Vad som ska göras; får vara Markdown."
    )


class Assessments(Record):
    """`followups/ÅR/bedomningar.yaml`: the judgement of each area, and what kommunstyrelsen writes about its year."""

    year: Year = Field(alias="år", description="Året, samma som mappen.")
    example: YesNo = Field(False, alias="exempel", description="Är texterna påhittade?")
    decision: DecisionReference | None = Field(
        None,
        alias="beslut",
        description="Beslutet om bedömningarna. En redovisning som räknas per en dag före beslutets datum visar inte bedömningarna; utan datum är de ett utkast, som visas.",
    )
    heading: Text | None = Field(
        None, alias="rubrik", description="Redovisningens rubrik, i stället för programmets."
    )
    summary: Text | None = Field(
        None,
        alias="sammanfattning",
        description="Står på redovisningens första sida; är den längre än 80 ord står den i stället efter organ för organ.",
    )
    outlook: Text | None = Field(None, alias="omvärld", description="Vad som har hänt runt omkring.")
    conclusions: Text | None = Field(None, alias="slutsatser", description="Slutsatserna; får vara Markdown.")
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
    areas: dict[Identifier, Assessment] = Field(
        alias="områden", description="En bedömning per område, med områdets filnamn."
    )
