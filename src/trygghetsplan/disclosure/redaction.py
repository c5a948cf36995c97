"""What a public document is built from: a repository and cells in which protected values do not exist.

Sections never choose what to leave out of an answer. A duty that is not shown per body has no answer in the
public repository, and its cells carry a verdict to count and nothing that a body has said.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from enum import StrEnum
from typing import Any, Self

from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.verdict import Outcome
from trygghetsplan.findings import Where
from trygghetsplan.model.decisions import Decisions
from trygghetsplan.model.followup import FollowUp
from trygghetsplan.model.obligation import Presentation, Protection
from trygghetsplan.plan.repository import Obligation, PlanFile, PlanRepository

UNTOLD = "Skälet redovisas inte."
"""What stands in place of the reason for a decision about a withheld duty."""


def is_withheld(obligation: Obligation) -> bool:
    """Whether the public sees the duty as counts only: it is protected, or accounted for together."""
    record = obligation.record
    return record.protection is not Protection.OPEN or record.presentation is not Presentation.PER_BODY


class WithheldCell(Cell):
    """A cell of a withheld duty: a verdict to count, without what was said, why, and where.

    Raises:
        TypeError: it is made with anything that a body has said.
    """

    __slots__ = ()

    def __new__(cls, *values: Any, **named: Any) -> Self:
        """Refuse what the public may not see, however the cell is made."""
        cell = super().__new__(cls, *values, **named)
        if cell.claim or cell.proof.filed or cell.outcome.reason or cell.decided_at:
            raise TypeError("a withheld cell holds what a body has said")
        return cell

    @classmethod
    def _make(cls, iterable: Iterable[Any]) -> Self:  # type: ignore[override]  # typed for any tuple
        return cls(*iterable)


def withheld_reasons(repository: PlanRepository) -> dict[Where, str]:
    """Return the reason of each decision that covers a withheld duty, by the decision's place."""
    withheld = {name for name, obligation in repository.obligations.items() if is_withheld(obligation)}
    return {
        document.at("beslut", name): decision.reason
        for document, name, decision in repository.all_decisions
        if decision.reason and withheld.intersection(decision.obligations)
    }


def redact_cell(cell: Cell, reasons: Mapping[Where, str]) -> Cell:
    """Return the cell as the public may see it; `reasons` are the `withheld_reasons` of its repository."""
    if not is_withheld(cell.obligation):
        secret = reasons.get(cell.decided_at) if cell.decided_at else None
        if secret is None:
            return cell
        reason = cell.outcome.reason.replace(secret, UNTOLD)
        return cell._replace(outcome=cell.outcome._replace(reason=reason))
    hidden = cell._replace(
        outcome=Outcome(cell.outcome.verdict, cell.outcome.rule, ""),
        proof=cell.proof._replace(filed=None),
        claim=None,
        decided_at=None,
    )
    return WithheldCell(*hidden)


class PublicRepository(PlanRepository):
    """A repository without answers to withheld duties, and without reasons for decisions about them.

    The texts of the files that hold either are not there.
    """


def redact(repository: PlanRepository) -> PublicRepository:
    """Return the repository as the public may see it. Verdicts are to be reckoned on the whole one."""
    withheld = frozenset(
        name for name, obligation in repository.obligations.items() if is_withheld(obligation)
    )
    values = {field.name: getattr(repository, field.name) for field in fields(repository) if field.init}
    return PublicRepository(
        **values
        | {
            "followups": tuple(_without_answers(document, withheld) for document in repository.followups),
            "decisions": tuple(_without_reasons(document, withheld) for document in repository.decisions),
            "texts": {path: text for path, text in repository.texts.items() if _is_public(path)},
        }
    )


def _is_public(path: str) -> bool:
    """Whether a whole file is public: all but the bodies' answers, and decisions about single bodies."""
    if path.startswith("followups/"):
        return path.endswith(("/bedomningar.yaml", "/indikatorer.yaml"))
    return not path.startswith("plan/beslut")


def _without_answers(document: PlanFile[FollowUp], withheld: frozenset[str]) -> PlanFile[FollowUp]:
    """Keep that a withheld duty was answered, which is no secret, and nothing of the answer."""
    answers = {name: None if name in withheld else answer for name, answer in document.record.answers.items()}
    return PlanFile(document.path, document.record.model_copy(update={"answers": answers}))


def _without_reasons(document: PlanFile[Decisions], withheld: frozenset[str]) -> PlanFile[Decisions]:
    decisions = {
        name: decision.model_copy(update={"reason": UNTOLD})
        if decision.reason and withheld.intersection(decision.obligations)
        else decision
        for name, decision in document.record.decisions.items()
    }
    return PlanFile(document.path, document.record.model_copy(update={"decisions": decisions}))


class Audience(StrEnum):
    """Who a document is for: everybody, or those who may see what is protected."""

    PUBLIC = "public"
    INTERNAL = "internal"
