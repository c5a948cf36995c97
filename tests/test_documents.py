"""Documents in every format: the same values in each, the same bytes each time."""

import json
import re
import shutil
import subprocess
import sys
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest

from command import trygghet
from conftest import ROOT, Build, Golden, repository_at
from trygghetsplan import __version__
from trygghetsplan.disclosure.leak_check import READERS
from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.engine.cell import Score
from trygghetsplan.model.obligation import Protection
from trygghetsplan.output.formats import FORMATS, Document
from trygghetsplan.output.json import json_value
from trygghetsplan.report.build import Annexes, Report, ReportRequest, account, annexes, document
from trygghetsplan.report.data import ReportData
from trygghetsplan.report.views import Provenance, Source, View

AS_OF = date(2025, 3, 31)
ORIGIN = Provenance(None, is_dirty=False, version="0", schema=1, digest="0" * 64)


def report_of(root: Path, audience: Audience = Audience.PUBLIC) -> Report:
    return account(ReportData(repository_at(root), 2024, AS_OF, audience), ORIGIN, "bredvid")


def annexes_of(root: Path, audience: Audience = Audience.PUBLIC) -> Annexes:
    return annexes(ReportData(repository_at(root), 2024, AS_OF, audience), ORIGIN, "bredvid")


def test_json_of_a_small_repository(golden: Golden, repository_from: Build) -> None:
    root = repository_from("")
    golden("report-small.json", FORMATS["json"](Document(report_of(root))).decode())
    golden("annexes-small.json", FORMATS["json"](Document(annexes_of(root))).decode())


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2024, 2, 29), "2024-02-29"),
        (Decimal("1.46"), 1.46),
        (Decimal("123456789.123456"), 123456789.123456),
        (Protection.INTERNAL, "intern"),
        (Source("plan/beslut.yaml", 3), {"path": "plan/beslut.yaml", "line": 3}),
        ((Score(1, 2), None), [{"fulfilled": 1, "due": 2}, None]),
    ],
)
def test_what_a_value_becomes_in_json(value: object, expected: object) -> None:
    assert json_value(value) == expected


def test_json_says_what_html_says() -> None:
    report = report_of(ROOT)
    envelope = json.loads(FORMATS["json"](Document(report)))
    assert list(envelope) == ["schema_version", "kind", "generator", "document"]
    assert envelope["document"]["summary"]["score"] == {
        "fulfilled": report.summary.score.fulfilled,
        "due": report.summary.score.due,
    }
    assert len(envelope["document"]["chapters"]) == len(report.chapters)


def test_a_missing_extra_says_how_to_install_it(repository_from: Build) -> None:
    """The library is hidden, so that the test means the same where it is installed."""
    code = (
        "import sys; sys.modules['typst'] = None;"
        "from trygghetsplan.cli import run; sys.exit(run(sys.argv[1:]))"
    )
    root = repository_from("")
    done = subprocess.run(
        [sys.executable, "-c", code, "report", "2024", "--format", "md,pdf"],
        cwd=root,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "Fel: PDF kräver typst, som inte finns i den här installationen. "
        f"Installera med: {sys.executable} -m pip install 'typst>=0.15'\n"
    )
    assert not (root / "build").exists()


def test_without_what_draws_word_has_tables_and_a_note_says_so(repository_from: Build) -> None:
    code = "import sys; sys.modules['typst'] = None; from trygghetsplan.cli import run; sys.exit(run(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", code, "report", "2024", "--format", "docx"],
        cwd=repository_from(""),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0
    assert done.stderr.splitlines()[0] == (
        "Diagrammen är tabeller i Word. För att få dem som bilder, installera med: "
        f"{sys.executable} -m pip install 'typst>=0.15'"
    )


def git(root: Path, *words: str) -> str:
    fixed = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(
        ["git", *fixed, *words], cwd=root, capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout.strip()


KINDS = (
    ReportRequest(2024, AS_OF),
    ReportRequest(2024, AS_OF, is_annexes=True),
    ReportRequest(2024, AS_OF, first=2022),
    ReportRequest(2024, AS_OF, body="valnamnden"),
    ReportRequest(2024, AS_OF, body="lkf"),
    ReportRequest(2024, AS_OF, part="tertial 2"),
    ReportRequest(2024, AS_OF, by_agency=True),
)
FORGE = "https://git.exempel.se/lund/plan/blob/{commit}/{path}#L{line}"
VERSIONED = ORIGIN._replace(commit="1f2e3d4c5b6a", forge=FORGE.replace("{commit}", "1f2e3d4c5b6a"))
TOLD = re.compile(
    r"\.ya?ml\b|followups|plan/[a-z]|1f2e3d4|git\.exempel|[a-z]:\d+(?::\d+)?\b(?!/)", re.IGNORECASE
)
"""What leads into the repository: a file, a folder, a line, a commit, the forge."""


@cache
def _versioned(asked: ReportRequest, audience: Audience) -> View:
    return document(repository_at(ROOT), asked, VERSIONED, audience)


@pytest.mark.parametrize(
    ("output", "asked"),
    [
        pytest.param(
            output,
            asked,
            # The sections are the same in every format: in a hurry each kind is read in one, and the annexes in all.
            marks=() if output == "md" or asked.is_annexes else pytest.mark.long,
            id=f"{output}-{asked.name}",
        )
        for output in ("md", "html", "json", "docx")
        for asked in KINDS
    ],
)
def test_no_public_document_tells_a_path_a_line_or_a_commit(output: str, asked: ReportRequest) -> None:
    """The internal edition does, in every format; that of one body only in its data."""
    public, internal = (
        "\n".join(READERS[output](FORMATS[output](Document(_versioned(asked, one)))))
        for one in (Audience.PUBLIC, Audience.INTERNAL)
    )
    page = re.sub(r"(?s)<style>.*?</style>|:root \{.*?@page", "", public)
    assert [page[max(0, found.start() - 60) : found.end()] for found in TOLD.finditer(page)] == []
    if output == "json" or not asked.body:
        assert re.search(r"(?:followups|plan)/\S+\.yaml", internal)
    assert "1f2e3d4c5b6a" in internal


@pytest.mark.parametrize(
    "options", [(), ("-o", "ut/min redovisning.html"), ("--at", "HEAD"), ("--audience", "internal")]
)
def test_the_account_and_its_annexes_lead_to_each_other(
    options: tuple[str, ...], repository_from: Build
) -> None:
    """Each link into the other document is to a file that was written, and to a heading of it."""
    root = repository_from("")
    git(root, "init", "--quiet")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "Första")
    (root / "ut").mkdir()
    for form in ("html",) if "-o" in options else ("md", "html"):
        done = trygghet("report", "2024", "--format", form, *options, at=root)
        assert done.returncode == 0, done.stderr
        account, annexes = (root / line.removeprefix("Skrev ") for line in done.stdout.splitlines())
        for here, there in ((account, annexes), (annexes, account)):
            text, other = here.read_text(encoding="utf-8"), there.read_text(encoding="utf-8")
            links = re.findall(r'href="([^"#][^"]*)"' if form == "html" else r"\]\(([^)]*)\)", text)
            assert links
            for link in links:
                name, _, anchor = unquote(link).partition("#")
                assert name == there.name
                assert not anchor or f'id="{anchor}"' in other, link


def test_a_report_as_the_files_were_in_a_commit(repository_from: Build) -> None:
    """The work tree is neither read nor touched, and what comes out is what came out then."""
    root = repository_from("")
    git(root, "init", "--quiet")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "Första")
    name = git(root, "rev-parse", "HEAD")
    internal = ("report", "2024", "--audience", "internal", "--format", "md")
    assert trygghet(*internal, at=root).returncode == 0
    names = [f"trygghetsredovisning-2024{{}}{part}-intern.md" for part in ("", "-bilagor")]
    then = [(root / "build" / one.format("")).read_text(encoding="utf-8") for one in names]
    assert f"\n- Version i git: `{name[:12]}`, inga ändringar utöver versionen\n" in then[1]
    (root / "followups" / "2024" / "miljonamnden.yaml").write_text("trasig: [", encoding="utf-8")
    before = git(root, "status", "--porcelain", "--", "plan", "followups")
    done = trygghet(*internal, "--at", "HEAD", at=root)
    assert done.returncode == 0
    assert done.stdout == "".join(f"Skrev build/{one.format('-head')}\n" for one in names)
    now = [(root / "build" / one.format("-head")).read_text(encoding="utf-8") for one in names]
    assert [text.replace("-2024-head-", "-2024-") for text in now] == [
        text.replace("(trygghetsredovisning-2024-head-", "(trygghetsredovisning-2024-") for text in then
    ]
    assert git(root, "status", "--porcelain", "--", "plan", "followups") == before


def test_a_report_of_no_commit_says_so(repository_from: Build) -> None:
    root = repository_from("")
    assert trygghet("report", "2024", "--format", "md", at=root).returncode == 0
    git(root, "init", "--quiet")
    done = trygghet("report", "2024", "--at", "v9", at=root)
    assert (done.returncode, done.stderr) == (2, "Fel: git känner inte till versionen v9.\n")


ASKED = ((), ("--body", "miljonamnden"), ("--tertial", "2"), ("--lansstyrelsen",))


@pytest.mark.parametrize(
    "kind",
    [ASKED[0], *(pytest.param(kind, marks=pytest.mark.long) for kind in ASKED[1:])],
    ids=lambda kind: kind[0] if kind else "account",
)
def test_the_last_page_says_what_the_document_was_made_of(kind: tuple[str, ...], own_copy: Path) -> None:
    """Outside git, in a clean work tree, in a changed one, and where there is no program to ask."""
    shutil.rmtree(own_copy / "followups")  # how it was made says nothing of the answers

    def read(*options: str, **environment: str) -> tuple[str, str]:
        """Return the last of the documents, as Markdown and as a page."""
        shutil.rmtree(own_copy / "build", ignore_errors=True)
        assert trygghet("report", "2024", *kind, *options, at=own_copy, **environment).returncode == 0
        names = [path for path in (own_copy / "build").iterdir() if kind or "bilagor" in path.name]
        written = {path.suffix: path.read_text(encoding="utf-8") for path in names}
        for whole in written.values():
            assert len(re.findall(r"\b[0-9a-f]{64}\b", re.sub("trygghet-stamp .*", "", whole))) == 1
            assert f"trygghet {__version__}, filformat 3" in whole
        plain = re.sub(r"<[^>]+>", "", written[".html"])
        return written[".md"].replace("`", ""), plain.replace("Version:", "Version").replace(" git:", " git")

    git(own_copy, "init", "--quiet")
    git(own_copy, "add", "plan", "trygghet.yaml")
    git(own_copy, "commit", "--quiet", "--message", "Första")
    name = git(own_copy, "rev-parse", "HEAD")[:12]
    internal = ("--audience", "internal")
    text, page = read(*internal)
    assert f"\n- Version i git: {name}, inga ändringar utöver versionen\n" in text
    assert f"Version i git {name}, inga ändringar utöver versionen\n" in page
    for public in read("--audience", "public"):
        assert "Version" not in public
        assert name[:7] not in public
    if kind:
        return  # the rest is one partial for all
    shutil.move(own_copy / ".git", own_copy / ".gone")
    text, page = read(*internal)
    assert "\n- Version: utanför git\n" in text
    assert "Version utanför git\n" in page
    shutil.move(own_copy / ".gone", own_copy / ".git")
    with (own_copy / "trygghet.yaml").open("a", encoding="utf-8") as file:
        file.write("# ändrad\n")
    text, page = read(*internal)
    assert (
        f"\n- Version i git: {name}, med ändringar som inte är sparade i git: 1\xa0fil är ändrad (trygghet.yaml)\n"
        in text
    )
    assert f"Version i git {name}, med ändringar som inte är sparade i git 1\xa0fil är ändrad" in page
    text, page = read(*internal, PATH="")
    assert "\n- Version: git saknas på datorn, så versionen är okänd\n" in text
    assert "Version git saknas på datorn, så versionen är okänd\n" in page


def test_sources_lead_to_the_forge_when_the_settings_name_one(repository_from: Build) -> None:
    settings = (ROOT / "tests/fixtures/base/trygghet.yaml").read_text(encoding="utf-8")
    forge = "https://git.exempel.se/lund/plan/blob/{commit}/{path}#L{line}"
    root = repository_from(
        f"--- trygghet.yaml\n{settings}källor på nätet: {forge}\n"
        "--- followups/2024/miljonamnden.yaml\n"
        "organ: miljonamnden\når: 2024\nbeslut: {datum: 2025-01-20}\nsvar:\n"
        "  rsa: {status: uppfylls ej, skäl: Den är inte klar.}\n"
    )
    page = root / "build" / "trygghetsredovisning-2024-intern.html"
    assert trygghet("report", "2024", "--audience", "internal", at=root).returncode == 0
    assert "https://" not in page.read_text(encoding="utf-8")
    git(root, "init", "--quiet")
    git(root, "add", "plan", "followups", "trygghet.yaml")
    git(root, "commit", "--quiet", "--message", "Första")
    name = git(root, "rev-parse", "HEAD")
    assert trygghet("report", "2024", "--audience", "internal", at=root).returncode == 0
    link = f'<a href="https://git.exempel.se/lund/plan/blob/{name}/followups/2024/miljonamnden.yaml#L'
    assert link in page.read_text(encoding="utf-8")
    text = page.with_suffix(".md").read_text(encoding="utf-8")
    address = f"https://git.exempel.se/lund/plan/blob/{name}/followups/2024/miljonamnden.yaml#L"
    annexes = root / "build" / "trygghetsredovisning-2024-bilagor-intern.md"
    row = f" [followups/2024/miljonamnden.yaml:3]({address}3) |"
    assert row in annexes.read_text(encoding="utf-8")
    assert f"[followups/2024/miljonamnden.yaml:5]({address}5)" in text
    assert re.findall(r" (?:plan|followups)/\S+:\d+ \|", text) == []
    answers = root / "followups" / "2024" / "miljonamnden.yaml"
    answers.write_text(f"{answers.read_text(encoding='utf-8')}# ändrad\n", encoding="utf-8")
    assert trygghet("report", "2024", "--audience", "internal", at=root).returncode == 0
    assert "https://" not in page.read_text(encoding="utf-8")
    assert "https://" not in page.with_suffix(".md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "address",
    [
        "http://git.exempel.se/{commit}/{path}#{line}",
        "https://git.exempel.se/{commit}/{path}",
        "javascript:{commit}{path}{line}",
    ],
)
def test_the_forge_has_an_address_with_all_its_parts(address: str, repository_from: Build) -> None:
    settings = (ROOT / "tests/fixtures/base/trygghet.yaml").read_text(encoding="utf-8")
    root = repository_from(f"--- trygghet.yaml\n{settings}källor på nätet: '{address}'\n")
    done = trygghet("validate", at=root)
    assert done.returncode == 1
    assert "trygghet.yaml:6:" in done.stdout
