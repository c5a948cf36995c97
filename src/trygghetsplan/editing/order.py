"""The order of keys: records as the model states their fields, everything else as it was written."""

from collections.abc import Iterable
from typing import Any

from trygghetsplan.loading.mistakes import aliases, step
from trygghetsplan.model.followup import FollowUp
from trygghetsplan.model.record import Record

ANSWERS = "svar"
_FIRST = ("status", "skäl", "kommentar", "påbörjad")
_LAST = ("händelser", "granskad")


class AnswerShape:
    """Stands for the type of an answer, whose evidence is named by the catalogue."""


def field_order(kind: Any, keys: Iterable[str]) -> list[str]:
    """Return the keys in the order of the record they belong to; unknown ones last, as they were."""
    keys = list(keys)
    if kind is AnswerShape:
        middle = [key for key in keys if key not in _FIRST and key not in _LAST]
        known = [*_FIRST, *middle, *_LAST]
    else:
        known = aliases(kind)
    rank = {key: number for number, key in enumerate(known)}
    return sorted(keys, key=lambda key: rank.get(key, len(rank)))


def kind_below(kind: Any, key: str | int) -> Any:
    """Return the type of what stands under `key`."""
    if kind is FollowUp and key == ANSWERS:
        return dict[str, AnswerShape]
    if kind is AnswerShape:
        return None
    return step(kind, key)


def ordered(data: Any, kind: type[Record] | Any) -> Any:
    """Return plain data with its keys in canonical order."""
    if isinstance(data, dict):
        return {key: ordered(data[key], kind_below(kind, key)) for key in field_order(kind, data)}
    if isinstance(data, list):
        return [ordered(item, kind_below(kind, number)) for number, item in enumerate(data)]
    return data
