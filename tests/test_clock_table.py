"""Every row of `lagtabell.txt` is a small municipality of its own, and the engine gives what the row says.

The table is the law as a lawyer reads it, written from the specification and not from the engine. This module
only turns its rows into files and compares.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from conftest import write_files
from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.grid import Grid
from trygghetsplan.plan.loading import load
from trygghetsplan.plan.repository import PlanRepository

TABLE = Path(__file__).parent / "lagtabell.txt"
PER_DAY, YEAR, ANSWERS, SHOWS = "per den", "år", "svar", "raden visar"
BODIES = {
    "nämnden": "namnden",
    "bolaget": "bolaget",
    "fullmäktige": "fullmaktige",
    "föregångaren": "foregangaren",
}

_ANSWER = re.compile(r"(?:(\w+) )?([0-9]{4}), (?:beslutad ([0-9-]{10})|utkast): ([^,]+)(?:, (.+))?")

MANDATES = "mandatperiod: {första året: 2023, antal år: 4}\n"
BASE = """
--- trygghet.yaml
schema: 3
organisation: {namn: Ängsköpings kommun}
första uppföljningsår: 2022
svarsdag: 31 januari året efter
varsla: 90 dagar
mandatperiod: {första året: 2023, antal år: 4}
redovisning: {titel: Redovisning, lämnas av: namnden, lämnas till: fullmaktige}
--- plan/dokument.yaml
dokument:
  planen: {titel: Planen, PLANEN}
  lagen: {slag: lag, titel: Lagen}
--- plan/underlag.yaml
underlag:
  datum: {typ: datum, titel: Datum}
  dokumenterad: {typ: datum, titel: Dokumenterad}
  övad: {typ: datum, titel: Övad}
  dokument: {typ: dokument, titel: Dokument}
  gäller från: {typ: gäller från, titel: Gäller från}
  gäller till: {typ: gäller till, titel: Gäller till}
  personer: {typ: antal, titel: Personer, minst: 20}
  antal: {typ: antal, titel: Antal}
  andel: {typ: andel, titel: Andel, mål: 9 av 10}
  samtliga: {typ: andel, titel: Samtliga}
  kryss: {typ: kryss, titel: Kanaler, alternativ: {webb: Webb, brev: Brev, affisch: Affisch, radio: Radio}}
  avtal: {typ: avtal, titel: Avtal}
  möten: {typ: möten, titel: Möten, minst: 2}
  godkänd: {typ: ja-nej, titel: Godkänd}
  trygghet: {typ: indikator, titel: Trygghet, indikator: trygghet}
  årssvaret: {typ: årssvaret, titel: Årets svar}
--- plan/indikatorer.yaml
indikatorer:
  trygghet: {titel: Trygghet, enhet: procent, källor: {enkat: Enkäten, polisen: Polisen}, INDIKATOR}
--- plan/organisation.yaml
slag:
  nämnd: {titel: Nämnd, flertal: nämnder, NÄMNDER}
  gemensam nämnd: {titel: Gemensam nämnd, flertal: gemensamma nämnder}
  fullmäktige: {titel: Fullmäktige, flertal: fullmäktige, tillträder: 15 oktober}
  bolag: {titel: Bolag, flertal: bolag, bindning: uppmanas}
organ:
  namnden: {namn: Nämnden, NÄMNDEN}
  foregangaren: {namn: Föregångaren, slag: nämnd, FÖREGÅNGAREN}
  bolaget: {namn: Bolaget, slag: bolag}
  fullmaktige: {namn: Fullmäktige, slag: fullmäktige}
grupper:
  nämnder: {slag: [nämnd, gemensam nämnd]}
  organen: {slag: [nämnd, gemensam nämnd, bolag, fullmäktige]}
milstolpar:
  undersokningen: {titel: Undersökningen, UNDERSÖKNINGEN}
--- plan/fokusomraden/1-omradet.yaml
dokument: planen
fokusområde: 1
titel: Området
skyldigheter:
"""
"""Words in capitals are where the indented lines of the table go."""


@dataclass(frozen=True)
class Row:
    """One case: what applies to it, and its columns by heading."""

    number: int
    setting: tuple[tuple[str, str], ...]
    columns: dict[str, str]

    @property
    def name(self) -> str:
        """What the row is called in a test run."""
        return f"rad {self.number}: {self.columns[SHOWS]}"

    @property
    def body(self) -> str:
        """The body whose cell the row is about."""
        return BODIES[dict(self.setting).get("Gäller", "nämnden")]


def read_table(text: str) -> Iterator[Row]:
    """Read the rows; an indented line applies until the next indented `Skyldighet`, headings until the next."""
    headings: list[str] = []
    setting: list[tuple[str, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        parts = [part.strip() for part in line.split("|")]
        if line.startswith("    "):
            key, _, value = line.strip().partition(": ")
            if key == "Skyldighet":
                setting = []
            setting.append((key, value))
        elif parts[0] == PER_DAY:
            headings = parts
        elif len(parts) > 1:
            yield Row(number, tuple(setting), dict(zip(headings, parts, strict=True)))


def write_repository(root: Path, row: Row) -> None:
    """Write the municipality of the row."""
    said = {
        "Nämnden": "",
        "Nämnder": "",
        "Föregångaren": "",
        "Undersökningen": "",
        "Indikator": "bättre: högre",
        "Planen": "beslut: {datum: 2020-01-01, diarienummer: KS 2020/1}",
        **dict(row.setting),
    }
    for key, kind in (("Nämnden", "nämnd"), ("Planen", "plan")):
        if "slag:" not in said[key]:
            said[key] = f"slag: {kind}, {said[key]}"
    text = BASE
    if said.get("Mandatperioder") == "inga":
        text = text.replace(MANDATES, "")
    for key in ("Nämnden", "Nämnder", "Föregångaren", "Undersökningen", "Indikator", "Planen"):
        text = text.replace(key.upper(), said[key])
    duties = {"Skyldighet": "plikten", "Den gamla": "den-gamla", "Den nya": "den-nya"}
    for key, value in row.setting:
        if key in duties:
            who = "" if "ansvariga:" in value else "ansvariga: [organen], "
            head = f"titel: Plikten, text: Plikten., slag: aktivitet, {who}"
            text += f"  {duties[key]}: {{{head}{value}}}\n"
    for number, (key, value) in enumerate(row.setting):
        if key == "Beslut":
            what = "" if "skyldigheter:" in value else "skyldigheter: [plikten], "
            who = "" if "organ: [" in value else f"organ: [{row.body}], "
            text += f"--- plan/beslut/{number}.yaml\nbeslut:\n  beslut-{number}: {{{what}{who}{value}}}\n"
        if key.startswith("Mätt "):
            year = key.removeprefix("Mätt ")
            text += (
                f"--- followups/{year}/indikatorer.yaml\når: {year}\nindikatorer:\n  trygghet: {{{value}}}\n"
            )
    write_files(root, text + "".join(answers(row)))


def answers(row: Row) -> Iterator[str]:
    """Write the files that the bodies have filed."""
    if row.columns[ANSWERS] == "–":
        return
    for answer in row.columns[ANSWERS].split(" ; "):
        found = _ANSWER.fullmatch(answer)
        assert found, answer
        who, year, decided, status, evidence = found.groups()
        body = BODIES[who] if who else row.body
        yield f"--- followups/{year}/{body}.yaml\norgan: {body}\når: {year}\n"
        if decided:
            yield f"beslut: {{datum: {decided}}}\n"
        if status != "inget":
            yield f"svar:\n  plikten: {{status: {status}{', ' + evidence if evidence else ''}}}\n"


def in_words(cell: Cell | None) -> dict[str, str]:
    """Say what the engine found in the words of the table."""
    if cell is None:
        blank = dict.fromkeys(("period", "senast", "svara senast", "läge", "bindning"), "–")
        return {**blank, "utfall": "ingen cell"}
    late = f" {cell.days}" if cell.timeliness == "försenat" else ""
    return {
        "period": period(cell.period.start, cell.period.end),
        "senast": str(cell.schedule.due) if cell.schedule.due else no_last_day(cell),
        "svara senast": str(cell.schedule.answer_by),
        "utfall": str(cell.verdict),
        "läge": f"{cell.timeliness}{late}" if cell.timeliness else "–",
        "bindning": str(cell.binding),
    }


def no_last_day(cell: Cell) -> str:
    """Tell a duty that is due every day from one that has no last day."""
    clock = cell.obligation.record.clock
    return "varje dag" if clock and clock.text == "löpande" else "–"


def period(start: date, end: date) -> str:
    """Write whole years as years, an open end as nothing, and the rest as days."""
    if end == date.max:
        return f"{start}–"
    if (start.month, start.day, end.month, end.day) != (1, 1, 12, 31):
        return f"{start}–{end}"
    return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"


ROWS = tuple(read_table(TABLE.read_text("utf-8")))


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Row], PlanRepository]:
    """Return a function that writes and reads the row's municipality; rows that share it, read it once."""
    done: dict[tuple[object, ...], PlanRepository] = {}
    root = tmp_path_factory.mktemp("lagtabell")

    def repository(row: Row) -> PlanRepository:
        key = (row.setting, row.columns[ANSWERS])
        if key not in done:
            shutil.rmtree(root)
            write_repository(root, row)
            loaded = load(root)
            assert loaded.repository, loaded.findings
            assert not loaded.findings, "the row writes files that can be read"
            done[key] = loaded.repository
        return done[key]

    return repository


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_row(row: Row, read: Callable[[Row], PlanRepository]) -> None:
    grid = Grid(read(row), date.fromisoformat(row.columns[PER_DAY]))
    cells = [
        cell
        for cell in grid.year(int(row.columns[YEAR]))
        if (cell.obligation.id, cell.body) == ("plikten", row.body)
    ]
    assert len(cells) <= 1, "one duty, one body, one follow-up year: at most one cell"
    found = in_words(cells[0] if cells else None)
    expected = {
        key: value
        for key, value in row.columns.items()
        if key not in (PER_DAY, YEAR, ANSWERS, SHOWS) and value != "·"
    }
    assert {key: found[key] for key in expected} == expected


def test_the_table_is_large_and_says_everything_once() -> None:
    """Two rows that set up the same case would hide that one of them was meant to be another."""
    cases = [(row.setting, row.columns[PER_DAY], row.columns[YEAR], row.columns[ANSWERS]) for row in ROWS]
    assert len(cases) == len(set(cases))
    assert len(cases) >= 500
