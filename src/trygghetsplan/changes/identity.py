"""Which record in one version is which in another: records are followed by id, and ids that were renamed with them.

A new id is an old one when it says so (`ersätter`, `efterträder`), or when the very same record has left one
id and stands under another.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from trygghetsplan.findings import Where
from trygghetsplan.model.decisions import Decision, Decisions
from trygghetsplan.model.followup import FollowUp
from trygghetsplan.model.obligation import Chapter, ObligationRecord
from trygghetsplan.model.organisation import Body, OrganisationFile
from trygghetsplan.model.record import Record
from trygghetsplan.plan.repository import Document, Obligation, PlanRepository

RecordT = TypeVar("RecordT", bound=Record)
_OBLIGATIONS = frozenset({"answers_to", "waits_for", "replaces", "followed_up_by", "repeats"})
"""The fields of an obligation that name other obligations, and so change when those are renamed."""
_BODIES = frozenset({"responsible", "answered_by"})


class CurrentIds(NamedTuple):
    """What ids are called now: earlier id → later id, where it has changed."""

    obligations: Mapping[str, str]
    bodies: Mapping[str, str]

    def obligation(self, name: str) -> str:
        """Return the obligation's id as it is now."""
        return _latest(self.obligations, name)

    def body(self, name: str) -> str:
        """Return the body's id as it is now."""
        return _latest(self.bodies, name)

    def value(self, record: ObligationRecord, field: str) -> object:
        """Return a field of an obligation, with the ids of now."""
        value = getattr(record, field)
        current = self.obligation if field in _OBLIGATIONS else self.body if field in _BODIES else None
        if current is None or not value:
            return value
        return current(value) if isinstance(value, str) else tuple(current(name) for name in value)

    def decision(self, decision: Decision) -> Decision:
        """Return the decision with the ids of now, and without the note of who has looked at it."""
        now = {
            "obligations": tuple(self.obligation(name) for name in decision.obligations),
            "bodies": tuple(self.body(name) for name in decision.bodies),
            "reviewed": {},
        }
        return decision.model_copy(update=now)


def _latest(ids: Mapping[str, str], name: str) -> str:
    passed = {name}
    while (later := ids.get(name)) and later not in passed:
        passed.add(later)
        name = later
    return name


def renamed(
    old: Mapping[str, RecordT], new: Mapping[str, RecordT], ignoring: frozenset[str] = frozenset()
) -> dict[str, str]:
    """Return old id → new id for records that have moved: exactly one like it left, exactly one like it came."""
    gone = _by_content({name: record for name, record in old.items() if name not in new}, ignoring)
    come = _by_content({name: record for name, record in new.items() if name not in old}, ignoring)
    return {
        names[0]: come[content][0]
        for content, names in gone.items()
        if len(names) == 1 and len(come.get(content, ())) == 1
    }


def _by_content(records: Mapping[str, Record], ignoring: frozenset[str]) -> dict[Hashable, list[str]]:
    by_content: dict[Hashable, list[str]] = {}
    for name, record in records.items():
        content = tuple(
            (field, repr(getattr(record, field)))
            for field in type(record).model_fields
            if field not in ignoring
        )
        by_content.setdefault(content, []).append(name)
    return by_content


@dataclass(frozen=True)
class Records:
    """The records of one version that are followed, each under the id that its own version gives it."""

    obligations: Mapping[str, Obligation]
    bodies: Mapping[str, Body]
    decisions: Mapping[str, tuple[Where, Decision]]
    followups: Mapping[tuple[str, int], Document[FollowUp]]
    answer: Callable[[Document[FollowUp], str], Any]
    """What a follow-up answers to an obligation; None where it says nothing."""
    responsible: Mapping[str, tuple[str, ...]] | None = None
    """Who owes each obligation, where the whole organisation is known."""


def records_of(repository: PlanRepository) -> Records:
    """Return the records of a whole version. A note of who has looked at an answer is no part of it."""

    def answer(document: Document[FollowUp], obligation: str) -> Any:
        typed = repository.answer(document, obligation)
        return None if typed is None or typed.is_empty else typed._replace(reviewed=None)

    return Records(
        obligations=repository.obligations,
        bodies=repository.bodies,
        decisions=_decisions(repository.decisions),
        followups=_followups(repository.followups),
        answer=answer,
        responsible=repository.responsible,
    )


def records_in(documents: Iterable[Document[Any]]) -> Records:
    """Return the records of single files. Their answers are as they are written."""
    files = list(documents)
    chapters = [file for file in files if isinstance(file.record, Chapter)]
    return Records(
        obligations={
            name: Obligation(name, record, chapter, record.document or chapter.record.document, None)
            for chapter in chapters
            for name, record in chapter.record.obligations.items()
        },
        bodies={
            name: body
            for file in files
            if isinstance(file.record, OrganisationFile)
            for name, body in file.record.bodies.items()
        },
        decisions=_decisions(file for file in files if isinstance(file.record, Decisions)),
        followups=_followups(file for file in files if isinstance(file.record, FollowUp)),
        answer=_written_answer,
    )


def _written_answer(document: Document[FollowUp], obligation: str) -> Any:
    raw = document.record.answers.get(obligation)
    return raw if isinstance(raw, dict) and raw else None


def _decisions(documents: Iterable[Document[Decisions]]) -> dict[str, tuple[Where, Decision]]:
    return {
        name: (document.at("beslut", name), decision)
        for document in documents
        for name, decision in document.record.decisions.items()
    }


def _followups(documents: Iterable[Document[FollowUp]]) -> dict[tuple[str, int], Document[FollowUp]]:
    return {(document.record.body, document.record.year): document for document in documents}


def ids_between(old: Records, new: Records) -> CurrentIds:
    """Return what was renamed from one version to the next."""
    before = {name: obligation.record for name, obligation in old.obligations.items()}
    after = {name: obligation.record for name, obligation in new.obligations.items()}
    return CurrentIds(renamed(before, after, _OBLIGATIONS), renamed(old.bodies, new.bodies))


class Identity:
    """Follows obligations and bodies from `new` back to `old`, by the ids of now. The two may be the same."""

    def __init__(
        self,
        old: Records,
        new: Records,
        ids: CurrentIds | None = None,
        bodies: Mapping[str, Body] | None = None,
    ) -> None:
        self.old = old
        self.new = new
        self.ids = ids or ids_between(old, new)
        """What the ids of both are called now; otherwise those of `new` are."""
        self._bodies = new.bodies if bodies is None else bodies
        """The bodies of now, which say whom they succeed."""

    @cached_property
    def _replaced(self) -> Mapping[str, str]:
        """Obligation → the one that it says that it replaces."""
        return {
            self.ids.obligation(name): self.ids.obligation(obligation.record.replaces)
            for name, obligation in self.new.obligations.items()
            if obligation.record.replaces
        }

    def obligation_before(self, name: str) -> tuple[str, ...]:
        """Return the obligation, and the one that it replaces."""
        return tuple(dict.fromkeys([name, self._replaced.get(name, name)]))

    def body_before(self, name: str) -> tuple[str, ...]:
        """Return the body, and the one that it succeeds."""
        body = self._bodies.get(name)
        return tuple(dict.fromkeys([name, self.ids.body(body.succeeds) if body and body.succeeds else name]))
