"""Evidence: the types of it, the catalogue of named evidence fields, and the typed values that answers give."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from pydantic import Field, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from trygghetsplan.model.record import Record, Vocabulary
from trygghetsplan.model.scalars import (
    CASE_EXAMPLE,
    CaseNumber,
    Identifier,
    IsoDate,
    Scalar,
    Share,
    ShareOf,
    Text,
    Whole,
    Word,
    YesNo,
    scalar_of,
)
from trygghetsplan.swedish import listed, number, small


class _Row(NamedTuple):
    """What there is to know of a type: the value is one scalar, or a list or mapping, or is found elsewhere."""

    scalar: Any = None
    item: Any = None
    """The scalar that each item of a list is."""
    key: Any = None
    """The scalar that each key of a mapping is; its values are ja or nej."""
    bears: bool = False
    """Whether it can show by itself that a duty is met (`antal` only with `minst`); otherwise it supports."""
    is_brief: bool = False
    """Whether a sentence about a change has room for it."""
    in_file: str = ""
    """How it is written in a file, after the name of its field."""
    in_cell: str = ""
    """How it is written in the cell of a form, as a sentence."""


class EvidenceType(Vocabulary):
    """The types of evidence field. A row is all that a type is, but for how `engine.proof` judges it."""

    # fmt: off
    DATE = "datum", "En dag i den tid som räknas.", _Row(IsoDate, bears=True, is_brief=True, in_file="ÅÅÅÅ-MM-DD", in_cell="Skriv datum som ÅÅÅÅ-MM-DD.")
    MEETINGS = "möten", "Flera dagar; minst säger hur många som räcker.", _Row(item=IsoDate, bears=True, in_file="datum i en lista, [ÅÅÅÅ-MM-DD, ÅÅÅÅ-MM-DD]", in_cell="Ett datum per rad, som ÅÅÅÅ-MM-DD.")
    VALID_FROM = "gäller från", "Dagen något började gälla.", _Row(IsoDate, bears=True, is_brief=True, in_file="ÅÅÅÅ-MM-DD", in_cell="Skriv datum som ÅÅÅÅ-MM-DD.")
    VALID_TO = "gäller till", "Dagen något slutar gälla.", _Row(IsoDate, bears=True, is_brief=True, in_file="ÅÅÅÅ-MM-DD", in_cell="Skriv datum som ÅÅÅÅ-MM-DD.")
    SHARE = "andel", "Så många av så många: 34 av 40.", _Row(ShareOf, bears=True, is_brief=True, in_file="som 34 av 40", in_cell="Skriv som 34 av 40.")
    CHECKLIST = "kryss", "Kryssrutor ur alternativ.", _Row(item=Identifier, bears=True, in_file="de som stämmer, i en lista", in_cell="Välj ja om det finns.")
    CONTRACTS = "avtal", "Diarienummer med ja eller nej.", _Row(key=CaseNumber, bears=True, in_file="en rad per avtal: diarienummer, kolon, ja eller nej")
    YES_NO = "ja-nej", "Ja eller nej.", _Row(YesNo, bears=True, in_file="ja eller nej", in_cell="Välj ja eller nej.")
    INDICATOR = "indikator", "Årets värde på en indikator; skrivs inte i svaret.", _Row(bears=True)
    YEAR_ANSWER = "årssvaret", "Att organets fil för året är beslutad; skrivs inte i svaret.", _Row(bears=True)
    COUNT = "antal", "Ett heltal; minst säger hur många som räcker.", _Row(Whole, bears=True, is_brief=True, in_file="ett heltal", in_cell="Heltal.")
    AMOUNT = "belopp", "Kronor.", _Row(Whole, in_file="ett heltal", in_cell="Hela kronor.")
    DOCUMENT = "dokument", "Ett dokuments namn.", _Row(Text)
    CASE_NUMBER = "diarienummer", "Ett diarienummer.", _Row(CaseNumber, is_brief=True, in_file=f"som {CASE_EXAMPLE}", in_cell=f"Till exempel {CASE_EXAMPLE}.")
    DECISION = "beslut", "Ett beslut, i text.", _Row(Text)
    FUNCTION = "funktion", "En funktion, inte en person.", _Row(Text, in_file="en funktion, inte en person")
    FUNCTIONS = "funktioner", "Flera funktioner.", _Row(item=Text, in_file="en lista av funktioner, inte personer", in_cell="En funktion per rad.")
    TEXT = "text", "Några meningar.", _Row(Text)
    # fmt: on

    def __init__(self, _word: str, _help: str, row: _Row) -> None:
        forms = row.scalar, row.item, row.key
        self.scalar, self.item, self.key = (scalar_of(form) if form else None for form in forms)
        self.bears, self.is_brief, self.in_file, self.in_cell = row[3:]
        self.is_day = row.scalar is IsoDate
        self.is_number = row.scalar is Whole
        self.is_free_text = Text in forms
        """Whether anything at all can be written in it."""
        self.is_computed = not any(forms)
        """Whether the value is found elsewhere and never given in an answer."""

    @property
    def example(self) -> Any:
        """A value as a file holds it; nothing where no file does."""
        if self.scalar:
            return self.scalar.example
        return [self.item.example] if self.item else {self.key.example: "ja"} if self.key else None


FEW = 5
"""Counts of persons, cases and incidents below this are masked in public."""


class Counted(Vocabulary):
    """What a number counts; persons, cases and incidents under five are masked in public."""

    PERSONS = "personer", "Personer; antal under fem döljs i offentliga dokument."
    CASES = "ärenden", "Ärenden; antal under fem döljs i offentliga dokument."
    INCIDENTS = "händelser", "Händelser; antal under fem döljs i offentliga dokument."
    OTHER = "annat", "Något annat."


class EvidenceField(Record):
    """One entry of the catalogue: what answers give under this name, and what makes it hold."""

    type: EvidenceType = Field(alias="typ", description="Vad som skrivs i svaret, och när det håller.")
    title: Text = Field(alias="titel", description="Vad underlaget heter i rapporter och blanketter.")
    help: Text | None = Field(None, alias="hjälp", description="Vad som ska skrivas.")
    at_least: Whole | None = Field(
        None, alias="minst", description="Minsta antal som räcker (för antal och möten)."
    )
    goal: ShareOf | None = Field(
        None, alias="mål", description="Andel som räcker (för andel); utelämnat betyder alla."
    )
    reading: Text | None = Field(
        None,
        alias="tolkning",
        description="Varför gränsen är er egen, när källan inte anger minst eller mål; då står det ”vår gräns” vid siffran i rapporter och trygghet explain.",
    )
    options: dict[Identifier, Text] = Field(
        {}, alias="alternativ", description="Kryssrutorna (för kryss): id och text."
    )
    indicator: Identifier | None = Field(None, alias="indikator", description="Måttet (för indikator).")
    counts: Counted = Field(
        Counted.OTHER,
        alias="räknar",
        description="Vad ett antal räknar. Förval annat; små tal av de andra visas inte för allmänheten.",
    )

    @property
    def named(self) -> str:
        """What it is called inside a sentence: datum, or svar på ”Genomfört” where the title is no noun."""
        before = {
            EvidenceType.YES_NO: "svar på",
            EvidenceType.SHARE: "andel för",
            EvidenceType.INDICATOR: "värde för",
            EvidenceType.VALID_FROM: "dag för",
            EvidenceType.VALID_TO: "dag för",
        }.get(self.type)
        return f"{before} ”{self.title}”" if before else small(self.title)

    def is_small(self, value: object) -> bool:
        """Whether the public may not see the value: it counts fewer than five persons, cases or incidents.

        A share tells two numbers: the part, and the rest of the whole.
        """
        counts = (value.part, value.whole - value.part) if isinstance(value, Share) else (value,)
        return self.counts is not Counted.OTHER and any(
            type(count) is int and 0 < count < FEW for count in counts
        )

    def in_words(self, value: object, *, masks: bool = False) -> str:
        """Write a value of the field for readers; `masks` leaves out a small count of persons, cases or incidents."""
        if masks and self.is_small(value):
            return "visas inte (små tal)" if isinstance(value, Share) else f"färre än {FEW}"
        match value:
            case bool():
                return "ja" if value else "nej"
            case int():
                return number(value)
            case Share(part, whole):
                return f"{number(part)} av {number(whole)}"
            case Mapping():
                return listed([f"{key} ({self.in_words(item)})" for key, item in value.items()])
            case tuple():
                return listed([self.options.get(str(item), str(item)) for item in value])
            case _:
                return str(value)

    @property
    def mark(self) -> str:
        """How much is enough, within a sentence: målet är 9 av 10, or our own limit; empty where it is no number."""
        whose = "vår gräns" if self.reading else "målet"
        if self.type is EvidenceType.SHARE:
            return f"{whose} är {self.in_words(self.goal)}" if self.goal else "alla krävs"
        return f"{whose} är minst {number(self.at_least)}" if self.at_least else ""

    @property
    def bears(self) -> bool:
        """Whether the field can show by itself that a duty is met."""
        return self.type.bears and (self.type is not EvidenceType.COUNT or self.at_least is not None)


class Catalogue(Record):
    """`plan/underlag.yaml`: the evidence fields that obligations ask for, by name."""

    fields: dict[Word, EvidenceField] = Field(
        alias="underlag", description="Varje slags underlag som en skyldighet kan begära, med sitt namn."
    )


Value: TypeAlias = date | tuple[date, ...] | Share | tuple[str, ...] | Mapping[str, bool] | bool | int | str


@lru_cache(maxsize=8192)
def _read_single(read: Callable[[Any], Any], raw: str) -> Value:
    """Return the typed value of one text; the same dates and words come again and again."""
    value: Value = read(raw)
    return value


def read_value(field: EvidenceField, raw: Any) -> Value:
    """Return the typed value of `raw` for this field.

    Raises:
        pydantic.ValidationError: the text is not of the field's form.
    """
    kind = field.type
    if isinstance(raw, str) and kind.scalar:
        try:
            return _read_single(kind.scalar.read, raw)
        except PydanticCustomError:
            pass  # raised again below, with its place
    faults: list[InitErrorDetails] = []

    def read(scalar: Scalar, part: Any, *keys: str | int) -> Any:
        try:
            return scalar.read(part)
        except PydanticCustomError as error:
            faults.append({"type": error, "loc": keys, "input": part})

    value: Any = None
    if kind.scalar:
        value = read(kind.scalar, raw)
    elif kind.key and isinstance(raw, dict):
        yes_no = scalar_of(YesNo)
        value = {read(kind.key, key, key, "[key]"): read(yes_no, item, key) for key, item in raw.items()}
    elif kind.item and isinstance(raw, list):
        value = tuple(read(kind.item, item, number) for number, item in enumerate(raw))
    else:
        faults.append({"type": "dict_type" if kind.key else "tuple_type", "loc": (), "input": raw})
    if faults:
        raise ValidationError.from_exception_data(field.title, faults)
    typed: Value = value
    return typed
