"""Duties that are unanswered, unfulfilled, undecided, soon due or ending (TP601–TP606, TP608–TP610)."""

from collections.abc import Iterator

from trygghetsplan.engine.cell import Cell, Timeliness
from trygghetsplan.engine.grid import Grid
from trygghetsplan.engine.unread import Unread
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.findings import Finding, Related, Rule, Scope, Severity, rule
from trygghetsplan.model.followup import Status, follow_up_path
from trygghetsplan.plan.repository import Obligation, PlanRepository
from trygghetsplan.rules.duties import Duties, is_clear, owing, severity_of
from trygghetsplan.swedish import bodies_listed, counted, listed, long_date


@rule("TP601", Severity.ERROR, "Obesvarad skyldighet", Scope.DUTIES)
def unanswered(obligations: Duties) -> Iterator[Finding]:
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
    for cell in obligations.single(Verdict.UNANSWERED):
        message, related = _told(obligations, cell)
        document = obligations.repository.years[cell.body].get(obligations.year)
        where = document.at("svar", cell.obligation.id) if document else cell.obligation.at().key()
        subject = f"{cell.body}/{cell.obligation.id}/{cell.period.label}"
        yield unanswered.at(
            where, message, related, severity=severity_of(cell, Severity.ERROR), subject=subject
        )


@rule("TP602", Severity.ERROR, "Skyldighet som inte är uppfylld", Scope.DUTIES)
def unfulfilled(obligations: Duties) -> Iterator[Finding]:
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
    for cell in obligations.single(Verdict.NOT_FULFILLED):
        yield _shortcoming(obligations, cell, unfulfilled)


@rule("TP603", Severity.WARNING, "Skyldighet som är uppfylld till en del", Scope.DUTIES)
def partly_fulfilled(obligations: Duties) -> Iterator[Finding]:
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
    for cell in obligations.single(Verdict.PARTLY):
        yield _shortcoming(obligations, cell, partly_fulfilled)


def _shortcoming(obligations: Duties, cell: Cell, of: Rule) -> Finding:
    message, related = _told(obligations, cell)
    where = cell.claim.where if cell.claim else cell.basis[0]
    subject = f"{cell.body}/{cell.obligation.id}/{cell.period.label}"
    return of.at(where, message, related, severity=severity_of(cell, of.severity), subject=subject)


def _told(obligations: Duties, cell: Cell) -> tuple[str, Related]:
    name = obligations.repository.body_name(cell.body)
    late = f", {counted(cell.days, 'dag', 'dagar')} sent" if cell.timeliness is Timeliness.LATE else ""
    related = Related(cell.obligation.at().key(), "skyldigheten står här")
    return (
        f"{name}: ”{cell.obligation.record.title}” är {cell.verdict.said}{late}. {cell.outcome.reason}",
        related,
    )


@rule("TP604", Severity.INFO, "Snart dags", Scope.DUTIES)
def due_soon(obligations: Duties) -> Iterator[Finding]:
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
    for cell in obligations.cells:
        if cell.timeliness is Timeliness.SOON:
            soon.setdefault((cell.obligation.id, cell.verdict is Verdict.FULFILLED), []).append(cell)
    for (_, is_shown), cells in soon.items():
        obligation, schedule = cells[0].obligation, cells[0].schedule
        names = [obligations.repository.body_name(cell.body) for cell in cells]
        who = bodies_listed(names)
        when = "underlaget slutar snart att gälla"
        if schedule.due and not is_shown:
            is_past = obligations.as_of > schedule.due
            when = f"{'svara ' if is_past else ''}senast {long_date(schedule.answer_by if is_past else schedule.due)}"
        message = f"”{obligation.record.title}”: {when}, {who}"
        yield due_soon.at(obligation.at().key(), message, subject=cells[0].period.label)


@rule("TP605", Severity.ERROR, "Organet har inte svarat alls", Scope.DUTIES)
def silent_body(obligations: Duties) -> Iterator[Finding]:
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
    for body, cells in obligations.silent().items():
        name = obligations.repository.body_name(body)
        message = (
            f"{name} har inte svarat för {obligations.year}: {counted(len(cells), 'skyldighet', 'skyldigheter')} är "
            f"obesvarade. Svaren väntas i {follow_up_path(obligations.year, body)}"
        )
        where = obligations.repository.organisation.at("organ", body).key()
        severity = Severity.ERROR if any(cell.is_bound for cell in cells) else Severity.INFO
        yield silent_body.at(where, message, severity=severity, subject=f"{body}/{obligations.year}")


@rule("TP606", Severity.WARNING, "Ingen har beslutat om organet är berört", Scope.DUTIES)
def undecided_concern(obligations: Duties) -> Iterator[Finding]:
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
    for cell in obligations.cells:
        if cell.undecided:
            found.setdefault(cell.obligation.id, []).append(obligations.repository.body_name(cell.body))
    for name, bodies in found.items():
        obligation = obligations.repository.obligations[name]
        message = f"inget beslut säger om {bodies_listed(bodies)} berörs av ”{obligation.record.title}”"
        yield undecided_concern.at(obligation.at("endast berörda"), message)


@rule("TP608", Severity.WARNING, "Uppföljningen är inte beslutad", Scope.DUTIES)
def undecided_follow_up(obligations: Duties) -> Iterator[Finding]:
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
    for document in obligations.repository.followups:
        record = document.record
        decided = record.decision is not None and record.decision.day is not None
        is_known = decided or obligations.repository.is_broken(document.path, "beslut")
        if record.year == obligations.year and record.answers and not is_known:
            yield undecided_follow_up.at(
                document.at("organ"), "uppföljningen saknar beslutsdatum och är ett utkast"
            )


@rule("TP609", Severity.WARNING, "Ingen är kvar att svara", Scope.DUTIES)
def unowed_duty(obligations: Duties) -> Iterator[Finding]:
    """Skyldigheten gäller, men alla organ som skulle svara har upphört, så ingen är skyldig svar längre.

    Skriv det organ som har tagit över under ansvariga, eller sätt till på skyldigheten.

    Fel:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Mer
        skyldigheter:
          policy:
            titel: Policy
            text: Ha en policy.
            slag: grunduppgift
            ansvariga: [bolaget]
            periodicitet: löpande
            underlag: [datum]
        --- plan/organisation.yaml
        slag:
          nämnd: {titel: Nämnd, flertal: nämnder}
          bolag: {titel: Bolag, flertal: bolag, bindning: uppmanas}
        organ:
          kommunstyrelsen: {namn: Kommunstyrelsen, slag: nämnd}
          miljonamnden: {namn: Miljönämnden, slag: nämnd}
          bolaget: {namn: Bolaget AB, slag: bolag, till: 2024-06-30}
        grupper:
          nämnder: {slag: [nämnd], utom: [kommunstyrelsen]}
          bolag: {slag: [bolag], utom: [bolaget]}
    Rätt:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Mer
        skyldigheter:
          policy:
            titel: Policy
            text: Ha en policy.
            slag: grunduppgift
            ansvariga: [bolaget]
            periodicitet: löpande
            till: 2024-06-30
            underlag: [datum]
        --- plan/organisation.yaml
        slag:
          nämnd: {titel: Nämnd, flertal: nämnder}
          bolag: {titel: Bolag, flertal: bolag, bindning: uppmanas}
        organ:
          kommunstyrelsen: {namn: Kommunstyrelsen, slag: nämnd}
          miljonamnden: {namn: Miljönämnden, slag: nämnd}
          bolaget: {namn: Bolaget AB, slag: bolag, till: 2024-06-30}
        grupper:
          nämnder: {slag: [nämnd], utom: [kommunstyrelsen]}
          bolag: {slag: [bolag], utom: [bolaget]}
    """
    repository = obligations.repository
    for obligation in repository.obligations.values():
        in_force = obligation.owes and obligation.record.in_force(obligations.as_of)
        if not in_force or not is_clear(repository, obligation):
            continue
        owing_bodies = sorted(owing(repository, obligation) & repository.bodies.keys())
        ended = [
            body
            for body in owing_bodies
            if (last := repository.bodies[body].ends) and last < obligations.as_of
        ]
        if not ended or len(ended) < len(owing_bodies) or _is_done(repository, obligation, ended):
            continue
        successors = [body for body, record in repository.bodies.items() if record.succeeds in ended]
        names = listed([repository.body_name(body) for body in ended])
        who = " eller ".join(f"”{body}”" for body in successors) or "det organ som har tagit över"
        key = "svarar" if obligation.record.jointly else "ansvariga"
        message = (
            f"ingen är skyldig svar: {names} har upphört; skriv {who} under {key}, eller till på skyldigheten"
        )
        yield unowed_duty.at(obligation.at(key), message)


def _is_done(repository: PlanRepository, obligation: Obligation, bodies: list[str]) -> bool:
    """Whether it was to be done once, and one of the bodies has said that it is."""
    answers = [
        repository.answer(file, obligation.id) for body in bodies for file in repository.years[body].values()
    ]
    return any(answer is not None and answer.status is Status.DONE for answer in answers)


@rule("TP610", Severity.WARNING, "Upphörd, ej genomförd", Scope.DUTIES)
def stopped_unfinished(obligations: Duties) -> Iterator[Finding]:
    """Något som skulle göras en gång har upphört innan det var gjort, och ingen ny skyldighet ersätter det.

    Var det meningen behöver ingenting göras. Annars: flytta fram till, eller skriv en ny skyldighet med ersätter.

    Fel:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Mer
        skyldigheter:
          rutin:
            titel: Rutin
            text: Ta fram en rutin.
            slag: grunduppgift
            ansvariga: [miljonamnden]
            periodicitet: engång
            från: 2024-01-01
            senast: 2024-06-30
            till: 2024-06-30
            underlag: [datum]
    Rätt:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Mer
        skyldigheter:
          rutin:
            titel: Rutin
            text: Ta fram en rutin.
            slag: grunduppgift
            ansvariga: [miljonamnden]
            periodicitet: engång
            från: 2024-01-01
            senast: 2024-06-30
            till: 2024-06-30
            underlag: [datum]
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
        beslut: {datum: 2025-01-20}
        svar:
          rsa: {status: uppfylls, datum: 2024-04-18}
          rutin: {status: genomförd, datum: 2024-05-02}
    """
    stopped = Unread(obligations.repository).known(Grid(obligations.repository, obligations.as_of).stopped())
    for name in dict.fromkeys(cell.obligation.id for cell in stopped):
        obligation = obligations.repository.obligations[name]
        ended = obligation.record.ends
        if ended is None or ended.year != obligations.year:
            continue
        who = listed(
            [obligations.repository.body_name(cell.body) for cell in stopped if cell.obligation.id == name]
        )
        message = (
            f"”{obligation.record.title}” upphörde efter {long_date(ended)} utan att bli genomförd: {who}"
        )
        yield stopped_unfinished.at(obligation.at("till"), message)


RULES = (
    unanswered,
    unfulfilled,
    partly_fulfilled,
    due_soon,
    silent_body,
    undecided_concern,
    undecided_follow_up,
    unowed_duty,
    stopped_unfinished,
)
