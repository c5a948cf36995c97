"""Earlier versions straight from git's objects, and a hostile configuration that is never run."""

import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest

from command import trygghet
from conftest import Build
from test_formats import FAULTY
from trygghetsplan import api, git
from trygghetsplan.cli.documents import provenance
from trygghetsplan.errors import UsageFault

IDENTITY = ("-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false")


def in_git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", root, *IDENTITY, *arguments], check=True, capture_output=True)


@pytest.fixture
def versioned(repository_from: Build) -> Path:
    root = repository_from("")
    in_git(root, "init", "-q", "-b", "main")
    in_git(root, "add", "-A")
    in_git(root, "commit", "-qm", "Först")
    return root


def test_a_commit_is_read_as_the_folder_was(versioned: Path) -> None:
    then = api.load(versioned)
    followup = versioned / "followups" / "2024" / "miljonamnden.yaml"
    followup.write_text("organ: miljonamnden\når: 2024\n", encoding="utf-8")
    name, loaded = api.load_at(versioned, "HEAD")
    assert loaded.texts == then.texts
    assert list(loaded.texts) == list(then.texts)
    assert git.differing(versioned, name, {"followups/2024/miljonamnden.yaml": followup.read_bytes()})
    kept = {path: text.encode() for path, text in then.texts.items()}
    assert not git.differing(versioned, name, kept)
    assert not git.differing(
        versioned, name, {path: data.replace(b"\n", b"\r\n") for path, data in kept.items()}
    )


def test_files_written_otherwise_that_say_the_same_are_no_change(versioned: Path) -> None:
    """One is committed with letters in two parts, another has got a byte order mark in the folder."""
    settings = versioned / "trygghet.yaml"
    settings.write_text(unicodedata.normalize("NFD", settings.read_text("utf-8")), "utf-8", newline="\n")
    in_git(versioned, "commit", "-qam", "I två delar")
    documents = versioned / "plan" / "dokument.yaml"
    documents.write_bytes(b"\xef\xbb\xbf" + documents.read_bytes())
    repository = api.load(versioned).repository
    assert repository is not None
    assert not provenance(repository, versioned).is_dirty
    documents.write_bytes(documents.read_bytes() + b"# mer\n")
    repository = api.load(versioned).repository
    assert repository is not None
    assert provenance(repository, versioned).is_dirty


def test_a_repository_in_a_folder_of_another(tmp_path: Path, repository_from: Build) -> None:
    inner = repository_from("")
    in_git(tmp_path, "init", "-q", "-b", "main")
    in_git(tmp_path, "add", "-A")
    in_git(tmp_path, "commit", "-qm", "Allt")
    assert api.load_at(inner, "main")[1].texts == api.load(inner).texts


@pytest.mark.parametrize(
    ("revision", "message"),
    [
        ("finns-inte", "git känner inte till versionen finns-inte."),
        ("--help", "git känner inte till versionen --help."),
        ("HEAD:plan", "git känner inte till versionen HEAD:plan."),
    ],
)
def test_an_unknown_revision_says_so(versioned: Path, revision: str, message: str) -> None:
    with pytest.raises(UsageFault) as raised:
        api.load_at(versioned, revision)
    assert str(raised.value) == message


def test_outside_git_says_so(repository_from: Build) -> None:
    root = repository_from("")
    with pytest.raises(UsageFault, match=r"är inget git-förråd, så HEAD går inte att läsa\.$"):
        api.load_at(root, "HEAD")
    assert git.head_commit(root) is None


def test_what_a_repository_configures_is_not_run(versioned: Path, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    program = tmp_path / "program.sh"
    program.write_text(f"#!/bin/sh\ntouch {canary}\ncat\n", encoding="utf-8")
    program.chmod(0o755)
    for key in (
        "core.fsmonitor",
        "filter.x.clean",
        "filter.x.smudge",
        "diff.external",
        "core.pager",
        "gpg.program",
    ):
        in_git(versioned, "config", key, str(program))
    in_git(versioned, "config", "log.showSignature", "true")
    (versioned / ".gitattributes").write_text("*.yaml filter=x diff=x\n", encoding="utf-8")
    name, loaded = api.load_at(versioned, "HEAD")
    assert api.load_before(versioned, "HEAD").texts == loaded.texts
    assert not git.is_merging(versioned)
    git.differing(versioned, name, {path: text.encode() for path, text in loaded.texts.items()})
    assert not canary.exists()


def test_each_plan_folder_of_the_git_repository_is_looked_at(repository_from: Build, tmp_path: Path) -> None:
    root = tmp_path / "git"
    for name, text in (("a/ett", ""), ("två", FAULTY)):
        shutil.copytree(repository_from(text), root / name)
        shutil.rmtree(tmp_path / "forrad")
    said = "Fel: git-förrådet har ingen planmapp (trygghet.yaml saknas).\n"
    in_git(root, "init", "-q", "-b", "main")
    assert trygghet("--each", "validate", at=root).stderr == said  # nothing that git does not know of
    in_git(root, "add", "-A")
    done = trygghet("--each", "validate", "--output-format", "concise", at=root)
    assert (done.returncode, done.stderr) == (1, "Planmappen a/ett:\nPlanmappen två:\n")
    assert done.stdout.split("\n")[0] == "Inga fel i 7\xa0filer."
    assert "fel TP302" in done.stdout
    shutil.rmtree(root / "två")
    in_git(root, "add", "-A")
    done = trygghet("--each", "validate", at=root)
    assert (done.returncode, done.stdout, done.stderr) == (0, "Inga fel i 7\xa0filer.\n", "")
    done = trygghet("-C", ".", "--each", "validate", at=root)
    assert (done.returncode, done.stderr) == (
        2,
        "Fel: --each ska stå först, före andra flaggor och kommandot.\n",
    )
    shutil.rmtree(root / ".git")
    done = trygghet("--each", "validate", at=root)
    assert (done.returncode, done.stderr) == (
        2,
        "Fel: --each söker i ett git-förråd, och här går inget att läsa.\n",
    )
