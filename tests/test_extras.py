"""A library that is not installed: a sentence names it, and the command that gets it can be copied into the shell."""

import re
import sys
import tomllib

import pytest

from conftest import ROOT
from trygghetsplan import extras
from trygghetsplan.errors import UsageFault
from trygghetsplan.extras import how_to_install, is_installed, need
from trygghetsplan.shell import command


def test_nothing_is_said_of_what_is_there() -> None:
    need("Allt", "yaml", "jinja2")


def test_the_sentence_names_what_is_missing_and_nothing_else() -> None:
    with pytest.raises(UsageFault) as raised:
        need("Den levande vyn", "yaml", "inte_har", "inte_dar")
    assert str(raised.value) == (
        "Den levande vyn kräver inte_har och inte_dar, som inte finns i den här installationen."
        f" Installera med: {sys.executable} -m pip install inte_har inte_dar"
    )


def test_the_bounds_are_those_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras_of = project["optional-dependencies"]
    asked = {line for extra in extras_of.keys() - {"all"} for line in extras_of[extra]}
    told = {line: how_to_install(re.split("[<>=]", line)[0]) for line in asked}
    expected = {line: command(sys.executable, "-m", "pip", "install", line) for line in asked}
    assert {line: sorted(words) for line, words in told.items()} == {
        line: sorted(words) for line, words in expected.items()
    }  # the order of two bounds is the builder's


def test_where_there_is_no_pip_uv_installs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "is_installed", lambda library: library != "pip" and is_installed(library))
    assert how_to_install("typst") == f"uv pip install --python {sys.executable} 'typst>=0.15'"


@pytest.mark.parametrize(
    ("words", "posix", "windows"),
    [
        (("/a/python", "typst>=0.15"), "/a/python 'typst>=0.15'", '/a/python "typst>=0.15"'),
        ((r"C:\P y\python.exe", "-m"), r"'C:\P y\python.exe' -m", r'& "C:\P y\python.exe" -m'),
        ((r"C:\Åsa\python.exe", "a,b"), r"'C:\Åsa\python.exe' a,b", r'C:\Åsa\python.exe "a,b"'),
        (("x", "Hälso- och vård=SLAG"), "x 'Hälso- och vård=SLAG'", 'x "Hälso- och vård=SLAG"'),
        (("x", 'säg "hej"'), "x 'säg \"hej\"'", "x 'säg \"hej\"'"),
        (("x", "$HOME's"), "x '$HOME'\"'\"'s'", "x '$HOME''s'"),
        (("x", "”Äldrerådet’"), "x '”Äldrerådet’'", "x '”Äldrerådet’’'"),
        (("x", ""), "x ''", 'x ""'),
    ],
)  # fmt: skip
def test_a_command_is_written_as_the_shell_takes_it(words: tuple[str, ...], posix: str, windows: str) -> None:
    assert command(*words, is_windows=False) == posix
    assert command(*words, is_windows=True) == windows
