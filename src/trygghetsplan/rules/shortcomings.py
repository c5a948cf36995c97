"""Duties that are unanswered, unfulfilled or soon due (TP601–TP605)."""

from collections.abc import Iterator

from trygghetsplan.findings import Finding, Related, Rule, Scope, Severity, rule
from trygghetsplan.obligations.cell import Cell
from trygghetsplan.obligations.timeliness import Timeliness
from trygghetsplan.obligations.verdict import Verdict
from trygghetsplan.rules.duties import Duties, severity_of
from trygghetsplan.swedish import counted, listed, long_date


@rule("TP601", Severity.ERROR, "Obesvarad skyldighet", Scope.DUTIES)
def unanswered(duties: Duties) -> Iterator[Finding]:
    """Organet är skyldigt ett svar som inte har kommit, fast sista dagen har passerat.

    Lägg till svaret i organets fil för året. Uppmanade organ får en upplysning, inte ett fel.

    Fel:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
        beslut: {datum: 2025-01-20}
        svar: {}
    Rätt:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
        beslut: {datum: 2025-01-20}
        svar:
          rsa:
            status: uppfylls
            datum: 2024-04-18
    """
    for cell in duties.single(Verdict.UNANSWERED):
        message, related = _told(duties, cell)
        document = duties.repository.years[cell.body].get(duties.year)
        where = document.at("svar", cell.duty.id) if document else cell.duty.at().key()
        subject = f"{cell.body}/{cell.duty.id}/{cell.period.label}"
        yield unanswered.at(
            where, message, related, severity=severity_of(cell, Severity.ERROR), subject=subject
        )


@rule("TP602", Severity.ERROR, "Skyldighet som inte är uppfylld", Scope.DUTIES)
def unfulfilled(duties: Duties) -> Iterator[Finding]:
    """Organet har svarat, och svaret eller underlaget visar att skyldigheten inte är uppfylld.

    Åtgärda det som saknas, eller besluta om ett avsteg med skäl och slutdag.

    Fel:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
        beslut: {datum: 2025-01-20}
        svar:
          rsa: {status: uppfylls ej}
    Rätt:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
        beslut: {datum: 2025-01-20}
        svar:
          rsa: {status: uppfylls, datum: 2024-04-18}
    """
    for cell in duties.single(Verdict.NOT_FULFILLED):
        yield _shortcoming(duties, cell, unfulfilled)


@rule("TP603", Severity.WARNING, "Skyldighet som är uppfylld till en del", Scope.DUTIES)
def partly_fulfilled(duties: Duties) -> Iterator[Finding]:
    """Svaret eller underlaget visar att skyldigheten är uppfylld till en del.

    Fullfölj det som återstår. Skälet står i svaret och i rapporten.

    Fel:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
        beslut: {datum: 2025-01-20}
        svar:
          rsa: {status: uppfylls delvis, datum: 2024-04-18}
    Rätt:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
        beslut: {datum: 2025-01-20}
        svar:
          rsa: {status: uppfylls, datum: 2024-04-18}
    """
    for cell in duties.single(Verdict.PARTLY):
        yield _shortcoming(duties, cell, partly_fulfilled)


def _shortcoming(duties: Duties, cell: Cell, of: Rule) -> Finding:
    message, related = _told(duties, cell)
    where = cell.claim.where if cell.claim else cell.basis[0]
    subject = f"{cell.body}/{cell.duty.id}/{cell.period.label}"
    return of.at(where, message, related, severity=severity_of(cell, of.severity), subject=subject)


def _told(duties: Duties, cell: Cell) -> tuple[str, Related]:
    name = duties.repository.body_name(cell.body)
    late = f", {counted(cell.days, 'dag', 'dagar')} sent" if cell.timeliness is Timeliness.LATE else ""
    related = Related(cell.duty.at().key(), "skyldigheten står här")
    return (
        f"{name}: ”{cell.duty.obligation.title}” är {cell.verdict.said}{late}. {cell.outcome.reason}",
        related,
    )


@rule("TP604", Severity.INFO, "Snart dags", Scope.DUTIES)
def due_soon(duties: Duties) -> Iterator[Finding]:
    """Sista dagen närmar sig, eller underlaget slutar snart att gälla.

    Planera in uppgiften. Hur långt i förväg det påminns står under varsla i trygghet.yaml.

    Fel:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Mer
        skyldigheter:
          rapport:
            titel: Rapport
            text: Lämna en rapport.
            slag: rapport
            ansvariga: [miljonamnden]
            periodicitet: årligen
            senast: 31 maj året efter
            underlag: [datum]
    Rätt:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Mer
        skyldigheter:
          rapport:
            titel: Rapport
            text: Lämna en rapport.
            slag: rapport
            ansvariga: [miljonamnden]
            periodicitet: årligen
            senast: 30 september året efter
            underlag: [datum]
    """
    soon: dict[tuple[str, bool], list[Cell]] = {}
    for cell in duties.cells:
        if cell.timeliness is Timeliness.SOON:
            soon.setdefault((cell.duty.id, cell.verdict is Verdict.FULFILLED), []).append(cell)
    for (_, is_shown), cells in soon.items():
        duty, term = cells[0].duty, cells[0].term
        names = [duties.repository.body_name(cell.body) for cell in cells]
        who = listed(names) if len(names) < 4 else counted(len(names), "organ", "organ")
        when = "underlaget slutar snart att gälla"
        if term.due and not is_shown:
            is_past = duties.as_of > term.due
            when = f"{'svara ' if is_past else ''}senast {long_date(term.answer_by if is_past else term.due)}"
        message = f"”{duty.obligation.title}”: {when}, {who}"
        yield due_soon.at(duty.at().key(), message, subject=cells[0].period.label)


@rule("TP605", Severity.ERROR, "Organet har inte svarat alls", Scope.DUTIES)
def silent_body(duties: Duties) -> Iterator[Finding]:
    """Det finns ingen fil med organets svar för året, och sista dagen att svara har passerat.

    Be organet svara och lägg svaren i filen som nämns. Det som tidigare års underlag fortfarande visar räknas ändå.

    Fel:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Mer
        skyldigheter:
          policy:
            titel: Policy
            text: Ha en policy.
            slag: grunduppgift
            ansvariga: [miljonamnden]
            periodicitet: löpande
            underlag: [datum]
        --- followups/2024/miljonamnden.yaml
    Rätt:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
        beslut: {datum: 2025-01-20}
        svar:
          rsa: {status: uppfylls, datum: 2024-04-18}
    """
    for body, cells in duties.silent().items():
        name = duties.repository.body_name(body)
        message = (
            f"{name} har inte svarat för {duties.year}: {counted(len(cells), 'skyldighet', 'skyldigheter')} är "
            f"obesvarade. Svaren väntas i followups/{duties.year}/{body}.yaml"
        )
        where = duties.repository.organisation.at("organ", body).key()
        severity = Severity.ERROR if any(cell.is_bound for cell in cells) else Severity.INFO
        yield silent_body.at(where, message, severity=severity, subject=f"{body}/{duties.year}")


RULES = (unanswered, unfulfilled, partly_fulfilled, due_soon, silent_body)
