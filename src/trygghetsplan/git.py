"""Git as a store of earlier versions: objects are read, and nothing that a repository configures is run.

Only plumbing commands that neither filter, diff by program, page, sign nor fetch are used. Every function
answers None or an empty value where there is no git, no repository or no such object.
"""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from trygghetsplan.errors import UsageFault

_FIXED = (
    "--no-pager",
    "--no-optional-locks",
    "--no-replace-objects",
    "--literal-pathspecs",
    "-c", "core.fsmonitor=false",
    "-c", "core.hooksPath=/dev/null",
    "-c", "diff.external=",
    "-c", "log.showSignature=false",
    "-c", "protocol.allow=never",
)  # fmt: skip
_OBJECT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_SECONDS = 60


def command_output(root: Path, *arguments: str, stdin: bytes | None = None) -> bytes | None:
    """Return what a git command prints, or None where git is missing or refuses."""
    program = shutil.which("git")
    if program is None:
        return None
    try:
        done = subprocess.run(  # the words are fixed, or checked names of objects
            [program, "-C", str(root), *_FIXED, *arguments],
            capture_output=True,
            check=False,
            timeout=_SECONDS,
            input=stdin or b"",
            env={**os.environ, "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def command_text(root: Path, *arguments: str) -> str | None:
    """Return the text that a git command prints, without its last line end."""
    printed = command_output(root, *arguments)
    return None if printed is None else printed.decode("utf-8", errors="replace").rstrip("\n")


def head_commit(root: Path) -> str | None:
    """Return the commit that is checked out, or None outside git and before the first commit."""
    return command_text(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")


def is_unreadable(root: Path) -> bool:
    """Whether the folder is in a repository, and there is no git to read it with."""
    place = root.absolute()
    return shutil.which("git") is None and any((over / ".git").exists() for over in (place, *place.parents))


def commit_name(root: Path, revision: str) -> str:
    """Return the full name of the commit that `revision` (a branch, tag, hash, HEAD~2) stands for.

    Raises:
        UsageFault: there is no git, no repository here, or no such commit.
    """
    if shutil.which("git") is None:
        raise UsageFault(f"git finns inte på datorn, så {revision} går inte att läsa.")
    if command_text(root, "rev-parse", "--git-dir") is None:
        raise UsageFault(f"mappen {root.as_posix()} är inget git-förråd, så {revision} går inte att läsa.")
    is_name = not revision.startswith("-") and "\0" not in revision
    found = (
        command_text(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}") if is_name else None
    )
    if found is None or not _OBJECT.fullmatch(found):
        shallow = command_text(root, "rev-parse", "--is-shallow-repository") == "true"
        hint = " Klonen är grund (shallow); hämta hela historiken först." if shallow else ""
        raise UsageFault(f"git känner inte till versionen {revision}.{hint}")
    return found


def fork_commit(root: Path, revision: str) -> str:
    """Return the commit in which what is checked out left `revision`: what a branch is compared with.

    Raises:
        UsageFault: as for `commit`, or the two have no history in common that can be seen here.
    """
    there, here = commit_name(root, revision), head_commit(root)
    found = command_text(root, "merge-base", there, here) if here else None
    if found:
        return found.split("\n")[0]
    if command_text(root, "rev-parse", "--is-shallow-repository") == "true":
        raise UsageFault(
            f"klonen är grund (shallow), så det syns inte var grenen lämnade {revision}. "
            "Hämta hela historiken först: git fetch --unshallow."
        )
    raise UsageFault(f"grenen och {revision} har ingen gemensam historia, så de går inte att jämföra.")


def is_merging(root: Path) -> bool:
    """Whether a merge has begun and is not yet committed."""
    return command_text(root, "rev-parse", "--verify", "--quiet", "MERGE_HEAD") is not None


def blob_names(root: Path, name: str, paths: Iterable[str] = ()) -> Mapping[str, str]:
    """Return path → object name for every regular file in a commit, below `root` and the given paths."""
    printed = command_output(root, "ls-tree", "-r", "-z", name, "--", *paths)
    objects = {}
    for entry in (printed or b"").split(b"\0"):
        about, _, path = entry.partition(b"\t")
        mode, *rest = about.decode("ascii").split(" ")
        if mode.startswith("100"):
            objects[path.decode("utf-8", errors="surrogateescape")] = rest[1]
    return objects


def blob_contents(root: Path, names: Iterable[str]) -> Mapping[str, bytes]:
    """Return object name → bytes, for those objects that are here."""
    lines = "".join(f"{name}\n" for name in dict.fromkeys(names))
    printed = command_output(root, "cat-file", "--batch", stdin=lines.encode("ascii"))
    objects: dict[str, bytes] = {}
    rest = printed or b""
    while rest:
        line, _, rest = rest.partition(b"\n")
        name, *about = line.decode("ascii", errors="replace").split(" ")
        if len(about) == 2 and about[1].isdigit():
            size = int(about[1])
            objects[name], rest = rest[:size], rest[size + 1 :]
    return objects


def differing(root: Path, name: str, files: Mapping[str, bytes]) -> list[str]:
    """Return the files that differ from those the commit holds at the same paths.

    Objects are hashed here, since `git status` would run the filters that a repository configures. A file
    that differs from its object in line ends only is the same.
    """
    held = blob_names(root, name)

    def is_same(path: str, content: bytes) -> bool:
        blob = held.get(path, "")
        return blob in (_object_name(data, blob) for data in (content, content.replace(b"\r\n", b"\n")))

    return [path for path, content in files.items() if not is_same(path, content)]


def _object_name(data: bytes, like: str) -> str:
    digest = hashlib.sha256() if len(like) == 64 else hashlib.sha1(usedforsecurity=False)
    digest.update(b"blob %d\0" % len(data) + data)
    return digest.hexdigest()
