"""What nobody has decided: whether a duty concerns a body, and what a body has answered (TP606, TP608)."""

from collections.abc import Iterator

from trygghetsplan.findings import Finding, Scope, Severity, rule
from trygghetsplan.rules.duties import Duties
from trygghetsplan.swedish import counted, listed


@rule("TP606", Severity.WARNING, "Ingen har beslutat om organet är berört", Scope.DUTIES)
def undecided_concern(duties: Duties) -> Iterator[Finding]:
    """Skyldigheten gäller berörda organ, men det finns inget beslut om vilka de är.

    Skriv ett beslut i plan/beslut.yaml: berörd eller ej berörd, med skäl. Till dess räknas organet som skyldigt.

    Fel:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Mer
        skyldigheter:
          byggrisk:
            titel: Byggrisk
            text: Bedöma risker vid byggande.
            slag: grunduppgift
            ansvariga: [bolaget]
            endast berörda: ja
            periodicitet: årligen
            senast: 30 juni året efter
            underlag: [datum]
    Rätt:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Mer
        skyldigheter:
          byggrisk:
            titel: Byggrisk
            text: Bedöma risker vid byggande.
            slag: grunduppgift
            ansvariga: [bolaget]
            endast berörda: ja
            periodicitet: årligen
            senast: 30 juni året efter
            underlag: [datum]
        --- plan/beslut.yaml
        beslut:
          bygger-inte:
            innebörd: ej berörd
            skyldigheter: [byggrisk]
            organ: [bolaget]
            skäl: Bolaget bygger inte.
            beslut: {datum: 2024-02-01}
    """
    found: dict[str, list[str]] = {}
    for cell in duties.cells:
        if cell.undecided:
            found.setdefault(cell.duty.id, []).append(duties.repository.body_name(cell.body))
    for name, bodies in found.items():
        duty = duties.repository.duties[name]
        who = listed(bodies) if len(bodies) < 6 else counted(len(bodies), "organ", "organ")
        message = f"inget beslut säger om {who} berörs av ”{duty.obligation.title}”"
        yield undecided_concern.at(duty.at("endast berörda"), message)


@rule("TP608", Severity.WARNING, "Uppföljningen är inte beslutad", Scope.DUTIES)
def undecided_follow_up(duties: Duties) -> Iterator[Finding]:
    """Filen har svar men inget beslutsdatum, så den är ett utkast.

    I ett utkast räknas daterat underlag men inte det organet säger. Skriv beslut med datum när nämnden har beslutat.

    Fel:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
        svar:
          rsa: {status: uppfylls, datum: 2024-04-18}
    Rätt:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
        beslut: {datum: 2025-01-20}
        svar:
          rsa: {status: uppfylls, datum: 2024-04-18}
    """
    for document in duties.repository.followups:
        record = document.record
        decided = record.decision is not None and record.decision.day is not None
        is_known = decided or duties.repository.is_broken(document.path, "beslut")
        if record.year == duties.year and record.answers and not is_known:
            yield undecided_follow_up.at(
                document.at("organ"), "uppföljningen saknar beslutsdatum och är ett utkast"
            )


RULES = (undecided_concern, undecided_follow_up)
