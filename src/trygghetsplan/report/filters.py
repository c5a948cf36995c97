"""What templates do with a value: a score, a delay or an address in the form that a reader or a browser takes."""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from trygghetsplan import swedish
from trygghetsplan.obligations.score import Score
from trygghetsplan.report.views import Source


def fulfilled_of_due(score: Score) -> str:
    """Write a score as it is said: 12 av 14."""
    return f"{swedish.number(score.fulfilled)} av {swedish.number(score.due)}"


def lacking(score: Score) -> int:
    """Return how much of what had fallen due is not fulfilled."""
    return score.due - score.fulfilled


def genitive(name: str) -> str:
    """Write whose something is: kommunstyrelsens."""
    return name if name.endswith(("s", "x", "z")) else f"{name}s"


def late(days: int) -> str:
    """Write how late something is, or nothing."""
    return f"{swedish.counted(days, 'dag', 'dagar')} sent" if days else ""


def ended(sentence: str) -> str:
    """End what somebody has written with a full stop, where it has none."""
    return sentence if not sentence or sentence[-1] in ".!?…" else f"{sentence}."


def amount(sum_of_money: int | None) -> str:
    """Write an amount, or that it is missing."""
    return "saknas" if sum_of_money is None else swedish.number(sum_of_money)


def at_forge(source: Source, address: str) -> str:
    """Return the address of a source in the web forge."""
    return address.replace("{path}", quote(source.path)).replace("{line}", str(source.line))


def by_first(rows: Iterable[Sequence[Any]]) -> Iterable[tuple[Any, list[Sequence[Any]]]]:
    """Put rows that begin alike together, in the order they first come."""
    found: dict[Any, list[Sequence[Any]]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return found.items()


def css(text: str) -> str:
    """Write the text as the inside of a CSS string, where HTML's escapes mean nothing.

    The space after an escape belongs to it (CSS Syntax Level 3, 4.3.7).
    """
    return "".join(
        sign if sign == " " or (sign.isascii() and sign.isalnum()) else f"\\{ord(sign):06x} " for sign in text
    )


def csp_hash(text: str) -> str:
    """Return the source expression that lets a page run this script or style and no other (CSP level 2)."""
    return f"sha256-{base64.b64encode(hashlib.sha256(str(text).encode()).digest()).decode()}"
