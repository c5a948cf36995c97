"""What became of shortcomings and measures, and which answers say nearly the same as the year before."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median_low

from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.model.evidence import EvidenceType
from trygghetsplan.model.followup import Answer, Status
from trygghetsplan.report.data import ReportData, areas, score
from trygghetsplan.report.deep.histories import Followed
from trygghetsplan.report.deep.views import Closures, Copied, Promise, Stalled
from trygghetsplan.report.views import Source

LIKE = 0.85
"""The share from which two texts are called nearly the same."""
SHORTEST = 5
"""Texts of fewer words than this are not compared: there is only one way to say so little."""
_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"\d+")


def likeness(one: str, other: str) -> float:
    """Return how alike two texts are: 1 for the same words in the same order, 0 for no pair in common."""
    pairs, others = _pairs(one), _pairs(other)
    both = sum(pairs.values()) + sum(others.values())
    return 2 * sum((pairs & others).values()) / both if both else 0.0


def copies(figures: ReportData) -> tuple[Copied, ...]:
    """Return for each bound body its answers that repeat the year before, the most repeating first."""
    found = [_of_body(figures, body) for body in figures.repository.bodies if _is_bound(figures, body)]
    return tuple(sorted((one for one in found if one.copied), key=lambda one: -one.copied))


def _is_bound(figures: ReportData, body: str) -> bool:
    return any(
        cell.body == body and figures.counts(cell.obligation) and cell.is_bound for cell in figures.cells
    )


def _of_body(figures: ReportData, body: str) -> Copied:
    where = []
    written = unchanged = 0
    for obligation, year, now, before in _neighbours(figures, body):
        if now.status is Status.UNCHANGED:
            unchanged += 1
            continue
        text, old = _words(figures, now), _words(figures, before)
        if min(len(_WORD.findall(text)), len(_WORD.findall(old))) < SHORTEST:
            continue
        written += 1
        if likeness(text, old) >= LIKE:
            document = figures.repository.years[body][year]
            where.append(
                (
                    figures.repository.obligations[obligation].record.title,
                    year,
                    figures.source(document.at("svar", obligation).key()),
                )
            )
    return Copied(figures.name(body), len(where), written, unchanged, tuple(where))


def _neighbours(figures: ReportData, body: str) -> Iterator[tuple[str, int, Answer, Answer]]:
    """Return each answer of the span's years that has one to the same duty the year before."""
    years = figures.repository.years[body]
    for year in list(figures.by_year)[1:]:
        now, before = years.get(year), years.get(year - 1)
        if now is None or before is None:
            continue
        for name in now.record.answers:
            obligation = figures.repository.obligations.get(name)
            answer, old = figures.repository.answer(now, name), figures.repository.answer(before, name)
            if obligation and figures.counts(obligation) and answer and old:
                yield name, year, answer, old


def _words(figures: ReportData, answer: Answer) -> str:
    """Return what the body has written freely: not the names of documents, which should be the same."""
    texts = [answer.reason, answer.comment]
    for evidence in (answer.evidence, *answer.events.values()):
        for name, value in evidence.items():
            field = figures.repository.field(name)
            if field and field.type is EvidenceType.TEXT:
                texts.append(str(value))
    return " ".join(text for text in texts if text)


def _pairs(text: str) -> Counter[tuple[str, str]]:
    words = _WORD.findall(_DIGITS.sub("0", text.casefold()))
    return Counter(pairwise(words))


_SLOWEST = 10
_UNDER_WAY = (Status.ONGOING, Status.PARTLY_MET)


def closures(figures: ReportData, followed: Sequence[Followed]) -> Closures:
    """Return how long the shortcomings of bound bodies stood that were fulfilled within the years."""
    bound = [one for one in followed if one.last.is_bound]
    closed = [(one, *found) for one in bound for found in _closed(one)]
    days = [late for _, _, _, late in closed if late is not None]
    shown = [(one, first, year) for one, first, year, _ in closed if year - first > 1]
    shown.sort(key=lambda found: found[1] - found[2])
    return Closures(
        count=len(closed),
        by_years=tuple(sorted(Counter(year - first for _, first, year, _ in closed).items())),
        median_days=median_low(days) if days else None,
        dated=len(days),
        open=sum(one.run > 0 for one in bound),
        slowest=tuple(
            (
                figures.name(one.last.body),
                one.last.obligation.record.title,
                first,
                year,
                _source(figures, one, year),
            )
            for one, first, year in shown[:_SLOWEST]
        ),
    )


def _closed(one: Followed) -> Iterator[tuple[int, int, int | None]]:
    """Return (first year lacking, year fulfilled, days late) for each shortcoming that was closed."""
    opened: tuple[int, Cell] | None = None
    for year, cell in zip(one.years, one.cells, strict=True):
        if cell is None:
            opened = None
        elif cell.verdict.is_shortcoming:
            opened = opened or (year, cell)
        elif cell.verdict is Verdict.FULFILLED and opened:
            first, lacking = opened
            due, proved = lacking.schedule.due or lacking.schedule.answer_by, cell.proof.proved
            yield first, year, (proved - due).days if proved and proved > due else None
            opened = None


def _source(figures: ReportData, one: Followed, year: int) -> Source | None:
    cell = one.cells[one.years.index(year)]
    return figures.source((cell or one.last).basis[0])


def stalled(figures: ReportData, followed: Sequence[Followed]) -> tuple[Stalled, ...]:
    """Return what bound bodies said of a shortcoming in one year, where no later year fulfils it."""
    found = []
    for one in followed:
        if not one.last.is_bound or one.run < 2:
            continue
        for place in range(len(one.years) - one.run, len(one.years) - 1):
            cell = one.cells[place]
            words = _measure(figures, cell) if cell else None
            if cell and words:
                still = "fortfarande " if one.last.verdict is cell.verdict else ""
                after = f"{still}{one.last.verdict.in_sentence} {one.years[-1]}"
                source = figures.source(cell.basis[0])
                title = one.last.obligation.record.title
                found.append(
                    Stalled(
                        body=figures.name(one.last.body),
                        duty=title,
                        year=one.years[place],
                        words=words,
                        after=after,
                        source=source,
                    )
                )
                break
    return tuple(found)


def _measure(figures: ReportData, cell: Cell) -> str | None:
    """Return what the body itself says that it has done, where it had begun but did not claim to be done.

    Its reason (skäl) says why the duty is not met, and is no measure.
    """
    if cell.claim is None or cell.claim.answer.status not in _UNDER_WAY:
        return None
    answer, fields = cell.claim.answer, figures.repository.catalogue.record.fields
    told = (str(text) for name, text in answer.evidence.items() if fields[name].type is EvidenceType.TEXT)
    return answer.comment or next(told, None)


def promises(figures: ReportData) -> tuple[Promise, ...]:
    """Return what was promised for each area's next year, beside the shortcomings before and after."""
    years = list(figures.by_year)
    found = []
    for chapter in areas(figures):
        for year in years[:-1]:
            if not figures.is_complete(year + 1):
                continue
            document = figures.judged.get(year)
            promised = document.record.areas.get(chapter.stem) if document else None
            if document is None or promised is None or promised.next_year is None:
                continue
            now, later = (score(figures.area(chapter, bound=True, year=when)) for when in (year, year + 1))
            before, after = now.due - now.fulfilled, later.due - later.fulfilled
            where = document.at("områden", chapter.stem, "nästa år").key()
            found.append(
                Promise(
                    area=figures.label_of(chapter),
                    year=year,
                    words=promised.next_year,
                    before=before,
                    after=after,
                    had_effect=after < before,
                    source=figures.source(where),
                )
            )
    return tuple(found)
