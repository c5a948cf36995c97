"""What things are called: names that have changed, and two names for one thing (TP903, TP904)."""

from collections.abc import Iterator

from trygghetsplan.findings import Finding, Related, Scope, Severity, rule
from trygghetsplan.rules import spelling
from trygghetsplan.rules.duties import Duties
from trygghetsplan.rules.prose import Prose, Span
from trygghetsplan.rules.repository_prose import proses
from trygghetsplan.rules.wordlists import (
    RENAMED,
    SYNONYMS,
    pattern,
)
from trygghetsplan.swedish import counted


@rule("TP903", Severity.WARNING, "Namn som har ändrats", Scope.DUTIES)
def old_name(duties: Duties) -> Iterator[Finding]:
    """Texten använder ett namn som hade ändrats när texten skrevs, till exempel SKL för SKR.

    Skriv det nya namnet. En text från tiden före ändringen behåller det gamla, och det går alltid att skriva båda:
    SKR (då SKL). Textens tid är dess beslutsdatum; ett utkast talar om i dag.

    Fel:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Mer
        skyldigheter:
          avtal:
            titel: Avtal
            text: Följa det som staten och SKL har kommit överens om.
            slag: grunduppgift
            ansvariga: [förbund]
            periodicitet: löpande
            underlag: [datum]
    Rätt:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Mer
        skyldigheter:
          avtal:
            titel: Avtal
            text: Följa det som SKR (då SKL) och MSB har kommit överens om.
            slag: grunduppgift
            ansvariga: [förbund]
            periodicitet: löpande
            underlag: [datum]
    """
    for prose in proses(duties):
        yield from old_names(prose)


def old_names(prose: Prose) -> Iterator[Finding]:
    """Return the names that had been changed when the text was written, each once a passage."""
    for renamed in RENAMED:
        told: set[str] = set()
        for at in prose.search(renamed.old):
            passage, sentence = prose.passage(at.start), prose.sentence(at)
            named = renamed.beside.search(prose.read, sentence.start, sentence.end)
            where = prose.where(at)
            key = "/".join(map(str, where.keys)) or prose.path
            if passage.written < renamed.since or named or key in told:
                continue
            told.add(key)
            new = f"{renamed.new} ({renamed.full})" if renamed.full else renamed.new
            message = f"”{prose.found(at)}” heter {new} sedan {renamed.since}"
            yield old_name.at(where, message, subject=prose.found(at))


@rule("TP904", Severity.INFO, "Samma sak med två namn", Scope.DUTIES)
def two_names(duties: Duties) -> Iterator[Finding]:
    """Texten kallar samma sak olika saker, eller stavar samma ord på två sätt.

    Läsaren undrar om det är två saker. Välj ett namn och en stavning, och håll fast vid dem.

    Fel:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
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
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
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
    for prose in proses(duties):
        yield from second_names(prose)


def second_names(prose: Prose) -> Iterator[Finding]:
    """Return the second names and second spellings, each at its first place."""
    for name, others in SYNONYMS:
        first = next(prose.search(pattern(rf"{name}\w*")), None)
        for other in others if first else ():
            used = list(prose.search(pattern(other)))
            if first and used:
                yield _second(prose, used, first, "samma sak heter också")
    for rare, usual in spelling.pairs(prose.read):
        yield _second(prose, rare, usual[0], "ordet stavas också")


def _second(prose: Prose, used: list[Span], first: Span, said: str) -> Finding:
    times = f" ({counted(len(used), 'gång', 'gånger')})" if len(used) > 1 else ""
    message = f"”{prose.found(used[0])}”{times}: {said} ”{prose.found(first)}”; välj ett"
    related = Related(prose.where(first), f"här står ”{prose.found(first)}”")
    return two_names.at(prose.where(used[0]), message, related, subject=prose.found(used[0]))


RULES = (old_name, two_names)
