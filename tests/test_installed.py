"""The program as others install it: what `make dist` makes is the same each time, and whole without its sources.

The libraries are fetched once into a folder, as the lock has them; everything after that is offline.
"""

import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from command import epoch
from conftest import ROOT
from filled import filled
from test_tools import needs

pytestmark = pytest.mark.tools
Trygghet = Callable[..., str]
CLEAN, FINDINGS, USAGE = 0, 1, 2


def told(*command: str | Path, at: Path, code: int = CLEAN, **environment: str) -> str:
    """Run a program outside the sources and return what it says; nothing of ours is on its path."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "TRYGGHET", "SOURCE"))
    }
    done = subprocess.run(
        [*map(str, command)], cwd=at, env=kept | environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        encoding="utf-8", check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == code, f"{command}: {done.stdout}"
    return done.stdout


def sums(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "dist"
    told(sys.executable, "scripts/dist.py", folder, at=ROOT)
    return folder


@pytest.fixture(scope="module")
def wheel(dist: Path) -> Path:
    return next(dist.glob("*.whl"))


@pytest.fixture(scope="module")
def offline(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the environment in which pip and uv have a folder of libraries and nothing else."""
    folder = tmp_path_factory.mktemp("wheels")
    told(
        sys.executable, "-m", "pip", "download", "--quiet", "--require-hashes",
        "-r", dist / "requirements.txt", "-d", folder, at=folder,
    )  # fmt: skip
    return {
        "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder), "PIP_CONFIG_FILE": os.devnull,
        "UV_NO_INDEX": "1", "UV_FIND_LINKS": str(folder), "UV_OFFLINE": "1", "UV_NO_CONFIG": "1",
    }  # fmt: skip


def uv() -> str:
    beside = Path(sys.executable).with_name("uv")
    return str(beside) if beside.exists() else needs("uv")


def by_uv(folder: Path, wheel: Path, offline: dict[str, str], *, extras: str) -> Path:
    """Install with the line of the README, and return the program."""
    (line,) = re.findall(r"^\$ (uv tool install .*)", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    line = line.replace("uv", uv(), 1).replace("3.13", sys.executable).replace("[all]", extras)
    told(
        "sh", "-c", line, at=folder, PLACE=str(wheel.parent),
        UV_TOOL_DIR=str(folder / "tools"), UV_TOOL_BIN_DIR=str(folder / "bin"), **offline,
    )  # fmt: skip
    return folder / "bin" / "trygghet"


def by_pip(folder: Path, wheel: Path, offline: dict[str, str], *, extras: str) -> Path:
    """Install with every hash checked, or without extras what the constraints let in, and return the program."""
    told(sys.executable, "-m", "venv", folder / "env", at=folder)
    pip = folder / "env" / "bin" / "python", "-m", "pip"
    if extras:
        told(
            *pip,
            "install",
            "--require-hashes",
            "-r",
            wheel.with_name("requirements.txt"),
            at=folder,
            **offline,
        )
        told(*pip, "install", "--no-deps", wheel, at=folder, **offline)
    else:
        told(*pip, "install", "-c", wheel.with_name("constraints.txt"), wheel, at=folder, **offline)
    assert told(*pip, "check", at=folder) == "No broken requirements found.\n"
    return folder / "env" / "bin" / "trygghet"


WAYS = {"uv": by_uv, "pip": by_pip}


@pytest.fixture(scope="module", params=WAYS)
def program(
    request: pytest.FixtureRequest,
    wheel: Path,
    offline: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    return WAYS[request.param](tmp_path_factory.mktemp(request.param), wheel, offline, extras="[all]")


def test_the_same_bytes_from_another_copy_of_the_sources(dist: Path, tmp_path: Path) -> None:
    """Copied at another time with other permissions, and with litter."""
    copy = tmp_path / "annan mapp"
    for folder in ("src", "templates", "plan", "docs", "requirements", "scripts"):
        shutil.copytree(ROOT / folder, copy / folder, copy_function=shutil.copyfile)
    for name in (".gitignore", "README.md", "LICENSE", "CHANGELOG.md", "pyproject.toml", "trygghet.yaml"):
        (copy / name).write_bytes((ROOT / name).read_bytes())
    (copy / "src/trygghetsplan/__pycache__").mkdir(exist_ok=True)
    (copy / "src/trygghetsplan/__pycache__/x.pyc").write_bytes(b"x")
    (copy / "templates/word.xml").chmod(0o600)
    told(sys.executable, "scripts/dist.py", tmp_path / "dist", at=copy, TZ="Asia/Tokyo", LC_ALL="C")
    assert sums(tmp_path / "dist") == sums(dist)


def test_the_sources_that_are_shipped_build_the_wheel_that_is_shipped(
    dist: Path, wheel: Path, tmp_path: Path
) -> None:
    with tarfile.open(next(dist.glob("*.tar.gz"))) as archive:
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.iterdir()
    told(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path, at=unpacked)
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


def test_the_list_tells_of_every_file_and_of_every_library(dist: Path, wheel: Path) -> None:
    text = (dist / "innehall.txt").read_text("utf-8")
    for name, digest in sums(dist).items():
        assert name == "innehall.txt" or digest in text
    for line in (dist / "constraints.txt").read_text("utf-8").splitlines():
        assert f"\n{line} " in text
    assert wheel.name in text
    assert "hatchling" not in text
    assert "tests/" not in text


def test_the_year_is_walked_with_what_is_installed(program: Path, tmp_path: Path) -> None:
    day = {"SOURCE_DATE_EPOCH": epoch("2026-02-10"), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    root = tmp_path / "plan"

    def run(words: str, *more: str, code: int = CLEAN) -> str:
        return told(program, *words.split(), *more, at=root if root.exists() else tmp_path, code=code, **day)

    run("init plan --from lund --code 0180 --first-year 2025 --name", "Ängsköpings kommun")
    assert run("validate").startswith("Inga fel i ")
    run("new year 2025")
    for form in ("xlsx", "html"):
        run(f"form export --year 2025 --all --format {form}")
    out = root / "forms" / "2025"
    assert {path.stem for path in out.glob("*.xlsx")} == {path.stem for path in out.glob("*.html")}

    returned = tmp_path / "socialnamnden-2025.xlsx"
    answers = {"svar/efterlevnad/status": "uppfylls ej", "svar/efterlevnad/kommentar": "Börjar i höst."}
    returned.write_bytes(filled((out / returned.name).read_bytes(), answers))
    assert "Programmet följs: Kommentar: (tomt) → Börjar i höst.\n" in run(f"form import {returned}")
    run(f"form import {returned} --write")
    assert "Börjar i höst." in (root / "followups/2025/socialnamnden.yaml").read_text("utf-8")
    assert "1 av " in run("form status --year 2025")
    assert "TP601" in run("check 2025 --output-format concise", code=FINDINGS)

    run("report 2025 --format html,md,docx,pdf")
    for ending, begins in {"html": b"<!DOCTYPE", "md": b"# ", "docx": b"PK", "pdf": b"%PDF-"}.items():
        assert (root / f"build/trygghetsredovisning-2025.{ending}").read_bytes().startswith(begins)
        assert (root / f"build/trygghetsredovisning-2025-bilagor.{ending}").is_file()
    assert "\nabout  " in run("templates list")


def test_a_plan_of_ones_own_begins_from_what_is_carried(program: Path, tmp_path: Path) -> None:
    told(program, "init", "plan", "--name", "Ängsköpings kommun", "--first-year", "2025", at=tmp_path)
    assert told(program, "validate", at=tmp_path / "plan").startswith("Inga fel i ")


@pytest.mark.parametrize("way", WAYS)
def test_the_hint_about_a_missing_library_can_be_followed(
    way: str, wheel: Path, offline: dict[str, str], tmp_path: Path
) -> None:
    program = WAYS[way](tmp_path, wheel, offline, extras="")
    root = shutil.copytree(ROOT / "tests/fixtures/base", tmp_path / "plan")
    hint = told(program, "report", "2024", "--format", "pdf", at=root, code=USAGE)
    said, _, command = hint.partition("Installera med: ")
    assert said == "Fel: PDF kräver typst, som inte finns i den här installationen. "
    if way == "uv":
        command = command.replace("uv ", f"{uv()} ", 1)
    told(*shlex.split(command), at=tmp_path, **offline)
    told(program, "report", "2024", "--format", "pdf", at=root)
    assert (root / "build/trygghetsredovisning-2024.pdf").is_file()
