"""Faults on purpose: a command in a process of its own, in which one call of the system fails, at any place.

In the child every file is opened, read and written by Python's own `_pyio`, which goes through `os`, where the calls
are counted and one of them fails. Importing is not counted: what a command imports is imported before. A call that
git makes itself never fails here.
"""

import builtins
import contextlib
import errno
import io
import json
import os
import pkgutil
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, Self

import trygghetsplan
from filled import filled
from trygghetsplan.cli import run
from trygghetsplan.shipped import template

READING = ("scandir", "readdir", "lstat", "stat", "open", "read", "spawn")
"""The calls by which something is read: `readdir` is the next entry of a folder, `spawn` the start of git."""
WRITING = ("mkdir", "write", "fsync", "chmod", "rename", "link", "unlink", "rmdir")
ERRORS = (errno.EACCES, errno.EIO, errno.ENOSPC, errno.ENOMEM, errno.ELOOP, errno.ESTALE, errno.EMFILE)
_NOBODY = 65534
_CALLS = {
    "lstat": "lstat",
    "stat": "stat",
    "open": "open",
    "read": "read",
    "mkdir": "mkdir",
    "write": "write",
    "fsync": "fsync",
    "chmod": "chmod",
    "rename": "rename",
    "replace": "rename",
    "link": "link",
    "unlink": "unlink",
    "remove": "unlink",
    "rmdir": "rmdir",
}
"""What of `os` is counted → under what name."""


class Fault(NamedTuple):
    """The call that is to fail: of which kind, which in order from 1, and with what."""

    call: str
    number: int
    error: int = errno.EIO


class Outcome(NamedTuple):
    """What a run gave: exit code, both streams, the files afterwards by path, and how many calls of each kind."""

    code: int
    out: str
    err: str
    files: Mapping[str, bytes]
    calls: Mapping[str, int]


@cache
def import_all() -> None:
    """Import all of the program, so that no command has to."""
    for module in pkgutil.walk_packages(trygghetsplan.__path__, "trygghetsplan."):
        if not module.name.endswith("__main__"):
            import_module(module.name)


def outcome(arguments: Sequence[str], root: Path, fault: Fault | None = None) -> Outcome:
    """Run a command in `root` in a child process, in which the fault happens. The day is 1 April 2025."""
    import_all()
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder)
        child = os.fork()
        if not child:
            _run(arguments, root, told, fault)
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        out, err = ((told / name).read_text(encoding="utf-8") for name in ("out", "err"))
        calls = json.loads((told / "calls").read_text()) if (told / "calls").exists() else {}
    return Outcome(code, out, err, files_below(root), calls)


def files_below(root: Path) -> dict[str, bytes]:
    """Return every file below a folder but git's own, and every empty folder."""
    found = {}
    for place in sorted(root.rglob("*")):
        name = place.relative_to(root).as_posix()
        if not name.startswith(".git/") and (place.is_file() or not any(place.iterdir())):
            found[name] = place.read_bytes() if place.is_file() else b""
    return found


@contextlib.contextmanager
def ordinary_user() -> Iterator[None]:
    """Let what follows happen without root's rights; what is to be imported must have been."""
    if os.geteuid():
        yield
        return
    os.setegid(_NOBODY)
    os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


def _run(arguments: Sequence[str], root: Path, told: Path, fault: Fault | None) -> None:
    """Run the command in this process, which is the child, and end it."""
    code = 99
    try:
        for number, name in enumerate(("out", "err"), 1):
            os.dup2(os.open(told / name, os.O_CREAT | os.O_WRONLY), number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  # until the process ends
        sys.stdout, sys.stderr = (
            io.TextIOWrapper(io.FileIO(number, "w", closefd=False), "utf-8", write_through=True)
            for number in (1, 2)
        )
        os.chdir(root)
        os.environ["SOURCE_DATE_EPOCH"] = "1743465600"
        calls: Counter[str] = Counter()
        real_open = os.open
        with _counted(calls, fault):
            code = run(arguments)
        handle = real_open(told / "calls", os.O_CREAT | os.O_WRONLY)
        os.write(handle, json.dumps(calls).encode())
    finally:
        os._exit(code)


@contextlib.contextmanager
def _counted(calls: Counter[str], fault: Fault | None) -> Iterator[None]:
    """Count the calls of the system, and let one fail."""

    def count(name: str, path: object = None) -> None:
        calls[name] += 1
        if fault and fault[:2] == (name, calls[name]):
            raise OSError(fault.error, os.strerror(fault.error), path if isinstance(path, str) else None)

    def counting(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            path = arguments[0] if arguments else None
            count(name, os.fspath(path) if isinstance(path, os.PathLike) else path)
            return real(*arguments, **named)

        return call

    class Entries:
        """The entries of a folder, each of which may fail to come."""

        def __init__(self, path: Any = ".") -> None:
            count("scandir", os.fspath(path) if isinstance(path, os.PathLike) else path)
            self._entries = scandir(path)
            self._path = path

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            self._entries.close()

        close = __exit__

        def __iter__(self) -> Self:
            return self

        def __next__(self) -> "os.DirEntry[str]":
            count("readdir", str(self._path))
            return next(self._entries)

    scandir, open_in_python = os.scandir, import_module("_pyio").open
    changed: list[tuple[Any, str, Any]] = [
        (os, one, counting(name, getattr(os, one))) for one, name in _CALLS.items()
    ]
    changed += [
        (os, "scandir", Entries),
        (os, "listdir", lambda path=".": [entry.name for entry in Entries(path)]),
        (io, "open", open_in_python),
        (builtins, "open", open_in_python),
        (subprocess, "_fork_exec", counting("spawn", vars(subprocess)["_fork_exec"])),
    ]
    before = [(place, name, getattr(place, name)) for place, name, _ in changed]
    for place, name, value in changed:
        setattr(place, name, value)
    try:
        yield
    finally:
        for place, name, value in before:
            setattr(place, name, value)


COMMANDS: Mapping[str, str] = {
    "init": "init ny --name Björkhaga --code 1234 --first-year 2025 --year 2025",
    "validate": "validate --since HEAD~1",
    "check": "check 2024 --baseline känt.json --output-format json",
    "status": "status 2024",
    "todo": "todo --body tekniska-namnden --format md --as-of 2025-01-01",
    "calendar": "calendar 2025 --format ics",
    "list": "list obligations kris",
    "explain": "explain rsa socialnamnden 2024",
    "report": "report 2024 --templates mallar --docx-template mall.docx --format md,docx",
    "site": "site sidor 2024 --audience internal",
    "export": "export -o tabeller --year 2024 --audience internal --format sqlite",
    "import": "import antagen.md --write",
    "fleet": "fleet . --year 2024 --jobs 1",
    "pack update": "pack update --write",
    "templates": "templates copy deep-areas",
    "audit": "audit",
    "verify": "verify redovisning.md",
    "lint": "lint text.md",
    "fmt": "fmt",
    "schema": "schema --project",
    "diff": "diff HEAD~1",
    "review": "review",
    "log": "log",
    "rule": "rule TP301",
    "completion": "completion bash",
    "new year": "new year 2025",
    "new followup": "new followup 2025 socialnamnden",
    "new obligation": "new obligation --chapter 2-kris --title Ny --text Göra. --responsible nämnder --evidence datum",
    "new assessments": "new assessments 2024",
    "new audit": "new audit 2025-9",
    "form export": "form export --year 2024 --all",
    "form import": "form import svar.xlsx --write",
    "form status": "form status --year 2024",
    "numbers import": "numbers import siffror.csv --year 2024 --write",
}
"""A run of each command that reads as much as the command can, in the repository that `prepared` returns."""
MORE = (
    "schema -o scheman", "check 2024 --baseline nytt.json --write-baseline", "check 2024 --output-format json=ut.json",
    "audit --packet 2024-1 -o paket", "calendar 2025 --format ics -o kalender.ics", "review rsa --write --by Säkerhetssamordnare",
)  # fmt: skip
"""Other runs that write."""


def run_copy(command: str, original: Path, fault: Fault | None = None) -> Outcome:
    """Run a command of `COMMANDS`, or another, in a copy of the repository, at a place that is always the same."""
    root = original.parent / "kopia"
    shutil.copytree(original, root, symlinks=True)
    try:
        return outcome(COMMANDS.get(command, command).split(), root, fault)
    finally:
        shutil.rmtree(root)


def wrong(command: str, fault: Fault, got: Outcome, right: Outcome, before: Mapping[str, bytes]) -> str:
    """Say what is wrong with how a command took a fault; nothing where it took it well.

    Either everything is as without the fault, or it is said that something went wrong and nothing is written.
    """
    said, files = got.out + got.err, got.files
    if fault.call == "unlink":  # what cannot be taken away is, by the next command that writes in the folder
        files = {path: content for path, content in files.items() if ".trygghet-" not in path}
    is_said = got.out == right.out or fault.call in WRITING or (fault.call == "spawn" and "git" in said)
    if (got.code, files) == (right.code, right.files) and is_said:
        return ""
    if got.code not in (1, 2, 3) or "Traceback" in got.err or not said.strip():
        return f"{command}: {fault}: exit {got.code} {got.out[-200:]} {got.err[-400:]}"
    torn = []
    for path in sorted({*before, *right.files, *files}):
        allowed = [before.get(path)]
        if command in ("fmt", "site"):  # a file, or a hundred, at a time
            allowed.append(right.files.get(path))
        is_manifest = path in (
            "sidor/trygghet-site.json",
            "tabeller/datapackage.json",
        )  # it tells before and after
        is_answer = path == "ut.json" and isinstance(json.loads(files.get(path, b"{}")), dict)
        if files.get(path) not in allowed and not is_manifest and not is_answer:
            torn.append(path)
    return f"{command}: {fault}: exit {got.code}, but written: {', '.join(torn)}" if torn else ""


_MAP = """exempel: ja
källa: Kursregistret
publicerad: 2025-01-20
hämtad: 2025-01-21
rader:
  deltagare-miljonamnden:
    skyldighet: utbildning
    organ: miljonamnden
    underlag: deltagare
    rader i filen: {Organ: Miljö}
    talkolumn: Deltagare
    periodkolumn: År
    enhet: deltagare
    räknade statusar: [alla]
"""
"""Which numbers are taken from siffror.csv."""


def prepared(root: Path) -> None:
    """Fill an empty folder with a repository in git in which every command of `COMMANDS` has what it reads."""
    shutil.copytree(Path(__file__).parent / "fixtures" / "review", root, dirs_exist_ok=True)
    late = root / "followups" / "2024" / "socialnamnden.yaml"
    content = late.read_bytes()
    late.unlink()
    _git(root, "init", "-q", "-b", "main")
    _git(root, "add", "-A")
    _git(root, "commit", "-qm", "Före")
    late.write_bytes(content)
    (root / "text.md").write_text("Nämnden ska verka för trygghet.\n", encoding="utf-8")
    mapped = root / "plan" / "siffror" / "utbildning.yaml"
    mapped.parent.mkdir()
    mapped.write_text(_MAP, encoding="utf-8")
    (root / "antagen.md").write_text(
        "# Plan för krisberedskap\n\n## Risker\n\nKommunstyrelsen ska varje år analysera riskerna.\n\n"
        "Socialnämnden ska varje år öva sin krisledning.\n\nSocialnämnden ska ha en krisplan.\n",
        encoding="utf-8",
    )
    for command in ("new audit 2024-1", "schema --project"):
        assert outcome(command.split(), root).code == 0, command
    _git(root, "add", "-A")
    _git(root, "commit", "-qm", "Efter")
    copied = root / "mallar" / "sections" / "cover.j2"
    copied.parent.mkdir(parents=True)
    copied.write_text(template("sections/cover.j2"), encoding="utf-8")
    for command in (
        "report --plan --format docx -o mall.docx",
        "report 2024 --as-of 2025-01-31 --audience internal --format md -o redovisning.md",
        "check 2024 --write-baseline --baseline känt.json",
        "form export --year 2024 --body tekniska-namnden",
    ):
        assert outcome(command.split(), root).code == 0, command
    (workbook,) = (root / "forms" / "2024").glob("*.xlsx")
    answers = {"svar/rsa/status": "uppfylls ej", "svar/rsa/kommentar": "Inte gjord."}
    (root / "svar.xlsx").write_bytes(filled(workbook.read_bytes(), answers))
    (root / "siffror.csv").write_text("Organ;År;Deltagare\nMiljö;2024;22\n", encoding="utf-8")


def _git(root: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@b", "-c", "commit.gpgsign=false", *arguments],
        cwd=root,
        check=True,
        capture_output=True,
    )
