"""The base of every record, and the text scalars that records are made of.

The reader hands over text only: `str`, `None` for a key without a value, `dict` and `list`. The types here
turn that text into values by strict patterns, so that `NO`, `1.10`, `010` and `2026-02-30` never become
something else in silence. An error carries its Swedish message; the address is added by `loading`.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from trygghetsplan.swedish import slug

IDENTIFIER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
WORD = re.compile(r"[a-zåäöé0-9]+(?:[ -][a-zåäöé0-9]+)*")
WHOLE = re.compile(r"0|[1-9][0-9]{0,2}(?:[ \u00a0\u202f][0-9]{3}){1,3}|[1-9][0-9]{0,11}")
DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,8})(?:,[0-9]{1,6})?")
YEAR = re.compile(r"(?:19|20|21)[0-9]{2}")
CASE_NUMBER = re.compile(r"[A-ZÅÄÖ][A-Za-zÅÄÖåäö]{0,9}[ -]?[0-9]{4}[/:-][0-9]{1,6}(?:[-:][0-9]{1,4})?")
MAX_TEXT = 10_000


class Record(BaseModel):
    """A frozen record with no unknown keys, whose keys in files are the Swedish aliases."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)


class ReadBy:
    """Tells pydantic that a value is what this function makes of the file's text, and nothing beside."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        self.read = read

    def __get_pydantic_core_schema__(self, _type: Any, _handler: Any) -> CoreSchema:
        """Return the form in pydantic's own words."""
        return core_schema.no_info_plain_validator_function(self.read)


def reader_of(scalar: Any) -> Callable[[Any], Any]:
    """Return the function that reads a scalar type of the model from text."""
    return next(part.read for part in scalar.__metadata__ if isinstance(part, ReadBy))


def fault(message: str) -> PydanticCustomError:
    """Make the error a scalar raises: what was expected, as a Swedish sentence."""
    return PydanticCustomError("form", message)


def matched(value: Any, pattern: re.Pattern[str], expected: str) -> str:
    """Return the text `value` if it fits `pattern` whole; raise what was `expected` otherwise."""
    if not isinstance(value, str):
        raise fault(f"här väntas {expected}")
    if not pattern.fullmatch(value):
        raise fault(f"”{shown(value)}” är inte {expected}")
    return value


def shown(text: str) -> str:
    """Return `text` fit for a message: on one line and short."""
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else flat[:57] + "…"


NOTHING = ("~", "null", "Null", "NULL")
"""What other programs write where there is no value (YAML 1.2.2, 10.2.1.1); it is no text of a plan."""


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise fault("här väntas en text")
    text = value.strip()
    if not text:
        raise fault("texten är tom")
    if text in NOTHING:
        raise fault(f"”{text}” är inget värde; skriv texten, eller ta bort nyckeln")
    if len(text) > MAX_TEXT:
        raise fault(f"texten är längre än {MAX_TEXT} tecken")
    return text


def _identifier(value: Any) -> str:
    return _named(value) if isinstance(value, str) else matched(value, IDENTIFIER, "ett id")


@lru_cache(maxsize=4096)
def _named(value: str) -> str:
    """Return the id; the same ones come again in every follow-up."""
    expected = "ett id (små bokstäver a–z, siffror och bindestreck, högst 64 tecken)"
    near = slug(value)[:64]
    if near and near != value and not IDENTIFIER.fullmatch(value):
        raise fault(f"”{shown(value)}” är inte {expected}; menade du ”{near}”?")
    text = matched(value, IDENTIFIER, expected)
    if len(text) > 64:
        raise fault(f"”{shown(text)}” är inte {expected}")
    return text


def _word(value: Any) -> str:
    return matched(value, WORD, "ett namn med små bokstäver")


def _yes_no(value: Any) -> bool:
    if value not in ("ja", "nej"):
        raise fault("här väntas ja eller nej")
    return bool(value == "ja")


def _whole(value: Any) -> int:
    if isinstance(value, str) and WHOLE.fullmatch(value.removeprefix("-")) and value.startswith("-"):
        raise fault(f"”{value}” är mindre än noll; här räknas från 0 och uppåt")
    text = matched(value, WHOLE, "ett heltal, till exempel 85 eller 612 000")
    return int(re.sub(r"\D", "", text))


def _decimal(value: Any) -> Decimal:
    text = matched(value, DECIMAL, "ett tal med decimalkomma, till exempel 1,46")
    return Decimal(text.replace(",", "."))


def _year(value: Any) -> int:
    return int(matched(value, YEAR, "ett årtal med fyra siffror"))


def _case_number(value: Any) -> str:
    return matched(value, CASE_NUMBER, "ett diarienummer, till exempel KS 2024/0107")


Text = Annotated[str, ReadBy(_text)]
"""Text that is not empty."""
Identifier = Annotated[str, ReadBy(_identifier)]
"""A stable id: ASCII kebab-case, never reused."""
Word = Annotated[str, ReadBy(_word)]
"""The name of a group or a kind: a Swedish word or two in lower case."""
YesNo = Annotated[bool, ReadBy(_yes_no)]
Whole = Annotated[int, ReadBy(_whole)]
"""A whole number from 0, with or without a space between thousands."""
Number = Annotated[Decimal, ReadBy(_decimal)]
"""A number with a decimal comma."""
Year = Annotated[int, ReadBy(_year)]
CaseNumber = Annotated[str, ReadBy(_case_number)]
"""A registry number (diarienummer), kept as written."""
