"""What was read out of an adopted document and waits for somebody to go through it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from trygghetsplan.findings import Finding, Scope, Severity, Where, rule
from trygghetsplan.model.documents import DocumentStatus
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.rules.checked_files import CheckedFiles
from trygghetsplan.swedish import counted

if TYPE_CHECKING:
    from trygghetsplan.rules.checked_year import CheckedYear


@rule("TP470", Severity.INFO, "Utkast som väntar på granskning", Scope.DUTIES)
def waiting_draft(checked: "CheckedYear") -> Iterator[Finding]:
    """Skyldigheter har lästs ur ett antaget dokument, och ingen har granskat dem. Till dess ska de inte besvaras.

    Gå igenom dem med trygghet import --review, eller läs dem i filen och ta bort granska under var och en.

    Fel:
        --- plan/dokument.yaml
        dokument:
          planen:
            slag: plan
            titel: Plan för trygghet
            beslut: {datum: 2020-01-01, diarienummer: KS 2020/1}
          ny-plan:
            slag: plan
            titel: Ny plan för trygghet
            status: utkast
            okänt: {datum: Planen är inte granskad., diarienummer: Planen är inte granskad.}
        ---
        skyldigheter:
          krisplan:
            titel: Krisplan
            text: Nämnderna ska ha en krisplan.
            dokument: ny-plan
            ansvariga: [nämnder]
            granska:
              ansvariga: {säkerhet: hög, ord: Nämnderna, skäl: subjekt vid ska}
    Rätt:
        --- plan/dokument.yaml
        dokument:
          planen:
            slag: plan
            titel: Plan för trygghet
            beslut: {datum: 2020-01-01, diarienummer: KS 2020/1}
          ny-plan:
            slag: plan
            titel: Ny plan för trygghet
            status: utkast
            okänt: {datum: Planen är inte granskad., diarienummer: Planen är inte granskad.}
        ---
        skyldigheter:
          krisplan:
            titel: Krisplan
            text: Nämnderna ska ha en krisplan.
            slag: grunduppgift
            dokument: ny-plan
            ansvariga: [nämnder]
            periodicitet: löpande
            underlag: [datum]
    """
    for chapter in checked.repository.chapters:
        waiting = sum(one.is_unreviewed for one in chapter.record.obligations.values())
        if waiting:
            what = counted(waiting, "skyldighet", "skyldigheter")
            message = f"{what} väntar på granskning; kör trygghet import --review"
            yield waiting_draft.at(chapter.at("skyldigheter").key(), message)


@rule("TP471", Severity.ERROR, "Beslutat dokument med något som ingen har granskat")
def unreviewed_and_decided(checked: CheckedFiles) -> Iterator[Finding]:
    """Dokumentet är beslutat, men skyldigheten är som den lästes in: granska står kvar.

    Granska den och ta bort nyckeln, eller låt dokumentet ha status: utkast tills alla är granskade.

    Fel:
        skyldigheter:
          krisplan:
            titel: Krisplan
            text: Nämnderna ska ha en krisplan.
            ansvariga: [nämnder]
            granska:
              ansvariga: {säkerhet: hög, ord: Nämnderna, skäl: subjekt vid ska}
    Rätt:
        skyldigheter:
          krisplan:
            titel: Krisplan
            text: Nämnderna ska ha en krisplan.
            slag: grunduppgift
            ansvariga: [nämnder]
            periodicitet: löpande
            underlag: [datum]
    """
    for obligation in checked.repository.obligations.values():
        document = obligation.document
        if obligation.record.is_unreviewed and document and document.status is DocumentStatus.DECIDED:
            what = "granska den och ta bort granska, eller sätt dokumentets status till utkast"
            message = f"”{obligation.record.title}” är inte granskad, men dokumentet är beslutat; {what}"
            yield unreviewed_and_decided.at(obligation.at("granska").key(), message)


def is_unreviewed(repository: PlanRepository, where: Where) -> bool:
    """Whether what stands at a place was read in and waits for review: it is told of once a file, by `waiting_draft`."""
    if where.path.startswith("plan/import/"):
        return True
    chapter = repository.chapters_by_path.get(where.path)
    if chapter is None or len(where.keys) < 2 or where.keys[0] != "skyldigheter":
        return False
    record = chapter.record.obligations.get(str(where.keys[1]))
    return record is not None and record.is_unreviewed


RULES = (waiting_draft, unreviewed_and_decided)
