"""How a folder stands to git, earlier versions straight from its objects, and a hostile configuration that is never run."""

import hashlib
import os
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from command import trygghet
from conftest import BASE, Build
from test_formats import FAULTY
from trygghetsplan import api, git
from trygghetsplan.changes import commits
from trygghetsplan.errors import UsageFault
from trygghetsplan.report.provenance import provenance_of

IDENTITY = (
    "-c",
    "user.name=Test",
    "-c",
    "user.email=test@example.org",
    "-c",
    "commit.gpgsign=false",
    "-c",
    "init.templateDir=",
)


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
    assert git.standing(versioned, api.load(versioned).repository).commit == name


def test_files_written_otherwise_that_say_the_same_are_no_change(versioned: Path) -> None:
    """One is committed with letters in two parts, another has got a byte order mark in the folder."""
    settings = versioned / "trygghet.yaml"
    settings.write_text(unicodedata.normalize("NFD", settings.read_text("utf-8")), "utf-8", newline="\n")
    in_git(versioned, "commit", "-qam", "I två delar")
    documents = versioned / "plan" / "dokument.yaml"
    documents.write_bytes(b"\xef\xbb\xbf" + documents.read_bytes())
    repository = api.load(versioned).repository
    assert repository is not None
    assert not git.standing(versioned, repository).differences
    documents.write_bytes(documents.read_bytes() + b"# mer\n")
    repository = api.load(versioned).repository
    assert repository is not None
    assert git.standing(versioned, repository).differences


def test_a_repository_in_a_folder_of_another(tmp_path: Path, repository_from: Build) -> None:
    inner = repository_from("")
    in_git(tmp_path, "init", "-q", "-b", "main")
    in_git(tmp_path, "add", "-A")
    in_git(tmp_path, "commit", "-qm", "Allt")
    assert api.load_at(inner, "main")[1].texts == api.load(inner).texts


@pytest.mark.parametrize(
    ("revision", "message"),
    [
        ("finns-inte", "git känner inte till versionen finns-inte. Här finns main."),
        ("--help", "git känner inte till versionen --help. Här finns main."),
        ("HEAD:plan", "git känner inte till versionen HEAD:plan. Här finns main."),
    ],
)
def test_an_unknown_revision_says_so(versioned: Path, revision: str, message: str) -> None:
    with pytest.raises(UsageFault) as raised:
        api.load_at(versioned, revision)
    assert str(raised.value) == message


ANSWERS = "followups/2024/miljonamnden.yaml"
ANSWERED = """\
organ: miljonamnden
år: 2024
beslut: {datum: 2025-01-20}
svar:
  rsa: {status: uppfylls, datum: 2024-04-18}
"""
Prepare = Callable[[Path], object]


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a plan repository in `forrad`, all of it committed. No test writes in it."""
    top = tmp_path_factory.mktemp("git")
    shutil.copytree(BASE, top / "forrad")
    (top / "forrad" / ANSWERS).parent.mkdir(parents=True, exist_ok=True)
    (top / "forrad" / ANSWERS).write_text(ANSWERED, encoding="utf-8")
    in_git(top / "forrad", "init", "-q", "-b", "main")
    commit_all(top / "forrad")
    return top


@pytest.fixture
def root(committed: Path, tmp_path: Path) -> Path:
    """Return a copy of the repository, in a folder of its own."""
    shutil.copytree(committed, tmp_path / "allt")
    return tmp_path / "allt" / "forrad"


def commit_all(root: Path, *options: str) -> None:
    in_git(root, "add", "-A")
    in_git(root, "commit", "-qm", "Ändring", *options)


def object_file(root: Path, name: str) -> Path:
    found = subprocess.run(["git", "-C", root, "rev-parse", name], check=True, capture_output=True, text=True)
    place = root / ".git" / "objects" / found.stdout[:2] / found.stdout[2:].strip()
    place.chmod(0o644)
    return place


def written(text: str, path: str = ANSWERS) -> Prepare:
    return lambda root: (root / path).write_bytes(text.encode())


def removed(*paths: str) -> Prepare:
    return lambda root: [(root / path).unlink() for path in paths]


def told(*arguments: str) -> Prepare:
    return lambda root: in_git(root, *arguments)


def steps(*several: Prepare) -> Prepare:
    return lambda root: [prepare(root) for prepare in several]


def into_subfolder(root: Path) -> None:
    """Let the repository be that of the folder above, and the plan a folder in it."""
    (root / ".git").rename(root.parent / ".git")
    commit_all(root.parent)


def linked(path: str, target: str) -> Prepare:
    """Commit a link where the folder has what it leads to."""

    def prepare(root: Path) -> None:
        (root / path).rename(root / "undan")
        (root / path).symlink_to(target)
        commit_all(root)
        (root / path).unlink()
        (root / "undan").rename(root / path)

    return prepare


def in_submodule(root: Path) -> None:
    """Let the commit say that the answers are a repository of their own."""
    name = git.commit_name(root, "HEAD")
    in_git(root, "rm", "-rq", "--cached", "followups")
    in_git(root, "update-index", "--add", "--cacheinfo", f"160000,{name},followups")
    in_git(root, "commit", "-qm", "Undan")


def as_pointer(root: Path) -> None:
    data = (root / ANSWERS).read_bytes()
    name = hashlib.sha256(data).hexdigest()
    written(f"version https://git-lfs.github.com/spec/v1\noid sha256:{name}\nsize {len(data)}\n")(root)
    commit_all(root)
    (root / ANSWERS).write_bytes(data)


HIDDEN = ", vilket git status inte visar (sparse-checkout, skip-worktree eller assume-unchanged)"
CHANGED = f"ändringar som inte är sparade i git: 1\xa0fil är ändrad ({ANSWERS})"
MISSING = f"ändringar som inte är sparade i git: 1\xa0fil saknas ({ANSWERS})"
DIFFERENCES: Mapping[str, tuple[Prepare, str]] = {
    "the same": (steps(), ""),
    "changed": (written(f"{ANSWERED}# mer\n"), CHANGED),
    "missing": (removed(ANSWERS), MISSING),
    "missing in a subfolder": (steps(into_subfolder, removed(ANSWERS)), MISSING),
    "missing and staged": (told("rm", "-q", ANSWERS), MISSING),
    "missing and forgotten": (
        steps(told("rm", "-q", "--cached", ANSWERS), written("*.yaml\n", ".gitignore")),
        "",
    ),
    "sparse": (steps(told("status"), told("sparse-checkout", "set", "plan")), MISSING + HIDDEN),
    "skip-worktree": (steps(told("update-index", "--skip-worktree", ANSWERS), removed(ANSWERS)), MISSING + HIDDEN),
    "assume-unchanged": (
        steps(told("update-index", "--assume-unchanged", ANSWERS), written(f"{ANSWERED}# mer\n")),
        CHANGED + HIDDEN,
    ),
    "new and ignored": (
        steps(written("followups/*\n", ".gitignore"), written("", "followups/2024/bolaget.yaml")),
        "ändringar som inte är sparade i git: 1\xa0fil finns inte i versionen (followups/2024/bolaget.yaml)",
    ),
    "many": (
        steps(
            removed(ANSWERS, "plan/dokument.yaml"),
            *(written("", f"followups/2024/organ-{number}.yaml") for number in range(4)),
        ),
        ("ändringar som inte är sparade i git: 2\xa0filer saknas (followups/2024/miljonamnden.yaml och "
        "plan/dokument.yaml) och 4\xa0filer finns inte i versionen (followups/2024/organ-0.yaml, "
        "followups/2024/organ-1.yaml, followups/2024/organ-2.yaml och flera)"),
    ),
    "in other case": (
        lambda root: (root / ANSWERS).rename(root / "followups/2024/Miljonamnden.yaml"),
        ("ändringar som inte är sparade i git: 1\xa0fil saknas (followups/2024/miljonamnden.yaml) och 1\xa0fil finns"
        " inte i versionen (followups/2024/Miljonamnden.yaml)"),
    ),
    "a name that would steer the terminal": (
        steps(written("", "plan/\x1b[2J.yaml"), commit_all, removed("plan/\x1b[2J.yaml")),
        "ändringar som inte är sparade i git: 1\xa0fil saknas (plan/\ufffd[2J.yaml)",
    ),
    "a folder named as a file": (
        steps(lambda root: (root / "plan/x.yaml").mkdir(), written("", "plan/x.yaml/läs"), commit_all,
              lambda root: shutil.rmtree(root / "plan/x.yaml")),
        "ändringar som inte är sparade i git: 1\xa0fil saknas (plan/x.yaml)",
    ),
    "what is not read": (
        steps(written("", "plan/bild.png"), commit_all, removed("plan/bild.png"), written("", "annat.yaml")), "",
    ),
    "other line ends in the folder": (written(ANSWERED.replace("\n", "\r\n")), ""),
    "other line ends in the commit": (
        steps(written(ANSWERED.replace("\n", "\r\n")), commit_all, written(ANSWERED)), CHANGED,
    ),
    "changed by a filter": (
        steps(told("config", "filter.x.clean", "tr a b"), written(f"{ANSWERS} filter=x\n", ".gitattributes"),
              written(f"{ANSWERED}# a\n"), commit_all),
        CHANGED,
    ),
    "a pointer in the commit": (as_pointer, CHANGED),
    "a link in the commit": (linked(ANSWERS, "../../trygghet.yaml"), CHANGED),
    "a link to a folder in the commit": (
        linked("followups", "undan"),
        ("ändringar som inte är sparade i git: 1\xa0fil saknas (followups) och 1\xa0fil finns inte i versionen"
        f" ({ANSWERS})"),
    ),
    "a submodule": (in_submodule, "followups ur ett eget git-förråd (submodul)"),
    "a submodule and a change": (
        steps(in_submodule, removed("plan/indikatorer.yaml")),
        ("followups ur ett eget git-förråd (submodul) och ändringar som inte är sparade i git: 1\xa0fil saknas"
        " (plan/indikatorer.yaml)"),
    ),
    "detached": (told("checkout", "-q", "--detach"), ""),
    "replaced": (
        steps(written("annat"), told("hash-object", "-w", ANSWERS), told("replace", f"HEAD:{ANSWERS}", "HEAD:trygghet.yaml")),
        CHANGED,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", DIFFERENCES)
def test_what_differs_from_the_version(case: str, root: Path) -> None:
    """Every path of the commit that is gone or differs counts, whatever git has been told to overlook."""
    prepare, differences = DIFFERENCES[case]
    prepare(root)
    state = git.standing(root, api.load(root).repository)
    assert (state.reason, state.differences) == ("", differences)


def fake_git(words: str) -> Callable[[Path, pytest.MonkeyPatch], None]:
    """Put another program in git's place."""

    def prepare(root: Path, patch: pytest.MonkeyPatch) -> None:
        program = root.parent / "program" / "git"
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\n{words}\n", encoding="utf-8")
        program.chmod(0o755)
        patch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")

    return prepare


def broken(prepare: Prepare) -> Callable[[Path, pytest.MonkeyPatch], None]:
    return lambda root, _: prepare(root)


def lost_worktree(root: Path) -> None:
    in_git(root, "worktree", "add", "-q", "--detach", str(root.parent / "arbete"))
    shutil.rmtree(root / ".git")
    shutil.copy(root.parent / "arbete" / ".git", root / ".git")


def without(name: str) -> Prepare:
    return lambda root: object_file(root, name).unlink()


def beside_git(root: Path) -> None:
    """Give a plan in another repository's folder an empty .git of its own."""
    into_subfolder(root)
    (root / ".git").mkdir()


UNKNOWN: Mapping[str, tuple[Callable[[Path, pytest.MonkeyPatch], None], str]] = {
    "outside": (broken(lambda root: shutil.rmtree(root / ".git")), "mappen är inget git-förråd"),
    "no program": (lambda _, patch: patch.setenv("PATH", ""), "git saknas på datorn"),
    "a program in the folder itself": (lambda _, patch: patch.setenv("PATH", f".{os.pathsep}"), "git saknas på datorn"),
    "no program that runs": (
        lambda root, patch: (fake_git("")(root, patch), (root.parent / "program/git").write_bytes(b"\0")),
        "git går inte att köra (Exec format error)",
    ),
    "another's folder": (
        fake_git(
            "echo \"fatal: detected dubious ownership in repository at '/home/anna/forrad'\nTo add an exception\" >&2; exit 128"
        ),
        "git läser inte mappen (detected dubious ownership in repository at 'forrad')",
    ),
    "killed": (fake_git("kill -9 $$"), "git läser inte mappen (git avbröts, kod -9)"),
    "silent": (fake_git("exit 0"), "git svarade ofullständigt"),
    "half an answer": (fake_git("printf 'true\\nfalse'"), "git svarade ofullständigt"),
    "half a listing": (
        fake_git('case "$*" in *ls-tree*) exec /usr/bin/git "$@" | head -c 120;; *) exec /usr/bin/git "$@";; esac'),
        "git svarade ofullständigt",
    ),
    "slow": (fake_git("sleep 20"), "git svarade inte inom 0.1 sekunder"),
    "nothing committed": (
        broken(told("checkout", "-q", "--orphan", "ny")), "inget är incheckat i git än",
    ),
    "a broken branch": (
        broken(written("skräp", ".git/refs/heads/main")),
        "git läser inte mappen (your current branch appears to be broken)",
    ),
    "a broken HEAD": (broken(written("skräp", ".git/HEAD")), "git läser inte mappen (not a git repository (or any of the parent directories): .git)"),
    "a broken configuration": (
        broken(written("[core", ".git/config")), "git läser inte mappen (bad config line 2 in file .git/config)",
    ),
    "an empty folder": (
        broken(lambda root: (shutil.rmtree(root / ".git"), (root / ".git").mkdir())),
        "git läser inte mappen (not a git repository (or any of the parent directories): .git)",
    ),
    "an empty folder in a repository": (broken(beside_git), "git läser inte .git här, utan ett annat git-förråd"),
    "a link that leads nowhere": (
        broken(lambda root: (shutil.rmtree(root / ".git"), (root / ".git").symlink_to("borta"))),
        "git läser inte mappen (not a git repository (or any of the parent directories): .git)",
    ),
    "a lost worktree": (broken(lost_worktree), "git läser inte mappen (not a git repository: arbete)"),
    "a broken file": (
        broken(lambda root: (shutil.rmtree(root / ".git"), written("hej", ".git")(root))),
        "git läser inte mappen (invalid gitfile format: .git)",
    ),
    "an extension of the future": (
        broken(steps(told("config", "core.repositoryformatversion", "1"), told("config", "extensions.framtid", "1"))),
        "git läser inte mappen (unknown repository extension found: framtid)",
    ),
    "a format of the future": (
        broken(told("config", "core.repositoryformatversion", "99")),
        "git läser inte mappen (Expected git repo version <= 1, found 99)",
    ),
    "no commit object": (broken(without("HEAD")), "git läser inte mappen (bad object HEAD)"),
    "no listing": (broken(without("HEAD:followups")), "git läser inte mappen (Could not read …)"),
    "bare": (broken(told("config", "core.bare", "true")), "git räknar inte mappen till sitt arbetsträd"),
    "another work tree": (
        broken(told("config", "core.worktree", "/")), "git läser inte .git här, utan ett annat git-förråd",
    ),
    "a bare repository in the folder": (
        broken(steps(into_subfolder, told("init", "-q", "--bare", "."))),
        "git läser inte mappen (cannot use bare repository 'forrad' (safe.bareRepository is 'explicit'))",
    ),
    "the plan is not in it": (
        broken(lambda root: (shutil.rmtree(root / ".git"), in_git(root.parent, "init", "-q"),
                             in_git(root.parent, "commit", "-q", "--allow-empty", "-m", "Tomt"))),
        "planmappen finns inte i den senaste versionen i git",
    ),
    "a submodule whose .git is gone": (
        broken(lambda root: (in_git(root.parent, "init", "-q"), commit_all(root.parent), shutil.rmtree(root / ".git"))),
        "planmappen finns inte i den senaste versionen i git",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", UNKNOWN)
def test_a_version_that_is_unknown_says_why(case: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is vouched for, and git's own reason is told, but for the folders it names."""
    prepare, reason = UNKNOWN[case]
    repository = api.load(root).repository
    assert repository is not None
    prepare(root, monkeypatch)
    monkeypatch.setattr(git, "_SECONDS", 0.1 if case == "slow" else 60)
    state = git.standing(root, repository)
    told = re.sub("[0-9a-f]{40}", "…", state.reason)
    assert (state.commit, told, state.is_outside) == (None, reason, case == "outside")
    said = f"Version: {reason}, så versionen är okänd" if case != "outside" else "Version: utanför git"
    assert (
        f"Version: {re.sub('[0-9a-f]{40}', '…', provenance_of(repository, git.standing(root, repository)).state)}"
        == said
    )


INHERITED = {
    "GIT_DIR": "{other}/.git",
    "GIT_WORK_TREE": "{other}",
    "GIT_INDEX_FILE": "{other}/.git/index",
    "GIT_OBJECT_DIRECTORY": "{other}/.git/objects",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES": "{other}/.git/objects",
    "GIT_COMMON_DIR": "{other}/.git",
    "GIT_CEILING_DIRECTORIES": "{root}",
    "GIT_NAMESPACE": "annat",
    "GIT_PREFIX": "annat/",
    "GIT_CONFIG": "{other}/.git/config",
    "GIT_CONFIG_COUNT": "1",
    "GIT_CONFIG_KEY_0": "core.bare",
    "GIT_CONFIG_VALUE_0": "true",
    "GIT_CONFIG_PARAMETERS": "'core.bare'='true'",
    "GIT_SHALLOW_FILE": "{other}/shallow",
    "GIT_GRAFT_FILE": "{other}/grafts",
    "GIT_REPLACE_REF_BASE": "refs/heads/",
    "GIT_TRACE": "1",
    "GIT_EXEC_PATH": "{other}",
}


def test_another_repository_is_never_asked_by_what_a_hook_passes_on(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    into_subfolder(root)
    state = git.standing(root, api.load(root).repository)
    other = tmp_path / "annat"
    other.mkdir()
    in_git(other, "init", "-q", "-b", "main")
    in_git(other, "commit", "-q", "--allow-empty", "-m", "Annat")
    listed = subprocess.run(
        ["git", "rev-parse", "--local-env-vars"], check=True, capture_output=True, text=True
    )
    for name in {*INHERITED, *listed.stdout.split()}:
        monkeypatch.setenv(name, INHERITED.get(name, "1").format(other=other, root=root))
        assert git.standing(root, api.load(root).repository) == state, name
    assert state.differences == ""


def test_outside_git_says_so(repository_from: Build) -> None:
    root = repository_from("")
    with pytest.raises(UsageFault, match=r"är inget git-förråd, så HEAD går inte att läsa\.$"):
        api.load_at(root, "HEAD")
    assert git.standing(root) == git.GitStanding(reason="mappen är inget git-förråd", is_outside=True)


NOT_WHOLE: Mapping[str, tuple[Prepare, str]] = {
    "a submodule": (
        in_submodule,
        "followups är ett eget git-förråd (submodul) i versionen HEAD, så det som står där går inte att läsa.",
    ),
    "a link": (
        linked(ANSWERS, "../../trygghet.yaml"),
        (
            f"{ANSWERS} går inte att läsa där grenen lämnade HEAD: det här är en länk, och länkar följs inte; lägg"
            " filerna här."
        ),
    ),
    "a link to a folder": (
        linked("followups", "undan"),
        (
            "followups går inte att läsa där grenen lämnade HEAD: det här är en länk, och länkar följs inte; lägg"
            " filerna här."
        ),
    ),
    "too large": (
        steps(written(f"{ANSWERED}#{'x' * (1 << 20)}"), commit_all, written(ANSWERED)),
        f"{ANSWERS} går inte att läsa där grenen lämnade HEAD: filen är större än 1 MiB.",
    ),
    "a pointer": (
        as_pointer,
        (
            f"{ANSWERS} går inte att läsa där grenen lämnade HEAD: här står en pekare till Git LFS; innehållet finns inte"
            " i versionen."
        ),
    ),
    "a folder named as a file": (
        steps(
            lambda root: (root / "plan/x.yaml").mkdir(),
            written("", "plan/x.yaml/läs"),
            commit_all,
            lambda root: shutil.rmtree(root / "plan/x.yaml"),
        ),
        "plan/x.yaml går inte att läsa där grenen lämnade HEAD: här väntas en vanlig fil, inte en mapp eller enhet.",
    ),
    "no file object": (
        without(f"HEAD:{ANSWERS}"),
        "versionen HEAD finns inte hel i den här klonen; hämta den först.",
    ),
    "half a file object": (
        lambda root: object_file(root, f"HEAD:{ANSWERS}").write_bytes(b"x"),
        "versionen HEAD finns inte hel i den här klonen; hämta den först.",
    ),
    "no listing": (
        without("HEAD:followups"),
        "git läser inte mappen (Could not read …), så HEAD går inte att läsa.",
    ),
    "nothing committed": (
        told("checkout", "-q", "--orphan", "ny"),
        "inget är incheckat i git än, så HEAD går inte att läsa.",
    ),
}


@pytest.mark.parametrize("case", NOT_WHOLE)
def test_a_version_that_is_not_there_whole_is_not_compared_with(case: str, root: Path) -> None:
    """What cannot be read of a version is never taken as nothing, which would make all of today new."""
    prepare, said = NOT_WHOLE[case]
    prepare(root)
    with pytest.raises(UsageFault) as raised:
        api.load_before(root, "HEAD")
    assert re.sub("[0-9a-f]{40}", "…", str(raised.value)) == said


COMMANDS = (
    ("validate", "--since", "HEAD"),
    ("check", "2024", "--since", "HEAD"),
    ("report", "2024", "--at", "HEAD"),
    ("diff", "HEAD"),
    ("diff", "HEAD", "--format", "comment"),
    ("log",),
)


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_what_git_refuses_is_said_by_every_command(arguments: tuple[str, ...], root: Path) -> None:
    (root / ".git/HEAD").write_text("skräp", encoding="utf-8")
    done = trygghet(*arguments, at=root)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (
        2,
        (
            "Fel: git läser inte mappen (not a git repository (or any of the parent directories): .git), så HEAD går"
            " inte att läsa."
        ),
    )


def test_files_that_are_gone_are_told(root: Path) -> None:
    """In a sparse checkout, of which `git status` says nothing."""
    in_git(root, "status")
    in_git(root, "sparse-checkout", "set", "plan")
    gone = f"1\xa0fil som fanns i den äldre versionen saknas i mappen ({ANSWERS}){HIDDEN}.\n"
    assert gone in trygghet("validate", "--since", "HEAD", at=root).stderr
    assert gone in trygghet("diff", "HEAD", at=root).stderr
    assert gone in trygghet("diff", "HEAD", "--format", "comment", at=root).stderr
    assert trygghet("log", at=root).stderr == (
        f"Filer i mappen skiljer sig från den senaste versionen, med {MISSING}{HIDDEN}. Det syns med trygghet diff"
        f" HEAD.\nNästa steg: trygghet diff {git.commit_name(root, 'HEAD')[:12]}\n"
    )


def test_a_form_names_a_version_only_when_it_was_made_from_it(root: Path) -> None:
    """The commit in it is what a later merge of the form is compared with."""
    ask = ("form", "export", "--all", "--format", "html", "--year", "2024")

    def named() -> set[str]:
        return {
            name
            for page in (root / "forms").rglob("*.html")
            for name in re.findall('"commit": ?"([^"]*)"', page.read_text(encoding="utf-8"))
        }

    assert trygghet(*ask, at=root).returncode == 0
    assert named() == {git.commit_name(root, "HEAD")}
    (root / ANSWERS).unlink()
    assert trygghet(*ask, at=root).stderr.startswith(
        f"Obs: blanketterna säger ingen version i git: mappen har {MISSING}.\n"
    )
    assert named() == {""}


def test_the_past_of_what_became_a_submodule_is_not_told_as_removed(root: Path) -> None:
    in_submodule(root)
    done = trygghet("log", at=root)
    assert "borttaget" not in done.stdout
    assert done.stderr == (
        "Det som har stått i followups syns inte för den tid då det var ett eget git-förråd (submodul) eller en länk.\n"
        "Filer i mappen skiljer sig från den senaste versionen, med followups ur ett eget git-förråd (submodul). Det syns"
        f" med trygghet diff HEAD.\nNästa steg: trygghet diff {git.commit_name(root, 'HEAD~1')[:12]}\n"
    )


def test_a_clone_without_some_objects_tells_what_the_others_say(root: Path, tmp_path: Path) -> None:
    """A git that stops at the first object that is not there is asked for those that are."""
    (root / ANSWERS).write_text(ANSWERED.replace("04-18", "05-18"), encoding="utf-8")
    commit_all(root)
    in_git(root, "config", "uploadpack.allowFilter", "true")
    in_git(tmp_path, "clone", "-q", "--filter=blob:none", root.as_uri(), "delar")
    done = trygghet("log", at=tmp_path / "delar")
    assert "Nytt organ: Miljönämnden.\n" in done.stdout
    assert done.stderr.startswith(
        "1\xa0äldre version av filer finns inte i klonen, och det de ändrade syns inte.\n"
    )


def test_a_parent_by_graft_is_no_parent(root: Path) -> None:
    """What somebody has laid over the history counts no more than what is laid over an object."""
    (root / ANSWERS).write_text(ANSWERED.replace("04-18", "05-18"), encoding="utf-8")
    commit_all(root)
    (root / ".git/info").mkdir(exist_ok=True)
    (root / ".git/info/grafts").write_text(f"{git.commit_name(root, 'HEAD')}\n", encoding="utf-8")
    done = trygghet("log", at=root)
    assert done.stdout.count("  Test\n") == 2
    assert done.stderr == f"Nästa steg: trygghet diff {git.commit_name(root, 'HEAD~1')[:12]}\n"


PROGRAMS = (
    "core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "core.alternateRefsCommand",
    "core.gitProxy", "credential.helper", "diff.external", "diff.x.command", "diff.x.textconv", "filter.x.clean",
    "filter.x.smudge", "filter.x.process", "gpg.program", "gpg.ssh.program", "merge.x.driver", "pager.log",
    "pager.rev-list", "remote.origin.uploadpack", "remote.origin.vcs", "sequence.editor",
    "uploadpack.packObjectsHook", "alias.rev-parse", "alias.ls-tree",
)  # fmt: skip
"""Settings that name a program."""
HOOKS = ("fsmonitor-watchman", "post-checkout", "post-index-change", "pre-auto-gc", "reference-transaction")


def test_nothing_that_a_repository_names_is_run(root: Path, tmp_path: Path) -> None:
    """Programs in its settings and hooks, and the fetching of objects that it says are elsewhere."""
    canary, program = tmp_path / "canary", tmp_path / "program.sh"
    program.write_text(f"#!/bin/sh\necho $0 $* >> {canary}\ncat\n", encoding="utf-8")
    program.chmod(0o755)
    settings = [(key, f"!{program}" if key.startswith("alias.") else str(program)) for key in PROGRAMS]
    settings += [
        ("log.showSignature", "true"),
        ("remote.origin.promisor", "true"),
        ("core.fsmonitorHookVersion", "2"),
    ]
    settings += [("extensions.partialClone", "origin"), ("core.repositoryFormatVersion", "1")]
    settings += [("remote.origin.url", f"ext::{program} %S"), ("core.hooksPath", str(tmp_path / "krokar"))]
    settings += [
        (f"protocol.{name}.allow", "always") for name in ("ext", "file", "ssh", "http", "https", "git", "x")
    ]
    with (root / ".git/config").open("a", encoding="utf-8") as file:
        for key, value in settings:
            section, _, name = key.rpartition(".")
            top, _, which = section.partition(".")
            file.write(f'[{top} "{which}"]\n' if which else f"[{top}]\n")
            file.write(f'{name} = "{value}"\n')
    for folder in (root / ".git/hooks", tmp_path / "krokar"):
        folder.mkdir(exist_ok=True)
        for hook in HOOKS:
            shutil.copy(program, folder / hook)
    (root / ".gitattributes").write_text("* filter=x diff=x merge=x\n", encoding="utf-8")
    (root / ANSWERS).write_text(f"{ANSWERED}# mer\n", encoding="utf-8")
    before = api.load(root).repository
    assert git.standing(root, before).differences == CHANGED
    for missing in (f"HEAD:{ANSWERS}", "HEAD"):
        for arguments in (*COMMANDS[2:], ("form", "export", "--all", "--format", "html")):
            assert trygghet(*arguments, at=root).returncode in (0, 1, 2), arguments
        object_file(root, missing).unlink()
    assert git.standing(root, before).commit is None
    assert not canary.exists()


def test_a_damaged_past_is_not_told(root: Path) -> None:
    """Git hands out an object that it has stored, whatever is in it."""

    def made(*arguments: str, data: bytes = b"") -> str:
        command = ["git", "-C", root, *IDENTITY, *arguments]
        return subprocess.run(command, input=data, check=True, capture_output=True).stdout.decode().strip()

    damaged = made(
        "hash-object", "-t", "tree", "-w", "--literally", "--stdin", data="100644 plan\0å".encode()
    )
    before = made("commit-tree", "-m", "Trasig", damaged)
    after = made("commit-tree", "-m", "Hel", "-p", before, "HEAD^{tree}")
    in_git(root, "update-ref", "HEAD", after)
    done = trygghet("log", at=root)
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        f"Fel: historien till {after[:12]} finns inte hel i den här klonen; hämta den utan filter först.\n",
    )


def test_too_large_a_file_in_the_past_is_not_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither for its own sake, nor into memory."""
    written(f"{ANSWERED}#{'x' * (1 << 20)}")(root)
    commit_all(root)
    written(ANSWERED)(root)
    commit_all(root)
    read: list[int] = []
    contents = git.blob_contents

    def counted(*arguments: Any) -> Mapping[str, bytes]:
        found = contents(*arguments)
        read.extend(map(len, found.values()))
        return found

    monkeypatch.setattr(git, "blob_contents", counted)
    said = trygghet("log", at=root).stdout
    assert f"  {ANSWERS} gick inte att läsa i den här versionen; det räknas som det stod förut.\n" in said
    assert max(read) < 1 << 20


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
    assert (done.returncode, done.stderr) == (
        1,
        (
            "Planmappen a/ett:\nPlanmappen två:\n"
            "Nästa steg: trygghet check --fix, som visar vad som säkert kan rättas\n"
        ),
    )
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
        (
            "Fel: --each söker i ett git-förråd, och här går inget att läsa: git läser inte mappen "
            "(not a git repository (or any of the parent directories): .git).\n"
        ),
    )


def test_a_version_of_too_many_files_is_not_read(versioned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git, "MAX_FILES", 3)
    monkeypatch.setattr(commits, "MAX_FILES", 3)
    for words in ("report 2024 --at HEAD", "validate --since HEAD", "diff HEAD", "log"):
        done = trygghet(*words.split(), at=versioned)
        assert (done.returncode, "har fler än 20000 filer" in done.stderr) == (2, True), words
