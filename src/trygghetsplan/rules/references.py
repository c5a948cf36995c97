"""Ids that lead nowhere (TP3xx). What leads where is gathered in `links`."""

from collections.abc import Iterator

from trygghetsplan.findings import Finding, Severity, rule
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.rules.links import Target, unresolved


@rule("TP301", Severity.ERROR, "Organet finns inte")
def unknown_body(repository: PlanRepository) -> Iterator[Finding]:
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
    yield from unresolved(repository, Target.BODY, unknown_body)


@rule("TP302", Severity.ERROR, "Skyldigheten finns inte")
def unknown_obligation(repository: PlanRepository) -> Iterator[Finding]:
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
    yield from unresolved(repository, Target.OBLIGATION, unknown_obligation)


@rule("TP303", Severity.ERROR, "Underlaget finns inte i katalogen")
def unknown_evidence(repository: PlanRepository) -> Iterator[Finding]:
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
    yield from unresolved(repository, Target.EVIDENCE, unknown_evidence)


@rule("TP304", Severity.ERROR, "Dokumentet finns inte")
def unknown_document(repository: PlanRepository) -> Iterator[Finding]:
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
    yield from unresolved(repository, Target.DOCUMENT, unknown_document)


@rule("TP305", Severity.ERROR, "Indikatorn finns inte")
def unknown_indicator(repository: PlanRepository) -> Iterator[Finding]:
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
    yield from unresolved(repository, Target.INDICATOR, unknown_indicator)


@rule("TP306", Severity.ERROR, "Slaget finns inte")
def unknown_kind(repository: PlanRepository) -> Iterator[Finding]:
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
    yield from unresolved(repository, Target.KIND, unknown_kind)


@rule("TP307", Severity.ERROR, "Området finns inte")
def unknown_chapter(repository: PlanRepository) -> Iterator[Finding]:
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
    yield from unresolved(repository, Target.CHAPTER, unknown_chapter)


@rule("TP308", Severity.ERROR, "Hänvisningen leder ingenstans")
def unknown_record(repository: PlanRepository) -> Iterator[Finding]:
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
    yield from unresolved(repository, Target.RECORD, unknown_record)


RULES = (
    unknown_body,
    unknown_obligation,
    unknown_evidence,
    unknown_document,
    unknown_indicator,
    unknown_kind,
    unknown_chapter,
    unknown_record,
)
