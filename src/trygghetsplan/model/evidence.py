"""Evidence: the catalogue of named evidence fields, and the typed values that answers give.

A type either *bears* (it can show that a duty is met) or *supports* (it only has to be there).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, TypeAlias

from pydantic import Field, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from trygghetsplan.model.record import (
    WHOLE,
    CaseNumber,
    Identifier,
    ReadBy,
    Record,
    Text,
    Whole,
    Word,
    YesNo,
    fault,
    matched,
    reader_of,
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
    def is_day(self) -> bool:
        """Whether the value is one date."""
        return self in _DAYS

    @property
    def is_computed(self) -> bool:
        """Whether the value is found elsewhere and never given in an answer."""
        return self in _COMPUTED

    @property
    def is_free_text(self) -> bool:
        """Whether anything at all can be written in it."""
        return self in _FREE_TEXT


_DAYS = frozenset({EvidenceType.DATE, EvidenceType.VALID_FROM, EvidenceType.VALID_TO})
_COMPUTED = frozenset({EvidenceType.INDICATOR, EvidenceType.YEAR_ANSWER})
_FREE_TEXT = frozenset(
    {
        EvidenceType.TEXT,
        EvidenceType.DOCUMENT,
        EvidenceType.DECISION,
        EvidenceType.FUNCTION,
        EvidenceType.FUNCTIONS,
    }
)


FEW = 5
"""Counts of persons, cases and incidents below this are masked in public."""


class Counted(StrEnum):
    """What a number counts; persons, cases and incidents under five are masked in public."""

    PERSONS = "personer"
    CASES = "ärenden"
    INCIDENTS = "händelser"
    OTHER = "annat"


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many. No tuple: a value that is one has several parts (möten, kryss)."""

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


ShareOf = Annotated[Share, ReadBy(_share)]


class EvidenceField(Record):
    """One entry of the catalogue: what answers give under this name, and what makes it hold."""

    type: EvidenceType = Field(alias="typ", title="Typ")
    title: Text = Field(alias="titel", title="Titel")
    help: Text | None = Field(None, alias="hjälp", title="Hjälp", description="Vad som ska skrivas.")
    at_least: Whole | None = Field(
        None, alias="minst", title="Minst", description="Minsta antal (antal, möten) för att räcka."
    )
    goal: ShareOf | None = Field(
        None, alias="mål", title="Mål", description="Andel som räcker, till exempel 9 av 10."
    )
    options: dict[Identifier, Text] = Field(
        {}, alias="alternativ", title="Alternativ", description="Kryssrutor."
    )
    indicator: Identifier | None = Field(None, alias="indikator", title="Indikator")
    counts: Counted = Field(Counted.OTHER, alias="räknar", title="Räknar")

    def is_small(self, value: object) -> bool:
        """Whether the public may not see the value: it counts fewer than five persons, cases or incidents.

        A share tells two numbers: the part, and the rest of the whole.
        """
        numbers = (value.part, value.whole - value.part) if isinstance(value, Share) else (value,)
        return self.counts is not Counted.OTHER and any(
            type(number) is int and 0 < number < FEW for number in numbers
        )

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


SCALARS: Mapping[EvidenceType, Any] = {
    EvidenceType.DATE: IsoDate,
    EvidenceType.VALID_FROM: IsoDate,
    EvidenceType.VALID_TO: IsoDate,
    EvidenceType.SHARE: ShareOf,
    EvidenceType.YES_NO: YesNo,
    EvidenceType.COUNT: Whole,
    EvidenceType.AMOUNT: Whole,
    EvidenceType.CASE_NUMBER: CaseNumber,
    EvidenceType.DOCUMENT: Text,
    EvidenceType.DECISION: Text,
    EvidenceType.FUNCTION: Text,
    EvidenceType.TEXT: Text,
}
"""The form of a value that is one text."""
LISTS: Mapping[EvidenceType, Any] = {
    EvidenceType.MEETINGS: IsoDate,
    EvidenceType.CHECKLIST: Identifier,
    EvidenceType.FUNCTIONS: Text,
}
"""The form of each item of a value that is a list."""


@lru_cache(maxsize=8192)
def _read_text(kind: EvidenceType, raw: str) -> Value:
    """Return the typed value of one text; the same dates and words come again and again."""
    value: Value = reader_of(SCALARS[kind])(raw)
    return value


def read_value(field: EvidenceField, raw: Any) -> Value:
    """Return the typed value of `raw` for this field.

    Raises:
        pydantic.ValidationError: the text is not of the field's form.
    """
    if isinstance(raw, str) and (kind := field.type) in SCALARS:
        try:
            return _read_text(kind, raw)
        except PydanticCustomError:
            pass  # said again below, with its place
    faults: list[InitErrorDetails] = []

    def read(form: Any, part: Any, *keys: str | int) -> Any:
        try:
            return reader_of(form)(part)
        except PydanticCustomError as error:
            faults.append({"type": error, "loc": keys, "input": part})

    value: Any = None
    if field.type in SCALARS:
        value = read(SCALARS[field.type], raw)
    elif field.type is EvidenceType.CONTRACTS:
        if isinstance(raw, dict):
            value = {read(CaseNumber, key, key, "[key]"): read(YesNo, item, key) for key, item in raw.items()}
        else:
            faults.append({"type": "dict_type", "loc": (), "input": raw})
    elif isinstance(raw, list):
        value = tuple(read(LISTS[field.type], item, number) for number, item in enumerate(raw))
    else:
        faults.append({"type": "tuple_type", "loc": (), "input": raw})
    if faults:
        raise ValidationError.from_exception_data(field.title, faults)
    typed: Value = value
    return typed
