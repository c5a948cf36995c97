"""The command about many municipalities: fleet."""

import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import Annotated

from trygghetsplan.cli.common import (
    AsOfOption,
    argument,
    checked_choice,
    flag,
    one_of,
    option,
    write_note,
    write_text,
)
from trygghetsplan.cli.progress import waiting
from trygghetsplan.cli.start import start_folder
from trygghetsplan.cli.today import chosen_as_of, today
from trygghetsplan.errors import Exit, UsageFault
from trygghetsplan.extras import need
from trygghetsplan.fleet.comparison import compared, groups_in, is_comparable
from trygghetsplan.fleet.folders import plan_folders_in
from trygghetsplan.fleet.gathering import gather, processes, with_twins_told
from trygghetsplan.fleet.municipality import FleetRow, FleetTask
from trygghetsplan.fleet.showing import FORMS, columns_of, columns_of_spread, fleet_text
from trygghetsplan.storage import display_path, read_file
from trygghetsplan.swedish import counted, listed

_MOST = 1 << 20
"""Bytes of the file of groups."""
_MANY = 61
"""So many processes as Windows can wait for."""


def fleet(
    folders: Annotated[list[Path], argument("MAPP…", "Planmappar, eller en mapp som har flera i sig.")],
    only: Annotated[
        str | None,
        option(
            "--only",
            "GÖR",
            "validate: bara filerna; check (förval): också årets krav.",
            one_of("validate", "check"),
        ),
    ] = None,
    form: Annotated[
        str, option("--format", "FORMAT", f"{listed([*FORMS], 'eller')}.", one_of(*FORMS))
    ] = "table",
    year: Annotated[str | None, option("--year", "ÅR", "Uppföljningsår.")] = None,
    as_of: AsOfOption = None,
    jobs: Annotated[int | None, option("--jobs", "ANTAL", "Så många kommuner läses samtidigt.")] = None,
    export: Annotated[
        Path | None,
        option("--export", "MAPP", "Skriv också varje kommuns offentliga tabeller som parquet här."),
    ] = None,
    groups: Annotated[
        Path | None, option("--groups", "FIL", "Csv med kommunkod;grupp, för --compare.")
    ] = None,
    cluster: Annotated[
        str | None, option("--cluster", "ADRESS", "Räkna på ett kluster, till exempel tcp://dator:8786.")
    ] = None,
    *,
    compare: Annotated[
        bool, flag("--compare", "Jämför grupper av kommuner, utan att visa någon enskild.")
    ] = False,
    no_cache: Annotated[bool, flag("--no-cache", "Räkna om, också när inget har ändrats.")] = False,
) -> int:
    """Write a row for each municipality, or compare groups of them."""
    checked_choice("formatet", form, FORMS)
    is_checked = checked_choice("kontrollen", only or "check", ("validate", "check")) == "check"
    if compare != (groups is not None):
        raise UsageFault("--compare och --groups FIL hör ihop; ange båda.")
    if compare and not is_checked:
        raise UsageFault("--compare räknar årets krav; ta bort --only validate.")
    if jobs is not None and not 1 <= jobs <= _MANY:
        raise UsageFault(f"--jobs är {jobs} men ska vara från 1 till {_MANY}.")
    if export:
        need("--export", "duckdb")
    here = start_folder()
    in_groups = _groups(groups) if groups else {}
    chosen = chosen_as_of(as_of)
    tasks = [
        FleetTask(
            str(here / folder),
            is_checked,
            _year(year),
            chosen,
            today(),
            export=str(here / export) if export else None,
            is_cached=not no_cache,
        )
        for folder in plan_folders_in(here / one for one in folders)
    ]
    with waiting(f"Läser {counted(len(tasks), 'kommun', 'kommuner')}"):
        rows = gather(_starter(cluster, jobs, len(tasks)), tasks)
    rows = with_twins_told([row._replace(folder=display_path(Path(row.folder))) for row in rows])
    if compare:
        _write(form, fleet_text("comparison", [*map(columns_of_spread, compared(rows, in_groups))], form))
        _note_left_out(rows, in_groups)
    else:
        _write(form, fleet_text("municipalities", [*map(columns_of, rows)], form))
        failing = sum(row.exit_code != Exit.CLEAN for row in rows)
        write_note(
            f"{counted(len(rows), 'kommun', 'kommuner')}, "
            + (f"{counted(failing, 'med fel', 'med fel')}." if failing else "inga fel.")
        )
    return max((row.exit_code for row in rows), default=Exit.CLEAN)


def _write(form: str, text: str) -> None:
    (sys.stdout.write if form != "table" else write_text)(text)


def _year(text: str | None) -> int | None:
    if text is not None and not (text.isascii() and text.isdigit() and len(text) == 4):
        raise UsageFault(f"år {text} ska skrivas med fyra siffror, till exempel 2024.")
    return int(text) if text else None


def _starter(cluster: str | None, jobs: int | None, count: int) -> Callable[[], Executor]:
    """Return what starts the executor: a cluster's, or processes here, no more than there is work for."""
    if cluster:
        need("--cluster", "distributed")
        from trygghetsplan.fleet.cluster import cluster_executor

        return partial(cluster_executor, cluster)
    return partial(processes, max(1, min(jobs or os.cpu_count() or 1, count, _MANY)))


def _groups(path: Path) -> dict[str, str]:
    data = read_file(path, _MOST)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return groups_in(text, display_path(path))


def _note_left_out(rows: Sequence[FleetRow], groups: dict[str, str]) -> None:
    """Say which municipalities are not in the comparison, and why."""
    for row in rows:
        if not is_comparable(row):
            write_note(f"Inte med: {row.folder}: {row.reason or 'kommunkod saknas i trygghet.yaml'}.")
    known = {row.code for row in rows}
    if missing := [code for code in groups if code not in known]:
        write_note(
            f"I {counted(len(missing), 'grupprad', 'grupprader')} står en kommun som inte är med här: {listed(missing[:5])}."
        )
