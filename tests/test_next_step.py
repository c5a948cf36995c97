"""Each hint of a next step: what the year's path says is next, and a command that exists as it stands."""

import re
import shlex
import shutil
from datetime import date
from pathlib import Path

import pytest

from command import epoch, trygghet
from conftest import Build, repository_at, write_files
from faults import COMMANDS as RUNS
from faults import prepared
from test_year_path import ALL, ASKED, DECISION, DUTIES, JUDGED, ONE, WORDS
from trygghetsplan.cli.program import program
from trygghetsplan.cli.swedish_help import DeferredCommand, SwedishGroup
from trygghetsplan.engine.clock import year_at_hand
from trygghetsplan.report.year_path import year_path

_COMMAND = re.compile(
    r"trygghet ((?:(?!och\b|eller\b|sedan\b)[^\s,;.]\S*?(?:[ ]|(?=[,;]|\.?$)))+)", re.MULTILINE
)


def commands(text: str) -> list[str]:
    """Return the commands that the hints of a run name."""
    hints = "\n".join(
        line.partition("Nästa steg: ")[2] for line in text.splitlines() if "Nästa steg: " in line
    )
    return [found.strip() for found in _COMMAND.findall(hints)]


def parsed(command: str) -> None:
    """Let the program's own parser take the command, as far as to the point of running it."""
    words, found = shlex.split(command), program()
    entry = found.commands[words[0]]
    if isinstance(entry, SwedishGroup):
        words = words[1:]
        entry = entry.commands[words[0]]
    assert isinstance(entry, DeferredCommand)
    entry.load().make_context(words[0], words[1:])


def test_what_is_taken_for_a_command() -> None:
    text = (
        "Skrev x\nNästa steg: trygghet validate, och sedan trygghet form export --year 2025 --all\n"
        "Nästa steg: fyll i a.yaml och kör trygghet audit 2025-2\n"
    )
    assert commands(text) == ["validate", "form export --year 2025 --all", "audit 2025-2"]
    with pytest.raises(Exception, match="year"):
        parsed("status --year 2024")
    with pytest.raises(KeyError):
        parsed("finns-inte")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository in which every command has what it reads. No test changes it."""
    root = tmp_path_factory.mktemp("steg") / "forrad"
    root.mkdir()
    prepared(root)
    return root


@pytest.mark.long
@pytest.mark.parametrize("command", RUNS)
def test_the_hint_of_every_command_can_be_copied(command: str, original: Path) -> None:
    root = original.parent / "kopia"
    shutil.copytree(original, root, symlinks=True)
    try:
        done = trygghet(*RUNS[command].split(), at=root, SOURCE_DATE_EPOCH=epoch("2026-11-22"))
        assert done.returncode in (0, 1), done.stderr
        for hint in commands(done.stderr):
            parsed(hint)
            assert hint != RUNS[command]
    finally:
        shutil.rmtree(root)


STATES = {
    "fresh": ("", "2024-12-01", "new year 2024"),
    "asked": (ASKED, "2025-01-10", "form export --year 2024 --all"),
    "late": (ONE, "2025-02-01", "todo --body miljonamnden --format eml -o miljonamnden-2024.eml"),
    "answered": (ALL, "2025-03-01", "new assessments 2024"),
    "written": (ALL + JUDGED.format(words=WORDS), "2025-03-31", "report 2024 --format docx"),
    "finished": (ALL + JUDGED.format(words=WORDS + DECISION), "2025-04-10", "todo"),
}


@pytest.mark.parametrize("state", STATES)
def test_the_hints_follow_the_path(state: str, repository_from: Build) -> None:
    """Status and check say the same; a command that has just been run is not told again, but what it is for."""
    files, day, following = STATES[state]
    root = repository_from(DUTIES)
    write_files(root, files)
    for command in ("status 2024", "check 2024", "form status --year 2024"):
        done = trygghet(*command.split(), "--as-of", day, at=root)
        assert commands(done.stderr) == [following], command
    parsed(following)
    written = trygghet("report", "2024", "--as-of", day, "--format", "md", at=root)
    path = year_path(repository_at(root), 2024, date.fromisoformat(day))
    if path.next and following.startswith("report"):
        assert written.stderr == f"Nästa steg: {path.next.sentence}\n"
    elif path.next:
        assert commands(written.stderr) == [following]
    else:
        assert written.stderr == "Nästa steg: läs igenom dokumentet.\n"


def test_the_forms_are_counted(repository_from: Build) -> None:
    root = repository_from(DUTIES)
    write_files(root, ASKED)
    assert trygghet("form", "export", "--year", "2024", "--all", "--format", "html", at=root).returncode == 0
    for command, said in (
        ("status 2024", "trygghet form status --year 2024"),
        ("check 2024", "trygghet form status --year 2024"),
        (
            "form status --year 2024",
            "Vänta in svaren från kommunstyrelsen, miljönämnden och Bolaget AB, senast den 31\xa0januari\xa02025.",
        ),
    ):
        done = trygghet(*command.split(), "--as-of", "2025-01-10", at=root)
        assert done.stderr.splitlines()[-1] == f"Nästa steg: {said}", command


@pytest.mark.parametrize(
    ("day", "year"), [("2024-05-01", 2024), ("2025-03-31", 2024), ("2025-04-01", 2025), ("2026-01-01", 2025)]
)
def test_the_year_at_hand(day: str, year: int, repository_from: Build) -> None:
    assert year_at_hand(repository_at(repository_from("")), date.fromisoformat(day)) == year
