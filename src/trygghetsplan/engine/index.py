"""What a repository says of its duties whatever the day: gathered once, and asked on as many days as one likes."""

from typing import NamedTuple

from trygghetsplan.engine.answers import AnswerIndex
from trygghetsplan.engine.clock import Period, Schedule, schedule
from trygghetsplan.engine.decisions import DecisionIndex
from trygghetsplan.engine.proof import indicator_values
from trygghetsplan.model.evidence import EvidenceField
from trygghetsplan.model.time import ClockKind
from trygghetsplan.plan.repository import Obligation, PlanRepository, kept_with_repository


class RequiredEvidence(NamedTuple):
    """The evidence that a duty asks for, as far as the catalogue knows it."""

    fields: tuple[tuple[str, EvidenceField], ...]
    is_given: bool
    """Whether all of it is given in the answer; otherwise some is found elsewhere."""


class RepositoryIndex:
    """The answers, decisions, indicators and terms of one repository."""

    def __init__(self, repository: PlanRepository) -> None:
        self.repository = repository
        self.answers = AnswerIndex(repository)
        self.decisions = DecisionIndex(repository)
        self.values = indicator_values(repository)
        self._asked: dict[str, RequiredEvidence] = {}
        self._terms: dict[tuple[object, ...], Schedule] = {}
        self._spans = {name: (body.starts, body.ends) for name, body in repository.bodies.items()}
        self._by_kind = frozenset(
            name
            for name, obligation in repository.obligations.items()
            if obligation.record.clock and obligation.record.clock.kind is ClockKind.MANDATE
        )
        """The duties whose window depends on the kind of body: a mandate period."""

    def asked(self, obligation: Obligation) -> RequiredEvidence:
        """Return the evidence that the duty asks for."""
        if obligation.id not in self._asked:
            catalogue = self.repository.catalogue.record.fields
            fields = tuple(
                (name, catalogue[name]) for name in obligation.record.evidence if name in catalogue
            )
            self._asked[obligation.id] = RequiredEvidence(
                fields, not any(field.type.is_computed for _, field in fields)
            )
        return self._asked[obligation.id]

    def schedule(self, obligation: Obligation, body: str, period: Period) -> Schedule:
        """Return the last days and the window of the period, which bodies that begin and end together share."""
        kind = self.repository.bodies[body].kind if obligation.id in self._by_kind else ""
        key = obligation.id, period.first, kind, self._spans[body]
        found = self._terms.get(key)
        if found is None:
            record, settings = self.repository.bodies[body], self.repository.settings.record
            found = schedule(obligation.record, record, self.repository.kind_of(body), settings, period)
            self._terms[key] = found
        return found


@kept_with_repository
def index_of(repository: PlanRepository) -> RepositoryIndex:
    """Return what the repository says. Kept, since a report reckons several years of one repository."""
    return RepositoryIndex(repository)
