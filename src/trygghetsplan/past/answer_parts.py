"""Which parts of an answer differ between two versions of it, in words. Whose answer it is, and when, is said elsewhere."""

from collections.abc import Iterator, Mapping
from typing import Any

_WORDS = frozenset({"kommentar", "skäl", "beskrivning"})
_LONG = 60


def differences(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """Say which parts of an answer differ; the status first, and long texts without their words."""
    keys = dict.fromkeys(["status", *now, *was])
    for key in keys:
        before, after = was.get(key), now.get(key)
        if key == "granskad" or before == after:
            continue
        if key == "status":
            yield f"{before or 'ingen status'} → {after or 'ingen status'}"
        elif before is None:
            yield f"{key} tillkom{_shown(key, after)}"
        elif after is None:
            yield f"{key} togs bort"
        elif _shown(key, before) and _shown(key, after):
            yield f"{key} {_flat(before)} → {_flat(after)}"
        else:
            yield f"{key} ändrades"


def _shown(key: str, value: Any) -> str:
    said = _flat(value)
    return f" ({said})" if said and key not in _WORDS and len(said) <= _LONG else ""


def _flat(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return "" if isinstance(value, dict) else " ".join(str(value).split())
