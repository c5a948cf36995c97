"""Case numbers (diarienummer), against the forms that the settings show by example."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from trygghetsplan.findings import Finding, Severity, Where, rule
from trygghetsplan.model.documents import DecisionReference
from trygghetsplan.model.evidence import EvidenceType
from trygghetsplan.plan.repository import PlanFile, PlanRepository
from trygghetsplan.rules.checked_files import CheckedFiles, evidence_with_keys
from trygghetsplan.swedish import listed

_SIGNS = re.compile("([A-Za-zÅÄÖåäö]+)|((?:19|20|21)[0-9]{2}(?![0-9]))|([0-9]+)|.")
_LIKE = (None, "[A-Za-zÅÄÖåäö]{1,10}", "(?:19|20|21)[0-9]{2}", "[0-9]{1,12}")
"""What each group of `_SIGNS` stands for."""


@rule("TP431", Severity.ERROR, "Diarienumret är inte skrivet som hos er")
def foreign_case(checked: CheckedFiles) -> Iterator[Finding]:
    """Ett diarienummer har en annan form än exemplen under diarienummer i trygghet.yaml.

    Bokstäver, årtal och andra tal i exemplen står för vilka som helst; tecknen mellan dem ska vara desamma. Rätta
    numret, eller lägg till ett exempel om formen också används hos er.

    Fel:
        --- trygghet.yaml
        schema: 3
        organisation: {namn: Ängsköpings kommun}
        första uppföljningsår: 2024
        mandatperiod: {första året: 2023}
        diarienummer: [KS 2024/0107]
        redovisning: {titel: Trygghetsredovisning, lämnas av: kommunstyrelsen, lämnas till: kommunstyrelsen}
        ---
        beslut: {datum: 2025-01-20, diarienummer: 12-2025}
    Rätt:
        --- trygghet.yaml
        schema: 3
        organisation: {namn: Ängsköpings kommun}
        första uppföljningsår: 2024
        mandatperiod: {första året: 2023}
        diarienummer: [KS 2024/0107]
        redovisning: {titel: Trygghetsredovisning, lämnas av: kommunstyrelsen, lämnas till: kommunstyrelsen}
        ---
        beslut: {datum: 2025-01-20, diarienummer: MN 2025/12}
    """
    examples = checked.repository.settings.record.cases
    if not examples:
        return
    forms = tuple(_form(example) for example in examples)
    for where, case in _cases(checked.repository):
        if not any(form.fullmatch(case) for form in forms):
            message = f"”{case}” är inte skrivet som {listed(examples, 'eller')}"
            yield foreign_case.at(where, message)


@cache
def _form(example: str) -> re.Pattern[str]:
    """Return the form that a case number shows: letters, a year and numbers stand for any, other signs for themselves."""
    parts = _SIGNS.finditer(example)
    return re.compile("".join(_LIKE[part.lastindex or 0] or re.escape(part[0]) for part in parts))


def _cases(repository: PlanRepository) -> Iterator[tuple[Where, str]]:
    """Return every case number of ours: in decisions and in answers, and of documents that a body of ours decided."""
    bodies = repository.bodies
    for name, source in repository.documents.record.documents.items():
        if source.decision and source.decision.body in bodies:
            yield from _of(repository.documents, source.decision, "dokument", name, "beslut")
    for document in repository.followups:
        yield from _of(document, document.record.decision, "beslut")
    for assessed in repository.assessments:
        yield from _of(assessed, assessed.record.decision, "beslut")
    for decided, name, decision in repository.all_decisions:
        if decision.decided and (decision.decided.body is None or decision.decided.body in bodies):
            yield from _of(decided, decision.decided, "beslut", name, "beslut")
    types = {name: field.type for name, field in repository.catalogue.record.fields.items()}
    for document, duty, answer in repository.answers:
        for keys, evidence in evidence_with_keys(answer):
            for name, value in evidence.items():
                if types.get(name) is EvidenceType.CASE_NUMBER and isinstance(value, str):
                    yield document.at("svar", duty, *keys, name), value
                if types.get(name) is EvidenceType.CONTRACTS and isinstance(value, Mapping):
                    yield from ((document.at("svar", duty, *keys, name, case).key(), case) for case in value)


def _of(
    document: PlanFile[Any], reference: DecisionReference | None, *keys: str
) -> Iterator[tuple[Where, str]]:
    if reference and reference.case:
        yield document.at(*keys, "diarienummer"), reference.case


RULES = (foreign_case,)
