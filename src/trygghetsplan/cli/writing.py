"""Writes documents to disk: whole or not at all."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from trygghetsplan.cli.provenance import provenance
from trygghetsplan.errors import UsageFault
from trygghetsplan.report.build import Asked, document
from trygghetsplan.report.disclosure import refuse_disclosure
from trygghetsplan.report.outputs import FORMATS, PLAIN, Look
from trygghetsplan.report.own_templates import read_own
from trygghetsplan.report.views import Audience
from trygghetsplan.repository import PlanRepository
from trygghetsplan.storage import over, shown, write_all
from trygghetsplan.swedish import did_you_mean, listed, slug

BINARY = ("pdf", "docx")
"""The formats that a terminal cannot show."""


class Wanted(NamedTuple):
    """How a document is to be written, and for whom."""

    formats: Sequence[str]
    audience: Audience = Audience.PUBLIC
    output: Path | None = None
    """One file; otherwise one a format, in `build`."""
    look: Look = PLAIN
    commit: str | None = None
    """The commit that the files were read from; otherwise they are those under the root."""


def write_report(repository: PlanRepository, root: Path, asked: Asked, wanted: Wanted) -> Iterator[str]:
    """Write the document in each format and return the paths, as the user may open them.

    Nothing is written unless every format can be, and holds nothing that its reader may not see.

    Raises:
        UsageFault: a format does not exist, or several formats go to one file.
        StorageFault: a file could not be written, or holds what its reader may not see.
    """
    formats = list(dict.fromkeys(name.strip() for name in wanted.formats))
    for name in formats:
        if name not in FORMATS:
            near = did_you_mean(name, FORMATS) or f"; välj {listed(list(FORMATS), 'eller')}"
            raise UsageFault(f"formatet {name} finns inte{near}")
    if wanted.output and len(formats) > 1:
        raise UsageFault(
            "med -o skrivs ett format i taget; välj det med --format, till exempel --format html."
        )
    origin = provenance(repository, root, wanted.commit)
    report = document(repository, asked, origin, wanted.audience)
    parts = [slug(repository.settings.record.account.title), asked.name]
    parts += [wanted.commit[:8]] if wanted.commit else []
    parts += ["intern"] if wanted.audience is Audience.INTERNAL else []
    paths = {name: wanted.output or root / "build" / f"{'-'.join(parts)}.{name}" for name in formats}
    written = {name: FORMATS[name](report, wanted.look) for name in formats}
    for name, data in written.items():
        refuse_disclosure(repository, wanted.audience, paths[name].name, name, data)
    write_all(over(path, written[name]) for name, path in paths.items())
    yield from map(shown, paths.values())


def put_document(
    repositories: Sequence[PlanRepository], audience: Audience, form: str, content: bytes, output: Path | None
) -> None:
    """Write a document to standard output or to a file, after a second look at what it holds.

    Raises:
        UsageFault: the format is no text, and no file is named.
        StorageFault: it could not be written, or holds what its reader may not see.
    """
    name = output.name if output else "dokumentet"
    for repository in repositories:
        refuse_disclosure(repository, audience, name, form, content)
    if output is None:
        if form in BINARY:
            raise UsageFault(f"{form} skrivs till en fil; lägg till -o FIL.{form}.")
        sys.stdout.write(content.decode())
        return
    write_all([over(output, content)])
    sys.stdout.write(f"Skrev {shown(output)}\n")


def look(
    repository: PlanRepository, root: Path, word_template: Path | None, templates: Path | None, *, own: bool
) -> Look:
    """Return the looks that the user chose. The folder that the settings name is used only when asked for (`own`).

    Raises:
        UsageFault: a template or a folder is not there.
        TemplateFault: a file among the own templates replaces nothing, or cannot be read.
    """
    folder = templates
    if own and templates is None:
        named = repository.settings.record.templates
        if named is None:
            raise UsageFault(
                "trygghet.yaml anger ingen mapp under mallar; ange den där, eller med --templates MAPP."
            )
        folder = root / named
        if not folder.resolve().is_relative_to(root.resolve()):
            raise UsageFault(
                f"mappen {named} leder ut ur förrådet; ange den med --templates om du litar på den."
            )
    try:
        word = word_template.read_bytes() if word_template else None
    except OSError:
        raise UsageFault(f"Word-mallen {word_template} går inte att läsa.") from None
    return Look(word, read_own(folder) if folder else ())
