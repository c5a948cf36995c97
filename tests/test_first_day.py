"""The first day that the handbook tells, run at a terminal in an empty folder: each line is what the program prints."""

import os
import re
import select
import shlex
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.request import HTTPCookieProcessor, ProxyHandler, build_opener

import pytest

from command import epoch, trygghet
from conftest import ROOT
from filled import filled

if sys.platform != "win32":
    import fcntl
    import termios

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
PAGE = ROOT / "docs" / "kom-igang.md"
DAY = re.compile(r"(?<=^## Den första dagen\n).*?(?=^## )", re.DOTALL | re.MULTILINE)
BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)
TYPED = {
    "trygghet init": ["", "Ängsköpings kommun", "vet ej", "", "", "Socialnämnden, Barn- och utbildningsnämnden", ""],
    "trygghet new obligation": [
        "1", "Reservkraft", "", "Prova reservkraften och skriva ner hur det gick.", "", "nämnder", "", "", "datum",
    ],
}  # fmt: skip
"""What is typed at each question of a command."""
ANSWERS = {
    "kontakt": "Säkerhetssamordnare",
    "beslut/datum": date(2026, 11, 12),
    "beslut/paragraf": 87,
    "svar/rsa/status": "uppfylls",
    "svar/rsa/datum": date(2026, 5, 21),
    "svar/rsa/diarienummer": "SN 2026/0041",
    "svar/krisplan/status": "uppfylls",
    "svar/krisplan/datum": date(2026, 6, 11),
    "svar/krisplan/dokument": "SN 2026/0052",
    "svar/reservkraft/status": "uppfylls ej",
    "svar/reservkraft/kommentar": "Provet är bokat till i december.",
    "svar/brottsforebyggande-funktion/status": "uppfylls",
    "svar/brottsforebyggande-funktion/funktion": "Utvecklingsledare",
    "svar/brottsforebyggande-funktion/gäller från": date(2026, 1, 1),
}
"""What Socialnämnden writes in its form."""
AS_ON_THE_DAY = {
    "SOURCE_DATE_EPOCH": epoch("2026-11-16"),
    "PYTHONPATH": str(ROOT / "src"),
    "TERM": "dumb",
    "GIT_CONFIG_GLOBAL": os.devnull,
    **{f"GIT_{who}_{what}": "sakerhet@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}  # fmt: skip
PATIENCE = 30


def test_the_first_day_is_as_it_is_told(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    text = PAGE.read_text(encoding="utf-8")
    day = BLOCK.sub(lambda block: "".join(transcript(block[0], tmp_path)), DAY.findall(text)[0])
    if request.config.getoption("--update-golden"):
        PAGE.write_text(DAY.sub(lambda _: day, text), encoding="utf-8", newline="\n")
    assert day == DAY.findall(PAGE.read_text(encoding="utf-8"))[0]
    unsaved = subprocess.run(["git", "status", "--porcelain"], cwd=tmp_path, capture_output=True, check=True)
    assert unsaved.stdout == b" M followups/2026/socialnamnden.yaml\n", "forms and documents stay out of git"
    fresh = trygghet("schema", "--project", "--check", at=tmp_path)
    assert fresh.returncode == 0, "the editor knows what the day has added"


def transcript(block: str, folder: Path) -> Iterator[str]:
    """Give what a terminal shows of each command of a block, without the port and the key, which are new each time."""
    for command in re.findall(r"^\$ (.*)\n", block, re.MULTILINE):
        shown = re.sub(" *\r\n", "\n", at_terminal(command, folder)).replace("\u00a0", " ")
        yield f"$ {command}\n{re.sub(r':[0-9]+/[?]nyckel=[A-Za-z]+', ':PORT/?nyckel=NYCKEL', shown)}"
        if command.startswith("trygghet form export"):
            form = folder / "forms" / "2026" / "socialnamnden-2026.xlsx"
            form.write_bytes(filled(form.read_bytes(), ANSWERS))


def at_terminal(command: str, folder: Path) -> str:
    """Return what is shown when it runs at a terminal of 100 columns: what it prints, and what is typed."""
    program, *arguments = shlex.split(command)
    own = [sys.executable, "-m", "trygghetsplan"] if program == "trygghet" else [program]
    ours, theirs = os.openpty()
    termios.tcsetwinsize(theirs, (40, 100))
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    with subprocess.Popen(
        [*own, *arguments],
        cwd=folder,
        env={**kept, **AS_ON_THE_DAY},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509
    ):
        os.close(theirs)
        typed, told = iter(TYPED.get(command, ())), ""
        while part := _read(ours, told):
            told += part
            if told.endswith(": "):
                os.write(ours, f"{next(typed)}\n".encode())
            elif told.endswith("Ctrl-C.\r\n"):
                look_at(re.findall(r"http\S+", told)[0])
                os.write(ours, b"\x03")
    os.close(ours)
    assert next(typed, None) is None, told
    return told


def _read(terminal: int, told: str) -> str:
    """Return what is shown next; nothing when the program has ended."""
    assert select.select([terminal], [], [], PATIENCE)[0], f"nothing more came after:\n{told}"
    try:
        return os.read(terminal, 1 << 16).decode()
    except OSError:  # so Linux says that nobody has the other end
        return ""


def look_at(address: str) -> None:
    """Open the first page as a browser does, which is given a cookie for the key."""
    browser = build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()))
    with browser.open(address, timeout=PATIENCE) as page:
        assert "nyckel" not in page.url
        first = page.read().decode().replace("\u00a0", " ")
        assert "Ängsköpings kommun" in first
        assert "1 av 3 organ har svarat" in first
