"""`trygghet new`: skeletons ask what the grid asks, and are valid as they stand."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from command import epoch, trygghet
from conftest import ROOT, Build, Golden, repository_at
from trygghetsplan import api
from trygghetsplan.engine.grid import Grid
from trygghetsplan.engine.questions import never_asked
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.source.syntax import parse


def answers_in(path: Path) -> list[str]:
    """Return the ids that are asked about in the file, answered or not."""
    data = parse(path.name, path.read_text(encoding="utf-8")).data
    return list((data or {})["svar"])


@pytest.fixture
def region(tmp_path: Path) -> Path:
    """Return a copy of the small municipality with the hardest duties."""
    root = tmp_path / "region"
    shutil.copytree(ROOT / "tests" / "fixtures" / "region", root)
    return root


def test_a_follow_up_for_a_coming_year(region: Path, golden: Golden) -> None:
    done = trygghet(
        "new", "followup", "2025", "halsoutskottet", at=region, SOURCE_DATE_EPOCH=epoch("2024-11-22")
    )
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        "Skrev followups/2025/halsoutskottet.yaml\n",
        "Nästa steg: fyll i followups/2025/halsoutskottet.yaml och kör trygghet validate\n",
    )
    golden("new/followup.yaml", (region / "followups/2025/halsoutskottet.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("year", [2024, pytest.param(2025, marks=pytest.mark.long), 2027])
def test_skeletons_ask_what_the_grid_asks_and_change_no_verdict(own_copy: Path, year: int) -> None:
    for later in range(year, 2028):  # what a later year repeats of this one would be a fault without it
        shutil.rmtree(own_copy / "followups" / str(later), ignore_errors=True)
    day = date(year + 1, 3, 31)
    before = Grid(repository_at(own_copy), day).year(year)
    assert (
        trygghet("new", "year", str(year), at=own_copy, SOURCE_DATE_EPOCH=epoch("2026-11-22")).returncode == 0
    )
    done = trygghet("validate", at=own_copy)
    assert (done.returncode, done.stdout.startswith("Inga fel")) == (0, True)
    assert trygghet("fmt", "--check", f"followups/{year}", at=own_copy).returncode == 0
    after = Grid(repository_at(own_copy), day).year(year)
    assert [(cell.key, cell.verdict) for cell in after] == [(cell.key, cell.verdict) for cell in before]
    asked = {
        (path.stem, duty)
        for path in (own_copy / "followups" / str(year)).glob("*.yaml")
        for duty in answers_in(path)
    }
    owed = {
        (cell.body, cell.obligation.id)
        for cell in after
        if cell.verdict is not Verdict.NOT_APPLICABLE
        and not (cell.schedule.is_report and cell.period.last != year)
    }
    assert asked == owed


def test_a_year_is_filled_up_and_nothing_written_over(region: Path) -> None:
    kept = region / "followups" / "2025" / "halsoutskottet.yaml"
    kept.parent.mkdir()
    kept.write_text("organ: halsoutskottet\når: 2025\nfel: ja\n", encoding="utf-8")
    done = trygghet("new", "year", "2025", at=region, SOURCE_DATE_EPOCH=epoch("2024-11-22"))
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "Skrev followups/2025/regionfullmaktige.yaml",
        "Skrev followups/2025/regionstyrelsen.yaml",
        "Skrev followups/2025/gemensamma-trafiknamnden.yaml",
        "Skrev followups/2025/museistiftelsen.yaml",
    ]
    assert done.stderr == (
        "Nästa steg: trygghet validate, och sedan trygghet form export --year 2025 --all\n"
    )
    assert kept.read_text(encoding="utf-8") == "organ: halsoutskottet\når: 2025\nfel: ja\n"
    done = trygghet("new", "year", "2025", at=region, SOURCE_DATE_EPOCH=epoch("2024-11-22"))
    assert done.stdout == "Alla organ som ska svara för 2025 har redan en fil.\n"


def test_assessments_begin_as_a_draft_that_becomes_whole_without_its_signs(repository_from: Build) -> None:
    root = repository_from("")
    done = trygghet("new", "assessments", "2024", at=root, SOURCE_DATE_EPOCH=epoch("2025-02-10"))
    path = "followups/2024/bedomningar.yaml"
    assert (done.returncode, done.stdout) == (0, f"Skrev {path}\n")
    assert done.stderr == f"Nästa steg: fyll i {path} och kör trygghet report 2024\n"
    begun = (root / path).read_text(encoding="utf-8")
    assert begun == (
        "# Bedömningar och egna ord 2024. Ta bort tecknet # framför det som är skrivet, och kör: trygghet validate\n"
        "år: 2024\n# sammanfattning: >-\n#   Året i några meningar.\n# omvärld: >-\n#   Vad som har hänt runt omkring.\n"
        "# slutsatser: |-\n#   - En slutsats på varje rad.\nområden: {}\n# Bedömningarna. Ersätt {} ovan med dem:\n"
        "#   1-trygghet:  # 1. Trygghet\n#     bedömning: grön, gul eller röd\n#     skäl: Varför, i en mening.\n"
        "# När beslutet är fattat:\n# beslut: {datum: ÅÅÅÅ-MM-DD, diarienummer: KS 2024/0107, paragraf: 1}\n"
    )
    assert findings_at(root) == []
    said = re.sub(r"(?m)^# (?=[ a-zåäö]+:| )", "", begun).replace("områden: {}", "områden:")
    said = said.replace("grön, gul eller röd", "gul").replace("ÅÅÅÅ-MM-DD", "2025-03-12")
    (root / path).write_text(said, encoding="utf-8")
    assert findings_at(root) == []
    again = trygghet("new", "assessments", "2024", at=root, SOURCE_DATE_EPOCH=epoch("2025-02-10"))
    assert (again.returncode, again.stderr) == (2, f"Fel: {path} finns redan.\n")
    assert (root / path).read_text(encoding="utf-8") == said


def findings_at(root: Path) -> list[str]:
    return [finding.message for finding in api.validate(api.load(root)).findings]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["followup", "2021", "miljonamnden"],
            "Fel: år 2021 följs inte upp per 2025-01-01; välj bland 2024–2199.\n",
        ),
        (
            ["followup", "2024", "miljonamden"],
            "Fel: organet miljonamden finns inte; menade du ”miljonamnden”?\n",
        ),
        (["followup", "2024", "bolaget"], "Fel: Bolaget AB är inte skyldig några svar för 2024.\n"),
        (
            ["followup", "2024", "miljonamnden"],
            "Fel: followups/2024/miljonamnden.yaml finns redan och skrivs inte över.\n",
        ),
        (["followup", "2024"], "Fel: argumentet ORGAN saknas (organ).\n"),
        (["fler"], "Fel: kommandot fler finns inte\nSe: trygghet --help\n"),
        (
            [],
            "Fel: här behövs ett kommando till: year, followup, obligation, assessments eller audit\nSe: trygghet --help\n",
        ),
        (["obligation", "--title", "T"], "Fel: flaggan --chapter saknas (kapitel).\n"),
        (
            ["obligation", "--chapter", "2-mer"],
            "Fel: --chapter: kapitlet 2-mer finns inte; välj 1-trygghet\n",
        ),
    ],
)
def test_wrong_use(repository_from: Build, arguments: list[str], said: str) -> None:
    done = trygghet("new", *arguments, at=repository_from(), SOURCE_DATE_EPOCH=epoch("2025-01-01"))
    assert (done.returncode != 0, done.stdout, done.stderr) == (True, "", said)


def test_an_obligation_is_added_last_and_nothing_else_is_touched(repository_from: Build) -> None:
    root = repository_from()
    path = root / "plan/fokusomraden/1-trygghet.yaml"
    before = path.read_text(encoding="utf-8") + "  # Sist bland skyldigheterna.\n"
    path.write_text(before, encoding="utf-8")
    done = trygghet(
        *(
            "new",
            "obligation",
            "--chapter",
            "1-trygghet",
            "--title",
            "Övning: ledning",
            "--text",
            "Öva ledningen.",
        ),
        *("--responsible", "nämnder", "--evidence", "datum", "--due", "30 september"),
        at=root,
    )
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        "La till ovning-ledning i plan/fokusomraden/1-trygghet.yaml\n",
        "Nästa steg: trygghet explain ovning-ledning\n",
    )
    assert path.read_text(encoding="utf-8") == before + (
        '  ovning-ledning:\n    titel: "Övning: ledning"\n    text: Öva ledningen.\n    slag: aktivitet\n'
        "    ansvariga: [nämnder]\n    periodicitet: årligen\n    senast: 30 september\n    underlag: [datum]\n"
    )


def test_an_obligation_with_a_fault_is_not_written(repository_from: Build) -> None:
    root = repository_from()
    path = root / "plan/fokusomraden/1-trygghet.yaml"
    before = path.read_bytes()
    done = trygghet(
        *(
            "new",
            "obligation",
            "--chapter",
            "1-trygghet",
            "--id",
            "ny",
            "--title",
            "Ny",
            "--text",
            "Göra nytt.",
        ),
        *("--responsible", "nämnder", "--evidence", "datum", "--clock", "tertial 1", "--due", "1 april"),
        at=root,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "plan/fokusomraden/1-trygghet.yaml:44:13: fel TP401 senast ska ligga efter tertial 1, som slutar den 30\xa0april\n"
        "Hittade 1\xa0fel i 7\xa0filer.\nInget skrevs; ändra det som är fel och försök igen.\n"
    )
    assert path.read_bytes() == before


def test_faults_in_the_answers_do_not_stop_a_new_obligation(repository_from: Build) -> None:
    root = repository_from("--- followups/2024/miljonamnden.yaml\norgan: miljonamnden\når: 2023\n")
    done = trygghet(
        *(
            "new",
            "obligation",
            "--chapter",
            "1-trygghet",
            "--id",
            "ny",
            "--title",
            "Ny",
            "--text",
            "Göra nytt.",
        ),
        *("--responsible", "nämnder", "--evidence", "datum"),
        at=root,
    )
    assert (done.returncode, done.stdout) == (0, "La till ny i plan/fokusomraden/1-trygghet.yaml\n")


def test_the_first_obligation_of_a_chapter(repository_from: Build) -> None:
    root = repository_from(
        "--- plan/fokusomraden/2-mer.yaml\ndokument: planen\ntitel: Mer\nskyldigheter: {} # än så länge\n"
    )
    done = trygghet(
        *("new", "obligation", "--chapter", "2-mer", "--id", "ny", "--title", "Ny", "--text", "Göra nytt."),
        *("--responsible", "nämnder", "--evidence", "datum"),
        at=root,
    )
    assert done.returncode == 0
    assert (root / "plan/fokusomraden/2-mer.yaml").read_text(encoding="utf-8") == (
        "dokument: planen\ntitel: Mer\nskyldigheter:  # än så länge\n  ny:\n    titel: Ny\n    text: Göra nytt.\n"
        "    slag: aktivitet\n    ansvariga: [nämnder]\n    periodicitet: årligen\n    underlag: [datum]\n"
    )


def test_a_body_that_nothing_asks_is_told_of_with_the_reason(repository_from: Build) -> None:
    root = repository_from()
    organisation = root / "plan/organisation.yaml"
    text = organisation.read_text("utf-8")
    text = text.replace(
        "slag: bolag}\n",
        "slag: bolag}\n  nya-bolaget: {namn: Nya AB, slag: verk}\n  va: {namn: VA, slag: förbund}\n",
        1,
    )
    text = text.replace("slag:\n", "slag:\n  verk: {titel: Verk, flertal: verk}\n", 1)
    organisation.write_text(text, "utf-8")
    told = (
        "Obs: Nya AB får inga frågor: ingen skyldighet har det som ansvarig, och ingen grupp har det med; lägg till det i "
        "en grupp i plan/organisation.yaml.\n"
        "Obs: VA får inga frågor: ingen skyldighet har det, eller gruppen förbund, som ansvarig.\n"
    )
    for arguments in (["new", "year", "2025"], ["status", "2025"]):
        done = trygghet(*arguments, at=root, SOURCE_DATE_EPOCH=epoch("2026-01-10"))
        assert (done.returncode, told in done.stderr, done.stderr.count("Obs:")) == (0, True, 2)
    # Who is left out by name, or receives the account, is meant to be without.
    assert never_asked(repository_at(ROOT), 2024) == []
