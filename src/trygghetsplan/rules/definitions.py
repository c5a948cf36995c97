"""Where each id is defined, and what is said of one that is defined nowhere."""

from collections.abc import Iterable, Iterator, Mapping

from trygghetsplan.findings import Finding, Related, Rule, Where
from trygghetsplan.repository import PlanRepository
from trygghetsplan.rules.links import Reference, Target, references
from trygghetsplan.swedish import counted, did_you_mean, nearest, only_near


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
