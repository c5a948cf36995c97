"""Habits of Windows and OneDrive: what is accepted, what is said, and what is written."""

import pytest

from command import trygghet
from conftest import Build
from trygghetsplan.plan.files import copied_from

FOLLOW_UP = "organ: miljonamnden\når: 2024\n"


@pytest.mark.parametrize(
    "copy",
    [
        "miljonamnden (1).yaml",
        "miljonamnden(2).yaml",
        "miljonamnden - kopia.yaml",
        "miljonamnden - Kopia (3).yaml",
        "miljonamnden-kopia.yaml",
        "miljonamnden - Copy.yaml",
        "Kopia av miljonamnden.yaml",
        "miljonamnden-DESKTOP-4F2K9QX.yaml",
        "miljonamnden-LAPTOP-AB12.yaml",
        "miljonamnden (Annas konfliktkopia 2025-01-30).yaml",
        "miljonamnden (Anna's conflicted copy 2025-01-30).yaml",
    ],
)
def test_a_copy_is_told_of_once_and_its_content_left_out(repository_from: Build, copy: str) -> None:
    root = repository_from()
    (root / "followups/2024" / copy).write_text(
        "organ: okand\når: 2019\nsvar: {finns-inte: {}}\n", encoding="utf-8"
    )
    done = trygghet("validate", "--output-format", "concise", at=root)
    assert (done.returncode, done.stdout) == (
        1,
        (
            f"followups/2024/{copy}:1:1: fel TP108 filen är en kopia av miljonamnden.yaml; för över det som ska vara "
            "kvar och ta bort kopian\nHittade 1\xa0fel i 7\xa0filer.\n"
        ),
    )


@pytest.mark.parametrize(
    "name", ["1-trygghet.yaml", "kopiering.yaml", "desktop-stod.yaml", "2024-1.yaml", "kopia.yaml"]
)
def test_an_ordinary_name_is_no_copy(name: str) -> None:
    assert copied_from(f"plan/{name}") is None


def test_names_that_windows_reserves(repository_from: Build) -> None:
    root = repository_from(
        "--- plan/nul.yaml\ndokument: planen\ntitel: Ingenting\nskyldigheter: {}\n"
        "--- plan/organisation.yaml\nslag: {nämnd: {titel: Nämnd, flertal: nämnder}}\n"
        "organ:\n  kommunstyrelsen: {namn: Kommunstyrelsen, slag: nämnd}\n"
        "  miljonamnden: {namn: Miljönämnden, slag: nämnd}\n  con: {namn: Consult AB, slag: nämnd}\n"
        "grupper:\n  nämnder: {slag: [nämnd]}\n  bolag: {organ: [con]}\n"
    )
    done = trygghet("validate", "--output-format", "concise", at=root)
    assert done.stdout == (
        "plan/nul.yaml:1:1: fel TP206 namnet nul.yaml går inte att använda i Windows; byt namn\n"
        "plan/organisation.yaml:5:3: fel TP206 organets fil skulle heta con.yaml, som inte går i Windows; byt id\n"
        "Hittade 2\xa0fel i 8\xa0filer.\n"
    )


def test_windows_line_ends_and_the_byte_order_mark_are_accepted(repository_from: Build) -> None:
    root = repository_from()
    for path in root.rglob("*.yaml"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert trygghet("validate", at=root).stdout == "Inga fel i 7\xa0filer.\n"
    assert trygghet("fmt", at=root).returncode == 0
    assert not [
        path
        for path in root.rglob("*.yaml")
        if b"\r" in path.read_bytes() or b"\xef\xbb" in path.read_bytes()
    ]


def test_a_console_in_another_encoding_gets_utf_8(repository_from: Build) -> None:
    done = trygghet("fmt", at=repository_from(), PYTHONIOENCODING="cp1252")
    assert "var redan i ordning" in done.stdout + done.stderr
    done = trygghet("new", "--help", PYTHONIOENCODING="cp1252")
    assert "Skriv frågor, bedömningar och nya skyldigheter." in done.stdout
