"""What a cell's proof comes to in a sentence about a change: dates and numbers, and when a document was adopted."""

import re
from collections.abc import Iterator

from trygghetsplan.model.evidence import EvidenceField, EvidenceType, Share
from trygghetsplan.obligations.cell import Cell
from trygghetsplan.obligations.verdict import Verdict
from trygghetsplan.repository import PlanRepository

_ADOPTED = {
    "plan": "antagen",
    "policy": "antagen",
    "strategi": "antagen",
    "planer": "antagna",
    "riktlinjer": "antagna",
}
"""What a title may end in before its first preposition, for the sentence to say that the document is there now."""
_PREPOSITION = re.compile(r" (?:med|för|om|i|av|mot|till|på|vid|enligt|inom|från|som|hos|och) ")
_PARAGRAPH = re.compile(r"§ ?(\d+)")


def adopted(repository: PlanRepository, before: Cell, after: Cell) -> str:
    """Return the end of the sentence that a document was missing and is there: when it was adopted."""
    head = _PREPOSITION.split(after.duty.obligation.title, maxsplit=1)[0].casefold()
    word = next((said for ending, said in _ADOPTED.items() if head.endswith(ending)), "")
    given = after.proof.given
    if not (
        word and before.verdict is Verdict.NOT_FULFILLED and after.verdict is Verdict.FULFILLED and given
    ):
        return ""
    values = [(repository.field(name), value) for name, value in given.answer.evidence.items()]
    if not any(field and field.type is EvidenceType.DOCUMENT for field, _ in values):
        return ""
    days = [value for field, value in values if field and field.type is EvidenceType.DATE]
    kinds = (EvidenceType.DECISION, EvidenceType.DOCUMENT)
    texts = [str(value) for field, value in values if field and field.type in kinds]
    paragraph = next((found[1] for text in texts if (found := _PARAGRAPH.search(text))), "")
    if not days:
        return ""
    return f", {word} {max(days)}{f' § {paragraph}' if paragraph else ''}"


def evidence(repository: PlanRepository, cell: Cell, *, masks: bool) -> Iterator[str]:
    """Say what the cell's proof consists of: dates, numbers and case numbers, never free text."""
    given = cell.proof.given
    for name, value in given.answer.evidence.items() if given else ():
        field = repository.field(name)
        if field is not None and (said := in_short(field, value, masks=masks)):
            yield f"{field.title[:1].lower()}{field.title[1:]} {said}"


def in_short(field: EvidenceField, value: object, *, masks: bool) -> str:
    """Write one value that a sentence has room for. A small count of people or cases is left out where it is masked."""
    match field.type:
        case EvidenceType.DATE | EvidenceType.VALID_FROM | EvidenceType.VALID_TO | EvidenceType.CASE_NUMBER:
            return str(value)
        case EvidenceType.SHARE if isinstance(value, Share):
            return "" if masks and field.is_small(value) else str(value)
        case EvidenceType.COUNT if isinstance(value, int):
            return "" if masks and field.is_small(value) else str(value)
        case _:
            return ""
