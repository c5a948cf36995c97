"""Which cells rest on something that could not be read: nothing can be said of what their bodies lack.

Each kind of thing that a cell rests on has one test here. What is misspelt counts as not read, since the
finding about the name is the one to mend. See `PlanRepository.broken`.
"""

from collections.abc import Iterable, Iterator

from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.index import index_of
from trygghetsplan.model import kind_of
from trygghetsplan.model.decisions import Decisions
from trygghetsplan.model.followup import FollowUp
from trygghetsplan.model.indicators import Indicators, IndicatorYear
from trygghetsplan.model.record import Record
from trygghetsplan.plan.repository import Obligation, PlanRepository
from trygghetsplan.swedish import nearest

_ANSWERING = ("beslut", "svar")
"""The keys of a follow-up that its answers depend on."""


class Unread:
    """What a repository's cells rest on and that could not be read."""

    def __init__(self, repository: PlanRepository) -> None:
        self._repository = repository
        self._indicators = bool(self._lost(Indicators) or self._lost(IndicatorYear))
        self._everything = bool(self._lost(Decisions))
        """Any decision may say that a body is not concerned, or grant an exception."""
        lineage = index_of(repository).answers.lineage
        lost = set(self._lost_answers())
        self._answers = {
            (body, obligation) for body, names in lineage.items() for one, obligation in lost if one in names
        }
        """Bodies and duties, or no duty for all of the body's: proof in any year may count in another."""
        self._bodies = {body for body in repository.bodies if not self._is_known(body)}
        self._duties = {
            name for name, obligation in repository.obligations.items() if not self._is_whole(obligation)
        }
        waiting = {
            name for name, obligation in repository.obligations.items() if not self._knows_awaited(obligation)
        }
        self._duties |= waiting | repository.repeated

    def known(self, cells: Iterable[Cell]) -> tuple[Cell, ...]:
        """Leave out the cells that rest on what could not be read."""
        return tuple([cell for cell in cells if not self._hides(cell.obligation.id, cell.body)])

    def _hides(self, obligation: str, body: str) -> bool:
        return (
            self._everything
            or obligation in self._duties
            or body in self._bodies
            or (body, "") in self._answers
            or (body, obligation) in self._answers
        )

    def _is_known(self, body: str) -> bool:
        """Whether the body's kind and the body it succeeds were read."""
        before = self._repository.bodies[body].succeeds
        return self._repository.kind_of(body) is not None and (
            before is None or before in self._repository.bodies
        )

    def _is_whole(self, obligation: Obligation) -> bool:
        """Whether the duty's document was read, and all the evidence it asks for."""
        fields = [self._repository.field(name) for name in obligation.record.evidence]
        return obligation.document is not None and all(
            field is not None and (field.indicator is None or self._knows_indicator(field.indicator))
            for field in fields
        )

    def _knows_indicator(self, name: str) -> bool:
        return not self._indicators and self._repository.indicator(name) is not None

    def _knows_awaited(self, obligation: Obligation) -> bool:
        """Whether everything that the duty waits for was read."""
        milestones = self._repository.organisation.record.milestones
        return all(
            name in milestones
            or (
                name in self._repository.obligations
                and not any(self._hides(name, body) for body in self._repository.responsible[name])
            )
            for name in obligation.record.waits_for
        )

    def _lost(self, model: type[Record]) -> list[tuple[str, str]]:
        """Return what failed in files of a kind: the path, and the first key or nothing for the whole file."""
        return [
            (path, str(keys[0]) if keys else "")
            for path, keys in self._repository.broken
            if (kind := kind_of(path)) and kind.model is model
        ]

    def _lost_answers(self) -> Iterator[tuple[str, str]]:
        """Return the bodies and duties of answers that failed; of a whole file, the body and no duty."""
        obligations = self._repository.obligations
        for path, keys in self._repository.broken:
            kind = kind_of(path)
            if kind and kind.model is FollowUp and (not keys or keys[0] in _ANSWERING):
                body = path.rsplit("/", 1)[-1].removesuffix(".yaml")
                name = str(keys[1]) if keys[:1] == ("svar",) and len(keys) > 1 else ""
                yield body, name if name in obligations else nearest(name, obligations) or name
        for document in self._repository.followups:
            for name in document.record.answers:
                if name not in obligations and (meant := nearest(name, obligations)):
                    yield document.record.body, meant
