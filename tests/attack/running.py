"""The command in a forked process: its exit code, what it said, its time and memory.

Starting an interpreter costs more than most commands: what a command imports is imported here, once.
"""

import contextlib
import importlib
import os
import pkgutil
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import trygghetsplan
from trygghetsplan.__main__ import main

CORES = 2
MEMORY = 3 * 2**30
PATIENCE = 20
"""Seconds after which a command hangs."""
KEPT = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
_HEAVY = ("typer", "yaml", "pydantic", "jinja2", "markdown_it", "rich.console", "ruamel.yaml", "xlsxwriter")


class Outcome(NamedTuple):
    """How a command ended. The exit code of one that a signal ended is negative."""

    code: int
    out: str
    err: str
    seconds: float = 0.0
    """Of a processor."""
    mebibytes: float = 0.0

    @property
    def is_crash(self) -> bool:
        """Whether it ended as no command may: by a signal, with a traceback or as a bug of ours."""
        return self.code not in (0, 1, 2, 3, 130) or "Traceback (most recent call last)" in self.err


def import_all() -> None:
    """Import what commands import, so that a forked one has it."""
    for name in _HEAVY:
        importlib.import_module(name)
    for module in pkgutil.walk_packages(trygghetsplan.__path__, "trygghetsplan."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def run(
    arguments: Sequence[str],
    at: Path,
    environment: Mapping[str, str] = {},
    before: Callable[[], None] | None = None,
) -> Outcome:
    """Run a command in the folder `at`; `before` is called first in its process."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = os.fork()
        if not process:
            code = 99
            try:
                os.setsid()
                signal.signal(signal.SIGINT, signal.default_int_handler)
                for number, file in enumerate((os.open(os.devnull, os.O_RDONLY), out.fileno(), err.fileno())):
                    os.dup2(file, number)
                os.closerange(3, 64)
                os.chdir(at)
                os.environ.clear()
                os.environ.update({**KEPT, **environment})
                resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
                resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))
                signal.alarm(2 * PATIENCE)
                sys.argv = ["trygghet", *arguments]
                if before:
                    before()
                main()
            except BaseException:  # noqa: BLE001  # whatever it was, main let it out
                sys.excepthook(*sys.exc_info())
                sys.stderr.flush()
            finally:
                os._exit(code)
        _, status, used = os.wait4(process, 0)
        said = []
        for file in (out, err):
            file.seek(0)
            said.append(file.read().decode(errors="replace"))
    seconds = used.ru_utime + used.ru_stime
    return Outcome(os.waitstatus_to_exitcode(status), *said, seconds, used.ru_maxrss / 1024)


def real(
    arguments: Sequence[str],
    at: Path,
    environment: Mapping[str, str] = {},
    program: Sequence[str] = (sys.executable, "-m", "trygghetsplan"),
) -> Outcome:
    """Run a command as its user does, in a process of its own from the start."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(
            [*program, *arguments], cwd=at, env={**KEPT, **environment},
            stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True,
        )  # fmt: skip
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said = []
        for file in (out, err):
            file.seek(0)
            said.append(file.read().decode(errors="replace"))
    return Outcome(process.returncode, *said, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


@contextlib.contextmanager
def pool() -> Iterator[ProcessPoolExecutor]:
    """Give as many workers as there are cores; each has imported everything."""
    import_all()
    with ProcessPoolExecutor(CORES, mp_context=get_context("fork")) as workers:
        yield workers


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """Give an empty folder, and take it away whatever rights have been set in it."""
    name = tempfile.mkdtemp(prefix="attack-")
    try:
        yield Path(name)
    finally:
        # folders may be deeper than Python's own way to remove them goes
        subprocess.run(["chmod", "-R", "a+rwX", name], check=False, stderr=subprocess.DEVNULL)
        subprocess.run(["rm", "-rf", name], check=False, stderr=subprocess.DEVNULL)
