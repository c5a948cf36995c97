"""What has changed in the records beside the plan's duties: follow-ups, decisions, bodies, documents, assessments."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Generic, NamedTuple, TypeVar

from trygghetsplan.changes.fields import FieldChange, record_changes
from trygghetsplan.engine.identity import Identity, renamed
from trygghetsplan.findings import Where
from trygghetsplan.model.assessments import Colour
from trygghetsplan.model.decisions import Decision
from trygghetsplan.model.documents import DecisionReference, DocumentStatus, SourceDocument
from trygghetsplan.model.followup import Answer, FollowUp
from trygghetsplan.model.organisation import Body
from trygghetsplan.plan.repository import PlanFile, PlanRepository

RecordT = TypeVar("RecordT")


class ChangeKind(StrEnum):
    """What has happened to a record."""

    ADDED = "tillkom"
    REMOVED = "togs bort"
    CHANGED = "ändrades"
    RENAMED = "bytte id"
    RETITLED = "bytte namn"
    DECIDED = "beslutades"
    REOPENED = "är inte längre beslutat"
    AMENDED = "ändrades efter beslutet"
    ENDED = "upphör"
    MOVED = "flyttades"


class AnswerChange(NamedTuple):
    """One answer of a follow-up, by the obligation's id as it is now. None where there was or is no answer."""

    obligation: str
    before: Any
    after: Any

    @property
    def is_review(self) -> bool:
        """Whether nothing differs but who has looked at it, which only an answer as it is written says."""
        stamp = {"granskad": None}
        return bool(self.before and self.after) and {**self.before, **stamp} == {**self.after, **stamp}


class FollowUpChange(NamedTuple):
    """One body's file for one year, by the body's id as it is now."""

    kind: ChangeKind
    body: str
    year: int
    before: PlanFile[FollowUp] | None
    after: PlanFile[FollowUp] | None
    answers: tuple[AnswerChange, ...] = ()
    """The answers that differ; all of them where the file came or went."""
    formerly: str = ""
    """The body whose file it was, where another has taken over."""

    @property
    def decided_before(self) -> DecisionReference | None:
        """The decision that the answers had before."""
        return self.before.record.decision if self.before else None

    @property
    def decided_after(self) -> DecisionReference | None:
        """The decision that the answers have now."""
        return self.after.record.decision if self.after else None

    @property
    def is_of_answers(self) -> bool:
        """Whether only answers have changed, and nothing of the file as a whole."""
        return self.kind in (ChangeKind.AMENDED, ChangeKind.CHANGED)

    @property
    def amended(self) -> DecisionReference | None:
        """The decision that the changes came after: it still stands, or went with the file."""
        decided = self.decided_before
        is_after = self.kind in (ChangeKind.AMENDED, ChangeKind.REMOVED)
        return decided if is_after and decided and decided.day else None


class DecisionChange(NamedTuple):
    """A decision in plan/beslut, with the ids of now."""

    kind: ChangeKind
    id: str
    decision: Decision
    """The decision as it is, or as it last was."""
    where: Where
    fields: tuple[FieldChange, ...] = ()
    """What of it differs."""


class RecordChange(NamedTuple, Generic[RecordT]):
    """A body or a source document, under the id that its own version gives it."""

    kind: ChangeKind
    id: str
    before: RecordT | None
    after: RecordT | None
    formerly: str = ""
    """The id it had, where that was another."""
    fields: tuple[FieldChange, ...] = ()
    """What of it differs, but for what the kind of change says."""


class AssessmentChange(NamedTuple):
    """Kommunstyrelsen's judgement of one area."""

    area: str
    year: int
    before: Colour | None
    after: Colour | None
    where: Where


def followup_changes(identity: Identity) -> Iterator[FollowUpChange]:
    """Return what has happened to the follow-ups, by body and year and not by file name."""
    old, new = (
        {(identity.ids.body(file.record.body), file.record.year): file for file in side.followups}
        for side in (identity.old, identity.new)
    )
    for (body, year), after in new.items():
        owner = next(
            (
                name
                for name in identity.body_before(body)
                if (name, year) in old and (name == body or (name, year) not in new)
            ),
            body,
        )
        before = old.pop((owner, year), None)
        answers = tuple(_answers(identity, before, after))
        kind = _followup_kind(before, after, is_amended=bool(answers), is_inherited=owner != body)
        if kind is not None:
            formerly = owner if owner != body else ""
            yield FollowUpChange(kind, body, year, before, after, answers=answers, formerly=formerly)
    for (body, year), before in old.items():
        answers = tuple(_answers(identity, before, None))
        yield FollowUpChange(ChangeKind.REMOVED, body, year, before, None, answers=answers)


def _followup_kind(
    before: PlanFile[FollowUp] | None, after: PlanFile[FollowUp], *, is_amended: bool, is_inherited: bool
) -> ChangeKind | None:
    if before is None:
        return ChangeKind.ADDED
    was, now = before.record.decision, after.record.decision
    if was != now and now and now.day:
        return ChangeKind.DECIDED
    if was and was.day and not (now and now.day):
        return ChangeKind.REOPENED
    if is_amended:
        return ChangeKind.AMENDED if was and was.day else ChangeKind.CHANGED
    if was != now:
        return ChangeKind.CHANGED
    moved = before.path.rsplit("/", 1)[0] != after.path.rsplit("/", 1)[0]
    return ChangeKind.MOVED if moved or is_inherited else None


def _answers(
    identity: Identity, before: PlanFile[FollowUp] | None, after: PlanFile[FollowUp] | None
) -> Iterator[AnswerChange]:
    """Return the answers that differ, in the order of the new file, then those that are gone."""
    old, new = (
        {identity.ids.obligation(name): _content(answer) for name, answer in file.record.answers.items()}
        if file
        else {}
        for file in (before, after)
    )
    for name in dict.fromkeys([*new, *old]):
        if old.get(name) != new.get(name):
            yield AnswerChange(name, old.get(name), new.get(name))


def _content(answer: Any) -> Any:
    """Return an answer, without who has looked at it where it was read by its repository; None where it says nothing."""
    if isinstance(answer, Answer):
        return None if answer.is_empty else answer._replace(reviewed=None)
    return answer if isinstance(answer, dict) and answer else None


def decision_changes(identity: Identity) -> Iterator[DecisionChange]:
    """Return what has happened to the decisions, apart from who has looked at them."""
    old, new = (
        {
            name: (identity.ids.decision(decision), document.at("beslut", name))
            for document, name, decision in side.all_decisions
        }
        for side in (identity.old, identity.new)
    )
    before, after = ({name: decision for name, (decision, _) in side.items()} for side in (old, new))
    earlier = {now: formerly for formerly, now in renamed(before, after).items()}
    for name, (decision, where) in new.items():
        formerly = old.pop(earlier.get(name, name), None)
        if formerly is None:
            yield DecisionChange(ChangeKind.ADDED, name, decision, where)
        elif decision != formerly[0]:
            fields = record_changes(formerly[0], decision)
            yield DecisionChange(ChangeKind.CHANGED, name, decision, where, fields)
    for name, (decision, where) in old.items():
        yield DecisionChange(ChangeKind.REMOVED, name, decision, where)


def body_changes(identity: Identity) -> Iterator[RecordChange[Body]]:
    """Return what has happened to the bodies."""
    old = {identity.ids.body(name): (name, body) for name, body in identity.old.bodies.items()}
    for name, after in identity.new.bodies.items():
        formerly, before = old.pop(identity.ids.body(name), ("", None))
        if before is None:
            yield RecordChange(ChangeKind.ADDED, name, None, after)
            continue
        happened = {
            ChangeKind.RENAMED: formerly != name,
            ChangeKind.RETITLED: before.name != after.name,
            ChangeKind.ENDED: before.ends != after.ends and after.ends is not None,
        }
        kinds = [kind for kind, is_so in happened.items() if is_so]
        said = ["namn", *(["till"] if ChangeKind.ENDED in kinds else [])]
        fields = record_changes(before, after, said)
        for kind in [*kinds, *([ChangeKind.CHANGED] if fields else [])]:
            yield RecordChange(kind, name, before, after, formerly if formerly != name else "", fields)
    for name, before in old.values():
        yield RecordChange(ChangeKind.REMOVED, name, before, None)


def document_changes(old: PlanRepository, new: PlanRepository) -> Iterator[RecordChange[SourceDocument]]:
    """Return what has happened to the source documents."""
    left = dict(old.documents.record.documents)
    earlier = {now: formerly for formerly, now in renamed(left, new.documents.record.documents).items()}
    for name, after in new.documents.record.documents.items():
        formerly = earlier.get(name, "")
        before = left.pop(formerly or name, None)
        if before is None:
            yield RecordChange(ChangeKind.ADDED, name, None, after)
            continue
        if formerly:
            yield RecordChange(ChangeKind.RENAMED, name, before, after, formerly)
        is_decided = before.status is not after.status and after.status is DocumentStatus.DECIDED
        if is_decided:
            yield RecordChange(ChangeKind.DECIDED, name, before, after)
        if fields := record_changes(before, after, ["status"] if is_decided else ()):
            yield RecordChange(ChangeKind.CHANGED, name, before, after, fields=fields)
    for name, before in left.items():
        yield RecordChange(ChangeKind.REMOVED, name, before, None)


def assessment_changes(old: PlanRepository, new: PlanRepository) -> Iterator[AssessmentChange]:
    """Return the areas whose colour has changed."""
    earlier, later = _assessments(old), _assessments(new)
    for year, area in dict.fromkeys([*later, *earlier]):
        before, after = earlier.get((year, area)), later.get((year, area))
        was, now = before[0] if before else None, after[0] if after else None
        if was is not now:
            where = (after or before or (None, Where("")))[1]
            yield AssessmentChange(area, year, was, now, where)


def _assessments(repository: PlanRepository) -> Mapping[tuple[int, str], tuple[Colour, Where]]:
    return {
        (document.record.year, area): (assessment.colour, document.at("områden", area))
        for document in repository.assessments
        for area, assessment in document.record.areas.items()
    }
