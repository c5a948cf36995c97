"""The errors that stop the program. Bad input is not among them: that is a finding."""

from enum import IntEnum


class Exit(IntEnum):
    """The exit codes; an interface that other programs rely on."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    INPUT_OUTPUT = 3
    BUG = 70
    INTERRUPTED = 130


class TrygghetError(Exception):
    """The program cannot go on. The message is one Swedish sentence, with what to do."""

    code = Exit.USAGE


class UsageFault(TrygghetError):
    """The command, an option or the place it was run is wrong."""


class StorageFault(TrygghetError):
    """Something could not be read or written."""

    code = Exit.INPUT_OUTPUT
