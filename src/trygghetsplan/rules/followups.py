"""What bodies answer, against what is asked of them (TP501–TP507): faults that no date can excuse."""

from collections.abc import Iterator

from trygghetsplan.findings import Finding, Related, Severity, rule
from trygghetsplan.model.followup import Status
from trygghetsplan.model.time import ClockKind
from trygghetsplan.repository import PlanRepository
from trygghetsplan.repository.duty import Duty
from trygghetsplan.rules.answered import answered, by_word, claiming, shown
from trygghetsplan.swedish import listed


@rule("TP501", Severity.ERROR, "Sägs vara uppfyllt utan det underlag som begärs")
def claim_without_evidence(repository: PlanRepository) -> Iterator[Finding]:
    """Svaret säger uppfylls eller genomförd, men något av det begärda underlaget saknas.

    Lägg till underlaget, eller svara uppfylls delvis. Utan underlag räknas skyldigheten som delvis uppfylld.

    Fel:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
        beslut: {datum: 2025-01-20}
        svar:
          rsa:
            status: uppfylls
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
    asked_for: dict[str, list[str]] = {}
    for status, one in claiming(repository):
        if not status.fits(one.term.clock.kind):
            continue  # the word itself is told of
        if one.name not in asked_for:
            asked_for[one.name] = _asked_for(repository, one.duty)
        for keys, evidence in shown(one.answer):
            missing = [name for name in asked_for[one.name] if evidence.get(name) in _NOTHING]
            if missing:
                titles = listed([f"”{name}”" for name in missing])
                where = one.document.at(
                    "svar", one.name, *keys, *(missing[:1] if missing[0] in evidence else ())
                )
                if not keys and missing[0] not in evidence:
                    where = one.document.at("svar", one.name, "status")
                message = f"”{status}” kräver {titles}, som saknas i svaret"
                asked = Related(one.duty.at("underlag"), "underlaget begärs här")
                yield claim_without_evidence.at(where, message, asked)


_NOTHING: tuple[object, ...] = (None, (), {})
"""What says nothing; 0 and nej are values, an empty list is none."""


def _asked_for(repository: PlanRepository, duty: Duty) -> list[str]:
    """Return the names of the evidence that an answer has to give itself."""
    fields = repository.catalogue.record.fields
    return [name for name in duty.obligation.evidence if name in fields and not fields[name].type.is_computed]


@rule("TP503", Severity.ERROR, "Ej aktuell utan skäl")
def irrelevant_without_reason(repository: PlanRepository) -> Iterator[Finding]:
    """Svaret ej aktuell ska säga varför, och får inte stå tillsammans med händelser.

    Skriv en mening under skäl. Har något inträffat, svara uppfylls och redovisa händelsen.

    Fel:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
        beslut: {datum: 2025-01-20}
        svar:
          avtalskrav:
            status: ej aktuell
    Rätt:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
        beslut: {datum: 2025-01-20}
        svar:
          avtalskrav:
            status: ej aktuell
            skäl: Nämnden har inte upphandlat något under året.
    """
    for one in by_word(repository)[Status.NOT_RELEVANT]:
        where = one.document.at("svar", one.name, "status")
        if not one.answer.reason:
            yield irrelevant_without_reason.at(where, "”ej aktuell” kräver skäl")
        elif one.answer.events:
            yield irrelevant_without_reason.at(where, "”ej aktuell” kan inte stå tillsammans med händelser")


@rule("TP504", Severity.ERROR, "Status passar inte skyldigheten")
def unfit_status(repository: PlanRepository) -> Iterator[Finding]:
    """Vilka statusord som får användas följer av hur ofta skyldigheten gäller.

    Engång: ej påbörjad, pågår, genomförd eller avbruten. Övriga: uppfylls, uppfylls delvis, uppfylls ej eller
    oförändrat. Ej aktuell får bara användas för det som gäller vid händelse.

    Fel:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
        beslut: {datum: 2025-01-20}
        svar:
          rsa:
            status: genomförd
            datum: 2024-04-18
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
    fitting = {kind: frozenset(status for status in Status if status.fits(kind)) for kind in ClockKind}
    for one in answered(repository):
        clock, status = one.term.clock, one.answer.status
        if status and status not in fitting[clock.kind]:
            words = listed([f"”{word}”" for word in Status if word in fitting[clock.kind]], "eller")
            message = f"”{status}” passar inte en skyldighet som gäller {clock.text}; välj {words}"
            yield unfit_status.at(one.document.at("svar", one.name, "status"), message)


@rule("TP507", Severity.ERROR, "Svaret saknar status")
def evidence_without_status(repository: PlanRepository) -> Iterator[Finding]:
    """Svaret har underlag eller kommentar men säger inte om skyldigheten är uppfylld.

    Lägg till status. Utan den räknas svaret som obesvarat.

    Fel:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
        beslut: {datum: 2025-01-20}
        svar:
          rsa:
            datum: 2024-04-18
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
    for one in by_word(repository)[None]:
        yield evidence_without_status.at(one.document.at("svar", one.name).key(), "svaret saknar status")


RULES = (claim_without_evidence, irrelevant_without_reason, unfit_status, evidence_without_status)
