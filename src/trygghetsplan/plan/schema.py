"""Schema faults to findings: pydantic's errors in Swedish sentences, without what follows from another error."""

import re
import types
import typing
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from trygghetsplan.findings import Finding, Keys, Where
from trygghetsplan.model.followup import OWN_KEYS
from trygghetsplan.model.meant import is_nothing, meant_key, meant_word, suggestion
from trygghetsplan.model.scalars import shortened
from trygghetsplan.plan.form_rules import (
    MISSING,
    UNKNOWN_KEY,
    UNKNOWN_WORD,
    WRONG_FORM,
    WRONG_SHAPE,
)
from trygghetsplan.swedish import listed

_FEW = 6
"""So many keys are named where a record is missing."""
EXPLAINED = 200
"""For so many faults it is looked for what was meant; with more, the file is another kind of file."""


def schema_findings(
    place: Where, model: type[BaseModel], details: Sequence[ErrorDetails], fitting: Collection[str] = ()
) -> list[Finding]:
    """Translate pydantic's errors for the record that stands at the place.

    Of the words that its type allows, only the `fitting` are offered, where any are given.
    """
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
            name = str(keys[-1])
            if holder := _holder(model, keys, detail["input"]):
                message = (
                    f"”{name}” hör under ”{holder}”; dra in raden, och dem som hör till den, två mellanslag"
                )
                findings.append(WRONG_SHAPE.at(where.key(), message))
                continue
            near = _misspelt(keys, lacking) if len(findings) < EXPLAINED else None
            names = aliases(type_at(model, keys[:-1])) if len(findings) < EXPLAINED else ()
            hint, meant = unknown_key(name, [near] if near else names)
            message = f"nyckeln ”{shortened(name)}” används inte här{hint}"
            findings.append(UNKNOWN_KEY.at(where.key(), message, remedy=meant))
        elif kind in SHAPES:
            hint, meant = _instead(kind, detail["input"])
            names = aliases(type_at(model, keys))
            hint = hint or (
                f", till exempel {names[0]}: …"
                if len(names) > _FEW
                else f": {listed(names)}"
                if names
                else ""
            )
            findings.append(WRONG_SHAPE.at(where, f"här väntas {SHAPES[kind]}{hint}", remedy=meant))
        elif kind == "enum":
            message, meant = _choices(detail, fitting, seek=len(findings) < EXPLAINED)
            findings.append(UNKNOWN_WORD.at(where, message, remedy=meant))
        else:
            meant = detail.get("ctx", {}).get("meant", "")
            at = where.key() if "[key]" in detail["loc"] else where
            findings.append(
                WRONG_FORM.at(at, detail["msg"] + _instead(kind, detail["input"])[0], remedy=meant)
            )
    return findings


def too_far_out(names: Sequence[str]) -> str:
    """Say that keys stand one level too far out."""
    if len(names) == 1:
        return f"”{names[0]}” ska dras in ett steg till"
    return f"”{names[0]}” och det som hör till ska dras in ett steg till, under en rad med id"


def unknown_key(name: str, names: Collection[str]) -> tuple[str, str]:
    """Return the end of a message about a key that is none of the names, and the key that was certainly meant."""
    meaning = meant_key(name, names)
    return suggestion(name, meaning), meaning.text if meaning and meaning.is_certain else ""


def _holder(model: type[BaseModel], keys: Keys, value: object) -> str:
    """Return the key of the file that a record belongs under which stands beside it; empty where it is none."""
    if len(keys) > 1 or not isinstance(value, dict) or not value:
        return ""
    for name in aliases(model):
        around = step(model, name)
        record = step(around, "") if typing.get_origin(around) is dict else None
        known = aliases(record) or (OWN_KEYS if name == "svar" else ())
        if 2 * sum(key in known for key in value) >= len(value):
            return name
    return ""


def _instead(kind: str, value: object) -> tuple[str, str]:
    """Return how what stands there is to be written, as the end of a message, and the list that was certainly meant."""
    if isinstance(value, str) and is_nothing(value):
        return "; finns det inget att skriva, utelämna det", ""
    is_list = kind in ("tuple_type", "list_type")
    if is_list and isinstance(value, str) and (items := _items(value)):
        return f"; skriv varje rad som - {items[0]}", "\n".join(f"- {item}" for item in items)
    if is_list and isinstance(value, str) and re.fullmatch(r"[^][{}:#\"']+", value):
        return f"; skriv [{re.sub('; *', ', ', value)}]", ""
    if isinstance(value, dict) and kind in ("tuple_type", "list_type", "string_type", "form"):
        key, text = next(iter(value.items()), ("", None))
        bullet = "- " if _BULLETS[0].match(key) else ""
        if isinstance(text, str) and (bullet or len(value) == 1) and kind != "list_type":
            whole = f'{bullet}"{_BULLETS[0].sub("", key, count=1)}: {text}"'
            return f"; ett kolon i en text läses som en nyckel; skriv {whole}", ""
    return "", ""


_BULLETS = tuple(
    re.compile(rf"(?:^| ){sign}(?=\S)")
    for sign in (
        r"[•·▪◦●○‣✓✔■□☐☒–—*+-][ \t\u00a0\u2007\u202f]?",
        r"o[ \t]",
        r"\d{1,2}[.)][ \t]",
        r"[a-z][.)][ \t]",
    )
)
"""What stands before the lines of a list that comes from a word processor, and a hyphen without its space."""


def _items(text: str) -> list[str]:
    """Return the items of a list that a word processor has made; none of another text."""
    bullet = next((bullet for bullet in _BULLETS if bullet.match(text)), None)
    items = [item for item in bullet.split(text) if item] if bullet else []
    return items if bullet is _BULLETS[0] or len(items) > 1 else []


def _choices(detail: ErrorDetails, fitting: Collection[str], *, seek: bool) -> tuple[str, str]:
    """Return what is wrong with a word that is none of those allowed, and the one that was certainly meant."""
    expected, value = str(detail.get("ctx", {}).get("expected", "")), detail["input"]
    words = [word.strip("'") for word in expected.replace(" or ", ", ").split(", ")]
    words = [word for word in words if word in fitting] or words
    if not isinstance(value, str):
        return f"här väntas ett av orden {listed(words, 'eller')}", ""
    meaning = meant_word(value, words) if seek else None
    message = f"”{shortened(value)}” går inte att välja här; välj {listed(words, 'eller')}{suggestion(value, meaning)}"
    return message, meaning.text if meaning and meaning.is_certain else ""


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
