"""Every rule explains itself, and its own examples prove it: the bad one gives just its code, the good none."""

from datetime import date
from pathlib import Path

import pytest

from conftest import Build, Golden
from trygghetsplan import api
from trygghetsplan.findings import Rule, Scope
from trygghetsplan.formats.full import render
from trygghetsplan.rules import ALL_RULES

AS_OF = date(2025, 3, 31)


def run(rule: Rule, root: Path) -> api.Result:
    loaded = api.load(root)
    return api.validate(loaded) if rule.scope is Scope.FILES else api.check(loaded, 2024, AS_OF)


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.code)
def test_bad_example_gives_exactly_its_code(rule: Rule, repository_from: Build, golden: Golden) -> None:
    result = run(rule, repository_from(rule.sections["Fel"]))
    assert {finding.rule.code for finding in result.findings} == {rule.code}, render(result)
    golden(f"rules/{rule.code}.txt", render(result))


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.code)
def test_good_example_gives_nothing(rule: Rule, repository_from: Build) -> None:
    result = run(rule, repository_from(rule.sections["Rätt"]))
    assert result.findings == (), render(result)


def test_codes_are_unique_sorted_and_never_reused() -> None:
    told = [
        line.split(" ", 1) for line in (Path(__file__).parent / "codes.txt").read_text("utf-8").splitlines()
    ]
    assert [rule.code for rule in ALL_RULES] == sorted({rule.code for rule in ALL_RULES})
    assert {rule.code: rule.title for rule in ALL_RULES}.items() <= dict(told).items(), (
        "a new rule is added to tests/codes.txt; a removed one stays there"
    )


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.code)
def test_help_is_whole(rule: Rule) -> None:
    explanation = rule.sections[""]
    assert explanation[0].isupper(), explanation
    assert explanation.endswith("."), explanation
    assert len(explanation.split("\n\n")) >= 2, "what it means, then how to put it right"
