"""New follow-ups: every question a body is to answer for a year, with what it needs to know beside it.

The questions come from the grid, so that a skeleton and `check` never disagree. What is left empty is
unanswered, and valid.
"""

import textwrap
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from trygghetsplan.editing.quoting import scalar
from trygghetsplan.model import modeline
from trygghetsplan.model.evidence import EvidenceField, EvidenceType
from trygghetsplan.model.followup import Status
from trygghetsplan.model.obligation import Protection
from trygghetsplan.model.time import ClockKind
from trygghetsplan.obligations.cell import Cell
from trygghetsplan.obligations.clock import answer_day
from trygghetsplan.obligations.grid import Grid
from trygghetsplan.obligations.verdict import Verdict
from trygghetsplan.repository import PlanRepository
from trygghetsplan.swedish import listed, long_date, possessive

_WIDTH = 110
_HINTS = {
    EvidenceType.DATE: "ÅÅÅÅ-MM-DD",
    EvidenceType.VALID_FROM: "ÅÅÅÅ-MM-DD",
    EvidenceType.VALID_TO: "ÅÅÅÅ-MM-DD",
    EvidenceType.MEETINGS: "datum i en lista, [ÅÅÅÅ-MM-DD, ÅÅÅÅ-MM-DD]",
    EvidenceType.SHARE: "som 34 av 40",
    EvidenceType.CONTRACTS: "en rad per avtal: diarienummer, kolon, ja eller nej",
    EvidenceType.YES_NO: "ja eller nej",
    EvidenceType.COUNT: "ett heltal",
    EvidenceType.AMOUNT: "ett heltal",
    EvidenceType.CASE_NUMBER: "som KS 2024/0107",
    EvidenceType.FUNCTION: "en funktion, inte en person",
    EvidenceType.FUNCTIONS: "en lista av funktioner, inte personer",
}
"""How each type of evidence is written; a type of free text needs no hint."""
_DATES = (EvidenceType.DATE, EvidenceType.VALID_FROM, EvidenceType.VALID_TO)


def missing_follow_ups(repository: PlanRepository, year: int) -> dict[str, str]:
    """Return the text of every follow-up that does not exist yet, by path."""
    taken = {path.casefold() for path in repository.paths}
    return {
        path: follow_up(repository, year, body, cells)
        for body, cells in questions(repository, year).items()
        if (path := follow_up_path(year, body)) not in taken
    }


def follow_up_path(year: int, body: str) -> str:
    """Return where a body's answers for a year are kept."""
    return f"followups/{year}/{body}.yaml"


def questions(repository: PlanRepository, year: int) -> dict[str, list[Cell]]:
    """Return for each body the cells it is to answer in its file for `year`, in the order of the plan."""
    found: dict[str, list[Cell]] = {}
    for cell in Grid(repository, date(year, 12, 31)).year(year):
        elsewhere = cell.term.is_report and cell.period.last != year
        if not elsewhere:
            found.setdefault(cell.body, []).append(cell)
    return {body: found[body] for body in repository.bodies if body in found}


def follow_up(repository: PlanRepository, year: int, body: str, cells: Sequence[Cell]) -> str:
    """Write the file in which a body answers for a year, with every answer empty."""
    settings = repository.settings.record
    asked = [cell for cell in cells if cell.verdict is not Verdict.NOT_APPLICABLE]
    lines = [
        modeline(follow_up_path(year, body)),
        *_remark(
            f"{possessive(repository.body_name(body))} uppföljning {year}. "
            f"Svara senast {long_date(answer_day(settings, year))}."
        ),
        *_remark(
            "Skriv svaren efter kolonen; det som är tomt räknas som obesvarat. Ta bort raden för ett underlag som "
            "saknas. Skriv funktioner, aldrig namn på personer, och inga uppgifter som omfattas av sekretess."
        ),
        *_remark(f"Status är {_statuses(ClockKind.CONTINUOUS)}, om inget annat står vid frågan."),
        f"organ: {body}",
        f"år: {year}",
    ]
    if settings.example:
        lines.append("exempel: ja")
    lines += ["beslut:", "  datum:", "  diarienummer:", "  paragraf:"]
    lines += _remark(_contact(repository, year, body))
    lines.append("svar:")
    heading = ""
    for cell in asked:
        if cell.duty.chapter.record.title != heading:
            heading = cell.duty.chapter.record.title
            lines += ["", *_remark(f"=== {heading} ===", "  ")]
        lines += ["", *_question(repository, year, body, cell)]
    outside = [cell.duty.obligation.title for cell in cells if cell.verdict is Verdict.NOT_APPLICABLE]
    if outside:
        lines += ["", *_remark(f"Berörs inte, enligt beslut: {listed(outside)}.", "  ")]
    return "\n".join(lines) + "\n"


def _remark(text: str, indent: str = "") -> list[str]:
    """Return a comment, over as many lines as it takes."""
    flat = " ".join(text.split())
    return [f"{indent}# {line}" for line in textwrap.wrap(flat, _WIDTH - len(indent), break_on_hyphens=False)]


def _statuses(kind: ClockKind) -> str:
    return listed([status.value for status in Status if status.fits(kind)], "eller")


def _contact(repository: PlanRepository, year: int, body: str) -> str:
    before = repository.years.get(body, {}).get(year - 1)
    contact = before.record.contact if before else None
    return f"kontakt: {contact or 'Funktion, inte person'}" + (f" (som {year - 1})" if contact else "")


def _question(repository: PlanRepository, year: int, body: str, cell: Cell) -> Iterator[str]:
    """Write one question: what it is about, by when, what to show, what was said before, and an empty answer."""
    obligation = cell.duty.obligation
    fields = {name: found for name in obligation.evidence if (found := repository.field(name))}
    given = {name: found for name, found in fields.items() if not found.type.is_computed}
    answers_itself = any(field.type is EvidenceType.YEAR_ANSWER for field in fields.values())
    for text in (
        f"{obligation.title}. {obligation.text}",
        *_terms(year, cell, answers_itself=answers_itself),
        *(f"{name}: {_asked(found)}" for name, found in given.items()),
        *_before(repository, year, body, cell),
    ):
        yield from _remark(text, "  ")
    yield f"  {scalar(cell.duty.id)}:"
    if not answers_itself:
        yield "    status:"
        yield from (f"    {scalar(name)}:" for name in given)


def _terms(year: int, cell: Cell, *, answers_itself: bool) -> Iterator[str]:
    kind = cell.term.clock.kind
    first, last = cell.period.first, cell.period.last
    if cell.verdict is Verdict.FULFILLED and (kind is ClockKind.ONCE or first < last):
        yield f"Redan uppfyllt ({cell.period.label}). Svara bara om något har ändrats."
    elif (
        cell.term.due is not None
        and kind is not ClockKind.EVENT
        and (cell.term.due.month, cell.term.due.day) != (12, 31)
    ):
        yield f"Ska vara klart senast {long_date(cell.term.due)}."
    elif cell.term.due is not None and cell.term.due.year != year:
        yield f"Gäller {cell.period.label} och ska vara klart senast {long_date(cell.term.due)}."
    if kind in (ClockKind.ONCE, ClockKind.EVENT):
        yield f"Status är {_statuses(kind)}."
    if kind is ClockKind.EVENT:
        yield "Har det inte varit aktuellt under året: skriv status ej aktuell, och skäl på nästa rad."
    if answers_itself:
        yield "Besvaras av att filen beslutas; inget svar behövs."
    if cell.duty.obligation.protection is Protection.NOT_STORED:
        yield "Får ej lagras: skriv bara datum, diarienummer och ja eller nej."
    if not cell.is_bound:
        yield "Ni uppmanas att göra detta; er egen styrelse beslutar."


def _asked(field: EvidenceField) -> str:
    """Say what an evidence field wants and how it is written."""
    said = (field.help or field.title).rstrip(".")
    if field.type is EvidenceType.CHECKLIST:
        return f"{said}: de som stämmer, i en lista: [{', '.join(field.options)}]."
    if field.help and field.type not in _DATES:
        return f"{said}."
    return f"{said}, {_HINTS[field.type]}." if field.type in _HINTS else f"{said}."


def _before(repository: PlanRepository, year: int, body: str, cell: Cell) -> Iterator[str]:
    """Say what the body answered last, and when; an unchanged answer leads on to the one before it."""
    files = repository.years.get(body, {})
    unchanged = ""
    for earlier in sorted((one for one in files if one < year), reverse=True):
        raw = files[earlier].record.answers.get(cell.duty.id)
        if not isinstance(raw, dict) or not raw:
            continue
        if raw.get("status") == Status.UNCHANGED.value:
            unchanged = unchanged or f" (oförändrat {earlier})"
            continue
        yield f"Svaret {earlier}{unchanged}: {'; '.join(f'{key} {_plain(value)}' for key, value in raw.items())}"
        return


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_plain(item)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    return str(value).strip()
