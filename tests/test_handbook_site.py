"""The handbook as a site, built as `make docs` builds it: whole, the same bytes twice, and good to read and search."""

import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

import test_tools
from conftest import ROOT
from reference_pages import commands

pytestmark = pytest.mark.tools
READ = (
    "docs/handbok.html",
    "docs/kom-igang.html",
    "docs/uppslag/filer.html",
    "search.html",
)
"""Pages with what the others have too."""


def built(folder: Path, builder: str) -> Path:
    """Build the site, or the manual page, in a folder; a warning is a fault."""
    program = test_tools.needs(Path(sys.executable).with_name("sphinx-build"))
    options = ("--quiet", "--fail-on-warning", "--keep-going", "--conf-dir", "docs")
    doctrees = ("--doctree-dir", str(folder / "doctrees"))
    done = subprocess.run(
        [program, *options, *doctrees, "--builder", builder, ".", str(folder / builder)],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return folder / builder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("site"), "html")


class Page(HTMLParser):
    """What a page has places for, where it leads, and what it loads."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        assert given.get("id") not in self.ids, given["id"]
        self.ids |= {given["id"]} if "id" in given else set()
        self.links += [given["href"]] if tag == "a" and "href" in given else []
        self.loaded += [given[name] for name in ("src", "href") if name in given and tag != "a"]


def astray(site: Path) -> Iterator[str]:
    """Return each link, and each thing loaded, that leads nowhere within the site."""
    pages = {path: Page(path) for path in site.rglob("*.html")}
    for path, page in pages.items():
        for link in (*page.links, *page.loaded):
            if "://" in link and link in page.links:
                continue
            file, _, place = unquote(link).partition("#")
            target = (path.parent / file.partition("?")[0]).resolve() if file else path
            if not target.is_file() or (place and place not in pages[target].ids):
                yield f"{path.relative_to(site)}: {link}"


def test_every_link_in_the_site_leads_to_its_place(site: Path) -> None:
    assert len(list(site.rglob("*.html"))) > 20
    assert list(astray(site)) == []


def test_a_link_astray_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '<h1 id="here">A</h1><a href="#here">A</a><a href="#there">B</a><a href="b.html">C</a>'
    )
    assert list(astray(tmp_path)) == ["a.html: #there", "a.html: b.html"]


def test_the_site_is_the_same_twice(site: Path, tmp_path: Path) -> None:
    again = built(tmp_path, "html")
    files = {path.relative_to(site) for path in site.rglob("*") if path.is_file()}
    assert files == {path.relative_to(again) for path in again.rglob("*") if path.is_file()}
    assert [name for name in sorted(files) if (site / name).read_bytes() != (again / name).read_bytes()] == []


def test_the_manual_page_has_every_command(tmp_path: Path) -> None:
    (page,) = built(tmp_path, "man").iterdir()
    assert page.name == "trygghet.1"
    text = page.read_text(encoding="utf-8")
    assert ".TH" in text
    assert [name for name, _ in commands() if f".SS trygghet {name}\n" not in text] == []


@pytest.mark.parametrize("name", READ)
def test_axe_finds_nothing(name: str, site: Path) -> None:
    for scheme in ("light", "dark"):
        test_tools.test_axe_finds_nothing(site / name, scheme)


@pytest.mark.parametrize("name", READ)
def test_nothing_is_wider_than_a_small_phone(name: str, site: Path) -> None:
    test_tools.test_nothing_is_wider_than_a_small_phone_or_a_page_at_400_percent(site / name)


def test_the_search_finds_an_inflected_word_without_a_server(site: Path) -> None:
    told = test_tools.chromium(
        "--virtual-time-budget=10000", "--dump-dom", f"{(site / 'search.html').as_uri()}?q=avstegen"
    )
    assert "Tid, utfall och beslut" in re.sub(r".*search-results", "", told, flags=re.DOTALL)
