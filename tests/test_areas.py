"""The areas of the account: what is missing and its order, headings that say the finding, and the charts."""

import re
from collections import Counter
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from conftest import ROOT, Build, repository_at
from generated import generate, write
from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.engine.cell import Score
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.model.indicators import Better
from trygghetsplan.output.charts import dots, line_chart, year_bars
from trygghetsplan.output.markdown import to_markdown
from trygghetsplan.output.render import fragment, render
from trygghetsplan.output.tree import read_tree, words_of
from trygghetsplan.report.build import Report, account
from trygghetsplan.report.data import ReportData
from trygghetsplan.report.sections.chapters import duty_numbers
from trygghetsplan.report.sections.findings import finding, met
from trygghetsplan.report.sections.shortages import lacking
from trygghetsplan.report.views import Bar, IndicatorView, Lack, MeasuredYear, Provenance, Shortage

ORIGIN = Provenance(None, is_dirty=False, version="0", schema=3, digest="0" * 64)
YEARS = (2022, 2023, 2024)


@cache
def data_of(year: int, audience: Audience = Audience.PUBLIC) -> ReportData:
    return ReportData(repository_at(ROOT), year, date(year + 1, 3, 31), audience)


@cache
def account_of(year: int, audience: Audience = Audience.PUBLIC) -> Report:
    return account(data_of(year, audience), ORIGIN, "bilagor")


# What is missing


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("year", YEARS)
def test_a_shortcoming_has_one_row_in_the_whole_account(audience: Audience, year: int) -> None:
    report = account_of(year, audience)
    rows = [row for chapter in report.chapters for row in chapter.lacks]
    assert Counter(row.number for row in rows).most_common(1)[0][1] == 1
    tree = read_tree(fragment(report, (), "html"))
    found = [row for table in tree.all("table") if "lacks" in table.classes for row in table.all("tr")]
    told = Counter(row.attributes["id"] for row in found if "id" in row.attributes)
    assert told == Counter(f"brist-{row.number.replace('.', '-')}" for row in rows)
    text = words_of(tree)
    for row in rows:
        for lack in row.lacks:
            assert not lack.reason or text.count(lack.reason) <= 1, lack


@pytest.mark.parametrize("year", YEARS)
def test_shortcomings_are_numbered_most_serious_first(year: int) -> None:
    figures = data_of(year)
    found = lacking(figures)
    law = {
        name
        for duty in figures.repository.obligations.values()
        if duty.is_law
        for name in duty.record.answers_to
    }
    order = list(figures.repository.obligations)

    def rank(row: Shortage) -> tuple[int, bool, int, bool, int]:
        unanswered = any(lack.verdict is Verdict.UNANSWERED for lack in row.lacks)
        return row.since, row.id not in law, -len(row.lacks), not unanswered, order.index(row.id)

    assert list(found.rows) == sorted(found.rows, key=rank)
    for chapter in {row.chapter for row in found.rows}:
        numbers = [row.number for row in found.rows if row.chapter == chapter]
        first = numbers[0].partition(".")[0]
        assert numbers == [f"{first}.{place}" for place in range(1, len(numbers) + 1)]


@pytest.mark.parametrize("year", YEARS)
def test_a_silent_body_is_told_once_and_its_part_adds_up(year: int) -> None:
    figures = data_of(year)
    report = account(figures, ORIGIN, "bilagor")
    found = lacking(figures)
    for one in found.silent:
        assert sum(count for _, count in one.areas) == one.unanswered
        assert not any(
            lack.body == one.body and lack.verdict is Verdict.UNANSWERED
            for row in found.rows
            for lack in row.lacks
        )
    lacks = sum(len(row.lacks) for row in found.rows) + sum(one.unanswered for one in found.silent)
    assert lacks == report.summary.score.due - report.summary.score.fulfilled


def test_duties_are_numbered_in_their_area_and_alike_in_both_editions() -> None:
    numbers = duty_numbers(data_of(2024))
    assert len(set(numbers.values())) == len(numbers)
    inside = duty_numbers(data_of(2024, Audience.INTERNAL))
    assert {name: number for name, number in inside.items() if name in numbers} == numbers
    assert numbers["byggrisk"].partition(".")[0] == "1"


@pytest.mark.parametrize("seed", range(12))
def test_what_is_missing_adds_up_in_random_repositories(seed: int, tmp_path: Path) -> None:
    """Each shortcoming of a bound body is in one row, or among a silent body's; every format can be written."""
    repository = repository_at(write(generate(seed), tmp_path))
    for year, day in ((2023, date(2024, 3, 31)), (2024, date(2025, 3, 31)), (2025, date(2025, 7, 1))):
        report = account(ReportData(repository, year, day, Audience.PUBLIC), ORIGIN, "bilagor")
        rows = [row for chapter in report.chapters for row in chapter.lacks]
        assert len({row.number for row in rows}) == len(rows)
        for chapter in report.chapters:
            told = sum(len(row.lacks) for row in chapter.lacks) + sum(count for _, count in chapter.silent)
            assert told == chapter.score.due - chapter.score.fulfilled
            assert all(duty.more >= 0 for duty in chapter.done.duties)
        assert to_markdown(read_tree(fragment(report, (), "html")))


# Headings


def shortage(*lacks: tuple[str, Verdict], duty: str = "Egen plan") -> Shortage:
    rows = tuple(Lack(body, body.lower(), verdict, 2024, "", None) for body, verdict in lacks)
    return Shortage("1.1", "a", "id", duty, (), 2024, rows, None)


ONE = shortage(("Valnämnden", Verdict.PARTLY))


@pytest.mark.parametrize(
    ("total", "lacks", "silent", "rise", "said"),
    [
        (
            (81, 91),
            (ONE,),
            (),
            "",
            "81 av 91 krav är uppfyllda, men ”Egen plan” är bara delvis uppfyllt hos valnämnden",
        ),
        (
            (1, 2),
            (ONE,),
            (),
            "",
            "1 av 2 krav är uppfyllt; ”Egen plan” är bara delvis uppfyllt hos valnämnden",
        ),
        (
            (0, 2),
            (ONE,),
            (),
            "",
            "Inget av 2 krav är uppfyllt; ”Egen plan” är bara delvis uppfyllt hos valnämnden",
        ),
        (
            (0, 1),
            (ONE,),
            (),
            "",
            "Kravet är inte uppfyllt; ”Egen plan” är bara delvis uppfyllt hos valnämnden",
        ),
        ((1, 1), (), (), "", "Kravet är uppfyllt"),
        ((9, 9), (), (), "", "Alla nio krav är uppfyllda"),
        ((2, 2), (), (), "", "Båda kraven är uppfyllda"),
        ((0, 0), (), (), "", "Inget behövde vara klart"),
        (
            (9, 9),
            (),
            (),
            "Antalet övningar ökade till 4",
            "Antalet övningar ökade till 4, och alla nio krav är uppfyllda",
        ),
        ((5, 9), (), ("valnämnden",), "", "5 av 9 krav är uppfyllda, men valnämnden har inte svarat"),
        ((5, 9), (), ("a", "b", "c"), "", "5 av 9 krav är uppfyllda, men tre organ har inte svarat"),
        (
            (5, 9),
            (shortage(("A", Verdict.NOT_FULFILLED), ("B", Verdict.NOT_FULFILLED)),),
            ("valnämnden",),
            "Antalet övningar ökade till 4",
            "Antalet övningar ökade till 4, men ”Egen plan” saknas hos två organ",
        ),
        (
            (5, 9),
            (shortage(("A", Verdict.NOT_FULFILLED), ("B", Verdict.UNANSWERED)),),
            (),
            "",
            "5 av 9 krav är uppfyllda, men ”Egen plan” brister hos två organ",
        ),
    ],
)
def test_a_heading_says_the_finding(
    total: tuple[int, int], lacks: tuple[Shortage, ...], silent: tuple[str, ...], rise: str, said: str
) -> None:
    assert finding(Score(*total), lacks, silent, rise=rise) == said


def test_a_year_under_way_is_said_to_be_so() -> None:
    assert met(Score(3, 5), so_far="hittills ") == "3 av 5 krav är hittills uppfyllda"
    assert finding(Score(0, 0), (), (), so_far="hittills ") == "Inget behövde vara klart ännu"


def test_kommunstyrelsens_own_heading_stands_instead(repository_from: Build) -> None:
    text = (
        "--- followups/2024/bedomningar.yaml\når: 2024\nbeslut: {organ: kommunstyrelsen, datum: 2025-02-01}\n"
        "områden:\n  1-trygghet: {rubrik: Vi är trygga *nu*, bedömning: grön, skäl: Det går bra.}\n"
    )
    figures = ReportData(repository_at(repository_from(text)), 2024, date(2025, 3, 31), Audience.PUBLIC)
    report = account(figures, ORIGIN, "bilagor")
    assert report.chapters[0].heading == "Vi är trygga *nu*"
    assert "Vi är trygga \\*nu\\*" in render(report, "md")


# Charts


def test_every_body_is_a_dot_until_they_are_too_many() -> None:
    for count in (1, 17, 18, 19, 54):
        chart = dots(((Verdict.FULFILLED, count - 1), (Verdict.UNANSWERED, 1), (Verdict.NOT_DUE, 9)))
        assert sum(round(length / 8) + 1 for _, _, length in chart.lines) + len(chart.marks) == count
        assert all(y < chart.height for _, y, _ in chart.lines)
    chart = dots(((Verdict.FULFILLED, 199), (Verdict.PARTLY, 1)))
    assert (chart.lines, chart.marks) == ((), ())
    assert round(sum(box.width for _, box in chart.bar)) == 144


def test_bars_of_years_are_on_one_scale() -> None:
    _, (first, second) = year_bars(
        (
            Bar(
                2023, Score(5, 10), ((Verdict.FULFILLED, 5), (Verdict.UNANSWERED, 5), (Verdict.EXCEPTION, 2))
            ),
            Bar(2024, Score(20, 20), ((Verdict.FULFILLED, 20),)),
        )
    )
    assert first.counts == (5, 0, 0, 5)
    assert second.segments[0][1].width == 4 * first.segments[0][1].width == 640


def indicator(unit: str, *values: str) -> IndicatorView:
    points = tuple(
        MeasuredYear(
            2020 + place, ((Decimal(value), "A"),) if value else (), True, None if value else "Ej mätt."
        )
        for place, value in enumerate(values)
    )
    return IndicatorView("Mått", unit, Better.LOWER, None, points, (), "bättre", "Det sjönk.", (), None)


@pytest.mark.parametrize(
    ("unit", "values", "titles"),
    [
        ("index 0–6", ("1.4", "1.7", ""), ["Hela skalan, 0–6", "Närbild: axeln börjar vid 1,2"]),
        ("antal", ("0", "40", "12"), [""]),
        ("antal", ("900", "", "940"), ["Från noll", "Närbild: axeln börjar vid 880"]),
        ("grader", ("-4", "3"), [""]),
        ("index 0–6", ("5",), ["Hela skalan, 0–6", "Närbild: axeln börjar vid 4"]),
        ("index", (), [""]),
    ],
)
def test_the_axis_says_where_it_begins(unit: str, values: tuple[str, ...], titles: list[str]) -> None:
    chart = line_chart(indicator(unit, *values))
    panels = [panel for panel in (chart.full, chart.close) if panel]
    assert [panel.title for panel in panels] == titles
    for panel in panels:
        assert len(panel.marks) == sum(bool(value) for value in values)
        assert all(panel.left <= mark.x <= panel.right for mark in panel.marks)
        assert all(0 <= mark.y <= 176 for mark in (*panel.marks, *panel.scale))


def test_no_chart_has_colours_or_fonts_of_its_own() -> None:
    """What it looks like stands in chart.css alone, which is put into it where it is drawn outside a page."""
    for picture in read_tree(fragment(account_of(2024), (), "html")).all("svg"):
        if "graph" in picture.classes:
            assert not re.search(r"style=|#[0-9a-f]{3,6}\b|var\(|font-", str(picture.children[0]))


# The other sections


def test_compensation_says_what_is_left_and_what_it_went_to() -> None:
    (view,) = account_of(2024).compensation
    assert (
        view.heading.replace("\u00a0", " ")
        == "97 procent av ersättningen har använts; 105 000 kronor är kvar"
    )
    assert view.lead.replace("\u00a0", " ") == (
        "För 2024 beviljades 3 285 000 kronor, och 3 180 000 användes. "
        "Användningen har ökat varje år: 2 940 000 kronor 2022 och 3 020 000 kronor 2023."
    )
    assert [sum(row.left or 0 for row in view.rows), view.total.left] == [105_000, 105_000]
    assert view.rows[0].spent_on.startswith("Kartläggning av samhällsviktig verksamhet")
    assert view.is_silent
    assert not any(one.total.granted for one in account_of(2022).compensation if one.is_silent)


def test_the_audit_says_that_the_recommendations_are_our_summary() -> None:
    report = account_of(2024)
    (view,) = report.audits
    assert view.heading == "Tolv åtgärder är föreslagna; ingen är beslutad eller har slutdatum"
    text = render(report, "md")
    assert "Rekommendationerna är vår sammanfattning. Originalet: Revisionsrapport 2024:1" in text


@pytest.mark.parametrize("year", YEARS)
def test_of_closed_requirements_in_law_there_is_no_number(year: int) -> None:
    view = account_of(year).law
    figures = data_of(year)
    closed = {
        duty.record.title for duty in figures.repository.obligations.values() if not duty.record.is_open
    }
    assert not closed & set(view.alone)
    assert sum(row.score.due for row in view.rows) == len([cell for cell in figures.law() if cell.counts])
