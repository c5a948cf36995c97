"""Measures the rows and writes docs/reliability.md; the exit code is 1 when one is not held."""

import os
import platform
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from pathlib import Path

from attack import bad_input, elsewhere, fuzz, held_by_tests, injected, kills, live, planted, suites
from attack.row import Row, page
from attack.running import CORES, pool

PAGE = Path(__file__).parent.parent.parent / "docs" / "reliability.md"
Measure = Callable[[Executor], tuple[Row, ...]]
MEASURES: dict[tuple[str, ...], Measure] = {
    ("R1", "R2", "R3", "R4", "R5"): bad_input.rows,
    ("R6",): suites.rows,
    ("R7",): fuzz.rows,
    ("R8",): kills.rows,
    ("R9",): injected.rows,
    ("R10",): elsewhere.rows,
    **{(held.name,): held.rows for held in held_by_tests.HELD},
    ("R13",): held_by_tests.personal,
    ("R14",): live.rows,
    ("R15", "R16"): planted.rows,
}
"""What measures which rows. R17 is `make mutants`."""


def measured(asked: set[str]) -> Iterator[Row]:
    """Yield the rows that are asked for, as they are measured."""
    with pool() as workers:
        for names, measure in MEASURES.items():
            if asked & {*names}:
                yield from (row for row in measure(workers) if row.name in asked)


def main() -> int:
    """Measure what the arguments name, or all; only all of it is written down."""
    _without_roots_rights()
    names = {name for together in MEASURES for name in together}
    asked = {*sys.argv[1:]} or names
    if asked - names:
        sys.exit(f"There is no {', '.join(sorted(asked - names))} here")
    rows: list[Row] = []
    begun = time.monotonic()
    for row in measured(asked):
        print(f"{row.name:4} {row.state:12} {row.measured}  [{time.monotonic() - begun:.0f} s]", flush=True)
        print("".join(f"       {fault}\n" for fault in row.first_faults), end="", flush=True)
        rows.append(row)
    if asked == names:
        machine = (
            f"{CORES} cores, {platform.system()} and Python {'.'.join(platform.python_version_tuple()[:2])}"
        )
        rows.sort(key=lambda row: int(row.name[1:]))
        PAGE.write_text(page(rows, time.strftime("%Y-%m-%d", time.gmtime()), machine), encoding="utf-8")
    return int(any(row.is_held is False for row in rows))


def _without_roots_rights() -> None:
    """Start anew as root that may not read what may not be read: chmod 000 means nothing to root itself."""
    if os.geteuid() == 0 and (setpriv := shutil.which("setpriv")) and not os.environ.get("ATTACK_STARTED"):
        os.environ["ATTACK_STARTED"] = "1"
        rights = ("--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all")
        os.execv(setpriv, [setpriv, *rights, sys.executable, "-m", "attack", *sys.argv[1:]])  # noqa: S606  # ourselves


if __name__ == "__main__":
    sys.exit(main())
