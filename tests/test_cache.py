"""The cache of whole answers: never another answer than without it, nothing protected in it, and no fault from it."""

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from command import epoch, trygghet
from conftest import BASE, ROOT, Build, write_files
from trygghetsplan import __main__, cache
from trygghetsplan.streams import OutputStream

Answer = tuple[int, str, str]
DAY = epoch("2025-11-22")


class Cached:
    """Runs commands in one repository with a cache folder of its own, and counts the answers that came from it."""

    def __init__(self, root: Path, home: Path, patch: pytest.MonkeyPatch) -> None:
        self.root, self.place, self.told = root, home / "trygghet", 0
        patch.setenv("XDG_CACHE_HOME", str(home))
        patch.setenv("SOURCE_DATE_EPOCH", DAY)
        patch.chdir(root)
        kept = cache.tell_again

        def counted(key: str) -> int | None:
            code = kept(key)
            self.told += code is not None
            return code

        patch.setattr(cache, "tell_again", counted)

    def run(self, *words: str) -> Answer:
        out, err = (OutputStream(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = vars(__main__)["_command"](list(words))
        return int(code), *(stream.buffer.getvalue().decode() for stream in (out, err))  # type: ignore[attr-defined]

    def plain(self, *words: str) -> Answer:
        done = trygghet(*words, at=self.root, SOURCE_DATE_EPOCH=DAY)
        return done.returncode, done.stdout, done.stderr

    @property
    def kept(self) -> list[Path]:
        return sorted(self.place.iterdir()) if self.place.is_dir() else []


@pytest.fixture
def cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cached:
    root = tmp_path / "plan-repository"
    shutil.copytree(BASE, root)
    return Cached(root, tmp_path / "home", monkeypatch)


COMMANDS = (
    ("validate",),
    ("validate", "--output-format", "concise"),
    ("validate", "--output-format=sarif", "--baseline", "känt.json"),
    ("check", "2024", "--output-format", "json"),
)


def edits(root: Path, chance: Random) -> Iterator[Callable[[], object]]:
    """Return ways to change the repository, of which some leave everything as it was."""
    files = sorted(path for path in root.rglob("*.yaml") if path.is_file() and not path.is_symlink())
    path = chance.choice(files)
    text, status = path.read_text("utf-8"), path.stat()
    number = chance.randrange(len(text))

    def same_size_and_time() -> None:
        path.write_text(text[:number] + chr(97 + number % 26) + text[number + 1 :], "utf-8")
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))

    yield lambda: None
    yield lambda: os.utime(path)
    yield same_size_and_time
    yield lambda: path.write_text(f"{text}# {number}\n", "utf-8")
    yield lambda: path.write_text(text.replace("uppfylls", "uppfyllls", 1), "utf-8")
    yield lambda: (root / "followups" / "2024" / f"extra-{number % 3}.yaml").write_text("a: b\n", "utf-8")
    yield lambda: path.name == "trygghet.yaml" or path.unlink()
    yield lambda: path.name == "trygghet.yaml" or path.rename(path.with_name(f"{number}.yaml"))
    yield lambda: path.chmod(0o444 if number % 2 else 0o644)
    yield lambda: (root / "plan" / f"länk{number % 2}.yaml").symlink_to(path)
    yield lambda: (root / "plan" / "mapp").mkdir(exist_ok=True)
    yield lambda: write_files(root, f"--- forms/2024/bolaget-2024.{'html' if number % 2 else 'xlsx'}\n")
    yield lambda: (root / "känt.json").write_text(
        json.dumps({"format": "trygghet-baseline", "version": 1, "findings": []}) + " " * (number % 2)
    )
    yield lambda: shutil.rmtree(root) or shutil.copytree(BASE, root)


def edited_at_random(cached: Cached, steps: int) -> None:
    chance = Random(steps)
    (cached.root / "känt.json").write_text('{"format": "trygghet-baseline", "version": 1, "findings": []}')
    for _ in range(steps):
        with contextlib.suppress(FileExistsError):
            chance.choice(list(edits(cached.root, chance)))()
        words = chance.choice(COMMANDS)
        os.chdir(cached.root)  # it may be another folder of the same name
        assert cached.run(*words) == cached.plain(*words)


def test_a_repository_that_is_edited_at_random_gets_the_same_answers(cached: Cached) -> None:
    edited_at_random(cached, 25)
    assert cached.told > 0


@pytest.mark.long
def test_a_repository_that_is_edited_at_random_for_long(cached: Cached) -> None:
    edited_at_random(cached, 3000)
    assert cached.told > 300


def test_the_second_answer_is_the_first(cached: Cached) -> None:
    first = [cached.run(*words) for words in (("validate",), ("check", "2024", "--ignore", "TP6"))]
    assert cached.told == 0
    assert [cached.run(*words) for words in (("validate",), ("check", "2024", "--ignore", "TP6"))] == first
    assert cached.told == len(cached.kept)
    assert cached.run("-C", str(cached.root), "validate") == first[0]


@pytest.mark.parametrize(
    "words",
    [
        ["validate", "--no-cache"],
        ["validate", "--output-format", "json=ut.json"],
        ["validate", "--output-format=json=ut.json"],
        ["validate", "--baseline", "b.json", "--write-baseline"],
        ["validate", "--since", "HEAD"],
        ["validate", "--select", "TP999"],
        ["check", "--fix"],
        ["check", "1999"],
        ["status"],
        ["validate", "--help"],
    ],
)
def test_what_writes_or_compares_or_stops_is_not_kept(words: list[str], cached: Cached) -> None:
    assert cached.run(*words) == cached.run(*words)
    assert (cached.kept, cached.told) == ([], 0)


FOLLOW_UP = "--- followups/2024/miljonamnden.yaml\norgan: miljonamnden\når: 2024\n"
PLAN = "--- plan/extra.yaml\nskyldigheter:\n  "


@pytest.mark.parametrize(
    "text",
    [
        f"{FOLLOW_UP}kontakt: 811218-9876\n",
        f"{FOLLOW_UP}kontakt: 12\nrsaa: {{}}\n",
        f"{PLAN}811218-9876: {{}}\n",
        f"{PLAN}prov: {{titel: Prov, hemligt: ja}}\n",
        "--- trygghet.yaml\nschema: 1\n",
    ],
)
def test_nothing_personal_or_answered_is_kept(
    text: str, repository_from: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cached = Cached(repository_from(text), tmp_path / "home", monkeypatch)
    for words in (("validate",), ("validate", "--output-format", "json"), ("check", "2024")):
        assert cached.run(*words) == cached.plain(*words)
    assert cached.kept == []


@pytest.mark.parametrize(("title", "kept"), [("Krav i avtal", 1), ("Säkerhetsskyddsanalys", 0)])
def test_what_is_found_about_a_closed_duty_is_not_kept(title: str, kept: int, cached: Cached) -> None:
    path = cached.root / "plan" / "fokusomraden" / "1-trygghet.yaml"
    head, _, rest = path.read_text("utf-8").partition(f"titel: {title}")
    path.write_text(f"{head}titel: {title}{rest.replace('[nämnder]', '[okända]', 1)}", "utf-8")
    code, out, _ = cached.run("validate")
    assert (code, "okända" in out, len(cached.kept)) == (1, True, kept)


def test_the_folder_and_the_answer_are_the_users_alone(cached: Cached) -> None:
    cached.run("validate")
    (answer,) = cached.kept
    assert (cached.place.stat().st_mode & 0o777, answer.stat().st_mode & 0o777) == (0o700, 0o600)
    for made in (lambda: cached.place.chmod(0o770), lambda: answer.chmod(0o644)):
        made()
        cached.run("validate")
        assert cached.told == 0
        cached.place.chmod(0o700)
    shutil.move(cached.place, cached.place.with_name("annan"))
    cached.place.symlink_to(cached.place.with_name("annan"))
    cached.run("validate")
    assert cached.told == 0


def test_an_answer_that_is_odd_is_never_told(cached: Cached) -> None:
    right = cached.run("validate")
    (answer,) = cached.kept
    whole = answer.read_bytes()
    other = whole.replace(b"Inga", b"Alla")
    for odd in (b"", whole[:-1], whole + b"1 1\nx", other, whole[::-1], whole[20:], b"\0" * 99):
        answer.write_bytes(odd)
        assert cached.run("validate") == right
        assert answer.read_bytes() == whole
    assert cached.told == 0
    cached.run("validate", "--fail-on", "never")
    (another,) = set(cached.kept) - {answer}
    another.replace(answer)
    assert cached.run("validate") == right
    assert cached.told == 0


def test_a_folder_that_cannot_be_written_changes_nothing(cached: Cached) -> None:
    right = cached.plain("validate")
    cached.place.parent.mkdir()
    cached.place.write_text("en fil")
    assert cached.run("validate") == cached.run("validate") == right


def test_what_is_changed_meanwhile_is_not_kept(cached: Cached, monkeypatch: pytest.MonkeyPatch) -> None:
    path = cached.root / "followups" / "2024" / "miljonamnden.yaml"
    text, run = path.read_bytes(), vars(sys.modules["trygghetsplan.cli"])["run"]

    def touched(words: list[str]) -> int:
        path.write_bytes(b"a: b\n")
        code = run(words)
        path.write_bytes(text)
        return int(code)

    monkeypatch.setattr("trygghetsplan.cli.run", touched)
    assert cached.run("validate")[0] == 1
    assert cached.kept == []


def test_old_answers_go_and_the_rest_has_its_room(cached: Cached, monkeypatch: pytest.MonkeyPatch) -> None:
    cached.run("validate")
    old, large = cached.place / "gammal", cached.place / "stor"
    monkeypatch.setattr(cache, "MOST_BYTES", 1000)
    for path, size, days in ((old, 1, 32), (large, 990, 2)):
        path.write_bytes(b"x" * size)
        then = path.stat().st_mtime - days * 86_400
        os.utime(path, (then, then))
    cached.run("check", "2024", "--ignore", "TP6")
    assert not old.exists()
    assert not large.exists()
    assert len(cached.kept) == 2


@pytest.mark.parametrize(
    ("environment", "platform", "place"),
    [
        ({"HOME": "/h"}, "linux", "/h/.cache/trygghet"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "/x"}, "linux", "/x/trygghet"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "x"}, "linux", "/h/.cache/trygghet"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "/x"}, "darwin", "/h/Library/Caches/trygghet"),
        ({"LOCALAPPDATA": "/l"}, "win32", "/l/trygghet/Cache"),
        ({}, "linux", None),
        ({"HOME": "h"}, "linux", None),
        ({}, "win32", None),
    ],
)
def test_where_answers_are_kept(
    environment: dict[str, str], platform: str, place: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert cache.folder() == place


def test_an_edited_program_never_tells_what_an_older_one_found(
    cached: Cached, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = tmp_path / "program" / "rules" / "en.py"
    module.parent.mkdir(parents=True)
    module.write_text("a = 1\n")
    monkeypatch.setattr(cache, "__file__", str(tmp_path / "program" / "cache.py"))
    key = cache.State(["validate"]).key
    assert cache.State(["validate"]).key == key
    status = module.stat()
    module.write_text("a = 2\n")
    os.utime(module, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert cache.State(["validate"]).key != key
    monkeypatch.syspath_prepend(tmp_path / "libraries")
    (tmp_path / "libraries" / "pydantic-1.0.dist-info").mkdir(parents=True)
    key = cache.State(["validate"]).key
    (tmp_path / "libraries" / "pydantic-1.0.dist-info").rename(
        tmp_path / "libraries" / "pydantic-1.1.dist-info"
    )
    assert cache.State(["validate"]).key != key


def test_the_key_holds_the_folder_the_git_above_and_the_day(
    cached: Cached, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [cache.State(["validate"]).key]
    (tmp_path / ".git").mkdir()
    keys.append(cache.State(["validate"]).key)
    monkeypatch.chdir(cached.root / "plan")
    keys.append(cache.State(["validate"]).key)
    monkeypatch.setattr(cache, "local_day", lambda: "2030-01-01")
    keys.append(cache.State(["validate"]).key)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    keys.append(cache.State(["validate"]).key)
    assert len(set(keys)) == 5


def test_the_program_reads_nothing_that_the_key_does_not_hold() -> None:
    """Every file that is opened and every folder that is listed, of the repository; and every variable."""
    code = (
        "import os, sys\n"
        "seen = []\n"
        "sys.addaudithook(lambda event, told: seen.append(str(told[0])) if event in ('open', 'os.scandir', 'os.listdir') else 0)\n"
        "from trygghetsplan.cli import run\n"
        "run(['check', '2024'])\n"
        "sys.stderr.write('\\n' + '\\0'.join(seen))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=BASE, capture_output=True, encoding="utf-8", check=True
    )
    below = {path for path in done.stderr.rpartition("\n")[2].split("\0") if path.startswith(f"{BASE}/")}
    ours = (f"{BASE}/{cache.SETTINGS}", *(f"{BASE}/{name}" for name in cache.READ_FOLDERS))
    assert f"{BASE}/followups/2024" in below
    assert [path for path in below if not path.startswith(ours)] == []
    texts = [path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py")]
    read = {name for text in texts for name in re.findall(r'environ(?:\.get\(|\[)"(\w+)"', text)}
    assert read - {*cache.ENVIRONMENT} == {
        "HOME",
        "XDG_CACHE_HOME",
        "LOCALAPPDATA",
        "PATH",
        "DISPLAY",
        "WAYLAND_DISPLAY",
        "PYTHONSAFEPATH",  # set, for the workers of fleet
    }  # and where git is, and whether a file can be shown, which no answer that is kept asks


def test_a_cached_answer_imports_next_to_nothing(tmp_path: Path) -> None:
    code = (
        "import os, sys\n"
        "os._exit = lambda _: sys.stderr.write('\\n' + ' '.join(sys.modules))\n"
        "from trygghetsplan.__main__ import main\n"
        "main()"
    )
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-I", "-c", code, "validate"],
            cwd=BASE, capture_output=True, encoding="utf-8", check=True,
            env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)},
        )  # fmt: skip
    loaded = {*done.stderr.rpartition("\n")[2].split()}
    assert "trygghetsplan.cache" in loaded
    assert not loaded & {"pathlib", "typing", "enum", "re", "typer", "hashlib", "trygghetsplan.cli"}


@pytest.mark.long
def test_many_at_once_all_get_the_same_answer(tmp_path: Path) -> None:
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), "SOURCE_DATE_EPOCH": DAY}
    command = [sys.executable, "-m", "trygghetsplan", "check", "2024", "--ignore", "TP6"]
    for _ in range(3):
        runs = [
            subprocess.Popen(
                command, cwd=BASE, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )
            for _ in range(12)
        ]
        assert len({(*run.communicate(), run.wait()) for run in runs}) == 1
    assert len(list((tmp_path / "trygghet").iterdir())) == 1
