"""What the bodies report: one file per body and year, one answer per duty."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from pydantic import Field, SkipValidation

from trygghetsplan.model.documents import DecisionReference
from trygghetsplan.model.record import Identifier, Record, Text, Year, YesNo
from trygghetsplan.model.review import Reviewed
from trygghetsplan.model.time import ClockKind, IsoDate


class Status(StrEnum):
    """What the body itself reports. Which words fit follows from the duty's clock."""

    NOT_STARTED = "ej påbörjad"
    ONGOING = "pågår"
    DONE = "genomförd"
    STOPPED = "avbruten"
    MET = "uppfylls"
    PARTLY_MET = "uppfylls delvis"
    NOT_MET = "uppfylls ej"
    NOT_RELEVANT = "ej aktuell"
    UNCHANGED = "oförändrat"

    @property
    def is_positive(self) -> bool:
        """Whether evidence beside the status counts as proof."""
        return self in _POSITIVE

    @property
    def claims_fulfilment(self) -> bool:
        """Whether the status says that the duty is wholly met."""
        return self in _FULFILLING

    def fits(self, kind: ClockKind) -> bool:
        """Whether the word can be used for a duty with this clock."""
        if kind is ClockKind.ONCE:
            return self in _ONCE
        return self not in _ONCE and (self is not Status.NOT_RELEVANT or kind is ClockKind.EVENT)


_FULFILLING = frozenset({Status.MET, Status.DONE})
_POSITIVE = _FULFILLING | {Status.PARTLY_MET}
_ONCE = frozenset({Status.NOT_STARTED, Status.ONGOING, Status.DONE, Status.STOPPED})


class Declaration(Record):
    """What a body states in one answer, beside the evidence that the obligation asks for."""

    status: Status | None = Field(
        None, alias="status", title="Status", description="Vad organet självt säger."
    )
    reason: Text | None = Field(None, alias="skäl", title="Skäl", description="Varför; krävs för ej aktuell.")
    comment: Text | None = Field(
        None, alias="kommentar", title="Kommentar", description="Det som är bra att veta; visas i rapporten."
    )
    started: IsoDate | None = Field(
        None,
        alias="påbörjad",
        title="Påbörjad",
        description="Dagen då arbetet började, för det som görs en gång.",
    )
    events: SkipValidation[dict[str, dict[str, Any]]] = Field(
        default_factory=dict,
        alias="händelser",
        title="Händelser",
        description="Underlag för var och en av årets händelser, med ett id för varje.",
    )
    reviewed: Reviewed | None = Field(
        None,
        alias="granskad",
        title="Granskad",
        description="Vilken lydelse av skyldigheten svaret gäller; trygghet review skriver den.",
    )


OWN_KEYS = frozenset({"status", "skäl", "kommentar", "påbörjad", "händelser", "granskad"})
"""The keys of an answer that are not evidence."""


class Answer(NamedTuple):
    """One answer: what the body states, and its evidence, which the catalogue gives types in `loading`."""

    status: Status | None = None
    reason: str | None = None
    comment: str | None = None
    started: date | None = None
    reviewed: Reviewed | None = None
    evidence: Mapping[str, Any] = MappingProxyType({})
    events: Mapping[str, Mapping[str, Any]] = MappingProxyType({})
    """The evidence of each of the year's events."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been answered: an empty answer in a new skeleton."""
        return self.status is None and self == EMPTY_ANSWER

    def as_data(self) -> dict[str, Any]:
        """Return the answer as a file holds it: text, lists and mappings under the file's own keys."""
        data: dict[str, Any] = {"status": self.status} if self.status else {}
        data |= self.evidence
        if self.events:
            data["händelser"] = self.events
        words = {"skäl": self.reason, "kommentar": self.comment, "påbörjad": self.started}
        data |= {key: value for key, value in words.items() if value is not None}
        if self.reviewed:
            data["granskad"] = self.reviewed.model_dump(by_alias=True)
        return {key: _as_data(value) for key, value in data.items()}


def _as_data(value: Any) -> Any:
    match value:
        case bool():
            return "ja" if value else "nej"
        case Mapping():
            return {key: _as_data(held) for key, held in value.items()}
        case tuple():
            return [_as_data(item) for item in value]
        case _:
            return str(value)


EMPTY_ANSWER = Answer()


class FollowUp(Record):
    """`followups/ÅR/ORGAN.yaml`. Without `beslut` with a date it is a draft."""

    body: Identifier = Field(alias="organ", title="Organ", description="Organet som svarar.")
    year: Year = Field(alias="år", title="År", description="Året som följs upp.")
    example: YesNo = Field(False, alias="exempel", title="Exempel", description="Är svaren påhittade?")
    decision: DecisionReference | None = Field(
        None,
        alias="beslut",
        title="Beslut",
        description="Organets beslut om svaren; utan det är filen ett utkast.",
    )
    contact: Text | None = Field(None, alias="kontakt", title="Kontakt", description="Funktion, inte person.")
    answers: dict[Identifier, Any] = Field(
        {}, alias="svar", title="Svar", description="Ett svar per skyldighet, under skyldighetens id."
    )
    """In a repository each is an `Answer`, or None where it could not be read; in a file read alone, as it is written."""


def follow_up_path(year: int, body: str) -> str:
    """Return where a body's answers for a year are kept."""
    return f"followups/{year}/{body}.yaml"
