"""The decision table: from the body's claim and the proof to what the rules conclude, with the reason.

The rules are tried in order and the first that fits decides; an exception is weighed last. The numbers are
those of the table in docs/model.md.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Self

from trygghetsplan.engine.answers import FiledAnswer
from trygghetsplan.engine.clock import Schedule
from trygghetsplan.engine.decisions import EffectiveDecision
from trygghetsplan.engine.proof import Level, Proof
from trygghetsplan.model.followup import Status
from trygghetsplan.model.obligation import ObligationRecord
from trygghetsplan.swedish import listed, long_date


class Verdict(StrEnum):
    """What the rules conclude of one cell, and how a sentence says it of a duty (skyldigheten är …)."""

    def __init__(self, _word: str, in_sentence: str) -> None:
        self.in_sentence = in_sentence
        self.is_shortcoming = self._name_ in ("PARTLY", "NOT_FULFILLED", "UNANSWERED")
        """Whether something that had fallen due is lacking."""
        self.counts = self.is_shortcoming or self._name_ == "FULFILLED"
        """Whether the cell enters the score's denominator."""

    def __new__(cls, word: str, _: str) -> Self:
        """Return the word, as which it is written."""
        member = str.__new__(cls, word)
        member._value_ = word
        return member

    FULFILLED = "uppfyllt", "uppfylld"
    PARTLY = "delvis", "delvis uppfylld"
    NOT_FULFILLED = "ej uppfyllt", "inte uppfylld"
    UNANSWERED = "obesvarat", "obesvarad"
    NOT_DUE = "ej förfallet", "ännu inte aktuell"
    NOT_APPLICABLE = "ej tillämpligt", "inte tillämplig"
    EXCEPTION = "avsteg", "undantagen genom avsteg"


def start_by(record: ObligationRecord, schedule: Schedule) -> date | None:
    """Return `start senast`; a day before the duty or the body began binds nobody."""
    period = schedule.period
    last = record.start_by.within(period.first, period.last) if record.start_by else None
    return last if last and last >= schedule.begins else None


class VerdictInput(NamedTuple):
    """Everything the table looks at for one cell."""

    record: ObligationRecord
    schedule: Schedule
    as_of: date
    claim: FiledAnswer | None
    """What the body itself says: the latest answer in the period that states a status."""
    filed: Sequence[FiledAnswer]
    """Every answer that may count for the period; of an engång, every answer there is."""
    proof: Proof
    lapsed: bool
    """Whether bounded proof exists and has wholly or partly lapsed."""
    missed: date | None
    """The latest svarsdag, where an open engång was last answered before it (or never); else None."""
    waits_for: tuple[str, ...]
    """Titles of what the duty waits for and has not yet come."""
    concern: EffectiveDecision | None
    exception: EffectiveDecision | None


class Outcome(NamedTuple):
    """A verdict, the number of the rule that gave it, and the reason in one sentence."""

    verdict: Verdict
    rule: int
    reason: str


def decide(case: VerdictInput) -> Outcome:
    """Apply the table to one cell."""
    outcome = _first_match(case)
    if case.exception and outcome.verdict.is_shortcoming:
        until = f"den {long_date(case.exception.ends)}"
        reason = f"Avsteg till {until} ({case.exception.decided}): {case.exception.decision.reason}"
        return Outcome(Verdict.EXCEPTION, 12, reason)
    return outcome


def _first_match(case: VerdictInput) -> Outcome:
    if case.concern and case.concern.decision.meaning == "ej berörd":
        reason = f"Beslutat ej berörd ({case.concern.decided}): {case.concern.decision.reason}"
        return Outcome(Verdict.NOT_APPLICABLE, 2, reason)
    if case.as_of < case.schedule.opens:
        return Outcome(Verdict.NOT_DUE, 3, f"Gäller först från den {long_date(case.schedule.opens)}.")
    if case.claim and case.claim.answer.status:
        claimed = _outcome_of_claim(case, case.claim, case.claim.answer.status)
        if claimed.verdict is Verdict.NOT_DUE and case.schedule.is_once and case.missed:
            return _waiting(case) or Outcome(
                Verdict.UNANSWERED, 11, f"Öppen punkt som senast besvarades för {case.claim.year}."
            )
        return claimed
    return _outcome_of_silence(case)


def _outcome_of_claim(case: VerdictInput, claim: FiledAnswer, status: Status) -> Outcome:
    """Rules 4 to 9: the body has said something."""
    once = case.schedule.is_once
    says = f"Svaret för {claim.year} säger ”{status}”"
    if claim.is_implied:
        says = f"Uppföljningen för {claim.year} är beslutad"
    if status is Status.NOT_RELEVANT:
        if case.schedule.is_event and claim.answer.reason:
            return Outcome(Verdict.NOT_APPLICABLE, 4, f"Ej aktuell: {claim.answer.reason}")
        status = Status.NOT_MET
    done = status in (Status.DONE, Status.GONE_THROUGH) and case.proof.level is Level.FULL
    start = start_by(case.record, case.schedule) if once and not done else None
    if start and start < case.as_of:
        began = [filed.answer.started for filed in case.filed if filed.answer.started]
        if not began or min(began) > start:
            return Outcome(Verdict.NOT_FULFILLED, 5, f"Skulle ha påbörjats senast den {long_date(start)}.")
    if status is Status.PARTLY_MET or status.claims_fulfilment:
        return _lower_of_claim_and_proof(case, 7 if status is Status.PARTLY_MET else 6, says)
    rule = 8 if status in (Status.NOT_MET, Status.NOT_STARTED) else 9
    at_once = rule == 8 and case.schedule.is_event
    if at_once or _is_past_due(case):
        if status is Status.ONGOING and case.proof.level is Level.CONTRADICTS:
            return Outcome(Verdict.NOT_FULFILLED, rule, f"{says}, men {_lacks(case.proof)}.")
        verdict = Verdict.PARTLY if status is Status.ONGOING else Verdict.NOT_FULFILLED
        due = f"; sista dag var {_due(case)}" if once and case.schedule.due else ""
        return Outcome(verdict, rule, f"{says}{due}.")
    return Outcome(Verdict.NOT_DUE, rule, f"{says}; {_until(case) if once else _last_day(case)}.")


def _lower_of_claim_and_proof(case: VerdictInput, rule: int, says: str) -> Outcome:
    """Rules 6 and 7: the lower of claim and proof."""
    match case.proof.level:
        case Level.FULL if rule == 6:
            return Outcome(Verdict.FULFILLED, 6, f"{says}, och allt underlag finns.")
        case Level.FULL:
            return Outcome(Verdict.PARTLY, 7, f"{says}.")
        case Level.PARTIAL:
            return Outcome(Verdict.PARTLY, rule, f"{says}, men {_lacks(case.proof)}.")
        case Level.NONE:
            return Outcome(Verdict.PARTLY, rule, f"{says}, men underlag saknas.")
        case Level.CONTRADICTS:
            if _is_past_due(case):
                return Outcome(Verdict.NOT_FULFILLED, rule, f"{says}, men {_lacks(case.proof)}.")
            return Outcome(Verdict.NOT_DUE, rule, f"{says}, men {_lacks(case.proof)}; {_last_day(case)}.")


def _outcome_of_silence(case: VerdictInput) -> Outcome:
    """Rules 10 and 11: the body has said nothing that counts."""
    if case.proof.level is Level.FULL and case.proof.filed:
        return Outcome(
            Verdict.FULFILLED, 10, f"Uppfyllt genom underlag i uppföljningen för {case.proof.filed.year}."
        )
    if waiting := _waiting(case):
        return waiting
    if case.lapsed:
        return Outcome(
            Verdict.UNANSWERED, 11, "Tidigare underlag gäller inte längre, och inget nytt har lämnats."
        )
    schedule = case.schedule
    is_open = schedule.is_once and (schedule.due is None or case.as_of <= schedule.answer_by)
    answer_by = case.missed if is_open else schedule.answer_by
    if answer_by and answer_by < case.as_of:
        when = f"Svar skulle ha lämnats senast den {long_date(answer_by)}."
        return Outcome(Verdict.UNANSWERED, 11, f"Inget svar har lämnats. {when}")
    return Outcome(Verdict.NOT_DUE, 11, f"Inget svar ännu; {_until(case)}.")


def _waiting(case: VerdictInput) -> Outcome | None:
    if case.waits_for and case.schedule.is_once and case.schedule.due is None:
        return Outcome(Verdict.NOT_DUE, 11, f"Väntar på {listed(case.waits_for)}.")
    return None


def _is_past_due(case: VerdictInput) -> bool:
    """Whether the last day has passed; a standing duty is due every day."""
    if case.schedule.is_standing:
        return True
    return case.schedule.over is not None and case.as_of > case.schedule.over


def _last_day(case: VerdictInput) -> str:
    return _until(case) if case.schedule.is_event and not case.schedule.due else f"sista dag är {_due(case)}"


def _due(case: VerdictInput) -> str:
    return f"den {long_date(case.schedule.due)}" if case.schedule.due else "inte angiven"


def _until(case: VerdictInput) -> str:
    if case.schedule.is_once and case.schedule.due is None:
        return "sista dag är inte angiven"
    return f"svara senast den {long_date(case.schedule.answer_by)}"


def _lacks(proof: Proof) -> str:
    parts = []
    if proof.missing:
        parts.append(f"{listed(proof.missing)} saknas")
    if proof.without_target:
        measured = listed([f"”{title}”" for title in proof.without_target])
        parts.append(f"planen har inget riktvärde för {measured} det år som är mätt")
    if proof.failing:
        parts.append(f"{listed([f'”{title}”' for title in proof.failing])} visar inte det som krävs")
    return listed(parts) or "underlaget visar inte det som krävs"
