"""`log`: who changed which answer when, in words; what a clone cannot see; configuration that is never run."""

import re
from pathlib import Path

import pytest

import pull_requests
from command import trygghet
from conftest import Golden
from trygghetsplan.plan.example import EXAMPLE

LEFT_OUT = ("borttagen-fil", "kvarglomd-konflikt", "andra-ansvariga", "nytt-id")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pull requests one after the other on `main`."""
    place = tmp_path_factory.mktemp("historia") / "forrad"
    pull_requests.start(place)
    requests = [request for request in pull_requests.PULL_REQUESTS if request.branch not in LEFT_OUT]
    for number, request in enumerate(requests, 3):
        request.change(place)
        pull_requests.commit(place, request.message, f"2025-02-{number:02}", "Pelle Plan")
    for path in (
        pull_requests.CRISIS,
        "plan/beslut.yaml",
        *(
            f"followups/{found.relative_to(place / 'followups')}"
            for found in sorted(place.glob("followups/*/*.yaml"))
        ),
    ):
        text = (place / path).read_text(encoding="utf-8")
        pull_requests.write(
            place, path, text.replace("  rsa:\n", "  riskanalys:\n").replace("[rsa]", "[riskanalys]")
        )
    pull_requests.commit(place, "Nytt id", "2025-02-20")
    pull_requests.git(place, "mv", "plan/fokusomraden/2-kris.yaml", "plan/fokusomraden/3-kris.yaml")
    pull_requests.commit(place, "Flytta filen", "2025-02-21")
    return place


@pytest.mark.parametrize("subject", ["socialnamnden", "riskanalys", "krisplan", "miljonamnden"])
def test_what_happened_to_a_body_or_an_obligation(subject: str, root: Path, golden: Golden) -> None:
    done = trygghet("log", subject, at=root)
    oldest = re.findall(r"^\S+  ([0-9a-f]{7,})", done.stdout, re.MULTILINE)[-1]
    assert done.returncode == 0
    assert re.fullmatch(rf"Nästa steg: trygghet diff {oldest}[0-9a-f]*\n", done.stderr)
    golden(f"log/{subject}.txt", done.stdout)


def test_a_renamed_id_leads_to_what_it_is_called_now(root: Path) -> None:
    assert trygghet("log", "rsa", at=root).stdout == trygghet("log", "riskanalys", at=root).stdout


def test_answers_that_were_changed_after_the_decision(root: Path, golden: Golden) -> None:
    golden("log/amended.txt", trygghet("log", "--amended", at=root).stdout)


def test_a_changed_obligation_is_told_as_in_diff_with_its_fields(tmp_path: Path) -> None:
    root = tmp_path / "forrad"
    pull_requests.start(root)
    pull_requests.given_to_others(root)
    pull_requests.commit(root, "Flytta", "2025-02-03")
    sentence = (
        "  ”Systematiskt brandskydd”: gäller nu även kommunstyrelsen, men inte längre Ängsköpings Bostäder AB,"
        " tiden är ändrad och andra underlag begärs.\n"
    )
    assert sentence in trygghet("diff", "HEAD~1", "HEAD", at=root).stdout
    told = trygghet("log", "brandskydd", at=root).stdout
    assert (
        f"{sentence}"
        "      ansvariga: tekniska-namnden, bolaget → tekniska-namnden, kommunstyrelsen\n"
        "      periodicitet: årligen → vart tredje år\n"
        "      första: inget → 2023\n"
        "      underlag: datum → datum, genomfört\n"
    ) in told


def test_what_a_successor_changes_after_the_decision_shows_and_the_move_does_not(tmp_path: Path) -> None:
    root = tmp_path / "forrad"
    pull_requests.start(root)
    pull_requests.ended_body(root)
    pull_requests.commit(root, "Ny nämnd", "2025-02-03")
    assert (
        trygghet("log", "--amended", at=root).stdout
        == f"Inget svar har ändrats efter beslutet.\n\n{EXAMPLE}\n"
    )
    path = "followups/2024/miljo-och-byggnamnden.yaml"
    text = (root / path).read_text(encoding="utf-8")
    pull_requests.write(root, path, text.replace("status: uppfylls\n", "status: uppfylls delvis\n", 1))
    pull_requests.git(root, "add", "-A")
    pull_requests.git(root, "commit", "-q", "--amend", "-m", "Ny nämnd, nytt svar", day="2025-02-03")
    told = trygghet("log", "--amended", at=root).stdout
    assert (
        "Miljö- och byggnämndens svar för 2024 på ”Handlingsplan mot olyckor” ändrades efter beslutet" in told
    )
    assert "togs bort" not in told


def test_a_decision_that_is_taken_away_and_put_back_shows(tmp_path: Path) -> None:
    root = tmp_path / "forrad"
    pull_requests.start(root)
    path, decided = "followups/2024/socialnamnden.yaml", "beslut: {datum: 2025-01-22, paragraf: 14}\n"
    pull_requests.replace(root, path, decided, "")
    pull_requests.commit(root, "Bort med beslutet", "2025-02-03")
    pull_requests.changed_after_decision(root)
    pull_requests.commit(root, "Ändra", "2025-02-04")
    pull_requests.replace(root, path, "exempel: ja\n", f"exempel: ja\n{decided}")
    pull_requests.commit(root, "Tillbaka", "2025-02-05")
    said = trygghet("log", "--amended", at=root).stdout
    assert "2025-02-03" in said
    assert (
        "  Socialnämndens svar för 2024 är inte längre beslutat; uppgiften om beslutet 2025-01-22 är borttagen.\n"
        in said
    )


def test_questions_are_no_answers_that_have_come(tmp_path: Path) -> None:
    root = tmp_path / "forrad"
    pull_requests.start(root)
    asked = "organ: socialnamnden\når: 2025\nsvar:\n  krisplan:\n    status:\n"
    (root / "followups" / "2025").mkdir()
    (root / "followups" / "2025" / "socialnamnden.yaml").write_text(asked, "utf-8")
    pull_requests.commit(root, "Frågor", "2025-11-03")
    assert (
        "\n  Socialnämnden har fått frågorna för 2025.\n" in trygghet("log", "socialnamnden", at=root).stdout
    )


def test_a_file_that_was_broken_for_a_while_has_not_gone(tmp_path: Path) -> None:
    root = tmp_path / "forrad"
    pull_requests.start(root)
    pull_requests.conflict_left(root)
    pull_requests.commit(root, "Krock", "2025-02-03")
    pull_requests.git(root, "checkout", "-q", "HEAD~1", "--", "followups")
    pull_requests.changed_after_decision(root)
    pull_requests.commit(root, "Rätta", "2025-02-04")
    said = trygghet("log", "socialnamnden", at=root).stdout
    assert (
        "  Socialnämndens svar för 2024 på ”Risk- och sårbarhetsanalys” ändrades efter beslutet 2025-01-22 § 14: uppfylls delvis → uppfylls; kommentar togs bort.\n"
        in said
    )
    assert (
        "  followups/2024/socialnamnden.yaml gick inte att läsa i den här versionen; det räknas som det stod förut.\n"
        in said
    )
    assert said.count("har kommit in") == 2


def test_a_change_on_a_branch_is_told_once(tmp_path: Path) -> None:
    root = tmp_path / "forrad"
    pull_requests.start(root)
    pull_requests.git(root, "checkout", "-q", "-b", "sidan")
    pull_requests.changed_after_decision(root)
    pull_requests.commit(root, "På grenen", "2025-02-03")
    pull_requests.git(root, "checkout", "-q", "main")
    pull_requests.reworded_obligation(root)
    pull_requests.commit(root, "På main", "2025-02-04")
    pull_requests.git(root, "merge", "-q", "--no-ff", "-m", "Sammanfoga", "sidan", day="2025-02-05")
    said = trygghet("log", at=root).stdout
    assert said.count("ändrades efter beslutet") == 1
    assert said.count(": omformulerad.") == 1
    assert "2025-02-05" not in said


def test_a_shallow_clone_says_what_it_cannot_see(root: Path, tmp_path: Path) -> None:
    pull_requests.git(tmp_path, "clone", "-q", "--depth", "3", f"file://{root}", "grund")
    done = trygghet("log", "riskanalys", at=tmp_path / "grund")
    oldest = pull_requests.git(tmp_path / "grund", "rev-list", "HEAD").splitlines()[-1][:12]
    assert done.returncode == 0
    assert done.stdout.startswith("2025-02-20  ")
    assert done.stdout.endswith(f": rsa heter nu riskanalys. Inget annat är ändrat.\n\n{EXAMPLE}\n")
    assert f"Klonen är grund (shallow): det som hände till och med {oldest}, " in done.stderr


@pytest.mark.parametrize(
    ("filtered", "code", "said"),
    [
        ("blob:none", 0, "äldre versioner av filer finns inte i klonen, och det de ändrade syns inte.\n"),
        ("tree:0", 2, "finns inte hel i den här klonen; hämta den utan filter först.\n"),
    ],
)
def test_a_partial_clone_says_what_it_lacks(
    filtered: str, code: int, said: str, root: Path, tmp_path: Path
) -> None:
    pull_requests.git(root, "config", "uploadpack.allowFilter", "true")
    pull_requests.git(tmp_path, "clone", "-q", f"--filter={filtered}", f"file://{root}", "delar")
    done = trygghet("log", at=tmp_path / "delar")
    assert done.returncode == code
    assert said in done.stderr
    assert "togs bort" not in done.stdout
    assert "är borttag" not in done.stdout


def test_a_worktree_and_a_subfolder_tell_the_same(root: Path, tmp_path: Path) -> None:
    pull_requests.git(root, "worktree", "add", "-q", "--detach", str(tmp_path / "arbetstrad"))
    said = trygghet("log", "socialnamnden", at=root).stdout
    assert trygghet("log", "socialnamnden", at=tmp_path / "arbetstrad").stdout == said
    pull_requests.git(root, "worktree", "remove", str(tmp_path / "arbetstrad"))
    outer = tmp_path / "yttre"
    pull_requests.start(outer / "inre mapp")
    pull_requests.shutil.move(outer / "inre mapp" / ".git", outer / ".git")
    pull_requests.commit(outer, "Flytta ner", "2025-02-03")
    pull_requests.changed_after_decision(outer / "inre mapp")
    pull_requests.commit(outer, "Rätta", "2025-02-04")
    assert "uppfylls delvis → uppfylls" in trygghet("log", "socialnamnden", at=outer / "inre mapp").stdout


def test_a_submodule_tells_its_own_past(root: Path, tmp_path: Path) -> None:
    outer = tmp_path / "yttre"
    outer.mkdir()
    pull_requests.git(outer, "init", "-q", "-b", "main")
    pull_requests.git(
        outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(root), "plan"
    )
    said = trygghet("log", "krisplan", at=root).stdout
    assert trygghet("log", "krisplan", at=outer / "plan").stdout == said


def test_what_the_repository_configures_is_never_run(tmp_path: Path) -> None:
    root = tmp_path / "forrad"
    pull_requests.start(root)
    pull_requests.write(root, ".gitattributes", "*.yaml diff=ond filter=ond\n")
    pull_requests.changed_after_decision(root)
    pull_requests.commit(root, "Rätta", "2025-02-04")
    trap = tmp_path / "fälla"
    for key in (
        "diff.external", "diff.ond.textconv", "diff.ond.command", "filter.ond.clean", "filter.ond.smudge",
        "core.fsmonitor", "core.pager", "core.editor", "gpg.program", "credential.helper", "core.sshCommand",
    ):  # fmt: skip
        pull_requests.git(root, "config", key, f"touch '{trap}'; cat")
    pull_requests.git(root, "config", "log.showSignature", "true")
    for arguments in (
        ["log"],
        ["log", "--amended"],
        ["diff", "HEAD~1", "HEAD"],
        ["diff", "HEAD~1"],
        ["review"],
    ):
        assert trygghet(*arguments, "--as-of", "2025-03-31", at=root).returncode in (0, 2)
        assert trygghet(*arguments, at=root).returncode == 0
    assert not trap.exists()


def test_an_author_cannot_steer_the_terminal(tmp_path: Path) -> None:
    root = tmp_path / "forrad"
    pull_requests.start(root)
    pull_requests.changed_after_decision(root)
    pull_requests.commit(root, "Rätta", "2025-02-04", "Ond\x1b[2J\x1b]0;x\x07")
    said = trygghet("log", "socialnamnden", at=root).stdout
    assert "\x1b" not in said
    assert "Ond [2J ]0;x\n" in said


def test_outside_git_and_unknown_subjects(tmp_path: Path, root: Path) -> None:
    pull_requests.shutil.copytree(pull_requests.FIXTURE, tmp_path / "utan")
    done = trygghet("log", at=tmp_path / "utan", GIT_CEILING_DIRECTORIES=str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.startswith("Fel: mappen ")
    assert done.stderr.endswith(" är inget git-förråd, så HEAD går inte att läsa.\n")
    done = trygghet("log", "socialnamden", at=root)
    assert (done.returncode, done.stderr) == (
        2,
        "Fel: organet eller skyldigheten socialnamden finns inte; menade du ”socialnamnden”?\n",
    )
