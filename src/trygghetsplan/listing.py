"""Which files lie below a folder: no link is followed, and what cannot be listed is told at its place."""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from trygghetsplan.errors import StorageFault

MAX_FILES = 20_000
LINK = "det här är en länk, och länkar följs inte; lägg filerna här"


class Listing(NamedTuple):
    """The files below a folder, and why some could not be listed: each folder or name with a sentence.

    Paths are relative, with `/`, in an order that is the same on every system.
    """

    paths: tuple[str, ...]
    faults: tuple[tuple[str, str], ...]

    def whole(self) -> tuple[str, ...]:
        """Return the paths, when they are all there is.

        Raises:
            StorageFault: something could not be listed.
        """
        for path, message in self.faults:
            raise StorageFault(f"{path or 'mappen'}: {message}.")
        return self.paths


def list_files(root: Path, *tops: str, wanted: Callable[[str], bool]) -> Listing:
    """Return the files below some folders of `root` whose names are wanted, but for hidden ones.

    A folder that is not there holds nothing. What stands in its place is a file, as is a folder by a wanted name.
    """
    paths: list[str] = []
    faults: list[tuple[str, str]] = []
    folders = list(reversed(tops))
    while folders:
        folder = folders.pop()
        below = []
        try:
            for path, is_wanted, is_folder in _entries(root, folder, wanted, is_top=folder in tops):
                if not is_text(path):
                    faults.append((path, "namnet är inte skrivet i UTF-8; byt namn"))
                    continue
                if is_wanted:
                    paths.append(path)
                if is_folder:
                    below.append(path)
                elif not is_wanted:
                    faults.append((path, LINK))
        except PermissionError:
            faults.append(
                (folder, "mappen får inte läsas, så det som finns i den är inte med; ändra rättigheterna")
            )
        except OSError:
            faults.append((folder, "mappen går inte att läsa, så det som finns i den är inte med"))
        folders += reversed(below)
    if left := paths[MAX_FILES:]:
        message = f"här är fler än {MAX_FILES} filer, och {len(left)} av dem läses inte; ta bort det som inte hör hit"
        faults.append((left[0].partition("/")[0], message))
    return Listing(tuple(paths[:MAX_FILES]), tuple(faults))


def _entries(
    root: Path, folder: str, wanted: Callable[[str], bool], *, is_top: bool
) -> Iterator[tuple[str, bool, bool]]:
    """Return what matters in a folder: its path, whether it is a wanted file, and whether it is a folder.

    What is neither is a link to a folder.

    Raises:
        OSError: the folder cannot be listed.
    """
    if is_top:
        try:
            is_folder = stat.S_ISDIR(os.lstat(f"{root}/{folder}").st_mode)
        except FileNotFoundError:
            return
        if not is_folder or wanted(folder):
            yield folder, True, False
        if not is_folder:
            return
    with os.scandir(f"{root}/{folder}") as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if not entry.name.startswith("."):
            is_wanted, is_folder = wanted(entry.name), entry.is_dir(follow_symlinks=False)
            if is_wanted or is_folder or _leads_to_folder(entry):
                yield f"{folder}/{entry.name}" if folder else entry.name, is_wanted, is_folder


def _leads_to_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is a link to a folder, or to what nobody may look at."""
    if not entry.is_symlink():
        return False
    try:
        return entry.is_dir()
    except OSError:
        return True


def is_text(name: str) -> bool:
    """Whether a name, as the system has it, is UTF-8."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
