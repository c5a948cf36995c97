"""What holds of every grid, whatever the plan: nothing owed is left out, and order, view and silence decide nothing.

The repositories are random (`generated.py`), and three are of other kinds than a municipality: a region with two
overlapping plans, one with districts, and a federation with one-off measures and an agreement. What is owed and when an answer exists is counted by the oracle.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

import generated
import oracle
from conftest import repository_at
from generated import Files, cells_by_key
from trygghetsplan.engine.cell import Cell, Timeliness
from trygghetsplan.engine.grid import Grid
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.plan.repository import PlanRepository

SEEDS = range(1000, 1024)
FIXTURES = Path(__file__).parent / "fixtures"
OTHERS = ("region", "districts", "measures")
OVERDUE = (Verdict.UNANSWERED, Verdict.NOT_FULFILLED)


@dataclass(frozen=True)
class Plan:
    """One random repository, as text, as the engine reads it and as the oracle does."""

    seed: int | str
    files: Files
    repository: PlanRepository
    data: dict[str, Any]

    def days(self, count: int) -> list[date]:
        """Return so many of the days on which something changes, in order."""
        return sorted(Random(self.seed).sample(generated.boundaries(self.files), count))

    def told(self, wrong: list[str]) -> str:
        """Say what is wrong, and in which repository."""
        return "\n".join([f"seed {self.seed}:", *wrong, generated.as_text(self.files)])


@pytest.fixture(scope="module")
def plan_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int | str], Plan]:
    """Return a function that makes the repository of a seed, once; a name is that of a fixture."""

    @cache
    def make(seed: int | str) -> Plan:
        files = files_of(seed) if isinstance(seed, str) else generated.generate(seed)
        root = generated.write(files, tmp_path_factory.mktemp("plan"))
        repository = repository_at(root)
        return Plan(seed, files, repository, oracle.load(root))

    return make


def files_of(fixture: str) -> Files:
    """Return the fixture's files as path → text."""
    root = FIXTURES / fixture
    return {
        path.relative_to(root).as_posix(): path.read_text("utf-8") for path in sorted(root.rglob("*.yaml"))
    }


@pytest.fixture(params=[*SEEDS, *OTHERS])
def plan(request: pytest.FixtureRequest, plan_of: Callable[[int | str], Plan]) -> Plan:
    return plan_of(request.param)


# --- What is owed ------------------------------------------------------------------------------------------------


def test_every_cell_that_is_owed_stands_once_in_each_of_its_years(plan: Plan) -> None:
    first_year = plan.repository.settings.record.first_year
    for as_of in plan.days(3):
        grid = Grid(plan.repository, as_of)
        reckoned = oracle.Oracle(plan.data, as_of)
        owed = [(cell, reckoned.years(cell, as_of.year + 1)) for cell in reckoned.cells()]
        for year in range(first_year, as_of.year + 2):
            wanted = Counter((cell.id, cell.body, cell.first) for cell, years in owed if year in years)
            assert max(Counter(key[:2] for key in wanted).values(), default=1) == 1, (
                "one cell a follow-up year"
            )
            found = Counter(cell.key for cell in grid.year(year))
            differing = [
                f"{year} on {as_of}: {key}"
                for key in wanted.keys() | found.keys()
                if wanted[key] != found[key]
            ]
            assert not differing, plan.told(differing)


def test_a_cell_is_the_same_seen_from_each_of_its_years_but_for_what_was_done_earlier(plan: Plan) -> None:
    for as_of in plan.days(2):
        grid = Grid(plan.repository, as_of)
        seen: dict[tuple[str, str, int], Cell] = {}
        for year in range(plan.repository.settings.record.first_year, as_of.year + 2):
            for cell in grid.year(year):
                told = plan.told([f"{cell.key} on {as_of}, year {year}"])
                if cell.timeliness is Timeliness.DONE_EARLIER:
                    before = seen.get(cell.key, cell)  # what was done before the follow-up began was never else
                    assert cell == before._replace(
                        outcome=cell.outcome, timeliness=cell.timeliness, days=0
                    ), told
                else:
                    assert seen.setdefault(cell.key, cell) == cell, told


# --- What decides nothing ----------------------------------------------------------------------------------------


def test_order_of_files_keys_and_list_items_decides_nothing(plan: Plan, tmp_path: Path) -> None:
    other = repository_at(generated.write(shuffled(plan.files, Random(plan.seed)), tmp_path))
    assert list(other.obligations) != list(plan.repository.obligations), "the order has changed"
    for as_of in plan.days(3):
        before, after = (
            {
                key: (cell.verdict, cell.outcome.rule, cell.timeliness, cell.days)
                for key, cell in cells.items()
            }
            for cells in (cells_by_key(plan.repository, as_of), cells_by_key(other, as_of))
        )
        wrong = [
            f"{key} on {as_of}: {before[key]} became {after.get(key)}"
            for key in before
            if before[key] != after.get(key)
        ]
        assert before.keys() == after.keys()
        assert not wrong, plan.told(wrong)


def shuffled(files: Files, chance: Random) -> Files:
    """Write the same plan in another order: chapters renamed, decisions in files of their own, all keys and lists mixed."""

    def mixed(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: mixed(node[key]) for key in chance.sample(list(node), len(node))}
        return chance.sample(node, len(node)) if isinstance(node, list) else node or None

    data = {path: yaml.load(text, yaml.CBaseLoader) for path, text in files.items()}  # noqa: S506
    chapters = [path for path in data if "skyldigheter" in data[path]]
    for number, path in enumerate(reversed(chapters)):
        content = data.pop(path)
        duties = content["skyldigheter"]
        data[f"plan/{number}/{len(chapters) - number}.yaml"] = {
            **content,
            "skyldigheter": dict(reversed(duties.items())),
        }
    for number, (name, decision) in enumerate(
        reversed(data.pop("plan/beslut.yaml", {"beslut": {}})["beslut"].items())
    ):
        data[f"plan/beslut/{number}.yaml"] = {"beslut": {name: decision}}
    return {
        path: generated.to_yaml(content if "skyldigheter" in content else mixed(content))
        for path, content in data.items()
    }


# --- Time --------------------------------------------------------------------------------------------------------


def test_what_is_overdue_becomes_not_due_only_by_something_new(plan_of: Callable[[int], Plan]) -> None:
    """Time alone never takes back that something is overdue.

    The specification makes two exceptions, both of something that has happened between the two days. An answer has
    come into existence: progress on an engång, or new evidence of a standing duty whose old evidence had lapsed.
    Or what an engång waits for has come undone: the next period of a recurring duty has begun, or its answer changed.
    """
    pairs = 0
    for seed in SEEDS:
        plan = plan_of(seed)
        days = plan.days(8)
        grids = [cells_by_key(plan.repository, day) for day in days]
        for (then, before), (now, after) in zip(
            zip(days, grids, strict=True), list(zip(days, grids, strict=True))[1:], strict=False
        ):
            for key in before.keys() & after.keys():
                was, is_now = before[key], after[key]
                if was.verdict not in OVERDUE and was.timeliness is not Timeliness.LATE:
                    continue
                pairs += 1
                if is_now.verdict is Verdict.NOT_DUE and not any(
                    then < day <= now for day in news(plan, is_now, now)
                ):
                    waits = is_now.outcome.reason.startswith("Väntar på") and was.obligation.record.waits_for
                    wrong = [f"{key}: {was.outcome} on {then}, {is_now.outcome} on {now}"]
                    assert waits, plan.told(wrong)
    assert pairs > 1000, "the property was tried"


def news(plan: Plan, cell: Cell, as_of: date) -> Iterator[date]:
    """Return the days on which an answer to the cell's duty came into existence, as proof or as claim."""
    told = oracle.Oracle(plan.data, as_of)
    same = next(one for one in told.cells() if (one.id, one.body, one.first) == cell.key)
    for report in told.reports(same):
        exists = told.exists_from(report)
        yield from (exists, max(exists, report.decided))


def test_silence_stays_overdue(plan_of: Callable[[int], Plan], tmp_path: Path) -> None:
    """Without a single answer, and nothing to wait for, no day after the first overdue one is better."""
    for seed in SEEDS[:8]:
        files = {
            path: text for path, text in generated.generate(seed).items() if not path.startswith("followups/")
        }
        repository = repository_at(generated.write(files, tmp_path / str(seed)))
        overdue: set[generated.Key] = set()
        for as_of in plan_of(seed).days(10):
            cells = cells_by_key(repository, as_of)
            for key, cell in cells.items():
                if key in overdue and not cell.obligation.record.waits_for:
                    assert cell.verdict in (Verdict.UNANSWERED, Verdict.EXCEPTION, Verdict.NOT_APPLICABLE), (
                        f"{key} {as_of}"
                    )
            overdue |= {key for key, cell in cells.items() if cell.verdict is Verdict.UNANSWERED}


def test_days_are_told_only_of_what_is_late(plan: Plan) -> None:
    for as_of in plan.days(3):
        told = oracle.Oracle(plan.data, as_of)
        due = {(one.id, one.body, one.first): told.due(one) for one in told.cells()}
        wrong = []
        for cell in cells_by_key(plan.repository, as_of).values():
            last = due[cell.key]
            is_late = cell.timeliness is Timeliness.LATE
            if is_late != (cell.days > 0) or cell.days < 0:
                wrong.append(f"{cell.key} on {as_of}: {cell.timeliness}, {cell.days} days")
            if is_late and not (cell.verdict.is_shortcoming or cell.verdict is Verdict.FULFILLED):
                wrong.append(f"{cell.key} on {as_of}: {cell.verdict} is never late")
            if cell.verdict.is_shortcoming and last and cell.days != max(0, (as_of - last).days):
                wrong.append(f"{cell.key} on {as_of}: senast {last}, {cell.days} days late")
        assert not wrong, plan.told(wrong)


def test_renewing_what_was_done_in_time_does_not_make_it_late(repository_from: Callable[[str], Path]) -> None:
    root = repository_from("""\
--- plan/fokusomraden/2-mer.yaml
dokument: planen
titel: Mer
skyldigheter:
  krisplan:
    titel: Krisplan
    text: Ha en krisplan.
    slag: grunduppgift
    ansvariga: [miljonamnden]
    periodicitet: mandatperiod
    senast: 31 december första året
    underlag: [datum]
--- followups/2024/miljonamnden.yaml
organ: miljonamnden
år: 2024
beslut: {datum: 2025-01-20}
svar: {krisplan: {status: uppfylls, datum: FIRST}}
--- followups/2025/miljonamnden.yaml
organ: miljonamnden
år: 2025
beslut: {datum: 2026-01-20}
svar: {krisplan: {status: uppfylls, datum: 2025-06-01}}
""")
    file = root / "followups/2024/miljonamnden.yaml"
    text = file.read_text("utf-8")
    found = {}
    for first in ("2023-12-31", "2024-01-10"):
        file.write_text(text.replace("FIRST", first), "utf-8")
        repository = repository_at(root)
        cells = {cell.key[:2]: cell for cell in Grid(repository, date(2026, 3, 31)).year(2025)}
        cell = cells["krisplan", "miljonamnden"]
        found[first] = (cell.verdict, cell.timeliness, cell.days)
    assert found == {
        "2023-12-31": (Verdict.FULFILLED, Timeliness.IN_TIME, 0),
        "2024-01-10": (Verdict.FULFILLED, Timeliness.LATE, 10),
    }


# --- Cost --------------------------------------------------------------------------------------------------------


def test_work_grows_with_the_number_of_cells_and_no_faster(tmp_path: Path) -> None:
    """Four times as many bodies are four times as many cells and function calls: a count, so no clock to be unsure of."""
    small, large = (calls(tmp_path / str(bodies), bodies) for bodies in (10, 40))
    assert large[0] == 4 * small[0] > 0
    assert large[1] < 4.2 * small[1], f"{small} cells and calls for 10 bodies, {large} for 40"


def calls(root: Path, bodies: int) -> tuple[int, int]:
    """Return how many cells and Python calls the year's grid takes with so many bodies, all of which answer."""
    names = [f"namnd-{number}" for number in range(bodies)]
    clocks = ("årligen", "löpande", "engång", "vid händelse", "kvartal 1, senast: 30 april")
    head = "titel: Plikt, text: Göra det., slag: aktivitet, ansvariga: [nämnder], underlag: [datum]"
    duties = [f"  p{n}: {{{head}, periodicitet: {clock}}}\n" for n, clock in enumerate(clocks)]
    answers = [f"  p{n}: {{status: uppfylls, datum: 2024-03-01}}\n" for n in range(len(clocks))]
    files = generated.generate(0)
    files = {path: files[path] for path in ("trygghet.yaml", "plan/underlag.yaml")}
    files["plan/dokument.yaml"] = "dokument: {planen: {slag: plan, titel: Planen}}\n"
    files["plan/organisation.yaml"] = (
        "slag: {nämnd: {titel: Nämnd, flertal: nämnder}}\ngrupper: {nämnder: {slag: [nämnd]}}\norgan:\n"
        + "".join(f"  {name}: {{namn: Nämnd, slag: nämnd}}\n" for name in names)
    )
    files["plan/plan.yaml"] = "dokument: planen\ntitel: Plan\nskyldigheter:\n" + "".join(duties)
    for name in names:
        head = f"organ: {name}\når: 2024\nbeslut: {{datum: 2025-01-20}}\nsvar:\n"
        files[f"followups/2024/{name}.yaml"] = head + "".join(answers)
    repository = repository_at(generated.write(files, root))
    found = Counter[str]()
    before = sys.getprofile()
    sys.setprofile(lambda _frame, event, _argument: found.update([event]))
    try:
        cells = Grid(repository, date(2025, 3, 31)).year(2024)
    finally:
        sys.setprofile(before)
    return len(cells), found["call"]
