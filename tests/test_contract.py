"""Promises of the project about itself: start-up, documentation that does not rot, what a newcomer runs."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import cache
from graphlib import TopologicalSorter
from importlib.util import find_spec
from itertools import groupby, pairwise
from pathlib import Path

import pytest
from grimp import build_graph

from command import imported
from conftest import BASE, ROOT, repository_at
from reference_pages import anchor
from trygghetsplan import __version__
from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.findings import Rule, Severity, Where
from trygghetsplan.formats import FORMATS, renderer
from trygghetsplan.model import KINDS
from trygghetsplan.output import formats as output
from trygghetsplan.report.build import account
from trygghetsplan.report.data import ReportData
from trygghetsplan.report.views import Provenance
from trygghetsplan.result import Result
from trygghetsplan.rules import all_rules
from trygghetsplan.source.positions import Locator

DOCUMENTS = [
    "README.md",
    "CONTRIBUTING.md",
    *(path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "docs").rglob("*.md"))),
]


def test_version_imports_nothing_heavy() -> None:
    assert not imported("--version") & {"typer", "pydantic", "yaml", "jinja2", "rich"}


def test_help_imports_neither_model_nor_libraries() -> None:
    heavy = {"pydantic", "yaml", "jinja2", "rich.console", "markdown_it", "trygghetsplan.model"}
    assert not imported("--help") & heavy


def test_validate_imports_no_report() -> None:
    loaded = imported("validate")
    assert "trygghetsplan.cli.checking" in loaded
    assert not loaded & {"jinja2", "markdown_it", "rich.console", "trygghetsplan.report"}


def test_a_command_imports_only_its_own_module() -> None:
    commands = {f"trygghetsplan.cli.{module}" for module in ("asking", "documents", "checking", "forms")}
    assert imported("validate") & commands == {"trygghetsplan.cli.checking"}


@pytest.mark.parametrize("arguments", ["--version", "--help", "validate", "rule TP101"])
def test_output_that_cannot_be_written_gives_no_traceback(arguments: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "trygghetsplan", *arguments.split()],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False, cwd=ROOT,
        )  # fmt: skip
    assert done.returncode == 3
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("where", [">&-", ">&- 2>&-", "2>&-"])
@pytest.mark.parametrize("arguments", ["--version", "validate"])
def test_closed_output_is_no_fault(arguments: str, where: str) -> None:
    command = f"{sys.executable} -m trygghetsplan {arguments} {where}"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")


def test_completion_to_a_full_disk_gives_no_traceback() -> None:
    question = {"_TRYGGHET_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": "trygghet expl"}
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "trygghetsplan"],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False, cwd=ROOT, env=os.environ | question,
        )  # fmt: skip
    assert "Traceback" not in done.stderr


def there(path: str) -> bool:
    """Whether the path is there, from the root or, as docs/architecture.md writes modules, in the package."""
    package = ROOT / "src" / "trygghetsplan"
    return any(one.exists() for one in (ROOT / path, package / path, package / f"{path}.py"))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_paths_in_the_documentation_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    ours = r"`((?:src|plan|followups|templates|tests|docs|schema|requirements)/[\w./-]+|trygghet\.yaml|pyproject\.toml)`"
    missing = [path for path in re.findall(ours, text) if "Å" not in path and not there(path.split(":")[0])]
    assert missing == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_in_the_documentation_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in link]
    missing = [link for link in links if not (ROOT / name).parent.joinpath(link).exists()]
    assert missing == []


def headings(name: str) -> list[str]:
    """Return what links to the headings of a document end with; headings alike would be one place."""
    found = [anchor(line.lstrip("#")) for line in outside_fences(name) if re.match("#+ ", line)]
    assert len(found) == len({*found}) or name == "CHANGELOG.md", name
    return found


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_to_a_heading_find_it(name: str) -> None:
    text = "\n".join(outside_fences(name))
    for path, heading in re.findall(r"\]\(([^)#\s:]*)#([^)\s]+)\)", text):
        target = (ROOT / name).parent.joinpath(path).resolve() if path else ROOT / name
        assert heading in headings(target.relative_to(ROOT).as_posix()), f"{path}#{heading}"


def outside_fences(name: str) -> list[str]:
    """Return the lines of a document with its code blanked out; every fence that opens must close."""
    lines, is_code = [], False
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        is_fence = line.lstrip().startswith("```")
        assert not (is_fence and is_code and line.strip() != "```"), (
            f"{name}: a fence opens in another: {line}"
        )
        lines.append("" if is_fence or is_code else line)
        is_code ^= is_fence
    assert not is_code, f"{name}: the last fence does not close"
    return lines


@pytest.mark.parametrize("name", [*DOCUMENTS, "CHANGELOG.md"])
def test_the_documentation_is_whole_markdown(name: str) -> None:
    """A merge can drop a fence, a separator or a blank line, or keep a row twice."""
    lines = outside_fences(name)
    glued = [line for before, line in pairwise(lines) if re.match("#+ ", line) and before]
    assert glued == []
    for is_table, found in groupby(lines, key=lambda line: line.startswith("|")):
        rows = list(found)
        if not is_table:
            continue
        widths = {len(re.findall(r"(?<!\\)\|", row)) for row in rows}
        assert len(widths) == 1, rows[0]
        assert len(rows) > 2, rows
        assert re.fullmatch(r"\|(:?-+:?\|)+", rows[1]), rows[:2]
        repeated = [row for row, times in Counter(rows).items() if times > 1]
        # Two findings may say the same, and a row without a first cell goes on from the one above.
        assert [row for row in repeated if not re.match(r"\| (?:TP\d{3} )?\|", row)] == []


def test_the_architecture_draws_the_layers_that_are_kept() -> None:
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = contract["contracts"][0]["layers"]
    assert "\n".join(layers) in (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


IMPORTERS = {
    "distributed": ["fleet.cluster"],
    "duckdb": ["dataset.parquet_file"],
    "jinja2": ["output.render"],
    "mammoth": ["importing.docx"],
    "markdown_it": ["importing.text", "output.own_words"],
    "markupsafe": ["output.own_words"],
    "pdfminer": ["importing.pdf"],
    "pdfplumber": ["importing.pdf"],
    "pydantic": ["editor.records", "forms.cells", "importing.draft", "model", "plan"],
    "pydantic_core": ["model", "plan"],
    "rich": ["cli.progress", "output.heat_map", "output.inventory"],
    "ruamel": ["editing.cross_check"],
    "shlex": ["shell"],
    "subprocess": ["cli.viewer", "git"],
    "typer": ["cli"],
    "typst": ["output.pdf", "output.pictures"],
    "uvicorn": ["serving.server"],
    "watchfiles": ["watching"],
    "xlsxwriter": ["dataset.xlsx_file", "forms.workbook"],
    "yaml": ["editing.outline", "source.syntax"],
}
"""Each library and the modules, or the packages, that may import it."""
SHARED = ["report.data", "report.remedies", "report.sections", "report.views", "report.year_wheel"]
MEETINGS = {
    "changes": ["report.data", "report.views"],
    "dataset": [],
    "editing": [],
    "editor": [],
    "forms": ["report.letters"],
    "formats": [],
    "output": [
        "report.audit",
        "report.build",
        "report.data",
        "report.inventory",
        "report.letters",
        "report.sections",
        "report.views",
        "report.year_path",
        "report.year_wheel",
    ],
    "pages": [
        *SHARED,
        "report.body",
        "report.build",
        "report.provenance",
        "report.todo",
        "report.year_path",
    ],
    "report.agency": SHARED,
    "report.audit": SHARED,
    "report.body": SHARED,
    "report.deep": SHARED,
    "report.plan_document": SHARED,
    "report.sections": ["report.data", "report.remedies", "report.views"],
    "report.situation": SHARED,
}
"""Each feature and what it may import of the reports: what is shared, and for output what it lays out."""


@cache
def imports() -> dict[str, set[str]]:
    """Return what each module imports, ours by module, inside functions too; ours are named below the package."""
    graph = build_graph("trygghetsplan", include_external_packages=True, cache_dir=None)
    names = {name: name.removeprefix("trygghetsplan.") for name in graph.modules}
    ours = {name for name in graph.modules if name.split(".")[0] == "trygghetsplan"}
    return {
        names[name]: {names[each] for each in graph.find_modules_directly_imported_by(name)} for name in ours
    }


def is_within(module: str, places: Iterable[str]) -> bool:
    return any(module == place or module.startswith(f"{place}.") for place in places)


def test_no_file_imports_itself_by_way_of_others() -> None:
    TopologicalSorter(imports()).prepare()


def test_each_library_is_imported_where_the_table_says() -> None:
    wrong = [
        (module, library)
        for module, imported_here in imports().items()
        for library in imported_here - imports().keys() - (sys.stdlib_module_names - IMPORTERS.keys())
        if not is_within(module, IMPORTERS.get(library, ()))
    ]
    assert wrong == []


def test_features_meet_in_what_they_share() -> None:
    wrong = [
        (module, other)
        for feature, shared in MEETINGS.items()
        for module, imported_here in imports().items()
        for other in imported_here
        if is_within(module, [feature])
        and is_within(other, ["report"])
        and not is_within(other, [feature, *shared])
    ]
    assert wrong == []


def test_few_warnings_are_silenced_and_each_says_why() -> None:
    found = [
        line.partition("#")[2].strip()
        for path in sorted((ROOT / "src").rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"# (noqa|type: ignore|pragma)", line)
    ]
    assert len(found) <= 5
    assert [comment for comment in found if not re.search(r"  # \S", comment)] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_codes_in_the_documentation_exist(name: str) -> None:
    codes = {rule.code for rule in all_rules()}
    text = (ROOT / name).read_text(encoding="utf-8")
    declared = set(re.findall(r'@rule\("(TP\d{3})"', text))  # the walkthrough of docs/add-a-rule.md adds one
    assert set(re.findall(r"\bTP\d{3}\b", text)) <= codes | declared


def test_every_kind_of_file_matches_its_own_pattern_first() -> None:
    for kind in KINDS:
        path = kind.pattern.replace("ÅR", "2024").replace("**/", "mapp/").replace("*", "namn")
        assert next(one for one in KINDS if one.matches(path)) is kind


@pytest.mark.parametrize("path", sorted((ROOT / "tests").glob("*.py")), ids=lambda path: path.name)
def test_tests_use_public_names_alone(path: Path) -> None:
    """An underscore is a tuple's own method (`_replace`), or on what the test itself defines."""
    private = re.compile(r"_(?!_|replace$|asdict$|fields$|make$)")
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                modules = [getattr(node, "module", None) or "", *(name.name for name in names)]
                found += [name for name in modules if any(map(private.match, name.split(".")))]
            case ast.Attribute(value=ast.Name(id="self" | "cls" | "os")):
                pass
            case ast.Attribute(attr=name) if private.match(name):
                found.append(name)
            case ast.Constant(value=str(text)):
                found += re.findall(r"\btrygghetsplan(?:\.\w+)*\._[a-z]\w*", text)
    assert found == []


FAULT = Rule("TP901", Severity.ERROR, "Ett fel", "Hjälp.").at(
    Where("plan/a.yaml", ("nyckel",)), "Det är fel."
)
SMALL = {
    "full": (
        (
            "fel[TP901]: Det är fel.\n --> plan/a.yaml:1:9\n  |\n1 | nyckel: värde\n  |         ^^^^^\n"
            "  = förklaring: trygghet rule TP901\n\nHittade 1\xa0fel i 1\xa0fil.\n"
        ),
        "Inga fel i 1\xa0fil.\n",
    ),
    "concise": (
        "plan/a.yaml:1:9: fel TP901 Det är fel.\nHittade 1\xa0fel i 1\xa0fil.\n",
        "Inga fel i 1\xa0fil.\n",
    ),
    "github": (
        "::error title=TP901 Ett fel,file=plan/a.yaml,line=1,col=9,endLine=1,endColumn=14::Det är fel.\n",
        "",
    ),
    "azure": (
        (
            "##vso[task.logissue type=error;sourcepath=plan/a.yaml;linenumber=1;columnnumber=9;code=TP901;]Det är fel.\n"
            "Hittade 1\xa0fel i 1\xa0fil.\n"
        ),
        "Inga fel i 1\xa0fil.\n",
    ),
    "markdown": (
        (
            "## Kontroll av planen\n\nHittade 1\xa0fel i 1\xa0fil.\n\n### Fel (1)\n\n| var | regel | vad |\n|---|---|---|\n"
            "| plan/a.yaml:1 | TP901 | Det är fel. |\n"
        ),
        "## Kontroll av planen\n\nInga fel i 1\xa0fil.\n",
    ),
}
"""The formats that a person reads line by line: what they say of one finding, and of none."""


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_renders(name: str) -> None:
    locator = Locator({"plan/a.yaml": "nyckel: värde\n"})
    told, clean = (renderer(name)(Result(findings, locator, 1)) for findings in ((FAULT,), ()))
    if name in SMALL:
        assert (told, clean) == SMALL[name]
    for words in ("TP901", "Det är fel.", "plan/a.yaml"):
        assert words in told
    assert told.endswith("\n")
    assert "TP901" not in clean


BEGINNINGS = {
    "md": "# Trygghetsredovisning 2024 · ".encode(),
    "html": b"<!DOCTYPE html>\n",
    "json": b"{\n",
    "pdf": b"%PDF-",
    "docx": b"PK\x03\x04",
}
INSTALLED = [name for name in output.FORMATS if name != "pdf" or find_spec("typst")]


@pytest.mark.parametrize("name", INSTALLED)
def test_every_format_of_documents_renders(name: str) -> None:
    assert set(BEGINNINGS) == set(output.FORMATS)
    origin = Provenance(None, is_dirty=False, version="0", schema=1, digest="0" * 64)
    figures = ReportData(repository_at(BASE), 2024, date(2025, 3, 31), Audience.PUBLIC)
    data = output.FORMATS[name](output.Document(account(figures, origin, "bredvid")))
    assert data.startswith(BEGINNINGS[name])
    assert name in ("pdf", "docx") or "Ängsköpings kommun" in data.decode()


def test_the_newest_version_in_the_changelog_is_this_one_and_has_its_day() -> None:
    versions = re.findall(r"^## \[(\d.*?)\](.*)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    days = [day.removeprefix(" – ") for _, day in versions]
    assert versions[0][0] == __version__
    assert days == sorted((date.fromisoformat(day).isoformat() for day in days), reverse=True)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_documentation_installs_this_version_by_one_setting(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert {*re.findall(r"trygghetsplan-([\w.]+)-py3", text)} <= {__version__}
    assert {*re.findall(r"`trygghet (\d[\w.]+)`", text)} <= {__version__}
    assert "pip install 'trygghetsplan" not in text
    lines = re.findall(r"^ *(?:\$ )?uv tool install (.*)", text, re.MULTILINE)
    one = (
        '--python 3.13 --constraints "$plats/constraints.txt" "$plats/trygghetsplan-{}-py3-none-any.whl[all]"'
    )
    assert {line.lower() for line in lines} <= {
        one.format(__version__),
        one.replace("plats", "place").format(__version__),
    }


def test_the_pictures_are_small_and_the_readme_shows_and_describes_each() -> None:
    shown = re.findall(r"!\[(.*?)\]\((.*?)\)", (ROOT / "README.md").read_text("utf-8"))
    pictures = sorted((ROOT / "docs" / "pictures").iterdir())
    assert sorted(path for _, path in shown) == [path.relative_to(ROOT).as_posix() for path in pictures]
    assert [words for words, _ in shown if len(words) < 30] == []
    assert [path.name for path in pictures if path.stat().st_size > 150_000] == []


def test_lock_files_say_what_to_install_and_not_from_where() -> None:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert not re.search(r"://|^-i |index-url|find-links", text, re.MULTILINE), path.name
    assert '"resolved"' not in (ROOT / "tests" / "tools" / "package-lock.json").read_text(encoding="utf-8")
