"""Mutation testing: prints how many small faults, seeded in the code one at a time, the tests notice.

Not a test: read it. The faults are those of mutmut. Its own runner leaves out decorated functions, which all
rules and properties are, and the values of modules; so each chosen mutant is here written into a copy of the
project, where the tests that run its line are run in a forked process, the quickest first, until one fails. The
choice is the same each time: at most one mutant a line, by a fixed seed.
"""

import contextlib
import difflib
import importlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import Queue, get_context
from pathlib import Path
from typing import NamedTuple

import coverage
import libcst
import pytest
from libcst.matchers import Name, matches
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

ROOT = Path(__file__).parent.parent
SOURCE = Path("src/trygghetsplan")
CHOSEN = {
    "engine": 130,
    "source": 70,
    "rules": 70,
    "plan": 60,
    "disclosure": 40,
    "storage.py": 20,
}
CORES = 2
BUDGET = 20
"""A processor's seconds of tests for one mutant: one that nothing has noticed by then has survived."""
MEMORY = 4 * 2**30
PASSED = (
    0,
    int(pytest.ExitCode.NO_TESTS_COLLECTED),
)  # a test that is named after its folder has another name here
QUIET = ("-W", "ignore::pytest.PytestAssertRewriteWarning")  # hypothesis is imported once, before all tests
HEAVY = (
    "jinja2",
    "jsonschema",
    "hypothesis",
    "markdown_it",
    "pydantic",
    "rich",
    "ruamel.yaml",
    "typer",
    "yaml",
)

Child = Callable[[], int]
TestsOfLines = dict[str, dict[int, set[str]]]


class Mutant(NamedTuple):
    """A fault to seed: a whole file, and the line where it differs."""

    path: str
    line: int
    code: str
    in_function: bool


class Tests(NamedTuple):
    """Each test's seconds, and the tests that run each line of a file."""

    seconds: dict[str, float]
    of_lines: TestsOfLines


class _Mutator(libcst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        self.mutations: list[tuple[int, libcst.CSTNode, libcst.CSTNode, bool]] = []
        self.functions = 0

    def on_visit(self, node: libcst.CSTNode) -> bool:
        # Types say nothing at run time, and a decorator holds a rule's title and examples: documentation and tests.
        if isinstance(node, libcst.Annotation | libcst.Decorator):
            return False
        if not self.functions and self._is_declaration(node):
            return False
        self.functions += isinstance(node, libcst.FunctionDef)
        for kind, operator in mutation_operators:
            if isinstance(node, kind):
                line = self.get_metadata(PositionProvider, node).start.line
                self.mutations += [(line, node, mutated, self.functions > 0) for mutated in operator(node)]
        return True

    def _is_declaration(self, node: libcst.CSTNode) -> bool:
        """Whether it names a type or declares a class's field."""
        if isinstance(node, libcst.Assign):
            return isinstance(node.value, libcst.Subscript)
        if not isinstance(node, libcst.AnnAssign):
            return False
        in_class = self.get_metadata(PositionProvider, node).start.column > 0
        return in_class or matches(node.annotation.annotation, Name("TypeAlias"))

    def on_leave(self, original_node: libcst.CSTNode) -> None:
        self.functions -= isinstance(original_node, libcst.FunctionDef)


class _Chosen:
    """A pytest plugin that runs some tests alone, in their order."""

    def __init__(self, names: list[str]) -> None:
        self.rank = {name: rank for rank, name in enumerate(names)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self.rank), key=lambda item: self.rank[item.nodeid]
        )


class _Watched:
    """A pytest plugin that notes each test's seconds and the lines it runs, and which fail without any mutant."""

    def __init__(self, measured: coverage.Coverage) -> None:
        self.measured = measured
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.add(report.nodeid)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.measured.switch_context(item.nodeid)
        begun = sum(os.times()[:4])  # of processors, in this process and those it starts
        result = yield
        self.seconds[item.nodeid] = sum(os.times()[:4]) - begun
        self.measured.switch_context("")
        return result


def main() -> None:
    for module in HEAVY:
        importlib.import_module(module)
    packages = sys.argv[1:] or [*CHOSEN]
    mutants = [mutant for package in packages for mutant in chosen_mutants(package, CHOSEN[package])]
    with tempfile.TemporaryDirectory() as folder, workers(Path(folder)) as pool:
        files = sorted(f"tests/{path.name}" for path in (ROOT / "tests").glob("test_*.py"))
        tests = merged(pool.map(watch, [files[start :: 2 * CORES] for start in range(2 * CORES)]))
        chosen = [chosen_tests(mutant, tests) for mutant in mutants]
        survivors = []
        for mutant, is_dead in zip(mutants, pool.map(is_killed, mutants, chosen), strict=True):
            if not is_dead:
                survivors.append(mutant)
                print(difference(mutant), flush=True)
    print("| package | mutants | killed | survived | score |\n|---|---|---|---|---|")
    totals, left = Counter(package_of(mutant) for mutant in mutants), Counter(map(package_of, survivors))
    for package in packages:
        total, lost = totals[package], left[package]
        print(f"| {package} | {total} | {total - lost} | {lost} | {100 * (total - lost) / total:.1f} % |")


def chosen_mutants(package: str, count: int) -> list[Mutant]:
    """Return some mutants of a package, at most one a line, in the order of the files."""
    place = ROOT / SOURCE / package
    lines: dict[tuple[str, int], list[tuple[libcst.Module, libcst.CSTNode, libcst.CSTNode, bool]]] = (
        defaultdict(list)
    )
    for path in [place] if place.suffix else sorted(place.rglob("*.py")):
        module = MetadataWrapper(libcst.parse_module(path.read_text(encoding="utf-8")))
        mutator = _Mutator()
        module.visit(mutator)
        for line, *mutation in mutator.mutations:
            lines[path.relative_to(ROOT).as_posix(), line].append((module.module, *mutation))
    draw = random.Random(package)
    picked = sorted(draw.sample(sorted(lines), min(count, len(lines))))
    return [
        Mutant(path, line, module.deep_replace(node, mutated).code, in_function)
        for path, line in picked
        for module, node, mutated, in_function in [draw.choice(lines[path, line])]
    ]


@contextlib.contextmanager
def workers(folder: Path) -> Iterator[ProcessPoolExecutor]:
    """Give as many processes as there are cores, each in a copy of the project of its own."""
    context = get_context("fork")
    copies: Queue[Path] = context.Queue()
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout
    for number in range(CORES):
        copy = folder / str(number) / "project"
        for name in names.strip("\0").split("\0"):
            if (ROOT / name).is_file():
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, copy / name)
        copies.put(copy)
    with ProcessPoolExecutor(CORES, mp_context=context, initializer=_enter, initargs=[copies]) as pool:
        yield pool


def _enter(copies: "Queue[Path]") -> None:
    os.chdir(copies.get())
    sys.path.insert(0, str(Path("src").resolve()))


def watch(files: list[str]) -> Tests:
    """Run the tests of some files and return what they run; compiled modules are kept for the runs to come."""
    kept = Path("..", "watched").resolve()

    def child() -> int:
        measured = coverage.Coverage(data_file=None, source=["src"], config_file=False)
        plugin = _Watched(measured)
        measured.start()
        _pytest(files, plugin)
        measured.stop()
        data = measured.get_data()
        of_lines = {
            Path(path).relative_to(Path.cwd()).as_posix(): data.contexts_by_lineno(path)
            for path in data.measured_files()
        }
        kept.write_text(json.dumps([plugin.seconds, of_lines, sorted(plugin.failed)]), encoding="utf-8")
        return 0

    if in_child(child, 1800):
        sys.exit(f"The tests of {', '.join(files)} come to no end")
    seconds, of_lines, failed = json.loads(kept.read_text(encoding="utf-8"))
    print("".join(f"left out, fails without any mutant: {name}\n" for name in failed), end="", flush=True)
    by_line = {
        path: {int(line): {*names} - {"", *failed} for line, names in lines.items()}
        for path, lines in of_lines.items()
    }
    return Tests({name: seconds[name] for name in seconds.keys() - {*failed}}, by_line)


def merged(parts: Iterator[Tests]) -> Tests:
    seconds: dict[str, float] = {}
    of_lines: TestsOfLines = defaultdict(lambda: defaultdict(set))
    for part in parts:
        seconds |= part.seconds
        for path, lines in part.of_lines.items():
            for line, tests in lines.items():
                of_lines[path][line] |= tests
    return Tests(seconds, of_lines)


def chosen_tests(mutant: Mutant, tests: Tests) -> list[str]:
    """Return the tests that run a mutant's line, the quickest first, as many as there is time for.

    The rest of a statement may count as its first line. A line that an import runs is everybody's: it is tried with
    those who run any line of its file.
    """
    lines = tests.of_lines[mutant.path]
    above = (lines[line] for line in range(mutant.line, 0, -1) if lines[line])
    running = next(above, set()) if mutant.in_function else set().union(*lines.values()) or {*tests.seconds}
    picked, left = [], float(BUDGET)
    for test in sorted(running, key=lambda test: (tests.seconds[test], test)):
        left -= tests.seconds[test]
        if left < 0:
            break
        picked.append(test)
    return picked


def is_killed(mutant: Mutant, tests: list[str]) -> bool:
    """Tell whether a test fails, or comes to no end, with the mutant in this process's copy of the project.

    The files with most of the tests are tried before the others are so much as imported.
    """
    path = Path(mutant.path)
    original = path.read_bytes()
    stamp = path.stat().st_mtime_ns
    path.write_text(mutant.code, encoding="utf-8")
    os.utime(path, (mutant.line, mutant.line))  # so that no module compiled before passes for this one
    usual = {name for name, _ in Counter(map(_file, tests)).most_common(2)}
    batches = [[test for test in tests if (_file(test) in usual) is first] for first in (True, False)]
    try:
        return any(in_child(partial(_run, batch), 4 * BUDGET) not in PASSED for batch in batches if batch)
    finally:
        path.write_bytes(original)
        os.utime(path, ns=(stamp, stamp))


def _run(tests: list[str]) -> int:
    return _pytest(sorted(set(map(_file, tests))), _Chosen(tests), "-x")


def _file(test: str) -> str:
    return test.partition("::")[0]


def _pytest(files: list[str], plugin: object, *options: str) -> int:
    return int(pytest.main(["-q", "-p", "no:cacheprovider", *options, *QUIET, *files], plugins=[plugin]))


def in_child(work: Child, seconds: int) -> int:
    """Run something silently in a forked process, for so many of a processor's seconds; return its exit code."""
    process = os.fork()
    if not process:
        code = 1
        try:
            os.setsid()
            silence = os.open(os.devnull, os.O_RDWR)
            for stream in range(3):
                os.dup2(silence, stream)
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
            signal.alarm(20 * seconds)  # for what waits and does nothing
            code = work()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def package_of(mutant: Mutant) -> str:
    return Path(mutant.path).relative_to(SOURCE).parts[0]


def difference(mutant: Mutant) -> str:
    """Return where a mutant stands, and its difference from the code."""
    original = (ROOT / mutant.path).read_text(encoding="utf-8")
    lines = difflib.unified_diff(original.splitlines(), mutant.code.splitlines(), n=0, lineterm="")
    return "\n".join((f"{mutant.path}:{mutant.line}", *list(lines)[3:], ""))


if __name__ == "__main__":
    main()
