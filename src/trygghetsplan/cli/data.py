"""The command that writes the repository as tables for other programs: export."""

import json
import sys
from pathlib import Path
from typing import Annotated

from trygghetsplan import api, git
from trygghetsplan.cli.common import AsOfOption, checked_choice, one_of, option, write_note
from trygghetsplan.cli.opening import faultless, load_repository, years_and_day
from trygghetsplan.cli.progress import waiting
from trygghetsplan.cli.start import find_root
from trygghetsplan.dataset.csv_file import FOR_EXCEL, PLAIN
from trygghetsplan.dataset.formats import FORMATS
from trygghetsplan.dataset.package import DatasetOrigin, package
from trygghetsplan.dataset.rows import DataYear, dataset
from trygghetsplan.disclosure.leak_check import refuse_disclosure
from trygghetsplan.disclosure.redaction import Audience, public_repository
from trygghetsplan.engine.clock import default_as_of
from trygghetsplan.errors import Exit, UsageFault
from trygghetsplan.extras import need
from trygghetsplan.pages.folder import DATASET, owned_in, refuse_other, write_folder
from trygghetsplan.plan.example import is_example
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.report.provenance import provenance_of
from trygghetsplan.storage import display_path
from trygghetsplan.swedish import counted, listed

_READERS = {Audience.PUBLIC: "allmänheten", Audience.INTERNAL: "internt"}
"""For whom the tables are, as the package says it."""


def export(
    folder: Annotated[
        Path, option("-o", "MAPP", "Mappen att skriva i: tom, eller en som trygghet export har skrivit.")
    ],
    years: Annotated[str | None, option("--year", "ÅR|ÅR-ÅR", "Uppföljningsår, ett eller flera.")] = None,
    form: Annotated[
        str, option("--format", "FORMAT", f"{listed([*FORMATS], 'eller')}.", one_of(*FORMATS))
    ] = "csv",
    program: Annotated[
        str | None, option("--for", "PROGRAM", "excel: csv som svenska Excel öppnar rätt.", one_of("excel"))
    ] = None,
    audience: Annotated[str, option("--audience", "LÄSARE", "public eller internal.")] = "public",
    as_of: AsOfOption = None,
) -> int:
    """Write the tables in a folder."""
    reader = Audience(checked_choice("läsaren", audience, list(Audience)))
    chosen = FORMATS[checked_choice("formatet", form, FORMATS)]
    if program is not None and checked_choice("programmet", program, ["excel"]) and form != "csv":
        raise UsageFault(f"--for excel gäller csv; ta bort --for excel, eller --format {form}.")
    need(f"formatet {form}", *chosen.libraries)
    dialect = FOR_EXCEL if program else PLAIN
    root = find_root()
    owned, there = owned_in(folder, root, DATASET)
    loaded = load_repository(root)
    repository = faultless(loaded)
    first, last, day = years_and_day(repository, years, as_of)
    refuse_disclosure(repository, reader, folder.as_posix(), "text", b"")  # the name that was asked for
    owner = repository.settings.record.organisation.name
    whose = f"{owner} ({_READERS[reader]})"
    refuse_other(folder, there, whose, DATASET)
    seen = repository if reader is Audience.INTERNAL else public_repository(repository)
    days = {
        year: day if year == last else default_as_of(seen, year, day)
        for year in range(first or last, last + 1)
    }
    with waiting("Skriver tabellerna"):
        commit = _commit(root, repository) if reader is Audience.INTERNAL else None
        told = [
            DataYear(
                repository,
                year,
                reckoned,
                reader,
                commit=commit,
                result=api.check(loaded, year, reckoned) if reader is Audience.INTERNAL else None,
            )
            for year, reckoned in days.items()
        ]
        origin = DatasetOrigin(owner, days, reader, is_example(seen, [*days]), commit)
        tables = dataset(told, reader)
        files = chosen.write(tables, origin, dialect)
        for name, content in files.items():
            texts = "\n\n".join(chosen.texts(content)).encode() if chosen.texts else content
            refuse_disclosure(repository, reader, name, "text" if chosen.texts else form, texts)
        described = package(origin, chosen.place(form, tables, dialect), files)
        refuse_disclosure(repository, reader, DATASET.manifest, "json", json.dumps(described).encode())
        written = write_folder(folder, owned, files, whose, kind=DATASET, beside=described)
    here = display_path(folder)
    said = (
        f"Skrev {counted(written.files, 'fil', 'filer')} i {here}"
        if written.files
        else f"Tabellerna i {here} var redan så"
    )
    gone = f" och tog bort {counted(written.removed, 'fil', 'filer')}" if written.removed else ""
    sys.stdout.write(f"{said}{gone}.\n")
    if written.left:
        write_note(
            f"Obs: {listed(written.left)} hör inte längre hit men har ändrats av någon annan och är kvar."
        )
    write_note(f"Vad kolumnerna betyder står i {display_path(folder / DATASET.manifest)}.")
    return Exit.CLEAN


def _commit(root: Path, repository: PlanRepository) -> str | None:
    """Return the version in git, with a mark where the files differ from it."""
    origin = provenance_of(repository, git.standing(root, repository))
    return f"{origin.commit}{'+' if origin.is_dirty else ''}" if origin.commit else None
