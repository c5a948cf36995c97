"""What VS Code is given: tasks whose matchers read what the program really writes, and snippets that are valid."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from command import epoch, trygghet
from conftest import ROOT, Build, write_files
from test_tools import needs
from trygghetsplan.cli.program import COMMANDS
from trygghetsplan.editing.starting import Beginning, files
from trygghetsplan.editing.vscode import editor_files
from trygghetsplan.model.evidence import EvidenceType

TODAY = {"CURRENT_YEAR": "2026", "CURRENT_MONTH": "02", "CURRENT_DATE": "10"}
NO_JAVASCRIPT = re.compile(r"\(\?P|\\[AZ]|\(\?[a-z]+\)|\(\?<[=!]|[*+?}]\+")
"""What Python's expressions have and JavaScript's may lack."""
PATH = "plan/fokusomraden/blåljus/åäö – två: tre.yaml"
FAULTS = """\
dokument: planen
titel: Två
skyldigheter:
  ny:
    titel: Ny
    text: "Göra: nytt"
    slag: aktivitet
    ansvariga: [nämder]
    periodicitet: årligen
    underlag: [datum]
"""


def with_chapter(root: Path, text: str) -> Path:
    """Lay a chapter in a file whose path is hard to read."""
    (root / PATH).parent.mkdir(exist_ok=True)
    (root / PATH).write_text(text, "utf-8")
    return root


def tasks() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(editor_files()[".vscode/tasks.json"])["tasks"]
    return found


def problems(task: dict[str, Any], told: str) -> list[tuple[str, ...]]:
    """Return what VS Code makes of the lines: severity, file, line, column, code and message."""
    found = []
    for line in told.split("\n"):
        for matcher in task["problemMatcher"]:
            pattern = matcher["pattern"]
            if match := re.search(pattern["regexp"], line):
                parts = (match[pattern[name]] for name in ("file", "line", "column", "code", "message"))
                found.append((matcher["severity"], *parts))
    return found


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_every_finding_becomes_one_problem_of_its_severity(repository_from: Build, ending: str) -> None:
    root = repository_from(
        "--- plan/lansstyrelsen.yaml\nmottagare: Länsstyrelsen i Skåne\ndokument: planen\n"
        "kategorier:\n  rsa:\n    titel: Analys\n    skyldigheter: [rsa]\n"
        "    text: Kommunens analys av extraordinära händelser, och vad den leder till.\n--- followups/2024/miljonamnden.yaml\n"
    )
    words = {"error": "fel", "warning": "varning", "info": "upplysning"}
    kinds = set()
    for task, text in ((tasks()[0], FAULTS), (tasks()[1], FAULTS.replace("nämder", "nämnder"))):
        done = trygghet(*task["args"], at=with_chapter(root, text), SOURCE_DATE_EPOCH=epoch("2024-12-20"))
        lines = [line for line in done.stdout.split("\n") if " TP" in line]
        read = problems(task, done.stdout.replace("\n", ending))
        assert [
            f"{path}:{row}:{column}: {words[kind]} {code} {said}"
            for kind, path, row, column, code, said in read
        ] == lines
        assert PATH in {path for _, path, *_ in read}
        kinds |= {kind for kind, *_ in read}
    assert kinds == set(words)


@pytest.mark.tools
def test_javascript_reads_the_lines_as_we_do(repository_from: Build) -> None:
    task = tasks()[0]
    told = trygghet(*task["args"], at=with_chapter(repository_from(), FAULTS)).stdout.replace("\n", "\r\n")
    program = (
        "const [matchers, lines] = JSON.parse(require('fs').readFileSync(0)); console.log(JSON.stringify(lines.flatMap("
        "line => matchers.flatMap(one => { const found = new RegExp(one.pattern.regexp).exec(line);"
        "return found ? [[one.severity, ...found.slice(1)]] : [] }))))"
    )
    given = json.dumps([task["problemMatcher"], told.split("\n")])
    done = subprocess.run(
        [needs("node"), "-e", program], input=given, capture_output=True, text=True, check=True
    )
    assert [tuple(one) for one in json.loads(done.stdout)] == problems(task, told) != []


def test_the_faults_that_stop_a_report_become_problems(repository_from: Build) -> None:
    done = trygghet("report", "2024", at=with_chapter(repository_from(), FAULTS))
    assert {kind for kind, *_ in problems(tasks()[2], done.stderr)} == {"error"}


def test_tasks_are_processes_that_the_user_starts() -> None:
    for task in tasks():
        assert (task["type"], task["command"], task["options"]["env"]) == (
            "process",
            "trygghet",
            {"PYTHONUTF8": "1"},
        )
        assert "runOptions" not in task
        assert [word for word in task["args"] if re.search(r"\s", word)] == []
        for matcher in task["problemMatcher"]:
            assert matcher["fileLocation"] == ["relative", "${workspaceFolder}"]
            for expression in (
                matcher["pattern"]["regexp"],
                *map(str, matcher.get("background", {}).values()),
            ):
                assert not NO_JAVASCRIPT.search(expression)
        assert task["args"][0] in COMMANDS


def test_a_run_under_watch_begins_and_ends_where_the_program_says() -> None:
    watching = pytest.importorskip("trygghetsplan.watching")
    watching_tasks = [task for task in tasks() if "--watch" in task["args"]]
    assert watching_tasks
    for task in watching_tasks:
        assert task["isBackground"]
        for matcher in task["problemMatcher"]:
            background = matcher["background"]
            assert re.search(background["beginsPattern"], f"{watching.RUN_BEGINS}\r")
            assert re.search(background["endsPattern"], f"{watching.RUN_ENDS}\r")


def expanded(snippet: dict[str, Any], indent: int) -> str:
    """Return a snippet as it is when every place is left at what it suggests."""
    text = "\n".join(snippet["body"])
    for name, value in TODAY.items():
        text = text.replace(f"${name}", value)
    text = re.sub(r"\$\{[0-9]\|([^,|]*)[^|]*\|\}", r"\1", text)
    text = re.sub(r"\$\{[0-9]:([^}]*)\}", r"\1", text)
    assert "$" not in text
    return "".join(f"{' ' * indent}{line}\n" for line in text.split("\n"))


def test_every_snippet_is_valid_with_what_it_suggests(tmp_path: Path) -> None:
    snippets = json.loads(editor_files()[".vscode/yaml.code-snippets"])
    kinds = [kind for kind in EvidenceType if not kind.is_computed]
    assert list(snippets) == ["Svar", "Skyldighet", "Beslut", *(f"Underlag: {kind}" for kind in kinds)]
    assert {snippet["scope"] for snippet in snippets.values()} == {"yaml"}
    new = files(Beginning("Ö kommun", None, 2023, 4, 2026, ["Socialnämnden"]))
    chapter, catalogue = "plan/omraden/1-krisberedskap.yaml", "plan/underlag.yaml"
    entries = "".join(
        f"  {kind}: {{typ: {kind}, titel: T{', alternativ: {lagesbild-t2: L}' if kind == 'kryss' else ''}"
        f"{', minst: 1' if kind in ('antal', 'möten') else ''}}}\n"
        for kind in kinds
        if f"\n  {kind}:\n" not in new[catalogue]
    )
    values = "".join(expanded(snippets[f"Underlag: {kind}"], 4) for kind in kinds if kind != "datum")
    bodies = "plan/organisation.yaml"
    new |= {
        bodies: new[bodies].replace("grupper:\n", "grupper:\n  organ eller grupp: {slag: [nämnd]}\n"),
        chapter: new[chapter].rstrip("\n")
        + "\n"
        + expanded(snippets["Skyldighet"], 2).replace("[datum]", f"[{', '.join(kinds)}]"),
        catalogue: new[catalogue] + entries,
        "plan/beslut.yaml": f"beslut:\n{expanded(snippets['Beslut'], 2)}",
        "followups/2026/socialnamnden.yaml": (
            f"organ: socialnamnden\når: 2026\nsvar:\n{expanded(snippets['Svar'], 2)}{values}"
        ),
    }
    write_files(
        tmp_path, "".join(f"--- {path}\n{text}" for path, text in new.items() if path.endswith(".yaml"))
    )
    done = trygghet("validate", "--output-format", "concise", at=tmp_path)
    assert (done.stdout, done.stderr) == ("Inga fel i 9\xa0filer.\n", "")


def test_this_repository_has_the_same_files() -> None:
    own = ROOT / ".vscode"
    if own.exists():
        made = editor_files()
        for name in ("tasks.json", "yaml.code-snippets"):
            assert (own / name).read_text("utf-8") == made[f".vscode/{name}"]
