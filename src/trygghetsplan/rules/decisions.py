"""Decisions: whole, not two about one thing, and reviewed only for the obligations that they are about."""

from collections.abc import Iterator, Sequence

from trygghetsplan.engine.clock import mandate_of
from trygghetsplan.engine.decisions import (
    ALL,
    EffectiveDecision,
    decider,
    effective_decisions,
    missing_parts,
    reaches_law,
)
from trygghetsplan.engine.grid import grid_on
from trygghetsplan.engine.review import MEANINGS
from trygghetsplan.findings import Finding, Related, Severity, rule
from trygghetsplan.model.decisions import Meaning
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.rules.checked_files import CheckedFiles
from trygghetsplan.rules.responsibility import members_of
from trygghetsplan.swedish import bodies_listed, listed


@rule("TP405", Severity.ERROR, "Beslutet är ofullständigt")
def malformed_decision(checked: CheckedFiles) -> Iterator[Finding]:
    """Ett beslut saknar något som krävs för att det ska gälla, och har därför ingen verkan.

    Ett avsteg kräver till, skäl och beslut med organ, datum och paragraf eller diarienummer, och avsteg från lag dessutom
    lagrum. Det får inte gälla längre än mandatperioden ut. Berörd och ej berörd kräver skäl och beslutsdatum, bunden även paragraf.
    Avslutad kräver år, skäl och beslut med organ och datum.

    Fel:
        --- plan/beslut.yaml
        beslut:
          anstand:
            innebörd: avsteg
            skyldigheter: [rsa]
            organ: [miljonamnden]
            till: 2024-12-31
            beslut: {organ: Kommunfullmäktige, datum: 2024-02-01, paragraf: 7}
    Rätt:
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
    for document, name, decision in checked.repository.all_decisions:
        if missing := missing_parts(decision):
            message = f"{decision.meaning} gäller inte förrän det har {listed(missing)}"
            yield malformed_decision.at(document.at("beslut", name).key(), message)
        elif (
            decision.meaning is Meaning.EXCEPTION
            and decision.ends
            and decision.decided
            and decision.decided.day
        ):
            begins = max(decision.decided.day, decision.starts or decision.decided.day)
            mandate = mandate_of(checked.repository.settings.record, begins.year)
            if mandate and decision.ends > mandate.end:
                message = f"ett avsteg får gälla längst till mandatperiodens slut, {mandate.end}"
                yield malformed_decision.at(document.at("beslut", name, "till"), message)
        named = (checked.repository.obligations.get(duty) for duty in decision.obligations)
        law = [f"”{duty.record.title}”" for duty in named if duty and duty.is_law]
        if law and not reaches_law(decision):
            message = (
                f"{listed(law)} är lag, och avsteget gäller bara om lagen själv medger det: skriv paragrafen som lagrum, "
                "eller ta bort skyldigheten ur beslutet"
            )
            yield malformed_decision.at(document.at("beslut", name, "skyldigheter"), message)


@rule("TP421", Severity.ERROR, "Det avslutade är inte öppet")
def void_closing(checked: CheckedFiles) -> Iterator[Finding]:
    """Ett beslut avslutar något som inte var en brist, som ett annat organ ska göra eller som lagen kräver.

    Bara organet självt kan säga att det som brister för ett år inte längre går att göra. Det ändrar inget utfall, men
    ingen påminner om det mer. Rätta år, skyldighet eller organ, eller ta bort beslutet.

    Fel:
        --- plan/beslut.yaml
        beslut:
          for-sent:
            innebörd: avslutad
            skyldigheter: [rsa]
            organ: [miljonamnden]
            år: 2024
            skäl: Året är slut, och analysen görs om nästa år.
            beslut: {organ: miljonamnden, datum: 2024-10-01, paragraf: 7}
    Rätt:
        --- plan/beslut.yaml
        beslut:
          for-sent:
            innebörd: avslutad
            skyldigheter: [rsa]
            organ: [miljonamnden]
            år: 2024
            skäl: Året är slut, och analysen görs om nästa år.
            beslut: {organ: miljonamnden, datum: 2025-03-01, paragraf: 7}
        --- followups/2024/miljonamnden.yaml
    """
    repository = checked.repository
    for file, name, decision in repository.all_decisions:
        day, year = decision.decided and decision.decided.day, decision.year
        if decision.meaning is not Meaning.CLOSED or missing_parts(decision) or not (day and year):
            continue
        body = decider(repository, decision)
        if others := sorted(members_of(repository, decision.bodies) - {body}):
            names = bodies_listed([repository.body_name(other) for other in others])
            message = (
                f"bara organet självt kan avsluta det som det själv ska göra; låt {names} besluta för sin del"
            )
            yield void_closing.at(file.at("beslut", name, "organ"), message)
            continue
        grid = grid_on(repository, day)
        for number, duty in enumerate(decision.obligations):
            obligation = repository.obligations.get(duty)
            cell = next(iter(grid.of_obligation(obligation, year, only=body)), None) if obligation else None
            if obligation is None or (cell and cell.verdict.is_shortcoming and not obligation.is_law):
                continue
            stands = f"det var {cell.verdict}" if cell else "där fanns inget att svara på"
            fault = f"”{obligation.record.title}” var inte öppen för {year} när det beslutades: {stands}"
            if obligation.is_law:
                fault = f"”{obligation.record.title}” är lag, och det som lagen kräver kan ingen avsluta"
            message = f"{fault}; ta bort den ur beslutet" + ("" if obligation.is_law else " eller rätta år")
            yield void_closing.at(file.at("beslut", name, "skyldigheter", number), message)


@rule("TP406", Severity.ERROR, "Två beslut om samma sak")
def overlapping_decisions(checked: CheckedFiles) -> Iterator[Finding]:
    """Två beslut gäller samtidigt för samma organ och skyldighet: de säger emot varandra, eller samma sak två gånger.

    Avsluta det äldre med till, eller ta bort organet ur det ena. Är organet både berört och ej berört gäller
    inget av besluten.

    Fel:
        --- plan/beslut.yaml
        beslut:
          ja:
            innebörd: berörd
            skyldigheter: [rsa]
            organ: [miljonamnden]
            skäl: Nämnden har egen verksamhet.
            beslut: {organ: Kommunfullmäktige, datum: 2024-02-01}
          nej:
            innebörd: ej berörd
            skyldigheter: [rsa]
            organ: [nämnder]
            skäl: Nämnderna har ingen egen verksamhet.
            beslut: {organ: Kommunfullmäktige, datum: 2024-03-01}
    Rätt:
        --- plan/beslut.yaml
        beslut:
          ja:
            innebörd: berörd
            skyldigheter: [rsa]
            organ: [miljonamnden]
            skäl: Nämnden har egen verksamhet.
            beslut: {organ: Kommunfullmäktige, datum: 2024-02-01}
    """
    repository = checked.repository
    decisions = list(effective_decisions(repository))
    for (second, first), found in _doubly_decided(repository, decisions).items():
        names = bodies_listed([repository.body_name(body) for body in sorted(found)])
        one, other = decisions[first], decisions[second]
        fault = f"säger {other.decision.meaning} för {names}, och det gör ”{one.id}” redan för samma tid"
        if one.decision.meaning is not other.decision.meaning:
            fault = f"säger emot ”{one.id}” för {names}, så inget av dem gäller där"
        message = f"beslutet {fault}; avsluta det äldre med till, eller ta bort organet ur det ena"
        related = Related(one.where.key(), "det andra beslutet")
        yield overlapping_decisions.at(other.where.key(), message, related)


def _doubly_decided(
    repository: PlanRepository, decisions: Sequence[EffectiveDecision]
) -> dict[tuple[int, int], set[str]]:
    """Return the pairs of decisions that settle the same question about the same duty on the same day, by number.

    Each has the bodies that both are about. A decision is held against one before it, that which counts the longest.
    """
    longest: dict[tuple[object, ...], int] = {}
    doubly: dict[tuple[int, int], set[str]] = {}
    for number in sorted(range(len(decisions)), key=lambda number: decisions[number].starts):
        one, decision = decisions[number], decisions[number].decision
        question = "berörd" if decision.meaning in _CONCERN else decision.meaning
        for body in members_of(repository, decision.bodies):
            # What is said of all duties is said of any, and the other way round.
            asked = {*decision.obligations, ALL} if ALL not in decision.obligations else {_ANY}
            earlier = {longest.get((question, decision.year, body, duty)) for duty in asked} - {None}
            for before in earlier:
                if before is not None and decisions[before].ends >= one.starts:
                    doubly.setdefault((max(number, before), min(number, before)), set()).add(body)
            for duty in {*decision.obligations, _ANY}:
                before = longest.setdefault((question, decision.year, body, duty), number)
                if decisions[before].ends < one.ends:
                    longest[question, decision.year, body, duty] = number
    return doubly


_CONCERN = {Meaning.CONCERNED, Meaning.NOT_CONCERNED}
_ANY = ""
"""Stands for whichever duty a decision is about."""


@rule("TP419", Severity.ERROR, "Granskningen rör en annan skyldighet")
def review_of_another_obligation(checked: CheckedFiles) -> Iterator[Finding]:
    """Under granskad står en skyldighet som beslutet inte gäller, så att granskningen aldrig används.

    Rätta id eller ta bort raden. Den kan ha blivit kvar när en skyldighet fick ett nytt id.

    Fel:
        --- plan/beslut.yaml
        beslut:
          inte-bolaget:
            innebörd: ej berörd
            skyldigheter: [bolagspolicy]
            organ: [bolaget]
            skäl: Bolaget har ingen verksamhet.
            beslut: {organ: Kommunfullmäktige, datum: 2024-02-07}
            granskad:
              rsa: {text: abcdefghijkl, datum: 2024-02-10, av: Säkerhetssamordnare}
    Rätt:
        --- plan/beslut.yaml
        beslut:
          inte-bolaget:
            innebörd: ej berörd
            skyldigheter: [bolagspolicy]
            organ: [bolaget]
            skäl: Bolaget har ingen verksamhet.
            beslut: {organ: Kommunfullmäktige, datum: 2024-02-07}
            granskad:
              bolagspolicy: {text: eoeelmfgccfc, datum: 2024-02-10, av: Säkerhetssamordnare}
    """
    for document, name, decision in checked.repository.all_decisions:
        for obligation in decision.reviewed:
            if obligation not in decision.obligations or decision.meaning not in MEANINGS:
                where = document.at("beslut", name, "granskad", obligation).key()
                message = f"beslutet {name} gäller inte skyldigheten {obligation}"
                if obligation in decision.obligations:
                    message = f"innebörden {decision.meaning} beror inte av lydelsen; ta bort granskningen"
                yield review_of_another_obligation.at(where, message)


RULES = (
    malformed_decision,
    void_closing,
    overlapping_decisions,
    review_of_another_obligation,
)
