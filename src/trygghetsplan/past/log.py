"""Who changed which answer when, from the commits of the plan repository. The words are left to `telling`.

Records are followed by id: the body and year that a file states, and the obligation's key, wherever they
stand. An id that was renamed is followed to what it is called now.
"""

from typing import NamedTuple

from trygghetsplan.past.commits import Commit, Past
from trygghetsplan.past.names import names_of
from trygghetsplan.past.steps import Walk
from trygghetsplan.past.telling import Teller
from trygghetsplan.repository import PlanRepository


class Entry(NamedTuple):
    """What one commit meant to the subject."""

    commit: Commit
    sentences: tuple[str, ...]


class Log:
    """Tells the past of one plan repository."""

    def __init__(self, past: Past, repository: PlanRepository) -> None:
        self._repository = repository
        plan, answers = Walk(past, "plan"), Walk(past, "followups")
        self._walks = plan, answers
        self._plan = list(plan.steps())
        self.names = names_of(self._plan)
        self._order = {commit.name: number for number, commit in enumerate(past.commits)}

    @property
    def missing(self) -> int:
        """How many versions of files the clone does not hold."""
        return sum(walk.missing for walk in self._walks)

    def entries(self, subject: str | None, *, amended: bool = False) -> list[Entry]:
        """Return what happened to a body or an obligation, or to all of them, newest first.

        `amended` leaves only answers that were changed after the body had decided them.
        """
        told: dict[str, tuple[Commit, list[str]]] = {}
        steps = [*([] if amended else self._plan), *self._walks[1].steps()]
        for step in sorted(steps, key=lambda step: self._order[step.commit.name]):
            sentences = told.setdefault(step.commit.name, (step.commit, []))[1]
            sentences += Teller(self._repository, self.names, subject, amended=amended).step(step)
        return [Entry(commit, tuple(sentences)) for commit, sentences in told.values() if sentences]
