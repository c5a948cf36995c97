"""Periods that are over and words that have come apart (TP905, TP906), and the language rules for any text."""

import re
from collections.abc import Callable, Iterator
from datetime import date

from trygghetsplan.findings import Finding, Scope, Severity, rule
from trygghetsplan.rules import spelling
from trygghetsplan.rules.duties import Duties
from trygghetsplan.rules.naming import old_names, second_names
from trygghetsplan.rules.prose import Prose, Span
from trygghetsplan.rules.repository_prose import proses
from trygghetsplan.rules.vagueness import unmeasurable_states, vague_words
from trygghetsplan.rules.wordlists import (
    pattern,
)

_PERIOD = pattern(
    r"(?:\w*period\w*|gäller|giltig\w*|gällande|överenskommelse\w*)(?: för| från| under| åren| från och med){0,2} "
    r"((?:19|20)\d\d)\s*[–-]\s*((?:19|20)\d\d)\b"
)
_UNTIL = pattern(
    r"(?:gäller|giltig\w*|gällande) (?:\w+ ){0,2}?(?:t\.?\s*o\.?\s*m\.?|till och med|till) "
    r"((?:19|20)\d\d)(?:-(\d\d)-(\d\d))?\b"
)
_PAST = pattern(r"(?:gällde|var|hade|tidigare|förra|föregående|dåvarande|upphörde|ersat\w+)\b")


@rule("TP905", Severity.WARNING, "Period som har gått ut", Scope.DUTIES)
def lapsed_period(duties: Duties) -> Iterator[Finding]:
    """Texten gäller fortfarande men talar i nutid om en period som är slut, till exempel en gången mandatperiod.

    Skriv vad som gäller nu, eller skriv om det förflutna som förflutet.

    Fel:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Mer
        skyldigheter:
          krisledning:
            titel: Krisledningsnämnd
            text: För mandatperioden 2019–2022 är arbetsutskottet krisledningsnämnd.
            slag: roll
            ansvariga: [förbund]
            periodicitet: löpande
            underlag: [datum]
    Rätt:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Mer
        skyldigheter:
          krisledning:
            titel: Krisledningsnämnd
            text: För mandatperioden 2023–2026 är arbetsutskottet krisledningsnämnd.
            slag: roll
            ansvariga: [förbund]
            periodicitet: löpande
            underlag: [datum]
    """
    for prose in proses(duties):
        yield from lapsed_periods(prose)


def lapsed_periods(prose: Prose) -> Iterator[Finding]:
    """Return the periods that have ended but are spoken of as if they had not."""
    for expression in (_PERIOD, _UNTIL):
        for found in expression.finditer(prose.read):
            at = Span(*found.span())
            sentence = prose.sentence(at)
            ends = _last_day(found)
            past = _PAST.search(prose.read, sentence.start, sentence.end)
            if ends and ends < prose.as_of and not past:
                message = f"”{prose.found(at)}” tog slut {ends}; skriv vad som gäller nu"
                yield lapsed_period.at(prose.where(at), message, subject=prose.found(sentence))


def _last_day(found: re.Match[str]) -> date | None:
    parts = found.groups()
    if len(parts) == 2:
        return date(int(parts[1]), 12, 31)
    try:
        return date(int(parts[0]), int(parts[1] or 12), int(parts[2] or 31))
    except ValueError:
        return None


@rule("TP906", Severity.INFO, "Sönderdelat ord", Scope.DUTIES)
def broken_word(duties: Duties) -> Iterator[Finding]:
    """Ett ord har fått ett mellanslag i sig, som det blir när text kopieras ur en pdf.

    Ordet går inte att söka efter och läses fel av den som lyssnar. Ta bort mellanslaget. Bara delar som inte är
    egna ord i texten, men som tillsammans står där hela på ett annat ställe, sägs till om.

    Fel:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Våld i nära rela tioner
        skyldigheter:
          relationer:
            titel: Nära relationer
            text: Förebygga våld i nära relationer.
            slag: grunduppgift
            ansvariga: [förbund]
            periodicitet: löpande
            underlag: [datum]
    Rätt:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Våld i nära relationer
        skyldigheter:
          relationer:
            titel: Nära relationer
            text: Förebygga våld i nära relationer.
            slag: grunduppgift
            ansvariga: [förbund]
            periodicitet: löpande
            underlag: [datum]
    """
    for prose in proses(duties):
        yield from broken_words(prose)


def broken_words(prose: Prose) -> Iterator[Finding]:
    """Return the words with a space in them."""
    for at, whole in spelling.broken(prose.read):
        message = f"”{prose.found(at)}” är ”{whole}” med ett mellanslag i"
        yield broken_word.at(prose.where(at), message, subject=prose.found(at))


DETECTORS: tuple[Callable[[Prose], Iterator[Finding]], ...] = (
    vague_words,
    unmeasurable_states,
    old_names,
    second_names,
    lapsed_periods,
    broken_words,
)
"""The same rules for any text."""


RULES = (lapsed_period, broken_word)
