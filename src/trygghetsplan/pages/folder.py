"""A site in a folder: what there is ours, what is to be written, and what no longer belongs to it.

The manifest lists every file that was written, with its digest. It is written first with what is to come, so that a
run that is stopped leaves a folder that the next one knows, and last with what there is.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from trygghetsplan.errors import StorageFault, UsageFault
from trygghetsplan.listing import is_file, is_folder, status_of
from trygghetsplan.plan.loading import FOLDERS
from trygghetsplan.storage import (
    SETTINGS_FILE,
    SITE_FILE,
    FileChange,
    change_of,
    display_path,
    names_in,
    read_file,
    remove_all,
    write_all,
)

_MAX_MANIFEST = 16 << 20
"""Bytes of a manifest."""
_AT_ONCE = 100
"""So many folders are open at the same time."""
_DIGEST = re.compile("[0-9a-f]{64}")

Owned = Mapping[str, tuple[str, ...]]
"""The address of each file that was written → the digests of what it may hold."""


class Written(NamedTuple):
    """What became of a folder."""

    files: int
    removed: int
    left: tuple[str, ...]
    """The addresses of files that are no longer part of the site, but that somebody has changed."""


def owned_in(folder: Path, root: Path) -> tuple[Owned, str]:
    """Return what in the folder is ours, and whose pages it says that they are; `root` is the plan folder.

    Raises:
        UsageFault: no site can be written there.
        StorageFault: what lies there cannot be read.
    """
    name = display_path(folder)
    inner = Path(folder.absolute().resolve())
    if status_of(folder) and not is_folder(folder):
        raise UsageFault(f"{name} är en fil; ange en mapp.")
    if inner == root or any(inner.is_relative_to(root / own) for own in (*FOLDERS, ".git")):
        raise UsageFault(
            f"i {name} ligger planmappens egna filer; välj en annan mapp, till exempel build/site."
        )
    names = names_in(folder)
    if not names:
        return {}, ""
    if SITE_FILE not in names or SETTINGS_FILE in names:
        raise UsageFault(
            f"{name} är inte tom, och det som ligger där har inte skrivits av trygghet site; välj en tom mapp."
        )
    return _read_manifest(folder / SITE_FILE)


def _read_manifest(path: Path) -> tuple[Owned, str]:
    try:
        said = json.loads(read_file(path, _MAX_MANIFEST))
        whose = str(said["of"])
        files = {str(address): tuple(digests) for address, digests in said["files"].items()}
        is_whole = (
            whose != ""
            and all(map(_is_address, files))
            and all(_DIGEST.fullmatch(digest) for digests in files.values() for digest in digests)
        )
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        is_whole, files, whose = False, {}, ""
    if not is_whole:
        raise UsageFault(
            f"{display_path(path)} går inte att förstå, så det är okänt vad i mappen som är skrivet av trygghet site; "
            "välj en tom mapp."
        )
    return files, whose


def _is_address(address: str) -> bool:
    """Whether the address leads to a file below the folder, on every system."""
    return not re.search(r"[\\\\:\0]", address) and all(part.strip(". ") for part in address.split("/"))


def refuse_other(folder: Path, there: str, now: str) -> None:
    """Refuse to exchange pages for those of another municipality, or the public's for internal ones.

    Raises:
        UsageFault: it would be done.
    """
    if there and there != now:
        raise UsageFault(f"sidorna i {display_path(folder)} är inte skrivna för {now}; välj en annan mapp.")


def write_site(folder: Path, owned: Owned, contents: Mapping[str, bytes], whose: str) -> Written:
    """Write the files, and take away what is no longer among them.

    Raises:
        StorageFault: a file could not be written, or has been changed by somebody else.
    """
    changes = [
        change
        for address, content in contents.items()
        if (change := _change(folder, owned, address, content))
    ]
    new = {address: _digest(content) for address, content in contents.items()}
    both = {
        address: tuple(dict.fromkeys((*owned.get(address, ()), *([new[address]] if address in new else ()))))
        for address in (*owned, *contents)
    }
    _write_manifest(folder, both, whose)
    for at in range(0, len(changes), _AT_ONCE):
        write_all(changes[at : at + _AT_ONCE])
    gone, left = _gone(folder, {name: digests for name, digests in owned.items() if name not in new})
    remove_all(gone, folder)
    _write_manifest(folder, {address: (digest,) for address, digest in new.items()}, whose)
    return Written(len(changes), len(gone), tuple(left))


def _change(folder: Path, owned: Owned, address: str, content: bytes) -> FileChange | None:
    """Return what is to be written at the address; None where it stands there already."""
    change = change_of(folder / address, content)
    if change.before is None or change.before == content:
        return None if change.before == content else change
    if address not in owned:
        raise StorageFault(f"{display_path(change.path)} är inte skriven av trygghet site; flytta den först.")
    if _digest(change.before) not in owned[address]:
        raise StorageFault(
            f"{display_path(change.path)} har ändrats av någon annan sedan den skrevs; flytta eller ta bort den först."
        )
    return change


def _gone(folder: Path, owned: Owned) -> tuple[dict[Path, bytes], list[str]]:
    """Return the files that are to be taken away with what they hold, and the addresses of those somebody has changed."""
    gone, left = {}, []
    for address, digests in owned.items():
        path = folder / address
        if not is_file(path):
            continue
        content = change_of(path, b"").before or b""
        if _digest(content) in digests:
            gone[path] = content
        else:
            left.append(address)
    return gone, left


def _write_manifest(folder: Path, files: Owned, whose: str) -> None:
    said = {"schema_version": 1, "of": whose, "files": files}
    change = change_of(folder / SITE_FILE, (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode())
    if change.before != change.content:
        write_all([change])


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
