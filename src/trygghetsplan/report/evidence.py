"""What an answer gave as evidence, in words, as the audience may see it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from trygghetsplan.disclosure.audience import Audience
from trygghetsplan.engine.cell import Cell
from trygghetsplan.model.evidence import FEW, EvidenceField, EvidenceType
from trygghetsplan.model.scalars import Share
from trygghetsplan.report.data import ReportData
from trygghetsplan.swedish import listed, number


def shown(figures: ReportData, cell: Cell) -> tuple[tuple[str, str], ...]:
    """Return (title, value) for the evidence that the cell rests on, or that its claim stands beside.

    Call it only for cells that the audience may see per body.
    """
    filed = cell.proof.filed or cell.claim
    return tuple(_said(figures, filed.answer.evidence, filed.answer.events)) if filed else ()


def _said(
    figures: ReportData, evidence: Mapping[str, Any], events: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, str]]:
    fields = figures.repository.catalogue.record.fields
    for name, value in evidence.items():
        yield fields[name].title, in_words(fields[name], value, figures.audience)
    for event, inner in events.items():
        for name, value in inner.items():
            yield f"{fields[name].title} ({event})", in_words(fields[name], value, figures.audience)


def in_words(field: EvidenceField, value: Any, audience: Audience) -> str:
    """Write one value; small counts of persons, cases and incidents are masked in public."""
    masked = audience is Audience.PUBLIC and field.is_small(value)
    match value:
        case bool():
            return "ja" if value else "nej"
        case int():
            return f"färre än {FEW}" if masked else number(value)
        case date():
            return value.isoformat()
        case Share(part, whole):
            return "visas inte (små tal)" if masked else f"{number(part)} av {number(whole)}"
        case Mapping():
            return listed([f"{case} ({'ja' if held else 'nej'})" for case, held in value.items()])
        case tuple():
            titles = field.options if field.type is EvidenceType.CHECKLIST else {}
            return listed([titles.get(str(item), str(item)) for item in value])
        case _:
            return str(value)
