"""What points to what: every id that a file names, and where each is defined."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from functools import partial
from typing import NamedTuple

from trygghetsplan.engine.decisions import ALL
from trygghetsplan.findings import Where
from trygghetsplan.model.audit import Audit
from trygghetsplan.model.documents import DecisionReference
from trygghetsplan.model.numbers import FetchedNumber, NumberLine, NumberTarget
from trygghetsplan.model.obligation import Chapter, ObligationRecord
from trygghetsplan.model.scalars import Identifier, scalar_of
from trygghetsplan.plan.repository import PlanFile, PlanRepository


class IdKind(StrEnum):
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

    kind: IdKind
    id: str
    where: Where


def decision_references(repository: PlanRepository) -> Iterator[tuple[DecisionReference, Where]]:
    """Return what every decision in the files says of who decided it, and when, with its place."""
    documents = repository.documents
    for name, document in documents.record.documents.items():
        if document.decision:
            yield document.decision, documents.at("dokument", name, "beslut")
        if document.delegated:
            yield document.delegated.decided, documents.at("dokument", name, "beslutanderätt", "beslut")
    for file, name, decision in repository.all_decisions:
        if decision.decided:
            yield decision.decided, file.at("beslut", name, "beslut")
    for followup in repository.followups:
        if followup.record.decision:
            yield followup.record.decision, followup.at("beslut")
    for assessed in repository.assessments:
        if assessed.record.decision:
            yield assessed.record.decision, assessed.at("beslut")


def references(repository: PlanRepository) -> Iterator[Reference]:
    """Return every mention of an id in the repository."""
    yield from _from_plan(repository)
    yield from _from_organisation(repository)
    for document, account in repository.accounts.items():
        yield Reference(IdKind.BODY, account.given_by, repository.account_at(document, "lämnas av"))
        yield Reference(IdKind.BODY, account.given_to, repository.account_at(document, "lämnas till"))
    yield from _from_decisions(repository)
    yield from _from_indicators(repository)
    yield from _from_followups(repository)
    for at, target in number_targets(repository):
        yield from _from_target(at, target)
    for assessed in repository.assessments:
        for name in assessed.record.areas:
            yield Reference(IdKind.CHAPTER, name, assessed.at("områden", name).key())
        for name in assessed.record.granted:
            yield Reference(IdKind.OBLIGATION, name, assessed.at("beviljad ersättning", name).key())
    if repository.agency:
        agency = repository.agency
        yield Reference(IdKind.DOCUMENT, agency.record.document, agency.at("dokument"))
        for name, category in agency.record.categories.items():
            for number, obligation in enumerate(category.obligations):
                where = agency.at("kategorier", name, "skyldigheter", number)
                yield Reference(IdKind.OBLIGATION, obligation, where)


def number_targets(
    repository: PlanRepository,
) -> Iterator[tuple[Callable[..., Where], NumberLine | FetchedNumber]]:
    """Return what every number that is taken from another system is aimed at, and where its keys stand."""
    for one in repository.number_maps:
        for name, line in one.record.lines.items():
            yield partial(one.at, "rader", name), line
    for year in repository.number_years:
        for name, fetched in year.record.numbers.items():
            yield partial(year.at, "siffror", name), fetched


def _from_target(at: Callable[..., Where], target: NumberTarget) -> Iterator[Reference]:
    named = (
        (IdKind.INDICATOR, "indikator", target.indicator),
        (IdKind.RECORD, "indikatorns källa", target.indicator_source),
        (IdKind.OBLIGATION, "skyldighet", target.obligation),
        (IdKind.BODY, "organ", target.body),
        (IdKind.EVIDENCE, "underlag", target.evidence),
    )
    for kind, key, name in named:
        if name:
            yield Reference(kind, name, at(key))


def _from_followups(repository: PlanRepository) -> Iterator[Reference]:
    seen: set[str] = set()
    """A known obligation is mentioned by every body every year; once says that it is used."""
    for followup in repository.followups:
        yield Reference(IdKind.BODY, repository.stated_body(followup), followup.at("organ"))
        for name in followup.record.answers:
            if name not in seen or name not in repository.obligations:
                seen.add(name)
                yield Reference(IdKind.OBLIGATION, name, followup.at("svar", name).key())
        for name in followup.record.asked:
            if name not in followup.record.answers:  # else it is told of the answer
                yield Reference(IdKind.OBLIGATION, name, followup.at("lydelser", name).key())


def _from_decisions(repository: PlanRepository) -> Iterator[Reference]:
    for name, source in repository.documents.record.documents.items():
        for number, body in enumerate(source.delegated.bodies if source.delegated else ()):
            where = repository.documents.at("dokument", name, "beslutanderätt", "organ", number)
            yield Reference(IdKind.BODY, body, where)
    for decided, at in decision_references(repository):
        # Who is not ours is named as one pleases; what has the form of an id is one.
        if decided.body and scalar_of(Identifier).fits(decided.body):
            yield Reference(IdKind.BODY, decided.body, Where(at.path, (*at.keys, "organ")))
    for document, name, decision in repository.all_decisions:
        for number, body in enumerate(decision.bodies):
            yield Reference(IdKind.BODY, body, document.at("beslut", name, "organ", number))
        for number, obligation in enumerate(decision.obligations):
            if obligation != ALL:
                yield Reference(
                    IdKind.OBLIGATION, obligation, document.at("beslut", name, "skyldigheter", number)
                )


def _from_indicators(repository: PlanRepository) -> Iterator[Reference]:
    for name, field in repository.catalogue.record.fields.items():
        if field.indicator:
            yield Reference(
                IdKind.INDICATOR, field.indicator, repository.catalogue.at("underlag", name, "indikator")
            )
    for name, indicator in repository.indicators.record.indicators.items():
        if indicator.chapter:
            where = repository.indicators.at("indikatorer", name, "område")
            yield Reference(IdKind.CHAPTER, indicator.chapter, where)
        for year, measured in indicator.history.items():
            for source in measured.values:
                where = repository.indicators.at("indikatorer", name, "historik", str(year), "värden", source)
                yield Reference(IdKind.RECORD, source, where.key())
    for measured_year in repository.indicator_years:
        for name, measured in measured_year.record.indicators.items():
            at = ("indikatorer", name)
            yield Reference(IdKind.INDICATOR, name, measured_year.at(*at).key())
            for source in measured.values if repository.indicator(name) else ():
                yield Reference(IdKind.RECORD, source, measured_year.at(*at, "värden", source).key())


def _from_plan(repository: PlanRepository) -> Iterator[Reference]:
    for chapter in repository.chapters:
        yield Reference(IdKind.DOCUMENT, chapter.record.document, chapter.at("dokument"))
        if chapter.record.part_of:
            yield Reference(IdKind.CHAPTER, chapter.record.part_of, chapter.at("del av"))
        if chapter.record.goal:
            yield Reference(IdKind.DOCUMENT, chapter.record.goal.document, chapter.at("mål", "dokument"))
        if isinstance(chapter.record, Audit):
            if chapter.record.reply:
                yield Reference(IdKind.DOCUMENT, chapter.record.reply, chapter.at("yttrande"))
            if chapter.record.answered_by:
                yield Reference(IdKind.BODY, chapter.record.answered_by, chapter.at("besvaras av"))
            for name, recommendation in chapter.record.recommendations.items():
                if recommendation.effect and recommendation.effect.indicator:
                    where = chapter.at("rekommendationer", name, "effekt", "indikator")
                    yield Reference(IdKind.INDICATOR, recommendation.effect.indicator, where)
                for number, obligation in enumerate(recommendation.concerns):
                    where = chapter.at("rekommendationer", name, "rör", number)
                    yield Reference(IdKind.OBLIGATION, obligation, where)
        for name, owed in chapter.record.obligations.items():
            yield from _from_obligation(chapter, name, owed)


def _from_obligation(chapter: PlanFile[Chapter], name: str, record: ObligationRecord) -> Iterator[Reference]:
    at = ("skyldigheter", name)
    if record.document:
        yield Reference(IdKind.DOCUMENT, record.document, chapter.at(*at, "dokument"))
    lists = (
        (IdKind.BODY, "ansvariga", record.responsible),
        (IdKind.EVIDENCE, "underlag", record.evidence),
        (IdKind.OBLIGATION, "följs upp av", record.followed_up_by),
        (IdKind.OBLIGATION, "motsvarar", record.answers_to),
        (IdKind.OBLIGATION, "väntar på", record.waits_for),
    )
    for kind, key, ids in lists:
        for number, mentioned in enumerate(ids):
            yield Reference(kind, mentioned, chapter.at(*at, key, number))
    singles = (
        (IdKind.BODY, "svarar", record.answered_by),
        (IdKind.OBLIGATION, "upprepar", record.repeats),
        (IdKind.OBLIGATION, "ersätter", record.replaces),
        (IdKind.RECORD, "rekommendation", record.recommendation),
        (IdKind.RECORD, "delområde", record.sub_area),
    )
    for kind, key, single in singles:
        if single:
            yield Reference(kind, single, chapter.at(*at, key))


def _from_organisation(repository: PlanRepository) -> Iterator[Reference]:
    file = repository.organisation
    for name, body in file.record.bodies.items():
        yield Reference(IdKind.KIND, body.kind, file.at("organ", name, "slag"))
        if body.succeeds:
            yield Reference(IdKind.BODY, body.succeeds, file.at("organ", name, "efterträder"))
    for name, group in file.record.groups.items():
        for number, kind in enumerate(group.kinds):
            yield Reference(IdKind.KIND, kind, file.at("grupper", name, "slag", number))
        for key, bodies in (("organ", group.bodies), ("utom", group.without)):
            for number, mentioned in enumerate(bodies):
                yield Reference(IdKind.BODY, mentioned, file.at("grupper", name, key, number))
    for section, councils in (("roller", file.record.roles), ("råd", file.record.councils)):
        for name, council in councils.items():
            yield Reference(IdKind.BODY, council.body, file.at(section, name, "organ"))
            if council.reports_to:
                yield Reference(IdKind.BODY, council.reports_to, file.at(section, name, "rapporterar till"))
            if council.document:
                yield Reference(IdKind.DOCUMENT, council.document, file.at(section, name, "dokument"))


def definitions(repository: PlanRepository, kind: IdKind) -> Mapping[str, Where]:
    """Return where each id of the kind is defined, also of records that failed to read."""
    if kind is IdKind.CHAPTER:
        return _chapters(repository)
    mappings = _mappings(repository, kind)
    places = {name: Where(path, (key, name), "key") for path, key, names in mappings for name in names}
    if kind is IdKind.RECORD:
        for indicator, record in repository.indicators.record.indicators.items():
            for source in record.sources:
                places[source] = repository.indicators.at("indikatorer", indicator, "källor", source).key()
    sections = {(path, key) for path, key, _ in mappings}
    for path, keys in repository.broken:
        if len(keys) == 2 and (path, keys[0]) in sections:
            places.setdefault(str(keys[1]), Where(path, keys, "key"))
    return places


def _chapters(repository: PlanRepository) -> Mapping[str, Where]:
    lost = [path for path, keys in repository.broken if not keys and path.startswith("plan/")]
    places = {path.rsplit("/", 1)[-1].removesuffix(".yaml"): Where(path) for path in lost}
    return places | {chapter.stem: chapter.at() for chapter in repository.chapters}


def _mappings(repository: PlanRepository, kind: IdKind) -> list[tuple[str, str, Iterable[str]]]:
    """Return the mappings that define ids of the kind: file, key, ids."""
    organisation = repository.organisation
    record = organisation.record
    chapters = [(chapter.path, chapter.record) for chapter in repository.chapters]
    audits = [(chapter.path, audit) for chapter, audit in repository.audits]
    tables: dict[IdKind, list[tuple[str, str, Iterable[str]]]] = {
        IdKind.BODY: [
            (organisation.path, "organ", record.bodies),
            (organisation.path, "grupper", record.groups),
        ],
        IdKind.KIND: [(organisation.path, "slag", record.kinds)],
        IdKind.OBLIGATION: [
            *((path, "skyldigheter", chapter.obligations) for path, chapter in chapters),
            (organisation.path, "milstolpar", record.milestones),
        ],
        IdKind.EVIDENCE: [(repository.catalogue.path, "underlag", repository.catalogue.record.fields)],
        IdKind.DOCUMENT: [(repository.documents.path, "dokument", repository.documents.record.documents)],
        IdKind.INDICATOR: [
            (repository.indicators.path, "indikatorer", repository.indicators.record.indicators)
        ],
        IdKind.RECORD: [
            *((path, "delområden", chapter.sub_areas) for path, chapter in chapters),
            *((path, "rekommendationer", audit.recommendations) for path, audit in audits),
        ],
    }
    return tables[kind]
