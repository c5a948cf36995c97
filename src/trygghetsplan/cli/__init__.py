"""The command line: the only place with the clock, the streams and exit codes.

Commands stand in `program`; this module runs them and turns whatever stops them into a Swedish sentence.
"""

import errno
import gc
import os
import sys
from collections.abc import Sequence

from trygghetsplan.cli.start import COMPLETION_VARIABLE
from trygghetsplan.errors import Exit, TrygghetError
from trygghetsplan.streams import open_streams

_UNWRITABLE = "det som kommandot skriver går inte att ta emot; disken kan vara full."
_OF_STREAMS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EBADF)
_LONGEST = 2_000
"""Characters of what is said of a fault, which may quote what the user wrote."""


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    gc.disable()  # a run is short; collecting would cost more than it frees
    open_streams()
    try:
        if os.environ.get(COMPLETION_VARIABLE):
            from trygghetsplan.cli.completion import answer_shell

            code = answer_shell()
        else:
            code = _run_command(arguments)
            if code == Exit.INTERRUPTED:  # typer makes a code of the signal, so no exception comes here
                sys.stderr.write("Avbrutet.\n")
        sys.stdout.flush()
    except OSError:
        code = _fault(_UNWRITABLE, Exit.INPUT_OUTPUT)
    sys.stderr.flush()
    return code


def _run_command(arguments: Sequence[str]) -> int:
    from typer import TyperException

    from trygghetsplan.cli.program import execute
    from trygghetsplan.cli.swedish_help import checked_arguments, parser_message

    try:
        return execute(checked_arguments(arguments))
    except TrygghetError as error:
        return _fault(str(error), error.code)
    except TyperException as error:
        return _fault(f"{parser_message(error)}\nSe: trygghet --help", Exit.USAGE)
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except MemoryError:
        return _fault("minnet räcker inte till.", Exit.INPUT_OUTPUT)
    except OSError as error:
        what = f"{error.filename or 'något'} går inte att läsa eller skriva ({error.strerror})."
        what = _UNWRITABLE if error.filename is None and error.errno in _OF_STREAMS else what
        return _fault(what, Exit.INPUT_OUTPUT)
    except Exception:  # noqa: BLE001  # a bug must be told in Swedish and give its own code
        import traceback

        traceback.print_exc()
        sys.stderr.write(
            "\nDet här är ett fel i programmet, inte i dina filer. "
            "Anmäl gärna felet med kommandot du körde och texten ovan.\n"
        )
        return Exit.BUG


def _fault(message: str, code: Exit) -> Exit:
    """Say what stopped the command, without what a terminal could act on, and return the exit code."""
    from trygghetsplan.formats.summary import visible

    told = visible(message[:_LONGEST], keep="\n") + ("…" if len(message) > _LONGEST else "")
    sys.stderr.write(f"Fel: {told}\n")
    return code
