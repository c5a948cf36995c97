"""Which answers say nearly the same as the year before, by their words alone.

The likeness is Dice's coefficient over pairs of neighbouring words, in lower case and with every number alike:
the same two texts always give the same share, and the time grows with the length of the texts.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from trygghetsplan.model.evidence import EvidenceType
from trygghetsplan.model.followup import Answer, Status
from trygghetsplan.report.deep.views import Copied
from trygghetsplan.report.figures import Figures

LIKE = 0.85
"""The share from which two texts are called nearly the same."""
SHORTEST = 5
"""Texts of fewer words than this are not compared: there is only one way to say so little."""
_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"\d+")


def likeness(one: str, other: str) -> float:
    """Return how alike two texts are: 1 for the same words in the same order, 0 for no pair in common."""
    pairs, others = _pairs(one), _pairs(other)
    both = sum(pairs.values()) + sum(others.values())
    return 2 * sum((pairs & others).values()) / both if both else 0.0


def copies(figures: Figures) -> tuple[Copied, ...]:
    """Return for each bound body its answers that repeat the year before, the most repeating first."""
    found = [_of_body(figures, body) for body in figures.repository.bodies if _is_bound(figures, body)]
    return tuple(sorted((one for one in found if one.copied), key=lambda one: -one.copied))


def _is_bound(figures: Figures, body: str) -> bool:
    return any(cell.body == body and cell.duty.is_plan and cell.is_bound for cell in figures.cells)


def _of_body(figures: Figures, body: str) -> Copied:
    where = []
    written = unchanged = 0
    for duty, year, now, before in _neighbours(figures, body):
        if now.status is Status.UNCHANGED:
            unchanged += 1
            continue
        text, old = _words(figures, now), _words(figures, before)
        if min(len(_WORD.findall(text)), len(_WORD.findall(old))) < SHORTEST:
            continue
        written += 1
        if likeness(text, old) >= LIKE:
            document = figures.repository.years[body][year]
            where.append(
                (
                    figures.repository.duties[duty].obligation.title,
                    year,
                    figures.source(document.at("svar", duty).key()),
                )
            )
    return Copied(figures.name(body), len(where), written, unchanged, tuple(where))


def _neighbours(figures: Figures, body: str) -> Iterator[tuple[str, int, Answer, Answer]]:
    """Return each answer of the span's years that has one to the same duty the year before."""
    years = figures.repository.years[body]
    for year in list(figures.by_year)[1:]:
        now, before = years.get(year), years.get(year - 1)
        if now is None or before is None:
            continue
        for name in now.record.answers:
            duty = figures.repository.duties.get(name)
            answer, old = figures.repository.answer(now, name), figures.repository.answer(before, name)
            if duty and duty.is_plan and answer and old and figures.per_body(duty):
                yield name, year, answer, old


def _words(figures: Figures, answer: Answer) -> str:
    """Return what the body has written freely: not the names of documents, which should be the same."""
    texts = [answer.reason, answer.comment]
    for evidence in (answer.evidence, *answer.events.values()):
        for name, value in evidence.items():
            field = figures.repository.field(name)
            if field and field.type is EvidenceType.TEXT:
                texts.append(str(value))
    return " ".join(text for text in texts if text)


def _pairs(text: str) -> Counter[tuple[str, str]]:
    words = _WORD.findall(_DIGITS.sub("0", text.casefold()))
    return Counter(pairwise(words))
