"""What the years mean for the revision of the programme: points that cannot be measured or are not answered."""

from collections.abc import Iterator, Sequence

from trygghetsplan.obligations.verdict import Verdict
from trygghetsplan.report.deep.strands import Followed, chronic
from trygghetsplan.report.deep.views import Point, Revision
from trygghetsplan.report.figures import Figures, label_of
from trygghetsplan.report.sections.method import flaws_of, told
from trygghetsplan.rules import family
from trygghetsplan.rules.flaws import unmeasurable_point
from trygghetsplan.swedish import counted, in_words, listed

_OTHER_FLAWS = tuple(rule for rule in family("TP45") if rule is not unmeasurable_point)


def revision(figures: Figures, followed: Sequence[Followed]) -> Revision:
    """Return the points to try anew, and what they add up to."""
    by_duty: dict[str, list[Followed]] = {}
    for one in followed:
        if figures.per_body(one.last.duty):
            by_duty.setdefault(one.last.duty.id, []).append(one)
    unmeasurable = (*_without_value(figures), *_never_shown(figures, by_duty), *_without_measure(figures))
    unanswered = tuple(_never_answered(figures, by_duty))
    return Revision(
        tuple(_conclusions(by_duty, len(unmeasurable), len(unanswered))),
        unmeasurable,
        unanswered,
        tuple(told(figures, flaws_of(figures, _OTHER_FLAWS))),
    )


def _without_value(figures: Figures) -> Iterator[Point]:
    """Return the indicators that lack a value for some of the years."""
    years = list(figures.by_year)
    known: dict[str, set[int]] = {}
    for name, indicator in figures.repository.indicators.record.indicators.items():
        known[name] = {year for year, values in indicator.history.items() if values.values}
    for document in figures.repository.indicator_years:
        for name, values in document.record.indicators.items():
            if values.values:
                known.setdefault(name, set()).add(document.record.year)
    for name, indicator in figures.repository.indicators.record.indicators.items():
        lost = [str(year) for year in years if year not in known[name]]
        if not lost and indicator.targets:
            continue
        chapter = figures.repository.chapter(indicator.chapter) if indicator.chapter else None
        why = [f"Värde saknas för {listed(lost)}."] if lost else []
        why += [] if indicator.targets else ["Det finns inget riktvärde att mäta mot."]
        where = figures.repository.indicators.at("indikatorer", name).key()
        area = label_of(chapter) if chapter else ""
        yield Point(f"Indikatorn {indicator.title}", area, " ".join(why), figures.source(where))


def _never_shown(figures: Figures, by_duty: dict[str, list[Followed]]) -> Iterator[Point]:
    """Return the duties for which no body's evidence has shown anything in any of the years."""
    for found in by_duty.values():
        if all(one.is_unproved for one in found) and not _all_silent(found):
            yield _point(figures, found, "Inget organ har visat underlag något av åren.")


def _without_measure(figures: Figures) -> Iterator[Point]:
    """Return the follow-up points whose evidence cannot show whether they are fulfilled."""
    for finding in flaws_of(figures, (unmeasurable_point,)):
        duty = figures.repository.duties[str(finding.where.keys[1])]
        where = figures.source(duty.at().key())
        why = "Det underlag som begärs kan inte visa om punkten är uppfylld."
        yield Point(duty.obligation.title, label_of(duty.chapter), why, where)


def _never_answered(figures: Figures, by_duty: dict[str, list[Followed]]) -> Iterator[Point]:
    """Return the duties that nobody answered in the last year, though they had fallen due."""
    for found in by_duty.values():
        if _all_silent(found):
            urger = figures.repository.settings.record.organisation.said
            asked = (
                "Ingen som är skyldig svar"
                if any(one.last.is_bound for one in found)
                else f"Inget av de organ som {urger} uppmanar"
            )
            yield _point(figures, found, f"{asked} har svarat för {figures.year}.")


def _all_silent(found: Sequence[Followed]) -> bool:
    due = [one.last.verdict for one in found if one.last.verdict.counts]
    return bool(due) and all(verdict is Verdict.UNANSWERED for verdict in due)


def _point(figures: Figures, found: Sequence[Followed], why: str) -> Point:
    duty = found[0].last.duty
    return Point(duty.obligation.title, label_of(duty.chapter), why, figures.source(duty.at().key()))


def _conclusions(by_duty: dict[str, list[Followed]], unmeasurable: int, unanswered: int) -> Iterator[str]:
    """Say what the figures ask of the revision; each sentence is a question, not a judgement."""
    widespread = [
        (found[0].last.duty.obligation.title, len(found) > 1)
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
        yield f"{points} har ingen svarat på: pröva behovet, eller vem det gäller."
    readings = sum(bool(found[0].last.duty.obligation.reading) for found in by_duty.values())
    if readings:
        said = in_words(readings) if readings > 1 else "en"
        yield f"Planen är tyst om vem, när eller hur på {said} {'punkter' if readings > 1 else 'punkt'}, där uppföljningen bygger på en tolkning: skriv in svaret i den nya planen."
