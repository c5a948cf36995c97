"""What was done, told from the answers: sums with their trend, days, and the bodies' own words.

Small counts of persons, cases and incidents are left out in every edition, so that the sums of an internal one are
those of the public one.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from trygghetsplan.engine.answers import FiledAnswer
from trygghetsplan.engine.cell import Cell, Score
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.model.evidence import Counted, EvidenceField, EvidenceType
from trygghetsplan.model.obligation import Chapter, Kind
from trygghetsplan.model.scalars import Share
from trygghetsplan.plan.repository import Obligation, PlanFile
from trygghetsplan.report.data import ReportData, grouped, is_of_the_year, tally
from trygghetsplan.report.views import ChapterView, Done, DoneDuty, Gain, Series, Sum, Told
from trygghetsplan.swedish import NBSP, counted, listed, long_date, number, percent, small

EXAMPLES = 3
MOST, MOST_IN_PART = 7, 4
"""How many duties an area tells of, and a part of it with a heading of its own."""
_SERIES = 4
_LONGEST = 60
"""More words than these are shortened to the opening sentences."""
_TREND = 3
"""How many years a trend covers, where there are so many."""
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")

SENTENCES: Mapping[EvidenceType, str] = {
    EvidenceType.DATE: "Gjort {days}.",
    EvidenceType.VALID_FROM: "Började gälla {days}.",
    EvidenceType.VALID_TO: "Slutar gälla {days}.",
    EvidenceType.YES_NO: "{who} svarar ja på ”{title}”.",
}
"""What days and yeses say, as a sentence."""
NAMED = (
    EvidenceType.DOCUMENT,
    EvidenceType.DECISION,
    EvidenceType.FUNCTION,
    EvidenceType.FUNCTIONS,
    EvidenceType.CHECKLIST,
)
"""The types whose value is told as it stands, where the body gives no description."""
_PAPERS = (EvidenceType.DOCUMENT, EvidenceType.DECISION)
_GAINS = {EvidenceType.SHARE: "andel", EvidenceType.AMOUNT: "kronor"}
SUMMED = (
    EvidenceType.COUNT,
    EvidenceType.AMOUNT,
    EvidenceType.SHARE,
    EvidenceType.MEETINGS,
    EvidenceType.CONTRACTS,
)
"""The types whose values are summed."""


class _Told(NamedTuple):
    """What one body tells of one duty."""

    cell: Cell
    figure: int
    """The largest number of its answer that may be shown."""
    number: str
    """The same as it is written; empty where there is none."""
    own: str
    """Its description, in its own words."""
    papers: str
    """Its documents, decisions and the like."""
    has_paper: bool
    since: int | None
    """The first year since which it has told the same; None where it is new, or a figure."""


class Summed(NamedTuple):
    """One sort of evidence that a duty's answers sum to, and its years as a picture."""

    sum: Sum
    field: EvidenceField
    counted: str
    """What the sum counts, and in how many bodies."""
    series: Series | None


class _Duty(NamedTuple):
    """What there is to tell of one duty, before it is chosen."""

    duty: Obligation
    cells: Sequence[Cell]
    sums: Sequence[Summed]
    sentences: Sequence[str]
    told: Sequence[_Told]

    @property
    def tells(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.sums or self.sentences or self.told)

    @property
    def rank(self) -> tuple[int, int, int]:
        """First those with a sum, of most bodies; then those of which most bodies tell something new, in words first."""
        bodies = max(
            (one.sum.bodies for one in self.sums if one.field.type is not EvidenceType.MEETINGS), default=0
        )
        new = [one for one in self.told if one.since is None]
        return -bodies, -sum(bool(one.own) for one in new), -len(new)


def done(
    figures: ReportData, chapters: Iterable[PlanFile[Chapter]], numbers: Mapping[str, str]
) -> Mapping[tuple[str, str | None], Done]:
    """Return what was done in each chapter, those that are part of it among it, and in each of its sub-areas.

    Among examples that are otherwise alike, bodies that have been quoted least come first, in the account's order.
    """
    by_year = {year: figures.by_duty(cells) for year, cells in figures.by_year.items()}
    quoted: Counter[str] = Counter()
    found = {}
    for chapter in chapters:
        owed = [
            cell
            for cell in figures.cells
            if is_of_the_year(cell)
            and chapter.stem in (cell.obligation.chapter.stem, cell.obligation.chapter.record.part_of)
            and cell.obligation.record.kind is not Kind.COMPENSATION  # it has a table of its own
        ]
        duties = [
            duty
            for cells in grouped(owed, lambda cell: cell.obligation.id).values()
            if (duty := _duty(figures, cells, by_year)).tells
        ]
        drawn = sorted(
            ((one.sum.bodies, one.series) for duty in duties for one in duty.sums if one.series),
            key=lambda pair: -pair[0],
        )
        series = tuple(one for _, one in drawn[:_SERIES])
        for sub_area in (None, *chapter.record.sub_areas):
            part = [duty for duty in duties if duty.duty.record.sub_area == sub_area]
            most = MOST_IN_PART if sub_area else MOST
            shown: list[DoneDuty] = []
            for duty in sorted(part, key=lambda one: one.rank)[:most]:
                written, bodies = _written_duty(figures, duty, numbers, series, quoted)
                shown.append(written)
                quoted.update(bodies)
            found[chapter.stem, sub_area] = Done(
                () if sub_area else series, tuple(shown), len(part) - len(shown)
            )
    return found


def done_by_duty(figures: ReportData, cells: Iterable[Cell]) -> Mapping[str, DoneDuty]:
    """Return what was done to meet each duty, told by itself."""
    by_year = {year: figures.by_duty(owed) for year, owed in figures.by_year.items()}
    found = {
        name: _duty(figures, owed, by_year)
        for name, owed in grouped(cells, lambda cell: cell.obligation.id).items()
    }
    return {name: _written_duty(figures, duty, {}, (), {})[0] for name, duty in found.items() if duty.tells}


def _duty(
    figures: ReportData, cells: Sequence[Cell], by_year: Mapping[int, Mapping[tuple[str, str], Cell]]
) -> _Duty:
    duty = cells[0].obligation
    fields = duty.evidence.fields
    fulfilled = [cell for cell in cells if cell.verdict is Verdict.FULFILLED]
    sums = tuple(sums_of(figures, cells, fields, by_year))
    is_alone = bool(sums) and max(one.sum.bodies for one in sums) == 1  # its figure is the sum
    told = []
    for cell in fulfilled:
        one = _told(figures, cell, by_year)
        one = one._replace(figure=0, number="") if is_alone else one
        if one.own or one.papers or one.number:
            told.append(one)
    return _Duty(duty, cells, sums, tuple(_sentences(figures, fulfilled, fields)), told)


def _written_duty(
    figures: ReportData,
    duty: _Duty,
    numbers: Mapping[str, str],
    drawn: Sequence[Series],
    quoted: Mapping[str, int],
) -> tuple[DoneDuty, Sequence[str]]:
    """Return the duty as it is told, and the bodies that it quotes."""
    examples = _examples(_ordered(duty.told, quoted))
    first = max(
        (one for one in duty.sums if one.sum.value is not None), key=lambda one: one.sum.bodies, default=None
    )
    sentences = []
    for one in duty.sums:
        trend = "" if one.series in drawn else one.sum.trend
        sentences += ["" if one is first else one.sum.sentence, trend, one.sum.left_out]
    if not any(one.own for one in duty.told):
        sentences += duty.sentences
    bound, urged = (Score.of([cell for cell in duty.cells if cell.is_bound is one]) for one in (True, False))
    alone = next(cell for cell in duty.cells if cell.counts) if bound.due + urged.due == 1 else None
    whom = (
        f"organ; obundna: {urged}" if bound.due and urged.due else "organ" if bound.due else "obundna organ"
    )
    done = DoneDuty(
        id=duty.duty.id,
        number=numbers.get(duty.duty.id, ""),
        title=duty.duty.record.title,
        amount=first.sum.short if first else "" if alone else str(bound if bound.due else urged),
        counted=first.counted if first else figures.in_sentence(alone.body) if alone else whom,
        counts=tally(cell for cell in duty.cells if cell.counts),
        sums=tuple(one.sum for one in duty.sums),
        sentences=tuple(filter(None, sentences)),
        told=tuple(_example(figures, one, is_alone=len(duty.cells) == 1) for one in examples),
        more=_more(duty, examples, first),
    )
    return done, [one.cell.body for one in examples]


def _examples(told: Sequence[_Told]) -> list[_Told]:
    """Return the first few; of those that only name a document, one is enough."""
    bare = [one for one in told if not one.own and not one.number]
    left_out = {id(one) for one in bare[1:]}
    return [one for one in told if id(one) not in left_out][:EXAMPLES]


def _more(duty: _Duty, examples: Sequence[_Told], first: Summed | None) -> int:
    """Return how many bodies more there are: in the sum, where figures are told, or that have fulfilled the duty."""
    figures = sum(bool(one.number) for one in examples)
    if figures and first:
        return max(0, first.sum.bodies - figures)
    fulfilled = {cell.body for cell in duty.cells if cell.verdict is Verdict.FULFILLED}
    return len(fulfilled) - len(examples) if examples else 0


def evidence_of(filed: FiledAnswer | None, name: str) -> list[object]:
    """Return what an answer gives under a name, itself and for each of its events."""
    given = (filed.answer.evidence, *filed.answer.events.values()) if filed else ()
    return [evidence[name] for evidence in given if name in evidence]


def year_answer(cell: Cell, year: int) -> FiledAnswer | None:
    """Return the year's own answer; what an earlier year's shows is of that year."""
    return next((filed for filed in (cell.claim, cell.proof.filed) if filed and filed.year == year), None)


# Sums


def sums_of(
    figures: ReportData,
    cells: Sequence[Cell],
    fields: Mapping[str, EvidenceField],
    by_year: Mapping[int, Mapping[tuple[str, str], Cell]],
    *,
    is_whole: bool = False,
) -> Iterator[Summed]:
    """Return what the year's answers sum to, field by field, whatever the verdict: a share would mislead otherwise.

    `is_whole` says that all is in for what is summed, though the year itself be under way.
    """
    years = [year for year in by_year if figures.year - _TREND < year]
    for name, field in fields.items():
        if field.type not in SUMMED:
            continue
        shown: dict[int, dict[str, Share]] = {year: {} for year in years}
        hidden: set[str] = set()
        for body in dict.fromkeys(cell.body for cell in cells):
            for year in years:
                cell = by_year[year].get((cells[0].obligation.id, body))
                values = evidence_of(year_answer(cell, year), name) if cell and cell.counts else []
                if any(map(field.is_small, values)):
                    hidden |= {body} if year == figures.year else set()
                elif values:
                    shown[year][body] = _total([_amount(value) for value in values])
        now = shown[figures.year]
        is_shown = len(now) >= len(hidden)  # of few among many a sum says nothing
        kept = _left_out(len(hidden), is_all=not is_shown)
        if now and is_shown:
            total = _total(now.values())
            compared, trend = _trend(figures, shown, is_whole=is_whole)
            written = _written(field, total, is_whole=True)
            found = Sum(
                field=field.title,
                amount=written,
                short=_written(field, total),
                sentence=_sum_sentence(figures, field, list(now), written),
                left_out=kept,
                trend=_trend_sentence(field, trend, is_all=len(compared) == len(now)),
                bodies=len(now),
                value=total.part,
                of=total.whole if _is_share(field) else None,
                years=tuple((year, one.part, one.whole if _is_share(field) else None) for year, one in trend),
                kind=_kind(field),
            )
            duty = cells[0].obligation.record.title
            counts = f"{_noun(field, total)}{_in_bodies(figures, list(now))}".removeprefix(", ")
            yield Summed(found, field, counts, _series(figures, duty, field, found, sorted(compared)))
        elif kept:
            yield Summed(Sum(field.title, "", "", kept, "", "", 0, None, None, (), ""), field, "", None)


def _in_bodies(figures: ReportData, bodies: Sequence[str]) -> str:
    """Say in how many bodies, at the end of what is counted; one is named."""
    if len(bodies) == 1:
        return f", {figures.in_sentence(bodies[0])}"
    return f" i {number(len(bodies))}{NBSP}organ"


def _noun(field: EvidenceField, total: Share) -> str:
    """Return what a sum counts, after the number: riskbedömningar, kronor, 84 % genomförda av överenskomna."""
    if _is_share(field):
        return f"{percent(total.part, total.whole)} {small(field.title).removeprefix('andel ')}"
    if field.type is EvidenceType.AMOUNT:
        return "kronor"
    if field.type is EvidenceType.MEETINGS:
        return "möte" if total.part == 1 else "möten"
    title = small(field.title)
    return title if total.part == 1 else title.removeprefix("antal").strip()


def _series(
    figures: ReportData, duty: str, field: EvidenceField, found: Sum, bodies: Sequence[str]
) -> Series | None:
    """Return the sum year by year, where there are years to compare and something to draw."""
    values = [part / whole if whole else float(part) for _, part, whole in found.years]
    if field.type is EvidenceType.MEETINGS or not any(values) or any(of == 0 for _, _, of in found.years):
        return None
    *_, before, last = values
    (then, *_), (_, part, whole) = found.years[-2:]
    way = (last > before) - (last < before)
    noun = small(field.title).partition("antal ")[2]
    if _is_share(field):
        heading, what = f"{('Samma', 'Högre', 'Lägre')[way]} andel", "Andel"
        rise = f"Andelen för ”{field.title}” steg till {percent(part, whole or 0)}"
    elif field.type is EvidenceType.AMOUNT:
        heading, what, rise = f"{('Lika mycket', 'Mer', 'Mindre')[way]} pengar", "Kronor", ""
    else:
        more = ("Lika många", "Fler", "Färre")[way]
        heading = (
            f"{more} {noun}" if noun else f"{field.title}: {small(more)} {'än' if way else 'som'} {then}"
        )
        what, rise = "Antal", f"Antalet {noun} ökade till {number(part)}" if noun else ""
    good = {
        "kronor": "En insats, inte ett resultat.",
        "andel": "Högre är bättre.",
        "": "Så många har rapporterats.",
    }
    goal = f" Linjen är {'vår gräns' if field.reading else 'målet'}." if field.goal else ""
    who = _in_bodies(figures, bodies)
    if is_part := len(bodies) < found.bodies:
        who = f" i {number(len(bodies))} av {number(found.bodies)}{NBSP}organ"
    is_gain = found.kind in ("personer", "antal", "andel") and way > 0 and not is_part
    return Series(
        heading=heading,
        duty=duty,
        years=found.years,
        goal=field.goal,
        note=f"{what} per år{who}. {good.get(found.kind, 'Fler är bättre.')}{goal}",
        rise=rise if is_gain else "",
    )


def _kind(field: EvidenceField) -> str:
    """Return what sort of gain the sum tells; what has happened, and meetings, are none."""
    if field.counts in (Counted.INCIDENTS, Counted.CASES):
        return ""
    if field.type is EvidenceType.COUNT:
        return "personer" if field.counts is Counted.PERSONS else "antal"
    return _GAINS.get(field.type, "")


def _amount(value: object) -> Share:
    """Return a value as a part of a whole; what is only a number is its own whole."""
    if isinstance(value, Share):
        return value
    if isinstance(value, Mapping):
        return Share(sum(value.values()), len(value))
    count = value if isinstance(value, int) else len(value) if isinstance(value, tuple) else 0
    return Share(count, count)


def _total(amounts: Iterable[Share]) -> Share:
    known = list(amounts)
    return Share(sum(one.part for one in known), sum(one.whole for one in known))


def _is_share(field: EvidenceField) -> bool:
    return field.type in (EvidenceType.SHARE, EvidenceType.CONTRACTS)


def _written(field: EvidenceField, total: Share, *, is_whole: bool = False) -> str:
    """Write a sum: 919 deltagare, 9 300 000 kronor, 203 av 212 (96 %)."""
    if _is_share(field):
        part = f" ({percent(total.part, total.whole)})" if is_whole else ""
        noun = " avtal" if field.type is EvidenceType.CONTRACTS and is_whole else ""
        return f"{number(total.part)} av {number(total.whole)}{noun}{part}"
    if not is_whole:
        return number(total.part)
    if field.type is EvidenceType.AMOUNT:
        return counted(total.part, "krona", "kronor")
    if field.type is EvidenceType.MEETINGS:
        return counted(total.part, "möte", "möten")
    if total.part == 1:  # the title is in the plural
        return f"{small(field.title)}: 1"
    return f"{number(total.part)} {_noun(field, total)}".strip()


def _trend(
    figures: ReportData, shown: Mapping[int, Mapping[str, Share]], *, is_whole: bool
) -> tuple[set[str], list[tuple[int, Share]]]:
    """Return the bodies with a value to show in every year, and their sums; only complete years are compared."""
    bodies = set.intersection(*map(set, shown.values()))
    is_whole = is_whole or all(map(figures.is_complete, shown))
    if len(shown) < 2 or not bodies or not is_whole:
        return bodies, []
    return bodies, [(year, _total(of[body] for body in bodies)) for year, of in shown.items()]


def _trend_sentence(field: EvidenceField, trend: Sequence[tuple[int, Share]], *, is_all: bool) -> str:
    if not trend:
        return ""
    which = "" if is_all else ", i de organ som har tal för alla åren"
    values = listed([_written(field, total) for _, total in trend])
    return f"Åren {trend[0][0]}–{trend[-1][0]}: {values}{which}."


def _left_out(count: int, *, is_all: bool) -> str:
    if not count:
        return ""
    who = counted(count, "organ", "organ")
    return (
        f"{who} redovisar tal som är för små för att visas." if is_all else f"{who} med små tal räknas inte."
    )


def _sum_sentence(figures: ReportData, field: EvidenceField, bodies: Sequence[str], written: str) -> str:
    together = "tillsammans " if len(bodies) > 1 else ""
    title = f" för ”{field.title}”" if _is_share(field) else ""
    return f"{_who(figures, bodies)} redovisar {together}{written}{title}."


def _who(figures: ReportData, bodies: Sequence[str]) -> str:
    """Begin a sentence: one body is named, more are counted."""
    return figures.name(bodies[0]) if len(bodies) == 1 else counted(len(bodies), "organ", "organ")


# Sentences from days, and from yes


def _sentences(
    figures: ReportData, cells: Sequence[Cell], fields: Mapping[str, EvidenceField]
) -> Iterator[str]:
    """Say what the days and yeses of the fulfilled answers show, field by field."""
    for name, field in fields.items():
        if field.type not in SENTENCES:
            continue
        found = {cell.body: [one for one in evidence_of(cell.proof.filed, name) if one] for cell in cells}
        given = [body for body, values in found.items() if values]
        days = [value for values in found.values() for value in values if isinstance(value, date)]
        if given:
            who = _who(figures, given)
            yield SENTENCES[field.type].format(who=who, title=field.title, days=_between(days))


def _between(days: Sequence[date]) -> str:
    """Say when: den 6 mars 2024, mellan den 15 februari och den 21 november 2024."""
    if not days:
        return ""
    first, last = min(days), max(days)
    if first == last:
        return f"den {long_date(last)}"
    start = long_date(first)
    if first.year == last.year:
        start = start.removesuffix(f"{NBSP}{first.year}")
    return f"mellan den {start} och den {long_date(last)}"


# What the bodies themselves tell


def _told(figures: ReportData, cell: Cell, by_year: Mapping[int, Mapping[tuple[str, str], Cell]]) -> _Told:
    """Return what the body tells by the answer that its verdict rests on, and since when it has told the same."""
    numbers = [(0, "")]
    for name, field in cell.obligation.evidence.fields.items():
        values = evidence_of(year_answer(cell, figures.year), name)
        if field.type in SUMMED and not any(map(field.is_small, values)):
            total = _total([_amount(value) for value in values])
            if total.part:
                numbers.append((total.part, _written(field, total, is_whole=not _is_share(field))))
    figure, number_written = max(numbers, key=lambda one: one[0])
    first = figures.year
    while (
        not number_written
        and (before := by_year.get(first - 1, {}).get((cell.obligation.id, cell.body)))
        and before.verdict is Verdict.FULFILLED
        and _own_words(before) == _own_words(cell)
    ):
        first -= 1
    return _Told(cell, figure, number_written, *_own_words(cell), first if first < figures.year else None)


def _own_words(cell: Cell) -> tuple[str, str, bool]:
    """Return a body's description or else its comment, its papers, and whether any of these is a document or a decision."""
    own: list[str] = []
    papers: list[str] = []
    has_paper = False
    for name, field in cell.obligation.evidence.fields.items():
        values = evidence_of(cell.proof.filed, name)
        if field.type is EvidenceType.TEXT:
            own += map(str, values)
        elif field.type in NAMED:
            papers += map(field.in_words, values)
            has_paper = has_paper or (bool(values) and field.type in _PAPERS)
    comment = cell.claim.answer.comment if cell.claim else None
    return " ".join(own) or comment or "", "; ".join(papers), has_paper


def _ordered(told: Sequence[_Told], quoted: Mapping[str, int]) -> list[_Told]:
    """Return first those with a figure, largest first, then with a paper, then with words of their own.

    Among those alike, what is new comes before what is unchanged, and bodies that have been quoted least come first.
    """
    texts = Counter(one.own for one in told)

    def place(one: _Told) -> tuple[int, int, bool, int]:
        rank = 0 if one.number else 1 if one.has_paper else 2 if texts[one.own] == 1 else 3
        return rank, -one.figure, one.since is not None, quoted.get(one.cell.body, 0)

    return sorted(told, key=place)


def _example(figures: ReportData, one: _Told, *, is_alone: bool) -> Told:
    words, is_shortened = first_sentences(one.own or one.number or one.papers)
    return Told(
        body="" if is_alone else figures.name(one.cell.body),
        figure=one.number if one.own else "",
        text=words,
        is_shortened=is_shortened,
        since=one.since,
        source=figures.source(one.cell.proof.filed.where if one.cell.proof.filed else one.cell.basis[0]),
    )


def first_sentences(text: str) -> tuple[str, bool]:
    """Return the opening sentences of a text of many words, and whether it was cut."""
    if len(text.split()) <= _LONGEST:
        return text, False
    kept = ""
    for sentence in _SENTENCE_END.split(text):
        longer = f"{kept} {sentence}".strip()
        if len(longer.split()) > _LONGEST:
            break
        kept = longer
    return kept or " ".join(text.split()[:_LONGEST]) + " …", True


def marked_if_shortened(text: str) -> str:
    """Return the text, or its opening sentences and that they are not all."""
    words, is_shortened = first_sentences(text)
    return f"{words} (förkortat)" if is_shortened else words


# The first page


def gains(figures: ReportData, chapters: Sequence[ChapterView]) -> tuple[Gain, ...]:
    """Return the facts for the first page: of each kind of sum the one that most bodies stand behind."""
    best: dict[str, Gain] = {}
    parts = (one for chapter in chapters for one in (chapter.done, *(sub.done for sub in chapter.sub_areas)))
    for duty in (duty for part in parts for duty in part.duties):
        for one in duty.sums:
            known = best.get(one.kind)
            if one.kind and (known is None or known.sum.bodies < one.bodies):
                best[one.kind] = Gain(duty.title, _gained(figures, one), one)
    return tuple(sorted(best.values(), key=lambda gain: -gain.sum.bodies))


def _gained(figures: ReportData, one: Sum) -> str:
    """Say in how many bodies, and how much more it is than the year before where they are the same bodies."""
    text = f"i {counted(one.bodies, 'organ', 'organ')}"
    before = next((sum_ for year, *sum_ in one.years if year == figures.year - 1), None)
    if before is None or one.value is None or one.years[-1][1:] != (one.value, one.of):
        return text
    then, whole = before
    if whole is not None:
        return f"{text}, mot {percent(then or 0, whole)} {figures.year - 1}"
    more, less = ("mer", "mindre") if one.kind == "kronor" else ("fler", "färre")
    moved = one.value - (then or 0)
    if not moved:
        return f"{text}, lika {'mycket' if one.kind == 'kronor' else 'många'} som {figures.year - 1}"
    return f"{text}, {number(abs(moved))} {more if moved > 0 else less} än {figures.year - 1}"
