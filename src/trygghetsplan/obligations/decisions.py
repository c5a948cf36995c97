"""Decisions: who is concerned, who is bound, and which exceptions hold, on the day that decides.

A decision counts from the later of `från` and its own date, through `till`.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple

from trygghetsplan.findings import Where
from trygghetsplan.model.plan import Bindingness, Decision, Meaning
from trygghetsplan.obligations.clock import mandate_of
from trygghetsplan.repository import Duty, PlanRepository

ALL = "alla"


class Decided(NamedTuple):
    """A decision with its id, its place and the days it counts."""

    id: str
    decision: Decision
    where: Where
    starts: date
    ends: date

    def holds(self, day: date) -> bool:
        """Whether the decision counts on `day`."""
        return self.starts <= day <= self.ends


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
    elif decision.meaning is not Meaning.BOUND:
        needed |= {"skäl": decision.reason}
    else:
        needed |= {"beslut med paragraf": reference and reference.paragraph}
    return [name for name, value in needed.items() if not value]


class DecisionBook:
    """The decisions that have effect, found by obligation and body."""

    def __init__(self, repository: PlanRepository) -> None:
        self._repository = repository

    def about(self, duty: Duty, body: str, meaning: Meaning) -> list[Decided]:
        """Return the decisions of this meaning that name the cell, in the order they begin."""
        table = self._index.get(meaning, {})
        return [*table.get((duty.id, body), ()), *table.get((ALL, body), ())]

    def holding(self, duty: Duty, body: str, meaning: Meaning, day: date) -> Decided | None:
        """Return the decision of this meaning that counts for the cell on `day`."""
        found = [decided for decided in self.about(duty, body, meaning) if decided.holds(day)]
        return found[-1] if found else None

    def concern(self, duty: Duty, body: str, day: date) -> Decided | None:
        """Return the decision on whether the body is concerned; None when undecided or contradictory."""
        yes = self.holding(duty, body, Meaning.CONCERNED, day)
        no = self.holding(duty, body, Meaning.NOT_CONCERNED, day)
        return None if yes and no else yes or no

    def binding(self, duty: Duty, body: str, day: date) -> Bindingness:
        """Return how strongly the duty binds the body on `day`. The law binds whoever it names."""
        kind = self._repository.kind_of(body)
        if duty.is_law or kind is None or kind.binding is not Bindingness.URGED:
            return Bindingness.BOUND
        bound = self.holding(duty, body, Meaning.BOUND, day)
        return Bindingness.BY_DECISION if bound else Bindingness.URGED

    def effective(self) -> Iterator[Decided]:
        """Return every decision that is whole enough to have effect."""
        for document, name, decision in self._repository.all_decisions:
            day = decision.decided.day if decision.decided else None
            if day is None or missing_parts(decision):
                continue
            starts = max(day, decision.starts or day)
            ends = decision.ends or date.max
            last = mandate_of(self._repository.settings.record, starts.year).end
            if decision.meaning is Meaning.EXCEPTION and ends > last:
                continue
            yield Decided(name, decision, document.at("beslut", name), starts, ends)

    @cached_property
    def _index(self) -> Mapping[Meaning, Mapping[tuple[str, str], list[Decided]]]:
        found: dict[Meaning, dict[tuple[str, str], list[Decided]]] = {}
        for decided in sorted(self.effective(), key=lambda decided: (decided.starts, decided.id)):
            table = found.setdefault(decided.decision.meaning, {})
            bodies = {body for name in decided.decision.bodies for body in self._repository.members(name)}
            for duty in decided.decision.obligations:
                for body in bodies:
                    table.setdefault((duty, body), []).append(decided)
        return found
