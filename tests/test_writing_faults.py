"""A fault at any call of the system while a command writes: all is written or nothing is, and it is said which."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import ROOT
from faults import Fault, files_below, outcome, prepared, run_copy, wrong

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository in which every command has what it reads. No test changes it."""
    root = tmp_path_factory.mktemp("fel") / "forrad"
    root.mkdir()
    prepared(root)
    return root


@pytest.mark.parametrize("call", ["write", "link"])
def test_some_faults_while_a_year_is_begun(call: str, original: Path) -> None:
    """Every fault while something is written is R9 of `make attack`."""
    whole, before = run_copy("new year", original), files_below(original)
    assert whole.files != before
    fault = Fault(call, whole.calls[call], errno.ENOSPC)
    assert not wrong("new year", fault, run_copy("new year", original, fault), whole, before)


@pytest.mark.long
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
@pytest.mark.parametrize("command", ["new year 2025", "form export --year 2024 --all"])
def test_a_command_that_is_stopped_at_any_moment(command: str, how: signal.Signals, original: Path) -> None:
    before, whole = files_below(original), run_copy(command, original)
    root = original.parent / "kopia"
    for number in range(30):
        shutil.copytree(original, root, symlinks=True)
        started = subprocess.Popen(
            [sys.executable, "-m", "trygghetsplan", *command.split()],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "SOURCE_DATE_EPOCH": "1743465600"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        deadline = time.monotonic() + 20
        while not list(root.rglob(".trygghet-*")) and started.poll() is None and time.monotonic() < deadline:
            time.sleep(0.0005)
        time.sleep(number / 3000)
        started.send_signal(how)
        said = started.communicate(timeout=30)[1]
        assert "Traceback" not in said
        left = {path: data for path, data in files_below(root).items() if ".trygghet-" not in path and data}
        allowed = [{path: data for path, data in one.items() if data} for one in (before, whole.files)]
        if how == signal.SIGKILL:  # some may have their names already; none is torn
            assert all(data == whole.files.get(path, before.get(path)) for path, data in left.items())
        else:
            assert started.returncode in (0, 130)
            assert files_below(root) in (before, whole.files)
            assert left in allowed
        again = outcome(command.split(), root)
        assert again.code == 0, again.err
        assert not [path for path in files_below(root) if ".trygghet-" in path]
        shutil.rmtree(root)
