"""The auditors' recommendations, the answers to them and what is promised: by whom, when, with what effect."""

from collections.abc import Iterator

from trygghetsplan.findings import Finding, Related, Scope, Severity, Where, rule
from trygghetsplan.model.audit import Audit, Stance
from trygghetsplan.model.obligation import Kind
from trygghetsplan.model.time import ClockKind
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.rules.checked_year import CheckedYear
from trygghetsplan.swedish import listed, long_date


@rule("TP703", Severity.WARNING, "Hänvisning till fel rekommendation", Scope.DUTIES)
def wrong_reference(checked: CheckedYear) -> Iterator[Finding]:
    """Ett svar hänvisar till en rekommendation som inte handlar om det som sägs, eller som inte finns.

    Läsaren hamnar fel och tror att löftet är större eller mindre än det är. Rätta numret innan yttrandet beslutas.
    I filen jämförs hänvisar till med de åtaganden som svaret väntar på; i en löpande text jämförs orden före
    hänvisningen med det svar den pekar på.

    Fel:
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
    for chapter, audit in checked.repository.audits:
        numbers = {recommendation.number for recommendation in audit.recommendations.values()}
        for name, recommendation in audit.recommendations.items():
            awaited = _awaited(checked.repository, audit, name)
            for place, number in enumerate(
                recommendation.response.refers_to if recommendation.response else ()
            ):
                where = chapter.at("rekommendationer", name, "svar", "hänvisar till", place)
                answer = (
                    f"svaret på rekommendation {recommendation.number} hänvisar till rekommendation {number}"
                )
                if number not in numbers:
                    message = f"{answer}, men granskningen har ingen rekommendation {number}"
                    yield wrong_reference.at(where, message)
                elif awaited and number not in awaited:
                    right, (title, other) = next(iter(awaited.items()))
                    belongs = f"det som åtagandet väntar på, ”{title}”, hör till rekommendation {right}"
                    related = Related(other, f"rekommendation {right} lovar det här")
                    yield wrong_reference.at(where, f"{answer}, men {belongs}", related)


def _awaited(repository: PlanRepository, audit: Audit, name: str) -> dict[int, tuple[str, Where]]:
    """Return the other recommendations that this one's commitments wait for: number → title and place."""
    promised = {}
    commitments = [record for record in audit.obligations.values() if record.recommendation == name]
    for awaited in (awaited for record in commitments for awaited in record.waits_for):
        other = repository.obligations.get(awaited)
        belongs = other.record.recommendation if other else None
        if other and belongs and belongs != name and belongs in audit.recommendations:
            promised[audit.recommendations[belongs].number] = (other.record.title, other.at().key())
    return promised


@rule("TP704", Severity.WARNING, "Effekten är inte kontrollerad", Scope.DUTIES)
def unchecked_effect(checked: CheckedYear) -> Iterator[Finding]:
    """Dagen då effekten av en rekommendation skulle kontrolleras har passerat, men inget utfall är antecknat.

    Ett hållet löfte är inte detsamma som att det blev bättre. Gör kontrollen och skriv kontrollerad och utfall.

    Fel:
        rekommendationer:
          rek-1:
            nummer: 1
            titel: Utbilda
            svar: {ställningstagande: instämmer inte, text: Utbildningen finns redan.}
            effekt: {fråga: Vet fler vad de ska göra?, kontrolleras: 2025-01-31}
        skyldigheter: {}
    Rätt:
        rekommendationer:
          rek-1:
            nummer: 1
            titel: Utbilda
            svar: {ställningstagande: instämmer inte, text: Utbildningen finns redan.}
            effekt: {fråga: Vet fler vad de ska göra?, kontrolleras: 2025-01-31, kontrollerad: 2025-01-20, utfall: nådd}
        skyldigheter: {}
    """
    for chapter, audit in checked.repository.audits:
        if checked.repository.is_proposed(audit):
            continue
        for name, recommendation in audit.recommendations.items():
            effect = recommendation.effect
            if effect is None or effect.check_by >= checked.as_of:
                continue
            if effect.outcome is None or effect.checked is None or effect.checked > checked.as_of:
                message = (
                    f"effekten av rekommendation {recommendation.number} skulle ha kontrollerats senast den "
                    f"{long_date(effect.check_by)}: ”{effect.question}”"
                )
                yield unchecked_effect.at(chapter.at("rekommendationer", name, "effekt").key(), message)


@rule("TP705", Severity.WARNING, "Rekommendation utan ställningstagande", Scope.DUTIES)
def no_stance(checked: CheckedYear) -> Iterator[Finding]:
    """Revisorerna har lämnat en rekommendation, och svaret säger inte om ni instämmer.

    Skriv ställningstagande: instämmer, instämmer delvis eller instämmer inte. Att svaret beskriver vad som pågår
    räcker inte; revisorerna vet då inte om de har fått ja eller nej.

    Fel:
        rekommendationer:
          rek-1:
            nummer: 1
            titel: Utbilda
            svar: {text: Utbildningen finns redan.}
        skyldigheter: {}
    Rätt:
        rekommendationer:
          rek-1:
            nummer: 1
            titel: Utbilda
            svar: {ställningstagande: instämmer inte, text: Utbildningen finns redan.}
        skyldigheter: {}
    """
    who = checked.repository.settings.record.organisation.in_sentence
    for chapter, audit in checked.repository.audits:
        for name, recommendation in audit.recommendations.items():
            where = chapter.at("rekommendationer", name)
            if recommendation.response is None:
                yield no_stance.at(where.key(), f"rekommendation {recommendation.number} har inget svar")
            elif recommendation.response.stance is None:
                message = f"svaret på rekommendation {recommendation.number} säger inte om {who} instämmer"
                yield no_stance.at(chapter.at("rekommendationer", name, "svar").key(), message)


@rule("TP707", Severity.WARNING, "Del av rekommendation utan svar", Scope.DUTIES)
def part_without_answer(checked: CheckedYear) -> Iterator[Finding]:
    """Svaret tar upp en del av rekommendationen men säger inget om resten (besvarar inte).

    Programmet förstår inte vad texterna säger. Den som jämför dem skriver det som saknas under besvarar inte, och
    tar bort raden när svaret har kompletterats. Ett ställningstagande räcker inte: det säger inte vad som görs.

    Fel:
        rekommendationer:
          rek-1:
            nummer: 1
            titel: Utbilda alla och följ upp utbildningen
            svar:
              ställningstagande: instämmer inte
              text: Alla är redan utbildade.
              besvarar inte: [hur utbildningen följs upp]
        skyldigheter: {}
    Rätt:
        rekommendationer:
          rek-1:
            nummer: 1
            titel: Utbilda alla och följ upp utbildningen
            svar:
              ställningstagande: instämmer inte
              text: Alla är redan utbildade, och utbildningen följs upp varje år.
        skyldigheter: {}
    """
    for chapter, audit in checked.repository.audits:
        for name, recommendation in audit.recommendations.items():
            parts = recommendation.response.unanswered if recommendation.response else ()
            for place, part in enumerate(parts):
                message = f"svaret på rekommendation {recommendation.number} säger inget om ”{part}”"
                yield part_without_answer.at(
                    chapter.at("rekommendationer", name, "svar", "besvarar inte", place), message
                )


@rule("TP701", Severity.WARNING, "Åtagande utan slutdatum", Scope.DUTIES)
def undated_commitment(checked: CheckedYear) -> Iterator[Finding]:
    """Ett åtagande mot revisorerna som ska göras en gång säger inte när det ska vara klart.

    Då går det inte att följa upp. Besluta en dag och skriv den som senast. Att något ska påbörjas en viss dag
    räcker inte; det kan pågå för alltid.

    Fel:
        skyldigheter:
          lofte:
            titel: Löfte
            text: Skriva nya rutiner.
            slag: åtagande
            ansvariga: [förbund]
            periodicitet: engång
            start senast: 2024-12-31
            underlag: [datum]
    Rätt:
        skyldigheter:
          lofte:
            titel: Löfte
            text: Skriva nya rutiner.
            slag: åtagande
            ansvariga: [förbund]
            periodicitet: engång
            start senast: 2024-12-31
            senast: 2025-12-31
            underlag: [datum]
    """
    for obligation in checked.repository.obligations.values():
        record = obligation.record
        once = record.clock is not None and record.clock.kind is ClockKind.ONCE
        if record.kind is not Kind.COMMITMENT or record.due is not None or not once:
            continue
        lack = "har inget datum alls"
        if record.start_by is not None:
            lack = "säger när det ska börja men inte när det ska vara klart"
        elif record.waits_for:
            lack = "väntar på något annat och har ingen egen slutdag"
        source = f" (källan: ”{record.source_time}”)" if record.source_time else ""
        yield undated_commitment.at(obligation.at().key(), f"”{record.title}” {lack}{source}")


@rule("TP702", Severity.WARNING, "Åtagande utan ansvarig eller leverans", Scope.DUTIES)
def unowned_commitment(checked: CheckedYear) -> Iterator[Finding]:
    """Ett åtagande mot revisorerna säger inte vem som ska göra det, eller vad som ska lämnas.

    Det som ingen äger blir inte gjort, och det som inte kan visas går inte att följa upp. Skriv ansvariga och
    underlag när yttrandet beslutas. Är ansvarig er egen tolkning (härledd: ja), be den som svarar att säga det själv.

    Fel:
        skyldigheter:
          lofte:
            titel: Löfte
            text: Skriva nya rutiner.
            slag: åtagande
    Rätt:
        skyldigheter:
          lofte:
            titel: Löfte
            text: Skriva nya rutiner.
            slag: åtagande
            ansvariga: [förbund]
            periodicitet: engång
            senast: 2025-12-31
            underlag: [datum]
    """
    for obligation in checked.repository.obligations.values():
        record = obligation.record
        if record.kind is not Kind.COMMITMENT:
            continue
        lacks = []
        if not record.responsible:
            lacks.append("vem som ansvarar")
        elif record.inferred:
            lacks.append("själv vem som ansvarar")
        if not record.evidence:
            lacks.append("vad som ska lämnas")
        if isinstance(obligation.chapter.record, Audit) and record.recommendation is None:
            lacks.append("vilken rekommendation det svarar mot")
        if lacks:
            message = f"”{record.title}” säger inte {listed(lacks, 'eller')}"
            yield unowned_commitment.at(obligation.at().key(), message)


@rule("TP706", Severity.WARNING, "Instämmer men lovar ingenting", Scope.DUTIES)
def agreement_without_promise(checked: CheckedYear) -> Iterator[Finding]:
    """Svaret instämmer i rekommendationen, men inget åtagande följer av det.

    Lägg till ett åtagande med ansvarig, leverans och slutdag, eller säg att ni inte instämmer och varför.

    Fel:
        rekommendationer:
          rek-1:
            nummer: 1
            titel: Utbilda
            svar: {ställningstagande: instämmer, text: Utbildningen är viktig.}
        skyldigheter: {}
    Rätt:
        rekommendationer:
          rek-1:
            nummer: 1
            titel: Utbilda
            svar: {ställningstagande: instämmer, text: Utbildningen är viktig.}
        skyldigheter:
          utbildning:
            titel: Utbildning
            text: Utbilda alla chefer.
            slag: åtagande
            rekommendation: rek-1
            ansvariga: [förbund]
            periodicitet: engång
            senast: 2025-12-31
            underlag: [datum]
    """
    for chapter, audit in checked.repository.audits:
        promised = {record.recommendation for record in audit.obligations.values()}
        for name, recommendation in audit.recommendations.items():
            stance = recommendation.response.stance if recommendation.response else None
            broken = checked.repository.is_broken(chapter.path, "skyldigheter")
            if stance in (Stance.AGREES, Stance.PARTLY) and name not in promised and not broken:
                message = f"svaret på rekommendation {recommendation.number} instämmer men lovar ingenting"
                yield agreement_without_promise.at(
                    chapter.at("rekommendationer", name, "svar", "ställningstagande"), message
                )


RULES = (
    wrong_reference,
    unchecked_effect,
    no_stance,
    part_without_answer,
    undated_commitment,
    unowned_commitment,
    agreement_without_promise,
)
