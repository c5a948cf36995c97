"""Where a cell stands in time: in time, soon or late, and by how many days. Its verdict is left to `verdict`."""

from datetime import date
from enum import StrEnum

from trygghetsplan.obligations.clock import Term
from trygghetsplan.obligations.proof import Level, Proof
from trygghetsplan.obligations.verdict import Verdict


class Timeliness(StrEnum):
    """Where a cell stands in time, beside the verdict and never mixed into it."""

    IN_TIME = "i tid"
    SOON = "snart"
    LATE = "försenat"


def place_in_time(
    this: Term, verdict: Verdict, proof: Proof, lapse: date | None, as_of: date
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
            soon = this.due is not None and this.notice.before(this.due) <= as_of and not is_done
            return Timeliness.SOON if soon else Timeliness.IN_TIME, 0
        case Verdict.PARTLY | Verdict.NOT_FULFILLED | Verdict.UNANSWERED:
            last = this.due or (lapse if lapse and lapse < this.check_day(as_of) else _standing_due(this))
            late = (as_of - last).days if last else 0
            return (Timeliness.LATE, late) if late > 0 else (None, 0)
        case _:
            return None, 0


def _standing_due(this: Term) -> date | None:
    """Return the day from which lateness of a standing duty is counted: the end of its year."""
    return this.period.end if this.is_standing else None
