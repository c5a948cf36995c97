"""Puts the deep report together."""

from collections.abc import Iterator

from trygghetsplan.model.time import ClockKind
from trygghetsplan.obligations.clock import mandate_of, period_of
from trygghetsplan.report.deep import strands
from trygghetsplan.report.deep.effects import closures, promises, stalled
from trygghetsplan.report.deep.likeness import copies
from trygghetsplan.report.deep.revision import revision
from trygghetsplan.report.deep.views import AreaTrend, BodyTrend, DeepReport, Span
from trygghetsplan.report.figures import Figures, label_of, score
from trygghetsplan.report.sections.chapters import bars, indicators
from trygghetsplan.report.sections.cover import cover
from trygghetsplan.report.sections.method import COUNTED_TOGETHER, words
from trygghetsplan.report.sections.summary import areas
from trygghetsplan.report.views import Audience, Provenance
from trygghetsplan.swedish import counted


def deep_report(figures: Figures, provenance: Provenance) -> DeepReport:
    """Return the report over the figures' years."""
    years = f"{figures.first}–{figures.year}"
    followed = strands.follow(figures)
    bound = [one for one in followed if one.last.is_bound]
    urged = [one for one in followed if not one.last.is_bound]
    return DeepReport(
        cover(figures, provenance, f"Fördjupad rapport {years}"),
        _span(figures),
        tuple(score(figures.plan(bound=True, year=year)) for year in figures.by_year),
        strands.turn(figures, bound, strands.chronic, "brister år efter år"),
        strands.turn(figures, bound, strands.regressed, "har gått tillbaka"),
        strands.turn(figures, bound, strands.improved, "har blivit bättre"),
        strands.turn(figures, bound, strands.unproved, "har aldrig visat underlag"),
        strands.turn(figures, urged, strands.left_open, "har inte tagit upp uppmaningen"),
        closures(figures, followed),
        stalled(figures, followed),
        promises(figures),
        copies(figures),
        tuple(_areas(figures)),
        tuple(_bodies(figures)),
        revision(figures, followed),
        words(COUNTED_TOGETHER if figures.audience is Audience.PUBLIC else ""),
    )


def _span(figures: Figures) -> Span:
    years = tuple(figures.by_year)
    return Span(
        years[0], years[-1], years, tuple(figures.day(year) for year in years), tuple(_periods(figures))
    )


def _periods(figures: Figures) -> Iterator[str]:
    """Say how the years lie to the plan's own long periods, with which they need not agree."""
    settings = figures.repository.settings.record
    first, last = figures.first, figures.year
    for duty in figures.repository.duties.values():
        clock = duty.obligation.clock
        is_long = duty.is_plan and duty.owes and clock and clock.kind is ClockKind.EVERY
        period = period_of(duty.obligation, settings, last) if is_long else None
        if period is None or clock is None:
            continue
        title = duty.obligation.title
        if (period.first, period.last) == (first, last):
            yield f"Åren är planens egen period {period.label} för ”{title}” ({clock.text})."
        else:
            yield f"Åren är valda fritt och är inte planens egen period för ”{title}” ({clock.text}), som här är {period.label}."
    mandate = mandate_of(settings, last)
    if (mandate.first, mandate.last) == (first, last):
        yield f"Åren är mandatperioden {mandate.label}."
    else:
        yield f"Mandatperioden är {mandate.label}; den sammanfaller inte med åren."


def _areas(figures: Figures) -> Iterator[AreaTrend]:
    judged = {year: document.record.areas for year, document in figures.judged.items()}
    for chapter in areas(figures):
        shown = bars(figures, chapter)
        colours = tuple(
            found.colour if (found := judged.get(year, {}).get(chapter.stem)) else None
            for year in figures.by_year
        )
        yield AreaTrend(
            chapter.stem,
            label_of(chapter),
            _moved([(bar.year, bar.score.due - bar.score.fulfilled) for bar in shown]),
            shown,
            colours,
            indicators(figures, chapter),
        )


def _moved(lacking: list[tuple[int, int]], one: str = "brist", many: str = "brister") -> str:
    """Say how the number of shortcomings has moved from the first year to the last."""
    if not lacking:
        return "inget har förfallit"
    (first, before), (_, now) = lacking[0], lacking[-1]
    said = counted(now, one, many)
    if len(lacking) == 1:
        return said
    if now == before:
        return f"{said}, lika många som {first}"
    return f"{said}, {abs(now - before)} {'fler' if now > before else 'färre'} än {first}"


def _bodies(figures: Figures) -> Iterator[BodyTrend]:
    for body in figures.repository.bodies:
        cells = {
            year: [
                cell
                for cell in found
                if cell.body == body and cell.duty.is_plan and figures.per_body(cell.duty)
            ]
            for year, found in figures.by_year.items()
        }
        if not any(cells.values()):
            continue
        scores = {year: score(found) for year, found in cells.items()}
        is_urged = not any(cell.is_bound for found in cells.values() for cell in found)
        lacking = [(year, found.due - found.fulfilled) for year, found in scores.items() if found.due]
        said = _moved(lacking, "punkt öppen", "punkter öppna") if is_urged else _moved(lacking)
        yield BodyTrend(figures.name(body), is_urged, tuple(scores.values()), said)
