"""`make dist`: the program as others install it, into a folder: the same bytes each time, and a list of what they are.

Nothing is resolved anew. `constraints.txt` and `requirements.txt` are the part of the lock that people who run the
program need: all but what only the build asks for.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from trygghetsplan import __version__

ROOT = Path(__file__).parent.parent
PROJECT = "trygghetsplan"


def needed(line: str) -> set[str]:
    """Return the libraries that a requirement leads to, on any platform; what is not installed here ends its branch."""
    found: set[tuple[str, frozenset[str]]] = set()
    waiting = [Requirement(line)]
    while waiting:
        asked = waiting.pop()
        key = canonicalize_name(asked.name), frozenset(asked.extras)
        if key in found:
            continue
        found.add(key)
        with suppress(PackageNotFoundError):
            following = map(Requirement, requires(asked.name) or [])
            waiting += [each for each in following if _extra_of(each) in {"", *asked.extras}]
    return {name for name, _ in found} - {PROJECT}


def _extra_of(each: Requirement) -> str:
    named = re.search(r"extra == ['\"]([\w.-]+)['\"]", str(each.marker))
    return named[1] if named else ""


def locked() -> Iterator[tuple[str, str]]:
    """Return each library of the lock with its entry, which says version, platforms and hashes."""
    text = (ROOT / "requirements" / "run.txt").read_text("utf-8")
    for entry in re.split(r"\n(?=\S)", text.strip()):
        yield entry.partition("==")[0], entry


def entries() -> dict[str, str]:
    """Return the entries of the lock but those that only the build asks for."""
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    of_the_build = set().union(*map(needed, groups["build"])) - needed(f"{PROJECT}[all]")
    return {name: entry for name, entry in locked() if name not in of_the_build}


def listing(folder: Path, kept: dict[str, str]) -> str:
    """Return what the files of the folder are, what they hold and what they need, in Swedish for who installs it."""
    lines = [f"{PROJECT} {__version__}", "", "FILER (SHA-256, byte)", ""]
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        lines += [f"{hashlib.sha256(content).hexdigest()}  {len(content):>9}  {path.name}"]
    lines += ["", "BEROR PÅ (låsta versioner, och vad som behöver dem)", ""]
    extras = {
        "grunden": PROJECT,
        **{f"[{one}]": f"{PROJECT}[{one}]" for one in ("pdf", "docx", "view", "import", "data")},
    }
    users = {word: needed(line) for word, line in extras.items()}
    for name, entry in kept.items():
        version = entry.partition(" \\")[0]
        by = (
            "grunden"
            if name in users["grunden"]
            else ", ".join(word for word in users if name in users[word])
        )
        lines += [f"{version:<55}  {by or 'andra system'}"]
    for path in sorted(folder.glob(f"{PROJECT}-*")):
        lines += ["", f"INNEHÅLL I {path.name} (byte)", ""]
        lines += [f"{size:>9}  {name}" for name, size in sorted(_held(path))]
    return "\n".join(lines) + "\n"


def _held(path: Path) -> list[tuple[str, int]]:
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            return [(one.filename, one.file_size) for one in wheel.infolist()]
    with tarfile.open(path) as archive:
        return [(one.name, one.size) for one in archive]


def build(folder: Path) -> None:
    """Write everything into the folder, which is emptied first."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", folder], cwd=ROOT, check=True, capture_output=True
    )
    kept = entries()
    versions = (re.sub(r" \\\n.*", "", entry, flags=re.DOTALL) for entry in kept.values())
    (folder / "constraints.txt").write_text("".join(f"{one}\n" for one in versions), "utf-8", newline="\n")
    (folder / "requirements.txt").write_text(
        "".join(f"{one}\n" for one in kept.values()), "utf-8", newline="\n"
    )
    (folder / "innehall.txt").write_text(listing(folder, kept), "utf-8")


if __name__ == "__main__":
    folder = Path(*sys.argv[1:] or ["dist"])
    build(folder)
    print("".join(f"Skrev {path.as_posix()}\n" for path in sorted(folder.iterdir())), end="")
