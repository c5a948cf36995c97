"""What `diff` says of the records behind the grid: plan, answers, decisions, bodies, assessments."""

from collections.abc import Iterator

from trygghetsplan.comparing.plan import Aspect, DutyChange
from trygghetsplan.comparing.records import (
    Event,
    FollowUpChange,
    assessment_changes,
    body_changes,
    decision_changes,
    document_changes,
    followup_changes,
)
from trygghetsplan.comparing.wording import Piece, compared
from trygghetsplan.model.wording import normal
from trygghetsplan.obligations.decisions import ALL
from trygghetsplan.report.comparison import Comparison
from trygghetsplan.report.difference_views import Group, Statement


def record_groups(comparison: Comparison) -> Iterator[Group]:
    """Return the changed records, by what they are."""
    yield Group("planen", "Planen", tuple(_plan(comparison)))
    answers = list(_followups(comparison))
    yield Group("svaren", "Svaren", tuple(answers))
    decisions, hidden = _decisions(comparison)
    yield Group("besluten", "Beslut om vilka som berörs, binds och får avsteg", tuple(decisions), hidden)
    yield Group("organen", "Organen", tuple(_bodies(comparison)))
    yield Group("bedömningarna", "Bedömningarna", tuple(_assessments(comparison)))


def _plan(comparison: Comparison) -> Iterator[Statement]:
    for document in document_changes(comparison.identity):
        reading = comparison.old if document.after is None else comparison.new
        where = reading.repository.documents.at("dokument", document.id).key()
        yield Statement(
            comparison.sentences.document(document), comparison.source(where, old=document.after is None)
        )
    for change in comparison.duties:
        where = change.duty.at().key()
        source = comparison.source(where, old=change.after is None)
        yield Statement(comparison.sentences.duty(change), source, "", change.id, pieces=reworded(change))


def reworded(change: DutyChange) -> tuple[Piece, ...]:
    """Return the text word by word, where it has changed."""
    if change.before is None or change.after is None or Aspect.WORDING not in change.aspects:
        return ()
    old, new = change.before.obligation, change.after.obligation
    if normal(old.text) == normal(new.text):
        return compared(old.title, new.title)
    return compared(old.text, new.text)


def _followups(comparison: Comparison) -> Iterator[Statement]:
    for change in followup_changes(comparison.identity):
        shown, hidden = _named(comparison, change)
        sentence = comparison.sentences.followup(change, shown, hidden)
        document = change.after or change.before
        keys = ("beslut",) if change.event in (Event.DECIDED, Event.AMENDED) else ()
        source = comparison.source(document.at(*keys), old=change.after is None) if document else None
        yield Statement(sentence, source, change.body)


def _named(comparison: Comparison, change: FollowUpChange) -> tuple[list[str], int]:
    """Return the titles of the duties whose answers changed, and how many must not be named."""
    duties = [
        (name, comparison.new.repository.duties.get(name) or comparison.old.repository.duties.get(name))
        for name in change.answers
    ]
    shown = [comparison.sentences.title(name) for name, duty in duties if comparison.is_open(duty)]
    return shown, len(duties) - len(shown)


def _decisions(comparison: Comparison) -> tuple[list[Statement], int]:
    shown = []
    hidden = 0
    for change in decision_changes(comparison.identity):
        named = [
            duty
            for name in change.decision.obligations
            for reading in (comparison.new.repository, comparison.old.repository)
            if name != ALL and (duty := reading.duties.get(name))
        ]
        if all(comparison.is_open(duty) for duty in named):
            source = comparison.source(change.where, old=change.after is None)
            shown.append(Statement(comparison.sentences.decision(change), source))
        else:
            hidden += 1
    return shown, hidden


def _bodies(comparison: Comparison) -> Iterator[Statement]:
    for change in body_changes(comparison.identity):
        gone = change.after is None
        reading = comparison.old if gone else comparison.new
        where = reading.repository.organisation.at("organ", change.id).key()
        yield Statement(comparison.sentences.body(change), comparison.source(where, old=gone), change.id)


def _assessments(comparison: Comparison) -> Iterator[Statement]:
    for change in assessment_changes(comparison.identity):
        gone = change.after is None
        reading = (comparison.old if gone else comparison.new).repository
        chapter = reading.chapter(change.area)
        title = chapter.record.title if chapter else change.area
        was, now = change.before or "ingen bedömning", change.after or "ingen bedömning"
        sentence = f"{title} {change.year}: {was} → {now}."
        yield Statement(sentence, comparison.source(change.where, old=gone))
