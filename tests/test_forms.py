"""Forms out and back: what is asked, what comes back, and what is refused with the cell named."""

import io
import json
import random
import re
import subprocess
import sys
import zipfile
from base64 import b64encode
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from command import trygghet
from conftest import ROOT, Build, Golden, repository_at
from filled import SHEET, filled, member_changed
from trygghetsplan import api
from trygghetsplan.engine.grid import Grid
from trygghetsplan.forms.cells import unflatten
from trygghetsplan.forms.exchange import form_files, import_forms
from trygghetsplan.forms.form import Form
from trygghetsplan.forms.merge import merge
from trygghetsplan.forms.ods import read_ods
from trygghetsplan.forms.page import FormPage
from trygghetsplan.forms.questions import forms
from trygghetsplan.forms.reading import read_form
from trygghetsplan.forms.safe_unzip import Package, UnusableFile
from trygghetsplan.forms.sheet import FORMULA, Sheet, SheetCell
from trygghetsplan.forms.workbook import workbook
from trygghetsplan.output.render import render_form
from trygghetsplan.shipped import template
from trygghetsplan.swedish import long_date

EVERYTHING = """\
--- plan/underlag.yaml
underlag:
  datum: {typ: datum, titel: Datum}
  avtal: {typ: avtal, titel: Avtal}
  möten: {typ: möten, titel: Möten, minst: 2}
  kanaler: {typ: kryss, titel: Kanaler, alternativ: {webb: Webbplatsen, lattlast: Lättläst, tryckt: Tryckt}}
  funktioner: {typ: funktioner, titel: Funktioner}
  andel: {typ: andel, titel: Andel, mål: 9 av 10}
  deltagare: {typ: antal, titel: Deltagare}
  klart: {typ: ja-nej, titel: Klart}
  gäller till: {typ: gäller till, titel: Gäller till}
--- plan/fokusomraden/2-allt.yaml
dokument: planen
fokusområde: 2
titel: Allt
skyldigheter:
  allt:
    titel: Allt på en gång
    text: Visa allt underlag som finns.
    slag: grunduppgift
    ansvariga: [miljonamnden]
    periodicitet: årligen
    från: 2025-01-01
    underlag: [datum, möten, kanaler, funktioner, andel, deltagare, klart]
--- followups/2025/miljonamnden.yaml
# Filens egen kommentar.
organ: miljonamnden
år: 2025
beslut: {datum: 2026-01-20}
svar:
  rsa:  # analysen
    status: uppfylls
    datum: 2025-03-01
  avtalskrav:
    status: uppfylls delvis
    händelser:
      larm:
        avtal: {MN 2025/0001: ja}
      reservkraft:
        avtal:
          MN 2025/0002: nej  # omförhandlas

  # Nästa del
  allt:
    status: uppfylls
    datum: 2025-05-01
    möten:
      - 2025-02-01
      - 2025-09-01
    kanaler: [webb, tryckt]
    funktioner: [Miljöchef, Stabschef]
    andel: 9 av 10
    deltagare: 1 200
    klart: ja
"""


@pytest.fixture
def root(repository_from: Build) -> Path:
    return repository_from(EVERYTHING)


def form_of(root: Path, body: str = "miljonamnden", year: int = 2025) -> Form:
    repository = repository_at(root)
    return forms(repository, year)[body]


def workbook_of(root: Path) -> bytes:
    return workbook(form_of(root), date(2025, 12, 1), "0123456789ab")


def taken(root: Path, data: bytes, name: str = "miljo.xlsx") -> list[str]:
    """Return what an import says: the summary, or the faults."""
    repository = repository_at(root)
    try:
        found = import_forms(
            repository,
            root,
            [read_form(name, data)],
            lambda texts: api.validate(api.load_with(root, texts)).findings,
        )
    except UnusableFile as unfit:
        return [str(unfit)]
    said = [f"{fault.place}: {fault.message}" for fault in found.faults]
    return said or found.summary.splitlines()


def test_the_questions_of_a_body(root: Path, golden: Golden) -> None:
    lines = []
    for question in form_of(root).questions:
        lines += ["", f"{question.chapter} / {question.title} ({question.when})", f"  {question.text}"]
        lines += [f"  ! {question.note}"] if question.note else []
        for cell in question.cells:
            held, before = question.held.get(cell.route, ""), question.before.get(cell.route, "")
            lines.append(
                f"  {cell.key} [{cell.type}] {cell.label}: {held!r} {before!r} {'|'.join(cell.choices)}"
            )
    golden("form-questions.txt", "\n".join(lines).lstrip() + "\n")


@pytest.mark.parametrize("year", [2022, 2023, 2024, 2025])
def test_every_answer_comes_back_from_its_cells_as_it_was(year: int) -> None:
    repository = repository_at(ROOT)
    for form in forms(repository, year).values():
        document = repository.years[form.body].get(year)
        for question in form.obligations:
            answer = document.record.answers.get(question.id) if document else None
            again = unflatten(question.parts, question.held, question.prefix)
            assert again == (answer.as_data() if answer else {})
            assert set(question.held) <= {cell.route for cell in question.cells}


def test_the_same_input_gives_the_same_bytes_on_any_day(root: Path) -> None:
    assert workbook_of(root) == workbook_of(root)
    with zipfile.ZipFile(io.BytesIO(workbook_of(root))) as book:
        written = re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", book.read("docProps/core.xml").decode())
        assert {*written, *(str(part.date_time[0]) for part in book.infolist())} == {
            "2025-12-01T00:00:00Z",
            "1980",
        }


def test_a_form_that_nobody_has_written_in_changes_nothing(root: Path) -> None:
    assert taken(root, workbook_of(root)) == []


def test_no_cell_is_merged_and_no_text_is_a_formula(root: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook_of(root))) as book:
        text = book.read(SHEET).decode()
    assert "<mergeCell" not in text
    assert "<f>" not in text


def test_only_what_was_written_changes_and_comments_stay(root: Path) -> None:
    data = filled(
        workbook_of(root),
        {
            "kontakt": "Miljöstrateg",
            "beslut/paragraf": 12,
            "svar/rsa/datum": date(2025, 4, 2),
            "svar/avtalskrav/händelser/2/avtal/2/diarienummer": "MN 2025/0003",
            "svar/avtalskrav/händelser/2/avtal/2/krav": "ja",
            "svar/avtalskrav/händelser/3/namn": "Nytt städavtal",
            "svar/avtalskrav/händelser/3/avtal/1/diarienummer": "MN 2025/0004",
            "svar/avtalskrav/händelser/3/avtal/1/krav": "JA",
            "svar/allt/möten/3": "3 november 2025",
            "svar/allt/kanaler/lattlast": "ja",
            "svar/allt/kanaler/tryckt": None,
            "svar/allt/funktioner/3": "Tjänsteman i beredskap; Kommunikatör",
            "svar/allt/deltagare": 1300,
            "svar/allt/kommentar": "Rad ett\nRad två: # ingen kommentar",
            "svar/skyddsanalys/status": "genomgånget",
            "svar/skyddsanalys/datum": "2025-02-03",
        },
    )
    returned = root / "miljo.xlsx"
    returned.write_bytes(data)
    path = root / "followups" / "2025" / "miljonamnden.yaml"
    before = path.read_text(encoding="utf-8")
    shown = trygghet("form", "import", "miljo.xlsx", at=root)
    assert (shown.returncode, path.read_text(encoding="utf-8")) == (0, before)
    assert shown.stderr == "Inget är skrivet än. Nästa steg: samma kommando med --write\n"
    done = trygghet("form", "import", "miljo.xlsx", "--write", at=root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout == (
        "followups/2025/miljonamnden.yaml: 12\u00a0ändringar\n"
        "  Kontakt: (tomt) → Miljöstrateg\n"
        "  Paragraf: (tomt) → 12\n"
        "  Risk- och sårbarhetsanalys: Datum: 2025-03-01 → 2025-04-02\n"
        "  Krav i avtal: Händelser, reservkraft, Avtal, MN 2025/0003: (tomt) → ja\n"
        "  Krav i avtal: Händelser, nytt-stadavtal, Avtal, MN 2025/0004: (tomt) → ja\n"
        "  Säkerhetsskyddsanalys: Status: (tomt) → genomgånget\n"
        "  Säkerhetsskyddsanalys: Datum: (tomt) → 2025-02-03\n"
        "  Allt på en gång: Möten: 2025-02-01, 2025-09-01 → 2025-02-01, 2025-09-01, 2025-11-03\n"
        "  Allt på en gång: Kanaler: webb, tryckt → webb, lattlast\n"
        "  Allt på en gång: Funktioner: Miljöchef, Stabschef →"
        " Miljöchef, Stabschef, Tjänsteman i beredskap, Kommunikatör\n"
        "  Allt på en gång: Deltagare: 1200 → 1300\n"
        "  Allt på en gång: Kommentar: (tomt) → Rad ett ↵ Rad två: # ingen kommentar\n"
        "Skrev followups/2025/miljonamnden.yaml\n"
    )
    assert (
        path.read_text(encoding="utf-8")
        == """\
# Filens egen kommentar.
organ: miljonamnden
år: 2025
beslut: {datum: 2026-01-20, paragraf: 12}
kontakt: Miljöstrateg
svar:
  rsa:  # analysen
    status: uppfylls
    datum: 2025-04-02
  avtalskrav:
    status: uppfylls delvis
    händelser:
      larm:
        avtal: {MN 2025/0001: ja}
      reservkraft:
        avtal:
          MN 2025/0002: nej  # omförhandlas
          MN 2025/0003: ja
      nytt-stadavtal:
        avtal:
          MN 2025/0004: ja
  skyddsanalys:
    status: genomgånget
    datum: 2025-02-03

  # Nästa del
  allt:
    status: uppfylls
    kommentar: |-
      Rad ett
      Rad två: # ingen kommentar
    datum: 2025-05-01
    möten: [2025-02-01, 2025-09-01, 2025-11-03]
    kanaler: [webb, lattlast]
    funktioner: [Miljöchef, Stabschef, Tjänsteman i beredskap, Kommunikatör]
    andel: 9 av 10
    deltagare: 1300
    klart: ja
"""
    )
    assert taken(root, data) == []


def test_a_body_that_has_not_answered_gets_a_new_file(root: Path) -> None:
    data = workbook(form_of(root, "bolaget"), date(2025, 12, 1), "")
    (root / "bolaget.xlsx").write_bytes(
        filled(data, {"svar/bolagspolicy/status": "uppfylls", "svar/bolagspolicy/datum": date(2025, 6, 1)})
    )
    assert trygghet("form", "import", "bolaget.xlsx", "--write", at=root).returncode == 0
    assert (
        (root / "followups" / "2025" / "bolaget.yaml").read_text(encoding="utf-8")
        == """\
organ: bolaget
år: 2025
svar:
  bolagspolicy:
    status: uppfylls
    datum: 2025-06-01
"""
    )


Break = Callable[[bytes], bytes]


def setting(key: str, value: str | int) -> Break:
    return lambda data: filled(data, {key: value})


def changed(change: Callable[[str], str], name: str = SHEET) -> Break:
    return lambda data: member_changed(data, name, change)


def row_of(text: str, number: int) -> str:
    start = text.index(f'<row r="{number}"')
    return text[start : text.index("</row>", start) + len("</row>")]


def moved(row: str, number: int, again: int) -> str:
    for cell in ('row r="', *(f'c r="{column}' for column in "ABCDE")):
        row = row.replace(f'<{cell}{number}"', f'<{cell}{again}"')
    return row


def without_row(number: int) -> Break:
    return changed(lambda text: text.replace(row_of(text, number), ""))


def row_moved(number: int, to: int, *, keep: bool = False) -> Break:
    def change(text: str) -> str:
        row = row_of(text, number)
        rest = text if keep else text.replace(row, "")
        return rest.replace("</sheetData>", f"{moved(row, number, to)}</sheetData>")

    return changed(change)


def columns_swapped(text: str) -> str:
    """Let the columns of answers and of last year's answers change places."""
    row = re.sub(
        r'<c r="B(\d+)"(.*?(?:/>|</c>))<c r="C\1"(.*?(?:/>|</c>))', r'<c r="B\1"\3<c r="C\1"\2', text
    )
    assert row != text
    return row


def with_member(name: str, content: bytes) -> Break:
    def add(data: bytes) -> bytes:
        buffer = io.BytesIO(data)
        with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, content)
        return buffer.getvalue()

    return add


def with_formula(text: str) -> str:
    return text.replace('<c r="B22" s="13"><v>', '<c r="B22" s="13"><f>TODAY()</f><v>')


def lying(data: bytes) -> bytes:
    """Let the sheet be a bomb, and say that it is ten bytes."""
    bomb = changed(lambda text: text + " " * (1 << 26))(data)
    with zipfile.ZipFile(io.BytesIO(bomb)) as archive:
        size = archive.getinfo(SHEET).file_size
    return bomb.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))


EMPTY_ROWS = "".join(f'<row r="{number}"/>' for number in range(200, 200_000))
REFUSED: dict[str, tuple[Break, str]] = {
    "formula": (changed(with_formula), "B22: här står en formel; skriv värdet i stället"),
    "unknown status": (
        setting("svar/rsa/status", "klart"),
        "B18: ”klart” finns inte att välja; välj uppfylls, uppfylls delvis, uppfylls ej eller oförändrat",
    ),
    "uncertain date": (
        setting("svar/rsa/datum", "3/4 2025"),
        "B22: ”3/4 2025” är inget säkert datum; skriv det som ÅÅÅÅ-MM-DD",
    ),
    "no such day": (
        setting("svar/rsa/datum", "2025-02-30"),
        "B22: ”2025-02-30” är inget säkert datum; skriv det som ÅÅÅÅ-MM-DD",
    ),
    "share": (setting("svar/allt/andel", "10 av 9"), "B75: ”10 av 9” är mer än allt"),
    "count": (
        setting("svar/allt/deltagare", "många"),
        "B76: ”många” är inte ett heltal, till exempel 85 eller 612 000",
    ),
    "too long": (setting("svar/rsa/kommentar", "x" * 10_001), "B21: texten är längre än 10000 tecken"),
    "invisible": (
        setting("svar/rsa/kommentar", "dolt\u202etecken"),
        "B21: här står det osynliga tecknet U+202E; skriv om texten",
    ),
    "half a contract": (
        setting("svar/avtalskrav/avtal/1/diarienummer", "MN 2025/0009"),
        "B32: här saknas om kravet finns med i avtalet, ja eller nej",
    ),
    "an event without a name": (
        lambda data: filled(
            data,
            {
                "svar/avtalskrav/händelser/3/avtal/1/diarienummer": "MN 2025/0009",
                "svar/avtalskrav/händelser/3/avtal/1/krav": "ja",
            },
        ),
        "B45: här saknas ett kort namn på händelsen",
    ),
    "merged": (
        changed(
            lambda text: text.replace(
                "<dataValidations", '<mergeCells><mergeCell ref="B21:B22"/></mergeCells><dataValidations', 1
            )
        ),
        "B21: rutan är sammanfogad med en annan; dela upp dem och skriv ett svar i varje",
    ),
    "a removed row": (
        without_row(22),
        "B22: raden har tagits bort, och där stod ett svar; lägg tillbaka den, eller töm rutan i stället",
    ),
    "a row twice": (
        row_moved(22, 190, keep=True),
        "B190: samma fråga står också i B22; ta bort den ena raden",
    ),
    "the evidence is missing": (
        setting("svar/rsa/datum", ""),
        "B22: ”uppfylls” kräver ”datum”, som saknas i svaret",
    ),
}
UNFIT: dict[str, tuple[Break, str]] = {
    "no workbook": (
        lambda _: b"hej",
        "filen är skadad eller ingen arbetsbok; spara blanketten som .xlsx eller .ods",
    ),
    "an old one": (
        lambda _: b"\xd0\xcf\x11\xe0 ...",
        "filen är en äldre eller lösenordsskyddad arbetsbok; spara den som .xlsx utan lösenord",
    ),
    "macros": (
        with_member("xl/vbaProject.bin", b"x"),
        "arbetsboken innehåller makron; spara den som .xlsx utan makron",
    ),
    "a bomb": (
        with_member("xl/media/bild.png", bytes(1 << 26)),
        "filen packar upp sig till orimlig storlek och läses därför inte",
    ),
    "a bomb that lies": (
        lying,
        "filen är skadad; öppna den, spara den igen och försök på nytt",
    ),
    "an entity": (
        changed(lambda text: text.replace("<worksheet", '<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1)),
        "filen är skadad: den innehåller en dokumenttyp, och det har ingen arbetsbok",
    ),
    "an unknown encoding": (
        changed(lambda text: text.replace('encoding="UTF-8"', 'encoding="UTF-0"', 1)),
        "filen är skadad; öppna den, spara den igen och försök på nytt",
    ),
    "a cell far away": (
        changed(
            lambda text: text.replace(
                "</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
            )
        ),
        "miljo.xlsx:Uppföljning!XFD1048576: det här står utanför svarsrutorna och läses inte in; flytta det till en svarsruta",
    ),
    "another workbook": (
        changed(lambda text: text.replace("_trygghet", "Blad3"), "xl/workbook.xml"),
        "det här är ingen blankett från trygghet, eller så saknas ett blad eller har bytt namn; fyll i och skicka den ursprungliga filen",
    ),
    "a removed column": (
        changed(lambda text: re.sub(r'<c r="E\d+".*?</c>', "", text)),
        "på bladet Uppföljning saknas rubriken Svar eller den dolda kolumnen Nyckel; har en kolumn tagits bort?",
    ),
}
ACCEPTED: dict[str, Break] = {
    "an empty row removed": without_row(19),
    "a row moved": row_moved(22, 190),
    "columns swapped": changed(columns_swapped),
    "a million empty rows": changed(lambda text: text.replace("</sheetData>", f"{EMPTY_ROWS}</sheetData>")),
    "a styled cell far away": changed(
        lambda text: text.replace(
            "</sheetData>", '<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
        )
    ),
    "a declared size beyond reason": changed(
        lambda text: re.sub(r'<dimension ref="[^"]*"/>', '<dimension ref="A1:XFD1048576"/>', text)
    ),
    "a date as text": setting("svar/rsa/datum", "2025-03-01"),
    "a date in words": setting("svar/rsa/datum", "1 mars 2025"),
    "a number as text": setting("svar/allt/deltagare", "1 200"),
    "spaces around": setting("svar/rsa/status", " uppfylls "),
    "merged where nothing is answered": changed(
        lambda text: text.replace(
            "<dataValidations", '<mergeCells><mergeCell ref="C20:D21"/></mergeCells><dataValidations', 1
        )
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_certain_is_refused_by_its_cell(name: str, root: Path) -> None:
    make, said = REFUSED[name]
    found = taken(root, make(workbook_of(root)))
    assert len(found) == 1
    assert found[0].startswith(f"miljo.xlsx:Uppföljning!{said}"), found


@pytest.mark.parametrize("name", UNFIT)
def test_files_that_are_no_form_are_refused(name: str, root: Path) -> None:
    make, said = UNFIT[name]
    assert taken(root, make(workbook_of(root))) == [said]


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_is_certain_is_accepted(name: str, root: Path) -> None:
    assert taken(root, ACCEPTED[name](workbook_of(root))) == []


def scribbled(data: bytes, chance: random.Random) -> bytes:
    """Return the workbook with one of its parts scribbled over, or the whole file."""
    if chance.random() < 0.3:
        whole = bytearray(data)
        for _ in range(5):
            whole[chance.randrange(len(whole))] = chance.randrange(256)
        return bytes(whole)
    part = chance.choice([SHEET, "xl/worksheets/sheet3.xml", "xl/sharedStrings.xml", "xl/workbook.xml"])

    def scribble(text: str) -> str:
        if chance.random() < 0.5:
            number = chance.choice(list(re.finditer(r"\d+", text)))
            instead = chance.choice(["0", "65536", "1048577", "4294967296", "-5", "x"])
            return f"{text[: number.start()]}{instead}{text[number.end() :]} "
        place, length = chance.randrange(len(text)), chance.randrange(40)
        more = chance.choice(["<", '"', "&amp;", "NaN", text[place : place + 200]])
        return f"{text[:place]}{more}{text[place + length :]} "

    return member_changed(data, part, scribble)


def test_whatever_comes_back_is_read_or_refused(root: Path) -> None:
    data, form, chance = workbook_of(root), form_of(root), random.Random(7)
    refused = 0
    for _ in range(60):
        try:
            merge(form, read_form("x.xlsx", scribbled(data, chance)))
        except UnusableFile:
            refused += 1
    assert 0 < refused < 60


def open_document(rows: str) -> bytes:
    """Return a small .ods with one sheet."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="Uppföljning">'
        f"{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    return with_member("content.xml", content.encode())(b"PK\x05\x06" + bytes(18))


ROW, CELL = "table:table-row", '<table:table-cell office:value-type="string"'


def test_an_open_document_is_read_with_what_is_repeated() -> None:
    data = open_document(
        f'<{ROW} table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="9"/></{ROW}>'
        f'<{ROW}>{CELL} table:number-columns-repeated="2"><text:p>x<text:s text:c="2"/>y</text:p></table:table-cell>'
        f'{CELL} table:formula="of:=1"/></{ROW}>'
        f'<{ROW}>{CELL} table:number-rows-spanned="2" table:number-columns-spanned="1"/></{ROW}>'
        f'<{ROW} table:number-rows-repeated="1048570"><table:table-cell/></{ROW}>'
    )
    cells = {(3, 0): SheetCell("x  y"), (3, 1): SheetCell("x  y"), (3, 2): SheetCell("", FORMULA)}
    assert read_ods(Package(data)) == [Sheet("Uppföljning", cells, [((4, 0), (5, 0))])]


def test_an_open_document_with_a_million_filled_rows_is_refused() -> None:
    cells = f"{CELL}><text:p>x</text:p></table:table-cell>"
    data = open_document(f'<{ROW} table:number-rows-repeated="1048576">{cells}</{ROW}>')
    with pytest.raises(UnusableFile, match="bladet är ifyllt långt utanför blanketten, vid A50001"):
        read_ods(Package(data))


def answer_file(root: Path, **answers: str) -> dict[str, Any]:
    """Return what the page saves."""
    metadata = FormPage(form_of(root), "0123456789ab").metadata
    return {**metadata, "svar": {**metadata["bas"], **answers}}


def test_an_answer_file_is_taken_in_like_a_workbook(root: Path) -> None:
    told = answer_file(root, **{"svar/rsa/datum": "2025-04-02", "svar/allt/deltagare": "1 300"})
    assert taken(root, json.dumps(told).encode(), "svar.json")[1:] == [
        "  Risk- och sårbarhetsanalys: Datum: 2025-03-01 → 2025-04-02",
        "  Allt på en gång: Deltagare: 1200 → 1300",
    ]
    told = answer_file(root, **{"svar/rsa/status": "klart"})
    assert taken(root, json.dumps(told).encode(), "svar.json") == [
        (
            "svar.json:Risk- och sårbarhetsanalys, Status: ”klart” finns inte att välja; välj uppfylls, uppfylls delvis,"
            " uppfylls ej eller oförändrat"
        )
    ]


@pytest.mark.parametrize(
    "broken",
    [b"", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"version": "1", "organ": 1, "svar": {"a": 1}}'],
    ids=["empty", "a list", "nothing", "not text", "deep", "incomplete"],
)
def test_a_broken_answer_file_is_refused(broken: bytes, root: Path) -> None:
    assert taken(root, broken, "svar.json") == [
        "filen är ingen svarsfil från en blankett; spara svaren på nytt från blanketten"
    ]


def test_an_answer_file_with_questions_of_its_own_is_refused(root: Path) -> None:
    told = answer_file(root, **{"svar/annat/status": "uppfylls"})
    assert taken(root, json.dumps(told).encode(), "svar.json") == [
        "svarsfilen innehåller svar på frågor som inte finns i blanketten"
    ]


def test_the_page_escapes_what_people_have_written(root: Path) -> None:
    file = root / "followups" / "2025" / "miljonamnden.yaml"
    replaced(file, "    andel: 9 av 10", '    kommentar: </script><b>"&\n    andel: 9 av 10')
    page = render_form(FormPage(form_of(root), ""))
    assert "</script><b>" not in page
    assert "&lt;/script&gt;&lt;b&gt;&#34;&amp;</textarea>" in page


def test_the_page_runs_its_own_script_and_style_and_no_other(root: Path) -> None:
    page = render_form(FormPage(form_of(root), ""))
    allowed = dict(re.findall(r"(script|style)-src '(sha256-[^']+)'", page))
    for kind, name in (("script", "form.js"), ("style", "form.css")):
        (text,) = re.findall(rf"<{kind}>(.*?)</{kind}>", page, re.DOTALL)
        assert text.startswith(template(name))
        assert allowed[kind] == f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def test_the_help_of_the_commands(golden: Golden) -> None:
    said = [
        trygghet("form", *command, "--help").stdout for command in ((), ("export",), ("import",), ("status",))
    ]
    golden("help-form.txt", "\n".join(said))
    done = trygghet("form")
    assert (done.returncode, done.stderr) == (
        2,
        "Fel: här behövs ett kommando till: export, import eller status\nSe: trygghet --help\n",
    )


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_questions_that_have_changed_are_listed(root: Path) -> None:
    data = workbook_of(root)
    chapter = root / "plan" / "fokusomraden" / "1-trygghet.yaml"
    replaced(chapter, "Göra en analys varje år.", "Göra två analyser varje år.")
    replaced(chapter, "  avtalskrav:", "  avtalskravet:")
    replaced(root / "followups" / "2025" / "miljonamnden.yaml", "  avtalskrav:", "  avtalskravet:")
    again = "gör en ny blankett med trygghet form export"
    assert taken(root, data) == [
        f"miljo.xlsx: frågan ”Risk- och sårbarhetsanalys” har ändrats sedan blanketten gjordes; {again}",
        f"miljo.xlsx: frågan ”Krav i avtal” ställs inte längre; {again}",
        f"miljo.xlsx: frågan ”Krav i avtal” har kommit till sedan blanketten gjordes; {again}",
    ]


def test_an_answer_edited_on_both_sides_is_refused_and_others_merge(root: Path) -> None:
    data = filled(workbook_of(root), {"svar/rsa/datum": date(2025, 4, 2), "svar/allt/klart": "nej"})
    file = root / "followups" / "2025" / "miljonamnden.yaml"
    replaced(file, "    deltagare: 1 200\n", "    deltagare: 1 250\n")
    assert taken(root, data)[1:] == [
        "  Risk- och sårbarhetsanalys: Datum: 2025-03-01 → 2025-04-02",
        "  Allt på en gång: Klart: ja → nej",
    ]
    replaced(file, "    datum: 2025-03-01\n", "    datum: 2025-03-05\n")
    assert taken(root, data) == [
        (
            "miljo.xlsx:Uppföljning!B22: ”Risk- och sårbarhetsanalys: Datum” har ändrats på båda håll: från ”2025-03-01”"
            " till ”2025-04-02” i blanketten och till ”2025-03-05” i followups/2025/miljonamnden.yaml; kom överens om vilket"
            " som gäller (git diff 0123456789ab -- followups/2025/miljonamnden.yaml)"
        )
    ]


def test_copies_of_a_form_are_taken_together(root: Path) -> None:
    data = workbook_of(root)
    (root / "a.xlsx").write_bytes(filled(data, {"svar/rsa/datum": date(2025, 4, 2)}))
    (root / "b.xlsx").write_bytes(filled(data, {"svar/rsa/datum": date(2025, 4, 2), "kontakt": "Strateg"}))
    (root / "c.xlsx").write_bytes(filled(data, {"svar/rsa/datum": date(2025, 4, 3)}))
    done = trygghet("form", "import", "a.xlsx", "b.xlsx", at=root)
    assert done.returncode == 0
    assert "2\u00a0ändringar" in done.stdout
    done = trygghet("form", "import", "a.xlsx", "c.xlsx", "--write", at=root)
    assert (done.returncode, done.stdout) == (
        1,
        (
            "c.xlsx:Uppföljning!B22: ”Risk- och sårbarhetsanalys: Datum” har ett annat svar i"
            " a.xlsx:Uppföljning!B22; välj ett av dem\n"
        ),
    )


def test_a_fault_in_one_file_keeps_all_files_out(root: Path) -> None:
    before = (root / "followups" / "2025" / "miljonamnden.yaml").read_bytes()
    (root / "a.xlsx").write_bytes(filled(workbook_of(root), {"kontakt": "Strateg"}))
    (root / "b.xlsx").write_bytes(b"hej")
    done = trygghet("form", "import", "a.xlsx", "b.xlsx", "--write", at=root)
    assert done.returncode == 1
    assert (
        done.stderr
        == "Inget är inläst. Rätta i blanketten, eller skicka tillbaka den, och läs in den igen.\n"
    )
    assert (root / "followups" / "2025" / "miljonamnden.yaml").read_bytes() == before


def test_forms_of_other_years_and_bodies(root: Path) -> None:
    repository_at(root)
    form = form_of(root)
    elsewhere = form._replace(year=2019, body="vattennamnden")
    data = workbook(elsewhere, date(2025, 12, 1), "")
    assert taken(root, data) == [
        "miljo.xlsx: blanketten gäller vattennamnden 2019, som inte har något att svara på"
    ]
    assert merge(form_of(root, year=2026), read_form("x.xlsx", workbook_of(root))).faults == ()


def test_export_and_status(root: Path) -> None:
    done = trygghet("form", "export", "--year", "2025", "--all", "--as-of", "2025-12-01", at=root)
    assert (done.returncode, done.stdout) == (
        0,
        (
            "Skrev forms/2025/miljonamnden-2025.xlsx\nSkrev forms/2025/miljonamnden-2025.md\n"
            "Skrev forms/2025/bolaget-2025.xlsx\nSkrev forms/2025/bolaget-2025.md\n"
        ),
    )
    letter = (root / "forms" / "2025" / "miljonamnden-2025.md").read_text(encoding="utf-8")
    assert "Svaren skrivs i blanketten miljonamnden-2025.xlsx, som ni skickar tillbaka ifylld." in letter
    assert "\nSvara senast den 31\xa0januari\xa02026.\n" in letter
    done = trygghet(*["todo", "--body", "miljonamnden", "--as-of", "2025-12-01", "--format", "md"], at=root)
    assert "\nSvaren skrivs i blanketten miljonamnden-2025.xlsx. Skriv funktioner" in done.stdout
    done = trygghet("form", "status", "--year", "2025", "--as-of", "2025-12-01", at=root)
    assert done.stdout == (
        "Organ         Besvarat  Beslutat    Blankett\n"
        "Miljönämnden  3 av 4    2026-01-20  xlsx\n"
        "Bolaget AB    0 av 1    inget svar  xlsx\n"
        "\n"
        "1 av 2 organ har svarat för 2025.\n"
    )


@pytest.mark.parametrize(
    ("as_of", "reply_by", "day"),
    [
        ("2026-01-20", None, date(2026, 1, 31)),
        ("2026-02-10", None, date(2026, 2, 24)),
        ("2026-01-20", date(2026, 1, 25), date(2026, 1, 25)),
    ],
)
def test_form_and_letter_ask_for_the_answer_on_one_day_that_has_not_passed(
    as_of: str, reply_by: date | None, day: date, root: Path
) -> None:
    grid = Grid(repository_at(root), date.fromisoformat(as_of))
    page, letter = form_files(grid, root, [form_of(root)], "html", "", reply_by).values()
    assert f"senast den {long_date(day)}" in page.decode()
    assert f"\nSvara senast den {long_date(day)}.\n" in letter.decode()


def test_the_sender_gets_a_form_and_no_letter(root: Path) -> None:
    repository = repository_at(root)
    form = form_of(root)._replace(body="kommunstyrelsen")
    files = form_files(Grid(repository, date(2025, 12, 1)), root, [form], "html", "")
    assert [path.name for path in files] == ["kommunstyrelsen-2025.html"]


def test_without_the_extra_one_sentence_says_how(root: Path) -> None:
    code = (
        "import sys; sys.modules['xlsxwriter'] = None\n"
        "from trygghetsplan.__main__ import main\n"
        "sys.argv[1:] = ['form', 'export', '--year', '2025', '--all']; sys.exit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", cwd=root, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        (
            "Fel: arbetsböcker kräver tillägget xlsx; installera det med: pip install 'trygghetsplan[xlsx]', eller välj"
            " --format html\n"
        ),
    )
