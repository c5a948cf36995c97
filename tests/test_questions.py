"""Who has not answered at all, and who is only urged to."""

from datetime import date

from conftest import ROOT, repository_at
from trygghetsplan.engine.grid import Grid
from trygghetsplan.engine.questions import is_urged, silent_bodies


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
