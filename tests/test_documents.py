"""Documents in every format: the same values in each, the same bytes each time."""

import json
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from conftest import ROOT, Build, Golden
from trygghetsplan import api
from trygghetsplan.model.obligation import Presentation
from trygghetsplan.obligations.grid import Score
from trygghetsplan.report.build import account
from trygghetsplan.report.json import plain
from trygghetsplan.report.outputs import FORMATS, PLAIN
from trygghetsplan.report.views import Audience, Provenance, Report, Source

AS_OF = date(2025, 3, 31)
ORIGIN = Provenance(None, is_dirty=False, version="0", schema=1, digest="0" * 64)


def report_of(root: Path, audience: Audience = Audience.PUBLIC) -> Report:
    repository = api.load(root).repository
    assert repository is not None
    return account(repository, 2024, AS_OF, ORIGIN, audience)


def test_json_of_a_small_repository(golden: Golden, repository_from: Build) -> None:
    golden("report-small.json", FORMATS["json"](report_of(repository_from("")), PLAIN).decode())


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2024, 2, 29), "2024-02-29"),
        (Decimal("1.46"), 1.46),
        (Decimal("123456789.123456"), 123456789.123456),
        (Presentation.TOGETHER, "samlat"),
        (Source("plan/beslut.yaml", 3), {"path": "plan/beslut.yaml", "line": 3}),
        ((Score(1, 2), None), [{"fulfilled": 1, "due": 2}, None]),
    ],
)
def test_what_a_value_becomes_in_json(value: object, expected: object) -> None:
    assert plain(value) == expected


def test_json_says_what_html_says() -> None:
    report = report_of(ROOT)
    envelope = json.loads(FORMATS["json"](report, PLAIN))
    assert list(envelope) == ["schema_version", "kind", "generator", "document"]
    assert envelope["document"]["summary"]["score"] == {
        "fulfilled": report.summary.score.fulfilled,
        "due": report.summary.score.due,
    }
    assert len(envelope["document"]["bodies"]) == len(report.bodies)


@pytest.mark.parametrize(("output", "what", "extra"), [("pdf", "PDF", "pdf"), ("docx", "Word", "docx")])
def test_a_missing_extra_says_how_to_install_it(
    output: str, what: str, extra: str, repository_from: Build
) -> None:
    """The library is hidden, so that the test means the same where it is installed."""
    code = (
        "import sys; sys.modules.update(dict.fromkeys(('weasyprint', 'docx')));"
        "from trygghetsplan.cli import run; sys.exit(run(sys.argv[1:]))"
    )
    root = repository_from("")
    done = subprocess.run(
        [sys.executable, "-c", code, "report", "2024", "--format", f"md,{output}"],
        cwd=root,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"Fel: {what} kräver ett tillägg som inte är installerat; "
        f"installera det med: pip install 'trygghetsplan[{extra}]'.\n"
    )
    assert not (root / "build").exists()


def git(root: Path, *words: str) -> str:
    fixed = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(
        ["git", *fixed, *words], cwd=root, capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout.strip()


def trygghet(root: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "trygghetsplan", *words],
        cwd=root,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_a_report_as_the_files_were_in_a_commit(repository_from: Build) -> None:
    """The work tree is neither read nor touched, and what comes out is what came out then."""
    root = repository_from("")
    git(root, "init", "--quiet")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "Första")
    name = git(root, "rev-parse", "HEAD")
    assert trygghet(root, "report", "2024").returncode == 0
    then = (root / "build" / "trygghetsredovisning-2024.md").read_text(encoding="utf-8")
    assert f"Version i git: {name[:12]}. " in then
    (root / "followups" / "2024" / "miljonamnden.yaml").write_text("trasig: [", encoding="utf-8")
    before = git(root, "status", "--porcelain", "--", "plan", "followups")
    done = trygghet(root, "report", "2024", "--at", "HEAD")
    assert (done.returncode, done.stdout) == (
        0,
        f"Skrev build/trygghetsredovisning-2024-{name[:8]}.md\nSkrev build/trygghetsredovisning-2024-{name[:8]}.html\n",
    )
    now = (root / "build" / f"trygghetsredovisning-2024-{name[:8]}.md").read_text(encoding="utf-8")
    assert now == then
    assert git(root, "status", "--porcelain", "--", "plan", "followups") == before


def test_a_report_of_no_commit_says_so(repository_from: Build) -> None:
    root = repository_from("")
    assert trygghet(root, "report", "2024", "--format", "md").returncode == 0
    assert "Gjord utanför git." in (root / "build" / "trygghetsredovisning-2024.md").read_text(
        encoding="utf-8"
    )
    git(root, "init", "--quiet")
    done = trygghet(root, "report", "2024", "--at", "v9")
    assert (done.returncode, done.stderr) == (2, "Fel: git känner inte till versionen v9.\n")
