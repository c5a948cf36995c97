"""The auditors' recommendations and the answers to them: references, effect and stance (TP703–TP705)."""

from collections.abc import Iterator

from trygghetsplan.findings import Finding, Related, Scope, Severity, Where, rule
from trygghetsplan.model.audit import Audit
from trygghetsplan.repository import PlanRepository
from trygghetsplan.rules.duties import Duties
from trygghetsplan.swedish import long_date


@rule("TP703", Severity.WARNING, "Hänvisning till fel rekommendation", Scope.DUTIES)
def wrong_reference(duties: Duties) -> Iterator[Finding]:
    """Ett svar hänvisar till en rekommendation som inte handlar om det som sägs, eller som inte finns.

    Läsaren hamnar fel och tror att löftet är större eller mindre än det är. Rätta numret innan yttrandet beslutas.
    I filen jämförs hänvisar till med de åtaganden som svaret väntar på; i en löpande text jämförs orden före
    hänvisningen med det svar den pekar på.

    Fel:
        --- plan/revision/2024-1.yaml
        dokument: planen
        titel: Granskning
        granskning: Granskning 2024:1
        rekommendationer:
          rek-1:
            nummer: 1
            titel: Fråga medarbetarna
            svar: {ställningstagande: instämmer, text: En fråga ställs.}
          rek-2:
            nummer: 2
            titel: Skriv rutiner
            svar: {ställningstagande: instämmer inte, text: Rutinerna finns redan.}
          rek-3:
            nummer: 3
            titel: Utbilda
            svar: {ställningstagande: instämmer, text: Utbildningen riktas., hänvisar till: [2]}
        skyldigheter:
          fraga:
            titel: Fråga i undersökningen
            text: Ställa en fråga.
            slag: åtagande
            rekommendation: rek-1
            ansvariga: [förbund]
            periodicitet: engång
            senast: 2025-12-31
            underlag: [datum]
          utbildning:
            titel: Utbildning
            text: Utbilda dem som behöver det.
            slag: åtagande
            rekommendation: rek-3
            ansvariga: [förbund]
            periodicitet: engång
            senast: 2025-12-31
            väntar på: [fraga]
            underlag: [datum]
    Rätt:
        --- plan/revision/2024-1.yaml
        dokument: planen
        titel: Granskning
        granskning: Granskning 2024:1
        rekommendationer:
          rek-1:
            nummer: 1
            titel: Fråga medarbetarna
            svar: {ställningstagande: instämmer, text: En fråga ställs.}
          rek-3:
            nummer: 3
            titel: Utbilda
            svar: {ställningstagande: instämmer, text: Utbildningen riktas., hänvisar till: [1]}
        skyldigheter:
          fraga:
            titel: Fråga i undersökningen
            text: Ställa en fråga.
            slag: åtagande
            rekommendation: rek-1
            ansvariga: [förbund]
            periodicitet: engång
            senast: 2025-12-31
            underlag: [datum]
          utbildning:
            titel: Utbildning
            text: Utbilda dem som behöver det.
            slag: åtagande
            rekommendation: rek-3
            ansvariga: [förbund]
            periodicitet: engång
            senast: 2025-12-31
            väntar på: [fraga]
            underlag: [datum]
    """
    for chapter, audit in duties.repository.audits:
        numbers = {one.number for one in audit.recommendations.values()}
        for name, recommendation in audit.recommendations.items():
            mentioned = recommendation.response.refers_to if recommendation.response else ()
            awaited = _awaited(duties.repository, audit, name)
            for place, number in enumerate(mentioned):
                message = ""
                related: tuple[Related, ...] = ()
                if number not in numbers:
                    message = f"granskningen har ingen rekommendation {number}"
                elif awaited and number not in awaited:
                    right, title, other = next((key, *value) for key, value in awaited.items())
                    message = f"det som åtagandet väntar på, ”{title}”, hör till rekommendation {right}"
                    related = (Related(other, f"rekommendation {right} lovar det här"),)
                if message:
                    where = chapter.at("rekommendationer", name, "svar", "hänvisar till", place)
                    said = f"svaret på rekommendation {recommendation.number} hänvisar till rekommendation {number}, men"
                    yield wrong_reference.at(where, f"{said} {message}", *related)


def _awaited(repository: PlanRepository, audit: Audit, name: str) -> dict[int, tuple[str, Where]]:
    """Return the other recommendations that this one's commitments wait for: number → title and place."""
    found = {}
    for obligation in audit.obligations.values():
        if obligation.recommendation != name:
            continue
        for awaited in obligation.waits_for:
            other = repository.duties.get(awaited)
            belongs = other.obligation.recommendation if other else None
            if other and belongs and belongs != name and belongs in audit.recommendations:
                number = audit.recommendations[belongs].number
                found[number] = (other.obligation.title, other.at().key())
    return found


@rule("TP704", Severity.WARNING, "Effekten är inte kontrollerad", Scope.DUTIES)
def unchecked_effect(duties: Duties) -> Iterator[Finding]:
    """Dagen då effekten av en rekommendation skulle kontrolleras har passerat, men inget utfall är antecknat.

    Ett hållet löfte är inte detsamma som att det blev bättre. Gör kontrollen och skriv kontrollerad och utfall.

    Fel:
        --- plan/revision/2024-1.yaml
        dokument: planen
        titel: Granskning
        granskning: Granskning 2024:1
        rekommendationer:
          rek-1:
            nummer: 1
            titel: Utbilda
            svar: {ställningstagande: instämmer inte, text: Utbildningen finns redan.}
            effekt: {fråga: Vet fler vad de ska göra?, kontrolleras: 2025-01-31}
        skyldigheter: {}
    Rätt:
        --- plan/revision/2024-1.yaml
        dokument: planen
        titel: Granskning
        granskning: Granskning 2024:1
        rekommendationer:
          rek-1:
            nummer: 1
            titel: Utbilda
            svar: {ställningstagande: instämmer inte, text: Utbildningen finns redan.}
            effekt: {fråga: Vet fler vad de ska göra?, kontrolleras: 2025-01-31, kontrollerad: 2025-01-20, utfall: nådd}
        skyldigheter: {}
    """
    for chapter, audit in duties.repository.audits:
        if duties.repository.is_proposed(audit):
            continue
        for name, recommendation in audit.recommendations.items():
            effect = recommendation.effect
            if effect is None or effect.check_by >= duties.as_of:
                continue
            if effect.outcome is None or effect.checked is None or effect.checked > duties.as_of:
                message = (
                    f"effekten av rekommendation {recommendation.number} skulle ha kontrollerats senast "
                    f"{long_date(effect.check_by)}: ”{effect.question}”"
                )
                yield unchecked_effect.at(chapter.at("rekommendationer", name, "effekt").key(), message)


@rule("TP705", Severity.WARNING, "Rekommendation utan ställningstagande", Scope.DUTIES)
def no_stance(duties: Duties) -> Iterator[Finding]:
    """Revisorerna har lämnat en rekommendation, och svaret säger inte om kommunen instämmer.

    Skriv ställningstagande: instämmer, instämmer delvis eller instämmer inte. Att svaret beskriver vad som pågår
    räcker inte; revisorerna vet då inte om de har fått ja eller nej.

    Fel:
        --- plan/revision/2024-1.yaml
        dokument: planen
        titel: Granskning
        granskning: Granskning 2024:1
        rekommendationer:
          rek-1:
            nummer: 1
            titel: Utbilda
            svar: {text: Utbildningen finns redan.}
        skyldigheter: {}
    Rätt:
        --- plan/revision/2024-1.yaml
        dokument: planen
        titel: Granskning
        granskning: Granskning 2024:1
        rekommendationer:
          rek-1:
            nummer: 1
            titel: Utbilda
            svar: {ställningstagande: instämmer inte, text: Utbildningen finns redan.}
        skyldigheter: {}
    """
    for chapter, audit in duties.repository.audits:
        for name, recommendation in audit.recommendations.items():
            where = chapter.at("rekommendationer", name)
            if recommendation.response is None:
                yield no_stance.at(where.key(), f"rekommendation {recommendation.number} har inget svar")
            elif recommendation.response.stance is None:
                message = f"svaret på rekommendation {recommendation.number} säger inte om kommunen instämmer"
                yield no_stance.at(chapter.at("rekommendationer", name, "svar").key(), message)


RULES = (wrong_reference, unchecked_effect, no_stance)
