"""`diff`: what has changed, in sentences, and what is said when it cannot be told."""

import re
from datetime import date
from pathlib import Path

import pytest

import generated
import pull_requests
from command import trygghet
from conftest import ROOT, Golden, repository_at
from trygghetsplan.changes.cells import Snapshot
from trygghetsplan.changes.diff import Comparison, difference_view
from trygghetsplan.changes.fields import field_text
from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.engine.clock import default_as_of
from trygghetsplan.model.obligation import ObligationRecord
from trygghetsplan.plan.example import EXAMPLE
from trygghetsplan.report.data import ReportData, score

BRANCHES = [request.branch for request in pull_requests.PULL_REQUESTS]
AS_OF = ("--as-of", "2025-03-31")
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("granskning") / "forrad"
    pull_requests.make(root)
    return root


@pytest.mark.parametrize("branch", BRANCHES)
def test_a_pull_request_in_sentences(branch: str, repository: Path, golden: Golden) -> None:
    done = trygghet("diff", "main", branch, *AS_OF, at=repository)
    golden(f"pull-requests/{branch}.txt", f"{done.stdout}{done.stderr}\nSlutkod {done.returncode}\n")


@pytest.mark.parametrize("branch", ["nytt-svar", "omformulerad-skyldighet"])
@pytest.mark.parametrize("form", ["md", "html", "json"])
def test_a_pull_request_as_a_public_document(
    branch: str, form: str, repository: Path, golden: Golden
) -> None:
    done = trygghet("diff", "main", branch, *AS_OF, "--format", form, at=repository)
    assert done.returncode == 0
    golden(f"pull-requests/{branch}.{form}", done.stdout)


@pytest.mark.parametrize("branch", ["omformulerad-skyldighet", "andra-ansvariga", "nytt-id", "ny-revision"])
def test_a_change_of_plan(branch: str, repository: Path, golden: Golden) -> None:
    done = trygghet("diff", "--plan", "main", branch, *AS_OF, at=repository)
    golden(f"pull-requests/{branch}-plan.txt", done.stdout)


@pytest.mark.parametrize("form", ["md", "html", "json"])
def test_a_change_of_plan_as_a_document(form: str, repository: Path, golden: Golden) -> None:
    done = trygghet(
        "diff", "--plan", "main", "omformulerad-skyldighet", *AS_OF, "--format", form, at=repository
    )
    golden(f"pull-requests/omformulerad-skyldighet-plan.{form}", done.stdout)


def test_a_draft_for_the_tjansteskrivelse(repository: Path, golden: Golden) -> None:
    done = trygghet("diff", "main", "andra-ansvariga", "--draft", *AS_OF, at=repository)
    golden("pull-requests/andra-ansvariga-tjansteskrivelse.md", done.stdout)


def test_the_draft_has_the_day_it_is_written(repository: Path) -> None:
    """Not the day that the year is reckoned on."""
    done = trygghet(
        "diff", "main", "andra-ansvariga", "--draft", at=repository, SOURCE_DATE_EPOCH="1771113600"
    )
    assert "\n**Utkast** den 15\xa0februari\xa02026. Ängsköpings kommun." in done.stdout


def test_two_years(repository: Path, golden: Golden) -> None:
    done = trygghet("diff", "2023", "2024", *AS_OF, at=repository)
    assert (
        "Socialnämnden: handlingsplan mot olyckor saknades men finns nu, antagen 2024-05-14 § 61.\n"
        in done.stdout
    )
    golden("pull-requests/2023-2024.txt", done.stdout)


@pytest.mark.parametrize("years", [("2022", "2023"), ("2023", "2024"), ("2024", "2022")])
def test_the_numbers_are_those_of_the_account_and_add_up(years: tuple[str, str]) -> None:
    told = trygghet("diff", *years, at=ROOT).stdout.replace("\xa0", " ")
    data = repository_at(ROOT)
    scores = [
        score(ReportData(data, year, default_as_of(data, year, TODAY), Audience.PUBLIC).plan(bound=True))
        for year in map(int, years)
    ]
    was, now = scores
    assert f"är {now} uppfyllda; tidigare {was}." in told
    said = re.search(r"Bristerna var (\d+) och är (\d+): (.*)\.\n", told)
    assert said
    added = re.search(r"(\d+) är nya", said[3])
    gone = re.findall(r"(\d+) (?:är löst|gäller)", said[3])
    assert (int(said[1]), int(said[2])) == (was.lacking, now.lacking)
    assert was.lacking + int(added[1] if added else 0) - sum(map(int, gone)) == now.lacking
    groups = re.findall(r"^(?:Bättre|Sämre)", told, re.MULTILINE)
    assert groups == (["Sämre", "Bättre"] if now.lacking > was.lacking else ["Bättre", "Sämre"])


@pytest.mark.parametrize("seed", range(2000, 2012))
def test_shortcomings_add_up_whatever_is_compared(seed: int, tmp_path: Path) -> None:
    """Two years of a random repository, and the same year of it without a decision or an answer file."""
    files = generated.generate(seed)
    whole = repository_at(generated.write(files, tmp_path / "hel"))
    fewer = dict(files)
    for path in [path for path in files if path.startswith(("plan/beslut", "followups/2024/"))][::2]:
        del fewer[path]
    part = repository_at(generated.write(fewer, tmp_path / "del"))
    day = date(2025, 6, 30)
    for old, new in (
        ((whole, 2023), (whole, 2024)),
        ((whole, 2024), (part, 2024)),
        ((part, 2024), (whole, 2024)),
    ):
        sides = [Snapshot(str(year), repository, year, day) for repository, year in (old, new)]
        view = difference_view(Comparison(*sides, Audience.PUBLIC))
        said = view.summary.replace("\xa0", "").partition(": ")
        change = [int(one) for one in re.findall(r"(\d+) (?:är|gäller)", said[2])]
        signs = (
            [1 if "ny" in one else -1 for one in re.split(", | och ", said[2].removesuffix("."))]
            if change
            else []
        )
        difference = sum(count * sign for count, sign in zip(change, signs, strict=True))
        assert view.new.score.lacking - view.old.score.lacking == difference, view.summary


def test_a_silent_body_is_one_line_and_its_duties_are_counted(repository: Path) -> None:
    told = trygghet("diff", "main", "borttagen-fil", *AS_OF, "--audience", "public", at=repository).stdout
    assert told.split("\n", 3)[3] == (
        "  Av planens krav som skulle vara klara hos bundna organ är 5 av 12 uppfyllda; tidigare 8 av 12. Bristerna var"
        " 4 och är 7: 3 är nya.\n"
        f"  {EXAMPLE}\n"
        "\n"
        "Sämre (3\xa0nya brister)\n"
        "  Miljönämnden har inte svarat alls för 2024: 3\xa0krav är obesvarade.\n"
        "\n"
        "Svaren (1)\n"
        "  Miljönämndens svar för 2024 är borttaget (det var beslutat 2025-01-23 § 4).\n"
    )


def test_what_is_closed_is_a_group_of_its_own_and_nothing_in_public(repository: Path) -> None:
    internal = trygghet("diff", "main", "nytt-svar", *AS_OF, at=repository).stdout
    public = trygghet("diff", "main", "nytt-svar", *AS_OF, "--audience", "public", at=repository).stdout
    assert "Krav som inte redovisas öppet (1)\n  Tekniska nämnden: krisplan med utsedd" in internal
    assert "krisplan" not in public.casefold()
    assert "redovisas" not in public


def test_the_other_way_is_said_to_be_backwards(repository: Path) -> None:
    done = trygghet("diff", "nytt-avsteg", "main", *AS_OF, at=repository)
    assert "Den andra versionen är äldre än den första: ändringarna visas baklänges." in done.stdout
    assert "Beslutet är borttaget: avsteg för socialnämnden" in done.stdout


def test_versions_that_have_parted_name_their_common_ground(repository: Path) -> None:
    base = pull_requests.git(repository, "rev-parse", "main")[:12]
    done = trygghet("diff", "nytt-svar", "nytt-avsteg", *AS_OF, at=repository)
    assert f"Versionerna har utvecklats åt varsitt håll sedan {base}." in done.stdout


def test_a_version_against_the_folder(tmp_path: Path) -> None:
    root = tmp_path / "forrad"
    pull_requests.start(root)
    pull_requests.changed_after_decision(root)
    done = trygghet("diff", "main", *AS_OF, at=root)
    assert done.stdout.startswith("Vad som har ändrats från main (")
    assert "till filerna i mappen\n" in done.stdout
    assert "är ändrat efter beslutet: ”Risk- och sårbarhetsanalys”." in done.stdout


def test_white_space_and_quotes_are_no_change(tmp_path: Path) -> None:
    root = tmp_path / "forrad"
    pull_requests.start(root)
    pull_requests.replace(root, pull_requests.CRISIS, "text: Ha en aktuell", "text: Ha  en  aktuell")
    done = trygghet("diff", "main", *AS_OF, at=root)
    assert done.stdout.endswith("\nInget har ändrats.\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["2023", "2031"], "Fel: år 2031 följs inte upp per 2025-03-31; välj bland 2023–2025.\n"),
        (
            ["main", "finns-inte"],
            "Fel: git känner inte till versionen finns-inte. Här finns kvarglomd-konflikt, organ-upphor, andra-ansvariga, nytt-avsteg och ny-revision.\n",
        ),
        (
            ["2023", "2024", "--year", "2024"],
            "Fel: --year hör till två versioner; två år jämförs som de är.\n",
        ),
        (
            ["2023", "2024", "--plan"],
            "Fel: --plan och --draft jämför två versioner i git; två år har samma plan.\n",
        ),
        (
            ["main", "nytt-svar", "--format", "pdf"],
            "Fel: formatet pdf finns inte; välj text, md, html, json eller comment\n",
        ),
        (
            ["main", "nytt-svar", "--audience", "alla"],
            "Fel: läsaren alla finns inte; välj public eller internal\n",
        ),
    ],
)
def test_wrong_use_ends_with_2(arguments: list[str], said: str, repository: Path) -> None:
    done = trygghet("diff", *arguments, *AS_OF, at=repository)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


def test_without_git(tmp_path: Path) -> None:
    root = tmp_path / "forrad"
    pull_requests.start(root)
    done = trygghet("diff", "main", at=root, PATH=str(tmp_path))
    assert (done.returncode, done.stderr) == (
        2,
        "Fel: git saknas på datorn, så main går inte att läsa.\n",
    )


def test_a_shallow_clone_says_what_it_lacks(repository: Path, tmp_path: Path) -> None:
    pull_requests.git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository}", "grund")
    first = pull_requests.git(repository, "rev-parse", "nytt-svar")
    done = trygghet("diff", first, "HEAD", at=tmp_path / "grund")
    assert (done.returncode, done.stderr) == (
        2,
        f"Fel: git känner inte till versionen {first}. Klonen är grund (shallow); hämta hela historiken först.\n",
    )


def test_a_merge_in_progress(tmp_path: Path) -> None:
    """The folder holds conflict markers: they are named, and nothing is compared."""
    root = tmp_path / "forrad"
    pull_requests.start(root)
    pull_requests.git(root, "checkout", "-q", "-b", "sidan")
    pull_requests.changed_after_decision(root)
    pull_requests.commit(root, "Rätta")
    pull_requests.git(root, "checkout", "-q", "main")
    pull_requests.replace(root, "followups/2024/socialnamnden.yaml", "uppfylls delvis", "uppfylls ej")
    pull_requests.commit(root, "Rätta åt andra hållet")
    with pytest.raises(pull_requests.subprocess.CalledProcessError):
        pull_requests.git(root, "merge", "-q", "sidan")
    done = trygghet("diff", "main", at=root)
    assert (done.returncode, done.stdout) == (1, "")
    assert "En sammanslagning (merge) pågår i mappen" in done.stderr
    assert "fel TP004" in done.stderr
    assert done.stderr.endswith("Filerna i mappen går inte att jämföra innan felen är rättade.\n")


def test_a_detached_head_is_a_version_like_any_other(repository: Path, tmp_path: Path) -> None:
    pull_requests.git(tmp_path, "clone", "-q", str(repository), "kopia")
    root = tmp_path / "kopia"
    pull_requests.git(root, "checkout", "-q", "--detach", "origin/nytt-svar")
    done = trygghet("diff", "origin/main", "HEAD", *AS_OF, at=root)
    assert done.returncode == 0
    assert "Tekniska nämndens svar för 2024 har kommit in" in done.stdout


def test_a_rewritten_history_is_compared_as_it_is_and_said_to_be(tmp_path: Path) -> None:
    root = tmp_path / "forrad"
    pull_requests.start(root)
    pull_requests.changed_after_decision(root)
    first = pull_requests.commit(root, "Rätta", "2025-02-03")
    base = pull_requests.git(root, "rev-parse", "HEAD~1")[:12]
    pull_requests.new_answer(root)
    pull_requests.git(root, "add", "-A")
    pull_requests.git(root, "commit", "-q", "--amend", "-m", "Allt på en gång", day="2025-02-04")
    done = trygghet("diff", first, "HEAD", *AS_OF, at=root)
    assert f"Versionerna har utvecklats åt varsitt håll sedan {base}." in done.stdout
    assert "Tekniska nämndens svar för 2024 har kommit in" in done.stdout
    assert "socialnämnden" not in done.stdout.casefold()


def test_a_foundation_that_is_missing_on_one_side_is_no_difference(tmp_path: Path) -> None:
    root = tmp_path / "forrad"
    pull_requests.start(root)
    (root / "plan/organisation.yaml").unlink()
    pull_requests.commit(root, "Rensa")
    done = trygghet("diff", "HEAD~1", "HEAD", *AS_OF, at=root)
    assert (done.returncode, done.stdout) == (1, "")
    assert "filen plan/organisation.yaml saknas" in done.stderr
    assert done.stderr.endswith("Versionen HEAD går inte att jämföra innan felen är rättade.\n")
    (root / "trygghet.yaml").rename(root / "plan.yaml")
    pull_requests.commit(root, "Rensa mer")
    (root / "plan.yaml").rename(root / "trygghet.yaml")
    done = trygghet("diff", "HEAD~1", "HEAD", *AS_OF, at=root)
    assert done.returncode == 1


def test_a_renamed_body_and_two_renamed_obligations_are_followed(tmp_path: Path) -> None:
    root = tmp_path / "forrad"
    pull_requests.start(root)
    for path in sorted(root.rglob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        for old, new in (("bolaget", "bostader"), ("krisplan", "plan-for-kris"), ("utbildning", "kurs")):
            text = text.replace(f"{old}:", f"{new}:").replace(f"[{old}]", f"[{new}]")
            text = text.replace(f"organ: {old}\n", f"organ: {new}\n").replace(f", {old}]", f", {new}]")
        path.write_text(text, encoding="utf-8", newline="\n")
    (root / "followups/2024/bolaget.yaml").rename(root / "followups/2024/bostader.yaml")
    done = trygghet("diff", "main", *AS_OF, at=root)
    assert done.stdout.split("\n", 6)[6] == (
        "Planen (2)\n"
        "  ”Krisplan med utsedd krisledning” har fått ett nytt id: krisplan heter nu plan-for-kris. Inget annat är ändrat.\n"
        "      plan/fokusomraden/2-kris.yaml:13\n"
        "  ”Utbildning i krisberedskap” har fått ett nytt id: utbildning heter nu kurs. Inget annat är ändrat.\n"
        "      plan/fokusomraden/2-kris.yaml:24\n"
        "\n"
        "Organen (1)\n"
        "  Ängsköpings Bostäder AB har fått ett nytt id: bolaget heter nu bostader.\n"
        "      plan/organisation.yaml:11\n"
    )


def test_a_successor_is_the_obligation_it_replaces(tmp_path: Path) -> None:
    """The old one stays with `till`, as it must: it is one obligation with new words, not one gone and one new."""
    root = tmp_path / "forrad"
    pull_requests.start(root)
    path = pull_requests.CRISIS
    text = (root / path).read_text(encoding="utf-8")
    start, end = text.index("  utbildning:\n"), len(text)
    new = (
        text[start:end]
        .replace("  utbildning:", "  kurs:")
        .replace("Utbilda medarbetare", "Utbilda alla medarbetare")
    )
    old = f"{text[start:end].rstrip()}\n    till: 2023-12-31\n"
    pull_requests.write(
        root, path, f"{text[:start]}{old}\n{new.rstrip()}\n    från: 2024-01-01\n    ersätter: utbildning\n"
    )
    said = trygghet("diff", "main", "--plan", *AS_OF, at=root).stdout
    assert said.startswith("Vad som har ändrats från main (")
    assert (
        f"\n  1\xa0punkt är ändrad.\n  {EXAMPLE}\n\nOmformulerade (1)\n  Utbildning i krisberedskap (kurs)\n"
        in said
    )
    assert "      Utbilda {+alla+} medarbetare i krisberedskap varje år.\n" in said
    assert "      Id var utbildning.\n" in said


def test_a_mark_that_is_moved_is_told_of(tmp_path: Path) -> None:
    """How much is enough decides as much as the words do, in older years too."""
    root = tmp_path / "forrad"
    pull_requests.start(root)
    indicators = "indikatorer:\n  trygghet: {titel: Upplevd trygghet, enhet: index, bättre: lägre, riktvärden: {2024: 20}}\n"
    pull_requests.write(root, "plan/indikatorer.yaml", indicators)
    catalogue = (root / "plan/underlag.yaml").read_text(encoding="utf-8")
    more = (
        "  andel: {typ: andel, titel: Utbildade, mål: 9 av 10}\n"
        "  kanaler: {typ: kryss, titel: Kanaler, alternativ: {webb: Webben, tryck: Tryckt}}\n"
    )
    pull_requests.write(root, "plan/underlag.yaml", catalogue + more)
    pull_requests.commit(root, "Mått")
    pull_requests.write(
        root, "plan/indikatorer.yaml", indicators.replace("{2024: 20}", "{2024: 30, 2025: 20}")
    )
    catalogue = catalogue.replace("räknar: personer}", "räknar: personer, minst: 20}")
    more = more.replace("9 av 10", "8 av 10").replace("webb: Webben, ", "")
    pull_requests.write(root, "plan/underlag.yaml", catalogue + more)
    said = trygghet("diff", "HEAD", "--plan", *AS_OF, at=root).stdout
    assert said.split("\n", 1)[1] == (
        "  Inga punkter är ändrade. 4\xa0mått är ändrade.\n"
        f"  {EXAMPLE}\n"
        "\n"
        "Det som räcker (4)\n"
        "  Antal deltagare\n"
        "      plan/underlag.yaml:5\n"
        "      minst: inget → 20\n"
        "      Begärs av ”Utbildning i krisberedskap”. Ändringen gäller också äldre år: deras utfall kan ändras.\n"
        "  Utbildade\n"
        "      plan/underlag.yaml:7\n"
        "      mål: 9 av 10 → 8 av 10\n"
        "      Ingen punkt begär det.\n"
        "  Kanaler\n"
        "      plan/underlag.yaml:8\n"
        "      alternativ: webb: Webben, tryck: Tryckt → tryck: Tryckt\n"
        "      Ingen punkt begär det.\n"
        "  Upplevd trygghet\n"
        "      plan/indikatorer.yaml:2\n"
        "      riktvärden: 2024: 20 → 2024: 30, 2025: 20\n"
        "      Ingen punkt begär det.\n"
    )
    said = trygghet("diff", "HEAD", *AS_OF, at=root).stdout
    assert "\n  Måttet ”Utbildade” är ändrat: mål är 8 av 10 (förr 9 av 10).\n" in said


def test_every_field_of_an_obligation_is_written_in_words() -> None:
    """And not as the program has it."""
    chapters = (chapter.record for chapter in repository_at(ROOT).chapters)
    records = [record for chapter in chapters for record in chapter.obligations.values()]
    said = {field_text(getattr(record, name)) for record in records for name in ObligationRecord.model_fields}
    assert [text for text in said if re.search(r"\w='|\w\(\w+=|<\w+\.", text)] == []
    assert "18 kap. 13 §: " in " ".join(said)
