"""Bodies × duties, three times: as a matrix, body by body, and duty by duty with what each body has given."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.model.evidence import EvidenceType
from trygghetsplan.plan.repository import Obligation
from trygghetsplan.report.data import ReportData, bound_part, grouped, is_of_the_year, score
from trygghetsplan.report.sections.chapters import duty_numbers, duty_row
from trygghetsplan.report.sections.origins import number_origin
from trygghetsplan.report.sections.shortages import reason
from trygghetsplan.report.sections.summary import apart
from trygghetsplan.report.sections.threads import statute
from trygghetsplan.report.views import (
    BodyList,
    BodyRow,
    ChapterDuties,
    DutyProof,
    Matrix,
    MatrixRow,
    Proven,
)
from trygghetsplan.swedish import NBSP, listed, long_date

EARLIER = "klart tidigare"
"""What is said of what was done an earlier year, and is counted in that."""
_NAMELESS = (
    EvidenceType.TEXT,
    EvidenceType.DOCUMENT,
    EvidenceType.DECISION,
    EvidenceType.CASE_NUMBER,
    EvidenceType.DATE,
)
"""The types whose value says by itself what it is."""
_PROVING = (
    *_NAMELESS[1:],
    EvidenceType.MEETINGS,
    EvidenceType.CONTRACTS,
    EvidenceType.VALID_FROM,
    EvidenceType.VALID_TO,
    EvidenceType.YES_NO,
)
"""The types that stand as proof beside the duty; the others tell of what the body has done."""


class Given(NamedTuple):
    """What one body has given for one duty."""

    words: str
    """Its own."""
    numbers: str
    proofs: str
    """Days and papers."""

    @property
    def told(self) -> str:
        """What tells of what it has done."""
        return f"{self.words} {self.numbers}".strip()

    @property
    def all(self) -> str:
        """All of it, its own words first."""
        return " ".join(filter(None, self))


def matrix(figures: ReportData) -> Matrix:
    """Return the matrix of the open duties that several bodies owe."""
    by_duty = {
        name: cells
        for name, cells in grouped(figures.cells, lambda cell: cell.obligation.id).items()
        if len(cells) > 1
    }
    cells = [cell for owed in by_duty.values() for cell in owed]
    bound = {cell.body for cell in cells if cell.is_bound}
    urged = {cell.body for cell in cells} - bound
    bodies = [body for group in (bound, urged) for body in figures.repository.bodies if body in group]
    groups: dict[str, list[MatrixRow]] = {}
    numbers = duty_numbers(figures)
    for name, owed in by_duty.items():
        found = {cell.body: cell.verdict for cell in owed}
        row = MatrixRow(
            numbers.get(name, ""),
            owed[0].obligation.record.title,
            tuple(found.get(body) for body in bodies),
            score(cell for cell in owed if cell.is_bound),
        )
        groups.setdefault(figures.label_of(owed[0].obligation.chapter), []).append(row)
    return Matrix(
        tuple(
            (figures.repository.bodies[body].short or figures.name(body), figures.name(body))
            for body in bodies
        ),
        len(bound),
        tuple((label, tuple(rows)) for label, rows in groups.items()),
        tuple(score(cell for cell in cells if cell.body == body) for body in bodies),
    )


def body_lists(figures: ReportData) -> tuple[BodyList, ...]:
    """Return for each body every open duty that it owes."""
    numbers = duty_numbers(figures)
    by_body = grouped(
        sorted(figures.cells, key=lambda cell: _place(numbers.get(cell.obligation.id, ""))),
        lambda cell: cell.body,
    )
    return tuple(
        _list(figures, body, by_body[body], numbers) for body in figures.repository.bodies if body in by_body
    )


def _place(number: str) -> tuple[float, ...]:
    """Return where a numbered duty stands; those that have no number are last, in the order of the plan."""
    return tuple(map(int, number.split("."))) if number else (math.inf,)


def _list(figures: ReportData, body: str, cells: Sequence[Cell], numbers: Mapping[str, str]) -> BodyList:
    law = [cell for cell in cells if cell.obligation.is_law and figures.document is None]
    plan = [cell for cell in cells if figures.counts(cell.obligation)]
    beside = (*apart(figures, cells), ("Lagkrav", score(law)))
    lacks, told, rest = list[BodyRow](), [], list[tuple[str, Cell]]()
    for cell in cells:
        if cell.verdict.is_shortcoming:
            text = f"{reason(figures, cell)} {given(figures, cell).all}".strip()
            lacks.append(_row(figures, cell, numbers, text))
        elif cell.verdict is Verdict.FULFILLED and (text := given(figures, cell).told):
            told.append(_row(figures, cell, numbers, text))
        else:
            rest.append((str(cell.verdict) if is_of_the_year(cell) else EARLIER, cell))
    return BodyList(
        anchor=_anchor(body),
        name=figures.name(body),
        is_urged=not any(cell.is_bound for cell in cells),
        score=score(plan),
        bound=bound_part(plan),
        apart=tuple((title, total) for title, total in beside if total.due),
        lacks=tuple(
            (verdict, text, tuple(row for row in lacks if (row.verdict, row.text) == (verdict, text)))
            for verdict, text in dict.fromkeys((row.verdict, row.text) for row in lacks)
        ),
        told=tuple(told),
        rest=tuple(
            (word, tuple(_row(figures, cell, numbers, "") for said, cell in rest if said == word))
            for word in dict.fromkeys(said for said, _ in rest)
        ),
    )


def _row(figures: ReportData, cell: Cell, numbers: Mapping[str, str], text: str) -> BodyRow:
    return BodyRow(
        id=cell.obligation.id,
        number=numbers.get(cell.obligation.id, ""),
        duty=cell.obligation.record.title,
        verdict=cell.verdict,
        since=figures.since(cell),
        text=text,
        source=figures.source(cell.basis[0]),
    )


def given(figures: ReportData, cell: Cell) -> Given:
    """Return what the body has given by the answer that the cell rests on, or that its claim stands beside.

    What it says of what is lacking stands in the reason.
    """
    filed = cell.proof.filed or cell.claim
    if filed is None:
        return Given("", "", "")
    fields = figures.repository.catalogue.record.fields
    answer = filed.answer
    words, numbers, proofs = list[str](), list[str](), list[str]()
    for event, evidence in {"": answer.evidence, **answer.events}.items():
        for name, value in evidence.items():
            field = fields[name]
            said = field.in_words(_days_said(value, figures.year), masks=figures.masks)
            said = said if field.type in _NAMELESS else f"{field.title}: {said}"
            aim = (
                "",
                "",
                cell.obligation.id,
                filed.where.path.rsplit("/", 1)[-1].removesuffix(".yaml"),
                name,
            )
            if not event and (origin := number_origin(figures, filed.year, aim)):
                said = f"{said} ({origin.what}; {origin.whence})"
            part = proofs if field.type in _PROVING else words if field.type is EvidenceType.TEXT else numbers
            part.append(f"{event}: {said}" if event else said)
    if proofs and filed.year != figures.year:
        proofs.append(f"svaret för {filed.year}")
    own = [] if cell.verdict.is_shortcoming else filter(None, [answer.comment, answer.reason])
    return Given(" ".join([*words, *own]), "; ".join(numbers), "; ".join(proofs))


def _days_said(value: object, year: int) -> object:
    """Write days in words; several without the year where it is the account's own."""
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, tuple):
        days = (
            long_date(one).removesuffix(f"{NBSP}{year}") if isinstance(one, date) else one for one in value
        )
        return tuple(days)
    return value


def chapter_duties(figures: ReportData) -> tuple[ChapterDuties, ...]:
    """Return what each chapter asks for, in the order of its numbers, and what each body has given."""
    numbers = duty_numbers(figures)
    cells = grouped(figures.cells, lambda cell: cell.obligation.id)
    duties = [
        duty
        for name, duty in figures.repository.obligations.items()
        if name in numbers or name in cells or duty.owes
    ]
    closed = [duty for duty in figures.repository.obligations.values() if not duty.record.is_open]
    stems = {*map(_stem, duties), *map(_stem, closed)}
    chapters = {chapter.stem: chapter for chapter in figures.repository.chapters}
    return tuple(
        ChapterDuties(
            f"krav-{stem}",
            figures.label_of(chapters[stem]),
            tuple(
                _proof(
                    figures,
                    duty,
                    numbers.get(duty.id) or statute(duty) if duty.is_law else numbers.get(duty.id, ""),
                    cells.get(duty.id, ()),
                )
                for duty in duties
                if _stem(duty) == stem
            ),
            tuple(duty.record.title for duty in closed if _stem(duty) == stem),
        )
        for stem in chapters
        if stem in stems
    )


def _stem(duty: Obligation) -> str:
    return duty.chapter.record.part_of or duty.chapter.stem


def _proof(figures: ReportData, duty: Obligation, number: str, cells: Sequence[Cell]) -> DutyProof:
    proven, telling, rest = list[Proven](), list[tuple[str, str]](), dict[tuple[Verdict, str], list[str]]()
    for cell in cells:
        name, found = figures.name(cell.body), given(figures, cell)
        if found.proofs and not cell.verdict.is_shortcoming:
            proven.append(Proven(name, found.proofs, figures.source(cell.basis[0])))
        elif found.told and not cell.verdict.is_shortcoming:
            telling.append((_anchor(cell.body), name))
        else:
            why = "" if cell.verdict.counts else cell.outcome.reason
            rest.setdefault((cell.verdict, why), []).append(name)
    return DutyProof(
        number=number,
        row=duty_row(figures, duty, cells),
        proven=tuple(proven),
        telling=tuple(telling),
        rest=tuple((verdict, listed(bodies), why) for (verdict, why), bodies in rest.items()),
    )


def _anchor(body: str) -> str:
    return f"organ-{body}"
