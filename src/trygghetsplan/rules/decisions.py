"""Decisions: whole, not two about one thing, and exceptions that somebody needs (TP405, TP406, TP607)."""

from collections.abc import Iterator

from trygghetsplan.engine.clock import mandate_of
from trygghetsplan.engine.decisions import ALL, Decided, DecisionBook, missing_parts
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.findings import Finding, Related, Scope, Severity, rule
from trygghetsplan.model.decisions import Decision, Meaning
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.rules.duties import Duties, is_clear, members_of, owing
from trygghetsplan.swedish import bodies_listed, listed


@rule("TP405", Severity.ERROR, "Beslutet är ofullständigt")
def malformed_decision(repository: PlanRepository) -> Iterator[Finding]:
    """Ett beslut saknar något som krävs för att det ska gälla, och har därför ingen verkan.

    Ett avsteg kräver till, skäl och beslut med organ, datum och paragraf eller diarienummer. Det får inte
    gälla längre än mandatperioden ut. Berörd och ej berörd kräver skäl och beslutsdatum, bunden även paragraf.

    Fel:
        --- plan/beslut.yaml
        beslut:
          anstand:
            innebörd: avsteg
            skyldigheter: [rsa]
            organ: [miljonamnden]
            till: 2024-12-31
            beslut: {organ: Miljönämnden, datum: 2024-02-01, paragraf: 7}
    Rätt:
        --- plan/beslut.yaml
        beslut:
          anstand:
            innebörd: avsteg
            skyldigheter: [rsa]
            organ: [miljonamnden]
            till: 2024-12-31
            skäl: Nämnden byter arbetssätt under året.
            beslut: {organ: Miljönämnden, datum: 2024-02-01, paragraf: 7}
    """
    for document, name, decision in repository.all_decisions:
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
            last = mandate_of(repository.settings.record, begins.year).end
            if decision.ends > last:
                message = f"ett avsteg får gälla längst till mandatperiodens slut, {last}"
                yield malformed_decision.at(document.at("beslut", name, "till"), message)


@rule("TP406", Severity.ERROR, "Två beslut om samma sak")
def overlapping_decisions(repository: PlanRepository) -> Iterator[Finding]:
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
            beslut: {datum: 2024-02-01}
          nej:
            innebörd: ej berörd
            skyldigheter: [rsa]
            organ: [nämnder]
            skäl: Nämnderna har ingen egen verksamhet.
            beslut: {datum: 2024-03-01}
    Rätt:
        --- plan/beslut.yaml
        beslut:
          ja:
            innebörd: berörd
            skyldigheter: [rsa]
            organ: [miljonamnden]
            skäl: Nämnden har egen verksamhet.
            beslut: {datum: 2024-02-01}
    """
    decisions = list(DecisionBook(repository).effective())
    for number, one in enumerate(decisions):
        for other in decisions[:number]:
            bodies = _doubly_decided(repository, one, other)
            if not bodies:
                continue
            names = bodies_listed([repository.body_name(body) for body in bodies])
            says = f"säger {one.decision.meaning} för {names}, och det gör ”{other.id}” redan för samma tid"
            if one.decision.meaning is not other.decision.meaning:
                says = f"säger emot ”{other.id}” för {names}, så inget av dem gäller där"
            message = f"beslutet {says}; avsluta det äldre med till, eller ta bort organet ur det ena"
            related = Related(other.where.key(), "det andra beslutet")
            yield overlapping_decisions.at(one.where.key(), message, related)


def _doubly_decided(repository: PlanRepository, one: Decided, other: Decided) -> list[str]:
    """Return the bodies for which both decisions settle the same question about the same duty on the same day."""
    first, second = one.decision, other.decision
    if first.meaning is not second.meaning and {first.meaning, second.meaning} != _CONCERN:
        return []
    if max(one.starts, other.starts) > min(one.ends, other.ends):
        return []
    if not {*first.obligations} & {*second.obligations} and ALL not in first.obligations + second.obligations:
        return []
    return sorted(members_of(repository, first.bodies) & members_of(repository, second.bodies))


_CONCERN = {Meaning.CONCERNED, Meaning.NOT_CONCERNED}


@rule("TP607", Severity.WARNING, "Avsteget behövs inte", Scope.DUTIES)
def unneeded_exception(obligations: Duties) -> Iterator[Finding]:
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
            beslut: {organ: Miljönämnden, datum: 2024-02-01, paragraf: 7}
    Rätt:
        --- plan/beslut.yaml
        beslut: {}
    """
    unneeded: dict[str, dict[str, list[str]]] = {}
    needed: set[str] = set()
    for cell in obligations.cells:
        why = _UNNEEDED.get((cell.verdict, cell.outcome.rule == _NOT_CONCERNED))
        if cell.exception and why:
            what = f"{obligations.repository.body_name(cell.body)}, ”{cell.obligation.record.title}”"
            unneeded.setdefault(cell.exception, {}).setdefault(why, []).append(what)
        elif cell.exception:
            needed.add(cell.exception)
    for decided in DecisionBook(obligations.repository).effective():
        reasons = unneeded.get(decided.id, {})
        if decided.starts.year <= obligations.year <= decided.ends.year:
            reasons = reasons | {"": _not_owed(obligations.repository, decided.decision)}
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
    found = []
    for who in decision.bodies:
        bodies = set(repository.members(who))
        for name in decision.obligations:
            named = repository.obligations.values() if name == ALL else [repository.obligations.get(name)]
            asked = [obligation for obligation in named if obligation and is_clear(repository, obligation)]
            if (
                asked
                and bodies
                and not any(
                    obligation.owes and bodies & owing(repository, obligation) for obligation in asked
                )
            ):
                what = "någon skyldighet" if name == ALL else f"skyldigheten ”{asked[0].record.title}”"
                found.append(f"{repository.body_name(who)} har inte {what}")
    return found


RULES = (malformed_decision, overlapping_decisions, unneeded_exception)
