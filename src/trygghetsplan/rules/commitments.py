"""What is promised to the auditors: by whom, when, and whether anything is (TP701, TP702, TP706)."""

from collections.abc import Iterator

from trygghetsplan.findings import Finding, Scope, Severity, rule
from trygghetsplan.model.audit import Audit, Stance
from trygghetsplan.model.obligation import Kind
from trygghetsplan.model.time import ClockKind
from trygghetsplan.rules.duties import Duties
from trygghetsplan.swedish import listed


@rule("TP701", Severity.WARNING, "Åtagande utan slutdag", Scope.DUTIES)
def undated_commitment(duties: Duties) -> Iterator[Finding]:
    """Ett åtagande mot revisorerna som ska göras en gång säger inte när det ska vara klart.

    Då går det inte att följa upp. Besluta en dag och skriv den som senast. Att något ska påbörjas en viss dag
    räcker inte; det kan pågå för alltid.

    Fel:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Mer
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
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Mer
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
    for duty in duties.repository.duties.values():
        obligation = duty.obligation
        once = obligation.clock is not None and obligation.clock.kind is ClockKind.ONCE
        if obligation.kind is not Kind.COMMITMENT or obligation.due is not None or not once:
            continue
        said = "har inget datum alls"
        if obligation.start_by is not None:
            said = "säger när det ska börja men inte när det ska vara klart"
        elif obligation.waits_for:
            said = "väntar på något annat och har ingen egen slutdag"
        source = f" (källan: ”{obligation.source_time}”)" if obligation.source_time else ""
        yield undated_commitment.at(duty.at().key(), f"”{obligation.title}” {said}{source}")


@rule("TP702", Severity.WARNING, "Åtagande utan ansvarig eller leverans", Scope.DUTIES)
def unowned_commitment(duties: Duties) -> Iterator[Finding]:
    """Ett åtagande mot revisorerna säger inte vem som ska göra det, eller vad som ska lämnas.

    Det som ingen äger blir inte gjort, och det som inte kan visas går inte att följa upp. Skriv ansvariga och
    underlag när yttrandet beslutas. Är ansvarig er egen läsning (härledd: ja), be den som svarar att säga det själv.

    Fel:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Mer
        skyldigheter:
          lofte:
            titel: Löfte
            text: Skriva nya rutiner.
            slag: åtagande
    Rätt:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Mer
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
    for duty in duties.repository.duties.values():
        obligation = duty.obligation
        if obligation.kind is not Kind.COMMITMENT:
            continue
        lacks = []
        if not obligation.responsible:
            lacks.append("vem som ansvarar")
        elif obligation.inferred:
            lacks.append("själv vem som ansvarar")
        if not obligation.evidence:
            lacks.append("vad som ska lämnas")
        if isinstance(duty.chapter.record, Audit) and obligation.recommendation is None:
            lacks.append("vilken rekommendation det svarar mot")
        if lacks:
            message = f"”{obligation.title}” säger inte {listed(lacks, 'eller')}"
            yield unowned_commitment.at(duty.at().key(), message)


@rule("TP706", Severity.WARNING, "Instämmer men lovar ingenting", Scope.DUTIES)
def agreement_without_promise(duties: Duties) -> Iterator[Finding]:
    """Svaret instämmer i rekommendationen, men inget åtagande följer av det.

    Lägg till ett åtagande med ansvarig, leverans och slutdag, eller säg att kommunen inte instämmer och varför.

    Fel:
        --- plan/revision/2024-1.yaml
        dokument: planen
        titel: Granskning
        granskning: Granskning 2024:1
        rekommendationer:
          rek-1:
            nummer: 1
            titel: Utbilda
            svar: {ställningstagande: instämmer, text: Utbildningen är viktig.}
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
    for chapter, audit in duties.repository.audits:
        promised = {one.recommendation for one in audit.obligations.values()}
        for name, recommendation in audit.recommendations.items():
            stance = recommendation.response.stance if recommendation.response else None
            broken = duties.repository.is_broken(chapter.path, "skyldigheter")
            if stance in (Stance.AGREES, Stance.PARTLY) and name not in promised and not broken:
                message = f"svaret på rekommendation {recommendation.number} instämmer men lovar ingenting"
                yield agreement_without_promise.at(
                    chapter.at("rekommendationer", name, "svar", "ställningstagande"), message
                )


RULES = (undated_commitment, unowned_commitment, agreement_without_promise)
