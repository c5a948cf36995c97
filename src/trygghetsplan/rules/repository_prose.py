"""The repository's own texts as prose: each chapter one text, each follow-up one."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from trygghetsplan.findings import Where
from trygghetsplan.model.audit import Audit
from trygghetsplan.model.documents import SourceDocument
from trygghetsplan.model.evidence import EvidenceType
from trygghetsplan.model.followup import FollowUp
from trygghetsplan.model.obligation import Chapter, Kind, Obligation
from trygghetsplan.repository import PlanRepository
from trygghetsplan.repository.document import Document
from trygghetsplan.repository.duty import Duty
from trygghetsplan.rules.duties import Duties
from trygghetsplan.rules.prose import Passage, Prose


def proses(duties: Duties) -> tuple[Prose, ...]:
    """Return the texts of the repository. Kept, since every language rule asks."""
    return _proses(duties.repository, duties.as_of)


@lru_cache(maxsize=1)
def _proses(repository: PlanRepository, as_of: date) -> tuple[Prose, ...]:
    texts = [
        (chapter.path, tuple(_from_chapter(repository, chapter, as_of)))
        for chapter in repository.chapters
        if chapter.record.document in repository.documents.record.documents
    ]
    texts += [
        (followup.path, tuple(_from_followup(repository, followup, as_of)))
        for followup in repository.followups
    ]
    return tuple(Prose(path, passages, as_of) for path, passages in texts if passages)


def _from_chapter(repository: PlanRepository, chapter: Document[Chapter], as_of: date) -> Iterator[Passage]:
    record = chapter.record
    own = _written(repository.documents.record.documents.get(record.document), as_of)

    def told(text: str | None, where: Where, written: date = own) -> Iterator[Passage]:
        if text:
            yield Passage(text, where, written, promises=False, measures=False)

    yield from told(record.title, chapter.at("titel"))
    yield from told(record.text, chapter.at("text"))
    for name, area in record.sub_areas.items():
        yield from told(area.title, chapter.at("delområden", name, "titel"))
        yield from told(area.text, chapter.at("delområden", name, "text"))
    if isinstance(record, Audit):
        replied = min((_written(one, as_of) for one in repository.replies(record)), default=as_of)
        for name, recommendation in record.recommendations.items():
            if recommendation.response:
                where = chapter.at("rekommendationer", name, "svar", "text")
                yield Passage(recommendation.response.text, where, replied, measures=False)
    for name in record.obligations:
        duty = repository.duties.get(name)
        if duty and duty.document and duty.chapter is chapter:
            yield from _from_duty(repository, duty, as_of)


def _from_duty(repository: PlanRepository, duty: Duty, as_of: date) -> Iterator[Passage]:
    obligation = duty.obligation
    written = _written(duty.document, as_of)
    promises = not duty.is_law and obligation.kind is not Kind.FOLLOW_UP_POINT
    measures = obligation.kind in (Kind.FOLLOW_UP_POINT, Kind.COMMITMENT) and not _is_measured(
        repository, obligation
    )
    for key, text in (
        ("titel", obligation.title),
        ("text", obligation.text),
        ("tidsuppgift", obligation.source_time),
    ):
        if text:
            dated = obligation.due is not None
            yield Passage(text, duty.at(key), written, promises, measures, dated)


def _is_measured(repository: PlanRepository, obligation: Obligation) -> bool:
    """Whether the evidence asked for is a figure that a goal can be held against."""
    for name in obligation.evidence:
        field = repository.field(name)
        if field and (
            field.type in (EvidenceType.SHARE, EvidenceType.INDICATOR, EvidenceType.CHECKLIST)
            or (field.type is EvidenceType.COUNT and field.at_least is not None)
        ):
            return True
    return False


def _from_followup(
    repository: PlanRepository, followup: Document[FollowUp], as_of: date
) -> Iterator[Passage]:
    decision = followup.record.decision
    written = decision.day if decision and decision.day else as_of
    for name in followup.record.answers:
        answer = repository.answer(followup, name)
        if answer is None:
            continue
        texts = {"skäl": answer.reason, "kommentar": answer.comment}
        for key, value in answer.evidence.items():
            field = repository.field(key)
            if field and field.type is EvidenceType.TEXT and isinstance(value, str):
                texts[key] = value
        for key, text in texts.items():
            if text:
                where = followup.at("svar", name, key)
                yield Passage(text, where, written, promises=False, measures=False)


def _written(document: SourceDocument | None, as_of: date) -> date:
    """Return the day a document speaks from: its decision, or the day asked about while it is a draft."""
    if document and document.decision and document.decision.day:
        return document.decision.day
    return as_of
