"""Which cells rest on something that could not be read: nothing can be said of what their bodies lack.

Each kind of thing that a cell rests on has one test here. What is misspelt counts as not read, since the
finding about the name is the one to put right. See `PlanRepository.broken`.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.index import index_of
from trygghetsplan.model import kind_of
from trygghetsplan.model.decisions import Decisions
from trygghetsplan.model.followup import FollowUp
from trygghetsplan.model.indicators import Indicators, IndicatorYear
from trygghetsplan.plan.loading import is_ours
from trygghetsplan.plan.repository import Obligation, PlanRepository
from trygghetsplan.swedish import Names

_ANSWERING = ("beslut", "svar")
"""The keys of a follow-up that its answers depend on."""


class _Unread(NamedTuple):
    everything: bool
    """Any decision may say that a body is not concerned, or grant an exception; in a folder may be anything."""
    obligations: set[str]
    bodies: set[str]
    answers: set[tuple[str, str]]
    """Bodies and duties, or no duty for all of the body's: proof in any year may count in another."""

    def hides(self, obligation: str, body: str) -> bool:
        """Whether the cells of the duty and the body rest on any of it."""
        return (
            self.everything
            or obligation in self.obligations
            or body in self.bodies
            or (body, "") in self.answers
            or (body, obligation) in self.answers
        )


def known_cells(repository: PlanRepository, cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """Leave out the cells that rest on what could not be read."""
    unread = _unread(repository)
    return tuple([cell for cell in cells if not unread.hides(cell.obligation.id, cell.body)])


def _unread(repository: PlanRepository) -> _Unread:
    obligations, bodies = repository.obligations, repository.bodies
    organisation = repository.organisation.record
    lost = {kind.model for path, _ in repository.broken if (kind := kind_of(path))}
    folders = any(not is_ours(path) for path, _ in repository.broken)
    knows_indicators = lost.isdisjoint((Indicators, IndicatorYear))
    lost_by_body: dict[str, set[str]] = {}
    for body, obligation in _lost_answers(repository):
        lost_by_body.setdefault(body, set()).add(obligation)
    unread = _Unread(
        everything=folders or Decisions in lost,
        obligations={
            name
            for name, obligation in obligations.items()
            if not _is_whole(repository, obligation, knows_indicators=knows_indicators)
        },
        bodies={
            name
            for name, body in bodies.items()
            if body.kind not in organisation.kinds or (body.succeeds or name) not in bodies
        },
        answers={
            (body, obligation)
            for body, names in index_of(repository).answers.lineage.items()
            for one in names
            for obligation in lost_by_body.get(one, ())
        },
    )

    def is_read(awaited: str) -> bool:
        hidden = (unread.hides(awaited, body) for body in repository.responsible.get(awaited, ()))
        return awaited in organisation.milestones or (awaited in obligations and not any(hidden))

    waiting = {name for name, one in obligations.items() if not all(map(is_read, one.record.waits_for))}
    return unread._replace(obligations=unread.obligations | waiting | repository.repeated)


def _is_whole(repository: PlanRepository, obligation: Obligation, *, knows_indicators: bool) -> bool:
    """Whether the duty's document was read, and all the evidence it asks for."""
    fields = [repository.field(name) for name in obligation.record.evidence]
    return obligation.document is not None and all(
        field and (field.indicator is None or (knows_indicators and repository.indicator(field.indicator)))
        for field in fields
    )


def _lost_answers(repository: PlanRepository) -> Iterator[tuple[str, str]]:
    """Return the bodies and duties of answers that failed; of a whole file, the body and no duty."""
    obligations = repository.obligations
    meant = cache(Names(obligations).nearest)  # many files have the same answer

    for path, keys in repository.broken:
        kind = kind_of(path)
        if kind and kind.model is FollowUp and (not keys or keys[0] in _ANSWERING):
            body = path.rsplit("/", 1)[-1].removesuffix(".yaml")
            name = str(keys[1]) if keys[:1] == ("svar",) and len(keys) > 1 else ""
            yield body, name if name in obligations else meant(name) or name
    for document in repository.followups:
        for name in document.record.answers:
            if name not in obligations and (near := meant(name)):
                yield document.record.body, near
