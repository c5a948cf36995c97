"""Where a run starts: the folder of the plan repository, and how a shell asks for candidates."""

import os
from contextvars import ContextVar
from pathlib import Path

from trygghetsplan.errors import UsageFault
from trygghetsplan.listing import is_folder, status_of
from trygghetsplan.storage import SETTINGS_FILE

COMPLETION_VARIABLE = "_TRYGGHET_COMPLETE"
"""Set by a shell that asks for candidates instead of running a command."""
START_FOLDER: ContextVar[Path] = ContextVar("START_FOLDER")
"""The folder to start from, set by the program's own option before a command runs."""


def start_folder() -> Path:
    """Return the folder to start from, without links.

    Raises:
        UsageFault: the user stands in a folder that is gone.
    """
    try:
        return Path(os.path.realpath(START_FOLDER.get()))
    except FileNotFoundError:
        raise UsageFault("mappen du står i finns inte längre; gå till en annan.") from None


def find_root() -> Path:
    """Return the nearest folder upwards that holds trygghet.yaml.

    Raises:
        UsageFault: there is none, or no folder to start from.
    """
    here, start = start_folder(), START_FOLDER.get()
    if not is_folder(here):
        what = "är en fil; ange mappen den ligger i" if status_of(start) else "finns inte"
        raise UsageFault(f"mappen {start.as_posix()} {what}.")
    for folder in (here, *here.parents):
        if status_of(folder / SETTINGS_FILE):
            return folder
    raise UsageFault(
        "här finns ingen planmapp (trygghet.yaml saknas). Gå till dess mapp, ange den med -C MAPP eller börja en ny "
        "med trygghet init."
    )


def plan_folders() -> list[str]:
    """Return the plan folders below the current one that are in its git repository, each once.

    Raises:
        UsageFault: there is no git repository, or no plan folder in it.
    """
    from trygghetsplan import git  # it starts other programs, which few runs need

    printed, reason = git.output(Path(), "ls-files", "-z")
    if printed is None:
        raise UsageFault(f"--each söker i ett git-förråd, och här går inget att läsa: {reason}.")
    paths = printed.decode("utf-8", "surrogateescape").split("\0")
    found = [Path(path).parent.as_posix() for path in paths if path.rpartition("/")[2] == "trygghet.yaml"]
    if not found:
        raise UsageFault("git-förrådet har ingen planmapp (trygghet.yaml saknas).")
    return list(dict.fromkeys(found))
