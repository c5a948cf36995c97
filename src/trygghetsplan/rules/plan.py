"""The plan's own form: clocks, who owes a duty, documents, and what a goal is reckoned from."""

from collections.abc import Iterator

from trygghetsplan.engine.clock import period_of
from trygghetsplan.engine.proof import indicator_values
from trygghetsplan.findings import Finding, Severity, rule
from trygghetsplan.model.documents import DocumentKind
from trygghetsplan.model.evidence import EvidenceType
from trygghetsplan.model.obligation import Kind, ObligationRecord
from trygghetsplan.model.time import Clock, ClockKind
from trygghetsplan.plan.repository import Obligation, PlanRepository
from trygghetsplan.rules.checked_files import CheckedFiles
from trygghetsplan.rules.responsibility import members_of
from trygghetsplan.swedish import counted, listed, long_date


@rule("TP401", Severity.ERROR, "Tidsuppgifterna räcker inte eller passar inte ihop")
def unfit_clock(checked: CheckedFiles) -> Iterator[Finding]:
    """Skyldighetens periodicitet kräver en uppgift som saknas, eller har en som inte hör dit.

    Utan periodicitet ska ingen svara; det är rätt bara för det som beskriver (definition) eller upprepar.
    Mandatperiod, tertial, kvartal och halvår kräver senast; för delar av ett år ska dagen ligga efter delens slut.
    Vart n:e år kräver första, det första år som täcks, och flera gånger per år ett underlag av typen möten. Äldst
    används bara för löpande och start senast bara för engång. Inom är gränsen för en händelse (genast, 72 timmar …)
    och hör bara till vid händelse; den är ingen dag på året, och senast får inte stå bredvid.

    Fel:
        skyldigheter:
          krisplan:
            titel: Krisplan
            text: Ha en krisplan.
            slag: grunduppgift
            ansvariga: [bolag]
            periodicitet: mandatperiod
            underlag: [datum]
    Rätt:
        skyldigheter:
          krisplan:
            titel: Krisplan
            text: Ha en krisplan.
            slag: grunduppgift
            ansvariga: [bolag]
            periodicitet: mandatperiod
            senast: 31 december första året
            underlag: [datum]
    """
    for obligation in checked.repository.obligations.values():
        faults = () if obligation.record.is_unreviewed else _clock_faults(obligation, checked.repository)
        for key, message in faults:
            yield unfit_clock.at(obligation.at(key), message)
    if checked.repository.settings.record.mandate is None:
        by_mandate = [
            obligation
            for obligation in checked.repository.obligations.values()
            if obligation.record.clock
            and obligation.record.clock.kind is ClockKind.MANDATE
            and not obligation.record.is_unreviewed
        ]
        for first in by_mandate[:1]:
            count = counted(len(by_mandate), "skyldighet", "skyldigheter")
            what = "skriv mandatperiod i trygghet.yaml, eller välj vart 4:e år"
            message = f"{count} gäller varje mandatperiod, men ingen är angiven: {what}"
            yield unfit_clock.at(first.at("periodicitet"), message)


def _clock_faults(obligation: Obligation, repository: PlanRepository) -> Iterator[tuple[str, str]]:
    record = obligation.record
    clock = record.clock
    if clock is None:
        yield from _without_clock(record)
        return
    kind = clock.kind
    if kind in (ClockKind.MANDATE, ClockKind.PART) and record.due is None:
        example = "31 december första året" if kind is ClockKind.MANDATE else "31 januari året efter"
        yield "periodicitet", f"{clock.text} kräver senast, till exempel ”{example}”"
    if kind is ClockKind.EVERY and record.first is None:
        yield "periodicitet", f"{clock.text} kräver första: det första år som täcks"
    yield from _misfits(record, clock)
    fields = [repository.field(name) for name in record.evidence]
    types = [field.type if field else EvidenceType.MEETINGS for field in fields]  # an unknown one is TP303
    if kind is ClockKind.TIMES and types and EvidenceType.MEETINGS not in types:
        yield "underlag", f"{clock.text} kräver ett underlag av typen möten, där dagarna står"
    if kind is ClockKind.PART and record.due is not None and record.due.year is None:
        period = period_of(obligation, repository.settings.record, repository.settings.record.first_year)
        if period and record.due.within(period.first, period.last) <= period.end:
            ends = long_date(period.end)[:-5]  # without the year
            yield "senast", f"senast ska ligga efter {clock.text}, som slutar den {ends}"


def _without_clock(record: ObligationRecord) -> Iterator[tuple[str, str]]:
    """Only what nobody is meant to answer has no clock, and then nothing that goes with one."""
    unowned = not (record.responsible and record.evidence)
    is_promise = record.kind is Kind.COMMITMENT and unowned  # what it lacks is TP702
    if not (record.definition or record.repeats or is_promise):
        what = "ange den, eller definition: ja om inget krävs"
        yield "periodicitet", f"periodicitet saknas, så ingen ska svara; {what}"
        return
    timed = {"senast": record.due, "första": record.first, "äldst": record.max_age, "inom": record.within}
    for key in (key for key, value in timed.items() if value):
        yield key, f"{key} utan periodicitet säger ingenting; ange periodicitet"


def _misfits(record: ObligationRecord, clock: Clock) -> Iterator[tuple[str, str]]:
    """Return the time fields that do not belong to the clock."""
    kind, due, start_by = clock.kind, record.due, record.start_by
    if kind is not ClockKind.EVERY and record.first is not None:
        yield "första", f"första hör till vart n:e år, inte till {clock.text}"
    if kind is not ClockKind.CONTINUOUS and record.max_age is not None:
        yield "äldst", f"äldst hör till löpande, inte till {clock.text}"
    if record.within and kind is not ClockKind.EVENT:
        day = "" if kind is ClockKind.CONTINUOUS else "; skriv en dag som senast"
        yield "inom", f"inom hör till vid händelse, inte till {clock.text}{day}"
    elif record.within and due is not None:
        yield "senast", "händelsen har en egen gräns (inom), så ingen dag på året gäller: ta bort senast"
    if record.counted_from and not record.within:
        yield "räknas från", "räknas från säger varifrån inom räknas: skriv inom, eller ta bort räknas från"
    if kind is ClockKind.CONTINUOUS and due is not None:
        yield "senast", "löpande gäller varje dag och har ingen sista dag; ta bort senast eller välj årligen"
    elif kind is not ClockKind.ONCE and due is not None and due.year is not None:
        yield "senast", f"{clock.text} återkommer; skriv en dag som återkommer, till exempel ”31 december”"
    if kind is not ClockKind.ONCE and start_by is not None:
        yield "start senast", f"start senast hör till engång, inte till {clock.text}"
    if due is not None and due.anchor == "andra året" and kind in _OF_ONE_YEAR:
        yield "senast", f"{clock.text} gäller ett år i taget; skriv ”året efter” i stället för ”andra året”"
    for key, deadline in (("senast", due), ("start senast", start_by)):
        if kind is ClockKind.ONCE and deadline is not None and deadline.year is None:
            yield key, "en engångsuppgift har ett bestämt datum, till exempel 2024-12-31"


_OF_ONE_YEAR = (ClockKind.YEARLY, ClockKind.TIMES, ClockKind.PART, ClockKind.EVENT)


@rule("TP404", Severity.ERROR, "Skyldigheten saknar ansvarig eller underlag")
def unowned_obligation(checked: CheckedFiles) -> Iterator[Finding]:
    """En skyldighet som ska besvaras måste säga vem som svarar och vilket underlag som begärs.

    Delar flera organ på den står gemensamt: ja, och svarar nämner ett av de ansvariga. Anger källan ingen
    ansvarig, skriv er tolkning: ansvariga, härledd: ja och en tolkning.

    Fel:
        skyldigheter:
          krisplan:
            titel: Krisplan
            text: Ha en krisplan.
            slag: grunduppgift
            periodicitet: löpande
            underlag: [datum]
    Rätt:
        skyldigheter:
          krisplan:
            titel: Krisplan
            text: Ha en krisplan.
            slag: grunduppgift
            ansvariga: [bolag]
            härledd: ja
            periodicitet: löpande
            underlag: [datum]
    """
    for obligation in checked.repository.obligations.values():
        record = obligation.record
        if not record.owns_cells:
            continue
        if not record.responsible:
            yield unowned_obligation.at(obligation.at("ansvariga"), f"”{record.title}” saknar ansvariga")
        if not record.evidence:
            yield unowned_obligation.at(obligation.at("underlag"), f"”{record.title}” begär inget underlag")
        if record.jointly and not record.answered_by:
            message = "en gemensam skyldighet ska säga vem som svarar: lägg till svarar"
            yield unowned_obligation.at(obligation.at("gemensamt"), message)
        if record.answered_by and not record.jointly:
            what = "lägg till gemensamt: ja, eller ta bort svarar"
            message = f"svarar hör till det som flera organ delar: {what}"
            yield unowned_obligation.at(obligation.at("svarar"), message)
        elif record.answered_by and _stands_apart(checked.repository, record):
            name = checked.repository.body_name(record.answered_by)
            what = "lägg till organet där, eller välj ett av dem"
            message = f"{name} svarar men står inte bland ansvariga: {what}"
            yield unowned_obligation.at(obligation.at("svarar"), message)


def _stands_apart(repository: PlanRepository, record: ObligationRecord) -> bool:
    """Whether the body that answers is surely none of those responsible."""
    who = record.responsible
    known = bool(who) and record.answered_by in repository.bodies and all(map(repository.is_resolved, who))
    return known and record.answered_by not in members_of(repository, who)


@rule("TP407", Severity.ERROR, "Dokumentet saknar datum eller diarienummer")
def undated_document(checked: CheckedFiles) -> Iterator[Finding]:
    """Ett beslutat dokument ska ha beslutsdatum och diarienummer eller paragraf, eller säga varför uppgiften saknas.

    Skriv uppgiften under beslut, eller orsaken under okänt: {datum: …} och {diarienummer: …}.

    Fel:
        --- plan/dokument.yaml
        dokument:
          planen:
            slag: plan
            titel: Plan för trygghet
    Rätt:
        --- plan/dokument.yaml
        dokument:
          planen:
            slag: plan
            titel: Plan för trygghet
            okänt:
              datum: Planen är odaterad.
              diarienummer: Planen saknar diarienummer.
    """
    for name, document in checked.repository.documents.record.documents.items():
        if document.kind in (DocumentKind.LAW, DocumentKind.REGULATION):
            continue
        decided = document.decision
        known = {
            "datum": decided and decided.day,
            "diarienummer": decided and (decided.case or decided.paragraph),
        }
        lacking = [key for key, value in known.items() if not value and key not in document.unknown]
        if lacking:
            what = "skriv uppgiften under beslut, eller varför den saknas under okänt"
            message = f"{listed(lacking)} saknas; {what}"
            yield undated_document.at(checked.repository.documents.at("dokument", name).key(), message)


@rule("TP411", Severity.ERROR, "Basåret eller dess värde saknas")
def base_year_without_value(checked: CheckedFiles) -> Iterator[Finding]:
    """Ett riktvärde i procent är en förändring mot basårets värde, men det finns inget värde att räkna från.

    Skriv basår, och basårets värde under historik eller i årets fil med indikatorer.

    Fel:
        --- plan/indikatorer.yaml
        indikatorer:
          brott:
            titel: Anmälda brott
            enhet: antal
            bättre: lägre
            basår: 2019
            riktvärden: {2024: -25 %}
    Rätt:
        --- plan/indikatorer.yaml
        indikatorer:
          brott:
            titel: Anmälda brott
            enhet: antal
            bättre: lägre
            basår: 2019
            riktvärden: {2024: -25 %}
            källor: {polisen: Polisens statistik}
            historik:
              2019: {värden: {polisen: {värde: 40}}}
    """
    repository = checked.repository
    values = indicator_values(repository)
    for name, indicator in repository.indicators.record.indicators.items():
        year, at = indicator.base_year, ("indikatorer", name)
        changes = [str(year) for year, target in indicator.targets.items() if target.is_change]
        if year is None and changes:
            where = repository.indicators.at(*at, "riktvärden", changes[0])
            message = f"{indicator.targets[int(changes[0])]} är en förändring mot ett basår: lägg till basår"
            yield base_year_without_value.at(where, message)
        elif year and not any(said.values for said in values.get((name, year), ())):
            unread = {path for path, _ in repository.broken}
            if not unread & {repository.indicators.path, f"followups/{year}/indikatorer.yaml"}:
                message = f"{indicator.title} har inget värde för {year}; skriv det, eller välj ett basår som har ett"
                yield base_year_without_value.at(repository.indicators.at(*at, "basår"), message)


RULES = (unfit_clock, unowned_obligation, undated_document, base_year_without_value)
