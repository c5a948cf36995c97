"""The letter that goes with a form: one body, one year, all that remains."""

from datetime import date

from conftest import ROOT, Golden
from trygghetsplan import api
from trygghetsplan.obligations.grid import Grid
from trygghetsplan.report.agenda import letter
from trygghetsplan.report.render import render_letters


def test_a_letter_for_one_body_and_year(golden: Golden) -> None:
    repository = api.load(ROOT / "tests" / "fixtures" / "region").repository
    assert repository is not None
    grid = Grid(repository, date(2025, 11, 22))
    text = render_letters([letter(grid, "halsoutskottet", 2025)])
    assert "Svara senast 15\xa0februari\xa02026." in text
    assert "Svaren skrivs i followups/2025/halsoutskottet.yaml." in text
    golden("new/letter.md", text)


def test_a_body_with_nothing_left_still_gets_a_letter() -> None:
    repository = api.load(ROOT / "tests" / "fixtures" / "region").repository
    assert repository is not None
    asked = letter(Grid(repository, date(2025, 11, 22)), "ambulansbolaget", 2025)
    assert (asked.parts, asked.is_urged, asked.answer_by) == ((), False, date(2026, 2, 15))
