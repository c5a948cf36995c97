"""Who owes a duty, as far as the plan and the organisation tell."""

from collections.abc import Set as AbstractSet

from trygghetsplan.plan.repository import Obligation, PlanRepository


def is_clear(repository: PlanRepository, obligation: Obligation) -> bool:
    """Whether the plan tells who owes the duty, or that nobody does; what it lacks is told by other rules."""
    record = obligation.record
    is_told = record.repeats or record.definition or (record.owns_cells and record.responsible)
    return bool(is_told) and all(repository.is_resolved(who) for who in record.responsible)


def owing(repository: PlanRepository, obligation: Obligation) -> AbstractSet[str]:
    """Return the bodies that owe the duty while they exist; where it is owed jointly, the one that answers."""
    answering = obligation.record.answered_by
    return {answering} if obligation.record.jointly and answering else repository.responsible[obligation.id]


def members_of(repository: PlanRepository, names: tuple[str, ...]) -> set[str]:
    """Return the bodies that the names of bodies, kinds and groups stand for."""
    return {body for name in names for body in repository.members(name)}
