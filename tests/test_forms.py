"""Forms out and back: what is asked, what comes back, and what is refused with the cell named."""

import io
import json
import random
import re
import shutil
import zipfile
from base64 import b64encode
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from command import imported, trygghet
from conftest import BASE, ROOT, Build, Golden, repository_at, write_files
from filled import SHEET, as_open_document, filled, member_changed, open_document
from trygghetsplan import api
from trygghetsplan.engine.grid import Grid
from trygghetsplan.forms.cells import flatten, unflatten
from trygghetsplan.forms.exchange import form_files, import_forms
from trygghetsplan.forms.form import Form
from trygghetsplan.forms.merge import merge, one_line
from trygghetsplan.forms.page import FormPage
from trygghetsplan.forms.questions import forms
from trygghetsplan.forms.reading import read_form
from trygghetsplan.forms.workbook import workbook
from trygghetsplan.output.render import render_form
from trygghetsplan.shipped import template
from trygghetsplan.source.syntax import parse
from trygghetsplan.swedish import long_date
from trygghetsplan.workbooks.ods import read_ods
from trygghetsplan.workbooks.safe_unzip import Package, UnusableFile
from trygghetsplan.workbooks.sheet import FORMULA, Sheet, SheetCell

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
    assert shown.stderr == "Inget är skrivet än. Nästa steg: trygghet form import miljo.xlsx --write\n"
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
lydelser:
  rsa: pchomdppgbhm
  avtalskrav: ahmgciklnhgk
  skyddsanalys: gnlbpakfkpne
  allt: mmeonchejfii
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
lydelser:
  bolagspolicy: eoeelmfgccfc
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
        "B22: ”3/4 2025” är inte ett datum på formen ÅÅÅÅ-MM-DD; menade du ”2025-04-03”?",
    ),
    "no such day": (
        setting("svar/rsa/datum", "2025-02-30"),
        "B22: ”2025-02-30” finns inte i kalendern",
    ),
    "share": (setting("svar/allt/andel", "10 av 9"), "B75: ”10 av 9” är mer än allt"),
    "count": (
        setting("svar/allt/deltagare", "många"),
        "B76: ”många” är inte ett heltal, till exempel 85 eller 612 000",
    ),
    "too long": (setting("svar/rsa/kommentar", "x" * 10_001), "B21: texten är längre än 10000 tecken"),
    "invisible": (
        setting("svar/rsa/kommentar", "dolt\u202etecken"),
        "B21: här står det osynliga tecknet U+202E (riktningstecken); skriv om texten",
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
    "a word for nothing": (
        setting("svar/rsa/kommentar", "null"),
        "B21: ”null” är inget värde; skriv texten, eller töm rutan",
    ),
}
UNFIT: dict[str, tuple[Break, str]] = {
    "no workbook": (
        lambda _: b"hej",
        "filen är skadad eller ingen arbetsbok; spara blanketten som .xlsx eller .ods",
    ),
    "the page itself": (
        lambda _: b"\xef\xbb\xbf<!DOCTYPE html>\n<html lang='sv'>",
        "en webbsida har inga svar i sig; läs in svarsfilen som den sparar, den som slutar på -svar.json",
    ),
    "a picture of it": (
        lambda _: b"%PDF-1.7",
        "filen är en pdf; be om arbetsboken, eller om svarsfilen från webbsidan",
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


ROW, CELL = "table:table-row", '<table:table-cell office:value-type="string"'


def test_an_open_document_is_read_with_what_is_repeated() -> None:
    data = open_document(
        '<table:table table:name="Uppföljning">'
        f'<{ROW} table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="9"/></{ROW}>'
        f'<{ROW}>{CELL} table:number-columns-repeated="2"><text:p>x<text:s text:c="2"/>y</text:p></table:table-cell>'
        f'{CELL} table:formula="of:=1"/></{ROW}>'
        f'<{ROW}>{CELL} table:number-rows-spanned="2" table:number-columns-spanned="1"/></{ROW}>'
        f'<{ROW} table:number-rows-repeated="1048570"><table:table-cell/></{ROW}></table:table>'
    )
    cells = {(3, 0): SheetCell("x  y"), (3, 1): SheetCell("x  y"), (3, 2): SheetCell("", FORMULA)}
    assert read_ods(Package(data)) == [Sheet("Uppföljning", cells, [((4, 0), (5, 0))])]


def test_an_open_document_with_a_million_filled_rows_is_refused() -> None:
    cells = f"{CELL}><text:p>x</text:p></table:table-cell>"
    rows = f'<{ROW} table:number-rows-repeated="1048576">{cells}</{ROW}>'
    data = open_document(f"<table:table>{rows}</table:table>")
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


COMMENT, DAY, COUNT, CASE = (
    "svar/rsa/kommentar",
    "svar/rsa/datum",
    "svar/allt/deltagare",
    "beslut/diarienummer",
)
FROM_WORD: dict[str, tuple[str, str, str]] = {
    "a no-break space in a date": (DAY, "2\u00a0april\u00a02025", "2025-04-02"),
    "dashes in a date": (DAY, "2025\u201304\u201102", "2025-04-02"),
    "an apostrophe before a date": (DAY, "'2025-04-02", "2025-04-02"),
    "midnight after a date": (DAY, "2025-04-02 00:00:00", "2025-04-02"),
    "a thin space in a number": (COUNT, "1\u2009300", "1300"),
    "a no-break space in a case number": (CASE, "MN\u00a02025/0107", "MN 2025/0107"),
    "a no-break hyphen in a case number": (CASE, "MN 2025\u20110107", "MN 2025-0107"),
    "a day as a letter has it": (DAY, "2\u00a0april\u00a02025", "2025-04-02"),
    "a day and a month": (DAY, "18/4\u00a02025", "2025-04-18"),
    "signs of direction around a number": (COUNT, "\u202d1\u00a0300\u202c", "1300"),
    "pieces after a number": (COUNT, "1\u00a0300 st", "1300"),
    "a word before a case number": (CASE, "Dnr: MN\u00a02025/0107", "MN 2025/0107"),
    "a bullet of Symbol": (COMMENT, "\uf0b7 ett\n\uf0b7\ttvå", "• ett ↵ • två"),
    "a soft hyphen and a byte order mark": (COMMENT, "\ufeffsäker\u00adhet", "säkerhet"),
    "an escape of a carriage return": (COMMENT, "ett_x005F_x000D_\ntvå", "ett ↵ två"),
    "a line separator": (COMMENT, "ett\u2028två", "ett ↵ två"),
    "letters in two parts": (COMMENT, "a\u030a", "å"),
    "quotes, dashes and no-break spaces of a sentence": (COMMENT, "”18\u00a0§” – ja", "”18\u00a0§” – ja"),
}


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> tuple[Form, bytes]:
    """Return a form and its workbook, for tests that write nothing."""
    root = tmp_path_factory.mktemp("forrad") / "forrad"
    shutil.copytree(BASE, root)
    write_files(root, EVERYTHING)
    return form_of(root), workbook_of(root)


def merged(form: Form, name: str, data: bytes) -> list[str]:
    """Return what a form changes, or its faults, without what the rest of the repository says of it."""
    found = merge(form, read_form(name, data))
    said = [f"{fault.place.removeprefix(name)}: {fault.message}" for fault in found.faults]
    return said or [one_line(change.after) for change in found.changes]


@pytest.mark.parametrize("name", FROM_WORD)
def test_what_word_puts_in_a_text_is_taken_for_what_it_means(name: str, sent: tuple[Form, bytes]) -> None:
    key, value, said = FROM_WORD[name]
    form, book = sent
    assert merged(form, "x.xlsx", filled(book, {key: value})) == [said]


ERRORS = ["#N/A", "#SAKNAS!", "#REFERENS!", "#DIVISION/0!", "#VÄRDEFEL!", "#NAMN?", "Fel:502", "####"]


@pytest.mark.parametrize("value", ERRORS)
def test_an_error_value_is_no_answer_and_empties_nothing(value: str, sent: tuple[Form, bytes]) -> None:
    form, book = sent
    text = filled(book, {COMMENT: f"Se bilaga\n{value}", DAY: value, "svar/allt/funktioner/1": value})
    error = book
    for cell in ("B21", "B22", "B72"):
        error = member_changed(error, SHEET, cell_replaced(cell, f't="e"><v>{value}</v>'))
    flaw = f"här står felvärdet {value}, inte ett svar; skriv om det, eller töm rutan"
    expected = [f":Uppföljning!{cell}: {flaw}" for cell in ("B21", "B22", "B72")]
    assert merged(form, "x.xlsx", text) == merged(form, "x.ods", as_open_document(text)) == expected
    assert merged(form, "x.xlsx", error) == expected


def cell_replaced(cell: str, content: str) -> Callable[[str], str]:
    pattern = rf'<c r="{cell}"( s="\d+")[^>]*?(?:/>|>.*?</c>)'
    return lambda text: re.sub(pattern, rf'<c r="{cell}"\1 {content}</c>', text)


ELSEWHERE: dict[str, tuple[Break, str]] = {
    "beside the columns": (
        changed(lambda text: text.replace(row_of(text, 22), row_of(text, 22).replace("</row>", '<c r="G22"><v>7</v></c></row>'))),
        "Uppföljning!G22: det här står utanför svarsrutorna och läses inte in; flytta det till en svarsruta",
    ),
    "below the rows, in two cells": (
        changed(lambda text: text.replace("</sheetData>", '<row r="200"><c r="A200"><v>7</v></c><c r="B200"><v>7</v></c></row></sheetData>')),
        "Uppföljning!A200: det här och 1\u00a0ruta till står utanför svarsrutorna och läses inte in; flytta det till en svarsruta",
    ),
    "at last year's answer": (
        changed(cell_replaced("C22", 't="str"><v>2025-04-02</v>')),
        "Uppföljning!C22: kolumnen visar förra årets svar och läses inte in; skriv i svarsrutan",
    ),
    "on a sheet of its own": (
        changed(lambda text: text.replace("</sheets>", '<sheet name="Kopia" sheetId="9" r:id="rId2"/></sheets>'), "xl/workbook.xml"),
        "Kopia: bladet hör inte till blanketten och läses inte in; flytta svaren till Uppföljning och ta bort det",
    ),
    "yes where a text belongs": (
        changed(cell_replaced("B21", 't="b"><v>1</v>')),
        "Uppföljning!B21: här står SANT eller FALSKT, inte ett svar; skriv om det",
    ),
    "a font's own sign": (
        setting(COMMENT, "\ue000"),
        "Uppföljning!B21: här står tecknet U+E000, som bara finns i vissa typsnitt; skriv om texten",
    ),
    "a name without letters": (
        setting("svar/avtalskrav/händelser/3/namn", "!!!"),
        "Uppföljning!B45: ett kort namn behöver bokstäver eller siffror",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ELSEWHERE)
def test_what_would_be_lost_is_told(name: str, sent: tuple[Form, bytes]) -> None:
    make, said = ELSEWHERE[name]
    form, book = sent
    assert merged(form, "x.xlsx", make(book)) == [f":{said}"]


def test_nothing_that_looks_like_a_personal_number_is_repeated(root: Path) -> None:
    number = "811218-9876"
    (root / f"{number}.xlsx").write_bytes(
        filled(workbook_of(root), {COMMENT: f"Ring {number}", DAY: number, "svar/rsa/status": number})
    )
    done = trygghet("form", "import", f"{number}.xlsx", "--write", at=root)
    assert (done.returncode, done.stdout) == (
        1,
        "".join(
            f"{'▒' * 11}.xlsx:Uppföljning!B{row}: det här ser ut som ett personnummer; ta bort det\n"
            for row in (18, 21, 22)
        ),
    )
    told = answer_file(root, **{"svar/rsa/status": "klart"})
    told["rutor"]["svar/rsa/status"] = told["organ"] = number
    assert taken(root, json.dumps(told).encode(), "svar.json") == [
        f"svar.json: blanketten gäller {'▒' * 11} 2025, som inte har något att svara på"
    ]


def test_a_way_to_a_person_is_told_at_its_cell_and_an_uncertain_number_is_not_shown(
    sent: tuple[Form, bytes],
) -> None:
    form, book = sent
    found = merged(
        form, "x.xlsx", filled(book, {"kontakt": "anna.andersson@lund.se", COMMENT: "070-123 45 67"})
    )
    assert found == [
        ":Uppföljning!B6: det här ser ut som en e-postadress till en person; ta bort det",
        ":Uppföljning!B21: det här ser ut som ett telefonnummer till en person; ta bort det",
    ]
    assert merged(form, "x.xlsx", filled(book, {COMMENT: "Nr 8112189876"})) == [f"Nr {'▒' * 10}"]


def test_an_answer_file_says_each_thing_once_and_all_that_it_had(root: Path) -> None:
    told = answer_file(root)
    twice = json.dumps(told).replace(
        '"svar/rsa/datum": "2025-03-01"', '"svar/rsa/datum": "", "svar/rsa/datum": "2025-03-01"'
    )
    del told["svar"]["svar/rsa/datum"]
    broken = "filen är ingen svarsfil från en blankett; spara svaren på nytt från blanketten"
    assert taken(root, twice.encode(), "svar.json") == taken(root, json.dumps(told).encode(), "x") == [broken]


def test_numbers_beyond_reason_in_the_hidden_sheet_cost_nothing(root: Path) -> None:
    told = answer_file(root)
    told["bas"] |= {f"svar/allt/möten/{number}": "" for number in ("9" * 5000, "99999999", "²", "-1")}
    assert taken(root, json.dumps(told).encode(), "svar.json") == []
    told["bas"]["svar/allt/möten/99999999"] = "2025-01-01"
    told["svar"]["svar/allt/möten/99999999"] = "2025-01-02"
    assert taken(root, json.dumps(told).encode(), "svar.json") == [
        "svar.json:svar/allt/möten/99999999: raden hör inte till blanketten; ta bort den"
    ]


def test_a_skeletons_empty_keys_go_where_a_form_answers(root: Path) -> None:
    file = root / "followups" / "2025" / "miljonamnden.yaml"
    file.unlink()
    trygghet("new", "year", "2025", at=root)
    before = file.read_text(encoding="utf-8")
    assert "  rsa:\n    status:\n    datum:\n" in before
    data = filled(
        workbook_of(root),
        {"svar/rsa/status": "uppfylls ej", COMMENT: "Inte gjord än.", "beslut/datum": date(2026, 1, 20)},
    )
    (root / "a.xlsx").write_bytes(data)
    done = trygghet("form", "import", "a.xlsx", "--write", at=root)
    assert (done.returncode, file.read_text(encoding="utf-8")) == (
        0,
        before.replace(
            "  rsa:\n    status:\n    datum:\n",
            "  rsa:\n    status: uppfylls ej\n    kommentar: Inte gjord än.\n",
        ).replace("beslut:\n  datum:\n  diarienummer:\n  paragraf:\n", "beslut:\n  datum: 2026-01-20\n"),
    )


def test_the_letter_names_every_form_there_is(root: Path) -> None:
    at = ["--year", "2025", "--body", "miljonamnden", "--as-of", "2025-12-01"]
    trygghet("form", "export", *at, at=root)
    trygghet("form", "export", *at, "--format", "html", at=root)
    letter = (root / "forms" / "2025" / "miljonamnden-2025.md").read_text(encoding="utf-8")
    assert (
        "Svaren skrivs i blanketten miljonamnden-2025.xlsx, som ni skickar tillbaka ifylld, eller i miljonamnden-2025.html,"
        " som sparar en svarsfil att skicka tillbaka."
    ) in letter
    done = trygghet("todo", "--body", "miljonamnden", "--as-of", "2025-12-01", "--format", "md", at=root)
    assert "Svaren skrivs i blanketten miljonamnden-2025.xlsx eller miljonamnden-2025.html." in done.stdout


def test_what_somebody_has_answered_is_never_written_over(root: Path) -> None:
    asked = ["form", "export", "--year", "2025", "--body", "miljonamnden"]
    path = root / "forms" / "2025" / "miljonamnden-2025.xlsx"
    assert trygghet(*asked, at=root).returncode == 0
    assert trygghet(*asked, at=root).returncode == 0  # nobody has written in it
    said = (
        "Fel: forms/2025/miljonamnden-2025.xlsx har svar som inte är inlästa. Läs in dem med "
        "trygghet form import forms/2025/miljonamnden-2025.xlsx, eller flytta filerna.\n"
    )
    fresh = path.read_bytes()
    unreadable = (
        "Fel: forms/2025/miljonamnden-2025.xlsx går inte att läsa som den här versionens blanketter, så det går inte att "
        "se om någon har svarat. Flytta filerna och kör igen.\n"
    )
    for answered, told in (
        (filled(fresh, {COMMENT: "Klart."}), said),
        (filled(fresh, {"svar/rsa/datum": "i våras"}), said),
        (b"PK?", unreadable),
    ):
        path.write_bytes(answered)
        done = trygghet(*asked, at=root)
        assert (done.returncode, done.stderr, path.read_bytes()) == (2, told, answered)
    path.write_bytes(filled(fresh, {COMMENT: "Klart."}))
    assert trygghet("form", "import", "forms/2025/*.xlsx", "--write", at=root).returncode == 0
    assert trygghet(*asked, at=root).returncode == 0


def test_a_form_of_other_questions_can_be_made_anew_unless_it_is_answered(root: Path) -> None:
    asked = ["form", "export", "--year", "2025", "--body", "miljonamnden"]
    path = root / "forms" / "2025" / "miljonamnden-2025.xlsx"
    for answers in (root / "followups").rglob("*.yaml"):
        answers.unlink()
    trygghet(*asked, at=root)
    fresh = path.read_bytes()
    chapter = root / "plan" / "fokusomraden" / "1-trygghet.yaml"
    text = chapter.read_text("utf-8")
    chapter.write_text(text.replace("underlag: [datum]", "underlag: [datum, klart]", 1), encoding="utf-8")
    path.write_bytes(filled(fresh, {COMMENT: "Klart."}))
    assert trygghet(*asked, at=root).returncode == 2
    path.write_bytes(fresh)
    assert trygghet(*asked, at=root).returncode == 0
    assert path.read_bytes() != fresh


WORDS = ["Läget är gott.", "Brister; se beslut #12", "rad ett\nrad två: ja", "”Citat” – å, ä, ö", "= 1 + 1", "'hej'", "- en\n- två", "Nej"]  # fmt: skip


def random_day(chance: random.Random) -> str:
    return date.fromordinal(date(2025, 1, 1).toordinal() + chance.randrange(365)).isoformat()


def random_answers(chance: random.Random) -> dict[str, Any]:
    """Return answers to some of the questions, as the files hold them."""
    answers: dict[str, Any] = {}
    if chance.random() < 0.8:
        answers["rsa"] = {
            "status": chance.choice(["uppfylls", "uppfylls delvis"]),
            "datum": random_day(chance),
        }
    if chance.random() < 0.5:
        answers["skyddsanalys"] = {"status": "genomgånget", "datum": random_day(chance)}
    contracts = {
        f"MN 2025/{number:04}": chance.choice(["ja", "nej"]) for number in range(1, chance.randrange(2, 6))
    }
    events = {
        f"larm-{number}": {"avtal": {f"MN 2025/1{number:03}": "ja"}}
        for number in range(chance.randrange(1, 4))
    }
    if chance.random() < 0.8:
        answers["avtalskrav"] = {"status": "uppfylls delvis"} | chance.choice(
            [{"avtal": contracts}, {"händelser": events}]
        )
    if chance.random() < 0.8:
        several = [random_day(chance) for _ in range(chance.randrange(2, 6))]
        answers["allt"] = {
            "status": chance.choice(["uppfylls", "uppfylls delvis"]),
            "datum": random_day(chance),
            "möten": several,
            "kanaler": [name for name in ("webb", "lattlast", "tryckt") if chance.random() < 0.6] or ["webb"],
            "funktioner": [
                chance.choice(["Miljöchef", "Stabschef", "Tjänsteman i beredskap"]) for _ in range(2)
            ],
            "andel": f"{chance.randrange(10)} av 10",
            "deltagare": str(chance.randrange(5000)),
            "klart": chance.choice(["ja", "nej"]),
        }
    for answer in answers.values():
        if answer["status"] != "genomgånget" and chance.random() < 0.6:
            answer["kommentar"] = chance.choice(WORDS)
    return answers


def in_cells(form: Form, answers: dict[str, Any]) -> dict[str, str]:
    """Return the text of each cell when all the answers have been written in it, and no others."""
    texts = {cell.key: "" for question in form.obligations for cell in question.cells}
    for question in form.obligations:
        for route, text in flatten(question.parts, answers.get(question.id, {}), question.prefix).items():
            texts["/".join(route)] = text
    return texts


def returned_as(kind: str, root: Path, texts: dict[str, str]) -> bytes:
    if kind == "json":
        return json.dumps(answer_file(root, **texts)).encode()
    data = workbook_of(root)
    if texts:
        data = filled(data, {key: text or None for key, text in texts.items()})
    return as_open_document(data) if kind == "ods" else data


def filled_in_at_random(root: Path, seed: int) -> None:
    """Fill in the form at random and take it in; then the file answers just that, and the next form changes nothing."""
    chance = random.Random(seed)
    file = root / "followups" / "2025" / "miljonamnden.yaml"
    file.write_text(
        re.sub(" *#.*", "", file.read_text(encoding="utf-8")), encoding="utf-8"
    )  # no comment to lose
    form = form_of(root)
    answers = random_answers(chance)
    texts = in_cells(form, answers)
    cells = {cell.key for question in form.obligations for cell in question.cells}
    if not set(texts) <= cells:
        return  # more than the form has rows for
    kind = chance.choice(["xlsx", "ods", "json"])
    found = import_forms(
        repository_at(root), root, [read_form(f"x.{kind}", returned_as(kind, root, texts))], lambda _: ()
    )
    assert found.faults == ()
    for change in found.files.values():
        file.write_bytes(change.content)
    data = parse("", file.read_text(encoding="utf-8")).data
    answered = {name: answer for name, answer in (data["svar"] or {}).items() if answer}
    assert answered == answers, (seed, kind)
    for again in ("xlsx", "ods", "json"):
        unchanged = returned_as(again, root, {})
        assert (
            import_forms(repository_at(root), root, [read_form(f"x.{again}", unchanged)], lambda _: ()).files
            == {}
        )


def test_what_is_filled_in_at_random_is_what_the_file_then_answers(root: Path) -> None:
    for seed in range(3):
        filled_in_at_random(root, seed)


@pytest.mark.long
def test_what_is_filled_in_at_random_many_times_is_what_the_file_then_answers(root: Path) -> None:
    for seed in range(3, 400):
        filled_in_at_random(root, seed)


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("form", ["xlsx", "ods", "json"])
def test_an_answer_belongs_to_the_wording_that_the_form_asked_in(form: str, root: Path) -> None:
    """A form goes out, the duty is reworded, the form comes back: the answer is kept, and known to be to the old words."""
    answers = {"svar/rsa/status": "uppfylls ej"}
    name, old = f"svar.{form}", returned_as(form, root, answers)
    chapter = root / "plan" / "fokusomraden" / "1-trygghet.yaml"
    file = root / "followups" / "2025" / "miljonamnden.yaml"
    replaced(
        file,
        "    datum: 2025-03-01\n",
        "    datum: 2025-03-01\n    granskad: {text: abcdefghijkl, datum: 2025-03-02, av: Chef}\n",
    )
    replaced(chapter, "Göra en analys varje år.", "Göra två analyser varje år.")
    note = (
        "  Obs: ”Risk- och sårbarhetsanalys” har formulerats om sedan blanketten gjordes, och svaret gäller den äldre"
        " lydelsen. Se trygghet review rsa"
    )
    assert taken(root, old, name)[-1] == note
    (root / name).write_bytes(old)
    assert trygghet("form", "import", name, "--write", at=root).returncode == 0
    assert file.read_text("utf-8").endswith("    klart: ja\nlydelser:\n  rsa: pchomdppgbhm\n")
    assert "granskad" not in file.read_text("utf-8")  # nobody has read what the answer says now
    suspect = trygghet("review", at=root).stdout
    assert suspect.startswith("1\xa0svar eller beslut gäller en äldre lydelse.\n")
    new = returned_as(form, root, {"svar/rsa/status": "uppfylls"})
    assert taken(root, new, name)[-1] != note
    (root / name).write_bytes(new)
    trygghet("form", "import", name, "--write", at=root)
    assert trygghet("review", at=root).stdout.startswith("Inget svar eller beslut gäller en äldre lydelse.")


def test_questions_that_have_changed_are_listed(root: Path) -> None:
    data = workbook_of(root)
    chapter = root / "plan" / "fokusomraden" / "1-trygghet.yaml"
    text = chapter.read_text("utf-8")
    chapter.write_text(text.replace("underlag: [datum]", "underlag: [datum, klart]", 1), encoding="utf-8")
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
        "2025, den 1\xa0december\xa02025: 0 av 2\xa0organ har svarat.\n"
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


def test_a_web_page_demands_no_library_of_workbooks(root: Path) -> None:
    loaded = imported("form", "export", "--year", "2025", "--all", "--format", "html", at=root)
    assert "trygghetsplan.forms.page" in loaded
    assert "xlsxwriter" not in loaded
    assert (root / "forms/2025/miljonamnden-2025.html").is_file()
