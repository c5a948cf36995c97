"""Letters: the reminder of `todo` and the one that goes with a form, in the words that are sent."""

from collections.abc import Callable
from datetime import date

import pytest

from conftest import ROOT, Build, Golden, repository_at
from trygghetsplan import api
from trygghetsplan.engine.grid import Grid
from trygghetsplan.output.formats import short_file
from trygghetsplan.report.letters import BodyLetter, letter_with_form, reminder
from trygghetsplan.report.todo import todo_text

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
TODAY = date(2025, 11, 22)


@pytest.fixture
def write(repository_from: Build) -> Write:
    """Return a function that writes the reminder to a body of a small repository; empty where there is none."""

    def written(
        files: str, as_of: str, body: str = "miljonamnden", *, form: str = "md", reply_by: str | None = None
    ) -> str:
        loaded = api.load(repository_from(files))
        assert loaded.repository is not None
        grid = Grid(loaded.repository, date.fromisoformat(as_of))
        letter = reminder(grid, body, None, date.fromisoformat(reply_by) if reply_by else None, {})
        return short_file(letter, form).decode().strip().replace("\xa0", " ") if letter else ""

    return written


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("- **")]


def titles(letter: BodyLetter | None) -> list[str]:
    assert letter is not None
    return [line.title for part in letter.parts for _, own in part.chapters for line in own]


def test_a_letter_for_one_body_and_year(golden: Golden) -> None:
    repository = repository_at(ROOT / "tests" / "fixtures" / "region")
    grid = Grid(repository, date(2025, 11, 22))
    letter = letter_with_form(grid, "halsoutskottet", 2025, "blanketten h.xlsx", date(2026, 2, 15))
    golden("new/letter.md", short_file(letter, "md").decode())


def test_a_body_with_nothing_left_still_gets_a_letter() -> None:
    grid = Grid(repository_at(ROOT / "tests" / "fixtures" / "region"), date(2025, 11, 22))
    asked = letter_with_form(grid, "ambulansbolaget", 2025, "blanketten", date(2026, 2, 15))
    assert (asked.parts, asked.has_urged, asked.reply_by) == ((), False, date(2026, 2, 15))


def test_standing_duties_are_counted_and_not_listed_one_by_one(repository_from: Build) -> None:
    standing = YEARLY.replace("analys:", "rutin:").replace("Analys", "Rutin").replace("årligen", "löpande")
    files = f"{PLAN}{YEARLY}{standing}".format(who="miljonamnden")
    repository = repository_at(repository_from(files))
    asked = letter_with_form(Grid(repository, date(2025, 11, 22)), "miljonamnden", 2025, "x", TODAY)
    assert titles(asked) == ["Analys (2025)"]
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
    asked = letter_with_form(Grid(repository, date(2026, 11, 22)), "miljonamnden", 2027, "x", TODAY)
    assert titles(asked) == ["Översyn (2027–2030)"]


HEAD = """# {subject}

> **Internt, sekretessprövas före utlämnande.**

- Till: {to}
- Från: Kommunstyrelsen, Ängsköpings kommun
- Datum: 22 november 2026

Hej!

"""
END = """
Svara på det här brevet. Skriv funktioner, aldrig namn på personer, och inga uppgifter som omfattas av sekretess.

Hör av er om något är oklart.

Med vänlig hälsning

Kommunstyrelsen, Ängsköpings kommun"""


def test_what_remains_stands_first_in_the_order_of_the_plan_and_without_its_old_days(write: Write) -> None:
    head = HEAD.format(
        subject="Påminnelse om uppföljning, svara senast den 6 december 2026", to="Miljönämnden"
    )
    assert write(f"{PLAN}{YEARLY.format(who='miljonamnden')}{REPORT}", "2026-11-22") == (
        head
        + "Det här är en påminnelse till miljönämnden om uppföljningen. Det som ska följas upp står i ”Plan för"
        " trygghet”. Läget är räknat per den 22 november 2026.\n\n"
        "Svara senast den 6 december 2026 på det som återstår, och på det andra när det är gjort.\n\n"
        "## Återstår\n\n"
        "### 1. Trygghet\n\n"
        "- **Analys (2024)**. Svar saknas. Svara med: datum.\n"
        "- **Analys (2025)**. Svar saknas. Svara med: datum.\n"
        "- **Rapport (2024)**. Svar saknas. Svara med: datum.\n"
        "- **Rapport (2025)**. Svar saknas. Svara med: datum.\n\n"
        "## Snart dags\n\n"
        "### 1. Trygghet\n\n"
        "- **Analys (2026)**: sista dag är den 31 december 2026. Svara med: datum.\n" + END
    )


MANY = "".join(
    YEARLY.format(who="miljonamnden")
    .replace("analys:", f"analys-{number}:")
    .replace("titel: Analys", f"titel: Analys {number}")
    for number in range(1, 12)
)


def test_a_year_without_any_answer_is_one_line_of_the_list(repository_from: Build) -> None:
    grid = Grid(repository_at(repository_from(f"{PLAN}{MANY}{REPORT}")), date(2025, 3, 10))
    late = "Försenat (12)\n  2025-01-31  Hela uppföljningen för 2024{0}, 12 krav, 38 dagar för sent\n"
    told = "; ".join(f"Analys {number}" for number in range(1, 12))
    assert todo_text(grid, None).replace("\xa0", " ") == late.format(": Miljönämnden")
    assert todo_text(grid, None, "miljonamnden").replace("\xa0", " ") == (
        f"{late.format('')}              1. Trygghet: {told}; Rapport\n"
    )


def test_a_year_without_any_answer_is_told_shortly(write: Write) -> None:
    """Nobody reads a line for each of fifty duties that all say the same."""
    text = write(f"{PLAN}{MANY}{REPORT}", "2026-01-20", reply_by="2026-02-10")
    told = "; ".join(f"Analys {number}" for number in range(1, 12))
    assert text.split("## Återstår")[1].split("## Snart dags")[0] == (
        f"\n\n**Uppföljningen för 2024 är inte lämnad.** Den gäller 12 krav:\n\n- 1\\. Trygghet: {told}; Rapport\n\n"
    )
    assert (
        "\nSvara på det här brevet. Be gärna om blanketten, som ställer alla frågor. Skriv funktioner,"
        in text
    )


def test_a_mail_is_a_draft_without_addresses_and_always_the_same(write: Write, golden: Golden) -> None:
    files = f"{PLAN}{YEARLY.format(who='bolaget')}".replace("titel: Analys", "titel: <b>*Analys*</b>")
    mail = write(files, "2025-03-01", "bolaget", form="eml", reply_by="2026-01-15")
    assert mail.count("\r\n") == mail.count("\n")
    golden("new/letter.eml", mail.replace("\r\n", "\n"))


TO_COUNCIL = """
--- plan/organisation.yaml
slag:
  nämnd: {titel: Nämnd, flertal: nämnder}
  fullmäktige: {titel: Fullmäktige, flertal: fullmäktige}
organ:
  kommunstyrelsen: {namn: Kommunstyrelsen, slag: nämnd}
  miljonamnden: {namn: Kommunfullmäktige, slag: fullmäktige}
--- trygghet.yaml
schema: 3
organisation: {namn: Ängsköpings kommun}
första uppföljningsår: 2024
redovisning: {titel: Trygghetsredovisning, lämnas av: kommunstyrelsen, lämnas till: miljonamnden}
"""


@pytest.mark.parametrize("day", [None, "2026-12-24"])
def test_nothing_is_demanded_of_fullmaktige(day: str | None, write: Write) -> None:
    """Not even where a day to reply is given."""
    files = f"{TO_COUNCIL}{PLAN}{YEARLY.format(who='miljonamnden')}"
    head = HEAD.format(subject="Upplysning om uppföljning", to="Kommunfullmäktige")
    assert write(files, "2026-11-22", reply_by=day) == (
        head
        + "Det här är en upplysning från kommunstyrelsen till kommunfullmäktige om det som ska göras enligt"
        " ”Plan för trygghet”. Kommunstyrelsen begär inget. Hur det tas upp avgör kommunfullmäktige."
        " Läget är räknat per den 22 november 2026.\n\n"
        "## Återstår\n\n"
        "### 1. Trygghet\n\n"
        "- **Analys (2024)**.\n"
        "- **Analys (2025)**.\n\n"
        "## Snart dags\n\n"
        "### 1. Trygghet\n\n"
        "- **Analys (2026)**: sista dag är den 31 december 2026.\n\n"
        "Hör av er om något är oklart.\n\n"
        "Med vänlig hälsning\n\n"
        "Kommunstyrelsen, Ängsköpings kommun"
    )


def test_what_is_still_to_come_has_its_own_day(write: Write) -> None:
    text = write(f"{PLAN}{YEARLY.format(who='miljonamnden')}{REPORT}", "2025-01-10")
    assert text.startswith("# Påminnelse om uppföljning\n")
    assert "\nSvara när det är gjort.\n" in text
    assert lines(text) == [
        "- **Analys (2024)**: svaret ska lämnas senast den 31 januari 2025. Svara med: datum.",
        "- **Rapport (2024)**: sista dag är den 28 februari 2025. Svara med: datum.",
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


def test_what_comes_again_has_its_own_days(write: Write) -> None:
    text = write(f"{PLAN}{MANDATE}", "2026-11-22")
    assert lines(text) == [
        "- **Krisplan (2027–2030)**: sista dag är den 31 december 2027. Svara med: datum.",
        "- **Översyn (2027–2030)**: sista dag är den 31 december 2030. Svara med: datum.",
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
            "- **Krisplan (2023–2026)**: sista dag är den 30 juni 2026. Svaret för 2024 säger ”uppfylls delvis”."
            " Svara med: datum."
        ),
        "- **Översyn (från 2024)**. Öppen punkt som senast besvarades för 2024. Svara med: datum.",
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
    text = write(f"{PLAN}{YEARLY.format(who='bolaget')}{law}", "2026-11-22", "bolaget", reply_by="2027-01-31")
    assert (
        "Kommunen uppmanar er att svara senast den 31 januari 2027 på det som återstår, och på det andra när det är"
        " gjort. Hos er beslutar styrelsen om allt som inte är bindande för er.\n" in text
    )
    assert "Det som ska följas upp står i ”Plan för trygghet” och ”Lag om trygghet”." in text
    assert lines(text)[-2:] == [
        "- **Analys (2026)**: planens sista dag är den 31 december 2026. Svara med: datum.",
        "- **Lagens plan (2026)**: sista dag är den 31 december 2026. Det är bindande för er. Svara med: datum.",
    ]


def test_a_letter_names_only_the_documents_that_ask_for_something(write: Write) -> None:
    assert "står i ”Lag om trygghet”." in write(
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
    text = write(f"{files}{PLAN}{plan}{whole}{standing}", "2025-12-01", "bolaget")
    assert "påminnelse till Ängsköpings Fastighets AB (publ) om uppföljningen." in text
    assert "Dessutom gäller 1 krav hela året. Det besvaras en gång, i uppföljningen för 2025.\n" in text
    assert lines(text) == [
        "- **Analys (2024)**. Svar saknas. Svara med: genomfört (ja eller nej) och RSA.",
        "- **Hela uppföljningen för 2024**. Svar saknas.",
        "- **Analys (2024)**. Svar saknas. Svara med: RSA.",
        (
            "- **Analys (2025)**: sista dag är den 31 december 2025. Svara med: genomfört (ja eller nej) och"
            " RSA."
        ),
        "- **Hela uppföljningen för 2025**: svaret ska lämnas senast den 28 februari 2026.",
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


@pytest.mark.parametrize("body", ["miljonamnden", "klimatnamnden"])
def test_what_a_ceased_body_left_behind_goes_to_its_successor(body: str, write: Write) -> None:
    files = f"{PLAN}{REPORT}"
    text = write(f"{CEASED}{HEIR}{files}", "2026-11-22", body)
    assert "\n- Till: Klimatnämnden\n" in text
    assert lines(text) == ["- **Rapport (2024)**, som var miljönämndens. Svar saknas. Svara med: datum."]


def test_a_body_that_has_ceased_without_a_successor_gets_no_letter(write: Write) -> None:
    assert write(f"{CEASED}{PLAN}{REPORT}", "2026-11-22") == ""
