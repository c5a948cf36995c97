"""Duties that are unanswered, unfulfilled, undecided, soon due or ending, and exceptions that nobody needs."""

from collections.abc import Iterator

from trygghetsplan.engine.cell import Cell, Timeliness
from trygghetsplan.engine.decisions import ALL, effective_decisions
from trygghetsplan.engine.grid import grid_on
from trygghetsplan.engine.questions import unanswered_in_words
from trygghetsplan.engine.unread import known_cells
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.findings import Finding, Related, Rule, Scope, Severity, Where, rule
from trygghetsplan.model.decisions import Decision, Meaning
from trygghetsplan.model.followup import Status, follow_up_path
from trygghetsplan.model.organisation import Bindingness
from trygghetsplan.plan.repository import Obligation, PlanRepository
from trygghetsplan.rules.checked_year import CheckedYear
from trygghetsplan.rules.responsibility import is_clear, owing
from trygghetsplan.swedish import bodies_listed, days_late, listed, long_date


@rule("TP601", Severity.ERROR, "Obesvarad skyldighet", Scope.DUTIES)
def unanswered(checked: CheckedYear) -> Iterator[Finding]:
    """Organets svar har inte kommit, fast sista dagen har passerat.

    Lägg till svaret i organets fil för året. Obundna organ får en upplysning, inte ett fel.

    Fel:
        svar: {}
    Rätt:
        svar:
          rsa:
            status: uppfylls
            datum: 2024-04-18
    """
    for cell in checked.cells_with(Verdict.UNANSWERED):
        document = checked.repository.years[cell.body].get(checked.year)
        where = document.at("svar", cell.obligation.id) if document else cell.obligation.at().key()
        yield _shortcoming(unanswered, checked.repository, cell, where)


def _shortcoming(of: Rule, repository: PlanRepository, cell: Cell, where: Where) -> Finding:
    """Return a finding about one cell; what a body is only urged to do is no more than a note."""
    late = f", {days_late(cell.days)}" if cell.timeliness is Timeliness.LATE else ""
    what = f"”{cell.obligation.record.title}” är {cell.verdict.in_sentence}{late}"
    return of.at(
        where,
        f"{repository.body_name(cell.body)}: {what}. {cell.outcome.reason}",
        Related(cell.obligation.at().key(), "skyldigheten står här"),
        severity=Severity.INFO if cell.binding is Bindingness.URGED else of.severity,
        subject=f"{cell.body}/{cell.obligation.id}/{cell.period.label}",
    )


@rule("TP602", Severity.ERROR, "Skyldighet som inte är uppfylld", Scope.DUTIES)
def unfulfilled(checked: CheckedYear) -> Iterator[Finding]:
    """Organet har svarat, och svaret eller underlaget visar att skyldigheten inte är uppfylld.

    Låt svaret stå, gör det som återstår och redovisa det nästa gång. Ett avsteg kan bara den besluta som antog planen:
    som regel fullmäktige, med skäl och slutdag, innan tiden har gått ut.

    Fel:
        svar:
          rsa: {status: uppfylls ej}
    Rätt:
        svar:
          rsa: {status: uppfylls ej}
        --- plan/beslut.yaml
        beslut:
          anstand:
            innebörd: avsteg
            skyldigheter: [rsa]
            organ: [miljonamnden]
            till: 2024-12-31
            skäl: Nämnden byter arbetssätt under året.
            beslut: {organ: Kommunfullmäktige, datum: 2024-02-01, paragraf: 7}
    """
    for cell in checked.cells_with(Verdict.NOT_FULFILLED):
        where = cell.claim.where if cell.claim else cell.basis[0]
        yield _shortcoming(unfulfilled, checked.repository, cell, where)


@rule("TP603", Severity.WARNING, "Skyldighet som är uppfylld till en del", Scope.DUTIES)
def partly_fulfilled(checked: CheckedYear) -> Iterator[Finding]:
    """Svaret eller underlaget visar att skyldigheten är uppfylld till en del.

    Låt svaret stå, fullfölj det som återstår och redovisa det nästa gång. Skälet står i svaret och i rapporten. Ett
    avsteg kan bara den besluta som antog planen.

    Fel:
        svar:
          rsa: {status: uppfylls delvis, datum: 2024-04-18}
    Rätt:
        svar:
          rsa: {status: uppfylls delvis, datum: 2024-04-18}
        --- plan/beslut.yaml
        beslut:
          anstand:
            innebörd: avsteg
            skyldigheter: [rsa]
            organ: [miljonamnden]
            till: 2024-12-31
            skäl: Nämnden byter arbetssätt under året.
            beslut: {organ: Kommunfullmäktige, datum: 2024-02-01, paragraf: 7}
    """
    for cell in checked.cells_with(Verdict.PARTLY):
        where = cell.claim.where if cell.claim else cell.basis[0]
        yield _shortcoming(partly_fulfilled, checked.repository, cell, where)


@rule("TP604", Severity.INFO, "Snart dags", Scope.DUTIES)
def due_soon(checked: CheckedYear) -> Iterator[Finding]:
    """Sista dagen närmar sig, eller underlaget slutar snart att gälla.

    Planera in uppgiften. Hur långt i förväg det påminns står under varsla i trygghet.yaml.

    Fel:
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
    for cell in checked.cells:
        if cell.timeliness is Timeliness.SOON:
            soon.setdefault((cell.obligation.id, cell.verdict is Verdict.FULFILLED), []).append(cell)
    for (_, is_shown), cells in soon.items():
        obligation, schedule = cells[0].obligation, cells[0].schedule
        who = bodies_listed([checked.repository.body_name(cell.body) for cell in cells])
        when = "underlaget slutar snart att gälla"
        if schedule.awaited and not is_shown:
            due = schedule.due if schedule.due and checked.as_of <= schedule.due else None
            when = (
                f"senast den {long_date(due)}" if due else f"svara senast den {long_date(schedule.answer_by)}"
            )
        message = f"”{obligation.record.title}”: {when}, {who}"
        yield due_soon.at(obligation.at().key(), message, subject=cells[0].period.label)


@rule("TP605", Severity.ERROR, "Organet har inte svarat alls", Scope.DUTIES)
def silent_body(checked: CheckedYear) -> Iterator[Finding]:
    """Det finns ingen fil med organets svar för året, och sista dagen att svara har passerat.

    Be organet svara och lägg svaren i filen som nämns. Det som tidigare års underlag fortfarande visar räknas ändå.

    Fel:
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
        svar:
          rsa: {status: uppfylls, datum: 2024-04-18}
    """
    for body, cells in checked.silent_bodies.items():
        name = checked.repository.body_name(body)
        is_open = [cell for cell in cells if cell.obligation.record.is_open]
        scored = sum(cell.is_bound and cell.obligation.is_plan for cell in is_open)
        closed = len(cells) - len(is_open)
        unanswered = unanswered_in_words(scored, len(is_open) - scored, closed)
        message = (
            f"{name} har inte svarat för {checked.year}: {unanswered}. "
            f"Svaren väntas i {follow_up_path(checked.year, body)}"
        )
        where = checked.repository.organisation.at("organ", body).key()
        severity = Severity.ERROR if any(cell.is_bound for cell in cells) else Severity.INFO
        yield silent_body.at(where, message, severity=severity, subject=f"{body}/{checked.year}")


@rule("TP606", Severity.WARNING, "Ingen har beslutat om organet är berört", Scope.DUTIES)
def undecided_concern(checked: CheckedYear) -> Iterator[Finding]:
    """Skyldigheten gäller berörda organ, men det finns inget beslut om vilka de är.

    Skriv ett beslut i plan/beslut.yaml: berörd eller ej berörd, med skäl, av den som antog planen. Till dess räknas organet som skyldigt.

    Fel:
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
            beslut: {organ: Kommunfullmäktige, datum: 2024-02-01}
    """
    undecided: dict[str, list[str]] = {}
    for cell in checked.cells:
        if cell.undecided:
            undecided.setdefault(cell.obligation.id, []).append(checked.repository.body_name(cell.body))
    for name, bodies in undecided.items():
        obligation = checked.repository.obligations[name]
        message = f"inget beslut säger om {bodies_listed(bodies)} berörs av ”{obligation.record.title}”"
        yield undecided_concern.at(obligation.at("endast berörda"), message)


@rule("TP607", Severity.WARNING, "Avsteget behövs inte", Scope.DUTIES)
def unneeded_exception(checked: CheckedYear) -> Iterator[Finding]:
    """Ett avsteg gäller för en skyldighet som ändå är uppfylld, eller som organet inte har.

    Ta bort det ur avsteget, så att beslutet bara omfattar det som behöver det.

    Fel:
        --- plan/beslut.yaml
        beslut:
          anstand:
            innebörd: avsteg
            skyldigheter: [rsa]
            organ: [miljonamnden]
            till: 2026-12-31
            skäl: Nämnden byter arbetssätt.
            beslut: {organ: Kommunfullmäktige, datum: 2024-02-01, paragraf: 7}
    Rätt:
        --- plan/beslut.yaml
        beslut: {}
    """
    unneeded: dict[str, dict[str, list[str]]] = {}
    needed: set[str] = set()
    for cell in checked.cells:
        why = _UNNEEDED.get((cell.verdict, cell.outcome.rule == _NOT_CONCERNED))
        if cell.exception and why:
            what = f"{checked.repository.body_name(cell.body)}, ”{cell.obligation.record.title}”"
            unneeded.setdefault(cell.exception, {}).setdefault(why, []).append(what)
        elif cell.exception:
            needed.add(cell.exception)
    for decided in effective_decisions(checked.repository):
        reasons = unneeded.get(decided.id, {})
        if decided.starts.year <= checked.year <= decided.ends.year:
            reasons = reasons | {"": _not_owed(checked.repository, decided.decision)}
        what = "; ".join(f"{listed(cells)} {why}".rstrip() for why, cells in reasons.items() if cells)
        if what:
            rest = " för de här" if decided.id in needed else ""
            yield unneeded_exception.at(decided.where.key(), f"avsteget behövs inte{rest}: {what}")


_NOT_CONCERNED = 2
"""The rule of the decision table by which a duty does not apply to the body."""
_UNNEEDED = {
    (Verdict.FULFILLED, False): "är uppfyllt",
    (Verdict.NOT_APPLICABLE, True): "är ej tillämpligt",
}


def _not_owed(repository: PlanRepository, decision: Decision) -> list[str]:
    """Return the bodies and groups in an exception of which none has the duty, each with the duty."""
    if decision.meaning is not Meaning.EXCEPTION:
        return []
    not_owed = []
    for who in decision.bodies:
        bodies = set(repository.members(who))
        for name in decision.obligations if bodies else ():
            meant = repository.obligations.values() if name == ALL else [repository.obligations.get(name)]
            clear = [obligation for obligation in meant if obligation and is_clear(repository, obligation)]
            is_owed = any(obligation.owes and bodies & owing(repository, obligation) for obligation in clear)
            if clear and not is_owed:
                what = "någon skyldighet" if name == ALL else f"skyldigheten ”{clear[0].record.title}”"
                not_owed.append(f"{repository.body_name(who)} har inte {what}")
    return not_owed


@rule("TP608", Severity.WARNING, "Uppföljningen är inte beslutad", Scope.DUTIES)
def undecided_follow_up(checked: CheckedYear) -> Iterator[Finding]:
    """Filen har svar men inget beslutsdatum, så den är ett utkast.

    I ett utkast räknas daterat underlag men inte det organet säger. Skriv beslut med datum när organet har beslutat.

    Fel:
        organ: miljonamnden
        år: 2024
        svar:
          rsa: {status: uppfylls, datum: 2024-04-18}
    Rätt:
        svar:
          rsa: {status: uppfylls, datum: 2024-04-18}
    """
    for document in checked.repository.followups:
        record = document.record
        decided = record.decision is not None and record.decision.day is not None
        is_known = decided or checked.repository.is_broken(document.path, "beslut")
        if record.year == checked.year and record.answers and not is_known:
            yield undecided_follow_up.at(
                document.at("organ"), "uppföljningen saknar beslutsdatum och är ett utkast"
            )


@rule("TP609", Severity.WARNING, "Ingen är kvar att svara", Scope.DUTIES)
def unowed_duty(checked: CheckedYear) -> Iterator[Finding]:
    """Skyldigheten gäller, men alla organ som skulle svara har upphört, så ingen ska svara längre.

    Skriv det organ som har tagit över under ansvariga, eller sätt till på skyldigheten.

    Fel:
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
    repository = checked.repository
    for obligation in repository.obligations.values():
        in_force = obligation.owes and obligation.in_force(checked.as_of)
        if not in_force or not is_clear(repository, obligation):
            continue
        owing_bodies = sorted(owing(repository, obligation) & repository.bodies.keys())
        ended = [
            body for body in owing_bodies if (last := repository.bodies[body].ends) and last < checked.as_of
        ]
        if not ended or len(ended) < len(owing_bodies) or _is_done(repository, obligation, ended):
            continue
        successors = [body for body, record in repository.bodies.items() if record.succeeds in ended]
        names = listed([repository.body_name(body) for body in ended])
        who = " eller ".join(f"”{body}”" for body in successors) or "det organ som har tagit över"
        key = "svarar" if obligation.record.jointly else "ansvariga"
        message = f"ingen svarar: {names} har upphört; skriv {who} under {key}, eller till på skyldigheten"
        yield unowed_duty.at(obligation.at(key), message)


def _is_done(repository: PlanRepository, obligation: Obligation, bodies: list[str]) -> bool:
    """Whether it was to be done once, and one of the bodies has said that it is."""
    answers = [
        repository.answer(file, obligation.id) for body in bodies for file in repository.years[body].values()
    ]
    return any(answer is not None and answer.status is Status.DONE for answer in answers)


@rule("TP610", Severity.WARNING, "Upphörd, ej genomförd", Scope.DUTIES)
def stopped_unfinished(checked: CheckedYear) -> Iterator[Finding]:
    """Något som skulle göras en gång upphörde medan det pågick, och ingen ny skyldighet ersätter det.

    Var det meningen behöver ingenting göras. Annars: flytta fram till, eller skriv en ny skyldighet med ersätter.
    Hade sista dagen passerat är det i stället en brist det året (TP601–TP603).

    Fel:
        skyldigheter:
          rutin:
            titel: Rutin
            text: Ta fram en rutin.
            slag: grunduppgift
            ansvariga: [miljonamnden]
            periodicitet: engång
            från: 2024-01-01
            till: 2024-06-30
            underlag: [datum]
        ---
        svar:
          rsa: {status: uppfylls, datum: 2024-04-18}
          rutin: {status: pågår}
    Rätt:
        skyldigheter:
          rutin:
            titel: Rutin
            text: Ta fram en rutin.
            slag: grunduppgift
            ansvariga: [miljonamnden]
            periodicitet: engång
            från: 2024-01-01
            till: 2024-06-30
            underlag: [datum]
          ny-rutin:
            titel: Ny rutin
            text: Ta fram en rutin.
            slag: grunduppgift
            ansvariga: [miljonamnden]
            periodicitet: engång
            från: 2025-01-01
            senast: 2025-12-31
            ersätter: rutin
            underlag: [datum]
    """
    grid = grid_on(checked.repository, checked.as_of)
    open_then = [cell for cell in grid.stopped() if cell.verdict is Verdict.NOT_DUE]
    stopped: dict[str, list[str]] = {}
    for cell in known_cells(checked.repository, open_then):
        stopped.setdefault(cell.obligation.id, []).append(checked.repository.body_name(cell.body))
    for name, bodies in stopped.items():
        obligation = checked.repository.obligations[name]
        ended = obligation.ends
        if ended is None or ended.year != checked.year:
            continue
        who = listed(bodies)
        message = (
            f"”{obligation.record.title}” upphörde efter den {long_date(ended)} utan att bli genomförd: {who}"
        )
        yield stopped_unfinished.at(obligation.at("till"), message)


RULES = (
    unanswered,
    unfulfilled,
    partly_fulfilled,
    due_soon,
    silent_body,
    undecided_concern,
    unneeded_exception,
    undecided_follow_up,
    unowed_duty,
    stopped_unfinished,
)
