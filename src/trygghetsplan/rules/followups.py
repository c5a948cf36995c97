"""What bodies answer, against what is asked of them (TP5xx): faults that no date can excuse."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from trygghetsplan.findings import Finding, Related, Severity, Where, rule
from trygghetsplan.model.evidence import EvidenceType
from trygghetsplan.model.followup import Answer, FollowUp, Status
from trygghetsplan.model.time import ClockKind
from trygghetsplan.obligations.answers import all_dated, dated, latest_of
from trygghetsplan.obligations.clock import Term, period_of
from trygghetsplan.obligations.facts import facts
from trygghetsplan.repository import Document, Duty, PlanRepository
from trygghetsplan.swedish import counted, listed, long_date, nearest


class Answered(NamedTuple):
    """An answer beside the duty it answers and the period it speaks of."""

    document: Document[FollowUp]
    name: str
    answer: Answer
    duty: Duty
    term: Term


@lru_cache(maxsize=1)
def answered(repository: PlanRepository) -> tuple[Answered, ...]:
    """Return every answer that is not empty and whose duty and body exist. Kept, since eight rules ask."""
    return tuple(_answered(repository))


@lru_cache(maxsize=1)
def _by_word(repository: PlanRepository) -> Mapping[Status | None, Sequence[Answered]]:
    """Return the same answers by what they say, since most rules are about one or two words."""
    found: dict[Status | None, list[Answered]] = {word: [] for word in (None, *Status)}
    for one in answered(repository):
        found[one.answer.status].append(one)
    return found


def _claiming(repository: PlanRepository) -> Iterator[tuple[Status, Answered]]:
    """Return the answers that say that the duty is wholly met, each with its word."""
    for word in Status:
        if word.claims_fulfilment:
            for one in _by_word(repository)[word]:
                yield word, one


def _answered(repository: PlanRepository) -> Iterator[Answered]:
    settings, known = repository.settings.record, facts(repository)
    terms: dict[tuple[str, date | None, date | None, int], dict[str, Term | None]] = {}
    owed = {name: duty for name, duty in repository.duties.items() if duty.obligation.owns_cells}
    answers, broken = repository.answers, repository.broken
    for document in repository.followups:
        body = repository.bodies.get(document.record.body)
        if body is None:
            continue
        year = document.record.year
        # Bodies of a kind that begin and end together share their terms; there are many more answers than terms.
        shared = terms.setdefault((body.kind, body.starts, body.ends, year), {})
        for name in document.record.answers:
            answer, duty = answers.get((document.path, name)), owed.get(name)
            if answer is None or duty is None or answer.is_empty:
                continue
            if name not in shared:
                period = period_of(duty.obligation, settings, year)
                shared[name] = known.term(duty, document.record.body, period) if period else None
            this = shared[name]
            if this is not None and not (broken and repository.is_broken(document.path, "svar", name)):
                yield Answered(document, name, answer, duty, this)


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
    for status, one in _claiming(repository):
        if one.name not in asked_for:
            asked_for[one.name] = _asked_for(repository, one.duty)
        for keys, evidence in _shown(one.answer):
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


def _shown(answer: Answer) -> list[tuple[tuple[str, ...], dict[str, object]]]:
    """Return the evidence of the answer itself, or of each of its events."""
    if not answer.events:
        return [((), answer.evidence)]
    own: list[tuple[tuple[str, ...], dict[str, object]]] = [((), answer.evidence)] if answer.evidence else []
    return own + [(("händelser", name), evidence) for name, evidence in answer.events.items()]


@rule("TP502", Severity.ERROR, "Underlaget ligger utanför perioden")
def evidence_outside_period(repository: PlanRepository) -> Iterator[Finding]:
    """Svaret säger uppfylls eller genomförd, men ett datum ligger utanför den tid som skyldigheten gäller.

    Kontrollera datumet. Hör det till ett annat år räknas det där; svara då uppfylls ej för det här året.

    Fel:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
        beslut: {datum: 2025-01-20}
        svar:
          rsa:
            status: uppfylls
            datum: 2025-01-10
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
    for where, value, (first, last) in _outside(repository):
        message = f"{value} ligger utanför tiden som räknas, {_span_text(first, last)}"
        yield evidence_outside_period.at(where, message)


@lru_cache(maxsize=1)
def _outside(repository: PlanRepository) -> tuple[tuple[Where, date, tuple[date, date]], ...]:
    """Return the dates that prove nothing, each with the days that would count. Kept, since two rules ask."""
    fields = repository.catalogue.record.fields
    moving = {name for name, field in fields.items() if field.type is EvidenceType.VALID_FROM}
    asked: dict[str, dict[str, EvidenceType]] = {}
    found = []
    for _, one in _claiming(repository):
        if one.name not in asked:
            kinds = {name: fields[name].type for name in one.duty.obligation.evidence if name in fields}
            asked[one.name] = {name: kind for name, kind in kinds.items() if kind.is_day}
        for name, kind in asked[one.name].items():
            for keys, evidence in _shown(one.answer):
                value = evidence.get(name)
                if not isinstance(value, date):
                    continue
                first, last = _span(one)
                is_moved = kind is EvidenceType.DATE and not moving.isdisjoint(one.answer.evidence)
                day = (dated(one.answer.evidence, fields).valid_from if is_moved else None) or value
                if day < first or (day > last and kind is not EvidenceType.VALID_TO):
                    found.append((one.document.at("svar", one.name, *keys, name), value, (first, last)))
    return tuple(found)


def _span(one: Answered) -> tuple[date, date]:
    """Return the effective dates that can count on any day of the period."""
    first, last = one.term.window
    if one.term.is_standing:
        oldest = one.duty.obligation.max_age
        first = oldest.before(one.term.period.start) if oldest else date.min
        last = one.term.period.end
    is_last = one.document.record.year == one.term.period.last
    if one.term.clock.kind is ClockKind.MANDATE and is_last and not one.term.is_report:
        # What is decided in the last year may already be meant for the next period.
        last = date(last.year + one.term.period.last - one.term.period.first + 1, 12, 31)
    return first, last


def _span_text(first: date, last: date) -> str:
    if first == date.min:
        return f"till och med {last}"
    if last == date.max:
        return f"från och med {first}"
    return f"{first} till {last}"


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
    for one in _by_word(repository)[Status.NOT_RELEVANT]:
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


@rule("TP505", Severity.ERROR, "Organet har inte den skyldigheten")
def answer_not_owed(repository: PlanRepository) -> Iterator[Finding]:
    """Svaret gäller en skyldighet som det här organet inte ansvarar för.

    Flytta svaret till rätt organ, eller rätta ansvariga i planen.

    Fel:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
        beslut: {datum: 2025-01-20}
        svar:
          bolagspolicy:
            status: uppfylls
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
    wrong: dict[str, list[Document[FollowUp]]] = {}
    allowed: dict[str, set[str]] = {}
    for document in repository.followups:
        body = document.record.body
        fine = allowed.setdefault(body, set())
        for name in document.record.answers:
            if name in fine:
                continue
            duty = repository.duties.get(name)
            if duty is None or _may_answer(repository, body, duty):
                fine.add(name)
            else:
                wrong.setdefault(name, []).append(document)
    for name, documents in wrong.items():
        yield from _not_owed(repository, repository.duties[name], documents)


def _may_answer(repository: PlanRepository, body: str, duty: Duty) -> bool:
    """Whether the body may owe the duty, as far as the plan and the organisation could be read."""
    who = duty.obligation.responsible
    if body not in repository.bodies or repository.kind_of(body) is None:
        return True
    if not duty.obligation.owns_cells:
        return not (duty.obligation.definition or duty.obligation.repeats)  # without a clock: TP401
    if body in repository.responsible[duty.id] or body == duty.obligation.answered_by:
        return True
    return not who or not all(repository.is_resolved(name) for name in who)


def _not_owed(
    repository: PlanRepository, duty: Duty, documents: Sequence[Document[FollowUp]]
) -> Iterator[Finding]:
    """Point at the answers of one body; where several bodies answer, it is rather the plan that is wrong."""
    title = duty.obligation.title
    bodies = list(dict.fromkeys(document.record.body for document in documents))
    answers = [document.at("svar", duty.id).key() for document in documents]
    asked = Related(duty.at("ansvariga"), "de ansvariga står här")
    told = f"{repository.body_name(bodies[0])} ansvarar inte för ”{title}”"
    if not duty.obligation.owns_cells:
        asked = Related(duty.at().key(), "skyldigheten står här")
        told = f"”{title}” besvaras inte: den upprepar eller beskriver bara"
    if len(bodies) > 1 and duty.obligation.owns_cells:
        names = listed([repository.body_name(body) for body in bodies])
        who = names if len(bodies) < 5 else counted(len(bodies), "organ", "organ")
        message = f"”{title}” besvaras av {who} utan att de står bland de ansvariga"
        yield answer_not_owed.at(asked.where, message, Related(answers[0], "till exempel här"))
        return
    for answer in answers:
        yield answer_not_owed.at(answer, told, asked)


@rule("TP506", Severity.ERROR, "Oförändrat utan svar året före")
def unchanged_from_nothing(repository: PlanRepository) -> Iterator[Finding]:
    """Oförändrat säger förra årets svar en gång till, men det finns inget sådant svar.

    Svara med status och underlag i stället. Rapporter som lämnas efter årets slut kan inte vara oförändrade.

    Fel:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
        beslut: {datum: 2025-01-20}
        svar:
          rsa:
            status: oförändrat
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
    for one in _by_word(repository)[Status.UNCHANGED]:
        where = one.document.at("svar", one.name, "status")
        last_year = repository.years[one.document.record.body].get(one.document.record.year - 1)
        before = repository.answer(last_year, one.name) if last_year else None
        is_said = before is not None and before.status is not None
        if (is_said and not one.term.is_report) or _is_lost(repository, one):
            continue
        if one.term.is_report:
            yield unchanged_from_nothing.at(
                where, "en rapport som lämnas efter perioden kan inte vara oförändrad"
            )
        else:
            message = f"det finns inget svar för {one.document.record.year - 1} att hålla fast vid"
            yield unchanged_from_nothing.at(where, message)


def _is_lost(repository: PlanRepository, one: Answered) -> bool:
    """Whether the answer of the year before may be there, but in a place that failed or under another name."""
    record = one.document.record
    path = f"followups/{record.year - 1}/{record.body}.yaml"
    last_year = repository.years[record.body].get(record.year - 1)
    if last_year is None:
        return path in repository.paths
    unknown = [name for name in last_year.record.answers if name not in repository.duties]
    return repository.is_broken(last_year.path, "svar", one.name) or nearest(one.name, unknown) is not None


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
    for one in _by_word(repository)[None]:
        yield evidence_without_status.at(one.document.at("svar", one.name).key(), "svaret saknar status")


@rule("TP508", Severity.ERROR, "Beslutet är äldre än underlaget")
def decided_before_evidence(repository: PlanRepository) -> Iterator[Finding]:
    """Uppföljningen beslutades innan det som den redovisar hade hänt.

    Kontrollera båda datumen. Undantag: rapporter som lämnas efter årets slut fylls i när de är lämnade.

    Fel:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
        beslut: {datum: 2024-03-01}
        svar:
          rsa:
            status: uppfylls
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
    fields = repository.catalogue.record.fields
    outside = {(where.keys[1], where.path) for where, _, _ in _outside(repository)}
    late: dict[str, list[Answered]] = {}
    for one in answered(repository):
        decision = one.document.record.decision
        if decision is None or decision.day is None or not _may_be_later(one.answer, decision.day):
            continue
        latest = latest_of(all_dated(one.answer, fields))
        told = (one.name, one.document.path) in outside
        if latest and latest > decision.day and not one.term.is_report and not told:
            late.setdefault(one.document.path, []).append(one)
    for found in late.values():
        document = found[0].document
        decided = document.record.decision and document.record.decision.day
        if len(found) > 1 and decided:
            message = f"beslutet {decided} är äldre än underlaget i {len(found)} svar"
            first = Related(found[0].document.at("svar", found[0].name).key(), "till exempel det här svaret")
            yield decided_before_evidence.at(document.at("beslut", "datum"), message, first)
        elif decided:
            one = found[0]
            keys = _latest_at(one.answer, latest_of(all_dated(one.answer, fields)))
            message = f"underlaget är senare än uppföljningens beslut, {long_date(decided)}"
            related = Related(document.at("beslut", "datum"), "beslutet står här")
            yield decided_before_evidence.at(document.at("svar", one.name, *keys), message, related)


def _latest_at(answer: Answer, latest: date | None) -> tuple[str, ...]:
    """Return the keys of the evidence that holds the latest date."""
    for keys, evidence in _shown(answer):
        for name, value in evidence.items():
            if value == latest or (isinstance(value, tuple) and latest in value):
                return (*keys, name)
    return ()


def _may_be_later(answer: Answer, day: date) -> bool:
    """Whether a date among the evidence comes after the day, whatever it dates: quick to say no."""
    if answer.events:
        return True
    for value in answer.evidence.values():
        if type(value) is tuple or (type(value) is date and value > day):
            return True
    return False


@rule("TP509", Severity.ERROR, "Rapporten besvaras i fel år")
def report_in_wrong_year(repository: PlanRepository) -> Iterator[Finding]:
    """En rapport som lämnas efter periodens slut besvaras i filen för periodens sista år, inte för leveransåret.

    Flytta svaret till rätt års fil.

    Fel:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Mer
        skyldigheter:
          rapport:
            titel: Rapport
            text: Lämna en rapport.
            slag: rapport
            ansvariga: [miljonamnden]
            periodicitet: vart tredje år
            första: 2023
            senast: 30 juni året efter
            underlag: [datum]
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
        beslut: {datum: 2025-01-20}
        svar:
          rapport:
            status: uppfylls
            datum: 2024-12-01
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
    for one in answered(repository):
        if one.term.is_report and one.document.record.year != one.term.period.last:
            message = f"rapporten för {one.term.period.label} besvaras i filen för {one.term.period.last}"
            yield report_in_wrong_year.at(one.document.at("svar", one.name).key(), message)


RULES = (
    claim_without_evidence,
    evidence_outside_period,
    irrelevant_without_reason,
    unfit_status,
    answer_not_owed,
    unchanged_from_nothing,
    evidence_without_status,
    decided_before_evidence,
    report_in_wrong_year,
)
