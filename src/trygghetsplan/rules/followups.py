"""What bodies answer, against what is asked of them and where it belongs (TP501, TP503–TP507, TP509)."""

from collections.abc import Iterator, Sequence

from trygghetsplan.findings import Finding, Related, Severity, rule
from trygghetsplan.model.followup import FollowUp, Status, follow_up_path
from trygghetsplan.model.time import ClockKind
from trygghetsplan.plan.repository import Document, Obligation, PlanRepository
from trygghetsplan.rules.answered import Answered, answered, by_word, claiming, shown
from trygghetsplan.rules.duties import owing
from trygghetsplan.swedish import bodies_listed, listed, nearest


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
    for status, one in claiming(repository):
        if not status.fits(one.schedule.clock.kind):
            continue  # the word itself is told of
        for keys, evidence in shown(one.answer):
            missing = [name for name in one.obligation.evidence.in_answer if evidence.get(name) in _NOTHING]
            if missing:
                titles = listed([f"”{name}”" for name in missing])
                where = one.document.at(
                    "svar", one.name, *keys, *(missing[:1] if missing[0] in evidence else ())
                )
                if not keys and missing[0] not in evidence:
                    where = one.document.at("svar", one.name, "status")
                message = f"”{status}” kräver {titles}, som saknas i svaret"
                asked = Related(one.obligation.at("underlag"), "underlaget begärs här")
                yield claim_without_evidence.at(where, message, asked)


_NOTHING: tuple[object, ...] = (None, (), {})
"""What says nothing; 0 and nej are values, an empty list is none."""


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
    for one in by_word(repository)[Status.NOT_RELEVANT]:
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
        clock, status = one.schedule.clock, one.answer.status
        if status and status not in fitting[clock.kind]:
            words = listed([f"”{word}”" for word in Status if word in fitting[clock.kind]], "eller")
            message = f"”{status}” passar inte en skyldighet som gäller {clock.text}; välj {words}"
            yield unfit_status.at(one.document.at("svar", one.name, "status"), message)


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
    for one in by_word(repository)[None]:
        yield evidence_without_status.at(one.document.at("svar", one.name).key(), "svaret saknar status")


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
            obligation = repository.obligations.get(name)
            if obligation is None or name in repository.repeated or _may_answer(repository, body, obligation):
                fine.add(name)
            else:
                wrong.setdefault(name, []).append(document)
    for name, documents in wrong.items():
        yield from _not_owed(repository, repository.obligations[name], documents)


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
        return obligation.record.answered_by not in repository.bodies  # then that is what is told
    return not who or not all(repository.is_resolved(name) for name in who)


def _not_owed(
    repository: PlanRepository, obligation: Obligation, documents: Sequence[Document[FollowUp]]
) -> Iterator[Finding]:
    """Point at the answers of one body; where several bodies answer, it is rather the plan that is wrong."""
    title = obligation.record.title
    bodies = list(dict.fromkeys(document.record.body for document in documents))
    answers = [document.at("svar", obligation.id).key() for document in documents]
    asked = Related(obligation.at("ansvariga"), "de ansvariga står här")
    told = f"{repository.body_name(bodies[0])} ansvarar inte för ”{title}”"
    if not obligation.record.owns_cells:
        asked = Related(obligation.at().key(), "skyldigheten står här")
        told = f"”{title}” besvaras inte: den upprepar eller beskriver bara"
    answering = obligation.record.answered_by
    if obligation.record.jointly and answering and {*bodies} <= {*repository.responsible[obligation.id]}:
        asked = Related(obligation.at("svarar"), "den som svarar står här")
        told = f"”{title}” besvaras av {repository.body_name(answering)} för alla"
    elif len(bodies) > 1 and obligation.record.owns_cells:
        who = bodies_listed([repository.body_name(body) for body in bodies])
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
    for one in by_word(repository)[Status.UNCHANGED]:
        where = one.document.at("svar", one.name, "status")
        last_year = repository.years[one.document.record.body].get(one.document.record.year - 1)
        before = repository.answer(last_year, one.name) if last_year else None
        is_said = before is not None and before.status is not None
        if (is_said and not one.schedule.is_report) or _is_lost(repository, one):
            continue
        if one.schedule.is_report:
            yield unchanged_from_nothing.at(
                where, "en rapport som lämnas efter perioden kan inte vara oförändrad"
            )
        else:
            message = f"det finns inget svar för {one.document.record.year - 1} att hålla fast vid"
            yield unchanged_from_nothing.at(where, message)


def _is_lost(repository: PlanRepository, one: Answered) -> bool:
    """Whether the answer of the year before may be there, but in a place that failed or under another name."""
    record = one.document.record
    last_year = repository.years[record.body].get(record.year - 1)
    if last_year is None:
        return follow_up_path(record.year - 1, record.body) in repository.paths
    unknown = [name for name in last_year.record.answers if name not in repository.obligations]
    return repository.is_broken(last_year.path, "svar", one.name) or nearest(one.name, unknown) is not None


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
        if one.schedule.is_report and one.document.record.year != one.schedule.period.last:
            message = (
                f"rapporten för {one.schedule.period.label} besvaras i filen för {one.schedule.period.last}"
            )
            yield report_in_wrong_year.at(one.document.at("svar", one.name).key(), message)


RULES = (
    claim_without_evidence,
    irrelevant_without_reason,
    unfit_status,
    evidence_without_status,
    answer_not_owed,
    unchanged_from_nothing,
    report_in_wrong_year,
)
