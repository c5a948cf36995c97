"""Says on a terminal what takes time, once it has taken more than two seconds, and takes it away afterwards."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Timer
from typing import IO, TYPE_CHECKING, Protocol, TypeVar, cast

from trygghetsplan.streams import OutputStream

if TYPE_CHECKING:
    from rich.progress import Progress

_One = TypeVar("_One")
SECONDS = 2.0


class Tracker(Protocol):
    """Gives what it is given, one by one, and counts what has been dealt with."""

    def __call__(self, items: Iterable[_One]) -> Iterator[_One]:
        """Return the items."""


class _Unrecorded:
    """The stream as rich writes to it: as it is, and never kept with the answer."""

    def __init__(self, stream: OutputStream) -> None:
        self.encoding, self.fileno, self.flush, self.isatty = (
            "utf-8",
            stream.fileno,
            stream.flush,
            stream.isatty,
        )
        self.write = stream.pass_on


@contextmanager
def waiting(text: str, total: int | None = None) -> Iterator[Tracker]:
    """Say what is under way, and of `total` how much is done: what is tracked counts when the next is asked for."""
    stream, done, shown = sys.stderr, 0, list["Progress"]()

    def track(items: Iterable[_One]) -> Iterator[_One]:
        nonlocal done
        for item in items:
            yield item
            done += 1
            for progress in shown:
                progress.update(progress.task_ids[0], completed=done)

    def show() -> None:
        shown.append(_started(cast("OutputStream", stream), text, total, done))

    if not (isinstance(stream, OutputStream) and stream.isatty()) or os.environ.get("TERM") == "dumb":
        yield track
        return
    timer = Timer(SECONDS, show)
    timer.daemon = True
    timer.start()
    try:
        yield track
    finally:
        timer.cancel()
        timer.join()
        for progress in shown:
            progress.stop()


def _started(stream: OutputStream, text: str, total: int | None, done: int) -> "Progress":
    from rich.console import Console  # most runs are over before it is needed
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    console = Console(file=cast("IO[str]", _Unrecorded(stream)), force_terminal=True, highlight=False)
    columns = [BarColumn(bar_width=20), MofNCompleteColumn()] if total else [SpinnerColumn()]
    told = Progress(
        TextColumn("{task.description} …", markup=False),
        *columns,
        console=console,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    told.add_task(text, total=total, completed=done)
    told.start()
    return told
