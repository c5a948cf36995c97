"""Answers as JSON Schema: with any evidence, or with just the evidence that each duty asks for."""

import re
from collections.abc import Sequence
from urllib.parse import quote

from trygghetsplan.editor.records import (
    ANSWER,
    UNKNOWN_ID,
    Definitions,
    by_pattern,
    choices,
    keyed,
    listing,
    or_empty,
)
from trygghetsplan.editor.scalars import Schema
from trygghetsplan.model.evidence import EvidenceField, EvidenceType
from trygghetsplan.model.followup import Declaration, Status
from trygghetsplan.model.scalars import CaseNumber, Identifier, YesNo, scalar_of
from trygghetsplan.model.time import ClockKind
from trygghetsplan.plan.repository import Obligation, PlanRepository
from trygghetsplan.swedish import listed

OWN = ("started", "reviewed", "reason", "measure", "comment")
"""The fields that every answer may have beside its status; the last three are free text."""


def any_answers(definitions: Definitions) -> Schema:
    """Return the form of `svar` where neither duties nor catalogue are known."""
    contracts = by_pattern(scalar_of(CaseNumber), definitions.scalar(scalar_of(YesNo), blank=True))
    value = {
        **contracts,
        "type": ["string", "number", "boolean", "array", "object", "null"],
        "items": {
            "type": ["string", "number", "boolean"],
            "errorMessage": "Här väntas en text eller ett datum.",
        },
    }
    evidence = definitions.share("underlag", value)
    answer = {
        "type": ["object", "null"],
        "properties": {
            **_own(definitions, definitions.field(Declaration, "status", blank=True)),
            "händelser": _events(definitions, {"type": "object", "additionalProperties": evidence}),
        },
        "additionalProperties": evidence,
        "errorMessage": "Ett svar består av nycklar: status och underlag.",
    }
    return or_empty(by_pattern(scalar_of(Identifier), definitions.share("svar", answer)) | ANSWER)


def own_answers(definitions: Definitions, repository: PlanRepository) -> Schema:
    """Return the form of `svar` with the repository's own duties and what each asks for."""
    answers = {
        name: _answer(definitions, repository, obligation)
        for name, obligation in repository.obligations.items()
    }
    return or_empty(keyed(answers) | UNKNOWN_ID)


def _answer(definitions: Definitions, repository: PlanRepository, obligation: Obligation) -> Schema:
    record = obligation.record
    asked = obligation.evidence.accepted
    evidence = {name: _evidence(definitions, name, field) for name, field in asked.items()}
    kind = record.clock.kind if record.clock else ClockKind.CONTINUOUS
    status = _status(definitions, kind, is_stored=record.is_stored)
    own = _own(definitions, status, OWN if record.is_stored else OWN[1:2])
    if kind is ClockKind.EVENT and record.is_stored:
        own["händelser"] = _events(definitions, keyed(evidence))
    first = {name: f"${{{number}}}" for number, name in enumerate(record.evidence, 2) if name in asked}
    done = next(
        word for word in Status if word.claims_fulfilment and word.fits(kind, is_stored=record.is_stored)
    )
    snippet = {"label": "svar", "body": {"status": f"${{1:{done}}}", **first}}
    return {
        **or_empty(keyed({**own, **evidence})),
        "title": record.title,
        "markdownDescription": _explained(repository, obligation),
        **({"defaultSnippets": [snippet]} if obligation.owes else {"doNotSuggest": True}),
    }


def _own(definitions: Definitions, status: Schema, names: Sequence[str] = OWN) -> dict[str, Schema]:
    """Return the keys that answers may have whatever is asked for."""
    fields = Declaration.model_fields
    others = {
        str(fields[name].alias): definitions.share(
            f"svar-{name}", definitions.field(Declaration, name, blank=True)
        )
        for name in names
    }
    return {str(fields["status"].alias): status, **others}


def _status(definitions: Definitions, kind: ClockKind, *, is_stored: bool) -> Schema:
    """Return the form of the status, with the words that fit the duty's clock and protection."""
    words = {word.value: word.help for word in Status if word.fits(kind, is_stored=is_stored)}
    name = {ClockKind.ONCE: "status-once", ClockKind.EVENT: "status-event"}.get(kind, "status-recurring")
    name = name if is_stored else "status-not-stored"
    title = definitions.titled(Declaration.model_fields["status"], {})
    return definitions.share(name, title | or_empty(choices(words)))


def _events(definitions: Definitions, event: Schema) -> Schema:
    return {
        **definitions.titled(Declaration.model_fields["events"], {}),
        **or_empty({"type": "object", "additionalProperties": or_empty(event)}),
        "errorMessage": "Här väntas ett id per händelse, och underlag under varje.",
    }


def _evidence(definitions: Definitions, name: str, field: EvidenceField) -> Schema:
    """Return the form of one evidence field of the catalogue."""
    kind = field.type
    form: Schema = {}
    if kind is EvidenceType.CHECKLIST:
        form = listing(choices(field.options), blank=True)
    elif kind.key:
        form = or_empty(by_pattern(kind.key, definitions.scalar(scalar_of(YesNo), blank=True)))
    elif kind.item:
        form = listing(definitions.scalar(kind.item), blank=True)
    elif kind.scalar:
        form = definitions.scalar(kind.scalar, blank=True)
    words = " ".join(part for part in (field.help, definitions.hint(form)) if part)
    titled = {**form, "title": field.title, **({"description": words} if words else {})}
    return definitions.share(f"underlag-{name}", titled) | {"$ref": f"#/$defs/underlag-{quote(name)}"}


def _explained(repository: PlanRepository, obligation: Obligation) -> str:
    """Return what the duty is, for whom and when, and what an answer shall show, as Markdown."""
    record = obligation.record
    lines = [_escaped(record.text), ""]
    if record.clock:
        lines.append(f"- **När:** {record.asked_when}")
    if record.responsible:
        names = [repository.body_name(name) for name in record.responsible]
        lines.append(f"- **Ansvariga:** {_escaped(listed(names))}")
    lines += [
        f"- **Visas med** `{name}`: {_escaped(field.help or field.title)}"
        for name, field in obligation.evidence.fields.items()
    ]
    return "\n".join(lines)


def _escaped(text: str) -> str:
    """Return the text with nothing in it that Markdown reads as form, or that leads out of the editor."""
    return re.sub(r"([\\`*_{}\[\]<>#|!~])", r"\\\1", " ".join(text.split()))
