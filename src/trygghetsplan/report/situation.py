"""The situation pictures of one part of the year: what has happened, how it is, and where it is heading.

A picture is a duty whose clock is that part of the year. The pictures themselves lie where the bodies keep them; here
stands what they add up to, what each body says, and where its own picture is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from trygghetsplan.engine.cell import Cell, Timeliness
from trygghetsplan.engine.proof import Level
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.model.evidence import EvidenceType
from trygghetsplan.plan.repository import Obligation
from trygghetsplan.report.data import ReportData, grouped
from trygghetsplan.report.sections.chapters import indicators
from trygghetsplan.report.sections.cover import cover
from trygghetsplan.report.sections.done import SUMMED, evidence_of, sums_of, year_answer
from trygghetsplan.report.sections.method import words
from trygghetsplan.report.views import Cover, IndicatorView, Provenance, Series, Source, Sum, Words
from trygghetsplan.swedish import capital, counted, listed, long_date, mid_sentence, number, small

_PAPERS = (EvidenceType.DOCUMENT, EvidenceType.CASE_NUMBER)


class Teller(NamedTuple):
    """What one body says in its picture."""

    body: str
    in_sentence: str
    is_urged: bool
    numbers: tuple[str, ...]
    """What it has counted, year by year; a dash where there is nothing."""
    counts: tuple[int | None, ...]
    """The same where they may be added up."""
    texts: tuple[tuple[str, str], ...]
    """(what it is about, its own words)."""
    place: str
    """Where the picture lies, as the body has written it."""
    source: Source | None


class Picture(NamedTuple):
    """One situation picture: what it says, who has handed in, and the area's indicators."""

    anchor: str
    title: str
    heading: str
    """What the numbers say; without numbers how many have handed in."""
    text: str
    handed_in: str
    """Who has handed in and who has not, in one line."""
    sums: tuple[Sum, ...]
    series: tuple[Series, ...]
    """The same year by year, as pictures."""
    movers: str
    """Which bodies' numbers have risen and fallen most since the year before."""
    counted: str
    """What the numbers of the bodies count; empty where the picture asks for none."""
    years: tuple[int, ...]
    """The years of the bodies' numbers."""
    tellers: tuple[Teller, ...]
    indicators: tuple[IndicatorView, ...]
    is_closed: bool
    """Whether it is not accounted for openly."""
    source: Source | None


@dataclass(frozen=True, slots=True)
class SituationReport:
    """The situation pictures of one part of the year."""

    template: ClassVar[str] = "situation"

    cover: Cover
    part: str
    """The clock that the pictures share: tertial 2."""
    pictures: tuple[Picture, ...]
    method: Words


def situation(figures: ReportData, part: str, provenance: Provenance) -> SituationReport:
    """Return the pictures of `part`, such as ”tertial 2”, that the account's documents ask for."""
    duties = [
        duty
        for duty in figures.repository.obligations.values()
        if (duty.owes or not duty.record.is_open) and duty.record.clock and duty.record.clock.text == part
    ]
    cells = grouped(figures.cells, lambda cell: cell.obligation.id)
    first_of = {duty.chapter.stem: duty.id for duty in reversed(duties)}
    bodies = figures.repository.bodies
    recipients = {
        name: figures.in_sentence(name) if name in bodies else mid_sentence(name)
        for duty in duties
        if (name := duty.record.recipient)
    }
    return SituationReport(
        cover(
            figures,
            provenance,
            heading=f"Lägesbilder för {part}, {figures.year}",
            by=f"till {listed(list(recipients.values()))}" if recipients else "lägesbilder från organen",
        ),
        part,
        tuple(
            _picture(figures, duty, cells.get(duty.id, []), is_first=first_of[duty.chapter.stem] == duty.id)
            for duty in duties
        ),
        words(figures),
    )


def _picture(figures: ReportData, duty: Obligation, cells: Sequence[Cell], *, is_first: bool) -> Picture:
    """Return one picture; the area's indicators stand in its first."""
    by_year = {year: figures.by_duty(owed) for year, owed in figures.by_year.items()}
    fields = duty.evidence.fields
    is_over = all(cell.schedule.due and cell.schedule.due < figures.as_of for cell in cells)
    summed = tuple(sums_of(figures, cells, fields, by_year, is_whole=is_over)) if cells else ()
    sums = tuple(one.sum for one in summed)
    name = next((name for name, field in fields.items() if field.type in SUMMED), None)
    compared = {year for one in sums for year, _, _ in one.years}
    years = [year for year in by_year if year in compared] or [figures.year]
    tellers = sorted(
        filter(None, (_teller(figures, cell, name, [by_year[year] for year in years]) for cell in cells)),
        key=lambda teller: (teller.is_urged, -(teller.counts[-1] or 0) if teller.counts else 0),
    )
    handed_in = _handed_in(figures, cells)
    return Picture(
        anchor=f"bild-{duty.id}",
        title=duty.record.title,
        heading=next(filter(None, map(_moved, sums)), handed_in.partition(".")[0]),
        text=duty.record.text,
        handed_in=handed_in,
        sums=sums,
        series=tuple(one.series for one in summed if one.series),
        movers=_movers(tellers),
        counted=small(fields[name].title) if name else "",
        years=tuple(years),
        tellers=tuple(tellers),
        indicators=indicators(figures, duty.chapter) if is_first else (),
        is_closed=not duty.record.is_open,
        source=figures.source(duty.at().key()),
    )


def _moved(total: Sum) -> str:
    """Say which way the sum has moved since the year before, of the bodies that can be compared; of a share nothing."""
    if len(total.years) < 2 or total.of is not None:
        return ""
    (year, before, _), (_, now, _) = total.years[-2:]
    what = small(total.field).removeprefix("antal ")
    if now == before:
        return f"Lika många {what} som {year}: {number(now)}"
    return f"{'Färre' if now < before else 'Fler'} {what} än {year}: {number(now)} mot {number(before)}"


def _movers(tellers: Sequence[Teller]) -> str:
    """Say whose number has risen most and whose has fallen most since the year before."""
    moved = []
    for teller in tellers:
        before, now = (None, None, *teller.counts)[-2:]
        if before is not None and now is not None:
            moved.append((now - before, teller.in_sentence, f"från {number(before)} till {number(now)}"))
    if len(moved) < 2:
        return ""
    (fall, fallen, down), (rise, risen, up) = min(moved), max(moved)
    said = (
        f"Antalet har ökat mest hos {risen}, {up}." if rise > 0 else "",
        f"Antalet har minskat mest hos {fallen}, {down}." if fall < 0 else "",
    )
    return " ".join(filter(None, said))


def _has_handed_in(cell: Cell) -> bool:
    return cell.verdict is Verdict.FULFILLED or (
        cell.proof.proved is not None and cell.proof.level > Level.CONTRADICTS
    )


def _handed_in(figures: ReportData, cells: Sequence[Cell]) -> str:
    """Say who has handed in their picture, who was late and who is awaited: of bound bodies by name, of others how many."""
    asked = [cell for cell in cells if cell.verdict not in (Verdict.NOT_APPLICABLE, Verdict.EXCEPTION)]
    bound = [cell for cell in asked if cell.is_bound]
    urged = [cell for cell in asked if not cell.is_bound]
    awaited = any(cell.schedule.due and cell.schedule.due >= figures.as_of for cell in bound)
    not_yet = "har ännu inte" if awaited else "har inte"
    said = []
    if len(bound) == 1:
        day = bound[0].proof.proved if _has_handed_in(bound[0]) else None
        has = "har" if _has_handed_in(bound[0]) else not_yet
        on_day = f", den {long_date(day)}" if day else ""
        said.append(f"{figures.name(bound[0].body)} {has} lämnat lägesbilden{on_day}.")
    elif bound:
        given = sum(map(_has_handed_in, bound))
        late = [figures.in_sentence(cell.body) for cell in bound if _is_late(cell)]
        missing = [figures.in_sentence(cell.body) for cell in bound if not _has_handed_in(cell)]
        after = f", {listed(late)} efter sista dagen" if late else ""
        said.append(
            f"{number(given)} av {counted(len(bound), 'organ', 'organ')} har lämnat lägesbilden{after}."
        )
        if missing:
            said.append(f"{capital(listed(missing))} {not_yet} lämnat den.")
    if urged:
        given = sum(map(_has_handed_in, urged))
        said.append(
            f"Av de organ som {figures.subject} inte binder har {number(given)} av {number(len(urged))} lämnat den."
        )
    return " ".join(said)


def _is_late(cell: Cell) -> bool:
    return _has_handed_in(cell) and cell.timeliness is Timeliness.LATE


def _teller(
    figures: ReportData, cell: Cell, counted_name: str | None, years: Sequence[Mapping[tuple[str, str], Cell]]
) -> Teller | None:
    """Return what the body says; nothing where it has said nothing this year. Small counts are masked in every edition."""
    filed = year_answer(cell, figures.year)
    if filed is None or not _has_handed_in(cell):
        return None
    fields = cell.obligation.evidence.fields
    texts, places = [], []
    for name, field in fields.items():
        for value in evidence_of(filed, name):
            if field.type in _PAPERS:
                places.append(str(value))
            elif field.type is EvidenceType.TEXT or (field.type in SUMMED and name != counted_name):
                texts.append((field.title, field.in_words(value, masks=True)))
    numbers, counts = [], []
    for owed in years if counted_name else ():
        of_year = owed.get((cell.obligation.id, cell.body))
        found = year_answer(of_year, of_year.period.last) if of_year else None
        values = evidence_of(found, counted_name or "")
        field = fields[counted_name or ""]
        numbers.append(listed([field.in_words(value, masks=True) for value in values]) or "–")
        counts.append(
            next((value for value in values if type(value) is int and not field.is_small(value)), None)
        )
    return Teller(
        figures.name(cell.body),
        figures.in_sentence(cell.body),
        not cell.is_bound,
        tuple(numbers),
        tuple(counts),
        tuple(texts),
        ", ".join(places),
        figures.source(cell.basis[0]),
    )
