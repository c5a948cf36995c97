"""What `diff` and `diff --plan` say, for one audience: changes of the grid and of the records behind it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property

from trygghetsplan.changes.cells import CellChange, Direction, Side, cell_changes, silenced
from trygghetsplan.changes.identity import Identity
from trygghetsplan.changes.plan import Aspect, DutyChange, duty_changes
from trygghetsplan.changes.records import (
    Event,
    FollowUpChange,
    assessment_changes,
    body_changes,
    decision_changes,
    document_changes,
    followup_changes,
)
from trygghetsplan.changes.sentences import Sentences
from trygghetsplan.changes.views import (
    BodyLine,
    Compared,
    Difference,
    Draft,
    DutyDifference,
    FieldLine,
    Group,
    Heading,
    PlanDifference,
    Statement,
)
from trygghetsplan.changes.wording import Mark, Piece, compared
from trygghetsplan.disclosure.audience import Audience
from trygghetsplan.engine.cell import Cell, Score
from trygghetsplan.engine.decisions import ALL
from trygghetsplan.findings import Where
from trygghetsplan.model.obligation import Presentation, Protection
from trygghetsplan.model.review import normal
from trygghetsplan.plan.repository import Obligation, PlanRepository
from trygghetsplan.report.views import Source
from trygghetsplan.source.positions import Locator
from trygghetsplan.swedish import counted, listed, mid_sentence


class Comparison:
    """Everything that the sections of a comparison share."""

    def __init__(self, old: Side, new: Side, audience: Audience) -> None:
        self.old = old
        self.new = new
        self.audience = audience
        self.identity = Identity(old.repository, new.repository)
        self.sentences = Sentences(old.repository, new.repository, masks=audience is Audience.PUBLIC)
        self._locators = {
            id(side): Locator(side.repository.texts, side.repository.lines) for side in (old, new)
        }

    @property
    def is_between_years(self) -> bool:
        """Whether two years of one reading are compared, rather than two readings of one year."""
        return self.old.repository is self.new.repository

    @cached_property
    def cells(self) -> tuple[CellChange, ...]:
        """The cells that differ."""
        return cell_changes(self.identity, self.old, self.new)

    @cached_property
    def obligations(self) -> tuple[DutyChange, ...]:
        """The obligations that differ."""
        return () if self.is_between_years else duty_changes(self.identity)

    def is_open(self, obligation: Obligation | None) -> bool:
        """Whether this audience may see how each body answers to the duty."""
        if self.audience is Audience.INTERNAL or obligation is None:
            return True
        record = obligation.record
        is_open = record.protection is Protection.OPEN
        return is_open and record.presentation is Presentation.PER_BODY

    def is_shown(self, change: CellChange) -> bool:
        """Whether the audience may see the cell: open before and open now."""
        return all(cell is None or self.is_open(cell.obligation) for cell in (change.before, change.after))

    def source(self, where: Where, *, old: bool = False) -> Source:
        """Return the address of a place in the new reading, or in the old one."""
        return Source(where.path, self._locators[id(self.old if old else self.new)].line_number(where))

    def heading(self, title: str) -> Heading:
        """Return what the document says of itself."""
        settings = self.new.repository.settings.record
        return Heading(title, settings.organisation.name, is_example(self.new.repository), self.audience)


def is_example(repository: PlanRepository) -> bool:
    """Whether anything in the reading is invented, and the document must say so."""
    return repository.settings.record.example or any(
        document.record.example for document in repository.followups
    )


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
    for change in comparison.obligations:
        where = change.obligation.at().key()
        source = comparison.source(where, old=change.after is None)
        yield Statement(
            comparison.sentences.obligation(change), source, "", change.id, pieces=reworded(change)
        )


def reworded(change: DutyChange) -> tuple[Piece, ...]:
    """Return the text word by word, where it has changed."""
    if change.before is None or change.after is None or Aspect.WORDING not in change.aspects:
        return ()
    old, new = change.before.record, change.after.record
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
    obligations = [
        (
            name,
            comparison.new.repository.obligations.get(name)
            or comparison.old.repository.obligations.get(name),
        )
        for name in change.answers
    ]
    shown = [
        comparison.sentences.title(name) for name, obligation in obligations if comparison.is_open(obligation)
    ]
    return shown, len(obligations) - len(shown)


def _decisions(comparison: Comparison) -> tuple[list[Statement], int]:
    shown = []
    hidden = 0
    for change in decision_changes(comparison.identity):
        named = [
            obligation
            for name in change.decision.obligations
            for reading in (comparison.new.repository, comparison.old.repository)
            if name != ALL and (obligation := reading.obligations.get(name))
        ]
        if all(comparison.is_open(obligation) for obligation in named):
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


_HEADINGS = {
    Direction.BETTER: "Bättre",
    Direction.WORSE: "Sämre",
    Direction.NEW: "Nytt att svara för",
    Direction.GONE: "Inte längre att svara för",
    Direction.OTHER: "Annat utfall eller annat svar, varken bättre eller sämre",
}
_FEW = 5


def difference(comparison: Comparison, title: str, notes: tuple[str, ...] = ()) -> Difference:
    """Return what has changed, as the audience may see it."""
    cells = tuple(_cell_groups(comparison))
    records = () if comparison.is_between_years else tuple(record_groups(comparison))
    hidden = sum(group.hidden for group in cells)
    few = 0 < hidden < _FEW
    if few:
        cells = tuple(Group(group.key, group.heading, group.statements) for group in cells)
    return Difference(
        comparison.heading(title),
        _compared(comparison, comparison.old, is_partial=few),
        _compared(comparison, comparison.new, is_partial=few),
        tuple(group for group in (*cells, *records) if group.count),
        hidden if few else 0,
        notes,
    )


def _compared(comparison: Comparison, side: Side, *, is_partial: bool) -> Compared:
    """Return one side with its score: of the open duties only, where a few hidden ones could be told from it."""
    plan = [cell for cell in side.cells if cell.obligation.is_plan and cell.is_bound]
    counted_in = [cell for cell in plan if not is_partial or comparison.is_open(cell.obligation)]
    return Compared(side.label, side.year, side.as_of, Score.of(counted_in))


def _cell_groups(comparison: Comparison) -> Iterator[Group]:
    told = {
        (change.id, body)
        for change in comparison.obligations
        for body in (*(change.bodies if _is_whole(change) else ()), *change.joined, *change.left)
    } | {
        (change.formerly, body)
        for change in comparison.obligations
        for body in change.left
        if change.formerly
    }
    silent = silenced(comparison.cells, comparison.new)
    for direction in Direction:
        chosen = [change for change in comparison.cells if change.direction is direction]
        if direction in (Direction.NEW, Direction.GONE):
            rest = [change for change in chosen if (change.cell.obligation.id, change.cell.body) not in told]
            statements = tuple(_whole(comparison, rest, direction))
            hidden = 0
        else:
            loud = [change for change in chosen if change.cell.body not in silent]
            shown = [change for change in loud if comparison.is_shown(change)]
            hidden = len(loud) - len(shown)
            statements = tuple(_cell(comparison, change) for change in shown)
            if direction is Direction.WORSE:
                statements = (*_silent(comparison, silent), *statements)
        yield Group(direction.value, _HEADINGS[direction], statements, hidden)


def _is_whole(change: DutyChange) -> bool:
    return change.aspects in ((Aspect.ADDED,), (Aspect.REMOVED,))


def _cell(comparison: Comparison, change: CellChange) -> Statement:
    before, after = change.before, change.after
    formerly = ""
    if before and after and before.body != after.body:
        formerly = comparison.old.repository.body_name(before.body)
        formerly = "" if formerly == comparison.new.repository.body_name(after.body) else formerly
    year = comparison.old.year if comparison.is_between_years else None
    sentence = comparison.sentences.cell(change, formerly, year)
    where = comparison.source(change.cell.basis[0], old=after is None)
    return Statement(
        sentence,
        where,
        change.cell.body,
        change.cell.obligation.id,
        before.verdict if before else None,
        after.verdict if after else None,
    )


def _silent(comparison: Comparison, silent: Mapping[str, list[CellChange]]) -> Iterator[Statement]:
    """Say in one sentence that a body has not answered at all."""
    organisation = comparison.new.repository.organisation
    for body, changes in silent.items():
        shown = sum(comparison.is_shown(change) for change in changes)
        number = counted(shown, "skyldighet", "skyldigheter")
        sentence = (
            f"{comparison.sentences.name(body)} har inte svarat alls för {comparison.new.year}: "
            f"{number} är nu {'obesvarad' if shown == 1 else 'obesvarade'}."
        )
        yield Statement(sentence, comparison.source(organisation.at("organ", body).key()), body)


def _whole(comparison: Comparison, changes: list[CellChange], direction: Direction) -> Iterator[Statement]:
    """Say by body, where everything of it is new or gone, and else by duty, what is owed or no longer owed."""
    is_new = direction is Direction.NEW
    others = comparison.old.cells if is_new else comparison.new.cells
    present = {cell.body for cell in others}
    whole = _grouped(
        (change for change in changes if change.cell.body not in present), lambda cell: cell.body
    )
    for body, cells in whole.items():
        number = counted(len(cells), "skyldighet", "skyldigheter")
        name = comparison.sentences.name(body)
        said = (
            f"{name} svarar nu för {number}."
            if is_new
            else f"{name} svarar inte längre för någonting ({number} tidigare)."
        )
        reading = (comparison.new if is_new else comparison.old).repository
        where = comparison.source(reading.organisation.at("organ", body).key(), old=not is_new)
        yield Statement(said, where, body)
    rest = _grouped(
        (change for change in changes if change.cell.body in present), lambda cell: cell.obligation.id
    )
    for obligation, cells in rest.items():
        names = comparison.sentences.names(tuple(dict.fromkeys(cell.body for cell in cells)))
        title = f"”{cells[0].obligation.record.title}”"
        said = f"{title} gäller för {names}." if is_new else f"{title} gäller inte längre för {names}."
        yield Statement(
            said, comparison.source(cells[0].obligation.at().key(), old=not is_new), "", obligation
        )


def _grouped(changes: Iterable[CellChange], key: Callable[[Cell], str]) -> dict[str, list[Cell]]:
    found: dict[str, list[Cell]] = {}
    for change in changes:
        found.setdefault(key(change.cell), []).append(change.cell)
    return found


_PLAN_HEADINGS = {
    Aspect.ADDED: "Nya skyldigheter",
    Aspect.REMOVED: "Borttagna skyldigheter",
    Aspect.WORDING: "Omformulerade",
    Aspect.RESPONSIBLE: "Andra ansvariga",
    Aspect.CLOCK: "Annan tid",
    Aspect.EVIDENCE: "Annat underlag",
    Aspect.RENAMED: "Nytt id, i övrigt oförändrade",
    Aspect.OTHER: "Andra uppgifter",
}
"""In this order; an obligation stands under the first heading that fits it."""


def plan_difference(comparison: Comparison, title: str) -> PlanDifference:
    """Return what has changed in the obligations."""
    changes = comparison.obligations
    groups = []
    for aspect, heading in _PLAN_HEADINGS.items():
        chosen = [change for change in changes if _first(change) is aspect]
        if chosen:
            groups.append((heading, tuple(_duty(comparison, change) for change in chosen)))
    return PlanDifference(
        comparison.heading(title),
        comparison.old.label,
        comparison.new.label,
        _summary(changes),
        tuple(groups),
        tuple(_body_items(comparison, changes)),
    )


def draft(comparison: Comparison, title: str, day: date) -> Draft:
    """Return a draft for the tjänsteskrivelse about the change."""
    settings = comparison.new.repository.settings.record
    plans = {
        change.obligation.document.title
        for change in comparison.obligations
        if change.obligation.document is not None and change.obligation.is_plan
    }
    return Draft(
        plan_difference(comparison, title),
        listed(sorted(plans)) or "planen",
        mid_sentence(comparison.sentences.name(settings.account.given_by)),
        mid_sentence(comparison.sentences.name(settings.account.given_to)),
        day,
    )


def _first(change: DutyChange) -> Aspect:
    return next(aspect for aspect in _PLAN_HEADINGS if aspect in change.aspects)


def _summary(changes: Iterable[DutyChange]) -> str:
    found = [_first(change) for change in changes]
    added, removed = found.count(Aspect.ADDED), found.count(Aspect.REMOVED)
    renamed = found.count(Aspect.RENAMED)
    changed = len(found) - added - removed - renamed
    said = [
        (number, one if number == 1 else many)
        for number, one, many in (
            (added, "är ny", "är nya"),
            (removed, "är borttagen", "är borttagna"),
            (changed, "är ändrad", "är ändrade"),
            (renamed, "har ett nytt id", "har nya id"),
        )
        if number
    ]
    if not said:
        return "Inga skyldigheter är ändrade."
    (first, how), *others = said
    begins = f"{counted(first, 'skyldighet', 'skyldigheter')} {how}"
    return f"{listed([begins, *(f'{number} {how}' for number, how in others)])}."


def _duty(comparison: Comparison, change: DutyChange) -> DutyDifference:
    old, new = change.before, change.after
    record = change.obligation.record
    pieces = reworded(change) or (Piece(Mark.KEPT, record.text),)
    titles: tuple[Piece, ...] = ()
    if old and new and old.record.title != new.record.title:
        titles = compared(old.record.title, new.record.title)
    return DutyDifference(
        change.id,
        record.title,
        _place(change),
        tuple(aspect.value for aspect in change.aspects),
        titles,
        pieces,
        tuple(FieldLine(field.name, field.before, field.after) for field in change.fields),
        tuple(_sentences(comparison, change)),
        tuple(comparison.sentences.name(body) for body in change.bodies),
        comparison.source(change.obligation.at().key(), old=new is None),
    )


def _place(change: DutyChange) -> str:
    document = change.obligation.document
    parts = [document.short or document.title if document else "", str(change.obligation.record.place or "")]
    return ", ".join(part for part in parts if part)


def _sentences(comparison: Comparison, change: DutyChange) -> Iterator[str]:
    """Say what the change means, beyond the words."""
    if change.joined and change.before:
        yield f"Nu även skyldiga: {comparison.sentences.names(change.joined)}."
    if change.left and change.after:
        yield f"Inte längre skyldiga: {comparison.sentences.names(change.left)}."
    if change.formerly:
        yield f"Id var {change.formerly}."
    if Aspect.WORDING in change.aspects:
        number = _answered(comparison, change)
        if number:
            svar = counted(number, "svar", "svar")
            yield f"{svar} i uppföljningarna är {'lämnat' if number == 1 else 'lämnade'} mot den äldre lydelsen."
    if change.rejudges:
        yield "Kravet på hur gammalt underlaget får vara gäller också äldre år: deras utfall kan ändras."


def _answered(comparison: Comparison, change: DutyChange) -> int:
    """Count the answers that were given to the earlier wording and are still there."""
    repository = comparison.new.repository
    return sum(answer.status is not None for _, name, answer in repository.answers if name == change.id)


def _body_items(comparison: Comparison, changes: Iterable[DutyChange]) -> Iterator[BodyLine]:
    """Say for each body how many obligations are new, gone and changed for it."""
    told: dict[str, list[str]] = {}
    for change in changes:
        whole = change.before is None or change.after is None
        for body in (*change.bodies, *change.left):
            if change.after is None or body in change.left:
                what = "gone"
            elif whole or body in change.joined:
                what = "new"
            else:
                what = "changed"
            if change.aspects != (Aspect.RENAMED,):
                told.setdefault(body, []).append(what)
    for body in [*comparison.new.repository.bodies, *comparison.old.repository.bodies]:
        found = told.pop(body, None)
        if found:
            parts = [
                counted(found.count(what), one, many)
                for what, one, many in (
                    ("new", "ny skyldighet", "nya skyldigheter"),
                    ("gone", "skyldighet faller bort", "skyldigheter faller bort"),
                    ("changed", "ändrad skyldighet", "ändrade skyldigheter"),
                )
                if what in found
            ]
            yield BodyLine(comparison.sentences.name(body), listed(parts))
