"""Set and remove keys in a YAML text without touching anything else: not a space, not a comment.

The cuts are made by `cuts`. Each result proves itself before it is handed over: read again it holds the same
data but for the changes, and every comment.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from trygghetsplan.editing.cuts import CannotRewrite, Edit, compose, made
from trygghetsplan.editing.nodes import Tree, comments_of, data_of
from trygghetsplan.editing.second_reader import reads_the_same


def rewrite(text: str, edits: Iterable[Edit]) -> str:
    """Return the text with the changes made.

    Raises:
        CannotRewrite: the text is not plain YAML, or a comment or other data would be lost.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    changed = text.removeprefix(mark)
    newline = "\r\n" if "\r\n" in changed else "\n"
    if newline != "\n":
        changed = changed.replace(newline, "\n")
    whole = list(edits)
    try:
        changed = _proved(changed, whole)
    except CannotRewrite:
        for edit in whole:  # one at a time, to name the one that cannot be made
            changed = _proved(changed, [edit])
    return mark + changed.replace("\n", newline)


def _proved(text: str, edits: Sequence[Edit]) -> str:
    """Make the cuts, and prove that they changed what they should and nothing else."""
    root = compose(text)
    expected, comments = data_of(root), comments_of(text, root)
    for edit in edits:
        text = made(text, edit)
        expected = _expected(expected, edit.keys, edit.value)
    proved = compose(text)
    name = "/".join(edits[-1].keys) if edits else ""
    if data_of(proved) != expected:
        raise CannotRewrite(f"”{name}” går inte att ändra utan att annat i filen ändras; ändra för hand")
    if not reads_the_same(text):
        raise CannotRewrite(f"”{name}” skulle läsas olika av olika program; ändra för hand")
    if comments_of(text, proved) != comments:
        raise CannotRewrite(f"en kommentar vid ”{name}” skulle gå förlorad; ändra för hand")
    return text


def _expected(data: Tree, keys: Sequence[str], value: Tree | None) -> Tree:
    """Return the data with one change made."""
    if not keys:
        return "" if value is None else value
    held: Mapping[str, Tree] = data if isinstance(data, dict) else {}
    key = next((one for one in held if unicodedata.normalize("NFC", one) == keys[0]), keys[0])
    rest = keys[1:]
    if value is None and (key not in held or (rest and not isinstance(held[key], dict))):
        return data
    changed = dict(held)
    if value is None and not rest:
        del changed[key]
    else:
        changed[key] = _expected(held.get(key, ""), rest, value)
    return changed or ""
