"""Headings that say the finding, from the figures alone, so that they are right for any organisation."""

from collections.abc import Sequence

from trygghetsplan.engine.cell import Score
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.report.views import Shortage
from trygghetsplan.swedish import capital, in_words, listed, number

_LACKS = {
    Verdict.NOT_FULFILLED: "”{duty}” saknas hos {who}",
    Verdict.PARTLY: "”{duty}” är bara delvis uppfyllt hos {who}",
    Verdict.UNANSWERED: "svar om ”{duty}” saknas från {who}",
}
_NAMED = 2
"""So many silent bodies are named in a heading."""


def met(total: Score, noun: str = "krav", so_far: str = "") -> str:
    """Say how much is fulfilled: 81 av 91 krav är uppfyllda."""
    if total.due == 1:
        return f"{capital(noun)}et är {so_far}{'' if total.fulfilled else 'inte '}uppfyllt"
    if total.fulfilled == total.due:
        return f"{f'Båda {noun}en' if total.due == 2 else f'Alla {in_words(total.due)} {noun}'} är {so_far}uppfyllda"
    how = "uppfyllda" if total.fulfilled > 1 else "uppfyllt"
    return f"{number(total.fulfilled) if total.fulfilled else 'Inget'} av {number(total.due)} {noun} är {so_far}{how}"


def lacking_said(lacks: Sequence[Shortage], silent: Sequence[str]) -> str:
    """Say what is most serious of what is lacking; `silent` are bodies that have not answered at all."""
    if not lacks:
        many = listed(silent) if len(silent) <= _NAMED else f"{in_words(len(silent))} organ"
        return f"{many} har inte svarat" if silent else ""
    worst = lacks[0]
    who = worst.lacks[0].in_sentence if len(worst.lacks) == 1 else f"{in_words(len(worst.lacks))} organ"
    return said_of(worst, who)


def said_of(shortage: Shortage, who: str) -> str:
    """Say what is lacking and with whom: ”Egen handlingsplan” saknas hos miljönämnden."""
    verdicts = {lack.verdict for lack in shortage.lacks}
    sentence = _LACKS[verdicts.pop()] if len(verdicts) == 1 else "”{duty}” brister hos {who}"
    return sentence.format(duty=shortage.duty, who=who)


def but(said: str, lack: str, *, is_good: bool) -> str:
    """Join a finding with what is lacking: with a ”men” where it is a good one."""
    return f"{said}{', men' if is_good else ';'} {lack}"


def most_is_met(total: Score) -> bool:
    """Whether more than half is fulfilled."""
    return 2 * total.fulfilled > total.due


def finding(
    total: Score,
    lacks: Sequence[Shortage],
    silent: Sequence[str],
    *,
    noun: str = "krav",
    rise: str = "",
    so_far: str = "",
) -> str:
    """Say what went best, or how much is fulfilled, and what is most serious of what is lacking."""
    if not total.due:
        return f"Inget behövde vara klart{' ännu' if so_far else ''}"
    said = met(total, noun, so_far)
    lack = lacking_said(lacks, silent)
    if lack:
        return but(rise or said, lack, is_good=bool(rise) or most_is_met(total))
    if rise:
        return f"{rise}, och {said[:1].lower()}{said[1:]}"
    return said
