"""The answers that the rules about them look at, each beside its duty and its period."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from trygghetsplan.engine.clock import Schedule, period_of
from trygghetsplan.engine.index import index_of
from trygghetsplan.model.followup import Answer, FollowUp, Status
from trygghetsplan.plan.repository import Document, Obligation, PlanRepository


class Answered(NamedTuple):
    """An answer beside the duty it answers and the period it speaks of."""

    document: Document[FollowUp]
    name: str
    answer: Answer
    obligation: Obligation
    schedule: Schedule


@lru_cache(maxsize=1)
def answered(repository: PlanRepository) -> tuple[Answered, ...]:
    """Return every answer that is not empty and whose duty and body exist. Kept, since eight rules ask."""
    return tuple(_answered(repository))


@lru_cache(maxsize=1)
def by_word(repository: PlanRepository) -> Mapping[Status | None, Sequence[Answered]]:
    """Return the same answers by what they say, since most rules are about one or two words."""
    found: dict[Status | None, list[Answered]] = {word: [] for word in (None, *Status)}
    for one in answered(repository):
        found[one.answer.status].append(one)
    return found


def claiming(repository: PlanRepository) -> Iterator[tuple[Status, Answered]]:
    """Return the answers that say that the duty is wholly met, each with its word."""
    for word in Status:
        if word.claims_fulfilment:
            for one in by_word(repository)[word]:
                yield word, one


def _answered(repository: PlanRepository) -> Iterator[Answered]:
    settings, known = repository.settings.record, index_of(repository)
    terms: dict[tuple[object, ...], dict[str, Schedule | None]] = {}
    owed = {
        name: obligation
        for name, obligation in repository.obligations.items()
        if obligation.record.owns_cells and name not in repository.repeated
    }
    for document in repository.followups:
        body = repository.bodies.get(document.record.body)
        if body is None:
            continue
        year = document.record.year
        # Bodies of a kind that begin and end together share their terms; there are many more answers than terms.
        shared = terms.setdefault((body.kind, body.starts, body.ends, year), {})
        for name, answer in document.record.answers.items():
            obligation = owed.get(name)
            if answer is None or obligation is None or answer.is_empty:
                continue
            if name not in shared:
                period = period_of(obligation.record, settings, year)
                shared[name] = known.schedule(obligation, document.record.body, period) if period else None
            this = shared[name]
            if this is not None and not repository.is_broken(document.path, "svar", name):
                yield Answered(document, name, answer, obligation, this)


def shown(answer: Answer) -> Sequence[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """Return the evidence of the answer itself, or of each of its events."""
    if not answer.events:
        return [((), answer.evidence)]
    own = [((), answer.evidence)] if answer.evidence else []
    return [*own, *((("händelser", name), evidence) for name, evidence in answer.events.items())]
