"""Evidence: the catalogue of named evidence fields, and the typed values that answers give.

A type either *bears* (it can show that a duty is met) or *supports* (it only has to be there).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, TypeAlias

from pydantic import BeforeValidator, Field, TypeAdapter

from trygghetsplan.model.record import (
    WHOLE,
    CaseNumber,
    Identifier,
    Record,
    Text,
    Whole,
    Word,
    YesNo,
    fault,
    matched,
)
from trygghetsplan.model.time import IsoDate

_SHARE = re.compile(rf"({WHOLE.pattern}) av ({WHOLE.pattern})")


class EvidenceType(StrEnum):
    """The types of evidence field."""

    DATE = "datum"
    MEETINGS = "möten"
    VALID_FROM = "gäller från"
    VALID_TO = "gäller till"
    SHARE = "andel"
    CHECKLIST = "kryss"
    CONTRACTS = "avtal"
    YES_NO = "ja-nej"
    INDICATOR = "indikator"
    YEAR_ANSWER = "årssvaret"
    COUNT = "antal"
    AMOUNT = "belopp"
    DOCUMENT = "dokument"
    CASE_NUMBER = "diarienummer"
    DECISION = "beslut"
    FUNCTION = "funktion"
    FUNCTIONS = "funktioner"
    TEXT = "text"

    @property
    def is_computed(self) -> bool:
        """Whether the value is found elsewhere and never given in an answer."""
        return self in (EvidenceType.INDICATOR, EvidenceType.YEAR_ANSWER)

    @property
    def is_free_text(self) -> bool:
        """Whether anything at all can be written in it."""
        return self in (
            EvidenceType.TEXT,
            EvidenceType.DOCUMENT,
            EvidenceType.DECISION,
            EvidenceType.FUNCTION,
            EvidenceType.FUNCTIONS,
        )


class Counted(StrEnum):
    """What a number counts; persons, cases and incidents under five are masked in public."""

    PERSONS = "personer"
    CASES = "ärenden"
    INCIDENTS = "händelser"
    OTHER = "annat"


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    def __str__(self) -> str:
        """Write it as the files do."""
        return f"{self.part} av {self.whole}"


def _share(value: Any) -> Share:
    text = matched(value, _SHARE, "en andel som 34 av 40")
    part, whole = (int(re.sub(r"\D", "", number)) for number in text.split(" av "))
    if whole == 0:
        raise fault("en andel av 0 säger ingenting; ange hur många det gäller")
    if part > whole:
        raise fault(f"”{text}” är mer än allt")
    return Share(part, whole)


class EvidenceField(Record):
    """One entry of the catalogue: what answers give under this name, and what makes it hold."""

    type: EvidenceType = Field(alias="typ", title="Typ")
    title: Text = Field(alias="titel", title="Titel")
    help: Text | None = Field(None, alias="hjälp", title="Hjälp", description="Vad som ska skrivas.")
    at_least: Whole | None = Field(
        None, alias="minst", title="Minst", description="Minsta antal (antal, möten) för att räcka."
    )
    goal: Annotated[Share, BeforeValidator(_share)] | None = Field(
        None, alias="mål", title="Mål", description="Andel som räcker, till exempel 9 av 10."
    )
    options: dict[Identifier, Text] = Field(
        {}, alias="alternativ", title="Alternativ", description="Kryssrutor."
    )
    indicator: Identifier | None = Field(None, alias="indikator", title="Indikator")
    counts: Counted = Field(Counted.OTHER, alias="räknar", title="Räknar")

    @property
    def bears(self) -> bool:
        """Whether the field can show by itself that a duty is met."""
        if self.type is EvidenceType.COUNT:
            return self.at_least is not None
        return self.type in _BEARING


_BEARING = frozenset(
    {
        EvidenceType.DATE,
        EvidenceType.MEETINGS,
        EvidenceType.VALID_FROM,
        EvidenceType.VALID_TO,
        EvidenceType.SHARE,
        EvidenceType.CHECKLIST,
        EvidenceType.CONTRACTS,
        EvidenceType.YES_NO,
        EvidenceType.INDICATOR,
        EvidenceType.YEAR_ANSWER,
    }
)


class Catalogue(Record):
    """`plan/underlag.yaml`."""

    fields: dict[Word, EvidenceField] = Field(alias="underlag", title="Underlag")


Value: TypeAlias = date | tuple[date, ...] | Share | tuple[str, ...] | Mapping[str, bool] | bool | int | str


_ADAPTERS: dict[EvidenceType, TypeAdapter[Any]] = {
    EvidenceType.DATE: TypeAdapter(IsoDate),
    EvidenceType.VALID_FROM: TypeAdapter(IsoDate),
    EvidenceType.VALID_TO: TypeAdapter(IsoDate),
    EvidenceType.MEETINGS: TypeAdapter(tuple[IsoDate, ...]),
    EvidenceType.SHARE: TypeAdapter(Annotated[Share, BeforeValidator(_share)]),
    EvidenceType.CHECKLIST: TypeAdapter(tuple[Identifier, ...]),
    EvidenceType.CONTRACTS: TypeAdapter(dict[CaseNumber, YesNo]),
    EvidenceType.YES_NO: TypeAdapter(YesNo),
    EvidenceType.COUNT: TypeAdapter(Whole),
    EvidenceType.AMOUNT: TypeAdapter(Whole),
    EvidenceType.CASE_NUMBER: TypeAdapter(CaseNumber),
    EvidenceType.FUNCTIONS: TypeAdapter(tuple[Text, ...]),
    EvidenceType.DOCUMENT: TypeAdapter(Text),
    EvidenceType.DECISION: TypeAdapter(Text),
    EvidenceType.FUNCTION: TypeAdapter(Text),
    EvidenceType.TEXT: TypeAdapter(Text),
}


def read_value(field: EvidenceField, raw: Any) -> Value:
    """Return the typed value of `raw` for this field.

    Raises:
        pydantic.ValidationError: the text is not of the field's form.
    """
    value: Value = _ADAPTERS[field.type].validate_python(raw)
    return value
