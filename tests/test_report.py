"""The account: golden texts, the same bytes under other circumstances, and nothing protected in public."""

import re
import subprocess
import sys
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from conftest import ROOT, Build, Golden, GoldenBySection, repository_at
from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.engine.cell import Score
from trygghetsplan.engine.grid import Grid
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.output.own_words import markdown_to_html
from trygghetsplan.output.render import render
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.report.build import Annexes, Report, account, annexes
from trygghetsplan.report.data import ReportData
from trygghetsplan.report.sections.threads import law
from trygghetsplan.report.views import Provenance
from trygghetsplan.swedish import definite

AS_OF = date(2025, 3, 31)
ORIGIN = Provenance(None, is_dirty=False, version="0", schema=1, digest="0" * 64)


def report_of(
    root: Path, audience: Audience = Audience.PUBLIC, year: int = 2024, as_of: date = AS_OF
) -> Report:
    return _account(repository_at(root), year, as_of, audience)


@lru_cache(maxsize=8)
def _account(repository: PlanRepository, year: int, as_of: date, audience: Audience) -> Report:
    return account(ReportData(repository, year, as_of, audience), ORIGIN, "bredvid")


def annexes_of(
    root: Path, audience: Audience = Audience.PUBLIC, year: int = 2024, as_of: date = AS_OF
) -> Annexes:
    return _annexes(repository_at(root), year, as_of, audience)


@lru_cache(maxsize=8)
def _annexes(repository: PlanRepository, year: int, as_of: date, audience: Audience) -> Annexes:
    return annexes(ReportData(repository, year, as_of, audience), ORIGIN, "bredvid")


@pytest.mark.parametrize("output", ["md", "html"])
def test_account_of_this_repository(output: str, golden_by_section: GoldenBySection) -> None:
    golden_by_section("report-2024", output, render(report_of(ROOT), output))


@pytest.mark.parametrize("output", ["md", "html"])
def test_annexes_of_this_repository(output: str, golden_by_section: GoldenBySection) -> None:
    golden_by_section("annexes-2024", output, render(annexes_of(ROOT), output))


@pytest.mark.parametrize("output", ["md", "html"])
def test_account_of_a_small_repository(output: str, golden: Golden, repository_from: Build) -> None:
    """One body, one duty, no audit, no company, no indicator value: it still reads well."""
    root = repository_from("")
    golden(f"report-small.{output}", render(report_of(root), output))
    golden(f"annexes-small.{output}", render(annexes_of(root), output))


def test_same_bytes_with_another_hash_seed_locale_time_zone_umask_and_folder(
    own_copy: Path, tmp_path: Path
) -> None:
    written = []
    for number, environment in enumerate(
        (
            {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "UTC"},
            {"PYTHONHASHSEED": "4711", "LC_ALL": "C.UTF-8", "TZ": "Pacific/Auckland", "LANG": "sv_SE.UTF-8"},
        )
    ):
        folder = own_copy.rename(tmp_path / f"mapp-{number}")
        subprocess.run(
            [sys.executable, "-m", "trygghetsplan", "report", "2024", "--format", "md,html,json"],
            cwd=folder,
            env={"PYTHONPATH": str(ROOT / "src"), "PATH": "", **environment},
            umask=(0o022, 0o077)[number],
            check=True,
            capture_output=True,
        )
        written.append({path.name: path.read_bytes() for path in (folder / "build").iterdir()})
        own_copy = folder
    assert written[0] == written[1]
    assert set(written[0]) == {
        f"trygghetsredovisning-2024{part}.{name}"
        for part in ("", "-bilagor")
        for name in ("md", "html", "json")
    }


def test_public_account_has_no_text_from_protected_answers() -> None:
    repository = repository_at(ROOT)
    public, secret = set(), set()
    for document in repository.followups:
        for name in document.record.answers:
            answer, duty = repository.answer(document, name), repository.obligations[name]
            assert answer is not None
            found = [
                answer.reason,
                answer.comment,
                *(v for v in answer.evidence.values() if isinstance(v, str)),
            ]
            is_open = duty.record.is_open
            (public if is_open else secret).update(text for text in found if text and len(text) >= 12)
    assert len(secret - public) > 50
    for output in ("md", "html"):
        written = render(report_of(ROOT), output) + render(annexes_of(ROOT), output)
        assert [text for text in secret - public if text in written] == []


HOSTILE = "--- [klicka](javascript:alert(1)) <script>alert(1)</script> # rubrik | cell `kod` *fet* _kursiv_ \\ &amp;"


@pytest.mark.parametrize("output", ["md", "html"])
def test_hostile_text_comes_out_as_text(output: str, repository_from: Build, golden: Golden) -> None:
    quoted = HOSTILE.replace("'", "''")
    root = repository_from(
        "--- followups/2024/miljonamnden.yaml\n"
        f"organ: miljonamnden\når: 2024\nbeslut: {{datum: 2025-01-20}}\nsvar:\n  rsa:\n    status: uppfylls ej\n    skäl: '{quoted}'\n"
        "--- followups/2024/bedomningar.yaml\n"
        f"år: 2024\nområden:\n  1-trygghet:\n    bedömning: röd\n    skäl: '{quoted}'\n    analys: |\n      # Rubrik\n\n      {HOSTILE}\n\n      {'ord' * 3000}\n"
    )
    written = render(report_of(root), output)
    assert "<script>alert" not in written
    if output == "html":
        assert 'href="javascript' not in written
        assert written.count("<h1") == 1
    else:
        assert sum(line.startswith("# ") for line in written.splitlines()) == 1
    golden(f"report-hostile.{output}", written.replace("ord" * 3000, "ordord…"))


def test_markdown_in_the_analysis_is_rendered_and_nothing_else() -> None:
    assert str(markdown_to_html("**fet** och [länk](https://exempel.se)\n\n- en\n- två\n\n<b>nej</b>")) == (
        "<p><strong>fet</strong> och länk (https://exempel.se)</p>\n<ul>\n<li>en</li>\n<li>två</li>\n</ul>\n"
        "<p>&lt;b&gt;nej&lt;/b&gt;</p>\n"
    )


def test_figures_agree_with_each_other() -> None:
    report = report_of(ROOT)
    inside = report_of(ROOT, Audience.INTERNAL)
    assert inside.summary.score == report.summary.score
    for one in (report, inside):
        bound, urged = one.heat_map.groups
        for group, total in ((bound, one.summary.score), (urged, one.summary.urged)):
            assert group.score == total == added(row.score for row in group.rows) == added(group.totals)
            for row in group.rows:
                assert row.score == added(cell.score for cell in row.cells if cell)
        bars = [next(bar for bar in chapter.bars if bar.year == 2024).score for chapter in one.chapters]
        assert list(bound.totals) == bars
    assert report.summary.answered == sum(row.decided is not None for row in annexes_of(ROOT).answered)


def added(scores: Iterable[Score]) -> Score:
    """Return the sum of several scores."""
    fulfilled, due = zip(*scores, strict=True)
    return Score(sum(fulfilled), sum(due))


def test_a_wheel_carries_the_templates_and_works_outside_the_repository(
    installed: Path, own_copy: Path
) -> None:
    code = f"import sys; sys.path.insert(0, {str(installed)!r}); from trygghetsplan.cli import run; sys.exit(run(sys.argv[1:]))"
    subprocess.run(
        [sys.executable, "-c", code, "report", "2024"], cwd=own_copy, check=True, capture_output=True
    )
    assert (own_copy / "build" / "trygghetsredovisning-2024.html").stat().st_size > 100_000


def test_who_answered_in_time_who_late_and_who_not_at_all() -> None:
    assert [sentence.replace("\u00a0", " ") for sentence in report_of(ROOT).made[1:3]] == [
        "23 organ skulle svara senast den 31 januari 2025; 21 gjorde det. Tekniska nämnden svarade för sent.",
        "Varje svar är prövat mot planens text, dess tid och det underlag som begärs, räknat per den 31 mars 2025.",
    ]


def test_nobody_is_late_before_the_last_day_to_answer() -> None:
    report = report_of(ROOT, as_of=date(2024, 6, 30))
    assert [sentence.replace("\u00a0", " ") for sentence in report.made[1:2]] == [
        "22 organ ska svara senast den 31 januari 2025; hittills har inget gjort det."
    ]
    assert "svarade för sent" not in " ".join(report.made)
    assert "har inte svarat" not in " ".join(report.made)


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("year", [2022, 2023, 2024])
def test_the_list_of_what_is_missing_sums_to_its_heading(audience: Audience, year: int) -> None:
    report = report_of(ROOT, audience, year)
    parts = [(chapter.score, chapter.lacks, chapter.silent) for chapter in report.chapters]
    parts += [(one.score, one.left, one.silent) for chapter in report.chapters if (one := chapter.others)]
    for told, listed, silent in parts:
        lacks = sum(len(shortage.lacks) for shortage in listed) + sum(count for _, count in silent)
        assert lacks == told.due - told.fulfilled


@pytest.mark.parametrize("year", [2022, 2023, 2024])
def test_the_lists_of_the_bodies_sum_to_what_check_counts(year: int) -> None:
    """The plan's score is of bound bodies; the law and the agreements are told apart, and urged bodies too."""
    repository = repository_at(ROOT)
    cells = [cell for cell in Grid(repository, AS_OF).year(year) if cell.obligation.record.is_open]
    bodies = annexes_of(ROOT, year=year).bodies
    for are_urged in (False, True):
        told = [body for body in bodies if body.is_urged is are_urged]
        own = [c for c in cells if c.is_bound is not are_urged and c.obligation.is_plan]
        assert sum(body.score.fulfilled for body in told) == sum(
            c.counts and c.verdict is Verdict.FULFILLED for c in own
        )
        assert sum(body.score.due for body in told) == sum(c.counts for c in own)
    assert sum(len(rows) for body in bodies for _, _, rows in body.lacks) == sum(
        cell.verdict.is_shortcoming for cell in cells
    )
    listed = [
        row
        for body in bodies
        for rows in (*(rows for _, _, rows in body.lacks), body.told, *(rows for _, rows in body.rest))
        for row in rows
    ]
    assert len(listed) == len(cells)


def test_assessments_decided_after_the_day_of_the_account_are_not_in_it() -> None:
    """Kommunstyrelsen decided on 19 March 2025."""
    for day in (date(2024, 6, 30), date(2025, 3, 18)):
        early = report_of(ROOT, as_of=day)
        assert early.summary.words is early.summary.outlook is early.conclusions.words is None
        assert not early.conclusions.is_own
        assert {chapter.assessment for chapter in early.chapters} == {None}
        assert {view.total.granted for view in early.compensation} == {None}
    assert report_of(ROOT, as_of=date(2025, 3, 19)).conclusions.is_own


def test_kommunstyrelsens_own_words_say_where_they_stand() -> None:
    report = report_of(ROOT, Audience.INTERNAL)
    lines = (ROOT / "followups" / "2024" / "bedomningar.yaml").read_text(encoding="utf-8").splitlines()
    judged = [chapter.assessment for chapter in report.chapters if chapter.assessment]
    for key, found in (
        ("sammanfattning", [report.summary.words]),
        ("omvärld", [report.summary.outlook]),
        ("slutsatser", [report.conclusions.words]),
        ("analys", [one.analysis for one in judged]),
        ("nästa år", [one.next_year for one in judged]),
    ):
        assert found
        for own in found:
            assert own
            assert own.source
            assert own.source.path == "followups/2024/bedomningar.yaml"
            assert lines[own.source.line - 1].strip().startswith(f"{key}:")
    proposed = report.conclusions.proposed_at
    assert proposed
    assert lines[proposed.line - 1] == "förslag till beslut:"
    for output in ("md", "html"):
        written = render(report, output)
        assert all(
            str(own.source) in written for one in judged for own in (one.analysis, one.next_year) if own
        )


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("year", [2022, 2023, 2024, 2025])
def test_what_is_asked_and_what_is_missing_adds_up(audience: Audience, year: int) -> None:
    """A body that has not answered is split off in every total, and the others are in the areas."""
    report = report_of(ROOT, audience, year, date(year + 1, 3, 31))
    lacking = report.summary.score.due - report.summary.score.fulfilled
    asked = report.conclusions.assignments
    assert sum(one.lacking for one in asked) == lacking
    numbered = [task.number for one in asked for task in one.tasks if task.number]
    unheard = sum(one.lacking for one in asked) - len(numbered)
    in_areas = [shortage for chapter in report.chapters for shortage in chapter.lacks]
    assert sorted(numbered) == sorted(one.number for one in in_areas for _ in one.lacks)
    if found := report.summary.by_year:
        assert [(row.others, row.unheard, row.due) for row in found.years[-1:]] == [
            (len(numbered), unheard, report.summary.score.due)
        ]
        before = report_of(ROOT, audience, year - 1, date(year, 3, 31)).summary.score
        assert (sum(found.years[-2][1:3]), found.years[-2].due) == (before.due - before.fulfilled, before.due)


def test_what_is_missing_points_to_the_duty() -> None:
    title = "Aktuell krisplan med utsedd krisledning"
    chapters = report_of(ROOT, Audience.INTERNAL).chapters
    (row,) = [one for chapter in chapters for one in chapter.lacks if one.duty == title]
    assert row.source
    text = (ROOT / row.source.path).read_text(encoding="utf-8").splitlines()
    assert "titel: Aktuell krisplan" in text[row.source.line]


def test_a_missing_value_is_called_the_same_in_both_formats() -> None:
    report = report_of(ROOT)
    why = "Värdet för 2024 finns inte i vårt underlag."
    assert f"| 2024 | saknas | {why}" in render(report, "md")
    assert f'<th scope="row">2024</th><td class="num">saknas</td><td>{why}' in render(report, "html")


def test_the_invented_assessment_agrees_with_the_figures() -> None:
    report = report_of(ROOT)
    assert report.summary.words
    assert report.summary.by_year
    then, now = (row.others for row in report.summary.by_year.years[-2:])
    assert f"har bristerna minskat från {then} till {now}, och två avsteg" in report.summary.words.text
    figures = ReportData(repository_at(ROOT), 2024, AS_OF, Audience.PUBLIC)
    long = [
        cell
        for cell in figures.plan(bound=True)
        if cell.verdict.is_shortcoming and figures.since(cell) == 2022
    ]
    assert [len(long), sum(cell.body == "valnamnden" for cell in long)] == [6, 2]
    assert "Sex brister har funnits alla tre åren, två av dem hos valnämnden." in report.summary.words.text


def test_how_long_a_shortcoming_has_stood_is_never_more_than_the_years_that_there_are(own_copy: Path) -> None:
    later = report_of(own_copy, year=2025, as_of=date(2026, 3, 31))
    assert "som har funnits i minst tre år" in " ".join(later.conclusions.proposals)


def test_an_unfinished_year_is_not_called_a_success() -> None:
    """Before the last day to answer few duties have fallen due: that is no improvement on a whole year."""
    unfinished = report_of(ROOT, year=2026, as_of=date(2026, 11, 24))
    assert unfinished.summary.before is None
    assert unfinished.summary.under_way.startswith("Året pågår.")
    assert unfinished.summary.heading == "29 av 45 krav är hittills uppfyllda"
    assert unfinished.summary.by_year is None
    assert not any("2025" in figure.text or "ny" in figure.text for figure in unfinished.summary.figures)
    assert "behöver inte vara klara ännu" in unfinished.summary.under_way


@pytest.mark.parametrize("day", [date(2025, 2, 1), date(2025, 3, 31)])
def test_a_year_is_whole_when_the_last_day_to_answer_has_passed(day: date) -> None:
    whole = report_of(ROOT, as_of=day)
    assert whole.summary.before is not None
    assert not whole.summary.under_way


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            "43",
            "Värdet sjönk från 4 år 2023 till 3 år 2024. Det är en förbättring (lägre är bättre).",
        ),
        (
            "33",
            "Värdet var 3 både 2023 och 2024 (lägre är bättre).",
        ),
        (
            "23343",
            (
                "Värdet sjönk från 4 år 2023 till 3 år 2024. Det är en förbättring (lägre är bättre)."
                " Värdet har stigit sedan 2020 (2). Det är en försämring."
            ),
        ),
    ],
)
def test_an_indicator_says_how_it_moved_and_over_five_years(
    values: str, said: str, repository_from: Build
) -> None:
    text = (ROOT / "tests/fixtures/base/plan/indikatorer.yaml").read_text(encoding="utf-8")
    history = "".join(
        f"      {year}: {{värden: {{enkat: {{värde: {value}}}}}}}\n"
        for year, value in enumerate(values, 2025 - len(values))
    )
    root = repository_from(f"--- plan/indikatorer.yaml\n{text}    historik:\n{history}")
    assert [indicator.trend for indicator in annexes_of(root).indicators] == [said]


def test_fullmaktige_is_not_asked_to_answer_to_itself() -> None:
    """In the region fullmäktige itself is silent, and receives the account. Trafikutskottet has ceased."""
    found = report_of(ROOT / "tests/fixtures/region").conclusions.proposals
    assert found[0] == "lägga säkerhetsbokslutet för 2024 till handlingarna"
    assert "begära att den gemensamma trafiknämnden svarar" in found[1]
    assert not any("regionfullmäktige" in proposal for proposal in found)


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Trygghetsredovisning", "trygghetsredovisningen"),
        ("Säkerhetsbokslut", "säkerhetsbokslutet"),
        ("Årsrapport", "årsrapporten"),
        ("Året i trygghet", "året i trygghet"),
    ],
)
def test_the_title_of_the_account_has_a_definite_form(title: str, said: str) -> None:
    assert definite(title) == said


def test_all_that_the_account_points_to_is_in_the_annexes() -> None:
    account, beside = render(report_of(ROOT), "html"), render(annexes_of(ROOT), "html")
    asked = set(re.findall(r'href="[^"#]+#([^"]+)"', account))
    assert len(asked) > 20
    assert asked <= set(re.findall(r' id="([^"]+)"', beside))


def test_the_account_names_no_record_by_its_id() -> None:
    reasons = [why for body in annexes_of(ROOT).bodies for _, why, _ in body.lacks]
    reasons += [
        why for chapter in annexes_of(ROOT).duties for duty in chapter.duties for _, _, why in duty.rest
    ]
    assert any(
        "Avsteget till och med den 30\u00a0juni\u00a02024 har gått ut." in reason for reason in reasons
    )
    assert not [reason for reason in reasons if "avsteg-" in reason]


def test_the_law_stands_alone_where_its_section_is_not_known() -> None:
    title = "Rapport om risk- och sårbarhetsanalysen till länsstyrelsen"
    figures = ReportData(repository_at(ROOT), 2024, AS_OF, Audience.PUBLIC)
    (row,) = [row for row in law(figures) if row.title == title]
    assert row.statute == "MSBFS 2015:5"


def test_silence_is_what_the_reader_may_see_and_not_before_the_last_day_to_answer() -> None:
    for day, silent in ((date(2025, 1, 31), False), (date(2025, 2, 1), True)):
        text = render(report_of(ROOT, as_of=day), "md")
        assert ("Valnämnden har inte svarat alls" in text) is silent
    early = render(report_of(ROOT, year=2026, as_of=date(2026, 11, 29)), "md")
    assert "har inte svarat alls" not in early


def test_a_body_that_comes_later_is_not_asked_for_the_year(repository_from: Build) -> None:
    text = (ROOT / "tests/fixtures/base/plan/organisation.yaml").read_text(encoding="utf-8")
    later = "  nyanamnden: {namn: Nya nämnden, slag: nämnd, från: 2025-02-01}\ngrupper:"
    root = repository_from(
        f"--- plan/organisation.yaml\n{text.replace('grupper:', later)}"
        "--- plan/fokusomraden/2-mer.yaml\ndokument: planen\ntitel: Mer\nskyldigheter:\n  krisplan:\n"
        "    titel: Krisplan\n    text: Ha en krisplan.\n    slag: grunduppgift\n    ansvariga: [nämnder]\n"
        "    periodicitet: mandatperiod\n    senast: 31 december första året\n    underlag: [datum]\n"
    )
    assert "ya nämnden" not in render(report_of(root), "md")
    assert "ya nämnden" in render(report_of(root, year=2025, as_of=date(2026, 3, 31)), "md")
