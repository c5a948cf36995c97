"""R6: yaml-test-suite and JSONTestSuite as plan files. They are not ours: the folders are named by two variables."""

import os
import re
from concurrent.futures import Executor
from pathlib import Path

from attack.cases import write_good
from attack.row import Row
from attack.running import folder, run

PATH = "plan/fokusomraden/9-x.yaml"
ABOUT = "yaml-test-suite and JSONTestSuite as plan files: crash, hang; invalid refused, with a place"
BAR = "0, 0; all"


def rows(workers: Executor) -> tuple[Row, ...]:
    """Validate each file of the suites as a plan file."""
    yaml, json = (os.environ.get(name) for name in ("YAML_TEST_SUITE", "JSON_TEST_SUITE"))
    if not yaml or not json:
        return (Row("R6", ABOUT, BAR, "YAML_TEST_SUITE and JSON_TEST_SUITE name no folders", None),)
    inputs = [(path, (path.parent / "error").exists()) for path in sorted(Path(yaml).rglob("in.yaml"))]
    inputs += [(path, False) for path in sorted(Path(json).glob("test_*/*.json"))]
    found = [*workers.map(_judged, *zip(*inputs, strict=True), chunksize=16)]
    faults = tuple(fault for fault in found if fault)
    invalid = sum(is_invalid for _, is_invalid in inputs)
    broken = sum("not refused" in fault for fault in faults)
    measured = f"{len(inputs)} files: {len(faults) - broken} crashed or hung; {invalid - broken} of {invalid} invalid refused"
    return (Row("R6", ABOUT, BAR, measured, not faults and bool(invalid), faults),)


def _judged(path: Path, is_invalid: bool) -> str:  # noqa: FBT001  # from the list of files
    with folder() as root:
        write_good(root)
        (root / PATH).write_bytes(path.read_bytes())
        outcome = run(("validate", "--output-format", "concise"), root)
    name = f"{path.parent.name}/{path.name}"
    if outcome.is_crash or outcome.code < 0:
        return f"{name}: ended with {outcome.code}"
    is_refused = re.search(rf"^{re.escape(PATH)}:[1-9]\d*:[1-9]\d*: fel TP0\d\d ", outcome.out, re.MULTILINE)
    return f"{name}: not refused" if is_invalid and not is_refused else ""
