"""What has changed in the records beside the plan's duties: follow-ups, decisions, bodies, documents, assessments."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple, TypeVar

from trygghetsplan.changes.identity import Identity, renamed
from trygghetsplan.findings import Where
from trygghetsplan.model.assessments import Colour
from trygghetsplan.model.decisions import Decision
from trygghetsplan.model.documents import DocumentStatus, SourceDocument
from trygghetsplan.model.followup import Answer, FollowUp
from trygghetsplan.model.organisation import Body
from trygghetsplan.plan.repository import PlanFile, PlanRepository

T = TypeVar("T")


class Event(StrEnum):
    """What has happened to a record."""

    ADDED = "tillkom"
    REMOVED = "togs bort"
    CHANGED = "ändrades"
    RENAMED = "bytte id"
    DECIDED = "beslutades"
    AMENDED = "ändrades efter beslutet"
    ENDED = "upphör"
    MOVED = "flyttades"


class FollowUpChange(NamedTuple):
    """One body's file for one year."""

    event: Event
    body: str
    year: int
    before: PlanFile[FollowUp] | None
    after: PlanFile[FollowUp] | None
    answers: tuple[str, ...] = ()
    """Obligations whose answers differ."""
    formerly: str = ""
    """The body whose file it was, where another has taken over."""


class DecisionChange(NamedTuple):
    """A decision in plan/beslut."""

    event: Event
    id: str
    before: Decision | None
    after: Decision | None
    where: Where

    @property
    def decision(self) -> Decision:
        """The decision as it is, or as it last was."""
        found = self.after or self.before
        if found is None:  # a change has at least one side
            raise ValueError
        return found


class BodyChange(NamedTuple):
    """A body."""

    event: Event
    id: str
    before: Body | None
    after: Body | None
    formerly: str = ""
    """The id it had."""


class DocumentChange(NamedTuple):
    """A source document, such as a new audit."""

    event: Event
    id: str
    before: SourceDocument | None
    after: SourceDocument | None


class AssessmentChange(NamedTuple):
    """Kommunstyrelsen's judgement of one area."""

    area: str
    year: int
    before: Colour | None
    after: Colour | None
    where: Where


def followup_changes(identity: Identity) -> Iterator[FollowUpChange]:
    """Return what has happened to the follow-ups, by body and year and not by file name."""
    old, new = _followups(identity.old), _followups(identity.new)
    for (body, year), after in new.items():
        names = identity.body_before(body)
        owner = next((name for name in names if name != body and (name, year) not in new), body)
        before = old.pop((body, year), None) or old.pop((owner, year), None)
        change = _followup(identity, body, year, before, after)
        heir = before.record.body if before and before.record.body not in identity.same_bodies([body]) else ""
        if change is not None:
            yield change._replace(formerly=heir)
        elif heir:
            yield FollowUpChange(Event.MOVED, body, year, before, after, formerly=heir)
    for (body, year), before in old.items():
        yield FollowUpChange(Event.REMOVED, body, year, before, None)


def _followup(
    identity: Identity,
    body: str,
    year: int,
    before: PlanFile[FollowUp] | None,
    after: PlanFile[FollowUp],
) -> FollowUpChange | None:
    if before is None:
        return FollowUpChange(Event.ADDED, body, year, None, after, tuple(after.record.answers))
    answers = tuple(_answers(identity, before, after))
    was, now = before.record.decision, after.record.decision
    if was != now and now and now.day:
        return FollowUpChange(Event.DECIDED, body, year, before, after, answers)
    if answers:
        event = Event.AMENDED if was and was.day else Event.CHANGED
        return FollowUpChange(event, body, year, before, after, answers)
    if was != now:
        return FollowUpChange(Event.CHANGED, body, year, before, after)
    if before.path.rsplit("/", 1)[0] != after.path.rsplit("/", 1)[0]:
        return FollowUpChange(Event.MOVED, body, year, before, after)
    return None


def _answers(identity: Identity, before: PlanFile[FollowUp], after: PlanFile[FollowUp]) -> Iterator[str]:
    """Return the obligations whose answers differ; a note of who has looked at one is no difference."""
    left = set(before.record.answers)
    for name in after.record.answers:
        formerly = identity.renamed_obligations.get(name, name)
        left.discard(formerly)
        if _answer(identity.old, before, formerly) != _answer(identity.new, after, name):
            yield name
    yield from (name for name in before.record.answers if name in left)


def _answer(repository: PlanRepository, document: PlanFile[FollowUp], name: str) -> Answer | None:
    answer = repository.answer(document, name)
    return answer._replace(reviewed=None) if answer else None


def _followups(repository: PlanRepository) -> dict[tuple[str, int], PlanFile[FollowUp]]:
    return {(document.record.body, document.record.year): document for document in repository.followups}


def decision_changes(identity: Identity) -> Iterator[DecisionChange]:
    """Return what has happened to the decisions; a note of who has looked at one is nothing."""
    old, new = _decisions(identity.old), _decisions(identity.new)
    plain = {name: decision.model_copy(update={"reviewed": {}}) for name, (_, decision) in old.items()}
    said = {name: _said(identity, decision) for name, (_, decision) in new.items()}
    moved = renamed(plain, said)
    for name, (where, after) in new.items():
        formerly = moved.get(name, name)
        before = old.pop(formerly, None)
        if before is None:
            yield DecisionChange(Event.ADDED, name, None, after, where)
        elif said[name] != plain[formerly]:
            yield DecisionChange(Event.CHANGED, name, before[1], after, where)
    for name, (where, gone) in old.items():
        yield DecisionChange(Event.REMOVED, name, gone, None, where)


def _said(identity: Identity, decision: Decision) -> Decision:
    """Return the decision with the ids that the old reading used."""
    return decision.model_copy(
        update={
            "obligations": identity.same_obligations(decision.obligations),
            "bodies": identity.same_bodies(decision.bodies),
            "reviewed": {},
        }
    )


def _decisions(repository: PlanRepository) -> dict[str, tuple[Where, Decision]]:
    return {
        name: (document.at("beslut", name), decision) for document, name, decision in repository.all_decisions
    }


def body_changes(identity: Identity) -> Iterator[BodyChange]:
    """Return what has happened to the bodies."""
    old, new = dict(identity.old.bodies), identity.new.bodies
    for name, after in new.items():
        formerly = identity.renamed_bodies.get(name, name)
        before = old.pop(formerly, None)
        if before is None:
            yield BodyChange(Event.ADDED, name, None, after)
        elif formerly != name:
            yield BodyChange(Event.RENAMED, name, before, after, formerly)
        elif before.ends != after.ends and after.ends:
            yield BodyChange(Event.ENDED, name, before, after)
        elif before != after:
            yield BodyChange(Event.CHANGED, name, before, after)
    for name, before in old.items():
        yield BodyChange(Event.REMOVED, name, before, None)


def document_changes(identity: Identity) -> Iterator[DocumentChange]:
    """Return what has happened to the source documents."""
    old = dict(identity.old.documents.record.documents)
    for name, after in identity.new.documents.record.documents.items():
        before = old.pop(name, None)
        if before is None:
            yield DocumentChange(Event.ADDED, name, None, after)
        elif before.status is not after.status and after.status is DocumentStatus.DECIDED:
            yield DocumentChange(Event.DECIDED, name, before, after)
        elif before != after:
            yield DocumentChange(Event.CHANGED, name, before, after)
    for name, before in old.items():
        yield DocumentChange(Event.REMOVED, name, before, None)


def assessment_changes(identity: Identity) -> Iterator[AssessmentChange]:
    """Return the areas whose colour has changed."""
    old, new = _assessments(identity.old), _assessments(identity.new)
    for key in dict.fromkeys([*new, *old]):
        before, after = old.get(key), new.get(key)
        was, now = before[0] if before else None, after[0] if after else None
        if was is not now:
            where = (after or before or (None, Where("")))[1]
            yield AssessmentChange(key[1], key[0], was, now, where)


def _assessments(repository: PlanRepository) -> Mapping[tuple[int, str], tuple[Colour, Where]]:
    return {
        (document.record.year, area): (assessment.colour, document.at("områden", area))
        for document in repository.assessments
        for area, assessment in document.record.areas.items()
    }
