"""What depends on the wording of an obligation: answers, deviations and decisions on who is concerned.

A follow-up carries the fingerprints of the texts that its questions had when they were asked (`lydelser`), and a
record that of the text it was held against later (`granskad`). When the text is reworded the record is suspect until
it is answered again or somebody has looked at it. Without a fingerprint nothing is suspect.
"""

from collections.abc import Iterator
from typing import NamedTuple

from trygghetsplan.findings import Where
from trygghetsplan.model.decisions import Meaning
from trygghetsplan.model.review import Reviewed, fingerprint
from trygghetsplan.plan.repository import Obligation, PlanRepository

MEANINGS = (Meaning.CONCERNED, Meaning.NOT_CONCERNED, Meaning.EXCEPTION)
"""The decisions that rest on what an obligation says; to be bound is to be bound whatever the words."""


class Dependent(NamedTuple):
    """One record that depends on one obligation."""

    obligation: Obligation
    where: Where
    """The answer, or the decision."""
    stamp: Reviewed | None
    """Who held it against which wording; None where nobody has said."""
    body: str = ""
    year: int = 0
    decision: str = ""
    """The decision's id; empty for an answer."""
    asked: str | None = None
    """The fingerprint of the question that the answer was given to; None where nobody has said."""

    @property
    def wording(self) -> str | None:
        """The fingerprint of the wording that the record was last held against; None where nobody has said."""
        return self.stamp.text if self.stamp else self.asked

    @property
    def is_suspect(self) -> bool:
        """Whether the obligation has been reworded since somebody looked."""
        wording = self.wording
        return wording is not None and wording != fingerprint(self.obligation.record.text)

    @property
    def is_current(self) -> bool:
        """Whether it was given to the wording that holds now, or somebody has looked at it."""
        return self.wording is not None and not self.is_suspect

    @property
    def stamp_at(self) -> Where:
        """The place of the stamp, or where it would be."""
        if self.stamp is None and self.asked:
            return Where(self.where.path, ("lydelser", self.obligation.id))
        inner = ("granskad", self.obligation.id) if self.decision else ("granskad",)
        return Where(self.where.path, (*self.where.keys, *inner))


def dependent_answers(repository: PlanRepository) -> Iterator[Dependent]:
    """Return every answer that says something, in the order of files."""
    for document, name, answer in repository.answers:
        obligation, record = repository.obligations.get(name), document.record
        if obligation is not None and answer.status is not None:
            yield Dependent(
                obligation,
                document.at("svar", name),
                answer.reviewed,
                record.body,
                record.year,
                asked=record.asked.get(name),
            )


def dependent_decisions(repository: PlanRepository) -> Iterator[Dependent]:
    """Return every deviation and decision on who is concerned, once for each obligation that it names."""
    for document, name, decision in repository.all_decisions:
        if decision.meaning in MEANINGS:
            # A decision about all of them depends on no single wording.
            for obligation in filter(None, map(repository.obligations.get, decision.obligations)):
                where = document.at("beslut", name)
                yield Dependent(obligation, where, decision.reviewed.get(obligation.id), decision=name)


def dependents(repository: PlanRepository) -> tuple[Dependent, ...]:
    """Return everything that depends on the wording of an obligation."""
    return (*dependent_answers(repository), *dependent_decisions(repository))
