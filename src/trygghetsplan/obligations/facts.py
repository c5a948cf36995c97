"""What a repository says of its duties whatever the day: gathered once, and asked on as many days as one likes."""

from datetime import date  # noqa: TC003
from functools import lru_cache
from typing import NamedTuple

from trygghetsplan.model.evidence import EvidenceField
from trygghetsplan.model.time import ClockKind
from trygghetsplan.obligations.answers import AnswerBook
from trygghetsplan.obligations.clock import Period, Term, term
from trygghetsplan.obligations.decisions import DecisionBook
from trygghetsplan.obligations.indicators import indicator_values
from trygghetsplan.repository import Duty, PlanRepository


class AskedFor(NamedTuple):
    """The evidence that a duty asks for, as far as the catalogue knows it."""

    fields: tuple[tuple[str, EvidenceField], ...]
    is_given: bool
    """Whether all of it is given in the answer; otherwise some is found elsewhere."""


class Facts:
    """The answers, decisions, indicators and terms of one repository."""

    def __init__(self, repository: PlanRepository) -> None:
        self.repository = repository
        self.answers = AnswerBook(repository)
        self.decisions = DecisionBook(repository)
        self.values = indicator_values(repository)
        self._asked: dict[str, AskedFor] = {}
        self._terms: dict[tuple[str, str, date | None, date | None, int], Term] = {}

    def asked(self, duty: Duty) -> AskedFor:
        """Return the evidence that the duty asks for."""
        if duty.id not in self._asked:
            catalogue = self.repository.catalogue.record.fields
            fields = tuple((name, catalogue[name]) for name in duty.obligation.evidence if name in catalogue)
            self._asked[duty.id] = AskedFor(fields, not any(field.type.is_computed for _, field in fields))
        return self._asked[duty.id]

    def term(self, duty: Duty, body: str, period: Period) -> Term:
        """Return the last days and the window of the period, which bodies that begin and end together share.

        Only a mandate period depends on the kind of body.
        """
        record, clock = self.repository.bodies[body], duty.obligation.clock
        by_kind = record.kind if clock and clock.kind is ClockKind.MANDATE else ""
        key = duty.id, by_kind, record.starts, record.ends, period.first
        if key not in self._terms:
            kind, settings = self.repository.kind_of(body), self.repository.settings.record
            self._terms[key] = term(duty.obligation, record, kind, settings, period)
        return self._terms[key]


@lru_cache(maxsize=2)
def facts(repository: PlanRepository) -> Facts:
    """Return what the repository says. Kept, since a report reckons several years of one repository."""
    return Facts(repository)
