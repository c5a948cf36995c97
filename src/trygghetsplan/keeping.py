"""Keeps whole answers in the user's cache folder, where `cache` finds them: written whole, for the user's eyes alone."""

import stat
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

from trygghetsplan.cache import LARGEST, State, folder, head_of, is_private, state
from trygghetsplan.cli.start import IS_KEPT
from trygghetsplan.day import local_day
from trygghetsplan.errors import Exit, StorageFault
from trygghetsplan.storage import write_over
from trygghetsplan.streams import Record, open_streams

MOST_BYTES = 50_000_000
MOST_DAYS = 30


def run_and_keep(run: Callable[[Sequence[str]], int], words: list[str], before: State) -> int:
    """Run a command and return its exit code; keep its answer, where that may be and nothing is touched meanwhile."""
    record: Record = []
    IS_KEPT.set(False)
    streams = open_streams()
    for stream in streams or ():
        stream.record = record
    code = run(words)
    if streams and code in (Exit.CLEAN, Exit.FINDINGS) and IS_KEPT.get():
        after = state(words)
        if after and (after.key, after.moment) == (before.key, before.moment):
            with suppress(OSError, StorageFault, KeyboardInterrupt):  # it is no part of what was asked for
                _keep(before.key, code, record)
    return code


def _keep(key: str, code: int, record: Record) -> None:
    place, parts = folder(), [b"%d\n" % code]
    for number, text in record:
        data = text.encode("utf-8", "replace")
        parts.append(b"%d %d\n%b" % (number, len(data), data))
    kept = b"".join(parts)
    if place is None or len(kept) > LARGEST - 1000:
        return
    above = Path(place)
    above.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    above.mkdir(mode=0o700, exist_ok=True)
    status = above.lstat()
    if stat.S_ISDIR(status.st_mode) and is_private(status):
        write_over(above / key, head_of(key, kept) + b"\n" + kept, mode=0o600)
        _tidy(above)


def _tidy(above: Path) -> None:
    """Take away what is older than thirty days, and the oldest of what takes more than its room."""
    oldest = (date.fromisoformat(local_day()) - timedelta(days=MOST_DAYS)).isoformat()
    found = sorted(((path.lstat(), path) for path in above.iterdir()), key=lambda one: -one[0].st_mtime)
    room = MOST_BYTES
    for status, path in found:
        room -= status.st_size
        if room < 0 or local_day(status.st_mtime) < oldest:
            path.unlink()
