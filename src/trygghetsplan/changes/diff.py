"""What `diff` and `diff --plan` say, for one audience: changes of the grid and of the records behind it."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

from trygghetsplan.changes.cells import (
    CellChange,
    Direction,
    Snapshot,
    cell_changes,
    without_any_answer,
)
from trygghetsplan.changes.plan import Aspect, DutyChange, MarkChange, duty_changes, mark_changes
from trygghetsplan.changes.records import (
    ChangeKind,
    DecisionChange,
    FollowUpChange,
    assessment_changes,
    body_changes,
    decision_changes,
    document_changes,
    followup_changes,
)
from trygghetsplan.changes.sentences import Sentences, counts_for_body, counts_of_plan, how_it_moved, tallied
from trygghetsplan.changes.values import value_changes
from trygghetsplan.changes.views import (
    ChangeGroup,
    Compared,
    Difference,
    DutyDifference,
    MarkDifference,
    PlanDifference,
    PlanDraft,
    Statement,
)
from trygghetsplan.changes.wording import DiffMark, DiffPiece
from trygghetsplan.disclosure.redaction import Audience, public_repository
from trygghetsplan.engine.cell import Cell, Score
from trygghetsplan.engine.decisions import ALL
from trygghetsplan.engine.identity import Identity
from trygghetsplan.engine.pairs import Move, moved, pairs
from trygghetsplan.engine.review import Dependent, dependents
from trygghetsplan.findings import Where
from trygghetsplan.model.documents import SourceDocument
from trygghetsplan.model.evidence import EvidenceField
from trygghetsplan.model.followup import Answer
from trygghetsplan.plan.example import is_example
from trygghetsplan.plan.repository import Obligation, PlanRepository
from trygghetsplan.report.data import grouped
from trygghetsplan.report.views import Masthead, Source
from trygghetsplan.source.positions import Locator
from trygghetsplan.swedish import listed, number


class Comparison:
    """Everything that the sections of a comparison share."""

    def __init__(self, old: Snapshot, new: Snapshot, audience: Audience, notes: tuple[str, ...] = ()) -> None:
        self.old, self.new = (
            replace(side, repository=public_repository(side.repository)) for side in (old, new)
        )
        self.whole = (old, new)
        """The two with what is closed, for an internal reader."""
        self.audience = audience
        self.notes = notes
        """What the reader must know."""
        versions = (self.old.repository, self.new.repository)
        self.identity = Identity(*versions)
        self.sentences = Sentences(*versions)
        self._locators = tuple(Locator(side.repository.texts) for side in self.whole)

    @property
    def is_between_years(self) -> bool:
        """Whether two years of one version are compared, rather than two versions of one year."""
        return self.old.repository is self.new.repository

    @cached_property
    def cells(self) -> tuple[CellChange, ...]:
        """The cells that differ."""
        return tuple(cell_changes(self.identity, self.old.cells, self.new.cells))

    @cached_property
    def obligations(self) -> tuple[DutyChange, ...]:
        """The obligations that differ."""
        changes = () if self.is_between_years else duty_changes(self.identity)
        return tuple(change for change in changes if self.is_compared(change.before, change.after))

    @property
    def followups(self) -> Iterator[FollowUpChange]:
        """What has happened to the follow-ups; of one document, only the answers to it."""
        for change in followup_changes(self.identity):
            own = tuple(
                one
                for one in change.answers
                if self.is_compared_by_id(one.obligation)
                and self._is_told(one.obligation)
                and self._is_read(change, "svar", one.obligation)
            )
            if not self._is_read(change) or self._is_only_closed(change):
                continue
            if own or (self.document is None and not (change.answers and change.is_of_answers)):
                yield change._replace(answers=own)

    @property
    def document(self) -> str | None:
        """The one document that is compared; None for all."""
        return self.new.document

    def is_compared(self, *versions: Obligation | None) -> bool:
        """Whether the duty, as it was or as it is, is of what is compared."""
        if self.document is None:
            return True
        return any(one is not None and one.document_id == self.document for one in versions)

    def _is_told(self, name: str) -> bool:
        """Whether answers are told: what is closed in either version is not, nor to the public what nobody knows.

        Such an id may be that of a closed duty, misspelt.
        """
        known = [one for one in (side.repository.obligations.get(name) for side in self.whole) if one]
        return all(one.record.is_open for one in known) and (
            bool(known) or self.audience is Audience.INTERNAL
        )

    def _is_read(self, change: FollowUpChange, *keys: str) -> bool:
        """Whether the file, or what is at the keys, could be read in both versions: what could not is not gone."""
        paths = {file.path for file in (change.before, change.after) if file}
        return not any(side.repository.is_broken(path, *keys) for side in self.whole for path in paths)

    def _is_only_closed(self, change: FollowUpChange) -> bool:
        """Whether the file is in both versions, and in one of them says nothing that is told openly."""
        file = change.after or change.before
        is_one_sided = change.before is None or change.after is None
        return is_one_sided and file is not None and all(file.path in paths for paths in self._answering)

    @cached_property
    def _answering(self) -> Sequence[Collection[str]]:
        """The paths of all follow-ups of each version."""
        return [{file.path for file in side.repository.followups} for side in self.whole]

    @property
    def decisions(self) -> Iterator[DecisionChange]:
        """What has happened to the decisions; of those that are not told openly only an internal reader is told."""
        here = [{name for _, name, _ in side.repository.all_decisions} for side in self.whole]
        for change in decision_changes(self.identity):
            is_one_sided = change.kind in (ChangeKind.ADDED, ChangeKind.REMOVED)
            is_told = all(name == ALL or self._is_told(name) for name in change.decision.obligations)
            if is_told and not (is_one_sided and all(change.id in names for names in here)):
                yield change
        if self.audience is Audience.INTERNAL:
            old, new = self.whole
            for change in decision_changes(Identity(old.repository, new.repository)):
                if not all(name == ALL or self._is_told(name) for name in change.decision.obligations):
                    yield change

    @property
    def closed_followups(self) -> Iterator[FollowUpChange]:
        """What has happened to the answers that are not told openly; for the public there are none."""
        if self.audience is Audience.INTERNAL:
            old, new = self.whole
            for change in followup_changes(Identity(old.repository, new.repository)):
                own = tuple(
                    one
                    for one in change.answers
                    if not self._is_told(one.obligation) and self._is_read(change, "svar", one.obligation)
                )
                if own:
                    yield change._replace(answers=own)

    def is_compared_by_id(self, name: str) -> bool:
        """Whether the duty with that id, then or now, is of what is compared."""
        return self.is_compared(*(side.repository.obligations.get(name) for side in (self.old, self.new)))

    def resting(self, change: DutyChange) -> tuple[Dependent, ...]:
        """Return the answers and decisions that rest on the duty as it was."""
        if change.before is None or change.aspects == (Aspect.RENAMED,):
            return ()
        found = self._dependents.get(change.id, ())
        if not change.is_reworded:
            return tuple(found)
        # What has come since, and does not say in what wording it was asked, may know the new one.
        anew = {
            (file.body, file.year)
            for file in (*self.followups, *self.closed_followups)
            if any(answer.obligation == change.id and answer.before is None for answer in file.answers)
        }
        return tuple(
            one for one in found if not one.is_current and (one.wording or (one.body, one.year) not in anew)
        )

    @cached_property
    def _dependents(self) -> Mapping[str, Sequence[Dependent]]:
        """What rests on each duty, also on one that is gone; on a closed one for an internal reader."""
        sides = self.whole if self.audience is Audience.INTERNAL else (self.old, self.new)
        old, new = (dependents(side.repository) for side in sides)
        gone = [one for one in old if one.obligation.id not in self.new.repository.obligations]
        return grouped([*new, *gone], lambda one: one.obligation.id)

    @cached_property
    def closed(self) -> tuple[CellChange, ...]:
        """The cells of closed duties whose verdict or answer differs; for the public there are none."""
        if self.audience is Audience.PUBLIC:
            return ()
        before, after = (
            [cell for cell in side.cells if not cell.obligation.record.is_open] for side in self.whole
        )
        changes = cell_changes(self.identity, before, after)
        return tuple(change for change in changes if change.before and change.after)

    @cached_property
    def marks(self) -> tuple[MarkChange, ...]:
        """What evidence and indicators are held against, where that differs."""
        if self.is_between_years:
            return ()
        return tuple(mark_changes(self.old.repository, self.new.repository))

    def source(self, where: Where, *, old: bool = False) -> Source | None:
        """Return the address of a place in the new version, or in the old one; the public is told none."""
        if self.audience is Audience.PUBLIC:
            return None
        return Source(where.path, self._locators[0 if old else 1].line_number(where))

    def body_source(self, body: str, *, old: bool = False) -> Source | None:
        """Return where the body is defined."""
        organisation = (self.old if old else self.new).repository.organisation
        return self.source(organisation.at("organ", body).key(), old=old)

    @property
    def subject(self) -> str:
        """Whose score is told, inside a sentence: planen, or the one document."""
        return self._compared_document.kind.definite if self._compared_document else "planen"

    @cached_property
    def _compared_document(self) -> SourceDocument | None:
        sides = (side.repository.documents.record.documents for side in (self.new, self.old))
        return next((known[self.document] for known in sides if self.document in known), None)

    @property
    def cover(self) -> Masthead:
        """What the comparison says of itself: also whether anything in it is invented."""
        repository, document = self.new.repository, self._compared_document
        title = f"Vad som har ändrats från {self.old.label} till {self.new.label}"
        return Masthead(
            f"{title}: {document.title}" if document else title,
            repository.settings.record.organisation.name,
            self.new.as_of,
            any(is_example(side.repository) for side in (self.old, self.new)),
            self.audience,
        )

    def is_scored(self, cell: Cell) -> bool:
        """Whether the cell is one of those that the score is of."""
        return cell.is_bound and (cell.obligation.is_plan or self.document is not None)


def record_groups(comparison: Comparison, *, is_rest: bool = False) -> Iterator[ChangeGroup]:
    """Return the changed records, by what they are; or the rest of them, beside `plan_difference` and `decided_answers`."""
    found = _documents(comparison) if is_rest else _plan(comparison)
    yield _group("planen", "Källorna" if is_rest else "Planen", found)
    yield _group("svaren", "Svaren", _followups(comparison, is_rest=is_rest))
    yield _group("besluten", "Beslut om vilka som berörs, binds och får avsteg", _decisions(comparison))
    if comparison.document is not None:
        return  # bodies and judgements are of no single document
    yield _group("organen", "Organen", _bodies(comparison))
    assessments = [
        Statement(
            comparison.sentences.assessment(change),
            comparison.source(change.where, old=change.after is None),
        )
        for change in assessment_changes(comparison.old.repository, comparison.new.repository)
    ]
    yield _group("bedömningarna", "Bedömningarna", assessments)
    yield _group("uppgifterna", "Andra uppgifter i filerna", _values(comparison))


def _values(comparison: Comparison) -> Iterator[Statement]:
    for change in value_changes(comparison.old.repository, comparison.new.repository):
        field = change.field
        # Of a body's own file the public sees whether it is an example, and not whom to ask.
        if field and field.name != "exempel" and not comparison.audience.is_told_line(change.path):
            field = field.without_values
        yield Statement(
            comparison.sentences.value(change._replace(field=field)),
            comparison.source(change.where, old=change.kind is ChangeKind.REMOVED),
            pieces=field.rewording if field else (),
        )


def _group(key: str, heading: str, found: Iterable[Statement]) -> ChangeGroup:
    statements = tuple(found)
    return ChangeGroup(key, heading, number(len(statements)), statements)


def _plan(comparison: Comparison) -> Iterator[Statement]:
    yield from _documents(comparison)
    for change in comparison.obligations:
        yield Statement(
            comparison.sentences.obligation(change),
            comparison.source(change.obligation.at().key(), old=change.after is None),
            obligation=change.id,
            pieces=change.rewording,
        )
    for mark in comparison.marks:
        yield Statement(comparison.sentences.mark(mark), comparison.source(mark.where, old=mark.is_gone))


def _documents(comparison: Comparison) -> Iterator[Statement]:
    for document in document_changes(comparison.old.repository, comparison.new.repository):
        if comparison.document not in (None, document.id):
            continue
        is_gone = document.after is None
        repository = (comparison.old if is_gone else comparison.new).repository
        where = repository.documents.at("dokument", document.id).key()
        yield Statement(comparison.sentences.document(document), comparison.source(where, old=is_gone))


def _followups(comparison: Comparison, *, is_rest: bool) -> Iterator[Statement]:
    for change in comparison.followups:
        if is_rest and change.kind is ChangeKind.AMENDED:
            continue
        titles = [comparison.sentences.title(answer.obligation) for answer in change.answers]
        document = change.after or change.before
        keys = ("beslut",) if change.kind in (ChangeKind.DECIDED, ChangeKind.AMENDED) else ()
        source = comparison.source(document.at(*keys), old=change.after is None) if document else None
        sentence = comparison.sentences.followup(change, titles)
        yield Statement(sentence, source, change.body)


def decided_answers(comparison: Comparison) -> Iterator[Statement]:
    """Return every answer that a body had decided and that is not what it was, with its old and new values."""
    for change in (*comparison.followups, *comparison.closed_followups):
        if change.kind is ChangeKind.MOVED or not (change.decided_before and change.decided_before.day):
            continue
        document = change.after or change.before
        for answer in change.answers:
            written = answer._replace(
                before=_as_written(comparison.old.repository, answer.before),
                after=_as_written(comparison.new.repository, answer.after),
            )
            where = document.at("svar", answer.obligation) if document else Where("")
            yield Statement(
                comparison.sentences.answer(change, written),
                comparison.source(where, old=change.after is None),
                change.body,
                answer.obligation,
            )


def _as_written(repository: PlanRepository, answer: Answer | None) -> Mapping[str, Any] | None:
    """Return an answer as a file holds it; a count that is too small to be told is held apart, so that it is not."""
    if answer is None:
        return None
    return {
        key: {key: value} if (field := repository.field(key)) and _is_small(field, answer, key) else value
        for key, value in answer.as_data().items()
    }


def _is_small(field: EvidenceField, answer: Answer, key: str) -> bool:
    return key in answer.evidence and field.is_small(answer.evidence[key])


def _decisions(comparison: Comparison) -> Iterator[Statement]:
    for change in comparison.decisions:
        if comparison.document and not any(map(comparison.is_compared_by_id, change.decision.obligations)):
            continue
        source = comparison.source(change.where, old=change.kind is ChangeKind.REMOVED)
        yield Statement(comparison.sentences.decision(change), source)


def _bodies(comparison: Comparison) -> Iterator[Statement]:
    for change in body_changes(comparison.identity):
        source = comparison.body_source(change.id, old=change.after is None)
        yield Statement(comparison.sentences.body(change), source, change.id)


_HEADINGS = {
    Direction.BETTER: "Bättre",
    Direction.WORSE: "Sämre",
    Direction.NEW: "Nytt att svara för",
    Direction.GONE: "Inte längre att svara för",
    Direction.OTHER: "Varken bättre eller sämre",
}


def difference_view(comparison: Comparison) -> Difference:
    """Return what has changed, and for an internal reader by itself what has changed of what is closed."""
    cells = tuple(_cell_groups(comparison))
    records = () if comparison.is_between_years else tuple(record_groups(comparison))
    closed = _group(
        "slutna",
        "Krav som inte redovisas öppet",
        [_cell(comparison, change) for change in comparison.closed],
    )
    old, new = (_compared(comparison, side) for side in (comparison.old, comparison.new))
    # What got worse stands first where the shortcomings have become more.
    if new.score.lacking > old.score.lacking:
        cells = tuple(sorted(cells, key=lambda group: group.key != Direction.WORSE))
    everything = pairs(comparison.identity, comparison.old.cells, comparison.new.cells)
    moves = Counter(moved(pair, comparison.is_scored) for pair in everything)
    return Difference(
        comparison.cover,
        old=old,
        new=new,
        summary=how_it_moved(comparison.subject, old.score, new.score, moves),
        groups=tuple(group for group in (*cells, *records, closed) if group.statements),
        notes=comparison.notes,
    )


def _compared(comparison: Comparison, side: Snapshot) -> Compared:
    """Return one side with its score."""
    scored = [cell for cell in side.cells if comparison.is_scored(cell)]
    return Compared(side.label, side.year, side.as_of, Score.of(scored))


def _cell_groups(comparison: Comparison) -> Iterator[ChangeGroup]:
    accounted_for = {
        (name, body)
        for change in comparison.obligations
        for name, body in (
            *((change.id, body) for body in (change.bodies if _is_whole(change) else ())),
            *((change.id, body) for body in (*change.joined, *change.left)),
            *((change.formerly, body) for body in change.left),
        )
    }
    unanswered = without_any_answer(comparison.cells, comparison.new)
    for direction in Direction:
        changes = [
            change
            for change in comparison.cells
            if change.direction is direction
            and (change.cell.obligation.id, change.cell.body) not in accounted_for
            and (direction is not Direction.OTHER or change.cell.body not in unanswered)
        ]
        if direction in (Direction.NEW, Direction.GONE):
            statements = tuple(_owing(comparison, changes, direction))
        else:
            silent = (_silent(comparison, body, cells) for body, cells in unanswered.items())
            single = (_cell(comparison, change) for change in changes if change.cell.body not in unanswered)
            statements = (*(silent if direction is Direction.WORSE else ()), *single)
        moves = Counter(moved((change.before, change.after), comparison.is_scored) for change in changes)
        yield ChangeGroup(direction.value, _HEADINGS[direction], tallied(len(changes), moves), statements)


def _silent(comparison: Comparison, body: str, cells: list[Cell]) -> Statement:
    """Tell of a body that has not answered at all, in one line."""
    scored = sum(map(comparison.is_scored, cells))
    fresh = sum(
        moved((change.before, change.after), comparison.is_scored) is Move.NEW
        for change in comparison.cells
        if change.cell.body == body
    )
    sentence = comparison.sentences.unanswered(
        body, comparison.new.year, comparison.subject, (scored, len(cells) - scored, fresh)
    )
    return Statement(sentence, comparison.body_source(body), body)


def _is_whole(change: DutyChange) -> bool:
    return change.aspects in ((Aspect.ADDED,), (Aspect.REMOVED,))


def _cell(comparison: Comparison, change: CellChange) -> Statement:
    formerly = ""
    if change.before and change.after and change.before.body != change.after.body:
        formerly = comparison.old.repository.body_name(change.before.body)
        formerly = "" if formerly == comparison.new.repository.body_name(change.after.body) else formerly
    before, after = change.verdicts
    return Statement(
        comparison.sentences.cell(
            change, formerly, comparison.old.year if comparison.is_between_years else None
        ),
        comparison.source(change.cell.basis[0], old=change.after is None),
        body=change.cell.body,
        obligation=change.cell.obligation.id,
        before=before,
        after=after,
    )


def _owing(comparison: Comparison, changes: list[CellChange], direction: Direction) -> Iterator[Statement]:
    """Say by body, where everything of it is new or gone, and else by duty, what is owed or no longer owed."""
    is_new = direction is Direction.NEW
    present = {cell.body for cell in (comparison.old.cells if is_new else comparison.new.cells)}
    whole = [change.cell for change in changes if change.cell.body not in present]
    rest = [change.cell for change in changes if change.cell.body in present]
    for body, cells in grouped(whole, lambda cell: cell.body).items():
        sentence = comparison.sentences.owing(body, len(cells), is_new=is_new)
        yield Statement(sentence, comparison.body_source(body, old=not is_new), body)
    for name, cells in grouped(rest, lambda cell: cell.obligation.id).items():
        bodies = tuple(dict.fromkeys(cell.body for cell in cells))
        yield Statement(
            comparison.sentences.owed(cells[0].obligation, bodies, is_new=is_new),
            comparison.source(cells[0].obligation.at().key(), old=not is_new),
            obligation=name,
        )


_PLAN_HEADINGS = {
    Aspect.ADDED: "Nya punkter",
    Aspect.REMOVED: "Borttagna punkter",
    Aspect.WORDING: "Omformulerade",
    Aspect.RESPONSIBLE: "Andra ansvariga",
    Aspect.CLOCK: "Annan tid",
    Aspect.EVIDENCE: "Annat underlag",
    Aspect.RENAMED: "Nytt id, i övrigt oförändrade",
    Aspect.OTHER: "Andra uppgifter",
}
"""In this order; an obligation stands under the first heading that fits it."""


def plan_difference(comparison: Comparison) -> PlanDifference:
    """Return what has changed in the obligations."""
    by_aspect = grouped(
        comparison.obligations,
        lambda change: next(aspect for aspect in _PLAN_HEADINGS if aspect in change.aspects),
    )
    return PlanDifference(
        comparison.cover,
        old=comparison.old.label,
        new=comparison.new.label,
        summary=counts_of_plan(
            {aspect: len(changes) for aspect, changes in by_aspect.items()}, len(comparison.marks)
        ),
        groups=tuple(
            (heading, tuple(_duty(comparison, change) for change in by_aspect[aspect]))
            for aspect, heading in _PLAN_HEADINGS.items()
            if aspect in by_aspect
        ),
        marks=tuple(
            MarkDifference(
                change,
                comparison.sentences.weighed_by(change),
                comparison.source(change.where, old=change.is_gone),
            )
            for change in comparison.marks
        ),
        bodies=tuple(_body_lines(comparison)),
    )


def draft(comparison: Comparison, day: date) -> PlanDraft:
    """Return a draft for the tjänsteskrivelse about the change, written on `day`."""
    account = comparison.new.repository.settings.record.account
    plans = {
        change.obligation.document.title
        for change in comparison.obligations
        if change.obligation.document is not None and change.obligation.is_plan
    }
    return PlanDraft(
        plan_difference(comparison),
        listed(sorted(plans)) or "planen",
        comparison.sentences.in_sentence(account.given_by),
        comparison.sentences.in_sentence(account.given_to),
        day,
    )


def _duty(comparison: Comparison, change: DutyChange) -> DutyDifference:
    record, document = change.obligation.record, change.obligation.document
    place = [document.short or document.title if document else "", str(record.place or "")]
    return DutyDifference(
        change=change,
        place=", ".join(part for part in place if part),
        pieces=change.rewording or (DiffPiece(DiffMark.KEPT, record.text),),
        sentences=tuple(comparison.sentences.consequences(change, comparison.resting(change))),
        bodies=tuple(comparison.sentences.name(body) for body in change.bodies),
        source=comparison.source(change.obligation.at().key(), old=change.after is None),
    )


def _body_lines(comparison: Comparison) -> Iterator[tuple[str, str]]:
    """Say for each body how many obligations are new, gone and changed for it."""
    counts: dict[str, Counter[str]] = {}
    for change in comparison.obligations:
        if change.aspects == (Aspect.RENAMED,):
            continue
        for body in (*change.bodies, *change.left):
            if change.after is None or body in change.left:
                what = "gone"
            elif change.before is None or body in change.joined:
                what = "new"
            else:
                what = "changed"
            counts.setdefault(body, Counter())[what] += 1
    for body in dict.fromkeys([*comparison.new.repository.bodies, *comparison.old.repository.bodies]):
        if count := counts.get(body):
            yield comparison.sentences.name(body), counts_for_body(**count)
