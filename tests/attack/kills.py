"""R8: every command that writes, killed at each of its steps of writing and at random moments."""

import os
import random
import shutil
import signal
import sys
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path

import faults
from attack.row import Row, shortened
from attack.running import folder, run

ABOUT = "kills at any moment of any command that writes: torn, lost; left over after the next run"
COMMANDS = {
    **{name: faults.COMMANDS[name] for name in (
        "init", "report", "templates", "fmt", "schema", "new year", "new followup", "new obligation", "new audit",
        "form export", "form import",
    )},
    "todo": "todo --body tekniska-namnden --format docx -o brev.docx --as-of 2025-01-01",
    "calendar": "calendar 2025 --format ics -o hjul.ics",
    "baseline": "check 2024 --baseline nytt.json --write-baseline",
    "format": "validate --output-format json=fynd.json",
}  # fmt: skip
RANDOM = 6
"""Kills of each command at random moments, beside those at each step."""
DAY = {"SOURCE_DATE_EPOCH": "1743465600"}
STEPS = {"os.rename", "os.mkdir", "os.chmod", "os.remove", "os.link", "os.rmdir"}
Tree = dict[str, bytes]


def rows(workers: Executor) -> tuple[Row, ...]:
    """Kill, look, and run the same command again."""
    with folder() as place:
        (place / "plan").mkdir()
        faults.prepared(place / "plan")
        found = [*workers.map(_judge_command, [str(place / "plan")] * len(COMMANDS), COMMANDS)]
    kills = sum(count for count, _ in found)
    met = [fault for _, told in found for fault in told]
    counts = {word: sum(word in fault for fault in met) for word in ("torn", "lost", "left over")}
    measured = f"{kills} kills of {len(COMMANDS)} commands: " + ", ".join(
        f"{many} {word}" for word, many in counts.items()
    )
    return (Row("R8", ABOUT, "0, 0; 0", measured, not met, tuple(map(shortened, met))),)


def _judge_command(prepared: str, name: str) -> tuple[int, list[str]]:
    arguments = COMMANDS[name].split()
    with folder() as place:

        def fresh() -> Path:
            shutil.rmtree(place / "plan", ignore_errors=True)
            shutil.copytree(prepared, place / "plan", symlinks=True)
            return place / "plan"

        root = fresh()
        before = faults.files_below(root)
        whole = run(arguments, root, DAY, _told_steps)
        after = faults.files_below(root)
        steps = whole.err.count("\nSTEG")
        moments: list[Callable[[], None]] = [_at_step(number) for number in range(1, steps + 1)]
        chance = random.Random(name)
        moments += [_after(chance.uniform(0.005, whole.seconds)) for _ in range(RANDOM)]
        met = []
        for number, moment in enumerate(moments, 1):
            root = fresh()
            run(arguments, root, DAY, moment)
            met += [
                f"{name}, kill {number} of {len(moments)}: {fault}" for fault in _seen(root, before, after)
            ]
            run(arguments, root, DAY)
            left = {path.rpartition("/")[0] for path in faults.files_below(root) if ".trygghet-" in path}
            met += [f"{name}, kill {number}: left over in {', '.join(sorted(left))}"] if left else []
    return len(moments), met


def _seen(root: Path, before: Tree, after: Tree) -> list[str]:
    now = faults.files_below(root)
    torn = sorted(
        path
        for path, content in now.items()
        if ".trygghet-" not in path
        and not (root / path).is_dir()
        and content not in (before.get(path), after.get(path))
    )
    lost = sorted(path for path in before if path not in now and path in after and not (root / path).is_dir())
    return [*(f"torn: {path}" for path in torn), *(f"lost: {path}" for path in lost)]


def _is_step(event: str, arguments: tuple[object, ...]) -> bool:
    """Whether the event of Python's is one of writing, in the folder where the command stands or below it."""
    if event == "open":
        return isinstance(arguments[2], int) and bool(arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    return event in STEPS


def _told_steps() -> None:
    sys.addaudithook(lambda event, arguments: _tell() if _is_step(event, arguments) else None)


def _tell() -> None:
    os.write(2, b"\nSTEG")


def _at_step(number: int) -> Callable[[], None]:
    def before() -> None:
        left = [number]

        def hook(event: str, arguments: tuple[object, ...]) -> None:
            if _is_step(event, arguments):
                left[0] -= 1
                if not left[0]:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)

    return before


def _after(seconds: float) -> Callable[[], None]:
    """Return what ends the process after so many seconds of a processor: the signal of its clock, which nobody takes."""
    return lambda: signal.setitimer(signal.ITIMER_PROF, seconds)  # type: ignore[return-value]
