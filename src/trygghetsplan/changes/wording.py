"""The difference between two wordings, word by word."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

from trygghetsplan.model.review import normal
from trygghetsplan.personal_data import obscured

_TOKEN = re.compile(r"\s*(?:\w+(?:[-/:.,]\w+)*|[^\w\s])")
_ALIKE = 0.35
"""Below this share of common words the texts are shown one after the other, whole."""
_ISLAND = 1
"""So many common words between two changes are shown as part of them: islands make a text hard to read."""


class DiffMark(StrEnum):
    """What has happened to a piece of text."""

    KEPT = "kvar"
    GONE = "borttaget"
    ADDED = "tillagt"


class DiffPiece(NamedTuple):
    """A run of words with the same fate."""

    mark: DiffMark
    text: str


def word_diff(old: str, new: str) -> tuple[DiffPiece, ...]:
    """Return the pieces that lead from the old wording to the new; white space and quotes do not count."""
    # What would name a person is masked while it stands whole.
    before, after = (_TOKEN.findall(" ".join(obscured(text).split())) for text in (old, new))
    matcher = SequenceMatcher(
        None, [normal(word) for word in before], [normal(word) for word in after], autojunk=False
    )
    if before and after and matcher.ratio() < _ALIKE:
        return (DiffPiece(DiffMark.GONE, "".join(before)), DiffPiece(DiffMark.ADDED, "".join(after)))
    runs: list[tuple[DiffMark, Sequence[str]]] = []
    at = 0
    replacements = [opcode[1:] for opcode in matcher.get_opcodes() if opcode[0] != "equal"]
    for first, last, start, end in _without_islands(replacements):
        runs += [
            (DiffMark.KEPT, after[at:start]),
            (DiffMark.GONE, before[first:last]),
            (DiffMark.ADDED, after[start:end]),
        ]
        at = end
    runs.append((DiffMark.KEPT, after[at:]))
    return tuple(DiffPiece(mark, "".join(words).strip()) for mark, words in runs if words)


def near_changes(pieces: Sequence[DiffPiece]) -> tuple[DiffPiece, ...]:
    """Return the pieces with only the nearest words of what is kept, and with no piece longer than a page."""
    return tuple(_short(piece) for piece in pieces)


_NEAR, _PAGE = 12, 300
"""So many words are shown on either side of a change, and of a change itself."""


def _short(piece: DiffPiece) -> DiffPiece:
    words = piece.text.split(" ")
    if piece.mark is DiffMark.KEPT and len(words) > 2 * _NEAR + 1:
        return piece._replace(text=" ".join([*words[:_NEAR], "…", *words[-_NEAR:]]))
    return piece if len(words) <= _PAGE else piece._replace(text=" ".join([*words[:_PAGE], "…"]))


Replacement = tuple[int, int, int, int]


def _without_islands(steps: Sequence[Replacement]) -> list[Replacement]:
    """Join changes that stand so close that what is between them says nothing."""
    joined: list[Replacement] = []
    for step in steps:
        if joined and step[0] - joined[-1][1] <= _ISLAND:
            last = joined.pop()
            joined.append((last[0], step[1], last[2], step[3]))
        else:
            joined.append(step)
    return joined


def inline(pieces: Sequence[DiffPiece]) -> str:
    """Write the pieces on one line: kept words plain, [-borttagna-] and {+tillagda+} marked."""
    forms = {DiffMark.KEPT: "{}", DiffMark.GONE: "[-{}-]", DiffMark.ADDED: "{{+{}+}}"}
    line = ""
    for piece in pieces:
        stands_close = not line or piece.text[:1] in ",.;:!?)”"
        line += ("" if stands_close else " ") + forms[piece.mark].format(piece.text)
    return line
