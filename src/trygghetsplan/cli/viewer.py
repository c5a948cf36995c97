"""Opens a file that the program has just written in the system's own program for it."""

import os
import subprocess
import sys
from pathlib import Path

from trygghetsplan.git import found_program

_SECONDS = 1
"""How long to wait for word that it went wrong; what opens a file may stay for as long as the file is open."""


def has_display() -> bool:
    """Whether the user sees what other programs show."""
    screens = os.environ.get("DISPLAY"), os.environ.get("WAYLAND_DISPLAY")
    return sys.platform in ("win32", "darwin") or any(screens)


def open_file(path: Path) -> str:
    """Open a file whose name says that it is nothing to run, and return why it could not be; nothing where it was."""
    if sys.platform == "win32":
        try:
            os.startfile(path)  # noqa: S606  # its name is that of a document
        except OSError as error:
            return f"Windows har inget program för den ({error.strerror})"
        return ""
    if not has_display():
        return "här finns ingen skärm att visa den på"
    name = "open" if sys.platform == "darwin" else "xdg-open"
    program = found_program(name)
    if program is None:
        return f"programmet {name} finns inte"
    try:
        process = subprocess.Popen(  # no shell: a program of the system's, and an absolute path
            [program, str(path)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        return f"{name} går inte att köra ({error.strerror})"
    try:
        code = process.wait(timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        process.returncode = 0  # it goes on by itself, and nobody waits for it
        return ""
    return f"{name} avbröts, kod {code}" if code else ""
