"""A plan that has ended, the one after it and an agreement beside them: every output says the same of each year."""

import re
from pathlib import Path

import pytest

from command import trygghet
from conftest import write_files

TOWN = """
--- trygghet.yaml
schema: 3
organisation: {namn: Björkbacka kommun, kommunkod: "1299"}
första uppföljningsår: 2022
svarsdag: 31 januari året efter
redovisning: {titel: Redovisning, lämnas av: ks, lämnas till: kf, dag: 31 mars året efter}
--- plan/organisation.yaml
slag:
  nämnd: {titel: Nämnd, flertal: nämnder}
  bolag: {titel: Bolag, flertal: bolag, bindning: uppmanas}
  fullmäktige: {titel: Fullmäktige, flertal: fullmäktige, svarar: nej}
organ:
  kf: {namn: Kommunfullmäktige, slag: fullmäktige}
  ks: {namn: Kommunstyrelsen, slag: nämnd}
  park: {namn: Parknämnden, slag: nämnd, till: 2023-12-31}
  hus: {namn: Björkbacka Hus AB, slag: bolag}
--- plan/dokument.yaml
dokument:
  gamla: {slag: plan, titel: Plan 2022, beslut: {organ: kf, datum: 2021-12-14, diarienummer: KS 2021/12}, till: 2023-12-31}
  nya: {slag: plan, titel: Plan 2024, beslut: {organ: kf, datum: 2024-02-26, diarienummer: KS 2023/77}, från: 2024-01-01}
  avtal: {slag: överenskommelse, titel: Polisavtal, beslut: {organ: ks, datum: 2021-12-01, diarienummer: KS 2021/5}}
--- plan/underlag.yaml
underlag:
  datum: {typ: datum, titel: Datum}
--- plan/gamla/1-vatten.yaml
dokument: gamla
fokusområde: 1
titel: Vatten
mål saknas: Inga.
skyldigheter:
  damm: {titel: Damm, text: Gräv., slag: aktivitet, ansvariga: [ks], periodicitet: engång, senast: 2022-05-31, underlag: [datum]}
  rond: {titel: Rond, text: Gå., slag: aktivitet, ansvariga: [park], periodicitet: årligen, underlag: [datum]}
--- plan/nya/1-skog.yaml
dokument: nya
fokusområde: 1
titel: Skog
mål saknas: Inga.
skyldigheter:
  stig: {titel: Stig, text: Röj., slag: aktivitet, ansvariga: [ks, hus], periodicitet: årligen, underlag: [datum]}
--- plan/polis.yaml
dokument: avtal
titel: Polisavtal
skyldigheter:
  vandra: {titel: Vandra, text: Vandra., slag: aktivitet, ansvariga: [hus], bindning: ska, periodicitet: årligen, underlag: [datum]}
--- followups/2023/ks.yaml
organ: ks
år: 2023
beslut: {datum: 2024-01-18}
svar:
  damm: {status: genomförd, datum: 2023-10-02}
"""


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """Return the repository of the town."""
    write_files(tmp_path, TOWN)
    return tmp_path


def said(root: Path, words: str) -> str:
    """Return what the command says."""
    return trygghet(*words.split(), at=root).stdout.replace("\u00a0", " ")


def test_status_has_the_areas_of_its_year_and_the_agreements_beside_them(town: Path) -> None:
    told = said(town, "status 2023 --as-of 2024-03-31")
    assert "  1. Vatten\n" in told
    assert "Skog" not in told
    told = said(town, "status 2024 --as-of 2025-03-31")
    assert "Uppfyllt: 0 av 1 (0 %), bundna organ och planens krav.\n" in told
    assert "Räknas för sig: obundna organ 0 av 1, lagkrav 0 av 0, polisavtal 0 av 1.\n" in told
    assert "  1. Skog\n" in told
    assert "Vatten" not in told
    assert "Klart tidigare" not in told


def test_what_was_done_under_a_plan_that_has_ended_does_not_keep_it_in_the_account(town: Path) -> None:
    said(town, "report 2024 --as-of 2025-03-31 --format md -o bok.md")
    for name in ("bok.md", "bok-bilagor.md"):
        text = (town / name).read_text("utf-8").replace("\u00a0", " ")
        assert "Plan 2022" not in text
        assert "Damm" not in text
    told = said(town, "explain damm ks 2024 --as-of 2025-03-31")
    assert "Blev klart tidigare och är räknat i redovisningen för 2023." in told


def test_the_deep_report_follows_what_was_done_before_its_last_year(town: Path) -> None:
    said(town, "report 2022-2024 --as-of 2025-03-31 --format md -o bok.md")
    text = (town / "bok.md").read_text("utf-8").replace("\u00a0", " ")
    improved = text.split("## Förbättrade punkter")[1]
    assert re.search(
        r"\| Kommunstyrelsen \| \S* ?(?:ej uppfyllt|obesvarat|delvis) \| \S* ?uppfyllt \|", improved
    )


def test_what_an_agreement_binds_is_told_apart_from_what_the_plan_binds(town: Path) -> None:
    said(town, "report 2024 --body hus --as-of 2025-03-31 --format md -o hus.md")
    text = (town / "hus.md").read_text("utf-8").replace("\u00a0", " ")
    assert "Planen binder inte Björkbacka Hus AB, men det gör ”Polisavtal”.\n" in text
    assert "- **0 av 1** krav är uppfyllda. Polisavtal: 0 av 1.\n" in text


def test_where_no_plan_is_in_force_what_stands_beside_it_is_told(town: Path) -> None:
    for path in (town / "plan/nya/1-skog.yaml", town / "followups/2023/ks.yaml"):
        path.unlink()
    said(town, "report 2024 --as-of 2025-03-31 --format md -o bok.md")
    text = (town / "bok.md").read_text("utf-8").replace("\u00a0", " ")
    assert ": Ingen plan gällde 2024\n\nIngen plan gällde 2024. Här redovisar " in text
    assert "- **Räknas för sig** Det som gäller räknas dokument för dokument.\n" in text
    assert "## Organ för organ: Räknas dokument för dokument\n" in text
    assert "| Polisavtal | överenskommelse | från 2021-12-01 | 0 av 1 | – |\n" in text
    assert "1 brist i tabellen gäller ”Polisavtal”, som räknas för sig." in text
    said(town, "report 2024 --body hus --as-of 2025-03-31 --format md -o hus.md")
    text = (town / "hus.md").read_text("utf-8").replace("\u00a0", " ")
    assert "”Polisavtal” binder Björkbacka Hus AB.\n" in text
    assert "Inget behövde vara klart ännu." not in text


def test_todo_asks_nobody_who_is_gone(town: Path) -> None:
    """Until the account somebody writes for the body; after it only one that succeeds it can."""
    late = "  2022-12-31  Rond (2022): Parknämnden"
    assert late in said(town, "todo --as-of 2023-06-01")
    assert "Parknämnden" not in said(town, "todo --as-of 2024-06-01")
    organisation = town / "plan/organisation.yaml"
    heir = "  gata: {namn: Gatunämnden, slag: nämnd, från: 2024-01-01, efterträder: park}\n"
    organisation.write_text(organisation.read_text("utf-8").rstrip("\n") + "\n" + heir, "utf-8")
    assert late in said(town, "todo --as-of 2024-06-01")
    assert late in said(town, "todo --as-of 2024-06-01 --body gata")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("explain stig ks 2023", "dokumentet beslutades först den 26 februari 2024"),
        ("explain rond park 2024", "kravet upphörde efter den 31 december 2023"),
    ],
)
def test_why_nothing_is_owed(words: str, why: str, town: Path) -> None:
    year = words.rsplit(" ", 1)[1]
    assert f"Punkten ska inte besvaras för {year}: {why}.\n" in said(town, f"{words} --as-of 2025-03-31")


@pytest.mark.parametrize(
    ("path", "old", "new", "findings"),
    [
        (
            "plan/gamla/1-vatten.yaml",
            "senast: 2022-05-31",
            "senast: 2024-05-31",
            [
                (
                    "plan/gamla/1-vatten.yaml:6:100: fel TP402 senast 2024-05-31 ligger efter 2023-12-31, då ”Plan 2022” slutar "
                    "gälla; skriv en tidigare dag som senast, eller det dokument som gäller då"
                ),
            ],
        ),
        (
            "plan/dokument.yaml",
            "till: 2023-12-31",
            "till: 2021-12-01",
            [
                (
                    "plan/dokument.yaml:2:113: fel TP402 beslutet fattades 2021-12-14, när det redan hade slutat gälla; skriv en "
                    "senare dag som till"
                ),
            ],
        ),
        (
            "followups/2023/ks.yaml",
            "svar:\n",
            "svar:\n  stig: {status: uppfylls, datum: 2023-05-05}\n",
            [
                (
                    "followups/2023/ks.yaml:5:3: varning TP513 ingen läser svaret: ”Stig” gäller först från 2024-02-26; ta bort "
                    "det, eller flytta det till rätt år"
                ),
            ],
        ),
        ("followups/2023/ks.yaml", "svar:\n", "svar:\n  stig: {status: uppfylls, datum: 2024-01-05}\n", []),
        (
            "followups/2023/ks.yaml",
            "år: 2023\nbeslut: {datum: 2024-01-18}",
            "år: 2024\nbeslut: {datum: 2025-01-18}",
            [],
        ),
    ],
    ids=[
        "due-after-the-document",
        "ends-before-decided",
        "before-it-began",
        "counts-later",
        "late-answer-once",
    ],
)
def test_one_mistake_is_told_once(path: str, old: str, new: str, findings: list[str], town: Path) -> None:
    file = town / path
    text = file.read_text("utf-8").replace("\u00a0", " ")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    if "2024\n" in new:
        (town / "followups/2024").mkdir()
        file.rename(town / "followups/2024/ks.yaml")
    told = said(town, "validate --output-format concise").splitlines()
    assert [line for line in told if " TP" in line] == findings
