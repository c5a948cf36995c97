"""Letters: the reminder of `todo` and the one that goes with a form, in the words that are sent."""

from collections.abc import Callable
from datetime import date

import pytest

from conftest import ROOT, Build, Golden, repository_at
from trygghetsplan import api
from trygghetsplan.engine.grid import Grid
from trygghetsplan.output.render import render_letters
from trygghetsplan.report.letters import letter, letters

PLAN = """
--- followups/2024/miljonamnden.yaml
--- plan/fokusomraden/1-trygghet.yaml
dokument: planen
fokusområde: 1
titel: Trygghet
skyldigheter:
"""
YEARLY = """
  analys:
    titel: Analys
    text: Göra en analys.
    slag: aktivitet
    ansvariga: [{who}]
    periodicitet: årligen
    underlag: [datum]
"""
REPORT = """
  rapport:
    titel: Rapport
    text: Lämna en rapport.
    slag: rapport
    ansvariga: [miljonamnden]
    periodicitet: årligen
    senast: 28 februari året efter
    underlag: [datum]
"""
Write = Callable[..., str]


@pytest.fixture
def write(repository_from: Build) -> Write:
    """Return a function that writes the reminders of a small repository."""

    def written(files: str, as_of: str, body: str | None = None) -> str:
        loaded = api.load(repository_from(files))
        assert loaded.repository is not None
        grid = Grid(loaded.repository, date.fromisoformat(as_of))
        return render_letters(letters(grid, None, body)).strip().replace("\xa0", " ")

    return written


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("- ")]


def test_a_letter_for_one_body_and_year(golden: Golden) -> None:
    repository = repository_at(ROOT / "tests" / "fixtures" / "region")
    grid = Grid(repository, date(2025, 11, 22))
    text = render_letters([letter(grid, "halsoutskottet", 2025)])
    assert "Svara i uppföljningen för 2025. Skriv funktioner" in text
    golden("new/letter.md", text)


def test_a_body_with_nothing_left_still_gets_a_letter() -> None:
    repository = repository_at(ROOT / "tests" / "fixtures" / "region")
    asked = letter(Grid(repository, date(2025, 11, 22)), "ambulansbolaget", 2025)
    assert (asked.parts, asked.has_urged, asked.answer_by) == ((), False, date(2026, 2, 15))


def test_standing_duties_are_counted_and_not_listed_one_by_one(repository_from: Build) -> None:
    standing = YEARLY.replace("analys:", "rutin:").replace("Analys", "Rutin").replace("årligen", "löpande")
    files = f"{PLAN}{YEARLY}{standing}".format(who="miljonamnden")
    repository = repository_at(repository_from(files))
    asked = letter(Grid(repository, date(2025, 11, 22)), "miljonamnden", 2025)
    assert [line.title for part in asked.parts for line in part.lines] == ["Analys (2025)"]
    assert asked.standing == 1


def test_what_is_proved_for_a_coming_year_is_not_asked_for(repository_from: Build) -> None:
    proved = """
--- plan/underlag.yaml
underlag:
  datum: {typ: datum, titel: Datum}
  gäller från: {typ: gäller från, titel: Gäller från}
--- followups/2027/miljonamnden.yaml
organ: miljonamnden
år: 2027
svar:
  krisplan: {status: uppfylls, datum: 2026-10-01, gäller från: 2027-01-01}
"""
    repository = repository_at(repository_from(f"{PLAN}{MANDATE}{proved}"))
    asked = letter(Grid(repository, date(2026, 11, 22)), "miljonamnden", 2027)
    assert [line.title for part in asked.parts for line in part.lines] == ["Översyn (2027–2030)"]


def test_a_line_names_its_year_where_that_is_not_the_letters(write: Write) -> None:
    assert write(f"{PLAN}{YEARLY.format(who='miljonamnden')}{REPORT}", "2026-11-22") == (
        "# Miljönämnden\n\n"
        "Ämne: Påminnelse om uppföljning, 4 punkter är försenade\n\n"
        "Hej!\n\n"
        "Det här är en påminnelse till miljönämnden om uppföljningen. Det som ska följas upp står i Plan för"
        " trygghet. Läget är räknat per 22 november 2026.\n\n"
        "Svara först på det som är försenat. Svara på resten senast den 31 januari 2027, om inget annat står vid"
        " punkten.\n\n"
        "## Försenat\n\n"
        "- **Analys (2024)**: sista dag var den 31 december 2024. Fyll i: datum. Svara i"
        " uppföljningen för 2024.\n"
        "- **Rapport (2024)**: sista dag var den 28 februari 2025. Fyll i: datum. Svara i"
        " uppföljningen för 2024.\n"
        "- **Analys (2025)**: sista dag var den 31 december 2025. Fyll i: datum. Svara i"
        " uppföljningen för 2025.\n"
        "- **Rapport (2025)**: sista dag var den 28 februari 2026. Fyll i: datum. Svara i"
        " uppföljningen för 2025.\n\n"
        "## Snart dags\n\n"
        "- **Analys (2026)**: sista dag är den 31 december 2026. Fyll i: datum.\n\n"
        "Svara i uppföljningen för 2026, om ingen annan uppföljning står vid punkten. Skriv funktioner, aldrig namn på personer, och inga uppgifter som omfattas av sekretess.\n\n"
        "Hör av er om något är oklart.\n\n"
        "Med vänlig hälsning\n\n"
        "Kommunstyrelsen, Ängsköpings kommun"
    )


def test_in_january_the_last_day_has_been_and_the_answer_is_awaited(write: Write) -> None:
    text = write(f"{PLAN}{YEARLY.format(who='miljonamnden')}{REPORT}", "2025-01-10")
    assert "Ämne: Påminnelse om uppföljning, svara senast den 31 januari 2025\n" in text
    assert lines(text) == [
        "- **Analys (2024)**: sista dag var den 31 december 2024, svara senast den 31 januari 2025. Fyll i: datum.",
        "- **Rapport (2024)**: sista dag är den 28 februari 2025, även för svaret. Fyll i: datum.",
    ]


MANDATE = """
  krisplan:
    titel: Krisplan
    text: Ha en krisplan.
    slag: aktivitet
    ansvariga: [miljonamnden]
    periodicitet: mandatperiod
    senast: 31 december första året
    från: 2027-01-01
    underlag: [datum]
  oversyn:
    titel: Översyn
    text: Se över planen.
    slag: aktivitet
    ansvariga: [miljonamnden]
    periodicitet: mandatperiod
    senast: 31 december sista året
    från: 2027-01-01
    underlag: [datum]
"""


def test_what_comes_again_is_answered_in_the_coming_years(write: Write) -> None:
    text = write(f"{PLAN}{MANDATE}", "2026-11-22")
    assert "\nSvara i uppföljningen för" not in text
    assert lines(text) == [
        (
            "- **Krisplan (2027–2030)**: sista dag är den 31 december 2027. Fyll i: datum. Svara i"
            " uppföljningen för 2027 senast den 31 januari 2028."
        ),
        (
            "- **Översyn (2027–2030)**: sista dag är den 31 december 2030. Fyll i: datum. Svara i uppföljningen för"
            " det år då det görs, senast den 31 januari 2031."
        ),
    ]


def test_what_remains_but_is_not_late_says_so(write: Write) -> None:
    """Delvis before the last day has come, and a one-off that was last answered too long ago."""
    followup = """
--- followups/2024/miljonamnden.yaml
organ: miljonamnden
år: 2024
beslut: {datum: 2025-01-20}
svar:
  krisplan: {status: uppfylls delvis, datum: 2024-05-01}
  oversyn: {status: pågår}
"""
    plan = MANDATE.replace("    från: 2027-01-01\n", "").replace("31 december första", "30 juni sista")
    plan = plan.replace("mandatperiod\n    senast: 31 december sista året", "engång\n    från: 2024-06-01")
    text = write(f"{PLAN}{plan}{followup}", "2026-02-10")
    assert "\n## Återstår\n" in text
    assert lines(text) == [
        (
            "- **Översyn (från 2024)**: svar väntades senast den 31 januari 2026. Öppen punkt som senast besvarades för"
            " 2024. Fyll i: datum."
        ),
        (
            "- **Krisplan (2023–2026)**: sista dag är den 30 juni 2026, även för svaret. Svaret för 2024 säger ”uppfylls"
            " delvis”. Fyll i: datum."
        ),
    ]


def test_a_company_is_urged_also_where_the_law_binds_it_to_something(write: Write) -> None:
    law = """
--- plan/lagkrav.yaml
dokument: lagen
titel: Lagkrav
skyldigheter:
  lag-plan:
    titel: Lagens plan
    text: Ha en plan.
    slag: grunduppgift
    ansvariga: [bolaget]
    periodicitet: årligen
    underlag: [datum]
"""
    text = write(f"{PLAN}{YEARLY.format(who='bolaget')}{law}", "2026-11-22")
    assert (
        "Kommunen uppmanar er att svara senast den 31 januari 2027, om inget annat står vid punkten. Hos er"
        " beslutar styrelsen om allt som inte är bindande för er.\n" in text
    )
    assert "Det som ska följas upp står i Plan för trygghet och Lag om trygghet." in text
    assert lines(text)[-2:] == [
        "- **Analys (2026)**: sista dag är den 31 december 2026. Fyll i: datum.",
        "- **Lagens plan (2026)**: sista dag är den 31 december 2026. Det är bindande för er. Fyll i: datum.",
    ]


def test_what_an_urged_body_has_not_done_is_not_called_late(write: Write) -> None:
    text = write(f"{PLAN}{YEARLY.format(who='bolaget')}", "2025-03-01")
    assert "Ämne: Påminnelse om uppföljning\n" in text
    assert "\n## Har stått öppet\n" in text
    assert lines(text) == [
        (
            "- **Analys (2024)**: planens sista dag var den 31 december 2024. Fyll i: datum. Svara i"
            " uppföljningen för 2024."
        )
    ]


def test_a_letter_names_only_the_documents_that_ask_for_something(write: Write) -> None:
    assert "står i Lag om trygghet." in write(
        f"{PLAN}{YEARLY.format(who='miljonamnden')}".replace("dokument: planen", "dokument: lagen"),
        "2026-11-22",
    )


def test_a_letter_reads_as_swedish(write: Write) -> None:
    files = """
--- plan/underlag.yaml
underlag:
  genomfört: {typ: ja-nej, titel: Genomfört}
  rsa: {typ: dokument, titel: RSA}
  årssvaret: {typ: årssvaret, titel: Årssvaret}
--- plan/organisation.yaml
slag:
  nämnd: {titel: Nämnd, flertal: nämnder}
organ:
  kommunstyrelsen: {namn: Kommunstyrelsen, slag: nämnd}
  bolaget: {namn: Ängsköpings Fastighets AB (publ), slag: nämnd}
"""
    plan = YEARLY.format(who="bolaget").replace("[datum]", "[genomfört, rsa]")
    whole = REPORT.replace("miljonamnden", "bolaget").replace("[datum]", "[årssvaret]")
    standing = YEARLY.replace("analys:", "rutin:").format(who="bolaget")
    standing = standing.replace("årligen", "löpande").replace("[datum]", "[rsa]")
    text = write(f"{files}{PLAN}{plan}{whole}{standing}", "2025-12-01")
    assert "påminnelse till Ängsköpings Fastighets AB (publ) om uppföljningen." in text
    assert "Därtill gäller 1 skyldighet hela året. Den besvaras en gång, i uppföljningen för 2025.\n" in text
    assert lines(text)[2:] == [
        (
            "- **Hela uppföljningen för 2024**: skulle ha lämnats senast den 28 februari 2025. Svara i"
            " uppföljningen för 2024."
        ),
        "- **Analys (2025)**: sista dag är den 31 december 2025. Fyll i: genomfört (ja eller nej) och RSA.",
        "- **Hela uppföljningen för 2025**: lämnas senast den 28 februari 2026.",
    ]


CEASED = """
--- plan/organisation.yaml
slag:
  nämnd: {titel: Nämnd, flertal: nämnder}
organ:
  kommunstyrelsen: {namn: Kommunstyrelsen, slag: nämnd}
  miljonamnden: {namn: Miljönämnden, slag: nämnd, till: 2025-06-30}
"""
HEIR = "  klimatnamnden: {namn: Klimatnämnden, slag: nämnd, från: 2025-07-01, efterträder: miljonamnden}\n"


def test_what_a_ceased_body_left_behind_goes_to_its_successor(write: Write) -> None:
    files = f"{PLAN}{REPORT}"
    text = write(f"{CEASED}{HEIR}{files}", "2026-11-22", "klimatnamnden")
    assert text.startswith("# Klimatnämnden\n")
    assert lines(text) == [
        (
            "- **Rapport (2024)**, som var miljönämndens: sista dag var den 28 februari 2025. Fyll i: datum. Svara i"
            " miljönämndens uppföljning för 2024."
        )
    ]


def test_a_body_that_has_ceased_without_a_successor_gets_no_letter(write: Write) -> None:
    assert write(f"{CEASED}{PLAN}{REPORT}", "2026-11-22") == ""
