"""The command that verifies documents: made again from git, and compared byte for byte."""

from pathlib import Path
from typing import Annotated

from trygghetsplan.cli.common import argument, option, write_text
from trygghetsplan.cli.progress import waiting
from trygghetsplan.cli.start import find_root
from trygghetsplan.errors import Exit, UsageFault
from trygghetsplan.output.formats import Look
from trygghetsplan.output.own_templates import read_own
from trygghetsplan.storage import display_path, read_file
from trygghetsplan.verification.stamped import MAX_BYTES
from trygghetsplan.verification.verdict import Means, verified


def verify(
    files: Annotated[
        list[Path], argument("FIL…", "Redovisningar, bilagor eller andra dokument ur trygghet report.")
    ],
    at: Annotated[
        str | None, option("--at", "VERSION", "Versionen i git som en offentlig handling är gjord av.")
    ] = None,
    word_template: Annotated[
        Path | None, option("--docx-template", "FIL", "Word-filen som dokumentet skrevs med.")
    ] = None,
    templates_folder: Annotated[
        Path | None, option("--templates", "MAPP", "De egna mallarna som dokumentet skrevs med.")
    ] = None,
) -> int:
    """Say of each file whether it is what the program makes of the version in git."""
    contents = [(display_path(path), read_file(path, MAX_BYTES)) for path in files]
    word = read_file(word_template, MAX_BYTES) if word_template else None
    look = Look(word, read_own(templates_folder) if templates_folder else ())
    try:
        means = Means(find_root(), "", at, look)
    except UsageFault as fault:
        means = Means(None, str(fault).rstrip("."), at, look)
    worst = Exit.CLEAN
    with waiting("Gör om dokumenten", len(contents)) as track:
        results = [verified(name, content, means) for name, content in track(contents)]
    for result in results:
        first, *more = result.lines
        write_text("\n  ".join([first, *more]) + "\n")
        worst = max(worst, result.code)
    return worst
