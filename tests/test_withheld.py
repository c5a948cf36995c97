"""No verdict of a withheld duty can be told from the numbers of a public document."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from conftest import ROOT, Build, repository_at
from trygghetsplan.disclosure.redaction import Audience, WithheldCell
from trygghetsplan.disclosure.withheld import FEW, groups, in_areas, in_rows, in_sums
from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.report.agency import agency_report
from trygghetsplan.report.build import account
from trygghetsplan.report.data import ReportData
from trygghetsplan.report.deep.build import deep_report
from trygghetsplan.report.situation import situation
from trygghetsplan.report.views import Provenance

AS_OF = date(2025, 3, 31)
ORIGIN = Provenance("0123456789ab", is_dirty=False, version="0", schema=1, digest="0" * 64)
Cells = Mapping[int, tuple[Cell, ...]]


def told(cell: Cell, verdict: Verdict) -> Cell:
    return cell._replace(outcome=cell.outcome._replace(verdict=verdict))


def agency(figures: ReportData) -> Any:
    file = figures.repository.agency
    return agency_report(figures, file, ORIGIN) if file else None


KINDS: dict[str, Callable[[ReportData], Any]] = {
    "account": lambda figures: account(figures, ORIGIN),
    "agency": agency,
    "deep": lambda figures: deep_report(figures, ORIGIN),
    "situation": lambda figures: situation(figures, "tertial 1", ORIGIN),
}


def seen(
    repository: PlanRepository, kind: str, like: ReportData | None = None, cells: Cells | None = None
) -> str:
    """Return all that the public can read in the document; made of `cells`, where they are given."""
    figures = figures_of(repository, kind)
    if like and cells:
        figures.by_year, figures.locator = cells, like.locator
    return repr(KINDS[kind](figures))


def figures_of(repository: PlanRepository, kind: str) -> ReportData:
    return ReportData(repository, 2024, AS_OF, Audience.PUBLIC, 2023 if kind == "deep" else 2022)


def alone(repository: PlanRepository, kind: str, *, everywhere: bool = True) -> list[str]:
    """Return the withheld duties that change the document in a way in which fewer than five cells do.

    All withheld verdicts are alike to begin with, so that what tells one from another is where it is counted. Of
    each duty the first body is tried, and `everywhere` also the last one and those that are silent; they stand for
    all of it. Where every way so far is shared by five, no duty of five cells can make one that is not.
    """
    like = figures_of(repository, kind)
    alike = {
        year: tuple(told(c, Verdict.FULFILLED) if isinstance(c, WithheldCell) else c for c in found)
        for year, found in like.by_year.items()
    }
    before = seen(repository, kind, like, alike)
    owed = defaultdict(list)
    for place, cell in enumerate(alike[2024]):
        if isinstance(cell, WithheldCell):
            owed[cell.obligation.id, cell.is_bound].append(place)
    ways = defaultdict(set)
    for duty, places in sorted(owed.items(), key=lambda one: len(one[1])):
        counts = [sum(len(owed[one]) for one in found) for after, found in ways.items() if after != before]
        if not everywhere and len(places) >= FEW and min(counts, default=FEW) >= FEW:
            break
        for place in places:
            ends = place == places[-1] or alike[2024][place].body in like.silent
            if place == places[0] or (everywhere and ends):
                changed = list(alike[2024])
                changed[place] = told(changed[place], Verdict.NOT_FULFILLED)
                ways[seen(repository, kind, like, {**alike, 2024: tuple(changed)})].add(duty)
    for duty, places in owed.items():
        if sum(duty in found for found in ways.values()) > 1:
            owed[duty] = places[:1]
    few = [
        found for after, found in ways.items() if after != before and sum(len(owed[d]) for d in found) < FEW
    ]
    return sorted(duty for found in few for duty, _ in found)


@pytest.fixture(scope="module")
def own() -> PlanRepository:
    return repository_at(ROOT)


@pytest.mark.parametrize(
    ("kind", "everywhere"),
    [
        *((kind, False) for kind in KINDS if kind != "deep"),
        *(pytest.param(kind, True, marks=pytest.mark.long) for kind in KINDS),
    ],
)
def test_no_single_verdict_of_our_own_can_be_told(
    kind: str, *, everywhere: bool, own: PlanRepository
) -> None:
    assert alone(own, kind, everywhere=everywhere) == []


def test_the_whole_sum_counts_what_the_areas_cannot(own: PlanRepository) -> None:
    cells = ReportData(own, 2024, AS_OF, Audience.PUBLIC).cells
    plan = [cell for cell in cells if cell.obligation.is_plan and cell.is_bound]
    left = {cell.obligation.id for cell in plan} - {cell.obligation.id for cell in in_areas(plan)}
    assert left == {
        "visselblasararenden",
        "hojd-beredskap",
        "beslutssystem-kris",
        "beslutssystem-centralt",
        "beredskapsroller",
        "larmvagar",
    }
    assert list(in_sums(plan)) == plan
    assert not left & {cell.obligation.id for cell in in_rows(plan)}
    assert {len(found) >= FEW for part in groups(plan)[:3] for found in part} == {True}


def test_few_in_the_whole_plan_stand_in_no_public_sum(repository_from: Build) -> None:
    """One body owes the only withheld duty."""
    text = (ROOT / "tests/fixtures/base/plan/fokusomraden/1-trygghet.yaml").read_text(encoding="utf-8")
    root = repository_from(
        f"--- plan/fokusomraden/1-trygghet.yaml\n{text.replace('från: 2025', 'från: 2024')}"
    )
    repository = repository_at(root)
    assert alone(repository, "account") == []
    for audience, due in ((Audience.INTERNAL, 3), (Audience.PUBLIC, 2)):
        report = account(ReportData(repository, 2024, AS_OF, audience), ORIGIN)
        assert [report.summary.score.due, report.chapters[0].score.due] == [due, due]
        assert ("minst fem" in report.method.formula) is (audience is Audience.PUBLIC)
