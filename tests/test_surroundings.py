"""Odd surroundings: whatever the command is run in, it ends with a documented code and says why, and never with a traceback.

A surrounding is a row of `SURROUNDINGS`, a command a row of `COMMANDS`. A sample of the table is always run; the
whole of it is among the long tests.
"""

import contextlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from command import epoch
from conftest import BASE, ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
COMMANDS = {
    name: name.split()
    for name in (
        "--version", "--help", "validate", "check 2024", "check 2024 --output-format json=ut.json", "check --fix --write",
        "status 2024", "todo", "todo --format ics -o ut.ics", "calendar 2024", "explain krisplan", "rule", "rule TP301",
        "report 2024", "report 2024 --format html -o ut.html", "templates list", "templates copy summary", "audit",
        "lint trygghet.yaml", "fmt", "schema", "schema --project", "diff 2023 2024", "review", "log", "completion bash",
        "new year 2025", "new followup 2025 miljonamnden", "new audit 2025-1", "form export --year 2024 --all",
        "form status --year 2024", "form import saknas.xlsx", "validate --baseline b.json --write-baseline",
        "init ny --name Ängsköping", "init", "finns-inte",
    )
}  # fmt: skip
WRITES = (
    "check --fix --write",
    "report 2024",
    "fmt",
    "schema",
    "new year 2025",
    "new audit 2025-1",
    "init ny --name Ängsköping",
)


class Surrounding(NamedTuple):
    """What the command is run in: how it is started, and what has been done to the folder before."""

    environment: Mapping[str, str] = {}
    python: Sequence[str] = ()
    before: Callable[[], object] | None = None
    """Done in the process before the program starts."""
    prepare: Callable[[Path], object] | None = None
    streams: Mapping[str, Any] = {}


def closed(*numbers: int) -> Callable[[], None]:
    def close() -> None:
        for number in numbers:
            os.close(number)

    return close


def limited(name: str, amount: int) -> Callable[[], None]:
    import resource

    return lambda: resource.setrlimit(getattr(resource, name), (amount, amount))


def ordinary() -> None:
    """Take from root what lets it pass by modes."""
    import ctypes

    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


def gone() -> None:
    place = Path("borta")
    place.mkdir()
    os.chdir(place)
    Path("../borta").rmdir()


def moded(root: Path, mode: int, *paths: str) -> None:
    for path in paths or [one.as_posix() for one in sorted(root.rglob("*"), reverse=True)] + [""]:
        (root / path).chmod(mode)


def special(make: Callable[[Path], object]) -> Callable[[Path], None]:
    def prepare(root: Path) -> None:
        (root / "trygghet.yaml").unlink()
        make(root / "trygghet.yaml")

    return prepare


def planted(root: Path, *names: str) -> None:
    for name in ("yaml", "typer", "signal", "ruamel", "sitecustomize", "usercustomize", *names):
        (root / name).mkdir()
        (root / name / "__init__.py").write_text("raise SystemExit('planted')", encoding="utf-8")


SCRIPT = ("-c", "import sys; sys.path.pop(0); from trygghetsplan.__main__ import main; main()")
"""As the installed script starts it."""
SURROUNDINGS = {
    "usual": Surrounding(),
    "-OO": Surrounding(python=("-OO",)),
    "-I": Surrounding(python=("-I",)),
    "ascii": Surrounding({"PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}),
    "-X utf8=0": Surrounding({"LC_ALL": "C"}, ("-X", "utf8=0")),
    "odd encoding": Surrounding({"PYTHONIOENCODING": "utf-16:strict"}),
    "ascii streams": Surrounding({"PYTHONIOENCODING": "ascii:strict"}),
    "dumb": Surrounding({"TERM": "dumb"}),
    "no colour": Surrounding({"NO_COLOR": "1", "FORCE_COLOR": "1"}),
    "colour": Surrounding({"FORCE_COLOR": "1"}),
    **{f"columns {width}": Surrounding({"COLUMNS": str(width), "LINES": "1"}) for width in (0, 1, 20, 40, 80)},
    "columns of no number": Surrounding({"COLUMNS": "bred"}),
    "no environment": Surrounding({"HOME": "", "TMPDIR": "/finns-inte", "PATH": "", "TZ": "Mars/Krater", "LANG": ""}),
    "no home": Surrounding({"HOME": "/finns-inte", "XDG_CACHE_HOME": "", "XDG_CONFIG_HOME": "relativ"}),
    "epoch": Surrounding({"SOURCE_DATE_EPOCH": "9" * 5000}),
    "epoch of no number": Surrounding({"SOURCE_DATE_EPOCH": "å\udcff"}),
    **{
        f"closed {numbers}": Surrounding(before=closed(*numbers))
        for numbers in ((0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2))
    },
    "full disk as output": Surrounding(streams={"stdout": "/dev/full"}),
    "full disk as errors": Surrounding(streams={"stderr": "/dev/full"}),
    "full disk as both": Surrounding(streams={"stdout": "/dev/full", "stderr": "/dev/full"}),
    "output only readable": Surrounding(before=lambda: os.dup2(os.open("/dev/null", os.O_RDONLY), 1)),
    "binary input": Surrounding(streams={"stdin": "/dev/urandom"}),
    "few files": Surrounding(before=limited("RLIMIT_NOFILE", 16)),
    "fewer files": Surrounding(before=limited("RLIMIT_NOFILE", 7)),
    "small files": Surrounding(before=limited("RLIMIT_FSIZE", 0)),
    "files of 2 kB": Surrounding(before=limited("RLIMIT_FSIZE", 2048)),
    "little memory": Surrounding(before=limited("RLIMIT_AS", 160_000_000)),
    "no processes": Surrounding(before=limited("RLIMIT_NPROC", 0)),
    "private": Surrounding(before=lambda: os.umask(0o077)),
    "open": Surrounding(before=lambda: os.umask(0)),
    "nothing to anyone": Surrounding(before=lambda: (ordinary(), os.umask(0o777))),
    "folder gone": Surrounding(before=gone),
    "read-only": Surrounding(prepare=lambda root: moded(root, 0o555), before=ordinary),
    "read-only root": Surrounding(prepare=lambda root: moded(root, 0o555, "."), before=ordinary),
    "read-only files": Surrounding(prepare=lambda root: moded(root, 0o444, "trygghet.yaml", "plan/organisation.yaml"), before=ordinary),
    "unreadable": Surrounding(prepare=lambda root: moded(root, 0o000, "."), before=ordinary),
    "unreadable settings": Surrounding(prepare=lambda root: moded(root, 0o000, "trygghet.yaml"), before=ordinary),
    "unreadable answers": Surrounding(prepare=lambda root: moded(root, 0o000, "followups/2024"), before=ordinary),
    "unlistable": Surrounding(prepare=lambda root: moded(root, 0o311, "."), before=ordinary),
    "settings are a folder": Surrounding(prepare=special(lambda path: path.mkdir())),
    "settings are a fifo": Surrounding(prepare=special(os.mkfifo)),
    "settings are a link": Surrounding(prepare=special(lambda path: path.symlink_to("/dev/zero"))),
    "settings lead nowhere": Surrounding(prepare=special(lambda path: path.symlink_to("finns-inte"))),
    "planted": Surrounding(prepare=lambda root: planted(root, "trygghetsplan")),
    "planted, as a module": Surrounding(prepare=planted, python=("-m",)),
}  # fmt: skip
SAMPLE = [
    pytest.param("-OO", "rule TP301", marks=pytest.mark.long),  # all is compiled anew
    ("ascii", "validate"),
    ("closed (0, 1, 2)", "new year 2025"),
    ("full disk as both", "check 2024"),
    ("folder gone", "status 2024"),
    ("read-only", "fmt"),
    ("files of 2 kB", "report 2024"),
    ("planted", "validate"),
]
DOCUMENTED = {0, 1, 2, 3, 130}


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


def ended(
    surrounding: Surrounding, arguments: Sequence[str], tmp_path: Path
) -> subprocess.CompletedProcess[bytes]:
    """Run the command in its surrounding, and hold what holds in all of them."""
    root = tmp_path / "plan å 🌲"
    shutil.copytree(BASE, root)
    before = files(root)
    if surrounding.prepare:
        surrounding.prepare(root)
    start = ("trygghetsplan",) if "-m" in surrounding.python else SCRIPT
    streams: dict[str, Any] = {
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
    }
    with contextlib.ExitStack() as stack:
        for name, path in surrounding.streams.items():
            streams[name] = stack.enter_context(Path(path).open("r+b", buffering=0))
        done = subprocess.run(
            [sys.executable, *surrounding.python, *start, *arguments],
            cwd=root,
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(ROOT / "src"),
                "SOURCE_DATE_EPOCH": epoch("2025-03-01"),
                "PYTHONDONTWRITEBYTECODE": "1",
                **surrounding.environment,
            },
            preexec_fn=surrounding.before,
            check=False,
            timeout=60,
            **streams,
        )
    subprocess.run(["chmod", "-R", "u+rwX", str(root)], check=True)
    now = files(root)
    told = ((done.stdout or b"") + (done.stderr or b"")).decode("utf-8", "replace")
    assert done.returncode in DOCUMENTED, told
    assert "Traceback" not in told
    assert "planted" not in told
    assert not [path for path in now if ".trygghet-" in path]
    if done.returncode in (2, 3):
        assert not done.stderr or re.search(r"^(Fel: |Så här: )", told, re.MULTILINE), told
        assert {path: now[path] for path in before if path in now} == {
            path: before[path] for path in before if path in now
        }
    return done


@pytest.mark.parametrize(("surrounding", "command"), SAMPLE)
def test_a_sample(surrounding: str, command: str, tmp_path: Path) -> None:
    ended(SURROUNDINGS[surrounding], COMMANDS[command], tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "init"])
def test_the_same_is_said_and_written_without_docstrings(command: str, tmp_path: Path) -> None:
    usual, without = (tmp_path / name for name in ("usual", "without"))
    said, bare = (
        ended(SURROUNDINGS[name], COMMANDS[command], place)
        for name, place in (("usual", usual), ("-OO", without))
    )
    assert (bare.returncode, bare.stdout, bare.stderr) == (said.returncode, said.stdout, said.stderr)
    assert files(without) == files(usual)


@pytest.mark.long
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("surrounding", SURROUNDINGS)
def test_every_command_in_every_surrounding(surrounding: str, command: str, tmp_path: Path) -> None:
    ended(SURROUNDINGS[surrounding], COMMANDS[command], tmp_path)
