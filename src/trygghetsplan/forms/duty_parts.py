"""What the answer to a duty is made of: its status, the words beside it, and the evidence that the duty asks for.

How each part becomes cells is `parts`' to say.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from trygghetsplan.forms.parts import DATES, Part, part_of
from trygghetsplan.model.evidence import EvidenceField, EvidenceType
from trygghetsplan.model.followup import Status
from trygghetsplan.model.obligation import Protection
from trygghetsplan.model.time import ClockKind
from trygghetsplan.repository import PlanRepository
from trygghetsplan.repository.duty import Duty


def own_parts(duty: Duty, kind: ClockKind, raw: dict[str, Any], *, may_repeat: bool) -> Iterator[Part]:
    """Return the parts that every answer may have; what stands in the file already is always among them."""
    held = raw.get("status")
    words = tuple(
        status.value
        for status in Status
        if status.fits(kind) and (status is not Status.UNCHANGED or may_repeat or held == status.value)
    )
    yield Part("status", "Status", EvidenceType.TEXT, _status_help(kind, may_repeat=may_repeat), words)
    free = duty.obligation.protection is not Protection.NOT_STORED
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


def evidence_fields(repository: PlanRepository, duty: Duty) -> dict[str, tuple[EvidenceField, bool]]:
    """Return the evidence an answer can hold, and whether it is asked for (docs/model.md, Evidence)."""
    found = {name: (field, True) for name in duty.obligation.evidence if (field := repository.field(name))}
    if any(field.type in DATES for field, _ in found.values()):
        for name, field in repository.catalogue.record.fields.items():
            if field.type in (EvidenceType.VALID_FROM, EvidenceType.VALID_TO):
                found.setdefault(name, (field, False))
    return {name: (field, asked) for name, (field, asked) in found.items() if not field.type.is_computed}


def evidence_parts(
    duty: Duty, fields: Mapping[str, tuple[EvidenceField, bool]], raw: dict[str, Any]
) -> Iterator[Part]:
    """Return the parts that hold evidence, without free text where the duty is secret, unless it is there already."""
    secret = duty.obligation.protection is Protection.NOT_STORED
    for name, (field, asked) in fields.items():
        if secret and field.type.is_free_text and name not in raw:
            continue
        part = part_of(name, field, is_asked=asked)
        yield part if asked else part._replace(title=f"{part.title} (om det behövs)")
