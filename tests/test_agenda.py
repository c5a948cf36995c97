"""What stands on the list and in the year wheel: small repositories, and the whole of what they say."""

from collections.abc import Callable
from pathlib import Path  # noqa: TC003

import pytest

from command import trygghet
from conftest import Build
from trygghetsplan.cli import run

PLAN = """
--- followups/2024/miljonamnden.yaml
--- plan/fokusomraden/1-trygghet.yaml
dokument: planen
fokusområde: 1
titel: Trygghet
skyldigheter:
"""
CRISIS_PLAN = """
  krisplan:
    titel: Krisplan
    text: Ha en krisplan.
    slag: aktivitet
    ansvariga: [nämnder]
    periodicitet: mandatperiod
    senast: 31 december första året
    underlag: [datum]
"""
YEARLY = """
  analys:
    titel: Analys
    text: Göra en analys.
    slag: aktivitet
    ansvariga: [miljonamnden]
    periodicitet: årligen
    underlag: [datum]
"""
DONE_2023 = """
--- followups/2024/miljonamnden.yaml
organ: miljonamnden
år: 2024
exempel: nej
beslut: {datum: 2025-01-20, paragraf: 4}
svar:
  krisplan: {status: uppfylls, datum: 2024-03-01}
"""
NOT_CONCERNED = """
--- plan/beslut.yaml
beslut:
  utan-krisplan:
    innebörd: ej berörd
    skyldigheter: [krisplan]
    organ: [miljonamnden]
    från: 2024-01-01
    skäl: Nämnden saknar egen verksamhet.
    beslut: {organ: kommunstyrelsen, datum: 2024-01-10, paragraf: 3}
"""
NOTICE = "Mandatperioden 2023–2026 slutar den 31\xa0december\xa02026 för nämnder.\n"
Ask = Callable[[str, str], str]


@pytest.fixture
def ask(repository_from: Build, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Return a function that asks a question of a small repository."""
    built: list[Path] = []

    def answer(files: str, words: str) -> str:
        if not built:
            built.append(repository_from(files))
        assert run(["-C", str(built[0]), *words.split()]) == 0
        told = capsys.readouterr()
        assert "Obs: filerna har" not in told.err
        return told.out

    return answer


def coming(told: str) -> str:
    """Return the lines under the heading on the new mandate period."""
    _, heading, rest = told.partition("Gäller på nytt i den nya mandatperioden")
    return f"{heading}{rest}"


AGAIN = "Gäller på nytt i den nya mandatperioden (1)\n  2027-12-31  Krisplan (2027–2030): Miljönämnden\n"


@pytest.mark.parametrize(
    ("files", "listed"),
    [
        pytest.param("", AGAIN, id="owed"),
        pytest.param(
            NOT_CONCERNED,
            "",
            id="not-concerned",
        ),
        pytest.param(
            NOT_CONCERNED.replace("    skäl:", "    till: 2026-12-31\n    skäl:"),
            AGAIN,
            id="not-concerned-until-then",
        ),
        pytest.param(
            """
--- plan/underlag.yaml
underlag:
  datum: {typ: datum, titel: Datum}
  gäller från: {typ: gäller från, titel: Gäller från}
--- followups/2027/miljonamnden.yaml
organ: miljonamnden
år: 2027
svar:
  krisplan: {status: uppfylls, datum: 2026-10-01, gäller från: 2027-01-01}
""",
            "",
            id="proved-already",
        ),
    ],
)
def test_what_falls_due_again_is_what_will_be_owed_and_is_not_proved(
    files: str, listed: str, ask: Ask
) -> None:
    assert coming(ask(f"{PLAN}{CRISIS_PLAN}{DONE_2023}{files}", "todo --as-of 2026-11-22")) == listed


def test_the_year_wheel_leaves_out_whoever_is_not_concerned(ask: Ask) -> None:
    """A decision may concern any duty, not only one for those concerned."""
    files = f"{PLAN}{CRISIS_PLAN}{DONE_2023}{NOT_CONCERNED}"
    assert "Krisplan" not in ask(files, "calendar 2027 --as-of 2026-11-22")


def test_a_body_that_ends_before_the_last_day_will_not_owe_it(ask: Ask) -> None:
    bodies = """
--- plan/organisation.yaml
slag:
  nämnd: {titel: Nämnd, flertal: nämnder}
organ:
  kommunstyrelsen: {namn: Kommunstyrelsen, slag: nämnd}
  miljonamnden: {namn: Miljönämnden, slag: nämnd, till: 2026-12-31}
  klimatnamnden: {namn: Klimatnämnden, slag: nämnd, från: 2027-01-01, efterträder: miljonamnden}
grupper:
  nämnder: {slag: [nämnd], utom: [kommunstyrelsen]}
"""
    files = f"{bodies}{PLAN}{CRISIS_PLAN}{DONE_2023}"
    again = "Krisplan (2027–2030): Klimatnämnden\n"
    assert coming(ask(files, "todo --as-of 2026-11-22")).endswith(f"\n  2027-12-31  {again}")
    assert ask(files, "calendar 2027 --as-of 2026-11-22").endswith(f"\n  31  {again}")


def test_a_duty_that_ends_before_the_period_does_not_fall_due_again(ask: Ask) -> None:
    ended = CRISIS_PLAN.replace("periodicitet:", "till: 2026-12-31\n    periodicitet:")
    files = f"{PLAN}{ended}{DONE_2023}"
    assert coming(ask(files, "todo --as-of 2026-11-22")) == ""
    assert "Krisplan" not in ask(files, "calendar 2027 --as-of 2026-11-22")


def test_before_a_day_lists_what_falls_due_in_later_years(ask: Ask) -> None:
    part = YEARLY.replace("analys:", "lagesbild:").replace("Analys", "Lägesbild")
    part = part.replace("årligen", "tertial 2\n    senast: 30 september")
    told = ask(f"{PLAN}{YEARLY}{part}", "todo --as-of 2027-01-15 --before 2028-12-31")
    assert told.split("Senare")[1] == (
        " (4)\n"
        "  2027-09-30  Lägesbild (maj–aug 2027): Miljönämnden\n"
        "  2027-12-31  Analys (2027): Miljönämnden\n"
        "  2028-09-30  Lägesbild (maj–aug 2028): Miljönämnden\n"
        "  2028-12-31  Analys (2028): Miljönämnden\n"
    )


def test_before_a_day_lists_proof_that_lapses_by_then(ask: Ask) -> None:
    standing = YEARLY.replace("årligen", "löpande\n    äldst: 24 månader")
    done = DONE_2023.replace("krisplan", "analys")
    files = f"{PLAN}{standing}{done}"
    assert ask(files, "todo --as-of 2025-06-01 --before 2026-04-01").endswith(
        "\n\nSenare (1)\n  2026-03-01  Analys (2025): Miljönämnden, underlaget slutar att gälla\n"
    )


ONE_OFF = """
  oversyn:
    titel: Översyn
    text: Se över reglerna.
    slag: åtagande
    ansvariga: [miljonamnden]
    periodicitet: engång
    från: 2024-06-01
    start senast: 2026-02-01
    underlag: [datum]
"""


def test_a_one_off_without_a_day_is_answered_for_on_the_next_answer_day(ask: Ask) -> None:
    files = f"{PLAN}{ONE_OFF}{ONGOING}"
    assert ask(files, "todo --as-of 2025-06-01 --before 2026-12-31") == (
        "Räknat per 2025-06-01.\n\nSenare (1)\n  2026-01-31  Översyn (från 2024): Miljönämnden\n"
    )


ONGOING = DONE_2023.replace("krisplan: {status: uppfylls, datum: 2024-03-01}", "oversyn: {status: pågår}")


@pytest.mark.parametrize(("answer", "day"), [("", "2025-01-31"), (ONGOING, "2026-01-31")])
def test_an_answer_before_the_answer_day_moves_the_next_one_a_year(answer: str, day: str, ask: Ask) -> None:
    assert ask(f"{PLAN}{ONE_OFF}{answer}", "todo --as-of 2025-01-25 --before 2026-12-31") == (
        f"Räknat per 2025-01-25.\n\nSenare (1)\n  {day}  Översyn (från 2024): Miljönämnden\n"
    )


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        ("2025-12-30", "Ingenting är försenat eller nära förestående.\n"),
        ("2025-12-31", "Snart dags (1)\n  2025-12-31  Översyn (från 2024): Miljönämnden\n"),
    ],
)
def test_a_body_that_ends_before_the_answer_day_owes_what_is_due_by_then(
    ends: str, told: str, ask: Ask
) -> None:
    bodies = f"""
--- plan/organisation.yaml
slag:
  nämnd: {{titel: Nämnd, flertal: nämnder}}
organ:
  kommunstyrelsen: {{namn: Kommunstyrelsen, slag: nämnd}}
  miljonamnden: {{namn: Miljönämnden, slag: nämnd, till: {ends}}}
grupper:
  nämnder: {{slag: [nämnd], utom: [kommunstyrelsen]}}
"""
    duty = ONE_OFF.replace("start senast: 2026-02-01", "senast: 2025-12-31")
    assert ask(f"{PLAN}{duty}{ONGOING}{bodies}", "todo --as-of 2025-12-01") == (
        f"Räknat per 2025-12-01.\n\n{told}"
    )


def test_the_year_wheel_shows_every_day_that_matters(ask: Ask) -> None:
    standing = YEARLY.replace("analys:", "avtal:").replace("Analys", "Avtal")
    standing = standing.replace("årligen", "löpande\n    äldst: 24 månader")
    done = DONE_2023.replace("krisplan", "avtal")
    files = f"{PLAN}{YEARLY}{standing}{ONE_OFF}{done}"
    assert ask(files, "calendar 2026 --as-of 2025-06-01") == (
        "Årshjul 2026, Ängsköpings kommun\n\n"
        "Januari\n"
        "  31  Svarsdag för 2025\n"
        "Februari\n"
        "   1  Påbörja senast: Översyn: Miljönämnden\n"
        "Mars\n"
        "   1  Underlaget slutar att gälla: Avtal: Miljönämnden\n"
        "  31  Trygghetsredovisning 2025 räknas per den här dagen\n"
        "December\n"
        "  31  Sista dagen för 1\xa0krav utan egen dag:\n"
        "      1. Trygghet\n"
        "        Analys (2026): Miljönämnden\n"
    )


def test_proof_that_lapses_next_year_is_told_of_once(ask: Ask) -> None:
    """Last year's cell rests on it too."""
    standing = YEARLY.replace("analys:", "avtal:").replace("Analys", "Avtal")
    standing = standing.replace("årligen", "löpande\n    äldst: 24 månader")
    files = f"{PLAN}{standing}" + DONE_2023.replace("krisplan", "avtal")
    assert ask(files, "todo --as-of 2025-02-01 --before 2026-12-31") == (
        "Räknat per 2025-02-01.\n\nSenare (1)\n"
        "  2026-03-01  Avtal (2025): Miljönämnden, underlaget slutar att gälla\n"
    )


COUNCIL = """
--- trygghet.yaml
schema: 3
organisation: {namn: Ängsköpings kommun}
första uppföljningsår: 2020
mandatperiod: {första året: 2023, antal år: LENGTH}
redovisning: {titel: Redovisning, lämnas av: fullmaktige, lämnas till: fullmaktige}
--- plan/organisation.yaml
slag:
  fullmäktige: {titel: Fullmäktige, flertal: fullmäktige, tillträder: 15 oktober}
organ:
  fullmaktige: {namn: Fullmäktige, slag: fullmäktige}
grupper: {}
--- plan/indikatorer.yaml
"""


@pytest.mark.parametrize(
    ("years", "year", "expected"),
    [
        (
            1,
            2024,
            [
                "14  Mandatperioden 2024 slutar för fullmäktige: Fullmäktige",
                "15  Mandatperioden 2025 börjar för fullmäktige: Fullmäktige",
            ],
        ),
        (
            4,
            2022,
            [
                "14  Mandatperioden 2019–2022 slutar för fullmäktige: Fullmäktige",
                "15  Mandatperioden 2023–2026 börjar för fullmäktige: Fullmäktige",
            ],
        ),
        (4, 2024, []),
    ],
)
def test_the_year_wheel_turns_with_the_councils_own_mandate_period(
    years: int, year: int, expected: list[str], ask: Ask
) -> None:
    duty = CRISIS_PLAN.replace("[nämnder]", "[fullmaktige]")
    told = ask(f"{PLAN}{duty}{COUNCIL.replace('LENGTH', str(years))}", f"calendar {year} --as-of 2024-06-01")
    assert [line.strip() for line in told.splitlines() if "Mandatperioden" in line] == expected


def test_the_year_wheel_names_what_falls_due_again_in_other_years(ask: Ask) -> None:
    last = CRISIS_PLAN.replace("krisplan:", "plan:").replace("Krisplan", "Plan").replace("första", "sista")
    told = ask(f"{PLAN}{CRISIS_PLAN}{last}", "calendar 2027 --as-of 2026-11-22")
    assert told.startswith(
        f"{NOTICE}\n"
        "Gäller på nytt i den nya mandatperioden, med sista dag andra år:\n"
        "  2030-12-31  Plan (2027–2030): Miljönämnden\n\n"
        "Årshjul 2027, Ängsköpings kommun\n"
    )
    assert told.endswith("\n  31  Krisplan (2027–2030): Miljönämnden\n")


def test_an_event_has_one_identity_in_every_list_whoever_asks(ask: Ask) -> None:
    files = f"{PLAN}{YEARLY.replace('[miljonamnden]', '[miljonamnden, kommunstyrelsen]')}"

    def identity(words: str) -> str:
        events = ask(files, f"{words} --format ics").split("BEGIN:VEVENT\r\n")
        event = next(event for event in events if "SUMMARY:Analys (2026)" in event)
        return event.splitlines()[0]

    lists = (
        "todo --as-of 2026-11-22",
        "calendar 2026 --as-of 2026-11-22",
        "calendar 2026 --as-of 2027-02-01",
        "todo --as-of 2026-11-22 --body miljonamnden",
        "todo --as-of 2026-11-22 --body kommunstyrelsen",
    )
    assert len({identity(words) for words in lists}) == 1


def test_a_calendar_without_kommunkod_asks_for_an_id(repository_from: Build) -> None:
    root = repository_from(f"{PLAN}{YEARLY}")
    words = ("calendar", "2026", "--as-of", "2026-11-22", "--format", "ics")
    assert trygghet(*words, at=root).stderr == (
        "Obs: organisationen har varken kommunkod eller id, så händelserna kan förväxlas med en annan organisations. "
        "Skriv id under organisation i trygghet.yaml innan kalendern används.\n"
    )
    settings = root / "trygghet.yaml"
    named = "{namn: Ängsköpings kommun, id: angskoping}"
    settings.write_text(settings.read_text("utf-8").replace("{namn: Ängsköpings kommun}", named), "utf-8")
    told = trygghet(*words, at=root)
    assert told.stderr == ""
    settings.write_text(
        settings.read_text("utf-8").replace("Ängsköpings kommun", "Ängsköpings stad"), "utf-8"
    )
    assert trygghet(*words, at=root).stdout == told.stdout


def test_an_empty_list_says_what_it_was_asked_for(ask: Ask) -> None:
    files = f"{PLAN}{YEARLY}"
    late = "todo --as-of 2026-03-01"
    assert "Försenat (2)\n" in ask(files, late)
    assert ask(files, f"{late} --body kommunstyrelsen") == (
        "Räknat per 2026-03-01.\n\nIngenting är försenat eller nära förestående för Kommunstyrelsen.\n"
    )
    assert ask(files, f"{late} --before 2024-06-30") == (
        "Räknat per 2026-03-01.\n\nIngenting ska vara klart senast den 30\xa0juni\xa02024.\n"
    )


FROM_2022 = """
--- trygghet.yaml
schema: 3
organisation: {namn: Ängsköpings kommun}
första uppföljningsår: 2022
svarsdag: 31 januari året efter
mandatperiod: {första året: 2023, antal år: 4}
redovisning: {titel: Redovisning, lämnas av: kommunstyrelsen, lämnas till: kommunstyrelsen, dag: 31 mars året efter}
"""
VALID = """
--- plan/underlag.yaml
underlag:
  datum: {typ: datum, titel: Datum}
  gäller till: {typ: gäller till, titel: Gäller till}
--- followups/2023/miljonamnden.yaml
organ: miljonamnden
år: 2023
beslut: {datum: 2024-01-20}
svar:
  krisplan: {status: uppfylls, datum: 2023-05-10, gäller till: 2025-06-30}
"""


def test_proof_about_to_lapse_is_told_also_where_there_is_a_last_day(ask: Ask) -> None:
    files = f"{PLAN}{CRISIS_PLAN.replace('[datum]', '[datum, gäller till]')}{FROM_2022}{VALID}"
    assert ask(files, "todo --as-of 2025-06-01") == (
        "Räknat per 2025-06-01.\n\nSnart dags (1)\n"
        "  2025-06-30  Krisplan (2023–2026): Miljönämnden, underlaget slutar att gälla\n"
    )
    assert "  30  Underlaget slutar att gälla: Krisplan: Miljönämnden\n" in ask(
        "", "calendar 2025 --as-of 2025-06-01"
    )
    assert "”Krisplan”: underlaget slutar snart att gälla, Miljönämnden" in ask(
        "", "check 2025 --as-of 2025-06-01"
    )


def test_an_answer_that_was_missed_is_asked_for_before_the_last_day_of_a_one_off(ask: Ask) -> None:
    files = PLAN + ONE_OFF.replace("start senast: 2026-02-01", "senast: 2027-12-31")
    assert ask(files, "todo --as-of 2025-03-31") == (
        "Räknat per 2025-03-31.\n\nÅterstår (1)\n  2025-01-31  Översyn (från 2024): Miljönämnden\n"
    )


MAX_AGE = """
  skydd:
    titel: Skyddsanalys
    text: Ha en aktuell analys.
    slag: aktivitet
    ansvariga: [miljonamnden]
    periodicitet: löpande
    äldst: 24 månader
    underlag: [datum]
--- followups/2022/miljonamnden.yaml
organ: miljonamnden
år: 2022
beslut: {datum: 2023-01-20}
svar:
  skydd: {status: uppfylls, datum: 2022-11-15}
--- followups/2025/miljonamnden.yaml
organ: miljonamnden
år: 2025
svar:
  skydd: {status: uppfylls, datum: 2025-01-10}
"""


@pytest.mark.parametrize(("day", "late"), [("2025-01-05", 51), ("2025-01-20", 66), ("2025-02-01", 78)])
def test_proof_from_after_the_period_does_not_take_back_that_the_old_has_lapsed(
    ask: Ask, day: str, late: int
) -> None:
    told = ask(f"{PLAN}{MAX_AGE}{FROM_2022}", f"explain skydd miljonamnden 2024 --as-of {day}")
    assert f"Miljönämnden, 2024: obesvarat, {late} dagar för sent" in told.replace("\xa0", " ")


WAITING = """
  utred:
    titel: Utredning
    text: Utreda.
    slag: aktivitet
    ansvariga: [miljonamnden]
    periodicitet: engång
    från: 2024-01-01
    till: 2024-12-31
    underlag: [datum]
  folj:
    titel: Följa
    text: Följa utredningen.
    slag: aktivitet
    ansvariga: [miljonamnden]
    periodicitet: engång
    från: 2024-01-01
    väntar på: [utred]
    underlag: [datum]
--- followups/2024/miljonamnden.yaml
organ: miljonamnden
år: 2024
beslut: {datum: 2024-12-10}
svar:
  utred: {status: genomförd, datum: 2024-10-10}
"""


@pytest.mark.parametrize("day", ["2025-02-01", "2026-03-31"])
def test_what_was_awaited_and_is_done_stays_done_when_the_duty_has_ended(ask: Ask, day: str) -> None:
    assert "Miljönämnden, från 2024: obesvarat" in ask(
        f"{PLAN}{WAITING}", f"explain folj miljonamnden 2025 --as-of {day}"
    )


SINCE_2023 = """\
--- trygghet.yaml
schema: 3
organisation: {namn: Ängsköpings kommun}
första uppföljningsår: 2023
mandatperiod: {första året: 2023}
redovisning: {titel: Trygghetsredovisning, lämnas av: kommunstyrelsen, lämnas till: kommunstyrelsen}
"""
SILENT = "Försenat (1)\n  2023-12-31  Analys (2023): Miljönämnden, {days}\xa0dagar för sent\n"
CLOSED = """
--- plan/beslut.yaml
beslut:
  ingen-analys:
    innebörd: avslutad
    skyldigheter: [analys]
    organ: [miljonamnden]
    år: 2023
    skäl: Mätningarna från 2023 finns inte kvar.
    beslut: {organ: miljonamnden, datum: 2024-05-02, paragraf: 31}
"""


@pytest.mark.parametrize(
    ("files", "is_listed"),
    [
        pytest.param("", True, id="silent"),
        pytest.param(
            """
--- followups/2023/miljonamnden.yaml
organ: miljonamnden
år: 2023
exempel: nej
beslut: {datum: 2024-05-02}
svar:
  analys: {status: uppfylls ej}
""",
            False,
            id="answered",
        ),
        pytest.param(CLOSED, False, id="closed"),
    ],
)
def test_what_is_unanswered_stays_until_it_is_answered_or_closed(
    files: str, *, is_listed: bool, ask: Ask
) -> None:
    """The account is past on 31 March 2024, and what nobody has answered is on the list all the same."""
    told = ask(PLAN + YEARLY + SINCE_2023 + files, "todo --as-of 2024-06-30")
    assert (SILENT.format(days=182) in told) is is_listed
    assert ("2023" in told) is is_listed


def test_what_is_closed_is_told_in_the_account_and_changes_nothing_else(ask: Ask) -> None:
    told = ask(PLAN + YEARLY + SINCE_2023 + CLOSED, "explain analys miljonamnden 2023 --as-of 2024-06-30")
    assert "obesvarat, 182\xa0dagar för sent" in told
    assert "Kan inte längre göras, beslutat den 2\xa0maj\xa02024." in told
