"""The commands as a user meets them: output, exit codes, and what is said when something is wrong."""

import json
from pathlib import Path

import pytest

from command import epoch, trygghet
from conftest import ROOT, Build, Golden
from trygghetsplan.plan.example import EXAMPLE


def test_validate_says_one_line_when_all_is_well() -> None:
    done = trygghet("validate")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Inga fel i ")
    assert done.stdout.count("\n") == 1


def test_check_ends_with_1_when_something_is_lacking() -> None:
    done = trygghet("check", "2024", "--as-of", "2025-03-31", "--output-format", "concise")
    assert done.returncode == 1
    assert (
        done.stderr == f"Räknat per 2025-03-31, uppföljningsår 2024.\n{EXAMPLE}\nNästa steg: trygghet todo\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "2019"], "Fel: år 2019 följs inte upp per 2026-11-22; välj bland 2022–2026.\n"),
        (["check", "2027"], "Fel: år 2027 följs inte upp per 2026-11-22; välj bland 2022–2026.\n"),
        (
            ["check", "2019", "--as-of", "2022-05-02"],
            "Fel: år 2019 följs inte upp per 2022-05-02; välj 2022.\n",
        ),
        (["check", "tjugo"], "Fel: år tjugo ska skrivas med fyra siffror, till exempel 2024.\n"),
        (
            ["check", "--as-of", "igår"],
            "Fel: --as-of är ”igår” men ska vara ett datum på formen ÅÅÅÅ-MM-DD.\n",
        ),
        (["chek"], "Fel: kommandot chek finns inte; menade du ”check”?\nSe: trygghet --help\n"),
        (["check", "--asof"], "Fel: flaggan --asof finns inte; menade du ”--as-of”?\nSe: trygghet --help\n"),
        (["check", "--as-of"], "Fel: flaggan --as-of kräver ett värde\nSe: trygghet --help\n"),
        (["rule", "TP999"], "Fel: regeln TP999 finns inte; menade du ”TP906”?\n"),
        (["check", "2024", "2025"], "Fel: det är för många argument: 2025\nSe: trygghet --help\n"),
        (["-C", "ingenstans", "check"], "Fel: mappen ingenstans finns inte.\n"),
        (
            ["report", "2024", "--format", "rtf"],
            "Fel: formatet rtf finns inte; välj md, html, json, pdf eller docx\n",
        ),
        (
            ["report", "2024", "--body", "socialnamden"],
            "Fel: organet socialnamden finns inte; menade du ”socialnamnden”?\n",
        ),
        (["report", "2024", "--kvartal", "2"], "Fel: planen begär inga lägesbilder per kvartal.\n"),
        (["report", "2024", "--tertial", "3"], "Fel: tertial 3 finns inte; välj 2\n"),
        (
            ["report", "2022-2024", "--tertial", "2"],
            "Fel: flera år och --tertial går inte ihop; välj en rapport i taget.\n",
        ),
        (
            ["report", "2024-2022"],
            "Fel: perioden 2024-2022 ska börja före den slutar, till exempel 2022-2024.\n",
        ),
        (
            ["report", "2019-2024", "--as-of", "2025-03-31"],
            "Fel: år 2019 följs inte upp per 2025-03-31; välj bland 2022–2025.\n",
        ),
        (["check", "--output-format", "jsn"], "Fel: formatet jsn finns inte; menade du ”json”?\n"),
    ],
)
def test_wrong_use_ends_with_2_and_says_what_to_do(arguments: list[str], said: str) -> None:
    done = trygghet(*arguments, SOURCE_DATE_EPOCH="" if "--as-of" in arguments else epoch("2026-11-22"))
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


def test_outside_a_plan_repository(tmp_path: Path) -> None:
    done = trygghet("validate", at=tmp_path)
    assert done.returncode == 2
    assert done.stderr == (
        "Fel: här finns ingen planmapp (trygghet.yaml saknas). Gå till dess mapp, ange den med -C MAPP eller börja en ny med trygghet init.\n"
    )


def test_the_root_is_found_upwards() -> None:
    assert trygghet("validate", at=ROOT / "plan" / "fokusomraden").returncode == 0


def test_a_missing_year_is_unanswered_cells_and_no_crash(repository_from: Build) -> None:
    root = repository_from("--- followups/2024/miljonamnden.yaml\n")
    done = trygghet("check", "2024", "--as-of", "2025-03-31", "--output-format", "concise", at=root)
    assert done.returncode == 1
    assert done.stdout == (
        "plan/fokusomraden/1-trygghet.yaml:5:3: fel TP601 Miljönämnden: ”Risk- och sårbarhetsanalys” är obesvarad, "
        "90\xa0dagar för sent. Inget svar har lämnats. Svar skulle ha lämnats senast den 31\xa0januari\xa02025.\n"
        "Hittade 1\xa0fel i 6\xa0filer.\n"
    )


def test_report_of_a_broken_repository_says_what_to_mend_first(repository_from: Build) -> None:
    root = repository_from("--- followups/2024/miljonamnden.yaml\norgan: miljonamnden\når: 2024\nsvr: {}\n")
    done = trygghet("report", "2024", "--as-of", "2025-03-31", at=root)
    assert done.returncode == 1
    assert not (root / "build").exists()
    assert (
        "followups/2024/miljonamnden.yaml:3:1: fel TP102 nyckeln ”svr” används inte här; menade du ”svar”?"
        in done.stderr
    )


def test_json_is_valid_also_on_failure(repository_from: Build) -> None:
    root = repository_from("--- followups/2024/miljonamnden.yaml\norgan: [\n")
    done = trygghet("validate", "--output-format", "json", at=root)
    envelope = json.loads(done.stdout)
    assert done.returncode == 1
    assert envelope["schema_version"] == 1
    assert [finding["code"] for finding in envelope["findings"]] == ["TP010"]


def test_status_is_readable_without_colour(golden: Golden) -> None:
    done = trygghet("status", "2024", "--as-of", "2025-03-31", NO_COLOR="1")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    golden("status-2024.txt", done.stdout)


def test_report_names_what_it_wrote(own_copy: Path) -> None:
    done = trygghet("report", "2024", at=own_copy)
    assert done.stdout == (
        "Skrev build/trygghetsredovisning-2024.md\nSkrev build/trygghetsredovisning-2024.html\n"
        "Skrev build/trygghetsredovisning-2024-bilagor.md\nSkrev build/trygghetsredovisning-2024-bilagor.html\n"
    )
    assert done.stderr == "Nästa steg: läs igenom dokumentet.\n"


def test_report_that_cannot_be_written_ends_with_3(own_copy: Path, tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("")
    done = trygghet("report", "2024", "--format", "md", "-o", str(tmp_path / "fil" / "x.md"), at=own_copy)
    assert done.returncode == 3
    assert done.stderr.startswith("Fel: ")


def test_version() -> None:
    assert trygghet("--version").stdout == "trygghet 0.3.0\n"
    assert trygghet("-C", ".", "--version").stdout == "trygghet 0.3.0\n"


def test_help_is_swedish(golden: Golden) -> None:
    golden("help.txt", trygghet("--help").stdout)
    golden("help-check.txt", trygghet("check", "--help").stdout)


def test_output_is_utf_8_on_a_console_that_is_not() -> None:
    done = trygghet("status", "2024", PYTHONIOENCODING="cp1252", LC_ALL="C")
    assert "Kommunfullmäktige" in done.stdout


def test_as_of_in_order_of_precedence() -> None:
    for expected, arguments, environment in (
        ("2023-05-01", ["--as-of", "2023-05-01"], {"SOURCE_DATE_EPOCH": epoch("2023-06-01")}),
        ("2023-07-01", [], {"SOURCE_DATE_EPOCH": "1688169600"}),
        ("2023-03-31", [], {}),
    ):
        done = trygghet("check", "2022", *arguments, **environment)
        assert done.stderr.startswith(f"Räknat per {expected}, uppföljningsår 2022.\n")
