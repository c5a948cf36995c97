"""The narrower and the wider reports, on small texts and on this repository: golden texts, and what is absent."""

from collections.abc import Iterator
from dataclasses import is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, ClassVar, get_args, get_origin, get_type_hints

import pytest

from conftest import ROOT, Build, Golden, repository_at
from trygghetsplan import api
from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.engine.grid import Grid
from trygghetsplan.model.assessments import Colour
from trygghetsplan.output.render import render
from trygghetsplan.report.agency import AgencyReport
from trygghetsplan.report.body import BodyReport
from trygghetsplan.report.build import Annexes, Report, ReportRequest, document
from trygghetsplan.report.data import ReportData
from trygghetsplan.report.deep.effects import likeness
from trygghetsplan.report.deep.views import DeepReport
from trygghetsplan.report.plan_document import PlanDocument
from trygghetsplan.report.sections.shortages import lacking
from trygghetsplan.report.situation import SituationReport
from trygghetsplan.report.views import Provenance, View
from trygghetsplan.swedish import listed

AS_OF = date(2025, 3, 31)
ORIGIN = Provenance(None, is_dirty=False, version="0", schema=1, digest="0" * 64)
COMPANY = """\
--- plan/fokusomraden/2-bolag.yaml
dokument: planen
fokusområde: 2
titel: Bolagen
skyldigheter:
  policy:
    titel: Policy mot hot
    text: Ha en aktuell policy mot hot.
    slag: uppföljningspunkt
    ansvariga: [bolag]
    periodicitet: löpande
    underlag: [datum]
"""


SETTINGS = """\
--- trygghet.yaml
schema: 3
organisation: {namn: Ängsköpings kommun}
första uppföljningsår: 2022
mandatperiod: {första året: 2023}
redovisning: {titel: Trygghetsredovisning, lämnas av: kommunstyrelsen, lämnas till: kommunstyrelsen}
"""
YEARS = f"""\
{SETTINGS}\
--- plan/underlag.yaml
underlag:
  datum: {{typ: datum, titel: Datum}}
  avtal: {{typ: avtal, titel: Avtal}}
  beskrivning: {{typ: text, titel: Beskrivning}}
--- plan/fokusomraden/1-trygghet.yaml
dokument: planen
fokusområde: 1
titel: Trygghet
skyldigheter:
  rsa:
    titel: Risk- och sårbarhetsanalys
    text: Göra en analys varje år.
    slag: grunduppgift
    ansvariga: [miljonamnden]
    periodicitet: årligen
    underlag: [datum]
  ovning:
    titel: Övning
    text: Öva varje år.
    slag: uppföljningspunkt
    ansvariga: [miljonamnden]
    periodicitet: årligen
    underlag: [datum]
  lagesbild:
    titel: Lägesbild
    text: Lämna en lägesbild.
    slag: uppföljningspunkt
    ansvariga: [miljonamnden]
    periodicitet: årligen
    underlag: [datum]
  samverkan:
    titel: Samverkan
    text: Samverka med andra.
    slag: uppföljningspunkt
    ansvariga: [miljonamnden, bolaget]
    periodicitet: löpande
    underlag: [beskrivning]
  fordjupad:
    titel: Fördjupad rapport
    text: Rapportera vart tredje år.
    slag: rapport
    ansvariga: [kommunstyrelsen]
    periodicitet: vart tredje år
    första: 2020
    senast: 30 juni året efter
    underlag: [datum]
--- followups/2022/miljonamnden.yaml
organ: miljonamnden
år: 2022
beslut: {{datum: 2023-01-20}}
svar:
  rsa: {{status: uppfylls ej, åtgärd: En konsult anlitas.}}
  ovning: {{status: uppfylls, datum: 2022-05-02}}
  lagesbild: {{status: uppfylls ej, skäl: Ingen hann., åtgärd: Mallen görs enklare.}}
  samverkan: {{status: uppfylls delvis, beskrivning: Vi träffar räddningstjänsten två gånger om året.}}
--- followups/2023/miljonamnden.yaml
organ: miljonamnden
år: 2023
beslut: {{datum: 2024-01-20}}
svar:
  rsa: {{status: uppfylls delvis, datum: 2023-06-01, kommentar: Analysen är påbörjad för en av fyra enheter.}}
  ovning: {{status: uppfylls, datum: 2023-05-02}}
  lagesbild: {{status: uppfylls, datum: 2023-09-01}}
  samverkan:
    {{status: uppfylls delvis, beskrivning: Vi träffar räddningstjänsten 2 gånger om året., åtgärd: Vi bjuder in polisen}}
--- followups/2024/miljonamnden.yaml
organ: miljonamnden
år: 2024
beslut: {{datum: 2025-01-20}}
svar:
  rsa: {{status: uppfylls ej}}
  ovning: {{status: uppfylls ej, kommentar: Personalen var sjuk.}}
  lagesbild: {{status: oförändrat}}
  samverkan: {{status: uppfylls, beskrivning: Vi träffar räddningstjänsten två gånger om året.}}
--- followups/2022/bedomningar.yaml
år: 2022
områden:
  1-trygghet: {{bedömning: gul, skäl: Två brister., nästa år: Nämnden får hjälp med sin analys.}}
--- followups/2024/bedomningar.yaml
år: 2024
områden:
  1-trygghet: {{bedömning: röd, skäl: Tre brister.}}
"""


def document_of(root: Path, asked: ReportRequest, audience: Audience = Audience.PUBLIC) -> View:
    repository = repository_at(root)
    return document(repository, asked, ORIGIN, audience)


def written(root: Path, asked: ReportRequest, output: str, audience: Audience = Audience.PUBLIC) -> str:
    return render(document_of(root, asked, audience), output)


@pytest.mark.parametrize("output", ["md", "html"])
def test_a_bodys_appendix(output: str, golden: Golden) -> None:
    asked = ReportRequest(2024, AS_OF, body="servicenamnden")
    golden(f"reports/body-2024.{output}", written(ROOT, asked, output))


def test_an_urged_body_is_asked_and_never_blamed(repository_from: Build, golden: Golden) -> None:
    text = written(repository_from(COMPANY), ReportRequest(2024, AS_OF, body="bolaget"), "md")
    assert "brist" not in text.split("## Så är underlaget gjort")[0]
    golden("reports/body-urged.md", text)


def test_a_body_that_owes_nothing(repository_from: Build, golden: Golden) -> None:
    text = written(repository_from(), ReportRequest(2024, AS_OF, body="kommunstyrelsen"), "md")
    golden("reports/body-nothing.md", text)


@pytest.mark.parametrize("output", ["md", "html"])
def test_before_the_last_day_the_appendix_lists_what_is_still_to_be_answered(output: str) -> None:
    """Nothing has been lacking yet, but nothing is finished either: the board is asked to answer."""
    day = date(2024, 12, 15)
    text = written(ROOT, ReportRequest(2024, day, body="socialnamnden"), output).replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert "besvara 29 punkter senast den 31 januari 2025 och 1 punkt senast den 28 februari 2025" in text
    assert "när punkterna är besvarade, och lämna den till kommunstyrelsen" in text
    assert text.count("Svara senast den 31 januari 2025.") == 1
    assert "konstatera att" not in text
    assert "Ingenting återstår" not in text


def test_a_silent_body_answers_before_it_approves() -> None:
    asked = written(ROOT, ReportRequest(2024, AS_OF, body="valnamnden"), "md")
    assert "1. godkänna uppföljningen för 2024, när punkterna är besvarade, och lämna den till" in asked


def test_an_urged_body_with_something_under_way_is_not_said_to_have_done_it_all(
    repository_from: Build,
) -> None:
    under_way = (
        COMPANY.replace("periodicitet: löpande", "periodicitet: engång")
        + "--- followups/2024/bolaget.yaml\norgan: bolaget\når: 2024\nbeslut: {datum: 2025-01-20}\nsvar:\n"
        "  policy: {status: pågår, påbörjad: 2024-05-06}\n"
    )
    asked = ReportRequest(2024, AS_OF, body="bolaget")
    text = written(repository_from(under_way), asked, "md").replace("\N{NO-BREAK SPACE}", " ")
    assert "fortsätta arbetet med den pågående punkten enligt bilagan" in text
    assert "- **Planen anger ingen sista dag.** 2.1 Policy mot hot: Svaret för 2024 säger ”pågår”" in text
    assert "konstatera att" not in text


@pytest.mark.parametrize("body", ["overformyndarnamnden", "krisledningsnamnden"])
def test_a_body_that_owes_nothing_is_asked_for_no_decision(body: str) -> None:
    text = written(ROOT, ReportRequest(2024, AS_OF, body=body), "md")
    assert "till handlingarna" not in text
    assert "Organet behöver inte besluta något." in text


def test_near_a_new_mandate_the_appendix_says_what_comes_again(golden: Golden) -> None:
    asked = ReportRequest(2026, date(2026, 11, 22), body="socialnamnden")
    text = written(ROOT, asked, "md")
    golden("reports/body-mandate.md", text.split("## Punkt för punkt")[0])


def held(kind: Any) -> Iterator[type]:
    """Return the types that a document's fields come down to."""
    if arguments := get_args(kind):
        for one in arguments if get_origin(kind) is not ClassVar else ():
            yield from held(one) if one is not ... else ()
    elif is_dataclass(kind) or hasattr(kind, "_fields"):
        for one in get_type_hints(kind).values():
            yield from held(one)
    else:
        yield kind


@pytest.mark.parametrize(
    "kind", [Report, Annexes, AgencyReport, BodyReport, DeepReport, PlanDocument, SituationReport]
)
def test_a_document_comes_down_to_values_that_json_has(kind: type) -> None:
    plain = (str, int, date, Decimal, Enum, type(None))
    assert [one for one in held(kind) if not issubclass(one, plain)] == []


def test_small_counts_of_persons_are_masked_in_public(repository_from: Build) -> None:
    root = repository_from(
        "--- plan/underlag.yaml\n"
        "underlag:\n  datum: {typ: datum, titel: Datum}\n  avtal: {typ: avtal, titel: Avtal}\n"
        "  deltagare: {typ: antal, titel: Deltagare, räknar: personer}\n"
        "--- plan/fokusomraden/1-trygghet.yaml\n"
        "dokument: planen\nfokusområde: 1\ntitel: Trygghet\nskyldigheter:\n"
        "  kurs:\n    titel: Kurs\n    text: Hålla en kurs.\n    slag: aktivitet\n    ansvariga: [miljonamnden]\n"
        "    periodicitet: årligen\n    underlag: [datum, deltagare]\n"
        "--- followups/2024/miljonamnden.yaml\n"
        "organ: miljonamnden\når: 2024\nbeslut: {datum: 2025-01-20}\nsvar:\n"
        "  kurs: {status: uppfylls, datum: 2024-05-01, deltagare: 3}\n"
    )
    asked = ReportRequest(2024, AS_OF, body="miljonamnden")
    assert "Deltagare: färre än 5" in written(root, asked, "md")
    assert "Deltagare: 3" in written(root, asked, "md", Audience.INTERNAL)


@pytest.mark.parametrize("output", ["md", "html"])
def test_the_deep_report_over_three_small_years(output: str, golden: Golden, repository_from: Build) -> None:
    asked = ReportRequest(2024, AS_OF, first=2022)
    golden(f"reports/deep-small.{output}", written(repository_from(YEARS), asked, output))


def test_the_deep_report_of_this_repository(golden: Golden) -> None:
    golden("reports/deep-2022-2024.md", written(ROOT, ReportRequest(2024, AS_OF, first=2022), "md"))


def test_the_deep_report_compares_whole_years_only() -> None:
    """2026 is under way on the day, so the heading is about 2025 and the unfinished year is named."""
    found = document_of(ROOT, ReportRequest(2026, date(2026, 11, 24), first=2023))
    assert isinstance(found, DeepReport)
    assert found.heading.replace("\N{NO-BREAK SPACE}", " ") == "536 brister 2025 (2023: 35); 2026 pågår"
    assert [year.year for year in found.years if year.is_under_way] == [2026]
    assert found.followed == (2023, 2024, 2025)
    assert all("2025" in area.said for area in found.areas)


@pytest.mark.parametrize(
    "year", [2022, *(pytest.param(year, marks=pytest.mark.long) for year in (2023, 2024))]
)
def test_a_year_of_the_deep_report_is_what_its_own_account_says(year: int) -> None:
    """The score, and how much of what is lacking is that of bodies that have not answered at all."""
    found = document_of(ROOT, ReportRequest(2024, AS_OF, first=2022))
    assert isinstance(found, DeepReport)
    (line,) = (one for one in found.years if one.year == year)
    account = document_of(ROOT, ReportRequest(year, line.day))
    assert isinstance(account, Report)
    assert line.score == account.summary.score
    scores = {chapter.anchor: chapter.score for chapter in account.chapters}
    for area in found.areas:
        assert area.scores[year - 2022] == scores[area.chapter.anchor]
    silent = lacking(ReportData(repository_at(ROOT), year, line.day, Audience.PUBLIC)).silent
    assert line.unheard_of == listed([one.in_sentence for one in silent])


def test_the_numbers_of_the_deep_report_add_up() -> None:
    """What has not answered at all is told once; what is left is told row by row."""
    found = document_of(ROOT, ReportRequest(2024, AS_OF, first=2022))
    assert isinstance(found, DeepReport)
    for turn in (found.chronic, found.regressed, found.improved, found.unproved, found.urged):
        rows = sum(len(history.bodies) for history in turn.histories)
        assert turn.count == rows + turn.unheard
    last = found.years[-1]
    assert sum(area.scores[-1].due - area.scores[-1].fulfilled for area in found.areas) == last.score.lacking
    assert found.lacks
    now = found.lacks.years[-1]
    assert now.others + now.unheard == last.score.lacking
    assert sum(promise.after for promise in found.promises if promise.year == 2023) <= now.others


def test_situation_pictures_say_who_receives_them() -> None:
    text = written(ROOT, ReportRequest(2024, AS_OF, part="tertial 2"), "md").replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert "Lunds kommun · till kommunstyrelsen · räknat per" in text


def test_a_duty_of_companies_alone_has_nobody_who_must_answer(repository_from: Build) -> None:
    found = document_of(repository_from(COMPANY), ReportRequest(2024, AS_OF, first=2023))
    assert isinstance(found, DeepReport)
    assert [point.why for point in found.revision.points if point.title == "Policy mot hot"] == [
        "Inget av de organ som det gäller har svarat för 2024."
    ]


def test_the_deep_report_shows_no_colour_decided_after_its_day() -> None:
    loaded = api.load(ROOT)
    assert loaded.repository
    for day, last in ((date(2025, 3, 18), {None}), (date(2025, 3, 19), {Colour.YELLOW})):
        report = document(loaded.repository, ReportRequest(2024, day, first=2022), ORIGIN, Audience.PUBLIC)
        assert isinstance(report, DeepReport)
        told = [area.colours for area in report.areas if area.chapter.anchor[0] in "123456"]
        assert None not in {colours[1] for colours in told}
        assert {colours[2] for colours in told} == last


def test_a_year_that_is_empty_is_a_set_of_unanswered_duties(repository_from: Build, golden: Golden) -> None:
    """No files, no indicators, no assessments, no companies: the report says so."""
    root = repository_from(f"{SETTINGS}--- followups/2024/miljonamnden.yaml\n")
    golden("reports/deep-empty.md", written(root, ReportRequest(2024, AS_OF, first=2023), "md"))


@pytest.mark.parametrize(
    ("targets", "why"),
    [
        ("riktvärden: {2030: 20}", []),
        ("riktvärden: {2024: 20, 2030: 10}", ["Värde saknas för 2024."]),
        ("område: 1-trygghet", ["Värde saknas för 2023 och 2024. Det finns inget riktvärde att mäta mot."]),
    ],
)
def test_a_goal_for_a_year_to_come_can_be_measured(
    targets: str, why: list[str], repository_from: Build
) -> None:
    root = repository_from(
        f"{SETTINGS}--- plan/indikatorer.yaml\nindikatorer:\n"
        f"  trygghet: {{titel: Upplevd trygghet, enhet: index, bättre: lägre, {targets}}}\n"
    )
    report = document(repository_at(root), ReportRequest(2024, AS_OF, first=2023), ORIGIN, Audience.PUBLIC)
    assert isinstance(report, DeepReport)
    said = [point.why for point in report.revision.points if point.title.startswith("Indikatorn")]
    assert said == why


def test_likeness_is_of_words_and_not_of_numbers() -> None:
    assert likeness("Vi övade 3 gånger under hösten.", "Vi övade 12 gånger under hösten.") == 1.0
    assert likeness("Vi övade under hösten.", "Nämnden har inte övat.") == 0.0
    assert likeness("", "") == 0.0


PICTURES = f"""\
{SETTINGS}\
--- plan/organisation.yaml
slag:
  nämnd: {{titel: Nämnd, flertal: nämnder}}
  bolag: {{titel: Bolag, flertal: bolag, bindning: uppmanas}}
organ:
  kommunstyrelsen: {{namn: Kommunstyrelsen, slag: nämnd}}
  miljonamnden: {{namn: Miljönämnden, slag: nämnd}}
  tekniska: {{namn: Tekniska nämnden, slag: nämnd}}
  valnamnden: {{namn: Valnämnden, slag: nämnd}}
  habo: {{namn: Habostyrelsen, slag: nämnd}}
  bolaget: {{namn: Bolaget AB, slag: bolag}}
--- plan/underlag.yaml
underlag:
  datum: {{typ: datum, titel: Datum}}
  dokument: {{typ: dokument, titel: Dokument}}
  avtal: {{typ: avtal, titel: Avtal}}
  tillbud: {{typ: antal, titel: Antal tillbud, räknar: händelser}}
  larm: {{typ: antal, titel: Antal larm, räknar: händelser}}
  nuläge: {{typ: text, titel: Läget nu}}
  utveckling: {{typ: text, titel: Väntad utveckling}}
--- plan/fokusomraden/1-trygghet.yaml
dokument: planen
fokusområde: 1
titel: Trygghet
skyldigheter:
  bild:
    titel: Lägesbild
    text: Lämna en lägesbild.
    slag: uppföljningspunkt
    ansvariga: [miljonamnden, tekniska, valnamnden, habo, bolaget]
    mottagare: kommunstyrelsen
    periodicitet: tertial 2
    senast: 30 september
    underlag: [datum, tillbud, larm, nuläge, utveckling, dokument]
  ensam:
    titel: Ensam bild
    text: Lämna en bild utan tal.
    slag: uppföljningspunkt
    ansvariga: [kommunstyrelsen]
    periodicitet: tertial 2
    senast: 30 september
    underlag: [datum, nuläge]
""" + "".join(
    f"--- followups/{year}/{body}.yaml\norgan: {body}\når: {year}\nbeslut: {{datum: {year + 1}-01-20}}\n"
    f"svar:\n  bild: {{status: uppfylls, datum: {year}-{day}, tillbud: {count}, larm: 9,"
    f" nuläge: Läget i {body} {year}, utveckling: Det minskar., dokument: Bild {year}}}\n"
    for body, day, counts in (
        ("miljonamnden", "09-20", (40, 50, 20)),
        ("tekniska", "10-04", (10, 10, 30)),
        ("valnamnden", "09-01", (3, 2, 4)),
        ("bolaget", "09-02", (20, 20, 21)),
    )
    for year, count in zip((2022, 2023, 2024), counts, strict=True)
)


def test_a_picture_is_told_from_small_answers(repository_from: Build, golden: Golden) -> None:
    """Sums with their trend, whose number moved most, small counts left out, and who is late or awaited in one line."""
    asked = ReportRequest(2024, AS_OF, part="tertial 2")
    text = written(repository_from(PICTURES), asked, "md").split("## Så är underlaget gjort")[0]
    golden("reports/tertial-small.md", text)


@pytest.mark.parametrize(
    ("day", "line"),
    [
        (
            date(2024, 9, 10),
            (
                "1 av 4 organ har lämnat lägesbilden. "
                "Miljönämnden, tekniska nämnden och habostyrelsen har ännu inte lämnat den."
            ),
        ),
        (
            date(2024, 10, 10),
            (
                "3 av 4 organ har lämnat lägesbilden, tekniska nämnden efter sista dagen. "
                "Habostyrelsen har inte lämnat den."
            ),
        ),
    ],
)
def test_who_has_handed_in_is_what_the_table_shows(day: date, line: str, repository_from: Build) -> None:
    found = document_of(repository_from(PICTURES), ReportRequest(2024, day, part="tertial 2"))
    assert isinstance(found, SituationReport)
    picture = found.pictures[0]
    said = picture.handed_in.replace("\N{NO-BREAK SPACE}", " ")
    assert said == f"{line} Av de organ som planen inte binder har 1 av 1 lämnat den."
    told = sum(not teller.is_urged for teller in picture.tellers)
    assert said.startswith(f"{told} av 4 ")


@pytest.mark.parametrize("output", ["md", "html"])
def test_the_situation_pictures(output: str, golden: Golden) -> None:
    golden(
        f"reports/tertial-2024.{output}", written(ROOT, ReportRequest(2024, AS_OF, part="tertial 2"), output)
    )


def test_a_picture_on_the_day_after_its_last_day_shows_last_years_value(golden: Golden) -> None:
    asked = ReportRequest(2023, date(2023, 10, 1), part="tertial 2")
    text = written(ROOT, asked, "md")
    assert "från 1,59 år 2021 till 1,73 år 2022" in text
    assert "Värde saknas för 2023." in text


@pytest.mark.parametrize("output", ["md", "html"])
def test_the_same_data_by_the_headings_of_the_agreement(output: str, golden: Golden) -> None:
    golden(f"reports/agency-2024.{output}", written(ROOT, ReportRequest(2024, AS_OF, by_agency=True), output))


KINDS = (
    ReportRequest(2024, AS_OF),
    ReportRequest(2024, AS_OF, first=2022),
    ReportRequest(2024, AS_OF, body="kommunstyrelsen"),
    ReportRequest(2024, AS_OF, body="socialnamnden"),
    ReportRequest(2024, AS_OF, part="tertial 2"),
    ReportRequest(2024, AS_OF, by_agency=True),
)


@pytest.mark.parametrize("asked", KINDS, ids=lambda asked: asked.name)
def test_no_public_report_tells_what_a_body_answered_to_a_protected_duty(asked: ReportRequest) -> None:
    repository = repository_at(ROOT)
    public, secret = set[str](), set[str]()
    for file in repository.followups:
        for name in file.record.answers:
            answer, duty = repository.answer(file, name), repository.obligations[name].record
            texts = (
                [answer.reason, answer.comment, *(v for v in answer.evidence.values() if isinstance(v, str))]
                if answer
                else []
            )
            (public if duty.is_open else secret).update(text for text in texts if text and len(text) >= 12)
    assert len(secret - public) > 50
    text = render(document(repository, asked, ORIGIN, Audience.PUBLIC), "md")
    assert [one for one in secret - public if one in text] == []


def test_each_report_has_a_name_of_its_own() -> None:
    assert [asked.name for asked in KINDS] == [
        "2024",
        "2022-2024",
        "2024-kommunstyrelsen",
        "2024-socialnamnden",
        "2024-tertial-2",
        "2024-lansstyrelsen",
    ]


def test_the_account_says_what_is_absent(repository_from: Build) -> None:
    """No audits, no companies, no assessments, no indicator values, no compensation."""
    root = repository_from()
    asked = ReportRequest(2024, AS_OF)
    text = written(root, asked, "md") + written(root, asked._replace(is_annexes=True), "md")
    for sentence in (
        "Kommunstyrelsen har inte beslutat om redovisningen.",
        "Kommunstyrelsen har inte beskrivit omvärlden för 2024.",
        "Kommunstyrelsen har inte skrivit egna slutsatser.",
        "Det finns inget år före 2024 att jämföra med.",
        "Inga avsteg gällde under året",
        "Punkterna följer av siffrorna. Kommunstyrelsen har inte skrivit egna.",
        "Revisionen: Ingen granskning är inlagd",
        "Inga lagkrav är inlagda",
        "### Planens och källornas egna brister\n\nInga är kända.",
        "### Tolkningar\n\nInga är inlagda.",
        "Kommunstyrelsen har inte gjort någon bedömning för 2024.",
    ):
        assert sentence in text, sentence
    for empty in ("0 av 0", "Alla obundna organ", "| Lagkrav |"):
        assert empty not in text, empty
    page = written(root, asked, "html") + written(root, asked._replace(is_annexes=True), "html")
    for sentence in (
        "Ingen granskning är inlagd",
        "Inga lagkrav är inlagda",
        "Upplevd trygghet: värde saknas",
        "<p>Inget värde finns.",
    ):
        assert sentence in page, sentence
    for empty in ("0 av 0", "#matris", '<table class="matrix">', '<figure class="line">'):
        assert empty not in page, empty


def test_the_account_of_a_region_says_what_its_own_files_say() -> None:
    """Four plans without a general part, foundations where a municipality has companies, and no audit."""
    root = ROOT / "tests/fixtures/region"
    for output in ("md", "html"):
        text = written(root, ReportRequest(2024, AS_OF), output)
        assert "ställer krav på 5\u00a0organ" in text
        assert "Ingen granskning är inlagd" in text
        assert "bolag och förbund" not in text
        assert "är verkliga" not in text
        deep = written(root, ReportRequest(2024, AS_OF, first=2023), output)
        assert "bolag och förbund" not in deep
    small = written(ROOT / "tests/fixtures/base", ReportRequest(2024, AS_OF), "md")
    assert "ställer krav på miljönämnden" in small


STOPPED = """
--- plan/fokusomraden/2-mer.yaml
dokument: planen
titel: Mer
skyldigheter:
  rutin:
    titel: Rutin för larm
    text: Ta fram en rutin.
    slag: grunduppgift
    ansvariga: [miljonamnden]
    periodicitet: engång
    senast: 2024-05-31
    till: 2024-06-30
    underlag: [datum]
"""
REPLACED = f"""{STOPPED}  ny-rutin:
    titel: Ny rutin för larm
    text: Ta fram en rutin.
    slag: grunduppgift
    ansvariga: [miljonamnden]
    periodicitet: engång
    senast: 2025-05-31
    från: 2024-07-01
    ersätter: rutin
    underlag: [datum]
"""


def test_what_was_ended_before_it_was_done_is_told_once(repository_from: Build) -> None:
    loaded = api.load(repository_from(STOPPED))
    assert loaded.repository is not None
    report = render(
        document(loaded.repository, ReportRequest(2024, AS_OF), ORIGIN, Audience.PUBLIC), "md", ()
    )
    assert (
        "### Upphörde innan det var gjort\n\n- **Rutin för larm** (Miljönämnden) upphörde den 30\u00a0juni\u00a02024."
    ) in report
    later = render(document(loaded.repository, ReportRequest(2025, AS_OF), ORIGIN, Audience.PUBLIC), "md", ())
    assert "Upphörde innan" not in later


@pytest.mark.parametrize("text", [REPLACED, STOPPED.replace("2024-06-30", "2025-06-30")])
def test_what_is_replaced_or_still_runs_has_not_been_left_undone(text: str, repository_from: Build) -> None:
    loaded = api.load(repository_from(text))
    assert loaded.repository is not None
    assert not Grid(loaded.repository, AS_OF).stopped()


def test_an_unfinished_last_year_is_not_what_the_others_are_judged_by() -> None:
    found = document(
        repository_at(ROOT), ReportRequest(2026, date(2026, 11, 29), first=2024), ORIGIN, Audience.PUBLIC
    )
    assert isinstance(found, DeepReport)
    assert found.followed[-1] == 2025
    assert found.regressed.count > 400  # nobody has answered for 2025
    assert found.regressed.unheard > 400


def test_a_body_that_has_ceased_is_asked_for_no_decision() -> None:
    for day, asked in ((date(2022, 12, 31), True), (date(2023, 3, 31), False)):
        found = document_of(ROOT, ReportRequest(2022, day, body="overformyndarnamnden"))
        assert isinstance(found, BodyReport)
        assert bool(found.proposals) is asked
