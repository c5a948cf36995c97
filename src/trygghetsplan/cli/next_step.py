"""What the user is told to do next: what the year's path says."""

from collections.abc import Collection
from datetime import date
from pathlib import Path

from trygghetsplan.cli.common import write_note
from trygghetsplan.forms.exported import bodies_with_forms
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.report.year_path import YearPath, year_path


def path_of(repository: PlanRepository, root: Path, year: int, as_of: date) -> YearPath:
    """Return how far a year has come, the forms in the folder counted."""
    return year_path(repository, year, as_of, bodies_with_forms(root, year))


def note_next_step(path: YearPath, done: Collection[str] = ()) -> None:
    """Say which command is next; what it is for, where the commands are those that have just been run."""
    following = path.next
    if following is None:
        write_note("Nästa steg: trygghet todo")
    elif following.command.startswith(tuple(done)) and done:
        write_note(f"Nästa steg: {following.sentence}")
    else:
        write_note(f"Nästa steg: {following.command}")
