"""What is about to be written, read once more by another parser than ours.

Ours is libyaml behind narrow rules; this is ruamel.yaml, whose reading of YAML 1.2 is its own. A text that the
two read differently would mean one thing here and another in an editor or a hook, and is not written.
"""

from typing import Any

from trygghetsplan.source.syntax import parse


def reads_the_same(text: str) -> bool:
    """Whether another parser finds the same keys and texts in the same order as ours."""
    from ruamel.yaml import YAML  # slow to import, and needed only when something is written
    from ruamel.yaml.error import YAMLError

    reader = YAML(typ="base", pure=True)
    try:
        other = reader.load(text)
    except (YAMLError, ValueError):
        return False
    return bool(_plain(other) == _plain(parse("", text).data))


def _plain(data: Any) -> Any:
    """Return the data with an absent value as the empty text, and with the order of keys kept."""
    if isinstance(data, dict):
        return [(str(key), _plain(value)) for key, value in data.items()]
    if isinstance(data, list):
        return ["lista", *map(_plain, data)]
    return "" if data is None else str(data)
