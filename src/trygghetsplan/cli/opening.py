"""The repository as a command needs it: read, with its faults told, and the year and the day to reckon on."""

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeAlias

import typer

from trygghetsplan import api
from trygghetsplan.cli.common import write_note
from trygghetsplan.cli.progress import waiting
from trygghetsplan.cli.today import chosen_as_of, today
from trygghetsplan.engine.clock import default_as_of, known_years, year_at_hand
from trygghetsplan.engine.questions import never_asked
from trygghetsplan.errors import Exit, UsageFault
from trygghetsplan.findings import Severity, counts
from trygghetsplan.formats.concise import render
from trygghetsplan.plan.loading import Loaded
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.source.text import UNREADABLE
from trygghetsplan.swedish import counted

YearAndDay: TypeAlias = tuple[int, date]
"""The follow-up year, and the day to reckon on."""
_REMEDY = "Rätta felen först; trygghet validate visar dem med förklaring."


def load_repository(root: Path) -> Loaded:
    """Read the plan repository, and say so when it takes time."""
    with waiting("Läser filerna"):
        return api.load(root)


def faultless_repository(root: Path, *, answers: bool = True) -> PlanRepository:
    """Return the repository when its files are without fault. Without `answers` only the plan has to be, and all has to be read.

    Raises:
        typer.Exit: there are faults; they have been written.
    """
    return faultless(load_repository(root), answers=answers)


def faultless_repository_at(root: Path, revision: str) -> tuple[str, PlanRepository]:
    """Return the name of a commit and the repository as it was in it, when its files are without fault."""
    name, loaded = api.load_at(root, revision)
    return name, faultless(loaded, f"Felen står i versionen {revision}; välj en annan.")


def faultless(loaded: Loaded, remedy: str = _REMEDY, *, answers: bool = True) -> PlanRepository:
    """Return what was read, when the files are without fault.

    Raises:
        typer.Exit: there are faults; they have been written, and `remedy` says what to do.
    """
    result = api.validate(loaded)
    if not answers:
        plan = (
            finding
            for finding in result.findings
            if finding.rule is UNREADABLE or not finding.where.path.startswith("followups/")
        )
        result = replace(result, findings=tuple(plan))
    if loaded.repository is None or result.worst is Severity.ERROR:
        sys.stderr.write(render(result))
        sys.stderr.write(f"{remedy}\n")
        raise typer.Exit(Exit.FINDINGS)
    return loaded.repository


def readable_repository(root: Path) -> PlanRepository:
    """Return the repository for a question: faults in single files are noted, and do not stop the answer.

    Raises:
        typer.Exit: a file or a folder could not be read, and nothing can be said without it; it has been told.
    """
    loaded = load_repository(root)
    if loaded.repository is None or any(finding.rule.is_unread for finding in loaded.findings):
        return faultless(loaded)
    faults = counts(api.validate(loaded).findings)[Severity.ERROR]
    if faults:
        many = counted(faults, "fel", "fel")
        write_note(
            f"Obs: filerna har {many}, så svaret kan bli ett annat när de är rättade. Se: trygghet validate"
        )
    return loaded.repository


def note_never_asked(repository: PlanRepository, year: int) -> None:
    """Say which bodies will not be seen, since nothing is asked of them."""
    for sentence in never_asked(repository, year):
        write_note(f"Obs: {sentence}")


def year_and_day(
    repository: PlanRepository, year: str | None, as_of: str | None, *, coming: bool = False
) -> YearAndDay:
    """Return the follow-up year and the day to reckon on: the year at hand when none is said. Some also take coming years.

    Raises:
        UsageFault: the year is not written as one, or is not followed up.
    """
    chosen = chosen_as_of(as_of)
    latest = chosen or today()
    if year is not None and not (year.isascii() and year.isdigit() and len(year) == 4):
        raise UsageFault(f"år {year} ska skrivas med fyra siffror, till exempel 2024.")
    number = int(year) if year else latest.year if coming else year_at_hand(repository, latest)
    years = known_years(repository, latest)
    if coming and years:
        years = range(years[0], 2200)
    if not years:
        first = repository.settings.record.first_year
        raise UsageFault(f"inget år följs upp per {latest}; välj en dag från och med {first}-01-01.")
    if number not in years:
        which = f"bland {years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])
        raise UsageFault(f"år {number} följs inte upp per {latest}; välj {which}.")
    return number, chosen or default_as_of(repository, number, latest)


def years_and_day(
    repository: PlanRepository, years: str | None, as_of: str | None
) -> tuple[int | None, int, date]:
    """Return the first of several years (None for one year), the last year, and the day to reckon on.

    Raises:
        UsageFault: as for `year_and_day`, or the years do not follow each other.
    """
    first, dash, last = (years or "").partition("-")
    if not dash:
        return None, *year_and_day(repository, years, as_of)
    if not all(one.isascii() and one.isdigit() and len(one) == 4 for one in (first, last)):
        raise UsageFault(f"perioden {years} ska skrivas med två årtal, till exempel 2022-2024.")
    number, day = year_and_day(repository, last, as_of)
    first_number, _ = year_and_day(repository, first, as_of)
    if first_number >= number:
        raise UsageFault(f"perioden {years} ska börja före den slutar, till exempel 2022-2024.")
    return first_number, number, day
