"""The days in an answer against its period and its decision (TP502, TP508, TP511)."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from trygghetsplan.engine.answers import all_dated, latest_of
from trygghetsplan.findings import Finding, Related, Severity, Where, rule
from trygghetsplan.model.evidence import EvidenceType
from trygghetsplan.model.followup import Answer
from trygghetsplan.model.time import ClockKind
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.rules.answered import Answered, answered, claiming, shown
from trygghetsplan.swedish import long_date


@rule("TP502", Severity.ERROR, "Underlaget ligger utanför perioden")
def evidence_outside_period(repository: PlanRepository) -> Iterator[Finding]:
    """Svaret säger uppfylls eller genomförd, men ett datum ligger utanför den tid som skyldigheten gäller.

    Kontrollera datumet. Hör det till ett annat år räknas det där; svara då uppfylls ej för det här året.

    Fel:
        svar:
          rsa:
            status: uppfylls
            datum: 2025-01-10
    Rätt:
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
    found: dict[Where, tuple[date, tuple[date, date]]] = {}
    for _, one in claiming(repository):
        if one.name not in asked:
            kinds = {name: fields[name].type for name in one.obligation.record.evidence if name in fields}
            undue = one.schedule.clock.kind is ClockKind.PART and one.obligation.record.due is None  # TP401
            asked[one.name] = {name: kind for name, kind in kinds.items() if kind.is_day and not undue}
        for name, kind in asked[one.name].items():
            for keys, evidence in shown(one.answer):
                counted_from = name
                if kind is EvidenceType.DATE and not moving.isdisjoint(evidence):
                    counted_from = next(other for other in evidence if other in moving)
                day = evidence.get(counted_from) if name in evidence else None
                if not isinstance(day, date):
                    continue
                first, last = _span(one)
                if day < first or (day > last and kind is not EvidenceType.VALID_TO):
                    found[one.document.at("svar", one.name, *keys, counted_from)] = day, (first, last)
    return tuple((where, day, span) for where, (day, span) in found.items())


def told_as_outside(repository: PlanRepository) -> frozenset[tuple[str, str]]:
    """Return the answers with a date outside the period, which no other rule about dates has to tell of."""
    return frozenset((where.path, str(where.keys[1])) for where, _, _ in _outside(repository))


def _span(one: Answered) -> tuple[date, date]:
    """Return the effective dates that can count on any day of the period."""
    first, last = one.schedule.window
    if one.schedule.is_standing:
        oldest = one.obligation.record.max_age
        first = oldest.before(one.schedule.period.start) if oldest else date.min
        last = one.schedule.period.end
    is_last = one.document.record.year == one.schedule.period.last
    if one.schedule.clock.kind is ClockKind.MANDATE and is_last and not one.schedule.is_report:
        # What is decided in the last year may already be meant for the next period.
        last = date(last.year + one.schedule.period.last - one.schedule.period.first + 1, 12, 31)
    return first, last


def _span_text(first: date, last: date) -> str:
    if first == date.min:
        return f"till och med {last}"
    if last == date.max:
        return f"från och med {first}"
    return f"{first} till {last}"


@rule("TP508", Severity.ERROR, "Beslutet är äldre än det som redovisas")
def decided_before_evidence(repository: PlanRepository) -> Iterator[Finding]:
    """Uppföljningen beslutades innan året hade börjat, eller innan det som den redovisar hade hänt.

    Kontrollera båda datumen. Undantag: rapporter som lämnas efter årets slut fylls i när de är lämnade.

    Fel:
        beslut: {datum: 2024-03-01}
        svar:
          rsa:
            status: uppfylls
            datum: 2024-04-18
    Rätt:
        svar:
          rsa:
            status: uppfylls
            datum: 2024-04-18
    """
    early = {where.path: (where, day, year) for where, day, year in _decided_too_early(repository)}
    for where, day, year in early.values():
        message = f"beslutet {day} fattades innan året {year} hade börjat; skriv dagen då det fattades"
        yield decided_before_evidence.at(where, message)
    fields = repository.catalogue.record.fields
    outside = told_as_outside(repository)
    late: dict[str, list[Answered]] = {}
    for one in answered(repository):
        decision = one.document.record.decision
        if decision is None or decision.day is None or not _may_be_later(one.answer, decision.day):
            continue
        if one.document.path in early:
            continue
        latest = latest_of(all_dated(one.answer, fields))
        told = (one.document.path, one.name) in outside
        if latest and latest > decision.day and not one.schedule.is_report and not told:
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


@rule("TP511", Severity.ERROR, "Beslutet ligger för långt fram")
def decided_too_late(repository: PlanRepository) -> Iterator[Finding]:
    """Uppföljningen är beslutad flera år efter sitt år. Då räknas inget av det som står i filen förrän den dagen.

    Året är troligen felskrivet. Skriv dagen då beslutet fattades.

    Fel:
        beslut: {datum: 2052-01-20}
        svar:
          rsa: {status: uppfylls, datum: 2024-04-18}
    Rätt:
        svar:
          rsa: {status: uppfylls, datum: 2024-04-18}
    """
    for path, year, day in _decisions(repository):
        if day.year > year + _LATEST:
            message = f"beslutet {day} ligger mer än {_LATEST} år efter {year}; skriv dagen då det fattades"
            yield decided_too_late.at(Where(path, ("beslut", "datum")), message)


_LATEST = 3
"""How many years after its year a follow-up can be decided, at the very most."""


def _latest_at(answer: Answer, latest: date | None) -> tuple[str, ...]:
    """Return the keys of the evidence that holds the latest date."""
    for keys, evidence in shown(answer):
        for name, value in evidence.items():
            if value == latest or (isinstance(value, tuple) and latest in value):
                return (*keys, name)
    return ()


def _decided_too_early(repository: PlanRepository) -> Iterator[tuple[Where, date, int]]:
    """Return the files of a year that were decided before it began, with the day and the year."""
    for path, year, day in _decisions(repository):
        if day.year < year:
            yield Where(path, ("beslut", "datum")), day, year


def _decisions(repository: PlanRepository) -> Iterator[tuple[str, int, date]]:
    """Return the files of a year that are decided, with the year and the day; not those that say another year."""
    decided = [(one.path, one.record.year, one.record.decision) for one in repository.followups]
    decided += [(one.path, one.record.year, one.record.decision) for one in repository.assessments]
    for path, year, decision in decided:
        said = repository.misnamed.get(path, (year,))[0]
        if decision and decision.day and said == year and path.startswith(f"followups/{year}/"):
            yield path, year, decision.day


def _may_be_later(answer: Answer, day: date) -> bool:
    """Whether a date among the evidence comes after the day, whatever it dates: quick to say no."""
    if answer.events:
        return True
    for value in answer.evidence.values():
        if type(value) is tuple or (type(value) is date and value > day):
            return True
    return False


RULES = (evidence_outside_period, decided_before_evidence, decided_too_late)
