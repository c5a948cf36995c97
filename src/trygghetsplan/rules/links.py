"""What points to what: every id that a file names, where it stands, and what kind of thing it should lead to."""

from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from trygghetsplan.findings import Where
from trygghetsplan.model.audit import Audit
from trygghetsplan.model.obligation import Chapter, Obligation
from trygghetsplan.obligations.decisions import ALL
from trygghetsplan.repository import PlanRepository
from trygghetsplan.repository.document import Document


class Target(StrEnum):
    """What an id can refer to, as messages name it."""

    BODY = "organ"
    KIND = "slag"
    OBLIGATION = "skyldighet"
    EVIDENCE = "underlag"
    DOCUMENT = "dokument"
    INDICATOR = "indikator"
    CHAPTER = "område"
    RECORD = "rekommendation, delområde eller källa"


class Reference(NamedTuple):
    """One mention of an id."""

    target: Target
    id: str
    where: Where


@lru_cache(maxsize=1)
def references(repository: PlanRepository) -> tuple[Reference, ...]:
    """Return every mention of an id in the repository. Kept, since eight rules ask."""
    return tuple(_mentioned(repository))


def _mentioned(repository: PlanRepository) -> Iterator[Reference]:
    yield from _from_plan(repository)
    yield from _from_organisation(repository)
    account = repository.settings.record.account
    yield Reference(Target.BODY, account.given_by, repository.settings.at("redovisning", "lämnas av"))
    yield Reference(Target.BODY, account.given_to, repository.settings.at("redovisning", "lämnas till"))
    yield from _from_decisions(repository)
    yield from _from_indicators(repository)
    told: set[str] = set()  # a known duty is mentioned by every body every year; once says that it is used
    for followup in repository.followups:
        yield Reference(Target.BODY, repository.said_body(followup), followup.at("organ"))
        for name, answer in followup.record.answers.items():
            if not isinstance(answer, dict) or (name in told and name in repository.duties):
                continue
            told.add(name)
            yield Reference(Target.OBLIGATION, name, followup.at("svar", name).key())
    for assessed in repository.assessments:
        for name in assessed.record.areas:
            yield Reference(Target.CHAPTER, name, assessed.at("områden", name).key())
        for name in assessed.record.granted:
            yield Reference(Target.OBLIGATION, name, assessed.at("beviljad ersättning", name).key())
    yield from _from_agency(repository)


def _from_agency(repository: PlanRepository) -> Iterator[Reference]:
    file = repository.agency
    if file is None:
        return
    yield Reference(Target.DOCUMENT, file.record.document, file.at("dokument"))
    for name, category in file.record.categories.items():
        for number, duty in enumerate(category.obligations):
            where = file.at("kategorier", name, "skyldigheter", number)
            yield Reference(Target.OBLIGATION, duty, where)


def _from_decisions(repository: PlanRepository) -> Iterator[Reference]:
    for document, name, decision in repository.all_decisions:
        for number, body in enumerate(decision.bodies):
            yield Reference(Target.BODY, body, document.at("beslut", name, "organ", number))
        for number, duty in enumerate(decision.obligations):
            if duty != ALL:
                yield Reference(Target.OBLIGATION, duty, document.at("beslut", name, "skyldigheter", number))


def _from_indicators(repository: PlanRepository) -> Iterator[Reference]:
    for name, field in repository.catalogue.record.fields.items():
        if field.indicator:
            yield Reference(
                Target.INDICATOR, field.indicator, repository.catalogue.at("underlag", name, "indikator")
            )
    for name, indicator in repository.indicators.record.indicators.items():
        if indicator.chapter:
            where = repository.indicators.at("indikatorer", name, "område")
            yield Reference(Target.CHAPTER, indicator.chapter, where)
        for year, measured in indicator.history.items():
            for source in measured.values:
                where = repository.indicators.at("indikatorer", name, "historik", str(year), "värden", source)
                yield Reference(Target.RECORD, source, where.key())
    for measured_year in repository.indicator_years:
        for name, measured in measured_year.record.indicators.items():
            at = ("indikatorer", name)
            yield Reference(Target.INDICATOR, name, measured_year.at(*at).key())
            for source in measured.values if repository.indicator(name) else ():
                yield Reference(Target.RECORD, source, measured_year.at(*at, "värden", source).key())


def _from_plan(repository: PlanRepository) -> Iterator[Reference]:
    for chapter in repository.chapters:
        record = chapter.record
        yield Reference(Target.DOCUMENT, record.document, chapter.at("dokument"))
        if record.part_of:
            yield Reference(Target.CHAPTER, record.part_of, chapter.at("del av"))
        if record.goal:
            yield Reference(Target.DOCUMENT, record.goal.document, chapter.at("mål", "dokument"))
        if isinstance(record, Audit):
            if record.reply:
                yield Reference(Target.DOCUMENT, record.reply, chapter.at("yttrande"))
            if record.answered_by:
                yield Reference(Target.BODY, record.answered_by, chapter.at("besvaras av"))
            for name, recommendation in record.recommendations.items():
                if recommendation.effect and recommendation.effect.indicator:
                    where = chapter.at("rekommendationer", name, "effekt", "indikator")
                    yield Reference(Target.INDICATOR, recommendation.effect.indicator, where)
                for number, duty in enumerate(recommendation.concerns):
                    where = chapter.at("rekommendationer", name, "rör", number)
                    yield Reference(Target.OBLIGATION, duty, where)
        for name, obligation in record.obligations.items():
            yield from _from_obligation(chapter, name, obligation)


def _from_obligation(chapter: Document[Chapter], name: str, obligation: Obligation) -> Iterator[Reference]:
    at = ("skyldigheter", name)
    if obligation.document:
        yield Reference(Target.DOCUMENT, obligation.document, chapter.at(*at, "dokument"))
    lists = (
        (Target.BODY, "ansvariga", obligation.responsible),
        (Target.EVIDENCE, "underlag", obligation.evidence),
        (Target.OBLIGATION, "följs upp av", obligation.followed_up_by),
        (Target.OBLIGATION, "motsvarar", obligation.answers_to),
        (Target.OBLIGATION, "väntar på", obligation.waits_for),
    )
    for target, key, ids in lists:
        for number, mentioned in enumerate(ids):
            yield Reference(target, mentioned, chapter.at(*at, key, number))
    singles = (
        (Target.BODY, "svarar", obligation.answered_by),
        (Target.OBLIGATION, "upprepar", obligation.repeats),
        (Target.OBLIGATION, "ersätter", obligation.replaces),
        (Target.RECORD, "rekommendation", obligation.recommendation),
        (Target.RECORD, "delområde", obligation.sub_area),
    )
    for target, key, single in singles:
        if single:
            yield Reference(target, single, chapter.at(*at, key))


def _from_organisation(repository: PlanRepository) -> Iterator[Reference]:
    file = repository.organisation
    for name, body in file.record.bodies.items():
        yield Reference(Target.KIND, body.kind, file.at("organ", name, "slag"))
        if body.succeeds:
            yield Reference(Target.BODY, body.succeeds, file.at("organ", name, "efterträder"))
    for name, group in file.record.groups.items():
        for number, kind in enumerate(group.kinds):
            yield Reference(Target.KIND, kind, file.at("grupper", name, "slag", number))
        for key, bodies in (("organ", group.bodies), ("utom", group.without)):
            for number, mentioned in enumerate(bodies):
                yield Reference(Target.BODY, mentioned, file.at("grupper", name, key, number))
    for section, councils in (("roller", file.record.roles), ("råd", file.record.councils)):
        for name, council in councils.items():
            yield Reference(Target.BODY, council.body, file.at(section, name, "organ"))
            if council.reports_to:
                yield Reference(Target.BODY, council.reports_to, file.at(section, name, "rapporterar till"))
            if council.document:
                yield Reference(Target.DOCUMENT, council.document, file.at(section, name, "dokument"))
