"""Questions at a terminal: each answer is checked as it is given, choices are listed, and nothing said is lost."""

import os
import subprocess
import sys
from pathlib import Path
from shlex import split
from typing import Any

import pytest

from command import epoch, trygghet
from conftest import ROOT, Build, Golden
from trygghetsplan.cli import creating
from trygghetsplan.editing.new_records import with_obligation
from trygghetsplan.model.scalars import Recurrence, scalar_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
TODAY = epoch("2026-02-10")
KINDS = (
    "Slag av organisation:\n"
    "   1  municipality   Kommun\n"
    "   2  region         Region\n"
    "   3  federation     Kommunalförbund\n"
    "   4  company-group  Koncern av bolag\n"
)
KIND = "Slag av organisation (nummer eller namn; ? visar listan) [municipality]: "
NAME, CODE = "Organisationens namn: ", "Kommunkod, fyra siffror (tomt om ni inte vet): "


def test_wrong_answers_are_asked_again_and_the_right_ones_written(tmp_path: Path) -> None:
    typed = "?\n5\nkommun\n\n🌱\nÅ kommun\nBjörkhaga\n0180\ni år\n\nRådet\nKommunstyrelsen, Rådet=råd/råd\n\n"
    done = trygghet("init", at=tmp_path, typed=typed, SOURCE_DATE_EPOCH=TODAY)
    assert done.returncode == 0
    asked, _, _ = done.stderr.partition("Organ (flera")
    year = "Första uppföljningsåret [2026]: "
    assert asked == (
        f"{KINDS}{KIND}{KINDS.partition(chr(10))[2]}{KIND}"
        "Slaget 5 finns inte; välj municipality, region, federation eller company-group\n"
        f"{KIND}{NAME}{NAME}Namnet ”🌱” ger inget id; ett namn har minst en bokstav eller siffra.\n"
        f"{NAME}{CODE}”Björkhaga” är inte en kommunkod med fyra siffror.\n"
        f"{CODE}{year}”i år” ska vara ett tal mellan 1900 och 2199.\n{year}"
    )
    assert done.stderr.count("Slaget av organ för ”Rådet” går inte att avgöra") == 1
    assert 'namn: Å kommun\n  kommunkod: "0180"' in (tmp_path / "trygghet.yaml").read_text("utf-8")
    assert "  radet:\n    namn: Rådet\n    slag: råd\n" in (tmp_path / "plan/organisation.yaml").read_text(
        "utf-8"
    )


def test_what_is_right_of_a_long_answer_is_not_typed_again(tmp_path: Path) -> None:
    bodies = "Nämnden för arbete, kultur och fritid, Valnämden, Älvmo Bostäder AB, Näringsliv i Älvmo=BOLAG"
    done = trygghet(
        "init",
        at=tmp_path,
        typed=f"\nÄlvmo kommun\n\n\n{bodies}, Råd\nValnämnden\n\n\n",
        SOURCE_DATE_EPOCH=TODAY,
    )
    assert done.returncode == 0
    assert done.stderr.count("Slaget av organ för") == 2
    assert (
        "\nOrgan i stället för det som är fel (resten är kvar; tomt tar bort det): Första året" in done.stderr
    )
    written = (tmp_path / "plan/organisation.yaml").read_text("utf-8")
    assert [line.strip() for line in written.splitlines() if line.startswith("    namn: ")] == [
        "namn: Kommunfullmäktige",
        "namn: Kommunstyrelsen",
        "namn: Nämnden för arbete, kultur och fritid",
        "namn: Valnämnden",
        "namn: Älvmo Bostäder AB",
        "namn: Näringsliv i Älvmo",
    ]
    assert written.count("slag: bolag\n") == 2


def test_an_end_of_answers_gives_the_command_that_goes_on(tmp_path: Path) -> None:
    (tmp_path / "Ö").mkdir()
    words = ["-C", "Ö", "init", "en plan", "--first-year", "2025"]
    first = trygghet(*words, at=tmp_path, typed="2\nRegion Ö & Å\n\x04", SOURCE_DATE_EPOCH=TODAY)
    rest = "-C 'Ö' init 'en plan' --first-year 2025 --kind region --name 'Region Ö & Å'"
    assert first.returncode == 2
    assert first.stderr.endswith(
        f"\nGå vidare från det som är besvarat med:\n  trygghet {rest}\nFel: frågan fick inget svar; inget skrevs.\n"
    )
    assert [*(tmp_path / "Ö").iterdir()] == []
    again = trygghet(*split(rest), at=tmp_path, typed="\n\n", SOURCE_DATE_EPOCH=TODAY)
    assert (again.returncode, NAME in again.stderr) == (0, False)
    assert "namn: Region Ö & Å" in (tmp_path / "Ö/en plan/trygghet.yaml").read_text("utf-8")


def test_an_interrupt_at_a_question_loses_nothing(tmp_path: Path) -> None:
    """In a process of its own, whose terminal turns Ctrl-C into a signal."""
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "trygghetsplan", "init", "--kind", "municipality"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: __import__("fcntl").ioctl(0, __import__("termios").TIOCSCTTY, 0),  # noqa: PLW1509
    ) as process:
        assert process.stderr is not None
        told = b""
        for awaited, keys in ((NAME, "Å kommun\n"), (CODE, "\x03")):
            while not told.endswith(awaited.encode()):
                told += os.read(process.stderr.fileno(), 1000)
            os.write(ours, keys.encode())
        rest = process.stderr.read().decode()
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 130
    assert rest == (
        "\nInget skrevs.\nGå vidare från det som är besvarat med:\n"
        "  trygghet init --kind municipality --name 'Å kommun'\nAvbrutet.\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_what_the_command_line_says_is_checked_before_the_first_question(tmp_path: Path) -> None:
    done = trygghet("init", "--code", "Björkhaga", at=tmp_path, typed="1\n")
    said = "Fel: --code: ”Björkhaga” är inte en kommunkod med fyra siffror.\n"
    assert (done.returncode, done.stderr) == (2, said)


OBLIGATION = {
    "Kapitel:": "2\nTrygghet\n",
    "Titel:": "Ny övning\n",
    "Id": "miljopolicy\n\n",
    "Vad": "Öva med alla, också utomstående,\n",
    "Slag": "\n",
    "Ansvariga": "miljonamden\nMiljönämnden, nämnder\n",
    "Periodicitet": "ibland\nvart 5:e år\n",
    "Första": "nu\n2026\n",
    "Sista dag": "i höst\n\n",
    "Underlag": "2\n",
}


def test_a_new_obligation_is_asked_for_with_lists(repository_from: Build, golden: Golden) -> None:
    root = repository_from()
    done = trygghet("new", "obligation", at=root, typed="".join(OBLIGATION.values()))
    golden("new/obligation.txt", f"{done.stdout}{done.stderr}[{done.returncode}]\n")
    golden("new/obligation.yaml", (root / "plan/fokusomraden/1-trygghet.yaml").read_text("utf-8"))


def test_answers_that_do_not_go_together_are_not_lost(repository_from: Build) -> None:
    said = ["--chapter", "1-trygghet", "--text", "Göra nytt.", "--clock", "tertial 1"]
    typed = "-Ny 'O\nny-1\n\nnämnder\n\n1 april\ndatum\n"
    done = trygghet("new", "obligation", *said, at=repository_from(), typed=typed)
    assert (done.returncode, done.stderr.splitlines()[-2:]) == (
        1,
        [
            "Gå vidare från det som är besvarat med:",
            (
                "  trygghet new obligation --chapter 1-trygghet --text 'Göra nytt.' --clock 'tertial 1' --title='-Ny '\"'\"'O' --id ny-1 "
                "--kind aktivitet --responsible 'nämnder' --due '1 april' --evidence datum"
            ),
        ],
    )


def test_the_words_after_new_are_asked_for_too(repository_from: Build) -> None:
    root = repository_from()
    done = trygghet("new", "followup", at=root, typed="2021\n2025\n1\n", SOURCE_DATE_EPOCH=TODAY)
    assert (done.returncode, done.stdout) == (0, "Skrev followups/2025/miljonamnden.yaml\n")
    assert done.stderr == (
        "Uppföljningsår, till exempel 2026: År 2021 följs inte upp per 2026-02-10; välj bland 2024–2199.\n"
        "Uppföljningsår, till exempel 2026: Organ:\n   1  miljonamnden  Miljönämnden\n   2  bolaget       Bolaget AB\n"
        "Organ (nummer eller namn; ? visar listan): "
        "Nästa steg: fyll i followups/2025/miljonamnden.yaml och kör trygghet validate\n"
    )
    done = trygghet("new", "audit", at=root, typed="2\n2025:2\n", SOURCE_DATE_EPOCH=TODAY)
    assert (done.returncode, "Skrev plan/revision/2025-2.yaml\n" in done.stdout) == (0, True)
    assert done.stderr.count("Revisorernas nummer, till exempel 2025-2: ") == 2


def test_what_somebody_writes_while_it_asks_is_not_written_over(
    repository_from: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repository_from()
    path = root / "plan/fokusomraden/1-trygghet.yaml"
    add = creating.with_obligation

    def meanwhile(*given: Any) -> str:
        path.write_text(path.read_text("utf-8") + "# Mitt.\n", "utf-8")
        return add(*given)

    monkeypatch.setattr(creating, "with_obligation", meanwhile)
    said = [
        "--chapter",
        "1-trygghet",
        "--text",
        "Göra nytt.",
        "--responsible",
        "nämnder",
        "--evidence",
        "datum",
    ]
    done = trygghet("new", "obligation", *said, at=root, typed="Ny\n\n\n\n\n")
    assert (done.returncode, path.read_text("utf-8").endswith("# Mitt.\n")) == (3, True)
    assert "trygghet new obligation --chapter 1-trygghet --text 'Göra nytt.' " in done.stderr


def test_every_recurrence_that_is_offered_can_be_asked_for_in_a_new_folder(tmp_path: Path) -> None:
    typed = "\nÅ kommun\n\n\n\n\n"
    assert trygghet("init", at=tmp_path, typed=typed, SOURCE_DATE_EPOCH=TODAY).returncode == 0
    path = tmp_path / "plan" / "omraden" / "1-krisberedskap.yaml"
    for number, clock in enumerate(scalar_of(Recurrence).offered):
        fields = {"titel": clock, "text": "Öva.", "slag": "aktivitet", "ansvariga": ["nämnder"]}
        fields |= {"periodicitet": clock, "underlag": ["möten" if "gånger" in clock else "datum"]}
        match clock.split()[0]:
            case "mandatperiod":
                fields["senast"] = "31 december sista året"
            case "tertial" | "kvartal" | "halvår":
                fields["senast"] = "31 december"
            case "vartannat" | "vart":
                fields["första"] = "2026"
        path.write_text(with_obligation(path.name, path.read_text("utf-8"), f"ny-{number}", fields), "utf-8")
    assert trygghet("validate", at=tmp_path).stdout == "Inga fel i 7\u00a0filer.\n"


def test_what_nobody_sees_in_what_is_pasted_is_left_out_or_asked_again(tmp_path: Path) -> None:
    typed = "\nÅ\u200b \u202ekommun\nÅ\u200b kommun\n\n\nSocialn\u00adämnden;\u00a0Bygg\u2060nämnden;\n\n"
    done = trygghet("init", at=tmp_path, typed=typed, SOURCE_DATE_EPOCH=TODAY)
    said = "Det osynliga tecknet U+202E (riktningstecken) får inte förekomma; skriv svaret utan det.\n"
    assert (done.returncode, done.stderr.count(said), done.stderr.count(NAME)) == (0, 1, 2)
    assert "namn: Å kommun\n" in (tmp_path / "trygghet.yaml").read_text("utf-8")
    bodies = (tmp_path / "plan/organisation.yaml").read_text("utf-8")
    assert "namn: Socialnämnden\n" in bodies
    assert "namn: Byggnämnden\n" in bodies
