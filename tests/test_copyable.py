"""Command lines in what the program says can be copied into a shell: straight quotes, and what may need them quoted."""

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from conftest import ROOT
from trygghetsplan.cli.program import COMMANDS, CommandGroup

COMMAND = r"(?<![\w-])(?:trygghet|git|pip|pipx|uv|cd|pre-commit) [a-z-]"
FLAG = r"(?<![\w-])--[a-z]"
LINE = re.compile(r"(?<![\w-])trygghet ((?:-C \S+ )?[a-z]+)(?: ([a-z]+))?(?:[^.;,”\n]|\.(?=\w))*")
SAFE = re.compile(
    r"quoted?\(.*|.*(?:\.id|\.code|\.commit|year|number|body|name|first|day|giver|reminded|words|named|name\[:12\])|commits|following|of_document|max\(years\)|"
    r"' --project' if project else ''|year_day\[0\]\[0\]|number}.*"
)
"""What stands in a command line unquoted: ids, codes, years and commits, none of which has a sign that a shell reads."""

PROSE = {"och", "skriver"}
"""What follows on the program's name, or on a group of commands, in a sentence."""


def _texts() -> Iterator[tuple[str, str]]:
    """Return every text of the source, with {…} for what is filled in, and every template, each with its place."""
    for path in sorted((ROOT / "src").rglob("*.py")):
        source = path.read_text("utf-8")
        if not re.search(f"{COMMAND}|{FLAG}", source):
            continue
        tree = ast.parse(source)
        strings = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
        parts = {id(part) for string in strings for part in string.values}
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                yield f"{path.name}:{node.lineno}", "".join(map(_part, node.values))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
                yield f"{path.name}:{node.lineno}", node.value
    for path in sorted((ROOT / "templates").rglob("*.j2")):
        yield path.name, path.read_text("utf-8")


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """Return them, read once."""
    return tuple(_texts())


def _part(part: ast.expr) -> str:
    if isinstance(part, ast.FormattedValue):
        return f"{{{ast.unparse(part.value)}}}"
    return str(part.value) if isinstance(part, ast.Constant) else ""


def faults(text: str) -> list[str]:
    """Return what of a text's command lines a shell would not take as it is meant."""
    quoted = re.findall("”([^”\n]*)”", text)
    found = [f"typographic quotes around {one}" for one in quoted if re.search(f"{COMMAND}|{FLAG}", one)]
    if slip := re.search(rf"{FLAG}[a-z-]*[ =][”’“‘]|{COMMAND}[a-z -]*[”’“‘]\w", text):
        found.append(f"typographic quotes in {slip[0]}")
    for line in LINE.finditer(text):
        found += [
            f"{{{hole}}} unquoted"
            for hole in re.findall(r"\{([^{}]*)\}", line[0])
            if not SAFE.fullmatch(hole)
        ]
        found += [f"{sign!r} in {line[0]}" for sign in "\xa0…’" if sign in line[0]]
    return found


def test_every_command_line_in_a_message_can_be_copied() -> None:
    found = [f"{place}: {fault}" for place, text in texts() for fault in faults(text)]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "skriv --body ”Äldrerådet=SLAG”",
        "kör ”trygghet validate”",
        "skriv ”--body Rådet=nämnd”",
        "kör trygghet lint {display_path(path)} igen",
        "kör trygghet\xa0validate eller trygghet report\xa02024",
        "kör git diff ”HEAD”",
    ],
)
def test_what_cannot_be_copied_is_found(text: str) -> None:
    assert faults(text) != []


def test_every_command_that_a_message_names_is_one() -> None:
    for place, text in texts():
        for line in LINE.finditer(text):
            words = line[1].split(" ")[-1], line[2]
            entry = COMMANDS.get(words[0])
            assert entry or words[0] in PROSE, f"{place}: {line[0]}"
            if isinstance(entry, CommandGroup) and words[1] and words[1] not in PROSE:
                assert words[1] in entry.commands, f"{place}: {line[0]}"
