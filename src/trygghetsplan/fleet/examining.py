"""Looks at one municipality, in whichever process that happens: bad input becomes a row that says why.

What is heavy is imported when a municipality is really read, since most of a fleet is as it was the last time.
"""

import gc
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from trygghetsplan import cache
from trygghetsplan.errors import Exit, TrygghetError
from trygghetsplan.fleet.municipality import DutyShare, FleetRow, FleetTask, kept_row, kept_text
from trygghetsplan.listing import is_folder, status_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trygghetsplan.plan.loading import Loaded
    from trygghetsplan.plan.repository import Obligation, PlanRepository

MOST_BYTES = 64 << 20
"""Bytes of one plan folder: far more than any municipality writes, and little enough for the memory of a worker."""


def examine(task: FleetTask) -> FleetRow:
    """Return the row of one municipality."""
    root, row = Path(task.folder), FleetRow(task.folder)
    gc.disable()  # what one municipality takes is given back at its end
    try:
        if not is_folder(root):
            what = "är en fil; ange mappen den ligger i" if status_of(root) else "finns inte"
            return row.failing(f"mappen {what}", Exit.USAGE)
        if not status_of(root / cache.SETTINGS):
            return row.failing("här finns ingen planmapp (trygghet.yaml saknas)", Exit.USAGE)
        return _known_or_read(task, row._replace(commit=_commit(root)))
    except TrygghetError as error:
        return row.failing(str(error).rstrip("."), error.code)
    except MemoryError:
        return row.failing("minnet räckte inte till", Exit.INPUT_OUTPUT)
    except OSError as error:
        return row.failing(f"mappen går inte att läsa ({error.strerror})", Exit.INPUT_OUTPUT)
    finally:
        gc.collect()


def pack_duties(repository: "PlanRepository") -> "Iterator[Obligation]":
    """Return the open duties that come from a pack, whose ids mean the same in every municipality."""
    return (
        duty for duty in repository.obligations.values() if duty.record.is_open and duty.chapter.record.pack
    )


def _commit(root: Path) -> str | None:
    """Return the commit that is checked out; git is asked only where there is a repository."""
    root = root.resolve()
    if not any(status_of(one / ".git", follow=False) for one in (root, *root.parents)):
        return None
    from trygghetsplan import git

    return git.standing(root).commit


def _known_or_read(task: FleetTask, row: FleetRow) -> FleetRow:
    """Return what was found the last time, where nothing is other than then, else what is found now."""
    if not task.is_cached or task.export:
        return _read(task, row)
    words = ("fleet", str(task._replace(folder="", today=date.min)), str(row.commit))
    before = cache.state_of_folder(task.folder, *words)
    if before and (kept := cache.kept_answer(before.key)) is not None:
        return kept_row(kept)._replace(folder=task.folder)
    row = _read(task, row)
    if before and row.exit_code <= Exit.FINDINGS:
        after = cache.state_of_folder(task.folder, *words)
        if after and (after.key, after.moment) == (before.key, before.moment):
            cache.keep_answer(before.key, kept_text(row))
    return row


def _read(task: FleetTask, row: FleetRow) -> FleetRow:
    from trygghetsplan import api
    from trygghetsplan.findings import Severity, counts
    from trygghetsplan.plan.loading import find_files

    root = Path(task.folder)
    size = sum((root / path).lstat().st_size for path in find_files(root).paths)
    if size > MOST_BYTES:
        most = MOST_BYTES >> 20
        return row.failing(
            f"mappen är för stor: {size >> 20} MiB, och högst {most} MiB läses", Exit.INPUT_OUTPUT
        )
    loaded = api.load(root)
    repository = loaded.repository
    if repository is None:
        result, year_day, why = api.validate(loaded), None, ""
    else:
        organisation = repository.settings.record.organisation
        row = row._replace(code=organisation.code, name=organisation.name, commit=_marked(root, row, loaded))
        year_day, why = _year_and_day(repository, task)
        result = api.check(loaded, *year_day) if year_day and task.is_checked else api.validate(loaded)
    number = counts(result.findings)
    row = row._replace(files=result.files, errors=number[Severity.ERROR], warnings=number[Severity.WARNING])
    if number[Severity.ERROR]:
        row = row._replace(exit_code=Exit.FINDINGS)
    if repository is None:
        first = next(iter(result.faults), None)
        said = f" ({first.where.path}: {first.message})" if first else ""
        return row.failing(f"planen går inte att läsa{said}", Exit.FINDINGS)
    if why:
        return row.failing(why, Exit.USAGE)
    if year_day and (task.is_checked or task.export):
        if result.faults:
            return row.failing("filerna har fel; kraven räknas när felen är rättade", Exit.FINDINGS)
        row = _reckoned(repository, *year_day, row) if task.is_checked else row
        if task.export:
            from trygghetsplan.fleet.exporting import export_tables

            export_tables(repository, *year_day, Path(task.export), root)
    return row


def _marked(root: Path, row: FleetRow, loaded: "Loaded") -> str | None:
    """Return the commit, with a mark where the files differ from it."""
    if row.commit is None or loaded.repository is None:
        return row.commit
    from trygghetsplan import git

    return row.commit + ("+" if git.standing(root, loaded.repository).differences else "")


def _year_and_day(repository: "PlanRepository", task: FleetTask) -> tuple[tuple[int, date] | None, str]:
    """Return the year and the day to reckon on, or None and why there is none."""
    from trygghetsplan.engine.clock import default_as_of, known_years, year_at_hand

    latest = task.as_of or task.today
    years = known_years(repository, latest)
    year = task.year or (year_at_hand(repository, latest) if years else latest.year)
    if year not in years:
        return None, f"år {year} följs inte upp per {latest}"
    return (year, task.as_of or default_as_of(repository, year, latest)), ""


def _reckoned(repository: "PlanRepository", year: int, day: date, row: FleetRow) -> FleetRow:
    """Return the row with what the public account counts, and with the shared duties."""
    from trygghetsplan.disclosure.redaction import Audience, public_repository
    from trygghetsplan.engine.cell import Cell, Score
    from trygghetsplan.engine.grid import grid_on
    from trygghetsplan.report.data import ReportData

    seen = public_repository(repository)
    cells = grid_on(seen, day).accounted_in(year)
    account = Score.of(ReportData(repository, year, day, Audience.PUBLIC, year).plan(bound=True))
    shared = {duty.id: list[Cell]() for duty in pack_duties(seen)}
    for cell in cells:
        if cell.obligation.id in shared:
            shared[cell.obligation.id].append(cell)
    scores = {name: Score.of(theirs) for name, theirs in sorted(shared.items())}
    shares = [
        DutyShare(name, seen.obligations[name].record.title, score.fulfilled, score.due)
        for name, score in scores.items()
        if score.due
    ]
    return row._replace(due=account.due, fulfilled=account.fulfilled, shares=tuple(shares))
