"""Builds what `diff` says: the changes of the grid, and of the records behind it, for one audience."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from trygghetsplan.comparing.cells import CellChange, Direction, Side, silenced
from trygghetsplan.comparing.plan import Aspect, DutyChange
from trygghetsplan.obligations.cell import Cell
from trygghetsplan.obligations.score import Score
from trygghetsplan.report.comparison import Comparison
from trygghetsplan.report.difference_records import record_groups
from trygghetsplan.report.difference_views import Compared, Difference, Group, Statement
from trygghetsplan.swedish import counted

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
    plan = [cell for cell in side.cells if cell.duty.is_plan and cell.is_bound]
    counted_in = [cell for cell in plan if not is_partial or comparison.is_open(cell.duty)]
    return Compared(side.label, side.year, side.as_of, Score.of(counted_in))


def _cell_groups(comparison: Comparison) -> Iterator[Group]:
    told = {
        (change.id, body)
        for change in comparison.duties
        for body in (*(change.bodies if _is_whole(change) else ()), *change.joined, *change.left)
    } | {(change.formerly, body) for change in comparison.duties for body in change.left if change.formerly}
    silent = silenced(comparison.cells, comparison.new)
    for direction in Direction:
        chosen = [change for change in comparison.cells if change.direction is direction]
        if direction in (Direction.NEW, Direction.GONE):
            rest = [change for change in chosen if (change.cell.duty.id, change.cell.body) not in told]
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
        change.cell.duty.id,
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
    rest = _grouped((change for change in changes if change.cell.body in present), lambda cell: cell.duty.id)
    for duty, cells in rest.items():
        names = comparison.sentences.names(tuple(dict.fromkeys(cell.body for cell in cells)))
        title = f"”{cells[0].duty.obligation.title}”"
        said = f"{title} gäller för {names}." if is_new else f"{title} gäller inte längre för {names}."
        yield Statement(said, comparison.source(cells[0].duty.at().key(), old=not is_new), "", duty)


def _grouped(changes: Iterable[CellChange], key: Callable[[Cell], str]) -> dict[str, list[Cell]]:
    found: dict[str, list[Cell]] = {}
    for change in changes:
        found.setdefault(key(change.cell), []).append(change.cell)
    return found
