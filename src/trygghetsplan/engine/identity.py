"""Which record in one version is which in another: records are followed by id, and ids that were renamed with them.

A new id is an old one when it says so (`ersätter`, `efterträder`), or when the very same record has left one
id and stands under another.
"""

from collections.abc import Hashable, Mapping
from functools import cached_property
from typing import NamedTuple, TypeVar

from trygghetsplan.model.decisions import Decision
from trygghetsplan.model.obligation import ObligationRecord
from trygghetsplan.model.record import Record
from trygghetsplan.plan.repository import PlanRepository

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


def ids_between(old: PlanRepository, new: PlanRepository) -> CurrentIds:
    """Return what was renamed from one version to the next."""
    before, after = (
        {name: obligation.record for name, obligation in version.obligations.items()}
        for version in (old, new)
    )
    return CurrentIds(renamed(before, after, _OBLIGATIONS), renamed(old.bodies, new.bodies))


class Identity:
    """Follows obligations and bodies from `new` back to `old`, by the ids of now. The two may be the same."""

    def __init__(self, old: PlanRepository, new: PlanRepository, ids: CurrentIds | None = None) -> None:
        self.old = old
        self.new = new
        self.ids = ids or ids_between(old, new)
        """What the ids of both are called now; otherwise those of `new` are."""

    @cached_property
    def _replaced(self) -> Mapping[str, str]:
        return {
            self.ids.obligation(name): self.ids.obligation(obligation.record.replaces)
            for name, obligation in self.new.obligations.items()
            if obligation.record.replaces
        }

    @cached_property
    def _succeeded(self) -> Mapping[str, str]:
        bodies = self.new.bodies.items()
        return {self.ids.body(name): self.ids.body(body.succeeds) for name, body in bodies if body.succeeds}

    def obligation_before(self, name: str) -> tuple[str, ...]:
        """Return the obligation, and the one that it says that it replaces."""
        return tuple(dict.fromkeys([name, self._replaced.get(name, name)]))

    def body_before(self, name: str) -> tuple[str, ...]:
        """Return the body, and the one that it succeeds."""
        return tuple(dict.fromkeys([name, self._succeeded.get(name, name)]))
