"""Each row of "One place to change" in docs/architecture.md, done on a copy: its files are edited, and it works."""

import json
import re
from pathlib import Path

import pytest

from command import trygghet_process
from conftest import ROOT
from one_place import EXAMPLES, copy

DRIVER = """
import contextlib, io, json, sys
from pathlib import Path
from trygghetsplan.cli import run

written = {}
for command in json.loads(sys.argv[1]):
    word, *rest = command.split()
    if word == "cat":
        written[command] = Path(rest[0]).read_text(encoding="utf-8") if Path(rest[0]).exists() else "-"
        continue
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="\\n", write_through=True) for _ in "12")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        run([word, *rest])
    written[command] = b"".join(stream.buffer.getvalue() for stream in (out, err)).decode()
json.dump(written, sys.stdout)
"""


def rows() -> dict[str, str]:
    """Return what each kind of change touches, as docs/architecture.md says it."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = text.partition("| new … | touch |\n|---|---|\n")[2].partition("\n\n")[0]
    return dict(line.strip("| ").split(" | ", 1) for line in table.splitlines())


def named(row: str) -> tuple[set[str], set[str]]:
    """Return the files and the folders that a row names, from the root; modules are named from the package."""
    files: set[str] = set()
    folders: set[str] = set()
    for name in re.findall(r"`([\w.-]+/[\w./-]*)`", row):
        place = next(
            place for place in (ROOT / name, ROOT / "src" / "trygghetsplan" / name) if place.exists()
        )
        (files if place.is_file() else folders).add(place.relative_to(ROOT).as_posix())
    return files, folders


def test_every_row_has_an_example() -> None:
    assert {*rows()} == {*EXAMPLES}


@pytest.mark.parametrize("kind", EXAMPLES)
def test_an_example_edits_the_files_of_its_row_and_no_other(kind: str) -> None:
    """A folder stands for a file in it that has no name yet, or any other name."""
    files, folders = named(rows()[kind])
    edited = {edit.path for edit in EXAMPLES[kind].edits}
    assert files - edited == set()
    assert {path.rpartition("/")[0] for path in edited - files} == folders


def test_each_change_works_with_the_files_of_its_row(tmp_path: Path) -> None:
    copy(tmp_path, (edit for example in EXAMPLES.values() for edit in (*example.edits, *example.uses)))
    shows = [item for example in EXAMPLES.values() for item in example.shows.items()]
    commands = ["schema", "schema --project", *(command for command, _ in shows)]
    commands = sorted(dict.fromkeys(commands), key=lambda command: command.startswith("cat"))
    done = trygghet_process(
        json.dumps(commands), program=("-c", DRIVER), at=tmp_path, PYTHONPATH=str(tmp_path / "src")
    )
    assert done.returncode == 0, done.stderr
    written = {
        command: text.replace("\N{NO-BREAK SPACE}", " ") for command, text in json.loads(done.stdout).items()
    }
    missing = {
        (kind, command, text): written[command]
        for kind, example in EXAMPLES.items()
        for command, texts in example.shows.items()
        for text in texts
        if text not in written[command]
    }
    assert missing == {}
