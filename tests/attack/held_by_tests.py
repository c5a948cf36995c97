"""R11–R13, R18 and R19: what tests measure already. Here they are run, the long ones too, and counted."""

import os
import re
import subprocess
import sys
from concurrent.futures import Executor
from pathlib import Path
from typing import NamedTuple

from attack.row import Row, shortened

ROOT = Path(__file__).parent.parent.parent
PYTEST = ("-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider", "-m", "not tools")


class Held(NamedTuple):
    """A row that tests hold: which ones, as pytest selects them."""

    name: str
    about: str
    bar: str
    select: tuple[str, ...]
    measured: str
    """What it means that they all pass; `{passed}` is how many there are."""

    def rows(self, _: Executor) -> tuple[Row, ...]:
        """Run the tests."""
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        done = subprocess.run(
            [sys.executable, *PYTEST, *self.select], cwd=ROOT, env=environment, capture_output=True,
            encoding="utf-8", check=False,
        )  # fmt: skip
        counts = {word: int(count) for count, word in re.findall(r"(\d+) (passed|failed|error)", done.stdout)}
        if done.returncode == 0:
            told = self.measured.format(passed=counts["passed"])
        else:
            told = f"{sum(counts.values()) - counts.get('passed', 0)} of {sum(counts.values())} tests fail"
        failures = re.findall(r"^(?:FAILED|ERROR) (.*)$", done.stdout, re.MULTILINE)
        return (
            Row(
                self.name,
                self.about,
                self.bar,
                told,
                done.returncode == 0,
                tuple(map(shortened, failures)),
            ),
        )


HELD = (
    Held(
        "R11", "fmt: data equal, comments kept, second pass equal", "10,000 generated, all nasty ones",
        ("tests/test_fmt.py",), "10,000 generated files and {passed} tests",
    ),
    Held(
        "R12", "closed text in public outputs; closed verdicts that can be inferred", "0; 0 by flip, swap and pairs",
        ("tests/test_closed.py", "tests/test_disclosure.py"), "markers, flips, swaps and pairs of publications in {passed} tests",
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


def personal(_: Executor) -> tuple[Row, ...]:
    """R13: generated spellings, and what looks like them, by the generators of tests/personal_samples.py."""
    from test_personal_data import rates

    measured = rates(100_000)
    found, false = measured["personnummer found"], measured["false alarms"]
    text = f"{found / 10:.1f} % of 100,000; {false:.1f} in 1,000 of 10,000"
    about = "personnummer found, all spellings; false alarms"
    return (Row("R13", about, "≥ 99 %; ≤ 1 in 1,000", text, found >= 990 and false <= 1),)
