"""`status` on a terminal: the year's path first, and no line longer than the terminal is wide."""

import contextlib
import os
import re
import struct
import sys
from datetime import date
from pathlib import Path

import pytest

from conftest import ROOT, repository_at
from trygghetsplan.cli.common import fitted
from trygghetsplan.output.heat_map import GROUPINGS, heat_map_text
from trygghetsplan.output.law import law_lists
from trygghetsplan.output.year_path import path_text
from trygghetsplan.report.year_path import year_path

FOLDERS = [
    ROOT,
    *(ROOT / "tests" / "fixtures" / name for name in ("districts", "measures", "plans", "region")),
]
DAYS = [date(2024, 11, 1), date(2025, 2, 10), date(2026, 12, 1)]


@pytest.mark.parametrize(
    ("width", "day"),
    [
        pytest.param(width, day, marks=() if place == number else pytest.mark.long)
        for place, width in enumerate((60, 80, 120))
        for number, day in enumerate(DAYS)
    ],
)
@pytest.mark.parametrize("root", FOLDERS, ids=lambda root: root.name)
def test_no_line_is_longer_than_the_terminal_is_wide(root: Path, width: int, day: date) -> None:
    repository = repository_at(root)
    said = [path_text(repository, year_path(repository, 2024, day), width)]
    said += [heat_map_text(repository, 2024, day, by, colour=False, width=width) for by in GROUPINGS]
    said.append(law_lists(repository, 2024, day, width))
    assert [line for line in "\n".join(said).splitlines() if len(line) > width] == []


def test_bodies_and_areas_stand_in_one_table_at_eighty_columns() -> None:
    """With their short names; who has answered comes in a table beneath."""
    table = heat_map_text(repository_at(ROOT), 2024, date(2025, 3, 31), "area", colour=False, width=80)
    rows = [line for line in table.splitlines() if line.startswith(("Organ ", "KS ", "GÖFN "))]
    assert rows == [
        "Organ              0        1        2      3        4      5      6      Lag",
        "KS           12/12 ●  11/11 ●  26/26 ●  5/5 ●  19/20 ◐  6/7 ◐  6/7 ◐  25/25 ●",
        "GÖFN           8/8 ●    5/5 ●    5/6 ◐  2/3 ✕    3/4 ✕  3/3 ●  2/2 ●    1/1 ●",
        "Organ            Svarat",
        "KS           2025-01-28",
        "GÖFN         2025-01-20",
    ]


@pytest.mark.parametrize(
    ("width", "said"),
    [
        (
            60,
            (
                "Årets gång 2024, den 10 februari 2025:\n"
                "frågat    pågår   Frågorna är skrivna för 22 av 23 organ,\n"
                "                  men inte för valnämnden.\n"
                "besvarat  pågår   21 av 23 organ har svarat; svar saknas\n"
                "                  från tekniska nämnden och valnämnden.\n"
                "bedömt    väntar  0 av 7 fokusområden har en bedömning.\n"
                "skrivet   väntar  Egna ord saknas: sammanfattning, omvärld\n"
                "                  och slutsatser.\n"
                "beslutat  väntar  Kommunstyrelsen har inte beslutat om\n"
                "                  trygghetsredovisningen.\n"
                "Härnäst: Påminn tekniska nämnden och valnämnden; sista dagen\n"
                "  var den 31 januari 2025.\n"
                "Väntar på tekniska nämnden och valnämnden.\n"
            ),
        ),
        (
            120,
            (
                "Årets gång 2024, den 10 februari 2025:\n"
                "frågat    pågår   Frågorna är skrivna för 22 av 23 organ, men inte för valnämnden.\n"
                "besvarat  pågår   21 av 23 organ har svarat; svar saknas från tekniska nämnden och valnämnden.\n"
                "bedömt    väntar  0 av 7 fokusområden har en bedömning.\n"
                "skrivet   väntar  Egna ord saknas: sammanfattning, omvärld och slutsatser.\n"
                "beslutat  väntar  Kommunstyrelsen har inte beslutat om trygghetsredovisningen.\n"
                "Härnäst: Påminn tekniska nämnden och valnämnden; sista dagen var den 31 januari 2025.\n"
                "Väntar på tekniska nämnden och valnämnden.\n"
            ),
        ),
    ],
)
def test_the_path_is_a_line_a_step(width: int, said: str) -> None:
    repository = repository_at(ROOT)
    path = year_path(repository, 2024, date(2025, 2, 10))
    assert path_text(repository, path, width).replace("\xa0", " ") == said


def test_a_finished_year_is_one_line() -> None:
    repository = repository_at(ROOT)
    path = year_path(repository, 2023, date(2025, 2, 10))
    assert path_text(repository, path, 60) == "2023 är klart.\n"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Svaren är påhittade exempel.", "Svaren är påhittade\nexempel."),
        (
            "  2022-09-30  Lägesbild hos Miljönämnden",
            "  2022-09-30  Lägesbild\n              hos Miljön\n              ämnden",
        ),
        ("    Så långt som det går här", "    Så långt som det går\n    här"),
        ("\x1b[31mi färg är raden längre\x1b[0m", "\x1b[31mi färg är raden längre\x1b[0m"),
        ("Det som ryms står kvar.\n\nOch det.", "Det som ryms står kvar.\n\nOch det."),
    ],
)
def test_what_is_too_wide_goes_on_beneath_in_its_column(line: str, said: str) -> None:
    assert fitted(line, 24) == said


@pytest.mark.long
@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize(
    "words",
    ["status 2025", "status 2024 --law", "todo", "calendar", "explain rsa", "list documents", "review"],
)
def test_a_real_terminal_is_never_too_narrow(words: str, columns: int) -> None:
    fcntl, pty, termios = (
        pytest.importorskip(name) for name in ("fcntl", "pty", "termios")
    )  # not in Windows
    pid, terminal = pty.fork()
    if pid == 0:  # the program, with the terminal as its own
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        environment = {
            **os.environ,
            "TERM": "xterm",
            "PYTHONPATH": str(ROOT / "src"),
            "XDG_CACHE_HOME": os.devnull,
        }
        os.chdir(ROOT)
        os.execve(sys.executable, [sys.executable, "-m", "trygghetsplan", *words.split()], environment)  # noqa: S606  # as a shell would
    written = b""
    with contextlib.suppress(OSError):  # the other end is gone
        while part := os.read(terminal, 65536):
            written += part
    assert os.waitpid(pid, 0)[1] == 0
    told = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", written.decode())
    assert len(told.splitlines()) > 2
    assert [line for line in told.splitlines() if len(line) > columns] == []
