"""Which questions a body is asked about a year.

They follow from plan, organisation and clock alone. They are reckoned on the year's last day, so that the same
form comes out whichever day it is made.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.clock import answer_day
from trygghetsplan.engine.grid import Grid
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.forms.cells import DATES, Part, Route, part_of, spread
from trygghetsplan.forms.form import Form, Question
from trygghetsplan.model.evidence import EvidenceField, EvidenceType
from trygghetsplan.model.followup import FollowUp, Status
from trygghetsplan.model.obligation import Protection
from trygghetsplan.model.time import ClockKind
from trygghetsplan.plan.repository import Obligation, PlanFile, PlanRepository
from trygghetsplan.swedish import long_date


def own_parts(
    obligation: Obligation, kind: ClockKind, raw: dict[str, Any], *, may_repeat: bool
) -> Iterator[Part]:
    """Return the parts that every answer may have; what stands in the file already is always among them."""
    held = raw.get("status")
    words = tuple(
        status.value
        for status in Status
        if status.fits(kind) and (status is not Status.UNCHANGED or may_repeat or held == status.value)
    )
    yield Part("status", "Status", EvidenceType.TEXT, _status_help(kind, may_repeat=may_repeat), words)
    free = obligation.record.protection is not Protection.NOT_STORED
    if free or "skäl" in raw:
        help_text = (
            "Krävs när något är ej aktuellt."
            if kind is ClockKind.EVENT
            else "Varför, om det inte är uppfyllt."
        )
        yield Part("skäl", "Skäl", EvidenceType.TEXT, help_text, is_asked=False)
    if free or "kommentar" in raw:
        yield Part("kommentar", "Kommentar", EvidenceType.TEXT, "Det som är bra att veta.", is_asked=False)
    if kind is ClockKind.ONCE or "påbörjad" in raw:
        yield Part(
            "påbörjad",
            "Påbörjad",
            EvidenceType.DATE,
            "Dagen då arbetet började, som ÅÅÅÅ-MM-DD.",
            is_asked=False,
        )


def _status_help(kind: ClockKind, *, may_repeat: bool) -> str:
    if kind is ClockKind.EVENT:
        said = "Välj i listan. Ej aktuell: det har inte inträffat under året."
    elif kind is ClockKind.ONCE:
        said = "Välj i listan hur långt arbetet har kommit."
    else:
        said = "Välj i listan."
    return f"{said} Oförändrat: förra årets svar gäller, med samma underlag." if may_repeat else said


def evidence_fields(
    repository: PlanRepository, obligation: Obligation
) -> dict[str, tuple[EvidenceField, bool]]:
    """Return the evidence an answer can hold, and whether it is asked for (docs/model.md, Evidence)."""
    found = {name: (field, True) for name in obligation.record.evidence if (field := repository.field(name))}
    if any(field.type in DATES for field, _ in found.values()):
        for name, field in repository.catalogue.record.fields.items():
            if field.type in (EvidenceType.VALID_FROM, EvidenceType.VALID_TO):
                found.setdefault(name, (field, False))
    return {name: (field, asked) for name, (field, asked) in found.items() if not field.type.is_computed}


def evidence_parts(
    obligation: Obligation, fields: Mapping[str, tuple[EvidenceField, bool]], raw: dict[str, Any]
) -> Iterator[Part]:
    """Return the parts that hold evidence, without free text where the duty is secret, unless it is there already."""
    secret = obligation.record.protection is Protection.NOT_STORED
    for name, (field, asked) in fields.items():
        if secret and field.type.is_free_text and name not in raw:
            continue
        part = part_of(name, field, is_asked=asked)
        yield part if asked else part._replace(title=f"{part.title} (om det behövs)")


def answer_before(repository: PlanRepository, cell: Cell, year: int) -> dict[str, Any]:
    """Return last year's answer, with what `oförändrat` says again beside it."""
    document = follow_up_before(repository, cell.body, year)
    first = raw = answer_data(repository, document, cell.obligation.id)
    while document and raw.get("status") == Status.UNCHANGED.value:
        document = follow_up_before(repository, document.record.body, document.record.year)
        raw = answer_data(repository, document, cell.obligation.id)
    return {**raw, **first} if raw is not first else first


def answer_data(repository: PlanRepository, document: PlanFile[FollowUp] | None, name: str) -> dict[str, Any]:
    """Return what the file answers, as files hold it; nothing where it says nothing that can be read."""
    answer = repository.answer(document, name) if document else None
    return answer.as_data() if answer else {}


def follow_up_before(repository: PlanRepository, body: str, year: int) -> PlanFile[FollowUp] | None:
    """Return the follow-up of the year before, of the body or of the one it took over from."""
    name: str | None = body
    seen: set[str] = set()
    while name and name in repository.bodies and name not in seen:
        seen.add(name)
        if document := repository.years.get(name, {}).get(year - 1):
            return document
        name = repository.bodies[name].succeeds
    return None


def heads(
    repository: PlanRepository, body: str, year: int, document: PlanFile[FollowUp] | None
) -> Iterator[Question]:
    """Return the two questions, with what the file says now."""
    before = follow_up_before(repository, body, year)
    yield _head(
        "Kontakt",
        "Vem som kan svara på frågor om uppföljningen.",
        (Part("kontakt", "Kontakt", EvidenceType.FUNCTION, "En funktion, aldrig en persons namn."),),
        (),
        {"kontakt": document.record.contact if document else None},
        {"kontakt": before.record.contact if before else None},
    )
    decision = document.record.decision if document else None
    filed = (
        {"datum": decision.day, "diarienummer": decision.case, "paragraf": decision.paragraph}
        if decision
        else {}
    )
    yield _head(
        "Organets beslut",
        "Beslutet om uppföljningen. Utan datum är svaret ett utkast.",
        _DECISION,
        ("beslut",),
        filed,
        {},
    )


_DECISION = (
    Part("datum", "Beslutsdatum", EvidenceType.DATE, "Dagen för beslutet, som ÅÅÅÅ-MM-DD."),
    Part("diarienummer", "Diarienummer", EvidenceType.CASE_NUMBER, "Till exempel KS 2024/0107."),
    Part("paragraf", "Paragraf", EvidenceType.COUNT, "Paragrafens nummer, bara siffror."),
)


def _head(
    title: str,
    text: str,
    parts: tuple[Part, ...],
    prefix: Route,
    held: Mapping[str, Any],
    before: Mapping[str, Any],
) -> Question:
    def told(values: Mapping[str, Any]) -> dict[Route, str]:
        return {(*prefix, name): str(value) for name, value in values.items() if value is not None}

    return Question(
        "",
        "",
        title,
        text,
        "",
        "",
        parts,
        takes_events=False,
        prefix=prefix,
        held=told(held),
        before=told(before),
    )


_RULED_OUT = 2
"""The rule of the decision table by which a body is not concerned."""


def forms(repository: PlanRepository, year: int) -> dict[str, Form]:
    """Return the form of every body that owes answers for the year, in the order of the organisation."""
    last_day = date(year, 12, 31)
    owed: dict[str, list[Cell]] = {}
    for cell in Grid(repository, last_day).year(year):
        elsewhere = cell.schedule.is_report and cell.period.last != year
        if not elsewhere and cell.outcome.rule != _RULED_OUT:
            owed.setdefault(cell.body, []).append(cell)
    return {body: _form(repository, body, year, owed[body]) for body in repository.bodies if body in owed}


def _form(repository: PlanRepository, body: str, year: int, owed: list[Cell]) -> Form:
    settings = repository.settings.record
    document = repository.years.get(body, {}).get(year)
    questions = [*heads(repository, body, year, document)]
    for cell in owed:
        raw = answer_data(repository, document, cell.obligation.id)
        questions.append(_question(repository, cell, year, raw))
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
    obligation, kind = cell.obligation, cell.schedule.clock.kind
    said = answer_before(repository, cell, year)
    fields = evidence_fields(repository, obligation)
    may_repeat = bool(said) and kind is not ClockKind.ONCE and not cell.schedule.is_report
    parts = (
        *own_parts(obligation, kind, raw, may_repeat=may_repeat),
        *evidence_parts(obligation, fields, raw),
    )
    prefix = ("svar", obligation.id)
    number = obligation.chapter.record.number
    return Question(
        id=obligation.id,
        chapter=obligation.chapter.record.title
        if number is None
        else f"{number}. {obligation.chapter.record.title}",
        title=obligation.record.title,
        text=obligation.record.text,
        when=_when(cell, repository.settings.record.organisation.in_sentence),
        note=_note(cell, year, fields),
        parts=parts,
        takes_events=kind is ClockKind.EVENT and bool(fields),
        prefix=prefix,
        held=spread(parts, raw, prefix),
        before=spread(parts, said, prefix),
    )


def _when(cell: Cell, urger: str) -> str:
    said = [cell.schedule.clock.text, f"gäller {cell.period.label}"]
    if cell.schedule.due:
        said.append(f"senast {long_date(cell.schedule.due)}")
    if not cell.is_bound:
        said.append(f"{urger} uppmanar er")
    return ", ".join(said)


def _note(cell: Cell, year: int, fields: Mapping[str, Any]) -> str:
    if cell.obligation.record.protection is Protection.NOT_STORED:
        return "Skriv bara det som efterfrågas, ingen fritext: uppgifterna omfattas av sekretess."
    filed = cell.proof.filed
    if cell.verdict is Verdict.FULFILLED and filed and filed.year < year:
        return f"Redan uppfyllt genom svaret för {filed.year}. Svara om något har ändrats."
    if not fields and cell.obligation.record.evidence:
        return "Besvaras av årets uppföljning i sin helhet. Svara bara om den inte räcker."
    return ""
