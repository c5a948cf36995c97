"""The live view in Chromium: no page asks for what the policy forbids, and a save is seen without losing one's place."""

import contextlib
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from test_pages_tools import KINDS, browser
from test_serve import HOST, Served

pytestmark = pytest.mark.tools
__all__ = ["browser"]
STANDS = """() => ({
  top: window.scrollY,
  focus: document.activeElement.textContent.trim(),
  open: [...document.querySelectorAll("details")].map((one) => one.open),
  typed: document.getElementById("sokruta").value,
})"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = tmp_path_factory.mktemp("served") / "lund"
    root.mkdir()
    shutil.copy(ROOT / "trygghet.yaml", root)
    for name in ("plan", "followups"):
        shutil.copytree(ROOT / name, root / name)
    served = Served(root)
    yield served
    served.close()


def opened(served: Served, browser: Any) -> tuple[Any, list[str]]:  # the fixture's value
    """Return a page that has been let in, and what it complains of."""
    page = browser.new_page(viewport={"width": 1000, "height": 700})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"http://{HOST}:{served.port}/?nyckel={served.key}")
    assert page.url == f"http://{HOST}:{served.port}/"
    return page, said


def edit(page: Any, path: Path, text: str) -> None:
    """Save a file, and wait until the page has been loaded anew."""
    before = page.evaluate("performance.timeOrigin")
    path.write_text(text, "utf-8")
    for _ in range(400):
        time.sleep(0.05)
        with contextlib.suppress(Exception):  # while the page is on its way nothing can be asked of it
            if page.evaluate("performance.timeOrigin") != before:
                page.wait_for_load_state("load")
                return
    pytest.fail("the page was not loaded anew")


def test_no_page_asks_for_what_the_policy_forbids(served: Served, browser: Any) -> None:  # the fixture
    page, said = opened(served, browser)
    for address in KINDS.values():
        page.goto(f"http://{HOST}:{served.port}/{address}", wait_until="load")
    assert said == []
    page.close()


def test_a_save_is_seen_and_the_place_is_kept(served: Served, browser: Any) -> None:  # the fixture
    page, _ = opened(served, browser)
    path = served.root / "followups" / "2024" / "socialnamnden.yaml"
    text = path.read_text("utf-8")
    page.goto(f"http://{HOST}:{served.port}/{KINDS['annexes']}")
    page.evaluate("document.querySelectorAll('details')[1].open = true")
    page.evaluate("window.scrollTo(0, 3000)")
    page.evaluate(
        "[...document.querySelectorAll('main a')].find((one) => one.getBoundingClientRect().top > 100)"
        ".focus({ preventScroll: true })"
    )
    stands = page.evaluate(STANDS)
    assert stands["top"] == 3000
    assert stands["open"][:3] == [False, True, False]
    edit(page, path, f"{text}# sparad\n")
    assert page.evaluate(STANDS) == stands
    page.fill("#sokruta", "social")
    edit(page, path, text)
    assert page.evaluate(STANDS)["typed"] == "social"
    page.wait_for_selector("#traffar a")
    edit(page, path, f"{text}x: [\n")
    assert "Sidan visar läget som det var innan." in page.inner_text("header .stale")
    edit(page, path, text)
    assert page.locator("header .stale").count() == 0
    served.end()
    page.wait_for_selector("header .stale")
    assert page.inner_text("header .stale") == (
        "Sidan uppdateras inte: trygghet serve svarar inte. Starta kommandot igen."
    )
    page.close()
