"""What stands twice where it may stand once: ids, and the numbers of areas (TP201, TP208)."""

from collections.abc import Iterator
from itertools import takewhile

from trygghetsplan.findings import Finding, Related, Severity, Where, rule
from trygghetsplan.model.obligation import Chapter
from trygghetsplan.repository import PlanRepository
from trygghetsplan.repository.document import Document


@rule("TP201", Severity.ERROR, "Samma id i två filer")
def duplicate_id(repository: PlanRepository) -> Iterator[Finding]:
    """Två skyldigheter eller två beslut har samma id, i olika filer.

    Ett id får bara finnas en gång i hela planen, eftersom svar och beslut hänvisar till det.
    Ge den senare ett eget id. Återanvänd aldrig ett id som har använts förr. Är en hel fil en kopia, så ta bort kopian.

    Fel:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Mer
        skyldigheter:
          rsa:
            titel: Annan analys
            text: Göra en annan analys.
            slag: grunduppgift
            ansvariga: [nämnder]
            periodicitet: årligen
            underlag: [datum]
    Rätt:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Mer
        skyldigheter: {}
    """
    seen: dict[str, Where] = {}
    for chapter in repository.chapters:
        names = chapter.record.obligations
        if len(names) > 1 and (original := _copied(repository, chapter)):
            first = Related(original.at("skyldigheter").key(), "de första står här")
            message = f"filens {len(names)} skyldigheter står också i {original.path}; en av filerna är troligen en kopia"
            yield duplicate_id.at(chapter.at("skyldigheter").key(), message, first)
            continue
        for name in names:
            yield from _once(seen, name, chapter.at("skyldigheter", name), "skyldighet")
    seen = {}
    for document, name, _ in repository.all_decisions:
        yield from _once(seen, name, document.at("beslut", name), "beslut")


def _copied(repository: PlanRepository, chapter: Document[Chapter]) -> Document[Chapter] | None:
    """Return the earlier chapter that has every one of the obligations of this one, if it has any."""
    names = chapter.record.obligations.keys()
    earlier = takewhile(lambda other: other.path != chapter.path, repository.chapters)
    return next((other for other in earlier if names and names <= other.record.obligations.keys()), None)


def _once(seen: dict[str, Where], name: str, where: Where, what: str) -> Iterator[Finding]:
    if name in seen:
        first = Related(seen[name].key(), "den första står här")
        yield duplicate_id.at(where.key(), f"id:t ”{name}” används redan av en annan {what}", first)
    seen.setdefault(name, where)


@rule("TP208", Severity.ERROR, "Två områden har samma nummer")
def same_number(repository: PlanRepository) -> Iterator[Finding]:
    """Två områden i samma plan har samma nummer under fokusområde.

    Rapporten visar områdena i nummerordning. Ge det ena området ett eget nummer.

    Fel:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        fokusområde: 1
        titel: Mer
        skyldigheter: {}
    Rätt:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        fokusområde: 2
        titel: Mer
        skyldigheter: {}
    """
    seen: dict[tuple[str, int], Document[Chapter]] = {}
    for chapter in repository.chapters:
        number = chapter.record.number
        if number is None or chapter.record.part_of or _copied(repository, chapter):
            continue
        first = seen.setdefault((chapter.record.document, number), chapter)
        if first is not chapter:
            message = f"”{first.record.title}” har redan nummer {number}"
            related = Related(first.at("fokusområde"), "det första området står här")
            yield same_number.at(chapter.at("fokusområde"), message, related)


RULES = (duplicate_id, same_number)
