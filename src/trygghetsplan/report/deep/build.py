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
from trygghetsplan.report.sections.chapters import bars
from trygghetsplan.report.sections.cover import cover
from trygghetsplan.report.sections.indicators import indicators
from trygghetsplan.report.sections.method import COUNTED_TOGETHER, words
from trygghetsplan.report.sections.summary import areas
from trygghetsplan.report.views import Audience, Provenance
from trygghetsplan.swedish import counted, listed, number


def deep_report(figures: Figures, provenance: Provenance) -> DeepReport:
    """Return the report over the figures' years."""
    years = f"{figures.first}–{figures.year}"
    followed = strands.follow(figures)
    bound = [one for one in followed if one.last.is_bound]
    urged = [one for one in followed if not one.last.is_bound]
    return DeepReport(
        cover(figures, provenance, f"Fördjupad rapport {years}"),
        _heading(figures),
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


def _heading(figures: Figures) -> str:
    """Say how the shortcomings have moved over the complete years; an unfinished one is only named."""
    scores = {year: score(figures.plan(bound=True, year=year)) for year in figures.by_year}
    known = [
        (year, total.due - total.fulfilled) for year, total in scores.items() if figures.is_complete(year)
    ]
    under_way = [str(year) for year in scores if not figures.is_complete(year)]
    going = f"{listed(under_way)} pågår" if under_way else ""
    if not known:
        return going
    (first, before), (last, now) = known[0], known[-1]
    then = f" ({first}: {number(before)})" if first != last else ""
    said = f"{counted(now, 'brist', 'brister')} {last}{then}"
    return f"{said}; {going}" if going else said


def _span(figures: Figures) -> Span:
    years = tuple(figures.by_year)
    return Span(
        years[0],
        years[-1],
        years,
        tuple(figures.day(year) for year in years),
        tuple(year for year in years if not figures.is_complete(year)),
        (*_under_way(figures), *_periods(figures)),
        strands.last_complete(figures),
    )


def _under_way(figures: Figures) -> Iterator[str]:
    for year in figures.by_year:
        if not figures.is_complete(year):
            yield f"{year} pågår: bara det som har förfallit hittills räknas, och året jämförs inte med de andra."


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
            _moved(
                figures, [(bar.year, bar.score.due - bar.score.fulfilled) for bar in shown if bar.score.due]
            ),
            shown,
            colours,
            indicators(figures, chapter),
        )


def _moved(
    figures: Figures, lacking: list[tuple[int, int]], one: str = "brist", many: str = "brister"
) -> str:
    """Say how the number of shortcomings has moved from the first complete year to the last."""
    complete = [(year, count) for year, count in lacking if figures.is_complete(year)]
    if not complete:
        return "inget har förfallit ännu" if not figures.is_complete(figures.year) else "inget har förfallit"
    (first, before), (last, now) = complete[0], complete[-1]
    said = counted(now, one, many)
    if last != figures.year:
        said = f"{said} {last}"
    if len(complete) == 1:
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
        said = (
            _moved(figures, lacking, "punkt öppen", "punkter öppna") if is_urged else _moved(figures, lacking)
        )
        yield BodyTrend(figures.name(body), is_urged, tuple(scores.values()), said)
