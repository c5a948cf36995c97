"""The twenty worked examples of the engine's specification: a duty, an answer, a day, and what follows.

The municipality is the one in `fixtures/model`: its rows and answers are those of the specification. Each test
says the verdict, the rule of the decision table that gave it, and how late it was.
"""

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from conftest import write_files
from trygghetsplan import api
from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.grid import Grid
from trygghetsplan.plan.loading import load

MODEL = Path(__file__).parent / "fixtures" / "model"
KS, SN, B, KF = "kommunstyrelsen", "socialnamnden", "bolaget", "kommunfullmaktige"

Find = Callable[[str, str, int, str], Cell]


def cells_of(root: Path) -> Find:
    """Return a function from duty, body, year and day to the one cell that they have."""
    repository = load(root).repository
    assert repository

    def find(duty: str, body: str, year: int, as_of: str) -> Cell:
        found = Grid(repository, date.fromisoformat(as_of)).year(year)
        (cell,) = (cell for cell in found if (cell.obligation.id, cell.body) == (duty, body))
        return cell

    return find


@pytest.fixture(scope="module")
def cell() -> Find:
    """Find a cell of the municipality of the specification."""
    return cells_of(MODEL)


def seen(cell: Cell) -> tuple[str, int]:
    """Return the verdict and the number of the rule that gave it."""
    return str(cell.verdict), cell.outcome.rule


def when(cell: Cell) -> tuple[str | None, int]:
    """Return the läge and the days late."""
    return (str(cell.timeliness) if cell.timeliness else None), cell.days


def findings(as_of: str, *codes: str) -> set[tuple[str, str]]:
    """Return which of the rules find something in which answer or duty."""
    result = api.check(api.load(MODEL), 2024, date.fromisoformat(as_of))
    return {
        (finding.rule.code, f"{finding.where.path.removeprefix('followups/')}:{finding.where.keys[1]}")
        for finding in result.findings
        if finding.rule.code in codes
    }


def test_01_an_analysis_made_after_the_year_proves_the_next_year(cell: Find) -> None:
    made_in_january = cell("rsa", SN, 2024, "2025-03-31")
    assert seen(made_in_january) == ("ej uppfyllt", 6)
    assert when(made_in_january) == ("försenat", 90)
    assert seen(cell("rsa", SN, 2025, "2025-03-31")) == ("uppfyllt", 10)


def test_02_proof_counts_from_its_own_date_though_the_file_is_decided_later(cell: Find) -> None:
    assert seen(cell("rsa", KS, 2024, "2024-06-30")) == ("uppfyllt", 10)
    assert seen(cell("rsa", KS, 2024, "2024-05-14")) == ("ej förfallet", 11)


def test_03_silence_is_unanswered_the_day_after_the_answer_day(cell: Find) -> None:
    assert seen(cell("rsa", B, 2024, "2025-01-31")) == ("ej förfallet", 11)
    assert seen(cell("rsa", B, 2024, "2025-02-01")) == ("obesvarat", 11)
    assert when(cell("rsa", B, 2024, "2025-02-01")) == ("försenat", 32)


def test_04_a_plan_once_in_the_mandate_needs_no_answer_the_next_year(cell: Find) -> None:
    plan = cell("krisplan", B, 2024, "2025-03-31")
    assert seen(plan) == ("uppfyllt", 6)
    assert when(plan) == ("i tid", 0)


def test_05_a_plan_from_before_the_mandate_belongs_to_the_old_one(cell: Find) -> None:
    plan = cell("krisplan", SN, 2024, "2024-06-30")
    assert seen(plan) == ("ej uppfyllt", 6)
    assert (plan.period.first, plan.period.last) == (2023, 2026)


def test_06_a_plan_made_in_the_second_year_is_met_and_late(cell: Find) -> None:
    plan = cell("krisplan", SN, 2024, "2025-03-31")
    assert seen(plan) == ("uppfyllt", 6)
    assert when(plan) == ("försenat", 290)
    assert plan.schedule.due == date(2023, 12, 31)


def test_07_the_new_council_elects_before_the_new_year(cell: Find) -> None:
    elected = cell("kln-val", KF, 2024, "2024-06-30")
    assert seen(elected) == ("uppfyllt", 10)
    assert when(elected) == ("i tid", 0)
    coming = cell("kln-val", KF, 2027, "2026-11-22")
    assert seen(coming) == ("ej förfallet", 3)
    assert when(coming) == ("snart", 0)
    assert coming.schedule.due == date(2026, 11, 22) + timedelta(days=70)
    assert coming.schedule.window[0] == date(2026, 10, 15)


def test_08_a_report_in_november_is_ten_days_late(cell: Find) -> None:
    report = cell("lag-rsa", KS, 2024, "2025-03-31")
    assert seen(report) == ("uppfyllt", 6)
    assert when(report) == ("försenat", 10)


def test_09_the_next_mandate_is_coming_then_soon_then_unanswered(cell: Find) -> None:
    coming = cell("lag-rsa", KS, 2027, "2026-11-22")
    assert seen(coming) == ("ej förfallet", 3)
    assert when(coming) == ("i tid", 0)
    last_day = cell("lag-rsa", KS, 2027, "2027-10-31")
    assert seen(last_day) == ("ej förfallet", 11)
    assert when(last_day) == ("snart", 0)
    day_after = cell("lag-rsa", KS, 2027, "2027-11-01")
    assert seen(day_after) == ("obesvarat", 11)
    assert when(day_after) == ("försenat", 1)


def test_10_the_report_on_three_years_does_not_prove_the_next_three(cell: Find) -> None:
    delivered = cell("fordjupad", KS, 2022, "2026-11-22")
    assert seen(delivered) == ("uppfyllt", 6)
    assert when(delivered) == ("i tid", 0)
    missing = cell("fordjupad", KS, 2024, "2026-11-22")
    assert seen(missing) == ("obesvarat", 11)
    assert when(missing) == ("försenat", 145)
    assert (missing.period.first, missing.period.last) == (2023, 2025)


def test_11_a_tertial_report_is_due_on_its_own_day(cell: Find) -> None:
    late = cell("lagesbild-t2", SN, 2024, "2025-03-31")
    assert seen(late) == ("uppfyllt", 6)
    assert when(late) == ("försenat", 4)
    silent = cell("lagesbild-t2", B, 2024, "2024-10-01")
    assert seen(silent) == ("obesvarat", 11)
    assert when(silent) == ("försenat", 1)


def test_12_unchanged_renews_a_claim_and_silence_does_not(cell: Find) -> None:
    assert seen(cell("brottsforebyggande-funktion", SN, 2024, "2025-03-31")) == ("uppfyllt", 6)
    assert seen(cell("brottsforebyggande-funktion", B, 2024, "2025-03-31")) == ("obesvarat", 11)
    assert seen(cell("brottsforebyggande-funktion", B, 2023, "2025-03-31")) == ("uppfyllt", 6)


def test_13_proof_with_an_age_limit_is_carried_through_a_silent_year(cell: Find) -> None:
    carried = cell("skyddsvart", B, 2024, "2025-03-31")
    assert seen(carried) == ("uppfyllt", 10)
    assert carried.outcome.reason == "Uppfyllt genom underlag i uppföljningen för 2023."
    assert carried.undecided


def test_14_proof_lapses_the_day_after_its_age_limit(cell: Find) -> None:
    last_day = cell("lag-sakerhetsskyddsanalys", KS, 2024, "2024-11-15")
    assert seen(last_day) == ("uppfyllt", 10)
    assert when(last_day) == ("snart", 0)
    assert seen(cell("lag-sakerhetsskyddsanalys", KS, 2024, "2024-11-16")) == ("obesvarat", 11)


def test_15_one_date_too_old_of_three_is_partly(cell: Find) -> None:
    alarm = cell("larmvagar", KS, 2024, "2025-03-31")
    assert seen(alarm) == ("delvis", 6)
    assert (
        alarm.outcome.reason
        == "Svaret för 2024 säger ”uppfylls”, men ”Dokumenterad” visar inte det som krävs."
    )


def test_16_the_lower_of_claim_and_proof(cell: Find) -> None:
    assert seen(cell("systemrisk", KS, 2024, "2025-03-31")) == ("delvis", 6)
    assert seen(cell("systemrisk", SN, 2024, "2025-03-31")) == ("ej uppfyllt", 8)


def test_17_evidence_missing_is_partly_and_no_evidence_a_fault(cell: Find) -> None:
    no_evaluation = cell("utbildning-kris", KS, 2024, "2025-03-31")
    assert seen(no_evaluation) == ("delvis", 6)
    assert no_evaluation.outcome.reason == "Svaret för 2024 säger ”uppfylls”, men utvärdering saknas."
    nothing_shown = cell("utbildning-kris", SN, 2024, "2025-03-31")
    assert seen(nothing_shown) == ("delvis", 6)
    assert nothing_shown.outcome.reason == "Svaret för 2024 säger ”uppfylls”, men underlag saknas."
    assert ("TP501", "2024/socialnamnden.yaml:utbildning-kris") in findings("2025-03-31", "TP501")


def test_18_no_event_is_not_applicable_and_one_contract_of_two_is_partly(cell: Find) -> None:
    no_event = cell("upphandling", SN, 2024, "2025-03-31")
    assert seen(no_event) == ("ej tillämpligt", 4)
    assert no_event.outcome.reason == "Ej aktuell: Inga nya avtal om kritisk verksamhet."
    assert when(no_event) == (None, 0)
    assert seen(cell("upphandling", KS, 2024, "2025-03-31")) == ("delvis", 6)


def test_19_an_open_commitment_is_answered_every_year(cell: Find) -> None:
    under_way = cell("r1-b", KS, 2024, "2025-03-31")
    assert seen(under_way) == ("ej förfallet", 9)
    assert under_way.outcome.reason == "Svaret för 2024 säger ”pågår”; sista dag är inte angiven."
    assert ("TP701", "plan/revision/2024-1.yaml:r1-b") in findings("2025-03-31", "TP701")
    open_point = cell("r1-b", KS, 2026, "2026-11-22")
    assert seen(open_point) == ("obesvarat", 11)
    assert open_point.outcome.reason == "Öppen punkt som senast besvarades för 2024."
    waiting = cell("r5-a", KS, 2026, "2026-11-22")
    assert seen(waiting) == ("ej förfallet", 11)
    assert waiting.outcome.reason == "Väntar på ”Fråga i medarbetarundersökningen”."


EXCEPTION = """
--- plan/beslut/avsteg.yaml
beslut:
  avsteg-rsa-bolaget:
    innebörd: avsteg
    skyldigheter: [rsa]
    organ: [bolaget]
    från: 2024-02-01
    till: {till}
    skäl: Analysen görs om från grunden.
    beslut: {{organ: kommunstyrelsen, datum: 2024-01-30, paragraf: 12}}
"""


@pytest.mark.parametrize(
    ("till", "verdict", "rule", "late", "reason"),
    [
        pytest.param(
            "2025-06-30",
            "avsteg",
            12,
            (None, 0),
            "Avsteg till den 30\u00a0juni\u00a02025 (Kommunstyrelsen, 30\u00a0januari\u00a02024, § 12): Analysen görs om från grunden.",
            id="in force on the last day of the year",
        ),
        pytest.param(
            "2024-10-31",
            "obesvarat",
            11,
            ("försenat", 90),
            "Inget svar har lämnats. Svar skulle ha lämnats senast den 31\u00a0januari\u00a02025."
            " Avsteget till och med den 31\u00a0oktober\u00a02024 har gått ut.",
            id="lapsed before it",
        ),
    ],
)
def test_20_an_exception_counts_on_the_last_day_of_the_year(
    tmp_path: Path, till: str, verdict: str, rule: int, late: tuple[str | None, int], reason: str
) -> None:
    root = tmp_path / "model"
    shutil.copytree(MODEL, root)
    write_files(root, EXCEPTION.format(till=till))
    silent = cells_of(root)("rsa", B, 2024, "2025-03-31")
    assert seen(silent) == (verdict, rule)
    assert when(silent) == late
    assert silent.outcome.reason == reason
