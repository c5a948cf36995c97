"""Schema faults to findings: pydantic's errors in Swedish sentences. Which errors are mistakes is left to `mistakes`."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from trygghetsplan.findings import Finding, Keys, Where
from trygghetsplan.loading.form_rules import MISSING, UNKNOWN_KEY, UNKNOWN_WORD, WRONG_FORM, WRONG_SHAPE
from trygghetsplan.loading.mistakes import SHAPES, aliases, keys_of, misspelt, mistakes, slipped, type_at
from trygghetsplan.model.record import shown
from trygghetsplan.swedish import counted, did_you_mean, listed, nearest


def schema_findings(
    path: str,
    model: type[BaseModel],
    data: Mapping[str, Any],
    details: Sequence[ErrorDetails],
    prefix: Keys = (),
) -> list[Finding]:
    """Translate pydantic's errors for one record. `prefix` is the record's own place in the file."""
    runs: dict[Keys, list[Keys]] = {}
    for keys in slipped(model, details):
        runs.setdefault(keys[:-1], []).append(keys)
    found = [
        WRONG_SHAPE.at(Where(path, (*prefix, *run[0]), "key"), too_far_out([str(keys[-1]) for keys in run]))
        for run in runs.values()
    ]
    for detail in mistakes(model, details):
        keys = keys_of(detail)
        where = Where(path, prefix + keys)
        kind = detail["type"]
        if kind == "missing":
            found.append(MISSING.at(where, f"nyckeln ”{keys[-1]}” saknas"))
        elif kind == "extra_forbidden":
            near = misspelt(detail, details) or nearest(str(keys[-1]), aliases(type_at(model, keys[:-1])))
            hint = f"; menade du ”{near}”?" if near else ""
            found.append(UNKNOWN_KEY.at(where.key(), f"nyckeln ”{keys[-1]}” används inte här{hint}"))
        elif kind in SHAPES:
            found.append(WRONG_SHAPE.at(where, f"här väntas {SHAPES[kind]}"))
        elif kind == "enum":
            found.append(UNKNOWN_WORD.at(where, _choices(detail, _value(data, keys))))
        elif "[key]" in detail["loc"]:
            found.append(WRONG_FORM.at(where.key(), detail["msg"]))
        else:
            found.append(WRONG_FORM.at(where, detail["msg"]))
    return found


def too_far_out(names: Sequence[str]) -> str:
    """Say that keys stand one level too far out."""
    if len(names) == 1:
        return f"”{names[0]}” ska dras in ett steg till"
    more = counted(len(names) - 1, "nyckel", "nycklar")
    return f"”{names[0]}” och {more} till ska dras in ett steg till, under en rad med id"


def _value(data: Any, keys: Keys) -> Any:
    for key in keys:
        if isinstance(data, Mapping):
            data = data.get(key)
        elif isinstance(data, list) and isinstance(key, int) and key < len(data):
            data = data[key]
    return data


def _choices(detail: ErrorDetails, value: object) -> str:
    expected = str(detail.get("ctx", {}).get("expected", ""))
    words = [word.strip("'") for word in expected.replace(" or ", ", ").split(", ")]
    if not isinstance(value, str):
        return f"här väntas ett av orden {listed(words, 'eller')}"
    return (
        f"”{shown(value)}” går inte att välja här; välj {listed(words, 'eller')}{did_you_mean(value, words)}"
    )
