"""Writes files whole or not at all: a crash at any moment leaves the old file as it was.

Every change is first written beside its file and flushed; only when all are on disk do they take their names.
Nothing is written through a link below a plan folder or a folder of pages: the folders are opened one by one, and what is opened stays
the same whatever takes its name meanwhile. A command that fails takes away what it made; what a killed one left is
taken away by the next that writes in the folder.
"""

import contextlib
import errno
import os
import stat
import sys
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from trygghetsplan.errors import StorageFault, UsageFault
from trygghetsplan.listing import is_file, is_folder, status_of

SETTINGS_FILE = "trygghet.yaml"
"""The file that makes a folder a plan folder."""
SITE_FILE = "trygghet-site.json"
"""The file that says what a folder of pages holds, and so that it is ours to write anew."""
PACKAGE_FILE = "datapackage.json"
"""The file that says what a folder of exported data holds, in the same way."""
_MANIFESTS = (SITE_FILE, PACKAGE_FILE)
_BESIDE = ".trygghet-"
"""How the name of a file begins that has not yet taken its own."""
_STALE = 24 * 60 * 60
"""Seconds after which such a file is nobody's, where the system does not tell who is writing."""
_PATIENCE = 20
"""Hundredths of a second that another command is given to take away what is stale."""
_OPENS_FOLDERS = os.open in os.supports_dir_fd
"""Whether a folder can be opened; not in Windows."""
_READING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_REASONS = {
    errno.ENOSPC: "disken är full",
    errno.EDQUOT: "utrymmet på disken är slut",
    errno.EFBIG: "filen blir större än vad som är tillåtet",
    errno.EROFS: "disken är skrivskyddad",
    errno.ENAMETOOLONG: "namnet är för långt",
    errno.EMFILE: "för många filer är öppna",
    errno.EIO: "disken svarar med ett fel",
}


def read_file(path: Path, most: int) -> bytes:
    """Return what a file that the user has named holds.

    Raises:
        UsageFault: there is none, it is no ordinary file, or it holds more bytes than `most`.
        StorageFault: it cannot be read.
    """
    name = path.as_posix()
    try:
        with os.fdopen(os.open(path, _READING), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise UsageFault(f"{name} är ingen fil.")
            if status.st_size > most:
                raise UsageFault(f"{name} är för stor: högst {most >> 20} MiB läses.")
            return file.read(most)
    except FileNotFoundError:
        raise UsageFault(f"filen {name} finns inte.") from None
    except IsADirectoryError:
        raise UsageFault(f"{name} är ingen fil.") from None
    except OSError as error:
        raise StorageFault(f"{name} går inte att läsa ({error.strerror}).") from None


class FileChange(NamedTuple):
    """A file's new content. `before` is what it held when it was read; None for a file that is not to exist."""

    path: Path
    content: bytes
    before: bytes | None
    mode: int = 0o666
    """The rights of a new file, before the user's mask."""


def change_of(path: Path, content: bytes) -> FileChange:
    """Return the change that gives a file new content, whatever it holds now."""
    with explained_os_errors(path):
        return FileChange(path, content, path.read_bytes() if is_file(path) else None)


def write_over(path: Path, content: str | bytes, mode: int = 0o666) -> None:
    """Write a document, in the place of an older one if there is one; a new one with the rights of `mode`. Half characters, which names may hold, become ?.

    Raises:
        StorageFault: the file could not be written.
    """
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    write_all([change_of(path, data)._replace(mode=mode)])


def write_all(changes: Iterable[FileChange]) -> None:
    """Write every change or none: what has taken its name is put back when a later file cannot.

    Raises:
        StorageFault: a file could not be written, exists already, has changed since it was read, or would be written
            through a link.
    """
    # The settings come last: a plan folder that was not finished is none, and can be begun again.
    changes = sorted(changes, key=lambda change: change.path.name == SETTINGS_FILE)
    begun = {change.path.parent for change in changes if change.path.name in (SETTINGS_FILE, *_MANIFESTS)}
    made: list[tuple[_Folder, str]] = []
    beside: list[tuple[_Folder, str]] = []
    done: list[tuple[_Folder, FileChange, int]] = []
    with contextlib.ExitStack() as opened:
        try:
            folders: dict[Path, _Folder] = {}
            for change in changes:
                if change.path.parent not in folders:
                    with explained_os_errors(change.path):
                        folder = _opened_folder(change.path.parent, begun, made, opened)
                        _remove_stale(folder)
                        folders[change.path.parent] = folder
            places = [folders[change.path.parent] for change in changes]
            files = []
            for folder, change in zip(places, changes, strict=True):
                beside.append((folder, f"{_BESIDE}{os.urandom(8).hex()}"))
                with explained_os_errors(change.path):
                    files.append(_write_beside(*beside[-1], change))
            for folder, change in zip(places, changes, strict=True):
                _refuse_changed(folder, change)
            for (folder, name), change, file in zip(beside, changes, files, strict=True):
                _refuse_changed(folder, change)
                done.append((folder, change, file))
                with explained_os_errors(change.path):
                    _take_name(folder, name, change)
        except BaseException:
            _remove(beside)  # first, since they take up place
            for folder, change, file in reversed(done):
                _put_back(folder, change, file)
            for folder, name in reversed(made):
                with contextlib.suppress(OSError):
                    os.rmdir(folder.at(name), dir_fd=folder.descriptor)
            raise
        _remove(beside)
        for folder in folders.values():
            with contextlib.suppress(OSError):
                if folder.descriptor is not None:
                    os.fsync(folder.descriptor)  # so that the new names survive a power cut


class _Folder(NamedTuple):
    """A folder; open, where the system can, so that it stays the same whatever takes its name."""

    path: Path
    descriptor: int | None

    def at(self, name: str) -> str:
        """Return what a call of the system, which is also given the descriptor, is to name."""
        return name if self.descriptor is not None else os.path.join(self.path, name)


def _opened_folder(
    path: Path, begun: Collection[Path], made: list[tuple[_Folder, str]], opened: contextlib.ExitStack
) -> _Folder:
    """Return the folder, made if need be; what is made is noted before it is there."""
    start, names = _way(path, begun)
    folder = _open(_Folder(start, None), "", opened)
    for name in names:
        if _status(folder, name) is None:
            made.append((folder, name))
            try:
                os.mkdir(folder.at(name), dir_fd=folder.descriptor)
            except FileExistsError:
                made.pop()
        folder = _open(folder, name, opened)
    return folder


def _open(folder: _Folder, name: str, opened: contextlib.ExitStack) -> _Folder:
    """Return a folder in another, which may not be a link; with no name, the folder itself."""
    path = folder.path / name
    if not _OPENS_FOLDERS:
        return _Folder(path, None)
    flags = os.O_RDONLY | os.O_DIRECTORY | (os.O_NOFOLLOW if name else 0)
    descriptor = os.open(name or path, flags, dir_fd=folder.descriptor)
    opened.callback(os.close, descriptor)
    return _Folder(path, descriptor)


def _way(folder: Path, begun: Collection[Path]) -> tuple[Path, list[str]]:
    """Return a folder that is there, and the names from it to `folder`, none of which is a link.

    A link on the way to a plan folder or a folder of pages, or on a way past it, is the user's own choice. Below one
    that is there or is `begun` now, whatever is named goes nowhere else: this is the one place that decides it.

    Raises:
        StorageFault: the way goes through a link below such a folder.
    """
    place = Path(folder.absolute().anchor)
    for name in folder.absolute().parts[1:]:
        inner = place.parent if name == ".." else place / name
        if _is_link(inner):
            if any(_is_ours(one, begun) for one in (place, *place.parents)):
                raise StorageFault(
                    f"{display_path(inner)} är en länk, och genom länkar skrivs inget; "
                    "gör den till en vanlig mapp, eller ange en annan plats."
                )
            inner = Path(os.path.realpath(inner))
        place = inner
    over = [place, *place.parents]
    plan = [one for one in over if _is_ours(one, begun) and is_folder(one)]
    start = plan[-1] if plan else next(one for one in over if status_of(one, follow=False))
    return start, list(place.relative_to(start).parts)


def _is_ours(folder: Path, begun: Collection[Path]) -> bool:
    return folder in begun or any(
        status_of(folder / name, follow=False) is not None for name in (SETTINGS_FILE, *_MANIFESTS)
    )


def _is_link(path: Path) -> bool:
    """Whether the name stands for another place: a link, or a junction in Windows."""
    status = status_of(path, follow=False)
    if status is None:
        return False
    is_junction = getattr(status, "st_reparse_tag", 0) == getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", -1)
    return stat.S_ISLNK(status.st_mode) or is_junction


def names_in(folder: Path) -> list[str]:
    """Return the names in a folder, without what a killed command left; of a folder that is not there none.

    Raises:
        StorageFault: it cannot be listed.
    """
    try:
        return sorted(name for name in os.listdir(folder) if not name.startswith(_BESIDE))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StorageFault(f"{display_path(folder)} går inte att läsa ({error.strerror}).") from None


def remove_all(files: Mapping[Path, bytes], top: Path) -> None:
    """Take away files that still hold what was read, and the folders below `top` that are empty then.

    Raises:
        StorageFault: a file has changed since it was read, lies behind a link, or cannot be taken away.
    """
    for path, before in files.items():
        with contextlib.ExitStack() as opened:
            with explained_os_errors(path):
                folder = _opened_folder(path.parent, (), [], opened)
            _refuse_changed(folder, FileChange(path, b"", before))
            with explained_os_errors(path):
                os.unlink(folder.at(path.name), dir_fd=folder.descriptor)
    for parent in sorted({path.parent for path in files}, reverse=True):
        inner = [one for one in (parent, *parent.parents) if one != top and one.is_relative_to(top)]
        with contextlib.suppress(OSError):
            for one in inner:
                os.rmdir(one)


def remove_leftovers(folders: Iterable[Path]) -> None:
    """Take away what killed commands left in folders where nothing more is to be written."""
    for path in filter(is_folder, folders):
        with contextlib.ExitStack() as opened, explained_os_errors(path):
            _remove_stale(_open(_Folder(path, None), "", opened))


def _remove_stale(folder: _Folder) -> None:
    """Take away what killed commands left: all there is while no other command writes here.

    Whoever writes in a folder shares a lock on it; a killed command holds none. Where there are no locks, what is
    a day old is nobody's.
    """
    oldest = float("inf") if _takes_lock(folder, is_shared=False) else time.time() - _STALE
    with contextlib.suppress(OSError):
        for name in os.listdir(folder.path if folder.descriptor is None else folder.descriptor):
            if name.startswith(_BESIDE):
                status = _status(folder, name)
                if status is not None and stat.S_ISREG(status.st_mode) and status.st_mtime < oldest:
                    _remove([(folder, name)])
    for _ in range(_PATIENCE):
        if _takes_lock(folder, is_shared=True) is not False:
            break
        time.sleep(0.01)


def _takes_lock(folder: _Folder, *, is_shared: bool) -> bool | None:
    """Take a lock on the folder, and return False where another command's is in the way, None where there are no locks."""
    if sys.platform == "win32" or folder.descriptor is None:
        return None
    import fcntl

    try:
        fcntl.flock(folder.descriptor, (fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def _write_beside(folder: _Folder, name: str, change: FileChange) -> int:
    """Write the content under a name of its own in the same folder, with the file's mode, flush it and return its number."""
    status = _status(folder, change.path.name)
    if status is not None and not stat.S_ISREG(status.st_mode):
        is_place = stat.S_ISLNK(status.st_mode) or stat.S_ISDIR(status.st_mode)
        what = "en länk eller mapp" if is_place else "ingen vanlig fil"
        raise StorageFault(f"{display_path(change.path)} är {what}; välj ett annat filnamn.")
    mode = change.mode if status is None else stat.S_IMODE(status.st_mode)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(folder.at(name), flags, mode, dir_fd=folder.descriptor), "wb") as file:
        if status is not None and hasattr(os, "fchmod"):
            os.fchmod(file.fileno(), mode)  # whatever the mask is
        file.write(change.content)
        file.flush()
        os.fsync(file.fileno())
        return os.fstat(file.fileno()).st_ino


def _status(folder: _Folder, name: str) -> os.stat_result | None:
    """Return what the system says of a name in the folder; None where nothing has it."""
    try:
        return os.stat(folder.at(name), dir_fd=folder.descriptor, follow_symlinks=False)
    except FileNotFoundError:
        return None


def _refuse_changed(folder: _Folder, change: FileChange) -> None:
    with explained_os_errors(change.path):
        try:
            flags = _READING | getattr(os, "O_NOFOLLOW", 0)
            descriptor = os.open(folder.at(change.path.name), flags, dir_fd=folder.descriptor)
        except FileNotFoundError:
            now = None
        else:
            with os.fdopen(descriptor, "rb") as file:
                now = file.read()
    if now == change.before:
        return
    if change.before is None:
        raise _taken(change)
    raise StorageFault(f"{display_path(change.path)} har ändrats under tiden; kör kommandot igen.")


def _taken(change: FileChange) -> StorageFault:
    return StorageFault(f"{display_path(change.path)} finns redan och skrivs inte över.")


def _take_name(folder: _Folder, name: str, change: FileChange) -> None:
    """Give what stands beside the file's name, unless somebody else has taken it."""
    beside, own, descriptor = folder.at(name), folder.at(change.path.name), folder.descriptor
    if change.before is None:
        try:
            os.link(beside, own, src_dir_fd=descriptor, dst_dir_fd=descriptor)
        except FileExistsError:
            raise _taken(change) from None
        except OSError:  # a file system without links
            if _status(folder, change.path.name) is not None:
                raise _taken(change) from None
        else:
            _remove([(folder, name)])
            return
    os.replace(beside, own, src_dir_fd=descriptor, dst_dir_fd=descriptor)


def _put_back(folder: _Folder, change: FileChange, file: int) -> None:
    """Undo a change if it was made, as far as the system lets us: the first fault is the one to tell of."""
    with contextlib.suppress(OSError, StorageFault):
        status = _status(folder, change.path.name)
        if status is None or status.st_ino != file:
            return
        if change.before is None:
            os.unlink(folder.at(change.path.name), dir_fd=folder.descriptor)
            return
        again = (folder, f"{_BESIDE}{os.urandom(8).hex()}")
        try:
            _write_beside(*again, change._replace(content=change.before))
            _take_name(*again, change)
        finally:
            _remove([again])


def _remove(files: Iterable[tuple[_Folder, str]]) -> None:
    for folder, name in files:
        with contextlib.suppress(OSError):
            os.unlink(folder.at(name), dir_fd=folder.descriptor)


def display_path(path: Path) -> str:
    """Return the path as the user may open it, from where they stand, without what a terminal could act on."""
    with contextlib.suppress(ValueError, OSError):  # they may stand in a folder that is gone
        path = Path(os.path.abspath(path)).relative_to(Path.cwd())
    return "".join(sign if sign.isprintable() else "�" for sign in path.as_posix())


@contextlib.contextmanager
def explained_os_errors(path: Path) -> Iterator[None]:
    """Turn what the system says into a sentence about the file."""
    try:
        yield
    except PermissionError:
        raise StorageFault(
            f"{display_path(path)} får inte skrivas: du saknar rätt att skriva där, eller så är filen öppen i ett annat program."
        ) from None
    except OSError as error:
        why = _REASONS.get(error.errno or 0)
        raise StorageFault(
            f"{display_path(path)} går inte att skriva"
            + (f": {why}." if why else ". Kontrollera att mappen finns och att disken inte är full.")
        ) from None
