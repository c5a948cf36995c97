"""`trygghet.yaml`: whose plan it is, its mandate periods, and when the account is given to whom."""

import re
from typing import Annotated, Any

from pydantic import Field

from trygghetsplan.model.record import Identifier, ReadBy, Record, Text, Whole, Year, YesNo, fault, matched
from trygghetsplan.model.time import Deadline, Duration, Length, parse_deadline

MUNICIPALITY_CODE = re.compile(r"[0-9]{4}")
MunicipalityCode = Annotated[
    str, ReadBy(lambda value: matched(value, MUNICIPALITY_CODE, "en kommunkod med fyra siffror"))
]


class Organisation(Record):
    """Whose plan repository this is."""

    name: Text = Field(alias="namn", title="Namn")
    short_name: Text | None = Field(
        None, alias="kortnamn", title="Kortnamn", description="Som det står i löptext."
    )
    code: MunicipalityCode | None = Field(None, alias="kommunkod", title="Kommunkod")

    @property
    def said(self) -> str:
        """What it is called inside a sentence: kommunen, or the short name of what is no municipality."""
        is_region = self.name.startswith("Region")
        named_so = self.name.casefold().endswith(("kommun", "kommunen"))
        return "kommunen" if not is_region and (self.code or named_so) else self.short_name or self.name


def _following_year(value: Any) -> Deadline:
    day = parse_deadline(value)
    if day.anchor != "året efter" or day.year is not None:
        raise fault("dagen ska ligga året efter, till exempel ”31 januari året efter”")
    return day


FollowingYear = Annotated[Deadline, ReadBy(_following_year)]
"""A day in the year after the one it belongs to."""


def _some_years(value: Any) -> int:
    return int(matched(value, re.compile("[1-9]|[12][0-9]"), "ett antal år, 1–29"))


SomeYears = Annotated[int, ReadBy(_some_years)]


class Mandate(Record):
    """The mandate periods: whole calendar years, repeated without end (KL 5 kap. 9 §, 6 kap. 18 §)."""

    first_year: Year = Field(
        alias="första året", title="Första året", description="Första året i en mandatperiod."
    )
    years: SomeYears = Field(4, alias="antal år", title="Antal år")


class Account(Record):
    """The yearly account: what it is called, who gives it to whom, and when."""

    title: Text = Field(alias="titel", title="Titel", description="Vad redovisningen heter.")
    given_by: Identifier = Field(alias="lämnas av", title="Lämnas av", description="Organet som redovisar.")
    given_to: Identifier = Field(
        alias="lämnas till", title="Lämnas till", description="Organet som tar emot."
    )
    day: FollowingYear = Field(
        Deadline(3, 31, "året efter"),
        alias="dag",
        title="Redovisningsdag",
        description="Dagen den räknas per.",
    )


FOLDER = re.compile(r"[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*")
Folder = Annotated[
    str, ReadBy(lambda value: matched(value, FOLDER, "en mapp i förrådet, till exempel mallar/egna"))
]
_PART = "[A-Za-z0-9._~/?#&=+%-]*"
FORGE = re.compile(
    rf"https://[A-Za-z0-9.-]+(?::[0-9]+)?/{_PART}\{{commit\}}{_PART}\{{path\}}{_PART}\{{line\}}{_PART}"
)
Forge = Annotated[
    str,
    ReadBy(
        lambda value: matched(
            value, FORGE, "en adress med https, och {commit}, {path} och {line} i den ordningen"
        )
    ),
]
"""The address of a line in a file of a commit, as a web forge shows it."""


class Settings(Record):
    """`trygghet.yaml`: what applies to the whole repository."""

    schema_version: Whole = Field(alias="schema", title="Schema", description="Filformatets version.")
    organisation: Organisation = Field(alias="organisation", title="Organisation")
    example: YesNo = Field(False, alias="exempel", title="Exempel", description="Är svaren påhittade?")
    first_year: Year = Field(alias="första uppföljningsår", title="Första uppföljningsår")
    answer_day: FollowingYear = Field(
        Deadline(1, 31, "året efter"),
        alias="svarsdag",
        title="Svarsdag",
        description="Sista dag att svara för ett år.",
    )
    notice: Length = Field(Duration(days=90), alias="varsla", title="Varsla")
    mandate_notice: Length = Field(
        Duration(days=180), alias="varsla mandatskifte", title="Varsla mandatskifte"
    )
    mandate: Mandate = Field(alias="mandatperiod", title="Mandatperiod")
    account: Account = Field(alias="redovisning", title="Redovisning")
    forge: Forge | None = Field(
        None,
        alias="källor på nätet",
        title="Källor på nätet",
        description="Adressen till en rad i en version, med {commit}, {path} och {line}. Rapporternas källor länkas dit.",
    )
    templates: Folder | None = Field(
        None,
        alias="mallar",
        title="Mallar",
        description="Mapp för egna mallar, dit trygghet templates copy skriver. Rapporten använder dem med --templates.",
    )
