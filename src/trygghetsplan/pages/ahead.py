"""The page of what is to be done next: the list of `trygghet todo`, with ways to each duty and body."""

from collections.abc import Sequence

from trygghetsplan.engine.agenda import Task, Urgency, tasks
from trygghetsplan.engine.grid import Grid
from trygghetsplan.pages.material import Material
from trygghetsplan.pages.views import AheadGroup, AheadPage, AheadRow, SilentRow
from trygghetsplan.report.todo import HEADINGS, empty_sentence, note_of, told_together
from trygghetsplan.report.year_wheel import mandate_notice
from trygghetsplan.swedish import counted, number, slug


def ahead_page(material: Material) -> AheadPage:
    """Return what is to be done next."""
    grid = material.figures.grid
    chosen = tasks(grid)
    groups = ((urgency, [task for task in chosen if task.urgency is urgency]) for urgency in Urgency)
    return AheadPage(
        cover=material.cover,
        notice=tuple(mandate_notice(grid)),
        groups=tuple(_group(material, grid, urgency, found) for urgency, found in groups if found),
        empty="" if chosen else empty_sentence(grid, None, None),
    )


def _group(material: Material, grid: Grid, urgency: Urgency, found: Sequence[Task]) -> AheadGroup:
    unheard, alike = told_together(grid, found)
    return AheadGroup(
        anchor=slug(urgency),
        title=f"{HEADINGS[urgency]} ({number(len(found))})",
        silent=tuple(
            SilentRow(one.answer_by, one.year, counted(one.points, "krav", "krav"), material.named(one.body))
            for one in sorted(unheard, key=lambda one: one.answer_by)
        ),
        rows=tuple(_row(material, same) for same in alike),
    )


def _row(material: Material, alike: Sequence[Task]) -> AheadRow:
    """Return what is to be done by all who have the same to do on the same day."""
    first = alike[0].cell
    return AheadRow(
        day=alike[0].by,
        id=first.obligation.id,
        title=f"{first.obligation.record.title}{first.obligation.doubt}",
        period=first.period.label,
        note=note_of(alike),
        bodies=tuple(material.named(task.cell.body) for task in alike),
    )
