"""Words and criteria that nobody can follow up."""

from bisect import bisect_left
from collections.abc import Iterator

from trygghetsplan.findings import Finding, Scope, Severity, rule
from trygghetsplan.rules.checked_year import CheckedYear
from trygghetsplan.rules.prose import Prose
from trygghetsplan.rules.wordlists import ENDS, MEASURED, UNMEASURABLE, VAGUE, Vague

_DATE_HIDES = (Vague.TIME, Vague.START, Vague.REVIEW)
"""What a last day makes exact."""


@rule("TP901", Severity.WARNING, "Vagt ord i ett löfte", Scope.DUTIES)
def vague_word(checked: CheckedYear) -> Iterator[Finding]:
    """Ett löfte säger ”påbörjas”, ”inom en snar framtid”, ”vid behov”, ”ses över” eller ”goda förutsättningar”.

    Då kan ingen säga om det är hållet. Skriv vad som ska vara klart, när och av vem. Står slutdagen i samma mening,
    eller som senast på åtagandet, räcker det. Citerade ord räknas inte.

    Fel:
        skyldigheter:
          lofte:
            titel: Löfte
            text: Ge utbildning vid behov.
            slag: åtagande
            ansvariga: [förbund]
            periodicitet: engång
            senast: 2025-12-31
            underlag: [datum]
    Rätt:
        skyldigheter:
          lofte:
            titel: Löfte
            text: Ge utbildning till alla chefer.
            slag: åtagande
            ansvariga: [förbund]
            periodicitet: engång
            senast: 2025-12-31
            underlag: [datum]
    """
    for prose in checked.texts:
        yield from vague_words(prose)


def vague_words(prose: Prose) -> Iterator[Finding]:
    """Return the vague expressions in what is promised; a sentence that comes again is reported once."""
    covered: set[int] = set()
    reported: set[str] = set()
    ends = list(prose.search(ENDS))
    for hides, expression in VAGUE:
        for at in prose.search(expression):
            passage = prose.passage(at.start)
            sentence = prose.sentence(at)
            last = bisect_left(ends, sentence.start, key=lambda end: end.start)
            dated = passage.is_dated or (last < len(ends) and ends[last].end <= sentence.end)
            overlaps = at.start in covered or at.end - 1 in covered
            key = f"{passage.where} {prose.quote(at)} {prose.quote(sentence)}".casefold()
            if not passage.promises or overlaps or (dated and hides in _DATE_HIDES) or key in reported:
                continue
            covered.update(range(at.start, at.end))
            reported.add(key)
            yield vague_word.at(
                prose.where(at), f"”{prose.quote(at)}” {hides}", subject=prose.quote(sentence)
            )


@rule("TP902", Severity.WARNING, "Kriterium som ingen kan mäta", Scope.DUTIES)
def unmeasurable_state(checked: CheckedYear) -> Iterator[Finding]:
    """En uppföljningspunkt säger att något ska vara ”väl känt”, ”på hög nivå” eller liknande.

    Två läsare kan svara olika och båda ha rätt. Skriv hur många, hur ofta eller enligt vilken mätning. Begär
    skyldigheten redan en andel, ett antal med minst eller en indikator är den mätbar, och ingenting sägs.

    Fel:
        skyldigheter:
          riktlinjer:
            titel: Riktlinjer om mutor
            text: Riktlinjerna är väl kända.
            slag: uppföljningspunkt
            ansvariga: [förbund]
            periodicitet: löpande
            underlag: [datum]
    Rätt:
        skyldigheter:
          riktlinjer:
            titel: Riktlinjer om mutor
            text: Riktlinjerna är väl kända av minst 80 procent av medarbetarna.
            slag: uppföljningspunkt
            ansvariga: [förbund]
            periodicitet: löpande
            underlag: [datum]
    """
    for prose in checked.texts:
        yield from unmeasurable_states(prose)


def unmeasurable_states(prose: Prose) -> Iterator[Finding]:
    """Return the states that nobody can read off; a sentence that comes again is reported once."""
    reported: set[str] = set()
    for expression in UNMEASURABLE:
        for at in prose.search(expression):
            sentence = prose.sentence(at)
            measured = MEASURED.search(prose.unquoted, sentence.start, sentence.end)
            passage = prose.passage(at.start)
            key = f"{passage.where} {prose.quote(sentence)}".casefold()
            if passage.measures and not measured and key not in reported:
                reported.add(key)
                message = f"”{prose.quote(at)}” går inte att mäta; skriv hur många, hur ofta eller enligt vilken mätning"
                yield unmeasurable_state.at(prose.where(at), message, subject=prose.quote(sentence))


RULES = (vague_word, unmeasurable_state)
