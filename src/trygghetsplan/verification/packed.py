"""A packet that is verified: made again from git and compared file by file, or where that cannot be, by its own checksums."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from trygghetsplan.errors import Exit
from trygghetsplan.output.formats import FORMATS, PLAIN
from trygghetsplan.output.stamp import Stamp, read_stamp
from trygghetsplan.swedish import counted
from trygghetsplan.verification.again import (
    CannotRemake,
    chosen_version,
    refuse_other_means,
    refuse_unknown,
    version_at,
)
from trygghetsplan.verification.differences import only_line_ends, where
from trygghetsplan.verification.packet import INDEX, PacketRequest, packet
from trygghetsplan.verification.verdict import Means, Verified, signatures

_FORMS = {"md": "md", "html": "html", "docx": "docx", "pdf": "pdf", "json": "json"}
"""Ending → the format by which a difference is found; any other is read as text."""


def packet_index(content: bytes) -> dict[str, Any] | None:
    """Return the index of a packet; None of any other file."""
    if not content.lstrip().startswith(b"{"):
        return None
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and isinstance(found.get("packet"), dict) else None


def verified_packet(
    name: str, files: Mapping[str, bytes], index: Mapping[str, Any], means: Means
) -> Verified:
    """Make the packet again that the index speaks of, and compare every file with what stands in the folder."""
    try:
        stamp, audit = _asked(index)
        root = means.found_root()
        commit = chosen_version(root, stamp, means.at)
        signed = signatures(root, commit, means.at)
        again = _made_again(root, commit, stamp, audit)
    except CannotRemake as why:
        return _by_checksums(name, files, index, str(why))
    if lines := list(_differences(files, again)):
        said = f"{name}: paketet skiljer sig från det som görs om av versionen {commit[:12]}."
        return Verified(Exit.FINDINGS, (said, *lines, *signed))
    many = counted(len(again), "fil", "filer")
    said = f"{name} stämmer: {many}, byte för byte som när paketet görs om av versionen {commit[:12]}."
    return Verified(Exit.CLEAN, (said, *signed))


def _asked(index: Mapping[str, Any]) -> tuple[Stamp, str | None]:
    try:
        stamp = read_stamp(json.dumps(index.get("stamp")))
    except ValueError:
        raise CannotRemake("stämpeln är ändrad eller skadad") from None
    audit = index["packet"].get("audit")
    if not (audit is None or isinstance(audit, str)):
        raise CannotRemake("innehållsförteckningen är ändrad: granskningen går inte att läsa")
    return stamp, audit


def _made_again(root: Path, commit: str, stamp: Stamp, audit: str | None) -> Mapping[str, bytes]:
    refuse_other_means(stamp, PLAIN)
    version = version_at(root, commit)
    refuse_unknown(version, stamp)
    if audit is not None and audit not in {chapter.stem for chapter, _ in version.repository.audits}:
        raise CannotRemake("versionen har inte granskningen")
    if stamp.form not in FORMATS:
        raise CannotRemake("stämpeln är ändrad: formatet finns inte")
    origin = stamp.origin
    asked = PacketRequest(audit, origin.request.year, origin.request.as_of, origin.audience, stamp.form)
    return packet(root, version, asked)


def _differences(files: Mapping[str, bytes], again: Mapping[str, bytes]) -> Iterator[str]:
    """Say which files are not there, are too many, or differ, and where the first of those differs."""
    yield from (f"{path} saknas" for path in sorted(again.keys() - files.keys()))
    yield from (f"{_shown(path)} hör inte till paketet" for path in sorted(files.keys() - again.keys()))
    differing = [path for path in sorted(again.keys() & files.keys()) if files[path] != again[path]]
    for number, path in enumerate(differing):
        form = _FORMS.get(path.rpartition(".")[2], "md")
        if only_line_ends(form, files[path], again[path]):
            yield f"{path} skiljer sig bara i radsluten"
        elif number:
            yield f"{path} skiljer sig"
        else:
            place, *sides = where(form, files[path], again[path])
            yield f"{path}: {place}"
            yield from sides


def _shown(path: str) -> str:
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in path[:120])


def _by_checksums(name: str, files: Mapping[str, bytes], index: Mapping[str, Any], why: str) -> Verified:
    """Compare the files with the index's own checksums, which shows damage but not who wrote them."""
    listed = index.get("files")
    stated = {
        one["path"]: one.get("sha256")
        for one in (listed if isinstance(listed, list) else ())
        if isinstance(one, dict) and isinstance(one.get("path"), str)
    }
    wrong = [
        path
        for path, sha in stated.items()
        if path not in files or hashlib.sha256(files[path]).hexdigest() != sha
    ]
    if wrong or not stated:
        said = f"{name}: paketet är inte helt; {counted(len(wrong), 'fil', 'filer')} saknas eller har en annan kontrollsumma än {INDEX} säger."
        return Verified(Exit.FINDINGS, (said, *map(_shown, wrong[:5])))
    said = f"{name} kan inte göras om: {why}."
    return Verified(
        Exit.INPUT_OUTPUT, (said, f"Kontrollsummorna stämmer för {counted(len(stated), 'fil', 'filer')}.")
    )
