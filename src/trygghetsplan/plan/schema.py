"""Schema faults to findings: pydantic's errors in Swedish sentences, without what follows from another error."""

import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from trygghetsplan.findings import Finding, Keys, Where
from trygghetsplan.model.scalars import shortened
from trygghetsplan.plan.form_rules import (
    MISSING,
    UNKNOWN_KEY,
    UNKNOWN_WORD,
    WRONG_FORM,
    WRONG_SHAPE,
)
from trygghetsplan.swedish import did_you_mean, listed, nearest

EXPLAINED = 200
"""For so many faults it is looked for what was meant; with more, the file is another kind of file."""


def schema_findings(place: Where, model: type[BaseModel], details: Sequence[ErrorDetails]) -> list[Finding]:
    """Translate pydantic's errors for the record that stands at the place."""
    runs: dict[Keys, list[Keys]] = {}
    slips = slipped(model, details)
    for keys in slips:
        runs.setdefault(keys[:-1], []).append(keys)
    findings = [
        WRONG_SHAPE.at(
            Where(place.path, place.keys + run[0], "key"), too_far_out([str(keys[-1]) for keys in run])
        )
        for run in runs.values()
    ]
    lacking = _lacking(details)
    for detail in _mistakes(details, set(slips), lacking):
        keys = keys_of(detail)
        where = Where(place.path, place.keys + keys)
        kind = detail["type"]
        if kind == "missing":
            findings.append(MISSING.at(where, f"nyckeln ”{keys[-1]}” saknas"))
        elif kind == "extra_forbidden":
            hint = ""
            if len(findings) < EXPLAINED:
                near = _misspelt(keys, lacking) or nearest(str(keys[-1]), aliases(type_at(model, keys[:-1])))
                hint = f"; menade du ”{near}”?" if near else ""
            findings.append(UNKNOWN_KEY.at(where.key(), f"nyckeln ”{keys[-1]}” används inte här{hint}"))
        elif kind in SHAPES:
            findings.append(WRONG_SHAPE.at(where, f"här väntas {SHAPES[kind]}"))
        elif kind == "enum":
            findings.append(
                UNKNOWN_WORD.at(where, _choices(detail, detail["input"], seek=len(findings) < EXPLAINED))
            )
        elif "[key]" in detail["loc"]:
            findings.append(WRONG_FORM.at(where.key(), detail["msg"]))
        else:
            findings.append(WRONG_FORM.at(where, detail["msg"]))
    return findings


def too_far_out(names: Sequence[str]) -> str:
    """Say that keys stand one level too far out."""
    if len(names) == 1:
        return f"”{names[0]}” ska dras in ett steg till"
    return f"”{names[0]}” och det som hör till ska dras in ett steg till, under en rad med id"


def _choices(detail: ErrorDetails, value: object, *, seek: bool) -> str:
    expected = str(detail.get("ctx", {}).get("expected", ""))
    words = [word.strip("'") for word in expected.replace(" or ", ", ").split(", ")]
    if not isinstance(value, str):
        return f"här väntas ett av orden {listed(words, 'eller')}"
    hint = did_you_mean(value, words) if seek else ""
    return f"”{shortened(value)}” går inte att välja här; välj {listed(words, 'eller')}{hint}"


SHAPES = {
    "string_type": "en text",
    "dict_type": "nycklar med värden",
    "model_type": "nycklar med värden",
    "model_attributes_type": "nycklar med värden",
    "tuple_type": "en lista",
    "list_type": "en lista",
}
"""Pydantic's errors for a value of the wrong shape, and what was expected."""


def keys_of(detail: ErrorDetails) -> Keys:
    """Return the place of an error; one in a key is at the key."""
    loc = detail["loc"]
    return tuple(part for part in loc if part != "[key]") if "[key]" in loc else loc


def slipped(model: type[BaseModel], details: Iterable[ErrorDetails]) -> tuple[Keys, ...]:
    """Return the fields that stand one level too far out, among the records that they belong to."""
    places: dict[Keys, None] = {}
    for detail in details:
        keys = keys_of(detail)
        place = keys[:-1] if detail["type"] == "missing" else keys
        if place and (place != keys or "[key]" in detail["loc"] or detail["type"] in SHAPES):
            places[place] = None

    fields: dict[Keys, list[str]] = {}
    for parent in {place[:-1] for place in places}:
        around = type_at(model, parent)
        fields[parent] = aliases(step(around, "")) if typing.get_origin(around) is dict else []
    return tuple(place for place in places if place[-1] in fields[place[:-1]])


def _mistakes(
    details: Sequence[ErrorDetails], slips: AbstractSet[Keys], lacking: Mapping[Keys, Sequence[str]]
) -> list[ErrorDetails]:
    """Leave out the errors that follow from a bad id, a slipped field or a misspelt key."""
    bad_ids = {keys_of(detail) for detail in details if "[key]" in detail["loc"]}
    unknown = [keys_of(detail) for detail in details if detail["type"] == "extra_forbidden"]
    meant = {(*keys[:-1], _misspelt(keys, lacking)) for keys in unknown[:EXPLAINED] if keys[:-1] in lacking}

    def follows(detail: ErrorDetails) -> bool:
        keys = keys_of(detail)
        around = {keys[:length] for length in range(1, len(keys) + 1)} if bad_ids or slips else set()
        in_bad = bool(around & bad_ids) and "[key]" not in detail["loc"]
        return in_bad or bool(around & slips) or (detail["type"] == "missing" and keys in meant)

    return [detail for detail in details if not follows(detail)]


def _lacking(details: Iterable[ErrorDetails]) -> dict[Keys, list[str]]:
    """Return the required keys that are missing, by the place of the record that lacks them."""
    found: dict[Keys, list[str]] = {}
    for detail in details:
        if detail["type"] == "missing":
            found.setdefault(detail["loc"][:-1], []).append(str(detail["loc"][-1]))
    return found


def _misspelt(extra: Keys, lacking: Mapping[Keys, Sequence[str]]) -> str | None:
    """Return the required key that an unknown one beside it must be, if one is missing."""
    return next(iter(get_close_matches(str(extra[-1]), lacking.get(extra[:-1], ()), n=1, cutoff=0.4)), None)


def type_at(model: type[BaseModel], keys: Keys) -> Any:
    """Return the type of what stands at `keys` in a record, or None."""
    current: Any = model
    for key in keys:
        current = step(current, key)
    return current


def aliases(record: Any) -> list[str]:
    """Return the keys that a record of the type can have; none for another type."""
    if isinstance(record, type) and issubclass(record, BaseModel):
        return [str(info.alias or name) for name, info in record.model_fields.items()]
    return []


def step(current: Any, key: str | int) -> Any:
    """Return the type of what stands under `key` in a value of type `current`."""
    if isinstance(current, type) and issubclass(current, BaseModel):
        for name, info in current.model_fields.items():
            if (info.alias or name) == key:
                return _bare(info.annotation)
        return None
    arguments = typing.get_args(current)
    if typing.get_origin(current) is dict and arguments:
        return _bare(arguments[1])
    if typing.get_origin(current) is tuple and arguments:
        return _bare(arguments[0])
    return None


def _bare(annotation: Any) -> Any:
    """Strip optionality and annotations."""
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        annotation = next(part for part in typing.get_args(annotation) if part is not type(None))
    if typing.get_origin(annotation) is typing.Annotated:
        return _bare(typing.get_args(annotation)[0])
    return annotation
