"""The commands that write documents: report."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from trygghetsplan.cli.common import AsOf, Output, Year, find_root, note, sound, waiting, when
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
    from trygghetsplan.cli.writing import look, write_report
    from trygghetsplan.report.views import Audience

    reader = Audience(choice("läsaren", audience, list(Audience)))
    root = find_root()
    repository = sound(root)
    number, day = when(repository, year, as_of)
    with waiting("Skriver redovisningen"):
        written = list(
            write_report(
                repository, root, number, day, formats.split(","), output, reader, look(word_template)
            )
        )
    sys.stdout.write("".join(f"Skrev {path}\n" for path in written))
    note(
        "Nästa steg: öppna HTML-filen i en webbläsare." if "html" in formats else "Nästa steg: trygghet check"
    )
    return Exit.CLEAN
