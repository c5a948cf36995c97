"""Who has not answered at all, and who is only urged to."""

from datetime import date

from conftest import ROOT, Build, repository_at
from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.editing.new_records import follow_up
from trygghetsplan.engine.grid import Grid
from trygghetsplan.engine.questions import is_urged, questions, silent_bodies
from trygghetsplan.forms.questions import forms
from trygghetsplan.report.body import body_report
from trygghetsplan.report.data import ReportData
from trygghetsplan.report.sections.summary import answered
from trygghetsplan.report.views import Provenance


def test_nobody_is_silent_before_the_last_day_to_answer() -> None:
    repository = repository_at(ROOT)
    unfinished, finished = date(2025, 12, 31), date(2026, 6, 1)
    assert not silent_bodies(repository, 2025, unfinished, Grid(repository, unfinished).year(2025))
    silent = silent_bodies(repository, 2025, finished, Grid(repository, finished).year(2025))
    assert "kommunstyrelsen" in silent
    assert all(len(cells) > 1 for cells in silent.values())


def test_a_body_is_urged_when_nothing_beside_the_law_binds_it() -> None:
    repository = repository_at(ROOT)
    cells = Grid(repository, date(2025, 3, 31)).year(2024)
    company = [cell for cell in cells if cell.body == "visit-lund"]
    board = [cell for cell in cells if cell.body == "kommunstyrelsen"]
    law = [cell for cell in board if cell.obligation.is_law]
    assert is_urged(company)
    assert is_urged([*company, *law])
    assert law
    assert not is_urged(law)
    assert not is_urged(board)


JOINT = """
--- plan/fokusomraden/1-trygghet.yaml
dokument: planen
fokusområde: 1
titel: Trygghet
skyldigheter:
  ronder:
    titel: Trygghetsronder
    text: Gå trygghetsronder tillsammans.
    slag: aktivitet
    ansvariga: [miljonamnden, kommunstyrelsen]
    gemensamt: ja
    svarar: miljonamnden
    periodicitet: årligen
    underlag: [datum]
  plan:
    titel: Plan
    text: Ha en plan.
    slag: aktivitet
    ansvariga: [kommunstyrelsen]
    periodicitet: mandatperiod
    senast: 31 december sista året
    underlag: [datum]
--- plan/fokusomraden/2-bolag.yaml
--- followups/2024/miljonamnden.yaml
organ: miljonamnden
år: 2024
beslut: {datum: 2025-01-20}
svar:
  ronder: {status: uppfylls, datum: 2024-05-06}
"""


def test_a_body_with_nothing_due_is_not_said_not_to_have_answered(repository_from: Build) -> None:
    """Kommunstyrelsen's only duty of its own is due in 2026."""
    figures = ReportData(repository_at(repository_from(JOINT)), 2024, date(2025, 3, 31), Audience.INTERNAL)
    assert [(row.body, row.given, row.owed) for row in answered(figures)] == [("Miljönämnden", 1, 1)]


def test_a_joint_duty_is_in_the_form_and_the_appendix_of_those_who_share_it(repository_from: Build) -> None:
    root = repository_from(JOINT)
    repository = repository_at(root)
    own = questions(repository, 2024)["kommunstyrelsen"]
    assert [cell.obligation.id for cell in own.asked] == ["plan"]
    assert "# Gemensamt, besvaras av miljönämnden: Trygghetsronder." in follow_up(
        repository, 2024, "kommunstyrelsen", own
    )
    assert ("Trygghetsronder", "Miljönämnden") in forms(repository, 2024)["kommunstyrelsen"].shared
    figures = ReportData(repository, 2024, date(2025, 3, 31), Audience.INTERNAL)
    origin = Provenance(None, is_dirty=False, version="0", schema=1, digest="0" * 64)
    appendix = body_report(figures, "kommunstyrelsen", origin)
    assert [(area.label, str(area.score.together)) for area in appendix.areas] == [
        ("1. Trygghet", "0 av 0"),
        ("Gemensamt, besvaras av miljönämnden", "1 av 1"),
    ]
    assert str(appendix.score.together) == "0 av 0"
