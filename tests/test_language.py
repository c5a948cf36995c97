"""The language rules on running text: each finds inflected and reworded cases, and spares what only looks alike."""

import re
from datetime import date
from pathlib import Path

import pytest

from command import trygghet
from conftest import ROOT, Golden
from reference_pages import HANDBOOK
from trygghetsplan import api
from trygghetsplan.rules.wordlists import RENAMED

AS_OF = date(2026, 11, 22)


def codes(text: str, as_of: date = AS_OF, written: date | None = None) -> list[str]:
    result = api.lint({"text.md": text.encode()}, as_of, written)
    return [finding.rule.code for finding in result.findings]


def told(text: str, as_of: date = AS_OF, written: date | None = None) -> list[str]:
    result = api.lint({"text.md": text.encode()}, as_of, written)
    places = [(result.position(finding), finding) for finding in result.findings]
    return [f"{at.line}:{at.column} {found.rule.code} {found.message}" for at, found in places]


@pytest.mark.parametrize(
    "text",
    [
        "Arbetet påbörjas under hösten 2024.",
        "Kommunen kommer att påbörja en kartläggning.",
        "Nämnden inleder ett arbete med rutiner.",
        "Förvaltningen initierar investeringar i belysning.",
        "Statistiken går att hämta inom en snar framtid.",
        "Detta sker i en nära framtid.",
        "Underlaget ska inom en mycket snar\n\nframtid finnas.",
        "Systemet ska framöver ge statistik.",
        "Rutinen skrivs så snart som möjligt.",
        "Utbildning ges vid behov.",
        "Utifrån behov tas planer fram.",
        "Nämnden bistår efter behov.",
        "Åtgärder vidtas i mån av resurser.",
        "Styrdokumenten ses över.",
        "Kommunstyrelsen ser över reglerna.",
        "Under året ser kommunstyrelsen över reglerna.",
        "Nämnden ska genomföra en översyn av reglerna.",
        "Vi undersöker möjligheten att byta system.",
        "Det finns goda förutsättningar att ta fram statistik.",
        "Detta ger bättre möjligheter till enheterna.",
        "Guiden ska skapa förutsättningar för egna rutiner.",
        "Målsättningen är att systemet används.",
        "Bolaget strävar efter färre olyckor.",
    ],
)
def test_vague_words_are_found_however_they_are_put(text: str) -> None:
    assert codes(text) == ["TP901"]


@pytest.mark.parametrize(
    "text",
    [
        "Arbetet påbörjas i september och är klart senast den 31 mars 2025.",
        "Kartläggningen påbörjades den 3 mars 2024.",
        "Arbetet har påbörjats.",
        "Inledningen av rapporten är kort.",
        "Översynen blev klar i maj.",
        "Styrdokumenten ses över och ett förslag lämnas senast den 1 juni 2025.",
        "Vid behov av tolk bokas en sådan.",
        "Utifrån behovet i den egna verksamheten tas planer fram.",
        "De förutsättningar som lagen anger är uppfyllda.",
        "Kommunstyrelsen utvecklar former och förutsättningar för analys.",
        "Skriv aldrig ”vid behov” eller ”inom en snar framtid” i ett svar.",
        "Vi ser över tid att antalet minskar.",
        "I framtidens kommun är alla trygga.",
    ],
)
def test_near_misses_of_vague_words_are_spared(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Riktlinjerna om mutor är väl kända.",
        "Rutinen ska vara väl förankrad.",
        "Policyn är allmänt känd bland medarbetarna.",
        "Medarbetarna har god kännedom om våld i nära relationer.",
        "Tryggheten ligger fortsatt på hög nivå.",
        "Styrdokumenten hålls uppdaterade och relevanta.",
    ],
)
def test_criteria_that_nobody_can_measure(text: str) -> None:
    assert codes(text) == ["TP902"]


@pytest.mark.parametrize(
    "text",
    [
        "Riktlinjerna är väl kända av minst 80 procent av medarbetarna.",
        "Nio av tio har god kännedom om rutinen.",
        "Medarbetarna har god kännedom om rutinen enligt medarbetarundersökningen.",
        "Policyn är antagen.",
        "Huset ligger på hög höjd.",
    ],
)
def test_criteria_with_a_measure_are_spared(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "written", "expected"),
    [
        ("SKL har en handbok.", None, ["TP903"]),
        ("Följ SKL:s handbok.", date(2020, 2, 27), ["TP903"]),
        ("Sveriges Kommuner och\nLandsting har en handbok.", None, ["TP903"]),
        ("MSB har en vägledning.", None, ["TP903"]),
        ("Myndigheten för samhällsskydd och beredskap har en vägledning.", None, ["TP903"]),
        ("Förvaltningen gör säkerhetsanalysen.", date(2020, 2, 27), ["TP903"]),
        ("SKL har en handbok.", date(2018, 5, 1), []),
        ("MSB har en vägledning.", date(2020, 2, 27), []),
        ("Beslutsdatum: 2020-02-27\n\nMSB har en vägledning.", None, []),
        ("Följ det som SKR (då SKL) och MCF (då MSB) kom överens om.", None, []),
        ("Föreskriften MSBFS 2015:5 gäller.", None, []),
        ("Säkerhetsskyddsanalysen är gjord.", None, []),
        ("SKL heter nu Sveriges Kommuner och Regioner.", None, []),
    ],
)
def test_old_names_are_told_to_texts_from_after_the_change(
    text: str, written: date | None, expected: list[str]
) -> None:
    assert codes(text, written=written) == expected


def test_a_new_name_inside_another_word_does_not_excuse_the_old_one() -> None:
    assert codes("Överenskommelsen med SKL beskriver arbetet.") == ["TP903"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Otillåten påverkan anmäls. Utbilda om otillbörlig påverkan.",
            "1:39 TP904 ”otillbörlig påverkan”: samma sak heter också ”Otillåten påverkan”; välj ett",
        ),
        (
            "Säkerhetsskyddschefen beslutar. Fråga säkerhetsskyddsschefen.",
            "1:39 TP904 ”säkerhetsskyddsschefen”: ordet stavas också ”Säkerhetsskyddschefen”; välj ett",
        ),
        (
            "Medarbetarundersökningen är gjord. Nästa nedarbetarundersökning görs i maj.",
            "1:42 TP904 ”nedarbetarundersökning”: ordet stavas också ”Medarbetarundersökningen”; välj ett",
        ),
        (
            "Säkerhetsskyddschef. Säkerhetsskyddsxhef.",
            "1:22 TP904 ”Säkerhetsskyddsxhef”: ordet stavas också ”Säkerhetsskyddschef”; välj ett",
        ),
    ],
)
def test_one_thing_with_two_names(text: str, said: str) -> None:
    assert told(text) == [said]


@pytest.mark.parametrize(
    "text",
    [
        "Utbilda om otillbörlig påverkan. Den otillbörliga påverkan anmäls.",
        "Tillgängligheten ökar. Otillgängligheten minskar.",
        "Verksamheterna svarar. Verksamheten planerar. Verksamheters planer.",
        "Filen followups/2024/socialnamnden.yaml är socialnämndens.",
        "Säkerhetsskyddschef. Säkerhetsskyddscxef.",  # so near the end it may be an inflection
    ],
)
def test_inflections_opposites_and_paths_are_not_two_names(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("För mandatperioden 2019–2022 är arbetsutskottet krisledningsnämnd.", ["TP905"]),
        ("Avtalet gäller till och med 2024-12-31.", ["TP905"]),
        ("Planen är giltig t.o.m. 2023.", ["TP905"]),
        ("För mandatperioden 2023–2026 är arbetsutskottet krisledningsnämnd.", []),
        ("Under mandatperioden 2015–2018 var arbetsutskottet krisledningsnämnd.", []),
        ("Avtalet gäller till och med 2027-12-31.", []),
        ("Undersökningen omfattar 2019–2022.", []),
    ],
)
def test_periods_that_have_ended(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Våld i nära rela tioner.\n\nArbetet mot våld i nära relationer leds av nätverket.", ["TP906"]),
        ("Utveckla in satser mot våld, väga in målen. Sociala insatser följs upp.", ["TP906"]),
        ("Det görs en gång. Uppgiften är av engång.", []),
        ("I dag är det idag.", []),
    ],
)
def test_words_with_a_space_in_them(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


REPLY = """# Yttrande över granskningen

1) Fråga medarbetarna

Medarbetarundersökningen kommer att kompletteras med en fråga.

2) Skriv rutiner

Rutinerna är skrivna sedan 2024.

3) Utbilda

Genom att komplettera medarbetarundersökningen (se kommentar till rekommendation
{number}) kan utbildningen riktas. Det sker före juni 2025.
"""


def test_a_reference_to_the_wrong_answer_is_found_by_what_the_sentence_is_about() -> None:
    undated, reference = told(REPLY.format(number=2))
    assert undated == "5:26 TP701 svaret på rekommendation 1 lovar något utan att säga när det ska vara klart"
    said = "hänvisningen går till rekommendation 2, men ”medarbetarundersökningen” står i svaret på rekommendation 1"
    assert reference == f"13:49 TP703 {said}"


def test_a_reference_to_the_right_answer_is_spared() -> None:
    assert [line for line in told(REPLY.format(number=1)) if "TP703" in line] == []


def test_a_reference_to_an_answer_that_is_not_there() -> None:
    assert "13:49 TP703 hänvisningen går till rekommendation 7, men någon sådan finns inte i texten" in told(
        REPLY.format(number=7)
    )


def test_a_promise_with_a_time_is_no_undated_promise() -> None:
    assert "TP701" not in codes(REPLY.format(number=1).replace("en fråga.", "en fråga våren 2025."))
    assert "TP701" not in codes("1. Kommunen kommer att svara.\n\n2. Kommunen kommer att skriva.\n")


def test_one_numbered_paragraph_is_no_reply_and_two_are() -> None:
    one = "# Yttrande över granskningen\n\n1) Fråga\n\nKommunen kommer att svara.\n"
    assert told(one) == []
    assert told(f"{one}\n2) Skriv\n\nDet är gjort.\n") == [
        "5:10 TP701 svaret på rekommendation 1 lovar något utan att säga när det ska vara klart"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Senast reviderad: [Klicka och fyll i]", ["TP451"]),
        ("Ansvarig: <ange funktion>", ["TP451"]),
        ("Kör kommandot todo, se [handboken](handbok.md).", []),
        ("Kontakta 811218-9876.", ["TP802"]),
    ],
)
def test_placeholders_and_personal_numbers(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_positions_are_code_points_also_after_windows_line_ends() -> None:
    text = "\ufeffÅtgärder\r\nges vid behov.\r\n"
    assert told(text) == [
        "2:5 TP901 ”vid behov” säger inte vad som avgör; skriv när det ska göras och vem som bestämmer det"
    ]


def test_quoted_words_and_code_are_mentions() -> None:
    assert codes("```\nvid behov\n```\n\nSkriv inte `ses över`.\n") == []


TEXT = """Förslag till yttrande över revisionsskrivelse

Diarienummer: [fyll i]

1. Skriv rutiner

Kommunstyrelsen instämmer. Det finns goda förutsättningar att ta fram rutiner inom en snar
framtid. Riktlinjerna ska vara väl kända.

2. Utbilda chefer

Alla chefer utbildas senast den 31 mars 2027 enligt SKL:s handbok.
"""


def test_lint_shows_the_line_and_the_word(tmp_path: Path, golden: Golden) -> None:
    (tmp_path / "yttrande.md").write_text(TEXT, encoding="utf-8")
    done = trygghet("lint", "yttrande.md", "--as-of", "2026-11-22", at=tmp_path)
    assert done.returncode == 0
    golden("audit/lint.txt", f"{done.stdout}--- stderr\n{done.stderr}")


def test_lint_needs_no_repository_and_says_when_all_is_well(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("Alla chefer utbildas senast den 31 mars 2027.\n", encoding="utf-8")
    done = trygghet("lint", "text.txt", at=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "Inga fel i 1\xa0fil.\n", "")


def test_lint_takes_the_day_the_text_speaks_from(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("MSB har en vägledning.\n", encoding="utf-8")
    given = ("lint", "text.txt", "--as-of", "2026-11-22", "--output-format", "concise")
    assert "TP903" in trygghet(*given, at=tmp_path).stdout
    assert "TP903" not in trygghet(*given, "--dated", "2024-05-02", at=tmp_path).stdout


@pytest.mark.parametrize(
    ("name", "data", "code", "said"),
    [
        ("a.docx", b"PK\x03\x04rest", 2, "a.docx är ingen ren text (ett Word- eller Exceldokument); spara"),
        ("a.pdf", b"%PDF-1.7", 2, "a.pdf är ingen ren text (en pdf); spara"),
        ("a.txt", "vid behov".encode("utf-16"), 2, "a.txt är ingen ren text (en text i UTF-16); spara"),
        ("a.bin", b"a\x00b", 2, "a.bin är ingen ren text; spara innehållet som text eller Markdown i UTF-8."),
        ("a.txt", "på hög nivå".encode("latin-1"), 1, "TP002"),
        ("a.txt", b"x" * (1 << 21), 2, "a.txt är för stor: högst 1 MiB läses."),
    ],
)
def test_lint_of_what_is_no_text(name: str, data: bytes, code: int, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    done = trygghet("lint", name, at=tmp_path)
    assert done.returncode == code
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["saknas.md"], "Fel: filen saknas.md finns inte.\n"),
        (["."], "Fel: . är ingen fil.\n"),
    ],
)
def test_lint_of_nothing(arguments: list[str], said: str, tmp_path: Path) -> None:
    done = trygghet("lint", *arguments, at=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


def test_the_documentation_has_every_name_that_was_changed() -> None:
    text = (ROOT / "docs" / "lint.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")[2:4]] for line in text.splitlines() if "|" in line]
    for renamed in RENAMED:
        new = f"{renamed.new}, {renamed.full}" if renamed.full else renamed.new
        assert [new, renamed.since.isoformat()] in rows


ABOUT_FAULTS = ("annan-organisation.md", "exempeldata.md", "fragor.md", "lint.md", "uppslag/regler.md")
"""Pages of the handbook that show what the rules find, or what the plan's own titles are."""


@pytest.mark.parametrize("page", [page for page in HANDBOOK if page not in ABOUT_FAULTS])
def test_our_own_handbook_is_nearly_clean(page: str) -> None:
    assert set(codes(re.sub("<!--.*?-->", "", HANDBOOK[page]))) <= {"TP901"}
