"""What the bodies report: one file per body and year, one answer per duty."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from pydantic import Field, SkipValidation

from trygghetsplan.model.documents import DecisionReference
from trygghetsplan.model.record import Record, Vocabulary
from trygghetsplan.model.review import Reviewed
from trygghetsplan.model.scalars import Fingerprint, Identifier, IsoDate, Text, Year, YesNo
from trygghetsplan.model.time import ClockKind

_ALL = frozenset(ClockKind)
_ONCE, _EVENT = frozenset({ClockKind.ONCE}), frozenset({ClockKind.EVENT})


class Status(Vocabulary):
    """What the body itself reports. Which words fit follows from the duty's clock."""

    NOT_STARTED = "ej påbörjad", "Arbetet har inte börjat (bara för det som görs en gång).", _ONCE
    ONGOING = "pågår", "Arbetet pågår (bara för det som görs en gång).", _ONCE
    DONE = "genomförd", "Klart; underlaget visar det (bara för det som görs en gång).", _ONCE, 2
    STOPPED = "avbruten", "Arbetet är avbrutet (bara för det som görs en gång).", _ONCE
    MET = "uppfylls", "Skyldigheten är uppfylld, och underlaget visar det.", _ALL - _ONCE, 2
    PARTLY_MET = "uppfylls delvis", "En del är gjord.", _ALL - _ONCE, 1
    NOT_MET = "uppfylls ej", "Inte gjort.", _ALL - _ONCE
    NOT_RELEVANT = (
        "ej aktuell",
        "Inget inträffade under året; kräver skäl (bara för det som gäller vid händelse).",
        _EVENT,
    )
    GONE_THROUGH = "genomgånget", "Rutinen är genomgången (bara för det som inte får lagras).", _ALL, 2
    UNCHANGED = "oförändrat", "Förra årets svar gäller även i år, med samma underlag.", _ALL - _ONCE

    def __init__(self, _word: str, _help: str, clocks: frozenset[ClockKind], fulfilled: int = 0) -> None:
        """Keep the clocks that the word fits, and how much of a duty it says is met: all (2), some (1) or none."""
        self.clocks = clocks
        self.claims_fulfilment = fulfilled == 2
        self.is_positive = fulfilled > 0
        """Whether evidence beside the status counts as proof."""

    def fits(self, kind: ClockKind, *, is_stored: bool = True) -> bool:
        """Whether the word can be used for a duty with this clock, whose answers may be stored or not."""
        return kind in self.clocks and (self is Status.GONE_THROUGH) is not is_stored


class Declaration(Record):
    """What a body states in one answer, beside the evidence that the obligation asks for."""

    status: Status | None = Field(None, alias="status", description="Vad organet självt säger.")
    reason: Text | None = Field(None, alias="skäl", description="Varför; krävs för ej aktuell.")
    measure: Text | None = Field(
        None,
        alias="åtgärd",
        description="Vad organet har beslutat att göra åt det som saknas; den fördjupade rapporten visar vad som hände sedan.",
    )
    comment: Text | None = Field(
        None, alias="kommentar", description="Det som är bra att veta; visas i rapporten."
    )
    started: IsoDate | None = Field(
        None, alias="påbörjad", description="Dagen då arbetet började, för det som görs en gång."
    )
    events: SkipValidation[dict[str, dict[str, Any]]] = Field(
        default_factory=dict,
        alias="händelser",
        description="Underlag för var och en av årets händelser, med ett id för varje.",
    )
    reviewed: Reviewed | None = Field(
        None,
        alias="granskad",
        description="Vilken lydelse av skyldigheten svaret gäller; trygghet review skriver den.",
    )


OWN_KEYS = frozenset(str(info.alias) for info in Declaration.model_fields.values())
"""The keys of an answer that are not evidence."""


class Answer(NamedTuple):
    """One answer: what the body states, and its evidence, typed by the catalogue (`plan.answers`)."""

    status: Status | None = None
    reason: str | None = None
    measure: str | None = None
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
        words = {
            "skäl": self.reason,
            "åtgärd": self.measure,
            "kommentar": self.comment,
            "påbörjad": self.started,
        }
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

    body: Identifier = Field(alias="organ", description="Organet som svarar, samma som filnamnet.")
    year: Year = Field(alias="år", description="Året som följs upp, samma som mappen.")
    example: YesNo = Field(False, alias="exempel", description="Är svaren påhittade?")
    decision: DecisionReference | None = Field(
        None, alias="beslut", description="Organets eget beslut om svaren; utan datum är filen ett utkast."
    )
    contact: Text | None = Field(None, alias="kontakt", description="En funktion, inte en person.")
    answers: dict[Identifier, Any] = Field(
        {}, alias="svar", description="Ett svar per skyldighet, under skyldighetens id."
    )
    """In a repository each is an `Answer`, or None where it could not be read; in a file read alone, as it is written."""
    asked: dict[Identifier, Fingerprint] = Field(
        {},
        alias="lydelser",
        description="Vilken lydelse varje fråga hade när den ställdes; blanketter och trygghet new skriver det.",
    )


def follow_up_path(year: int, body: str) -> str:
    """Return where a body's answers for a year are kept."""
    return f"followups/{year}/{body}.yaml"
