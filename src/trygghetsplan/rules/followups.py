"""What bodies answer, against what is asked of them and where it belongs."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import PurePosixPath

from trygghetsplan.engine.answers import dated_evidence_of
from trygghetsplan.engine.clock import period_of
from trygghetsplan.findings import Finding, Related, Severity, rule
from trygghetsplan.model.followup import FollowUp, Status, follow_up_path
from trygghetsplan.model.time import ClockKind
from trygghetsplan.plan.repository import Obligation, PlanFile, PlanRepository
from trygghetsplan.rules.checked_files import CLAIMS, CheckedFiles, evidence_with_keys
from trygghetsplan.rules.responsibility import owing
from trygghetsplan.swedish import bodies_listed, listed, nearest


@rule("TP501", Severity.ERROR, "Sägs vara uppfyllt utan det underlag som begärs")
def claim_without_evidence(checked: CheckedFiles) -> Iterator[Finding]:
    """Svaret säger uppfylls eller genomförd, men något av det begärda underlaget saknas.

    Lägg till underlaget, eller svara uppfylls delvis. Utan underlag räknas skyldigheten som delvis uppfylld.

    Fel:
        svar:
          rsa:
            status: uppfylls
    Rätt:
        svar:
          rsa:
            status: uppfylls
            datum: 2024-04-18
    """
    for answered in checked.answers_with(*CLAIMS):
        status, obligation = answered.answer.status, answered.obligation
        is_stored = obligation.record.is_stored
        if not status or not status.fits(answered.schedule.clock.kind, is_stored=is_stored):
            continue  # TP504
        for keys, evidence in evidence_with_keys(answered.answer):
            asked = obligation.evidence.in_answer
            missing = [name for name in asked if not evidence.get(name) and evidence.get(name) in _NOTHING]
            if missing:
                where = answered.at(*keys, *(missing[:1] if missing[0] in evidence else ()))
                if not keys and missing[0] not in evidence:
                    where = answered.at("status")
                titles = listed([f"”{name}”" for name in missing])
                message = f"”{status}” kräver {titles}, som saknas i svaret"
                related = Related(obligation.at("underlag"), "underlaget begärs här")
                yield claim_without_evidence.at(where, message, related)


_NOTHING: tuple[object, ...] = (None, (), {})
"""What says nothing; 0 and nej are values, an empty list is none."""


@rule("TP503", Severity.ERROR, "Ej aktuell utan skäl")
def irrelevant_without_reason(checked: CheckedFiles) -> Iterator[Finding]:
    """Svaret ej aktuell ska säga varför, och får inte stå tillsammans med händelser.

    Skriv en mening under skäl. Har något inträffat, svara uppfylls och redovisa händelsen.

    Fel:
        --- followups/2025/miljonamnden.yaml
        organ: miljonamnden
        år: 2025
        svar:
          avtalskrav:
            status: ej aktuell
    Rätt:
        --- followups/2025/miljonamnden.yaml
        organ: miljonamnden
        år: 2025
        svar:
          avtalskrav:
            status: ej aktuell
            skäl: Nämnden har inte upphandlat något under året.
    """
    for answered in checked.answers_with(Status.NOT_RELEVANT):
        if not answered.obligation.record.is_stored:
            continue  # TP504
        if not answered.answer.reason:
            yield irrelevant_without_reason.at(answered.at("status"), "”ej aktuell” kräver skäl")
        elif answered.answer.events:
            yield irrelevant_without_reason.at(
                answered.at("status"), "”ej aktuell” kan inte stå tillsammans med händelser"
            )


@rule("TP504", Severity.ERROR, "Status passar inte skyldigheten")
def unfit_status(checked: CheckedFiles) -> Iterator[Finding]:
    """Vilka statusord som får användas följer av hur ofta skyldigheten gäller.

    Engång: ej påbörjad, pågår, genomförd eller avbruten. Övriga: uppfylls, uppfylls delvis, uppfylls ej eller
    oförändrat. Ej aktuell får bara användas för det som gäller vid händelse, och
    genomgånget bara för det som inte får lagras.

    Fel:
        svar:
          rsa:
            status: genomförd
            datum: 2024-04-18
    Rätt:
        svar:
          rsa:
            status: uppfylls
            datum: 2024-04-18
    """
    for answered in checked.answers:
        clock, status = answered.schedule.clock, answered.answer.status
        is_stored = answered.obligation.record.is_stored
        if not status or status.fits(clock.kind, is_stored=is_stored):
            continue
        if is_stored:
            fitting = [f"”{word}”" for word in Status if word.fits(clock.kind)]
            message = f"”{status}” passar inte en skyldighet som gäller {clock.text}; välj {listed(fitting, 'eller')}"
        else:
            message = f"”{status}” får inte lagras; skriv ”genomgånget” och dagen under datum"
        yield unfit_status.at(answered.at("status"), message)


@rule("TP507", Severity.ERROR, "Svaret saknar status")
def evidence_without_status(checked: CheckedFiles) -> Iterator[Finding]:
    """Svaret har underlag eller kommentar men säger inte om skyldigheten är uppfylld.

    Lägg till status. Utan den räknas svaret som obesvarat.

    Fel:
        svar:
          rsa:
            datum: 2024-04-18
    Rätt:
        svar:
          rsa:
            status: uppfylls
            datum: 2024-04-18
    """
    for answered in checked.answers_with(None):
        yield evidence_without_status.at(answered.at().key(), "svaret saknar status")


@rule("TP505", Severity.ERROR, "Organet har inte den skyldigheten")
def answer_not_owed(checked: CheckedFiles) -> Iterator[Finding]:
    """Svaret gäller en skyldighet som det här organet inte ansvarar för.

    Flytta svaret till rätt organ, eller rätta ansvariga i planen.

    Fel:
        svar:
          bolagspolicy:
            status: uppfylls
            datum: 2024-04-18
    Rätt:
        svar:
          rsa:
            status: uppfylls
            datum: 2024-04-18
    """
    repository = checked.repository
    not_owed: dict[str, list[PlanFile[FollowUp]]] = {}
    owed: dict[str, set[str]] = {}
    for document in repository.followups:
        body = document.record.body
        owed_by_body = owed.setdefault(body, set())
        for name in document.record.answers:
            if name in owed_by_body:
                continue
            obligation = repository.obligations.get(name)
            if obligation is None or name in repository.repeated or _may_answer(repository, body, obligation):
                owed_by_body.add(name)
            else:
                not_owed.setdefault(name, []).append(document)
    for name, documents in not_owed.items():
        yield from _answers_not_owed(repository, repository.obligations[name], documents)


def _may_answer(repository: PlanRepository, body: str, obligation: Obligation) -> bool:
    """Whether the body may owe the duty, as far as the plan and the organisation could be read."""
    who = obligation.record.responsible
    if body not in repository.bodies or repository.kind_of(body) is None:
        return True
    if not obligation.record.owns_cells:
        return not (obligation.record.definition or obligation.record.repeats)  # without a clock: TP401
    if body in owing(repository, obligation) or body == obligation.record.answered_by:
        return True
    if body in repository.responsible[obligation.id]:
        return obligation.record.answered_by not in repository.bodies  # TP301
    return not who or not all(repository.is_resolved(name) for name in who)


def _answers_not_owed(
    repository: PlanRepository, obligation: Obligation, documents: Sequence[PlanFile[FollowUp]]
) -> Iterator[Finding]:
    """Point at the answers of one body; where several bodies answer, it is rather the plan that is wrong."""
    title, answering = obligation.record.title, obligation.record.answered_by
    bodies = list(dict.fromkeys(document.record.body for document in documents))
    answers = [document.at("svar", obligation.id).key() for document in documents]
    message = f"{repository.body_name(bodies[0])} ansvarar inte för ”{title}”"
    related = Related(obligation.at("ansvariga"), "de ansvariga står här")
    if not obligation.record.owns_cells:
        message = f"”{title}” besvaras inte: den upprepar eller beskriver bara"
        related = Related(obligation.at().key(), "skyldigheten står här")
    if obligation.record.jointly and answering and {*bodies} <= repository.responsible[obligation.id]:
        message = f"”{title}” besvaras av {repository.body_name(answering)} för alla"
        related = Related(obligation.at("svarar"), "den som svarar står här")
    elif len(bodies) > 1 and obligation.record.owns_cells:
        who = bodies_listed([repository.body_name(body) for body in bodies])
        message = f"”{title}” besvaras av {who} utan att de står bland de ansvariga"
        yield answer_not_owed.at(related.where, message, Related(answers[0], "till exempel här"))
        return
    for answer in answers:
        yield answer_not_owed.at(answer, message, related)


@rule("TP513", Severity.WARNING, "Svaret läses aldrig")
def unread_answer(checked: CheckedFiles) -> Iterator[Finding]:
    """Svaret står i filen för ett år då skyldigheten eller organet inte fanns, och inget i det räknas något annat år.

    Ta bort svaret, flytta det till rätt år eller rätta från och till.

    Fel:
        skyldigheter:
          krisplan:
            titel: Krisplan
            text: Ha en krisplan.
            slag: grunduppgift
            ansvariga: [miljonamnden]
            periodicitet: årligen
            till: 2023-12-31
            underlag: [datum]
        ---
        svar:
          rsa: {status: uppfylls, datum: 2024-04-18}
          krisplan: {status: uppfylls ej}
    Rätt:
        skyldigheter:
          krisplan:
            titel: Krisplan
            text: Ha en krisplan.
            slag: grunduppgift
            ansvariga: [miljonamnden]
            periodicitet: årligen
            till: 2024-12-31
            underlag: [datum]
        ---
        svar:
          rsa: {status: uppfylls, datum: 2024-04-18}
          krisplan: {status: uppfylls ej}
    """
    repository = checked.repository
    fields = repository.catalogue.record.fields
    bounded = {name for name, body in repository.bodies.items() if body.starts or body.ends}
    times: dict[tuple[str, int, str], list[tuple[date, date, str]]] = {}
    for document, name, answer in repository.answers:
        body, year = document.record.body, document.record.year
        if answer.is_empty or name in repository.repeated or body not in repository.responsible.get(name, ()):
            continue
        key = name, year, body if body in bounded else ""  # the others are all alike
        if key not in times:
            times[key] = list(_times_not_read(repository, document, repository.obligations[name]))
        for first, last, why in times[key]:
            days = [day for dated in dated_evidence_of(answer, fields) for day in dated.days]
            if not any(first <= day <= last for day in days):
                message = f"ingen läser svaret: {why}; ta bort det, eller flytta det till rätt år"
                yield unread_answer.at(document.at("svar", name).key(), message)
                break


def _times_not_read(
    repository: PlanRepository, document: PlanFile[FollowUp], obligation: Obligation
) -> Iterator[tuple[date, date, str]]:
    """Return why nobody owes the duty in the file's year, each with the days whose evidence counts all the same."""
    year, who, title = document.record.year, document.record.body, obligation.record.title
    body, clock = repository.bodies[who], obligation.record.clock
    if not obligation.owes or clock is None or obligation.is_backward:
        return
    is_once = (
        clock.kind is ClockKind.ONCE
    )  # a late answer says how it went, and a promise may be kept before it is made
    if obligation.ends and obligation.ends.year < year and not is_once:
        yield date.min, obligation.ends, f"”{title}” upphörde {obligation.ends}"
    starts = obligation.record.starts if is_once else obligation.starts
    period = period_of(obligation, repository.settings.record, year)
    if starts and starts.year > year and (is_once or (period and period.end < starts)):
        yield (
            starts if is_once else date(starts.year, 1, 1),
            date.max,
            f"”{title}” gäller först från {starts}",
        )
    if clock.kind is ClockKind.EVERY and (first := obligation.record.first) and first > year:
        yield date(first, 1, 1), date.max, f"första perioden för ”{title}” börjar {first}"
    if body.ends and body.ends.year < year and not is_once:
        is_succeeded = any(other.succeeds == who for other in repository.bodies.values())
        if not is_succeeded:
            yield date.min, body.ends, f"{body.name} upphörde {body.ends}"
    if body.starts and body.starts.year > year:
        yield body.starts, date.max, f"{body.name} finns först från {body.starts}"


@rule("TP506", Severity.ERROR, "Oförändrat utan svar året före")
def unchanged_from_nothing(checked: CheckedFiles) -> Iterator[Finding]:
    """Oförändrat säger förra årets svar en gång till, men det finns inget sådant svar.

    Svara med status och underlag i stället. Rapporter som lämnas efter årets slut kan inte vara oförändrade.

    Fel:
        svar:
          rsa:
            status: oförändrat
    Rätt:
        svar:
          rsa:
            status: uppfylls
            datum: 2024-04-18
    """
    repository = checked.repository
    for answered in checked.answers_with(Status.UNCHANGED):
        year, name = answered.document.record.year - 1, answered.obligation.id
        last_year = repository.years[answered.document.record.body].get(year)
        before = repository.answer(last_year, name) if last_year else None
        if _is_lost(repository, follow_up_path(year, answered.document.record.body), last_year, name):
            continue
        if answered.schedule.is_report:
            message = "en rapport som lämnas efter perioden kan inte vara oförändrad"
            yield unchanged_from_nothing.at(answered.at("status"), message)
        elif before is None or before.status is None:
            message = f"det finns inget svar för {year} att hålla fast vid"
            yield unchanged_from_nothing.at(answered.at("status"), message)


def _is_lost(repository: PlanRepository, path: str, file: PlanFile[FollowUp] | None, name: str) -> bool:
    """Whether the answer may be there, but in a place that failed or under another name."""
    if file is None:
        unlisted = {failed for failed, _ in repository.broken}
        return path in repository.paths or not unlisted.isdisjoint(map(str, PurePosixPath(path).parents))
    unknown = [other for other in file.record.answers if other not in repository.obligations]
    return repository.is_broken(file.path, "svar", name) or nearest(name, unknown) is not None


@rule("TP509", Severity.ERROR, "Rapporten besvaras i fel år")
def report_in_wrong_year(checked: CheckedFiles) -> Iterator[Finding]:
    """En rapport som lämnas efter periodens slut besvaras i filen för periodens sista år, inte för leveransåret.

    Flytta svaret till rätt års fil.

    Fel:
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
        ---
        svar:
          rapport:
            status: uppfylls
            datum: 2024-12-01
    Rätt:
        svar:
          rsa:
            status: uppfylls
            datum: 2024-04-18
    """
    for answered in checked.answers:
        period = answered.schedule.period
        if answered.schedule.is_report and answered.document.record.year != period.last:
            message = f"rapporten för {period.label} besvaras i filen för {period.last}"
            yield report_in_wrong_year.at(answered.at().key(), message)


RULES = (
    claim_without_evidence,
    irrelevant_without_reason,
    unfit_status,
    evidence_without_status,
    answer_not_owed,
    unread_answer,
    unchanged_from_nothing,
    report_in_wrong_year,
)
