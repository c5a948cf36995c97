"""`trygghet import`: an adopted document to a draft, gone through by a person, and never over what they have written."""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command import epoch, trygghet
from conftest import BASE, ROOT, Build, repository_at
from trygghetsplan import api
from trygghetsplan.cli import importing
from trygghetsplan.editing.formatting import format_file
from trygghetsplan.errors import UsageFault
from trygghetsplan.findings import Severity
from trygghetsplan.importing.document import Block, BlockKind
from trygghetsplan.importing.draft import SourceFile, drafted
from trygghetsplan.importing.reading import ChapterRead, DutyRead, Heap, Read, Reading, Sentence, Sure
from trygghetsplan.plan import loading
from trygghetsplan.source.syntax import parse

TODAY = epoch("2026-03-02")
Says = Callable[..., None]


def sentence(
    number: int, text: str, chapter: int | None = 0, duty: int | None = None, why: str = ""
) -> Sentence:
    block = Block(BlockKind.PARAGRAPH, text, line=number)
    return Sentence(number, text, block, chapter, f"rad {number}", duty, why)


def read(value: object, words: str = "", why: str = "står så", sure: Sure = Sure.HIGH) -> Read:
    return Read(value, sure, words, why)


RISK = "Kommunstyrelsen ska varje år analysera riskerna."
EXERCISE = "Övningar genomförs regelbundet."
AIM = "Vi vill att alla ska vara trygga."


def plan(*, risk: str = RISK, exercise: str = EXERCISE, owner: str = "Säkerhetschefen") -> Reading:
    """Return what a plan of four lines says."""
    return Reading(
        facts={
            "titel": read("Plan för trygghet i Ängsköping"),
            "beslut.organ": read("kommunstyrelsen"),
            "beslut.datum": read("2026-02-01"),
            "ägare": read(owner),
        },
        chapters=(ChapterRead("Risker", 1, "Området rör risker."),),
        sentences=(
            sentence(1, f"Dokumentansvarig: {owner}", None, why="försättsblad"),
            sentence(2, AIM, duty=2),
            sentence(3, risk, duty=0),
            sentence(4, exercise, duty=1),
        ),
        duties=(
            DutyRead(
                0,
                Heap.SURE,
                {
                    "titel": read("Riskanalys"),
                    "text": read(risk),
                    "slag": read("grunduppgift", "ska"),
                    "ansvariga": read(["kommunstyrelsen"], "Kommunstyrelsen", "subjekt vid ska"),
                    "periodicitet": read("årligen", "varje år"),
                },
                (3,),
            ),
            DutyRead(
                0,
                Heap.LOOK,
                {
                    "titel": read("Övningar"),
                    "text": read(exercise),
                    "periodicitet": read(None, "regelbundet", "säger inte hur ofta", Sure.LOW),
                },
                (4,),
            ),
            DutyRead(0, Heap.DOUBTFUL, {"titel": read("Trygghet"), "text": read(AIM)}, (2,)),
        ),
    )


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Says:
    """Return a function that says what the next file is understood to say."""

    def says(reading: Reading, checksum: str = "ab" * 32) -> None:
        def read_file(file: Path, _: object) -> tuple[SourceFile, Reading]:
            return SourceFile(file.name, checksum, date(2026, 3, 2)), reading

        monkeypatch.setattr(importing, "read", read_file)

    return says


AREA = "plan/fokusomraden/plan-for-trygghet-i-angs-1-risker.yaml"
RECORD = "plan/import/plan-for-trygghet-i-angskoping.yaml"
ID = "plan-for-trygghet-i-angskoping"


def run(root: Path, *arguments: str, typed: str | None = None) -> tuple[int, str, str]:
    done = trygghet(*arguments, at=root, typed=typed, SOURCE_DATE_EPOCH=TODAY)
    return done.returncode, done.stdout, done.stderr


def written(root: Path, reads: Says, reading: Reading | None = None) -> None:
    reads(reading or plan())
    assert run(root, "import", "plan.docx", "--write")[0] == 0


def is_in_order(root: Path) -> None:
    assert run(root, "validate")[0] == 0
    assert run(root, "fmt", "--check")[0] == 0


def data(root: Path, path: str) -> dict[str, Any]:
    found = parse(path, (root / path).read_text(encoding="utf-8")).data
    assert found is not None
    return dict(found)


def test_what_would_be_written_is_shown_first(repository_from: Build, reads: Says) -> None:
    root = repository_from("")
    reads(plan())
    code, out, err = run(root, "import", "plan.docx")
    assert (code, out) == (
        0,
        """\
Dokumentet plan-for-trygghet-i-angskoping
  titel                 Plan för trygghet i Ängsköping
  slag                  plan
  beslut, organ         kommunstyrelsen
  beslut, datum         2026-02-01
  ägare                 Säkerhetschefen
  okänt                 diarienummer, från och till

Kapitel      säkert  kolla  troligen inte
Risker            1      1              1
Tillsammans       1      1              1

4\u00a0meningar: 3 ligger i utkastet, 1 blev ingenting.
     1  Försättsblad

Filer: plan/dokument.yaml, plan/fokusomraden/plan-for-trygghet-i-angs-1-risker.yaml och plan/import/plan-for-trygghet-i-angskoping.yaml
""",
    )
    assert err == "Inget är skrivet än. Nästa steg: trygghet import plan.docx --write\n"
    assert not (root / AREA).exists()
    everything = json.loads(run(root, "import", "plan.docx", "--format", "json")[1])
    assert [one.get("varför", one.get("blev")) for one in everything["meningar"]] == [
        "försättsblad", ["trygghet"], ["riskanalys"], ["ovningar"]
    ]  # fmt: skip


def test_the_draft_has_each_field_with_its_ground_and_nothing_without(
    repository_from: Build, reads: Says
) -> None:
    root = repository_from("")
    written(root, reads)
    assert (
        (root / AREA).read_text(encoding="utf-8")
        == """\
# yaml-language-server: $schema=../../schema/project/fokusomrade.schema.json
dokument: plan-for-trygghet-i-angskoping
fokusområde: 1
titel: Risker
text: Området rör risker.
skyldigheter:
  riskanalys:
    titel: Riskanalys
    text: Kommunstyrelsen ska varje år analysera riskerna.
    slag: grunduppgift
    ansvariga: [kommunstyrelsen]
    periodicitet: årligen
    granska:
      titel: {säkerhet: hög, skäl: står så}
      text: {säkerhet: hög, skäl: står så}
      slag: {säkerhet: hög, ord: ska, skäl: står så}
      ansvariga: {säkerhet: hög, ord: Kommunstyrelsen, skäl: subjekt vid ska}
      periodicitet: {säkerhet: hög, ord: varje år, skäl: står så}
  ovningar:
    titel: Övningar
    text: Övningar genomförs regelbundet.
    granska:
      titel: {säkerhet: hög, skäl: står så}
      text: {säkerhet: hög, skäl: står så}
      periodicitet: {säkerhet: låg, ord: regelbundet, skäl: säger inte hur ofta}
"""
    )
    held = data(root, RECORD)
    assert [one.get("blev", one.get("varför")) for one in held["meningar"]] == [
        "försättsblad", ["trygghet"], ["riskanalys"], ["ovningar"]
    ]  # fmt: skip
    assert list(held["kandidater"]) == ["trygghet"]
    is_in_order(root)


def test_nobody_owes_what_a_draft_says(repository_from: Build, reads: Says) -> None:
    root = repository_from("")
    commands = (
        ["status", "2026"],
        ["todo"],
        ["report", "2024", "--format", "md", "-o", "r.md"],
        ["calendar"],
    )
    before = [run(root, *command) for command in commands]
    written(root, reads)
    assert [run(root, *command)[1] for command in commands] == [out for _, out, _ in before]
    code, out, _ = run(root, "check", "2024")
    assert (code, out.count("TP470")) == (0, 2)  # the finding, and how to have it explained
    assert "2\u00a0skyldigheter väntar på granskning" in out
    run(root, "new", "year", "2026")
    assert not [
        path for path in (root / "followups").rglob("*.yaml") if "riskanalys" in path.read_text("utf-8")
    ]


def test_a_decided_document_with_something_unreviewed_is_a_fault(repository_from: Build, reads: Says) -> None:
    root = repository_from("")
    written(root, reads)
    place = root / "plan/dokument.yaml"
    place.write_text(place.read_text("utf-8").replace("status: utkast", "status: beslutad"), "utf-8")
    code, out, _ = run(root, "validate")
    assert (code, out.count("fel[TP471]")) == (1, 2)
    assert f"{AREA}:13:5" in out


def test_the_same_file_again_changes_nothing(repository_from: Build, reads: Says) -> None:
    root = repository_from("")
    written(root, reads)
    before = {path: path.read_bytes() for path in root.rglob("*.yaml")}
    code, out, err = run(root, "import", "plan.docx", "--write")
    assert (code, out) == (0, f"plan.docx är redan inläst som {ID}; inget är ändrat.\n")
    assert (
        err
        == f"Kvar att granska i {ID}: 3 (1 säkert, 1 kolla och 1 troligen inte). Nästa steg: trygghet import --review --id {ID}\n"
    )
    assert before == {path: path.read_bytes() for path in root.rglob("*.yaml")}


def test_a_new_edition_goes_round_what_a_person_has_touched(repository_from: Build, reads: Says) -> None:
    root = repository_from("")
    written(root, reads)
    place = root / AREA
    mine = place.read_text("utf-8").replace(
        "text: Övningar genomförs regelbundet.", "text: Öva varje höst.  # vi bestämde det"
    )
    place.write_text(mine, "utf-8")
    new = RISK.replace("varje år", "vartannat år")
    reads(plan(risk=new, exercise="Övningar genomförs varje månad."), "cd" * 32)
    code, out, err = run(root, "import", "plan-2.docx")
    assert (code, out, err) == (
        2,
        "",
        f"Fel: {ID} är redan inläst ur en annan fil. Är det här en ny utgåva: lägg till --id {ID}. Är det ett annat dokument: lägg till --id {ID}-2.\n",
    )
    code, out, _ = run(root, "import", "plan-2.docx", "--id", ID, "--write")
    assert code == 0
    assert "Någon har ändrat ovningar; det lämnas som det är." in out
    assert "Kommunstyrelsen ska [-varje-] {+vartannat+} år" in out or "vartannat" in out
    text = place.read_text("utf-8")
    assert text == mine.replace(RISK, new)
    assert data(root, RECORD)["kontrollsumma"] == "cd" * 32
    is_in_order(root)


def test_a_decided_document_is_left_and_its_new_edition_is_another_draft(
    repository_from: Build, reads: Says
) -> None:
    root = repository_from("")
    written(root, reads)
    run(root, "import", "--review", typed="l\nl\nl\nh\n")
    place = root / "plan/dokument.yaml"
    place.write_text(place.read_text("utf-8").replace("status: utkast", "status: beslutad"), "utf-8")
    reads(plan(), "cd" * 32)
    code, _, err = run(root, "import", "plan-2.docx", "--id", ID, "--write")
    assert (code, err.partition("\n")[0]) == (
        0,
        f"Obs: {ID} är beslutat och ändras inte. Den nya utgåvan blir ett nytt dokument, {ID}-2, som är ett utkast.",
    )
    is_in_order(root)


def test_a_name_on_the_cover_is_left_out_and_a_personal_number_stops(
    repository_from: Build, reads: Says
) -> None:
    root = repository_from("")
    reads(plan(owner="Anna Andersson"))
    code, out, _ = run(root, "import", "plan.docx", "--write")
    assert code == 0
    assert "Obs: Mening 1 (rad 1) ser ut att nämna en person; den är dold och blev ingenting.\n" in out
    assert "ägare ser ut att vara en person" in out
    is_in_order(root)
    assert not [path for path in root.rglob("*.yaml") if "Andersson" in path.read_text("utf-8")]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("Ring 070-123 45 67 varje år.", 0, "Mening 3 (rad 3) innehåller ett telefonnummer"),
        ("Kommunstyrelsen ska skriva till anna.andersson@exempel.se.", 0, "Mening 3 (rad 3) innehåller en e-postadress"),
        ("Kommunstyrelsen ska fråga 811218-9876.", 2, "personnummer i mening 3 (rad 3)"),
    ],
)  # fmt: skip
def test_personal_data_never_reaches_a_file(
    repository_from: Build, reads: Says, words: str, code: int, said: str
) -> None:
    root = repository_from("")
    reads(plan(risk=words))
    found, out, err = run(root, "import", "plan.docx", "--write")
    assert (found, said in out + err) == (code, True), out + err
    assert (root / RECORD).exists() is (code == 0)
    is_in_order(root)


def test_the_review_takes_leaves_and_asks_for_what_the_text_does_not_say(
    repository_from: Build, reads: Says
) -> None:
    root = repository_from("")
    written(root, reads)
    code, out, err = run(root, "import", "--review", typed="l\nt\n1\nq\n")
    assert (code, err.count("Underlag:")) == (0, 1)
    assert (
        out
        == """\
t  ta med den som skyldighet
l  lämna den: den blir ingenting
d  dela den i två
s  slå ihop den med den före
h  hoppa över den nu
q  sluta

Utelämnat ur dokumentet:
     1  Dokumentansvarig: Säkerhetschefen (försättsblad)

1 av 3 · troligen inte · plan/fokusomraden/plan-for-trygghet-i-angs-1-risker.yaml
  Källan, rad 2:
    ”Vi vill att alla ska vara trygga.”
  Utkastet, trygghet:
    titel         Trygghet  [hög: står så]
    text          Vi vill att alla ska vara trygga.  [hög: står så]
    slag          ?  [texten säger det inte]
    ansvariga     ?  [texten säger det inte]
    periodicitet  ?  [texten säger det inte]
    underlag      ?  [texten säger det inte]

Utelämnat ur dokumentet:
     2  Vi vill att alla ska vara trygga. (lämnad vid granskningen)

2 av 3 · säkert · plan/fokusomraden/plan-for-trygghet-i-angs-1-risker.yaml
  Källan, rad 3:
    ”Kommunstyrelsen ska varje år analysera riskerna.”
  Utkastet, riskanalys:
    titel         Riskanalys  [hög: står så]
    text          Kommunstyrelsen ska varje år analysera riskerna.  [hög: står så]
    slag          grunduppgift  [hög: står så]
    ansvariga     kommunstyrelsen  [hög: subjekt vid ska]
    periodicitet  årligen  [hög: står så]
    underlag      ?  [texten säger det inte]

3 av 3 · kolla · plan/fokusomraden/plan-for-trygghet-i-angs-1-risker.yaml
  Källan, rad 4:
    ”Övningar genomförs regelbundet.”
  Utkastet, ovningar:
    titel         Övningar  [hög: står så]
    text          Övningar genomförs regelbundet.  [hög: står så]
    slag          ?  [texten säger det inte]
    ansvariga     ?  [texten säger det inte]
    periodicitet  ?  [låg: säger inte hur ofta]
    underlag      ?  [texten säger det inte]
"""
    )
    assert err.endswith(
        f"Kvar att granska i {ID}: 1 (1 kolla). Nästa steg: trygghet import --review --id {ID}\n"
    )
    duties = data(root, AREA)["skyldigheter"]
    assert ("granska" in duties["riskanalys"], duties["riskanalys"]["underlag"]) == (False, ["datum"])
    assert data(root, RECORD)["meningar"][1]["varför"] == "lämnad vid granskningen"
    is_in_order(root)


def test_the_review_splits_merges_and_takes_what_was_left_out(repository_from: Build, reads: Says) -> None:
    root = repository_from("")
    written(root, reads)
    run(root, "import", "--review", typed="h\nd\nvarje år\nq\n")
    assert [one["text"] for one in data(root, AREA)["skyldigheter"].values()] == [
        "Kommunstyrelsen ska", EXERCISE, "varje år analysera riskerna."
    ]  # fmt: skip
    assert data(root, RECORD)["meningar"][2]["blev"] == ["riskanalys", "varje-ar-analysera-riskerna"]
    is_in_order(root)
    run(root, "import", "--review", typed="1\nh\nh\nh\nh\ns\n")
    assert [one["text"] for one in data(root, AREA)["skyldigheter"].values()][-1:] == [
        "Dokumentansvarig: Säkerhetschefen"
    ]
    assert "blev" in data(root, RECORD)["meningar"][0]
    is_in_order(root)


def test_a_duty_taken_out_by_hand_is_said_to_be_gone(repository_from: Build, reads: Says) -> None:
    root = repository_from("")
    written(root, reads)
    place = root / AREA
    place.write_text(place.read_text("utf-8").partition("  ovningar:")[0], "utf-8")
    run(root, "import", "--review", typed="l\nq\n")
    assert data(root, RECORD)["meningar"][3]["varför"] == "skyldigheten är borttagen ur filen"
    reads(plan(), "cd" * 32)
    run(root, "import", "plan-2.docx", "--id", ID, "--write")
    is_in_order(root)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["import"], "ange filen som ska läsas in, eller --review för att gå igenom det som är inläst."),
        (["import", "--review", "p.md"], "--review går igenom det som redan är inläst; ange bara --id, eller ingenting."),
        (["import", "--review"], "inget dokument är inläst; börja med trygghet import FIL."),
        (["import", "saknas.md"], "saknas.md finns inte. Inget skrevs."),
        (["import", "p.md", "--id", "planen"], "dokumentet planen finns redan och är inte inläst ur en fil; välj ett annat id."),
        (["import", "p.md", "--id", "Ny plan"], "id:t Ny plan ska skrivas med små bokstäver a–z, siffror och bindestreck."),
    ],
)  # fmt: skip
def test_a_wrong_call_is_one_sentence(repository_from: Build, arguments: list[str], message: str) -> None:
    root = repository_from("")
    (root / "p.md").write_text("# Plan\n\nKommunstyrelsen ska analysera riskerna varje år.\n", "utf-8")
    assert run(root, *arguments) == (2, "", f"Fel: {message}\n")


def test_without_a_terminal_the_review_says_so(repository_from: Build, reads: Says) -> None:
    root = repository_from("")
    written(root, reads)
    code, _, err = run(root, "import", "--review")
    assert (code, err.startswith("Fel: --review frågar vid en terminal")) == (2, True)


def test_comments_and_line_ends_of_what_is_there_are_kept(repository_from: Build, reads: Says) -> None:
    root = repository_from("")
    place = root / "plan/dokument.yaml"
    mine = place.read_text("utf-8").replace("  lagen:", "  # vår lag\n  lagen:").replace("\n", "\r\n")
    place.write_bytes(mine.encode())
    written(root, reads)
    text = place.read_bytes().decode()
    assert text.startswith(mine)
    assert text.count("\n") == text.count("\r\n")


TEXTS = st.text(min_size=0, max_size=30) | st.sampled_from(
    [
        "~",
        "null",
        "- x: y #z",
        "[a, b]",
        "ja",
        "2026-01-01",
        "\u202e",
        "\ufeffx",
        "a\tb",
        "§§",
        "alla",
        "{",
        "'\"",
        "x" * 300,
    ]
)
VALUES = (
    TEXTS | st.none() | st.integers() | st.booleans() | st.lists(TEXTS, max_size=2)
    | st.dictionaries(st.sampled_from(["avsnitt", "punkt", "del"]), TEXTS | st.integers(0, 9), max_size=3)
)  # fmt: skip
READS = st.builds(Read, VALUES, st.sampled_from(Sure), TEXTS, TEXTS)
KEYS = st.sampled_from(
    ["titel", "text", "slag", "plats", "ansvariga", "periodicitet", "senast", "tidsuppgift", "bindning", "underlag", "genom", "x", "granska"]
)  # fmt: skip
FACTS = st.sampled_from(
    ["titel", "beslut.organ", "beslut.datum", "beslut.diarienummer", "från", "till", "ägare", "slag"]
)


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    chapters = draw(
        st.lists(
            st.builds(ChapterRead, TEXTS, st.none() | st.integers(0, 3), TEXTS, st.just(0)),
            min_size=1,
            max_size=3,
        )
    )
    many = draw(st.integers(1, 5))
    whose = [draw(st.none() | st.integers(0, 2)) for _ in range(many)]
    wanted = sorted({one for one in whose if one is not None})
    duties = [
        DutyRead(
            draw(st.integers(0, len(chapters) - 1)),
            draw(st.sampled_from(Heap)),
            draw(st.dictionaries(KEYS, READS, max_size=5)),
            tuple(number for number, one in enumerate(whose, 1) if one == index),
        )
        for index in wanted
    ]
    sentences = [
        sentence(number, draw(TEXTS), duty=wanted.index(one) if one is not None else None, why=draw(TEXTS))
        for number, one in enumerate(whose, 1)
    ]
    facts = draw(st.dictionaries(FACTS, READS, max_size=4))
    return Reading(facts, tuple(chapters), tuple(sentences), tuple(duties))


SMALL = BASE
FILES = {path.relative_to(SMALL).as_posix(): path.read_bytes() for path in sorted(SMALL.rglob("*.yaml"))}


@settings(max_examples=25)
@given(readings())
def test_whatever_was_read_the_files_are_valid_and_in_order(reading: Reading) -> None:
    repository = repository_at(SMALL)
    source = SourceFile("plan.docx", "ab" * 32, date(2026, 3, 2))
    try:
        made = drafted(repository, reading, source, "ny-plan")
    except UsageFault as fault:
        assert "personnummer" in str(fault)  # noqa: PT017
        return
    changed = {**FILES, **{path: text.encode() for path, text in made.files.items()}}
    result = api.validate(loading.assembled(changed))
    assert [f"{one.where} {one.message}" for one in result.findings if one.severity is Severity.ERROR] == []
    for path in made.files:
        assert format_file(path, changed[path]) == (changed[path], (), "", "")
    assert [one.number for one in made.sentences] == list(range(1, len(reading.sentences) + 1))
    assert all(bool(one.became) != bool(one.why_not) for one in made.sentences)


PAGE = ROOT / "docs" / "importera.md"
BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)
PLAN = re.compile(r"(?<=^```text\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)
DUTY = re.compile(r"(?<=^```yaml\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)


def test_the_handbook_shows_what_the_program_says(
    repository_from: Build, request: pytest.FixtureRequest
) -> None:
    root = repository_from("")
    text = PAGE.read_text(encoding="utf-8")
    (root / "plan.md").write_text(PLAN.findall(text)[0], encoding="utf-8")

    def shown(block: re.Match[str]) -> str:
        command = block[0].partition("\n")[0]
        _, out, err = run(root, *command.removeprefix("$ trygghet ").split())
        return f"{command}\n{out}{err}".replace("\u00a0", " ")

    now = BLOCK.sub(shown, text)
    (area,) = (root / "plan/fokusomraden").glob("plan-for-*.yaml")
    first = area.read_text("utf-8").partition("skyldigheter:\n")[2].split("\n  ")
    duty = "\n  ".join(first).split("\n  miljonamnden", 1)[0]
    second = [number for number, line in enumerate(duty.split("\n")) if re.match(r"  \S", line)][1]
    now = DUTY.sub(lambda _: "\n".join(duty.split("\n")[:second]) + "\n", now, count=1)
    if request.config.getoption("--update-golden"):
        PAGE.write_text(now, encoding="utf-8", newline="\n")
    assert now == PAGE.read_text(encoding="utf-8")
