"""The records in a commit's files by id, and what the ids of the past are called now."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from trygghetsplan.comparing.identity import REFERENCES, renamed
from trygghetsplan.loading.files import FileRead
from trygghetsplan.model.decisions import Decision, Decisions
from trygghetsplan.model.followup import FollowUp
from trygghetsplan.model.obligation import Chapter, Obligation
from trygghetsplan.model.organisation import Body, OrganisationFile
from trygghetsplan.past.steps import Step

Files = Mapping[str, FileRead]


class Names(NamedTuple):
    """What ids are called now: old id → new id, for bodies and obligations."""

    bodies: Mapping[str, str]
    duties: Mapping[str, str]
    seen: frozenset[str]
    """Every id that the history has held."""

    def body(self, name: str) -> str:
        """Return the body's id as it is now."""
        return _followed(self.bodies, name)

    def duty(self, name: str) -> str:
        """Return the obligation's id as it is now."""
        return _followed(self.duties, name)


def _followed(names: Mapping[str, str], name: str) -> str:
    passed = {name}
    while (later := names.get(name)) and later not in passed:
        passed.add(later)
        name = later
    return name


def names_of(steps: Iterable[Step]) -> Names:
    """Find every renaming in the past, and every id it has held."""
    renamed_bodies: dict[str, str] = {}
    renamed_duties: dict[str, str] = {}
    seen: set[str] = set()
    for step in steps:
        before, after = obligations(step.old), obligations(step.new)
        earlier, later = bodies(step.old), bodies(step.new)
        seen.update(before, after, earlier, later)
        for now, was in renamed(before, after, REFERENCES).items():
            renamed_duties.setdefault(was, now)
        for now, was in renamed(earlier, later).items():
            renamed_bodies.setdefault(was, now)
    return Names(renamed_bodies, renamed_duties, frozenset(seen))


def obligations(files: Files) -> dict[str, Obligation]:
    """Return every obligation in the files."""
    return {
        name: obligation
        for file in files.values()
        if isinstance(file.record, Chapter)
        for name, obligation in file.record.obligations.items()
    }


def bodies(files: Files) -> dict[str, Body]:
    """Return every body in the files."""
    return {
        name: body
        for file in files.values()
        if isinstance(file.record, OrganisationFile)
        for name, body in file.record.bodies.items()
    }


def decisions(files: Files) -> dict[str, Decision]:
    """Return every decision in the files."""
    return {
        name: decision
        for file in files.values()
        if isinstance(file.record, Decisions)
        for name, decision in file.record.decisions.items()
    }


def followups(files: Files) -> dict[tuple[str, int], FollowUp]:
    """Return every follow-up in the files, by the body and year that it states."""
    return {
        (file.record.body, file.record.year): file.record
        for file in files.values()
        if isinstance(file.record, FollowUp)
    }
