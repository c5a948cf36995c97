"""Writes files whole or not at all: a crash at any moment leaves the old file as it was.

Every change is first written beside its file and flushed; only when all are on disk do they take their names.
"""

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from trygghetsplan.errors import StorageFault


class FileChange(NamedTuple):
    """A file's new content. `before` is what it held when it was read; None for a file that is not to exist."""

    path: Path
    content: bytes
    before: bytes | None


def change_of(path: Path, content: bytes) -> FileChange:
    """Return the change that gives a file new content, whatever it holds now."""
    with explained_os_errors(path):
        return FileChange(path, content, path.read_bytes() if path.is_file() else None)


def write_all(changes: Iterable[FileChange]) -> None:
    """Write every change or none: what has taken its name is put back when a later file cannot.

    Raises:
        StorageFault: a file could not be written, exists already, or has changed since it was read.
    """
    changes = list(changes)
    temporary: list[str] = []
    done: list[FileChange] = []
    try:
        for change in changes:
            name = _temporary_file(change.path, change.content)
            temporary.append(name)
        for change in changes:
            _refuse_changed(change)
        for change, name in zip(changes, temporary, strict=True):
            with explained_os_errors(change.path):
                _refuse_changed(change)
                if change.before is None:
                    _take_name(name, change.path)
                else:
                    os.replace(name, change.path)
            done.append(change)
    except StorageFault:
        for change in done:
            _put_back(change)
        raise
    finally:
        for name in temporary:
            with contextlib.suppress(OSError):
                os.unlink(name)
    _flush_folders([change.path.parent for change in changes])


def write_over(path: Path, content: str | bytes, mode: int | None = None) -> None:
    """Write a document, in the place of an older one if there is one. Without a `mode` it has the usual rights.

    Raises:
        StorageFault: the file could not be written.
    """
    name = _temporary_file(path, content.encode() if isinstance(content, str) else content, mode)
    try:
        with explained_os_errors(path):
            os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def _temporary_file(path: Path, content: bytes, mode: int | None = None) -> str:
    """Write the content under a name of its own in the same folder, with the file's mode, and flush it."""
    with explained_os_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_symlink() or path.is_dir():
            raise StorageFault(f"{display_path(path)} är en länk eller mapp; välj ett annat filnamn.")
        if mode is None:
            mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666 & ~_umask()
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".trygghet-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, mode)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)
            raise
    return name


def _put_back(change: FileChange) -> None:
    """Undo a change, as far as the system lets us: the first fault is the one to tell of."""
    with contextlib.suppress(OSError, StorageFault):
        if change.before is None:
            change.path.unlink()
        else:
            os.replace(_temporary_file(change.path, change.before), change.path)


def _refuse_changed(change: FileChange) -> None:
    with explained_os_errors(change.path):
        now = change.path.read_bytes() if change.path.exists() else None
    if now == change.before:
        return
    if change.before is None:
        raise StorageFault(f"{display_path(change.path)} finns redan och skrivs inte över.")
    raise StorageFault(f"{display_path(change.path)} har ändrats under tiden; kör kommandot igen.")


def _take_name(name: str, path: Path) -> None:
    """Give the new file its name, unless somebody else has taken it."""
    try:
        os.link(name, path)  # a name from mkstemp
    except FileExistsError:
        raise StorageFault(f"{display_path(path)} finns redan och skrivs inte över.") from None
    except OSError:  # a file system without links
        if path.exists():
            raise StorageFault(f"{display_path(path)} finns redan och skrivs inte över.") from None
        os.replace(name, path)


def _flush_folders(folders: Sequence[Path]) -> None:
    """Flush the folders, where the system can, so that the new names survive a power cut."""
    for folder in dict.fromkeys(folders):
        with contextlib.suppress(OSError):
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def display_path(path: Path) -> str:
    """Return the path as the user may open it, from where they stand."""
    with contextlib.suppress(ValueError):
        return path.resolve().relative_to(Path.cwd()).as_posix()
    return path.as_posix()


@contextlib.contextmanager
def explained_os_errors(path: Path) -> Iterator[None]:
    """Turn what the system says into a sentence about the file."""
    try:
        yield
    except PermissionError:
        raise StorageFault(
            f"{display_path(path)} får inte skrivas. Är den öppen i ett annat program? Stäng den och försök igen."
        ) from None
    except OSError:
        raise StorageFault(
            f"{display_path(path)} går inte att skriva. Kontrollera att mappen finns och att disken inte är full."
        ) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
