"""What the shell cannot do itself for the scripts under `bad/`: spoiling a workbook, a socket, a very deep folder."""

import io
import json
import os
import re
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

from filled import filled, member_changed

FORM = Path("forms/2024/bolaget-2024.xlsx")
SHEET = "xl/worksheets/sheet2.xml"


def exported() -> None:
    """Export the forms of the repository in this folder."""
    command = "-m trygghetsplan form export --all --year 2024 --as-of 2025-05-31"
    subprocess.run([sys.executable, *command.split()], check=True, capture_output=True)


def replaced(path: str, old: str, new: str) -> None:
    """Replace a text in a file, once."""
    text = Path(path).read_text("utf-8")
    assert text.count(old) == 1, (path, old)
    Path(path).write_text(text.replace(old, new), "utf-8")


def filled_form(*answers: str) -> None:
    """Fill in cells of the company's form by their keys."""
    FORM.write_bytes(filled(FORM.read_bytes(), dict(answer.split("=", 1) for answer in answers)))


def cell(address: str, xml: str) -> None:
    """Put XML in place of a cell."""

    def change(text: str) -> str:
        found = re.search(rf'<c r="{address}"(?: [^>]*)?(?:/>|>.*?</c>)', text)
        assert found, address
        return text.replace(found[0], xml)

    FORM.write_bytes(member_changed(FORM.read_bytes(), SHEET, change))


def part(name: str, old: str, new: str) -> None:
    """Replace a text in one part of the form."""
    FORM.write_bytes(member_changed(FORM.read_bytes(), name, lambda text: text.replace(old, new)))


def parts(*names: str) -> None:
    """Rename a part: OLD=NEW; or add one: +NAME=MEBIBYTES of nothing."""
    buffer = io.BytesIO()
    names_by_old = dict(name.split("=", 1) for name in names)
    with zipfile.ZipFile(FORM) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(names_by_old.get(entry.filename, entry.filename), old.read(entry))
        for name, size in names_by_old.items():
            if name.startswith("+"):
                new.writestr(name[1:], bytes(int(size) << 20))
    FORM.write_bytes(buffer.getvalue())


def without(name: str) -> None:
    """Leave out a part of the form."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(FORM) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry.filename, old.read(entry))
    FORM.write_bytes(buffer.getvalue())


def deep(folder: str, levels: str) -> None:
    """Make folders in each other, so many that the path of the last is longer than the system takes."""
    os.chdir(folder)
    for _ in range(int(levels)):
        Path("mapp").mkdir()
        os.chdir("mapp")
    Path("a.yaml").write_text("dokument: planen\n", "utf-8")


def unix_socket(path: str) -> None:
    """Make a socket."""
    socket.socket(socket.AF_UNIX).bind(path)


def set_json(path: str, key: str, value: str) -> None:
    """Set one value of an answer file; the key is a route with dots."""
    data = json.loads(Path(path).read_text("utf-8"))
    *route, last = key.split(".")
    place = data
    for one in route:
        place = place[one]
    place[last] = json.loads(value)
    Path(path).write_text(json.dumps(data), "utf-8")


COMMANDS = {
    "exported": exported, "replaced": replaced, "filled": filled_form, "cell": cell, "part": part, "parts": parts,
    "without": without, "deep": deep, "socket": unix_socket, "json": set_json,
}  # fmt: skip

if __name__ == "__main__":
    COMMANDS[sys.argv[1]](*sys.argv[2:])
