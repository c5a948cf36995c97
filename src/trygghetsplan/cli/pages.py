"""The command that writes the year as pages: site."""

import sys
from pathlib import Path
from typing import Annotated

from trygghetsplan import api, git
from trygghetsplan.cli.common import (
    AsOfOption,
    YearArgument,
    argument,
    checked_choice,
    option,
    write_note,
)
from trygghetsplan.cli.opening import faultless, load_repository, year_and_day
from trygghetsplan.cli.progress import waiting
from trygghetsplan.cli.start import find_root
from trygghetsplan.disclosure.leak_check import refuse_disclosure
from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.errors import Exit
from trygghetsplan.pages import Pages
from trygghetsplan.pages.folder import owned_in, refuse_other, write_folder
from trygghetsplan.storage import display_path
from trygghetsplan.swedish import counted, listed

_READERS = {Audience.PUBLIC: "allmänheten", Audience.INTERNAL: "internt"}
"""For whom pages are, as a manifest says it."""


def site(
    folder: Annotated[
        Path, argument("MAPP", "Mappen att skriva i: tom, eller en som trygghet site har skrivit.")
    ],
    year: YearArgument = None,
    as_of: AsOfOption = None,
    audience: Annotated[str, option("--audience", "LÄSARE", "public eller internal.")] = "public",
) -> int:
    """Write the year as pages in a folder."""
    reader = Audience(checked_choice("läsaren", audience, list(Audience)))
    root = find_root()
    owned, there = owned_in(folder, root)
    loaded = load_repository(root)
    repository = faultless(loaded)
    number, day = year_and_day(repository, year, as_of)
    refuse_disclosure(repository, reader, folder.as_posix(), "text", b"")  # the name that was asked for
    whose = f"{repository.settings.record.organisation.name} ({_READERS[reader]})"
    refuse_other(folder, there, whose)
    standing = git.standing(root, repository) if reader is Audience.INTERNAL else None
    with waiting("Skriver sidorna"):
        result = api.check(loaded, number, day)
        pages = Pages(repository, number, day, reader, result=result, standing=standing)
        contents = {address: pages.content(address) for address in pages.addresses}
        written = write_folder(folder, owned, contents, whose)
    here = display_path(folder)
    said = (
        f"Skrev {counted(written.files, 'fil', 'filer')} i {here}"
        if written.files
        else f"Sidorna i {here} var redan så"
    )
    gone = f" och tog bort {counted(written.removed, 'fil', 'filer')}" if written.removed else ""
    sys.stdout.write(f"{said}{gone}.\n")
    if written.left:
        write_note(
            f"Obs: {listed(written.left)} hör inte längre hit men har ändrats av någon annan och är kvar."
        )
    write_note(f"Nästa steg: öppna {display_path(folder / 'index.html')} i en webbläsare.")
    return Exit.CLEAN
