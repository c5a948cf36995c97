"""What is asked about the answer as a whole: whom to ask about it, and the body's decision."""

from collections.abc import Iterator, Mapping
from typing import Any

from trygghetsplan.forms.cells import Route
from trygghetsplan.forms.form import Question
from trygghetsplan.forms.parts import Part
from trygghetsplan.forms.year_before import follow_up_before
from trygghetsplan.model.evidence import EvidenceType
from trygghetsplan.model.followup import FollowUp
from trygghetsplan.repository import PlanRepository
from trygghetsplan.repository.document import Document


def heads(
    repository: PlanRepository, body: str, year: int, document: Document[FollowUp] | None
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
    given = (
        {"datum": decision.day, "diarienummer": decision.case, "paragraf": decision.paragraph}
        if decision
        else {}
    )
    yield _head(
        "Organets beslut",
        "Beslutet om uppföljningen. Utan datum är svaret ett utkast.",
        _DECISION,
        ("beslut",),
        given,
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
