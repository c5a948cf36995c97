"""What the bodies report: one file per body and year, one answer per duty."""

from enum import StrEnum
from typing import Any

from pydantic import Field

from trygghetsplan.model.plan import DecisionReference
from trygghetsplan.model.record import Identifier, Record, Text, Year, YesNo
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
        return self in (Status.MET, Status.PARTLY_MET, Status.DONE)

    @property
    def claims_fulfilment(self) -> bool:
        """Whether the status says that the duty is wholly met."""
        return self in (Status.MET, Status.DONE)

    def fits(self, kind: ClockKind) -> bool:
        """Whether the word can be used for a duty with this clock."""
        if kind is ClockKind.ONCE:
            return self in _ONCE
        return self not in _ONCE and (self is not Status.NOT_RELEVANT or kind is ClockKind.EVENT)


_ONCE = frozenset({Status.NOT_STARTED, Status.ONGOING, Status.DONE, Status.STOPPED})


class Answer(Record):
    """One answer. `evidence` and `events` are typed by the catalogue, in `loading`."""

    status: Status | None = Field(None, alias="status", title="Status")
    reason: Text | None = Field(None, alias="skäl", title="Skäl")
    comment: Text | None = Field(None, alias="kommentar", title="Kommentar")
    started: IsoDate | None = Field(None, alias="påbörjad", title="Påbörjad")
    evidence: dict[str, Any] = Field({}, alias="underlag", title="Underlag")
    events: dict[str, dict[str, Any]] = Field({}, alias="händelser", title="Händelser")

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been answered: an empty answer in a new skeleton."""
        return self.status is None and self == EMPTY_ANSWER


EMPTY_ANSWER = Answer()
OWN_KEYS = frozenset({"status", "skäl", "kommentar", "påbörjad", "händelser"})
"""The keys of an answer that are not evidence."""


class FollowUp(Record):
    """`followups/ÅR/ORGAN.yaml`. Without `beslut` with a date it is a draft."""

    body: Identifier = Field(alias="organ", title="Organ")
    year: Year = Field(alias="år", title="År")
    example: YesNo = Field(False, alias="exempel", title="Exempel")
    decision: DecisionReference | None = Field(None, alias="beslut", title="Beslut")
    contact: Text | None = Field(None, alias="kontakt", title="Kontakt", description="Funktion, inte person.")
    answers: dict[Identifier, Any] = Field({}, alias="svar", title="Svar")
