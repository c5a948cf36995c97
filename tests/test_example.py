"""The example mark: one sentence, in every output that shows an answer, wherever the files say that it is invented."""

from pathlib import Path

import pytest

from conftest import ROOT, Build, repository_at
from trygghetsplan.cli import run
from trygghetsplan.forms.questions import forms
from trygghetsplan.plan.example import EXAMPLE, is_example

SETTINGS = "--- trygghet.yaml\n{}" + (ROOT / "tests/fixtures/base/trygghet.yaml").read_text("utf-8").replace(
    "{", "{{"
).replace("}", "}}")
ANSWER = "--- followups/2024/bolaget.yaml\norgan: bolaget\når: 2024\n{}svar: {{}}\n"
DECISIONS = "--- plan/beslut.yaml\n{}beslut: {{}}\n"
INDICATORS = "--- followups/2024/indikatorer.yaml\når: 2024\n{}indikatorer: {{}}\n"
JUDGED = "--- followups/2024/bedomningar.yaml\når: 2024\n{}områden: {{}}\n"


@pytest.mark.parametrize("file", [SETTINGS, ANSWER, DECISIONS, INDICATORS, JUDGED])
def test_any_file_that_is_shown_says_so_by_itself(file: str, repository_from: Build, tmp_path: Path) -> None:
    plain = repository_at(repository_from(file.format("")))
    assert not is_example(plain)
    (tmp_path / "forrad").rename(tmp_path / "plain")
    invented = repository_at(repository_from(file.format("exempel: ja\n")))
    assert is_example(invented)
    always = file in (SETTINGS, DECISIONS)
    assert is_example(invented, years=(2023,)) is always
    assert is_example(invented, bodies=("miljonamnden",)) is always
    assert is_example(invented, (2024,), ("bolaget",)) is (always or file == ANSWER)


SHOWN = (
    "status 2024",
    "status 2024 --law",
    "check 2024",
    "explain rsa socialnamnden 2024",
    "todo --as-of 2025-03-31",
    "todo --body socialnamnden --as-of 2025-03-31 --format md",
    "calendar 2025",
    "review",
    "audit",
    "audit 2024-1",
    "diff 2023 2024",
    "diff 2023 2024 --format md",
    "form status --year 2024",
    "report 2024 --format md -o {folder}/shown.md",
    "report 2024 --body socialnamnden --format md -o {folder}/shown.md",
)


@pytest.mark.parametrize("words", SHOWN)
def test_each_output_says_it_once(words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(ROOT), *words.format(folder=tmp_path).split()]) in (0, 1)
    said = capsys.readouterr()
    file = tmp_path / "shown.md"
    told = file.read_text("utf-8") if file.exists() else said.out + said.err
    assert told.count(EXAMPLE) == 1


def test_every_event_of_a_calendar_says_it(capsys: pytest.CaptureFixture[str]) -> None:
    for words in ("todo --as-of 2025-03-31 --format ics", "calendar 2025 --format ics"):
        assert run(["-C", str(ROOT), *words.split()]) == 0
        told = capsys.readouterr().out.replace("\r\n ", "")
        assert told.count(EXAMPLE) == told.count("BEGIN:VEVENT") + 1 > 1


def test_a_form_says_it_of_the_answers_that_it_shows(repository_from: Build) -> None:
    invented = "--- followups/2024/miljonamnden.yaml\norgan: miljonamnden\når: 2024\nexempel: ja\nsvar: {}\n"
    repository = repository_at(repository_from(invented))
    internal = "Internt, sekretessprövas före utlämnande."
    assert [forms(repository, year)["miljonamnden"].notice for year in (2024, 2025, 2026)] == [
        f"{EXAMPLE} {internal}",
        f"{EXAMPLE} {internal}",
        internal,
    ]
