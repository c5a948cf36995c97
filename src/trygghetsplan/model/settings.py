"""`trygghet.yaml`: whose plan it is, its mandate periods, and when the account is given to whom."""

from pydantic import Field

from trygghetsplan.model.record import Record
from trygghetsplan.model.scalars import (
    CASE_EXAMPLE,
    CaseNumber,
    DayForYear,
    Folder,
    Forge,
    Identifier,
    Length,
    MunicipalityCode,
    SomeYears,
    Text,
    Whole,
    Year,
    YesNo,
)
from trygghetsplan.model.time import Deadline, Duration

SCHEMA = 2
"""The version of the files' form that the program reads and writes."""


class ChapterWords(Record):
    """What a chapter of the plan is called: in one form for each place that names it."""

    one: Text = Field("ett område", alias="ental", description="Med artikel: ett målområde, en del.")
    several: Text = Field("områden", alias="flertal", description="Till exempel målområden.")
    all: Text = Field("områdena", alias="bestämt flertal", description="Till exempel målområdena.")


class Organisation(Record):
    """Whose plan repository this is."""

    name: Text = Field(alias="namn")
    short_name: Text | None = Field(None, alias="kortnamn", description="Som det står i löptext.")
    id: Identifier | None = Field(None, alias="id", description="Ändras aldrig.")
    code: MunicipalityCode | None = Field(None, alias="kommunkod")
    called: Text | None = Field(
        None,
        alias="kallas",
        description="I löptext, i bestämd form: kommunen, regionen, staden, förbundet eller koncernen.",
    )
    chapter: ChapterWords = Field(
        ChapterWords(), alias="kapitel", description="Vad ett kapitel i planen heter."
    )

    @property
    def identity(self) -> str:
        """What stands for it in calendars for ever; its name only where there is nothing better."""
        return self.code or self.id or self.name

    @property
    def in_sentence(self) -> str:
        """What it is called inside a sentence: as it says itself, else kommunen or the name of what is none."""
        if self.called:
            return self.called
        is_region = self.name.startswith("Region")
        named_so = self.name.casefold().endswith(("kommun", "kommunen"))
        return "kommunen" if not is_region and (self.code or named_so) else self.short_name or self.name


class Mandate(Record):
    """The mandate periods: whole calendar years, repeated without end (KL 5 kap. 9 §, 6 kap. 18 §)."""

    first_year: Year = Field(alias="första året", description="Första året i en mandatperiod.")
    years: SomeYears = Field(4, alias="antal år")


class Account(Record):
    """The yearly account: what it is called, who gives it to whom, and when."""

    title: Text = Field(alias="titel", description="Vad redovisningen heter.")
    given_by: Identifier = Field(alias="lämnas av", description="Organet som redovisar.")
    given_to: Identifier = Field(alias="lämnas till", description="Organet som tar emot.")
    day: DayForYear = Field(
        Deadline(3, 31, "året efter"),
        alias="dag",
        title="Redovisningsdag",
        description="Dagen den räknas per.",
    )


class Settings(Record):
    """`trygghet.yaml`: what applies to the whole repository."""

    schema_version: Whole = Field(alias="schema", description="Filformatets version.")
    organisation: Organisation = Field(alias="organisation")
    example: YesNo = Field(False, alias="exempel", description="Är svaren påhittade?")
    first_year: Year = Field(alias="första uppföljningsår")
    answer_day: DayForYear = Field(
        Deadline(1, 31, "året efter"), alias="svarsdag", description="Sista dag att svara för ett år."
    )
    notice: Length = Field(Duration(days=90), alias="varsla")
    mandate_notice: Length = Field(Duration(days=180), alias="varsla mandatskifte")
    mandate: Mandate | None = Field(None, alias="mandatperiod")
    cases: tuple[CaseNumber, ...] = Field(
        (),
        alias="diarienummer",
        description="Exempel på hur diarienummer skrivs hos er; andra former är fel.",
    )
    account: Account = Field(alias="redovisning")
    forge: Forge | None = Field(
        None,
        alias="källor på nätet",
        description="Adressen till en rad i en version, med {commit}, {path} och {line}. Rapporternas källor länkas dit.",
    )
    templates: Folder | None = Field(
        None,
        alias="mallar",
        description="Mapp för egna mallar, dit trygghet templates copy skriver. Rapporten använder dem med --templates.",
    )

    def with_own_case(self, text: str) -> str:
        """Return the text with its example of a case number written as it is here."""
        return text.replace(CASE_EXAMPLE, self.cases[0]) if self.cases else text
