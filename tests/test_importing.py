"""`trygghet import`: an adopted document to a draft, gone through by a person, and never over what they have written."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from command import epoch, trygghet
from conftest import Build
from trygghetsplan.cli import importing
from trygghetsplan.importing.document import Block, BlockKind
from trygghetsplan.importing.reading import ChapterRead, DutyRead, Heap, Read, Reading, Sentence, Sure

TODAY = epoch("2026-03-02")
Import = Callable[..., object]


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
def reads(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return a function that says what the next file is understood to say."""

    def says(reading: Reading, checksum: str = "ab" * 32) -> None:
        def read_file(file: Path, _: object) -> tuple[importing.SourceFile, Reading]:
            return importing.SourceFile(file.name, checksum, date(2026, 3, 2)), reading

        monkeypatch.setattr(importing, "read", read_file)

    return says


def test_x(repository_from: Build, reads):
    root = repository_from("")
    reads(plan())
    for a in (
        ["import", "plan.docx"],
        ["import", "plan.docx", "--write"],
        ["validate"],
        ["fmt", "--check"],
        ["check", "2024"],
        ["import", "plan.docx"],
    ):
        done = trygghet(*a, at=root, SOURCE_DATE_EPOCH=TODAY)
        print(a, done.returncode, done.stdout, done.stderr, sep="\n")
    for f in sorted((root / "plan").rglob("*.yaml")):
        if "angs" in str(f) or "dokument" in str(f):
            print(f, f.read_text(), sep="\n")
    typed = "2\n1\nt\n1\n1\nd\nt\n"
    done = trygghet("import", "--review", at=root, SOURCE_DATE_EPOCH=TODAY, typed="t\n1\nh\nl\nq\n")
    print(done.returncode, done.stdout, done.stderr, sep="\n")
    assert 0
