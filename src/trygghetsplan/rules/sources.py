"""Flaws in the plan's documents: template text, disagreement, periods that are over (TP451, TP454, TP456)."""

import re
from collections.abc import Iterator

from trygghetsplan.findings import Finding, Scope, Severity, Where, rule
from trygghetsplan.rules.duties import Duties
from trygghetsplan.source.text import span
from trygghetsplan.swedish import listed, number

_PLACEHOLDER = re.compile(
    r"\[(?:klicka|fyll|ange|skriv)[^\]\n]{0,40}\](?!\()|<(?:fyll i|ange|skriv)[^>\n]{0,40}>"
    r"|klicka (?:här|och fyll)|lorem ipsum|\bX{3,}\b|\b(?-i:TODO|TBD)\b|_{5,}",
    re.IGNORECASE,
)
_TELLING = (
    "[klicka",
    "[fyll",
    "[ange",
    "[skriv",
    "<fyll",
    "<ange",
    "<skriv",
    "klicka ",
    "lorem",
    "xxx",
    "todo",
    "tbd",
    "_____",
)
"""One of these stands in every prompt; most texts have none."""


@rule("TP451", Severity.WARNING, "Kvarlämnad malltext", Scope.DUTIES)
def leftover_placeholder(duties: Duties) -> Iterator[Finding]:
    """En text innehåller mallens uppmaning i stället för en uppgift, till exempel ”[Klicka och fyll i]”.

    Fyll i uppgiften. Står mallens text i det beslutade dokumentet får den stå kvar här, och felet visar att
    dokumentet behöver rättas.

    Fel:
        --- plan/dokument.yaml
        dokument:
          planen:
            slag: plan
            titel: Plan för trygghet
            beslut: {datum: 2020-01-01, diarienummer: KS 2020/1}
            ägare: "[Klicka och fyll i]"
    Rätt:
        --- plan/dokument.yaml
        dokument:
          planen:
            slag: plan
            titel: Plan för trygghet
            beslut: {datum: 2020-01-01, diarienummer: KS 2020/1}
            ägare: Säkerhetschefen
    """
    for path, text in duties.repository.texts.items():
        yield from placeholders(path, text)


def placeholders(path: str, text: str) -> Iterator[Finding]:
    """Return the prompts of a template that nobody has replaced."""
    folded = text.casefold()
    if not any(sign in folded for sign in _TELLING):
        return
    for found in _PLACEHOLDER.finditer(text):
        message = f"”{found[0]}” är en mall som ingen har fyllt i"
        at = span(text, found.start(), found.end())
        yield leftover_placeholder.at(Where(path, at=at), message, subject=found[0])


@rule("TP454", Severity.WARNING, "Källor som är oense", Scope.DUTIES)
def conflicting_sources(duties: Duties) -> Iterator[Finding]:
    """Två källor ger olika värden för samma indikator och år, och ingen har bestämt vilket som gäller.

    Rapporten visar båda och räknar aldrig medelvärde. Skriv gäller: ja på det värde som gäller, när det är utrett.

    Fel:
        --- followups/2024/indikatorer.yaml
        år: 2024
        indikatorer:
          trygghet:
            värden:
              enkat: {värde: "1,46"}
              polisen: {värde: "1,47"}
    Rätt:
        --- followups/2024/indikatorer.yaml
        år: 2024
        indikatorer:
          trygghet:
            värden:
              enkat: {värde: "1,46", gäller: ja}
              polisen: {värde: "1,47"}
    """
    repository = duties.repository
    places = [
        (repository.indicators.at("indikatorer", name, "historik", str(year)).key(), year, values)
        for name, indicator in repository.indicators.record.indicators.items()
        for year, values in indicator.history.items()
    ]
    places += [
        (document.at("indikatorer", name).key(), document.record.year, values)
        for document in repository.indicator_years
        for name, values in document.record.indicators.items()
    ]
    for where, year, values in places:
        measured = values.values.values()
        chosen = sum(value.valid for value in measured)
        if len({value.value for value in measured}) > 1 and chosen != 1:
            found = listed([number(value.value) for value in measured])
            yield conflicting_sources.at(
                where, f"källorna för {year} säger {found}; bestäm vilket som gäller"
            )


@rule("TP456", Severity.WARNING, "Giltighetstid som har gått ut", Scope.DUTIES)
def expired_document(duties: Duties) -> Iterator[Finding]:
    """Ett dokument som skyldigheter bygger på har slutat att gälla, men skyldigheterna står kvar.

    Lägg in det dokument som gäller nu, eller sätt till på skyldigheterna.

    Fel:
        --- plan/dokument.yaml
        dokument:
          planen:
            slag: plan
            titel: Plan för trygghet
            beslut: {datum: 2020-01-01, diarienummer: KS 2020/1}
            till: 2024-12-31
    Rätt:
        --- plan/dokument.yaml
        dokument:
          planen:
            slag: plan
            titel: Plan för trygghet
            beslut: {datum: 2020-01-01, diarienummer: KS 2020/1}
            till: 2026-12-31
    """
    repository = duties.repository
    for name, document in repository.documents.record.documents.items():
        resting = [
            duty
            for duty in repository.duties.values()
            if duty.document_id == name
            and duty.obligation.owns_cells
            and duty.obligation.in_force(duties.as_of)
        ]
        if document.ends and document.ends < duties.as_of and resting:
            message = f"”{document.title}” gällde till {document.ends}, men {len(resting)} skyldigheter bygger på det"
            yield expired_document.at(repository.documents.at("dokument", name, "till"), message)


RULES = (leftover_placeholder, conflicting_sources, expired_document)
