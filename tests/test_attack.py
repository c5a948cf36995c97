"""The bad inputs of `make attack` are well formed, and the repository that they spoil is good."""

from collections import Counter
from datetime import date
from pathlib import Path

from attack.cases import all_cases, write_good
from attack.row import Row, page
from trygghetsplan import api


def test_the_repository_that_is_spoilt_is_good(tmp_path: Path) -> None:
    write_good(tmp_path)
    loaded = api.load(tmp_path)
    assert api.validate(loaded).findings == ()
    told = Counter(one.rule.code for one in api.check(loaded, 2024, date(2025, 5, 31)).findings)
    assert told == {"TP452": 2, "TP601": 1, "TP602": 1, "TP605": 1, "TP706": 1}


def test_every_bad_input_says_what_is_right_and_stands_once() -> None:
    cases = all_cases()
    assert len(cases) >= 400
    assert {case.kind for case in cases} == {
        *("arguments", "characters", "files", "forms", "git", "references", "templates", "values", "yaml")
    }
    for case in cases:
        for step in case.steps:
            assert step.exits, case
            assert 70 not in step.exits, case
    assert [case for case, many in Counter(map(str, cases)).items() if many > 1] == []


def test_the_page_says_what_is_held_and_what_was_met() -> None:
    rows = (
        Row("R1", "bad inputs", "0", "0 in 9", is_held=True),
        Row("R2", "tracebacks", "0", "26", is_held=False, faults=tuple(f"fault {number}" for number in range(26))),
        Row("R6", "suites", "all", "not here", is_held=None),
    )  # fmt: skip
    text = page(rows, "2026-11-30", "2 cores, Linux and Python 3.11")
    assert "Measured on 2026-11-30 with 2 cores, Linux and Python 3.11." in text
    assert "| R1 | bad inputs | 0 | 0 in 9 | held |\n| R2 | tracebacks | 0 | 26 | **not held** |\n" in text
    assert "| R6 | suites | all | not here | not run |\n" in text
    assert "- R2: fault 24\n- R2: and 1 more\n" in text
