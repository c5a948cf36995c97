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
_LONGEST = 2_000
"""Characters of what is said of a fault, which may quote what the user wrote."""


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    gc.disable()  # a run is short; collecting would cost more than it frees
    _open_streams()
    try:
        if os.environ.get(COMPLETION_VARIABLE):
            from trygghetsplan.cli.completion import answer_shell

            code = answer_shell()
        else:
            code = _run_command(arguments)
        sys.stdout.flush()
    except OSError:
        code = _fault(_UNWRITABLE, Exit.INPUT_OUTPUT)
    sys.stderr.flush()
    return code


class _OutputStream(io.TextIOWrapper):
    """Standard output, or standard error, whose reader may go away: the command then goes on to its own end."""

    forgiven: type[OSError] = BrokenPipeError
    """What is no fault of the command's: what is written is lost."""

    def write(self, text: str) -> int:
        try:
            return super().write(text)
        except self.forgiven:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())
            return len(text)

    def flush(self) -> None:
        try:
            super().flush()
        except self.forgiven:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())


class _NoteStream(_OutputStream):
    """Standard error: a note that nobody can take in changes nothing."""

    forgiven = OSError


def _open_streams() -> None:
    """Make the standard streams take and give every character, whatever they lead to; what is closed leads nowhere."""
    if None in (sys.stdin, sys.stdout, sys.stderr):  # closed, as under a service
        while os.open(os.devnull, os.O_RDWR) < 2:  # no file of ours is to take the number of a stream
            pass
        for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
            if getattr(sys, name) is None:
                setattr(sys, name, os.fdopen(number, mode, encoding="utf-8"))
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")
    for name, kind in (("stdout", _OutputStream), ("stderr", _NoteStream)):
        stream = getattr(sys, name)
        if stream is getattr(sys, f"__{name}__") and isinstance(stream, io.TextIOWrapper):
            setattr(sys, name, kind(stream.buffer, "utf-8", "replace", "\n", stream.line_buffering))
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper) and "write" not in vars(stream):
            vars(stream)["write"] = partial(_write_obscured, stream.write)


def _write_obscured(write: Callable[[str], int], text: str) -> int:
    """Write without what is personal: whatever the files, their names or the arguments hold, it is not repeated."""
    from trygghetsplan.personal_data import obscured

    return write(obscured(text))


def _run_command(arguments: Sequence[str]) -> int:
    from typer import TyperException

    from trygghetsplan.cli.program import execute
    from trygghetsplan.cli.swedish_help import checked_argument, parser_message

    try:
        return execute(list(map(checked_argument, arguments)))
    except TrygghetError as error:
        return _fault(str(error), error.code)
    except TyperException as error:
        return _fault(f"{parser_message(error)}\nSe: trygghet --help", Exit.USAGE)
    except KeyboardInterrupt:
        sys.stderr.write("Avbrutet.\n")
        return Exit.INTERRUPTED
    except MemoryError:
        return _fault("minnet räcker inte till.", Exit.INPUT_OUTPUT)
    except OSError as error:
        what = f"{error.filename} går inte att läsa eller skriva." if error.filename else _UNWRITABLE
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
