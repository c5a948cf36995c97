"""The command that tells the past: log."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trygghetsplan.cli.common import find_root, known, note, readable
from trygghetsplan.errors import Exit

if TYPE_CHECKING:
    from trygghetsplan.past.commits import Past
    from trygghetsplan.past.log import Log


def log(
    subject: Annotated[
        str | None,
        typer.Argument(metavar="[ORGAN|SKYLDIGHET]", help="Id. Utan: allt som har hänt.", show_default=False),
    ] = None,
    *,
    amended: Annotated[
        bool, typer.Option("--amended", help="Bara svar som ändrades efter organets beslut.")
    ] = False,
) -> int:
    """Berätta ur git vem som ändrade vilket svar, och när."""
    from trygghetsplan import git
    from trygghetsplan.past.commits import Past
    from trygghetsplan.past.log import Log

    root = find_root()
    repository = readable(root)
    head = git.commit(root, "HEAD")
    past = Past(root, head)
    told = Log(past, repository)
    name = subject
    if subject is not None:
        ids = {*repository.bodies, *repository.duties, *told.names.seen}
        known("organet eller skyldigheten", subject, sorted(ids))
        name = told.names.body(told.names.duty(subject))
    entries = told.entries(name, amended=amended)
    for entry in entries:
        commit = entry.commit
        sys.stdout.write(f"{commit.day}  {commit.short}  {_one_line(commit.author)}\n")
        sys.stdout.write("".join(f"  {sentence}\n" for sentence in entry.sentences))
    if not entries:
        sys.stdout.write("Inget svar har ändrats efter beslutet.\n" if amended else "Inget har hänt.\n")
    _say_what_is_not_seen(root, past, told, head)
    return Exit.CLEAN


def _one_line(text: str) -> str:
    """Return a name from git without anything that could steer the terminal."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _say_what_is_not_seen(root: Path, past: "Past", told: "Log", head: str) -> None:
    from trygghetsplan import git
    from trygghetsplan.loading import find_files
    from trygghetsplan.swedish import counted

    for commit in past.commits:
        if commit.is_cut:
            note(
                f"Klonen är grund (shallow): det som hände till och med {commit.short}, {commit.day}, syns inte."
            )
    if told.missing:
        many = counted(told.missing, "äldre version", "äldre versioner")
        note(f"{many} av filer finns inte i klonen, och det de ändrade syns inte.")
    held = {path: (root / path).read_bytes() for path in find_files(root) if (root / path).is_file()}
    if git.differing(root, head, held):
        note("Filer i mappen skiljer sig från den senaste versionen; det syns med trygghet diff HEAD.")
    note("Nästa steg: trygghet diff VERSION VERSION")
