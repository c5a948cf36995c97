"""What a command does grows as its input does, and no faster: lines executed are counted, at sizes that double."""

from collections.abc import Callable
from pathlib import Path

import pytest

from command import trygghet
from growing import FAULTS, Files, Size, repository, steeper, work_of, write
from pull_requests import commit, git
from trygghetsplan.formats import FORMATS

MANY = {"duties that repeat unknown ones": 160}
"""Of these so many that names which are alike are no longer sought (`swedish.Names`): until then it is a product."""
GROWING: dict[str, Callable[[int], Files]] = {
    "bodies": lambda n: repository(Size(bodies=6 * n)),
    "files": lambda n: repository(Size(years=4 * n)),
    "cells": lambda n: repository(Size(duties=8 * n)),
    "documents": lambda n: repository(Size(documents=8 * n)),
    **{
        name: lambda n, name=name, fault=fault: repository(
            Size(bodies=8, faults=MANY.get(name, 8) * n), fault
        )
        for name, fault in FAULTS.items()
    },
}
COMMANDS = (
    *(f"check 2024 --output-format {name}" for name in FORMATS),
    "validate",
    "check 2024 --baseline known.json --write-baseline",
    "status 2024",
    "todo --as-of 2025-06-01",
    "calendar 2025",
    "list obligations arbete",
    "list documents",
    "diff HEAD",
    "diff HEAD --plan",
    "log",
    "report 2024 --format html",
    "report 2024 --format docx",
    "report 2024 --format json",
    "report 2024-2025",
    "report --plan",
    "report 2024 --body body-0",
    "site sidor 2024",
    "diff 2024 2025",
    "review",
    "audit",
    "form status 2024",
    "form export 2024 --all --output ut",
    "explain body-0 duty-0 2024",
    "new year 2099",
    "fmt --check",
    "lint plan/fokusomraden/1-trygghet.yaml",
)


def _steep(command: str, growing: str, folder: Path) -> list[str]:
    sizes = [write(GROWING[growing](n), folder / str(n)) for n in (1, 2, 4)]
    arguments = command.split()
    for root in sizes if arguments[0] == "log" or "HEAD" in arguments else ():
        git(root, "init", "-q", "-b", "main")
        commit(root, "Allt")
        for path in (root / "followups" / "2024").glob("*.yaml"):
            path.write_text(
                path.read_text("utf-8").replace("status: uppfylls ej", "status: uppfylls"), "utf-8"
            )
    trygghet(*arguments, at=sizes[0])  # what is worked out once is not counted
    return list(steeper(*(work_of(lambda root=root: trygghet(*arguments, at=root)) for root in sizes)))


@pytest.mark.parametrize("growing", ["bodies", "answers to unknown duties"])
def test_validate_grows_as_its_input(growing: str, tmp_path: Path) -> None:
    assert _steep("validate", growing, tmp_path) == []


@pytest.mark.long
@pytest.mark.parametrize("growing", GROWING)
@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_grows_faster_than_its_input(command: str, growing: str, tmp_path: Path) -> None:
    assert _steep(command, growing, tmp_path) == []
