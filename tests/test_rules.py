"""Every rule explains itself, and its own examples prove it: the bad one gives just its code, the good none."""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Collection
from datetime import date
from itertools import count
from pathlib import Path
from textwrap import dedent

import pytest

from command import trygghet
from conftest import ROOT, Build, Golden, write_files
from trygghetsplan import api
from trygghetsplan.findings import Rule, Scope
from trygghetsplan.formats.full import render
from trygghetsplan.output.formats import FORMATS, Document, Look
from trygghetsplan.output.own_templates import fault_result, read_own
from trygghetsplan.output.render import TemplateFault
from trygghetsplan.plan.form_rules import TEMPLATE
from trygghetsplan.report.plan_document import plan_document
from trygghetsplan.report.views import Provenance
from trygghetsplan.rules import all_rules
from trygghetsplan.rules.flaws import placeholders

AS_OF = date(2025, 3, 31)
GUIDE = ROOT / "docs" / "add-a-rule.md"


def run(rule: Rule, root: Path) -> api.Result:
    loaded = api.load(root)
    if rule is TEMPLATE:
        return wrong_template(loaded, root / "templates")
    return api.validate(loaded) if rule.scope is Scope.FILES else api.check(loaded, 2024, AS_OF)


def wrong_template(loaded: api.Loaded, folder: Path) -> api.Result:
    """Templates are read when a document is written, and not before."""
    assert loaded.repository is not None
    origin = Provenance(None, is_dirty=False, version="0", schema=1, digest="0" * 64)
    report = plan_document(loaded.repository, AS_OF, origin)
    try:
        FORMATS["html"](Document(report, Look(own=read_own(folder))))
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


def test_codes_are_unique_sorted_and_never_reused() -> None:
    assert [rule.code for rule in all_rules()] == sorted({rule.code for rule in all_rules()})
    assert {rule.code: rule.title for rule in all_rules()}.items() <= used_codes().items(), (
        "a new rule is added to tests/codes.txt; a removed one stays there"
    )


def used_codes() -> dict[str, str]:
    """Return every code ever used and its title."""
    lines = (ROOT / "tests" / "codes.txt").read_text("utf-8").splitlines()
    return {code: title for code, _, title in (line.partition(" ") for line in lines)}


def next_code(after: str, used: Collection[str]) -> str:
    """Return the first code after another that no rule has ever had."""
    following = (f"TP{number:03}" for number in count(int(after[2:]) + 1))
    return next(code for code in following if code not in used)


def rule_table() -> str:
    """Return a row for each module that declares rules, as docs/add-a-rule.md has it."""
    rows = []
    for path in sorted((ROOT / "src" / "trygghetsplan").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        codes = sorted(re.findall(r'(?:@rule|Rule)\(\s*"(TP\d{3})"', text))
        if codes:
            about = (ast.get_docstring(ast.parse(text)) or "").partition("\n\n")[0].partition(". ")[0]
            module = path.relative_to(ROOT).as_posix()
            number = next_code(codes[-1], used_codes()).removeprefix("TP")
            rows.append(f"| `{module}` | {about.rstrip('.')} | {', '.join(codes)} | {number} |\n")
    return "".join(["| module | about | codes | next number |\n|---|---|---|---|\n", *rows])


def test_the_guide_lists_the_modules_with_rules(request: pytest.FixtureRequest) -> None:
    text = GUIDE.read_text(encoding="utf-8")
    written = re.sub(r"\| module \| about \|.*\n(?:\|.*\n)+", lambda _: rule_table(), text)
    if request.config.getoption("--update-golden"):
        GUIDE.write_text(written, encoding="utf-8", newline="\n")
    assert written == GUIDE.read_text(encoding="utf-8"), (
        "the table of rules differs; write it with: make golden"
    )
    assert {rule.code for rule in all_rules()} == {*re.findall(r"\bTP\d{3}\b", rule_table())}


def test_the_guide_can_be_followed_literally(tmp_path: Path, repository_from: Build) -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    function, registered = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)[:2]
    code, title = re.findall(r'@rule\("(TP\d{3})", Severity.ERROR, "(.*)"\)', function)[0]
    earlier = {other for other, named in used_codes().items() if (other, named) != (code, title)}
    module = re.findall(r"belongs in `(.*?)`, where (TP\d{3}) is", guide)
    path, text = module[0][0], (ROOT / module[0][0]).read_text(encoding="utf-8")
    codes = [other for other in re.findall(r'@rule\("(TP\d{3})"', text) if other != code]
    assert module == [(path, code)] == [(path, next_code(max(codes), earlier))]

    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    if function not in text:
        before, rules = text.split("RULES = (")
        assert registered.startswith(f"RULES = ({rules.rstrip().removesuffix(')').rstrip()}")
        (tmp_path / path).write_text(f"{before}{function}\n\n{registered}", encoding="utf-8")

    def trygghet(*arguments: str) -> str:
        environment = os.environ | {"PYTHONPATH": str(tmp_path / "src")}
        command = [sys.executable, "-m", "trygghetsplan", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        return done.stdout

    explained = trygghet("rule", code)
    bad, good = (dedent(part) for part in re.split(r"\n(?:Fel|Rätt):\n", explained)[1:])
    root = repository_from(bad)
    assert trygghet("-C", str(root), "validate") in guide
    write_files(root, good)
    assert trygghet("-C", str(root), "validate").startswith("Inga fel")


def test_the_list_of_rules(golden: Golden) -> None:
    golden("rules/list.txt", trygghet("rule").stdout)


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


def test_a_part_of_a_year_is_named_by_its_last_day(repository_from: Build) -> None:
    root = repository_from(
        """
--- plan/fokusomraden/2-mer.yaml
dokument: planen
titel: Mer
skyldigheter:
  lage:
    titel: Lägesbild
    text: Lämna en lägesbild.
    slag: rapport
    ansvariga: [miljonamnden]
    periodicitet: tertial 2
    senast: 31 augusti
    underlag: [datum]
"""
    )
    messages = [finding.message for finding in api.validate(api.load(root)).findings]
    assert messages == ["senast ska ligga efter tertial 2, som slutar den 31\u00a0augusti"]


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
