"""Puts the deep report together, with what the years mean for the revision of the programme."""

from collections.abc import Iterator, Sequence

from trygghetsplan.engine.clock import mandate_of, period_of
from trygghetsplan.engine.questions import is_urged
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.model.time import ClockKind
from trygghetsplan.report.data import ReportData, areas, score
from trygghetsplan.report.deep import histories as strands
from trygghetsplan.report.deep.effects import closures, copies, promises, stalled
from trygghetsplan.report.deep.histories import Followed, chronic
from trygghetsplan.report.deep.views import AreaTrend, BodyTrend, DeepReport, Point, Revision, Span
from trygghetsplan.report.sections.chapters import bars, indicators
from trygghetsplan.report.sections.cover import cover
from trygghetsplan.report.sections.method import flaws_of, told, words
from trygghetsplan.report.views import Provenance
from trygghetsplan.rules import family
from trygghetsplan.rules.flaws import goal_without_target, unmeasurable_point
from trygghetsplan.swedish import counted, in_words, listed, number

_OTHER_FLAWS = tuple(rule for rule in family("TP45") if rule not in (unmeasurable_point, goal_without_target))


def revision(figures: ReportData, followed: Sequence[Followed]) -> Revision:
    """Return the points to try anew, and what they add up to."""
    by_duty: dict[str, list[Followed]] = {}
    for one in followed:
        by_duty.setdefault(one.last.obligation.id, []).append(one)
    unmeasurable = (*_without_value(figures), *_never_shown(figures, by_duty), *_without_measure(figures))
    unanswered = tuple(_never_answered(figures, by_duty))
    return Revision(
        tuple(_conclusions(by_duty, len(unmeasurable), len(unanswered))),
        unmeasurable,
        unanswered,
        tuple(told(figures, flaws_of(figures, _OTHER_FLAWS))),
    )


def _without_value(figures: ReportData) -> Iterator[Point]:
    """Return the indicators that have no target, or lack a value for a year that has one."""
    years = list(figures.by_year)
    known: dict[str, set[int]] = {}
    for name, indicator in figures.repository.indicators.record.indicators.items():
        known[name] = {year for year, values in indicator.history.items() if values.values}
    for document in figures.repository.indicator_years:
        for name, values in document.record.indicators.items():
            if values.values:
                known.setdefault(name, set()).add(document.record.year)
    for name, indicator in figures.repository.indicators.record.indicators.items():
        asked = [year for year in years if year in indicator.targets or not indicator.targets]
        lost = [str(year) for year in asked if year not in known[name]]
        if not lost and indicator.targets:
            continue
        chapter = figures.repository.chapter(indicator.chapter) if indicator.chapter else None
        why = [f"Värde saknas för {listed(lost)}."] if lost else []
        why += [] if indicator.targets else ["Det finns inget riktvärde att mäta mot."]
        where = figures.repository.indicators.at("indikatorer", name).key()
        area = figures.label_of(chapter) if chapter else ""
        yield Point(f"Indikatorn {indicator.title}", area, " ".join(why), figures.source(where))


def _never_shown(figures: ReportData, by_duty: dict[str, list[Followed]]) -> Iterator[Point]:
    """Return the duties for which no body's evidence has shown anything in any of the years."""
    for found in by_duty.values():
        if all(one.is_unproved for one in found) and not _all_silent(found):
            yield _point(figures, found, "Inget organ har visat underlag något av åren.")


def _without_measure(figures: ReportData) -> Iterator[Point]:
    """Return the follow-up points whose evidence cannot show whether they are fulfilled."""
    for finding in flaws_of(figures, (unmeasurable_point,)):
        obligation = figures.repository.obligations[str(finding.where.keys[1])]
        where = figures.source(obligation.at().key())
        why = "Det underlag som begärs kan inte visa om punkten är uppfylld."
        yield Point(obligation.record.title, figures.label_of(obligation.chapter), why, where)


def _never_answered(figures: ReportData, by_duty: dict[str, list[Followed]]) -> Iterator[Point]:
    """Return the duties that nobody answered in the last year, though they had fallen due."""
    for found in by_duty.values():
        if _all_silent(found):
            asked = (
                "Inget organ som ska svara"
                if any(one.last.is_bound for one in found)
                else "Inget av de organ som det gäller"
            )
            yield _point(figures, found, f"{asked} har svarat för {figures.year}.")


def _all_silent(found: Sequence[Followed]) -> bool:
    due = [one.last.verdict for one in found if one.last.counts]
    return bool(due) and all(verdict is Verdict.UNANSWERED for verdict in due)


def _point(figures: ReportData, found: Sequence[Followed], why: str) -> Point:
    obligation = found[0].last.obligation
    return Point(
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
    return DeepReport(
        cover=cover(figures, provenance, f"Fördjupad rapport {years}"),
        heading=_heading(figures),
        span=_span(figures),
        scores=tuple(score(figures.plan(bound=True, year=year)) for year in figures.by_year),
        chronic=strands.turn(figures, bound, strands.chronic, "har haft bristen flera år"),
        regressed=strands.turn(figures, bound, strands.regressed, "har försämrats"),
        improved=strands.turn(figures, bound, strands.improved, "har förbättrats"),
        unproved=strands.turn(figures, bound, strands.unproved, "har aldrig visat underlag"),
        urged=strands.turn(figures, urged, strands.left_open, "har inte tagit upp det"),
        closures=closures(figures, followed),
        stalled=stalled(figures, followed),
        promises=promises(figures),
        copies=copies(figures),
        areas=tuple(_areas(figures)),
        bodies=tuple(_bodies(figures)),
        revision=revision(figures, followed),
        method=words(figures),
    )


def _heading(figures: ReportData) -> str:
    """Say how the shortcomings have moved over the complete years; an unfinished one is only named."""
    scores = {year: score(figures.plan(bound=True, year=year)) for year in figures.by_year}
    known = [
        (year, total.due - total.fulfilled)
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


def _span(figures: ReportData) -> Span:
    years = tuple(figures.by_year)
    return Span(
        first=years[0],
        last=years[-1],
        years=years,
        days=tuple(figures.day(year) for year in years),
        under_way=tuple(year for year in years if not figures.is_complete(year)),
        notes=(*_under_way(figures), *_periods(figures)),
        judged=strands.last_complete(figures),
    )


def _under_way(figures: ReportData) -> Iterator[str]:
    for year in figures.by_year:
        if not figures.is_complete(year):
            yield f"{year} pågår: bara det som hittills skulle vara klart räknas, och året jämförs inte med de andra."


def _periods(figures: ReportData) -> Iterator[str]:
    """Say how the years lie to the plan's own long periods, with which they need not agree."""
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


def _areas(figures: ReportData) -> Iterator[AreaTrend]:
    judged = {year: document.record.areas for year, document in figures.judged.items()}
    for chapter in areas(figures):
        shown = bars(figures, chapter)
        colours = tuple(
            found.colour if (found := judged.get(year, {}).get(chapter.stem)) else None
            for year in figures.by_year
        )
        yield AreaTrend(
            anchor=chapter.stem,
            label=figures.label_of(chapter),
            heading=_moved(
                figures, [(bar.year, bar.score.due - bar.score.fulfilled) for bar in shown if bar.score.due]
            ),
            bars=shown,
            colours=colours,
            indicators=indicators(figures, chapter),
        )


def _moved(
    figures: ReportData, lacking: list[tuple[int, int]], one: str = "brist", many: str = "brister"
) -> str:
    """Say how the number of shortcomings has moved from the first complete year to the last."""
    complete = [(year, count) for year, count in lacking if figures.is_complete(year)]
    if not complete:
        return (
            "inget behövde vara klart ännu"
            if not figures.is_complete(figures.year)
            else "inget behövde vara klart"
        )
    (first, before), (last, now) = complete[0], complete[-1]
    said = counted(now, one, many)
    if last != figures.year:
        said = f"{said} {last}"
    if len(complete) == 1:
        return said
    if now == before:
        return f"{said}, lika många som {first}"
    return f"{said}, {abs(now - before)} {'fler' if now > before else 'färre'} än {first}"


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
        lacking = [(year, found.due - found.fulfilled) for year, found in scores.items() if found.due]
        said = _moved(figures, lacking, "punkt öppen", "punkter öppna") if urged else _moved(figures, lacking)
        yield BodyTrend(figures.name(body), urged, tuple(scores.values()), said)
