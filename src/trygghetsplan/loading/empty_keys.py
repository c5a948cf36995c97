"""Keys without a value: told and left out, except where a follow-up is simply not filled in yet."""

from typing import Any

from trygghetsplan.findings import Finding, Keys, Where
from trygghetsplan.loading.form_rules import EMPTY_VALUE


def without_empty(path: str, data: dict[str, Any], *, skeleton: bool) -> tuple[dict[str, Any], list[Finding]]:
    """Leave out keys without a value, with a finding each.

    In a follow-up (`skeleton`), a mapping in which nothing at all is filled in is simply unanswered, and an
    empty list says that there was nothing.
    """
    findings: list[Finding] = []

    def clean(value: Any, keys: Keys) -> Any:
        if isinstance(value, list):
            return [clean(item, (*keys, number)) for number, item in enumerate(value)]
        if not isinstance(value, dict):
            return value
        kept: dict[str, Any] = {}
        for key, item in value.items():
            place = (*keys, key)
            unanswered = skeleton and len(place) < 3 and (place[0] == "svar" or isinstance(item, dict))
            if unanswered and _is_blank(item):
                kept[key] = {}
            elif item is None:
                findings.append(EMPTY_VALUE.at(Where(path, place, "key"), f"”{key}” saknar värde"))
            elif item == [] and not skeleton:
                message = f"listan ”{key}” är tom; skriv minst ett värde eller ta bort raden"
                findings.append(EMPTY_VALUE.at(Where(path, place, "key"), message))
            else:
                kept[key] = clean(item, place)
        return kept

    cleaned: dict[str, Any] = clean(data, ())
    return cleaned, findings


def _is_blank(value: Any) -> bool:
    """Whether nothing at all is filled in."""
    if isinstance(value, dict):
        return all(_is_blank(item) for item in value.values())
    return value is None
