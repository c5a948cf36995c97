"""What each body has answered to each duty, year by year, with the dates its evidence carries.

None of it depends on the day that is reckoned on, so it is gathered once for a repository.
"""

from collections.abc import Mapping
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from trygghetsplan.findings import Where
from trygghetsplan.model.evidence import EvidenceField, EvidenceType
from trygghetsplan.model.followup import EMPTY_ANSWER, Answer, FollowUp, Status
from trygghetsplan.repository import Document, Duty, PlanRepository

_DATE, _MEETINGS = EvidenceType.DATE, EvidenceType.MEETINGS
_FROM, _TO = EvidenceType.VALID_FROM, EvidenceType.VALID_TO


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
    is_dated: bool
    """Whether the evidence has a date of its own, so that it can count for another year."""
    valid_to: date | None
    """The answer's own `gäller till`."""


def dates_of(answer: Answer, fields: Mapping[str, EvidenceField]) -> list[date]:
    """Return the dates among datum and möten: the answer exists from the latest of them."""
    found: list[date] = []
    for evidence in (answer.evidence, *answer.events.values()) if answer.events else (answer.evidence,):
        for name, value in evidence.items():
            if type(value) is date:
                if fields[name].type is _DATE:
                    found.append(value)
            elif type(value) is tuple and fields[name].type is _MEETINGS:
                found += value
    return found


def valid_from(evidence: Mapping[str, Any], fields: Mapping[str, EvidenceField]) -> date | None:
    """Return the `gäller från` that stands beside other evidence."""
    return _typed(evidence, fields, _FROM)


def valid_to(evidence: Mapping[str, Any], fields: Mapping[str, EvidenceField]) -> date | None:
    """Return the `gäller till` that stands beside other evidence."""
    return _typed(evidence, fields, _TO)


def _typed(
    evidence: Mapping[str, Any], fields: Mapping[str, EvidenceField], kind: EvidenceType
) -> date | None:
    for name, value in evidence.items():
        if type(value) is date and fields[name].type is kind:
            return value
    return None


class AnswerBook:
    """The answers of a repository, found by duty and body."""

    def __init__(self, repository: PlanRepository) -> None:
        self._repository = repository
        self._fields: Mapping[str, EvidenceField] = repository.catalogue.record.fields
        self._found: dict[tuple[str, str, bool], tuple[Given, ...]] = {}

    def given(self, duty: Duty, body: str, *, may_repeat: bool) -> tuple[Given, ...]:
        """Return every answer to the duty by the body and those it succeeds, oldest file first.

        `may_repeat` tells whether `oförändrat` can be said of the duty; otherwise it says nothing.
        """
        key = duty.id, body, may_repeat
        if key not in self._found:
            self._found[key] = tuple(
                self._given(document, duty, answer, own=name == body)
                for name in self._lineage[body]
                for _, document in sorted(self._repository.years.get(name, {}).items())
                if (answer := self._resolved(document, duty, name, may_repeat=may_repeat)) is not None
            )
        return self._found[key]

    def _given(self, document: Document[FollowUp], duty: Duty, answer: Answer, *, own: bool) -> Given:
        decided = document.record.decision.day if document.record.decision else None
        latest = max(dates_of(answer, self._fields), default=None)
        said = self._repository.answer(document, duty.id)
        exists = latest or decided
        if said is not None and said.status is Status.UNCHANGED:
            exists = max(decided, latest or decided) if decided else None
        is_dated = latest is not None or valid_from(answer.evidence, self._fields) is not None
        until = valid_to(answer.evidence, self._fields)
        where = document.at("svar", duty.id)
        return Given(document.record.year, answer, where, decided, own, latest, exists, is_dated, until)

    def _resolved(
        self, document: Document[FollowUp], duty: Duty, body: str, *, may_repeat: bool
    ) -> Answer | None:
        """Return the answer, with `oförändrat` replaced by what it says again, where it may be said."""
        answer = self._repository.answer(document, duty.id)
        year = document.record.year
        while answer is not None and answer.status is Status.UNCHANGED:
            year -= 1
            before = self._repository.years[body].get(year) if may_repeat else None
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


@lru_cache(maxsize=2)
def answer_book(repository: PlanRepository) -> AnswerBook:
    """Return the answers of the repository. Kept, since a report reckons several years of one repository."""
    return AnswerBook(repository)
