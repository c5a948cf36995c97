"""Writing: whole or not at all, never over somebody else's change, and what was there keeps its mode."""

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from trygghetsplan import storage
from trygghetsplan.errors import StorageFault
from trygghetsplan.storage import FileChange, change_of, explained_os_errors, write_all, write_over


@pytest.fixture(autouse=True, params=[True, False], ids=["", "without open folders"])
def opens_folders(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Let every test hold also where folders cannot be opened, as in Windows."""
    if not request.param:
        monkeypatch.setattr(storage, "_OPENS_FOLDERS", False)
    return bool(request.param)


def files(folder: Path) -> dict[str, bytes | None]:
    """Return what is in the folder: the bytes of files, None for folders."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


DIES_BEFORE_THE_NEW_NAME = """
import os, sys
from pathlib import Path
from trygghetsplan import storage

def die(*arguments, **_):
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
        pytest.raises(
            StorageFault, match="du saknar rätt att skriva där, eller så är filen öppen i ett annat program"
        ),
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


def test_faults_name_the_file_from_where_the_user_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, outside = tmp_path / "inne", tmp_path / "ute.yaml"
    inside.mkdir()
    (inside / "a.yaml").write_bytes(b"a")
    monkeypatch.chdir(inside)
    assert refusal(FileChange(inside / "a.yaml", b"new", b"old")) == (
        "a.yaml har ändrats under tiden; kör kommandot igen."
    )
    assert refusal(FileChange(inside / "a.yaml", b"new", None)) == "a.yaml finns redan och skrivs inte över."
    assert refusal(FileChange(outside, b"new", b"old")) == (
        f"{outside.as_posix()} har ändrats under tiden; kör kommandot igen."
    )
    assert refusal(FileChange(inside / "a.yaml" / "b.yaml", b"new", None)) == (
        "a.yaml/b.yaml går inte att skriva. Kontrollera att mappen finns och att disken inte är full."
    )
    assert {path.name: path.read_bytes() for path in inside.iterdir()} == {"a.yaml": b"a"}


def refusal(change: FileChange) -> str:
    with pytest.raises(StorageFault) as fault:
        write_all([change])
    return str(fault.value)


@pytest.mark.skipif(sys.platform == "win32", reason="needs modes")
def test_a_new_file_has_the_mode_that_the_user_gives_new_files(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_all([FileChange(tmp_path / "a" / "b" / "ny.yaml", b"a", None)])
        write_over(tmp_path / "ny.txt", "å")
    finally:
        assert os.umask(before) == 0o027
    assert (tmp_path / "a" / "b" / "ny.yaml").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "ny.txt").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "ny.txt").read_text("utf-8") == "å"


def test_on_a_file_system_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "link", no_links)
    write_all([FileChange(tmp_path / "a.yaml", b"a", None)])
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.yaml": b"a"}

    first, again = (
        FileChange(tmp_path / "b.yaml", b"one", None),
        FileChange(tmp_path / "b.yaml", b"two", None),
    )
    with pytest.raises(StorageFault, match=r"b\.yaml finns redan och skrivs inte över\.$"):
        write_all([first, again])
    assert [path.name for path in tmp_path.iterdir()] == ["a.yaml"]


def test_a_document_that_cannot_take_its_name_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: list[str] = []

    def no_place(name: str, _: object, **__: object) -> None:
        names.append(Path(name).name)
        raise OSError

    (tmp_path / "a.txt").write_bytes(b"old")
    monkeypatch.setattr(os, "replace", no_place)
    with pytest.raises(StorageFault, match=r"a\.txt går inte att skriva"):
        write_over(tmp_path / "a.txt", b"new")
    assert [name[:10] for name in names] == [".trygghet-"]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.txt": b"old"}


def test_a_full_disk_leaves_nothing_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFault, match=r"a\.txt går inte att skriva"):
        write_over(tmp_path / "a.txt", b"new")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "disken är full"),
        (errno.EDQUOT, "utrymmet på disken är slut"),
        (errno.EFBIG, "filen blir större än vad som är tillåtet"),
        (errno.EROFS, "disken är skrivskyddad"),
        (errno.EMFILE, "för många filer är öppna"),
        (errno.EIO, "disken svarar med ett fel"),
    ],
)
def test_why_a_file_cannot_be_written(
    number: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(StorageFault) as fault:
        write_over(tmp_path / "a.txt", b"new")
    assert str(fault.value).endswith(f"a.txt går inte att skriva: {said}.")


@pytest.mark.skipif(sys.platform == "win32", reason="needs modes")
def test_a_file_keeps_a_mode_that_the_mask_would_narrow(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"old")
    (tmp_path / "a.txt").chmod(0o664)
    before = os.umask(0o077)
    try:
        write_over(tmp_path / "a.txt", b"new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) == 0o664


def test_a_folder_that_becomes_a_link_when_it_is_opened_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, opens_folders: bool
) -> None:
    if not opens_folders:
        pytest.skip("needs folders that can be opened")
    root, elsewhere, real = tmp_path / "plan", tmp_path / "annan", os.open
    (root / "build").mkdir(parents=True)
    elsewhere.mkdir()
    (root / "trygghet.yaml").write_bytes(b"")

    def swap(path: str, *arguments: int, **named: int) -> int:
        if path == "build":
            (root / "build").rename(root / "flyttad")
            (root / "build").symlink_to(elsewhere)
        return real(path, *arguments, **named)

    monkeypatch.setattr(os, "open", swap)
    with pytest.raises(StorageFault):
        write_all([FileChange(root / "build" / "a.md", b"a", None)])
    assert list(elsewhere.iterdir()) == []


def test_the_first_fault_is_told_when_nothing_can_be_cleaned_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError

    (tmp_path / "a.txt").write_bytes(b"old")
    for name in ("replace", "unlink"):
        monkeypatch.setattr(os, name, broken)
    with pytest.raises(StorageFault, match=r"a\.txt går inte att skriva"):
        write_over(tmp_path / "a.txt", b"new")
    with pytest.raises(StorageFault, match=r"a\.txt går inte att skriva"):
        write_all([FileChange(tmp_path / "a.txt", b"new", b"old")])
    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(StorageFault, match=r"a\.txt går inte att skriva"):
        write_over(tmp_path / "a.txt", b"new")
    assert (tmp_path / "a.txt").read_bytes() == b"old"


def test_every_file_and_its_folder_is_flushed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, opens_folders: bool
) -> None:
    flushed: list[str] = []
    monkeypatch.setattr(
        os,
        "fsync",
        lambda handle: flushed.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file"),
    )
    write_all([FileChange(tmp_path / name, b"a", None) for name in ("a.yaml", "b.yaml")])
    assert flushed == ["file", "file", *(["folder"] if opens_folders else [])]


LINKS = [
    ("", "followups"),
    ("", "followups/2025"),
    ("", "build"),
    ("", "schema/project"),
    ("", ".vscode"),
    ("plan/", "plan/omraden"),
    ("build/../", "forms"),
]
"""What the path begins with when it is named, and the folder that is a link."""


@pytest.mark.parametrize(("way", "link"), LINKS)
@pytest.mark.parametrize("target", ["elsewhere", "inside", "nowhere"])
def test_nothing_is_written_through_a_link_below_a_plan_folder(
    tmp_path: Path, way: str, link: str, target: str
) -> None:
    root, elsewhere = tmp_path / "plan", tmp_path / "annan"
    for folder in (root / "build", root / "inne", elsewhere, (root / link).parent, root / "plan"):
        folder.mkdir(parents=True, exist_ok=True)
    (root / "trygghet.yaml").write_bytes(b"")
    if link == "build":
        (root / link).rmdir()
    (root / link).symlink_to(
        {"elsewhere": elsewhere, "inside": root / "inne", "nowhere": root / "saknas"}[target]
    )
    path = root / way / Path(link).relative_to(way if way == "plan/" else "") / "djupt" / "a.yaml"
    before = files(tmp_path)
    said = rf"{link} är en länk, och genom länkar skrivs inget; gör den till en vanlig mapp, eller ange en annan plats\.$"
    for write in (lambda: write_all([FileChange(path, b"new", None)]), lambda: write_over(path, "new")):
        with pytest.raises(StorageFault, match=said):
            write()
    assert files(tmp_path) == before


def test_a_link_that_the_user_takes_past_the_plan_or_to_it_is_theirs(tmp_path: Path) -> None:
    root, elsewhere = tmp_path / "plan", tmp_path / "annan"
    root.mkdir()
    elsewhere.mkdir()
    (root / "trygghet.yaml").write_bytes(b"")
    (tmp_path / "till-planen").symlink_to(root)
    (tmp_path / "bredvid").symlink_to(elsewhere)
    write_over(tmp_path / "till-planen" / "build" / "a.md", "a")
    write_over(tmp_path / "bredvid" / "ny" / "a.md", "a")
    assert (root / "build" / "a.md").read_bytes() == (elsewhere / "ny" / "a.md").read_bytes() == b"a"
    (root / "ut").symlink_to(elsewhere)
    with pytest.raises(StorageFault, match="ut är en länk, och genom länkar skrivs inget"):
        write_over(tmp_path / "till-planen" / "ut" / "b.md", "b")
    assert sorted(path.name for path in elsewhere.iterdir()) == ["ny"]


def test_a_plan_folder_that_is_begun_now_follows_no_link(tmp_path: Path) -> None:
    root = tmp_path / "ny"
    root.mkdir()
    (root / "plan").symlink_to(tmp_path)
    before = files(tmp_path)
    with pytest.raises(StorageFault, match="plan är en länk, och genom länkar skrivs inget"):
        write_all(FileChange(root / name, b"a", None) for name in ("trygghet.yaml", "plan/dokument.yaml"))
    assert files(tmp_path) == before


def test_a_junction_in_windows_is_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Junction:
        st_mode = stat.S_IFDIR
        st_reparse_tag = 0xA0000003

    (tmp_path / "trygghet.yaml").write_bytes(b"")
    (tmp_path / "build").mkdir()
    real = os.stat

    def pretend(path: Any, **named: Any) -> Any:
        return Junction() if Path(path).name == "build" else real(path, **named)

    monkeypatch.setattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", 0xA0000003, raising=False)
    monkeypatch.setattr(os, "stat", pretend)
    with pytest.raises(StorageFault, match="build är en länk, och genom länkar skrivs inget"):
        write_over(tmp_path / "build" / "a.md", "a")


def test_a_link_that_takes_the_folders_name_meanwhile_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, opens_folders: bool
) -> None:
    if not opens_folders:
        pytest.skip("needs folders that can be opened")
    root, elsewhere = tmp_path / "plan", tmp_path / "annan"
    (root / "build").mkdir(parents=True)
    elsewhere.mkdir()
    (root / "trygghet.yaml").write_bytes(b"")
    real = os.fsync

    def swap(handle: int) -> None:
        real(handle)
        if not (root / "build").is_symlink():
            (root / "build").rename(root / "flyttad")
            (root / "build").symlink_to(elsewhere)

    monkeypatch.setattr(os, "fsync", swap)
    write_all([FileChange(root / "build" / "a.md", b"a", None)])
    assert list(elsewhere.iterdir()) == []
    assert (root / "flyttad" / "a.md").read_bytes() == b"a"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a fifo")
def test_what_is_no_file_is_never_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "rör")
    with pytest.raises(StorageFault, match="rör är ingen vanlig fil; välj ett annat filnamn"):
        write_over(tmp_path / "rör", "a")
    for device in ("/dev/null", "/dev/full"):
        with pytest.raises(StorageFault, match=f"{device} är ingen vanlig fil; välj ett annat filnamn"):
            write_over(Path(device), "a")
        assert not Path(device).is_file()


def test_what_a_killed_command_left_goes_at_the_next_write(tmp_path: Path, *, opens_folders: bool) -> None:
    young, old, other = tmp_path / ".trygghet-ung", tmp_path / ".trygghet-gammal", tmp_path / ".trygghet-mapp"
    young.write_bytes(b"a")
    old.write_bytes(b"a")
    os.utime(old, (0, 0))
    other.mkdir()
    write_over(tmp_path / "a.md", "a")
    assert (young.exists(), old.exists(), other.exists()) == (not opens_folders, False, True)


def test_what_a_running_command_writes_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, opens_folders: bool
) -> None:
    real = os.fsync
    seen: list[list[str]] = []

    def meanwhile(handle: int) -> None:
        real(handle)
        if not seen:
            seen.append([])
            write_over(tmp_path / "b.md", "b")
            seen.append(sorted(path.name[:10] for path in tmp_path.iterdir()))

    monkeypatch.setattr(os, "fsync", meanwhile)
    write_over(tmp_path / "a.md", "a")
    assert seen == [[], [".trygghet-", "b.md"]]
    assert files(tmp_path) == {"a.md": b"a", "b.md": b"b"}


@pytest.mark.parametrize("fault", [OSError, KeyboardInterrupt, MemoryError])
@pytest.mark.parametrize("call", ["fsync", "open", "link", "replace", "mkdir", "fstat"])
def test_a_command_that_fails_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, fault: type[BaseException]
) -> None:
    real = getattr(os, call)
    written = {"a.yaml": b"new", "ny": None, "ny/c.yaml": b"new", "ny/djup": None, "ny/djup/b.yaml": b"new"}
    for number in range(1, 12):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "a.yaml").write_bytes(b"old")
        changes = [
            FileChange(folder / "a.yaml", b"new", b"old"),
            FileChange(folder / "ny" / "djup" / "b.yaml", b"new", None),
            FileChange(folder / "ny" / "c.yaml", b"new", None),
        ]
        left = [number]

        def failing(*arguments: object, left: list[int] = left, **named: object) -> object:
            left[0] -= 1
            if left[0] == 0:
                raise fault
            return real(*arguments, **named)

        with monkeypatch.context() as patch:
            patch.setattr(os, call, failing)
            try:
                write_all(changes)
                allowed = [written]
            except (StorageFault, KeyboardInterrupt, MemoryError):
                is_flushing = call == "fsync" and number > len(changes)  # all have their names
                allowed = [written if is_flushing else {"a.yaml": b"old"}]
        assert files(folder) in allowed, number
