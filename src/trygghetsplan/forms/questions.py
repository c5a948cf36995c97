"""Which questions a body is asked about a year.

They follow from plan, organisation and clock alone. They are reckoned on the year's last day, so that the same
form comes out whichever day it is made.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from trygghetsplan.forms.answers import spread
from trygghetsplan.forms.duty_parts import evidence_fields, evidence_parts, own_parts
from trygghetsplan.forms.form import Form, Question
from trygghetsplan.forms.heads import heads
from trygghetsplan.forms.year_before import answer_before
from trygghetsplan.model.obligation import Protection
from trygghetsplan.model.time import ClockKind
from trygghetsplan.obligations.cell import Cell
from trygghetsplan.obligations.clock import answer_day
from trygghetsplan.obligations.grid import Grid
from trygghetsplan.obligations.verdict import Verdict
from trygghetsplan.repository import PlanRepository
from trygghetsplan.swedish import long_date

_RULED_OUT = 2
"""The rule of the decision table by which a body is not concerned."""


def forms(repository: PlanRepository, year: int) -> dict[str, Form]:
    """Return the form of every body that owes answers for the year, in the order of the organisation."""
    last_day = date(year, 12, 31)
    owed: dict[str, list[Cell]] = {}
    for cell in Grid(repository, last_day).year(year):
        elsewhere = cell.term.is_report and cell.period.last != year
        if not elsewhere and cell.outcome.rule != _RULED_OUT:
            owed.setdefault(cell.body, []).append(cell)
    return {body: _form(repository, body, year, owed[body]) for body in repository.bodies if body in owed}


def _form(repository: PlanRepository, body: str, year: int, owed: list[Cell]) -> Form:
    settings = repository.settings.record
    document = repository.years.get(body, {}).get(year)
    questions = [*heads(repository, body, year, document)]
    for cell in owed:
        raw = document.record.answers.get(cell.duty.id) if document else None
        questions.append(_question(repository, cell, year, raw or {}))
    return Form(
        body=body,
        body_name=repository.body_name(body),
        year=year,
        organisation=settings.organisation.name,
        account=settings.account.title,
        is_example=settings.example,
        is_urged=any(not cell.is_bound for cell in owed),
        answer_by=answer_day(settings, year),
        file=document.path if document else f"followups/{year}/{body}.yaml",
        exists=document is not None,
        questions=tuple(questions),
    )


def _question(repository: PlanRepository, cell: Cell, year: int, raw: dict[str, Any]) -> Question:
    duty, kind = cell.duty, cell.term.clock.kind
    said = answer_before(repository, cell, year)
    fields = evidence_fields(repository, duty)
    may_repeat = bool(said) and kind is not ClockKind.ONCE and not cell.term.is_report
    parts = (*own_parts(duty, kind, raw, may_repeat=may_repeat), *evidence_parts(duty, fields, raw))
    prefix = ("svar", duty.id)
    number = duty.chapter.record.number
    return Question(
        id=duty.id,
        chapter=duty.chapter.record.title if number is None else f"{number}. {duty.chapter.record.title}",
        title=duty.obligation.title,
        text=duty.obligation.text,
        when=_when(cell, repository.settings.record.organisation.said),
        note=_note(cell, year, fields),
        parts=parts,
        takes_events=kind is ClockKind.EVENT and bool(fields),
        prefix=prefix,
        held=spread(parts, raw, prefix),
        before=spread(parts, said, prefix),
    )


def _when(cell: Cell, urger: str) -> str:
    said = [cell.term.clock.text, f"gäller {cell.period.label}"]
    if cell.term.due:
        said.append(f"senast {long_date(cell.term.due)}")
    if not cell.is_bound:
        said.append(f"{urger} uppmanar er")
    return ", ".join(said)


def _note(cell: Cell, year: int, fields: Mapping[str, Any]) -> str:
    if cell.duty.obligation.protection is Protection.NOT_STORED:
        return "Skriv bara det som efterfrågas, ingen fritext: uppgifterna omfattas av sekretess."
    given = cell.proof.given
    if cell.verdict is Verdict.FULFILLED and given and given.year < year:
        return f"Redan uppfyllt genom svaret för {given.year}. Svara om något har ändrats."
    if not fields and cell.duty.obligation.evidence:
        return "Besvaras av årets uppföljning i sin helhet. Svara bara om den inte räcker."
    return ""
