"""A fault at any call of the system, in any command: the answer is the same, or there is a sentence and no answer."""

import errno
import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from command import trygghet
from conftest import BASE, Build
from faults import COMMANDS, ERRORS, READING, Fault, files_below, ordinary_user, run_copy, wrong
from trygghetsplan.cli import program
from trygghetsplan.cli.program import Command


def test_every_command_is_tried() -> None:
    names = {
        f"{name} {word}".strip()
        for name, entry in program.COMMANDS.items()
        for word in ([""] if isinstance(entry, Command) else entry.commands)
    }
    assert names - {"serve"} == set(COMMANDS)  # it has no end; test_serve has its faults


@pytest.mark.parametrize("command", ["check 2024", "status 2024"])
def test_some_faults_in_some_commands(command: str, tmp_path: Path) -> None:
    """Every fault in every command is R9 of `make attack`."""
    original = tmp_path / "forrad"
    shutil.copytree(BASE, original)
    whole, before = run_copy(command, original), files_below(original)
    assert whole.code == 0, whole.err
    calls = [(call, number) for call in READING for number in range(1, whole.calls.get(call, 0) + 1)]
    for call, number in random.Random(command).sample(calls, 4):
        fault = Fault(call, number, ERRORS[number % len(ERRORS)])
        assert not wrong(command, fault, run_copy(command, original, fault), whole, before)


@pytest.mark.parametrize("word", ["status", "todo", "calendar", "explain rsa", "form status --year 2024"])
@pytest.mark.parametrize(("text", "code"), [("organ: [", "TP010"), ("organ: x\norgan: y\n", "TP011")])
def test_an_answer_in_a_file_that_was_not_read_is_not_unanswered(
    word: str, text: str, code: str, repository_from: Build
) -> None:
    done = trygghet(*word.split(), at=repository_from(f"--- followups/2024/miljonamnden.yaml\n{text}"))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("followups/2024/miljonamnden.yaml:")
    assert f" {code}" in done.stderr


def test_a_link_that_leads_to_itself_is_not_nothing(tmp_path: Path) -> None:
    root = tmp_path / "forrad"
    root.mkdir()
    for place in ("trygghet.yaml", "mall.docx", "text.md"):
        (root / place).symlink_to(place)
    runs = ("check", "report 2024", "schema --project", "lint text.md", "init . --name A", "status")
    assert {one: trygghet(*one.split(), at=root).returncode for one in runs} == dict.fromkeys(runs, 3)
    shutil.copytree(BASE, tmp_path / "plan")
    (tmp_path / "plan" / "mall.docx").symlink_to("mall.docx")
    done = trygghet("report", "2024", "--docx-template", "mall.docx", at=tmp_path / "plan")
    assert (done.returncode, done.stderr) == (
        3,
        f"Fel: mall.docx går inte att läsa ({os.strerror(errno.ELOOP)}).\n",
    )


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """Return a folder that an ordinary user may enter, unlike those of pytest."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


UNCHANGED = """
organ: miljonamnden
år: 2025
kontakt: Miljöstrategen
svar:
  rsa: {status: oförändrat}
"""


@pytest.mark.parametrize(
    ("place", "mode"),
    [
        ("followups/2024", 0o000),
        ("followups/2024", 0o444),  # names, and nothing of what they name
        ("followups", 0o111),  # what has a name may be read, and nobody knows the names
        ("plan/fokusomraden", 0o000),
        ("followups/2024/miljonamnden.yaml", 0o000),
    ],
)
def test_an_ordinary_user_without_the_right_to_read(place: str, mode: int, open_to_all: Path) -> None:
    root = open_to_all / "forrad"
    shutil.copytree(BASE, root)
    (root / "followups/2025").mkdir()
    (root / "followups/2025/miljonamnden.yaml").write_text(UNCHANGED, encoding="utf-8")
    runs = ("validate", "report 2024 -o r.md --format md", "status 2024")
    assert [trygghet(*one.split(), at=root).returncode for one in runs] == [0, 0, 0]
    (root / "r.md").unlink()
    (root / place).chmod(mode)
    with ordinary_user():
        done = [trygghet(*one.split(), at=root) for one in runs]
    assert [one.returncode for one in done] == [1, 1, 1]
    assert all("får inte läsas" in one.stdout + one.stderr for one in done)
    assert "det finns inget svar för 2024" not in done[0].stdout
    assert not (root / "r.md").exists()
    (root / place).chmod(0o700)
