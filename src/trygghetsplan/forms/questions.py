"""The form of each body and year: what it is asked, with what its file says now and said the year before."""

from collections.abc import Iterator, Mapping
from typing import Any

from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.clock import answer_day
from trygghetsplan.engine.index import index_of
from trygghetsplan.engine.questions import Questions, is_urged, questions
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.forms.cells import AnswerPart, Route, answer_part, flatten
from trygghetsplan.forms.form import Form, Question
from trygghetsplan.model.evidence import EvidenceType
from trygghetsplan.model.followup import FollowUp, Status, follow_up_path
from trygghetsplan.model.time import ClockKind
from trygghetsplan.plan.example import is_example
from trygghetsplan.plan.repository import Obligation, PlanFile, PlanRepository
from trygghetsplan.swedish import long_date


def forms(repository: PlanRepository, year: int) -> dict[str, Form]:
    """Return the form of every body that owes answers for the year, in the order of the organisation."""
    return {
        body: _form(repository, body, year, own)
        for body, own in questions(repository, year).items()
        if own.asked
    }


def _form(repository: PlanRepository, body: str, year: int, own: Questions) -> Form:
    settings = repository.settings.record
    document = repository.years.get(body, {}).get(year)
    return Form(
        body=body,
        body_name=repository.body_name(body),
        year=year,
        organisation=settings.organisation.name,
        urges=repository.urging_words(body).urges,
        account=settings.account.title,
        is_example=is_example(repository, (year - 1, year), (body,)),
        is_urged=is_urged(own.asked),
        answer_by=answer_day(settings, year, repository.kind_of(body)),
        file=follow_up_path(year, body),
        exists=document is not None,
        questions=(
            _contact_question(document, _file_before(repository, body, year)),
            _decision_question(repository, document),
            *(_question(repository, cell, year, document) for cell in own.asked),
        ),
        shared=tuple((cell.obligation.record.title, repository.body_name(cell.body)) for cell in own.shared),
    )


def _contact_question(document: PlanFile[FollowUp] | None, before: PlanFile[FollowUp] | None) -> Question:
    return Question(
        title="Kontakt",
        text="Vem som kan svara på frågor om uppföljningen.",
        parts=(
            AnswerPart("kontakt", "Kontakt", EvidenceType.FUNCTION, "En funktion, aldrig en persons namn."),
        ),
        prefix=(),
        held=_contact(document),
        before=_contact(before),
    )


def _contact(document: PlanFile[FollowUp] | None) -> dict[Route, str]:
    return {("kontakt",): document.record.contact} if document and document.record.contact else {}


def _decision_question(repository: PlanRepository, document: PlanFile[FollowUp] | None) -> Question:
    decision = document.record.decision if document else None
    values = (decision.day, decision.case, decision.paragraph) if decision else (None, None, None)
    parts = (
        AnswerPart("datum", "Beslutsdatum", EvidenceType.DATE, "Dagen för beslutet, som ÅÅÅÅ-MM-DD."),
        AnswerPart(
            "diarienummer",
            "Diarienummer",
            EvidenceType.CASE_NUMBER,
            repository.settings.record.with_own_case(EvidenceType.CASE_NUMBER.in_cell),
        ),
        AnswerPart("paragraf", "Paragraf", EvidenceType.COUNT, "Paragrafens nummer, bara siffror."),
    )
    return Question(
        title="Organets beslut",
        text="Beslutet om uppföljningen. Utan datum är svaret ett utkast.",
        parts=parts,
        prefix=("beslut",),
        held={
            ("beslut", part.name): str(value)
            for part, value in zip(parts, values, strict=True)
            if value is not None
        },
        before={},
    )


def _question(
    repository: PlanRepository, cell: Cell, year: int, document: PlanFile[FollowUp] | None
) -> Question:
    obligation, kind, prefix = cell.obligation, cell.schedule.clock.kind, ("svar", cell.obligation.id)
    held = _answer_data(repository, document, obligation.id)
    before = _answer_before(repository, cell, year)
    may_repeat = bool(before) and kind is not ClockKind.ONCE and not cell.schedule.is_report
    settings = repository.settings.record
    parts = (
        *_common_parts(obligation, kind, held, may_repeat=may_repeat),
        *(part._replace(help=settings.with_own_case(part.help)) for part in _evidence_parts(obligation)),
    )
    return Question(
        id=obligation.id,
        chapter=repository.chapter_name(obligation.chapter),
        title=obligation.record.title,
        text=obligation.record.text,
        when=_when(cell, _urges(repository, cell.body)),
        note=_note(cell, year),
        parts=parts,
        takes_events=kind is ClockKind.EVENT
        and obligation.record.is_stored
        and bool(obligation.evidence.accepted),
        prefix=prefix,
        held=flatten(parts, held, prefix),
        before=flatten(parts, before, prefix),
    )


def _answer_data(
    repository: PlanRepository, document: PlanFile[FollowUp] | None, name: str
) -> dict[str, Any]:
    """Return what the file answers, as files hold it; nothing where it says nothing that can be read."""
    answer = repository.answer(document, name) if document else None
    return answer.as_data() if answer else {}


def _answer_before(repository: PlanRepository, cell: Cell, year: int) -> dict[str, Any]:
    """Return last year's answer, with what `oförändrat` says again beside it."""
    document = _file_before(repository, cell.body, year)
    first = raw = _answer_data(repository, document, cell.obligation.id)
    while document and raw.get("status") == Status.UNCHANGED.value:
        document = _file_before(repository, document.record.body, document.record.year)
        raw = _answer_data(repository, document, cell.obligation.id)
    return {**raw, **first} if raw is not first else first


def _file_before(repository: PlanRepository, body: str, year: int) -> PlanFile[FollowUp] | None:
    """Return the follow-up of the year before, of the body or of the latest that it took over from."""
    lineage = index_of(repository).answers.lineage[body]
    files = (repository.years.get(name, {}).get(year - 1) for name in reversed(lineage))
    return next(filter(None, files), None)


def _common_parts(
    obligation: Obligation, kind: ClockKind, held: Mapping[str, Any], *, may_repeat: bool
) -> Iterator[AnswerPart]:
    """Return the parts that every answer may have; what stands in the file already is always among them."""
    words = tuple(
        status.value
        for status in Status
        if status.fits(kind, is_stored=obligation.record.is_stored)
        and (status is not Status.UNCHANGED or may_repeat or held.get("status") == status.value)
    )
    is_free = obligation.record.is_stored
    repeating = " Oförändrat: förra årets svar gäller, med samma underlag." if may_repeat and is_free else ""
    chosen = (
        _STATUS_HELP.get(kind, "Välj i listan.")
        if is_free
        else "Välj genomgånget när ni har gått igenom det."
    )
    help_text = f"{chosen}{repeating}"
    yield AnswerPart("status", "Status", EvidenceType.TEXT, help_text, words)
    if is_free or "skäl" in held:
        is_event = kind is ClockKind.EVENT
        why = "Krävs när något är ej aktuellt." if is_event else "Varför, om det inte är uppfyllt."
        yield AnswerPart("skäl", "Skäl", EvidenceType.TEXT, why, is_asked=False)
    if is_free or "åtgärd" in held:
        yield _MEASURE
    if is_free or "kommentar" in held:
        yield _COMMENT
    if (kind is ClockKind.ONCE and is_free) or "påbörjad" in held:
        yield _STARTED


_STATUS_HELP = {
    ClockKind.EVENT: "Välj i listan. Ej aktuell: det har inte inträffat under året.",
    ClockKind.ONCE: "Välj i listan hur långt arbetet har kommit.",
}
_MEASURE = AnswerPart(
    "åtgärd",
    "Åtgärd",
    EvidenceType.TEXT,
    "Vad ni har beslutat att göra åt det som saknas.",
    is_asked=False,
)
_COMMENT = AnswerPart("kommentar", "Kommentar", EvidenceType.TEXT, "Det som är bra att veta.", is_asked=False)
_STARTED = AnswerPart(
    "påbörjad", "Påbörjad", EvidenceType.DATE, "Dagen då arbetet började, som ÅÅÅÅ-MM-DD.", is_asked=False
)


def _evidence_parts(obligation: Obligation) -> Iterator[AnswerPart]:
    """Return the parts that hold evidence."""
    for name, field in obligation.evidence.accepted.items():
        part = answer_part(name, field, is_asked=name in obligation.evidence.fields)
        yield part if part.is_asked else part._replace(title=f"{part.title} (om det behövs)")


def _urges(repository: PlanRepository, body: str) -> str:
    """Say who urges the body, with the verb: kommunen uppmanar."""
    return f"{repository.settings.record.organisation.in_sentence} {repository.urging_words(body).urges}"


def _when(cell: Cell, urges: str) -> str:
    terms = [cell.obligation.record.asked_when, f"gäller {cell.period.label}"]
    if cell.schedule.due:
        terms.append(f"senast den {long_date(cell.schedule.due)}")
    if not cell.is_bound:
        terms.append(f"{urges} er")
    return ", ".join(terms)


def _note(cell: Cell, year: int) -> str:
    if not cell.obligation.record.is_stored:
        return "Skriv bara att det är genomgånget och vilken dag, inget om vad som kom fram: uppgifterna omfattas av sekretess."
    filed = cell.proof.filed
    if cell.verdict is Verdict.FULFILLED and filed and filed.year < year:
        return f"Redan uppfyllt genom svaret för {filed.year}. Svara om något har ändrats."
    if not cell.obligation.evidence.accepted and cell.obligation.record.evidence:
        return "Besvaras av årets uppföljning i sin helhet. Svara bara om den inte räcker."
    return ""
