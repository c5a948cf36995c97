"""Every rule explains itself, and its own examples prove it: the bad one gives just its code, the good none."""

from datetime import date
from pathlib import Path

import pytest

from conftest import Build, Golden
from trygghetsplan import api
from trygghetsplan.disclosure.audience import Audience
from trygghetsplan.findings import Rule, Scope
from trygghetsplan.formats.full import render
from trygghetsplan.output.formats import FORMATS, Look
from trygghetsplan.output.own_templates import fault_result, read_own
from trygghetsplan.output.render import TemplateFault
from trygghetsplan.report.build import account
from trygghetsplan.report.views import Provenance
from trygghetsplan.rules import FILE_RULES, all_rules
from trygghetsplan.rules.flaws import placeholders
from trygghetsplan.rules.templates import TEMPLATE

AS_OF = date(2025, 3, 31)


def run(rule: Rule, root: Path) -> api.Result:
    loaded = api.load(root)
    if rule is TEMPLATE:
        return wrong_template(loaded, root / "templates")
    return api.validate(loaded) if rule.scope is Scope.FILES else api.check(loaded, 2024, AS_OF)


def wrong_template(loaded: api.Loaded, folder: Path) -> api.Result:
    """Templates are read when a document is written, and not before."""
    assert loaded.repository is not None
    origin = Provenance(None, is_dirty=False, version="0", schema=1, digest="0" * 64)
    report = account(loaded.repository, 2024, AS_OF, origin, Audience.PUBLIC)
    try:
        FORMATS["html"](report, Look(own=read_own(folder)))
    except TemplateFault as fault:
        return fault_result(fault, "templates")
    return api.validate(loaded)


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_bad_example_gives_exactly_its_code(rule: Rule, repository_from: Build, golden: Golden) -> None:
    result = run(rule, repository_from(rule.sections["Fel"]))
    assert {finding.rule.code for finding in result.findings} == {rule.code}, render(result)
    golden(f"rules/{rule.code}.txt", render(result))


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_good_example_gives_nothing(rule: Rule, repository_from: Build) -> None:
    result = run(rule, repository_from(rule.sections["Rätt"]))
    assert result.findings == (), render(result)


def test_the_rules_that_run_on_files_are_all_those_about_files() -> None:
    about_files = [rule for rule in all_rules() if rule.check and rule.scope is Scope.FILES]
    assert list(FILE_RULES) == about_files


def test_codes_are_unique_sorted_and_never_reused() -> None:
    told = [
        line.split(" ", 1) for line in (Path(__file__).parent / "codes.txt").read_text("utf-8").splitlines()
    ]
    assert [rule.code for rule in all_rules()] == sorted({rule.code for rule in all_rules()})
    assert {rule.code: rule.title for rule in all_rules()}.items() <= dict(told).items(), (
        "a new rule is added to tests/codes.txt; a removed one stays there"
    )


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_help_is_whole(rule: Rule) -> None:
    explanation = rule.sections[""]
    assert explanation[0].isupper(), explanation
    assert explanation.endswith("."), explanation
    assert len(explanation.split("\n\n")) >= 2, "what it means, then how to put it right"


@pytest.mark.parametrize("between", ["", "-", "+", " ", ".", " - ", "\u00a0", "\u2011", "\u2013", " \u2013 "])
def test_a_personnummer_is_found_however_it_is_written_and_never_quoted(
    between: str, repository_from: Build
) -> None:
    root = repository_from(
        f"""
--- followups/2024/miljonamnden.yaml
organ: miljonamnden
år: 2024
kontakt: Strateg 19811218{between}9876
svar:
  rsa: {{status: uppfylls, datum: 2024-04-18}}
"""
    )
    result = api.validate(api.load(root))
    told = [(one.rule.code, result.position(one).line) for one in result.findings]
    assert ("TP802", 3) in told
    assert [code for code, line in told if line == 3] == ["TP802"]
    assert "9876" not in render(result)


def test_a_personnummer_as_an_id_is_one_finding(repository_from: Build) -> None:
    root = repository_from(
        """
--- followups/2024/miljonamnden.yaml
organ: miljonamnden
år: 2024
svar:
  811218-9876: {status: uppfylls, datum: 2024-04-18}
"""
    )
    result = api.validate(api.load(root))
    assert render(result) == (
        "fel[TP802]: det här ser ut som ett personnummer; ta bort det\n"
        " --> followups/2024/miljonamnden.yaml:4:3\n"
        "  = förklaring: trygghet rule TP802\n\n"
        "Hittade 1\u00a0fel i 7\u00a0filer.\n"
    )


def test_a_personnummer_in_a_file_name_is_told_of(repository_from: Build) -> None:
    root = repository_from("--- followups/2024/811218-9876.yaml\norgan: miljonamnden\når: 2024\n")
    found = api.validate(api.load(root)).findings
    assert ("TP802", "filens namn ser ut som ett personnummer; byt det") in {
        (one.rule.code, one.message) for one in found
    }


@pytest.mark.parametrize("folder", ["plan", "followups", "followups/2024", "plan/fokusomraden"])
def test_a_linked_folder_is_told_of_and_not_followed(
    folder: str, repository_from: Build, tmp_path: Path
) -> None:
    root = repository_from("")
    away = tmp_path / "annanstans"
    (root / folder).rename(away)
    (root / folder).symlink_to(away)
    result = api.validate(api.load(root))
    told = [(one.rule.code, one.where.path, one.message) for one in result.findings]
    message = "det här är en länk, och länkar följs inte; lägg filerna här"
    assert ("TP001", folder, message) in told
    assert not [code for code, path, _ in told if path.startswith(f"{folder}/")]


@pytest.mark.parametrize(
    "prompt",
    [
        "[Klicka och fyll i]", "[Fyll i här]", "[ange namn]", "[Skriv]", "<fyll i>", "<Ange datum>", "<skriv här>",
        "Klicka här", "klicka och fyll", "Lorem ipsum", "XXX", "xxxx", "TODO", "TBD", "_____",
    ],
)  # fmt: skip
def test_every_prompt_of_a_template_is_told_of(prompt: str) -> None:
    assert [one.subject for one in placeholders("x.txt", f"Ansvarig: {prompt} senast i maj.")] == [prompt]


EVENTS = """
--- plan/fokusomraden/2-mer.yaml
dokument: planen
titel: Mer
skyldigheter:
  larm:
    titel: Larm
    text: Redovisa larm.
    slag: grunduppgift
    ansvariga: [miljonamnden]
    periodicitet: vid händelse
    underlag: [datum]
  efter:
    titel: Rapport om mandatperioden
    text: Lämna en rapport.
    slag: rapport
    ansvariga: [miljonamnden]
    periodicitet: mandatperiod
    senast: 30 juni året efter
    underlag: [datum]
"""


def test_a_late_date_in_an_event_is_pointed_at(repository_from: Build) -> None:
    root = repository_from(
        f"""{EVENTS}
--- followups/2024/miljonamnden.yaml
organ: miljonamnden
år: 2024
beslut: {{datum: 2024-06-01}}
svar:
  rsa: {{status: uppfylls, datum: 2024-04-18}}
  larm:
    status: uppfylls
    händelser:
      brand: {{datum: 2024-09-01}}
"""
    )
    result = api.validate(api.load(root))
    assert [(one.rule.code, one.where.keys) for one in result.findings] == [
        ("TP508", ("svar", "larm", "händelser", "brand", "datum"))
    ]


def test_a_report_on_a_mandate_period_has_no_last_day_that_counts(repository_from: Build) -> None:
    root = repository_from(
        f"""{EVENTS}
--- followups/2026/miljonamnden.yaml
organ: miljonamnden
år: 2026
beslut: {{datum: 2027-07-01}}
svar:
  efter: {{status: uppfylls, datum: 2026-06-30}}
"""
    )
    assert not api.validate(api.load(root)).findings
