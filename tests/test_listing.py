"""What cannot be listed is never nothing: each such folder is a finding at its place, and no document is written."""

import errno
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from command import trygghet
from conftest import ROOT, Build
from trygghetsplan import api, listing
from trygghetsplan.listing import Listing, list_files
from trygghetsplan.plan.loading import assembled, sources

DENIED = "mappen får inte läsas, så det som finns i den är inte med; ändra rättigheterna"
BROKEN = "mappen går inte att läsa, så det som finns i den är inte med"


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return a function that lets a call of the system fail for one path."""

    def fail(call: str, path: Path, number: int) -> None:
        real = getattr(os, call)

        def failing_call(asked: Any, *arguments: Any, **named: Any) -> Any:
            if os.fspath(asked) == str(path):
                raise OSError(number, os.strerror(number), asked)
            return real(asked, *arguments, **named)

        monkeypatch.setattr(os, call, failing_call)

    return fail


def told(root: Path) -> list[tuple[str, str, str]]:
    """Return the findings about what could not be read."""
    found = api.validate(api.load(root)).findings
    return [(one.rule.code, one.where.path, one.message) for one in found if one.rule.code == "TP001"]


@pytest.mark.parametrize(
    ("folder", "number", "message"),
    [
        ("plan", errno.EIO, BROKEN),
        ("followups", errno.EPERM, DENIED),
        ("followups/2024", errno.EACCES, DENIED),
        ("plan/fokusomraden", errno.ENOMEM, BROKEN),
    ],
)
def test_a_folder_that_cannot_be_listed_is_told_of_at_its_place(
    folder: str, number: int, message: str, repository_from: Build, failing: Callable[..., None]
) -> None:
    root = repository_from("")
    failing("scandir", root / folder, number)
    assert told(root) == [("TP001", folder, message)]


@pytest.mark.parametrize(
    "command",
    [
        "validate",
        "check 2024",
        "report 2024",
        "status 2024",
        "todo",
        "explain rutin",
        "fmt --check",
        "form status --year 2024",
        "new year 2025",
    ],
)
def test_no_answer_is_given_from_less_than_all(
    command: str, repository_from: Build, failing: Callable[..., None]
) -> None:
    root = repository_from("")
    failing("scandir", root / "followups/2024", errno.EACCES)
    done = trygghet(*command.split(), at=root)
    assert done.returncode == 1
    assert DENIED in done.stdout + done.stderr
    assert not (root / "build").exists()


def test_a_folder_that_nobody_may_look_at_is_not_taken_as_missing(
    repository_from: Build, failing: Callable[..., None]
) -> None:
    """`os.path.lexists` and `Path.exists` say no where they are not allowed to know."""
    root = repository_from("")
    failing("lstat", root / "followups", errno.EIO)
    assert told(root) == [("TP001", "followups", BROKEN)]


def test_folders_beside_each_other_are_told_of_one_by_one(
    repository_from: Build, failing: Callable[..., None]
) -> None:
    root = repository_from("--- followups/2023/miljonamnden.yaml\norgan: miljonamnden\når: 2023\n")
    failing("scandir", root / "followups/2024", errno.EACCES)
    failing("scandir", root / "followups/2023", errno.ESTALE)
    assert told(root) == [("TP001", "followups/2023", BROKEN), ("TP001", "followups/2024", DENIED)]


def test_more_files_than_the_limit_are_counted(
    repository_from: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repository_from("")
    count = len(sources(root))
    monkeypatch.setattr(listing, "MAX_FILES", count)
    assert told(root) == []
    monkeypatch.setattr(listing, "MAX_FILES", count - 1)
    message = f"här är fler än {count - 1} filer, och 1 av dem läses inte; ta bort det som inte hör hit"
    assert told(root) == [("TP001", "followups", message)]
    assert trygghet("report", "2024", at=root).returncode == 1


def test_names_that_are_no_text_are_told_of(tmp_path: Path) -> None:
    for name in (b"a\xff.yaml", b"a\xffmapp/b.yaml", b"a\xff.txt", b".\xff.yaml"):
        place = tmp_path / "plan" / os.fsdecode(name)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()
    message = "namnet är inte skrivet i UTF-8; byt namn"
    found = list_files(tmp_path, "plan", wanted=lambda name: name.endswith(".yaml"))
    assert found == Listing((), (("plan/a\udcff.yaml", message), ("plan/a\udcffmapp", message)))


def test_a_deep_folder_is_listed_to_its_end(tmp_path: Path) -> None:
    """A walk that calls itself would stop at a thousand levels."""
    (tmp_path / "plan").mkdir()
    here = os.open(tmp_path / "plan", os.O_RDONLY)
    try:
        for _ in range(1100):
            os.mkdir("m", dir_fd=here)
            below = os.open("m", os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = below
        os.close(os.open("x.yaml", os.O_CREAT | os.O_WRONLY, dir_fd=here))
        found = list_files(tmp_path, "plan", wanted=lambda name: name.endswith(".yaml"))
    finally:
        os.close(here)
        subprocess.run(["rm", "-r", "plan"], cwd=tmp_path, check=True)  # Python's own cannot
    assert found == Listing(("plan/" + "m/" * 1100 + "x.yaml",), ())


def test_sources_are_a_value_and_all_that_is_read(own_copy: Path) -> None:
    found = sources(own_copy)
    assert found == sources(own_copy)
    shutil.rmtree(own_copy)
    loaded = assembled(found)
    assert loaded.findings == ()
    assert loaded.repository is not None
    assert len(loaded.texts) == len(found) == len(sources(ROOT))
