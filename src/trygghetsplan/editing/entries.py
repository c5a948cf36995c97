"""Sets one key of one record in a file's text, and leaves every other character as it was."""

from typing import Any

from trygghetsplan.findings import Keys
from trygghetsplan.source.syntax import Tree, child, parse, route, tree


def with_entry(text: str, keys: Keys, key: str, value: str) -> str | None:
    """Return the text with `key: value` in the mapping at `keys`: in its old place, or last.

    The value is a flow text, such as `{text: a, datum: 2026-01-01}`. None where that cannot be done without
    changing anything else; the text is LF lines without a byte order mark.
    """
    node = tree(text)
    found = route(node, keys)[1] if node is not None else []
    record = found[-1] if len(found) == len(keys) + 1 else None
    if record is None or not isinstance(record.value, list) or not record.value:
        return None
    old = child(record, key)
    if old is not None:
        new = f"{text[: old[0].end_mark.index]}: {value}{text[_end(text, old[1]) :]}"
    elif _is_flow(record):
        end = record.end_mark.index - 1
        before = text[:end].rstrip().removesuffix(",")
        new = f"{before}, {key}: {value}{text[end:]}"
    else:
        end = _line_end(text, _end(text, record))
        indent = " " * record.value[0][0].start_mark.column
        new = f"{text[:end]}\n{indent}{key}: {value}{text[end:] or chr(10)}"
    return new if _differs_only_in(text, new, keys, key) else None


def _is_flow(node: Tree) -> bool:
    """Whether the collection is written with braces or brackets."""
    return bool(getattr(node, "flow_style", False))


def _end(text: str, node: Tree) -> int:
    """Return where the node's own text ends, without the line ends and comments that follow it."""
    if isinstance(node.value, list) and node.value and not _is_flow(node):
        last = node.value[-1]
        return _end(text, last[1] if isinstance(last, tuple) else last)
    end = int(node.end_mark.index)
    return len(text[:end].rstrip()) if end > node.start_mark.index else end


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _differs_only_in(old: str, new: str, keys: Keys, key: str) -> bool:
    """Whether nothing but the entry has changed in what the two texts say."""
    before, after = parse("", old).data, parse("", new).data
    if before is None or after is None:
        return False
    return (
        _without(before, keys, key) == _without(after, keys, key)
        and parse("", new).findings == parse("", old).findings
    )


def _without(data: Any, keys: Keys, key: str) -> Any:
    if not isinstance(data, dict):
        return data
    if not keys:
        return {name: value for name, value in data.items() if name != key}
    return {
        name: _without(value, keys[1:], key) if name == keys[0] else value for name, value in data.items()
    }
