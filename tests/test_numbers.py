"""Numbers in from other systems: small files, what each changes, what is refused, and how the account tells of it.

The columns of incident systems and surveys here are made up, as are all the values.
"""

import hashlib
import io
import json
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command import trygghet
from conftest import ROOT, Build, write_files
from trygghetsplan.numbers.amounts import read_amount
from trygghetsplan.numbers.individuals import individuals
from trygghetsplan.numbers.tables import found_tables, read_sheets
from trygghetsplan.workbooks.safe_unzip import UnusableFile
from trygghetsplan.workbooks.sheet import SheetCell

SAMPLES = ROOT / "tests" / "fixtures" / "siffror"
PLAN = """
--- plan/underlag.yaml
underlag:
  datum: {typ: datum, titel: Datum}
  avtal: {typ: avtal, titel: Avtal}
  antal: {typ: antal, titel: Antal händelser, räknar: händelser}
--- plan/fokusomraden/2-handelser.yaml
dokument: planen
fokusområde: 2
titel: Händelser
skyldigheter:
  rapportering:
    titel: Rapportering av händelser
    text: Rapportera händelser.
    slag: grunduppgift
    ansvariga: [nämnder]
    periodicitet: årligen
    underlag: [datum, antal]
  larm:
    titel: Larm
    text: Ha larm.
    slag: grunduppgift
    ansvariga: [nämnder]
    periodicitet: årligen
    underlag: [datum, antal]
    skydd: intern
    sekretess: {lagrum: 18 kap. 13 §, bedömning: Svaret visar var skyddet brister.}
--- followups/2024/miljonamnden.yaml
organ: miljonamnden
år: 2024
beslut: {datum: 2025-02-20}
svar:
  rsa:
    status: uppfylls
    datum: 2024-04-18
  # räknas i januari
  rapportering:
    status: uppfylls
    datum: 2024-12-31   # sista dagen
    antal: 7
"""
MAP = """
--- plan/siffror/kia.yaml
källa: KIA
publicerad: 2025-01-31
hämtad: 2025-02-03
rader:
  handelser-miljo:
    skyldighet: rapportering
    organ: miljonamnden
    underlag: antal
    rader i filen: {Förvaltning: Miljö}
    talkolumn: Antal
    periodkolumn: År
    enhet: händelser
    räknade statusar: [avslutade]
"""
TABLE = "Förvaltning;År;Antal\nMiljö;2024;12\nVård;2024;40\nTotalt;2024;52\n"


def run(root: Path, content: str | bytes, *more: str, name: str = "kia.csv") -> tuple[int, str, str]:
    """Import a file of that content; return the exit code and both streams."""
    path = root.parent / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    done = trygghet("numbers", "import", str(path), "--year", "2024", *more, at=root)
    return done.returncode, done.stdout, done.stderr.replace(str(root.parent), "…")


def workbook(*rows: list[object], merged: str = "", formula: str = "", sheets: int = 1) -> bytes:
    """Return a workbook with the rows on each of its sheets."""
    import xlsxwriter

    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    for _ in range(sheets):
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if merged:
            sheet.merge_range(merged, "Antal")
        if formula:
            sheet.write_formula(formula, "=6*2", None, 12)
    book.close()
    return held.getvalue()


HEAD, ROW = ["Förvaltning", "År", "Antal"], ["Miljö", 2024, 12]


def account(root: Path, *more: str) -> str:
    """Return the account of 2024 and its annexes as Markdown."""
    done = trygghet("report", "2024", "--format", "md", "--as-of", "2025-03-31", *more, at=root)
    assert done.returncode == 0, done.stderr
    return "".join(path.read_text(encoding="utf-8") for path in sorted((root / "build").glob("*.md")))


def test_shown_then_written_then_nothing_left_to_do(repository_from: Build) -> None:
    root = repository_from(PLAN + MAP)
    before = (root / "followups/2024/miljonamnden.yaml").read_text(encoding="utf-8")
    change = "followups/2024/miljonamnden.yaml:12: Antal händelser: 7 → 12 (händelser, 2024; kia.csv, rad 2, kolumn C)\n"
    assert run(root, TABLE) == (
        0,
        change,
        "Inget är skrivet än (2\xa0filer ändras). Nästa steg: trygghet numbers import …/kia.csv --year 2024 --write\n",
    )
    assert not (root / "followups/2024/siffror.yaml").exists()
    assert run(root, TABLE, "--write") == (
        0,
        change + "Skrev followups/2024/miljonamnden.yaml\nSkrev followups/2024/siffror.yaml\n",
        "Nästa steg: granska med git diff, sedan trygghet check 2024\n",
    )
    assert (root / "followups/2024/miljonamnden.yaml").read_text(encoding="utf-8") == before.replace(
        "antal: 7", "antal: 12"
    )
    assert (root / "followups/2024/siffror.yaml").read_text(encoding="utf-8") == (
        "# yaml-language-server: $schema=../../schema/project/hamtade-siffror.schema.json\n"
        "år: 2024\n"
        "siffror:\n"
        "  handelser-miljo:\n"
        "    skyldighet: rapportering\n"
        "    organ: miljonamnden\n"
        "    underlag: antal\n"
        "    enhet: händelser\n"
        "    räknade statusar: [avslutade]\n"
        "    värde: 12\n"
        "    period: 2024\n"
        "    källa: KIA\n"
        "    publicerad: 2025-01-31\n"
        "    hämtad: 2025-02-03\n"
        "    fil: kia.csv\n"
        f"    kontrollsumma: sha256:{hashlib.sha256(TABLE.encode()).hexdigest()}\n"
    )
    assert run(root, TABLE, "--write") == (
        0,
        "",
        "Inget är ändrat: siffrorna för 2024 är redan inlästa.\n",
    )
    assert "siffror.yaml" not in trygghet("fmt", "followups/2024/siffror.yaml", "--check", at=root).stdout


def test_nothing_is_written_when_one_number_is_amiss(repository_from: Build) -> None:
    second = "  andra:\n    indikator: trygghet\n    indikatorns källa: enkat\n    talkolumn: Index\n"
    second += '    period: "2024"\n    enhet: index\n    räknade statusar: [alla]\n'
    root = repository_from(PLAN + MAP + second)
    before = (root / "followups/2024/miljonamnden.yaml").read_bytes()
    table = "Förvaltning;År;Antal;Index\nMiljö;2024;12;ett\n"
    assert run(root, table, "--write")[:2] == (
        1,
        "kia.csv, rad 2, kolumn D: här står något annat än ett tal\n",
    )
    assert (root / "followups/2024/miljonamnden.yaml").read_bytes() == before
    assert not (root / "followups/2024/indikatorer.yaml").exists()


def with_map(**keys: str) -> str:
    """Return the map with some keys of its line changed; an empty value takes the key away."""
    text = MAP
    for key, value in keys.items():
        name = key.replace("_", " ")
        lines = [line for line in text.splitlines() if not line.startswith(f"    {name}:")]
        text = "\n".join([*lines, *([f"    {name}: {value}"] if value else [])]) + "\n"
    return text


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("12", ",", "12"),
        ("1 234", ",", "1234"),
        ("1\u00a0234\u00a0567", ",", "1234567"),
        ("1\u202f234,5", ",", "1234.5"),
        ("3,14", ",", "3.14"),
        ("3.14", ",", "3.14"),
        ("1,234", ",", "1.234"),
        ("1.234,5", ",", "1234.5"),
        ("1,234.5", "", "1234.5"),
        ("0.123", ",", "0.123"),
        ("1.234", ".", "1.234"),
        ("-4", ",", "-4"),
        ("\u22124,5", ",", "-4.5"),
        ("6.8046875123", ".", "6.804688"),
        ("1.5e-3", ".", "0.0015"),
        ("1000", ",", "1000"),
    ],
)
def test_how_a_number_is_read(text: str, decimal: str, value: str) -> None:
    amount = read_amount(SheetCell(text), decimal)
    assert (str(amount.value), amount.flaw) == (value, "")


@pytest.mark.parametrize(
    "text", ["", "..", "...", ".", "-", "–", "x", "X", "<5", "< 5", "färre än 5", "n/a", "uppgift saknas"]
)
def test_what_a_source_does_not_show_is_no_number(text: str) -> None:
    assert read_amount(SheetCell(text), ",") == (None, "", "", False)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            TABLE.replace("År", "Period"),
            "kia.csv: kolumnen ”År” saknas; rätta kartan, eller be om hela filen",
        ),
        (
            TABLE.replace("Vård;2024", "Miljö;2024"),
            "kia.csv, rad 3: raderna 2 och 3 passar alla; skriv fler villkor i ”rader i filen”, eller statuskolumn",
        ),
        (
            "Förvaltning;År;Antal;Antal\nMiljö;2024;12;3\n",
            "kia.csv, rad 1, kolumn D: rubriken ”Antal” står i två kolumner; byt namn på den ena i filen",
        ),
        (
            TABLE.replace("2024", "2023"),
            "kia.csv, rad 2, kolumn B: filen har 2023 men inte 2024; är det fjolårets fil? Ingenting är ändrat",
        ),
        (TABLE.replace("12", "tolv"), "kia.csv, rad 2, kolumn C: här står något annat än ett tal"),
        (
            TABLE.replace("12", "-12"),
            "kia.csv, rad 2, kolumn C: talet är mindre än noll, och det kan inget antal vara",
        ),
        (
            TABLE.replace("12", "12,5"),
            "kia.csv, rad 2, kolumn C: talet har decimaler, och det kan inget antal ha",
        ),
        (TABLE.replace(";12", ";2024-03-04"), "kia.csv, rad 2, kolumn C: här står ett datum, inte ett tal"),
        (
            TABLE.replace(";12", ";1.234"),
            "kia.csv, rad 2, kolumn C: talet går att läsa på två sätt: tusental eller decimaler; skriv det utan punkt och komma",
        ),
        (
            TABLE.replace(";12", ";12 %"),
            "kia.csv, rad 2, kolumn C: här står en annan enhet än ”händelser”, som kartan säger; rätta det som är fel",
        ),
        (
            TABLE.replace(";40", ";40 kr").replace(";52", ";52 tkr"),
            "kia.csv, rad 4, kolumn C: kolumnen har tal i två enheter; be om en fil med en enhet i varje kolumn",
        ),
        (
            "Förvaltning;Enhet;År;Antal\nMiljö;kronor;2024;12\n",
            "kia.csv, rad 2, kolumn B: här står en annan enhet än ”händelser”, som kartan säger; rätta det som är fel",
        ),
        (
            "Förvaltning;Del;År;Antal\nMiljö;Totalt;2024;12\n",
            (
                "kia.csv, rad 2, kolumn B: raden är en summarad och kan räknas dubbelt; "
                "nämn den i ”rader i filen” om det är den som gäller"
            ),
        ),
        (
            "Förvaltning;År;Antal\nMiljö;2024;1\nMiljö;2024;1\nVård;2024;1\n",
            "kia.csv, rad 2, kolumn C: varje rad räknas som 1, så raderna är enskilda händelser eller personer; be om antal per år",
        ),
        ("", "kia.csv: filen är tom"),
        ('"a;b\n', "kia.csv: filens citattecken går inte ihop; spara den igen ur systemet"),
        (b"%PDF-1.7\n", "kia.csv: filen är varken csv, xlsx, ods eller json; spara den som någon av dem"),
        (b"a;b\n\x00;1\n", "kia.csv: filen är ingen text som går att läsa; spara den som csv i UTF-8"),
        ('[{"Antal": 1', "kia.csv: filen är ingen hel json-fil i UTF-8; hämta den igen"),
        ('{"a": [1]}', "kia.csv: filen är ingen lista av poster, och varken Koladas eller SCB:s json-stat2"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_at_its_place(
    repository_from: Build, content: str | bytes, said: str
) -> None:
    root = repository_from(PLAN + MAP)
    assert run(root, content, "--write") == (1, f"{said}\n", "Inget är inläst.\n")
    assert not (root / "followups/2024/siffror.yaml").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            "Förvaltning;År;Antal;Namn\nMiljö;2024;12;\n",
            "rad 1, kolumn D: rubriken säger att kolumnen har uppgifter om enskilda; be om en fil med bara antal",
        ),
        (
            "Förvaltning;År;Antal;Kommentar\nMiljö;2024;12;\n",
            "rad 1, kolumn D: rubriken säger att kolumnen har fritext; be om en fil med bara antal",
        ),
        (
            "Ärendenummer;Förvaltning;År;Antal\n7;Miljö;2024;12\n",
            "rad 1, kolumn A: rubriken säger att varje rad är ett ärende eller en händelse; be om antal, inte händelser",
        ),
        (
            "Förvaltning;År;Antal;Övrigt\nMiljö;2024;12;811218-9876\n",
            "rad 2, kolumn D: här står det som ser ut som ett personnummer; filen får inte ha uppgifter om enskilda",
        ),
        (
            "Förvaltning;År;Antal;Övrigt\nMiljö;2024;12;anna.andersson@exempel.se\n",
            "rad 2, kolumn D: här står det som ser ut som en e-postadress till en person; filen får inte ha uppgifter om enskilda",
        ),
        (
            "Förvaltning;År;Antal;Övrigt\nMiljö;2024;12;Anna Andersson\n",
            "rad 2, kolumn D: här står det som ser ut som ett namn på en person; filen får inte ha uppgifter om enskilda",
        ),
        (
            "Förvaltning;År;Antal;Övrigt\nMiljö;2024;12;" + "ordet " * 25 + "\n",
            "rad 2, kolumn D: här står löpande text; be om en fil med bara tal",
        ),
        (
            "Dag;Förvaltning;År;Antal\n2024-03-04;Miljö;2024;2\n2024-03-09;Miljö;2024;1\n2024-05-11;Vård;2024;3\n",
            "rad 2, kolumn A: varje rad har sin egen dag eller tid, så raderna är enskilda händelser; be om antal, inte händelser",
        ),
    ],
)
def test_individuals_are_refused_and_never_repeated(repository_from: Build, content: str, said: str) -> None:
    root = repository_from(PLAN + MAP)
    code, out, _ = run(root, content)
    assert (code, out) == (1, f"kia.csv, {said}\n")


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (TABLE.encode("utf-8-sig"), "rad 2, kolumn C"),
        (TABLE.encode("cp1252"), "rad 2, kolumn C"),
        (TABLE.encode("utf-16"), "rad 2, kolumn C"),
        (TABLE.replace(";", "\t"), "rad 2, kolumn C"),
        (TABLE.replace(";", ","), "rad 2, kolumn C"),
        ("Uttag ur systemet;;\n\n" + TABLE.replace("Miljö", '"Miljö"'), "rad 4, kolumn C"),
        (TABLE.replace("Norra", "Östra Torn") + "Östra Torn;2024;1 000\n", "rad 2, kolumn C"),
        (TABLE.replace("\n", "\r\n"), "rad 2, kolumn C"),
        (json.dumps([{"Förvaltning": "Miljö", "År": 2024, "Antal": 12}]), "post 1"),
    ],
)
def test_how_systems_write_their_tables(repository_from: Build, content: str | bytes, place: str) -> None:
    root = repository_from(PLAN + MAP)
    code, out, _ = run(root, content)
    assert (code, out) == (
        0,
        f"followups/2024/miljonamnden.yaml:12: Antal händelser: 7 → 12 (händelser, 2024; kia.csv, {place})\n",
    )


@cache
def whole_files() -> list[bytes]:
    """Return files that can be read; a workbook has the time it was made in it, so each is made once."""
    samples = [(SAMPLES / name).read_bytes() for name in ("kolada.json", "scb.json")]
    return [TABLE.encode(), *samples, workbook(HEAD, ROW)]


@given(st.data())
@settings(max_examples=60)
def test_a_damaged_file_is_refused_in_a_sentence(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from(whole_files()))
    place = data.draw(st.integers(0, len(whole)))
    torn = whole[:place] + data.draw(st.binary(max_size=3)) + whole[place + data.draw(st.integers(0, 3)) :]
    try:
        sheets, known = read_sheets(torn)
    except UnusableFile:
        return
    individuals("f", sheets, frozenset(), is_json=bool(known))
    tables = found_tables("f", sheets, known, ["value"], None)
    for table in tables if isinstance(tables, list) else ():
        for row in table.rows:
            read_amount(table.cell(row, "value"), table.decimal)


def test_statuses_are_added_and_the_sum_is_our_own(repository_from: Build) -> None:
    line = with_map(statuskolumn="Status", räknade_statusar="[Avslutad, Åtgärdad]")
    root = repository_from(PLAN + line)
    table = "Förvaltning;År;Status;Antal\nMiljö;2024;Avslutad;5\nMiljö;2024;Åtgärdad;4\nMiljö;2024;Pågår;3\n"
    code, out, _ = run(root, table, "--write")
    assert (code, out.splitlines()[0]) == (
        0,
        (
            "followups/2024/miljonamnden.yaml:12: Antal händelser: 7 → 9 "
            "(händelser, 2024; kia.csv, rad 2, kolumn D + kia.csv, rad 3, kolumn D)"
        ),
    )
    assert "    egen beräkning: ja\n" in (root / "followups/2024/siffror.yaml").read_text(encoding="utf-8")
    written = account(root)
    assert "egen beräkning av tal från KIA" in written
    assert "källa: KIA" not in written
    code, out, _ = run(root, table.replace("Åtgärdad", "Klar"))
    assert (code, out) == (
        1,
        "kia.csv, rad 2, kolumn C: filen har ingen rad med statusen ”Åtgärdad”; rätta ”räknade statusar”\n",
    )


KOLADA = """
--- plan/indikatorer.yaml
indikatorer:
  trygghet:
    titel: Upplevd trygghet
    enhet: index
    bättre: lägre
    område: 1-trygghet
    källor: {enkat: Kommunens enkät, kolada: Kolada}
--- followups/2024/indikatorer.yaml
år: 2024
indikatorer:
  trygghet:
    värden:
      enkat: {värde: "7,1"}   # ur den egna enkäten
--- plan/siffror/kolada.yaml
källa: Kolada
publicerad: 2025-03-01
hämtad: 2025-03-04
rader:
  trygghet-kolada:
    indikator: trygghet
    indikatorns källa: kolada
    rader i filen: {kpi: N07403, municipality: "1281", gender: T}
    enhet: index
    räknade statusar: [alla]
"""


def test_kolada_as_it_is_downloaded_and_what_the_account_says_of_it(repository_from: Build) -> None:
    root = repository_from(PLAN + KOLADA)
    content = (SAMPLES / "kolada.json").read_bytes()
    code, out, _ = run(root, content, "--write", name="kolada.json")
    assert (code, out) == (
        0,
        (
            "followups/2024/indikatorer.yaml:4: Upplevd trygghet: inget → 6,804688 (index, 2024; kolada.json, post 4)\n"
            "Skrev followups/2024/indikatorer.yaml\nSkrev followups/2024/siffror.yaml\n"
        ),
    )
    assert (root / "followups/2024/indikatorer.yaml").read_text(encoding="utf-8").splitlines()[3:] == [
        "    värden:",
        '      enkat: {värde: "7,1"}   # ur den egna enkäten',
        "      kolada:",
        '        värde: "6,804688"',
        "        publicerad: 2025-03-01",
        "        hämtad: 2025-03-04",
    ]
    said = (
        "2024: 6,804688 (index, period 2024, räknade statusar: alla). "
        "Källa: Kolada, publicerat 1 mars 2025, hämtat 4 mars 2025."
    )
    assert said in account(root).replace("\xa0", " ")
    internal = account(root, "--audience", "internal").replace("\xa0", " ")
    checksum = hashlib.sha256(content).hexdigest()
    assert f"{said[:-1]}, fil kolada.json, kontrollsumma sha256:{checksum}." in internal


def test_scb_as_it_is_downloaded(repository_from: Build) -> None:
    line = KOLADA.replace("källa: Kolada\n", "källa: SCB\n").replace("2025-03-01", "2025-02-21")
    line = line.replace('{kpi: N07403, municipality: "1281", gender: T}', '{Region: "1281"}')
    root, content = repository_from(PLAN + line), (SAMPLES / "scb.json").read_bytes()
    assert run(root, content, name="scb.json")[:2] == (
        0,
        "followups/2024/indikatorer.yaml:4: Upplevd trygghet: inget → 102 (index, 2024; scb.json, post 2)\n",
    )
    write_files(root, line.replace('{Region: "1281"}', '{Region: "1280"}'))
    assert run(root, content, name="scb.json") == (
        0,
        "scb.json, post 4: källan visar inget tal här; det är inte noll, och utelämnas\n",
        "Inget är ändrat.\n",
    )
    write_files(root, line.replace("2025-02-21", "2025-02-22"))
    assert run(root, content, name="scb.json")[1] == (
        "plan/siffror/kolada.yaml:2:13: filen säger att den uppdaterades 2025-02-21; skriv den dagen som publicerad\n"
    )


def test_a_count_in_the_account_says_where_it_comes_from(repository_from: Build) -> None:
    root = repository_from(PLAN + MAP)
    run(root, TABLE, "--write")
    said = (
        "Antal händelser: 12 (händelser, period 2024, räknade statusar: avslutade; "
        "källa: KIA, publicerat 31 januari 2025, hämtat 3 februari 2025)"
    )
    assert said in account(root).replace("\xa0", " ")
    path = root / "followups/2024/miljonamnden.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("antal: 12", "antal: 13"), encoding="utf-8")
    assert "källa: KIA" not in account(root)
    found = trygghet("validate", "--output-format", "concise", at=root)
    assert found.stdout == (
        "followups/2024/miljonamnden.yaml:12:12: varning TP531 här står 13, men 12 hämtades; "
        "läs in filen igen, eller ta bort posten i siffror.yaml\nHittade 1\xa0varning i 10\xa0filer.\n"
    )


def test_last_years_file_changes_nothing(repository_from: Build) -> None:
    line = with_map(periodkolumn="", period='"2024"')
    root = repository_from(PLAN + line)
    assert run(root, TABLE, "--write")[0] == 0
    (root / "followups/2025").mkdir()
    old = (root / "followups/2024/miljonamnden.yaml").read_text(encoding="utf-8")
    new = old.replace("2024", "2025").replace("beslut: {datum: 2025-02-20}\n", "")
    (root / "followups/2025/miljonamnden.yaml").write_text(new, encoding="utf-8")
    year = ("--year", "2025", "--write")
    assert run(root, TABLE, *year)[1] == (
        "plan/siffror/kia.yaml:5:3: samma fil är redan inläst för 2024; är det fjolårets fil? Ingenting är ändrat\n"
    )
    later = TABLE.replace("12", "13")
    assert run(root, later, *year)[1] == (
        "plan/siffror/kia.yaml:3:9: filen är en annan än den som hämtades 2025-02-03 för 2024; "
        "skriv dagen då den här filen hämtades\n"
    )
    write_files(root, line.replace("2025-02-03", "2026-02-03"))
    assert run(root, later, *year)[1] == (
        "plan/siffror/kia.yaml:5:3: perioden i kartan är inte 2025; är det fjolårets fil? "
        "Rätta ”period”, eller välj år med --year\n"
    )
    assert not (root / "followups/2025/siffror.yaml").exists()


def test_a_closed_duty_is_told_inside_only(repository_from: Build) -> None:
    text = PLAN.replace("  rapportering:\n    status", "  larm:\n    status")
    root = repository_from(text + with_map(skyldighet="larm"))
    assert run(root, TABLE, "--write")[0] == 0
    assert "KIA" not in account(root)
    assert "KIA" not in account(root, "--format", "json")


def test_what_may_not_be_stored_is_not_aimed_at(repository_from: Build) -> None:
    root = repository_from(PLAN + with_map(skyldighet="skyddsanalys"))
    code, _, err = run(root, TABLE)
    assert (code, err.splitlines()[0]) == (
        1,
        (
            "plan/siffror/kia.yaml:13:17: fel TP331 skyldigheten får inte lagras, "
            "så inga siffror kan hämtas till den; ta bort raden"
        ),
    )


def test_what_a_map_names_exists(repository_from: Build) -> None:
    root = repository_from(
        PLAN + with_map(skyldighet="raporttering", organ="miljonamden", underlag="antalet")
    )
    found = trygghet("validate", "--output-format", "concise", at=root).stdout.splitlines()
    assert [line.split(" ")[0:3] for line in found[:3]] == [
        ["plan/siffror/kia.yaml:11:17:", "fel", "TP302"],
        ["plan/siffror/kia.yaml:12:12:", "fel", "TP301"],
        ["plan/siffror/kia.yaml:13:15:", "fel", "TP303"],
    ]


def test_examples_and_real_numbers_are_not_mixed(repository_from: Build) -> None:
    root = repository_from(PLAN + MAP.replace("källa: KIA", "exempel: ja\nkälla: KIA"))
    assert run(root, TABLE)[1] == (
        "plan/siffror/kia.yaml:6:3: kartans siffror är påhittade, och det är inte svaren i "
        "followups/2024/miljonamnden.yaml; båda ska säga exempel: ja, eller ingen av dem\n"
    )
    write_files(root, PLAN.replace("år: 2024", "år: 2024\nexempel: ja"))
    assert run(root, TABLE, "--write")[0] == 0
    assert "exempel: ja\n" in (root / "followups/2024/siffror.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (
            workbook(HEAD, ROW),
            0,
            "followups/2024/miljonamnden.yaml:12: Antal händelser: 7 → 12 (händelser, 2024; kia.xlsx, rad 2, kolumn C)",
        ),
        (
            workbook(HEAD, ["Miljö", "2024", "12"]),
            0,
            (
                "followups/2024/miljonamnden.yaml:12: Antal händelser: 7 → 12 (händelser, 2024; kia.xlsx, rad 2, kolumn C)\n"
                "  Obs: kia.xlsx, rad 2, kolumn C: talet är sparat som text, och läses som tal"
            ),
        ),
        (
            workbook([*HEAD, "", ""], ROW, merged="C1:D1"),
            1,
            (
                "kia.xlsx, rad 1, kolumn C: rutorna är sammanfogade, så det går inte att veta vad talen hör till; "
                "dela dem och spara filen igen"
            ),
        ),
        (
            workbook(HEAD, ROW, formula="C2"),
            1,
            "kia.xlsx, rad 2, kolumn C: här står en formel; skriv värdet i stället",
        ),
        (
            workbook(HEAD, ROW, sheets=2),
            1,
            "kia.xlsx: flera blad har de kolumner som kartan nämner; skriv vilket i ”blad” i kartan",
        ),
        (
            b"PK\x03\x04damaged",
            1,
            "kia.xlsx: filen är skadad eller ingen arbetsbok; spara filen som .xlsx eller .ods",
        ),
    ],
)
def test_workbooks(repository_from: Build, content: bytes, code: int, said: str) -> None:
    root = repository_from(PLAN + MAP)
    assert run(root, content, name="kia.xlsx")[:2] == (code, f"{said}\n")


def test_which_map_is_meant(repository_from: Build) -> None:
    root = repository_from(PLAN + MAP)
    assert run(root, TABLE, "--map", "kai")[::2] == (
        2,
        "Fel: kartan kai finns inte; menade du ”kia”?\n",
    )
    write_files(root, MAP.replace("kia.yaml", "bia.yaml").replace("handelser-miljo", "andra"))
    assert run(root, TABLE)[0] == 1  # two lines aimed at the same number
