"""Duties that end: when no body is left to answer, and when what was to be done once never was."""

from collections.abc import Iterator

from trygghetsplan.findings import Finding, Scope, Severity, rule
from trygghetsplan.model.followup import Status
from trygghetsplan.obligations.grid import Grid
from trygghetsplan.obligations.unread import Unread
from trygghetsplan.repository import PlanRepository
from trygghetsplan.repository.duty import Duty
from trygghetsplan.rules.duties import Duties, is_clear, owing
from trygghetsplan.swedish import listed, long_date


@rule("TP609", Severity.WARNING, "Ingen är kvar att svara", Scope.DUTIES)
def unowed_duty(duties: Duties) -> Iterator[Finding]:
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
    repository = duties.repository
    for duty in repository.duties.values():
        in_force = duty.owes and duty.obligation.in_force(duties.as_of)
        if not in_force or not is_clear(repository, duty):
            continue
        owing_bodies = sorted(owing(repository, duty) & repository.bodies.keys())
        ended = [
            body for body in owing_bodies if (last := repository.bodies[body].ends) and last < duties.as_of
        ]
        if not ended or len(ended) < len(owing_bodies) or _is_done(repository, duty, ended):
            continue
        successors = [body for body, record in repository.bodies.items() if record.succeeds in ended]
        names = listed([repository.body_name(body) for body in ended])
        who = " eller ".join(f"”{body}”" for body in successors) or "det organ som har tagit över"
        key = "svarar" if duty.obligation.jointly else "ansvariga"
        message = (
            f"ingen är skyldig svar: {names} har upphört; skriv {who} under {key}, eller till på skyldigheten"
        )
        yield unowed_duty.at(duty.at(key), message)


def _is_done(repository: PlanRepository, duty: Duty, bodies: list[str]) -> bool:
    """Whether it was to be done once, and one of the bodies has said that it is."""
    answers = [
        repository.answer(file, duty.id) for body in bodies for file in repository.years[body].values()
    ]
    return any(answer is not None and answer.status is Status.DONE for answer in answers)


@rule("TP610", Severity.WARNING, "Upphörd, ej genomförd", Scope.DUTIES)
def stopped_unfinished(duties: Duties) -> Iterator[Finding]:
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
    stopped = Unread(duties.repository).known(Grid(duties.repository, duties.as_of).stopped())
    for name in dict.fromkeys(cell.duty.id for cell in stopped):
        duty = duties.repository.duties[name]
        ended = duty.obligation.ends
        if ended is None or ended.year != duties.year:
            continue
        who = listed([duties.repository.body_name(cell.body) for cell in stopped if cell.duty.id == name])
        message = f"”{duty.obligation.title}” upphörde efter {long_date(ended)} utan att bli genomförd: {who}"
        yield stopped_unfinished.at(duty.at("till"), message)


RULES = (unowed_duty, stopped_unfinished)
