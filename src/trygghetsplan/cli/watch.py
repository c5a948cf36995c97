"""Runs a command again each time the files change: what `--watch` does."""

import gc
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from trygghetsplan.cli.common import flag, write_note
from trygghetsplan.cli.start import find_root
from trygghetsplan.errors import Exit, StorageFault, TrygghetError, UsageFault
from trygghetsplan.extras import need
from trygghetsplan.swedish import listed
from trygghetsplan.watching import RUN_BEGINS, RUN_ENDS, changes

WatchOption = Annotated[bool, flag("--watch", "Kör igen när en fil sparas, tills du trycker Ctrl-C.")]


def run_each_time(run: Callable[[], int], also: Iterable[Path | None], without: Mapping[str, object]) -> int:
    """Run now and each time the files, or those in `also`, change; return the last exit code after Ctrl-C.

    Raises:
        TrygghetError: an option that is given has no meaning here, the first run cannot be made, or the folder is gone.
    """
    if chosen := [name for name, value in without.items() if value]:
        raise UsageFault(f"--watch går inte ihop med {listed(chosen)}.")
    need("--watch", "watchfiles")
    root, code = find_root(), None
    try:
        for is_there in changes(root, *(path for path in also if path)):
            if not is_there:
                raise StorageFault(f"mappen {root.as_posix()} finns inte längre.")
            write_note(RUN_BEGINS)
            sys.stderr.flush()
            try:
                code = run()
            except typer.Exit as end:
                code = end.exit_code
            except TrygghetError as fault:
                if code is None:
                    raise
                write_note(f"Fel: {fault}")
                code = fault.code
            sys.stdout.flush()
            write_note(RUN_ENDS)
            sys.stderr.flush()
            gc.collect()  # a command is not collected while it runs
    except KeyboardInterrupt:
        sys.stderr.write("\n")
    return Exit.INTERRUPTED if code is None else code
