"""`plan/indikatorer.yaml` and the values of each year in `followups`."""

from pydantic import Field

from trygghetsplan.model.record import Record, Vocabulary
from trygghetsplan.model.scalars import Identifier, IsoDate, Number, Published, TargetValue, Text, Year, YesNo


class Better(Vocabulary):
    """Which direction of an indicator is good."""

    HIGHER = "högre", "Ett högre värde är bättre."
    LOWER = "lägre", "Ett lägre värde är bättre."


class Measured(Record):
    """One source's value for one year."""

    value: Number = Field(alias="värde")
    published: Published | None = Field(None, alias="publicerad")
    retrieved: IsoDate | None = Field(None, alias="hämtad")
    valid: YesNo = Field(False, alias="gäller", description="Värdet som gäller när källorna säger olika.")
    comment: Text | None = Field(None, alias="kommentar")


class YearValues(Record):
    """An indicator's values for a year by source, or why it was not measured."""

    values: dict[Identifier, Measured] = Field({}, alias="värden", description="Ett värde per källa.")
    not_measured: Text | None = Field(None, alias="ej mätt", description="Varför värde saknas.")


class Indicator(Record):
    """A measure of how things are, with the direction that is good and targets by year."""

    title: Text = Field(alias="titel")
    unit: Text = Field(alias="enhet")
    better: Better = Field(alias="bättre")
    chapter: Identifier | None = Field(None, alias="område", description="Filnamnet på området.")
    base_year: Year | None = Field(
        None, alias="basår", description="Året som riktvärden i procent räknas mot."
    )
    targets: dict[Year, TargetValue] = Field(
        {}, alias="riktvärden", description="Riktvärde per år, eller förändring mot basåret."
    )
    definition: Text | None = Field(None, alias="definition")
    sources: dict[Identifier, Text] = Field({}, alias="källor")
    history: dict[Year, YearValues] = Field({}, alias="historik", description="År före uppföljningen.")


class Indicators(Record):
    """`plan/indikatorer.yaml`: the indicators, by id."""

    indicators: dict[Identifier, Indicator] = Field(alias="indikatorer")


class IndicatorYear(Record):
    """`followups/ÅR/indikatorer.yaml`: the values of one year, by indicator."""

    year: Year = Field(alias="år")
    example: YesNo = Field(False, alias="exempel")
    indicators: dict[Identifier, YearValues] = Field(alias="indikatorer")
