"""Two plans and two agreements, of different years and receivers: what each account is of, as its reader meets it."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from command import trygghet
from conftest import ROOT, Golden, repository_at, write_files
from trygghetsplan import api
from trygghetsplan.engine.grid import Grid

PLANS = ROOT / "tests" / "fixtures" / "plans"
OLD, NEW, PROMISE, OWN = "plan-2019", "plan-2023", "medborgarlofte", "skolavtal"
DUTIES = {
    OLD: {"Trygg belysning", "Trygghetsvandringar"},
    NEW: {"Trygga stråk", "Trygghetsvandringar", "Fältarbete", "Krisövning"},
    PROMISE: {"Synlighet i centrum", "Samverkan vid skolorna"},
    OWN: {"Säkra skolvägar", "Cykelbanor till skolor"},
}
EVERY = set().union(*DUTIES.values())


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    """Return a copy of the repository of two plans, outside git."""
    return Path(shutil.copytree(PLANS, tmp_path / "planer"))


def written(root: Path, *words: str, form: str = "md") -> dict[str, str]:
    """Write a report and return it by the name of its file."""
    told = trygghet("report", *words, "--format", form, at=root)
    assert told.returncode == 0, told.stderr
    paths = [Path(line.removeprefix("Skrev ")) for line in told.stdout.splitlines()]
    return {path.name: (root / path).read_text(encoding="utf-8") for path in paths}


def one(root: Path, *words: str, form: str = "md") -> str:
    """Return the report, an account with its annexes."""
    return "\n".join(written(root, *words, form=form).values())


def titles(text: str) -> set[str]:
    """Return the duties that the report tells of."""
    return {title for title in EVERY if title in text}


def table(text: str, heading: str) -> list[list[str]]:
    """Return the rows of the table that begins with the heading."""
    rows = text.split(f"\n| {heading} |", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows]


def test_the_fixture_is_without_fault() -> None:
    assert api.validate(api.load(PLANS)).findings == ()


@pytest.mark.parametrize(
    ("year", "listed", "documents"),
    [
        ("2021", DUTIES[OLD], []),
        (
            "2022",
            DUTIES[OLD] | DUTIES[PROMISE],
            [
                ["Trygghetsplan 2019–2022", "plan", "från 2019-01-01 till 2022-12-31", "3 av 4", "–"],
                ["Medborgarlöfte med polisen", "överenskommelse", "från 2022-01-01 till 2024-12-31", "1 av 2", "–"],
            ],
        ),
        (
            "2023",
            DUTIES[NEW] | DUTIES[PROMISE],
            [
                ["Trygghetsplan 2023–2026", "plan", "från 2023-01-01 till 2026-12-31", "4 av 6", "–"],
                ["Medborgarlöfte med polisen", "överenskommelse", "från 2022-01-01 till 2024-12-31", "2 av 2", "–"],
            ],
        ),
        ("2025", DUTIES[NEW], []),
    ],
)  # fmt: skip
def test_a_years_account_is_of_what_is_in_force_in_it(
    year: str, listed: set[str], documents: list[list[str]], plans: Path
) -> None:
    for form in ("md", "html"):
        assert titles(one(plans, year, "--as-of", f"{int(year) + 1}-03-31", form=form)) == listed, form
    text = one(plans, year, "--as-of", f"{int(year) + 1}-03-31")
    assert (table(text, "Dokument | Slag | Gäller") if documents else []) == documents
    assert ("Trygghetsplan 2019–2022" in text) == (OLD in str(year) or int(year) < 2023)
    assert "Avtal om trygga skolvägar" not in text


def test_every_cell_is_in_one_account_and_no_more(plans: Path) -> None:
    """What is owed in the year, added up over the accounts, is what `check` looks at."""
    repository = repository_at(PLANS)
    day = repository.settings.record.account.day.within(2023, 2023)
    cells = [cell for cell in Grid(repository, day).year(2023) if not cell.obligation.is_law]
    counted = [int(row[3].split(" av ")[1]) for row in table(one(plans, "2023"), "Dokument | Slag | Gäller")]
    own = re.search(r"\*\*\d+ av (\d+)\*\*", one(plans, "2023", "--document", OWN))
    assert own is not None
    assert sum(counted) + int(own[1]) == len(cells) == 10


def test_chapters_come_in_the_order_of_their_numbers_within_their_document(plans: Path) -> None:
    account = written(plans, "2023")["trygghetsredovisning-2023.md"]
    chapters = re.findall(r"^## (.+?): ", account, re.MULTILINE)
    assert [name.replace("\\", "") for name in chapters][2:6] == [
        "Område 1 · Ljus och stråk",
        "Område 2 · Unga",
        "Område 10 · Beredskap",
        "Löftena till medborgarna (Medborgarlöftet)",
    ]


def test_an_account_of_its_own_has_its_title_giver_receiver_and_day(plans: Path, golden: Golden) -> None:
    account = written(plans, "2023", "--document", OWN)
    assert list(account) == ["skolvagsbokslut-2023-skolavtal.md", "skolvagsbokslut-2023-skolavtal-bilagor.md"]
    text = "\n".join(account.values())
    assert text.startswith("# Skolvägsbokslut 2023 · Sundköpings kommun · Barnnämnden till kommunstyrelsen: ")
    assert "räknat per den 15\xa0maj\xa02024.\n" in text
    assert titles(text) == DUTIES[OWN]
    for said in (
        "Överenskommelsen ställer krav på 2\xa0organ",
        "Barnnämnden föreslår att kommunstyrelsen beslutar att\n\n1. lägga skolvägsbokslutet för 2023 till handlingarna,",
        "Bara överenskommelsens krav på bundna organ ingår; obundna organ räknas för sig.",
    ):
        assert said in text, said
    for unsaid in (
        "Planen",
        "Lagkrav",
        "0 av 0",
        "Kommunfullmäktige",
        "Omvärlden",
        "Revisionen",
        "Medborgar",
    ):
        assert unsaid not in text, unsaid
    stable = re.sub(
        r"(?m)^- (?:Program: trygghet|De öppna uppgifterna).*\n|\n<!-- trygghet-stamp .*\n", "", text
    )
    golden("reports/own-account-2023.md", stable)


def test_one_plan_is_accounted_for_in_the_settings_account_under_its_own_name(plans: Path) -> None:
    account = written(plans, "2023", "--document", NEW)
    assert next(iter(account)) == "trygghetsredovisning-2023-plan-2023.md"
    text = "\n".join(account.values())
    assert text.startswith("# Trygghetsredovisning 2023: Trygghetsplan 2023–2026 · ")
    assert titles(text) == DUTIES[NEW]
    assert "1. lägga redovisningen av ”Trygghetsplan 2023–2026” för 2023 till handlingarna," in text
    assert "## Förslag till beslut: " in text
    assert "0 av 0" not in text


def test_document_goes_with_body_years_and_version(plans: Path) -> None:
    ((name, text),) = written(plans, "2023", "--document", OWN, "--body", "barnnamnden").items()
    assert name == "skolvagsbokslut-2023-skolavtal-barnnamnden-intern.md"
    assert "bilaga till Skolvägsbokslut 2023 · räknat per 15\xa0maj\xa02024" in text
    assert titles(text) == {"Säkra skolvägar"}
    assert titles(one(plans, "2023", "--body", "barnnamnden")) == {
        "Trygghetsvandringar",
        "Fältarbete",
        "Samverkan vid skolorna",
    }
    ((name, text),) = written(plans, "2022-2024", "--document", NEW).items()
    assert name == "trygghetsredovisning-2022-2024-plan-2023.md"
    assert text.startswith("# Fördjupad rapport 2022–2024: Trygghetsplan 2023–2026\n")
    assert titles(text) <= DUTIES[NEW]
    assert "## Sammanfattning: 5\xa0brister 2024 (2023: 2)" in text
    ((name, text),) = written(plans, "2022-2024").items()
    assert titles(text) <= DUTIES[OLD] | DUTIES[NEW]
    assert "| 1. Belysning (Planen 2019) | 3 av 4 | – | – | 1\xa0brist 2022 |\n" in text


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            f"report 2023 --document {OWN} --lansstyrelsen",
            "--document går inte ihop med --lansstyrelsen, som hämtar ur alla dokument; ta bort ett av dem.",
        ),
        (f"report 2022 --document {OWN}", f"dokumentet {OWN} begär inget 2022; välj ett annat år."),
        ("report 2023 --document skolavta", "dokumentet skolavta finns inte; menade du ”skolavtal”?"),
        ("report 2023 --document annat", "dokumentet annat finns inte; dokumentens id står i plan/dokument.yaml"),
        ("diff 2023 2024 --document skolavta", "dokumentet skolavta finns inte; menade du ”skolavtal”?"),
        (
            f"diff main --format comment --document {OWN}",
            "--format comment gäller hela grenen; ta bort --document.",
        ),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_said(words: str, message: str) -> None:
    told = trygghet(*words.split(), at=PLANS)
    assert (told.returncode, told.stdout, told.stderr) == (2, "", f"Fel: {message}\n")


def test_two_years_of_one_document_are_compared_on_its_own_days() -> None:
    assert trygghet("diff", "2023", "2024", "--document", OWN, at=PLANS).stdout == (
        "Vad som har ändrats från 2023 till 2024: Avtal om trygga skolvägar\n"
        "  2023: uppföljningsår 2023, räknat per 15\xa0maj\xa02024\n"
        "  2024: uppföljningsår 2024, räknat per 15\xa0maj\xa02025\n"
        "  Av överenskommelsens krav som skulle vara klara hos bundna organ är 0 av 2 uppfyllda; tidigare 1 av 2."
        " Bristerna var 1 och är 2: 1 är ny.\n"
        "  Svaren i uppföljningen är påhittade exempel. De säger ingenting om de verkliga organen.\n"
        "\n"
        "Sämre (1\xa0ny brist)\n"
        "  Barnnämnden: ”Säkra skolvägar” är obesvarad men var uppfylld 2023. Inget svar har lämnats. Svar skulle ha"
        " lämnats senast den 31\xa0januari\xa02025.\n"
        "      plan/skolavtal.yaml:6\n"
    )


def test_what_a_new_plan_replaces_is_followed_into_it() -> None:
    """Barnnämnden lacked its walks in 2022, and made them in 2023 under the next plan."""
    text = trygghet("diff", "2022", "2023", at=PLANS).stdout
    assert "Barnnämnden: ”Trygghetsvandringar” är uppfylld men var obesvarad 2022" in text


def test_check_does_not_blame_a_year_for_a_later_plan(plans: Path) -> None:
    vague = "dokument: plan-2023\nfokusområde: 11\ntitel: Sent\nmål saknas: Planen har inga mål.\n"
    duty = (
        "skyldigheter:\n  sent:\n    titel: Sent\n    text: Se över vid behov.\n    slag: grunduppgift\n"
        "    ansvariga: [kommunstyrelsen]\n    periodicitet: engång\n    underlag: [datum]\n"
    )
    write_files(plans, f"--- plan/planer/11-sent.yaml\n{vague}{duty}")

    def blamed(year: str) -> set[str]:
        told = trygghet("check", year, "--output-format", "concise", at=plans).stdout
        return {line.split(" ")[2] for line in told.splitlines() if "11-sent.yaml" in line}

    assert blamed("2021") == set()
    assert {"TP453", "TP901"} <= blamed("2023")


def test_the_year_wheel_has_the_day_of_each_account_and_begins_with_its_own_year() -> None:
    told = trygghet("calendar", "2024", "--as-of", "2026-11-30", at=PLANS).stdout
    assert told.startswith("Årshjul 2024, Sundköpings kommun\n")
    assert "  31  Trygghetsredovisning 2023 räknas per den här dagen\n" in told
    assert "  15  Skolvägsbokslut 2023 räknas per den här dagen\n" in told
    earlier = trygghet("calendar", "2022", "--as-of", "2026-11-30", at=PLANS).stdout
    assert "Skolvägsbokslut" not in earlier
    assert not {title for title in DUTIES[NEW] - DUTIES[OLD] if title in earlier}


def test_the_kommunstyrelsens_words_are_of_its_own_account(plans: Path) -> None:
    write_files(
        plans,
        "--- followups/2023/bedomningar.yaml\når: 2023\nexempel: ja\nbeslut: {datum: 2024-03-20}\n"
        "sammanfattning: Kommunstyrelsens egna ord.\nslutsatser: Kommunstyrelsens slutsats.\n"
        "områden:\n  1-ljus: {bedömning: gul, skäl: Ljuset dröjer.}\n  skolavtal: {bedömning: röd, skäl: Vägarna dröjer.}\n",
    )
    main, plan, own = (
        one(plans, "2023"),
        one(plans, "2023", "--document", NEW),
        one(plans, "2023", "--document", OWN),
    )
    assert [("egna ord" in text, "slutsats." in text) for text in (main, plan, own)] == [
        (True, True),
        (False, False),
        (False, False),
    ]
    assert ["Ljuset dröjer." in text for text in (main, plan, own)] == [True, True, False]
    assert "Vägarna dröjer." not in own


def test_two_accounts_of_one_title_are_one_finding(plans: Path) -> None:
    path = plans / "plan" / "dokument.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Skolvägsbokslut", "trygghetsredovisning"), encoding="utf-8")
    told: Any = trygghet("validate", "--output-format", "concise", at=plans).stdout.splitlines()
    assert told[0] == (
        "plan/dokument.yaml:30:14: fel TP209 en annan redovisning heter redan ”trygghetsredovisning”: "
        "ge den här en egen titel, eller ta bort redovisas i egen redovisning"
    )
