"""The project's own data: the plan is whole, and the invented answers hold exactly the planted shortcomings."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from conftest import ROOT, repository_at
from trygghetsplan import api
from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.grid import grid_on
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.findings import Scope
from trygghetsplan.model.followup import FollowUp
from trygghetsplan.model.obligation import Check, Kind, Protection
from trygghetsplan.plan.repository import PlanFile, PlanRepository

YEARS = (2022, 2023, 2024)
AS_OF = date(2025, 3, 31)
TODAY = date(2026, 11, 30)
"""The last day that the invented answers reach."""


def repository() -> PlanRepository:
    return repository_at(ROOT)


def rows() -> Iterator[str]:
    for document in repository().documents.record.documents.values():
        yield from (field.row for field in document.cover.values() if field.row)
    yield from (duty.record.row for duty in repository().obligations.values() if duty.record.row)


def points(kind: Kind) -> list[int]:
    """Count the distinct (avsnitt, punkt) of a kind in each of the six areas."""
    found: dict[int, set[tuple[str, int]]] = {number: set() for number in range(1, 7)}
    for duty in repository().obligations.values():
        number, place = duty.chapter.record.number, duty.record.place
        if number and place and duty.record.kind is kind:
            found[number].add((place.section, place.point))
    return [len(places) for places in found.values()]


def test_every_row_of_the_sources_stands_once() -> None:
    assert Counter(rows()).most_common(1)[0][1] == 1
    assert len(set(rows())) == 157


def test_the_six_areas_have_29_activities_and_29_follow_up_points() -> None:
    assert points(Kind.ACTIVITY) == [4, 7, 6, 5, 3, 4]
    assert points(Kind.FOLLOW_UP_POINT) == [4, 7, 6, 8, 2, 2]


def test_rows_by_part_of_the_sources() -> None:
    parts = Counter(re.split(r"[0-9]*-", row)[0] + (re.findall(r"^fo(\d)", row) or [""])[0] for row in rows())
    assert parts == {
        "m": 9, "g": 7, "kf": 1, "ks": 4, "nb": 3, "kln": 2, "kk": 4, "fb": 4,
        "fo1": 15, "fo2": 33, "fo3": 21, "fo4": 17, "vn": 10, "fo5": 7, "fo6": 8, "r": 12,
    }  # fmt: skip


def test_the_general_part_has_16_role_bullets() -> None:
    bullets = {
        (place.section, place.point)
        for duty in repository().obligations.values()
        if duty.chapter.record.number == 0 and (place := duty.record.place)
        if place.section not in ("Ansvar", "Uppföljning och efterlevnad")
    }
    assert len(bullets) == 16


def test_state_compensation_has_7_categories_and_19_uses() -> None:
    uses = [
        len(duty.record.uses)
        for duty in repository().obligations.values()
        if duty.record.kind is Kind.COMPENSATION
    ]
    assert uses == [5, 3, 4, 1, 2, 1, 3]


def test_close_relations_have_five_development_areas_and_four_duties() -> None:
    inside = [duty.record for duty in repository().obligations.values() if duty.record.sub_area]
    areas = {o.place.point for o in inside if o.kind is Kind.DEVELOPMENT and o.place}
    assert len(areas) == 5
    assert sum(o.kind is not Kind.DEVELOPMENT for o in inside) == 4


def test_the_audit_has_six_recommendations_and_twelve_commitments_that_owe_nothing() -> None:
    ((chapter, audit),) = repository().audits
    assert len(audit.recommendations) == 6
    commitments = [duty for duty in repository().obligations.values() if duty.chapter is chapter]
    assert len(commitments) == 12
    assert not any(duty.owes for duty in commitments)


def test_repetitions_and_definitions_own_no_cells() -> None:
    silent = {
        name
        for name, duty in repository().obligations.items()
        if duty.record.repeats or duty.record.definition
    }
    assert len(silent) == 5
    assert not any(
        cell.obligation.id in silent for year in YEARS for cell in grid_on(repository(), AS_OF).year(year)
    )


def test_every_duty_says_who_when_and_what_is_shown() -> None:
    for name, duty in repository().obligations.items():
        obligation = duty.record
        if obligation.repeats or obligation.definition:
            continue
        assert obligation.clock is not None, name
        assert obligation.responsible, name
        assert obligation.evidence, name
        assert obligation.place or duty.is_law, name


def test_the_law_says_where_it_has_been_read() -> None:
    law = [duty.record for duty in repository().obligations.values() if duty.is_law]
    assert len(law) >= 46
    assert all(duty.check for duty in law)
    assert all(duty.statute for duty in law if duty.check is Check.LAW_READ)
    assert all(duty.comment for duty in law if duty.check is Check.TO_CHECK)
    unverified = {duty.record.title for duty in repository().obligations.values() if not duty.is_verified}
    assert unverified == {duty.title for duty in law if duty.check is Check.TO_CHECK}


def test_the_sources_goals_are_not_invented() -> None:
    for chapter in repository().chapters:
        assert chapter.record.goal is None
        if chapter.record.number and chapter.record.part_of is None:
            assert chapter.record.no_goal


def test_every_answer_is_marked_as_an_example() -> None:
    assert repository().settings.record.example
    for document in (*repository().followups, *repository().assessments, *repository().decisions):
        assert document.record.example, document.path


def test_no_free_text_stands_in_more_than_three_files() -> None:
    found: dict[str, set[str]] = {}
    for document in repository().followups:
        for text in texts(document):
            found.setdefault(text, set()).add(document.path)
    assert {text: paths for text, paths in found.items() if len(paths) > 3} == {}


def texts(document: PlanFile[FollowUp]) -> Iterator[str]:
    for name in document.record.answers:
        answer = repository().answer(document, name)
        assert answer is not None
        yield from (text for text in (answer.reason, answer.comment) if text)
        for key, value in answer.evidence.items():
            field = repository().field(key)
            if field and field.type.is_free_text:
                yield from [value] if isinstance(value, str) else value


def planted() -> list[tuple[int, str, str, str]]:
    """Read the table of planted shortcomings in docs/exempeldata.md."""
    text = (ROOT / "docs" / "exempeldata.md").read_text(encoding="utf-8")
    found = re.findall(r"^\| (\d{4}) \| ([a-z-]+) \| ([a-z0-9-]+) \| ([a-zåäö ]+) \|", text, re.MULTILINE)
    return [(int(year), body, duty, verdict) for year, body, duty, verdict in found]


def lacking(year: int) -> dict[tuple[str, str], str]:
    as_of = date(year + 1, 3, 31)
    wanted = (*(v for v in Verdict if v.is_shortcoming), Verdict.EXCEPTION)
    cells = grid_on(repository(), as_of).year(year)
    return {(cell.body, cell.obligation.id): cell.verdict.value for cell in cells if cell.verdict in wanted}


@pytest.mark.parametrize("year", YEARS)
def test_shortcomings_are_exactly_the_planted_ones(year: int) -> None:
    silent = {body for told, body, duty, _ in planted() if told == year and duty == "alla"}
    told = {(body, duty): verdict for at, body, duty, verdict in planted() if at == year and duty != "alla"}
    found = lacking(year)
    assert {key: verdict for key, verdict in found.items() if key[0] not in silent} == told
    assert all(verdict == "obesvarat" for (body, _), verdict in found.items() if body in silent)
    assert silent <= {body for body, _ in found}


def test_shortcomings_fall_on_namnder_only_and_never_in_sakerhetsskydd() -> None:
    for year, body, duty, _ in planted():
        kind = repository().bodies[body].kind
        assert kind in ("nämnd", "styrelse", "gemensam nämnd"), (year, body)
        if duty != "alla":
            assert repository().obligations[duty].record.protection is not Protection.NOT_STORED, (
                year,
                body,
                duty,
            )


@pytest.mark.parametrize("year", range(2022, 2027))
def test_no_company_federation_or_fullmaktige_fails_in_any_year(year: int) -> None:
    for as_of in sorted({min(date(year + 1, 3, 31), TODAY), TODAY}):
        failing = [
            cell.key
            for cell in grid_on(repository(), as_of).year(year)
            if cell.verdict.is_shortcoming
            and repository().bodies[cell.body].kind in ("bolag", "förbund", "fullmäktige", "kontor")
        ]
        assert not failing, as_of


def test_invented_texts_allege_no_quarrel_between_real_parties() -> None:
    invented = [*sorted((ROOT / "followups").rglob("*.yaml")), ROOT / "plan" / "beslut.yaml"]
    quarrel = re.compile(
        r"överens(?!k)|\boense|tvist|konflikt|vägra|andra\s+kommunen|kommunerna\b", re.IGNORECASE
    )
    assert [
        (path.name, found.group())
        for path in invented
        for found in quarrel.finditer(path.read_text(encoding="utf-8"))
    ] == []


def test_no_two_namnder_share_a_row_of_verdicts() -> None:
    rows_of: dict[str, list[tuple[str, str]]] = {}
    for cell in grid_on(repository(), AS_OF).year(2024):
        if repository().bodies[cell.body].kind in ("nämnd", "styrelse", "gemensam nämnd"):
            rows_of.setdefault(cell.body, []).append((cell.obligation.id, cell.verdict.value))
    vectors = [tuple(row) for row in rows_of.values()]
    assert len(vectors) == len(set(vectors)) == 14


def test_validate_is_clean() -> None:
    assert api.validate(api.load(ROOT)).findings == ()


def test_check_2024_gives_the_planted_gaps_and_the_sources_own_flaws() -> None:
    result = api.check(api.load(ROOT), 2024, AS_OF)
    assert all(finding.rule.scope is Scope.DUTIES for finding in result.findings)
    gaps = {
        finding.subject.rpartition("/")[0]  # what, without the period
        for finding in result.findings
        if finding.rule.code.startswith("TP60") and "/" in finding.subject
    }
    silent = {body for year, body, duty, _ in planted() if year == 2024 and duty == "alla"}
    told = {
        f"{body}/{duty}" for year, body, duty, verdict in planted() if year == 2024 and verdict != "avsteg"
    }
    assert gaps == {name for name in told if not name.endswith("/alla")} | silent
    flaws = [finding for finding in result.findings if not finding.rule.code.startswith("TP60")]
    text = (ROOT / "docs" / "exempeldata.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| (TP\d{3}) \| `([^`:]+)` \| (.+?) \|$", text, re.MULTILINE)
    assert sorted((f.rule.code, f.where.path, f.message) for f in flaws) == sorted(listed)


def good_answers() -> list[Cell]:
    cells = [c for c in grid_on(repository(), AS_OF).year(2024) if c.verdict is Verdict.FULFILLED and c.claim]
    return [cell for cell in cells if cell.claim and cell.claim.year == 2024]


def test_deleting_one_good_answer_changes_that_cell_alone_or_none_with_the_reason() -> None:
    """Without its answer a cell is unanswered, unless older proof still holds and the reason says so."""
    before = {cell.key: cell for cell in grid_on(repository(), AS_OF).year(2024)}
    for cell in good_answers()[::120]:
        assert cell.claim is not None
        left = without(cell.claim.where.path, cell.obligation.id)
        after = {one.key: one for one in grid_on(left, AS_OF).year(2024)}
        changed = [key for key in before if before[key].verdict is not after[key].verdict]
        if changed:
            assert changed == [cell.key]
            assert after[cell.key].verdict is Verdict.UNANSWERED
        else:
            assert after[cell.key].outcome.reason.startswith("Uppfyllt genom underlag"), cell.key


def without(path: str, obligation: str) -> PlanRepository:
    """Return the repository as if one answer had never been written."""
    followups = []
    for document in repository().followups:
        kept = {
            name: answer
            for name, answer in document.record.answers.items()
            if (document.path, name) != (path, obligation)
        }
        followups.append(replace(document, record=document.record.model_copy(update={"answers": kept})))
    return replace(repository(), followups=tuple(followups))
