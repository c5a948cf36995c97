"""Where a run starts: the folder of the plan repository, and how a shell asks for candidates."""

import os
from contextvars import ContextVar
from pathlib import Path

from trygghetsplan.errors import UsageFault
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
    if not here.is_dir():
        what = "är en fil; ange mappen den ligger i" if start.exists() else "finns inte"
        raise UsageFault(f"mappen {start.as_posix()} {what}.")
    for folder in (here, *here.parents):
        if (folder / SETTINGS_FILE).exists():
            return folder
    raise UsageFault(
        "här finns ingen planmapp (trygghet.yaml saknas). Gå till dess mapp, ange den med -C MAPP eller börja en ny "
        "med trygghet init."
    )
