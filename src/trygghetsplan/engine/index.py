"""What a repository says of its duties whatever the day: gathered once, and asked on as many days as one likes."""

from trygghetsplan.engine.answers import AnswerIndex
from trygghetsplan.engine.clock import Period, Schedule, schedule
from trygghetsplan.engine.decisions import DecisionIndex
from trygghetsplan.engine.proof import indicator_values
from trygghetsplan.plan.repository import Obligation, PlanRepository, kept_with_repository


class RepositoryIndex:
    """The answers, decisions, indicators and schedules of one repository."""

    def __init__(self, repository: PlanRepository) -> None:
        self.repository = repository
        self.answers = AnswerIndex(repository)
        self.decisions = DecisionIndex(repository)
        self.values = indicator_values(repository)
        self.replaced = frozenset(
            obligation.record.replaces for obligation in repository.obligations.values()
        )
        """The ids of the duties that another says it replaces."""
        self._schedules: dict[tuple[str, int, str], Schedule] = {}
        alike: dict[object, str] = {}
        self._alike = {
            name: alike.setdefault(
                (body.starts, body.ends, kind and (kind.takes_office, kind.answer_day)), name
            )
            for name, body in repository.bodies.items()
            for kind in [repository.kind_of(name)]
        }
        """For each body the first that begins, ends, takes office and answers with it: they share schedules."""

    def schedule(self, obligation: Obligation, body: str, period: Period) -> Schedule:
        """Return the last days and the window of the period."""
        key = obligation.id, period.first, self._alike[body]
        if key not in self._schedules:
            record, settings = self.repository.bodies[body], self.repository.settings.record
            kind = self.repository.kind_of(body)
            self._schedules[key] = schedule(obligation, record, kind, settings, period)
        return self._schedules[key]


@kept_with_repository
def index_of(repository: PlanRepository) -> RepositoryIndex:
    """Return what the repository says. Kept, since a report reckons several years of one repository."""
    return RepositoryIndex(repository)
