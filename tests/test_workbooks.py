"""Workbooks as anybody may have made them: what a cell says, cell by cell, and what is refused with its place."""

import io
import zipfile
from collections.abc import Callable, Iterable
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

import workbook_fuzz
from command import spent
from conftest import ROOT, repository_at
from filled import SHEET, member_changed, open_document
from trygghetsplan.forms.questions import forms
from trygghetsplan.forms.workbook import workbook
from trygghetsplan.workbooks.ods import read_ods
from trygghetsplan.workbooks.safe_unzip import DAMAGED, Package, UnusableFile
from trygghetsplan.workbooks.sheet import FORMULA, NOT_READ, STRUCK, Sheet, SheetCell, cell_address
from trygghetsplan.workbooks.xlsx import read_xlsx

ERROR = "här står felvärdet #N/A, inte ett svar; skriv om det, eller töm rutan"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STYLES = """<numFmts count="4"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="[Red]#,##0\\ &quot;dagar&quot;"/>
<numFmt numFmtId="166" formatCode="[$-41D]d\\ mmmm\\ yyyy"/><numFmt numFmtId="167" formatCode="[h]:mm"/></numFmts>
<fonts><font/><font><strike/></font></fonts><cellXfs><xf/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="14"/>
<xf numFmtId="9"/><xf fontId="1"/><xf numFmtId="167"/></cellXfs>"""
STRINGS = """<si><t>ett</t></si><si><r><rPr><strike/></rPr><t>bort</t></r><r><t xml:space="preserve"> kvar</t></r></si>
<si><t>漢</t><rPh sb="0" eb="1"><t>かん</t></rPh></si><si><t>rad_x000D_&#10;_x005F_x0041__xD83D__xDE00_</t></si>"""


def relations(*of: tuple[str, str]) -> str:
    found = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(of)
    )
    return f'<Relationships xmlns="{PACKAGE}">{found}</Relationships>'


def parts(rows: str, **more: str) -> dict[str, str]:
    """Return the parts of a small workbook of one sheet."""
    sheets = more.get("sheets", '<sheet name="Blad" sheetId="1" r:id="r0"/>')
    return {
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{more.get("properties", "")}<sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")
        ),
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{STYLES}</styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{STRINGS}</sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{more.get("after", "")}</worksheet>',
    }  # fmt: skip


def packed(files: dict[str, Any]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def read(files: dict[str, Any]) -> Sheet:
    (sheet,) = read_xlsx(Package(packed(files)))
    return sheet


def cells(rows: str, **more: str) -> dict[str, SheetCell]:
    return {cell_address(place): cell for place, cell in read(parts(rows, **more)).cells.items()}


CELLS: dict[str, tuple[str, SheetCell]] = {
    "a number": ("<c><v>1.5</v></c>", SheetCell(1.5)),
    "a number with a format of its own": ('<c s="2"><v>12</v></c>', SheetCell(12.0)),
    "a day": ('<c s="1"><v>45748</v></c>', SheetCell(date(2025, 4, 1))),
    "a day in Swedish": ('<c s="3"><v>45748</v></c>', SheetCell(date(2025, 4, 1))),
    "a day in a built-in format": ('<c s="4"><v>45748</v></c>', SheetCell(date(2025, 4, 1))),
    "a day and a time": ('<c s="4"><v>45748.5</v></c>', SheetCell(datetime(2025, 4, 1, 12))),  # noqa: DTZ001 a cell has no zone
    "a day as ISO": ('<c t="d"><v>2025-04-01T00:00:00</v></c>', SheetCell(date(2025, 4, 1))),
    "a serial without a format": ("<c><v>45748</v></c>", SheetCell(45748.0)),
    "a day written in eight figures": ('<c s="1"><v>20250401</v></c>', SheetCell(20250401.0)),
    "a time": (
        '<c s="7"><v>0.5</v></c>',
        SheetCell("", "här står ett klockslag eller ett datum före mars 1900; skriv datum som ÅÅÅÅ-MM-DD"),
    ),
    "a percentage": ('<c s="5"><v>0.125</v></c>', SheetCell("12,5 %")),
    "yes": ('<c t="b"><v>1</v></c>', SheetCell(True)),
    "shared": ('<c t="s"><v>0</v></c>', SheetCell("ett")),
    "partly struck out": ('<c t="s"><v>1</v></c>', SheetCell("bort kvar", STRUCK)),
    "struck out": ('<c t="s" s="6"><v>0</v></c>', SheetCell("ett", STRUCK)),
    "a struck-out number": ('<c s="6"><v>1</v></c>', SheetCell(1.0, STRUCK)),
    "with its pronunciation": ('<c t="s"><v>2</v></c>', SheetCell("漢")),
    "with escapes": ('<c t="s"><v>3</v></c>', SheetCell("rad\r\n_x0041_😀")),
    "inline": ('<c t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>', SheetCell("ab")),
    "a text of a formula that is gone": ('<c t="str"><v>x</v></c>', SheetCell("x")),
    "a formula": ('<c t="str"><f>A1</f><v>x</v></c>', SheetCell("", FORMULA)),
    "an error": ('<c t="e"><v>#N/A</v></c>', SheetCell("", ERROR)),
    "too long": (f'<c t="str"><v>{"x" * 32_768}</v></c>', SheetCell("", "texten är längre än 32767 tecken")),
}


@pytest.mark.parametrize("name", CELLS)
def test_what_a_cell_says(name: str) -> None:
    text, expected = CELLS[name]
    assert cells(f"<row>{text}</row>") == {"A1": expected}


def test_addresses_follow_on_where_they_are_left_out() -> None:
    rows = '<row><c/><c><v>1</v></c></row><row r="7"><c r="D7"><v>2</v></c><c><v>3</v></c></row><row><c><v>4</v></c></row>'
    assert cells(rows) == {
        "B1": SheetCell(1.0), "D7": SheetCell(2.0), "E7": SheetCell(3.0), "A8": SheetCell(4.0),
    }  # fmt: skip


def test_days_are_counted_from_1904_where_the_workbook_says_so() -> None:
    found = cells('<row><c s="1"><v>44286</v></c></row>', properties='<workbookPr date1904="1"/>')
    assert found == {"A1": SheetCell(date(2025, 4, 1))}
    found = cells('<row><c s="1"><v>2957500</v></c></row>', properties='<workbookPr date1904="1"/>')
    assert found == {"A1": SheetCell(2957500.0)}


ELSEWHERE: dict[str, dict[str, str]] = {
    "an absolute target": {"_rels/.rels": relations(("officeDocument", "/xl/workbook.xml"))},
    "a target with dots": {"_rels/.rels": relations(("officeDocument", "./xl/../xl/workbook.xml"))},
    "in capitals": {"_rels/.rels": relations(("officeDocument", "XL/Workbook.xml"))},
    "another part besides": {
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml"), ("metadata/core-properties", "x.xml"))
    },
}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_parts_are_found_by_their_relations(name: str) -> None:
    files = parts("<row><c><v>1</v></c></row>") | ELSEWHERE[name]
    assert read(files).cells == {(0, 0): SheetCell(1.0)}


def test_the_main_part_may_have_any_name_and_the_names_any_dress() -> None:
    files = parts('<row><c t="s"><v>0</v></c></row>')
    moved = {
        "_rels\\.rels": relations(("officeDocument", "bok/workbook22.xml")),
        "bok/workbook22.xml": files["xl/workbook.xml"],
        "bok/_rels/workbook22.xml.rels": relations(
            ("worksheet", "../a b.xml"), ("sharedStrings", "/Text.xml")
        ),
        "A B.xml": files["xl/worksheets/sheet1.xml"],
        "text.xml": files["xl/sharedStrings.xml"].encode("utf-16"),
    }
    assert read(moved).cells == {(0, 0): SheetCell("ett")}


def test_strict_workbooks_and_other_prefixes() -> None:
    files = parts('<row><c t="b"><v>1</v></c></row>')
    strict = {
        name: text.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main").replace(
            OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships"
        )
        for name, text in files.items()
    }
    assert read(strict).cells == {(0, 0): SheetCell(True)}
    sheet = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row><x:c><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    assert read(files | {"xl/worksheets/sheet1.xml": sheet}).cells == {(0, 0): SheetCell(7.0)}


def refusal(files: dict[str, Any] | bytes) -> str:
    with pytest.raises(UnusableFile) as refused:
        read_xlsx(Package(files if isinstance(files, bytes) else packed(files)))
    return str(refused.value)


AGAIN = "; öppna filen, spara den igen och försök på nytt"
ROWS: dict[str, tuple[str, str]] = {
    "lower case": (
        '<row r="1048576"><c r="xfd1048576"><v>1</v></c></row>',
        f"på bladet Blad står en oväntad adress, xfd1048576, efter A1048576{AGAIN}",
    ),
    "dollars": ('<row><c r="$A$1"/></row>', f"på bladet Blad står en oväntad adress, $A$1, efter A1{AGAIN}"),
    "other digits": (
        '<row><c r="A١"/></row>', f"på bladet Blad står en adress som inte går att läsa efter A1{AGAIN}"
    ),
    "a column too many": ('<row><c r="XFE1"/></row>', f"på bladet Blad står en oväntad adress, XFE1, efter A1{AGAIN}"),
    "a row too many": ('<row r="1048577"/>', f"på bladet Blad står en oväntad adress, 1048577, efter A1{AGAIN}"),
    "row nought": ('<row r="0"/>', f"på bladet Blad står en oväntad adress, 0, efter A1{AGAIN}"),
    "another row": ('<row r="2"><c r="A3"/></row>', f"på bladet Blad står en oväntad adress, A3, efter A2{AGAIN}"),
    "the same cell again": (
        '<row><c/><c r="A1"/></row>', f"på bladet Blad står en oväntad adress, A1, efter A1{AGAIN}"
    ),
    "rows that go back": ('<row r="9"/><row r="8"/>', f"på bladet Blad står en oväntad adress, 8, efter A9{AGAIN}"),
    "no number": ("<row><c><v>1,5</v></c></row>", "bladet Blad är skadat vid A1; spara filen igen"),
    "infinity": ("<row><c><v>1e999</v></c></row>", "bladet Blad är skadat vid A1; spara filen igen"),
    "no such text": ('<row><c t="s"><v>9</v></c></row>', "bladet Blad är skadat vid A1; spara filen igen"),
    "no such style": ('<row><c s="99"><v>9</v></c></row>', "bladet Blad är skadat vid A1; spara filen igen"),
    "no such type": ('<row><c t="x"><v>9</v></c></row>', "bladet Blad är skadat vid A1; spara filen igen"),
    "maybe": ('<row><c t="b"><v>2</v></c></row>', "bladet Blad är skadat vid A1; spara filen igen"),
    "text between cells": ("<row>7<c/></row>", DAMAGED),
    "text after a value": ("<row><c><v>1</v>7</c></row>", DAMAGED),
    "what only some programs read": (
        '<row><a:Alt xmlns:a="urn:x"><c><v>1</v></c></a:Alt></row>', DAMAGED
    ),
    "too many elements": ("<row/>" * 500_001, "filen packar upp sig till orimlig storlek och läses därför inte"),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_what_is_not_of_the_one_form_is_refused_at_its_place(name: str) -> None:
    rows, said = ROWS[name]
    assert refusal(parts(rows)) == said


FILES: dict[str, tuple[dict[str, Any], str]] = {
    "a style that is none": (
        {
            "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs><font/><xf numFmtId="14"/></cellXfs></styleSheet>'
        },
        DAMAGED,
    ),
    "a setting where it does not belong": (
        {
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}"><sheets/><x><workbookPr date1904="1"/></x></workbook>'
        },
        DAMAGED,
    ),
    "no main part": (
        {"_rels/.rels": relations(("styles", "xl/styles.xml"))},
        "filen är ingen arbetsbok; spara blanketten som .xlsx eller .ods",
    ),
    "two main parts": (
        {"_rels/.rels": relations(*[("officeDocument", "xl/workbook.xml")] * 2)},
        "filen är ingen arbetsbok; spara blanketten som .xlsx eller .ods",
    ),
    "a document": (
        {"xl/workbook.xml": "<document/>"},
        "filen är ingen arbetsbok; spara blanketten som .xlsx eller .ods",
    ),
    "a sheet that is not there": ({"xl/_rels/workbook.xml.rels": relations(("worksheet", "x.xml"))}, DAMAGED),
    "one part in two cases": ({"XL/WORKBOOK.xml": "<x/>"}, "filen är skadad: samma del finns två gånger"),
    "macros": ({"xl/vbaProject.bin": "x"}, "arbetsboken innehåller makron; spara den som .xlsx utan makron"),
    "a document type in UTF-16": (
        {"xl/styles.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'.encode("utf-16")},
        "filen är skadad: den innehåller en dokumenttyp, och det har ingen arbetsbok",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_what_is_no_workbook_is_refused(name: str) -> None:
    changes, said = FILES[name]
    assert refusal(parts("") | changes) == said


def test_a_zip_of_many_parts_and_one_packed_otherwise_are_refused() -> None:
    assert refusal({f"{n}": "" for n in range(501)}) == (
        "filen innehåller för många delar för att vara en blankett"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("_rels/.rels", "x")
    assert refusal(buffer.getvalue()) == DAMAGED
    assert refusal(packed(parts("")).replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")) == (
        "filen är skyddad med lösenord; ta bort lösenordet och spara den igen"
    )  # fmt: skip


def test_notes_merges_and_formulas_of_several_cells_are_known() -> None:
    files = parts(
        '<row><c><f t="array" ref="A1:A2">B1</f><v>1</v></c></row><row><c><v>1</v></c></row>',
        after='<mergeCells><mergeCell ref="C1:D2"/></mergeCells>',
    )
    files["xl/worksheets/_rels/sheet1.xml.rels"] = relations(("comments", "../comments1.xml"))
    files["xl/comments1.xml"] = (
        f'<comments xmlns="{MAIN}"><commentList><comment ref="B7"/></commentList></comments>'
    )
    sheet = read(files)
    assert (sheet.formulas, sheet.merged, sheet.notes) == ([((0, 0), (1, 0))], [((0, 2), (1, 3))], {(6, 1)})


def open_cells(content: str, styles: str = "") -> dict[str, SheetCell]:
    table = f'<table:table table:name="Blad"><table:table-row>{content}</table:table-row></table:table>'
    (sheet,) = read_ods(Package(open_document(table, styles)))
    return {cell_address(place): cell for place, cell in sheet.cells.items()}


STRUCK_STYLE = '<style:style style:name="T1"><style:text-properties style:text-line-through-style="solid"/></style:style>'
OPEN_CELLS: dict[str, tuple[str, SheetCell]] = {
    "text": ("><text:p>a<text:s text:c='2'/>b<text:tab/>c</text:p><text:p> d\n e</text:p>", SheetCell("a  b c\n d e")),
    "spaces as LibreOffice writes them": ("><text:p>a  b</text:p>", SheetCell("a  b")),
    "text of several kinds": ("><text:p><text:span>a<text:line-break/></text:span><text:a>b</text:a></text:p>", SheetCell("a\nb")),
    "text without a type": ("><text:p>a</text:p>", SheetCell("a")),
    "a number": (' office:value-type="float" office:value="1200"><text:p>1 200</text:p>', SheetCell(1200.0)),
    "money": (' office:value-type="currency" office:value="5"><text:p>5 kr</text:p>', SheetCell(5.0)),
    "a percentage": (' office:value-type="percentage" office:value="0.12"><text:p>12 %</text:p>', SheetCell("12 %")),
    "a day": (' office:value-type="date" office:date-value="2025-04-01"><text:p>1 april</text:p>', SheetCell(date(2025, 4, 1))),
    "yes": (' office:value-type="boolean" office:boolean-value="true"><text:p>SANT</text:p>', SheetCell(True)),
    "a time": (' office:value-type="time" office:time-value="PT12H"><text:p>12</text:p>', SheetCell("12", NOT_READ)),
    "a formula": (' table:formula="of:=1" office:value-type="float" office:value="1"><text:p>1</text:p>', SheetCell("", FORMULA)),
    "an error": (
        ' xmlns:c="urn:c" c:value-type="error" office:value-type="string" office:string-value=""><text:p>#N/A</text:p>',
        SheetCell("", ERROR),
    ),
    "two texts": (
        ' office:value-type="string" office:string-value="b"><text:p>a</text:p>',
        SheetCell("a", "rutan visar en sak och innehåller en annan; skriv om svaret"),
    ),
    "a number that is called a text": (' office:value-type="string" office:value="12">', SheetCell("", NOT_READ)),
    "a note": ("><office:annotation><text:p>n</text:p></office:annotation><text:p>a</text:p>", SheetCell("a")),
    "a table": ("><table:table/><text:p>a</text:p>", SheetCell("a", NOT_READ)),
    "stray text": (">b<text:p>a</text:p>", SheetCell("a", NOT_READ)),
    "struck out": ('><text:p>a<text:span text:style-name="T1">b</text:span></text:p>', SheetCell("ab", STRUCK)),
}  # fmt: skip


@pytest.mark.parametrize("name", OPEN_CELLS)
def test_what_a_cell_of_an_open_document_says(name: str) -> None:
    content, expected = OPEN_CELLS[name]
    assert open_cells(f"<table:table-cell{content}</table:table-cell>", STRUCK_STYLE) == {"A1": expected}


@pytest.mark.parametrize(
    "content",
    [
        '<table:table-cell table:number-columns-repeated="0"/>',
        '<table:table-cell table:number-columns-repeated="16385"/>',
        '<table:table-cell office:value-type="float" office:value="NaN"/>',
        '<table:table-cell office:value-type="boolean"/>',
        f"<table:table-cell><text:p>{'<text:span>' * 2000}{'</text:span>' * 2000}</text:p></table:table-cell>",
    ],
)
def test_an_open_document_beyond_reason_is_refused(content: str) -> None:
    with pytest.raises((UnusableFile, RecursionError)):
        open_cells(content)


def with_rows(rows: Iterable[str]) -> Callable[[bytes], bytes]:
    return lambda book: member_changed(
        book, SHEET, lambda xml: xml.replace("</sheetData>", f"{''.join(rows)}</sheetData>")
    )


def with_claims(*keys: str) -> Callable[[bytes], bytes]:
    """Return what lets the hidden sheet claim more cells than there are."""
    cells = '<c t="inlineStr"><is><t>{}</t></is></c>'.format
    rows = "".join(f"<row>{cells('ruta')}{cells(key)}{cells(9)}{cells('&quot;&quot;')}</row>" for key in keys)
    return lambda book: member_changed(
        book, "xl/worksheets/sheet3.xml", lambda xml: xml.replace("</sheetData>", f"{rows}</sheetData>")
    )


def table(rows: str) -> Callable[[bytes], bytes]:
    return lambda _: open_document(f'<table:table table:name="Uppföljning">{rows}</table:table>')


WITHIN: dict[str, Callable[[bytes], bytes]] = {
    "lower case": with_rows('<row r="1048576"><c r="xfd1048576"><v>1</v></c></row>'),
    "cells in every corner": with_rows('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "as many rows as are read": with_rows(f'<row r="{n}"/>' for n in range(300, 200_000)),
    "more rows than are read": with_rows("<row/>" * 2_600_000),
    "many attributes": with_rows(chain(["<row"], (f' a{n}="1"' for n in range(400_000)), ["/>"])),
    "many cells": with_rows(f"<row>{'<c><v>1</v></c>' * 16_000}</row>" * 3),
    "many formulas": with_rows(f'<row>{"<c><f>1</f></c>" * 16_000}</row>' * 3),
    "many merged cells": lambda book: member_changed(
        book, SHEET, lambda xml: xml.replace("</sheetData>", "</sheetData><mergeCells>" + '<mergeCell ref="A1:E999"/>' * 150_000 + "</mergeCells>")
    ),
    "long texts": lambda book: member_changed(book, "xl/sharedStrings.xml", lambda xml: xml.replace("<si><t>", f"<si><t>{'å' * 32_000}", 200)),
    "numbers beyond reason": with_claims(
        *(f"svar/{name}/{'9' * size}/namn" for name in ("rsa/datum", "krisplan/händelser") for size in (9, 9_999))
    ),
    "many events": with_claims(*(f"svar/krisplan/händelser/{n}/namn" for n in range(5_000))),
    "a deep text": table(f"<table:table-row><table:table-cell><text:p>{'<text:a>' * 99_999}{'</text:a>' * 99_999}</text:p></table:table-cell></table:table-row>"),
    "a sheet all filled": table(
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row>'
    ),
    "many spaces": table("<table:table-row><table:table-cell><text:p>" + '<text:s text:c="9999999"/>' * 99_999 + "</text:p></table:table-cell></table:table-row>"),
    "an answer file of nothings": lambda _: b"[" + b"{}," * 690_000 + b"{}]",
}  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("name", WITHIN)
def test_no_file_takes_more_than_two_seconds_and_200_mib(name: str, tmp_path: Path) -> None:
    form = forms(repository_at(ROOT), 2025)["valnamnden"]
    path = tmp_path / ("a.json" if "answer file" in name else "a.xlsx")
    path.write_bytes(WITHIN[name](workbook(form, date(2025, 1, 2), "")))
    code = f"from trygghetsplan.forms.exchange import read_forms; from pathlib import Path; read_forms([Path({str(path)!r})])"
    ended, seconds, memory = spent("-c", code)
    assert ended == 0
    assert seconds < 2
    assert memory < 200


@pytest.mark.long
def test_mutated_workbooks_are_read_as_another_reader_reads_them_or_refused() -> None:
    count = 4_000
    outcomes, faults = workbook_fuzz.run(count)
    assert faults == []
    assert count / 10 < outcomes["read"] < count
