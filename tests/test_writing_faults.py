"""A fault at any call of the system while a command writes: all is written or nothing is, and it is said which."""

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ROOT
from faults import COMMANDS, WRITING, Fault, Outcome, files_below, outcome, prepared

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks")
ERRORS = (errno.ENOSPC, errno.EACCES, errno.EIO, errno.EROFS)
WRITES = (
    "init", "report", "site", "templates", "fmt", "schema -o scheman", "new year", "new followup", "new obligation", "new audit",
    "form export", "form import", "check 2024 --baseline nytt.json --write-baseline",
    "check 2024 --output-format json=ut.json", "calendar 2025 --format ics -o kalender.ics",
    "review rsa --write --by Säkerhetssamordnare",
)  # fmt: skip


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository in which every command has what it reads. No test changes it."""
    root = tmp_path_factory.mktemp("fel") / "forrad"
    root.mkdir()
    prepared(root)
    return root


def run(command: str, original: Path, fault: Fault | None = None) -> Outcome:
    root = original.parent / "kopia"
    shutil.copytree(original, root, symlinks=True)
    try:
        return outcome(COMMANDS.get(command, command).split(), root, fault)
    finally:
        shutil.rmtree(root)


def places(whole: Outcome) -> Iterator[Fault]:
    """Return each call with which something can go wrong while writing, with an error that goes with its number."""
    for call in (*WRITING, "open", "stat"):
        for number in range(1, whole.calls.get(call, 0) + 1):
            yield Fault(call, number, ERRORS[number % len(ERRORS)])


def wrong(command: str, original: Path, whole: Outcome, fault: Fault) -> str:
    """Say what is wrong with how the command takes a fault; nothing where it takes it well."""
    before = files_below(original)
    seen = run(command, original, fault)
    if fault.call == "unlink":  # what cannot be taken away is, by the next command that writes in the folder
        kept = {path: content for path, content in seen.files.items() if ".trygghet-" not in path}
        seen = seen._replace(files=kept)
    if seen.code == whole.code and seen.files == whole.files:
        return ""
    is_told = seen.code in (1, 2, 3) and (seen.out + seen.err).strip()
    if command == "fmt" and seen.code == 1:  # what cannot be read is told of and left, and the rest is done
        files = {*before, *seen.files, *whole.files}
        is_whole = all(seen.files.get(path) in (before.get(path), whole.files.get(path)) for path in files)
    elif command == "site":  # a hundred files at a time, of which the manifest tells before and after
        names = {*seen.files} - {"sidor/trygghet-site.json"}
        is_whole = all(seen.files[name] in (before.get(name), whole.files.get(name)) for name in names)
    else:  # where the answer should have been may stand, whole, that there is none
        answer = seen.files.get("ut.json", b"{}")
        is_whole = {**seen.files, "ut.json": b""} == {**before, "ut.json": b""} and isinstance(
            json.loads(answer), dict
        )
    return (
        "" if is_told and is_whole else f"{command}: {fault}: {seen.code} {seen.out[-200:]} {seen.err[-400:]}"
    )


@pytest.mark.parametrize("call", ["write", "link"])
def test_some_faults_while_a_year_is_begun(call: str, original: Path) -> None:
    whole = run("new year", original)
    assert whole.files != files_below(original)
    assert not wrong("new year", original, whole, Fault(call, whole.calls[call], errno.ENOSPC))


@pytest.mark.long
@pytest.mark.parametrize("command", WRITES)
def test_every_fault_while_something_is_written(command: str, original: Path) -> None:
    whole = run(command, original)
    assert whole.files != files_below(original), whole.err
    assert not [told for fault in places(whole) if (told := wrong(command, original, whole, fault))]


@pytest.mark.long
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
@pytest.mark.parametrize("command", ["new year 2025", "form export --year 2024 --all"])
def test_a_command_that_is_stopped_at_any_moment(command: str, how: signal.Signals, original: Path) -> None:
    before, whole = files_below(original), run(command, original)
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
