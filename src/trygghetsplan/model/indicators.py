"""`plan/indikatorer.yaml` and the values of each year in `followups`."""

from pydantic import Field

from trygghetsplan.model.record import Record, Vocabulary
from trygghetsplan.model.scalars import Identifier, IsoDate, Number, Published, Text, Year, YesNo


class Better(Vocabulary):
    """Which direction of an indicator is good."""

    HIGHER = "högre", "Ett högre värde är bättre."
    LOWER = "lägre", "Ett lägre värde är bättre."


class Measured(Record):
    """One source's value for one year."""

    value: Number = Field(alias="värde", title="Värde")
    published: Published | None = Field(None, alias="publicerad", title="Publicerad")
    retrieved: IsoDate | None = Field(None, alias="hämtad", title="Hämtad")
    valid: YesNo = Field(
        False, alias="gäller", title="Gäller", description="Värdet som gäller när källor är oense."
    )
    comment: Text | None = Field(None, alias="kommentar", title="Kommentar")


class YearValues(Record):
    """An indicator's values for a year by source, or why it was not measured."""

    values: dict[Identifier, Measured] = Field(
        {}, alias="värden", title="Värden", description="Ett värde per källa."
    )
    not_measured: Text | None = Field(
        None, alias="ej mätt", title="Ej mätt", description="Varför värde saknas."
    )


class Indicator(Record):
    """A measure of how things are, with the direction that is good and targets by year."""

    title: Text = Field(alias="titel", title="Titel")
    unit: Text = Field(alias="enhet", title="Enhet")
    better: Better = Field(alias="bättre", title="Bättre")
    chapter: Identifier | None = Field(
        None, alias="område", title="Område", description="Filnamnet på området."
    )
    targets: dict[Year, Number] = Field(
        {}, alias="riktvärden", title="Riktvärden", description="Riktvärde per år."
    )
    definition: Text | None = Field(None, alias="definition", title="Definition")
    sources: dict[Identifier, Text] = Field({}, alias="källor", title="Källor")
    history: dict[Year, YearValues] = Field(
        {}, alias="historik", title="Historik", description="År före uppföljningen."
    )


class Indicators(Record):
    """`plan/indikatorer.yaml`."""

    indicators: dict[Identifier, Indicator] = Field(alias="indikatorer", title="Indikatorer")


class IndicatorYear(Record):
    """`followups/ÅR/indikatorer.yaml`."""

    year: Year = Field(alias="år", title="År")
    example: YesNo = Field(False, alias="exempel", title="Exempel")
    indicators: dict[Identifier, YearValues] = Field(alias="indikatorer", title="Indikatorer")
