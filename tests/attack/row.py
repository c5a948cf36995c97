"""A row of the table, and the table as Markdown."""

from collections.abc import Iterable
from typing import NamedTuple

SHOWN = 25


class Row(NamedTuple):
    """One figure: what it is about, what is to hold, what was measured, and each fault that was met."""

    name: str
    about: str
    bar: str
    measured: str
    is_held: bool | None
    """None where it was not measured."""
    faults: tuple[str, ...] = ()

    @property
    def first_faults(self) -> tuple[str, ...]:
        """The faults that are shown: so many that one sees what they are."""
        more = len(self.faults) - SHOWN
        return (*self.faults[:SHOWN], f"and {more} more") if more > 0 else self.faults

    @property
    def state(self) -> str:
        """The row's last cell."""
        return {True: "held", False: "**not held**", None: "not run"}[self.is_held]


HEAD = """\
# Reliability

What is to hold, and what was measured. This page is the output of `make attack`, which is outside `make test` and takes
at most twenty minutes on two cores. A row that is not held makes it end with 1. The command runs without the right to
read what may not be read, also as root. Nothing here says how long something took beyond whether the bar was held.

The bad inputs are data, under `tests/attack/bad`: a file for each kind, which spoils the small plan repository in
`good.txt`. A section `--- path` has a case a line, `what stands there => what is written instead`, and `«TP010»` stands
where the finding is expected, as worked out by hand. A case `=== name` is a script of the shell, then `$ arguments`,
`< exit code and what is told`. To add one, add a line; `make attack ROWS=R1` judges the bad inputs alone.

The suites of R6 are not part of this repository: clone `yaml/yaml-test-suite` (its branch `data`) and
`nst/JSONTestSuite`, and name the folders: `make attack YAML_TEST_SUITE=… JSON_TEST_SUITE=…`. Other Pythons with the
packages of `requirements/run.txt` are named with `PYTHONS='path path'`.
"""


def page(rows: Iterable[Row], day: str, machine: str) -> str:
    """Return the page: deterministic but for the day, the machine, and what the rows measured."""
    rows = tuple(rows)
    table = [
        "| # | figure | to hold | measured | |",
        "|---|---|---|---|---|",
        *(f"| {one.name} | {one.about} | {one.bar} | {one.measured} | {one.state} |" for one in rows),
    ]
    faults = [f"- {one.name}: {fault}" for one in rows for fault in one.first_faults]
    met = ["## What was met", "", *faults, ""] if faults else []
    return "\n".join([HEAD, f"Measured on {day} with {machine}.", "", *table, "", *met])


def shortened(text: str, length: int = 240) -> str:
    """Return a fault on one line, fit for a table and a list."""
    flat = " ".join(text.replace("|", "¦").replace("<", "&lt;").split())
    return flat if len(flat) <= length else f"{flat[: length - 1]}…"
