"""What was done, told from the answers: each rule on a small repository, by its exact output."""

import re
from collections.abc import Mapping
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from conftest import Build, Golden, repository_at
from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.model.evidence import EvidenceType
from trygghetsplan.output.charts import columns
from trygghetsplan.output.json import json_value
from trygghetsplan.output.render import render
from trygghetsplan.report.build import Report, account
from trygghetsplan.report.data import ReportData
from trygghetsplan.report.sections.done import (
    MOST,
    NAMED,
    SENTENCES,
    SUMMED,
    first_sentences,
    marked_if_shortened,
)
from trygghetsplan.report.views import Done, Provenance
from trygghetsplan.swedish import slug

ORIGIN = Provenance(None, is_dirty=False, version="0", schema=3, digest="0" * 64)
BODIES = ("miljonamnden", "socialnamnden", "tekniska", "valnamnden", "bolaget")
_PLAN = """
--- trygghet.yaml
schema: 3
organisation: {{namn: Ängsköpings kommun}}
första uppföljningsår: 2022
mandatperiod: {{första året: 2023}}
redovisning: {{titel: Trygghetsredovisning, lämnas av: kommunstyrelsen, lämnas till: kommunstyrelsen}}
--- plan/organisation.yaml
slag:
  nämnd: {{titel: Nämnd, flertal: nämnder}}
  bolag: {{titel: Bolag, flertal: bolag, bindning: uppmanas}}
organ:
  kommunstyrelsen: {{namn: Kommunstyrelsen, slag: nämnd}}
  miljonamnden: {{namn: Miljönämnden, slag: nämnd}}
  socialnamnden: {{namn: Socialnämnden, slag: nämnd}}
  tekniska: {{namn: Tekniska nämnden, slag: nämnd}}
  valnamnden: {{namn: Valnämnden, slag: nämnd}}
  bolaget: {{namn: Bolaget AB, slag: bolag}}
grupper:
  organen: {{slag: [nämnd, bolag], utom: [kommunstyrelsen]}}
--- plan/underlag.yaml
underlag:
  datum: {{typ: datum, titel: Datum}}
  från: {{typ: gäller från, titel: Gäller från}}
  möten: {{typ: möten, titel: Möten}}
  ja: {{typ: ja-nej, titel: Kännedom finns}}
  text: {{typ: text, titel: Beskrivning}}
  dokument: {{typ: dokument, titel: Dokument}}
  diarienummer: {{typ: diarienummer, titel: Diarienummer}}
  kryss: {{typ: kryss, titel: Kanaler, alternativ: {{webb: Webbplatsen, tryck: Tryck}}}}
  deltagare: {{typ: antal, titel: Antal deltagare, räknar: personer}}
  tillbud: {{typ: antal, titel: Antal tillbud, räknar: händelser}}
  övningar: {{typ: antal, titel: Antal övningar}}
  utbildade: {{typ: andel, titel: Utbildade, mål: 9 av 10, räknar: personer}}
  belopp: {{typ: belopp, titel: Belopp i kronor}}
  avtal: {{typ: avtal, titel: Avtal med krav}}
--- plan/fokusomraden/1-trygghet.yaml
dokument: planen
fokusområde: 1
titel: Trygghet
skyldigheter:
  punkt:
    titel: Punkten
    text: Göra något.
    slag: grunduppgift
    ansvariga: [organen]
    periodicitet: löpande
    underlag: [{asked}]
{more}"""


def laid_out(build: Build, asked: str, answers: Mapping[str, str], more: str = "") -> Path:
    """Return a repository with one duty; `answers` are by ”BODY YEAR”, lines of one answer as YAML."""
    files = [_PLAN.format(asked=asked, more=more)]
    for key, answer in {**{f"{body} 2024": "" for body in BODIES}, **answers}.items():
        body, year = key.split()
        svar = f"\nsvar:\n  punkt: {{{answer}}}" if answer else ""
        files.append(
            f"--- followups/{year}/{body}.yaml\norgan: {body}\når: {year}\n"
            f"beslut: {{datum: {int(year) + 1}-01-20}}{svar}\n"
        )
    return build("".join(files))


def report(
    build: Build,
    asked: str,
    answers: Mapping[str, str],
    *,
    audience: Audience = Audience.PUBLIC,
    more: str = "",
) -> Report:
    """Return the account of that repository for 2024."""
    return of(laid_out(build, asked, answers, more), audience)


def of(root: Path, audience: Audience = Audience.PUBLIC, day: date = date(2025, 3, 31)) -> Report:
    """Return the account of a repository for 2024."""
    return account(ReportData(repository_at(root), 2024, day, audience), ORIGIN, "bilagor")


def told(found: Report) -> str:
    """Return what the area says was done as Markdown has it, without the rules."""
    text = render(found, "md").replace("\u00a0", " ")
    _, _, after = text.partition("### Det här har gjorts\n\n")
    return after.partition("\n\n### ")[0].partition("\n\n")[2]


def met(*evidence: str) -> str:
    return ", ".join(("status: uppfylls", *evidence))


CASES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "own words: what stands alone first, then the plan's order, three at most": (
        "text",
        {
            "miljonamnden 2024": met("text: Vi gjorde B"),
            "socialnamnden 2024": met("text: Vi gjorde B"),
            "tekniska 2024": met("text: Vi gjorde C."),
            "valnamnden 2024": met("text: Vi gjorde D!"),
            "bolaget 2024": met("text: Vi gjorde B"),
        },
    ),
    "figures, largest first; what is small is in no sum, and comes after": (
        "text, deltagare",
        {
            "miljonamnden 2024": met("text: Fyra.", "deltagare: 4"),
            "socialnamnden 2024": met("text: Tio.", "deltagare: 10"),
            "tekniska 2024": met("text: Tusen.", "deltagare: 1 000"),
            "bolaget 2024": met("text: Inga.", "deltagare: 0"),
        },
    ),
    "only small figures": ("deltagare", {"miljonamnden 2024": met("deltagare: 3")}),
    "a share is small where the rest is": (
        "utbildade",
        {
            "miljonamnden 2024": met("utbildade: 98 av 100"),
            "socialnamnden 2024": met("utbildade: 90 av 100"),
            "tekniska 2024": met("utbildade: 40 av 40"),
        },
    ),
    "a sum is of every answer, and an example only of what is fulfilled": (
        "utbildade",
        {
            "miljonamnden 2024": met("utbildade: 90 av 100"),
            "socialnamnden 2024": "status: uppfylls delvis, utbildade: 50 av 100",
        },
    ),
    "kronor and other numbers are never masked": (
        "övningar, belopp",
        {
            "miljonamnden 2024": met("övningar: 1", "belopp: 3"),
            "bolaget 2024": met("övningar: 2", "belopp: 1 000 000"),
        },
    ),
    "a trend is of the bodies that have a number to show for all the years": (
        "tillbud",
        {
            "miljonamnden 2022": met("tillbud: 7"),
            "miljonamnden 2023": met("tillbud: 9"),
            "miljonamnden 2024": met("tillbud: 12"),
            "socialnamnden 2022": met("tillbud: 50"),
            "socialnamnden 2023": met("tillbud: 2"),
            "socialnamnden 2024": met("tillbud: 60"),
            "bolaget 2022": met("tillbud: 0"),
            "bolaget 2023": met("tillbud: 20"),
            "bolaget 2024": met("tillbud: 30"),
        },
    ),
    "a trend that stands still": (
        "övningar",
        {f"miljonamnden {year}": met("övningar: 4") for year in (2022, 2023, 2024)},
    ),
    "one body in the trend of several": (
        "övningar",
        {
            **{f"miljonamnden {year}": met(f"övningar: {year - 2020}") for year in (2022, 2023, 2024)},
            "bolaget 2024": met("övningar: 8"),
        },
    ),
    "what repeats last year": (
        "text",
        {
            "miljonamnden 2022": met("text: Arbete M"),
            "miljonamnden 2023": met("text: Arbete M"),
            "miljonamnden 2024": "status: oförändrat",
            "socialnamnden 2022": met("text: Arbete S"),
            "socialnamnden 2023": met("text: Nytt arbete S"),
            "socialnamnden 2024": met("text: Nytt arbete S"),
            "tekniska 2023": met("text: Arbete T"),
            "tekniska 2024": met("text: Nytt arbete T"),
        },
    ),
    "of those that only name a document one is enough": (
        "dokument",
        {
            "miljonamnden 2024": met("dokument: Plan M"),
            "socialnamnden 2024": met("dokument: Plan S"),
            "tekniska 2024": met("dokument: Plan T"),
        },
    ),
    "days of one body": ("datum", {"miljonamnden 2024": met("datum: 2024-04-18")}),
    "days of several": (
        "datum",
        {"miljonamnden 2024": met("datum: 2024-04-18"), "bolaget 2024": met("datum: 2024-11-02")},
    ),
    "days of more than one year, and of the same day": (
        "från, datum",
        {
            "miljonamnden 2024": met("från: 2023-12-01", "datum: 2024-05-05"),
            "bolaget 2024": met("från: 2024-02-01", "datum: 2024-05-05"),
        },
    ),
    "meetings, yes and no, choices": (
        "möten, ja, kryss",
        {
            "miljonamnden 2024": met("möten: [2024-02-01, 2024-05-02]", "ja: ja", "kryss: [webb, tryck]"),
            "bolaget 2024": "status: uppfylls ej, möten: [2024-03-01], ja: nej, kryss: [webb]",
        },
    ),
    "contracts": (
        "avtal",
        {"miljonamnden 2024": "status: uppfylls delvis, avtal: {MN 2024/1: ja, MN 2024/2: nej}"},
    ),
    "a comment is told where no text is asked for, and of a figure without words the figure": (
        "övningar",
        {
            "miljonamnden 2024": met("övningar: 4", "kommentar: Vi övade larm."),
            "bolaget 2024": met("övningar: 6"),
            "socialnamnden 2024": "status: uppfylls delvis, övningar: 9, kommentar: En uteblev.",
        },
    ),
    "a case number tells nothing": ("diarienummer", {"miljonamnden 2024": met("diarienummer: MN 2024/1")}),
    "hostile text is text": (
        "text",
        {"miljonamnden 2024": met('text: "<b>*x*</b> # [a](http://b) {{ c }} | d"')},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_told(case: str, repository_from: Build, golden: Golden) -> None:
    asked, answers = CASES[case]
    golden(f"done/{slug(case)}.md", told(report(repository_from, asked, answers)) + "\n")


def test_an_internal_edition_has_the_same_sums(repository_from: Build) -> None:
    answers = {"miljonamnden 2024": met("deltagare: 3"), "bolaget 2024": met("deltagare: 10")}
    root = laid_out(repository_from, "deltagare", answers)
    public, internal = (of(root, audience) for audience in Audience)
    assert public.chapters[0].done.duties[0].sums == internal.chapters[0].done.duties[0].sums
    assert public.gains == internal.gains


@pytest.mark.parametrize("audience", Audience)
def test_a_closed_duty_is_never_told(audience: Audience, repository_from: Build) -> None:
    closed = "    skydd: intern\n    sekretess: {lagrum: 18 kap. 13 §, bedömning: Röjer brister.}\n"
    answers = {"miljonamnden 2024": met("text: Hemligt", "deltagare: 10")}
    found = report(repository_from, "text, deltagare", answers, audience=audience, more=closed)
    assert [chapter.done for chapter in found.chapters] == [Done((), (), 0)]
    assert found.gains == ()


def test_where_nothing_is_answered_nothing_is_told(repository_from: Build) -> None:
    found = report(repository_from, "text", {})
    for output in ("md", "html"):
        assert "Det här har gjorts" not in render(found, output)
        assert "gjorde organen" not in render(found, output)


def test_a_year_under_way_is_compared_with_no_other(repository_from: Build) -> None:
    answers = {f"miljonamnden {year}": met("övningar: 4") for year in (2022, 2023, 2024)}
    root = laid_out(repository_from, "övningar", answers)
    found = of(root, day=date(2025, 1, 25))
    assert [one.trend for one in found.chapters[0].done.duties[0].sums] == [""]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Kort.", ("Kort.", False)),
        ("ord " * 59 + "ord.", ("ord " * 59 + "ord.", False)),
        ("Första. Andra! " + "ord " * 58 + "ord.", ("Första. Andra!", True)),
        ("ord " * 61, ("ord " * 60 + "…", True)),
    ],
)
def test_over_60_words_the_opening_sentences(text: str, said: tuple[str, bool]) -> None:
    assert first_sentences(text) == said
    assert marked_if_shortened(text) == (f"{said[0]} (förkortat)" if said[1] else said[0])


def test_what_is_shortened_says_so(repository_from: Build) -> None:
    answers = {"miljonamnden 2024": met("text: Vi gjorde A. Vi gjorde " + "B " * 60)}
    assert told(report(repository_from, "text", answers)) == (
        "- **1 av 4** organ; obundna: 0 av 1 **Punkten.** *Miljönämnden:* Vi gjorde A. (Förkortat.) [B 1.1](bilagor.md)"
    )


def test_the_first_page_has_of_each_kind_what_most_bodies_stand_behind(repository_from: Build) -> None:
    """The two bodies' exercises before the one's participants; what has happened and meetings are no gains."""
    evidence = ("deltagare: {0}", "tillbud: 70", "övningar: 2", "möten: [2024-02-01]", "belopp: 900")
    answers = {
        "miljonamnden 2024": met(*evidence).format(3),
        "bolaget 2024": met(*evidence).format(8),
    }
    found = report(repository_from, "deltagare, tillbud, övningar, möten, belopp", answers)
    assert [(gain.sum.kind, gain.sum.bodies, gain.sum.value) for gain in found.gains] == [
        ("antal", 2, 4),
        ("kronor", 2, 1800),
        ("personer", 1, 8),
    ]
    _, _, text = render(found, "md").replace("\u00a0", " ").partition("### Det här gjorde organen\n\n")
    assert (
        text.partition("\n\n")[0]
        == """\
- **4 övningar** i 2 organ\\
  Punkten
- **1 800 kronor** i 2 organ\\
  Punkten
- **8 deltagare** i 1 organ\\
  Punkten"""
    )


@pytest.mark.parametrize(
    ("field", "values", "said"),
    [
        ("övningar", (4, 6), "2 fler än 2023"),
        ("övningar", (6, 4), "2 färre än 2023"),
        ("övningar", (4, 4), "lika många som 2023"),
        ("belopp", (900, 700), "200 mindre än 2023"),
        ("utbildade", ("60 av 100", "90 av 100"), "mot 60 % 2023"),
    ],
)
def test_the_first_page_compares_only_the_same_bodies(
    field: str, values: tuple[object, object], said: str, repository_from: Build
) -> None:
    answers = {
        f"miljonamnden {year}": met(f"{field}: {value}")
        for year, value in zip((2022, 2023, 2024), (values[0], *values), strict=True)
    }
    (gain,) = report(repository_from, field, answers).gains
    assert gain.text.replace("\u00a0", " ") == f"i 1 organ, {said}"


def test_the_first_page_compares_nothing_where_the_bodies_differ(repository_from: Build) -> None:
    answers = {f"miljonamnden {year}": met("övningar: 4") for year in (2022, 2023, 2024)}
    (gain,) = report(repository_from, "övningar", {**answers, "bolaget 2024": met("övningar: 3")}).gains
    assert gain.text.replace("\u00a0", " ") == "i 2 organ"


def test_both_formats_and_json_tell_the_same(repository_from: Build) -> None:
    found = report(
        repository_from, *CASES["a trend is of the bodies that have a number to show for all the years"]
    )
    page = unescape(re.sub(r"<[^>]+>", "", render(found, "html")))
    for duty in found.chapters[0].done.duties:
        for sentence in (*duty.sentences, *(one.text for one in duty.told)):
            assert sentence in page
    for series in found.chapters[0].done.series:
        assert series.note in page
    assert json_value(found.chapters[0].done.duties[0].sums[0])["years"] == [
        [2022, 7, None],
        [2023, 29, None],
        [2024, 42, None],
    ]


SEVERAL = """
  svar:
    titel: Svaret
    text: Svara.
    slag: grunduppgift
    ansvariga: [organen]
    periodicitet: löpande
    underlag: [text]
"""


def test_bodies_quoted_least_come_first_and_the_new_before_the_unchanged(repository_from: Build) -> None:
    """Among examples of one sort; three bodies are quoted of the first duty, and the two others before them of the second."""
    answers = {f"{body} 2024": met(f"text: Vi gjorde {place}") for place, body in enumerate(BODIES)}
    answers["socialnamnden 2023"] = met("text: Vi gjorde 1")
    root = laid_out(repository_from, "text", answers, SEVERAL)
    for place, body in enumerate(BODIES):
        path = root / "followups" / "2024" / f"{body}.yaml"
        path.write_text(
            f"{path.read_text(encoding='utf-8')}  svar: {{{met(f'text: Vi sa {place}')}}}\n", "utf-8"
        )
    first, second = of(root).chapters[0].done.duties
    assert [first.title, second.title] == ["Svaret", "Punkten"]  # of the one more bodies tell something new
    assert [one.body for one in first.told] == ["Miljönämnden", "Socialnämnden", "Tekniska nämnden"]
    assert [one.body for one in second.told] == ["Valnämnden", "Bolaget AB", "Miljönämnden"]
    assert [first.more, second.more] == [2, 2]


def test_an_area_tells_of_a_few_duties_and_how_many_more_there_are(repository_from: Build) -> None:
    duties = "".join(
        f"  d{place}:\n    titel: Krav {place}\n    text: Göra.\n    slag: grunduppgift\n    ansvariga: [organen]\n"
        f"    periodicitet: löpande\n    underlag: [{'övningar' if place == MOST else 'datum'}]\n"
        for place in range(MOST + 1)
    )
    root = laid_out(repository_from, "text", {"miljonamnden 2024": met("text: Ord.")}, duties)
    path = root / "followups" / "2024" / "miljonamnden.yaml"
    more = "".join(
        f"  d{place}: {{{met('övningar: 3' if place == MOST else 'datum: 2024-05-05')}}}\n"
        for place in range(MOST + 1)
    )
    path.write_text(path.read_text(encoding="utf-8") + more, "utf-8")
    done = of(root).chapters[0].done
    assert [one.title for one in done.duties][:3] == [f"Krav {MOST}", "Punkten", "Krav 0"]
    assert (len(done.duties), done.more) == (MOST, 2)
    assert "### Det här har gjorts (2 till i bilagorna)" in render(of(root), "md")


@pytest.mark.parametrize(
    ("field", "values", "heading", "note"),
    [
        ("deltagare", (10, 20, 30), "Fler deltagare", "Antal per år, miljönämnden. Fler är bättre."),
        ("övningar", (3, 3, 3), "Lika många övningar", "Antal per år, miljönämnden. Fler är bättre."),
        ("tillbud", (30, 20, 10), "Färre tillbud", "Antal per år, miljönämnden. Så många har rapporterats."),
        ("belopp", (5, 9, 7), "Mindre pengar", "Kronor per år, miljönämnden. En insats, inte ett resultat."),
        (
            "utbildade",
            ("50 av 100", "60 av 100", "90 av 100"),
            "Högre andel",
            "Andel per år, miljönämnden. Högre är bättre. Linjen är målet.",
        ),
    ],
)
def test_a_picture_says_which_way_it_went_and_which_is_good(
    field: str, values: tuple[object, ...], heading: str, note: str, repository_from: Build
) -> None:
    answers = {
        f"miljonamnden {year}": met(f"{field}: {value}")
        for year, value in zip((2022, 2023, 2024), values, strict=True)
    }
    (series,) = report(repository_from, field, answers).chapters[0].done.series
    assert (series.heading, series.note.replace("\u00a0", " ")) == (heading, note)
    chart = columns(series)
    assert chart.title.startswith(f"{heading}, Punkten. 2022: ")
    assert all(0 <= column.y <= chart.floor and column.height >= 0 for column in chart.columns)


def test_every_type_of_evidence_has_its_place_in_the_table() -> None:
    silent = (EvidenceType.CASE_NUMBER, EvidenceType.INDICATOR, EvidenceType.YEAR_ANSWER)
    kinds = [*SENTENCES, *SUMMED, *NAMED, *silent, EvidenceType.TEXT]
    assert sorted(kinds) == sorted(EvidenceType)
