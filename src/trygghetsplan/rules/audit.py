"""The auditors' thread: promises that cannot be followed (TP7xx)."""

from collections.abc import Iterator

from trygghetsplan.findings import Finding, Scope, Severity, rule
from trygghetsplan.model.obligation import Kind
from trygghetsplan.rules.duties import Duties


@rule("TP701", Severity.WARNING, "Åtagande utan slutdag", Scope.DUTIES)
def undated_commitment(duties: Duties) -> Iterator[Finding]:
    """Ett åtagande mot revisorerna säger inte när det ska vara klart.

    Då går det inte att följa upp. Besluta en dag och skriv den som senast. Att något ska påbörjas en viss dag
    räcker inte; det kan pågå för alltid.

    Fel:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Mer
        skyldigheter:
          lofte:
            titel: Löfte
            text: Se över rutinerna.
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
            text: Se över rutinerna.
            slag: åtagande
            ansvariga: [förbund]
            periodicitet: engång
            start senast: 2024-12-31
            senast: 2025-12-31
            underlag: [datum]
    """
    for duty in duties.repository.duties.values():
        obligation = duty.obligation
        if obligation.kind is not Kind.COMMITMENT or obligation.due is not None or obligation.clock is None:
            continue
        said = "har inget datum alls"
        if obligation.start_by is not None:
            said = "säger när det ska börja men inte när det ska vara klart"
        elif obligation.waits_for:
            said = "väntar på något annat och har ingen egen slutdag"
        source = f" (källan: ”{obligation.source_time}”)" if obligation.source_time else ""
        yield undated_commitment.at(duty.at().key(), f"”{obligation.title}” {said}{source}")


RULES = (undated_commitment,)
