"""The language of promises and plans: vague words, old and double names, periods that are over, words come apart."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from datetime import date

from trygghetsplan.findings import Finding, Related, Scope, Severity, rule
from trygghetsplan.rules.checked_year import CheckedYear
from trygghetsplan.rules.prose import Prose, TextSpan
from trygghetsplan.rules.spelling import spelling_variants, split_words
from trygghetsplan.rules.wordlists import (
    ENDS,
    MEASURED,
    RENAMED,
    SYNONYMS,
    UNMEASURABLE,
    VAGUE,
    Vague,
    pattern,
)
from trygghetsplan.swedish import counted


@rule("TP903", Severity.WARNING, "Namn som har ändrats", Scope.DUTIES)
def old_name(checked: CheckedYear) -> Iterator[Finding]:
    """Texten använder ett namn som hade ändrats när texten skrevs, till exempel SKL för SKR.

    Skriv det nya namnet. En text från tiden före ändringen behåller det gamla, och det går alltid att skriva båda:
    SKR (då SKL). Textens tid är dess beslutsdatum; ett utkast talar om i dag.

    Fel:
        skyldigheter:
          avtal:
            titel: Avtal
            text: Följa det som staten och SKL har kommit överens om.
            slag: grunduppgift
            ansvariga: [förbund]
            periodicitet: löpande
            underlag: [datum]
    Rätt:
        skyldigheter:
          avtal:
            titel: Avtal
            text: Följa det som SKR (då SKL) och MSB har kommit överens om.
            slag: grunduppgift
            ansvariga: [förbund]
            periodicitet: löpande
            underlag: [datum]
    """
    for prose in checked.texts:
        yield from old_names(prose)


def old_names(prose: Prose) -> Iterator[Finding]:
    """Return the names that had been changed when the text was written, each once a passage."""
    for renamed in RENAMED:
        reported: set[str] = set()
        for at in prose.search(renamed.old):
            passage, sentence = prose.passage(at.start), prose.sentence(at)
            named = renamed.beside.search(prose.unquoted, sentence.start, sentence.end)
            where = prose.where(at)
            key = "/".join(map(str, where.keys)) or prose.path
            if passage.written < renamed.since or named or key in reported:
                continue
            reported.add(key)
            new = f"{renamed.new} ({renamed.full})" if renamed.full else renamed.new
            message = f"”{prose.quote(at)}” heter {new} sedan {renamed.since}"
            yield old_name.at(where, message, subject=prose.quote(at))


@rule("TP904", Severity.INFO, "Samma sak med två namn", Scope.DUTIES)
def two_names(checked: CheckedYear) -> Iterator[Finding]:
    """Texten kallar samma sak olika saker, eller stavar samma ord på två sätt.

    Läsaren undrar om det är två saker. Välj ett namn och en stavning, och håll fast vid dem.

    Fel:
        titel: Motverka otillåten påverkan
        skyldigheter:
          utbildning:
            titel: Utbildning
            text: Utbilda alla om otillbörlig påverkan.
            slag: grunduppgift
            ansvariga: [förbund]
            periodicitet: löpande
            underlag: [datum]
    Rätt:
        titel: Motverka otillåten påverkan
        skyldigheter:
          utbildning:
            titel: Utbildning
            text: Utbilda alla om otillåten påverkan.
            slag: grunduppgift
            ansvariga: [förbund]
            periodicitet: löpande
            underlag: [datum]
    """
    for prose in checked.texts:
        yield from second_names(prose)


def second_names(prose: Prose) -> Iterator[Finding]:
    """Return the second names and second spellings, each at its first place."""
    for name, others in SYNONYMS:
        first = next(prose.search(pattern(rf"{name}\w*")), None)
        for other in others if first else ():
            used = list(prose.search(pattern(other)))
            if first and used:
                yield _second(prose, used, first, "samma sak heter också")
    for rare, usual in spelling_variants(prose):
        yield _second(prose, rare, usual[0], "ordet stavas också")


def _second(prose: Prose, used: list[TextSpan], first: TextSpan, relation: str) -> Finding:
    times = f" ({counted(len(used), 'gång', 'gånger')})" if len(used) > 1 else ""
    message = f"”{prose.quote(used[0])}”{times}: {relation} ”{prose.quote(first)}”; välj ett"
    related = Related(prose.where(first), f"här står ”{prose.quote(first)}”")
    return two_names.at(prose.where(used[0]), message, related, subject=prose.quote(used[0]))


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
def lapsed_period(checked: CheckedYear) -> Iterator[Finding]:
    """Texten gäller fortfarande men talar i nutid om en period som är slut, till exempel en gången mandatperiod.

    Skriv vad som gäller nu, eller skriv om det förflutna som förflutet.

    Fel:
        skyldigheter:
          krisledning:
            titel: Krisledningsnämnd
            text: För mandatperioden 2019–2022 är arbetsutskottet krisledningsnämnd.
            slag: roll
            ansvariga: [förbund]
            periodicitet: löpande
            underlag: [datum]
    Rätt:
        skyldigheter:
          krisledning:
            titel: Krisledningsnämnd
            text: För mandatperioden 2023–2026 är arbetsutskottet krisledningsnämnd.
            slag: roll
            ansvariga: [förbund]
            periodicitet: löpande
            underlag: [datum]
    """
    for prose in checked.texts:
        yield from lapsed_periods(prose)


def lapsed_periods(prose: Prose) -> Iterator[Finding]:
    """Return the periods that have ended but are spoken of as if they had not."""
    for expression in (_PERIOD, _UNTIL):
        for match in expression.finditer(prose.unquoted):
            at = TextSpan(*match.span())
            sentence = prose.sentence(at)
            ends = _last_day(match)
            past = _PAST.search(prose.unquoted, sentence.start, sentence.end)
            if ends and ends < prose.as_of and not past:
                message = f"”{prose.quote(at)}” tog slut {ends}; skriv vad som gäller nu"
                yield lapsed_period.at(prose.where(at), message, subject=prose.quote(sentence))


def _last_day(match: re.Match[str]) -> date | None:
    parts = match.groups()
    if len(parts) == 2:
        return date(int(parts[1]), 12, 31)
    try:
        return date(int(parts[0]), int(parts[1] or 12), int(parts[2] or 31))
    except ValueError:
        return None


@rule("TP906", Severity.INFO, "Sönderdelat ord", Scope.DUTIES)
def broken_word(checked: CheckedYear) -> Iterator[Finding]:
    """Ett ord har fått ett mellanslag i sig, som det blir när text kopieras ur en pdf.

    Ordet går inte att söka efter och läses fel av den som lyssnar. Ta bort mellanslaget. Bara delar som inte är
    egna ord i texten, men som tillsammans står där hela på ett annat ställe, sägs till om.

    Fel:
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
    for prose in checked.texts:
        yield from broken_words(prose)


def broken_words(prose: Prose) -> Iterator[Finding]:
    """Return the words with a space in them."""
    for at, whole in split_words(prose):
        message = f"”{prose.quote(at)}” är ”{whole}” med ett mellanslag i"
        yield broken_word.at(prose.where(at), message, subject=prose.quote(at))


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
    ends = list(prose.search(ENDS)) if prose.promises else []
    for hides, expression in VAGUE if prose.promises else ():
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
    for expression in UNMEASURABLE if prose.measures else ():
        for at in prose.search(expression):
            sentence = prose.sentence(at)
            measured = MEASURED.search(prose.unquoted, sentence.start, sentence.end)
            passage = prose.passage(at.start)
            key = f"{passage.where} {prose.quote(sentence)}".casefold()
            if passage.measures and not measured and key not in reported:
                reported.add(key)
                message = f"”{prose.quote(at)}” går inte att mäta; skriv hur många, hur ofta eller enligt vilken mätning"
                yield unmeasurable_state.at(prose.where(at), message, subject=prose.quote(sentence))


DETECTORS: tuple[Callable[[Prose], Iterator[Finding]], ...] = (
    vague_words,
    unmeasurable_states,
    old_names,
    second_names,
    lapsed_periods,
    broken_words,
)
"""The same rules for any text."""

RULES = (vague_word, unmeasurable_state, old_name, two_names, lapsed_period, broken_word)
