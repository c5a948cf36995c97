"""Which values differ between two records of a kind, however deep they stand, as they are called and written in files."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from trygghetsplan.changes.wording import DiffPiece, word_diff
from trygghetsplan.model.obligation import Place, Secrecy
from trygghetsplan.model.record import Record
from trygghetsplan.model.review import normal
from trygghetsplan.model.time import Clock, Deadline, Duration

_NOTHING = "inget"
_IN_A_ROW = 60
"""A text longer than this is shown word by word rather than twice."""


class FieldChange(NamedTuple):
    """One field of a record, as it is called and written in files."""

    name: str
    before: str
    after: str

    @classmethod
    def of(cls, name: str, before: object, after: object) -> "FieldChange":
        """Return a change of two values."""
        return cls(name, field_text(before), field_text(after))

    @property
    def without_values(self) -> "FieldChange":
        """The same without its values."""
        return self._replace(before="", after="")

    @property
    def rewording(self) -> tuple[DiffPiece, ...]:
        """The value word by word, where it is running text on both sides."""
        is_text = _NOTHING not in (self.before, self.after) and max(map(len, self[1:])) > _IN_A_ROW
        return word_diff(self.before, self.after) if is_text else ()


def record_changes(before: Record, after: Record, without: Collection[str] = ()) -> tuple[FieldChange, ...]:
    """Return every value that differs between two records of one kind, but for those under some keys of theirs.

    A record that came or went within them is one change.
    """
    return tuple(
        FieldChange.of(".".join(keys), was, now)
        for keys, was, now in _differing(before, after)
        if keys[0] not in without
    )


def _differing(before: Any, after: Any) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    was, now = _parts(before), _parts(after)
    if was is None or now is None:
        if not is_same(before, after):
            yield (), before, after
        return
    for key in dict.fromkeys([*now, *was]):
        for keys, old, new in _differing(was.get(key), now.get(key)):
            yield (key, *keys), old, new


def _parts(value: Any) -> Mapping[str, Any] | None:
    """Return what has names of its own within a value, by those names; None where it is written as one."""
    if isinstance(value, Record) and not isinstance(value, Place | Secrecy):
        return {info.alias or name: getattr(value, name) for name, info in type(value).model_fields.items()}
    return {str(key): held for key, held in value.items()} if isinstance(value, Mapping) else None


def is_same(before: object, after: object) -> bool:
    """Whether two values say the same: white space and the shape of quotes say nothing."""
    if isinstance(before, str) and isinstance(after, str):
        return normal(before) == normal(after)
    return before == after or (not before and not after and field_text(before) == field_text(after))


def field_text(value: object) -> str:
    """Write a field's value as the files do."""
    match value:
        case None | ():
            return _NOTHING
        case bool():
            return "ja" if value else "nej"
        case Record() if not isinstance(value, Place | Secrecy):
            given = {type(value).model_fields[name].alias or name for name in value.model_fields_set}
            return field_text({key: held for key, held in (_parts(value) or {}).items() if key in given})
        case Mapping():
            texts = [f"{key}: {field_text(item)}".removeprefix(": ") for key, item in value.items()]
            return ", ".join(texts) or _NOTHING
        case Deadline():
            return f"{value.year}-{value.month:02}-{value.day:02}" if value.year else value.text
        case Clock() | Duration():
            return value.text
        case tuple():  # after the values with names, which are tuples too
            return ", ".join(map(str, value))
        case _:
            return str(value)
