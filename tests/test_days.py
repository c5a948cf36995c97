"""Days and parts of the year: forms of days, days to answer by kind of body, several times a year, the pictures of a part.

What a clock makes of a year stands in `lagtabell.txt`; here is what is read, what is refused, and where it shows.
"""

from datetime import date

import pytest

from conftest import BASE, Build
from test_bad_input import duty, found
from trygghetsplan import api
from trygghetsplan.engine.agenda import Urgency, tasks
from trygghetsplan.engine.grid import Grid
from trygghetsplan.forms.questions import forms
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.report.build import parts_asked
from trygghetsplan.report.letters import reminder
from trygghetsplan.report.year_wheel import calendar

SETTINGS = (BASE / "trygghet.yaml").read_text("utf-8")
ORGANISATION = (BASE / "plan/organisation.yaml").read_text("utf-8")


def loaded(text: str, repository_from: Build) -> PlanRepository:
    repository = api.load(repository_from(text)).repository
    assert repository is not None
    return repository


REFUSED = (
    "fel TP106 dagen återkommer varje år; skriv till exempel ”31 januari året efter”, ”15 december” (samma år) eller "
    "”1 mars andra året efter”"
)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        *((day, "") for day in ("31 januari året efter", "15 december", "1 mars andra året efter")),
        ("31 december året före", ""),
        *(
            (
                day,
                REFUSED,
            )
            for day in ("1 mars andra året", "1 mars sista året", "2025-01-31")
        ),
        (
            "31 september",
            "fel TP106 ”31 september” finns inte i kalendern",
        ),
    ],
)
@pytest.mark.parametrize("key", ["svarsdag", "dag"])
def test_days_of_a_year(key: str, day: str, expected: str, repository_from: Build) -> None:
    text = (
        f"{SETTINGS}svarsdag: {day}\n"
        if key == "svarsdag"
        else SETTINGS.replace("kommunstyrelsen}", f"kommunstyrelsen, dag: {day}}}")
    )
    told = [line.partition(": ")[2] for line in found(f"--- trygghet.yaml\n{text}", repository_from)]
    assert told == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param(
            {"periodicitet": "årligen", "senast": "1 mars andra året"},
            "TP401 årligen gäller ett år i taget; skriv ”året efter” i stället för ”andra året”",
            id="the-second-of-one-year",
        ),
        pytest.param({"periodicitet": "mandatperiod", "senast": "1 mars andra året"}, "", id="of-several"),
        pytest.param({"periodicitet": "årligen", "senast": "31 december året före"}, "", id="before"),
        pytest.param(
            {"periodicitet": "kvartal 1", "senast": "31 december året före"},
            "TP401 senast ska ligga efter kvartal 1, som slutar den 31\u00a0mars",
            id="a-part-is-delivered-after-it",
        ),
        pytest.param(
            {"periodicitet": "3 gånger per år"},
            "TP401 3 gånger per år kräver ett underlag av typen möten, där dagarna står",
            id="several-times-of-what",
        ),
        pytest.param(
            {"periodicitet": "1 gånger per år"},
            "TP106 periodicitet ska vara årligen, 2 gånger per år, 3 gånger per år (och så vidare), tertial 1–3, kvartal 1–4, "
            "halvår 1–2, vartannat år, vart tredje år, vart 5:e år (och så vidare), mandatperiod, löpande, engång eller vid "
            "händelse",
            id="once",
        ),
    ],
)  # fmt: skip
def test_clocks(fields: dict[str, str], expected: str, repository_from: Build) -> None:
    told = found(duty(**fields), repository_from)
    assert [line.partition(" fel ")[2] for line in told] == ([expected] if expected else [])


OWN_DAYS = "--- plan/organisation.yaml\n" + ORGANISATION.replace(
    "bindning: uppmanas}", "bindning: uppmanas, svarsdag: 15 december}", 1
)
POLICY = duty(ansvariga="[bolag, miljonamnden]", periodicitet="årligen")


def test_a_kind_of_body_with_its_own_day_is_told_of_it(repository_from: Build) -> None:
    repository = loaded(OWN_DAYS + POLICY, repository_from)
    days = {body: form.answer_by for body, form in forms(repository, 2024).items()}
    assert days == {"miljonamnden": date(2025, 1, 31), "bolaget": date(2024, 12, 15)}
    letter = reminder(Grid(repository, date(2024, 12, 16)), "bolaget", date(2025, 12, 31), None, {})
    assert letter is not None
    assert letter.year == 2024
    events = {
        (event.day, event.title, event.bodies)
        for event in calendar(Grid(repository, date(2024, 12, 1)), 2024)
    }
    assert (date(2024, 12, 15), "Svarsdag för 2024, bolag", ("bolaget",)) in events


def test_an_engang_is_answered_by_the_kinds_own_day(repository_from: Build) -> None:
    grid = Grid(loaded(OWN_DAYS + duty(ansvariga="[bolag]"), repository_from), date(2024, 12, 16))
    (cell,) = (cell for cell in grid.year(2024) if cell.obligation.id == "policy")
    assert cell.verdict == "obesvarat"


def test_what_is_due_before_its_year_is_a_task_in_the_year_before(repository_from: Build) -> None:
    text = duty(ansvariga="[miljonamnden]", periodicitet="årligen", senast="31 december året före")
    grid = Grid(loaded(text, repository_from), date(2025, 11, 1))
    near = [
        (task.by, task.urgency, task.cell.period.label)
        for task in tasks(grid)
        if task.cell.obligation.id == "policy"
    ]
    assert (date(2025, 12, 31), Urgency.SOON, "2026") in near
    assert [event.title for event in calendar(grid, 2025) if event.title.startswith("Policy")] == [
        "Policy (2026)"
    ]


REGULATION = """--- plan/dokument.yaml
dokument:
  planen: {slag: plan, titel: Planen, beslut: {datum: 2020-01-01, diarienummer: KS 2020/1}}
  lagen: {slag: lag, titel: Lagen}
  foreskriften: {slag: föreskrift, titel: Föreskriften, från: 2023-01-01}
"""


@pytest.mark.parametrize(
    ("clock", "word", "number"), [("kvartal 3", "kvartal", "3"), ("halvår 1", "halvår", "1")]
)
def test_pictures_of_any_part_and_document(
    clock: str, word: str, number: str, repository_from: Build
) -> None:
    asked = duty(periodicitet=clock, senast="31 december", dokument="foreskriften")
    assert parts_asked(loaded(REGULATION + asked, repository_from), word) == [number]


def test_binding_of_the_duty(repository_from: Build) -> None:
    text = duty(ansvariga="[bolag, miljonamnden]", periodicitet="årligen", bindning="uppmanas")
    text += (
        duty(ansvariga="[bolag, miljonamnden]", periodicitet="årligen", bindning="ska")
        .partition("skyldigheter:\n")[2]
        .replace("policy:", "regel:")
    )
    grid = Grid(loaded(text, repository_from), date(2025, 3, 31))
    cells = {(cell.obligation.id, cell.body): cell.binding for cell in grid.year(2024)}
    for body in ("bolaget", "miljonamnden"):
        assert (cells["policy", body], cells["regel", body]) == ("uppmanas", "ska")
