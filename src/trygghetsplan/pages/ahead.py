"""The page of what is to be done next: the list of `trygghet todo`, with ways to each duty and body."""

from collections.abc import Iterator, Sequence

from trygghetsplan.engine.agenda import DayMeaning, Task, Urgency, tasks
from trygghetsplan.engine.cell import Timeliness
from trygghetsplan.engine.grid import Grid
from trygghetsplan.pages.material import Material
from trygghetsplan.pages.views import AheadGroup, AheadPage, AheadRow, SilentRow
from trygghetsplan.report.data import grouped
from trygghetsplan.report.todo import HEADINGS, empty_sentence, silences
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
    unheard = silences(grid, found) if urgency is Urgency.LATE else []
    together = {task.cell.key for silence in unheard for task in silence.tasks}
    return AheadGroup(
        anchor=slug(urgency),
        title=f"{HEADINGS[urgency]} ({number(len(found))})",
        silent=tuple(
            SilentRow(one.answer_by, one.year, counted(one.points, "krav", "krav"), material.named(one.body))
            for one in sorted(unheard, key=lambda one: one.answer_by)
        ),
        rows=tuple(_rows(material, [task for task in found if task.cell.key not in together])),
    )


def _rows(material: Material, found: Sequence[Task]) -> Iterator[AheadRow]:
    """Return what is to be done, a row for all who have the same to do on the same day, the nearest day first."""
    alike = grouped(
        sorted(found, key=lambda task: task.by),
        lambda task: (task.by, task.cell.obligation.id, task.cell.period.label, task.meaning),
    )
    for (day, name, period, meaning), same in alike.items():
        first = same[0].cell
        late = [task.cell.days for task in same if task.cell.timeliness is Timeliness.LATE]
        notes = (
            "underlaget slutar att gälla" if meaning is DayMeaning.LAPSE and not late else "",
            "svaret för året" if first.schedule.is_event and not first.schedule.due else "",
            f"{counted(max(late), 'dag', 'dagar')} för sent" if late else "",
        )
        yield AheadRow(
            day=day,
            id=name,
            title=f"{first.obligation.record.title}{first.obligation.doubt}",
            period=period,
            note=", ".join(filter(None, notes)),
            bodies=tuple(material.named(task.cell.body) for task in same),
        )
