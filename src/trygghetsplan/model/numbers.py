"""Numbers that come from other systems: which ones are taken (`plan/siffror/*.yaml`), and where a year's came from."""

from pydantic import Field

from trygghetsplan.model.record import Record
from trygghetsplan.model.scalars import (
    Checksum,
    Identifier,
    IsoDate,
    Number,
    Published,
    Text,
    Word,
    Year,
    YesNo,
)


def fetched_numbers_path(year: int) -> str:
    """Return where it stands what a year's numbers were fetched from."""
    return f"followups/{year}/siffror.yaml"


class NumberTarget(Record):
    """The number that something is aimed at: an indicator's value by a source, or a count in one body's answer."""

    indicator: Identifier | None = Field(
        None, alias="indikator", description="Indikatorn som talet är årets värde på."
    )
    indicator_source: Identifier | None = Field(
        None, alias="indikatorns källa", description="Vilken av indikatorns källor talet kommer från."
    )
    obligation: Identifier | None = Field(
        None, alias="skyldighet", description="Skyldigheten vars svar talet står i."
    )
    body: Identifier | None = Field(None, alias="organ", description="Organet vars svar talet står i.")
    evidence: Word | None = Field(
        None, alias="underlag", description="Underlaget av typen antal som talet är."
    )
    unit: Text = Field(alias="enhet", description="Vad talet anger, som händelser eller procent.")
    counted: tuple[Text, ...] = Field(
        alias="räknade statusar",
        description="Vilka statusar som räknas, som avslutade ärenden; [alla] när inget är borträknat.",
    )

    @property
    def is_indicator(self) -> bool:
        """Whether it is aimed at an indicator and its source, and at nothing else."""
        return bool(self.indicator and self.indicator_source) and not (
            self.obligation or self.body or self.evidence
        )

    @property
    def is_count(self) -> bool:
        """Whether it is aimed at a duty, a body and an evidence, and at nothing else."""
        return bool(self.obligation and self.body and self.evidence) and not (
            self.indicator or self.indicator_source
        )

    @property
    def aim(self) -> tuple[str, ...]:
        """What it is aimed at, as one value: two with the same are aimed at the same number."""
        named = (self.indicator, self.indicator_source, self.obligation, self.body, self.evidence)
        return tuple(one or "" for one in named)


class NumberLine(NumberTarget):
    """One number to take from a file: which row and column it stands in, and what it is aimed at."""

    rows: dict[Text, Text] = Field(
        {}, alias="rader i filen", description="Vad som ska stå i vilken kolumn i den rad som gäller."
    )
    number_column: Text | None = Field(
        None, alias="talkolumn", description="Kolumnen med talet; Koladas och SCB:s har en given."
    )
    period_column: Text | None = Field(
        None, alias="periodkolumn", description="Kolumnen med året; Koladas och SCB:s har en given."
    )
    period: Text | None = Field(
        None, alias="period", description="Perioden, när filen inte säger den; året ska stå i den."
    )
    status_column: Text | None = Field(
        None,
        alias="statuskolumn",
        description="Kolumnen med statusar, när filen har en rad för varje; de räknade läggs ihop.",
    )


class NumberMap(Record):
    """`plan/siffror/*.yaml`: which numbers are taken from the files of one system, and what each is aimed at."""

    source: Text = Field(alias="källa", description="Källan, som den ska anges i redovisningen.")
    published: Published = Field(
        alias="publicerad", description="Dag eller månad då källan publicerade siffrorna."
    )
    retrieved: IsoDate = Field(alias="hämtad", description="Dagen då ni hämtade filen.")
    example: YesNo = Field(False, alias="exempel", description="Är siffrorna påhittade?")
    sheet: Text | None = Field(None, alias="blad", description="Bladet, när arbetsboken har flera.")
    lines: dict[Identifier, NumberLine] = Field(
        alias="rader", description="Ett tal att hämta per rad, med ett id som inte finns i någon annan karta."
    )


class FetchedNumber(NumberTarget):
    """One number that was fetched, and from where; the number itself counts where it is aimed."""

    value: Number = Field(
        alias="värde", description="Talet som det hämtades; står det ett annat där det riktas är det ändrat."
    )
    calculated: YesNo = Field(
        False, alias="egen beräkning", description="Ja när talet är en summa av flera i filen."
    )
    period: Text = Field(alias="period", description="Perioden talet gäller.")
    source: Text = Field(alias="källa", description="Källan, som den anges i redovisningen.")
    published: Published = Field(alias="publicerad", description="Dag eller månad då källan publicerade det.")
    retrieved: IsoDate = Field(alias="hämtad", description="Dagen då ni hämtade filen.")
    file: Text = Field(alias="fil", description="Filens namn.")
    checksum: Checksum = Field(alias="kontrollsumma", description="Filens SHA-256.")


class NumberYear(Record):
    """`followups/ÅR/siffror.yaml`: where the fetched numbers of one year came from, by the line that took each."""

    year: Year = Field(alias="år", description="Året, samma som mappen.")
    example: YesNo = Field(False, alias="exempel", description="Är siffrorna påhittade?")
    numbers: dict[Identifier, FetchedNumber] = Field(
        alias="siffror", description="Varje hämtat tal, med id:t på raden i kartan."
    )
