"""Ids that lead nowhere. What leads where is gathered in `links`."""

from collections.abc import Iterator
from difflib import get_close_matches

from trygghetsplan.findings import Finding, Related, Rule, Severity, Where, rule
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.rules.checked_files import CheckedFiles
from trygghetsplan.rules.links import IdKind, Reference, decision_references, definitions
from trygghetsplan.swedish import Names, counted


@rule("TP301", Severity.ERROR, "Organet finns inte")
def unknown_body(checked: CheckedFiles) -> Iterator[Finding]:
    """Ett organ eller en grupp nämns som inte står i plan/organisation.yaml.

    Rätta stavningen, eller lägg till organet. Gruppnamn som nämnder står under grupper.

    Fel:
        --- followups/2024/miljonamden.yaml
        organ: miljonamden
        år: 2024
    Rätt:
        organ: miljonamnden
        år: 2024
    """
    yield from _unresolved(checked, IdKind.BODY, unknown_body)


@rule("TP302", Severity.ERROR, "Skyldigheten finns inte")
def unknown_obligation(checked: CheckedFiles) -> Iterator[Finding]:
    """Ett svar, ett beslut eller en hänvisning gäller en skyldighet som inte finns i planen.

    Rätta stavningen. Id:n står som nycklar under skyldigheter i plan/.

    Fel:
        svar:
          rsaa:
            status: uppfylls
            datum: 2024-04-18
    Rätt:
        svar:
          rsa:
            status: uppfylls
            datum: 2024-04-18
    """
    yield from _unresolved(checked, IdKind.OBLIGATION, unknown_obligation)


@rule("TP303", Severity.ERROR, "Underlaget finns inte i katalogen")
def unknown_evidence(checked: CheckedFiles) -> Iterator[Finding]:
    """En skyldighet begär ett underlag som inte står i plan/underlag.yaml.

    Rätta stavningen, eller lägg till underlaget i katalogen.

    Fel:
        skyldigheter:
          policy:
            titel: Policy
            text: Ha en policy.
            slag: grunduppgift
            ansvariga: [bolag]
            periodicitet: löpande
            underlag: [datumm]
    Rätt:
        skyldigheter:
          policy:
            titel: Policy
            text: Ha en policy.
            slag: grunduppgift
            ansvariga: [bolag]
            periodicitet: löpande
            underlag: [datum]
    """
    yield from _unresolved(checked, IdKind.EVIDENCE, unknown_evidence)


@rule("TP304", Severity.ERROR, "Dokumentet finns inte")
def unknown_document(checked: CheckedFiles) -> Iterator[Finding]:
    """En hänvisning gäller ett dokument som inte står i plan/dokument.yaml.

    Rätta stavningen, eller lägg till dokumentet.

    Fel:
        --- plan/fokusomraden/2-mer.yaml
        dokument: plannen
        titel: Mer
        skyldigheter: {}
    Rätt:
        skyldigheter: {}
    """
    yield from _unresolved(checked, IdKind.DOCUMENT, unknown_document)


@rule("TP305", Severity.ERROR, "Indikatorn finns inte")
def unknown_indicator(checked: CheckedFiles) -> Iterator[Finding]:
    """Ett värde eller ett underlag gäller en indikator som inte står i plan/indikatorer.yaml.

    Rätta stavningen, eller lägg till indikatorn.

    Fel:
        --- followups/2024/indikatorer.yaml
        år: 2024
        indikatorer:
          trygghett: {ej mätt: Undersökningen ställdes in.}
    Rätt:
        --- followups/2024/indikatorer.yaml
        år: 2024
        indikatorer:
          trygghet: {ej mätt: Undersökningen ställdes in.}
    """
    yield from _unresolved(checked, IdKind.INDICATOR, unknown_indicator)


@rule("TP306", Severity.ERROR, "Slaget finns inte")
def unknown_kind(checked: CheckedFiles) -> Iterator[Finding]:
    """Ett organ eller en grupp har ett slag som inte står under slag i plan/organisation.yaml.

    Rätta stavningen, eller lägg till slaget med dess bindning.

    Fel:
        --- plan/organisation.yaml
        slag:
          nämnd: {titel: Nämnd, flertal: nämnder}
        organ:
          kommunstyrelsen: {namn: Kommunstyrelsen, slag: nämnd}
          miljonamnden: {namn: Miljönämnden, slag: nämd}
        grupper:
          nämnder: {slag: [nämnd], organ: [miljonamnden]}
          bolag: {organ: [miljonamnden]}
    Rätt:
        --- plan/organisation.yaml
        slag:
          nämnd: {titel: Nämnd, flertal: nämnder}
        organ:
          kommunstyrelsen: {namn: Kommunstyrelsen, slag: nämnd}
          miljonamnden: {namn: Miljönämnden, slag: nämnd}
        grupper:
          nämnder: {slag: [nämnd]}
          bolag: {organ: [miljonamnden]}
    """
    yield from _unresolved(checked, IdKind.KIND, unknown_kind)


@rule("TP307", Severity.ERROR, "Området finns inte")
def unknown_chapter(checked: CheckedFiles) -> Iterator[Finding]:
    """En bedömning eller en indikator gäller ett område som ingen fil i plan/ har namnet på.

    Området skrivs som filens namn utan .yaml, till exempel 1-trygghet.

    Fel:
        --- followups/2024/bedomningar.yaml
        år: 2024
        områden:
          1-trygget: {bedömning: grön, skäl: Allt fungerar.}
    Rätt:
        --- followups/2024/bedomningar.yaml
        år: 2024
        områden:
          1-trygghet: {bedömning: grön, skäl: Allt fungerar.}
    """
    yield from _unresolved(checked, IdKind.CHAPTER, unknown_chapter)


@rule("TP308", Severity.ERROR, "Hänvisningen leder ingenstans")
def unknown_record(checked: CheckedFiles) -> Iterator[Finding]:
    """En skyldighet nämner en rekommendation eller ett delområde som inte finns.

    Rätta stavningen, eller lägg till det som saknas i samma fil.

    Fel:
        skyldigheter:
          policy:
            titel: Policy
            text: Ha en policy.
            slag: grunduppgift
            delområde: policyer
            ansvariga: [bolag]
            periodicitet: löpande
            underlag: [datum]
    Rätt:
        titel: Mer
        delområden:
          policyer: {titel: Policyer}
        skyldigheter:
          policy:
            titel: Policy
            text: Ha en policy.
            slag: grunduppgift
            delområde: policyer
            ansvariga: [bolag]
            periodicitet: löpande
            underlag: [datum]
    """
    yield from _unresolved(checked, IdKind.RECORD, unknown_record)


@rule("TP309", Severity.ERROR, "Organet skrivs med namn i stället för id", schema=2)
def named_body(checked: CheckedFiles) -> Iterator[Finding]:
    """Ett beslut säger med namn vilket organ som beslutade, fast organet är ett av era och har ett id.

    Skriv id:t ur plan/organisation.yaml; den som läser visas namnet. Namnet på ett organ som inte är ert skrivs som det är.

    Fel:
        organ: miljonamnden
        år: 2024
        beslut: {organ: Miljönämnden, datum: 2025-01-20}
    Rätt:
        organ: miljonamnden
        år: 2024
        beslut: {organ: miljonamnden, datum: 2025-01-20}
    """
    repository = checked.repository
    for reference, at in decision_references(repository):
        body = repository.own_body(reference.body) if reference.body else None
        if body and body != reference.body:
            message = f"”{reference.body}” är ett av era organ; skriv dess id: {body}"
            yield named_body.at(Where(at.path, (*at.keys, "organ")), message, remedy=body)


def _may_be_lost(repository: PlanRepository, kind: IdKind) -> bool:
    """Whether a file that may define ids of the kind could not be read at all."""
    places = {
        IdKind.BODY: "plan/organisation.yaml",
        IdKind.KIND: "plan/organisation.yaml",
        IdKind.EVIDENCE: "plan/underlag.yaml",
        IdKind.DOCUMENT: "plan/dokument.yaml",
        IdKind.INDICATOR: "plan/indikatorer.yaml",
    }
    lost = {path for path, keys in repository.broken if not keys or len(keys) == 1}
    strays = any(path.startswith("plan/") and path not in places.values() for path in lost)
    if kind is IdKind.OBLIGATION and repository.repeated:
        return True  # what is missing may be the id that one of the repeated ones should have
    if kind not in places:
        return strays
    is_missing = places[kind] not in repository.paths and (kind is not IdKind.INDICATOR or strays)
    return places[kind] in lost or is_missing


_INSTEAD = {
    IdKind.BODY: "skriv ett organ eller en grupp ur plan/organisation.yaml, eller lägg till det där",
    IdKind.KIND: "skriv ett slag ur plan/organisation.yaml, eller lägg till det där",
    IdKind.OBLIGATION: "skriv ett id som står under skyldigheter i plan/, eller lägg till skyldigheten där",
    IdKind.EVIDENCE: "skriv ett namn ur plan/underlag.yaml, eller lägg till det där",
    IdKind.DOCUMENT: "skriv ett id ur plan/dokument.yaml, eller lägg till dokumentet där",
    IdKind.INDICATOR: "skriv ett id ur plan/indikatorer.yaml, eller lägg till indikatorn där",
    IdKind.CHAPTER: "skriv namnet på en fil under plan/, utan .yaml",
    IdKind.RECORD: "skriv ett id som finns, eller lägg till det",
}
"""What to write where no id is near the one that is missing."""


def _unresolved(checked: CheckedFiles, kind: IdKind, broken: Rule) -> Iterator[Finding]:
    """Return one finding for each mistake among the references of one kind."""
    repository = checked.repository
    if _may_be_lost(repository, kind):
        return
    defined = definitions(repository, kind)
    mentions = [reference for reference in checked.references if reference.kind is kind]
    used = {reference.id for reference in mentions}
    missing: dict[str, list[Reference]] = {}
    for reference in mentions:
        if reference.id not in defined:
            missing.setdefault(reference.id, []).append(reference)
    closed = {
        one.id for one in repository.obligations.values() if not one.is_owed
    }  # whose answers are not here
    unused = [
        name for name in defined if name not in used and not (kind is IdKind.OBLIGATION and name in closed)
    ]
    unused_names, defined_names = Names(unused), Names(defined)
    for name, places in missing.items():
        misspelt = unused_names.nearest(name)
        if misspelt and repository.is_broken(defined[misspelt].path, *defined[misspelt].keys):
            continue
        if misspelt and len(places) > 1:
            message = (
                f"inget använder {kind} ”{misspelt}”, men {counted(len(places), 'ställe', 'ställen')} använder "
                f"”{name}”; är id:t felstavat här?"
            )
            yield broken.at(defined[misspelt], message, Related(places[0].where, "används till exempel här"))
            continue
        alike = defined_names.like(name)
        near = alike[0] if alike else None
        # Certain is what is much like one, and not like another at all.
        remedy = near if near and len(alike) == 1 and get_close_matches(name, alike, cutoff=0.75) else ""
        for reference in places:
            folder, _, file = reference.where.path.rpartition("/")
            is_body_of_file = folder.startswith("followups/") and reference.where.keys == ("organ",)
            if is_body_of_file and (stem := file.removesuffix(".yaml")) in alike:
                near = remedy = stem
            hint = f"; menade du ”{near}”?" if near else f"; {_INSTEAD[kind]}"
            if is_body_of_file and near and file == f"{name}.yaml":
                hint += f" Filen ska då heta {near}.yaml"
            if reference.where.keys[-2:] == ("beslut", "organ"):
                hint += "; är det inte ett av era organ, skriv namnet med stor begynnelsebokstav"
            related = [Related(defined[near], "det står här")] if near else []
            message = f"{kind} ”{name}” finns inte{hint}"
            yield broken.at(reference.where, message, *related, remedy=remedy)


RULES = (
    unknown_body,
    unknown_obligation,
    unknown_evidence,
    unknown_document,
    unknown_indicator,
    unknown_kind,
    unknown_chapter,
    unknown_record,
    named_body,
)
