"""The command line: the only place with the clock, the streams and exit codes.

Commands stand in `program`; this module runs them and turns whatever stops them into a Swedish sentence.
"""

import gc
import io
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial

from trygghetsplan.cli.start import COMPLETION_VARIABLE
from trygghetsplan.errors import Exit, TrygghetError

_UNWRITABLE = "det som kommandot skriver går inte att ta emot; disken kan vara full."


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    gc.disable()  # a run is short; collecting would cost more than it frees
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed, as under a service
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")
            if "write" not in vars(stream):
                vars(stream)["write"] = partial(_write_obscured, stream.write)
    try:
        if os.environ.get(COMPLETION_VARIABLE):
            from trygghetsplan.cli.completion import answer_shell

            code = answer_shell()
        else:
            code = _run_command(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.CLEAN
    except OSError:
        sys.stderr.write(f"Fel: {_UNWRITABLE}\n")
        return Exit.INPUT_OUTPUT
    return code


def _write_obscured(write: Callable[[str], int], text: str) -> int:
    """Write without what is personal: whatever the files, their names or the arguments hold, it is not repeated."""
    from trygghetsplan.personal_data import obscured

    return write(obscured(text))


def _run_command(arguments: Sequence[str]) -> int:
    from typer import TyperException

    from trygghetsplan.cli.program import execute
    from trygghetsplan.cli.swedish_help import parser_message

    try:
        return execute(arguments)
    except TrygghetError as error:
        sys.stderr.write(f"Fel: {error}\n")
        return error.code
    except TyperException as error:
        sys.stderr.write(f"Fel: {parser_message(error)}\nSe: trygghet --help\n")
        return Exit.USAGE
    except KeyboardInterrupt:
        sys.stderr.write("Avbrutet.\n")
        return Exit.INTERRUPTED
    except BrokenPipeError:
        raise
    except OSError as error:
        what = f"{error.filename} går inte att läsa eller skriva." if error.filename else _UNWRITABLE
        sys.stderr.write(f"Fel: {what}\n")
        return Exit.INPUT_OUTPUT
    except Exception:  # noqa: BLE001  # a bug must be told in Swedish and give its own code
        import traceback

        traceback.print_exc()
        sys.stderr.write(
            "\nDet här är ett fel i programmet, inte i dina filer. "
            "Anmäl gärna felet med kommandot du körde och texten ovan.\n"
        )
        return Exit.BUG
