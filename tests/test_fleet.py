"""Many municipalities: a row each, in any executor; the spread of groups, out of which nobody can be worked out."""

import itertools
import json
import os
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from command import trygghet
from growing import Size, repository, write
from trygghetsplan.errors import UsageFault
from trygghetsplan.fleet.comparison import GroupSpread, compared, groups_in, quarters_of, scale_for, spread_of
from trygghetsplan.fleet.examining import MOST_BYTES, examine
from trygghetsplan.fleet.folders import plan_folders_in
from trygghetsplan.fleet.gathering import gather, processes, with_twins_told
from trygghetsplan.fleet.municipality import DutyShare, FleetRow, FleetTask, kept_row, kept_text
from trygghetsplan.fleet.showing import columns_of, fleet_text


class Serial(Executor):
    """An executor without workers."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  # as an executor does
            future.set_exception(error)
        return future


def town(root: Path, name: str, code: str, more: dict[str, str] | None = None) -> Path:
    files = repository(Size(bodies=1, years=1, duties=1))
    files["trygghet.yaml"] = files["trygghet.yaml"].replace(
        "{namn: Ängsköpings kommun}", f'{{namn: {name}, kommunkod: "{code}"}}'
    )
    return write(files | (more or {}), root)


def task(folder: Path, *, is_checked: bool = True) -> FleetTask:
    day = date(2025, 3, 31)
    return FleetTask(str(folder), is_checked, 2024, day, day, is_cached=False)


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("lan")
    town(root / "a", "Ängsköping", "0101")
    town(root / "b", "Björkhaga", "0102", {"followups/2024/body-0.yaml": "organ: [\n"})
    (root / "c").mkdir()
    town(root / "d", "Sjövik", "0104")
    town(root / "e", "Ekby", "0104")
    return root


def test_each_municipality_has_a_row_and_the_worst_is_the_exit_code(fleet: Path) -> None:
    folders = plan_folders_in([fleet, fleet / "a", fleet / "saknas"])
    rows = gather(Serial, [task(folder) for folder in folders])
    told = with_twins_told([row._replace(folder=Path(row.folder).name) for row in rows])
    assert fleet_text("municipalities", [*map(columns_of, told)], "csv") == CSV
    assert fleet_text("municipalities", [*map(columns_of, told)], "table") == TABLE
    read = json.loads(fleet_text("municipalities", [*map(columns_of, told)], "json"))
    assert read["municipalities"] == [dict(columns_of(row)) for row in told]
    assert [int(row.exit_code) for row in told] == [0, 1, 2, 1, 1, 2]


CSV = """\
kommunkod,namn,mapp,commit,filer,fel,varningar,ska vara klart,uppfyllt,orsak
0101,Ängsköping,a,,6,0,0,1,1,
0102,Björkhaga,b,,6,1,0,,,filerna har fel; kraven räknas när felen är rättade
,,c,,,,,,,här finns ingen planmapp (trygghet.yaml saknas)
0104,Sjövik,d,,6,0,0,1,1,kommunkoden 0104 har också e
0104,Ekby,e,,6,0,0,1,1,kommunkoden 0104 har också d
,,saknas,,,,,,,mappen finns inte
"""
TABLE = """\
Kommunkod  Namn        Mapp    Commit  Filer  Fel  Varningar  Ska vara klart  Uppfyllt
0101       Ängsköping  a       –           6    0          0               1         1
0102       Björkhaga   b       –           6    1          0               –         –
  Orsak: filerna har fel; kraven räknas när felen är rättade
–          –           c       –           –    –          –               –         –
  Orsak: här finns ingen planmapp (trygghet.yaml saknas)
0104       Sjövik      d       –           6    0          0               1         1
  Orsak: kommunkoden 0104 har också e
0104       Ekby        e       –           6    0          0               1         1
  Orsak: kommunkoden 0104 har också d
–          –           saknas  –           –    –          –               –         –
  Orsak: mappen finns inte
"""


def test_a_worker_that_dies_takes_no_other_row_with_it(fleet: Path) -> None:
    tasks = [task(fleet / name) for name in "abd"]
    rows = gather(partial(processes, 2), tasks, die_at_b)
    assert [row.reason for row in rows] == [
        "",
        "körningen avbröts när kommunen lästes; minnet kan ha tagit slut",
        "",
    ]
    assert [int(row.exit_code) for row in rows] == [0, 70, 0]


def die_at_b(asked: FleetTask) -> FleetRow:
    if asked.folder.endswith("b"):
        os._exit(9)
    return FleetRow(asked.folder)


def test_a_bug_in_one_row_is_told_there() -> None:
    def fail(asked: FleetTask) -> FleetRow:
        raise LookupError(asked.folder)

    (row,) = gather(partial(ThreadPoolExecutor, 1), [task(Path("a"))], fail)
    assert (row.reason, row.exit_code) == ("ett fel i programmet (LookupError); anmäl det gärna", 70)


def test_what_is_huge_is_not_read(fleet: Path, tmp_path: Path) -> None:
    root = town(tmp_path, "Stor", "0199")
    with (root / "plan" / "stor.yaml").open("wb") as file:
        file.truncate(MOST_BYTES + (1 << 20))
    row = examine(task(root))
    assert (row.reason, row.exit_code) == ("mappen är för stor: 65 MiB, och högst 64 MiB läses", 3)


def test_the_same_code_twice_is_a_fault_on_both() -> None:
    rows = [FleetRow("a", "0101"), FleetRow("b", "0102"), FleetRow("c", "0101")]
    assert [(row.reason, int(row.exit_code)) for row in with_twins_told(rows)] == [
        ("kommunkoden 0101 har också c", 1),
        ("", 0),
        ("kommunkoden 0101 har också a", 1),
    ]


def test_a_row_is_kept_whole() -> None:
    row = FleetRow("a", "0101", "Ängsköping", shares=(DutyShare("lag", "Lag", 1, 2),))
    assert kept_row(kept_text(row)) == row


def test_the_command(fleet: Path) -> None:
    asked = ("fleet", "saknas", "--year", "2024", "--as-of", "2025-03-31", "--jobs", "1")
    done = trygghet(*asked, at=fleet)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (2, "  Orsak: mappen finns inte")
    assert trygghet(*asked, "--compare", at=fleet).stderr == (
        "Fel: --compare och --groups FIL hör ihop; ange båda.\n"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kod;grupp\n", "g.csv ska börja med raden kommunkod;grupp."),
        ("kommunkod;grupp\n101;a\n", "g.csv, rad 2: här ska stå en kommunkod med fyra siffror och en grupp."),
        ("kommunkod;grupp\n0101;a\n0101;b\n", "g.csv, rad 3: kommunkoden 0101 står två gånger."),
    ],
)
def test_a_municipality_is_in_one_group(text: str, said: str) -> None:
    with pytest.raises(UsageFault) as raised:
        groups_in(text, "g.csv")
    assert str(raised.value).startswith(said)


def test_small_groups_and_small_complements_show_nothing() -> None:
    rows = [
        FleetRow(f"{n}", f"{n:04}", due=1, shares=(DutyShare("lag", "Lag", n % 2, 1),)) for n in range(14)
    ]
    groups = {f"{n:04}": "stor" if n < 10 else "liten" for n in range(14)}
    assert [one.municipalities for one in compared(rows, groups)] == [None, None]
    groups = {f"{n:04}": "ena" if n < 8 else "andra" for n in range(14)}
    assert compared(rows, groups) == [
        GroupSpread("lag", "Lag", "andra", 6, middle="under hälften"),
        GroupSpread("lag", "Lag", "ena", 8, "under hälften", "under hälften", "minst hälften"),
    ]


@pytest.mark.parametrize(("size", "fewest"), [(5, 1), (6, 1), (7, 1), (8, 1), (5, 2), (6, 2), (5, 4)])
def test_nobody_can_be_solved_out_of_what_is_shown(size: int, fewest: int) -> None:
    """Of all outcomes that look the same, each municipality has several; also to one that knows its own."""
    bodies = [fewest, *[fewest + 2 * (fewest > 1)] * (size - 1)]
    scores = [_one_in_each_band(due, fewest) for due in bodies]
    alike: dict[GroupSpread, list[tuple[int, ...]]] = {}
    for outcome in itertools.product(range(len(scale_for(fewest))), repeat=size):
        group = [DutyShare("x", "X", scores[n][band], bodies[n]) for n, band in enumerate(outcome)]
        alike.setdefault(spread_of(GroupSpread("x", "X", "g"), group, 5), []).append(outcome)
    for outcomes in alike.values():
        for insider in range(size):
            others: dict[int, list[set[int]]] = {}
            for outcome in outcomes:
                seen = others.setdefault(outcome[insider], [set() for _ in outcome])
                for number, band in enumerate(outcome):
                    seen[number].add(band)
            for seen in others.values():
                assert all(len(one) > 1 for number, one in enumerate(seen) if number != insider)


def _one_in_each_band(due: int, fewest: int) -> list[int]:
    """Return a number of fulfilled for each band: every municipality could be in every one of them."""
    spread = scale_for(fewest)
    found = []
    for number, (least, _) in enumerate(spread):
        above = spread[number + 1][0] if number + 1 < len(spread) else 2
        found.append(next(one for one in range(due + 1) if least <= one / due < above))
    return found


def test_two_stand_outside_the_quarters_on_either_side() -> None:
    assert all(min(low, size - 1 - high) >= 2 for size in range(8, 300) for low, high in [quarters_of(size)])


@pytest.mark.tools
@pytest.mark.filterwarnings("default")  # the cluster's libraries warn of their own affairs
def test_a_cluster_gives_the_same_bytes_as_processes(fleet: Path) -> None:
    distributed = pytest.importorskip("distributed")
    asked = ("fleet", ".", "--year", "2024", "--as-of", "2025-03-31", "--format", "csv", "--no-cache")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        there = trygghet(*asked, "--cluster", cluster.scheduler_address, at=fleet)
    here = trygghet(*asked, "--jobs", "1", at=fleet)
    assert (there.returncode, there.stdout) == (here.returncode, here.stdout)
