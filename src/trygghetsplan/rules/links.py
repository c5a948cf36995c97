"""What points to what: every id that a file names, where each is defined, and what is said of one that is not."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from trygghetsplan.engine.decisions import ALL
from trygghetsplan.findings import Finding, Related, Rule, Where
from trygghetsplan.model.audit import Audit
from trygghetsplan.model.obligation import Chapter, ObligationRecord
from trygghetsplan.plan.repository import Document, PlanRepository
from trygghetsplan.swedish import counted, did_you_mean, nearest, only_near


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
        for name in followup.record.answers:
            if name in told and name in repository.obligations:
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
        for number, obligation in enumerate(category.obligations):
            where = file.at("kategorier", name, "skyldigheter", number)
            yield Reference(Target.OBLIGATION, obligation, where)


def _from_decisions(repository: PlanRepository) -> Iterator[Reference]:
    for document, name, decision in repository.all_decisions:
        for number, body in enumerate(decision.bodies):
            yield Reference(Target.BODY, body, document.at("beslut", name, "organ", number))
        for number, obligation in enumerate(decision.obligations):
            if obligation != ALL:
                yield Reference(
                    Target.OBLIGATION, obligation, document.at("beslut", name, "skyldigheter", number)
                )


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
        yield Reference(Target.DOCUMENT, chapter.record.document, chapter.at("dokument"))
        if chapter.record.part_of:
            yield Reference(Target.CHAPTER, chapter.record.part_of, chapter.at("del av"))
        if chapter.record.goal:
            yield Reference(Target.DOCUMENT, chapter.record.goal.document, chapter.at("mål", "dokument"))
        if isinstance(chapter.record, Audit):
            if chapter.record.reply:
                yield Reference(Target.DOCUMENT, chapter.record.reply, chapter.at("yttrande"))
            if chapter.record.answered_by:
                yield Reference(Target.BODY, chapter.record.answered_by, chapter.at("besvaras av"))
            for name, recommendation in chapter.record.recommendations.items():
                if recommendation.effect and recommendation.effect.indicator:
                    where = chapter.at("rekommendationer", name, "effekt", "indikator")
                    yield Reference(Target.INDICATOR, recommendation.effect.indicator, where)
                for number, obligation in enumerate(recommendation.concerns):
                    where = chapter.at("rekommendationer", name, "rör", number)
                    yield Reference(Target.OBLIGATION, obligation, where)
        for name, owed in chapter.record.obligations.items():
            yield from _from_obligation(chapter, name, owed)


def _from_obligation(chapter: Document[Chapter], name: str, record: ObligationRecord) -> Iterator[Reference]:
    at = ("skyldigheter", name)
    if record.document:
        yield Reference(Target.DOCUMENT, record.document, chapter.at(*at, "dokument"))
    lists = (
        (Target.BODY, "ansvariga", record.responsible),
        (Target.EVIDENCE, "underlag", record.evidence),
        (Target.OBLIGATION, "följs upp av", record.followed_up_by),
        (Target.OBLIGATION, "motsvarar", record.answers_to),
        (Target.OBLIGATION, "väntar på", record.waits_for),
    )
    for target, key, ids in lists:
        for number, mentioned in enumerate(ids):
            yield Reference(target, mentioned, chapter.at(*at, key, number))
    singles = (
        (Target.BODY, "svarar", record.answered_by),
        (Target.OBLIGATION, "upprepar", record.repeats),
        (Target.OBLIGATION, "ersätter", record.replaces),
        (Target.RECORD, "rekommendation", record.recommendation),
        (Target.RECORD, "delområde", record.sub_area),
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


def definitions(repository: PlanRepository, target: Target) -> Mapping[str, Where]:
    """Return where each id of the kind is defined, also of records that failed to read."""
    if target is Target.CHAPTER:
        return _chapters(repository)
    mappings = _mappings(repository, target)
    found = {name: Where(path, (key, name), "key") for path, key, names in mappings for name in names}
    if target is Target.RECORD:
        for indicator, record in repository.indicators.record.indicators.items():
            for source in record.sources:
                found[source] = repository.indicators.at("indikatorer", indicator, "källor", source).key()
    sections = {(path, key) for path, key, _ in mappings}
    for path, keys in repository.broken:
        if len(keys) == 2 and (path, keys[0]) in sections:
            found.setdefault(str(keys[1]), Where(path, keys, "key"))
    return found


def _chapters(repository: PlanRepository) -> Mapping[str, Where]:
    lost = [path for path, keys in repository.broken if not keys and path.startswith("plan/")]
    found = {path.rsplit("/", 1)[-1].removesuffix(".yaml"): Where(path) for path in lost}
    return found | {chapter.stem: chapter.at() for chapter in repository.chapters}


def _mappings(repository: PlanRepository, target: Target) -> list[tuple[str, str, Iterable[str]]]:
    """Return the mappings that define ids of the kind: file, key, ids."""
    organisation = repository.organisation
    record = organisation.record
    chapters = [(chapter.path, chapter.record) for chapter in repository.chapters]
    audits = [(chapter.path, audit) for chapter, audit in repository.audits]
    tables: dict[Target, list[tuple[str, str, Iterable[str]]]] = {
        Target.BODY: [
            (organisation.path, "organ", record.bodies),
            (organisation.path, "grupper", record.groups),
        ],
        Target.KIND: [(organisation.path, "slag", record.kinds)],
        Target.OBLIGATION: [
            *((path, "skyldigheter", chapter.obligations) for path, chapter in chapters),
            (organisation.path, "milstolpar", record.milestones),
        ],
        Target.EVIDENCE: [(repository.catalogue.path, "underlag", repository.catalogue.record.fields)],
        Target.DOCUMENT: [(repository.documents.path, "dokument", repository.documents.record.documents)],
        Target.INDICATOR: [
            (repository.indicators.path, "indikatorer", repository.indicators.record.indicators)
        ],
        Target.RECORD: [
            *((path, "delområden", chapter.sub_areas) for path, chapter in chapters),
            *((path, "rekommendationer", audit.recommendations) for path, audit in audits),
        ],
    }
    return tables[target]


def _unreadable(repository: PlanRepository, target: Target) -> bool:
    """Whether a file that may define ids of the kind could not be read at all."""
    places = {
        Target.BODY: "plan/organisation.yaml",
        Target.KIND: "plan/organisation.yaml",
        Target.EVIDENCE: "plan/underlag.yaml",
        Target.DOCUMENT: "plan/dokument.yaml",
        Target.INDICATOR: "plan/indikatorer.yaml",
    }
    lost = {path for path, keys in repository.broken if not keys or len(keys) == 1}
    strays = any(path.startswith("plan/") and path not in places.values() for path in lost)
    if target is Target.OBLIGATION and repository.repeated:
        return True  # what is missing may be the id that one of the repeated ones should have
    if target not in places:
        return strays
    is_missing = places[target] not in repository.paths and (target is not Target.INDICATOR or strays)
    return places[target] in lost or is_missing


_INSTEAD = {
    Target.BODY: "skriv ett organ eller en grupp ur plan/organisation.yaml, eller lägg till det där",
    Target.KIND: "skriv ett slag ur plan/organisation.yaml, eller lägg till det där",
    Target.OBLIGATION: "skriv ett id som står under skyldigheter i plan/, eller lägg till skyldigheten där",
    Target.EVIDENCE: "skriv ett namn ur plan/underlag.yaml, eller lägg till det där",
    Target.DOCUMENT: "skriv ett id ur plan/dokument.yaml, eller lägg till dokumentet där",
    Target.INDICATOR: "skriv ett id ur plan/indikatorer.yaml, eller lägg till indikatorn där",
    Target.CHAPTER: "skriv namnet på en fil under plan/, utan .yaml",
    Target.RECORD: "skriv ett id som finns, eller lägg till det",
}
"""What to write where no id is near the one that is missing."""


def unresolved(repository: PlanRepository, target: Target, broken: Rule) -> Iterator[Finding]:
    """Return one finding for each mistake among the references of one kind."""
    if _unreadable(repository, target):
        return
    defined = definitions(repository, target)
    wanted = [reference for reference in references(repository) if reference.target is target]
    used = {reference.id for reference in wanted}
    missing: dict[str, list[Reference]] = {}
    for reference in wanted:
        if reference.id not in defined:
            missing.setdefault(reference.id, []).append(reference)
    unused = [name for name in defined if name not in used]
    for name, places in missing.items():
        misspelt = nearest(name, unused)
        if misspelt and repository.is_broken(defined[misspelt].path, *defined[misspelt].keys):
            continue
        if misspelt and len(places) > 1:
            message = (
                f"inget använder {target} ”{misspelt}”, men {counted(len(places), 'ställe', 'ställen')} använder "
                f"”{name}”; är id:t felstavat här?"
            )
            yield broken.at(defined[misspelt], message, Related(places[0].where, "används till exempel här"))
            continue
        for reference in places:
            hint = did_you_mean(name, defined) or f"; {_INSTEAD[target]}"
            related = [Related(defined[near], "det står här")] if (near := nearest(name, defined)) else []
            message = f"{target} ”{name}” finns inte{hint}"
            yield broken.at(reference.where, message, *related, remedy=only_near(name, defined))
