"""The command as a user runs it: arguments in, exit code and both streams out.

It runs in this process, since starting an interpreter costs more than most commands; a test that is about the
process itself (its encoding, its locale) starts a real one.
"""

import contextlib
import gc
import io
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TextIO

from conftest import ROOT
from trygghetsplan.cli import run
from trygghetsplan.streams import OutputStream

_OF_THE_PROCESS = ("PYTHON", "LC_", "LANG")


def trygghet(
    *arguments: str, at: Path = ROOT, typed: str | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the command in the folder `at`; with `typed` at a terminal where that is written."""
    if any(name.startswith(_OF_THE_PROCESS) for name in environment):
        return trygghet_process(*arguments, at=at, **environment)
    out, err = _stream(), _stream()
    with (
        _as_in_a_process(at, environment, typed),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = run(arguments)
    return subprocess.CompletedProcess(["trygghet", *arguments], int(code), _text(out), _text(err))


def epoch(day: str) -> str:
    """Return what SOURCE_DATE_EPOCH is on a day."""
    return str(int(datetime.fromisoformat(f"{day}T00:00:00+00:00").timestamp()))


def imported(*arguments: str, at: Path = ROOT, **environment: str) -> set[str]:
    """Return the modules that a run of the command imports."""
    code = (
        "import os, sys\n"
        "os._exit = lambda _: sys.stderr.write('\\n' + ' '.join(sys.modules))\n"
        "from trygghetsplan.__main__ import main\n"
        "main()"
    )
    told = trygghet_process(*arguments, program=("-c", code), at=at, **environment).stderr
    found = {*told.rpartition("\n")[2].split()}
    assert "trygghetsplan" in found
    return found


def trygghet_process(
    *arguments: str, at: Path = ROOT, program: Sequence[str] = ("-m", "trygghetsplan"), **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own; `program` tells Python what it is."""
    return subprocess.run(
        [sys.executable, *program, *arguments],
        cwd=at,
        env={**_kept(), "PYTHONPATH": str(ROOT / "src"), "XDG_CACHE_HOME": os.devnull, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
        stdin=subprocess.DEVNULL,
    )


def spent(*program: str, at: Path = ROOT) -> tuple[int, float, float]:
    """Return the exit code of a Python process of its own, its seconds of a processor and its MiB of memory.

    A small process starts it: Linux counts what starts a process in the most memory that it has had.
    """
    starter = (
        "import resource, subprocess, sys\n"
        "null = subprocess.DEVNULL\n"
        "code = subprocess.run([sys.executable, *sys.argv[1:]], stdin=null, stdout=null, stderr=null).returncode\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(code, used.ru_utime + used.ru_stime, used.ru_maxrss)"
    )
    told = subprocess.run(
        [sys.executable, "-c", starter, *program],
        cwd=at,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "XDG_CACHE_HOME": os.devnull},
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout
    code, seconds, memory = told.split()
    return int(code), float(seconds), int(memory) / (1 << (20 if sys.platform == "darwin" else 10))


def _kept() -> dict[str, str]:
    """Return the environment without what would set the day."""
    return {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}


@contextlib.contextmanager
def _as_in_a_process(at: Path, environment: dict[str, str], typed: str | None = None) -> Iterator[None]:
    before, folder, stdin = dict(os.environ), Path.cwd(), sys.stdin
    wanted = {**_kept(), **environment}
    os.environ.clear()
    os.environ.update(wanted)
    os.chdir(at)
    try:
        with Path(os.devnull).open(encoding="utf-8") if typed is None else _terminal(typed) as stream:
            sys.stdin = stream
            yield
    finally:
        sys.stdin = stdin
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(before)
        gc.enable()


@contextlib.contextmanager
def _terminal(typed: str) -> Iterator[TextIO]:
    """Give a pseudo-terminal at which all that is `typed` has been written already."""
    ours, theirs = os.openpty()
    os.write(ours, typed.encode())
    with open(theirs, encoding="utf-8") as stream:  # noqa: PTH123  # it is a descriptor
        yield stream
    os.close(ours)


def _stream() -> io.TextIOWrapper:
    return OutputStream(io.BytesIO(), "utf-8", "replace", "\n", write_through=True)


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    return stream.buffer.getvalue().decode("utf-8").replace("\r\n", "\n")  # type: ignore[attr-defined]
