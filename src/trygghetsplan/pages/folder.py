"""What a command writes in a folder of its own: what there is ours, what is to be written, and what no longer belongs.

The manifest lists every file that was written, with its digest. It is written first with what is to come, so that a
run that is stopped leaves a folder that the next one knows, and last with what there is.
"""

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from trygghetsplan.errors import StorageFault, UsageFault
from trygghetsplan.listing import is_file, is_folder, status_of
from trygghetsplan.plan.loading import FOLDERS
from trygghetsplan.storage import (
    PACKAGE_FILE,
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


class FolderKind(NamedTuple):
    """What a command writes in a folder of its own, as its manifest and its messages name it."""

    manifest: str
    command: str
    contents: str
    """What is written there, in the definite plural."""
    usual: str
    """A folder that could be chosen."""


SITE = FolderKind(SITE_FILE, "trygghet site", "sidorna", "build/site")
DATASET = FolderKind(PACKAGE_FILE, "trygghet export", "uppgifterna", "build/data")


class Written(NamedTuple):
    """What became of a folder."""

    files: int
    removed: int
    left: tuple[str, ...]
    """The addresses of files that no longer belong there, but that somebody has changed."""


def owned_in(folder: Path, root: Path, kind: FolderKind = SITE) -> tuple[Owned, str]:
    """Return what in the folder is ours, and whose it says that it is; `root` is the plan folder.

    Raises:
        UsageFault: it cannot be written there.
        StorageFault: what lies there cannot be read.
    """
    name = display_path(folder)
    inner = Path(os.path.realpath(folder))
    if status_of(folder) and not is_folder(folder):
        raise UsageFault(f"{name} är en fil; ange en mapp.")
    if inner == root or any(inner.is_relative_to(root / own) for own in (*FOLDERS, ".git")):
        raise UsageFault(
            f"i {name} ligger planmappens egna filer; välj en annan mapp, till exempel {kind.usual}."
        )
    names = names_in(folder)
    if not names:
        return {}, ""
    if kind.manifest not in names or SETTINGS_FILE in names:
        raise UsageFault(
            f"{name} är inte tom, och det som ligger där har inte skrivits av {kind.command}; välj en tom mapp."
        )
    return _read_manifest(folder / kind.manifest, kind)


def _read_manifest(path: Path, kind: FolderKind) -> tuple[Owned, str]:
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
            f"{display_path(path)} går inte att förstå, så det är okänt vad i mappen som är skrivet av {kind.command}; "
            "välj en tom mapp."
        )
    return files, whose


def _is_address(address: str) -> bool:
    """Whether the address leads to a file below the folder, on every system."""
    return not re.search(r"[\\\\:\0]", address) and all(part.strip(". ") for part in address.split("/"))


def refuse_other(folder: Path, there: str, now: str, kind: FolderKind = SITE) -> None:
    """Refuse to exchange what is there for that of another municipality, or the public's for internal.

    Raises:
        UsageFault: it would be done.
    """
    if there and there != now:
        raise UsageFault(
            f"{kind.contents} i {display_path(folder)} är inte skrivna för {now}; välj en annan mapp."
        )


def write_folder(
    folder: Path,
    owned: Owned,
    contents: Mapping[str, bytes],
    whose: str,
    *,
    kind: FolderKind = SITE,
    beside: Mapping[str, Any] | None = None,
) -> Written:
    """Write the files, and take away what is no longer among them. `beside` is what else the manifest says.

    Raises:
        StorageFault: a file could not be written, or has been changed by somebody else.
    """
    folder = folder.absolute()
    there = next(one for one in (folder, *folder.parents) if status_of(one))
    changes = [
        change
        for address, content in contents.items()
        if (change := _change(folder, owned, address, content, kind))
    ]
    new = {address: _digest(content) for address, content in contents.items()}
    both = {
        address: tuple(dict.fromkeys((*owned.get(address, ()), *([new[address]] if address in new else ()))))
        for address in (*owned, *contents)
    }
    manifest, about = folder / kind.manifest, {**(beside or {}), "schema_version": 1, "of": whose}
    gone, left = _gone(folder, {name: digests for name, digests in owned.items() if name not in new})
    now = {address: (digest,) for address, digest in new.items()}
    still = {address: owned[address] for address in owned if folder / address in gone}
    begun = _manifest_change(manifest, {**about, "files": both})
    _write(begun)
    # The last batch has the manifest, so that few files are written together with what says of them, or not at all.
    for at in range(0, max(len(changes), 1), _AT_ONCE):
        batch = changes[at : at + _AT_ONCE]
        if at + _AT_ONCE >= len(changes):
            said = _manifest_change(manifest, {**about, "files": now | still})
            batch += [said] if said.before != said.content else []
        try:
            write_all(batch)
        except BaseException:
            if at == 0:  # nothing is written, so nothing is to come
                _write_back(begun, there)
            raise
    if gone:
        remove_all(gone, folder)
        _write(_manifest_change(manifest, {**about, "files": now}))
    return Written(len(changes), len(gone), tuple(left))


def _change(folder: Path, owned: Owned, address: str, content: bytes, kind: FolderKind) -> FileChange | None:
    """Return what is to be written at the address; None where it stands there already."""
    change = change_of(folder / address, content)
    if change.before is None or change.before == content:
        return None if change.before == content else change
    if address not in owned:
        raise StorageFault(
            f"{display_path(change.path)} är inte skriven av {kind.command}; flytta den först."
        )
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


def _manifest_change(path: Path, said: Mapping[str, Any]) -> FileChange:
    return change_of(path, (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode())


def _write(change: FileChange) -> None:
    if change.before != change.content:
        write_all([change])


def _write_back(change: FileChange, there: Path) -> None:
    """Undo the change of a manifest, with the folders that were made below `there`; the first fault is the one to tell of."""
    with contextlib.suppress(StorageFault):
        if change.before is None:
            remove_all({change.path: change.content}, there)
        elif change.before != change.content:
            write_all([FileChange(change.path, change.before, change.content)])


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
