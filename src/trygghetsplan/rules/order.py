"""Dates that come in the wrong order: in the plan, and in an answer."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from itertools import pairwise
from typing import TypeAlias

from trygghetsplan.findings import Finding, Severity, Where, rule
from trygghetsplan.model.decisions import Decision
from trygghetsplan.model.documents import DecisionReference, SourceDocument
from trygghetsplan.model.evidence import EvidenceType
from trygghetsplan.model.followup import Status
from trygghetsplan.model.obligation import ObligationRecord
from trygghetsplan.model.time import ClockKind
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.rules.checked_files import CheckedFiles, evidence_with_keys
from trygghetsplan.rules.succession import in_rings, succession


@rule("TP402", Severity.ERROR, "Datum i fel ordning")
def backward_interval(checked: CheckedFiles) -> Iterator[Finding]:
    """Något slutar eller ska vara klart innan det börjar.

    Rätta det datum som är fel. Ordningen är från, start senast, senast, till; samma dag går bra. Ett beslut och ett
    dokument ska vara beslutat senast den dag det gäller till. En skyldighet gäller medan dess dokument gäller, och
    något av dess tid ska ligga där.

    Fel:
        skyldigheter:
          krisplan:
            titel: Krisplan
            text: Ha en krisplan.
            slag: grunduppgift
            ansvariga: [bolag]
            periodicitet: löpande
            från: 2024-07-01
            till: 2024-06-30
            underlag: [datum]
    Rätt:
        skyldigheter:
          krisplan:
            titel: Krisplan
            text: Ha en krisplan.
            slag: grunduppgift
            ansvariga: [bolag]
            periodicitet: löpande
            från: 2024-07-01
            till: 2025-06-30
            underlag: [datum]
    """
    for where, days in _in_order(checked.repository):
        for (earlier, begins), (later, ends) in pairwise((key, day) for key, day in days.items() if day):
            if ends < begins:
                yield backward_interval.at(where(later), _wrong_order(earlier, begins, later, ends))
                break
    for where, record, decided in _decided(checked.repository):
        day, last = decided and decided.day, record.ends
        if day and last and (record.starts or last) <= last < day:
            message = (
                f"beslutet fattades {day}, när det redan hade slutat gälla; skriv en senare dag som till"
            )
            yield backward_interval.at(where("till"), message)
    yield from _outside_document(checked.repository)
    bodies, predecessors = checked.repository.bodies, succession(checked.repository)
    circular = in_rings(predecessors)
    for name, (before,) in predecessors.items():
        body, older = bodies[name], bodies.get(before)
        is_later = older and older.starts and (body.starts or date.min) < older.starts
        if older and is_later and name not in circular:
            message = (
                f"”{body.name}” efterträder ”{older.name}”, som börjar senare ({older.starts}); "
                "rätta från, eller skriv det organ som fanns före"
            )
            yield backward_interval.at(
                checked.repository.organisation.at("organ", name, "efterträder"), message
            )


def _decided(
    repository: PlanRepository,
) -> Iterator[tuple[Callable[[str], Where], Decision | SourceDocument, DecisionReference | None]]:
    """Return what was decided and applies from and to a day, with its decision and where its keys stand."""
    for name, source in repository.documents.record.documents.items():
        yield partial(repository.documents.at, "dokument", name), source, source.decision
    for document, name, decision in repository.all_decisions:
        yield partial(document.at, "beslut", name), decision, decision.decided


def _outside_document(repository: PlanRepository) -> Iterator[Finding]:
    """Tell of each duty of which no day lies within the time of its document, or that is to be done after it."""
    replaced = {obligation.record.replaces for obligation in repository.obligations.values()}
    for obligation in repository.obligations.values():
        first, last, document = obligation.starts, obligation.ends, obligation.document
        if document is None or last is None or (document.first_day or last) > (document.ends or last):
            continue
        if obligation.record.ends != last and obligation.id not in replaced:
            for key, day in _fixed_deadlines(obligation.record).items():
                if day > last:
                    fault = f"{key} {day} ligger efter {last}, då ”{document.title}” slutar gälla"
                    what = f"skriv en tidigare dag som {key}, eller det dokument som gäller då"
                    yield backward_interval.at(obligation.at(key), f"{fault}; {what}")
        if first is None or first <= last:
            continue
        own_first, own_last = obligation.record.starts, obligation.record.ends
        if own_last == last and own_first != first:
            fault = f"till {last} ligger före {first}, då ”{document.title}” börjar gälla"
            what = "skriv en senare dag som till, eller det dokument som gällde då"
            yield backward_interval.at(obligation.at("till"), f"{fault}; {what}")
        elif own_first == first and own_last != last:
            fault = f"från {first} ligger efter {last}, då ”{document.title}” slutar gälla"
            what = "skriv en tidigare dag som från, eller det dokument som gäller då"
            yield backward_interval.at(obligation.at("från"), f"{fault}; {what}")


def _wrong_order(earlier: str, begins: date, later: str, ends: date) -> str:
    fault = f"{later} {ends} ligger före {earlier} {begins}"
    return f"{fault}; skriv en senare dag som {later} eller en tidigare som {earlier}"


def _in_order(
    repository: PlanRepository,
) -> Iterator[tuple[Callable[[str], Where], Mapping[str, date | None]]]:
    """Return the days of each record in the order they have to come, and where each of them stands."""
    replaced = {obligation.record.replaces for obligation in repository.obligations.values()}
    for name, obligation in repository.obligations.items():
        ends = obligation.record.ends
        deadlines = _fixed_deadlines(obligation.record)
        if name in replaced and ends:  # what another duty replaces may end before it was due
            deadlines = {key: day for key, day in deadlines.items() if day <= ends}
        yield obligation.at, {"från": obligation.record.starts, **deadlines, "till": ends}
    for name, body in repository.bodies.items():
        yield partial(repository.organisation.at, "organ", name), {"från": body.starts, "till": body.ends}
    for name, source in repository.documents.record.documents.items():
        yield partial(repository.documents.at, "dokument", name), {"från": source.starts, "till": source.ends}
    for document, name, decision in repository.all_decisions:
        yield partial(document.at, "beslut", name), {"från": decision.starts, "till": decision.ends}


def _fixed_deadlines(record: ObligationRecord) -> dict[str, date]:
    """Return the deadlines of what is done once; a deadline that recurs is in no order to the other days."""
    if record.clock is None or record.clock.kind is not ClockKind.ONCE:
        return {}
    deadlines = (("start senast", record.start_by), ("senast", record.due))
    return {key: last.within(last.year, last.year) for key, last in deadlines if last and last.year}


@rule("TP510", Severity.ERROR, "Svarets datum är i fel ordning")
def answer_out_of_order(checked: CheckedFiles) -> Iterator[Finding]:
    """Något i svaret slutar gälla innan det börjar gälla, eller är genomfört innan det var påbörjat.

    Rätta det datum som är fel. Samma dag går bra.

    Fel:
        svar:
          rsa:
            status: uppfylls
            datum: 2024-04-18
            gäller från: 2024-06-01
            gäller till: 2024-05-31
        --- plan/underlag.yaml
        underlag:
          datum: {typ: datum, titel: Datum}
          avtal: {typ: avtal, titel: Avtal}
          gäller från: {typ: gäller från, titel: Gäller från}
          gäller till: {typ: gäller till, titel: Gäller till}
    Rätt:
        svar:
          rsa:
            status: uppfylls
            datum: 2024-04-18
            gäller från: 2024-06-01
            gäller till: 2026-05-31
        --- plan/underlag.yaml
        underlag:
          datum: {typ: datum, titel: Datum}
          avtal: {typ: avtal, titel: Avtal}
          gäller från: {typ: gäller från, titel: Gäller från}
          gäller till: {typ: gäller till, titel: Gäller till}
    """
    for where, (earlier, begins), (later, ends) in (*_validities(checked), *_beginnings(checked)):
        if ends < begins and (where.path, where.keys[1]) not in checked.answers_outside:
            yield answer_out_of_order.at(where, _wrong_order(earlier, begins, later, ends))


_Day: TypeAlias = tuple[str, date]


def _validities(checked: CheckedFiles) -> Iterator[tuple[Where, _Day, _Day]]:
    """Return the first and last day of all evidence that says how long it is valid."""
    fields = checked.repository.catalogue.record.fields
    starts = [name for name, field in fields.items() if field.type is EvidenceType.VALID_FROM]
    stops = {name for name, field in fields.items() if field.type is EvidenceType.VALID_TO}
    for answered in checked.answers:
        if not answered.answer.events and stops.isdisjoint(answered.answer.evidence):
            continue
        for keys, evidence in evidence_with_keys(answered.answer):
            begins = next(
                ((name, day) for name in starts if isinstance(day := evidence.get(name), date)), None
            )
            for name in (name for name in evidence if name in stops):
                if begins and isinstance(ends := evidence[name], date):
                    yield answered.at(*keys, name), begins, (name, ends)


def _beginnings(checked: CheckedFiles) -> Iterator[tuple[Where, _Day, _Day]]:
    """Return when each thing that is done was begun, and the last day on which it was done."""
    fields = checked.repository.catalogue.record.fields
    for answered in checked.answers_with(Status.DONE):
        days = [
            (name, day)
            for name, day in answered.answer.evidence.items()
            if isinstance(day, date) and fields[name].type is EvidenceType.DATE
        ]
        if answered.answer.started and days:
            done = max(days, key=lambda named: named[1])
            yield answered.at(done[0]), ("påbörjad", answered.answer.started), done


RULES = (backward_interval, answer_out_of_order)
