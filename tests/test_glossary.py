"""docs/glossary.md against the code, in both directions: every public class has a row, and every row is true."""

import ast
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from conftest import ROOT
from trygghetsplan.cli.program import COMMANDS, Command

GLOSSARY = ROOT / "docs" / "glossary.md"
SOURCE = ROOT / "src" / "trygghetsplan"
VIEWS = (
    "changes/views.py", "disclosure/withheld.py", "report/agency.py", "report/audit.py", "report/body.py",
    "report/deep/", "report/sections/", "report/situation.py", "report/views.py",
)  # fmt: skip
"""What a document says, class by class: its templates name the fields, and nobody else needs the words."""
WRITERS = ("output/pdf.py", "output/word.py", "output/word_file.py", "output/tables.py")
"""Modules that speak the words of a file format."""
PROTOCOL = ("render", "fault")
"""What every format has."""
NO_WORD = "?"
"""What stands in place of the Swedish word of a new row; – where users never meet the thing."""
HEAD = "|---|---|---|---|\n"
ROW = re.compile(
    r"\| (?P<swedish>[^|]*) \| `(?P<name>\w+)` \| (?P<meaning>[^|]*) \| `(?P<module>[\w/.]+)` \|"
)


def public(kind: type[ast.ClassDef | ast.FunctionDef]) -> Iterator[tuple[str, ast.AST, str]]:
    """Return the name of each public class or function at the top of a module, with its node and module."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, kind) and not node.name.startswith("_"):
                yield node.name, node, path.relative_to(SOURCE).as_posix()


def classes() -> Iterator[tuple[str, str, str]]:
    """Return each class outside the rooms of views: name, first paragraph of its docstring, module."""
    for name, node, module in public(ast.ClassDef):
        if not module.startswith(VIEWS):
            meaning = (ast.get_docstring(node) or "").partition("\n\n")[0]
            yield name, meaning.replace("\n", " ").replace("|", "¦"), module


def rows(text: str) -> dict[str, re.Match[str]]:
    lines = text.partition(HEAD)[2].splitlines()
    found = [ROW.fullmatch(line) for line in lines]
    assert None not in found, f"no row of the glossary: {lines[found.index(None)]}"
    return {row["name"]: row for row in found if row}


def glossary(text: str) -> str:
    """Return the text with a row for each class as the code has it; the Swedish words are those that stand there."""
    swedish = {name: row["swedish"] for name, row in rows(text).items()}
    table = [
        f"| {swedish.get(name, NO_WORD)} | `{name}` | {meaning} | `{module}` |\n"
        for name, meaning, module in sorted(classes(), key=lambda row: row[0].casefold())
    ]
    return "".join([*text.partition(HEAD)[:2], *table])


def test_every_public_class_has_a_row_and_every_row_is_true(request: pytest.FixtureRequest) -> None:
    text = GLOSSARY.read_text(encoding="utf-8")
    if request.config.getoption("--update-golden"):
        GLOSSARY.write_text(glossary(text), encoding="utf-8", newline="\n")
        text = GLOSSARY.read_text(encoding="utf-8")
    stated = {row.group("name", "meaning", "module") for row in rows(text).values()}
    real = {*classes()}
    assert (stated - real, real - stated) == (set(), set()), (
        "rows that are not true, and classes without one; write them with: make golden"
    )
    assert text == glossary(text), "the rows are not in order; write them with: make golden"


def test_every_row_has_its_swedish_word() -> None:
    found = rows(GLOSSARY.read_text(encoding="utf-8"))
    missing = [name for name, row in found.items() if row["swedish"] in ("", NO_WORD)]
    assert not missing, (
        f"in docs/glossary.md, write the word of the files, or – where users never meet the thing: {missing}"
    )


def several(names: list[str]) -> set[str]:
    return {name for name, times in Counter(names).items() if times > 1}


def test_no_class_name_means_two_things() -> None:
    assert several([name for name, _, _ in public(ast.ClassDef)]) == set()


def test_no_function_name_means_two_things() -> None:
    """A command may be called as what it runs, and two commands alike in different groups."""
    groups = [
        [entry] if isinstance(entry, Command) else entry.commands.values() for entry in COMMANDS.values()
    ]
    commands = {command.place for group in groups for command in group}
    names = [
        name
        for name, _, module in public(ast.FunctionDef)
        if not module.startswith((*VIEWS, *WRITERS))
        and module.replace("/", ".").removesuffix("py") + name not in {f"cli.{place}" for place in commands}
    ]
    assert several(names) - {*PROTOCOL} == set()
