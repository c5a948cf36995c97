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
from trygghetsplan.plan.repository import Obligation, PlanFile, PlanRepository

_DATE, _MEETINGS, _FROM = EvidenceType.DATE, EvidenceType.MEETINGS, EvidenceType.VALID_FROM


class DatedEvidence(NamedTuple):
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


def dated_evidence(evidence: Mapping[str, Any], fields: Mapping[str, EvidenceField]) -> DatedEvidence:
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
        return DatedEvidence(evidence)
    latest = max(dates) if dates else None
    return DatedEvidence(evidence, latest, starts[0] if starts else None, until, (*starts, *dates))


def dated_evidence_of(answer: Answer, fields: Mapping[str, EvidenceField]) -> tuple[DatedEvidence, ...]:
    """Return the evidence of the answer: its own, and that of each event; where only events have any, theirs."""
    if not answer.events:
        return (dated_evidence(answer.evidence, fields),)
    every = (answer.evidence, *answer.events.values()) if answer.evidence else answer.events.values()
    return tuple([dated_evidence(evidence, fields) for evidence in every])


def latest_day(evidence: Sequence[DatedEvidence]) -> date | None:
    """Return the latest datum or meeting: the answer exists from then."""
    if len(evidence) == 1:
        return evidence[0].latest
    return max([dated.latest for dated in evidence if dated.latest], default=None)


class FiledAnswer(NamedTuple):
    """One answer as it stands in a file, with what the file says about itself."""

    year: int
    answer: Answer
    where: Where
    """The answer's place; the file's decision where it is what answers."""
    decided: date | None
    """When the file was decided; None for a draft."""
    own: bool
    """Whether the body itself answered (a predecessor's proof passes on, its claims do not)."""
    claimed_from: date | None
    """The day from which it is the body's own claim: decided, and none of its dates to come; else None."""
    exists_from: date | None
    """The day from which the evidence exists, all of it together.

    That is the latest datum or meeting, or without such dates the file's decision; what only says last
    year's answer again awaits its decision too.
    """
    valid_to: date | None
    """The answer's own `gäller till`."""
    evidence: tuple[DatedEvidence, ...]
    is_positive: bool
    """Whether the status lets the evidence count as proof."""
    days: tuple[date, ...]
    """Every date of the evidence but `gäller till`: with one of its own it can count for another year."""

    @property
    def is_implied(self) -> bool:
        """Whether no answer is written: that the file is decided is what answers."""
        return self.where.keys == ("beslut",)

    def touches(self, window: tuple[date, date]) -> bool:
        """Whether any of the evidence takes effect within these days."""
        first, last = window
        return any(first <= day <= last for day in self.days)


class AnswerIndex:
    """The answers of a repository, found by duty and body."""

    def __init__(self, repository: PlanRepository) -> None:
        self._repository = repository
        self._fields: Mapping[str, EvidenceField] = repository.catalogue.record.fields
        self._found: dict[tuple[str, str, bool], tuple[FiledAnswer, ...]] = {}

    def filed(self, obligation: Obligation, body: str, *, may_repeat: bool) -> tuple[FiledAnswer, ...]:
        """Return every answer to the duty by the body and those it succeeds, oldest file first.

        `may_repeat` tells whether `oförändrat` can be said of the duty; otherwise it says nothing.
        """
        key = obligation.id, body, may_repeat
        if key not in self._found:
            every = [self._filed(file, obligation, body, may_repeat=may_repeat) for file in self._files[body]]
            self._found[key] = tuple([filed for filed in every if filed])
        return self._found[key]

    def _filed(
        self, document: PlanFile[FollowUp], obligation: Obligation, body: str, *, may_repeat: bool
    ) -> FiledAnswer | None:
        """Return the answer in the file with the dates it carries, if it is there."""
        record = document.record
        stated: Answer | None = record.answers.get(obligation.id)
        decided = record.decision.day if record.decision else None
        is_implied = decided is not None and obligation.evidence.is_whole_year
        if stated is None and not is_implied:
            return None
        is_unchanged = stated is not None and stated.status is Status.UNCHANGED
        answer = stated
        year = record.year
        while answer is not None and answer.status is Status.UNCHANGED:  # it says an earlier answer again
            year -= 1
            repeats = may_repeat and obligation.record.is_stored
            earlier = self._repository.years[record.body].get(year) if repeats else None
            answer = earlier.record.answers.get(obligation.id) if earlier else None
        if is_implied and (answer is None or answer.status is None):
            answer = (answer or EMPTY_ANSWER)._replace(status=Status.MET)
        if answer is None:
            return None
        if answer.status and (answer.status is Status.GONE_THROUGH) is obligation.record.is_stored:
            answer = answer._replace(status=None)  # it claims nothing of this duty
        evidence = dated_evidence_of(answer, self._fields)
        latest = latest_day(evidence)
        exists_from = max(decided, latest or decided) if decided else None
        is_own = record.body == body
        keys = ("beslut",) if is_implied and (stated is None or stated.is_empty) else ("svar", obligation.id)
        return FiledAnswer(
            year=record.year,
            answer=answer,
            where=Where(document.path, keys),
            decided=decided,
            own=is_own,
            claimed_from=exists_from if is_own and answer.status is not None else None,
            exists_from=exists_from if is_unchanged else latest or decided,
            valid_to=evidence[0].valid_to if answer.evidence else None,
            evidence=evidence,
            is_positive=answer.status is not None and answer.status.is_positive,
            days=evidence[0].days
            if len(evidence) == 1
            else tuple([day for dated in evidence for day in dated.days]),
        )

    @cached_property
    def _files(self) -> Mapping[str, Sequence[PlanFile[FollowUp]]]:
        """For each body its follow-ups and those of the bodies it succeeds, oldest first."""
        years = self._repository.years
        return {
            body: [document for name in names for _, document in sorted(years.get(name, {}).items())]
            for body, names in self.lineage.items()
        }

    @cached_property
    def lineage(self) -> Mapping[str, tuple[str, ...]]:
        """For each body those it succeeds that have a file, oldest first, and itself last."""
        bodies = self._repository.bodies
        answering = {path.rsplit("/", 1)[-1].removesuffix(".yaml") for path in self._repository.paths}
        chains: dict[str, tuple[str, ...]] = {}
        for body in bodies:
            younger: dict[str, None] = {}
            before = body
            while before in bodies and before not in chains and before not in younger:
                younger[before] = None
                before = bodies[before].succeeds or ""
            older = [one for one in chains.get(before, ()) if one in answering]
            for name in reversed(younger):
                chains[name] = (*older, name)
                older += [name] if name in answering else []
        return chains
