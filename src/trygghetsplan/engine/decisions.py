"""Decisions: who is concerned, who is bound, and which exceptions hold, on the day that decides.

A decision counts from the later of `från` and its own date, through `till`.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple, TypeAlias

from trygghetsplan.engine.clock import Period, mandate_of
from trygghetsplan.findings import Where
from trygghetsplan.model.decisions import Decision, Meaning
from trygghetsplan.model.obligation import StatedBindingness
from trygghetsplan.model.organisation import Bindingness
from trygghetsplan.plan.repository import Obligation, PlanRepository

ALL = "alla"


class EffectiveDecision(NamedTuple):
    """A decision with its id, its place and the days it counts."""

    id: str
    decision: Decision
    where: Where
    starts: date
    ends: date
    decided: str
    """Who decided it, when, and where in the minutes it stands, in words."""

    def holds(self, day: date) -> bool:
        """Whether the decision counts on `day`."""
        return self.starts <= day <= self.ends


Decisions: TypeAlias = tuple[EffectiveDecision, ...]


def missing_parts(decision: Decision) -> list[str]:
    """Return what a decision lacks to have effect: an exception needs all of it."""
    reference = decision.decided
    needed: dict[str, object] = {"beslut med datum": reference and reference.day}
    if decision.meaning is Meaning.EXCEPTION:
        needed |= {
            "till": decision.ends,
            "skäl": decision.reason,
            "beslut med organ": reference and reference.body,
            "beslut med paragraf eller diarienummer": reference and (reference.paragraph or reference.case),
        }
    elif decision.meaning is Meaning.CLOSED:
        needed |= {
            "år": decision.year,
            "skäl": decision.reason,
            "beslut med organ": reference and reference.body,
        }
    elif decision.meaning is not Meaning.BOUND:
        needed |= {"skäl": decision.reason}
    else:
        needed |= {"beslut med paragraf": reference and reference.paragraph}
    return [name for name, value in needed.items() if not value]


def effective_decisions(repository: PlanRepository) -> Iterator[EffectiveDecision]:
    """Return every decision that is whole enough to have effect."""
    for document, name, decision in repository.all_decisions:
        if decision.decided is None or decision.decided.day is None or missing_parts(decision):
            continue
        day = decision.decided.day
        starts = max(day, decision.starts or day)
        ends = decision.ends or date.max
        mandate = mandate_of(repository.settings.record, starts.year)
        if decision.meaning is not Meaning.EXCEPTION or mandate is None or ends <= mandate.end:
            said = repository.decision_in_words(decision.decided)
            yield EffectiveDecision(name, decision, document.at("beslut", name), starts, ends, said)


def reaches_law(decision: Decision) -> bool:
    """Whether the decision can count for what the law demands: an exception only with its ground in law."""
    return decision.meaning is not Meaning.EXCEPTION or decision.statute is not None


def decider(repository: PlanRepository, decision: Decision) -> str:
    """Return the id of the body that decided, or its name where it is none of ours."""
    named = (decision.decided and decision.decided.body) or ""
    return repository.own_body(named) or named


class DecisionIndex:
    """The decisions that have effect, found by obligation and body."""

    def __init__(self, repository: PlanRepository) -> None:
        self._repository = repository

    def decisions_on(self, obligation: Obligation, body: str) -> Decisions:
        """Return the decisions that count for the cell, in the order they begin: of the duty, then of all duties."""
        named = self._index.get((obligation.id, body), ()) + self._index.get((ALL, body), ())
        if not named or not obligation.is_law:
            return named
        return tuple([one for one in named if reaches_law(one.decision)])

    def binding(self, obligation: Obligation, body: str, day: date) -> Bindingness:
        """Return how strongly the duty binds the body on `day`: as its source says, else the law whoever it names."""
        stated = obligation.record.binding
        is_urged = (
            stated is StatedBindingness.URGED if stated else not obligation.is_law and body in self._urged
        )
        if not is_urged:
            return Bindingness.BOUND
        bound = holding(self.decisions_on(obligation, body), Meaning.BOUND, day)
        return Bindingness.BY_DECISION if bound else Bindingness.URGED

    @cached_property
    def _urged(self) -> frozenset[str]:
        """The bodies that are urged by their kind."""
        kinds = {body: self._repository.kind_of(body) for body in self._repository.bodies}
        return frozenset(body for body, kind in kinds.items() if kind and kind.binding is Bindingness.URGED)

    @cached_property
    def _index(self) -> Mapping[tuple[str, str], Decisions]:
        by_cell: dict[tuple[str, str], list[EffectiveDecision]] = {}
        for decided in sorted(
            effective_decisions(self._repository), key=lambda decided: (decided.starts, decided.id)
        ):
            bodies = {body for name in decided.decision.bodies for body in self._repository.members(name)}
            if decided.decision.meaning is Meaning.CLOSED:  # each body closes its own
                bodies &= {decider(self._repository, decided.decision)}
            for obligation in decided.decision.obligations:
                for body in bodies:
                    by_cell.setdefault((obligation, body), []).append(decided)
        return {cell: tuple(decisions) for cell, decisions in by_cell.items()}


def holding(decisions: Decisions, meaning: Meaning, day: date) -> EffectiveDecision | None:
    """Return the decision of this meaning, among those on one cell, that counts on `day`."""
    holding_then = [
        decision for decision in decisions if decision.decision.meaning is meaning and decision.holds(day)
    ]
    return holding_then[-1] if holding_then else None


def closing(
    decisions: Decisions, obligation: Obligation, period: Period, day: date
) -> EffectiveDecision | None:
    """Return the body's own decision, taken by `day`, that what is lacking in the period can no longer be done.

    What the law demands nobody closes.
    """
    if obligation.is_law:
        return None
    for one in decisions:
        year = one.decision.year
        if one.decision.meaning is Meaning.CLOSED and year and one.starts <= day and period.touches(year):
            return one
    return None


def concern(decisions: Decisions, day: date) -> EffectiveDecision | None:
    """Return the decision on whether the body is concerned; None when undecided or contradictory."""
    if not decisions:
        return None
    yes = holding(decisions, Meaning.CONCERNED, day)
    no = holding(decisions, Meaning.NOT_CONCERNED, day)
    return None if yes and no else yes or no


def exceptions_on(
    decisions: Decisions, day: date
) -> tuple[EffectiveDecision | None, EffectiveDecision | None]:
    """Return the exception that counts on `day`; if there is none, the one that ended last."""
    if not decisions:
        return None, None
    of_exception = [decision for decision in decisions if decision.decision.meaning is Meaning.EXCEPTION]
    counting = next((decision for decision in of_exception if decision.holds(day)), None)
    ended = [decision for decision in of_exception if decision.ends < day]
    return counting, None if counting else max(ended, key=lambda decision: decision.ends, default=None)
