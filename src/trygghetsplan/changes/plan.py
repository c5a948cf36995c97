"""What has changed in the plan: obligations added, removed, reworded, given to others, asked at other times; and marks.

A mark is what evidence or an indicator is held against: how much is enough, which options there are, the year's target.
"""

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple, cast

from trygghetsplan.changes.fields import FieldChange, is_same
from trygghetsplan.changes.wording import DiffPiece, word_diff
from trygghetsplan.engine.identity import Identity
from trygghetsplan.findings import Where
from trygghetsplan.model.obligation import ObligationRecord
from trygghetsplan.model.time import ClockKind
from trygghetsplan.plan.repository import Obligation, PlanRepository


class Aspect(StrEnum):
    """Which side of an obligation has changed."""

    ADDED = "ny"
    REMOVED = "borttagen"
    RENAMED = "nytt id"
    WORDING = "omformulerad"
    RESPONSIBLE = "andra ansvariga"
    CLOCK = "annan tid"
    EVIDENCE = "annat underlag"
    OTHER = "annat"


_FIELDS = {
    Aspect.WORDING: ("title", "text"),
    Aspect.RESPONSIBLE: ("responsible", "only_concerned", "jointly", "answered_by"),
    Aspect.CLOCK: (
        *("clock", "first", "due", "start_by", "max_age", "within", "counted_from", "waits_for"),
        *("starts", "ends"),
    ),
    Aspect.EVIDENCE: ("evidence",),
}
_ASPECTS = {field: aspect for aspect, fields in _FIELDS.items() for field in fields}


class DutyChange(NamedTuple):
    """One obligation that is not what it was, and the bodies that it hits, as far as they are known."""

    before: Obligation | None
    after: Obligation | None
    aspects: tuple[Aspect, ...]
    fields: tuple[FieldChange, ...] = ()
    bodies: tuple[str, ...] = ()
    """Who owes it now, or owed it."""
    joined: tuple[str, ...] = ()
    """Who owes it now and did not."""
    left: tuple[str, ...] = ()
    """Who owed it and does not any more."""
    rejudges: bool = False
    """Whether earlier years are judged otherwise from now on: a standing duty's proof has been given an age."""

    @property
    def obligation(self) -> Obligation:
        """The obligation as it is, or as it last was."""
        return cast("Obligation", self.after or self.before)

    @property
    def id(self) -> str:
        """The obligation's id as it is, or as it last was."""
        return self.obligation.id

    @property
    def formerly(self) -> str:
        """The id it had, where that was another."""
        return self.before.id if self.before and self.before.id != self.id else ""

    @property
    def retitling(self) -> tuple[DiffPiece, ...]:
        """The title word by word, where it has changed."""
        old, new = (side.record.title if side else "" for side in (self.before, self.after))
        return word_diff(old, new) if old and new and old != new else ()

    @property
    def is_reworded(self) -> bool:
        """Whether the text, which answers are given to, says something else."""
        old, new = (side.record.text if side else "" for side in (self.before, self.after))
        return bool(old and new) and not is_same(old, new)

    @property
    def rewording(self) -> tuple[DiffPiece, ...]:
        """The text word by word, where it has changed, or else the title."""
        if self.before is None or self.after is None or Aspect.WORDING not in self.aspects:
            return ()
        old, new = self.before.record, self.after.record
        return (
            word_diff(old.text, new.text)
            if not is_same(old.text, new.text)
            else word_diff(old.title, new.title)
        )


class MarkChange(NamedTuple):
    """One entry of the catalogue, or one indicator, that is held against something else than it was."""

    title: str
    fields: tuple[FieldChange, ...]
    asked_by: tuple[str, ...]
    """The titles of the obligations that are shown by it now, or were."""
    where: Where
    is_gone: bool


NOT_MARKS = frozenset({"title", "help", "chapter", "sources", "history"})
"""The fields of such entries that no proof is held against."""


def mark_changes(old: PlanRepository, new: PlanRepository) -> Iterator[MarkChange]:
    """Return the entries of the catalogue and the indicators whose marks differ, also those that came or went."""
    for name, was, now in _pairs(old.catalogue.record.fields, new.catalogue.record.fields):
        side = new if now else old
        if fields := tuple(_mark_fields(was, now)):
            where = side.catalogue.at("underlag", name).key()
            yield MarkChange((now or was).title, fields, _asking(side, {name}), where, now is None)
    for name, was, now in _pairs(old.indicators.record.indicators, new.indicators.record.indicators):
        side = new if now else old
        if fields := tuple(_mark_fields(was, now)):
            where = side.indicators.at("indikatorer", name).key()
            given = {key for key, field in side.catalogue.record.fields.items() if field.indicator == name}
            yield MarkChange((now or was).title, fields, _asking(side, given), where, now is None)


def _pairs(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    return ((name, old.get(name), new.get(name)) for name in dict.fromkeys([*new, *old]))


def _mark_fields(was: Any, now: Any) -> Iterator[FieldChange]:
    for name, info in type(now or was).model_fields.items():
        absent = None if info.is_required() else info.default
        change = FieldChange.of(
            info.alias or name, *(getattr(one, name) if one else absent for one in (was, now))
        )
        if change.before != change.after and name not in NOT_MARKS:
            yield change


def _asking(repository: PlanRepository, names: Collection[str]) -> tuple[str, ...]:
    """Return the titles of the obligations that ask for any of the evidence."""
    return tuple(
        obligation.record.title
        for obligation in repository.obligations.values()
        if not set(names).isdisjoint(obligation.record.evidence)
    )


def duty_changes(identity: Identity) -> tuple[DutyChange, ...]:
    """Return every obligation that differs, in the order of the new plan, then those that are gone."""
    return tuple(_changes(identity))


def _changes(identity: Identity) -> Iterator[DutyChange]:
    old = {identity.ids.obligation(name): obligation for name, obligation in identity.old.obligations.items()}
    pairs = [
        (next((old[name] for name in identity.obligation_before(now) if name in old), None), after)
        for now, after in (
            (identity.ids.obligation(name), after) for name, after in identity.new.obligations.items()
        )
    ]
    kept = {before.id for before, _ in pairs if before}
    succeeded = {before.id for before, after in pairs if before and before.id != after.id}
    for before, after in pairs:
        if before is None:
            bodies = tuple(identity.new.responsible[after.id])
            yield DutyChange(None, after, (Aspect.ADDED,), bodies=bodies, joined=bodies)
            continue
        change = _change(identity, before, after)
        ends_only = change is not None and [field.name for field in change.fields] == ["till"]
        if change is not None and not (after.id in succeeded and ends_only):
            yield change
    for name, gone in identity.old.obligations.items():
        if name not in kept:
            bodies = tuple(identity.old.responsible[name])
            yield DutyChange(gone, None, (Aspect.REMOVED,), bodies=bodies, left=bodies)


def _change(identity: Identity, before: Obligation, after: Obligation) -> DutyChange | None:
    was = {identity.ids.body(body): body for body in identity.old.responsible[before.id]}
    now = {identity.ids.body(body): body for body in identity.new.responsible[after.id]}
    joined = tuple(body for current, body in now.items() if current not in was)
    left = tuple(body for current, body in was.items() if current not in now)
    old, new = before.record, after.record
    changed = [
        name
        for name in ObligationRecord.model_fields
        if name != "replaces"
        and identity.ids.value(old, name) != identity.ids.value(new, name)
        and not is_same(getattr(old, name), getattr(new, name))
    ]
    aspects = {_ASPECTS.get(name, Aspect.OTHER) for name in changed}
    fields = [
        FieldChange.of(
            ObligationRecord.model_fields[name].alias or name, getattr(old, name), getattr(new, name)
        )
        for name in changed
        if name not in _FIELDS[Aspect.WORDING]
    ]
    if joined or left:
        aspects.add(Aspect.RESPONSIBLE)
    if before.id != after.id:
        aspects.add(Aspect.RENAMED)
    if (
        before.chapter.path != after.chapter.path
        and before.chapter.record.title != after.chapter.record.title
    ):
        fields.append(FieldChange("område", before.chapter.record.title, after.chapter.record.title))
        aspects.add(Aspect.OTHER)
    # Nobody owes a closed duty in public, which says nothing of whether it applies.
    if before.owes is not after.owes and before.is_owed is after.is_owed:
        fields.append(FieldChange.of("gäller", before.owes, after.owes))
        aspects.add(Aspect.OTHER)
    # Others owe it only because bodies have come and gone, which is told of the bodies.
    only_bodies = (
        aspects == {Aspect.RESPONSIBLE}
        and not fields
        and not any(body in identity.old.bodies for body in joined)
        and not any(body in identity.new.bodies for body in left)
    )
    if not aspects or only_bodies:
        return None
    standing = new.clock is not None and new.clock.kind is ClockKind.CONTINUOUS
    return DutyChange(
        before,
        after,
        tuple(aspect for aspect in Aspect if aspect in aspects),
        fields=tuple(fields),
        bodies=tuple((now or was).values()),
        joined=joined,
        left=left,
        rejudges=standing and old.max_age is None and new.max_age is not None,
    )


def aspect_of(alias: str) -> Aspect:
    """Return which side of an obligation a key in the files belongs to."""
    fields = ObligationRecord.model_fields
    return next(
        (_ASPECTS.get(name, Aspect.OTHER) for name in fields if fields[name].alias == alias), Aspect.OTHER
    )
