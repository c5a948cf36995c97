"""The days in an answer against its period and its decision."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from trygghetsplan.engine.answers import FiledAnswer, dated_evidence_of, latest_day
from trygghetsplan.findings import Finding, Related, Scope, Severity, Where, rule
from trygghetsplan.model.followup import Answer
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.rules.checked_files import AnsweredObligation, CheckedFiles, evidence_with_keys
from trygghetsplan.rules.checked_year import CheckedYear
from trygghetsplan.swedish import listed, long_date

if TYPE_CHECKING:
    from trygghetsplan.engine.cell import Cell


@rule("TP502", Severity.ERROR, "Underlaget ligger utanför perioden")
def evidence_outside_period(checked: CheckedFiles) -> Iterator[Finding]:
    """Svaret säger uppfylls eller genomförd, men ett datum ligger utanför den tid som skyldigheten gäller.

    Är datumet felskrivet, rätta det. Hör det till ett annat år räknas det där; svara då uppfylls ej för det här året.

    Fel:
        svar:
          rsa:
            status: uppfylls
            datum: 2025-01-10
    Rätt:
        svar:
          rsa:
            status: uppfylls ej
            kommentar: Analysen beslutades den 10 januari 2025.
    """
    for where, day, first, last in checked.days_outside:
        message = f"{day} ligger utanför tiden som räknas, {_interval(first, last)}"
        yield evidence_outside_period.at(where, message)


def _interval(first: date, last: date) -> str:
    if first == date.min:
        return f"till och med {last}"
    if last == date.max:
        return f"från och med {first}"
    return f"{first} till {last}"


@rule("TP508", Severity.ERROR, "Beslutet är äldre än det som redovisas")
def decided_before_evidence(checked: CheckedFiles) -> Iterator[Finding]:
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
    early = {path: (year, day) for path, year, day in _decision_days(checked.repository) if day.year < year}
    for path, (year, day) in early.items():
        message = f"beslutet {day} fattades innan året {year} hade börjat; skriv dagen då det fattades"
        yield decided_before_evidence.at(Where(path, ("beslut", "datum")), message)
    fields = checked.repository.catalogue.record.fields
    late: dict[tuple[str, date], list[tuple[AnsweredObligation, date]]] = {}
    for answered in checked.answers:
        path, decision = answered.document.path, answered.document.record.decision
        if decision is None or decision.day is None or not _may_be_later(answered.answer, decision.day):
            continue
        latest = latest_day(dated_evidence_of(answered.answer, fields))
        is_excused = answered.schedule.is_report or (path, answered.obligation.id) in checked.answers_outside
        if latest and latest > decision.day and path not in early and not is_excused:
            late.setdefault((path, decision.day), []).append((answered, latest))
    for (path, day), answers in late.items():
        decided = Where(path, ("beslut", "datum"))
        first, latest = answers[0]
        if len(answers) > 1:
            message = f"beslutet {day} är äldre än underlaget i {len(answers)} svar"
            related = Related(first.at().key(), "till exempel det här svaret")
            yield decided_before_evidence.at(decided, message, related)
        else:
            message = f"underlaget är senare än uppföljningens beslut, den {long_date(day)}"
            related = Related(decided, "beslutet står här")
            yield decided_before_evidence.at(first.at(*_keys_of(first.answer, latest)), message, related)


@rule("TP512", Severity.WARNING, "Beslutat innan det hade hänt", Scope.DUTIES)
def decided_before_it_happened(checked: CheckedYear) -> Iterator[Finding]:
    """En rapport i svaret lämnades efter organets beslut, eller redovisningen beslutades före dagen den räknas per.

    Organet har då beslutat om något som inte fanns. Låt organet besluta om svaret igen när rapporten är lämnad, och skriv
    det beslutets dag. Besluta om redovisningen på redovisningsdagen eller senare.

    Fel:
        --- followups/2024/bedomningar.yaml
        år: 2024
        beslut: {datum: 2025-03-19, paragraf: 61}
        områden: {}
    Rätt:
        --- followups/2024/bedomningar.yaml
        år: 2024
        beslut: {datum: 2025-04-02, paragraf: 61}
        områden: {}
    """
    repository = checked.repository
    account = repository.settings.record.account.day.within(checked.year, checked.year)
    for file in repository.assessments:
        decision = file.record.decision
        if file.record.year == checked.year and decision and decision.day and decision.day < account:
            message = f"redovisningen beslutades {decision.day} men räknas per {account}; besluta den dagen eller senare"
            yield decided_before_it_happened.at(file.at("beslut", "datum"), message)
    fields = repository.catalogue.record.fields
    late: dict[str, list[tuple[Cell, FiledAnswer]]] = {}
    for cell in checked.cells:
        filed = cell.claim
        if (
            not cell.schedule.is_report
            or filed is None
            or filed.decided is None
            or filed.year != checked.year
        ):
            continue
        latest = latest_day(dated_evidence_of(filed.answer, fields))
        if latest and latest > filed.decided:
            late.setdefault(filed.where.path, []).append((cell, filed))
    for answers in late.values():
        titles = listed([f"”{cell.obligation.record.title}”" for cell, _ in answers])
        where, decided = answers[0][1].where, answers[0][1].decided
        message = (
            f"beslutet {decided} är äldre än det som redovisas i {titles}; låt organet besluta om svaret igen"
        )
        yield decided_before_it_happened.at(Where(where.path, ("beslut", "datum")), message)


@rule("TP511", Severity.ERROR, "Beslutet ligger för långt fram")
def decided_too_late(checked: CheckedFiles) -> Iterator[Finding]:
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
    for path, year, day in _decision_days(checked.repository):
        if day.year > year + _LATEST:
            message = f"beslutet {day} ligger mer än {_LATEST} år efter {year}; skriv dagen då det fattades"
            yield decided_too_late.at(Where(path, ("beslut", "datum")), message)


_LATEST = 3
"""How many years after its year a follow-up can be decided, at the very most."""


def _keys_of(answer: Answer, day: date) -> tuple[str, ...]:
    """Return the keys of the evidence that holds the day."""
    for keys, evidence in evidence_with_keys(answer):
        for name, value in evidence.items():
            if value == day or (isinstance(value, tuple) and day in value):
                return (*keys, name)
    return ()


def _decision_days(repository: PlanRepository) -> Iterator[tuple[str, int, date]]:
    """Return the path, the year and the day of decision of each decided file that says the year of its path."""
    files = [(file.path, file.record.year, file.record.decision) for file in repository.followups]
    files += [(file.path, file.record.year, file.record.decision) for file in repository.assessments]
    for path, year, decision in files:
        says_its_year = repository.misnamed.get(path, (year,))[0] == year
        if decision and decision.day and says_its_year and path.startswith(f"followups/{year}/"):
            yield path, year, decision.day


def _may_be_later(answer: Answer, day: date) -> bool:
    """Whether a date among the evidence comes after the day, whatever it dates: quick to say no."""
    return bool(answer.events) or any(
        type(value) is tuple or (type(value) is date and value > day) for value in answer.evidence.values()
    )


RULES = (evidence_outside_period, decided_before_evidence, decided_before_it_happened, decided_too_late)
