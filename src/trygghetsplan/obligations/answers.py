"""What each body has answered to each duty, year by year, with the dates its evidence carries.

None of it depends on the day that is reckoned on, so it is gathered once for a repository.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from trygghetsplan.findings import Where
from trygghetsplan.model.evidence import EvidenceField, EvidenceType
from trygghetsplan.model.followup import EMPTY_ANSWER, Answer, FollowUp, Status
from trygghetsplan.repository import Document, Duty, PlanRepository

_DATE, _MEETINGS, _FROM = EvidenceType.DATE, EvidenceType.MEETINGS, EvidenceType.VALID_FROM


class Shown(NamedTuple):
    """The evidence of an answer, or of one event in it, with the dates among it."""

    evidence: Mapping[str, Any]
    latest: date | None = None
    """The latest datum or meeting."""
    valid_from: date | None = None
    """The `gäller från` that stands beside other evidence."""
    valid_to: date | None = None
    """The `gäller till` that stands beside other evidence."""
    days: tuple[date, ...] = ()
    """Every date but `gäller till`: when the evidence takes effect, where no `gäller från` says otherwise."""


def shown(evidence: Mapping[str, Any], fields: Mapping[str, EvidenceField]) -> Shown:
    """Find the dates among the evidence."""
    dates: list[date] = []
    starts: list[date] = []
    until: date | None = None
    for name, value in evidence.items():
        if type(value) is tuple:
            dates += value if fields[name].type is _MEETINGS else ()
        elif type(value) is date:
            kind = fields[name].type
            if kind is _DATE:
                dates.append(value)
            elif kind is _FROM:
                starts.append(value)
            else:
                until = until or value
    if not (dates or starts or until):
        return Shown(evidence)
    latest = max(dates) if dates else None
    return Shown(evidence, latest, starts[0] if starts else None, until, (*starts, *dates))


def all_shown(answer: Answer, fields: Mapping[str, EvidenceField]) -> tuple[Shown, ...]:
    """Return the evidence of the answer: its own, and that of each event; where only events have any, theirs."""
    if not answer.events:
        return (shown(answer.evidence, fields),)
    every = (answer.evidence, *answer.events.values()) if answer.evidence else answer.events.values()
    return tuple([shown(evidence, fields) for evidence in every])


def latest_of(found: Sequence[Shown]) -> date | None:
    """Return the latest datum or meeting: the answer exists from then."""
    if len(found) == 1:
        return found[0].latest
    return max([one.latest for one in found if one.latest], default=None)


class Given(NamedTuple):
    """One answer as it stands in a file, with what the file says about itself."""

    year: int
    answer: Answer
    where: Where
    decided: date | None
    """When the file was decided; None for a draft."""
    own: bool
    """Whether the body itself answered (a predecessor's proof passes on, its claims do not)."""
    latest: date | None
    """The latest datum or meeting: the answer exists from then."""
    exists: date | None
    """The day from which the evidence exists, all of it together.

    That is `latest`, or without such dates the file's decision; what only says last year's answer again
    awaits its decision too.
    """
    valid_to: date | None
    """The answer's own `gäller till`."""
    shown: tuple[Shown, ...]
    is_positive: bool
    """Whether the status lets the evidence count as proof."""

    @property
    def is_dated(self) -> bool:
        """Whether the evidence has a date of its own, so that it can count for another year."""
        return bool(self.shown[0].days) or any(one.days for one in self.shown[1:])

    def touches(self, window: tuple[date, date]) -> bool:
        """Whether any of the evidence takes effect within these days."""
        first, last = window
        return True in [first <= day <= last for one in self.shown for day in one.days]


class AnswerBook:
    """The answers of a repository, found by duty and body."""

    def __init__(self, repository: PlanRepository) -> None:
        self._repository = repository
        self._answers = repository.answers
        self._fields: Mapping[str, EvidenceField] = repository.catalogue.record.fields
        self._found: dict[tuple[str, str, bool], tuple[Given, ...]] = {}

    def given(self, duty: Duty, body: str, *, may_repeat: bool) -> tuple[Given, ...]:
        """Return every answer to the duty by the body and those it succeeds, oldest file first.

        `may_repeat` tells whether `oförändrat` can be said of the duty; otherwise it says nothing.
        """
        key = duty.id, body, may_repeat
        if key not in self._found:
            self._found[key] = tuple(
                [
                    self._given(document, duty, said, answer, own=name == body)
                    for name, document in self._documents[body]
                    for said in (self._answers.get((document.path, duty.id)),)
                    if (answer := self._resolved(document, duty, said, may_repeat=may_repeat)) is not None
                ]
            )
        return self._found[key]

    def _given(
        self, document: Document[FollowUp], duty: Duty, said: Answer | None, answer: Answer, *, own: bool
    ) -> Given:
        """Return the answer with the dates it carries; `said` is what the file itself holds."""
        record = document.record
        decided = record.decision.day if record.decision else None
        found = all_shown(answer, self._fields)
        latest = latest_of(found)
        exists = latest or decided
        if said is not None and said.status is Status.UNCHANGED:
            exists = max(decided, latest or decided) if decided else None
        return Given(
            record.year,
            answer,
            document.at("svar", duty.id),
            decided,
            own,
            latest,
            exists,
            found[0].valid_to if answer.evidence else None,
            found,
            answer.status is not None and answer.status.is_positive,
        )

    def _resolved(
        self, document: Document[FollowUp], duty: Duty, said: Answer | None, *, may_repeat: bool
    ) -> Answer | None:
        """Return what was said, with `oförändrat` replaced by what it says again, where it may be said."""
        answer, year = said, document.record.year
        while answer is not None and answer.status is Status.UNCHANGED:
            year -= 1
            before = self._repository.years[document.record.body].get(year) if may_repeat else None
            answer = self._repository.answer(before, duty.id) if before else None
        if (answer is None or answer.status is None) and duty.id in self._answered_by_file:
            decided = document.record.decision.day if document.record.decision else None
            if decided:
                return (answer or EMPTY_ANSWER).model_copy(update={"status": Status.MET})
        return answer

    @cached_property
    def _answered_by_file(self) -> frozenset[str]:
        """The duties that ask for `årssvaret`: a decided file answers them by itself."""
        fields, year_answer = self._fields, EvidenceType.YEAR_ANSWER
        return frozenset(
            name
            for name, duty in self._repository.duties.items()
            if any(one in fields and fields[one].type is year_answer for one in duty.obligation.evidence)
        )

    @cached_property
    def _documents(self) -> Mapping[str, Sequence[tuple[str, Document[FollowUp]]]]:
        """For each body its follow-ups and those of the bodies it succeeds, oldest first, each with its body."""
        years = self._repository.years
        return {
            body: [(name, document) for name in names for _, document in sorted(years.get(name, {}).items())]
            for body, names in self._lineage.items()
        }

    @property
    def _lineage(self) -> Mapping[str, tuple[str, ...]]:
        """For each body the ones it succeeds, oldest first, and itself last."""
        bodies = self._repository.bodies
        found = {}
        for body in bodies:
            chain = [body]
            while (before := bodies[chain[0]].succeeds) and before in bodies and before not in chain:
                chain.insert(0, before)
            found[body] = tuple(chain)
        return found
