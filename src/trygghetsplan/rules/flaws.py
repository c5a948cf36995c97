"""Flaws in what the plan and its documents say: not followed up, not measurable, unassigned, contradicting."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from trygghetsplan.engine.clock import period_of
from trygghetsplan.findings import Finding, Scope, Severity, Where, rule
from trygghetsplan.model.indicators import Indicator
from trygghetsplan.model.obligation import Check, Kind
from trygghetsplan.model.time import ClockKind
from trygghetsplan.plan.repository import Obligation
from trygghetsplan.rules.checked_year import CheckedYear
from trygghetsplan.source.text import line_starts, span
from trygghetsplan.swedish import counted, listed, number


@rule("TP452", Severity.WARNING, "Aktivitet utan uppföljningspunkt", Scope.DUTIES)
def activity_without_follow_up(checked: CheckedYear) -> Iterator[Finding]:
    """Planen beslutar en aktivitet, men ingen uppföljningspunkt mäter den.

    Då märks det inte om aktiviteten uteblir. Lägg till en uppföljningspunkt när planen revideras, och ange
    den under följs upp av. Ett dokument utan uppföljningspunkter följs upp på annat sätt och berörs inte.

    Fel:
        skyldigheter:
          rapportera:
            titel: Rapportera incidenter
            text: Rapportera incidenter.
            slag: aktivitet
            plats: {avsnitt: "2", punkt: 1}
            ansvariga: [förbund]
            periodicitet: löpande
            underlag: [datum]
          antal-utbildade:
            titel: Antal utbildade
            text: Räkna de utbildade.
            slag: uppföljningspunkt
            ansvariga: [förbund]
            periodicitet: löpande
            underlag: [datum]
    Rätt:
        skyldigheter:
          rapportera:
            titel: Rapportera incidenter
            text: Rapportera incidenter.
            slag: aktivitet
            plats: {avsnitt: "2", punkt: 1}
            ansvariga: [förbund]
            periodicitet: löpande
            underlag: [datum]
            följs upp av: [antal-incidenter]
          antal-incidenter:
            titel: Antal incidenter
            text: Räkna incidenterna.
            slag: uppföljningspunkt
            ansvariga: [förbund]
            periodicitet: löpande
            underlag: [datum]
    """
    repository = checked.repository
    points = defaultdict[tuple[str, str, int], list[Obligation]](list)
    for name, obligation in repository.obligations.items():
        if obligation.record.kind is Kind.ACTIVITY and obligation.document_id in repository.with_points:
            place = obligation.record.place
            section, point = (place.section, place.point) if place else (name, 0)
            points[obligation.chapter.path, section, point].append(obligation)
    for first, *others in points.values():
        if not any(activity.record.followed_up_by for activity in (first, *others)):
            parts = f" (och {number(len(others))} delar till i samma punkt)" if others else ""
            message = f"”{first.record.title}”{parts} saknar uppföljningspunkt"
            yield activity_without_follow_up.at(first.at().key(), message)


@rule("TP453", Severity.WARNING, "Engångsuppgift utan slutdatum", Scope.DUTIES)
def task_without_end(checked: CheckedYear) -> Iterator[Finding]:
    """Planen beslutar något som ska göras en gång, men säger inte när det ska vara klart.

    Då kan det aldrig bli försenat. Programmet hittar inte på någon dag; besluta en och skriv den som senast. Upphör
    skyldigheten en bestämd dag (till) säger TP610 till om det inte blev klart.

    Fel:
        skyldigheter:
          policy:
            titel: Ny policy
            text: Ta fram en ny policy.
            slag: grunduppgift
            ansvariga: [förbund]
            periodicitet: engång
            underlag: [datum]
    Rätt:
        skyldigheter:
          policy:
            titel: Ny policy
            text: Ta fram en ny policy.
            slag: grunduppgift
            ansvariga: [förbund]
            periodicitet: engång
            senast: 2026-12-31
            underlag: [datum]
    """
    for obligation in checked.repository.obligations.values():
        clock = obligation.record.clock
        is_open = obligation.record.due is None and obligation.record.ends is None
        once = clock is not None and clock.kind is ClockKind.ONCE
        if once and is_open and obligation.record.kind is not Kind.COMMITMENT:
            message = f"”{obligation.record.title}” ska göras en gång men saknar slutdatum"
            yield task_without_end.at(obligation.at("periodicitet"), message)


@rule("TP455", Severity.WARNING, "Uppföljningspunkt som inte går att mäta", Scope.DUTIES)
def unmeasurable_point(checked: CheckedYear) -> Iterator[Finding]:
    """Det underlag som begärs för uppföljningspunkten kan inte visa om den är uppfylld.

    En text eller ett dokument visar att något finns, men inte hur det är. Begär ett datum, en andel, ett antal
    med minst, en indikator eller ett ja eller nej.

    Fel:
        --- plan/underlag.yaml
        underlag:
          datum: {typ: datum, titel: Datum}
          avtal: {typ: avtal, titel: Avtal}
          beskrivning: {typ: text, titel: Beskrivning}
        ---
        skyldigheter:
          spridda-riktlinjer:
            titel: Spridda riktlinjer
            text: Riktlinjerna är spridda.
            slag: uppföljningspunkt
            ansvariga: [förbund]
            periodicitet: löpande
            underlag: [beskrivning]
    Rätt:
        skyldigheter:
          spridda-riktlinjer:
            titel: Spridda riktlinjer
            text: Riktlinjerna är spridda.
            slag: uppföljningspunkt
            ansvariga: [förbund]
            periodicitet: löpande
            underlag: [datum]
    """
    for obligation in checked.repository.obligations.values():
        fields = [checked.repository.field(name) for name in obligation.record.evidence]
        is_point = obligation.record.kind is Kind.FOLLOW_UP_POINT
        if is_point and fields and all(field and not field.bears for field in fields):
            message = f"”{obligation.record.title}” kan inte bedömas: underlaget som begärs visar inte om punkten är uppfylld"
            yield unmeasurable_point.at(obligation.at("underlag"), message)


@rule("TP457", Severity.WARNING, "Källan säger inte vem som ansvarar", Scope.DUTIES)
def unassigned_duty(checked: CheckedYear) -> Iterator[Finding]:
    """Källan säger inte vilket organ som ansvarar för skyldigheten, så ansvariga är en tolkning (härledd: ja).

    Den som svarar kan invända att ingen har gett organet uppgiften, också där källan nämner en funktion. Utse
    organet när planen revideras, och ta då bort härledd. För åtaganden mot revisorerna säger TP702 samma sak.
    Lagkrav tas inte upp: lagen säger oftast kommunen, och trygghet status --law visar vem som svarar.

    Fel:
        skyldigheter:
          utbildning:
            titel: Utbildning
            text: Utbilda alla.
            slag: uppföljningspunkt
            ansvariga: [förbund]
            härledd: ja
            periodicitet: årligen
            underlag: [datum]
    Rätt:
        skyldigheter:
          utbildning:
            titel: Utbildning
            text: Utbilda alla.
            slag: uppföljningspunkt
            ansvariga: [förbund]
            periodicitet: årligen
            underlag: [datum]
    """
    for obligation in checked.repository.obligations.values():
        record, document = obligation.record, obligation.document
        if document is None or document.kind.is_law or record.kind is Kind.COMMITMENT:
            continue
        if record.inferred and record.responsible:
            who = listed([checked.repository.body_in_sentence(name) for name in record.responsible])
            source = document.short or document.title
            silent = f"{source} säger inte vilket organ som ansvarar för ”{record.title}”"
            message = f"{silent}; vi har tolkat det som {who}"
            yield unassigned_duty.at(obligation.at("härledd"), message)


_CHANGE = re.compile(
    r"\b(?:minsk\w*|öka|ökar|ökad|ökat|ökas|ökning|sänk\w*|höja|höjs|höjer|halver\w*|färre|fler|fördubbl\w*)\b",
    re.IGNORECASE,
)


@rule("TP459", Severity.WARNING, "Mål utan riktvärde eller basår", Scope.DUTIES)
def goal_without_target(checked: CheckedYear) -> Iterator[Finding]:
    """En skyldighet mäts med en indikator, men planen säger inte vilket värde som räcker.

    Ett värde som finns visar inte att något är högt eller har minskat, så utfallet blir högst delvis. Besluta ett
    riktvärde och skriv det under riktvärden: ett värde, eller en förändring mot basåret, till exempel -25 %. Ska något
    minska eller öka behövs basår, året att jämföra med.

    Fel:
        --- plan/underlag.yaml
        underlag:
          datum: {typ: datum, titel: Datum}
          avtal: {typ: avtal, titel: Avtal}
          brott: {typ: indikator, titel: Anmälda brott, indikator: brott}
        --- plan/indikatorer.yaml
        indikatorer:
          brott: {titel: Anmälda brott, enhet: antal, bättre: lägre}
        ---
        skyldigheter:
          farre-brott:
            titel: Färre brott
            text: Minska antalet brott.
            slag: uppföljningspunkt
            ansvariga: [förbund]
            periodicitet: årligen
            underlag: [brott]
    Rätt:
        --- plan/underlag.yaml
        underlag:
          datum: {typ: datum, titel: Datum}
          avtal: {typ: avtal, titel: Avtal}
          brott: {typ: indikator, titel: Anmälda brott, indikator: brott}
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
        ---
        skyldigheter:
          farre-brott:
            titel: Färre brott
            text: Minska antalet brott.
            slag: uppföljningspunkt
            ansvariga: [förbund]
            periodicitet: årligen
            underlag: [brott]
    """
    repository = checked.repository
    measured = defaultdict[str, list[Obligation]](list)
    for obligation in repository.obligations.values():
        if obligation.owes and obligation.in_force(checked.as_of):
            for field in obligation.evidence.fields.values():
                if field.indicator:
                    measured[field.indicator].append(obligation)
    for name, indicator in repository.indicators.record.indicators.items():
        aimless = [duty for duty in measured[name] if _lacks_target(checked, duty, indicator)]
        changing = [duty for duty in measured[name] if _is_of_change(duty) and indicator.base_year is None]
        if not aimless and not changing:
            continue
        titles = listed([f"”{duty.record.title}”" for duty in aimless or changing])
        lacking = [f"riktvärde för {checked.year}"] if aimless else []
        lacking += ["basår att jämföra med"] if changing else []
        message = f"{indicator.title} mäter {titles} men har inget {listed(lacking, 'och inget')}"
        yield goal_without_target.at(repository.indicators.at("indikatorer", name).key(), message)


def _lacks_target(checked: CheckedYear, duty: Obligation, indicator: Indicator) -> bool:
    """Whether no year of the duty's period, or up to its last day, has a target."""
    period = period_of(duty, checked.repository.settings.record, checked.year)
    if period is None:
        return False
    due = duty.record.due.within(period.first, period.last).year if duty.record.due else period.last
    return not any(period.first <= year <= max(period.last, due) for year in indicator.targets)


def _is_of_change(duty: Obligation) -> bool:
    return bool(_CHANGE.search(f"{duty.record.title} {duty.record.text}"))


_PLACEHOLDER = re.compile(
    r"\[(?:klicka|fyll|ange|skriv)[^\]\n]{0,40}\](?!\()|<(?:fyll i|ange|skriv)[^>\n]{0,40}>"
    r"|klicka (?:här|och fyll)|lorem ipsum|\bX{3,}\b|\b(?-i:TODO|TBD)\b|_{5,}",
    re.IGNORECASE,
)
_SIGNS = (
    "[klicka", "[fyll", "[ange", "[skriv", "<fyll", "<ange", "<skriv", "klicka ", "lorem", "xxx", "todo", "tbd",
    "_____",
)  # fmt: skip
"""One of these stands in every prompt; most texts have none."""


@rule("TP460", Severity.WARNING, "Lagkrav som inte säger om det är läst", Scope.DUTIES, schema=2)
def unchecked_law(checked: CheckedYear) -> Iterator[Finding]:
    """Det står inte var lagkravet är läst, eller inte vad som ska kontrolleras. Till dess räknas det som oläst.

    Skriv kontroll: läst i lagtexten, läst hos myndighet eller uppgift att kontrollera. Är något att kontrollera,
    skriv i kommentar vad det är: paragrafen, dagen, vem som ska svara.

    Fel:
        skyldigheter:
          brandskydd:
            titel: Skäligt brandskydd
            text: Ha skäligt brandskydd.
            slag: grunduppgift
            dokument: lagen
            ansvariga: [förbund]
            periodicitet: löpande
            underlag: [datum]
    Rätt:
        skyldigheter:
          brandskydd:
            titel: Skäligt brandskydd
            text: Ha skäligt brandskydd.
            slag: grunduppgift
            dokument: lagen
            kontroll: uppgift att kontrollera
            ansvariga: [förbund]
            periodicitet: löpande
            underlag: [datum]
            kommentar: Paragrafen är inte läst.
    """
    for obligation in checked.repository.obligations.values():
        record = obligation.record
        if not obligation.is_law:
            continue
        if record.check is None:
            message = f"”{record.title}” säger inte var lagkravet är läst; lägg till kontroll: {listed(list(Check), 'eller')}"
            yield unchecked_law.at(obligation.at().key(), message)
        elif record.check is Check.TO_CHECK and not record.comment:
            message = f"”{record.title}” säger inte vad som ska kontrolleras; skriv det i kommentar"
            yield unchecked_law.at(obligation.at("kontroll"), message)


@rule("TP451", Severity.WARNING, "Mall som ingen har fyllt i", Scope.DUTIES)
def leftover_placeholder(checked: CheckedYear) -> Iterator[Finding]:
    """En text innehåller mallens uppmaning i stället för en uppgift, till exempel ”[Klicka och fyll i]”.

    Fyll i uppgiften. Står mallens text i det beslutade dokumentet får den stå kvar här, och felet visar att
    dokumentet behöver rättas.

    Fel:
        --- plan/dokument.yaml
        dokument:
          planen:
            slag: plan
            titel: Plan för trygghet
            beslut: {datum: 2020-01-01, diarienummer: KS 2020/1}
            ägare: "[Klicka och fyll i]"
    Rätt:
        --- plan/dokument.yaml
        dokument:
          planen:
            slag: plan
            titel: Plan för trygghet
            beslut: {datum: 2020-01-01, diarienummer: KS 2020/1}
            ägare: Säkerhetschefen
    """
    for path, text in checked.repository.texts.items():
        yield from placeholders(path, text)


def placeholders(path: str, text: str) -> Iterator[Finding]:
    """Return the prompts of a template that nobody has replaced."""
    folded = text.casefold()
    if not any(sign in folded for sign in _SIGNS):
        return
    starts = line_starts(text)
    for match in _PLACEHOLDER.finditer(text):
        message = f"”{match[0]}” är en mall som ingen har fyllt i"
        at = span(starts, match.start(), match.end())
        yield leftover_placeholder.at(Where(path, at=at), message, subject=match[0])


@rule("TP454", Severity.WARNING, "Källor som säger olika", Scope.DUTIES)
def conflicting_sources(checked: CheckedYear) -> Iterator[Finding]:
    """Två källor ger olika värden för samma indikator och år, och ingen har bestämt vilket som gäller.

    Rapporten visar båda och räknar aldrig medelvärde. Skriv gäller: ja på det värde som gäller, när det är utrett.

    Fel:
        --- followups/2024/indikatorer.yaml
        år: 2024
        indikatorer:
          trygghet:
            värden:
              enkat: {värde: "1,46"}
              polisen: {värde: "1,47"}
    Rätt:
        --- followups/2024/indikatorer.yaml
        år: 2024
        indikatorer:
          trygghet:
            värden:
              enkat: {värde: "1,46", gäller: ja}
              polisen: {värde: "1,47"}
    """
    repository = checked.repository
    places = [
        (repository.indicators.at("indikatorer", name, "historik", str(year)).key(), year, values)
        for name, indicator in repository.indicators.record.indicators.items()
        for year, values in indicator.history.items()
    ]
    places += [
        (document.at("indikatorer", name).key(), document.record.year, values)
        for document in repository.indicator_years
        for name, values in document.record.indicators.items()
    ]
    for where, year, values in places:
        measured = values.values.values()
        chosen = sum(value.valid for value in measured)
        if len({value.value for value in measured}) > 1 and chosen != 1:
            in_words = listed([number(value.value) for value in measured])
            yield conflicting_sources.at(
                where, f"källorna för {year} säger {in_words}; bestäm vilket som gäller"
            )


@rule("TP456", Severity.WARNING, "Giltighetstid som har gått ut", Scope.DUTIES)
def expired_document(checked: CheckedYear) -> Iterator[Finding]:
    """Ett dokument har slutat att gälla, och skyldigheterna i det upphörde utan att något nytt dokument finns.

    Lägg in det dokument av samma slag som gäller nu, med den dag det gäller från. Var det meningen att skyldigheterna
    skulle upphöra behöver ingenting göras.

    Fel:
        --- plan/dokument.yaml
        dokument:
          planen:
            slag: plan
            titel: Plan för trygghet
            beslut: {datum: 2020-01-01, diarienummer: KS 2020/1}
            till: 2025-02-28
    Rätt:
        --- plan/dokument.yaml
        dokument:
          planen:
            slag: plan
            titel: Plan för trygghet
            beslut: {datum: 2020-01-01, diarienummer: KS 2020/1}
            till: 2026-12-31
    """
    repository = checked.repository
    documents = repository.documents.record.documents
    replaced = {obligation.record.replaces for obligation in repository.obligations.values()}
    for name, document in documents.items():
        ends = document.ends
        if ends is None or not date(checked.year, 1, 1) <= ends < checked.as_of:
            continue
        is_followed = any(
            other.kind is document.kind and other.first_day and other.first_day > (document.first_day or ends)
            for other in documents.values()
        )
        ended = [
            obligation
            for obligation in repository.obligations.values()
            if obligation.document_id == name
            and obligation.owes
            and obligation.ends == ends
            and obligation.id not in replaced
        ]
        if ended and not is_followed:
            what = counted(len(ended), "skyldighet", "skyldigheter")
            message = f"”{document.title}” gällde till {ends}, och då upphörde {what}; lägg in det dokument som gäller nu"
            yield expired_document.at(repository.documents.at("dokument", name, "till"), message)


RULES = (
    activity_without_follow_up,
    task_without_end,
    unmeasurable_point,
    unassigned_duty,
    goal_without_target,
    unchecked_law,
    leftover_placeholder,
    conflicting_sources,
    expired_document,
)
