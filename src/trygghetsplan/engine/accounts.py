"""What an account is of: the documents in it, and of them only what is in force or owed in its years."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date
from typing import Any

from trygghetsplan.findings import Where
from trygghetsplan.model.audit import Audit
from trygghetsplan.model.documents import DocumentStatus, SourceDocument
from trygghetsplan.model.obligation import Chapter
from trygghetsplan.plan.repository import Obligation, PlanFile, PlanRepository

Years = tuple[int, int]
"""The first and the last of the years."""


def with_account(repository: PlanRepository, document: str | None) -> PlanRepository:
    """Return the repository with the account that the document is in, in place of the settings' own."""
    account = repository.accounts.get(document, repository.accounts[None])
    settings = repository.settings
    if account is settings.record.account:
        return repository
    return replace(
        repository, settings=replace(settings, record=settings.record.model_copy(update={"account": account}))
    )


def is_accounted(repository: PlanRepository, name: str, document: str | None) -> bool:
    """Whether a document is in the account of one document, or in the settings': there, if it has no other."""
    return name == document if document is not None else name not in repository.accounts


def of_account(
    repository: PlanRepository, document: str | None, years: Years, owed: Collection[str]
) -> PlanRepository:
    """Return the repository as one account of some years sees it. `owed` are the duties with a cell in them."""

    def is_in(name: str, *, is_promised: bool = False) -> bool:
        source = repository.documents.record.documents.get(name)
        is_draft = source is not None and source.status is DocumentStatus.DRAFT
        return is_accounted(repository, name, document) and (is_promised or not is_draft)

    return _narrowed(with_account(repository, document), is_in, years, owed)


def of_year(repository: PlanRepository, year: int, owed: Collection[str]) -> PlanRepository:
    """Return the repository with only what is in force, proposed or owed in a year, whichever account it is in."""
    return _narrowed(repository, lambda _name, **_: True, (year, year), owed)


def is_held(part: PlanRepository, whole: PlanRepository, where: Where) -> bool:
    """Whether what stands at a place in the whole is left in the part."""
    record, *names = where.keys or ("",)
    if where.path == whole.documents.path:
        return not names or names[0] in part.documents.record.documents
    if where.path not in whole.chapters_by_path:
        return True
    if where.path not in part.chapters_by_path:
        return False
    return record != "skyldigheter" or not names or names[0] in part.obligations


def _narrowed(
    repository: PlanRepository, is_in: Callable[..., bool], years: Years, owed: Collection[str]
) -> PlanRepository:
    """Leave out what is not in, or not in force in the years."""

    def is_kept(duty: Obligation) -> bool:
        is_promised = isinstance(duty.chapter.record, Audit)
        in_force = duty.id in owed or _overlap(duty.starts, duty.ends, years)
        return in_force and is_in(duty.document_id, is_promised=is_promised)

    def is_listed(chapter: PlanFile[Chapter]) -> bool:
        if chapter.record.obligations:
            return not kept.isdisjoint(chapter.record.obligations)
        source = known.get(chapter.record.document)
        return source is not None and is_in(chapter.record.document) and applies(source, years)

    known = repository.documents.record.documents
    kept = {name for name, duty in repository.obligations.items() if is_kept(duty)}
    chapters = [_with_duties(chapter, kept) for chapter in repository.chapters if is_listed(chapter)]
    named = {repository.obligations[name].document_id for name in kept}
    for chapter in chapters:
        record = chapter.record
        named |= {record.document, *(record.replies if isinstance(record, Audit) else ())}
    documents = {
        name: one for name, one in known.items() if name in named or (is_in(name) and applies(one, years))
    }
    stems = {chapter.stem for chapter in chapters}
    gone = {chapter.stem for chapter in repository.chapters} - stems
    indicators = {
        name: one for name, one in repository.indicators.record.indicators.items() if one.chapter not in gone
    }
    return replace(
        repository,
        chapters=tuple(chapters),
        documents=_with(repository.documents, documents=documents),
        indicators=_with(repository.indicators, indicators=indicators),
    )


def _with(file: PlanFile[Any], **values: object) -> PlanFile[Any]:
    return replace(file, record=file.record.model_copy(update=values))


def applies(document: SourceDocument, years: Years) -> bool:
    """Whether the document is in force on any day of the years."""
    return _overlap(document.starts if document.kind.is_law else document.first_day, document.ends, years)


def _overlap(starts: date | None, ends: date | None, years: Years) -> bool:
    first, last = years
    return (starts is None or starts.year <= last) and (ends is None or first <= ends.year)


def _with_duties(chapter: PlanFile[Chapter], kept: Collection[str]) -> PlanFile[Chapter]:
    duties = chapter.record.obligations
    if all(name in kept for name in duties):
        return chapter
    return _with(chapter, obligations={name: record for name, record in duties.items() if name in kept})
