"""Fixtures: small repositories written out as text, golden files, and the project's own repository."""

import gc
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from pathlib import Path

import pytest
from hypothesis import settings

from trygghetsplan import api
from trygghetsplan.plan import loading
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.shipped import template, template_folder
from trygghetsplan.swedish import slug

ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden"
BASE = Path(__file__).parent / "fixtures" / "base"
Build = Callable[[str], Path]
Golden = Callable[[str, str], None]
GoldenBySection = Callable[[str, str, str], None]
_HEADER = re.compile(r"^--- (\S+?)(/?)(?: (\S+))?$", re.MULTILINE)

gc.set_threshold(
    200_000, 20, 100
)  # what is read stays, and looking it through again and again takes a sixth of the time
settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.register_profile("search", deadline=None)
settings.load_profile("same")  # the same examples on every machine; `make test-long` looks for new ones


@pytest.fixture(scope="session", autouse=True)
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Read every text once, and put the same texts together once: most tests are about the same few repositories."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        patch.setattr(loading, "parse_source", lru_cache(2000)(loading.parse_source))
        patch.setattr(loading, "assembled", _kept(loading.assembled))
        yield


def _kept(assemble: Callable[..., api.Loaded]) -> Callable[..., api.Loaded]:
    kept = lru_cache(6)(lambda sources, is_past: assemble(dict(sources), is_past=is_past))
    return lambda sources, *, is_past=False: kept(tuple(sources.items()), is_past)


def repository_at(root: Path) -> PlanRepository:
    """Return the plan repository in a folder. Those of the project, which no test changes, are read once."""
    loaded = _of_the_project(root) if root.is_relative_to(ROOT) else api.load(root)
    assert loaded.repository is not None
    return loaded.repository


@cache
def _of_the_project(root: Path) -> api.Loaded:
    return api.load(root)


def write_files(root: Path, text: str) -> None:
    """Write the files in `text`: a header `--- path [encoding]`, then the content.

    A path that ends with / is a folder; a header without content removes the file.
    """
    parts = _HEADER.split(text)
    assert not parts[0].strip(), f"text before the first header: {parts[0]!r}"
    for path, folder, encoding, content in zip(
        parts[1::4], parts[2::4], parts[3::4], parts[4::4], strict=True
    ):
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.exists():
            place.unlink()
        if folder:
            place.mkdir()
        elif content.strip():
            place.write_bytes(content.removeprefix("\n").encode(encoding or "utf-8"))


@pytest.fixture
def repository_from(tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that lays files over the small base repository and returns its folder."""

    def build(text: str = "") -> Path:
        root = tmp_path / "forrad"
        shutil.copytree(BASE, root)
        write_files(root, text)
        return root

    return build


@pytest.fixture
def own_copy(tmp_path: Path) -> Path:
    """Return a copy of the project's own plan repository, without git."""
    root = tmp_path / "lund"
    root.mkdir()
    shutil.copy(ROOT / "trygghet.yaml", root)
    for folder in ("plan", "followups"):
        shutil.copytree(ROOT / folder, root / folder)
    return root


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder in which the project's wheel is unpacked. No test writes in it."""
    folder = tmp_path_factory.mktemp("hjul")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "installerat")
    return folder / "installerat"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the expected files under tests/")


def without_style(text: str) -> str:
    """Return a page with … for every shipped style sheet that it holds, letter for letter."""
    for path in template_folder().glob("*.css"):
        if style := template(path.name):
            text = text.replace(style, "…\n")
    return text


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Return a function that compares text, without its style sheets, with a file under tests/golden/.

    With --update-golden it rewrites the file first.
    """

    def compare(name: str, text: str) -> None:
        text = without_style(text)
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        expected = path.read_text(encoding="utf-8") if path.exists() else ""
        assert text == expected, f"{name} differs; read the difference, then: make golden"

    return compare


_HEADS = {
    "html": re.compile(r'^(?=<section [^>]*aria-labelledby="([^"]+)">$)', re.MULTILINE),
    "md": re.compile(r"^(?=## (.*)$)", re.MULTILINE),
}
"""Where a section of a document begins, and what it is called there."""


@pytest.fixture
def golden_by_section(request: pytest.FixtureRequest, golden: Golden) -> GoldenBySection:
    """Return a function that compares a document with a folder under tests/golden/: a file for each section.

    `order-FORMAT.txt` names the files as they follow upon each other. Put together they are the document.
    """

    def compare(folder: str, output: str, text: str) -> None:
        front, *rest = _HEADS[output].split(text)
        names = [f"front.{output}", *(f"{slug(name.partition(':')[0])}.{output}" for name in rest[::2])]
        sections = dict(zip(names, (front, *rest[1::2]), strict=True))
        assert "".join(sections.values()) == text
        for path in (GOLDEN / folder).glob(f"*.{output}"):
            if path.name not in sections and request.config.getoption("--update-golden"):
                path.unlink()
            else:
                assert path.name in sections, f"{folder}/{path.name} is no section of the document"
        golden(f"{folder}/order-{output}.txt", "".join(f"{name}\n" for name in names))
        for name, section in sections.items():
            golden(f"{folder}/{name}", section)

    return compare
