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

SCHEMA = 3
"""The version of the files' form that the program reads and writes."""


class ChapterWords(Record):
    """What a chapter of the plan is called: in one form for each place that names it."""

    one: Text = Field(
        "ett område", alias="ental", description="Med artikel, till exempel ett målområde. Förval ett område."
    )
    several: Text = Field("områden", alias="flertal", description="Till exempel målområden. Förval områden.")
    all: Text = Field(
        "områdena", alias="bestämt flertal", description="Till exempel målområdena. Förval områdena."
    )


class Organisation(Record):
    """Whose plan repository this is."""

    name: Text = Field(alias="namn", description="Organisationens namn.")
    short_name: Text | None = Field(
        None,
        alias="kortnamn",
        description="Kort namn; står i löptext om kallas saknas och organisationen inte är en kommun.",
    )
    id: Identifier | None = Field(
        None,
        alias="id",
        description="Står för organisationen i kalendrar när kommunkod saknas; ändra det aldrig.",
    )
    code: MunicipalityCode | None = Field(None, alias="kommunkod", description="Kommunens kod.")
    called: Text | None = Field(
        None,
        alias="kallas",
        description="Vad den heter i löptext, i bestämd form, till exempel regionen eller förbundet; en kommun kallas annars kommunen.",
    )
    chapter: ChapterWords = Field(
        ChapterWords(), alias="kapitel", description="Vad ett kapitel i planen heter."
    )

    @property
    def identity(self) -> str:
        """What stands for it in calendars for ever, if anything does: never its name, which may change."""
        return self.code or self.id or ""

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

    first_year: Year = Field(
        alias="första året", description="Första året i någon mandatperiod; de andra räknas ut."
    )
    years: SomeYears = Field(4, alias="antal år", description="Periodens längd. Förval 4.")


class Account(Record):
    """The yearly account: what it is called, who gives it to whom, and when."""

    title: Text = Field(alias="titel", description="Vad redovisningen heter; rapportens filnamn följer den.")
    given_by: Identifier = Field(alias="lämnas av", description="Organet som redovisar.")
    given_to: Identifier = Field(alias="lämnas till", description="Organet som tar emot.")
    day: DayForYear = Field(
        Deadline(3, 31, "året efter"),
        alias="dag",
        title="Redovisningsdag",
        description="Redovisningsdagen, den dag året räknas per. Förval 31 mars året efter.",
    )


class Settings(Record):
    """`trygghet.yaml`: what applies to the whole repository."""

    schema_version: Whole = Field(
        alias="schema", description=f"Filformatets version; det här programmet läser {SCHEMA}."
    )
    organisation: Organisation = Field(alias="organisation", description="Vems plan det är.")
    example: YesNo = Field(
        False,
        alias="exempel",
        description="Är svaren påhittade? Då säger varje dokument, brev, blankett, kalender och svar i terminalen det.",
    )
    first_year: Year = Field(alias="första uppföljningsår", description="Första året som följs upp.")
    answer_day: DayForYear = Field(
        Deadline(1, 31, "året efter"),
        alias="svarsdag",
        description="Sista dag att svara för ett år, om slaget av organ inte har en egen. Utan tillägg menas samma år. Förval 31 januari året efter.",
    )
    notice: Length = Field(
        Duration(days=90), alias="varsla", description="Hur långt i förväg det påminns. Förval 90 dagar."
    )
    mandate_notice: Length = Field(
        Duration(days=180),
        alias="varsla mandatskifte",
        description="Hur långt före en ny mandatperiod trygghet todo visar vad den för med sig. Förval 180 dagar.",
    )
    mandate: Mandate | None = Field(
        None, alias="mandatperiod", description="Utelämnas av den som inte har mandatperioder."
    )
    cases: tuple[CaseNumber, ...] = Field(
        (),
        alias="diarienummer",
        description="Exempel på hur diarienummer skrivs hos er, som står i frågor och blanketter; andra former är då fel (TP431).",
    )
    account: Account = Field(
        alias="redovisning", description="Vad redovisningen heter, vem som lämnar den till vem, och när."
    )
    forge: Forge | None = Field(
        None,
        alias="källor på nätet",
        description="Adressen till en rad i en version, med {commit}, {path} och {line} i den ordningen; källorna i interna utgåvor länkas dit.",
    )
    templates: Folder | None = Field(
        None,
        alias="mallar",
        description="Mapp för egna mallar, dit trygghet templates copy skriver; templates om inget anges.",
    )

    def with_own_case(self, text: str) -> str:
        """Return the text with its example of a case number written as it is here."""
        return text.replace(CASE_EXAMPLE, self.cases[0]) if self.cases else text
