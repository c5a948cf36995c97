"""R9: every command with one call of the system failing, at the n-th call of a kind, reading and listing too."""

import os
import random
import shutil
from concurrent.futures import Executor
from itertools import cycle
from pathlib import Path

import faults
from attack.row import Row, shortened
from attack.running import folder

ABOUT = "ENOSPC, EACCES, EIO at the n-th call, every n, reading and listing too: wrong result with exit 0, torn, lost"
EACH = int(os.environ.get("FAULTS", "0"))
"""How many n of each kind of call and command, drawn by a seed; 0 for every one."""


def rows(workers: Executor) -> tuple[Row, ...]:
    """Let calls fail."""
    with folder() as place:
        (place / "plan").mkdir()
        faults.prepared(place / "plan")
        runs = [*faults.COMMANDS, *faults.MORE]
        found = [*workers.map(_judge_command, [str(place / "plan")] * len(runs), runs)]
    tried = sum(count for count, _, _ in found)
    calls = sum(count for _, count, _ in found)
    met = tuple(shortened(fault) for _, _, told in found for fault in told)
    measured = f"{len(met)} in {tried} faults, of {calls:,} calls in {len(runs)} commands"
    return (Row("R9", ABOUT, "0", measured, not met, met),)


def _judge_command(prepared: str, name: str) -> tuple[int, int, list[str]]:
    arguments = faults.COMMANDS.get(name, name).split()
    chance = random.Random(name)
    errors = cycle(faults.ERRORS)
    with folder() as place:

        def fresh() -> Path:
            shutil.rmtree(place / "plan", ignore_errors=True)
            shutil.copytree(prepared, place / "plan", symlinks=True)
            return place / "plan"

        root = fresh()
        before = faults.files_below(root)
        right = faults.outcome(arguments, root)
        met, tried = [], 0
        for call, many in sorted(right.calls.items()):
            numbers = range(1, many + 1)
            picked = sorted(chance.sample(numbers, EACH)) if 0 < EACH < many else numbers
            for number in picked:
                fault = faults.Fault(call, number, next(errors))
                root = fresh()
                tried += 1
                told = faults.wrong(name, fault, faults.outcome(arguments, root, fault), right, before)
                met += [f"{os.strerror(fault.error)}, {number} of {many}: {told}"] if told else []
    return tried, sum(right.calls.values()), met
