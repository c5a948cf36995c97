"""The questions of docs/fragor.md: the SQL runs as it stands there on the project's own example, and answers as printed."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from command import trygghet
from conftest import ROOT

PAGE = ROOT / "docs" / "fragor.md"
ASKED = re.compile(r"^### (\d+)\. .*\n\n```sql\n((?:(?!```).*\n)+)```\n\n((?:\|.*\n)+)", re.MULTILINE)
FIRST = re.compile(r"```sql\n(CREATE VIEW.*?)```", re.DOTALL)
QUESTIONS = [found.groups() for found in ASKED.finditer(PAGE.read_text(encoding="utf-8"))]
Ask = Callable[[str], str]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Return what runs SQL over the folders that the page's own commands have written, and prints the answer."""
    folder = tmp_path_factory.mktemp("fragor")
    text = PAGE.read_text(encoding="utf-8")
    commands = re.findall(r"^\$ trygghet (.*)$", text, re.MULTILINE)
    assert len(commands) == 2
    for words in commands:
        done = trygghet("-C", str(ROOT), *words.split(), at=folder)
        assert done.returncode == 0, done.stderr
    views = FIRST.search(text)
    assert views is not None
    with duckdb.connect(config={"threads": "1"}) as base:
        base.execute(f"SET file_search_path = '{folder}'")
        base.execute(views[1])
        yield lambda sql: table(base, sql)


def table(base: duckdb.DuckDBPyConnection, sql: str) -> str:
    found = base.execute(sql)
    names = [column[0] for column in found.description or ()]
    rows = [[said(value) for value in row] for row in found.fetchall()]
    lines = [f"| {' | '.join(row)} |\n".replace("|  |", "| |").replace("|  |", "| |") for row in (names, *rows)]
    return "".join([lines[0], "|" + "---|" * len(names) + "\n", *lines[1:]])


def said(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nej"
        case date():
            return value.isoformat()
        case float() | Decimal():
            return f"{value:.6f}".rstrip("0").rstrip(".").replace(".", ",")
        case _:
            return str(value)


def test_there_are_twenty() -> None:
    assert [int(number) for number, _, _ in QUESTIONS] == list(range(1, 21))


@pytest.mark.parametrize(("number", "sql", "answer"), QUESTIONS, ids=[number for number, _, _ in QUESTIONS])
def test_the_answer_is_the_one_that_is_printed(
    number: str, sql: str, answer: str, ask: Ask, request: pytest.FixtureRequest
) -> None:
    got = ask(sql)
    if request.config.getoption("--update-golden"):
        text = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(text.replace(f"{sql}```\n\n{answer}", f"{sql}```\n\n{got}"), encoding="utf-8")
        return
    assert got == answer, f"question {number}; read the difference, then: make golden"
    assert got.count("\n") > 2
