"""What the user is told to do next: what the year's path says."""

from datetime import date
from pathlib import Path

from trygghetsplan.cli.common import write_note
from trygghetsplan.forms.exported import bodies_with_forms
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.report.year_path import YearPath, year_path


def path_of(repository: PlanRepository, root: Path, year: int, as_of: date) -> YearPath:
    """Return how far a year has come, the forms in the folder counted."""
    return year_path(repository, year, as_of, bodies_with_forms(root, year))


def note_next_step(path: YearPath, done: str = "") -> None:
    """Say which command is next; what it is for, where it is the one that has just been run."""
    command, sentence = (path.next.command, path.next.sentence) if path.next else ("trygghet todo", "")
    write_note(f"Nästa steg: {sentence if done and command.startswith(done) and sentence else command}")
