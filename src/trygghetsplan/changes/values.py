"""The values that have changed in the files beside what has sentences of its own: duties, marks, bodies, answers, decisions.

Settings, texts of the catalogue, groups, recommendations, assessments, measured values: whatever a file says.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from trygghetsplan.changes.fields import FieldChange, record_changes
from trygghetsplan.changes.plan import NOT_MARKS
from trygghetsplan.changes.records import ChangeKind
from trygghetsplan.findings import Where
from trygghetsplan.model.assessments import Assessments
from trygghetsplan.model.audit import Audit
from trygghetsplan.model.decisions import Decisions
from trygghetsplan.model.evidence import Catalogue, EvidenceField
from trygghetsplan.model.followup import FollowUp
from trygghetsplan.model.indicators import Indicator, Indicators
from trygghetsplan.model.numbers import NumberYear
from trygghetsplan.model.obligation import Chapter
from trygghetsplan.model.organisation import OrganisationFile
from trygghetsplan.model.record import Record
from trygghetsplan.plan.repository import PlanFile, PlanRepository


class ValueChange(NamedTuple):
    """One value of a file, or a file as a whole: then there is no field."""

    kind: ChangeKind
    path: str
    field: FieldChange | None = None
    formerly: str = ""
    """The path it had, where the file was moved."""

    @property
    def where(self) -> Where:
        """The place of the value, in the file as it is or as it last was."""
        return Where(self.path, tuple(self.field.name.split("."))) if self.field else Where(self.path)


_KEYS_TOLD: Mapping[type[Record], tuple[str, ...]] = {
    OrganisationFile: ("organ",),
    Decisions: ("beslut",),
    Chapter: ("skyldigheter",),
    Audit: ("skyldigheter",),
    FollowUp: ("svar", "beslut", "lydelser"),
    NumberYear: ("siffror",),  # the numbers are told where they are aimed, and small ones are not shown
}
"""The keys of a file under which everything is told elsewhere."""
_MARKS = {
    Catalogue: frozenset(
        str(info.alias) for name, info in EvidenceField.model_fields.items() if name not in NOT_MARKS
    ),
    Indicators: frozenset(
        str(info.alias) for name, info in Indicator.model_fields.items() if name not in NOT_MARKS
    ),
    Assessments: frozenset({"bedömning"}),
}
"""What is told elsewhere of each entry of a file."""
_BY_RECORD = (FollowUp, Decisions)
"""The kinds of files of which each record is told when they come or go; the others are told of as a whole."""


def value_changes(old: PlanRepository, new: PlanRepository) -> Iterator[ValueChange]:
    """Return what differs, in the order of the files."""
    before, after = ({file.path: file for file in _files(side)} for side in (old, new))
    gone = [file for path, file in before.items() if path not in after and not new.is_broken(path)]
    for path, now in after.items():
        was = before.get(path)
        if was is None and old.is_broken(path):
            continue  # it was there, and could not be read
        if was is None:
            formerly = next((file for file in gone if file.record == now.record), None)
            if formerly is not None:
                gone.remove(formerly)
                yield ValueChange(ChangeKind.MOVED, path, formerly=formerly.path)
            elif not isinstance(now.record, _BY_RECORD):
                yield ValueChange(ChangeKind.ADDED, path)
            continue
        is_told = _is_told(type(now.record))
        without = _KEYS_TOLD.get(type(now.record), ())
        for field in record_changes(was.record, now.record, without):
            if not is_told(field):
                yield ValueChange(ChangeKind.CHANGED, path, field)
    for file in gone:
        if not isinstance(file.record, _BY_RECORD):
            yield ValueChange(ChangeKind.REMOVED, file.path)


def _is_told(kind: type[Record]) -> Callable[[FieldChange], bool]:
    marks = _MARKS.get(kind, frozenset())

    def told(field: FieldChange) -> bool:
        _, *entry = field.name.split(".", 2)
        is_entry = kind in (Catalogue, Indicators) and len(entry) == 1
        return is_entry or (len(entry) > 1 and entry[1].split(".")[0] in marks)

    return told


def _files(repository: PlanRepository) -> Iterator[PlanFile[Any]]:
    """Return every file but the list of documents, of which each document is told."""
    yield repository.settings
    yield repository.organisation
    yield repository.catalogue
    yield repository.indicators
    if repository.agency:
        yield repository.agency
    yield from repository.decisions
    yield from repository.chapters
    yield from repository.indicator_years
    yield from repository.number_maps
    yield from repository.number_years
    yield from repository.assessments
    yield from repository.followups
