"""Suspect answers: what is written, when something is suspect, and what git still knows of the old wording."""

import re
from datetime import date
from pathlib import Path

import pytest

import pull_requests
from command import trygghet
from conftest import Golden
from trygghetsplan import api
from trygghetsplan.changes.wording import inline, word_diff
from trygghetsplan.editing.edit import Edit, rewrite
from trygghetsplan.editing.layout import FlowMapping
from trygghetsplan.model.review import fingerprint
from trygghetsplan.plan.example import EXAMPLE

WRITE = ("--write", "--by", "Säkerhetschef, kommunkontoret", "--as-of", "2025-02-01")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    place = tmp_path / "forrad"
    pull_requests.start(place)
    return place


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Ha en plan.", "Ha en plan.", "Ha en plan."),
        ("Ha en plan.", "Ha en aktuell plan.", "Ha en {+aktuell+} plan."),
        ("Ha en aktuell plan.", "Ha en plan.", "Ha en [-aktuell-] plan."),
        (
            "Göra en analys varje år.",
            "Göra en analys vartannat år.",
            "Göra en analys [-varje-] {+vartannat+} år.",
        ),
        ("Ha en ”plan”  här.", 'Ha en "plan" här.', 'Ha en "plan" här.'),
        ("Öva larm.", "Utse en funktion som samordnar.", "[-Öva larm.-] {+Utse en funktion som samordnar.+}"),
        ("Ring 070-123 45 67 nu.", "Ring 070-123 45 68.", "Ring ▒▒▒▒▒▒▒ ▒▒ ▒▒ [-nu-]."),
        ("a b c d e f", "a X c Y e f", "a [-b c d-] {+X c Y+} e f"),
    ],
)
def test_the_difference_word_by_word(old: str, new: str, said: str) -> None:
    assert inline(word_diff(old, new)) == said


def test_white_space_and_quotes_keep_the_fingerprint() -> None:
    assert fingerprint("Ha en ”aktuell”  plan\n") == fingerprint('Ha en "aktuell" plan') == "jiigccpbllif"
    assert fingerprint("Ha en risk– och\u00a0sårbarhetsanalys") == fingerprint(
        "Ha en risk\u2011 och sårbarhetsanalys"
    )
    assert fingerprint("Ha en plan") != fingerprint("Ha en Plan")
    assert fingerprint("Ha en plan") != fingerprint("Ha en plan.")


def test_review_writes_who_looked_and_keeps_the_rest(root: Path) -> None:
    path = root / "followups/2023/miljonamnden.yaml"
    path.write_bytes(
        path.read_bytes()
        .replace(b"Krisplan, MN 2023/0120", b"Krisplan # den nya\r")
        .replace(b"\n", b"\r\n")
        .replace(b"\r\r\n", b"\r\n")
    )
    before = path.read_bytes().decode()
    done = trygghet("review", "krisplan", *WRITE, at=root)
    assert (done.returncode, done.stderr) == (0, "Nästa steg: trygghet check\n")
    assert done.stdout.endswith(
        "Skrev followups/2023/tekniska-namnden.yaml\n"
        "4\xa0poster är lästa mot lydelsen som gäller, 2025-02-01, av Säkerhetschef, kommunkontoret.\n"
    )
    stamp = '    granskad: {text: pakjnliipnai, datum: 2025-02-01, av: "Säkerhetschef, kommunkontoret"}\r\n'
    after = path.read_bytes().decode()
    assert after.replace(stamp, "") == before
    assert f"    dokument: Krisplan # den nya\r\n{stamp}" in after
    again = trygghet("review", "krisplan", *WRITE, at=root)
    assert again.stdout == "Inget att skriva: allt är redan läst mot lydelsen som gäller.\n"


def test_a_reworded_obligation_makes_what_depends_on_it_suspect(root: Path, golden: Golden) -> None:
    for duty in ("krisplan", "utbildning"):
        trygghet("review", duty, *WRITE, at=root)
    pull_requests.commit(root, "Läst")
    pull_requests.reworded_obligation(root)
    pull_requests.replace(root, pull_requests.CRISIS, "Utbilda medarbetare i", "Utbilda alla medarbetare i")
    done = trygghet("review", at=root)
    golden("review/suspect.txt", done.stdout)
    loaded = api.load(root)
    found = [finding.rule.code for finding in api.check(loaded, 2024, date(2025, 3, 31)).findings]
    assert (found.count("TP651"), found.count("TP652")) == (7, 1)
    trygghet("review", "utbildning", *WRITE, at=root)
    done = trygghet("review", at=root)
    assert "utbildning" not in done.stdout
    assert done.stdout.startswith("4\xa0svar och beslut gäller en äldre lydelse.\n")


def test_without_a_fingerprint_nothing_is_suspect(root: Path) -> None:
    pull_requests.reworded_obligation(root)
    assert trygghet("review", at=root).stdout == (
        f"Inget svar eller beslut gäller en äldre lydelse.\n\n{EXAMPLE}\n"
    )


def test_what_new_year_asked_about_is_known_without_anybodys_care(root: Path) -> None:
    """The file of a new year says which wording it asked in; a reworded duty makes its answers suspect, until read."""
    (root / "followups/2024/miljonamnden.yaml").unlink()
    trygghet("new", "followup", "2024", "miljonamnden", at=root)
    path = root / "followups/2024/miljonamnden.yaml"
    assert "\nlydelser:\n" in path.read_text("utf-8")
    pull_requests.replace(
        root,
        str(path.relative_to(root)),
        "beslut:\n  datum:\n  diarienummer:\n  paragraf:\n",
        "beslut: {datum: 2025-01-20}\n",
    )
    pull_requests.replace(
        root,
        str(path.relative_to(root)),
        "  krisplan:\n    status:\n    datum:\n    dokument:\n",
        "  krisplan:\n    status: uppfylls ej\n",
    )
    pull_requests.commit(root, "Svaret")
    assert trygghet("review", at=root).stdout.startswith("Inget svar eller beslut gäller en äldre lydelse.")
    pull_requests.reworded_obligation(root)
    line = path.read_text("utf-8").split("\n").index("  krisplan: pakjnliipnai") + 1
    found = trygghet("check", "2024", "--as-of", "2025-03-31", "--output-format", "concise", at=root).stdout
    assert (
        f"followups/2024/miljonamnden.yaml:{line}:13: varning TP651 Miljönämnden: svaret om ”Krisplan med utsedd krisledning” "
        "gavs på en äldre lydelse; läs den nya, se trygghet review krisplan\n"
    ) in found
    said = trygghet("review", at=root).stdout
    assert said.startswith(
        "1\xa0svar eller beslut gäller en äldre lydelse.\n\nKrisplan med utsedd krisledning (krisplan)\n"
        "  Ha en aktuell {+och övad+} plan för kriser {+och höjd beredskap+}, med en utsedd krisledning.\n"
    )
    assert "  Miljönämnden 2024: svar på den äldre lydelsen. followups/2024/miljonamnden.yaml:" in said
    trygghet("review", "krisplan", *WRITE, at=root)
    assert trygghet("review", at=root).stdout.startswith("Inget svar eller beslut gäller en äldre lydelse.")


@pytest.mark.parametrize(
    ("earlier", "later", "suspect"),
    [
        ("abcdefghijkl", "", ["2023"]),  # the answer that is repeated was given to other words
        ("abcdefghijkl", "hdjnphchfbfd", []),  # said again in the words of now
        ("hdjnphchfbfd", "abcdefghijkl", ["2024"]),
        ("abcdefghijkl", "abcdefghijkl", ["2024"]),
        ("", "", []),
    ],
)
def test_an_answer_that_repeats_another_rests_on_the_wording_of_both(
    earlier: str, later: str, suspect: list[str], root: Path
) -> None:
    for year, wording in ((2023, earlier), (2024, later)):
        path = f"followups/{year}/miljonamnden.yaml"
        text = re.sub(r"  rsa:\n(?:    .*\n)+", "", (root / path).read_text("utf-8"))
        status = (
            "uppfylls\n    datum: 2023-11-14\n    diarienummer: MN 2023/0052"
            if year == 2023
            else "oförändrat"
        )
        asked = f"lydelser: {{rsa: {wording}}}\n" if wording else ""
        pull_requests.write(root, path, f"{text}  rsa:\n    status: {status}\n{asked}")
    found = api.check(api.load(root), 2024, date(2025, 3, 31)).findings
    assert [one.where.path.split("/")[1] for one in found if one.rule.code == "TP651"] == suspect


def test_a_question_whose_id_is_gone_is_told_where_its_wording_stands(root: Path) -> None:
    path = "followups/2024/miljonamnden.yaml"
    text = (root / path).read_text("utf-8")
    pull_requests.write(root, path, f"{text}lydelser: {{krisplanen: pakjnliipnai, krisplan: inget}}\n")
    line = text.count("\n") + 1
    done = trygghet("validate", "--output-format", "concise", at=root).stdout
    assert done == (
        f"{path}:{line}:12: fel TP302 skyldighet ”krisplanen” finns inte; menade du ”krisplan”?\n"
        f"{path}:{line}:48: fel TP106 ”inget” är inte ett fingeravtryck, som programmet skriver; ändra det inte för hand\n"
        "Hittade 2\xa0fel i 15\xa0filer.\n"
    )


def test_an_earlier_wording_that_git_does_not_hold(root: Path, tmp_path: Path) -> None:
    trygghet("review", "krisplan", *WRITE, at=root)
    pull_requests.reworded_obligation(root)
    pull_requests.commit(root, "Läst och omformulerat")
    pull_requests.git(tmp_path, "clone", "-q", "--depth", "1", f"file://{root}", "grund")
    said = trygghet("review", "krisplan", at=tmp_path / "grund").stdout
    assert (
        "  Den äldre lydelsen går inte att visa: klonen är grund (shallow); hämta hela historiken.\n" in said
    )
    said = trygghet("review", "krisplan", at=root, PATH=str(tmp_path)).stdout
    assert "  Den äldre lydelsen går inte att visa: git saknas på datorn.\n" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["--write", "--by", "Säkerhetschef"],
            "Fel: ange vilken skyldighet som är läst: trygghet review SKYLDIGHET --write --by FUNKTION.\n",
        ),
        (
            ["rsa", "--write"],
            "Fel: ange vem som har läst med --by FUNKTION, till exempel --by Säkerhetssamordnare.\n",
        ),
        (
            ["rsa", "--write", "--by", "Sara Säker"],
            "Fel: --by ser ut som ett namn på en person; ange en funktion, till exempel Säkerhetssamordnare.\n",
        ),
        (["rsa", "--by", "Säkerhetschef"], "Fel: --by hör till --write; utan den skrivs ingenting.\n"),
        (["rsb"], "Fel: skyldigheten rsb finns inte; menade du ”rsa”?\n"),
    ],
)
def test_wrong_use_ends_with_2(arguments: list[str], said: str, root: Path) -> None:
    done = trygghet("review", *arguments, at=root)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "svar:\n  rsa:\n    status: uppfylls\n",
            "svar:\n  rsa:\n    status: uppfylls\n    granskad: {text: a}\n",
        ),
        ("svar:\n  rsa: {status: uppfylls}\n", "svar:\n  rsa: {status: uppfylls, granskad: {text: a}}\n"),
        (
            "svar:\n  rsa: {\n    status: uppfylls,\n  }\n",
            "svar:\n  rsa: {\n    status: uppfylls, granskad: {text: a},\n  }\n",
        ),
        (
            "svar:\n  rsa:\n    status: uppfylls",
            "svar:\n  rsa:\n    status: uppfylls\n    granskad: {text: a}\n",
        ),
        (
            "svar:\n  rsa:\n    granskad:\n      text: b\n    # sist\n    status: uppfylls\n",
            "svar:\n  rsa:\n    granskad: {text: a}\n    # sist\n    status: uppfylls\n",
        ),
        (
            "svar:\n  rsa:\n    status: uppfylls\n    kommentar: |\n      En rad.\n\n  # nästa\n  krisplan:\n",
            "svar:\n  rsa:\n    status: uppfylls\n    kommentar: |\n      En rad.\n    granskad: {text: a}\n\n  # nästa\n  krisplan:\n",
        ),
        (
            "svar:\n  rsa:\n    status: uppfylls\n    möten:\n    - 2024-01-01 # vår\n",
            "svar:\n  rsa:\n    status: uppfylls\n    möten:\n    - 2024-01-01 # vår\n    granskad: {text: a}\n",
        ),
    ],
)
def test_one_entry_is_set_and_nothing_else(before: str, after: str) -> None:
    assert rewrite(before, [Edit(("svar", "rsa", "granskad"), FlowMapping(text="a"))]) == after


def test_fmt_leaves_what_review_has_written(root: Path) -> None:
    trygghet("fmt", at=root)
    trygghet("review", "utbildning", *WRITE, at=root)
    assert trygghet("fmt", "--check", at=root).returncode == 0
