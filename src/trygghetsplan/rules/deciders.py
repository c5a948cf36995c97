"""Who may decide: an exception or `ej berörd` by another body than the one that adopted the document.

It is no fault in a file: the decision was made, it counts, and the account says by whom.
"""

from collections.abc import Iterator
from datetime import date

from trygghetsplan.engine.decisions import ALL, decider, effective_decisions
from trygghetsplan.findings import Finding, Scope, Severity, Where, rule
from trygghetsplan.model.decisions import Decision, Meaning
from trygghetsplan.model.documents import SourceDocument
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.rules.checked_year import CheckedYear
from trygghetsplan.rules.responsibility import members_of, owing
from trygghetsplan.swedish import capital, listed


@rule("TP420", Severity.ERROR, "Organet får inte besluta det", Scope.DUTIES, schema=2)
def unentitled_decision(checked: CheckedYear) -> Iterator[Finding]:
    """Ett avsteg eller ej berörd är beslutat av ett annat organ än det som antog dokumentet, eller säger inte vilket.

    Nämnderna genomför det som fullmäktige har beslutat (6 kap. 4 § kommunallagen) och kan inte undanta sig själva från
    det. Låt det organ som antog dokumentet besluta. Har det beslutat att ett annat organ får göra det, skriv det under
    beslutanderätt på dokumentet. Beslutet räknas under tiden, och redovisningen säger vem som har fattat det.

    Fel:
        svar:
          rsa: {status: uppfylls ej}
        --- plan/dokument.yaml
        dokument:
          planen:
            slag: plan
            titel: Plan för trygghet
            beslut: {organ: kommunstyrelsen, datum: 2020-01-01, diarienummer: KS 2020/1}
          lagen: {slag: lag, titel: Lag om trygghet}
        --- plan/beslut.yaml
        beslut:
          anstand:
            innebörd: avsteg
            skyldigheter: [rsa]
            organ: [miljonamnden]
            till: 2024-12-31
            skäl: Nämnden byter arbetssätt under året.
            beslut: {organ: miljonamnden, datum: 2024-02-01, paragraf: 7}
    Rätt:
        svar:
          rsa: {status: uppfylls ej}
        --- plan/dokument.yaml
        dokument:
          planen:
            slag: plan
            titel: Plan för trygghet
            beslut: {organ: kommunstyrelsen, datum: 2020-01-01, diarienummer: KS 2020/1}
          lagen: {slag: lag, titel: Lag om trygghet}
        --- plan/beslut.yaml
        beslut:
          anstand:
            innebörd: avsteg
            skyldigheter: [rsa]
            organ: [miljonamnden]
            till: 2024-12-31
            skäl: Nämnden byter arbetssätt under året.
            beslut: {organ: kommunstyrelsen, datum: 2024-02-01, paragraf: 7}
    """
    repository = checked.repository
    for made in effective_decisions(repository):
        decision, reference = made.decision, made.decision.decided
        in_year = made.starts.year <= checked.year <= made.ends.year
        if decision.meaning not in _EXCUSING or reference is None or not in_year:
            continue
        by = decider(repository, decision)
        for document in _documents_of(repository, decision):
            entitled = _entitled(repository, document, reference.day)
            if not entitled or by in entitled:
                continue
            who = listed([repository.body_in_sentence(body) for body in entitled], "eller")
            what = "om avsteg från" if decision.meaning is Meaning.EXCEPTION else "vilka som berörs av"
            fault = f"får inte besluta {what} ”{document.title}”"
            message = f"det står inte vem som beslutade; {what} ”{document.title}” beslutar {who}"
            if by:
                message = (
                    f"{capital(repository.body_name(by))} {fault}; låt {who} besluta, eller skriv "
                    "beslutanderätt på dokumentet"
                )
            yield unentitled_decision.at(
                Where(made.where.path, (*made.where.keys, "beslut", "organ")), message
            )
            break
    for name, document in repository.documents.record.documents.items():
        given = document.delegated
        if not given or not document.adopter:
            continue
        adopter, giver = (
            repository.own_body(body) or body for body in (document.adopter, given.decided.body or "")
        )
        if adopter != giver:
            message = f"beslutanderätt ges av {repository.body_in_sentence(adopter)}, som antog dokumentet"
            where = repository.documents.at("dokument", name, "beslutanderätt", "beslut", "organ")
            yield unentitled_decision.at(where, message)


_EXCUSING = {Meaning.EXCEPTION, Meaning.NOT_CONCERNED}


def _documents_of(repository: PlanRepository, decision: Decision) -> Iterator[SourceDocument]:
    """Return the documents that the decision excuses from, in the order of the duties; what the law says is not ours."""
    bodies = members_of(repository, decision.bodies)
    for name, obligation in repository.obligations.items():
        is_all = ALL in decision.obligations and bodies & owing(repository, obligation)
        if (name in decision.obligations or is_all) and obligation.document and not obligation.is_law:
            yield obligation.document


def _entitled(repository: PlanRepository, document: SourceDocument, day: date | None) -> list[str]:
    """Return the bodies that may decide on the day: the one that adopted the document, first, and those it has let.

    None, where the document does not say who adopted it.
    """
    if not document.adopter:
        return []
    given = document.delegated
    is_given = given and day and (given.decided.day is None or given.decided.day <= day)
    adopter = repository.own_body(document.adopter) or document.adopter
    return [adopter, *(given.bodies if given and is_given else ())]


RULES = (unentitled_decision,)
