"""Headings that say the finding, from the figures alone, so that they are right for any organisation."""

from collections.abc import Sequence

from trygghetsplan.engine.cell import Score
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.report.views import Shortage
from trygghetsplan.swedish import capital, in_words, listed, number

_FAILS = {
    Verdict.NOT_FULFILLED: "uppfyller inte",
    Verdict.PARTLY: "uppfyller bara delvis",
    Verdict.UNANSWERED: "har inte svarat på",
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
    return f"{who} {fails(worst)}"


def fails(shortage: Shortage) -> str:
    """Say how the bodies fail in what they lack: uppfyller inte ”Egen handlingsplan”."""
    verdicts = {lack.verdict for lack in shortage.lacks}
    return f"{_FAILS[verdicts.pop()] if len(verdicts) == 1 else 'brister i'} ”{shortage.duty}”"


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
        return f"{rise or said}{', men' if rise or total.fulfilled else ';'} {lack}"
    if rise:
        return f"{rise}, och {said[:1].lower()}{said[1:]}"
    return said
