"""Reports in the programs that readers use. They skip where a program is missing; .ci/run allows no skip."""

import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import pytest

from conftest import ROOT, repository_at
from trygghetsplan.cli import run
from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.output.render import render
from trygghetsplan.report.build import ReportRequest, document
from trygghetsplan.report.views import Provenance

pytestmark = pytest.mark.tools
NODE = ROOT / "tests" / "tools" / "node_modules"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "EN-301-549", "best-practice"]
CHROMIUM = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
]  # fmt: skip
PAGES = {
    "lund": (ROOT, ReportRequest(2024, date(2025, 3, 31))),
    "annexes": (ROOT, ReportRequest(2024, date(2025, 3, 31), is_annexes=True)),
    "first-year": (ROOT, ReportRequest(2022, date(2023, 3, 31))),
    "running-year": (ROOT, ReportRequest(2026, date(2026, 11, 22))),
    "small": (ROOT / "tests" / "fixtures" / "base", ReportRequest(2024, date(2025, 3, 31))),
    "region": (ROOT / "tests" / "fixtures" / "region", ReportRequest(2024, date(2025, 4, 30))),
    "body": (ROOT, ReportRequest(2024, date(2025, 3, 31), body="servicenamnden")),
    "body-mandate": (ROOT, ReportRequest(2026, date(2026, 11, 22), body="socialnamnden")),
    "deep": (ROOT, ReportRequest(2024, date(2025, 3, 31), first=2022)),
    "tertial": (ROOT, ReportRequest(2024, date(2025, 3, 31), part="tertial 2")),
    "plan": (ROOT, ReportRequest(2024, date(2025, 3, 31), is_plan=True)),
    "agency": (ROOT, ReportRequest(2024, date(2025, 3, 31), by_agency=True)),
}
WRITTEN = {
    "diff": "diff 2023 2024",
    "audit-draft": "audit 2024-1 --draft",
    "audit-letter": "audit 2024-1 --letter-to-auditors",
}
"""Pages that other commands write, of this repository."""


def needs(program: str | Path) -> str:
    found = str(program) if isinstance(program, Path) and program.exists() else shutil.which(str(program))
    if not found:
        if os.environ.get("TRYGGHET_NO_SKIP"):
            pytest.fail(f"{program} is missing, and here a skip is a failure")
        pytest.skip(f"{program} is not installed")
    return found


@pytest.fixture(scope="module", params=[*PAGES, *WRITTEN])
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if request.param in WRITTEN:
        path = tmp_path_factory.mktemp("page") / f"{request.param}.html"
        assert (
            run(["-C", str(ROOT), *WRITTEN[request.param].split(), "--format", "html", "-o", str(path)]) == 0
        )
        return path
    root, asked = PAGES[request.param]
    repository = repository_at(root)
    origin = Provenance("0123456789ab", is_dirty=True, version="0", schema=1, digest="0" * 64)
    path = tmp_path_factory.mktemp("page") / f"{request.param}.html"
    path.write_text(render(document(repository, asked, origin, Audience.PUBLIC), "html"), encoding="utf-8")
    return path


def chromium(*arguments: str) -> str:
    with tempfile.TemporaryDirectory() as profile:
        done = subprocess.run(
            [needs("chromium"), *CHROMIUM, f"--user-data-dir={profile}", *arguments],
            capture_output=True,
            encoding="utf-8",
            check=True,
            timeout=180,
        )
    return done.stdout


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: Path, scheme: str) -> None:
    axe = Path(needs(NODE / "axe-core" / "axe.min.js")).read_text(encoding="utf-8")
    script = (
        f"axe.run({{runOnly: {json.dumps(TAGS)}}}).then(found => {{"
        "document.body.textContent = 'AXE' + JSON.stringify(found.violations.map("
        "rule => [rule.id, rule.nodes.map(node => node.target.join(' ')).slice(0, 3)])) + 'AXE' })"
    )
    probed = page.with_name(f"axe-{page.name}")
    text = re.sub('<meta http-equiv="Content-Security-Policy"[^>]*>', "", page.read_text(encoding="utf-8"))
    text = text.replace("</body>", f"<script>{axe}</script><script>{script}</script></body>")
    probed.write_text(text, encoding="utf-8")
    told = chromium(
        f"--blink-settings=preferredColorScheme={int(scheme == 'light')}",
        "--virtual-time-budget=60000",
        "--dump-dom",
        probed.as_uri(),
    )
    found = re.search(r"AXE(\[.*\])AXE", told)
    assert found, told[:500]
    assert not json.loads(found[1]), found[1]


def test_nothing_is_wider_than_a_small_phone_or_a_page_at_400_percent(page: Path) -> None:
    """320 pixels, as WCAG 1.4.10 has it; what is wider scrolls by itself, within the page."""
    measure = (
        "const inside = frame.contentDocument, wide = [...inside.querySelectorAll('main *, header, footer')]"
        ".filter(one => one.getBoundingClientRect().right > 320.5 && !one.closest('.scroll, figure details, .hidden, svg'));"
        "document.body.textContent = 'WIDTH ' + inside.documentElement.scrollWidth + ' ' + wide.slice(0, 5)"
        ".map(one => one.outerHTML.slice(0, 200)).join(' ')"
    )
    framed = page.with_name(f"narrow-{page.name}")
    framed.write_text(
        f'<!DOCTYPE html><iframe id="frame" style="border:0;width:320px;height:800px" '
        f'srcdoc="{html.escape(page.read_text(encoding="utf-8"))}" onload="{html.escape(measure)}"></iframe>',
        encoding="utf-8",
    )
    told = re.search(r"WIDTH (.*)</body>", chromium("--dump-dom", framed.as_uri()), re.DOTALL)
    assert told
    assert told[1].strip() == "320"


def test_html_validates(page: Path) -> None:
    needs("node")
    program = needs(NODE / "html-validate" / "bin" / "html-validate.mjs")
    settings = page.with_name(".htmlvalidate.json")
    rules = dict.fromkeys(("no-inline-style", "long-title", "no-trailing-whitespace", "void-style"), "off")
    settings.write_text(json.dumps({"root": True, "extends": ["html-validate:recommended"], "rules": rules}))
    done = subprocess.run(
        ["node", program, "--config", str(settings), str(page)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def printed(page: Path) -> list[str]:
    """Return the text of each page on paper."""
    needs("pdftotext")
    path = page.with_suffix(".pdf")
    if not path.exists():
        chromium("--no-pdf-header-footer", f"--print-to-pdf={path}", page.as_uri())
    text = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, encoding="utf-8", check=True
    ).stdout
    return text.rstrip("\f").split("\f")


def test_the_page_prints_with_its_title_and_year_on_every_page(page: Path) -> None:
    pages = printed(page)
    whole = re.findall(r"<title>([^<]*)</title>", page.read_text(encoding="utf-8"))[0]
    title = whole.removeprefix("Exempel: ").split(" – ")[0]
    assert len(pages) > 1
    assert [number for number, one in enumerate(pages, 1) if title not in one] == []
    if whole.startswith("Exempel: "):
        assert [number for number, one in enumerate(pages, 1) if "påhittade" not in one] == []


def test_no_heading_stands_alone_with_its_sentence_at_the_foot_of_a_page(page: Path) -> None:
    """The sentence after a heading, where something follows on it; nothing speaks of opening on paper."""
    text = re.sub(r'<span class="go">.*?</span>', "", page.read_text(encoding="utf-8"))
    openings = re.findall(
        r"<h([2-5])[^>]*>((?:(?!</h).)*)</h\1>\s*<p[^>]*>((?:(?!</p>).)*)</p>"
        r"(?!\s*(?:</(?:section|div)>|<p class=.from.>|<nav))",
        text,
        re.DOTALL,
    )
    ends = {squeezed(html.unescape(re.sub(r"<[^>]+>", "", "".join(one[1:]))))[-60:] for one in openings}
    pages = printed(page)
    feet = [squeezed(" ".join(one.strip().splitlines()[:-1])) for one in pages]  # the last line is the footer
    assert ends or page.stem in WRITTEN
    assert [number for number, foot in enumerate(feet, 1) if any(foot.endswith(end) for end in ends)] == []
    assert not [number for number, one in enumerate(pages, 1) if "Öppna en rad" in one]


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u00ad]+", "", text)


def test_no_script_and_no_address_outside_the_page(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert not re.search(r"(?:src|href)=\"(?!#|[\w-]+\.html[\"#])", text)  # or the document beside it
    assert not re.search(r"url\((?!#)|@import", text)


def test_the_pictures_of_the_readme_are_made_anew(tmp_path: Path) -> None:
    """Not to the point, since another machine has other fonts: as many, as large, and of something."""
    needs("chromium")
    subprocess.run(
        [sys.executable, "scripts/pictures.py", tmp_path], cwd=ROOT, check=True, capture_output=True
    )
    made, kept = (
        {path.name: path.read_bytes()[16:24] for path in folder.iterdir()}  # width and height
        for folder in (tmp_path, ROOT / "docs" / "pictures")
    )
    assert made == kept
    assert [path.name for path in tmp_path.iterdir() if not 20_000 < path.stat().st_size < 250_000] == []
