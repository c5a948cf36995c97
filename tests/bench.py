"""Measures the commands against a bare interpreter, the parser alone and other programs, and writes docs/performance.md.

Not a test: read it. Every figure is CPU time of a process of its own, as the median of pairs run in turn, since
machines drift; the quartiles stand beside it. `--long` adds the rows that take minutes.
"""

import json
import math
import os
import platform
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
PYTHON = sys.executable
TRYGGHET = (PYTHON, "-m", "trygghetsplan")
BARE = (PYTHON, "-c", "pass")
PEERS = ROOT / ".venv" / "peers" / "bin"
FLOOR = (
    PYTHON,
    "-c",
    """
from pathlib import Path
from yaml.cyaml import CParser
for path in sorted(Path().rglob("*.yaml")):
    CParser(path.read_bytes()).raw_parse()
""",
)
ROUNDS, SECONDS = 11, 15
"""So many pairs of each row, but for those that take longer than so many seconds: they have at least three."""
YEARS = 10


class Spent(NamedTuple):
    """What a process has used: seconds of CPU, and MiB of memory at the most."""

    seconds: float
    memory: float


class Row(NamedTuple):
    """One line of the table: the middle and the quartiles of what was measured, beside what it is to reach."""

    what: str
    values: Sequence[float]
    bar: float | None = None
    aim: float | None = None
    unit: str = ""
    note: str = ""


def spent(command: Sequence[str], folder: Path = ROOT) -> Spent:
    """Run a command; findings are no failure."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            command, cwd=folder, env=kept, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            errors.seek(0)
            sys.exit(f"{' '.join(command)}: {process.returncode}\n{errors.read().decode()}")
    return Spent(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def in_turn(*measures: Callable[[], Spent]) -> list[tuple[Spent, ...]]:
    """Run the measures in turn, as many rounds as there is time for; what is read first is warm for all."""
    begun = time.monotonic()
    rounds: list[tuple[Spent, ...]] = []
    while len(rounds) < ROUNDS and (len(rounds) < 3 or time.monotonic() - begun < SECONDS):
        rounds.append(tuple(measure() for measure in measures))
    return rounds


def bare() -> Spent:
    """Return what a bare interpreter takes: the middle of some, since each is over at once."""
    return Spent(statistics.median(spent(BARE).seconds for _ in range(5)), 0)


def ratios(command: Sequence[str], folder: Path, against: Callable[[], Spent] = bare) -> list[float]:
    """Return the ratio of each pair."""
    spent(command, folder)  # compiled modules and read files are there for every round
    return [one.seconds / other.seconds for one, other in in_turn(lambda: spent(command, folder), against)]


def trygghet(*words: str) -> tuple[str, ...]:
    """Return the command."""
    return (*TRYGGHET, *words)


@cache
def cold() -> tuple[str, ...]:
    """Return the command that reads every file anew."""
    told = subprocess.run(trygghet("validate", "--help"), capture_output=True, check=True, text=True).stdout
    return trygghet("validate", *(["--no-cache"] if "--no-cache" in told else []))


def commands(own: Path) -> list[Row]:
    """Return the rows of commands on the project's own plan against a bare interpreter."""
    goals = (
        ("`--version` / pass", ("--version",), 1.5, 1.2),
        ("`--help` / pass", ("--help",), 7, 5),
        ("check 2024 / pass", ("check", "2024"), 35, 28),
        ("report 2024, md + html / pass", ("report", "2024"), 55, 35),
        ("the same, docx / pass", ("report", "2024", "--format", "docx"), 150, 80),
        ("`fmt --check` / pass", ("fmt", "--check"), 40, 30),
        ("form export --all, xlsx / pass", ("form", "export", "--year", "2024", "--all"), 90, 60),
        ("every page of a year (`site`) / pass", ("site", "build/site", "2024"), 220, 90),
        ("PDF of the account and its annexes / pass", ("report", "2024", "--format", "pdf"), None, None),
    )
    return [Row(what, ratios(trygghet(*words), own), bar, aim) for what, words, bar, aim in goals]


def sizes(folder: Path, base: Path, *, is_long: bool) -> list[Row]:
    """Return the rows that grow with the repository."""
    roots = {250: base, 4000: scaled(base, folder / "4000", 400)}
    if is_long:
        roots[16000] = scaled(base, folder / "16000", 1600)
    short = ratios(cold(), base, lambda: spent(FLOOR, base))
    rounds = in_turn(
        *(lambda r=root, c=command: spent(c, r) for root in roots.values() for command in (cold(), FLOOR))
    )
    rows = [Row("cold `validate` / floor, 250 files", short, 8, 5.5)]
    ours, floors = [[[one.seconds for one in each[start::2]] for each in rounds] for start in (0, 1)]
    marginal = [
        (mine[1] - mine[0]) / (lowest[1] - lowest[0]) for mine, lowest in zip(ours, floors, strict=True)
    ]
    rows.append(Row("a file more / floor, 4,000 files", marginal, 8, 5.5))
    for number, files in enumerate([*roots][1:], 1):
        least = [roots_of[2 * number].memory for roots_of in rounds]
        small = [roots_of[0].memory for roots_of in rounds]
        each = [(big - less) * 1024 / (files - 250) for big, less in zip(least, small, strict=True)]
        bar = (200, 100) if files == 4000 else (None, None)
        rows += [
            Row(f"memory, {files:,} files", least, *bar, unit=" MiB"),
            Row(f"memory for a file more, {files:,} files", each, 30, 15, unit=" KiB"),
        ]
    if is_long:
        grown = [math.log(mine[2] / mine[1], 4) for mine in ours]
        alone = statistics.median(math.log(lowest[2] / lowest[1], 4) for lowest in floors)
        rows.append(
            Row(
                "growth, 4,000 → 16,000 files, exponent",
                grown,
                1.03,
                1.02,
                note=f"the floor’s own {alone:.2f}",
            )
        )
    has_cache = cold() != trygghet("validate")
    for files, bar, aim in ((250, 2, 1.7), (4000, 8, 6)):
        what = f"nothing changed / pass, {files:,} files"
        values = ratios(trygghet("validate"), roots[files]) if has_cache else []
        rows.append(Row(what, values, bar, aim, note="" if has_cache else "there is no cache"))
    return rows


def findings(folder: Path, base: Path) -> Row:
    """Return the row of ten times as many findings."""
    few, many = (with_findings(base, folder / str(count), count) for count in (2700, 27000))
    command = (*cold(), "--output-format", "json")
    values = [
        ten.seconds / one.seconds
        for ten, one in in_turn(lambda: spent(command, many), lambda: spent(command, few))
    ]
    return Row("27,000 / 2,700 findings", values, 11)


def peers(folder: Path, base: Path) -> list[Row]:
    """Return the rows of other programs on the same 250 follow-ups, each in its own form, against our `validate`."""
    followups = sorted(map(str, (base / "followups").rglob("*.yaml")))
    schema = str(ROOT / "schema" / "uppfoljning.schema.json")
    rows = []
    for name, command, place in (
        ("bean-check", ("--no-cache", "svar.beancount"), ledger(base, folder / "beancount")),
        ("check-jsonschema, with C", ("--schemafile", schema, *followups), base),
        ("doorstop", ("-F", "-W"), items(base, folder / "doorstop")),
        ("yamllint", ("-d", "relaxed", *followups), base),
    ):
        program = PEERS / name.partition(",")[0]
        values = (
            ratios((str(program), *command), place, lambda: spent(cold(), base)) if program.exists() else []
        )
        rows.append(
            Row(
                f"{name} / our `validate`",
                values,
                note="" if values else "not installed: the index cannot be reached",
            )
        )
    return rows


def ledger(base: Path, folder: Path) -> Path:
    """Write the answers as a ledger of beancount: an account for each body, a transaction for each answer."""
    folder.mkdir(parents=True)
    rows, opened = [], set()
    for path in sorted((base / "followups").rglob("*.yaml")):
        account = f"Assets:{path.stem.capitalize()}"
        if account not in opened:
            opened.add(account)
            rows.append(f"1990-01-01 open {account}\n")
        for name, keys in _answers(path.read_text("utf-8")):
            rows.append(f'{path.parent.name}-12-31 * "{path.stem}" "{name}"\n')
            rows += [f"  k{number}: {json.dumps(text)}\n" for number, text in enumerate(keys)]
            rows.append(f"  {account}  1 SVAR\n  Equity:Plan  -1 SVAR\n\n")
    (folder / "svar.beancount").write_text("1990-01-01 open Equity:Plan\n" + "".join(rows), "utf-8")
    return folder


def items(base: Path, folder: Path) -> Path:
    """Write the follow-ups as items of doorstop, each linked to the items of the duties it answers."""
    folder.mkdir(parents=True)
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    texts = [path.read_text("utf-8") for path in sorted((base / "followups").rglob("*.yaml"))]
    duties = sorted({name for text in texts for name, _ in _answers(text)})
    number_of = {name: f"PLAN{number:04}" for number, name in enumerate(duties, 1)}
    item = "active: true\nderived: false\nheader: ''\nlevel: 1.{number}\nlinks:{links}\nnormative: true\nref: ''\nreviewed: null\ntext: |\n{text}\n"
    for prefix, parent, made in (
        ("PLAN", "", [(name, []) for name in duties]),
        (
            "SVAR",
            "  parent: PLAN\n",
            [(text, [number_of[name] for name, _ in _answers(text)]) for text in texts],
        ),
    ):
        place = folder / prefix.lower()
        place.mkdir()
        (place / ".doorstop.yml").write_text(
            f"settings:\n  digits: 4\n{parent}  prefix: {prefix}\n  sep: ''\n", "utf-8"
        )
        for number, (text, links) in enumerate(made, 1):
            linked = "".join(f"\n- {link}: null" for link in links) or " []"
            indented = "\n".join(f"  {line}" for line in text.split("\n") if line)
            written = item.format(number=number, links=linked, text=indented)
            (place / f"{prefix}{number:04}.yml").write_text(written, "utf-8")
    return folder


def _answers(text: str) -> list[tuple[str, list[str]]]:
    """Return the answers of a follow-up in our layout: the duty, and the lines below it."""
    parts = re.split(r"^  (\S+):", text.partition("\nsvar:\n")[2], flags=re.MULTILINE)
    return [
        (name, [line.strip() for line in below.split("\n") if line.strip()])
        for name, below in zip(parts[1::2], parts[2::2], strict=True)
    ]


def scaled(base: Path, root: Path, bodies: int) -> Path:
    """Make a repository of so many bodies from one of 25: each answers as one of them does."""
    shutil.copytree(base, root, ignore=shutil.ignore_patterns("followups"))
    organisation = root / "plan" / "organisation.yaml"
    more = "".join(_body(number) for number in range(25, bodies))
    organisation.write_text(
        organisation.read_text("utf-8").replace("\norgan:\n", f"\norgan:\n{more}", 1), "utf-8"
    )
    for path in (base / "followups").rglob("*.yaml"):
        (root / path.relative_to(base).parent).mkdir(parents=True, exist_ok=True)
        text, number = path.read_text("utf-8"), int(path.stem.rpartition("-")[2])
        for other in range(number, bodies, 25):
            written = text.replace(f"organ: {path.stem}\n", f"organ: provnamnden-{other}\n", 1)
            (root / path.relative_to(base)).with_stem(f"provnamnden-{other}").write_text(written, "utf-8")
    return root


def with_findings(base: Path, root: Path, count: int) -> Path:
    """Make a repository with so many findings: keys that no answer has, in more files and more of them in each."""
    shutil.copytree(base, root)
    files = {2700: 50, 27000: 250}[count]
    for path in sorted((root / "followups").rglob("*.yaml"))[:files]:
        keys = "".join(f"    rad-{number}: x\n" for number in range(count // files))
        text = re.sub(
            r"(^    status: .*\n)", rf"\1{keys}", path.read_text("utf-8"), count=1, flags=re.MULTILINE
        )
        path.write_text(text, "utf-8")
    return root


def _body(number: int) -> str:
    return f"  provnamnden-{number}:\n    namn: Provnämnden provnamnden-{number}\n    slag: nämnd\n"


def many_files(folder: Path, bodies: int = 25, years: int = YEARS) -> Path:
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
    extra = "".join(map(_body, range(bodies)))
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
    from trygghetsplan import api  # what it reads would count as the memory of every process begun after it

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


def table(rows: Sequence[Row]) -> str:
    """Return the rows as a table in Markdown."""
    lines = ["| | bar | aim | measured | quartiles | n | |", "|---|---|---|---|---|---|---|"]
    for row in rows:
        goals = " | ".join("–" if goal is None else f"{goal:g}{row.unit}" for goal in (row.bar, row.aim))
        middle, around = "–", "–"
        if row.values:
            low, half, high = statistics.quantiles(row.values, n=4, method="inclusive")
            middle, around = f"**{half:.3g}{row.unit}**", f"{low:.3g}–{high:.3g}"
        is_over = bool(row.values) and row.bar is not None and statistics.median(row.values) > row.bar
        note = ", ".join(filter(None, (row.note, "over the bar" if is_over else "")))
        lines.append(f"| {row.what} | {goals} | {middle} | {around} | {len(row.values) or '–'} | {note} |")
    return "\n".join(lines) + "\n"


def machine() -> str:
    """Say what kind of machine it is."""
    cpu = Path("/proc/cpuinfo")
    model = re.search(r"model name\s*: (.*)", cpu.read_text("utf-8")) if cpu.exists() else None
    name = model[1] if model else platform.machine()
    pass_ms = bare().seconds * 1000
    return f"{os.cpu_count()} cores of {name}, {platform.system()}, Python {platform.python_version()}; `python -c pass` takes {pass_ms:.1f} ms of CPU"


TEXT = """# Performance

Written by `make bench`, which takes some minutes; `make bench LONG=--long` has the rows of 16,000 files too.

Figures are ratios of CPU time, each process of its own, run in turn with what it is compared with; the median, and beside it the quartiles of n rounds. *pass* is a bare interpreter (`python -c pass`). *Floor* is one Python process that finds and reads the same files and lets libyaml parse them, `raw_parse`, without making anything of them. The repository of 250 files is 25 bodies in ten years, 160 lines a file, made from the project's own plan; 4,000 and 16,000 files are more bodies of the same kind. The other programs have the same 250 follow-ups, each in its own form: transactions of beancount, items of doorstop linked to the duties they answer, the files themselves with our JSON schema, and with yamllint’s relaxed rules. They do different things: only ours knows who owes what when.

Measured on {day}: {machine}.

{table}"""


def main() -> None:
    """Measure everything, print the table and write it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if sys.argv[1:2] == ["make"]:
            many_files(Path(sys.argv[2]))
            return
        subprocess.run([PYTHON, __file__, "make", name], check=True)
        base, own = folder / "many", folder / "own"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(own)], check=True)
        rows = [
            *commands(own),
            *sizes(folder, base, is_long="--long" in sys.argv),
            findings(folder, base),
            *peers(folder, base),
        ]
    text = TEXT.format(day=time.strftime("%Y-%m-%d"), machine=machine(), table=table(rows))
    (ROOT / "docs" / "performance.md").write_text(text, "utf-8")
    print(table(rows))


if __name__ == "__main__":
    main()
