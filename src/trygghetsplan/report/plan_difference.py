"""Builds what `diff --plan` says: the obligations that have changed, whom they hit, and a draft that explains it."""

from collections.abc import Iterable, Iterator
from datetime import date

from trygghetsplan.comparing.plan import Aspect, DutyChange
from trygghetsplan.comparing.wording import Mark, Piece, compared
from trygghetsplan.report.comparison import Comparison
from trygghetsplan.report.difference_records import reworded
from trygghetsplan.report.difference_views import (
    BodyLine,
    Draft,
    DutyDifference,
    FieldLine,
    PlanDifference,
)
from trygghetsplan.swedish import counted, listed, mid_sentence

_HEADINGS = {
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
    changes = comparison.duties
    groups = []
    for aspect, heading in _HEADINGS.items():
        chosen = [change for change in changes if _first(change) is aspect]
        if chosen:
            groups.append((heading, tuple(_duty(comparison, change) for change in chosen)))
    return PlanDifference(
        comparison.heading(title),
        comparison.old.label,
        comparison.new.label,
        _summary(changes),
        tuple(groups),
        tuple(_bodies(comparison, changes)),
    )


def draft(comparison: Comparison, title: str, day: date) -> Draft:
    """Return a draft for the tjänsteskrivelse about the change."""
    settings = comparison.new.repository.settings.record
    plans = {
        change.duty.document.title
        for change in comparison.duties
        if change.duty.document is not None and change.duty.is_plan
    }
    return Draft(
        plan_difference(comparison, title),
        listed(sorted(plans)) or "planen",
        mid_sentence(comparison.sentences.name(settings.account.given_by)),
        mid_sentence(comparison.sentences.name(settings.account.given_to)),
        day,
    )


def _first(change: DutyChange) -> Aspect:
    return next(aspect for aspect in _HEADINGS if aspect in change.aspects)


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
    obligation = change.duty.obligation
    pieces = reworded(change) or (Piece(Mark.KEPT, obligation.text),)
    titles: tuple[Piece, ...] = ()
    if old and new and old.obligation.title != new.obligation.title:
        titles = compared(old.obligation.title, new.obligation.title)
    return DutyDifference(
        change.id,
        obligation.title,
        _place(change),
        tuple(aspect.value for aspect in change.aspects),
        titles,
        pieces,
        tuple(FieldLine(field.name, field.before, field.after) for field in change.fields),
        tuple(_sentences(comparison, change)),
        tuple(comparison.sentences.name(body) for body in change.bodies),
        comparison.source(change.duty.at().key(), old=new is None),
    )


def _place(change: DutyChange) -> str:
    document = change.duty.document
    parts = [document.short or document.title if document else "", str(change.duty.obligation.place or "")]
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
    return sum(
        answer.status is not None for (_, name), answer in repository.answers.items() if name == change.id
    )


def _bodies(comparison: Comparison, changes: Iterable[DutyChange]) -> Iterator[BodyLine]:
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
