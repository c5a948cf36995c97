"""The account's first pages: the heading, what is most serious, what is asked of each body, and the heat map."""

import re
from datetime import date
from pathlib import Path

import pytest

from conftest import Build, Golden, repository_at
from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.engine.cell import Score
from trygghetsplan.output.render import fragment, render
from trygghetsplan.output.tree import read_tree, words_of
from trygghetsplan.report.build import Report, ReportRequest, account, document
from trygghetsplan.report.data import ReportData
from trygghetsplan.report.views import Provenance

ORIGIN = Provenance(None, is_dirty=False, version="0", schema=1, digest="0" * 64)
AS_OF = date(2025, 3, 31)
MINE = ("Förslag till beslut", "Organ för organ", "Slutsatser och omvärlden", "Så gjordes redovisningen")
TOWN = """
--- trygghet.yaml
schema: 3
organisation: {namn: Ängsköpings kommun}
första uppföljningsår: 2023
mandatperiod: {första året: 2023}
redovisning: {titel: Trygghetsredovisning, lämnas av: kommunstyrelsen, lämnas till: kommunfullmaktige}
--- plan/underlag.yaml
underlag:
  datum: {typ: datum, titel: Datum}
  övningar: {typ: antal, titel: Antal övningar}
--- plan/organisation.yaml
slag:
  nämnd: {titel: Nämnd, flertal: nämnder}
  bolag: {titel: Bolag, flertal: bolag, bindning: uppmanas}
organ:
  kommunfullmaktige: {namn: Kommunfullmäktige, slag: nämnd}
  kommunstyrelsen: {namn: Kommunstyrelsen, slag: nämnd}
  miljonamnden: {namn: Miljönämnden, slag: nämnd}
  socialnamnden: {namn: Socialnämnden, slag: nämnd}
  valnamnden: {namn: Valnämnden, slag: nämnd}
  bolaget: {namn: Bolaget AB, slag: bolag}
  stiftelsen: {namn: Ängsbolaget AB, slag: bolag}
grupper:
  alla: {slag: [nämnd, bolag], utom: [kommunfullmaktige]}
  nämnder: {slag: [nämnd], utom: [kommunfullmaktige]}
--- plan/indikatorer.yaml
indikatorer: {}
--- plan/lagkrav.yaml
dokument: lagen
titel: Lagkrav
skyldigheter:
  lag-rsa:
    titel: Analys enligt lagen
    text: Analysera riskerna.
    slag: grunduppgift
    lagrum: 1 §
    ansvariga: [kommunstyrelsen]
    periodicitet: löpande
    motsvarar: [rsa]
    underlag: [datum]
--- plan/fokusomraden/1-trygghet.yaml
dokument: planen
fokusområde: 1
titel: Trygghet
skyldigheter:
  rsa:
    titel: Riskanalys
    text: Göra en analys varje år.
    slag: grunduppgift
    ansvariga: [alla]
    periodicitet: årligen
    underlag: [datum]
  rutin:
    titel: Rutin för larm
    text: Se över rutinen varje år.
    slag: grunduppgift
    ansvariga: [nämnder]
    periodicitet: årligen
    underlag: [datum]
--- plan/fokusomraden/2-kris.yaml
dokument: planen
fokusområde: 2
titel: Kriser
skyldigheter:
  ovning:
    titel: Övning
    text: Öva varje år.
    slag: grunduppgift
    ansvariga: [nämnder]
    periodicitet: årligen
    underlag: [övningar]
"""
ANSWERS = {
    "kommunstyrelsen 2023": "rsa ovning=4 rutin",
    "miljonamnden 2023": "rsa ovning=2 rutin-",
    "socialnamnden 2023": "rsa ovning- rutin",
    "valnamnden 2023": "rsa ovning- rutin",
    "bolaget 2023": "rsa",
    "stiftelsen 2023": "rsa",
    "kommunstyrelsen 2024": "rsa ovning=5 rutin",
    "miljonamnden 2024": "rsa ovning=3 rutin-",
    "socialnamnden 2024": "rsa- ovning=6 rutin",
    "bolaget 2024": "rsa",
    "stiftelsen 2024": "rsa-",
}
"""What each body answers for a year: a duty, with - where it is not met, and with = a number."""
OWN = """
--- followups/2024/bedomningar.yaml
år: 2024
beslut: {organ: kommunstyrelsen, datum: 2025-03-12, paragraf: 7}
rubrik: Vi övar mer än förr
sammanfattning: Vi är på väg.
slutsatser: Valnämnden behöver stöd.
omvärld: Det var valår.
områden: {}
"""


def answer(duty: str, year: int) -> str:
    name, _, count = duty.partition("=")
    if name.endswith("-"):
        return f"  {name[:-1]}: {{status: uppfylls ej}}\n"
    evidence = f"övningar: {count}" if count else f"datum: {year}-05-02"
    return f"  {name}: {{status: uppfylls, {evidence}}}\n"


def town(build: Build, answers: dict[str, str], more: str = "") -> Path:
    """Return the repository of the town with these answers."""
    files = []
    for name, duties in answers.items():
        body, year = name.split()
        given = "".join(answer(duty, int(year)) for duty in duties.split())
        files.append(
            f"--- followups/{year}/{body}.yaml\norgan: {body}\når: {year}\n"
            f"beslut: {{datum: {int(year) + 1}-01-20}}\nsvar:\n{given}"
        )
    return build(
        TOWN
        + "--- followups/2024/miljonamnden.yaml\n" * ("miljonamnden 2024" not in answers)
        + "".join(files)
        + more
    )


def report(root: Path, as_of: date = AS_OF, year: int = 2024) -> Report:
    return account(ReportData(repository_at(root), year, as_of, Audience.PUBLIC), ORIGIN, "bredvid")


def pages(found: Report) -> str:
    """Return the first pages and the last in Markdown, without the areas."""
    first, *others = re.split(r"\n(?=## )", render(found, "md").replace("\u00a0", " "))
    return "\n".join([first, *(one for one in others if one.removeprefix("## ").startswith(MINE))])


def test_the_first_pages(repository_from: Build, golden: Golden) -> None:
    golden("front/silent.md", pages(report(town(repository_from, ANSWERS))))


def test_the_givers_own_words(repository_from: Build, golden: Golden) -> None:
    golden("front/own-words.md", pages(report(town(repository_from, ANSWERS, OWN))))


def test_a_year_under_way(repository_from: Build, golden: Golden) -> None:
    golden("front/under-way.md", pages(report(town(repository_from, ANSWERS), date(2024, 12, 1))))


def test_a_heading_of_ones_own_replaces_the_finding(repository_from: Build) -> None:
    assert report(town(repository_from, ANSWERS, OWN)).summary.heading == "Vi övar mer än förr"


ALL_MET = {name: duties.replace("-", "=4" if "ovning-" in duties else "") for name, duties in ANSWERS.items()}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"valnamnden 2024": "rsa ovning=1 rutin"},
            "10 av 12 krav är uppfyllda, och bristerna minskade från 3 till 2",
        ),
        ({"valnamnden 2024": "rsa- ovning=1 rutin"}, "9 av 12 krav är uppfyllda"),
        (
            {"valnamnden 2024": "rsa- ovning- rutin"},
            "8 av 12 krav är uppfyllda, men bristerna ökade från 3 till 4",
        ),
        (
            {"socialnamnden 2024": ""},
            "5 av 12 krav är uppfyllda; socialnämnden och valnämnden har inte svarat",
        ),
    ],
)
def test_the_heading_says_the_finding(changed: dict[str, str], said: str, repository_from: Build) -> None:
    answers = {name: duties for name, duties in (ANSWERS | changed).items() if duties}
    assert report(town(repository_from, answers)).summary.heading == said


def test_long_words_of_ones_own_are_moved_and_pointed_to(repository_from: Build) -> None:
    """Nothing is cut: more than the first page has room for stands after the heat map."""
    text = "Vi gjorde A. " + "Vi gjorde B. " * 40
    found = report(town(repository_from, ANSWERS, OWN.replace("Vi är på väg.", text)))
    assert (found.summary.words, bool(found.summary.long_words)) == (None, True)
    front, _, rest = render(found, "md").partition("## Förslag till beslut")
    assert "sammanfattning står efter ”Organ för organ”" in front
    assert "Vi gjorde A." not in front
    assert rest.count("Vi gjorde B.") == 40


def test_200_bodies_are_still_a_whole_table(repository_from: Build) -> None:
    bodies = "".join(f"  n{place}: {{namn: Nämnd {place}, slag: nämnd}}\n" for place in range(200))
    more = TOWN[TOWN.index("--- plan/organisation.yaml") : TOWN.index("grupper:")] + bodies
    more += TOWN[TOWN.index("grupper:") : TOWN.index("--- plan/indikatorer.yaml")]
    found = report(town(repository_from, ANSWERS, more))
    bound = found.heat_map.groups[0]
    assert (len(bound.rows), bound.score) == (204, Score(7, 612))
    assert found.summary.heading == "1 procent av kraven är uppfyllda; 201\u00a0organ har inte svarat"
    assert len(found.summary.worst) == 5
    (heat,) = [table for table in read_tree(fragment(found)).all("table") if "heat" in table.classes]
    assert {
        sum(int(cell.attributes.get("colspan", "1")) for cell in row.nodes) for row in heat.all("tr")
    } == {4}


def test_hostile_text_is_text_on_the_first_pages(repository_from: Build) -> None:
    hostile = "<b>*x*</b> # [a](http://b) {{ c }} | d"
    more = OWN.replace("Vi övar mer än förr", f"'{hostile}'")
    found = report(town(repository_from, ANSWERS, more))
    (heading,) = read_tree(fragment(found)).all("h1")
    assert hostile in words_of(heading)


def test_one_plan_of_several_has_its_own_first_page(repository_from: Build) -> None:
    """Nothing is said of the settings' account, and nothing of others."""
    root = town(repository_from, ANSWERS, OWN)
    found = document(
        repository_at(root), ReportRequest(2024, AS_OF, document="planen"), ORIGIN, Audience.PUBLIC
    )
    assert isinstance(found, Report)
    assert found.summary.heading == "7 av 12 krav är uppfyllda, men valnämnden har inte svarat"
    assert found.summary.words is found.summary.outlook is None


@pytest.mark.parametrize(
    ("areas", "said"),
    [
        ("{}", ""),
        (
            "{2-kris: {bedömning: gul, skäl: A.}}",
            (
                "Kommunstyrelsens egen bedömning är gul (det finns brister) för ett område; "
                "skälen står i varje område. ”1. Trygghet” är inte bedömt."
            ),
        ),
        (
            "{1-trygghet: {bedömning: röd, skäl: A.}, 2-kris: {bedömning: grön, skäl: B.}}",
            (
                "Kommunstyrelsens egen bedömning är grön (arbetet fungerar) för ett område och "
                "röd (det finns allvarliga brister) för ett område; skälen står i varje område."
            ),
        ),
    ],
)
def test_the_givers_own_judgements_are_told_in_a_line(areas: str, said: str, repository_from: Build) -> None:
    found = report(town(repository_from, ANSWERS, OWN.replace("områden: {}", f"områden: {areas}")))
    assert found.heat_map.judged == said
