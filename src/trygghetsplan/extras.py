"""The libraries that not everyone has installed: whether one is there, and how the user gets it.

The hint names the library itself, as our own installed metadata bounds it, and the very interpreter that runs us:
a name of ours could be taken on an index by somebody else.
"""

import re
import sys
from importlib.util import find_spec

from trygghetsplan.errors import UsageFault
from trygghetsplan.shell import command
from trygghetsplan.swedish import listed


def is_installed(library: str) -> bool:
    """Whether the library can be imported; it is not."""
    return find_spec(library) is not None


def need(what: str, *libraries: str) -> None:
    """Go on only if every library is there.

    Raises:
        UsageFault: one of them is missing; it says that `what` needs it, and the command that installs it.
    """
    if missing := [library for library in libraries if not is_installed(library)]:
        raise UsageFault(
            f"{what} kräver {listed(missing)}, som inte finns i den här installationen."
            f" Installera med: {how_to_install(*missing)}"
        )


def how_to_install(*libraries: str) -> str:
    """Return the command that installs the libraries beside us. What uv has set up has no pip of its own."""
    bounds = [_bounded(library) for library in libraries]
    if is_installed("pip"):
        return command(sys.executable, "-m", "pip", "install", *bounds)
    return command("uv", "pip", "install", "--python", sys.executable, *bounds)


def _bounded(library: str) -> str:
    """Return the library with the versions that we ask for, as our metadata has them."""
    from importlib.metadata import PackageNotFoundError, requires  # what no other run needs

    try:
        asked = requires("trygghetsplan") or []
    except PackageNotFoundError:  # run from the sources alone
        asked = []
    own = (each.partition(";")[0].strip() for each in asked)
    return next((each for each in own if re.split(r"[^\w.-]", each)[0] == library), library)
