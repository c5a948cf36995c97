"""The commands that write documents: report."""

import sys
from typing import Annotated

import typer

from trygghetsplan.cli.common import AsOf, BodyOption, Output, find_root, known, note, sound, span, waiting
from trygghetsplan.errors import Exit, UsageFault


def report(
    years: Annotated[
        str | None,
        typer.Argument(
            metavar="[ÅR|ÅR-ÅR]",
            help="Ett uppföljningsår, eller flera för den fördjupade rapporten.",
            show_default=False,
        ),
    ] = None,
    body: BodyOption = None,
    as_of: AsOf = None,
    formats: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="md, html eller båda: md,html.")
    ] = "md,html",
    audience: Annotated[
        str, typer.Option("--audience", metavar="LÄSARE", help="public eller internal.")
    ] = "public",
    output: Output = None,
) -> int:
    """Skriv årets redovisning till build/.

    Med flera år, som 2022-2024: den fördjupade rapporten. Med --body: bilagan till ett organs sammanträde, med
    förslag till beslut.
    """
    from trygghetsplan.cli.common import choice
    from trygghetsplan.cli.writing import write_report
    from trygghetsplan.report.build import Asked
    from trygghetsplan.report.views import Audience

    reader = Audience(choice("läsaren", audience, list(Audience)))
    root = find_root()
    repository = sound(root)
    first, number, day = span(repository, years, as_of)
    if first and body:
        raise UsageFault("--body gäller ett år i taget; skriv ett år.")
    if body is not None:
        known("organet", body, repository.bodies)
    asked = Asked(number, day, first, body)
    with waiting("Skriver redovisningen"):
        written = list(write_report(repository, root, asked, formats.split(","), output, reader))
    sys.stdout.write("".join(f"Skrev {path}\n" for path in written))
    note(
        "Nästa steg: öppna HTML-filen i en webbläsare." if "html" in formats else "Nästa steg: trygghet check"
    )
    return Exit.CLEAN
