"""The command about the packs that the program carries: pack update."""

import sys
from typing import Annotated

from trygghetsplan.cli.common import flag, write_note
from trygghetsplan.cli.creating import refuse_faults, schemas_anew
from trygghetsplan.cli.opening import change_of_plan, faultless_repository
from trygghetsplan.cli.start import find_root
from trygghetsplan.editing.edit import CannotRewrite
from trygghetsplan.editing.packs import PACK, carried_pack, pack_update
from trygghetsplan.errors import Exit, UsageFault
from trygghetsplan.storage import change_of, write_all


def update(*, write: Annotated[bool, flag("--write", "Skriv ändringarna i filerna.")] = False) -> int:
    """Bring in the version of the law that the program carries, and keep what the municipality decides itself."""
    root = find_root()
    repository = faultless_repository(root, answers=False)
    pack = carried_pack()
    path = next(
        (one.path for one in repository.chapters if one.record.pack and one.record.pack.id == pack.name), None
    )
    if path is None and any(one.path == f"plan/{PACK}" for one in repository.chapters):
        raise UsageFault(
            f"plan/{PACK} säger inte att den kommer ur paketet {pack.name}. Gör den det, skriv överst i filen: "
            f"paket: {{id: {pack.name}, version: {pack.version}, källa: {pack.chapter['paket']['källa']}}}"
        )
    try:
        found = pack_update(pack, repository, repository.texts, path)
    except CannotRewrite as error:
        raise UsageFault(f"Filerna går inte att skriva om utan att något går förlorat: {error}.") from None
    if found.kept:
        write_note("Era egna val står kvar:")
        for each in found.kept:
            write_note(f"  {each}")
    if not found.files:
        sys.stdout.write(f"Lagkraven är redan de som följer med programmet ({pack.version}).\n")
        return Exit.CLEAN
    changes = [change_of(root / name, text.encode()) for name, text in found.files.items()]
    after = refuse_faults(root, found.files) or repository
    sys.stdout.write(change_of_plan(repository, after, ("planen nu", f"med lagkraven {pack.version}")))
    if not write:
        write_note("Inget är skrivet. Nästa steg: trygghet pack update --write")
        return Exit.CLEAN
    write_all([*changes, *schemas_anew(root, after)])
    sys.stdout.write("".join(f"Skrev {name}\n" for name in found.files))
    write_note("Nästa steg: trygghet review")
    return Exit.CLEAN
