"""R11–R13, R18 and R19: what tests measure already. Here they are run, the long ones too, and counted."""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from attack.row import Row, shortened

ROOT = Path(__file__).parent.parent.parent


class Held(NamedTuple):
    """A row that tests hold: which ones, as pytest selects them."""

    name: str
    about: str
    bar: str
    select: tuple[str, ...]
    measured: str
    """What it means that they all pass; `{passed}` is how many there are."""


HELD = (
    Held(
        "R11", "fmt: data equal, comments kept, second pass equal", "10,000 generated, all nasty ones",
        ("tests/test_fmt.py",), "10,000 generated files and {passed} tests",
    ),
    Held(
        "R12", "closed text in public outputs; closed verdicts that can be inferred", "0; 0 by flip, swap and pairs",
        ("tests/test_closed.py", "tests/test_disclosure.py"), "10,000 markers, flips, swaps and pairs of publications in {passed} tests",
    ),
    Held(
        "R18", "every code has a bad and a good example that are tests", "100 %",
        ("tests/test_rules.py", "-k", "example"), "{passed} examples",
    ),
    Held(
        "R19", "repositories of the schema before are read and migrated without loss", "100 %",
        ("tests/test_migration.py",), "every version of this repository that is tried, and each step: {passed} tests",
    ),
)  # fmt: skip


def rows(names: set[str]) -> list[Row]:
    """Run the tests of the rows that are asked for."""
    return [_row(held) for held in HELD if held.name in names]


def _row(held: Held) -> Row:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "2",
        "-p",
        "no:cacheprovider",
        "-m",
        "not tools",
        *held.select,
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    passed, failed, errors = (
        int(found[1]) if (found := re.search(rf"(\d+) {word}", done.stdout)) else 0
        for word in ("passed", "failed", "error")
    )
    is_held = done.returncode == 0 and passed > 0
    measured = (
        held.measured.format(passed=passed)
        if is_held
        else f"{failed + errors} of {passed + failed + errors} tests fail"
    )
    failures = re.findall(r"^(?:FAILED|ERROR) (.*)$", done.stdout, re.MULTILINE)
    return Row(held.name, held.about, held.bar, measured, is_held, tuple(map(shortened, failures)))


def personal() -> Row:
    """R13: generated spellings, and what looks like them, by the generators of tests/personal_samples.py."""
    about, bar = "personnummer found, all spellings; false alarms", "≥ 99 %; ≤ 1 in 1,000"
    if importlib.util.find_spec("personal_samples") is None:
        return Row("R13", about, bar, "the generators are not here", None)
    from test_personal_data import rates

    measured = rates(100_000)
    found, false = measured["personnummer found"], measured["false alarms"]
    text = f"{found / 10:.1f} % of 100,000; {false:.1f} in 1,000 of 10,000"
    return Row("R13", about, bar, text, found >= 990 and false <= 1)
