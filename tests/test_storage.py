"""Writing: whole or not at all, never over somebody else's change, and what was there keeps its mode."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT
from trygghetsplan.errors import StorageFault
from trygghetsplan.storage import FileChange, change_of, explained_os_errors, write_all, write_over

DIES_BEFORE_THE_NEW_NAME = """
import os, sys
from pathlib import Path
from trygghetsplan import storage

def die(*arguments):
    print(sorted(path.name.split('-')[0] for path in Path(sys.argv[1]).iterdir()), flush=True)
    os.kill(os.getpid(), 9)

os.replace = os.link = die
folder = Path(sys.argv[1])
storage.write_all([
    storage.FileChange(folder / 'a.yaml', b'new a', b'old a'),
    storage.FileChange(folder / 'b.yaml', b'new b', None),
])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
def test_killed_before_the_new_name_the_old_file_is_whole(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"old a")
    done = subprocess.run(
        [sys.executable, "-c", DIES_BEFORE_THE_NEW_NAME, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (-9, "['.trygghet', '.trygghet', 'a.yaml']\n")
    assert (tmp_path / "a.yaml").read_bytes() == b"old a"
    assert not (tmp_path / "b.yaml").exists()


def test_a_file_changed_meanwhile_is_left_and_so_are_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"a")
    (tmp_path / "b.yaml").write_bytes(b"somebody else's")
    with pytest.raises(StorageFault, match="har ändrats under tiden; kör kommandot igen"):
        write_all(
            [FileChange(tmp_path / "a.yaml", b"new", b"a"), FileChange(tmp_path / "b.yaml", b"new", b"b")]
        )
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "a.yaml": b"a",
        "b.yaml": b"somebody else's",
    }


def test_a_new_file_is_never_written_over_another(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"a")
    with pytest.raises(StorageFault, match="finns redan och skrivs inte över"):
        write_all([FileChange(tmp_path / "a.yaml", b"new", None)])
    assert (tmp_path / "a.yaml").read_bytes() == b"a"


def test_folders_are_made_and_modes_kept(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"a")
    (tmp_path / "a.yaml").chmod(0o600)
    write_all(
        [FileChange(tmp_path / "a.yaml", b"b", b"a"), FileChange(tmp_path / "ny" / "b.yaml", b"b", None)]
    )
    assert (tmp_path / "a.yaml").read_bytes() == (tmp_path / "ny" / "b.yaml").read_bytes() == b"b"
    assert (tmp_path / "a.yaml").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["a.yaml", "ny"]


def test_links_are_refused(tmp_path: Path) -> None:
    (tmp_path / "annan").write_bytes(b"a")
    (tmp_path / "a.yaml").symlink_to(tmp_path / "annan")
    with pytest.raises(StorageFault, match="är en länk eller mapp"):
        write_all([FileChange(tmp_path / "a.yaml", b"new", b"a")])
    with pytest.raises(StorageFault, match="är en länk eller mapp"):
        write_over(tmp_path / "a.yaml", "new")
    assert (tmp_path / "annan").read_bytes() == b"a"


def test_a_file_locked_by_another_program() -> None:
    with (
        pytest.raises(StorageFault, match="Är den öppen i ett annat program\\? Stäng den och försök igen"),
        explained_os_errors(Path("a.yaml")),
    ):
        raise PermissionError


def test_what_has_taken_its_name_is_put_back_when_a_later_file_cannot(tmp_path: Path) -> None:
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first.write_bytes(b"old a")
    with pytest.raises(StorageFault, match=r"b\.yaml finns redan och skrivs inte över\.$"):
        write_all(
            [change_of(first, b"new a"), FileChange(second, b"one", None), FileChange(second, b"two", None)]
        )
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.yaml": b"old a"}


def test_a_folder_in_the_way_stops_everything(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"old")
    (tmp_path / "b.txt").mkdir()
    with pytest.raises(StorageFault, match="är en länk eller mapp"):
        write_all([change_of(tmp_path / "a.txt", b"new"), change_of(tmp_path / "b.txt", b"new")])
    assert (tmp_path / "a.txt").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.txt"]
