"""R1–R5: the bad inputs, each through the command that meets it."""

import os
import re
import stat
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path
from typing import NamedTuple

from attack.cases import Case, Step, Told, all_cases, write_good
from attack.row import Row, shortened
from attack.running import KEPT, Outcome, folder, run

TOOLS = Path(__file__).parent
_LINE = re.compile(r"^(.+?):(\d+):(\d+): (?:fel|varning|upplysning) (TP\d{3}) ", re.MULTILINE)
_FULL = re.compile(r"^(?:fel|varning|upplysning)\[(TP\d{3})\].*\n *--> (.+?):(\d+):(\d+)$", re.MULTILINE)
LISTED = ("validate", "check", "lint")
"""The commands whose findings are asked for a line each."""
OWN = 400
"""So many bad inputs there are to be."""
SECONDS, MEBIBYTES = 2, 200


class Judged(NamedTuple):
    """What was wrong with how one case went, by row; and what it cost."""

    case: str
    outcomes: tuple[Outcome, ...]
    wrong: tuple[tuple[str, str], ...]
    """The row and what it says of it."""
    places: int = 0
    right_file: int = 0
    exact: int = 0
    near: int = 0


def rows(workers: Executor) -> tuple[Row, ...]:
    """Measure R1 to R5."""
    cases = all_cases()
    judged = [*workers.map(judge, cases, chunksize=4)]
    wrong = [(row, f"{one.case}: {shortened(fault)}") for one in judged for row, fault in one.wrong]
    r1, r2, r3, r4 = (tuple(text for row, text in wrong if row == name) for name in ("R1", "R2", "R3", "R4"))
    kinds = ", ".join(f"{kind} {many}" for kind, many in sorted(Counter(case.kind for case in cases).items()))
    places, files, exact, near = (sum(one[field] for one in judged) for field in range(3, 7))
    runs = sum(len(one.outcomes) for one in judged)
    heavy = tuple(
        f"{one.case}: above"
        for one in judged
        if any(run.seconds > SECONDS or run.mebibytes > MEBIBYTES for run in one.outcomes)
    )
    return (
        Row(
            "R1", "bad inputs of all kinds: violations (accepted, changed, crashed, wrong exit)", f"0; own ≥ {OWN}",
            f"{len(r1)} in {len(cases)} ({kinds})", not r1 and len(cases) >= OWN, r1,
        ),
        Row("R2", "tracebacks, signals, exit 70", "0", f"{len(r2)} in {runs} runs", not r2, r2),
        Row("R3", "right file named", "100 %", f"{files} of {places}", files == places, r3),
        Row(
            "R4", "exact line where it is known; the rest ± 1", "99 %", f"{exact} of {places}; {near} within a line",
            exact >= 0.99 * places and near == places, r4,
        ),
        Row(
            "R5", "time and memory for any one file of any kind", f"{SECONDS} s, {MEBIBYTES} MiB",
            f"{len(heavy)} of {len(cases)} inputs above", not heavy, heavy,
        ),
    )  # fmt: skip


def judge(case: Case) -> Judged:
    """Spoil the good repository as the case says, run its commands, and compare."""
    with folder() as place:
        root = place / "plan"
        root.mkdir()
        write_good(root)
        for path, content in case.files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content)
        if case.script:
            done = _shell(case.script, root)
            if done.returncode:
                return Judged(str(case), (), (("R1", f"the script fails: {done.stderr.decode()}"),))
        judged = [_judge_step(step, root) for step in case.steps]
    return Judged(
        str(case),
        tuple(outcome for one in judged for outcome in one.outcomes),
        tuple(wrong for one in judged for wrong in one.wrong),
        *(sum(one[number] for one in judged) for number in range(3, 7)),
    )


def _shell(script: str, root: Path) -> subprocess.CompletedProcess[bytes]:
    script = f"set -e; . {TOOLS}/shell.sh\n{script}"
    environment = {
        **KEPT,
        "PYTHON": sys.executable,
        "ATTACK": str(TOOLS),
        "PYTHONPATH": f"{TOOLS.parent}{os.pathsep}{TOOLS.parent.parent / 'src'}",
    }
    return subprocess.run(["sh", "-c", script], cwd=root, env=environment, capture_output=True, check=False)


def _judge_step(step: Step, root: Path) -> Judged:
    is_listed = step.arguments[0] in LISTED and "--output-format" not in step.arguments
    first, *rest = step.arguments
    arguments = (first, "--output-format", "concise", *rest) if is_listed else step.arguments
    before = _tree(root)
    outcome = run(arguments, root, step.environment)
    said = (outcome.out + outcome.err).replace(str(root), "·")
    wrong: list[tuple[str, str]] = []
    if outcome.is_crash:
        wrong.append(("R2", f"exit {outcome.code}: {outcome.err.strip().splitlines()[-1:]}"))
    if outcome.code not in step.exits:
        wrong.append(("R1", f"exit {outcome.code}, not {step.exits}: {said.strip()[:300]!r}"))
    if 0 not in step.exits and before != (after := _tree(root)):
        changed = sorted(path for path in {*before, *after} if before.get(path) != after.get(path))
        wrong.append(("R1", f"changed {', '.join(changed)}"))
    wrong += [
        ("R1", f"does not say ”{words}”: {said.strip()[:300]!r}") for words in step.words if words not in said
    ]
    wrong += [("R1", f"says ”{words}”") for words in step.unsaid if words in said]
    wrong += [
        ("R1", f"afterwards not so: {command}") for command in step.after if _shell(command, root).returncode
    ]
    found = [Told(code, path, int(line), int(column)) for path, line, column, code in _LINE.findall(said)]
    found += [Told(code, path, int(line), int(column)) for code, path, line, column in _FULL.findall(said)]
    return _located(step, found, outcome, wrong)


def _located(step: Step, found: list[Told], outcome: Outcome, wrong: list[tuple[str, str]]) -> Judged:
    files = exact = near = 0
    for told in step.told:
        here = [one for one in found if one.code in told.code and one.path == told.path]
        best = min(
            here, key=lambda one: (abs(one.line - told.line), abs(one.column - told.column)), default=None
        )
        files += best is not None
        if best is None:
            wrong.append(("R3", f"not told: {told.code} {told.path}:{told.line}; told: {_brief(found)}"))
            continue
        exact += best.line == told.line
        near += abs(best.line - told.line) <= 1
        if best.line != told.line:
            wrong.append(("R4", f"{told.code} at line {best.line}, not {told.line}"))
    return Judged("", (outcome,), tuple(wrong), len(step.told), files, exact, near)


def _brief(found: list[Told]) -> str:
    return " ".join(f"{one.code} {one.path}:{one.line}:{one.column}" for one in found)


def _tree(root: Path) -> dict[str, tuple[int, bytes]]:
    """Return every file with its mode and bytes, outside git's own folders."""
    return dict(_walk(root, root))


def _walk(root: Path, place: Path) -> Iterator[tuple[str, tuple[int, bytes]]]:
    status = place.lstat()
    mode, content = status.st_mode, b""
    try:
        if stat.S_ISREG(mode):
            content = place.read_bytes() if status.st_size < 1 << 22 else str(status.st_mtime_ns).encode()
        elif stat.S_ISLNK(mode):
            content = str(place.readlink()).encode(errors="surrogateescape")
        elif stat.S_ISDIR(mode) and place.name != ".git":
            for one in sorted(place.iterdir()):
                yield from _walk(root, one)
    except OSError:
        content = b"unreadable"
    yield str(place.relative_to(root)), (mode, content)
