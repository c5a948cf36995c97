"""The standard streams: they take and give every character, whatever they lead to, and their reader may go away."""

import io
import os
import sys
from contextvars import ContextVar

Record = list[tuple[int, str]]
"""What a run wrote, in order: 1 for standard output or 2 for standard error, and the text."""
IS_KEPT: ContextVar[bool] = ContextVar("IS_KEPT")
"""Whether what is written may be kept in the cache; set by a command that has come to its end."""


class OutputStream(io.TextIOWrapper):
    """Standard output, or standard error, whose reader may go away: the command then goes on to its own end.

    Whatever the files, their names or the arguments hold, nothing personal is repeated.
    """

    forgiven: type[OSError] = BrokenPipeError
    """What is no fault of the command's: what is written is lost."""
    record: Record | None = None
    """Where to note what is written, if anywhere."""

    def write(self, text: str) -> int:
        """Write what may be told of the text."""
        from trygghetsplan.personal_data import obscured  # a kept answer needs no look

        told = obscured(text)
        if self.record is not None:
            self.record.append((2 if self is sys.stderr else 1, told))
        return self.pass_on(told)

    def pass_on(self, text: str) -> int:
        """Write a text as it is, and note nothing."""
        try:
            return super().write(text)
        except self.forgiven:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())
            return len(text)

    def flush(self) -> None:
        """Hand over what has been written."""
        try:
            super().flush()
        except self.forgiven:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())


class NoteStream(OutputStream):
    """Standard error: a note that nobody can take in changes nothing."""

    forgiven = OSError


def open_streams() -> tuple[OutputStream, OutputStream] | None:
    """Make the standard streams ready, and return those for output and for notes; what is closed leads nowhere.

    Streams that somebody else has put in their place are left as they are, and None is returned.
    """
    if None in (sys.stdin, sys.stdout, sys.stderr):  # closed, as under a service
        while os.open(os.devnull, os.O_RDWR) < 2:  # no file of ours is to take the number of a stream
            pass
        for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
            if getattr(sys, name) is None:
                setattr(sys, name, os.fdopen(number, mode, encoding="utf-8"))
                setattr(sys, f"__{name}__", getattr(sys, name))
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")
    for name, kind in (("stdout", OutputStream), ("stderr", NoteStream)):
        stream = getattr(sys, name)
        if stream is getattr(sys, f"__{name}__") and isinstance(stream, io.TextIOWrapper):
            setattr(sys, name, kind(stream.buffer, "utf-8", "replace", "\n", stream.line_buffering))
    if isinstance(sys.stdout, OutputStream) and isinstance(sys.stderr, OutputStream):
        return sys.stdout, sys.stderr
    return None
