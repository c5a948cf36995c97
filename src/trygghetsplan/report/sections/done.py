"""What was done, told from the answers: sums with their trend, days, and the bodies' own words.

Small counts of persons, cases and incidents are left out in every edition, so that the sums of an internal one are
those of the public one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from trygghetsplan.engine.answers import FiledAnswer
from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.model.evidence import Counted, EvidenceField, EvidenceType
from trygghetsplan.model.obligation import Chapter, Kind
from trygghetsplan.model.scalars import Share
from trygghetsplan.plan.repository import PlanFile
from trygghetsplan.report.data import ReportData, grouped, is_of_the_year
from trygghetsplan.report.views import ChapterView, DoneDuty, Gain, Sum, Told
from trygghetsplan.swedish import NBSP, counted, listed, long_date, number, percent, small

EXAMPLES = 3
_LONGEST = 60
"""More words than these are shortened to the opening sentences."""
_TREND = 3
"""How many years a trend covers, where there are so many."""
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")

SENTENCES: Mapping[EvidenceType, str] = {
    EvidenceType.DATE: "{who} gjorde det {days}.",
    EvidenceType.VALID_FROM: "Hos {whom} började det gälla {days}.",
    EvidenceType.VALID_TO: "Hos {whom} slutar det gälla {days}.",
    EvidenceType.YES_NO: "{who} svarar ja på ”{title}”.",
    EvidenceType.COUNT: "{who} redovisar {sum}.",
    EvidenceType.AMOUNT: "{who} redovisar {sum}.",
    EvidenceType.SHARE: "{who} redovisar {sum} för ”{title}”.",
    EvidenceType.MEETINGS: "{who} hade {sum}.",
    EvidenceType.CONTRACTS: "{who} svarar ja för {sum}.",
}
"""What a type of evidence says of those who gave it, as a sentence."""
NAMED = (
    EvidenceType.DOCUMENT,
    EvidenceType.DECISION,
    EvidenceType.FUNCTION,
    EvidenceType.FUNCTIONS,
    EvidenceType.CHECKLIST,
)
"""The types whose value is told as it stands, where the body gives no description."""
SILENT = (EvidenceType.CASE_NUMBER, EvidenceType.INDICATOR, EvidenceType.YEAR_ANSWER)
"""The types that tell nothing of what was done."""
_PAPERS = (EvidenceType.DOCUMENT, EvidenceType.DECISION)
_SUMMED = (
    EvidenceType.COUNT,
    EvidenceType.AMOUNT,
    EvidenceType.SHARE,
    EvidenceType.MEETINGS,
    EvidenceType.CONTRACTS,
)


class _Told(NamedTuple):
    """What one body tells of one duty."""

    cell: Cell
    figure: tuple[int, str] | None
    """The largest figure that may be shown, and how it is written."""
    own: str
    """Its description, in its own words."""
    papers: str
    """Its documents, decisions and the like."""
    has_paper: bool


def done(figures: ReportData, chapter: PlanFile[Chapter]) -> tuple[DoneDuty, ...]:
    """Return what was done in a chapter and those that are part of it, duty by duty; what tells nothing is left out."""
    by_year = {year: figures.by_duty(cells) for year, cells in figures.by_year.items()}
    owed = (
        cell
        for cell in figures.cells
        if is_of_the_year(cell)
        and chapter.stem in (cell.obligation.chapter.stem, cell.obligation.chapter.record.part_of)
    )
    found = (
        _duty(figures, cells, by_year) for cells in grouped(owed, lambda cell: cell.obligation.id).values()
    )
    return tuple(one for one in found if one.sums or one.sentences or one.told)


def _duty(
    figures: ReportData, cells: Sequence[Cell], by_year: Mapping[int, Mapping[tuple[str, str], Cell]]
) -> DoneDuty:
    duty = cells[0].obligation
    fields = duty.evidence.fields
    fulfilled = [cell for cell in cells if cell.verdict is Verdict.FULFILLED]
    # What the compensation was used for is summed in a table of its own.
    summed = () if duty.record.kind is Kind.COMPENSATION else _sums(figures, cells, fields, by_year)
    sums = tuple(summed)
    told = _ordered([_told(cell) for cell in fulfilled])
    is_alone = bool(sums) and max(one.bodies for one in sums) == 1  # its figure is the sum
    told = [one._replace(figure=None) if is_alone else one for one in told]
    told = [one for one in told if one.own or one.papers or one.figure]
    examples = tuple(_example(figures, one, by_year) for one in told[:EXAMPLES])
    return DoneDuty(
        id=duty.id,
        title=duty.record.title,
        sums=sums,
        sentences=tuple(_sentences(figures, fulfilled, fields)),
        told=examples,
        more=len({cell.body for cell in fulfilled}) - len(examples) if examples else 0,
    )


def _evidence(filed: FiledAnswer | None, name: str) -> list[object]:
    """Return what an answer gives under a name, itself and for each of its events."""
    given = (filed.answer.evidence, *filed.answer.events.values()) if filed else ()
    return [evidence[name] for evidence in given if name in evidence]


def _of_the_year(cell: Cell, year: int) -> FiledAnswer | None:
    """Return the year's own answer; what an earlier year's shows is of that year."""
    return next((filed for filed in (cell.claim, cell.proof.filed) if filed and filed.year == year), None)


# Sums


def _sums(
    figures: ReportData,
    cells: Sequence[Cell],
    fields: Mapping[str, EvidenceField],
    by_year: Mapping[int, Mapping[tuple[str, str], Cell]],
) -> Iterator[Sum]:
    """Return what the year's answers sum to, field by field, whatever the verdict: a share would mislead otherwise."""
    years = [year for year in by_year if figures.year - _TREND < year]
    for name, field in fields.items():
        if field.type not in _SUMMED:
            continue
        shown: dict[int, dict[str, Share]] = {year: {} for year in years}
        hidden: set[str] = set()
        for body in dict.fromkeys(cell.body for cell in cells):
            for year in years:
                cell = by_year[year].get((cells[0].obligation.id, body))
                values = _evidence(_of_the_year(cell, year), name) if cell and cell.counts else []
                if any(map(field.is_small, values)):
                    hidden |= {body} if year == figures.year else set()
                elif values:
                    shown[year][body] = _total([_amount(value) for value in values])
        now = shown[figures.year]
        kept = _left_out(len(hidden), is_all=not now)
        if now:
            total = _total(now.values())
            compared, trend = _trend(figures, shown)
            together = "tillsammans " if len(now) > 1 else ""
            written = _written(field, total, is_whole=True)
            yield Sum(
                field=field.title,
                amount=written,
                sentence=_sentence(figures, field, list(now), sum=together + written),
                left_out=kept,
                trend=_trend_sentence(field, trend, len(compared), len(now)),
                bodies=len(now),
                value=total.part,
                of=total.whole if _is_share(field) else None,
                years=tuple((year, one.part, one.whole if _is_share(field) else None) for year, one in trend),
                kind=_kind(field),
            )
        elif kept:
            yield Sum(field.title, "", kept, "", "", 0, None, None, (), "")


def _kind(field: EvidenceField) -> str:
    """Return what sort of gain the sum tells; what has happened, and meetings, are none."""
    if field.counts in (Counted.INCIDENTS, Counted.CASES):
        return ""
    if field.type is EvidenceType.COUNT:
        return "personer" if field.counts is Counted.PERSONS else "antal"
    return {EvidenceType.SHARE: "andel", EvidenceType.AMOUNT: "kronor"}.get(field.type, "")


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
    title = small(field.title)
    if total.part == 1:  # the title is in the plural
        return f"{title}: 1"
    return f"{number(total.part)} {title.removeprefix('antal').strip()}".strip()


def _trend(
    figures: ReportData, shown: Mapping[int, Mapping[str, Share]]
) -> tuple[set[str], list[tuple[int, Share]]]:
    """Return the bodies with a value to show in every year, and their sums; only complete years are compared."""
    bodies = set.intersection(*map(set, shown.values()))
    if len(shown) < 2 or not bodies or not all(map(figures.is_complete, shown)):
        return bodies, []
    return bodies, [(year, _total(of[body] for body in bodies)) for year, of in shown.items()]


def _trend_sentence(field: EvidenceField, trend: Sequence[tuple[int, Share]], compared: int, now: int) -> str:
    if not trend:
        return ""
    if all(total == trend[0][1] for _, total in trend):
        return f"Det är lika många som {listed([str(year) for year, _ in trend[:-1]])}."
    values = listed([f"{_written(field, total)} ({year})" for year, total in trend])
    which = "" if compared == now else " som har ett tal att visa för alla åren"
    if compared == 1:
        return f"Talet var {values}{f' i det organ{which}' if which else ''}."
    return f"Summan var {values} i de {number(compared)} organ{which or 'en'}."


def _left_out(count: int, *, is_all: bool) -> str:
    if not count:
        return ""
    who = counted(count, "organ", "organ")
    if is_all:
        return f"{who} redovisar tal som är för små för att visas."
    return f"{who} med små tal ingår inte i summan."


def _sentence(figures: ReportData, field: EvidenceField, bodies: Sequence[str], **values: str) -> str:
    """Write the sentence of the field's type: one body is named, more are counted."""
    one, many = bodies[0], counted(len(bodies), "organ", "organ")
    who, whom = (many, many) if len(bodies) > 1 else (figures.name(one), figures.in_sentence(one))
    return SENTENCES[field.type].format(who=who, whom=whom, title=field.title, **values)


# Sentences from days, and from yes


def _sentences(
    figures: ReportData, cells: Sequence[Cell], fields: Mapping[str, EvidenceField]
) -> Iterator[str]:
    """Say what the days and yeses of the fulfilled answers show, field by field."""
    for name, field in fields.items():
        if field.type not in SENTENCES or field.type in _SUMMED:
            continue
        found = {cell.body: [one for one in _evidence(cell.proof.filed, name) if one] for cell in cells}
        given = [body for body, values in found.items() if values]
        days = [value for values in found.values() for value in values if isinstance(value, date)]
        if given:
            yield _sentence(figures, field, given, days=_between(days))


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


def _told(cell: Cell) -> _Told:
    """Return what the body tells by the answer that its verdict rests on."""
    numbers: list[tuple[int, str]] = []
    own: list[str] = []
    papers: list[str] = []
    has_paper = False
    for name, field in cell.obligation.evidence.fields.items():
        values = _evidence(cell.proof.filed, name)
        if field.type in _SUMMED and not any(map(field.is_small, values)):
            total = _total([_amount(value) for value in values])
            if total.part:
                numbers.append((total.part, _written(field, total, is_whole=True)))
        elif field.type is EvidenceType.TEXT:
            own += map(str, values)
        elif field.type in NAMED:
            papers += map(field.in_words, values)
            has_paper = has_paper or (bool(values) and field.type in _PAPERS)
    return _Told(cell, max(numbers, default=None), " ".join(own), "; ".join(papers), has_paper)


def _ordered(told: Sequence[_Told]) -> list[_Told]:
    """Return first those with a figure, largest first, then with a paper, then with words of their own."""
    texts = [one.own for one in told]

    def place(one: _Told) -> tuple[int, int]:
        if one.figure:
            return 0, -one.figure[0]
        if one.has_paper:
            return 1, 0
        return (2, 0) if texts.count(one.own) == 1 else (3, 0)

    return sorted(told, key=place)


def _example(figures: ReportData, one: _Told, by_year: Mapping[int, Mapping[tuple[str, str], Cell]]) -> Told:
    words, is_shortened = shortened(one.own or one.papers)
    figure = one.figure[1] if one.figure else ""
    return Told(
        body=figures.name(one.cell.body),
        figure=figure if words else "",
        text=words or figure,
        is_shortened=is_shortened,
        since=_since(figures, one, by_year),
        source=figures.source(one.cell.proof.filed.where if one.cell.proof.filed else one.cell.basis[0]),
    )


def _since(
    figures: ReportData, one: _Told, by_year: Mapping[int, Mapping[tuple[str, str], Cell]]
) -> int | None:
    """Return the first year since which the body has told the same; None where it is new, or a figure."""
    first = figures.year
    while (
        not one.figure
        and (before := by_year.get(first - 1, {}).get((one.cell.obligation.id, one.cell.body)))
        and before.verdict is Verdict.FULFILLED
        and _told(before)[2:] == one[2:]
    ):
        first -= 1
    return first if first < figures.year else None


def shortened(text: str) -> tuple[str, bool]:
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


# The first page


def gains(chapters: Sequence[ChapterView]) -> tuple[Gain, ...]:
    """Return the facts for the first page: of each kind of sum the one that most bodies stand behind."""
    best: dict[str, Gain] = {}
    for duty in (duty for chapter in chapters for duty in chapter.done):
        for one in duty.sums:
            known = best.get(one.kind)
            if one.kind and (known is None or known.sum.bodies < one.bodies):
                best[one.kind] = Gain(duty.id, duty.title, one)
    return tuple(sorted(best.values(), key=lambda gain: -gain.sum.bodies))
