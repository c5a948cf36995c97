"""Which record in one reading is which in another: ids that were renamed are followed.

A new id is an old one when it says so (`ersätter`, `efterträder`), or when the very same record has left one
id and stands under another.
"""

from collections.abc import Hashable, Iterable, Mapping
from functools import cached_property
from typing import TypeVar

from trygghetsplan.model.obligation import ObligationRecord
from trygghetsplan.model.record import Record
from trygghetsplan.plan.repository import PlanRepository

RecordT = TypeVar("RecordT", bound=Record)
REFERENCES = frozenset({"answers_to", "waits_for", "replaces", "followed_up_by", "repeats"})
"""The fields of an obligation that name other obligations, and so change when those are renamed."""


class Identity:
    """Follows obligations and bodies from `new` back to `old`. The two may be the same reading."""

    def __init__(self, old: PlanRepository, new: PlanRepository) -> None:
        self.old = old
        self.new = new

    @cached_property
    def renamed_obligations(self) -> Mapping[str, str]:
        """New id → old id of obligations that are the same record under another id."""
        before = {name: obligation.record for name, obligation in self.old.obligations.items()}
        after = {name: obligation.record for name, obligation in self.new.obligations.items()}
        return renamed(before, after, REFERENCES)

    @cached_property
    def renamed_bodies(self) -> Mapping[str, str]:
        """New id → old id of bodies that are the same record under another id."""
        return renamed(self.old.bodies, self.new.bodies)

    @cached_property
    def replaced(self) -> Mapping[str, str]:
        """New id → the id it says that it replaces."""
        return {
            name: obligation.record.replaces
            for name, obligation in self.new.obligations.items()
            if obligation.record.replaces and name not in self.renamed_obligations
        }

    def obligation_before(self, name: str) -> tuple[str, ...]:
        """Return the ids that the obligation may have had, likeliest first."""
        return _chain(name, self.renamed_obligations.get(name), self.replaced.get(name))

    def body_before(self, name: str) -> tuple[str, ...]:
        """Return the ids that the body, or the one it succeeds, may have had."""
        body = self.new.bodies.get(name)
        return _chain(name, self.renamed_bodies.get(name), body.succeeds if body else None)

    def same_obligations(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return ids of the new reading as the old one calls them."""
        return tuple(self.renamed_obligations.get(name, name) for name in names)

    def same_bodies(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return ids of the new reading as the old one calls them."""
        return tuple(self.renamed_bodies.get(name, name) for name in names)


def _chain(*names: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))


def renamed(
    old: Mapping[str, RecordT], new: Mapping[str, RecordT], ignoring: frozenset[str] = frozenset()
) -> dict[str, str]:
    """Return new id → old id for records that have moved: exactly one like it left, exactly one like it came."""
    gone = _by_content({name: record for name, record in old.items() if name not in new}, ignoring)
    come = _by_content({name: record for name, record in new.items() if name not in old}, ignoring)
    return {
        names[0]: gone[content][0]
        for content, names in come.items()
        if len(names) == 1 and len(gone.get(content, ())) == 1
    }


def _by_content(records: Mapping[str, Record], ignoring: frozenset[str]) -> dict[Hashable, list[str]]:
    found: dict[Hashable, list[str]] = {}
    for name, record in records.items():
        content = tuple(
            (field, repr(getattr(record, field)))
            for field in type(record).model_fields
            if field not in ignoring
        )
        found.setdefault(content, []).append(name)
    return found


def changed_fields(identity: Identity, old: ObligationRecord, new: ObligationRecord) -> tuple[str, ...]:
    """Return the names of the obligation's fields that differ, apart from ids that were renamed."""
    return tuple(
        field
        for field in ObligationRecord.model_fields
        if field != "replaces"
        and _value(identity, old, field, now=False) != _value(identity, new, field, now=True)
    )


def _value(identity: Identity, record: ObligationRecord, field: str, *, now: bool) -> object:
    value = getattr(record, field)
    if not now or not value:
        return value
    if field == "repeats":
        return identity.same_obligations([value])[0]
    if field in REFERENCES:
        return identity.same_obligations(value)
    if field == "responsible":
        return identity.same_bodies(value)
    return identity.same_bodies([value])[0] if field == "answered_by" else value
