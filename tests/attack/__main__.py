"""Measures the rows and writes docs/reliability.md; the exit code is 1 when one is not held."""

import os
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from pathlib import Path

from attack import bad_input, elsewhere, fuzz, held_by_tests, injected, kills, planted, suites
from attack.cases import all_cases
from attack.row import Row, page, shortened
from attack.running import pool

PAGE = Path(__file__).parent.parent.parent / "docs" / "reliability.md"
OWN = 400
"""So many bad inputs there are to be."""
SECONDS, MEBIBYTES = 2, 200


def bad_rows(workers: Executor) -> list[Row]:
    """Measure R1 to R5."""
    cases = all_cases()
    judged = [*workers.map(bad_input.judge, cases, chunksize=4)]
    wrong = [(row, f"{one.case}: {shortened(fault)}") for one in judged for row, fault in one.wrong]
    by_row = {name: tuple(text for row, text in wrong if row == name) for name in ("R1", "R2", "R3", "R4")}
    kinds = Counter(case.kind for case in cases)
    places, files, exact, near = (sum(one[field] for one in judged) for field in (3, 4, 5, 6))
    heavy = {
        one.case: outcome
        for one in judged
        for outcome in one.outcomes
        if outcome.seconds > SECONDS or outcome.mebibytes > MEBIBYTES
    }
    told = ", ".join(f"{kind} {many}" for kind, many in sorted(kinds.items()))
    return [
        Row(
            "R1", "bad inputs of all kinds: violations (accepted, changed, crashed, wrong exit)", f"0; own ≥ {OWN}",
            f"{len(by_row['R1'])} in {len(cases)} ({told})", not by_row["R1"] and len(cases) >= OWN, by_row["R1"],
        ),
        Row("R2", "tracebacks, signals, exit 70", "0", str(len(by_row["R2"])), not by_row["R2"], by_row["R2"]),
        Row("R3", "right file named", "100 %", f"{files} of {places}", files == places, by_row["R3"]),
        Row(
            "R4", "exact line where it is known; the rest ± 1", "99 %", f"{exact} of {places}; {near} within a line",
            exact >= 0.99 * places and near == places, by_row["R4"],
        ),
        Row(
            "R5", "time and memory for any one file of any kind", f"{SECONDS} s, {MEBIBYTES} MiB",
            f"{len(heavy)} of {sum(len(one.outcomes) for one in judged)} runs above", not heavy,
            tuple(f"{case}: {one.seconds:.0f} s, {one.mebibytes:.0f} MiB" for case, one in heavy.items()),
        ),
    ]  # fmt: skip


def measured(asked: set[str], workers: Executor) -> Iterable[Row]:
    """Yield the rows that are asked for, as they are measured."""
    if asked & {"R1", "R2", "R3", "R4", "R5"}:
        yield from bad_rows(workers)
    one_row: dict[str, Callable[[Executor], Row]] = {
        "R6": suites.row,
        "R7": fuzz.row,
        "R8": kills.row,
        "R9": injected.row,
        "R10": elsewhere.row,
    }
    for name, measure in one_row.items():
        if name in asked:
            yield measure(workers)
    yield from held_by_tests.rows(asked)
    if "R13" in asked:
        yield held_by_tests.personal()
    if asked & {"R15", "R16"}:
        yield from planted.rows(workers)


def main() -> int:
    """Measure what the arguments name, or all; only all of it is written down."""
    _without_roots_rights()
    names = {f"R{number}" for number in range(1, 20)}
    asked = {*sys.argv[1:]} & names or names
    rows: list[Row] = []
    with pool() as workers:
        for row in measured(asked, workers):
            print(f"{row.name:4} {row.state:12} {row.measured}", flush=True)
            print("".join(f"       {fault}\n" for fault in row.first_faults), end="", flush=True)
            rows.append(row)
    if asked == names:
        rows.sort(key=lambda row: int(row.name[1:]))
        version = ".".join(map(str, sys.version_info[:2]))
        PAGE.write_text(page(rows, time.strftime("%Y-%m-%d", time.gmtime()), version), encoding="utf-8")
    return int(any(row.is_held is False for row in rows))


def _without_roots_rights() -> None:
    """Start anew as root that may not read what may not be read: chmod 000 means nothing to root itself."""
    if os.geteuid() == 0 and (setpriv := shutil.which("setpriv")) and not os.environ.get("ATTACK_STARTED"):
        os.environ["ATTACK_STARTED"] = "1"
        rights = ("--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all")
        os.execv(setpriv, [setpriv, *rights, sys.executable, "-m", "attack", *sys.argv[1:]])  # noqa: S606  # ourselves


if __name__ == "__main__":
    sys.exit(main())
