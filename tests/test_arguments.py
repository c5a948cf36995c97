"""Odd values for every argument and option of every command: a sentence and a documented code, and nothing half done."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.core import TyperArgument

from command import trygghet
from conftest import BASE
from trygghetsplan.cli.program import COMMANDS, Command, program

# Whatever a value names lies below the test's own folder, or where nobody can write: commands write what they are told.
VALUES = {
    "no text": "a\udcff\udc00",
    "line end": "a\nb\r\nFel: c",
    "escape": "\x1b[31m\x07\x9b2J",
    "turned": "\u202eabc\u2066",
    "long": "x" * 100_000,
    "long digits": "9" * 5_000,
    "nothing": "",
    "blank": " ",
    "no-break space": "\xa0",
    "comma": ",,=,/,",
    "minus": "-",
    "options end": "--",
    "up": "../..",
    "below a device": "/dev/null/a",
    "other digits": "٢٠٢٤",
    "brace": "{0}%s{{x}}$(id)`id`",
    "device": "/dev/full",
    "fifo": "rör",
    "folder": "plan",
    "link": "länk/a/b",
    "below a file": "trygghet.yaml/a",
    "windows": "CON",
    "quotes": "'\"”’",
    "null": "null",
    "half a pair": "\ud83c",
    "above unicode": "\U0010ffff\ufdd0",
}
USUAL = {
    "ÅR": "2024", "ORGAN": "miljonamnden", "SKYLDIGHET": "rapport", "ID": "2025-1", "GÖR": "list", "SKAL": "bash",
    "FIL…": "trygghet.yaml", "FILER": "a.xlsx", "FRÅN": "2024",
}  # fmt: skip
"""What the arguments that must be given are, unless they are the odd one."""


def commands() -> Iterator[tuple[tuple[str, ...], Any]]:
    root = program()
    for name, entry in COMMANDS.items():
        if isinstance(entry, Command):
            yield (name,), root.commands[name].load()
        else:
            for word in entry.commands:
                yield (name, word), root.commands[name].commands[word].load()


def lines() -> Iterator[tuple[str, ...]]:
    """Return every command with every one of its values in turn to be odd: ODD stands for it."""
    yield ("-C", "ODD", "validate")
    yield ("ODD",)
    for words, command in commands():
        wanted = [one for one in command.params if isinstance(one, TyperArgument)]
        for odd in command.params:
            if getattr(odd, "is_flag", False):
                continue
            given = [
                "ODD" if one is odd else USUAL.get(one.metavar, "2024")
                for one in wanted
                if one is odd or one.required
            ]
            yield (*words, *([] if odd in wanted else [odd.opts[0], "ODD"]), *given)
            if words[0] == "init" and odd.opts[0] != "--name":
                yield (*words, "ny", "--name", "Ängsköping", odd.opts[0], "ODD") if odd not in wanted else (
                    *words, "ODD", "--name", "Ängsköping",
                )  # fmt: skip


def test_every_command_and_option_is_tried() -> None:
    tried = set(lines())
    assert ("init", "--name", "ODD") in tried
    assert ("report", "--templates", "ODD") in tried
    assert len(tried) > 90


def hold(root: Path, line: tuple[str, ...], value: str) -> None:
    """Run the command with the odd value, and hold what holds for all."""
    (root / "länk").unlink(missing_ok=True)
    (root / "länk").symlink_to(root.parent)
    before = state(root)
    done = trygghet(
        *(value if word == "ODD" else word for word in line), at=root, SOURCE_DATE_EPOCH="1740787200"
    )
    shown = f"{line}: {value[:80]!a} → {done.returncode}\n{done.stdout[-500:]}{done.stderr[-2000:]}"
    assert done.returncode in (0, 1, 2, 3), shown
    assert "\x1b" not in done.stdout + done.stderr, shown
    assert "\u202e" not in done.stdout + done.stderr, shown
    if done.returncode in (2, 3):
        assert "Fel: " in done.stderr or "Så här: " in done.stdout, shown
        assert len(done.stderr) < 3_000, shown
    if done.returncode:
        assert state(root) == before, shown


def state(root: Path) -> dict[str, bytes | None]:
    return {
        path.relative_to(root.parent).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(root.parent.rglob("*"))
        if not path.is_fifo() and not path.is_symlink()
    }


@pytest.fixture
def root(tmp_path: Path) -> Path:
    place = tmp_path / "mapp" / "plan"
    shutil.copytree(BASE, place)
    return place


@pytest.mark.parametrize(("arguments", "said"), [
    (("check", "2024", "--as-of", ""), "Fel: värdet för --as-of är tomt; skriv ett värde, eller ta bort det.\n"),
    (("report", "--body=", "2024"), "Fel: värdet för --body är tomt; skriv ett värde, eller ta bort det.\n"),
    (("report", "2024", "-o", ""), "Fel: värdet för -o är tomt; skriv ett värde, eller ta bort det.\n"),
    (("check", ""), "Fel: ett av värdena är tomt; skriv ett värde, eller ta bort det.\n"),
    (("review", "--year", "1066"), "Fel: år 1066 följs inte upp per 2025-03-01; välj bland 2024–2025.\n"),
    (("explain", "RSA"), "Fel: skyldigheten RSA finns inte; menade du ”rsa”?\n"),
])  # fmt: skip
def test_what_says_nothing_is_not_as_if_it_were_not_there(
    root: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = trygghet(*arguments, at=root, SOURCE_DATE_EPOCH="1740787200")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


@pytest.mark.parametrize(("line", "value"), [
    (("init", "--name", "ODD"), "no text"),
    (("explain", "ODD"), "escape"),
    (("report", "-o", "ODD", "2024"), "link"),
])  # fmt: skip
def test_a_sample(root: Path, line: tuple[str, ...], value: str) -> None:
    hold(root, line, VALUES[value])


@pytest.mark.long
@pytest.mark.parametrize("line", list(lines()), ids=" ".join)
def test_odd_values(root: Path, line: tuple[str, ...]) -> None:
    os.mkfifo(root / "rör")
    for value in VALUES.values():
        hold(root, line, value)
        shutil.rmtree(root.parent)
        shutil.copytree(BASE, root)
        os.mkfifo(root / "rör")
