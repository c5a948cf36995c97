"""The form of each body and year: what it is asked, with what its file says now and said the year before."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.clock import answer_day
from trygghetsplan.engine.questions import is_urged, questions
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.forms.cells import AnswerPart, Route, answer_part, flatten
from trygghetsplan.forms.form import Form, Question
from trygghetsplan.model.evidence import EvidenceType
from trygghetsplan.model.followup import FollowUp, Status, follow_up_path
from trygghetsplan.model.obligation import Protection
from trygghetsplan.model.time import ClockKind
from trygghetsplan.plan.repository import Obligation, PlanFile, PlanRepository
from trygghetsplan.swedish import long_date


def common_parts(
    obligation: Obligation, kind: ClockKind, raw: dict[str, Any], *, may_repeat: bool
) -> Iterator[AnswerPart]:
    """Return the parts that every answer may have; what stands in the file already is always among them."""
    held = raw.get("status")
    words = tuple(
        status.value
        for status in Status
        if status.fits(kind) and (status is not Status.UNCHANGED or may_repeat or held == status.value)
    )
    yield AnswerPart("status", "Status", EvidenceType.TEXT, _status_help(kind, may_repeat=may_repeat), words)
    free = obligation.record.protection is not Protection.NOT_STORED
    if free or "skäl" in raw:
        help_text = (
            "Krävs när något är ej aktuellt."
            if kind is ClockKind.EVENT
            else "Varför, om det inte är uppfyllt."
        )
        yield AnswerPart("skäl", "Skäl", EvidenceType.TEXT, help_text, is_asked=False)
    if free or "kommentar" in raw:
        yield AnswerPart(
            "kommentar", "Kommentar", EvidenceType.TEXT, "Det som är bra att veta.", is_asked=False
        )
    if kind is ClockKind.ONCE or "påbörjad" in raw:
        yield AnswerPart(
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


def evidence_parts(obligation: Obligation, raw: dict[str, Any]) -> Iterator[AnswerPart]:
    """Return the parts that hold evidence, without free text where the duty is secret, unless it is there already."""
    secret = obligation.record.protection is Protection.NOT_STORED
    for name, field in obligation.evidence.accepted.items():
        if secret and field.type.is_free_text and name not in raw:
            continue
        part = answer_part(name, field, is_asked=name in obligation.evidence.fields)
        yield part if part.is_asked else part._replace(title=f"{part.title} (om det behövs)")


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


def header_questions(
    repository: PlanRepository, body: str, year: int, document: PlanFile[FollowUp] | None
) -> Iterator[Question]:
    """Return the two questions, with what the file says now."""
    before = follow_up_before(repository, body, year)
    yield _header_question(
        "Kontakt",
        "Vem som kan svara på frågor om uppföljningen.",
        (AnswerPart("kontakt", "Kontakt", EvidenceType.FUNCTION, "En funktion, aldrig en persons namn."),),
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
    yield _header_question(
        "Organets beslut",
        "Beslutet om uppföljningen. Utan datum är svaret ett utkast.",
        _DECISION_PARTS,
        ("beslut",),
        filed,
        {},
    )


_DECISION_PARTS = (
    AnswerPart("datum", "Beslutsdatum", EvidenceType.DATE, "Dagen för beslutet, som ÅÅÅÅ-MM-DD."),
    AnswerPart("diarienummer", "Diarienummer", EvidenceType.CASE_NUMBER, "Till exempel KS 2024/0107."),
    AnswerPart("paragraf", "Paragraf", EvidenceType.COUNT, "Paragrafens nummer, bara siffror."),
)


def _header_question(
    title: str,
    text: str,
    parts: tuple[AnswerPart, ...],
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


def forms(repository: PlanRepository, year: int) -> dict[str, Form]:
    """Return the form of every body that owes answers for the year, in the order of the organisation."""
    return {
        body: _form(repository, body, year, own.asked)
        for body, own in questions(repository, year).items()
        if own.asked
    }


def _form(repository: PlanRepository, body: str, year: int, asked: Sequence[Cell]) -> Form:
    settings = repository.settings.record
    document = repository.years.get(body, {}).get(year)
    whole = [*header_questions(repository, body, year, document)]
    for cell in asked:
        raw = answer_data(repository, document, cell.obligation.id)
        whole.append(_question(repository, cell, year, raw))
    return Form(
        body=body,
        body_name=repository.body_name(body),
        year=year,
        organisation=settings.organisation.name,
        account=settings.account.title,
        is_example=settings.example,
        is_urged=is_urged(asked),
        answer_by=answer_day(settings, year),
        file=follow_up_path(year, body),
        exists=document is not None,
        questions=tuple(whole),
    )


def _question(repository: PlanRepository, cell: Cell, year: int, raw: dict[str, Any]) -> Question:
    obligation, kind = cell.obligation, cell.schedule.clock.kind
    said = answer_before(repository, cell, year)
    may_repeat = bool(said) and kind is not ClockKind.ONCE and not cell.schedule.is_report
    parts = (
        *common_parts(obligation, kind, raw, may_repeat=may_repeat),
        *evidence_parts(obligation, raw),
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
        when=_when(cell, repository.settings.record.organisation.said),
        note=_note(cell, year),
        parts=parts,
        takes_events=kind is ClockKind.EVENT and bool(obligation.evidence.accepted),
        prefix=prefix,
        held=flatten(parts, raw, prefix),
        before=flatten(parts, said, prefix),
    )


def _when(cell: Cell, urger: str) -> str:
    said = [cell.schedule.clock.text, f"gäller {cell.period.label}"]
    if cell.schedule.due:
        said.append(f"senast {long_date(cell.schedule.due)}")
    if not cell.is_bound:
        said.append(f"{urger} uppmanar er")
    return ", ".join(said)


def _note(cell: Cell, year: int) -> str:
    if cell.obligation.record.protection is Protection.NOT_STORED:
        return "Skriv bara det som efterfrågas, ingen fritext: uppgifterna omfattas av sekretess."
    filed = cell.proof.filed
    if cell.verdict is Verdict.FULFILLED and filed and filed.year < year:
        return f"Redan uppfyllt genom svaret för {filed.year}. Svara om något har ändrats."
    if not cell.obligation.evidence.accepted and cell.obligation.record.evidence:
        return "Besvaras av årets uppföljning i sin helhet. Svara bara om den inte räcker."
    return ""
