"""Puts the deep report together, with what the years mean for the revision of the programme."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from trygghetsplan.engine.clock import mandate_of, period_of
from trygghetsplan.engine.index import index_of
from trygghetsplan.engine.questions import is_urged
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.model.time import ClockKind
from trygghetsplan.plan.repository import Obligation
from trygghetsplan.report.data import ReportData, areas, grouped, score
from trygghetsplan.report.deep import histories as strands
from trygghetsplan.report.deep.effects import closures, copies, lacking_of, measures, promises
from trygghetsplan.report.deep.histories import Followed, chronic
from trygghetsplan.report.deep.views import (
    AreaTrend,
    BodyTrend,
    DeepReport,
    Revision,
    RevisionPoint,
    YearLine,
)
from trygghetsplan.report.sections.chapters import chapters
from trygghetsplan.report.sections.cover import cover
from trygghetsplan.report.sections.method import flaws_of, words
from trygghetsplan.report.sections.shortages import lacking
from trygghetsplan.report.sections.summary import lacks_by_year
from trygghetsplan.report.views import Lacking, Provenance
from trygghetsplan.rules import family
from trygghetsplan.rules.flaws import goal_without_target, unmeasurable_point
from trygghetsplan.swedish import bodies_listed, counted, in_words, listed, number

_OTHER_FLAWS = tuple(rule for rule in family("TP45") if rule not in (unmeasurable_point, goal_without_target))


def revision(figures: ReportData, followed: Sequence[Followed]) -> Revision:
    """Return the points to try anew, and what they add up to."""
    by_duty = grouped(followed, lambda one: one.last.obligation.id)
    unmeasurable = (*_without_value(figures), *_never_shown(figures, by_duty), *_without_measure(figures))
    unanswered = tuple(_never_answered(figures, by_duty))
    return Revision(
        tuple(_conclusions(by_duty, len(unmeasurable), len(unanswered))),
        (*unmeasurable, *unanswered),
        tuple(Counter(finding.rule.title for finding in flaws_of(figures, _OTHER_FLAWS)).items()),
    )


def _without_value(figures: ReportData) -> Iterator[RevisionPoint]:
    """Return the indicators that have no target, or lack a value for a year that has one."""
    said = index_of(figures.repository).values
    for name, indicator in figures.repository.indicators.record.indicators.items():
        asked = [year for year in figures.by_year if year in indicator.targets or not indicator.targets]
        lost = [str(year) for year in asked if not any(one.values for one in said.get((name, year), ()))]
        if not lost and indicator.targets:
            continue
        chapter = figures.repository.chapter(indicator.chapter) if indicator.chapter else None
        why = [f"Värde saknas för {listed(lost)}."] if lost else []
        why += [] if indicator.targets else ["Det finns inget riktvärde att mäta mot."]
        where = figures.repository.indicators.at("indikatorer", name).key()
        area = figures.label_of(chapter) if chapter else ""
        yield RevisionPoint(f"Indikatorn {indicator.title}", area, " ".join(why), figures.source(where))


def _never_shown(figures: ReportData, by_duty: dict[str, list[Followed]]) -> Iterator[RevisionPoint]:
    """Return the duties for which no body's evidence has shown anything in any of the years."""
    for found in by_duty.values():
        if all(strands.unproved(one) for one in found) and not _all_silent(found):
            yield _point(figures, found[0].last.obligation, "Inget organ har visat underlag något av åren.")


def _without_measure(figures: ReportData) -> Iterator[RevisionPoint]:
    """Return the follow-up points whose evidence cannot show whether they are fulfilled."""
    for finding in flaws_of(figures, (unmeasurable_point,)):
        obligation = figures.repository.obligations[str(finding.where.keys[1])]
        yield _point(figures, obligation, "Det underlag som begärs kan inte visa om punkten är uppfylld.")


def _never_answered(figures: ReportData, by_duty: dict[str, list[Followed]]) -> Iterator[RevisionPoint]:
    """Return the duties that nobody answered in the last year, though they had fallen due."""
    for found in by_duty.values():
        if _all_silent(found):
            asked = (
                "Inget organ som ska svara"
                if any(one.last.is_bound for one in found)
                else "Inget av de organ som det gäller"
            )
            yield _point(figures, found[0].last.obligation, f"{asked} har svarat för {figures.year}.")


def _all_silent(found: Sequence[Followed]) -> bool:
    due = [one.last.verdict for one in found if one.last.counts]
    return bool(due) and all(verdict is Verdict.UNANSWERED for verdict in due)


def _point(figures: ReportData, obligation: Obligation, why: str) -> RevisionPoint:
    return RevisionPoint(
        obligation.record.title,
        figures.label_of(obligation.chapter),
        why,
        figures.source(obligation.at().key()),
    )


def _conclusions(by_duty: dict[str, list[Followed]], unmeasurable: int, unanswered: int) -> Iterator[str]:
    """Say what the figures ask of the revision; each sentence is a question, not a judgement."""
    widespread = [
        (found[0].last.obligation.record.title, len(found) > 1)
        for found in by_duty.values()
        if sum(one.run > 1 and one.last.is_bound for one in found) * 2 >= len(found)
        and any(one.last.is_bound for one in found)
    ]
    for title, shared in widespread:
        where = "hos minst hälften av organen" if shared else "hos det enda organ som har den"
        yield f"”{title}” har haft brister flera år {where}: pröva om kravet, stödet eller tiden är fel."
    long = sum(bool(chronic(one)) for found in by_duty.values() for one in found if one.last.is_bound)
    if long:
        lacks = counted(long, "brist har", "brister har")
        yield f"{lacks} stått länge: pröva tid och ansvarig i den nya planen."
    if unmeasurable:
        points = counted(unmeasurable, "punkt går", "punkter går")
        yield f"{points} inte att mäta som planen är skriven: skriv in ett mått, ett riktvärde eller en annan lydelse."
    if unanswered:
        points = counted(unanswered, "punkt", "punkter")
        yield f"{points} är {'obesvarad' if unanswered == 1 else 'obesvarade'}: pröva behovet, eller vem det gäller."
    readings = sum(bool(found[0].last.obligation.record.reading) for found in by_duty.values())
    if readings:
        points = f"{in_words(readings)} {'punkt' if readings == 1 else 'punkter'}"
        yield f"På {points} säger planen inte vem, när eller hur, och uppföljningen bygger på en tolkning: skriv in svaret i den nya planen."


def deep_report(figures: ReportData, provenance: Provenance) -> DeepReport:
    """Return the report over the figures' years."""
    years = f"{figures.first}–{figures.year}"
    followed = strands.follow(figures)
    bound = [one for one in followed if one.last.is_bound]
    urged = [one for one in followed if not one.last.is_bound]
    bodies, lacks = tuple(_bodies(figures)), lacking(figures)
    return DeepReport(
        cover=cover(figures, provenance, f"Fördjupad rapport {years}"),
        heading=_heading(figures),
        years=tuple(_years(figures)),
        lacks=lacks_by_year(figures, lacks, len(figures.by_year)),
        followed=tuple(year for year in figures.by_year if year <= strands.last_complete(figures)),
        notes=tuple(_notes(figures)),
        chronic=strands.turn(figures, bound, strands.chronic),
        regressed=strands.turn(figures, bound, strands.regressed),
        improved=strands.turn(figures, bound, strands.improved),
        unproved=strands.turn(figures, bound, strands.unproved),
        urged=strands.turn(figures, urged, strands.left_open),
        closures=closures(followed),
        measures=measures(figures, followed),
        promises=promises(figures),
        copies=copies(figures),
        areas_heading=_compared(
            figures,
            ([lacking_of(figures, chapter, year) for year in figures.by_year] for chapter in areas(figures)),
            "område",
            "områden",
            " hos organ som har svarat alla åren",
        ),
        areas=tuple(_areas(figures, lacks)),
        bodies_heading=_compared(
            figures,
            (
                [one.lacking if one.due else None for one in body.scores]
                for body in bodies
                if not body.is_urged
            ),
            "organ",
            "organ",
        ),
        bodies=bodies,
        revision=revision(figures, followed),
        method=words(figures),
    )


def _heading(figures: ReportData) -> str:
    """Say how the shortcomings have moved over the complete years; an unfinished one is only named."""
    scores = {year: score(figures.plan(bound=True, year=year)) for year in figures.by_year}
    known = [
        (year, total.lacking)
        for year, total in scores.items()
        if figures.is_complete(year) and (total.due or figures.document is None)
    ]
    under_way = [str(year) for year in scores if not figures.is_complete(year)]
    going = f"{listed(under_way)} pågår" if under_way else ""
    if not known:
        return going
    (first, before), (last, now) = known[0], known[-1]
    then = f" ({first}: {number(before)})" if first != last else ""
    said = f"{counted(now, 'brist', 'brister')} {last}{then}"
    return f"{said}; {going}" if going else said


def _years(figures: ReportData) -> Iterator[YearLine]:
    for year in figures.by_year:
        cells = figures.plan(bound=True, year=year)
        unheard = {cell.key for left in figures.silent_by_year[year].values() for cell in left}
        silent = [cell for cell in cells if cell.key in unheard]
        who = bodies_listed(
            [figures.in_sentence(body) for body in dict.fromkeys(cell.body for cell in silent)]
        )
        day, is_under_way = figures.day(year), not figures.is_complete(year)
        yield YearLine(year, day, is_under_way, score(cells), who)


def _notes(figures: ReportData) -> Iterator[str]:
    """Say which years are under way, and how all lie to the plan's own long periods, with which they need not agree."""
    for year in figures.by_year:
        if not figures.is_complete(year):
            yield f"{year} pågår: bara det som hittills skulle vara klart räknas, och året jämförs inte med de andra."
    settings = figures.repository.settings.record
    first, last = figures.first, figures.year
    for obligation in figures.repository.obligations.values():
        clock = obligation.record.clock
        is_long = figures.counts(obligation) and obligation.owes and clock and clock.kind is ClockKind.EVERY
        period = period_of(obligation, settings, last) if is_long else None
        if period is None or clock is None:
            continue
        title = obligation.record.title
        if (period.first, period.last) == (first, last):
            yield f"Åren är planens egen period {period.label} för ”{title}” ({clock.text})."
        else:
            yield f"Åren är valda fritt och är inte planens egen period för ”{title}” ({clock.text}), som här är {period.label}."
    mandate = mandate_of(settings, last)
    if mandate is None:
        return
    if (mandate.first, mandate.last) == (first, last):
        yield f"Åren är mandatperioden {mandate.label}."
    else:
        yield f"Mandatperioden är {mandate.label}; den sammanfaller inte med åren."


def _areas(figures: ReportData, found: Lacking) -> Iterator[AreaTrend]:
    shown = {view.anchor: view for view in chapters(figures, found)}
    judged = {year: document.record.areas for year, document in figures.judged.items()}
    for chapter in areas(figures):
        view = shown[chapter.stem]
        colours = tuple(
            area.colour if (area := judged.get(year, {}).get(chapter.stem)) else None
            for year in figures.by_year
        )
        scores = {year: score(figures.area(chapter, bound=True, year=year)) for year in figures.by_year}
        counts = [(year, one.lacking) for year, one in scores.items() if one.due]
        silent = [
            f"{number(count)} av dem hos {one.in_sentence}"
            for one in found.silent
            if (count := dict(one.areas).get(chapter.stem))
        ]
        said = ", ".join([_moved(figures, counts), *silent])
        parts = (view.done, *(part.done for part in view.sub_areas))
        series = tuple(one for part in parts for one in part.series)
        yield AreaTrend(view, said, tuple(scores.values()), colours, series)


def _moved(
    figures: ReportData, lacking: list[tuple[int, int]], one: str = "brist", many: str = "brister"
) -> str:
    """Say how the number of shortcomings has moved from the first complete year to the last."""
    complete = [(year, count) for year, count in lacking if figures.is_complete(year)]
    if not complete:
        return f"inget behövde vara klart{'' if figures.is_complete(figures.year) else ' ännu'}"
    (first, before), (last, now) = complete[0], complete[-1]
    said = counted(now, one, many) if now else f"inga {many}"
    if last != figures.year:
        said = f"{said} {last}"
    if len(complete) == 1:
        return said
    if now == before:
        return f"{said}, lika många som {first}" if now else said
    return f"{said}, {abs(now - before)} {'fler' if now > before else 'färre'} än {first}"


def _compared(
    figures: ReportData, trends: Iterable[Iterable[int | None]], one: str, many: str, where: str = ""
) -> str:
    """Say how many have fewer shortcomings in the last complete year than in the first, and how many have more."""
    complete = [place for place, year in enumerate(figures.by_year) if figures.is_complete(year)]
    if len(complete) < 2:
        return ""
    found = [list(counts) for counts in trends]
    pairs = [(counts[complete[0]], counts[complete[-1]]) for counts in found]
    moved = [now - then for then, now in pairs if then is not None and now is not None]
    fewer, more = sum(change < 0 for change in moved), sum(change > 0 for change in moved)
    year = list(figures.by_year)[complete[0]]
    if not any(then or now for then, now in pairs):
        return ""
    if not fewer and not more:
        return f"lika många brister som {year}{where}"
    said = f"{counted(fewer, one, many) if fewer else f'inget {one}'} har färre brister än {year}{where}"
    return f"{said}, {number(more) if more else 'inget'} har fler"


def _bodies(figures: ReportData) -> Iterator[BodyTrend]:
    for body in figures.repository.bodies:
        cells = {
            year: [cell for cell in found if cell.body == body and figures.counts(cell.obligation)]
            for year, found in figures.by_year.items()
        }
        if not any(cells.values()):
            continue
        scores = {year: score(found) for year, found in cells.items()}
        urged = is_urged(cell for found in cells.values() for cell in found)
        lacking = [(year, found.lacking) for year, found in scores.items() if found.due]
        said = _moved(figures, lacking, "punkt kvar", "punkter kvar") if urged else _moved(figures, lacking)
        yield BodyTrend(figures.name(body), urged, tuple(scores.values()), said)
