"""The commands that write documents: report."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from trygghetsplan.cli.common import AsOf, Output, Year, find_root, note, sound, sound_at, waiting, when
from trygghetsplan.errors import Exit


def report(
    year: Year = None,
    as_of: AsOf = None,
    formats: Annotated[
        str,
        typer.Option(
            "--format", metavar="FORMAT", help="md, html, json, pdf, docx; flera med komma emellan."
        ),
    ] = "md,html",
    audience: Annotated[
        str, typer.Option("--audience", metavar="LÄSARE", help="public eller internal.")
    ] = "public",
    at: Annotated[
        str | None,
        typer.Option(
            "--at", metavar="VERSION", help="Som filerna var i en version i git.", show_default=False
        ),
    ] = None,
    output: Output = None,
    word_template: Annotated[
        Path | None,
        typer.Option(
            "--docx-template",
            metavar="FIL",
            help="Word-fil vars stilar används för docx.",
            show_default=False,
        ),
    ] = None,
) -> int:
    """Skriv årets redovisning till build/."""
    from trygghetsplan.cli.common import choice
    from trygghetsplan.cli.writing import Wanted, look, write_report
    from trygghetsplan.report.views import Audience

    reader = Audience(choice("läsaren", audience, list(Audience)))
    root = find_root()
    commit, repository = sound_at(root, at) if at else (None, sound(root))
    number, day = when(repository, year, as_of)
    wanted = Wanted(formats.split(","), reader, output, look(word_template), commit)
    with waiting("Skriver redovisningen"):
        written = list(write_report(repository, root, number, day, wanted))
    sys.stdout.write("".join(f"Skrev {path}\n" for path in written))
    note(
        "Nästa steg: öppna HTML-filen i en webbläsare." if "html" in formats else "Nästa steg: trygghet check"
    )
    return Exit.CLEAN
