"""Documentation that cannot rot: tables that are written from the code, and names, keys and options that exist."""

import ast
import re
import shlex
import shutil
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import pytest

from command import trygghet
from conftest import ROOT
from reference_pages import DOCS, HANDBOOK, commands, records, table, written
from test_first_day import DAY
from trygghetsplan import __version__
from trygghetsplan.cli.program import COMMANDS, Command
from trygghetsplan.formats import FORMATS
from trygghetsplan.model import KINDS, scalars
from trygghetsplan.model.record import Vocabulary
from trygghetsplan.model.scalars import Scalar
from trygghetsplan.model.time import ClockKind
from trygghetsplan.output import formats as documents

SOURCE = ROOT / "src" / "trygghetsplan"
ENGLISH = ("architecture.md", "model.md", "formats.md", "add-a-rule.md", "../CONTRIBUTING.md")


def first_sentences(path: Path) -> str:
    """Return the first paragraph of a module's docstring, without its full stop."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return text.partition("\n\n")[0].replace("\n", " ").rstrip(".")


def modules() -> Iterator[tuple[str, str]]:
    for path in sorted(SOURCE.rglob("*.py"), key=lambda path: (path.parent != SOURCE, path)):
        if path.name != "__init__.py":
            yield f"`{path.relative_to(SOURCE).as_posix()}`", first_sentences(path)


def places() -> dict[str, str]:
    """Return the place of each command, as the table of commands has it, by what the user writes."""
    return {
        word: command.place
        for name, entry in COMMANDS.items()
        for word, command in (
            [(name, entry)]
            if isinstance(entry, Command)
            else [(f"{name} {inner}", command) for inner, command in entry.commands.items()]
        )
    }


def command_modules() -> Iterator[tuple[str, str]]:
    by_module: dict[str, list[str]] = {}
    for name, place in places().items():
        by_module.setdefault(place.partition(".")[0], []).append(f"`{name}`")
    for module, names in sorted(by_module.items()):
        yield f"`cli/{module}.py`", ", ".join(names)


def scalar_forms() -> Iterator[tuple[str, str, str]]:
    """Return the name, the form and the example of each scalar; the form stands below it as a docstring."""
    for node, note in pairwise(ast.parse(Path(scalars.__file__).read_text(encoding="utf-8")).body):
        match node, note:
            case ast.Assign(targets=[ast.Name(id=name)]), ast.Expr(value=ast.Constant(value=str(form))):
                for part in getattr(getattr(scalars, name), "__metadata__", ()):
                    if isinstance(part, Scalar):
                        yield f"`{name}`", form.rstrip("."), f"`{part.example}`"


def tables() -> dict[str, tuple[str, ...]]:
    """Return for each file under docs/ the tables in it that are written from the code."""
    return {
        "architecture.md": (
            table(("module", "commands"), command_modules()),
            table(("module", ""), modules()),
            table(
                ("file", ""),
                (
                    (f"`tests/{path.name}`", first_sentences(path))
                    for path in sorted((ROOT / "tests").glob("*.py"))
                ),
            ),
        ),
        "model.md": (
            table(
                ("path", "record", "required"),
                ((f"`{kind.pattern}`", f"`{kind.model.__name__}`", "yes" * kind.required) for kind in KINDS),
            ),
            table(("type", "form", "example"), scalar_forms()),
        ),
    }


def test_tables_are_what_the_code_says(request: pytest.FixtureRequest) -> None:
    for name, wholes in tables().items():
        path = DOCS / name
        text = path.read_text(encoding="utf-8")
        for whole in wholes:
            head = re.escape("\n".join(whole.split("\n")[:2]) + "\n")
            text, times = re.subn(f"^{head}(?:\\|.*\n)*", lambda _, new=whole: new, text, flags=re.MULTILINE)
            assert times == 1, f"{name} has {times} tables that begin: {whole[:40]}"
        if request.config.getoption("--update-golden"):
            path.write_text(text, encoding="utf-8", newline="\n")
        assert text == path.read_text(encoding="utf-8"), (
            f"a table of {name} differs; write it with: make golden"
        )


@pytest.mark.parametrize("page", HANDBOOK)
def test_the_reference_is_what_the_program_says(page: str, request: pytest.FixtureRequest) -> None:
    text = written(page)
    if text != HANDBOOK[page] and request.config.getoption("--update-golden"):
        (DOCS / page).write_text(text, encoding="utf-8", newline="\n")
    else:
        assert text == HANDBOOK[page], f"docs/{page} differs from the program; write it with: make golden"


def codes(text: str) -> list[str]:
    """Return what stands as code in a text, but for its fenced blocks."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"^ *```.*?^ *```", "", text, flags=re.DOTALL | re.MULTILINE))


def first_column(text: str, head: str) -> set[str]:
    """Return what stands as code in the first column of the table with this head."""
    rows = text.partition(f"{head}\n")[2].partition("\n\n")[0].splitlines()[1:]
    assert rows, head
    return {code for row in rows for code in re.findall("`(.*?)`", row.split("|")[1])}


@pytest.mark.parametrize("name", ENGLISH)
def test_names_in_the_documentation_exist(name: str) -> None:
    """A name in code, where it is no sentence, is a word of the program, its templates, tests or tools."""
    places = (
        "src/**/*.py",
        "templates/**/*.j2",
        "tests/*.py",
        "plan/**/*.yaml",
        "Makefile",
        "pyproject.toml",
    )
    paths = [path for place in places for path in ROOT.glob(place)]
    texts = (f"{path.relative_to(ROOT)}\n{path.read_text(encoding='utf-8')}" for path in paths)
    known = {word for text in texts for word in re.findall(r"\w+", text)}
    names = {
        word
        for code in codes((DOCS / name).read_text(encoding="utf-8"))
        if " " not in code
        for word in re.findall(r"\b[^\W\d]\w*", code)
    }
    assert names - known == set()


def test_the_first_page_leads_to_every_other() -> None:
    """An official who has been given one link finds everything, and the built site has it."""
    links = {*re.findall(r"\]\(([^)#]+\.md)\)", HANDBOOK["handbok.md"])}
    others = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")} - {"handbok.md"}
    assert links == others | {"../CHANGELOG.md", "../CONTRIBUTING.md"}


OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")


def options() -> set[str]:
    texts = (path.read_text(encoding="utf-8") for path in (SOURCE / "cli").glob("*.py"))
    return {option for text in texts for option in re.findall(r'"(--[a-z][a-z-]*)"', text)}


PAGES = [*sorted(DOCS.rglob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_options_in_the_documentation_exist(path: Path) -> None:
    """An option that stands for itself is one of some command."""
    named = {
        option
        for code in codes(path.read_text(encoding="utf-8"))
        if code.startswith("--")
        for option in OPTION.findall(code)
    }
    assert named - {"--help", "--version"} <= options()


def command_lines(text: str) -> Iterator[str]:
    """Return what stands after our own name in each transcript and in running text, without what the shell does."""
    transcripts = re.findall(r"^\$ (?:\.venv/bin/)?trygghet (.*)", text.replace("\\\n", " "), re.MULTILINE)
    named = [code.removeprefix("trygghet ") for code in codes(text) if code.startswith("trygghet ")]
    yield from (re.split(" >>? ", line)[0] for line in (*transcripts, *named))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_command_lines_in_the_documentation_are_taken_by_the_program(path: Path) -> None:
    """Each is parsed as it stands, but for the name of a command alone, which must be there."""
    known = dict(commands())
    for line in command_lines(path.read_text(encoding="utf-8")):
        arguments = shlex.split(line.removeprefix("-C ../plan ").removeprefix("--each "), comments=True)
        if arguments in (["--help"], ["--version"], [__version__], ["new"], ["form"], ["KOMMANDO"]):
            continue
        words = 2 if " ".join(arguments[:2]) in known else 1
        name, rest = " ".join(arguments[:words]), arguments[words:]
        assert name in known, line
        if rest:
            known[name].make_context(name, rest)


def test_the_handbook_has_every_command_and_option() -> None:
    text = "\n".join(HANDBOOK.values())
    assert [name for name in places() if f"\n### trygghet {name}\n" not in text] == []
    assert options() - {*OPTION.findall(text)} == set()


def test_the_handbook_has_every_key_and_every_word_to_choose() -> None:
    written = {code for text in HANDBOOK.values() for code in codes(text)}
    known = {word for code in written for word in (code, *re.split(r"[:{}\[\],] *", code))}
    keys = {field.alias for record in records() for field in record.model_fields.values() if field.alias}
    words = {word.value for vocabulary in Vocabulary.__subclasses__() for word in vocabulary}
    assert (keys | words) - known == set()


def test_the_handbook_has_every_clock() -> None:
    rows = first_column(
        HANDBOOK["uppslag/tid-och-utfall.md"],
        "| periodicitet | en period är | sista dag | svar saknas från dagen efter |",
    )
    assert {text.split("–")[0] for kind in ClockKind for text in kind.written} <= rows


HELPS: Mapping[str, tuple[str, Iterable[str]]] = {
    "validate": ("--output-format", FORMATS),
    "report": ("--format", documents.FORMATS),
}


@pytest.mark.parametrize("command", HELPS)
def test_the_help_has_every_format(command: str) -> None:
    option, names = HELPS[command]
    help_text = trygghet(command, "--help").stdout.partition(f" {option} ")[2].partition("\n  -")[0]
    assert {*names} - {*re.findall(r"\w+", help_text)} == set()


def test_the_documentation_has_every_format() -> None:
    formats = (DOCS / "formats.md").read_text(encoding="utf-8")
    assert first_column(
        formats, "| format | reader | error, warning, information | known in a baseline |"
    ) == {*FORMATS}
    assert first_column(HANDBOOK["rapporter.md"], "| format | för | kräver |") == {*documents.FORMATS}


def test_the_first_five_minutes_are_as_they_are_told(tmp_path: Path) -> None:
    """The handbook says what validate prints of the repository, and of one mistake in it."""
    for folder in ("plan", "followups"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "trygghet.yaml", tmp_path)
    clean = trygghet("validate", at=tmp_path).stdout.replace("\u00a0", " ")
    assert clean in HANDBOOK["kom-igang.md"]
    assert clean in (ROOT / "README.md").read_text(encoding="utf-8")
    path = tmp_path / "followups" / "2024" / "miljonamnden.yaml"
    before, answers = path.read_text(encoding="utf-8").split("svar:\n")
    line = "  rsa:\n    status: uppfylls"
    path.write_text(f"{before}svar:\n{answers.replace(line, line.replace('upp', 'up'), 1)}", encoding="utf-8")
    assert trygghet("validate", at=tmp_path).stdout.replace("\u00a0", " ") in HANDBOOK["kom-igang.md"]


@pytest.mark.parametrize("path", ["README.md", "docs/kom-igang.md", "docs/andringar.md"])
def test_what_is_shown_of_a_command_is_what_it_prints(path: str) -> None:
    told = re.findall(
        r"^\$ (?:\.venv/bin/)?trygghet ((?:--help|status|check|diff)\b.*)\n((?:(?!\$ |```).*\n)+)",
        DAY.sub("", (ROOT / path).read_text(encoding="utf-8")),
        re.MULTILINE,
    )
    assert told
    for command, shown in told:
        done = trygghet(*command.split(), COLUMNS="200")
        printed = (done.stderr + done.stdout).replace("\u00a0", " ").splitlines()
        for line in (line for line in shown.splitlines() if line.strip() not in ("", "…")):
            assert line in printed, f"{path}: {command}: {line}"
            del printed[: printed.index(line)]
