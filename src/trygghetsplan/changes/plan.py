"""What has changed in the obligations: added, removed, reworded, given to others, asked at other times."""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from trygghetsplan.changes.identity import Identity, changed_fields
from trygghetsplan.model.obligation import ObligationRecord
from trygghetsplan.model.review import normal
from trygghetsplan.model.time import MONTHS, Clock, ClockKind, Deadline, Duration
from trygghetsplan.plan.repository import Obligation


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


_ASPECTS = {
    "title": Aspect.WORDING,
    "text": Aspect.WORDING,
    "responsible": Aspect.RESPONSIBLE,
    "only_concerned": Aspect.RESPONSIBLE,
    "jointly": Aspect.RESPONSIBLE,
    "answered_by": Aspect.RESPONSIBLE,
    "clock": Aspect.CLOCK,
    "first": Aspect.CLOCK,
    "due": Aspect.CLOCK,
    "start_by": Aspect.CLOCK,
    "max_age": Aspect.CLOCK,
    "waits_for": Aspect.CLOCK,
    "starts": Aspect.CLOCK,
    "ends": Aspect.CLOCK,
    "evidence": Aspect.EVIDENCE,
}
_WORDS = ("title", "text")


class FieldChange(NamedTuple):
    """One field of an obligation, as it is called and said in files."""

    name: str
    before: str
    after: str


class DutyChange(NamedTuple):
    """One obligation that is not what it was, and the bodies that it hits."""

    id: str
    before: Obligation | None
    after: Obligation | None
    aspects: tuple[Aspect, ...]
    fields: tuple[FieldChange, ...]
    bodies: tuple[str, ...]
    """Who owes it now, or owed it."""
    joined: tuple[str, ...]
    """Who owes it now and did not."""
    left: tuple[str, ...]
    """Who owed it and does not any more."""
    rejudges: bool = False
    """Whether earlier years are judged otherwise from now on: a standing duty's proof has been given an age."""

    @property
    def obligation(self) -> Obligation:
        """The obligation as it is, or as it last was."""
        found = self.after or self.before
        if found is None:  # a change has at least one side
            raise ValueError
        return found

    @property
    def formerly(self) -> str:
        """The id it had, where that was another."""
        return self.before.id if self.before and self.before.id != self.id else ""


def duty_changes(identity: Identity) -> tuple[DutyChange, ...]:
    """Return every obligation that differs, in the order of the new plan, then those that are gone."""
    return tuple(_changes(identity))


def _changes(identity: Identity) -> Iterator[DutyChange]:
    pairs = {name: _before(identity, name) for name in identity.new.obligations}
    succeeded = {before.id for name, before in pairs.items() if before and before.id != name}
    for name, after in identity.new.obligations.items():
        change = _change(identity, pairs[name], after)
        ends_only = change is not None and [field.name for field in change.fields] == ["till"]
        if change is not None and not (name in succeeded and ends_only):
            yield change
    kept = {before.id for before in pairs.values() if before}
    for name, gone in identity.old.obligations.items():
        change = _change(identity, gone, None) if name not in kept else None
        if change is not None:
            yield change


def _before(identity: Identity, name: str) -> Obligation | None:
    """Return the obligation as it was: under its id, or under the one it had or says that it replaces."""
    found = (identity.old.obligations.get(formerly) for formerly in identity.obligation_before(name))
    return next((obligation for obligation in found if obligation), None)


def _change(identity: Identity, before: Obligation | None, after: Obligation | None) -> DutyChange | None:
    obligation = after or before
    if obligation is None:
        return None
    now = identity.new.responsible[after.id] if after else ()
    was = identity.old.responsible[before.id] if before else ()
    same = {identity.renamed_bodies.get(body, body): body for body in now}
    joined = tuple(body for formerly, body in same.items() if formerly not in was)
    left = tuple(body for body in was if body not in same)
    aspects: tuple[Aspect, ...]
    fields: tuple[FieldChange, ...] = ()
    rejudges = False
    if before is None or after is None:
        aspects = (Aspect.ADDED,) if before is None else (Aspect.REMOVED,)
    else:
        one, other = before.record, after.record
        changed = [name for name in changed_fields(identity, one, other) if _differs(name, one, other)]
        fields = tuple(_field(name, one, other) for name in changed if name not in _WORDS)
        found = {_ASPECTS.get(name, Aspect.OTHER) for name in changed}
        if joined or left:
            found.add(Aspect.RESPONSIBLE)
        if before.id != after.id:
            found.add(Aspect.RENAMED)
        if before.owes is not after.owes:
            fields = (*fields, FieldChange("gäller", _yes(before.owes), _yes(after.owes)))
            found.add(Aspect.OTHER)
        aspects = tuple(aspect for aspect in Aspect if aspect in found)
        standing = other.clock is not None and other.clock.kind is ClockKind.CONTINUOUS
        rejudges = standing and one.max_age is None and other.max_age is not None
        if not aspects or (
            aspects == (Aspect.RESPONSIBLE,) and not fields and _only_bodies(identity, joined, left)
        ):
            return None
    return DutyChange(obligation.id, before, after, aspects, fields, now or was, joined, left, rejudges)


def _only_bodies(identity: Identity, joined: tuple[str, ...], left: tuple[str, ...]) -> bool:
    """Whether others owe it only because bodies have come and gone, which is told of the bodies."""
    return not any(body in identity.old.bodies for body in joined) and not any(
        body in identity.new.bodies for body in left
    )


def aspect_of(alias: str) -> Aspect:
    """Return which side of an obligation a key in the files belongs to."""
    fields = ObligationRecord.model_fields
    return next(
        (_ASPECTS.get(name, Aspect.OTHER) for name in fields if fields[name].alias == alias), Aspect.OTHER
    )


def _differs(name: str, one: ObligationRecord, other: ObligationRecord) -> bool:
    """Whether the field says something else: white space and the shape of quotes say nothing."""
    before, after = getattr(one, name), getattr(other, name)
    if isinstance(before, str) and isinstance(after, str):
        return normal(before) != normal(after)
    return True


def _field(name: str, one: ObligationRecord, other: ObligationRecord) -> FieldChange:
    alias = ObligationRecord.model_fields[name].alias or name
    return FieldChange(alias, said(getattr(one, name)), said(getattr(other, name)))


def said(value: object) -> str:
    """Write a field's value as the files do."""
    match value:
        case None | ():
            return "inget"
        case bool():
            return _yes(value)
        case Clock():
            return value.text
        case Deadline():
            return _deadline(value)
        case Duration():
            return _duration(value)
        case tuple():  # after the values with names, which are tuples too
            return ", ".join(map(str, value))
        case _:
            return str(value)


def _yes(value: object) -> str:
    return "ja" if value else "nej"


def _deadline(value: Deadline) -> str:
    if value.year:
        return f"{value.year}-{value.month:02}-{value.day:02}"
    day = f"{value.day} {MONTHS[value.month - 1]}"
    return day if value.anchor == "sista året" else f"{day} {value.anchor}"


def _duration(value: Duration) -> str:
    if value.days:
        return f"{value.days} dagar" if value.days > 1 else "1 dag"
    years, months = divmod(value.months, 12)
    if not months:
        return f"{years} år"
    return f"{value.months} månader" if value.months > 1 else "1 månad"
