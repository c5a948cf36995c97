"""What --watch and the live view are woken by, and what --watch does then."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Queue
from random import Random
from threading import Event, Thread

import pytest

from command import epoch, trygghet
from conftest import BASE, ROOT
from test_cache import edits
from trygghetsplan.cli import watch
from trygghetsplan.watching import RUN_BEGINS, RUN_ENDS, changes

DAY = epoch("2025-11-22")
PATIENCE = 10


class Watched:
    """A folder that is watched by a thread, which tells of each change."""

    def __init__(self, root: Path, *also: Path) -> None:
        self.root, self.told, self.stop = root, Queue[bool](), Event()
        self.thread = Thread(target=self._listen, args=also)
        self.thread.start()
        assert self.next() is True

    def _listen(self, *also: Path) -> None:
        for is_there in changes(self.root, *also, stop=self.stop):
            self.told.put(is_there)

    def next(self, patience: float = PATIENCE) -> bool | None:
        try:
            return self.told.get(timeout=patience)
        except Empty:
            return None

    def close(self) -> None:
        self.stop.set()
        self.thread.join()


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    root = tmp_path / "plan-repository"
    shutil.copytree(BASE, root)
    (tmp_path / "mallar").mkdir()
    (tmp_path / "bas.json").write_text("{}")
    watched = Watched(root, tmp_path / "mallar", tmp_path / "bas.json")
    yield watched
    watched.close()


def test_a_change_of_any_file_of_the_repository_is_told_of(watched: Watched) -> None:
    root = watched.root
    settings, year = root / "trygghet.yaml", root / "followups" / "2024"
    steps: tuple[Callable[[], object], ...] = (
        lambda: settings.write_text(settings.read_text() + "# mer\n"),
        lambda: (year / "ny.yaml").write_text("a: b\n"),
        lambda: (year / "ny.yaml").rename(year / "nyare.yaml"),
        (year / "nyare.yaml").unlink,
        (root / "plan" / "mapp").mkdir,
        lambda: (root / "plan" / "mapp" / "ny.yaml").write_text("a: b\n"),
        lambda: shutil.move(root / "plan", root / "planen"),
        lambda: shutil.move(root / "planen", root / "plan"),
        lambda: (root / "plan" / "mapp" / "ny.yaml").write_text("a: c\n"),
        lambda: (root / "plan" / "lank.yaml").symlink_to("dokument.yaml"),
        lambda: (root.parent / "mallar" / "cover.j2").write_text("a"),
        lambda: (root.parent / "bas.json").write_text("[]"),
    )
    for number, step in enumerate(steps):
        step()
        assert watched.next() is True, number
        while watched.next(0.1):  # what a step does in several calls may be told of in several parts
            pass


def test_what_is_written_beside_the_files_is_not_told_of(watched: Watched) -> None:
    for path in (
        ".git/index", "build/redovisning.html", "plan/.dokument.yaml.swp", "plan/~dokument.yaml", "plan/dokument.yaml~",
        "plan/4913", "plan/anteckningar.txt", "followups/2024/.~lock.x.yaml#", "followups/.git/x.yaml", "annat.yaml",
        "../mallar/cover.j2~", "../mallar/.cover.j2.swp", ".trygghet-lock",
    ):  # fmt: skip
        place = watched.root / path
        place.parent.mkdir(exist_ok=True, parents=True)
        place.write_text("x")
    assert watched.next(0.8) is None


def test_a_folder_that_vanishes_is_told_of_and_so_is_its_return(watched: Watched) -> None:
    elsewhere = watched.root.with_name("borta")
    watched.root.rename(elsewhere)
    assert watched.next() is False
    elsewhere.rename(watched.root)
    assert watched.next() is True
    (watched.root / "trygghet.yaml").write_text("kommun: Annan\n")
    assert watched.next() is True


def test_without_ears_the_files_are_looked_at(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    def deaf(*_: object, **__: object) -> Iterator[None]:
        raise OSError(28, "inotify watch limit reached")

    watched.close()
    monkeypatch.setattr("watchfiles.watch", deaf)
    again = Watched(watched.root)
    (watched.root / "trygghet.yaml").write_text("kommun: Annan\n")
    assert again.next() is True
    again.close()


COMMANDS = (
    ("validate", "--output-format", "concise"),
    ("check", "2024", "--output-format", "json"),
    ("report", "2024", "--format", "md", "-o", "ut.md"),
)


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_each_run_is_as_a_fresh_one(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, chance, steps = tmp_path / "plan-repository", Random(words[0]), 4
    shutil.copytree(BASE, root)
    fresh: list[subprocess.CompletedProcess[str]] = []
    pages: list[bytes] = []

    def page() -> bytes:
        return (root / "ut.md").read_bytes() if (root / "ut.md").exists() else b""

    def edited(*_: Path) -> Iterator[bool]:
        for step in range(steps):
            yield True
            watched_page = page()
            fresh.append(trygghet(*words, at=root, SOURCE_DATE_EPOCH=DAY))
            assert page() == watched_page
            pages.append(watched_page)
            with contextlib.suppress(FileExistsError):
                chance.choice(list(edits(root, chance))[:-2])() if step else settings.write_text(another)
        raise KeyboardInterrupt

    settings = root / "trygghet.yaml"
    another = settings.read_text("utf-8").replace("Ängsköping", "Björkhaga")
    monkeypatch.setattr(watch, "changes", edited)
    monkeypatch.setattr(
        "gc.collect", lambda: 0
    )  # all that other tests have left would be looked through each time
    done = trygghet(*words, "--watch", at=root, SOURCE_DATE_EPOCH=DAY)
    assert done.stdout == "".join(one.stdout for one in fresh)
    assert done.stderr == "".join(f"{RUN_BEGINS}\n{one.stderr}{RUN_ENDS}\n" for one in fresh) + "\n"
    assert done.returncode == fresh[-1].returncode
    assert words[0] != "report" or len(set(pages)) > 1


REFUSED = {
    "validate --watch --write-baseline --baseline b.json": "--watch går inte ihop med --write-baseline.",
    "check 2024 --watch --fix --write": "--watch går inte ihop med --fix och --write.",
    "report 2024 --watch --at HEAD": "--watch går inte ihop med --at.",
    "--each validate --watch": "--each går inte ihop med --watch och serve, som inte tar slut.",
    "check 1990 --watch": "år 1990 följs inte upp per 2025-11-22; välj bland 2024–2025.",
    "validate --watch --output-format bild": "formatet bild finns inte; välj ",
}


@pytest.mark.parametrize("words", REFUSED)
def test_what_cannot_be_watched_is_refused_at_once(words: str) -> None:
    done = trygghet(*words.split(), at=BASE, SOURCE_DATE_EPOCH=DAY)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"Fel: {REFUSED[words]}" in done.stderr


def test_without_the_library_the_user_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    done = trygghet("validate", "--watch", at=BASE)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Fel: --watch kräver watchfiles, som inte finns i den här installationen. ")
    assert f"{sys.executable} -m pip install" in done.stderr


def lines(process: subprocess.Popen[str], end: str) -> list[str]:
    """Return what a process says up to a line."""
    assert process.stdout
    told = []
    for line in process.stdout:
        told.append(line.rstrip("\n"))
        if told[-1] == end:
            break
    return told


@pytest.mark.skipif(os.name == "nt", reason="signals are sent as POSIX has them")
def test_a_real_one_runs_at_each_save_and_ends_with_the_last_code(tmp_path: Path) -> None:
    root = tmp_path / "plan-repository"
    shutil.copytree(BASE, root)
    with subprocess.Popen(
        [sys.executable, "-m", "trygghetsplan", "validate", "--watch", "--output-format", "concise"],
        cwd=root, env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "XDG_CACHE_HOME": os.devnull},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
    ) as process:  # fmt: skip
        try:
            first = lines(process, RUN_ENDS)
            with (root / "trygghet.yaml").open("a") as settings:
                settings.write("okänd: ja\n")
            told = lines(process, RUN_ENDS)
            process.send_signal(signal.SIGINT)
            rest = process.communicate(timeout=PATIENCE)[0]
        finally:
            process.kill()
    assert first == [RUN_BEGINS, "Inga fel i 7\xa0filer.", RUN_ENDS]
    fault = "trygghet.yaml:6:1: fel TP102 nyckeln ”okänd” används inte här"
    assert told == [RUN_BEGINS, fault, "Hittade 1\xa0fel i 7\xa0filer.", RUN_ENDS]
    assert (rest, process.returncode) == ("\n", 1)


def test_a_folder_that_vanishes_ends_it_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: Path) -> Iterator[bool]:
        yield True
        yield False

    monkeypatch.setattr(watch, "changes", gone)
    done = trygghet("validate", "--watch", at=BASE)
    assert done.returncode == 3
    assert done.stderr.endswith(f"Fel: mappen {BASE.as_posix()} finns inte längre.\n")
