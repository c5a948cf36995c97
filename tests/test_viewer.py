"""`--open`, and what the name of a file says: what is opened by what, and what is told where nothing is."""

import os
import sys
from pathlib import Path

import pytest

from command import trygghet
from conftest import BASE, Build
from trygghetsplan.cli import viewer
from trygghetsplan.cli.common import chosen_format, open_written
from trygghetsplan.cli.program import COMMANDS, Command, program

DIFF = ("text", "md", "html", "json", "comment")
TODO = ("text", "json", "ics", "md", "docx", "eml")


@pytest.mark.parametrize(
    ("form", "output", "formats", "chosen"),
    [
        (None, None, TODO, "text"),
        (None, "brev.eml", TODO, "eml"),
        (None, "BREV.DOCX", TODO, "docx"),
        (None, "lista.txt", TODO, "text"),
        (None, "lista", TODO, "text"),
        (None, "k.ics", ("text", "ics"), "ics"),
        (None, "a.md", DIFF, "md"),
        ("comment", "a.md", DIFF, "comment"),
        ("html", "sida", DIFF, "html"),
        ("html", "sida.htm", DIFF, "html"),
        ("json", "a.v2.json", DIFF, "json"),
    ],
)
def test_the_name_of_the_file_says_the_format(
    form: str | None, output: str | None, formats: tuple[str, ...], chosen: str
) -> None:
    assert chosen_format(form, Path(output) if output else None, formats, "text") == chosen


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            "report 2024 --format pdf -o r.html",
            "--format pdf och filens namn (.html) säger olika; ta bort --format, eller byt namn på filen.",
        ),
        (
            "report 2024 -o r.doc",
            "namnet r.doc säger inget format; sluta med .docx, .html, .json, .md eller .pdf, eller ange --format.",
        ),
        (
            "report 2024 --format md,html -o r.md",
            "--format html och filens namn (.md) säger olika; ta bort --format, eller byt namn på filen.",
        ),
        (
            "report 2024 --format md,html -o r",
            "med -o skrivs ett format i taget; ta bort --format, så säger filens namn vilket.",
        ),
        (
            "todo --format json -o t.ics",
            "--format json och filens namn (.ics) säger olika; ta bort --format, eller byt namn på filen.",
        ),
        ("todo --format jsn -o t.ics", "formatet jsn finns inte; menade du ”json”?"),
        ("todo -o brev.eml", "ett brev går till ett organ; välj det med --body ORGAN."),
        (
            "calendar -o k.html",
            "namnet k.html säger inget format; sluta med .ics eller .txt, eller ange --format.",
        ),
        (
            "diff 2024 2025 --format comment -o k.html",
            "--format comment och filens namn (.html) säger olika; ta bort --format, eller byt namn på filen.",
        ),
        (
            "diff HEAD --draft -o u.html",
            "namnet u.html säger inget format; sluta med .md, eller ange --format.",
        ),
        (
            "audit -o trad.html",
            "namnet trad.html säger inget format; sluta med .txt, eller ange --format.",
        ),
        ("audit --format html", "tråden skrivs som text; --format gäller --draft och --letter-to-auditors."),
        ("todo --open", "--open öppnar en fil; lägg till -o FIL."),
        ("diff 2024 2025 --open", "--open öppnar en fil; lägg till -o FIL."),
        (
            "calendar --format text -o k.exe --open",
            "--open öppnar inte k.exe; låt namnet sluta med till exempel .html.",
        ),
        (
            "report 2024 --format md -o k.bat --open",
            "--open öppnar inte k.bat; låt namnet sluta med till exempel .html.",
        ),
        ("form export --all --open", "--open öppnar en blankett; välj organet med --body ORGAN."),
    ],
)
def test_what_does_not_go_together(words: str, said: str, tmp_path: Path) -> None:
    done = trygghet("-C", str(BASE), *words.split(), at=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"Fel: {said}\n")
    assert list(tmp_path.iterdir()) == []


def test_the_name_alone_is_enough(tmp_path: Path) -> None:
    for name, begins in (
        ("r.html", b"<!doctype html>"),
        ("r.json", b"{"),
        ("r.md", b"#"),
        ("k.ics", b"BEGIN:"),
    ):
        words = ["calendar", "2024"] if name == "k.ics" else ["report", "2024"]
        done = trygghet("-C", str(BASE), *words, "-o", name, at=tmp_path)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / name).read_bytes().lower().startswith(begins.lower()), name


@pytest.fixture
def opener(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of programs with one that opens files: it notes what it was given."""
    folder = tmp_path / "bin"
    folder.mkdir()
    _program(folder, f'printf "%s" "$*" > "{tmp_path}/öppnat"')
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")
    monkeypatch.setenv("DISPLAY", ":0")
    return folder


def _program(folder: Path, line: str, name: str = "xdg-open") -> None:
    program = folder / name
    program.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
    program.chmod(0o755)


def test_what_is_written_is_opened(opener: Path, repository_from: Build, tmp_path: Path) -> None:
    root = repository_from("")
    done = trygghet(
        "report", "2024", "--open", "--format", "md,html", at=root, PATH=os.environ["PATH"], DISPLAY=":0"
    )
    assert done.returncode == 0, done.stderr
    assert "öppnades inte" not in done.stderr
    assert (tmp_path / "öppnat").read_text() == str(root / "build" / "trygghetsredovisning-2024.html")


def test_a_name_that_looks_like_an_option_is_none(
    opener: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    open_written(Path("--help.html"))
    assert (tmp_path / "öppnat").read_text() == str(tmp_path / "--help.html")


@pytest.mark.parametrize(
    ("prepare", "said"),
    [
        ("screen", "här finns ingen skärm att visa den på"),
        ("program", "programmet xdg-open finns inte"),
        ("code", "xdg-open avbröts, kod 3"),
        ("unable", "xdg-open går inte att köra (Exec format error)"),
        ("slow", ""),
    ],
)
def test_what_is_said_where_nothing_opens(
    prepare: str,
    said: str,
    opener: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    match prepare:
        case "screen":
            monkeypatch.delenv("DISPLAY")
            monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
        case "program":
            (opener / "xdg-open").unlink()
            monkeypatch.setenv("PATH", str(opener))
        case "code":
            _program(opener, "exit 3")
        case "unable":
            (opener / "xdg-open").write_bytes(b"\x00")
        case _:
            _program(opener, "exec sleep 3")
            monkeypatch.setattr(viewer, "_SECONDS", 0.05)
    open_written(Path("r.html"))
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", f"r.html öppnades inte: {said}.\n" if said else "")


def test_a_link_is_opened_under_its_own_name(
    opener: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it leads to may have a name that the system would run."""
    (tmp_path / "evil.desktop").touch()
    (tmp_path / "r.html").symlink_to("evil.desktop")
    monkeypatch.chdir(tmp_path)
    open_written(Path("r.html"))
    assert (tmp_path / "öppnat").read_text() == str(tmp_path / "r.html")


def test_a_program_in_the_repository_is_never_run(
    opener: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(opener)
    monkeypatch.setenv("PATH", f".{os.pathsep}")
    open_written(Path("r.html"))
    assert capsys.readouterr().err == "r.html öppnades inte: programmet xdg-open finns inte.\n"
    assert not (tmp_path / "öppnat").exists()


def test_other_systems_have_their_own_way(
    opener: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DISPLAY")
    monkeypatch.setattr(sys, "platform", "darwin")
    _program(opener, f'printf "%s" "$*" > "{tmp_path}/öppnat"', "open")
    open_written(tmp_path / "r.html")
    assert (tmp_path / "öppnat").read_text() == str(tmp_path / "r.html")
    monkeypatch.setattr(sys, "platform", "win32")
    started: list[Path] = []
    monkeypatch.setattr(os, "startfile", started.append, raising=False)
    open_written(tmp_path / "r.html")
    assert started == [tmp_path / "r.html"]

    def refuse(path: Path) -> None:
        raise OSError(1155, "ingen app", str(path))

    monkeypatch.setattr(os, "startfile", refuse, raising=False)
    monkeypatch.chdir(tmp_path)
    open_written(Path("r.html"))
    assert capsys.readouterr().err == "r.html öppnades inte: Windows har inget program för den (ingen app).\n"


def test_every_command_that_writes_a_document_can_open_it() -> None:
    """They are those that take a file to write to, and the one that writes forms; a folder of schemas or tables is none, nor is a page."""
    commands = program().commands
    for name, entry in COMMANDS.items():
        if isinstance(entry, Command) and name not in ("export", "schema", "serve"):
            names = {option for one in commands[name].load().params for option in one.opts}  # type: ignore[attr-defined]
            assert ("-o" in names) == ("--open" in names), name
