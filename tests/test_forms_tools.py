"""Forms in the programs that people have: saved by LibreOffice, on every body, and back into the files."""

import json
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from difflib import ndiff
from html import unescape
from pathlib import Path
from typing import Any

import pytest

import test_tools
from command import trygghet
from conftest import ROOT, repository_at
from filled import filled
from test_tools import needs
from trygghetsplan.forms.form import Form
from trygghetsplan.forms.page import FormPage
from trygghetsplan.forms.questions import forms
from trygghetsplan.forms.workbook import workbook
from trygghetsplan.output.render import render_form
from trygghetsplan.plan.example import EXAMPLE
from trygghetsplan.source.syntax import parse

pytestmark = pytest.mark.tools
FILTERS = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "ods": "ods"}


def office(folder: Path, kind: str, *files: Path) -> None:
    """Open the files in LibreOffice and save them in a folder."""
    subprocess.run(
        [
            needs("soffice"), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
            "--convert-to", FILTERS.get(kind, kind), "--outdir", folder, *files,
        ],
        capture_output=True,
        check=True,
        timeout=400,
    )  # fmt: skip


def some_answers(form: Form) -> dict[str, str | int]:
    """Return something new for every fourth question that has been answered."""
    answers: dict[str, str | int] = {"kontakt": "Säkerhetsstrateg, åäö & <co>", "beslut/paragraf": 77}
    for question in form.obligations[::4]:
        status = question.held.get((*question.prefix, "status"))
        if status not in (None, "oförändrat") and (*question.prefix, "kommentar") in {
            cell.route for cell in question.cells
        }:
            answers["/".join((*question.prefix, "kommentar"))] = f"Nytt: ”{question.title}”  i\nårets svar"
    return answers


def set_in(data: Any, keys: list[str], value: str) -> None:
    for key in keys[:-1]:
        data = data.setdefault(key, {})
    data[keys[-1]] = value


@pytest.mark.parametrize("kind", FILTERS)
def test_exactly_what_was_written_comes_back_for_every_body(
    kind: str, own_copy: Path, tmp_path: Path
) -> None:
    repository = repository_at(own_copy)
    sent, saved = tmp_path / "sent", tmp_path / "saved"
    sent.mkdir()
    expected: dict[Path, tuple[str, Any]] = {}
    for form in forms(repository, 2024).values():
        path = own_copy / form.file
        answers = some_answers(form)
        before = path.read_text(encoding="utf-8") if path.exists() else "exempel: ja\n"
        data: Any = dict(parse("", before).data or {})
        for key, value in answers.items():
            set_in(data, key.split("/"), str(value))
        data |= {"organ": form.body, "år": "2024"}
        expected[path] = before, with_wordings(form, parse("", before).data, data)
        (sent / f"{form.id}.xlsx").write_bytes(filled(workbook(form, date(2025, 1, 2), ""), answers))
    office(saved, kind, *sorted(sent.iterdir()))
    returned = sorted(saved.glob(f"*.{kind}"))
    assert len(returned) == len(expected) == 23
    done = trygghet("form", "import", "--write", *map(str, returned), at=own_copy)
    assert done.returncode == 0, done.stdout + done.stderr
    for path, (before, data) in expected.items():
        after = path.read_text(encoding="utf-8")
        assert parse("", after).data == data, path
        gone = [line[2:] for line in ndiff(before.splitlines(), after.splitlines()) if line.startswith("- ")]
        assert all(line.startswith(("kontakt:", "beslut:", "    kommentar:", "      ")) for line in gone), (
            gone
        )
        assert comments(after) == comments(before), path


def with_wordings(form: Form, before: Any, after: Any) -> Any:
    """Return the answers with what they were asked in, for those that the form changes."""
    answers = after.get("svar", {})
    changed = [one for one in form.obligations if answers.get(one.id) != before.get("svar", {}).get(one.id)]
    return after | ({"lydelser": {one.id: one.wording for one in changed}} if changed else {})


def comments(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip().startswith("#")]


def test_the_workbook_prints_with_headings_on_every_page(tmp_path: Path) -> None:
    needs("pdftotext")
    repository = repository_at(ROOT)
    form = forms(repository, 2024)["servicenamnden"]
    path = tmp_path / f"{form.id}.xlsx"
    path.write_bytes(workbook(form, date(2025, 1, 2), ""))
    office(tmp_path, "pdf", path)
    told = subprocess.run(
        ["pdftotext", "-layout", path.with_suffix(".pdf"), "-"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    pages = told.stdout.rstrip("\f").split("\f")
    assert "Så lämnar du in" in pages[0]
    assert all("Så fyller du i" in page and "Svar 2023" in page for page in pages[1:])
    assert all(EXAMPLE in page for page in pages)


@pytest.fixture
def pages(own_copy: Path, tmp_path: Path) -> dict[str, Path]:
    """Return the page of every body, by body."""
    repository = repository_at(own_copy)
    made = {}
    for form in forms(repository, 2024).values():
        made[form.body] = tmp_path / f"{form.id}.html"
        made[form.body].write_text(render_form(FormPage(form, "")), encoding="utf-8")
    return made


def driven(page: Path, script: str) -> str:
    """Run a script in a copy of the page, after the page's own, and return what it leaves on the page."""
    text = re.sub('<meta http-equiv="Content-Security-Policy"[^>]*>', "", page.read_text(encoding="utf-8"))
    copy = page.with_name(f"driven-{page.name}")
    copy.write_text(text.replace("</body>", f"<script>{script}</script></body>"), encoding="utf-8")
    told = test_tools.chromium("--virtual-time-budget=20000", "--dump-dom", copy.as_uri())
    found = re.search(r"<pre>(.*?)</pre>", told, re.DOTALL)
    assert found, told[-2000:]
    return unescape(found[1])


DRIVER = """
const show = (text) => { const pre = document.createElement("pre"); pre.textContent = text; document.body.replaceChildren(pre); };
const write = (key, value) => {
  const field = document.querySelector(`[name="${key}"]`);
  field.focus();
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
};
const save = () => document.querySelector("button[type=submit]").click();
URL.createObjectURL = (blob) => { blob.text().then(show); return "#"; };
"""


def test_the_page_works_under_its_own_policy_and_reaches_for_nothing(pages: dict[str, Path]) -> None:
    page = pages["valnamnden"]
    told = test_tools.chromium("--dump-dom", page.as_uri())
    asked = len(forms(repository_at(ROOT), 2024)["valnamnden"].obligations)
    assert f"0 av {asked} frågor har status." in told
    text = page.read_text(encoding="utf-8")
    assert "default-src 'none'" in text
    assert not re.search(r"(?:src|href)=\"(?!#)|url\(|@import|https?:", text)


def saved_by(page: Path, form: Form) -> Path:
    """Fill in the page, press the button, and return the file it saves."""
    writing = "".join(
        f"write({json.dumps(key)}, {json.dumps(str(value))});" for key, value in some_answers(form).items()
    )
    answer_file = page.with_name(f"{form.id}-svar.json")
    answer_file.write_text(driven(page, f"{DRIVER}{writing} save();"), encoding="utf-8")
    return answer_file


def test_what_is_filled_in_on_every_page_comes_back_exactly(pages: dict[str, Path], own_copy: Path) -> None:
    repository = repository_at(own_copy)
    asked = forms(repository, 2024)
    with ThreadPoolExecutor(2) as pool:
        returned = list(pool.map(lambda form: saved_by(pages[form.body], form), asked.values()))
    expected = {}
    for form in asked.values():
        answers = {key: str(value) for key, value in some_answers(form).items()}
        path = own_copy / form.file
        before = path.read_text(encoding="utf-8") if path.exists() else "exempel: ja"
        data: Any = dict(parse("", before).data or {})
        for key, value in answers.items():
            set_in(data, key.split("/"), value)
        data |= {"organ": form.body, "år": "2024"}
        expected[path] = with_wordings(form, parse("", before).data, data)
    done = trygghet("form", "import", "--write", *map(str, returned), at=own_copy)
    assert done.returncode == 0, done.stdout + done.stderr
    for path, data in expected.items():
        assert parse("", path.read_text(encoding="utf-8")).data == data, path


def test_the_page_asks_for_what_the_duty_asks_for(pages: dict[str, Path]) -> None:
    told = driven(
        pages["valnamnden"],
        DRIVER
        + """
        write("svar/rsa/status", "uppfylls");
        write("svar/rsa/diarienummer", "fel form");
        write("svar/riskatgarder/andel risker", "4 av 4");
        save();
        const faults = document.getElementById("fel");
        const lines = [...faults.querySelectorAll("h2, li")].map((line) => line.textContent);
        const focused = document.activeElement === faults;
        faults.querySelector("a").click();
        const kept = Object.values(JSON.parse(Object.values(localStorage)[0])).filter(Boolean);
        show([...lines, focused, document.activeElement.name, document.activeElement.ariaInvalid, ...kept].join("\\n"));
        """,
    )
    assert told.splitlines() == [
        "3 fält behöver rättas",
        "Risk- och sårbarhetsanalys, Datum: Behövs när status är uppfylls.",
        "Risk- och sårbarhetsanalys, Diarienummer: Går inte att läsa. Till exempel KS 2024/0107.",
        "Åtgärder mot framträdande risker, Status: Välj en status.",
        "true",
        "svar/rsa/datum",
        "true",
        "uppfylls",
        "fel form",
        "4 av 4",
    ]


def test_the_draft_is_there_the_next_time(pages: dict[str, Path], tmp_path: Path) -> None:
    page = pages["lkf"]
    plain = page.read_text(encoding="utf-8")
    writing = re.sub('<meta http-equiv="Content-Security-Policy"[^>]*>', "", plain).replace(
        "</body>", f'<script>{DRIVER}write("kontakt", "Vd")</script></body>'
    )
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    for text in (writing, plain):
        page.write_text(text, encoding="utf-8")
        told = test_tools.chromium("--timeout=3000", profile, "--dump-dom", page.as_uri())
    assert "Utkastet från förra gången är tillbaka." in told


@pytest.mark.parametrize("body", ["kommunstyrelsen", "valnamnden"])
def test_axe_and_the_validator_find_nothing_on_the_page(body: str, pages: dict[str, Path]) -> None:
    test_tools.test_axe_finds_nothing(pages[body], "light")
    test_tools.test_axe_finds_nothing(pages[body], "dark")
    test_tools.test_html_validates(pages[body])
