"""The engine against the oracle: two implementations of the same two tables, by two readers, must agree on every cell.

They are compared on the worked example of the specification, on the project's own plan and on random repositories
(`generated.py`). A disagreement is settled by the specification's text: mend whichever side reads it wrongly, and
where it is silent, write the reading at its place in `oracle.py`. For a longer run: SEEDS=2000 pytest tests/test_oracle.py
"""

import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random

import pytest

import generated
import oracle
from conftest import ROOT, repository_at
from generated import Key, cells_by_key, cells_of
from trygghetsplan.engine.cell import Cell, Timeliness
from trygghetsplan.engine.grid import Grid
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.plan.loading import load

MODEL = Path(__file__).parent / "fixtures" / "model"
SEEDS = (
    range(100, 100 + int(os.environ["SEEDS"])) if "SEEDS" in os.environ else (*range(100, 132), 139, 148, 198)
)
"""These few reach every rule with every clock that can; the last three are there for that."""
DATES_EACH = 4


def disagreements(wanted: Mapping[Key, str], cells: Mapping[Key, Cell]) -> list[str]:
    """Return a line for each cell that only one side has, or that they judge differently."""
    lines = []
    for key in sorted(wanted.keys() | cells.keys()):
        cell, want = cells.get(key), wanted.get(key, "ingen cell")
        got = cell.verdict.value if cell else "ingen cell"
        if got != want:
            why = f" (regel {cell.outcome.rule}: {cell.outcome.reason})" if cell else ""
            lines.append(f"{' '.join(map(str, key))}: oracle {want}, engine {got}{why}")
    return lines


def standing(grid: Grid) -> set[tuple[str, str, int, bool]]:
    """Return obligation, body, each year in which a cell of them stands, and whether it was done earlier."""
    first = grid.repository.settings.record.first_year - 12  # no period of the generator's is longer
    return {
        (cell.obligation.id, cell.body, year, cell.timeliness is Timeliness.DONE_EARLIER)
        for year in range(first, grid.as_of.year + 2)
        for cell in grid.year(year)
    }


# --- The worked example ------------------------------------------------------------------------------------------

ARGUED = {
    # The specification's table was computed before its amendments, and an amendment wins: "Lapsed proof shows at
    # once". The meetings of 2024 may be 12 months old, so from 2025-11-20 there is none young enough.
    ("lbra", "kommunstyrelsen", "2026-11-22 (2026)"): ("ej förfallet", "obesvarat"),
}
"""Cells of expected.tsv that are no longer so: what it says, and what is right."""


def test_worked_example_gives_the_table_of_the_specification() -> None:
    repository = repository_at(MODEL)
    heading, *rows = [line.split("\t") for line in (MODEL / "expected.tsv").read_text("utf-8").splitlines()]
    wrong = []
    for column, title in enumerate(heading[2:], start=2):
        as_of, year = date.fromisoformat(title[:10]), int(title[12:16])
        cells = {(key[0], key[1]): cell for key, cell in cells_by_key(repository, as_of, [year]).items()}
        for row in rows:
            told, right = ARGUED.get((row[0], row[1], title), (row[column], row[column]))
            assert told == row[column], "an argued cell quotes the table"
            if (got := cells[row[0], row[1]].verdict) != right:
                wrong.append(f"{row[0]} {row[1]} {title}: {right} expected, {got} found")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "as_of",
    [
        *("2022-06-30", "2023-01-31", "2024-03-31", "2024-06-30", "2024-12-31", "2025-01-31", "2025-02-01"),
        *("2025-03-31", "2026-11-22", "2027-10-31", "2028-02-29"),
    ],
)
def test_engine_and_oracle_agree_on_the_worked_example(as_of: str) -> None:
    compare(MODEL, date.fromisoformat(as_of))


@pytest.mark.parametrize("as_of", ["2024-03-31", "2025-02-01", "2026-11-22"])
def test_engine_and_oracle_agree_on_our_own_plan(as_of: str) -> None:
    compare(ROOT, date.fromisoformat(as_of))


def compare(root: Path, as_of: date) -> None:
    repository = repository_at(root)
    lines = disagreements(oracle.verdicts(oracle.load(root), as_of), cells_by_key(repository, as_of))
    assert not lines, "\n".join(lines)


# --- Readings ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reading:
    """Something the two sides once read differently: what holds now, with one duty `plikt` as example."""

    says: str
    duty: str
    answers: dict[str, str]
    """Body, year and decision day (none for a draft) → the answer."""
    verdicts: dict[str, str]
    """Day → the verdict of the body's cell in 2024."""
    body: str = "namnden"
    more: str = ""
    """More obligations."""
    decisions: str = ""

    def files(self) -> generated.Files:
        head = "titel: Plikt, text: Göra det., slag: aktivitet"
        catalogue = {name: {"titel": name, **kind} for name, kind in generated.CATALOGUE.items()}
        found = {
            "trygghet.yaml": """\
schema: 3
organisation: {namn: Kommunen}
första uppföljningsår: 2022
mandatperiod: {första året: 2023}
redovisning: {titel: Redovisning, lämnas av: namnden, lämnas till: fullmaktige}
""",
            "plan/dokument.yaml": "dokument: {planen: {slag: plan, titel: Plan}}\n",
            "plan/organisation.yaml": """\
slag:
  fullmäktige: {titel: Fullmäktige, flertal: fullmäktige, tillträder: 15 oktober}
  nämnd: {titel: Nämnd, flertal: nämnder}
organ:
  fullmaktige: {namn: Fullmäktige, slag: fullmäktige}
  namnden: {namn: Nämnden, slag: nämnd}
  gamla: {namn: Gamla nämnden, slag: nämnd, till: 2024-06-30}
  nya: {namn: Nya nämnden, slag: nämnd, från: 2024-07-01, efterträder: gamla}
grupper:
  alla: {slag: [fullmäktige, nämnd]}
milstolpar:
  enkaten: {titel: Enkäten, inträffade: 2024-09-01}
""",
            "plan/underlag.yaml": generated.to_yaml({"underlag": catalogue}),
            "plan/indikatorer.yaml": """\
indikatorer:
  brott: {titel: Brott, enhet: antal, bättre: lägre}
  trygghet:
    titel: Trygghet
    enhet: procent
    bättre: högre
    riktvärden: {2024: "50"}
    historik:
      2023: {värden: {scb: {värde: "10"}}}
      2024: {värden: {scb: {värde: "60", publicerad: 2024-11}, polisen: {värde: "40", publicerad: 2024-12-05}}}
""",
            "plan/beslut.yaml": f"beslut:\n{self.decisions}" if self.decisions else "beslut: {}\n",
            "plan/fokusomraden/1-plan.yaml": f"""\
dokument: planen
titel: Plan
skyldigheter:
  plikt: {{{head}, ansvariga: [alla], {self.duty}}}
{self.more.replace("HEAD", head)}""",
        }
        for key, answer in self.answers.items():
            body, year, *decided = key.split()
            act = f"beslut: {{datum: {decided[0]}}}\n" if decided else ""
            text = f"organ: {body}\når: {year}\n{act}svar:\n  {answer}\n"
            found[f"followups/{year}/{body}.yaml"] = text
        return found


READINGS = (
    Reading(
        "An answer exists as a whole, from its latest date, in a draft too; its undated parts go with it.",
        "periodicitet: löpande, äldst: 24 månader, underlag: [datum, övad, dokument]",
        {"namnden 2024": "plikt: {status: uppfylls, datum: 2024-02-01, övad: 2024-05-01, dokument: Plan}"},
        {"2024-04-30": "ej förfallet", "2024-05-01": "uppfyllt"},
    ),
    Reading(
        "Without dates it exists from its file's decision.",
        "periodicitet: löpande, underlag: [funktion, gäller från]",
        {"namnden 2024 2024-11-20": "plikt: {status: uppfylls, funktion: Chef, gäller från: 2024-03-01}"},
        {"2024-11-19": "ej förfallet", "2024-11-20": "uppfyllt"},
    ),
    Reading(
        "Gäller från does not make it exist earlier than its datum.",
        "periodicitet: mandatperiod, senast: 31 december första året, underlag: [datum]",
        {"namnden 2024": "plikt: {status: uppfylls, datum: 2024-05-10, gäller från: 2024-01-01}"},
        {"2024-05-09": "obesvarat", "2024-05-10": "uppfyllt"},
    ),
    Reading(
        "Nor later: decided in May to take effect in September, it fulfils a mandate period in May, a standing duty not.",
        "periodicitet: mandatperiod, senast: 31 december första året, underlag: [datum]",
        {"namnden 2024": "plikt: {status: uppfylls, datum: 2024-05-10, gäller från: 2024-09-01}"},
        {"2024-05-09": "obesvarat", "2024-05-10": "uppfyllt"},
    ),
    Reading(
        "Oförändrat exists from its own file's decision.",
        "periodicitet: löpande, underlag: [datum]",
        {
            "namnden 2023 2024-01-20": "plikt: {status: uppfylls, datum: 2023-03-01}",
            "namnden 2024 2025-01-22": "plikt: {status: oförändrat}",
        },
        {"2025-01-21": "ej förfallet", "2025-01-22": "uppfyllt"},
    ),
    Reading(
        "A report cannot be oförändrad: such an answer says nothing.",
        "periodicitet: årligen, senast: 28 februari året efter, underlag: [datum]",
        {
            "namnden 2023 2024-02-20": "plikt: {status: uppfylls, datum: 2024-02-10}",
            "namnden 2024 2025-02-20": "plikt: {status: oförändrat}",
        },
        {"2025-02-28": "ej förfallet", "2025-03-01": "obesvarat"},
    ),
    Reading(
        "All proof passes to a successor, for the file's own year undated proof too.",
        "periodicitet: årligen, underlag: [andel]",
        {"gamla 2024 2024-06-20": "plikt: {status: uppfylls, andel: 8 av 8}"},
        {"2024-06-30": "ej förfallet", "2024-07-01": "uppfyllt"},
        body="nya",
    ),
    Reading(
        "A claim does not pass to a successor.",
        "periodicitet: löpande, underlag: [andel]",
        {"gamla 2024 2024-06-20": "plikt: {status: uppfylls ej, andel: 0 av 8}"},
        {"2025-01-31": "ej förfallet", "2025-02-01": "obesvarat"},
        body="nya",
    ),
    Reading(
        "That the predecessor has answered for the year does not mean that its successor has.",
        "periodicitet: årligen, senast: 31 januari året efter, underlag: [årssvaret]",
        {"gamla 2024 2024-06-20": "plikt:"},
        {"2025-01-31": "ej förfallet", "2025-02-01": "obesvarat"},
        body="nya",
    ),
    Reading(
        "What a body says of årssvaret is its claim; otherwise the decided file is the answer.",
        "periodicitet: årligen, senast: 31 januari året efter, underlag: [årssvaret]",
        {"namnden 2024 2025-01-22": "plikt: {status: uppfylls ej}"},
        {"2025-01-21": "ej förfallet", "2025-02-01": "ej uppfyllt"},
    ),
    Reading(
        "Vid händelse is bound to the year by its file: the review of a fire in December may be dated in January.",
        "periodicitet: vid händelse, underlag: [datum]",
        {"namnden 2024 2025-01-22": "plikt: {status: uppfylls, händelser: {branden: {datum: 2025-01-10}}}"},
        {"2025-01-09": "ej förfallet", "2025-01-10": "uppfyllt"},
    ),
    Reading(
        "Evidence beside the events is one event more: all must hold.",
        "periodicitet: vid händelse, underlag: [andel]",
        {
            "namnden 2024 2025-01-22": "plikt: {status: uppfylls, andel: 1 av 2, händelser: {branden: {andel: 2 av 2}}}"
        },
        {"2025-01-22": "delvis"},
    ),
    Reading(
        "An event that shows nothing does not lift one that speaks against.",
        "periodicitet: vid händelse, underlag: [andel]",
        {
            "namnden 2024 2025-01-22": "plikt: {status: uppfylls, händelser: {branden: {andel: 0 av 2}, stolden: {}}}"
        },
        {"2025-01-22": "ej uppfyllt"},
    ),
    Reading(
        "Some meetings but too few are partial, as antal with minst is.",
        "periodicitet: årligen, underlag: [tätare möten]",
        {"namnden 2024 2025-01-22": "plikt: {status: uppfylls, tätare möten: [2024-03-01, 2023-03-01]}"},
        {"2025-01-22": "delvis"},
    ),
    Reading(
        "Meetings grow old together: with two needed, the older of the newest two lapses.",
        "periodicitet: löpande, äldst: 12 månader, underlag: [tätare möten]",
        {"namnden 2023": "plikt: {status: uppfylls, tätare möten: [2022-01-10, 2023-03-01, 2023-05-01]}"},
        {"2024-03-01": "uppfyllt", "2024-03-02": "obesvarat"},
    ),
    Reading(
        "What would not hold at any age has not lapsed, so silence is counted from svarsdag.",
        "periodicitet: löpande, äldst: 12 månader, underlag: [tätare möten]",
        {"namnden 2022": "plikt: {status: uppfylls, tätare möten: [2022-01-10]}"},
        {"2025-01-31": "ej förfallet", "2025-02-01": "obesvarat"},
    ),
    Reading(
        "Of fullmäktige too, a report counts from the period's first day, not from the day it took office.",
        "periodicitet: mandatperiod, senast: 31 januari året efter, underlag: [datum]",
        {"fullmaktige 2026": "plikt: {status: uppfylls, datum: 2022-11-01}"},
        {"2026-12-31": "ej förfallet", "2027-02-01": "obesvarat"},
        body="fullmaktige",
    ),
    Reading(
        "Fullmäktige's own mandate period ends the day before the next takes office.",
        "periodicitet: mandatperiod, senast: 31 december första året, underlag: [datum]",
        {"fullmaktige 2026": "plikt: {status: uppfylls, datum: 2026-10-15}"},
        {"2026-10-15": "obesvarat"},
        body="fullmaktige",
    ),
    Reading(
        "Påbörjad counts in whichever answer it stands, though the latest does not repeat it.",
        "periodicitet: engång, från: 2024-01-01, start senast: 2024-12-31, underlag: [datum]",
        {
            "namnden 2024 2025-01-22": "plikt: {status: pågår, påbörjad: 2024-12-31}",
            "namnden 2025 2026-01-22": "plikt: {status: pågår}",
        },
        {"2025-01-31": "ej förfallet", "2026-01-31": "ej förfallet", "2027-02-01": "obesvarat"},
    ),
    Reading(
        "Start senast is a day like senast: what has not begun is late the day after.",
        "periodicitet: engång, start senast: 2024-06-30, underlag: [datum]",
        {"namnden 2024 2024-02-01": "plikt: {status: ej påbörjad}"},
        {"2024-06-30": "ej förfallet", "2024-07-01": "ej uppfyllt"},
    ),
    Reading(
        "An engång is first answered for the year in which the body began.",
        "periodicitet: engång, underlag: [datum]",
        {},
        {"2024-07-01": "ej förfallet", "2025-01-31": "ej förfallet", "2025-02-01": "obesvarat"},
        body="nya",
    ),
    Reading(
        "Claimed genomförd against its proof, an engång is still open: the next svarsdag asks again.",
        "periodicitet: engång, från: 2024-01-01, underlag: [datum]",
        {"namnden 2024 2025-01-22": "plikt: {status: genomförd, datum: 2023-12-31}"},
        {"2025-01-31": "ej förfallet", "2026-01-31": "ej förfallet", "2026-02-01": "obesvarat"},
    ),
    Reading(
        "What is waited for has come when it is uppfyllt for the waiting body; said to be done is not enough.",
        "periodicitet: engång, väntar på: [annan], underlag: [datum]",
        {
            "namnden 2022 2023-01-22": "annan: {status: genomförd}",
            "namnden 2024": "annan: {status: genomförd, datum: 2024-05-02}",
        },
        {"2024-05-01": "ej förfallet", "2024-05-02": "obesvarat"},
        more="  annan: {HEAD, ansvariga: [alla], periodicitet: engång, underlag: [datum]}\n",
    ),
    Reading(
        "Of what recurs, the latest period begun decides whether it has come.",
        "periodicitet: engång, väntar på: [annan], underlag: [datum]",
        {"namnden 2023 2024-01-22": "annan: {status: uppfylls, datum: 2024-01-10}"},
        {"2024-08-31": "obesvarat", "2024-09-01": "ej förfallet"},
        more=(
            "  annan: {HEAD, ansvariga: [namnden], periodicitet: tertial 3, senast: 31 januari året efter, "
            "underlag: [datum]}\n"
        ),
    ),
    Reading(
        "What a body does not owe itself has come when all have done it.",
        "periodicitet: engång, väntar på: [annan], underlag: [datum]",
        {
            "gamla 2024": "annan: {status: genomförd, datum: 2024-02-01}",
            "fullmaktige 2024": "annan: {status: genomförd, datum: 2024-04-01}",
        },
        {"2024-03-31": "ej förfallet", "2024-04-01": "obesvarat"},
        more="  annan: {HEAD, ansvariga: [gamla, fullmaktige], periodicitet: engång, underlag: [datum]}\n",
    ),
    Reading(
        "What waits in a circle has not come.",
        "periodicitet: engång, väntar på: [annan], underlag: [datum]",
        {},
        {"2024-12-31": "ej förfallet"},
        more="  annan: {HEAD, ansvariga: [alla], periodicitet: engång, väntar på: [plikt], underlag: [datum]}\n",
    ),
    Reading(
        "A milestone comes on its day; a name that nothing has is a fault, and nothing to wait for.",
        "periodicitet: engång, väntar på: [enkaten, okand], underlag: [datum]",
        {},
        {"2024-08-31": "ej förfallet", "2024-09-01": "obesvarat"},
    ),
    Reading(
        "A standing duty is due every day, so nothing said of it is early, and it waits for nothing.",
        "periodicitet: löpande, väntar på: [enkaten], underlag: [datum]",
        {"namnden 2024 2024-02-01": "plikt: {status: pågår}"},
        {"2024-02-01": "delvis"},
    ),
    Reading(
        "An indicator's value is that of the latest year measured in the period, from the day it is published.",
        "periodicitet: mandatperiod, senast: 31 december första året, underlag: [trygghet]",
        {"namnden 2024 2024-02-01": "plikt: {status: uppfylls}"},
        {
            "2024-02-01": "delvis",  # the year before has a value, and no target
            "2024-11-30": "uppfyllt",
            "2024-12-04": "uppfyllt",
            "2024-12-05": "delvis",
        },
    ),
    Reading(
        "Sources that disagree on whether the target is met show nothing; before the second is published there is one.",
        "periodicitet: årligen, underlag: [trygghet]",
        {"namnden 2024 2024-02-01": "plikt: {status: uppfylls}"},
        {"2024-11-29": "delvis", "2024-11-30": "uppfyllt", "2024-12-05": "delvis"},
    ),
    Reading(
        "Ej berörd needs no `endast berörda`; a decision that lacks its reason has no effect.",
        "periodicitet: årligen, underlag: [datum]",
        {},
        {"2024-03-31": "ej förfallet", "2024-04-01": "ej tillämpligt"},
        decisions="""\
  utan-skal: {innebörd: ej berörd, skyldigheter: [alla], organ: [alla], beslut: {datum: 2024-02-01}}
  med-skal: {innebörd: ej berörd, skyldigheter: [plikt], organ: [namnden], skäl: Så., beslut: {datum: 2024-04-01}}
""",
    ),
    Reading(
        "An avsteg that is not to be found in minutes, or outlasts the mandate period it begins in, has no effect.",
        "periodicitet: årligen, underlag: [datum]",
        {},
        {"2025-02-01": "obesvarat"},
        decisions="""\
  utan-paragraf:
    {innebörd: avsteg, skyldigheter: [plikt], organ: [alla], till: 2025-12-31, skäl: Så.,
     beslut: {organ: Nämnden, datum: 2024-02-01}}
  for-lange:
    {innebörd: avsteg, skyldigheter: [plikt], organ: [alla], till: 2027-01-01, skäl: Så.,
     beslut: {organ: Nämnden, datum: 2024-02-01, paragraf: 7}}
""",
    ),
    Reading(
        "Two decisions that say the opposite cancel each other.",
        "periodicitet: årligen, underlag: [datum]",
        {},
        {"2024-03-31": "ej tillämpligt", "2024-04-01": "ej förfallet", "2025-02-01": "obesvarat"},
        decisions="""\
  nej: {innebörd: ej berörd, skyldigheter: [alla], organ: [alla], skäl: Så., beslut: {datum: 2023-02-01}}
  ja: {innebörd: berörd, skyldigheter: [plikt], organ: [namnden], skäl: Så., beslut: {datum: 2024-04-01}}
""",
    ),
)


@pytest.mark.parametrize("reading", READINGS, ids=lambda reading: reading.says)
def test_settled_reading(reading: Reading, tmp_path: Path) -> None:
    root = generated.write(reading.files(), tmp_path)
    loaded, data = load(root), oracle.load(root)
    assert loaded.repository is not None
    assert not loaded.findings, loaded.findings
    for day, expected in reading.verdicts.items():
        as_of = date.fromisoformat(day)
        cells = cells_by_key(loaded.repository, as_of, [2024])
        key = next(key for key in cells if key[:2] == ("plikt", reading.body))
        said = {"engine": cells[key].verdict.value, "oracle": oracle.verdicts(data, as_of)[key]}
        assert said == {"engine": expected, "oracle": expected}, (
            f"{day}\n{generated.as_text(reading.files())}"
        )


# --- Random repositories -----------------------------------------------------------------------------------------

COLUMNS = (
    *("årligen", "tertial", "kvartal", "halvår", "vart n:e år", "mandatperiod", "löpande", "löpande, äldst"),
    *("engång", "engång, senast", "vid händelse", "gånger per år"),
)
VERDICTS = {
    2: {"ej tillämpligt"},
    3: {"ej förfallet"},
    4: {"ej tillämpligt"},
    5: {"ej uppfyllt"},
    6: {"uppfyllt", "delvis", "ej uppfyllt", "ej förfallet"},
    7: {"delvis", "ej uppfyllt", "ej förfallet"},
    8: {"ej uppfyllt", "ej förfallet"},
    9: {"delvis", "ej uppfyllt", "ej förfallet"},
    10: {"uppfyllt"},
    11: {"obesvarat", "ej förfallet"},
    12: {"avsteg"},
}
"""What each rule can conclude. Rule 1 concludes that there is no cell, so it has no row."""


def is_reachable(rule: int, column: str) -> bool:
    """Whether a cell with this clock can be decided by the rule.

    `ej aktuell` is a status for vid händelse alone; elsewhere it is taken as uppfylls ej, so rule 8 decides (rule 4).
    `start senast` is a field for engång alone (rule 5). All else is reachable, if only by a status that does not fit.
    """
    return {4: column == "vid händelse", 5: column.startswith("engång")}.get(rule, True)


def column_of(cell: Cell) -> str:
    obligation, clock = cell.obligation.record, cell.schedule.clock.text
    if clock.startswith("vart"):
        return "vart n:e år"
    if clock == "löpande" and obligation.max_age:
        return "löpande, äldst"
    if clock == "engång" and obligation.due:
        return "engång, senast"
    return clock.strip(" 1234")


@dataclass
class Run:
    """What the comparison of all random repositories gave."""

    boxes: Counter[tuple[int, str]] = field(default_factory=Counter)
    verdicts: dict[int, set[Verdict]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    cells: int = 0

    def table(self) -> str:
        lines = [f"{'regel':6}" + "".join(f"{column:>16}" for column in COLUMNS)]
        for rule in VERDICTS:
            hits = [f"{self.boxes[rule, c] if is_reachable(rule, c) else '–':>16}" for c in COLUMNS]
            lines.append(f"{rule:<6}" + "".join(hits))
        return "\n".join([*lines, f"{len(SEEDS)} repositories on {DATES_EACH} days each: {self.cells} cells"])


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Compare engine and oracle on every seed, on days drawn from the boundaries of its own repository."""
    found = Run()
    for seed in SEEDS:
        files = generated.generate(seed)
        root = generated.write(files, tmp_path_factory.mktemp("plan"))
        loaded, data = load(root), oracle.load(root)
        assert loaded.repository is not None
        assert not loaded.findings, f"seed {seed} makes files of the wrong form: {loaded.findings[:3]}"
        for as_of in sorted(Random(seed).sample(generated.boundaries(files), DATES_EACH)):
            grid = Grid(loaded.repository, as_of)
            cells = cells_of(grid)
            found.cells += len(cells)
            for cell in cells.values():
                found.boxes[cell.outcome.rule, column_of(cell)] += 1
                found.verdicts.setdefault(cell.outcome.rule, set()).add(cell.verdict)
            lines = disagreements(oracle.verdicts(data, as_of), cells)
            wanted, found_years = oracle.standing(data, as_of), standing(grid)
            lines += [f"only the oracle: {line}" for line in sorted(wanted - found_years)]
            lines += [f"only the engine: {line}" for line in sorted(found_years - wanted)]
            if lines:
                text = "\n".join([f"seed {seed} on {as_of}:", *lines, generated.as_text(files)])
                found.failures.append(text)
    return found


def test_engine_and_oracle_agree_on_random_repositories(run: Run) -> None:
    assert not run.failures, f"{len(run.failures)} comparisons differ; the first:\n{run.failures[0]}"


def test_random_repositories_reach_every_rule_with_every_clock(run: Run) -> None:
    print("\n" + run.table())
    empty = [
        (rule, column)
        for rule in VERDICTS
        for column in COLUMNS
        if is_reachable(rule, column) != bool(run.boxes[rule, column])
    ]
    assert not empty, f"boxes that no repository reaches, or that none should: {empty}\n{run.table()}"
    assert run.verdicts == VERDICTS, "each rule gives every verdict it can give, and no other"
