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
from trygghetsplan.model.obligation import Chapter
from trygghetsplan.plan.repository import PlanFile
from trygghetsplan.report.data import ReportData, areas, score
from trygghetsplan.report.deep.histories import Followed
from trygghetsplan.report.deep.views import Closures, Copied, Measure, Promise

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
    copied = written = unchanged = 0
    for now, before in _neighbours(figures, body):
        if now.status is Status.UNCHANGED:
            unchanged += 1
            continue
        text, old = _words(figures, now), _words(figures, before)
        if min(len(_WORD.findall(text)), len(_WORD.findall(old))) >= SHORTEST:
            written += 1
            copied += likeness(text, old) >= LIKE
    return Copied(figures.name(body), copied, written, unchanged)


def _neighbours(figures: ReportData, body: str) -> Iterator[tuple[Answer, Answer]]:
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
                yield answer, old


def _words(figures: ReportData, answer: Answer) -> str:
    """Return what the body has written freely: not the names of documents, which should be the same."""
    texts = [answer.reason, answer.measure, answer.comment]
    for evidence in (answer.evidence, *answer.events.values()):
        for name, value in evidence.items():
            field = figures.repository.field(name)
            if field and field.type is EvidenceType.TEXT:
                texts.append(str(value))
    return " ".join(text for text in texts if text)


def _pairs(text: str) -> Counter[tuple[str, str]]:
    words = _WORD.findall(_DIGITS.sub("0", text.casefold()))
    return Counter(pairwise(words))


def closures(followed: Sequence[Followed]) -> Closures:
    """Return how long the shortcomings of bound bodies stood that were fulfilled within the years."""
    bound = [one for one in followed if one.last.is_bound]
    closed = [found for one in bound for found in _closed(one)]
    days = [late for _, _, late in closed if late is not None]
    return Closures(
        count=len(closed),
        by_years=tuple(sorted(Counter(year - first for first, year, _ in closed).items())),
        median_days=median_low(days) if days else None,
        dated=len(days),
        open=sum(one.run > 0 for one in bound),
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


def measures(figures: ReportData, followed: Sequence[Followed]) -> tuple[Measure, ...]:
    """Return what bound bodies decided to do about shortcomings, and what happened after: without effect first."""
    found = []
    for one in followed:
        decided = [
            (year, words, figures.source(cell.basis[0]))
            for year, cell in zip(one.years[:-1], one.cells[:-1], strict=True)
            if cell and one.last.is_bound and (words := _measure(cell, year))
        ]
        if decided:
            found.append(
                Measure(
                    body=figures.name(one.last.body),
                    duty=one.last.obligation.record.title,
                    decided=tuple(decided),
                    after=_after(one, decided[0][0]),
                    is_met=one.last.verdict is Verdict.FULFILLED,
                )
            )
    return tuple(sorted(found, key=lambda measure: measure.is_met))


def _measure(cell: Cell, year: int) -> str | None:
    """Return the measure that the body answered the year's shortcoming with."""
    is_own = cell.verdict.is_shortcoming and cell.claim and cell.claim.year == year
    return cell.claim.answer.measure if is_own and cell.claim else None


def _after(one: Followed, decided: int) -> str:
    """Say what the verdicts became from the year after: uppfylld 2023 men inte uppfylld 2024."""
    later = [(year, cell) for year, cell in zip(one.years, one.cells, strict=True) if year > decided and cell]
    met = next((year for year, cell in later if cell.verdict is Verdict.FULFILLED), None)
    now = one.last.verdict
    if met is None:
        still = "fortfarande " if later and now.is_shortcoming else ""
        return f"{still}{now.in_sentence} {one.years[-1]}"
    broken = f" men {now.in_sentence} {one.years[-1]}" if now is not Verdict.FULFILLED else ""
    return f"uppfylld {met}{broken}"


def promises(figures: ReportData) -> tuple[Promise, ...]:
    """Return what was promised for each area's next year, beside the shortcomings before and after."""
    years = [year for year in figures.by_year if year < figures.year and figures.is_complete(year + 1)]
    found = []
    for chapter in areas(figures):
        for year in years:
            document = figures.judged.get(year)
            promised = document.record.areas.get(chapter.stem) if document else None
            where = document.at("områden", chapter.stem, "nästa år") if document else None
            words = figures.own(promised.next_year, where) if promised and where else None
            if words:
                before, after = (lacking_of(figures, chapter, when) for when in (year, year + 1))
                found.append(Promise(figures.label_of(chapter), year, words, before, after))
    return tuple(found)


def lacking_of(figures: ReportData, chapter: PlanFile[Chapter], year: int) -> int:
    """Count the shortcomings of an area in the bodies that have answered for every year, so that years compare."""
    unheard = {body for silent in figures.silent_by_year.values() for body in silent}
    cells = (cell for cell in figures.area(chapter, bound=True, year=year) if cell.body not in unheard)
    return score(cells).lacking
