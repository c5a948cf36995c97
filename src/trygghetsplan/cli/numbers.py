"""The command that takes in numbers as other systems export them: `trygghet numbers import`."""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

from trygghetsplan import api, storage
from trygghetsplan.cli.common import argument, checked_id, flag, option, write_note
from trygghetsplan.cli.opening import faultless_repository, year_and_day
from trygghetsplan.cli.start import find_root
from trygghetsplan.errors import Exit, UsageFault
from trygghetsplan.findings import Finding
from trygghetsplan.model.numbers import NumberMap
from trygghetsplan.numbers.importing import import_numbers, read_number_file
from trygghetsplan.plan.example import with_example_mark
from trygghetsplan.plan.repository import PlanFile, PlanRepository
from trygghetsplan.shell import command
from trygghetsplan.swedish import counted, listed


def read_numbers(
    file: Annotated[
        Path, argument("FIL", "Filen som systemet har exporterat: .csv, .xlsx, .ods eller .json.")
    ],
    map_name: Annotated[
        str | None, option("--map", "KARTA", "Kartan i plan/siffror, utan .yaml; behövs när det finns flera.")
    ] = None,
    year: Annotated[str | None, option("--year", "ÅR", "Uppföljningsår.")] = None,
    *,
    write: Annotated[bool, flag("--write", "Skriv ändringarna; annars bara visas de.")] = False,
) -> int:
    """Take the numbers of a file into the year's files."""
    root = find_root()
    repository = faultless_repository(root)
    mapped = _chosen_map(repository, map_name)
    number, _ = year_and_day(repository, year, None)

    def validate(texts: Mapping[str, str]) -> Iterable[Finding]:
        return api.validate(api.load_with(root, texts)).findings

    result = import_numbers(repository, root, mapped, (file.name, read_number_file(file)), number, validate)
    if result.faults:
        sys.stdout.write("".join(f"{fault.place}: {fault.message}\n" for fault in result.faults))
        write_note("Inget är inläst.")
        return Exit.FINDINGS
    sys.stdout.write("".join(f"{line}\n" for line in result.summary))
    if not result.files:
        why = "" if result.summary else f": siffrorna för {number} är redan inlästa"
        write_note(f"Inget är ändrat{why}.")
        return Exit.CLEAN
    if mapped.record.example:
        sys.stdout.write(with_example_mark("", repository))
    if write:
        storage.write_all(result.files.values())
        sys.stdout.write("".join(f"Skrev {path}\n" for path in result.files))
        write_note(f"Nästa steg: granska med git diff, sedan trygghet check {number}")
        return Exit.CLEAN
    names = ["--map", map_name] if map_name else []
    again = command(
        "trygghet", "numbers", "import", file.as_posix(), *names, "--year", str(number), "--write"
    )
    many = counted(len(result.files), "fil", "filer")
    write_note(f"Inget är skrivet än ({many} ändras). Nästa steg: {again}")
    return Exit.CLEAN


def _chosen_map(repository: PlanRepository, name: str | None) -> PlanFile[NumberMap]:
    """Return the map that was asked for, or the only one there is."""
    maps = {one.stem: one for one in repository.number_maps}
    if not maps:
        raise UsageFault("det finns ingen karta över siffror; skriv en i plan/siffror, som handboken visar.")
    if name is None and len(maps) == 1:
        return next(iter(maps.values()))
    if name is None:
        raise UsageFault(f"det finns flera kartor; välj med --map {listed(sorted(maps), 'eller')}.")
    stem = name.rsplit("/", 1)[-1].removesuffix(".yaml")
    checked_id("kartan", stem, maps)
    return maps[stem]
