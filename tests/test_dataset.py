"""The export: what its tables hold, that every format says the same, and the questions that it answers in SQL."""

import csv
import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb
import pytest

from command import trygghet
from conftest import BASE, ROOT, Build, Golden, repository_at, write_files
from pull_requests import commit, git
from trygghetsplan import __version__
from trygghetsplan.dataset.csv_file import FOR_EXCEL, PLAIN, csv_bytes
from trygghetsplan.dataset.formats import FORMATS
from trygghetsplan.dataset.package import DatasetOrigin
from trygghetsplan.dataset.rows import DataYear, dataset
from trygghetsplan.dataset.tables import TABLES, DataTable, DataType, FilledTable, filled, tables_for
from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.errors import StorageFault
from trygghetsplan.forms.safe_unzip import Package
from trygghetsplan.forms.xlsx import read_xlsx
from trygghetsplan.pages import folder as folders
from trygghetsplan.report.data import ReportData, areas, score

AS_OF = date(2025, 3, 31)
TINY = """
--- trygghet.yaml
schema: 3
organisation: {namn: Ängsköpings kommun, kommunkod: "0180"}
första uppföljningsår: 2024
mandatperiod: {första året: 2023}
redovisning: {titel: Trygghetsredovisning, lämnas av: kommunstyrelsen, lämnas till: kommunstyrelsen}
--- plan/underlag.yaml
underlag:
  datum: {typ: datum, titel: Datum}
  avtal: {typ: avtal, titel: Avtal}
  möten: {typ: möten, titel: Möten}
  skadade: {typ: antal, titel: Skadade, räknar: personer}
  deltagare: {typ: antal, titel: Deltagare, räknar: personer}
  utbildade: {typ: andel, titel: Utbildade}
  kostnad: {typ: belopp, titel: Kostnad}
  beskrivning: {typ: text, titel: Beskrivning}
--- plan/indikatorer.yaml
indikatorer:
  trygghet:
    titel: Upplevd trygghet
    enhet: index
    bättre: lägre
    område: 1-trygghet
    riktvärden: {2024: "1,5"}
    källor: {enkat: Kommunens enkät, polisen: Polisens rapport}
  skador:
    titel: Skadade i trafiken
    enhet: personer
    bättre: lägre
--- plan/fokusomraden/2-mer.yaml
dokument: planen
fokusområde: 2
titel: Mer
skyldigheter:
  ovning:
    titel: Öva
    text: Öva varje år.
    slag: aktivitet
    ansvariga: [nämnder]
    periodicitet: årligen
    underlag: [datum, möten, skadade, deltagare, utbildade, kostnad, beskrivning]
  slutet:
    titel: Skydd av anläggningar
    text: Skydda anläggningarna.
    slag: aktivitet
    ansvariga: [nämnder]
    periodicitet: årligen
    underlag: [datum]
    skydd: intern
    sekretess: {lagrum: 18 kap. 13 §, bedömning: Svaret visar var skyddet brister.}
--- followups/2024/miljonamnden.yaml
organ: miljonamnden
år: 2024
beslut: {datum: 2025-02-03}
svar:
  rsa:
    status: uppfylls
    datum: 2024-04-18
  ovning:
    status: uppfylls delvis
    datum: 2024-05-02
    möten: [2024-05-02, 2024-09-12]
    skadade: 3
    deltagare: 1 240
    utbildade: 34 av 40
    kostnad: 75 000
    beskrivning: =SUM(A1:A9); "två" rader
    åtgärd: '@nästa år'
    kommentar: "'citat, med komma"
  slutet: {status: uppfylls ej, skäl: Stängslet saknas.}
--- followups/2024/indikatorer.yaml
år: 2024
exempel: ja
indikatorer:
  trygghet:
    värden:
      enkat: {värde: "1,46", publicerad: 2025-01, gäller: ja}
      polisen: {värde: "1,6", publicerad: 2025-02-01, hämtad: 2025-02-03}
  skador: {ej mätt: Statistiken kommer i maj.}
"""
EXPORT = ("export", "--year", "2024", "--as-of", "2025-03-31", "-o")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small repository outside git, which no test changes."""
    root = tmp_path_factory.mktemp("liten") / "forrad"
    shutil.copytree(BASE, root)
    write_files(root, TINY)
    return root


def held(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def tables(root: Path, audience: Audience, years: Mapping[int, date]) -> tuple[FilledTable, ...]:
    repository = repository_at(root)
    return dataset([DataYear(repository, year, day, audience) for year, day in years.items()], audience)


def records(one: FilledTable) -> list[dict[str, Any]]:
    return [dict(zip(one.table.names, row, strict=True)) for row in one.rows]


# What the tables hold


@pytest.mark.parametrize("audience", Audience)
def test_the_tables_of_a_small_repository(
    audience: Audience, tiny: Path, tmp_path: Path, golden: Golden
) -> None:
    done = trygghet(*EXPORT, str(tmp_path / "ut"), "--audience", audience, at=tiny)
    many = 6 if audience is Audience.INTERNAL else 5
    assert (done.returncode, done.stdout) == (0, f"Skrev {many}\u00a0filer i {tmp_path}/ut.\n"), done.stderr
    assert done.stderr == f"Vad kolumnerna betyder står i {tmp_path}/ut/datapackage.json.\n"
    written = held(tmp_path / "ut")
    assert [*written] == sorted([*(f"{one.name}.csv" for one in tables_for(audience)), "datapackage.json"])
    for name, content in written.items():
        text = content.decode()
        if name.endswith(".csv"):
            assert text.count("\n") == text.count("\r\n")
            text = text.replace("\r\n", "\n")
        golden(f"export/{audience}/{name}", text.replace(f"trygghet {__version__}", "trygghet VERSION"))


def test_an_internal_row_tells_the_commit_and_a_public_one_does_not(tiny: Path, tmp_path: Path) -> None:
    root = tmp_path / "forrad"
    shutil.copytree(tiny, root)
    git(root, "init", "-q", "-b", "main")
    name = commit(root, "Planen")[:12]
    for audience, said in ((Audience.INTERNAL, name), (Audience.PUBLIC, None)):
        trygghet(*EXPORT, str(tmp_path / audience), "--audience", audience, at=root)
        files = held(tmp_path / audience)
        rows = [*csv.DictReader(StringIO(files["bodies.csv"].decode()))]
        assert {row.get("commit") for row in rows} == {said}
        assert json.loads(files["datapackage.json"]).get("commit") == said
        assert any(name.encode() in content for content in files.values()) is (said is not None)
    (root / "followups/2024/bolaget.yaml").write_text("organ: bolaget\når: 2024\n", encoding="utf-8")
    trygghet(*EXPORT, str(tmp_path / "intern"), "--audience", "internal", at=root)
    assert f",{name}+," in held(tmp_path / "intern")["bodies.csv"].decode()


def test_an_answer_is_told_from_the_day_it_exists(tiny: Path) -> None:
    def told(day: date) -> list[tuple[str, str | None, str | None]]:
        found = tables(tiny, Audience.PUBLIC, {2024: day})
        answers = next(one for one in found if one.table.name == "answers")
        return [
            (row["skyldighet"], row["varde"], row["beslutat"])
            for row in records(answers)
            if row["typ"] == "datum"
        ]

    assert told(date(2024, 4, 17)) == []
    assert told(date(2024, 6, 1)) == [("rsa", "2024-04-18", None)]  # the other has a meeting in September
    decided = date(2025, 2, 3)
    assert told(AS_OF) == [("ovning", "2024-05-02", decided), ("rsa", "2024-04-18", decided)]


YEARS = {2022: date(2023, 3, 31), 2023: date(2024, 3, 31), 2024: AS_OF}


@pytest.fixture(scope="module")
def own() -> Mapping[Audience, Mapping[str, FilledTable]]:
    """Return the tables of the project's own plan, for each audience by name."""
    return {one: {each.table.name: each for each in tables(ROOT, one, YEARS)} for one in Audience}


def test_the_sums_of_a_document_with_an_account_of_its_own_are_apart() -> None:
    root = ROOT / "tests" / "fixtures" / "plans"
    repository, day = repository_at(root), date(2025, 6, 30)
    cells = records(
        next(one for one in tables(root, Audience.PUBLIC, {2024: day}) if one.table.name == "cells")
    )
    assert len(repository.accounts) > 1
    for name in repository.accounts:
        figures = ReportData(repository, 2024, day, Audience.PUBLIC, document=name)
        counted = [
            row["utfall"] for row in cells if row["redovisning"] == name and row["raknas"] and row["binder"]
        ]
        assert (counted.count("uppfyllt"), len(counted)) == score(figures.plan(bound=True))
        assert counted


@pytest.mark.parametrize("audience", Audience)
def test_the_sums_are_those_of_the_account(
    audience: Audience, own: Mapping[Audience, Mapping[str, FilledTable]]
) -> None:
    cells = records(own[audience]["cells"])

    def summed(**asked: object) -> tuple[int, int]:
        rows = [row for row in cells if all(row[name] == value for name, value in asked.items())]
        return sum(row["utfall"] == "uppfyllt" for row in rows), len(rows)

    for year, day in YEARS.items():
        figures = ReportData(repository_at(ROOT), year, day, audience)
        for bound in (True, False):
            assert summed(ar=year, raknas=True, binder=bound) == score(figures.plan(bound=bound))
            for chapter in areas(figures):
                account = score(figures.area(chapter, bound=bound))
                assert summed(ar=year, raknas=True, binder=bound, omrade=chapter.stem) == account
        law = [
            duty.id
            for duty in repository_at(ROOT).obligations.values()
            if duty.is_law and duty.record.is_open
        ]
        told = [
            row
            for row in cells
            if row["ar"] == year and row["skyldighet"] in law and row["skulle_vara_klart"]
        ]
        assert (sum(row["utfall"] == "uppfyllt" for row in told), len(told)) == score(figures.law())


def test_the_internal_tables_are_the_public_ones_and_what_is_closed(
    own: Mapping[Audience, Mapping[str, FilledTable]],
) -> None:
    internal = own[Audience.INTERNAL]
    closed = {row["skyldighet"] for row in records(internal["obligations"]) if row["skydd"] != "öppen"}
    differing = {"utgava", "commit", "foljs_upp"}
    for name, public in own[Audience.PUBLIC].items():
        open_rows = [
            row
            for row in records(internal[name])
            if name == "obligations" or row.get("skyldighet") not in closed
        ]
        assert [{key: value for key, value in row.items() if key not in differing} for row in open_rows] == [
            {key: value for key, value in row.items() if key not in differing} for row in records(public)
        ]
    assert {row["raknas"] for row in records(internal["cells"]) if row["skyldighet"] in closed} == {False}
    assert not {row["skyldighet"] for row in records(own[Audience.PUBLIC]["answers"])} & closed


PYTHON_TYPES = {
    DataType.STRING: str, DataType.INTEGER: int, DataType.NUMBER: Decimal, DataType.BOOLEAN: bool, DataType.DATE: date,
}  # fmt: skip


def test_every_row_has_its_types_its_key_and_what_it_refers_to(
    own: Mapping[Audience, Mapping[str, FilledTable]],
) -> None:
    for found in own.values():
        keys = {}
        for name, one in found.items():
            for place, column in enumerate(one.table.columns):
                held_types = {type(row[place]) for row in one.rows}
                allowed = {PYTHON_TYPES[column.type], *([] if column.is_required else [type(None)])}
                assert held_types <= allowed, (name, column.name)
            rows = records(one)
            keys[name] = [tuple(row[part] for part in one.table.key) for row in rows]
            assert len({*keys[name]}) == len(keys[name])
            for reference in one.table.references:
                assert {tuple(row[part] for part in reference.columns) for row in rows} <= {
                    *keys[reference.table]
                }


def test_names_follow_the_convention_of_open_data() -> None:
    names = [name for table in TABLES for name in (table.name, *table.names)]
    assert [name for name in names if not re.fullmatch("[a-z]+(_[a-z]+)*", name)] == []
    for table in TABLES:
        assert len({*table.names}) == len(table.columns)
        assert {*table.key} <= {one.name for one in table.columns if one.is_required}


# The formats


def read_back(form: str, files: Mapping[str, bytes], table: DataTable, place: Path) -> list[list[object]]:
    """Return the rows of a table as another program reads them, each value as plain CSV writes it."""

    def said(value: object, form: DataType) -> str:
        if value is None or value == "":
            return ""
        if form is DataType.BOOLEAN:
            return "true" if value else "false"
        if form is DataType.INTEGER and isinstance(value, float):
            return str(int(value))
        return str(value).removesuffix(".0")

    match form:
        case "xlsx":
            sheet = next(one for one in read_xlsx(Package(files["data.xlsx"])) if one.name == table.name)
            last = max(row for row, _ in sheet.cells)
            raw: Sequence[Sequence[object]] = [
                [
                    sheet.cells[row, column].value if (row, column) in sheet.cells else None
                    for column in range(len(table.columns))
                ]
                for row in range(1, last + 1)
            ]
        case "sqlite":
            with closing(sqlite3.connect(":memory:")) as base:
                base.deserialize(files["data.sqlite"])
                assert base.execute("PRAGMA foreign_key_check").fetchall() == []
                raw = base.execute(f"SELECT * FROM {table.name}").fetchall()  # noqa: S608  # our own name
        case _:
            (place / "x.parquet").write_bytes(files[f"{table.name}.parquet"])
            raw = duckdb.read_parquet(str(place / "x.parquet")).fetchall()
    return [
        [said(value, column.type) for value, column in zip(row, table.columns, strict=True)] for row in raw
    ]


@pytest.fixture(scope="module")
def written(tiny: Path) -> Mapping[str, Mapping[str, bytes]]:
    """Return the files of each format, and check that they are the same bytes again."""
    found = tables(tiny, Audience.INTERNAL, {2024: AS_OF})
    origin = DatasetOrigin(
        "Ängsköpings kommun", {2024: AS_OF}, Audience.INTERNAL, is_example=False, commit=None
    )
    files = {form: one.write(found, origin, PLAIN) for form, one in FORMATS.items()}
    assert {form: one.write(found, origin, PLAIN) for form, one in FORMATS.items()} == files
    return files


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "csv"])
def test_every_format_says_what_csv_says(
    form: str, tiny: Path, written: Mapping[str, Mapping[str, bytes]], tmp_path: Path
) -> None:
    for one in tables(tiny, Audience.INTERNAL, {2024: AS_OF}):
        plain = [*csv.reader(StringIO(written["csv"][f"{one.table.name}.csv"].decode(), newline=""))]
        assert plain[0] == [*one.table.names]
        if one.rows:
            assert read_back(form, written[form], one.table, tmp_path) == plain[1:], one.table.name
        texts = FORMATS[form].texts
        if texts:  # the leak check reads the same
            content = written[form][FORMATS[form].one_file or f"{one.table.name}.{form}"]
            read = "\n".join(texts(content)).replace("''", "'")
            assert all(value in read for row in one.rows for value in row if isinstance(value, str))


ODD = ("=1+1", "+46", "-1", "@a", "\tx", "\rx", "'=1", "＝1", 'a"b;c,d', "två\nrader", " =1", "å")


def test_a_text_is_never_a_formula_in_excel_and_always_exact_for_programs() -> None:
    table = DataTable(
        "t", "", (TABLES[0].columns[0]._replace(name="a"), TABLES[0].columns[0]._replace(name="b")), ("a",)
    )
    one = filled(table, [{"a": f"{number:02}", "b": text} for number, text in enumerate(ODD)])
    plain = csv_bytes(one, PLAIN)
    assert [row[1] for row in csv.reader(StringIO(plain.decode(), newline=""))][1:] == [*ODD]
    excel = csv_bytes(one, FOR_EXCEL)
    assert excel.startswith("\ufeffa;b\r\n00;'=1+1\r\n".encode())
    read = [row[1] for row in csv.reader(StringIO(excel.decode("utf-8-sig"), newline=""), delimiter=";")][1:]
    assert [text for text in read if text[0] in "=+-@\t\r＝＋－＠"] == []
    assert [text.removeprefix("'") for text in read] == [*ODD]


def test_csv_for_excel(tiny: Path, tmp_path: Path) -> None:
    trygghet(*EXPORT, str(tmp_path / "ut"), "--for", "excel", at=tiny)
    files = held(tmp_path / "ut")
    rows = [*csv.DictReader(StringIO(files["indicators.csv"].decode("utf-8-sig")), delimiter=";")]
    assert [(row["varde"], row["galler"], row["riktvarde"]) for row in rows] == [
        ("", "nej", ""),
        ("1,46", "ja", "1,5"),
        ("1,6", "nej", "1,5"),
    ]
    package = json.loads(files["datapackage.json"])
    fields = {one["name"]: one for one in package["resources"][-1]["schema"]["fields"]}
    assert package["resources"][-1]["dialect"]["delimiter"] == ";"
    assert fields["varde"]["decimalChar"] == ","
    assert (fields["galler"]["trueValues"], fields["galler"]["falseValues"]) == (["ja"], ["nej"])
    answers = files["answers.csv"].decode("utf-8-sig")
    assert """;"'=SUM(A1:A9); ""två"" rader";""" in answers


# The folder


def test_another_format_takes_the_place_of_the_one_before_and_nobody_elses_file(
    tiny: Path, tmp_path: Path
) -> None:
    place = tmp_path / "ut"
    trygghet(*EXPORT, str(place), at=tiny)
    first = held(place)
    again = trygghet(*EXPORT, str(place), at=tiny)
    assert again.stdout == f"Tabellerna i {place} var redan så.\n"
    (place / "egen.txt").write_text("min")
    (place / "cells.csv").write_text("ändrad")
    done = trygghet(*EXPORT, str(place), "--format", "sqlite", at=tiny)
    assert done.stdout == f"Skrev 1\u00a0fil i {place} och tog bort 4\u00a0filer.\n"
    assert "Obs: cells.csv hör inte längre hit men har ändrats av någon annan och är kvar.\n" in done.stderr
    assert [*held(place)] == ["cells.csv", "data.sqlite", "datapackage.json", "egen.txt"]
    refused = trygghet(*EXPORT, str(place), at=tiny)
    assert (refused.returncode, refused.stdout) == (3, "")
    assert refused.stderr == f"Fel: {place}/cells.csv är inte skriven av trygghet export; flytta den först.\n"
    (place / "cells.csv").unlink()
    trygghet(*EXPORT, str(place), at=tiny)
    assert held(place) == {**first, "egen.txt": b"min"}


@pytest.mark.parametrize("earlier", ["", "csv"])
def test_all_is_written_or_nothing(
    earlier: str,
    tiny: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = tmp_path / "ut"
    if earlier:
        trygghet(*EXPORT, str(place), "--format", earlier, at=tiny)
    before = held(place)
    write_all = folders.write_all

    def full(changes: list[folders.FileChange]) -> None:
        if any(change.path.name == "data.xlsx" for change in changes):
            raise StorageFault("disken är full.")
        write_all(changes)

    monkeypatch.setattr(folders, "write_all", full)
    done = trygghet(*EXPORT, str(place), "--format", "xlsx", at=tiny)
    assert (done.returncode, done.stdout, done.stderr) == (3, "", "Fel: disken är full.\n")
    assert held(place) == before
    assert place.exists() == bool(earlier)


@pytest.mark.parametrize(
    ("words", "files", "said"),
    [
        (("--format", "ods"), "", "formatet ods finns inte; välj csv, xlsx, sqlite eller parquet"),
        (
            ("--format", "sqlite", "--for", "excel"),
            "",
            "--for excel gäller csv; ta bort --for excel, eller --format sqlite.",
        ),
        (("--for", "calc"), "", "programmet calc finns inte; välj excel"),
        (("--audience", "alla"), "", "läsaren alla finns inte; välj public eller internal"),
        (("--year", "2019"), "", "år 2019 följs inte upp per 2025-03-31; välj bland 2024–2025."),
        (
            ("--year", "2025-2024"),
            "",
            "perioden 2025-2024 ska börja före den slutar, till exempel 2022-2024.",
        ),
        (
            (),
            "--- ut/anteckningar.txt\nmina\n",
            "ut är inte tom, och det som ligger där har inte skrivits av trygghet export; välj en tom mapp.",
        ),
        (
            (),
            '--- ut/datapackage.json\n{"name": "annans"}\n',
            (
                "ut/datapackage.json går inte att förstå, så det är okänt vad i mappen som är skrivet av "
                "trygghet export; välj en tom mapp."
            ),
        ),
        (
            (),
            '--- ut/datapackage.json\n{"of": "Björkhaga (internt)", "files": {}}\n',
            "uppgifterna i ut är inte skrivna för Ängsköpings kommun (allmänheten); välj en annan mapp.",
        ),
        ((), "--- ut\nen fil\n", "ut är en fil; ange en mapp."),
    ],
)
def test_what_cannot_be_asked_for_is_said_and_nothing_is_written(
    words: tuple[str, ...], files: str, said: str, tiny: Path, tmp_path: Path
) -> None:
    write_files(tmp_path, files)
    before = held(tmp_path)
    done = trygghet("-C", str(tiny), *EXPORT, "ut", *words, at=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.rstrip(".\n")) == (2, "", f"Fel: {said}".rstrip("."))
    assert held(tmp_path) == before


def test_without_duckdb_parquet_says_what_to_install(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trygghetsplan.extras.find_spec", lambda name: None if name == "duckdb" else object())
    done = trygghet(*EXPORT, str(tmp_path / "ut"), "--format", "parquet", at=tiny)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(
        "Fel: formatet parquet kräver duckdb, som inte finns i den här installationen."
    )
    assert not (tmp_path / "ut").exists()


def test_without_room_for_temporary_files_parquet_says_so(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("No usable temporary directory found")

    monkeypatch.setattr("tempfile.TemporaryDirectory", full)
    done = trygghet(*EXPORT, str(tmp_path / "ut"), "--format", "parquet", at=tiny)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == (
        "Fel: tillfälliga filer går inte att skriva. Kontrollera att disken inte är full, och vart TMPDIR leder.\n"
    )


def test_files_with_faults_make_no_tables(repository_from: Build, tmp_path: Path) -> None:
    root = repository_from("--- plan/organisation.yaml\nslag: [\n")
    done = trygghet(*EXPORT, str(tmp_path / "ut"), at=root)
    assert (done.returncode, done.stdout) == (1, "")
    assert not (tmp_path / "ut").exists()


# The documentation

PAGE, ANSWERED = ROOT / "docs" / "data.md", ROOT / "docs" / "fragor.md"
MARK = "<!-- Härifrån skrivs sidan av pytest tests/test_dataset.py --update-golden. -->\n"
KINDS = {"string": "text", "integer": "heltal", "number": "tal", "boolean": "ja eller nej", "date": "dag"}


def columns_in_words() -> str:
    """Return what the page says of every table and column."""
    parts = []
    for table in TABLES:
        keys = [f"Nyckel: {', '.join(f'`{name}`' for name in table.key)}."]
        keys += [f"`{one.columns[-1]}` och `ar` leder till `{one.table}`." for one in table.references]
        rows = []
        for one in table.columns:
            kind = KINDS[one.type] + (f", {one.unit}" if one.unit else "")
            notes = [
                *([] if one.is_required else ["kan vara tom"]),
                *(["bara internt"] if one.is_internal else []),
            ]
            rows.append(f"| `{one.name}` | {'; '.join([kind, *notes])} | {one.description} |\n")
        parts.append(
            f"\n### `{table.name}`\n\n{table.description} {' '.join(keys)}\n\n| kolumn | form | betyder |\n|---|---|---|\n"
            + "".join(rows)
        )
    return "".join(parts)


def test_the_page_says_what_every_column_is(request: pytest.FixtureRequest) -> None:
    text = PAGE.read_text(encoding="utf-8")
    before, mark, _ = text.partition(MARK)
    assert mark
    if request.config.getoption("--update-golden"):
        PAGE.write_text(before + mark + columns_in_words(), encoding="utf-8")
        return
    assert text == before + mark + columns_in_words()


# Questions in SQL

ASKED = re.compile(r"^### (\d+)\. .*\n\n```sql\n((?:(?!```).*\n)+)```\n\n((?:\|.*\n)+)", re.MULTILINE)
VIEWS = re.compile(r"```sql\n(CREATE VIEW.*?)```", re.DOTALL)
QUESTIONS = [found.groups() for found in ASKED.finditer(ANSWERED.read_text(encoding="utf-8"))]
Ask = Callable[[str], str]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Return what runs SQL over the folders that the page's own commands have written, and prints the answer."""
    place = tmp_path_factory.mktemp("fragor")
    text = ANSWERED.read_text(encoding="utf-8")
    commands = re.findall(r"^\$ trygghet (.*)$", text, re.MULTILINE)
    assert len(commands) == 2
    for words in commands:
        done = trygghet("-C", str(ROOT), *words.split(), at=place)
        assert done.returncode == 0, done.stderr
    views = VIEWS.search(text)
    assert views is not None
    with duckdb.connect(config={"threads": "1"}) as base:
        base.execute("SET file_search_path = ?", [str(place)])
        base.execute(views[1])
        yield lambda sql: printed(base, sql)


def printed(base: duckdb.DuckDBPyConnection, sql: str) -> str:
    found = base.execute(sql)
    names = [column[0] for column in found.description or ()]
    rows = [[in_words(value) for value in row] for row in found.fetchall()]
    lines = ["".join(f"| {value} " if value else "| " for value in row) + "|\n" for row in (names, *rows)]
    return "".join([lines[0], "|" + "---|" * len(names) + "\n", *lines[1:]])


def in_words(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nej"
        case float() | Decimal():
            return f"{value:.6f}".rstrip("0").rstrip(".").replace(".", ",")
        case _:
            return str(value)


def test_there_are_twenty_questions() -> None:
    assert [int(number) for number, _, _ in QUESTIONS] == list(range(1, 21))


@pytest.mark.parametrize(("number", "sql", "answer"), QUESTIONS, ids=[number for number, _, _ in QUESTIONS])
def test_the_answer_is_the_one_that_is_printed(
    number: str, sql: str, answer: str, ask: Ask, request: pytest.FixtureRequest
) -> None:
    got = ask(sql)
    if request.config.getoption("--update-golden"):
        text = ANSWERED.read_text(encoding="utf-8")
        ANSWERED.write_text(text.replace(f"{sql}```\n\n{answer}", f"{sql}```\n\n{got}"), encoding="utf-8")
        return
    assert got == answer, f"question {number}; read the difference, then: make golden"
    assert got.count("\n") > 2
