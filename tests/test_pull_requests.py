"""Pull requests of ten kinds: what the reviewer of each is told, as golden files that read well."""

import re
import shutil
from pathlib import Path

import pytest

from command import trygghet
from conftest import ROOT, Golden, write_files
from test_git import in_git

MODEL = ROOT / "tests" / "fixtures" / "model"
SOCIAL = "followups/2024/socialnamnden.yaml"
CRISIS = "plan/fokusomraden/2-krishantering.yaml"
AS_OF = ("--as-of", "2025-03-31")


def edit(root: Path, path: str, pattern: str, text: str) -> None:
    place = root / path
    before = place.read_text("utf-8")
    after = re.sub(pattern, text, before, count=1, flags=re.MULTILINE)
    assert after != before, f"{pattern} is not in {path}"
    place.write_text(after, encoding="utf-8")


def new_answers(root: Path) -> None:
    write_files(
        root,
        "--- followups/2024/bolaget.yaml\norgan: bolaget\når: 2024\nexempel: ja\nbeslut: {datum: 2025-02-20}\n"
        "svar:\n  rsa: {status: uppfylls, datum: 2024-06-04, diarienummer: BOL 2024/0011}\n"
        "  systemrisk: {status: uppfylls delvis, andel: 8 av 10}\n",
    )


def reworded_obligation(root: Path) -> None:
    edit(root, CRISIS, r"(  rsa:\n    titel: ).*", r"\1Risk- och sårbarhetsanalys varje år")


def renamed_obligation(root: Path) -> None:
    edit(root, CRISIS, r"^  rsa:$", "  riskanalys:")


def deleted_file(root: Path) -> None:
    (root / SOCIAL).unlink()


def protected_answer(root: Path) -> None:
    edit(root, SOCIAL, r"(  krisplan:\n    status: )uppfylls", r"\1uppfylls ej")


def unresolved_merge(root: Path) -> None:
    edit(root, SOCIAL, r"^år: 2024$", "<<<<<<< HEAD\når: 2024\n=======\når: 2023\n>>>>>>> gren")


def misspelt_answer(root: Path) -> None:
    edit(root, SOCIAL, r"^  systemrisk:$", "  systemrisker:")


def reassigned_obligation(root: Path) -> None:
    edit(root, CRISIS, r"(  utbildning-kris:(?:\n    .*)*?\n    ansvariga: ).*", r"\1[kommunstyrelsen]")


def decided_exception(root: Path) -> None:
    write_files(
        root,
        "--- plan/beslut/avsteg.yaml\nbeslut:\n  systembyte:\n    innebörd: avsteg\n    skyldigheter: [systemrisk]\n"
        "    organ: [socialnamnden]\n    till: 2025-12-31\n    skäl: Systemen byts ut under året.\n"
        "    beslut: {organ: kommunfullmaktige, datum: 2024-02-12, paragraf: 9}\n",
    )


def earlier_year(root: Path) -> None:
    edit(
        root,
        "followups/2023/socialnamnden.yaml",
        r"(  systemrisk:\n    status: )uppfylls delvis$",
        r"\1uppfylls ej",
    )


def nothing_that_matters(root: Path) -> None:
    edit(root, SOCIAL, r"\A", "# Granskad av säkerhetssamordnaren.\n\n")


KINDS = (
    new_answers,
    reworded_obligation,
    renamed_obligation,
    deleted_file,
    protected_answer,
    unresolved_merge,
    misspelt_answer,
    reassigned_obligation,
    decided_exception,
    earlier_year,
    nothing_that_matters,
)


def reworded_and_redated(root: Path) -> None:
    """The review's own case: words of a duty, and a day in an answer that was decided. No verdict moves."""
    edit(
        root,
        CRISIS,
        r"(  rsa:\n    titel: .*\n    text: ).*",
        r"\1Analysera risker och sårbarheter, och vad klimatet gör med dem.",
    )
    edit(
        root,
        "followups/2023/kommunstyrelsen.yaml",
        r"(  rsa:\n    status: uppfylls\n    datum: ).*",
        r"\g<1>2023-05-02",
    )


def other_clock_and_evidence(root: Path) -> None:
    edit(root, CRISIS, r"(  rsa:(?:\n    .*)*?\n    underlag: ).*", r"\1[datum]")
    edit(root, CRISIS, r"(  rsa:(?:\n    .*)*?\n    periodicitet: ).*", r"\1vartannat år\n    första: 2022")


def removed_and_changed_decisions(root: Path) -> None:
    """One decision has another reason and day; the other, an exception from being asked, is gone."""
    edit(root, "plan/beslut.yaml", r"(    skäl: ).*", r"\1Verksamheten har upphört.")
    edit(root, "plan/beslut.yaml", r"datum: 2021-12-08", "datum: 2021-12-09")
    edit(root, "plan/beslut.yaml", r"  grupprapport-bolaget:(?:\n    .*)*\n", "")


def texts_that_decide_nothing(root: Path) -> None:
    """The catalogue, the settings, a group, a body's name, an audit and what kommunstyrelsen writes."""
    edit(root, "plan/underlag.yaml", r"(    titel: Datum)$", r"\1\n    hjälp: Dagen då det var klart.")
    edit(root, "trygghet.yaml", r"^svarsdag: .*", "svarsdag: 15 februari året efter")
    edit(root, "plan/organisation.yaml", r"namn: Bolaget", "namn: Bostadsbolaget")
    edit(
        root,
        "plan/organisation.yaml",
        r"(  kommunkontoret:\n    namn: Kommunkontoret)",
        r"\1\n    kort: Kontoret",
    )
    edit(
        root,
        "plan/organisation.yaml",
        r"slag: \[förbund\]",
        "slag: [förbund]\n    tolkning: Bara kommunens egna.",
    )
    edit(root, "plan/revision/2024-1.yaml", r"^titel: .*", "titel: Revisionen av krisberedskapen")
    write_files(
        root,
        "--- followups/2024/bedomningar.yaml\når: 2024\nexempel: ja\nområden:\n"
        "  2-krishantering: {bedömning: gul, skäl: Planerna finns.}\n",
    )


def moved_chapter(root: Path) -> None:
    (root / CRISIS).rename(root / "plan/fokusomraden/2-kriser.yaml")


def no_longer_an_example(root: Path) -> None:
    edit(root, SOCIAL, r"^exempel: ja\n", "")


def personal_data(root: Path) -> None:
    edit(
        root,
        CRISIS,
        r"(  rsa:\n    titel: .*\n    text: )(.*)",
        r"\1Fråga anna.andersson@exempel.se eller 070-123 45 67. \2",
    )


def closed_wording_and_answer(root: Path) -> None:
    """A duty that is not accounted for openly, reworded, and its answer changed after the decision."""
    edit(root, CRISIS, r"(  krisplan:\n    titel: .*\n    text: ).*", r"\1Ha en övad plan.")
    protected_answer(root)


def renamed_body(root: Path) -> None:
    """The company gets another id, everywhere, and nothing else changes."""
    for path in (
        "plan/organisation.yaml",
        "plan/beslut.yaml",
        *(f"followups/{year}/bolaget.yaml" for year in (2022, 2023)),
    ):
        text = (root / path).read_text("utf-8")
        (root / path).write_text(re.sub(r"\bbolaget\b", "bostaderna", text), encoding="utf-8")
        (root / path).rename(root / path.replace("bolaget", "bostaderna"))


def closed_from_now_on(root: Path) -> None:
    """A duty with answers is closed: they are not gone, and what they say is told no more."""
    edit(
        root,
        CRISIS,
        r"(  rsa:(?:\n    .*)*?\n    underlag: .*)",
        r"\1\n    skydd: intern\n    sekretess: {lagrum: 18 kap. 13 §, bedömning: Svaret visar var skyddet brister.}",
    )
    edit(root, "followups/2023/kommunstyrelsen.yaml", r"(  rsa:\n    status: )uppfylls", r"\1uppfylls ej")


def a_body_that_leaves_an_undecided_answer(root: Path) -> None:
    edit(root, "followups/2023/bolaget.yaml", r"^beslut:\n(?:  .*\n)+", "")
    edit(root, "followups/2023/bolaget.yaml", r"(  rsa:\n    status: )uppfylls", r"\1uppfylls delvis")


def small_count_and_contact(root: Path) -> None:
    """A count of persons that is too small to be told, and whom to ask, in an answer that was decided."""
    edit(root, "followups/2024/kommunstyrelsen.yaml", r"(    antal: ).*", r"\g<1>3")
    edit(root, "followups/2024/kommunstyrelsen.yaml", r"^(år: .*)", r"\1\nkontakt: Säkerhetschef")


def files_that_come_and_go(root: Path) -> None:
    """Measured values and the agency's headings are new, kommunstyrelsen's words too; a duty stands in another area."""
    write_files(
        root,
        "--- followups/2024/indikatorer.yaml\når: 2024\nexempel: ja\nindikatorer:\n"
        '  upplevd: {ej mätt: "Mäts vartannat år."}\n'
        "--- plan/lansstyrelsen.yaml\nmottagare: Länsstyrelsen\ndokument: plan-2020\n"
        "kategorier:\n  krisen: {titel: Krisen, skyldigheter: [rsa]}\n",
    )
    crisis = (root / CRISIS).read_text("utf-8")
    duty = re.search(r"  tib-kib:\n(?:    .*\n)+", crisis)
    assert duty
    (root / CRISIS).write_text(crisis.replace(duty[0], ""), encoding="utf-8")
    accidents = root / "plan/fokusomraden/1-olyckor.yaml"
    accidents.write_text(accidents.read_text("utf-8") + duty[0], encoding="utf-8")


def renamed_everywhere(root: Path) -> None:
    """A duty and the plan get other ids, in every file, and an area another title: nothing is new, and nothing gone."""
    for path in root.rglob("*.yaml"):
        text = re.sub(r"\b(?<!-)rsa\b(?!-)", "riskanalys", path.read_text("utf-8"))
        path.write_text(text.replace("plan-2020", "planen"), encoding="utf-8")
    edit(root, CRISIS, r"^titel: .*", "titel: Kriser")


def answers_with_a_reworded_duty(root: Path) -> None:
    """Answers that come with the new wording are not given to the older one."""
    new_answers(root)
    edit(root, CRISIS, r"(  rsa:\n    titel: .*\n    text: ).*", r"\1Analysera risker och sårbarheter.")


def opened_from_now_on(root: Path) -> None:
    edit(root, CRISIS, r"(  krisplan:\n(?:    .*\n)*?)    skydd: intern\n    sekretess: .*\n", r"\1")


SIBLINGS = (
    opened_from_now_on,
    renamed_everywhere,
    answers_with_a_reworded_duty,
    files_that_come_and_go,
    small_count_and_contact,
    renamed_body,
    closed_from_now_on,
    a_body_that_leaves_an_undecided_answer,
    reworded_and_redated,
    other_clock_and_evidence,
    removed_and_changed_decisions,
    texts_that_decide_nothing,
    moved_chapter,
    no_longer_an_example,
    personal_data,
    closed_wording_and_answer,
)


@pytest.fixture(scope="module")
def main(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the small municipality in git, with a commit whose name is the same everywhere."""
    root = tmp_path_factory.mktemp("main") / "forrad"
    shutil.copytree(MODEL, root, ignore=shutil.ignore_patterns("expected.tsv"))
    with pytest.MonkeyPatch.context() as patch:
        for who in ("AUTHOR", "COMMITTER"):
            patch.setenv(f"GIT_{who}_DATE", "2025-03-01T12:00:00+0100")
        in_git(root, "init", "-q", "-b", "main", "--object-format=sha1")
        in_git(root, "config", "core.autocrlf", "false")
        in_git(root, "add", "-A")
        in_git(root, "commit", "-qm", "Planen")
    return root


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_what_the_reviewer_is_told(kind, main: Path, tmp_path: Path, golden: Golden) -> None:  # type: ignore[no-untyped-def]
    root = tmp_path / "forrad"
    shutil.copytree(main, root)
    in_git(root, "checkout", "-qb", "gren")
    kind(root)
    name = kind.__name__.replace("_", "-")
    done = trygghet("diff", "main", "--format", "comment", *AS_OF, at=root)
    assert done.returncode == 0, done.stderr
    golden(f"pull-requests/{name}.md", done.stdout)
    told = trygghet("check", "2024", *AS_OF, "--since", "main", "--output-format", "github", at=root)
    golden(f"pull-requests/{name}.github.txt", told.stdout)


@pytest.mark.parametrize("kind", SIBLINGS, ids=lambda kind: kind.__name__)
def test_what_has_changed_is_told_where_no_verdict_moves(
    kind, main: Path, tmp_path: Path, golden: Golden
) -> None:  # type: ignore[no-untyped-def]
    root = tmp_path / "forrad"
    shutil.copytree(main, root)
    kind(root)
    done = trygghet("diff", "main", "--format", "comment", *AS_OF, at=root)
    assert done.returncode == 0, done.stderr
    golden(f"pull-requests/{kind.__name__.replace('_', '-')}.md", done.stdout)
    assert "Ändringen rör inga utfall" not in done.stdout


def test_the_public_comment_holds_nothing_of_a_protected_answer(main: Path, tmp_path: Path) -> None:
    root = tmp_path / "forrad"
    shutil.copytree(main, root)
    protected_answer(root)
    public = trygghet("diff", "main", "--format", "comment", *AS_OF, at=root).stdout
    internal = trygghet(
        "diff", "main", "--format", "comment", "--audience", "internal", *AS_OF, at=root
    ).stdout
    assert "krisplan" not in public.casefold()
    assert "krisplan" in internal.casefold()
    assert "Ändringen rör inga utfall och inga fynd som redovisas öppet." in public
    edit(root, CRISIS, r"(  krisplan:\n    titel: .*\n    text: ).*", r"\1Ha en övad plan.")
    told = "svar är lämnade mot den äldre lydelsen: "
    public, internal = (
        trygghet("diff", "main", "--format", "comment", "--audience", reader, *AS_OF, at=root).stdout
        for reader in ("public", "internal")
    )
    assert (told in public, told in internal) == (False, True)


def test_a_protected_answer_that_cannot_be_read_is_not_gone(main: Path, tmp_path: Path) -> None:
    root = tmp_path / "forrad"
    shutil.copytree(main, root)
    edit(root, SOCIAL, r"(  krisplan:\n    status: )uppfylls", r"\1uppfyls")
    internal = trygghet(
        "diff", "main", "--format", "comment", "--audience", "internal", *AS_OF, at=root
    ).stdout
    assert "| fel | TP105 |" in internal
    assert "togs bort" not in internal


def test_what_does_not_fit_is_counted(main: Path, tmp_path: Path) -> None:
    root = tmp_path / "forrad"
    shutil.copytree(main, root)
    duty = (
        "    titel: Övning {0}\n    text: Öva {0}.\n    slag: grunduppgift\n    ansvariga: [kommunstyrelsen]\n"
        "    periodicitet: årligen\n    från: 2030-01-01\n    underlag: [datum]\n"
    )
    with (root / CRISIS).open("a", encoding="utf-8") as file:
        file.writelines(f"  ovning-{number}:\n{duty.format(number)}" for number in range(60))
    public = trygghet("diff", "main", "--format", "comment", *AS_OF, at=root).stdout
    assert "\nAllt får inte plats här. Nya punkter: 60.\n" in public
    assert "\n### Nya punkter (60)\n" in public
    assert "\nDessutom finns 10 ändringar som inte får plats här.\n" in public


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["finns-inte"], "git känner inte till versionen finns-inte. Här finns main."),
        (["main", "--audience", "alla"], "läsaren alla finns inte; välj public eller internal"),
        (["main", "--year", "1999"], "år 1999 följs inte upp per 2025-03-31; välj bland 2022–2025."),
        (
            ["main", "HEAD"],
            "--format comment gäller grenen som den ligger i mappen; ange bara det som den lämnade, till exempel: trygghet diff main --format comment",
        ),
    ],
)
def test_wrong_use_of_the_comment(arguments: list[str], said: str, main: Path) -> None:
    done = trygghet("diff", *arguments, "--format", "comment", *AS_OF, at=main)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"Fel: {said}\n")
