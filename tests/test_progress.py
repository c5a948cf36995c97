"""What is said while the user waits: on a terminal, after two seconds, and nowhere else."""

import contextlib
import io
import re
import time

import pytest

from trygghetsplan.cli import progress
from trygghetsplan.streams import NoteStream


class Terminal(io.BytesIO):
    """A terminal, or a pipe, that keeps what is written to it."""

    is_terminal = True

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self.is_terminal


def shown(total: int | None, *, is_terminal: bool = True, is_stopped: bool = False) -> bytes:
    """Do three things, of which the second takes a while, and return what a terminal gets."""
    terminal = Terminal()
    terminal.is_terminal = is_terminal
    stream = NoteStream(terminal, "utf-8", "replace", "\n", line_buffering=True)
    stream.record = []
    with (
        contextlib.redirect_stderr(stream),
        contextlib.suppress(KeyboardInterrupt),
        progress.waiting("Skriver", total) as track,
    ):
        for number in track(range(3)):
            time.sleep(0.05 if number == 1 else 0)
            if is_stopped and number == 1:
                raise KeyboardInterrupt
    stream.flush()
    assert stream.record == []  # what is kept with an answer has none of it
    return terminal.getvalue()


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tell at once, on a terminal of a known kind."""
    assert progress.SECONDS == 2
    monkeypatch.setattr(progress, "SECONDS", 0.01)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")


@pytest.mark.parametrize(("total", "told"), [(3, r"Skriver … [━╸╺ ]+ [123]/3"), (None, r"Skriver … \S")])
def test_what_takes_time_is_told_and_taken_away(total: int | None, told: str) -> None:
    written = shown(total)
    assert re.search(told, re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", written.decode()))
    assert written.startswith(b"\x1b[?25l")  # the cursor is away meanwhile
    assert written.endswith(b"\x1b[?25h\r\x1b[1A\x1b[2K")


def test_nothing_is_said_of_what_is_soon_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "SECONDS", 2)
    assert shown(3) == b""


def test_what_stops_the_command_leaves_the_terminal_as_it_was() -> None:
    assert shown(3, is_stopped=True).endswith(b"\x1b[?25h\r\x1b[1A\x1b[2K")


@pytest.mark.parametrize("kind", ["dumb", "pipe"])
def test_where_there_is_no_terminal_nothing_is_said(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if kind == "dumb":
        monkeypatch.setenv("TERM", "dumb")
    assert shown(3, is_terminal=kind == "dumb") == b""
