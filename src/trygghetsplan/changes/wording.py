"""The difference between two wordings, word by word."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

from trygghetsplan.model.review import normal

_TOKEN = re.compile(r"\s*(?:\w+(?:[-/:.,]\w+)*|[^\w\s])")
_ALIKE = 0.35
"""Below this share of common words the texts are shown one after the other, whole."""
_ISLAND = 1
"""So many common words between two changes are shown as part of them: islands make a text hard to read."""


class Mark(StrEnum):
    """What has happened to a piece of text."""

    KEPT = "kvar"
    GONE = "borttaget"
    ADDED = "tillagt"


class Piece(NamedTuple):
    """A run of words with the same fate."""

    mark: Mark
    text: str


def compared(old: str, new: str) -> tuple[Piece, ...]:
    """Return the pieces that lead from the old wording to the new; white space and quotes do not count."""
    before, after = _TOKEN.findall(" ".join(old.split())), _TOKEN.findall(" ".join(new.split()))
    matcher = SequenceMatcher(
        None, [normal(word) for word in before], [normal(word) for word in after], autojunk=False
    )
    if before and after and matcher.ratio() < _ALIKE:
        return (Piece(Mark.GONE, "".join(before)), Piece(Mark.ADDED, "".join(after)))
    steps = _without_islands([step[1:] for step in matcher.get_opcodes() if step[0] != "equal"])
    return tuple(_pieces(before, after, steps))


Step = tuple[int, int, int, int]


def _without_islands(steps: Sequence[Step]) -> list[Step]:
    """Join changes that stand so close that what is between them says nothing."""
    joined: list[Step] = []
    for step in steps:
        if joined and step[0] - joined[-1][1] <= _ISLAND:
            last = joined.pop()
            joined.append((last[0], step[1], last[2], step[3]))
        else:
            joined.append(step)
    return joined


def _pieces(before: Sequence[str], after: Sequence[str], steps: Sequence[Step]) -> Iterator[Piece]:
    at = 0
    for first, last, start, end in steps:
        yield from _piece(Mark.KEPT, after[at:start])
        yield from _piece(Mark.GONE, before[first:last])
        yield from _piece(Mark.ADDED, after[start:end])
        at = end
    yield from _piece(Mark.KEPT, after[at:])


def _piece(mark: Mark, words: Sequence[str]) -> Iterator[Piece]:
    if words:
        yield Piece(mark, "".join(words).strip())


def inline(pieces: Sequence[Piece]) -> str:
    """Write the pieces on one line: kept words plain, [-borttagna-] and {+tillagda+} marked."""
    forms = {Mark.KEPT: "{}", Mark.GONE: "[-{}-]", Mark.ADDED: "{{+{}+}}"}
    return spaced([(piece, forms[piece.mark].format(piece.text)) for piece in pieces])


def spaced(written: Sequence[tuple[Piece, str]]) -> str:
    """Join written pieces with spaces, except where a piece begins with a mark that stands close to the word."""
    said = ""
    for piece, text in written:
        close = not said or piece.text[:1] in ",.;:!?)”"
        said += text if close else f" {text}"
    return said
