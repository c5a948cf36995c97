"""The script that measures the import: a tiny source, gold answer and reading whose figures are known."""

from pathlib import Path

import pytest

import measure_import
from trygghetsplan.importing.document import AdoptedDocument
from trygghetsplan.importing.reading import ChapterRead, DutyRead, Heap, Read, Reading, Sentence, Sure
from trygghetsplan.importing.text import read_markdown

PLAN = """# Trygghetsplan

## 1. Krisberedskap

Planen beskriver kommunens beredskap.

Socialnämnden ska årligen öva sin krisledning.

Kommunstyrelsen ansvarar för att larm finns. Kommunstyrelsen ska samordna arbetet.

Reservkraften ska provas löpande.
"""
GOLD = """organ: [Socialnämnden, Kommunstyrelsen]
fakta: {titel: Trygghetsplan, slag: program}
skyldigheter:
  - {citat: Socialnämnden ska årligen, ansvariga: [Socialnämnden], periodicitet: årligen}
  - {citat: Kommunstyrelsen ansvarar för, ansvariga: [Socialnämnden]}
  - {citat: Planen beskriver}
  - {citat: Reservkraften ska, periodicitet: löpande}
"""
DUTIES = (
    ("Socialnämnden ska årligen öva sin krisledning.", Heap.SURE, "Socialnämnden", "årligen"),
    ("Kommunstyrelsen ansvarar för att larm finns.", Heap.SURE, "Kommunstyrelsen", None),
    ("Kommunstyrelsen ska samordna arbetet.", Heap.LOOK, "Kommunstyrelsen", None),
    ("Reservkraften ska provas löpande.", Heap.LOOK, None, "årligen"),
)


def document() -> AdoptedDocument:
    blocks, notes = read_markdown(PLAN.encode())
    return AdoptedDocument(tuple(blocks), "md", "0" * 64, tuple(notes))


def reading() -> Reading:
    """Return a reading of the plan that is partly wrong, whatever the rules say of it today."""
    block = document().blocks[2]
    sentences = [Sentence(1, "Planen beskriver kommunens beredskap.", block, 0, "1", None, "syfte")]
    duties = []
    for number, (text, heap, owner, clock) in enumerate(DUTIES, 2):
        fields = {"text": Read(text, Sure.HIGH, text, "")}
        fields |= {"ansvariga": Read([owner], Sure.HIGH, owner, "")} if owner else {}
        fields |= {"periodicitet": Read(clock, Sure.HIGH, clock, "")} if clock else {}
        sentences.append(Sentence(number, text, block, 0, "1", number - 2))
        duties.append(DutyRead(0, heap, fields, (number,)))
    facts = {"titel": Read("Trygghetsplan", Sure.HIGH, "", ""), "slag": Read("plan", Sure.HIGH, "", "")}
    return Reading(facts, (ChapterRead("Krisberedskap", 1),), tuple(sentences), tuple(duties))


def test_each_figure_is_counted(tmp_path: Path) -> None:
    answer = tmp_path / "plan.gold.yaml"
    answer.write_text(GOLD, "utf-8")
    gold = measure_import.read_gold(answer, tmp_path / "plan.md", document())
    assert measure_import.compare(document(), reading(), gold)._asdict() == {
        "rows": 4,
        "found": (3, 4),
        "own": (3, 4),
        "none_sure": (0, 2),
        "none": (1, 4),
        "owner": (1, 2),
        "left_open": (1, 1),
        "clock": (1, 2),
        "sure": (2, 4),
        "facts": (1, 2),
        "accounted": (5, 5),
        "missed": (
            "ansvariga: Kommunstyrelsen ansvarar för: ['Socialnämnden'] blev ['Kommunstyrelsen']",
            "hög men fel, ansvariga: Kommunstyrelsen ansvarar för: (frozenset({'Socialnämnden'}),) blev ['Kommunstyrelsen']",
            "inte hittad: Planen beskriver",
            "tid: Reservkraften ska: löpande blev årligen",
            "hög men fel, periodicitet: Reservkraften ska: ('löpande',) blev årligen",
            "fakta slag: 'program' blev 'plan'",
        ),
        "extra": ("ingen rad (kolla): Kommunstyrelsen ska samordna arbetet.",),
    }


def test_a_quote_that_is_not_there_once_is_said(tmp_path: Path) -> None:
    answer = tmp_path / "plan.gold.yaml"
    answer.write_text(GOLD.replace("Kommunstyrelsen ansvarar för", "Kommunstyrelsen"), "utf-8")
    with pytest.raises(SystemExit, match="Citatet finns 2 gånger i källan, inte en: Kommunstyrelsen"):
        measure_import.read_gold(answer, tmp_path / "plan.md", document())


def test_the_plans_of_other_shapes_have_answers_that_fit_them() -> None:
    folder = Path(__file__).parent / "import_plans"
    answers = sorted(folder.glob("*.gold.yaml"))
    assert len(answers) >= 3
    for answer in answers:
        [source] = [one for one in folder.glob(f"{answer.name.partition('.')[0]}.*") if one.suffix != ".yaml"]
        assert measure_import.read_gold(answer, source, measure_import.read_document(source)).rows
