"""What an account is of: the documents in it, and of them only what is in force or owed in its years."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from trygghetsplan.model.audit import Audit
from trygghetsplan.model.documents import DocumentStatus, SourceDocument
from trygghetsplan.model.obligation import Chapter
from trygghetsplan.plan.repository import Obligation, PlanFile, PlanRepository


def with_account(repository: PlanRepository, document: str | None) -> PlanRepository:
    """Return the repository with the account that the document is in, in place of the settings' own."""
    account = repository.accounts.get(document, repository.accounts[None])
    settings = repository.settings
    if account is settings.record.account:
        return repository
    return replace(
        repository, settings=replace(settings, record=settings.record.model_copy(update={"account": account}))
    )


def is_accounted(repository: PlanRepository, obligation: Obligation, document: str | None) -> bool:
    """Whether the duty is in the account of one document, or in the settings': there, if it has no other."""
    if document is None:
        return obligation.document_id not in repository.accounts
    return obligation.document_id == document


def narrowed(
    repository: PlanRepository, document: str | None, years: tuple[int, int], owed: Collection[str]
) -> PlanRepository:
    """Return the repository as one account of some years sees it: only what is in the account, and in force then.

    `owed` are the duties with a cell in those years. Chapters come in the order of their documents, and within one by
    number.
    """
    whole = with_account(repository, document)
    known = whole.documents.record.documents
    kept = frozenset(
        name
        for name, duty in whole.obligations.items()
        if is_accounted(whole, duty, document) and (name in owed or _is_in_force(duty, years))
    )
    places = {name: place for place, name in enumerate(known)}
    chapters = [
        _with_duties(chapter, kept)
        for chapter in whole.chapters
        if kept.intersection(chapter.record.obligations) or _is_listed(chapter, known, document, years)
    ]
    chapters.sort(key=lambda chapter: (places.get(chapter.record.document, len(places)), _number(chapter)))
    named = {whole.obligations[name].document_id for name in kept}
    for chapter in chapters:
        named |= {
            chapter.record.document,
            *(chapter.record.replies if isinstance(chapter.record, Audit) else ()),
        }
    documents = {
        name: one
        for name, one in known.items()
        if name in named or (_is_in(whole, name, document) and _applies(one, years))
    }
    record = whole.documents.record.model_copy(update={"documents": documents})
    return replace(whole, chapters=tuple(chapters), documents=replace(whole.documents, record=record))


def _is_in(repository: PlanRepository, name: str, document: str | None) -> bool:
    """Whether a document is in the account."""
    return name == document if document is not None else name not in repository.accounts


def _is_in_force(duty: Obligation, years: tuple[int, int]) -> bool:
    """Whether the duty is in force, or proposed to the auditors, on any day of the years."""
    is_draft = duty.document is not None and duty.document.status is DocumentStatus.DRAFT
    is_bound = not is_draft or isinstance(duty.chapter.record, Audit)
    return is_bound and _overlap(duty.starts, duty.ends, years)


def _applies(document: SourceDocument, years: tuple[int, int]) -> bool:
    """Whether the document is decided and in force on any day of the years."""
    if document.status is DocumentStatus.DRAFT:
        return False
    return _overlap(document.starts if document.kind.is_law else document.first_day, document.ends, years)


def _overlap(starts: date | None, ends: date | None, years: tuple[int, int]) -> bool:
    first, last = years
    return (starts is None or starts.year <= last) and (ends is None or first <= ends.year)


def _is_listed(
    chapter: PlanFile[Chapter],
    known: Mapping[str, SourceDocument],
    document: str | None,
    years: tuple[int, int],
) -> bool:
    """Whether a chapter without duties is listed all the same: its own document is in the account and in force."""
    source = known.get(chapter.record.document)
    if chapter.record.obligations or source is None:
        return False
    is_in = chapter.record.document == document if document else source.own_account is None
    return is_in and _applies(source, years)


def _with_duties(chapter: PlanFile[Chapter], kept: Collection[str]) -> PlanFile[Chapter]:
    duties = chapter.record.obligations
    if all(name in kept for name in duties):
        return chapter
    own = {name: record for name, record in duties.items() if name in kept}
    return replace(chapter, record=chapter.record.model_copy(update={"obligations": own}))


def _number(chapter: PlanFile[Chapter]) -> tuple[bool, int]:
    """Return the sort key of a chapter within its document: those without a number come last, as their files do."""
    number = chapter.record.number
    return number is None, number or 0
