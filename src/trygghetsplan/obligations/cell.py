"""A cell as a value: what is concluded of one obligation, body and period. The grid makes it; all others read it."""

from typing import NamedTuple

from trygghetsplan.findings import Where
from trygghetsplan.model.organisation import Bindingness
from trygghetsplan.obligations.answers import Given
from trygghetsplan.obligations.clock import Period, Term
from trygghetsplan.obligations.proof import Proof
from trygghetsplan.obligations.timeliness import Timeliness
from trygghetsplan.obligations.verdict import Outcome, Verdict
from trygghetsplan.repository.duty import Duty


class Cell(NamedTuple):
    """One obligation, one body, one period: what is concluded, why, and what it rests on."""

    duty: Duty
    body: str
    term: Term
    outcome: Outcome
    binding: Bindingness
    timeliness: Timeliness | None
    days: int
    """Days late, where late."""
    proof: Proof
    claim: Given | None
    decided_at: Where | None
    """The decision that gave the verdict, where one did."""
    undecided: bool
    """Whether nobody has decided that the body is concerned, though the duty is for those concerned."""
    exception: str | None
    """The id of the exception that holds for the cell, whether it was needed or not."""
    sharing: tuple[str, ...] = ()
    """The other bodies of a duty owed jointly."""

    @property
    def verdict(self) -> Verdict:
        """What the rules conclude."""
        return self.outcome.verdict

    @property
    def basis(self) -> tuple[Where, ...]:
        """The decision and the evidence it rests on, or the place that creates the duty."""
        answers = [given.where for given in (self.claim, self.proof.given) if given]
        decided = [self.decided_at] if self.decided_at else []
        return tuple(dict.fromkeys([*decided, *answers])) or (self.duty.at(),)

    @property
    def period(self) -> Period:
        """What the cell covers."""
        return self.term.period

    @property
    def is_bound(self) -> bool:
        """Whether a shortcoming is a breach, and the cell part of the score."""
        return self.binding is not Bindingness.URGED

    @property
    def key(self) -> tuple[str, str, int]:
        """The cell's identity: obligation, body and the period's first year."""
        return self.duty.id, self.body, self.period.first
