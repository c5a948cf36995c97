"""No one file takes more than two seconds and 200 MiB, whatever stands in it. The worst that were found are kept here."""

import resource
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Build
from faults import outcome
from trygghetsplan.source.text import MAX_BYTES

FOLLOWUP = "followups/2024/miljonamnden.yaml"
HEAD = "organ: miljonamnden\når: 2024\nbeslut: {datum: 2025-01-20}\nsvar:\n"


def rows(head: str, row: str) -> str:
    """Return as many rows as fit in the largest file, and in the limit of lines and commas."""
    count = min(
        (MAX_BYTES - len(head.encode())) // (len(row.encode()) + 5),
        49_000 // (row.count("\n") + row.count(",")),
    )
    return head + "".join(row.replace("#N", str(number)) for number in range(count))


WORST: dict[str, tuple[str, Callable[[], str]]] = {
    "unknown keys": (FOLLOWUP, lambda: rows("organ: miljonamnden\når: 2024\n", "k#N: x\n")),
    "unknown keys of an answer": (FOLLOWUP, lambda: rows(f"{HEAD}  rsa:\n", "    statu#N: x\n")),
    "the same key": (FOLLOWUP, lambda: rows(f"{HEAD}  rsa:\n", "    datum: 2024-01-01\n")),
    "many texts on two lines": (FOLLOWUP, lambda: rows(HEAD, '  k#N: "a\n    b"\n')),
    "hashes": (FOLLOWUP, lambda: rows(HEAD, f"  # {'-#' * 9_000}\n")),
    "a wrong indent at the end": (FOLLOWUP, lambda: rows(HEAD, "  k#N:\n    status: x\n") + "   b: c\n"),
    "settings": ("trygghet.yaml", lambda: rows("schema: 2\n", "k#N: [x]\n")),
    "evidence of no type": (
        "plan/underlag.yaml",
        lambda: rows("underlag:\n", "  u#N: {titel: U#N, typ: datm}\n"),
    ),
    "indicators without values": (
        "plan/indikatorer.yaml",
        lambda: rows("indikatorer:\n", "  i#N: {titel: I#N}\n"),
    ),
}


@pytest.mark.long
@pytest.mark.parametrize("name", WORST)
def test_the_worst_file_is_read_within_bounds(name: str, repository_from: Build) -> None:
    path, content = WORST[name]
    root = repository_from("")
    (root / Path(path)).write_text(content(), encoding="utf-8")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = outcome(["validate"], root)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.code == 1
    assert after.ru_utime - before.ru_utime < 2
    assert sys.platform == "darwin" or after.ru_maxrss < 200 << 10
