"""When the files of a plan repository change. What the system tells only wakes us: a look at the files decides.

A system may tell of nothing, as of a network share; of too much, as when an editor writes beside a file; or refuse
to listen. So the files are looked at every half second, whatever is told.
"""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import NamedTuple

from trygghetsplan.listing import MAX_FILES
from trygghetsplan.plan.loading import FOLDERS, is_ours

RUN_BEGINS = "Filerna läses …"
RUN_ENDS = "Väntar på nästa ändring. Avsluta med Ctrl-C."
"""The lines that every run under --watch begins and ends with, on standard error; editors know the runs by them."""
_STEP, _MOST = 25, 250
"""Milliseconds: so long nothing more has to happen before a change is told of, and so long that is waited for at most."""
_PATIENCE = 500


class _Look(NamedTuple):
    """How files look, by path: what is the same for two looks has not been written in between."""

    files: dict[str, tuple[int, ...]]
    folders: dict[str, tuple[int, ...]]
    """The folders to listen in: to be listened to anew when they are others."""


def changes(root: Path, *also: Path, stop: Event | None = None) -> Iterator[bool]:
    """Yield whether the folder is there: at once, and again when the files of the repository have changed.

    The files are those that a plan repository is read from, and all in `also`, which are files or folders. Changes
    at about the same time are one, and what changes while the caller works is told of afterwards. It goes on until
    `stop` is set.

    Raises:
        ImportError: watchfiles is not installed.
    """
    from watchfiles import watch  # an extra

    stop = stop or Event()
    before = _look(root, also)
    yield before is not None
    while not stop.is_set():
        folders = sorted(before.folders) if before else []
        for _ in _woken(watch, folders, stop):
            now = _look(root, also)
            if now == before:
                continue
            is_elsewhere = now is None or before is None or now.folders != before.folders
            before = now
            yield now is not None
            if is_elsewhere:
                break


def _woken(watch: Callable[..., Iterator[object]], folders: list[str], stop: Event) -> Iterator[None]:
    """Yield when something may have happened in the folders, and every half second, until `stop` is set."""
    with suppress(OSError, RuntimeError):  # a folder is gone again, or the system has no more ears
        for _ in watch(
            *folders,
            recursive=False,
            watch_filter=None,
            debounce=_MOST,
            step=_STEP,
            rust_timeout=_PATIENCE,
            yield_on_timeout=True,
            stop_event=stop,
            ignore_permission_denied=True,
        ):
            yield
    while not stop.wait(_PATIENCE / 1000):
        yield


def _look(root: Path, also: tuple[Path, ...]) -> _Look | None:
    """Return how the files look; None where the folder is gone."""
    look, top = _Look({}, {}), str(root)
    if not _add(look, top, top, is_ours, is_deep=False):
        return None
    for folder in FOLDERS:
        _add(look, f"{top}{os.sep}{folder}", top, is_ours)
    for place in map(str, also):
        if not _add(look, place, place, _is_kept):
            _add_file(look, place)
    return look


def _add(look: _Look, top: str, base: str, is_wanted: Callable[[str], bool], *, is_deep: bool = True) -> bool:
    """Add how the wanted files in a folder look, links as they are; return whether it is a folder.

    What is wanted is asked by the path below `base`. What cannot be listed looks as if it held nothing.
    """
    try:
        if not stat.S_ISDIR(os.lstat(top).st_mode):
            return False
    except OSError:
        return False
    folders = [top]
    for folder in folders:
        with suppress(OSError), os.scandir(folder) as entries:
            look.folders[folder] = _signs(os.lstat(folder))[:2]
            for entry in entries:
                if entry.name.startswith(".") or len(look.files) > MAX_FILES:
                    continue
                if is_deep and entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                elif is_wanted(entry.path[len(base) :].strip(os.sep).replace(os.sep, "/")):
                    _add_file(look, entry.path)
    return True


def _add_file(look: _Look, path: str) -> None:
    with suppress(OSError):
        look.files[path] = _signs(os.lstat(path))


def _signs(status: os.stat_result) -> tuple[int, ...]:
    """Return what is another after any change: device and inode, then mode, size and times."""
    times = status.st_mtime_ns, status.st_ctime_ns
    return status.st_dev, status.st_ino, status.st_mode, status.st_size, *times


def _is_kept(path: str) -> bool:
    """Whether a name is one that somebody has given, and not what an editor writes beside a file."""
    return not path.endswith(("~", ".swp", ".tmp"))
