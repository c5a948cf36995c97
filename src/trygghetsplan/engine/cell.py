"""A cell as a value: what is concluded of one obligation, body and period, and where it stands in time; and the score."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from trygghetsplan.engine.answers import FiledAnswer
from trygghetsplan.engine.clock import Period, Schedule
from trygghetsplan.engine.proof import Level, Proof
from trygghetsplan.engine.verdict import Outcome, Verdict
from trygghetsplan.findings import Where
from trygghetsplan.model.organisation import Bindingness
from trygghetsplan.plan.repository import Obligation
from trygghetsplan.swedish import number


class Timeliness(StrEnum):
    """Where a cell stands in time, beside the verdict and never mixed into it."""

    IN_TIME = "i tid"
    SOON = "snart"
    LATE = "försenat"
    DONE_EARLIER = "klart tidigare"


def place_in_time(
    this: Schedule, verdict: Verdict, proof: Proof, lapse: date | None, as_of: date
) -> tuple[Timeliness | None, int]:
    """Return where a cell stands in time, and how many days late it is. `lapse` is the last day of its bounded proof."""
    match verdict:
        case Verdict.FULFILLED:
            late = (proof.proved - this.due).days if proof.proved and this.due else 0
            if late > 0:
                return Timeliness.LATE, late
            # What carries the cell lapses; older or partial proof beside it says nothing.
            lapses = proof.lapses if as_of <= this.period.end else None
            soon = lapses is not None and this.notice.before(lapses) <= as_of
            return Timeliness.SOON if soon else Timeliness.IN_TIME, 0
        case Verdict.NOT_DUE:
            is_done = proof.level is Level.FULL and as_of < this.period.start
            soon = this.awaited is not None and this.notice.before(this.awaited) <= as_of and not is_done
            return Timeliness.SOON if soon else Timeliness.IN_TIME, 0
        case Verdict.PARTLY | Verdict.NOT_FULFILLED | Verdict.UNANSWERED:
            # Neither has a last day of its own; of an event's year only the answer can be late.
            is_asked = this.is_standing or (this.is_event and verdict is Verdict.UNANSWERED)
            asked = this.answer_by if is_asked else None
            last = this.due or (lapse if lapse and lapse < this.check_day(as_of) else asked)
            late = (as_of - last).days if last else 0
            return (Timeliness.LATE, late) if late > 0 else (None, 0)
        case _:
            return None, 0


class Cell(NamedTuple):
    """One obligation, one body, one period: what is concluded, why, and what it rests on."""

    obligation: Obligation
    body: str
    schedule: Schedule
    outcome: Outcome
    binding: Bindingness
    timeliness: Timeliness | None
    days: int
    """Days late, where late."""
    proof: Proof
    claim: FiledAnswer | None
    decided_at: Where | None
    """The decision that gave the verdict, where one did."""
    undecided: bool
    """Whether nobody has decided that the body is concerned, though the duty is for those concerned."""
    exception: str | None
    """The id of the exception that holds for the cell, whether it was needed or not."""
    closed: str | None = None
    """The id of the decision that it can no longer be done, where it is lacking."""
    sharing: tuple[str, ...] = ()
    """The other bodies of a duty owed jointly."""

    @property
    def verdict(self) -> Verdict:
        """What the rules conclude."""
        return self.outcome.verdict

    @property
    def counts(self) -> bool:
        """Whether it enters the score's denominator: it had fallen due, and is not what was done an earlier year."""
        return self.verdict.counts and self.timeliness is not Timeliness.DONE_EARLIER

    @property
    def basis(self) -> tuple[Where, ...]:
        """The decision and the evidence it rests on, or the place that creates the duty."""
        answers = [filed.where for filed in (self.claim, self.proof.filed) if filed]
        decided = [self.decided_at] if self.decided_at else []
        return tuple(dict.fromkeys([*decided, *answers])) or (self.obligation.at(),)

    @property
    def period(self) -> Period:
        """What the cell covers."""
        return self.schedule.period

    @property
    def is_bound(self) -> bool:
        """Whether a shortcoming is a breach, and the cell part of the score."""
        return self.binding is not Bindingness.URGED

    @property
    def key(self) -> tuple[str, str, int]:
        """The cell's identity: obligation, body and the period's first year."""
        return self.obligation.id, self.body, self.period.first


class Score(NamedTuple):
    """So many fulfilled of so many that had fallen due; nothing else enters."""

    fulfilled: int
    due: int

    @classmethod
    def of(cls, cells: Sequence[Cell]) -> "Score":
        """Count the cells that count."""
        counted = [cell for cell in cells if cell.counts]
        return cls(sum(cell.verdict is Verdict.FULFILLED for cell in counted), len(counted))

    @property
    def lacking(self) -> int:
        """How many had fallen due and are not fulfilled."""
        return self.due - self.fulfilled

    def __str__(self) -> str:
        """Write it as it is said: 12 av 14."""
        return f"{number(self.fulfilled)} av {number(self.due)}"

    @property
    def in_sentence(self) -> str:
        """Write it as a sentence: Av 14 krav som skulle vara klara är 12 uppfyllda."""
        finished = "klart" if self.due == 1 else "klara"
        met = (
            f"{number(self.fulfilled)} uppfyllda"
            if self.fulfilled > 1
            else f"{self.fulfilled or 'inget'} uppfyllt"
        )
        return f"Av {number(self.due)} krav som skulle vara {finished} är {met}"
