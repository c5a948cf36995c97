"""What was answered the year before, by the body or by the one it took over from."""

from typing import Any

from trygghetsplan.model.followup import FollowUp, Status
from trygghetsplan.obligations.cell import Cell
from trygghetsplan.repository import PlanRepository
from trygghetsplan.repository.document import Document


def answer_before(repository: PlanRepository, cell: Cell, year: int) -> dict[str, Any]:
    """Return last year's answer, with what `oförändrat` says again beside it."""
    document = follow_up_before(repository, cell.body, year)
    raw = document.record.answers.get(cell.duty.id) if document else None
    first = raw = raw if isinstance(raw, dict) else {}
    while document and raw.get("status") == Status.UNCHANGED.value:
        document = follow_up_before(repository, document.record.body, document.record.year)
        earlier = document.record.answers.get(cell.duty.id) if document else None
        raw = earlier if isinstance(earlier, dict) else {}
    return {**raw, **first} if raw is not first else first


def follow_up_before(repository: PlanRepository, body: str, year: int) -> Document[FollowUp] | None:
    """Return the follow-up of the year before, of the body or of the one it took over from."""
    name: str | None = body
    seen: set[str] = set()
    while name and name in repository.bodies and name not in seen:
        seen.add(name)
        if document := repository.years.get(name, {}).get(year - 1):
            return document
        name = repository.bodies[name].succeeds
    return None
