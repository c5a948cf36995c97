"""The pages in Chromium, from files: nothing for axe to find, nothing too wide, the keyboard alone, and the search."""

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from command import trygghet
from conftest import ROOT
from test_tools import CHROMIUM, NODE, TAGS, needs

pytestmark = pytest.mark.tools
KINDS = {
    "first": "index.html",
    "ahead": "kommande/index.html",
    "account": "redovisning/index.html",
    "annexes": "redovisning/bilagor/index.html",
    "findings": "fynd/index.html",
    "search": "sok/index.html",
    "area": "omrade/4-forebygga-brott/index.html",
    "law": "omrade/lagkrav/index.html",
    "body": "organ/socialnamnden/index.html",
    "silent-body": "organ/valnamnden/index.html",
    "urged-body": "organ/lkf/index.html",
    "duty": "skyldighet/krisplan/index.html",
    "closed-duty": "skyldighet/kritiska-ataganden/index.html",
}


INTERNAL = ("findings", "closed-duty")


def written(folder: Path, audience: str) -> Path:
    done = trygghet("site", str(folder), "2024", "--as-of", "2025-03-31", "--audience", audience, at=ROOT)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("site") / "sajt", "internal")


@pytest.fixture(scope="module")
def public_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("site") / "sajt", "public")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not importlib.util.find_spec("playwright"):
        if os.environ.get("TRYGGHET_NO_SKIP"):
            pytest.fail("playwright is missing, and here a skip is a failure")
        pytest.skip("playwright is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=needs("chromium"), args=CHROMIUM[1:])
        yield chromium
        chromium.close()


def violations(browser: Any, path: Path, scheme: str) -> Any:
    axe = Path(needs(NODE / "axe-core" / "axe.min.js")).read_text(encoding="utf-8")
    page = browser.new_page(color_scheme=scheme, viewport={"width": 1280, "height": 900}, bypass_csp=True)
    page.goto(path.as_uri())
    page.evaluate(axe)
    found = page.evaluate(
        "tags => axe.run({runOnly: tags}).then(found => found.violations.map("
        "rule => [rule.id, rule.nodes.map(node => node.target.join(' ')).slice(0, 3)]))",
        TAGS,
    )
    page.close()
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(site: Path, browser: Any, kind: str, scheme: str) -> None:
    assert violations(browser, site / KINDS[kind], scheme) == []


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in INTERNAL])
def test_nor_on_a_page_for_the_public(public_site: Path, browser: Any, kind: str) -> None:
    assert violations(browser, public_site / KINDS[kind], "light") == []


@pytest.mark.parametrize("width", [320, 768, 1920])
def test_no_page_scrolls_sideways(site: Path, browser: Any, width: int) -> None:
    """320 pixels, as WCAG 1.4.10 has it; what is wider scrolls by itself, within the page."""
    page = browser.new_page(viewport={"width": width, "height": 800})
    wide = {}
    for kind, address in KINDS.items():
        page.goto((site / address).as_uri())
        found = page.evaluate(
            "() => [document.documentElement.scrollWidth, ...[...document.querySelectorAll('body *')].filter("
            "one => one.getBoundingClientRect().right > innerWidth + .5"
            " && !one.closest('.scroll, figure details, .hidden, svg')).slice(0, 3).map("
            "one => one.outerHTML.slice(0, 150))]"
        )
        if found != [width]:
            wide[kind] = found
    page.close()
    assert wide == {}


def test_the_pages_have_their_style_and_nothing_is_refused_or_missing(site: Path, browser: Any) -> None:
    page = browser.new_page()
    told: list[str] = []
    page.on("console", lambda said: told.append(said.text))
    page.on("requestfailed", lambda asked: told.append(asked.url))
    page.on("pageerror", lambda error: told.append(str(error)))
    for address in KINDS.values():
        page.goto((site / address).as_uri())
        assert page.evaluate("() => getComputedStyle(document.body).margin") == "0px"
    page.close()
    assert told == []


def test_the_search_finds_and_leads_by_the_keyboard_alone(site: Path, browser: Any) -> None:
    page = browser.new_page()
    page.goto((site / "skyldighet" / "krisplan" / "index.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "skip"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("social")
    page.get_by_role("status").get_by_text("träff").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.textContent === 'Socialnämnden'")
    page.keyboard.press("Enter")
    page.wait_for_url("**/organ/socialnamnden/index.html")
    assert page.get_by_role("heading", level=1).inner_text().endswith("Socialnämnden")
    page.get_by_label("Sök organ eller krav").fill("finns inte alls")
    page.get_by_text("Inga träffar.").wait_for()
    page.keyboard.press("Escape")
    assert page.locator("#traffar").is_hidden()
    page.close()


def test_without_script_the_search_leads_to_everything(site: Path, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "organ" / "socialnamnden" / "index.html").as_uri())
    page.get_by_label("Sök organ eller krav").fill("krisplan")
    page.get_by_role("button", name="Sök").click()
    page.wait_for_url("**/sok/index.html?q=krisplan")
    page.get_by_role("link", name="Aktuell krisplan med utsedd krisledning").click()
    page.wait_for_url("**/skyldighet/krisplan/index.html")
    assert page.locator("details").count() > 10
    context.close()


def test_a_link_to_an_outcome_opens_its_explanation(site: Path, browser: Any) -> None:
    page = browser.new_page()
    page.goto((site / "skyldighet" / "krisplan" / "index.html").as_uri())
    row = page.get_by_role("row").filter(has_text="Byggnadsnämnden")
    row.get_by_role("link", name="ej uppfyllt").click()
    page.get_by_text("Därför: ").filter(visible=True).wait_for()
    assert page.evaluate("() => document.querySelector('details:has(:target)').open")
    page.close()


def test_on_paper_every_page_has_its_mark_and_no_menu(site: Path, browser: Any) -> None:
    page = browser.new_page()
    page.emulate_media(media="print")
    page.goto((site / "organ" / "socialnamnden" / "index.html").as_uri())
    assert not page.get_by_role("navigation").first.is_visible()
    assert page.get_by_text("Internt, sekretessprövas före utlämnande.").first.is_visible()
    page.close()
