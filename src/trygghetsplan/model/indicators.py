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

    value: Number = Field(alias="värde", description="Det uppmätta talet.")
    published: Published | None = Field(
        None, alias="publicerad", description="Dag eller månad; värdet räknas först då."
    )
    retrieved: IsoDate | None = Field(None, alias="hämtad", description="Dagen då ni hämtade det.")
    valid: YesNo = Field(
        False, alias="gäller", description="Ja på det värde som gäller när källorna säger olika."
    )
    comment: Text | None = Field(None, alias="kommentar", description="Fritt.")


class YearValues(Record):
    """An indicator's values for a year by source, or why it was not measured."""

    values: dict[Identifier, Measured] = Field({}, alias="värden", description="Ett värde per källa.")
    not_measured: Text | None = Field(None, alias="ej mätt", description="Varför värde saknas.")


class Indicator(Record):
    """A measure of how things are, with the direction that is good and targets by year."""

    title: Text = Field(alias="titel", description="Måttets namn.")
    unit: Text = Field(alias="enhet", description="Vad talet anger.")
    better: Better = Field(alias="bättre", description="Vilket håll som är bra.")
    chapter: Identifier | None = Field(
        None, alias="område", description="Området den hör till, med filnamnet utan .yaml."
    )
    base_year: Year | None = Field(
        None, alias="basår", description="Året som en förändring räknas mot; det ska ha ett värde."
    )
    targets: dict[Year, TargetValue] = Field(
        {}, alias="riktvärden", description="Riktvärde per år: ett värde, eller en förändring mot basårets."
    )
    definition: Text | None = Field(None, alias="definition", description="Hur det mäts.")
    sources: dict[Identifier, Text] = Field({}, alias="källor", description="Källornas id och namn.")
    history: dict[Year, YearValues] = Field(
        {}, alias="historik", description="År före uppföljningen, med samma form som årets värden."
    )


class Indicators(Record):
    """`plan/indikatorer.yaml`: the indicators, by id."""

    indicators: dict[Identifier, Indicator] = Field(
        alias="indikatorer", description="Måtten, vart och ett med ett id."
    )


class IndicatorYear(Record):
    """`followups/ÅR/indikatorer.yaml`: the values of one year, by indicator."""

    year: Year = Field(alias="år", description="Året, samma som mappen.")
    example: YesNo = Field(False, alias="exempel", description="Är värdena påhittade?")
    indicators: dict[Identifier, YearValues] = Field(
        alias="indikatorer", description="Årets värden, per indikator."
    )
