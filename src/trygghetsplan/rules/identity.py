"""Ids, file names and folders, and what stands twice where it may stand once."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import takewhile

from trygghetsplan.engine.decisions import ALL
from trygghetsplan.findings import Finding, Related, Severity, Where, rule
from trygghetsplan.model.obligation import Chapter
from trygghetsplan.model.scalars import Identifier, scalar_of
from trygghetsplan.plan.repository import PlanFile, PlanRepository
from trygghetsplan.rules.checked_files import CheckedFiles
from trygghetsplan.swedish import slug

_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
)
_FORBIDDEN = re.compile(r'[<>:"|?*\\]|[. ]$')


@rule("TP202", Severity.ERROR, "Filens namn och innehåll säger olika")
def misnamed_file(checked: CheckedFiles) -> Iterator[Finding]:
    """Året eller organet i filen är ett annat än i filens sökväg.

    Mappen anger året och filnamnet organet: followups/2024/miljonamnden.yaml. Rätta det som är fel.

    Fel:
        organ: miljonamnden
        år: 2023
    Rätt:
        organ: miljonamnden
        år: 2024
    """
    repository = checked.repository
    for path, year in _years(repository):
        folder = int(path.split("/")[1])
        if year != folder:
            message = f"filen ligger i mappen för {folder} men säger år {year}"
            yield misnamed_file.at(Where(path, ("år",)), message, remedy=str(folder))
    for followup in repository.followups:
        body = repository.stated_body(followup)
        collides = followup.path.casefold() in repository.paths
        if (
            body != followup.stem
            and body in repository.bodies
            and not (collides and followup.stem.casefold() == body)
        ):
            message = f"filen heter {followup.stem}.yaml men svarar för ”{body}”"
            if followup.stem not in repository.bodies:
                message += f"; byt filens namn till {body}.yaml"
            yield misnamed_file.at(followup.at("organ"), message)


def _years(repository: PlanRepository) -> Iterator[tuple[str, int]]:
    """Return each dated file's path and the year it says."""
    for documents in (
        repository.followups,
        repository.assessments,
        repository.indicator_years,
        repository.number_years,
    ):
        for document in documents:
            yield document.path, repository.stated_year(document)


@rule("TP204", Severity.ERROR, "Uppföljning för ett år som inte följs upp")
def year_not_followed_up(checked: CheckedFiles) -> Iterator[Finding]:
    """Filen gäller ett år före det första uppföljningsåret i trygghet.yaml.

    Flytta filen till rätt år, eller ändra första uppföljningsår.

    Fel:
        --- followups/2019/miljonamnden.yaml
        organ: miljonamnden
        år: 2019
    Rätt:
        organ: miljonamnden
        år: 2024
    """
    first = checked.repository.settings.record.first_year
    for path, year in _years(checked.repository):
        if year < first and path.startswith(f"followups/{year}/"):
            message = f"första uppföljningsår är {first}; filen gäller {year}"
            yield year_not_followed_up.at(Where(path, ("år",)), message)


@rule("TP205", Severity.ERROR, "Filnamn som krockar")
def colliding_names(checked: CheckedFiles) -> Iterator[Finding]:
    """Två filer har samma namn om man bortser från stora och små bokstäver och från hur prickar och ringar är lagrade.

    På Windows och i synkroniserade mappar är de samma fil, och den ena skriver över den andra.
    Ta bort den ena. Filnamn skrivs med små bokstäver.

    Fel:
        --- followups/2024/Miljonamnden.yaml
        organ: miljonamnden
        år: 2024
    Rätt:
        organ: miljonamnden
        år: 2024
    """
    seen: dict[str, str] = {}
    for path in sorted(
        checked.repository.paths, key=lambda path: (path.casefold(), path != path.casefold(), path)
    ):
        first = seen.setdefault(unicodedata.normalize("NFC", path).casefold(), path)
        if first != path:
            yield colliding_names.at(Where(path), f"filnamnet krockar med {first}")


@rule("TP206", Severity.ERROR, "Namn som inte går i Windows")
def impossible_name(checked: CheckedFiles) -> Iterator[Finding]:
    """Windows reserverar namnet, eller ett tecken i det, så filen går inte att skapa eller synkronisera där.

    Byt namn. Reserverade är con, prn, aux, nul, com1–com9 och lpt1–lpt9, vilken ändelse de än har, och
    tecknen < > : " | ? * och omvänt snedstreck.

    Fel:
        --- plan/fokusomraden/aux.yaml
        dokument: planen
        titel: Auxiliär
        skyldigheter: {}
    Rätt:
        --- plan/fokusomraden/auxiliar.yaml
        dokument: planen
        titel: Auxiliär
        skyldigheter: {}
    """
    for path in sorted(checked.repository.paths):
        for part in path.split("/"):
            if part.split(".")[0].casefold() in _RESERVED or _FORBIDDEN.search(part):
                yield impossible_name.at(
                    Where(path), f"namnet {part} går inte att använda i Windows; byt namn"
                )
                break
    for name in checked.repository.bodies:
        if name in _RESERVED:
            where = checked.repository.organisation.at("organ", name).key()
            yield impossible_name.at(
                where, f"organets fil skulle heta {name}.yaml, som inte går i Windows; byt id"
            )


@rule("TP207", Severity.ERROR, "Id som redan betyder något")
def reserved_id(checked: CheckedFiles) -> Iterator[Finding]:
    """En skyldighet har id:t alla, som i beslut betyder varje skyldighet.

    Då går det inte att besluta om just den. Ge den ett annat id.

    Fel:
        skyldigheter:
          alla:
            titel: Utbildning för alla
            text: Utbilda alla medarbetare.
            slag: grunduppgift
            ansvariga: [förbund]
            periodicitet: årligen
            underlag: [datum]
    Rätt:
        skyldigheter:
          utbildning-alla:
            titel: Utbildning för alla
            text: Utbilda alla medarbetare.
            slag: grunduppgift
            ansvariga: [förbund]
            periodicitet: årligen
            underlag: [datum]
    """
    if ALL in checked.repository.obligations:
        message = f"”{ALL}” betyder varje skyldighet i ett beslut; ge skyldigheten ett annat id"
        yield reserved_id.at(checked.repository.obligations[ALL].at().key(), message)


@rule("TP201", Severity.ERROR, "Samma id i två filer")
def duplicate_id(checked: CheckedFiles) -> Iterator[Finding]:
    """Två skyldigheter eller två beslut har samma id, i olika filer.

    Ett id får bara finnas en gång i hela planen, eftersom svar och beslut hänvisar till det.
    Ge den senare ett eget id. Återanvänd aldrig ett id som har använts förr. Är en hel fil en kopia, så ta bort kopian.

    Fel:
        skyldigheter:
          rsa:
            titel: Annan analys
            text: Göra en annan analys.
            slag: grunduppgift
            ansvariga: [nämnder]
            periodicitet: årligen
            underlag: [datum]
    Rätt:
        skyldigheter: {}
    """
    seen: dict[str, Where] = {}
    for chapter in checked.repository.chapters:
        names = chapter.record.obligations
        if len(names) > 1 and (original := _copied(checked.repository, chapter)):
            first = Related(original.at("skyldigheter").key(), "de första står här")
            message = f"filens {len(names)} skyldigheter står också i {original.path}; en av filerna är troligen en kopia"
            yield duplicate_id.at(chapter.at("skyldigheter").key(), message, first)
            continue
        for name in names:
            yield from _once(seen, name, chapter.at("skyldigheter", name), "skyldighet")
    seen = {}
    for document, name, _ in checked.repository.all_decisions:
        yield from _once(seen, name, document.at("beslut", name), "beslut")


def _copied(repository: PlanRepository, chapter: PlanFile[Chapter]) -> PlanFile[Chapter] | None:
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
def same_number(checked: CheckedFiles) -> Iterator[Finding]:
    """Två områden i samma plan har samma nummer under fokusområde.

    Rapporten visar områdena i nummerordning. Ge det ena området ett eget nummer.

    Fel:
        fokusområde: 1
        titel: Mer
        skyldigheter: {}
    Rätt:
        fokusområde: 2
        titel: Mer
        skyldigheter: {}
    """
    seen: dict[tuple[str, int], PlanFile[Chapter]] = {}
    for chapter in checked.repository.chapters:
        number = chapter.record.number
        if number is None or chapter.record.part_of or _copied(checked.repository, chapter):
            continue
        first = seen.setdefault((chapter.record.document, number), chapter)
        if first is not chapter:
            message = f"”{first.record.title}” har redan nummer {number}"
            related = Related(first.at("fokusområde"), "det första området står här")
            yield same_number.at(chapter.at("fokusområde"), message, related)


@rule("TP209", Severity.ERROR, "Två redovisningar med samma titel")
def same_account(checked: CheckedFiles) -> Iterator[Finding]:
    """Två dokument redovisas under samma titel, så att läsaren inte kan skilja redovisningarna åt.

    Ge den ena redovisningen en egen titel. Ska dokumentet ingå i den redovisning som trygghet.yaml anger: ta bort
    redovisas i egen redovisning.

    Fel:
        --- plan/dokument.yaml
        dokument:
          planen:
            slag: plan
            titel: Plan för trygghet
            beslut: {datum: 2020-01-01, diarienummer: KS 2020/1}
          medborgarlofte:
            slag: överenskommelse
            titel: Medborgarlöfte
            beslut: {datum: 2021-01-01, diarienummer: KS 2021/1}
            redovisas i egen redovisning: {titel: Trygghetsredovisning, lämnas av: kommunstyrelsen, lämnas till: kommunstyrelsen}
    Rätt:
        --- plan/dokument.yaml
        dokument:
          planen:
            slag: plan
            titel: Plan för trygghet
            beslut: {datum: 2020-01-01, diarienummer: KS 2020/1}
          medborgarlofte:
            slag: överenskommelse
            titel: Medborgarlöfte
            beslut: {datum: 2021-01-01, diarienummer: KS 2021/1}
            redovisas i egen redovisning: {titel: Redovisning av medborgarlöftet, lämnas av: kommunstyrelsen, lämnas till: kommunstyrelsen}
    """
    seen: dict[str, str | None] = {}
    for document, account in checked.repository.accounts.items():
        first = seen.setdefault(" ".join(account.title.casefold().split()), document)
        if first != document:
            where = checked.repository.account_at(first, "titel")
            what = "ge den här en egen titel, eller ta bort redovisas i egen redovisning"
            message = f"en annan redovisning heter redan ”{account.title}”: {what}"
            related = Related(where, "den andra står här")
            yield same_account.at(checked.repository.account_at(document, "titel"), message, related)


@rule("TP210", Severity.ERROR, "Områdets fil har ett namn som inget kan hänvisa till")
def unreferable_chapter(checked: CheckedFiles) -> Iterator[Finding]:
    """Bedömningar och kommandon pekar ut ett område med filens namn, så namnet skrivs som ett id.

    Byt namn på filen i Utforskaren eller i VS Code: små bokstäver a–z, siffror och bindestreck.

    Fel:
        --- plan/fokusomraden/2-miljöer.yaml
        dokument: planen
        titel: Trygga miljöer
        skyldigheter: {}
    Rätt:
        --- plan/fokusomraden/2-miljoer.yaml
        dokument: planen
        titel: Trygga miljöer
        skyldigheter: {}
    """
    for chapter in checked.repository.chapters:
        if scalar_of(Identifier).why_not(chapter.stem):
            right = slug(chapter.stem)
            name = f"; byt namn till {right}.yaml" if right else ""
            yield unreferable_chapter.at(Where(chapter.path), f"filens namn är inget id{name}")


RULES = (
    misnamed_file,
    year_not_followed_up,
    colliding_names,
    impossible_name,
    reserved_id,
    duplicate_id,
    same_number,
    same_account,
    unreferable_chapter,
)
