"""The base of every record, and of every vocabulary of which a record holds one word."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A frozen record with no unknown keys, whose keys in files are the Swedish aliases."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)
    may_lack: ClassVar[Mapping[str, str]] = {}
    """The required keys that may be missing while another key stands, each with that key."""


class Vocabulary(StrEnum):
    """The words there are to choose from, each with what an editor says of it."""

    _value_: str
    help: str

    def __new__(cls, word: str, help_text: str, *_columns: Any) -> Self:
        """Make the member; a vocabulary with more columns keeps them in its `__init__`."""
        member = str.__new__(cls, word)
        member._value_ = word
        member.help = help_text
        return member
