"""Prints how the commands compare with a bare interpreter and with the parser alone. Not a test: read it.

Every figure is a ratio of medians taken side by side, since machines drift.
"""

import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from trygghetsplan import api

ROOT = Path(__file__).parent.parent
PYTHON = sys.executable
TRYGGHET = [PYTHON, "-m", "trygghetsplan"]
FLOOR = """
import sys
from pathlib import Path
from yaml.cyaml import CParser
for path in sorted(Path(sys.argv[1]).rglob("*.yaml")):
    parser = CParser(path.read_bytes())
    parser.raw_parse()
"""
GRID = """
import gc, sys, time
from pathlib import Path
from trygghetsplan.plan.loading import load
from trygghetsplan.engine.grid import Grid
from trygghetsplan.engine.clock import default_as_of, known_years
from datetime import date
gc.disable()
def took(work):
    begun = time.process_time()
    return work(), time.process_time() - begun
loaded, loading = took(lambda: load(Path(sys.argv[1])))
repository = loaded.repository
day = default_as_of(repository, 2024, date(2025, 12, 31))
_, reckoning = took(lambda: [Grid(repository, day).year(year) for year in known_years(repository, date(2024, 12, 31))])
print(loading, reckoning)
"""
ROUNDS = 9


def seconds(command: list[str], folder: Path) -> float:
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, stdin=subprocess.DEVNULL)
    if done.returncode not in (0, 1):
        sys.exit(done.stderr.decode())
    return time.perf_counter() - start


def short(command: list[str], folder: Path) -> float:
    """Return the middle of some runs of a command that is over too soon for one run to say how fast the machine is."""
    return statistics.median(seconds(command, folder) for _ in range(5))


def ratio(command: list[str], against: list[str], folder: Path) -> tuple[float, float, float]:
    """Return the median of the paired ratios, and both medians in milliseconds."""
    pairs = [(seconds(command, folder), short(against, folder)) for _ in range(ROUNDS)]
    middle = statistics.median(one / other for one, other in pairs)
    return middle, *(statistics.median(column) * 1000 for column in zip(*pairs, strict=True))


def grid_against_loading() -> tuple[float, float, float]:
    """Return the ratio of reckoning every cell of our own repository to reading it, and both in milliseconds."""
    command = [PYTHON, "-c", GRID, str(ROOT)]
    runs = [subprocess.run(command, capture_output=True, check=True, text=True).stdout for _ in range(ROUNDS)]
    pairs = [tuple(map(float, run.split())) for run in runs]
    middle = statistics.median(reckoning / loading for loading, reckoning in pairs)
    loading, reckoning = (statistics.median(column) * 1000 for column in zip(*pairs, strict=True))
    return middle, reckoning, loading


def many_files(folder: Path, bodies: int = 25, years: int = 10) -> Path:
    """Make a repository of bodies × years follow-ups of some 160 lines each, from the project's own plan."""
    root = folder / "many"
    shutil.copytree(ROOT / "plan", root / "plan")
    settings = (
        (ROOT / "trygghet.yaml").read_text("utf-8").replace("uppföljningsår: 2022", "uppföljningsår: 2015")
    )
    (root / "trygghet.yaml").write_text(settings, "utf-8")
    models = sorted((ROOT / "followups" / "2023").glob("*namnden.yaml"))
    organisation = root / "plan" / "organisation.yaml"
    names = [f"provnamnden-{number}" for number in range(bodies)]
    extra = "".join(f"  {name}:\n    namn: Provnämnden {name}\n    slag: nämnd\n" for name in names)
    organisation.write_text(
        organisation.read_text("utf-8").replace("\norgan:\n", f"\norgan:\n{extra}", 1), "utf-8"
    )
    chance = random.Random(1)
    for year in range(2015, 2015 + years):
        for name in names:
            text = chance.choice(models).read_text("utf-8")
            lines = text.replace("2024-", f"{year + 1}-").replace("2023-", f"{year}-").split("\n")
            lines = [f"organ: {name}" if line.startswith("organ:") else line for line in lines]
            lines = [f"år: {year}" if line.startswith("år:") else line for line in lines]
            path = root / "followups" / str(year) / f"{name}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("\n".join(lines), "utf-8")
    while _without_faults(root):
        pass  # an answer that says ”oförändrat” falls when the one before it has fallen
    return root


def _without_faults(root: Path) -> bool:
    """Take away the answers that do not fit a made-up year, and say whether there were any."""
    loaded = api.load(root)
    result = api.validate(loaded)
    wrong: dict[str, set[object]] = {}
    for finding in result.findings:
        for where in (finding.where, *(related.where for related in finding.related)):
            if where.path.startswith("followups/"):
                wrong.setdefault(where.path, set()).update(
                    where.keys[1:2] if where.keys[:1] == ("svar",) else ()
                )
    for path, answers in wrong.items():
        decided = int(path.split("/")[1]) + 1
        kept, keep = [], True
        for line in loaded.texts[path].split("\n"):
            if found := re.match(r"  (\S+):", line):
                keep = found[1] not in answers
            kept += [line] if keep else []
        text = re.sub(r"datum: \d{4}(-\d\d-\d\d, diarienummer)", rf"datum: {decided}\1", "\n".join(kept))
        (root / path).write_text(text, "utf-8")
    return any((root / path).read_text("utf-8") != loaded.texts[path] for path in wrong)


def main() -> None:
    """Print the table."""
    bare = [PYTHON, "-c", "pass"]
    with tempfile.TemporaryDirectory() as name:
        many = many_files(Path(name))
        lines = sum(path.read_text("utf-8").count("\n") for path in (many / "followups").rglob("*.yaml"))
        floor = [PYTHON, "-c", FLOOR, str(many)]
        rows = [
            ("trygghet --version / python -c pass", [*TRYGGHET, "--version"], bare, ROOT, 1.5),
            ("trygghet --help / python -c pass", [*TRYGGHET, "--help"], bare, ROOT, 7),
            ("validate, this repository / python -c pass", [*TRYGGHET, "validate"], bare, ROOT, None),
            ("report 2024 / python -c pass", [*TRYGGHET, "report", "2024"], bare, ROOT, 55),
            (
                "the same in Word / python -c pass",
                [*TRYGGHET, "report", "2024", "--format", "docx"],
                bare,
                ROOT,
                150,
            ),
            (f"validate, 250 files of {lines // 250} lines / floor", [*TRYGGHET, "validate"], floor, many, 8),
        ]
        print(f"{'':<52}{'ratio':>8}{'goal':>7}{'ms':>8}{'against':>9}")
        for label, command, against, folder, goal in rows:
            _tell(label, goal, *ratio(command, against, folder))
        _tell("every cell of this repository / reading it", 1, *grid_against_loading())


def _tell(label: str, goal: float | None, middle: float, mine: float, other: float) -> None:
    print(f"{label:<52}{middle:>8.2f}{goal or '':>7}{mine:>8.0f}{other:>9.0f}")


if __name__ == "__main__":
    main()
