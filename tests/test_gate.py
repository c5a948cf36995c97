"""What decides the exit code: severity, chosen codes, a baseline of known findings, and what a branch brought."""

import json
import subprocess
from pathlib import Path

import pytest

from command import trygghet
from conftest import Build, write_files
from test_git import in_git

ANSWERED = """\
--- followups/2024/miljonamnden.yaml
organ: miljonamnden
år: 2024
beslut: {datum: 2025-01-20}
svar:
  rsa:
    status: uppfylls
    datum: 2024-04-18
    diarienumer: MN 2024/1
"""
PARTLY = ANSWERED.replace("uppfylls\n", "uppfylls delvis\n").replace("    diarienumer: MN 2024/1\n", "")
CHECK = ("check", "2024", "--as-of", "2025-03-31", "--output-format", "concise")


@pytest.fixture
def branch(repository_from: Build) -> Path:
    """Return a repository with one old fault on main, on a branch that has changed nothing yet."""
    root = repository_from(ANSWERED)
    in_git(root, "init", "-q", "-b", "main")
    in_git(root, "add", "-A")
    in_git(root, "commit", "-qm", "Först")
    in_git(root, "checkout", "-qb", "gren")
    return root


def commit(root: Path, files: str) -> None:
    write_files(root, files)
    in_git(root, "add", "-A")
    in_git(root, "commit", "-qm", "Ändring")


def told(root: Path, *arguments: str) -> tuple[int, list[str], str]:
    done = trygghet(*arguments, at=root)
    return done.returncode, done.stdout.splitlines(), done.stderr


@pytest.mark.parametrize(("threshold", "code"), [("error", 0), ("warning", 1), ("info", 1), ("never", 0)])
def test_fail_on(threshold: str, code: int, repository_from: Build) -> None:
    done = trygghet(*CHECK, "--fail-on", threshold, at=repository_from(PARTLY))
    assert done.stdout.endswith("Hittade 1\xa0varning i 7\xa0filer.\n")
    assert done.returncode == code


def test_an_error_never_stops_with_never(repository_from: Build) -> None:
    assert trygghet("validate", "--fail-on", "never", at=repository_from(ANSWERED)).returncode == 0


@pytest.mark.parametrize(
    ("status", "note"),
    [
        ("Uppfyllt", "Nästa steg: trygghet check --fix, som visar vad som säkert kan rättas\n"),
        ("kanske", ""),
    ],
)
def test_what_can_be_put_right_is_said_where_it_is_found(
    status: str, note: str, repository_from: Build
) -> None:
    root = repository_from(ANSWERED.replace("status: uppfylls", f"status: {status}"))
    done = trygghet("validate", at=root)
    assert (done.returncode, done.stderr) == (1, note)
    checked = trygghet("check", "2024", "--as-of", "2025-03-31", at=root).stderr.splitlines()
    assert (f"{checked[-1]}\n" == note) is bool(note)


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ((), ["TP102", "TP107"]),
        (("--select", "TP102"), ["TP102"]),
        (("--select", "tp107,TP4"), ["TP107"]),
        (("--select", "TP4", "--select", "TP102"), ["TP102"]),
        (("--select", "TP1", "--ignore", "TP102"), ["TP107"]),
        (("--ignore", "TP1"), []),
    ],
)
def test_select_and_ignore(options: tuple[str, ...], codes: list[str], repository_from: Build) -> None:
    root = repository_from(f"{ANSWERED}--- followups/2024/kopia.yml\norgan: miljonamnden\n")
    done = trygghet("validate", "--output-format", "json", *options, at=root)
    assert sorted({one["code"] for one in json.loads(done.stdout)["findings"]}) == codes
    assert done.returncode == (1 if codes else 0)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("TP111", "ingen regel har koden TP111; menade du ”TP1"),
        ("TP99", "ingen regel har koden TP99"),
    ],
)
def test_an_unknown_code_ends_with_2(code: str, said: str, repository_from: Build) -> None:
    done = trygghet("validate", "--select", code, at=repository_from())
    assert done.returncode == 2
    assert done.stderr.startswith(f"Fel: {said}")


def test_a_foundation_that_cannot_be_read_is_told_whatever_is_selected(repository_from: Build) -> None:
    root = repository_from("--- trygghet.yaml\nschema: [\n")
    done = trygghet("check", "--select", "TP601", at=root)
    assert done.returncode == 1
    assert "TP010" in done.stdout


def test_a_baseline_lets_what_is_known_pass_until_its_record_changes(repository_from: Build) -> None:
    root = repository_from(ANSWERED)
    wrote = told(
        root, "validate", "--output-format", "concise", "--baseline", "kant.json", "--write-baseline"
    )
    assert wrote[0] == 0
    assert wrote[2] == "Skrev kant.json med 1\xa0känt fynd.\n"
    known = told(root, "validate", "--output-format", "concise", "--baseline", "kant.json")
    assert known == (
        0,
        [
            "followups/2024/miljonamnden.yaml:8:5: fel TP102 ”diarienumer” används inte i svaret; underlag som begärs: datum (känt)",
            "Inga nya fynd i 7\xa0filer. Dessutom är 1\xa0fynd känt i baslinjen.",
        ],
        "",
    )
    write_files(root, ANSWERED.replace("organ:", "# Fler rader, samma svar\n\norgan:"))
    assert told(root, "validate", "--baseline", "kant.json")[0] == 0
    write_files(root, ANSWERED.replace("2024-04-18", "2024-04-19"))
    changed = told(root, "validate", "--output-format", "concise", "--baseline", "kant.json")
    assert changed[0] == 1
    assert changed[1][-1] == "Hittade 1\xa0fel i 7\xa0filer."
    assert changed[2] == (
        "1 av baslinjens fynd hittades inte: de är lösta, har ändrats eller hör till en annan kontroll. "
        "Skriv om den: lägg till --write-baseline.\n"
    )


def test_a_second_finding_of_the_same_kind_is_not_known(repository_from: Build) -> None:
    text = "--- followups/2024/miljonamnden.yaml\norgan: miljonamnden\når: 2024\nar: 2024\n"
    root = repository_from(text)
    told(root, "validate", "--baseline", "kant.json", "--write-baseline")
    write_files(root, text + "or: 2024\n")
    assert told(root, "validate", "--baseline", "kant.json")[0] == 1


def test_a_baseline_quotes_nothing_and_never_holds_secrecy(repository_from: Build) -> None:
    root = repository_from(f"{ANSWERED}    kommentar: Ring 19121212-1212 om det\n")
    done = trygghet("validate", "--baseline", "kant.json", "--write-baseline", at=root)
    assert done.stderr.endswith("1\xa0fynd om sekretess togs inte med; rätta dem.\n")
    text = (root / "kant.json").read_text("utf-8")
    assert "1212" not in text
    assert {one["code"] for one in json.loads(text)["findings"]} == {"TP102"}


def test_what_was_not_read_is_told_whatever_is_left_out(branch: Path) -> None:
    told(branch, "validate", "--baseline", "kant.json", "--write-baseline")
    commit(branch, "--- followups/2024/socialnamnden.yaml\norgan: [\n")
    code, _, note = told(branch, "validate", "--baseline", "ny.json", "--write-baseline")
    assert (code, note) == (1, "Baslinjen skrevs inte: rätta först det som inte går att läsa.\n")
    assert not (branch / "ny.json").exists()
    for words in ("--select TP5", "--ignore TP0", "--since HEAD", "--baseline kant.json"):
        code, lines, _ = told(branch, "validate", *words.split(), "--output-format", "concise")
        assert (code, [line.split()[2] for line in lines if "social" in line]) == (1, ["TP010"]), words


def test_a_baseline_of_one_year_says_nothing_of_the_next(repository_from: Build) -> None:
    root = repository_from("--- followups/2024/miljonamnden.yaml\n")
    known = ("--baseline", "kant.json")
    assert (
        trygghet("check", "2024", "--as-of", "2026-06-30", *known, "--write-baseline", at=root).returncode
        == 0
    )
    assert trygghet("check", "2024", "--as-of", "2026-06-30", *known, at=root).returncode == 0
    assert trygghet("check", "2025", "--as-of", "2026-06-30", *known, at=root).returncode == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "baslinjen kant.json finns inte. Skriv den först: lägg till --write-baseline."),
        ("[]", "kant.json är ingen baslinje. Skriv en med --write-baseline."),
        ("{", "kant.json är ingen baslinje. Skriv en med --write-baseline."),
        (
            '{"format": "trygghet-baseline", "version": 7, "findings": []}',
            "baslinjen kant.json har en annan version (7) än den som programmet läser (1). Byt programversion, eller skriv om den med --write-baseline.",
        ),
        (
            '{"format": "trygghet-baseline", "version": 1, "findings": [1]}',
            "baslinjen kant.json är skadad. Skriv om den med --write-baseline.",
        ),
    ],
)
def test_a_baseline_that_cannot_be_used(text: str | None, said: str, repository_from: Build) -> None:
    root = repository_from()
    if text is not None:
        (root / "kant.json").write_text(text, encoding="utf-8")
    done = trygghet("validate", "--baseline", "kant.json", at=root)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"Fel: {said}\n")


def test_a_baseline_needs_a_file_and_all_findings(repository_from: Build) -> None:
    for options in (["--write-baseline"], ["--write-baseline", "--baseline", "x", "--since", "main"]):
        done = trygghet("validate", *options, at=repository_from() if options[1:] == [] else Path())
        assert done.returncode == 2
        assert "lägg till --baseline FIL, utan --since" in done.stderr


def test_since_leaves_out_what_was_there_before(branch: Path) -> None:
    assert told(branch, "validate", "--output-format", "concise", "--since", "main") == (
        0,
        ["Inga nya fynd i 7\xa0filer. 1\xa0äldre fynd visas inte; det fanns redan i main."],
        "",
    )


def test_since_tells_of_a_record_the_branch_touched(branch: Path) -> None:
    commit(branch, ANSWERED.replace("2024-04-18", "2024-05-18"))
    code, lines, _ = told(branch, "validate", "--output-format", "concise", "--since", "main")
    assert code == 1
    assert "diarienumer" in lines[0]
    assert lines[1] == "Hittade 1\xa0fel i 7\xa0filer. Inget äldre fynd utelämnas (jämfört med main)."


def test_since_follows_a_renamed_obligation_into_the_answers(branch: Path) -> None:
    path = branch / "plan" / "fokusomraden" / "1-trygghet.yaml"
    path.write_text(path.read_text("utf-8").replace("  rsa:\n", "  riskanalys:\n"), encoding="utf-8")
    in_git(branch, "commit", "-qam", "Byt id")
    code, lines, _ = told(branch, "validate", "--output-format", "concise", "--since", "main")
    assert code == 1
    assert lines[0].startswith("followups/2024/miljonamnden.yaml:5:3: fel TP302 skyldighet ”rsa” finns inte")


def test_since_tells_what_a_deleted_file_means(branch: Path) -> None:
    commit(branch, "--- followups/2024/miljonamnden.yaml\n")
    code, lines, _ = told(branch, *CHECK, "--since", "main")
    assert code == 1
    assert "TP601 Miljönämnden: ”Risk- och sårbarhetsanalys” är obesvarad" in lines[0]


def test_since_compares_with_where_the_branch_left_and_not_with_what_came_after(branch: Path) -> None:
    in_git(branch, "checkout", "-q", "main")
    commit(branch, ANSWERED.replace("    diarienumer: MN 2024/1\n", ""))
    in_git(branch, "checkout", "-q", "gren")
    assert told(branch, "validate", "--since", "main")[0] == 0


def test_since_with_a_detached_head(branch: Path) -> None:
    commit(branch, ANSWERED.replace("2024-04-18", "2024-05-18"))
    in_git(branch, "checkout", "-q", "--detach")
    assert told(branch, "validate", "--since", "main")[0] == 1


def test_since_an_unknown_revision(branch: Path) -> None:
    done = trygghet("validate", "--since", "finns-inte", at=branch)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "Fel: git känner inte till versionen finns-inte. Här finns gren och main.\n"


def test_since_without_git(repository_from: Build) -> None:
    done = trygghet("validate", "--since", "main", at=repository_from())
    assert done.returncode == 2
    assert done.stderr.endswith("är inget git-förråd, så main går inte att läsa.\n")


def test_since_in_a_shallow_clone_says_what_to_fetch(branch: Path, tmp_path: Path) -> None:
    commit(branch, ANSWERED.replace("2024-04-18", "2024-05-18"))
    clone = tmp_path / "grund"
    subprocess.run(
        ["git", "clone", "-q", "--depth=1", "--no-single-branch", branch.as_uri(), clone], check=True
    )
    done = trygghet("validate", "--since", "origin/main", at=clone)
    assert done.returncode == 2
    assert done.stderr == (
        "Fel: klonen är grund (shallow), så det syns inte var grenen lämnade origin/main. "
        "Hämta hela historiken först: git fetch --unshallow.\n"
    )


def test_since_another_history(branch: Path) -> None:
    in_git(branch, "checkout", "-q", "--orphan", "annan")
    in_git(branch, "commit", "-qm", "Ny början")
    done = trygghet("validate", "--since", "main", at=branch)
    assert done.returncode == 2
    assert done.stderr == ("Fel: grenen och main har ingen gemensam historia, så de går inte att jämföra.\n")


def test_a_merge_in_progress(branch: Path) -> None:
    commit(branch, ANSWERED.replace("2024-04-18", "2024-05-18"))
    in_git(branch, "checkout", "-q", "main")
    commit(branch, ANSWERED.replace("2024-04-18", "2024-06-18"))
    subprocess.run(["git", "-C", branch, "merge", "-q", "gren"], check=False, capture_output=True)
    code, lines, notes = told(branch, "validate", "--output-format", "concise", "--since", "gren")
    assert code == 1
    assert "TP004" in lines[0]
    assert notes == "En sammanslagning pågår: jämförelsen gäller filerna som de ligger i mappen.\n"
    done = trygghet("validate", "--baseline", "kant.json", "--write-baseline", at=branch)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "Fel: en sammanslagning pågår; slutför den innan baslinjen skrivs.\n"


def test_since_a_version_without_a_plan(branch: Path) -> None:
    in_git(branch, "checkout", "-q", "--orphan", "tom")
    in_git(branch, "rm", "-rqf", "--cached", ".")
    in_git(branch, "commit", "-q", "--allow-empty", "-m", "Tomt")
    in_git(branch, "add", "-A")
    in_git(branch, "commit", "-qm", "Planen")
    done = trygghet("validate", "--since", "HEAD~1", at=branch)
    assert done.returncode == 2
    assert done.stderr.endswith(" har ingen planmapp (trygghet.yaml saknas).\n")


def test_since_in_a_worktree_of_its_own(branch: Path, tmp_path: Path) -> None:
    in_git(branch, "worktree", "add", "-q", str(tmp_path / "arbete"), "-b", "annan")
    commit(tmp_path / "arbete", ANSWERED.replace("2024-04-18", "2024-05-18"))
    assert told(tmp_path / "arbete", "validate", "--since", "main")[0] == 1
