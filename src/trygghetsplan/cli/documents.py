"""The commands that write documents: report and templates."""

import hashlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from trygghetsplan import __version__, git
from trygghetsplan.cli.common import (
    AsOf,
    BodyOption,
    Output,
    find_root,
    known,
    note,
    sound,
    sound_at,
    span,
    waiting,
)
from trygghetsplan.cli.common import years as known_years
from trygghetsplan.disclosure.audience import Audience
from trygghetsplan.disclosure.leak_check import refuse_disclosure
from trygghetsplan.errors import Exit, UsageFault
from trygghetsplan.output.formats import FORMATS, PLAIN, Look
from trygghetsplan.output.own_templates import read_own
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.report.build import ReportRequest, document
from trygghetsplan.report.views import Provenance
from trygghetsplan.storage import over, shown, write_all
from trygghetsplan.swedish import did_you_mean, listed, slug


def provenance(repository: PlanRepository, root: Path, commit: str | None = None) -> Provenance:
    """Return the origin of a report made from the files under `root`, or from those of a commit there."""
    name = commit or git.head(root)
    is_dirty = name is not None and not commit and _is_dirty(root, name, repository.texts)
    forge = repository.settings.record.forge
    return Provenance(
        name[:12] if name else None,
        is_dirty,
        __version__,
        repository.settings.record.schema_version,
        digest(repository.texts),
        forge.replace("{commit}", name) if forge and name and not is_dirty else None,
        is_unreadable=name is None and git.is_unreadable(root),
    )


def digest(texts: Mapping[str, str]) -> str:
    """Return SHA-256 over every path and text that was read."""
    total = hashlib.sha256()
    for path in sorted(texts):
        for part in (path, texts[path]):
            data = part.encode()
            total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()


def _is_dirty(root: Path, name: str, texts: Mapping[str, str]) -> bool:
    """Whether a file holds anything but what the commit does.

    A text that differs may be written otherwise and say the same; then the file itself is looked at.
    """
    changed = git.differing(root, name, {path: text.encode() for path, text in texts.items()})
    files = {path: (root / path).read_bytes() for path in changed}
    return bool(files and git.differing(root, name, files))


BINARY = ("pdf", "docx")
"""The formats that a terminal cannot show."""


class OutputOptions(NamedTuple):
    """How a document is to be written, and for whom."""

    formats: Sequence[str]
    audience: Audience = Audience.PUBLIC
    output: Path | None = None
    """One file; otherwise one a format, in `build`."""
    look: Look = PLAIN
    commit: str | None = None
    """The commit that the files were read from; otherwise they are those under the root."""


def write_report(
    repository: PlanRepository, root: Path, asked: ReportRequest, wanted: OutputOptions
) -> Iterator[str]:
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


def look(word_template: Path | None, templates: Path | None) -> Look:
    """Return the looks that the user chose.

    Raises:
        UsageFault: a template or a folder is not there.
        TemplateFault: a file among the own templates replaces nothing, or cannot be read.
    """
    try:
        word = word_template.read_bytes() if word_template else None
    except OSError:
        raise UsageFault(f"Word-mallen {word_template} går inte att läsa.") from None
    return Look(word, read_own(templates) if templates else ())


def report(
    years: Annotated[
        str | None,
        typer.Argument(
            metavar="[ÅR|ÅR-ÅR]",
            help="Ett uppföljningsår, eller flera för den fördjupade rapporten.",
            show_default=False,
            autocompletion=known_years,
        ),
    ] = None,
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
    templates_folder: Annotated[
        Path | None,
        typer.Option(
            "--templates", metavar="MAPP", help="Egna mallar som ersätter programmets.", show_default=False
        ),
    ] = None,
    *,
    body: BodyOption = None,
    tertial: Annotated[
        str | None,
        typer.Option(
            "--tertial", metavar="N", help="Lägesbilderna för tertial 1, 2 eller 3.", show_default=False
        ),
    ] = None,
    lansstyrelsen: Annotated[
        bool, typer.Option("--lansstyrelsen", help="Samma uppgifter efter överenskommelsens rubriker.")
    ] = False,
) -> int:
    """Write the account of a year, or a narrower document."""
    from trygghetsplan.cli.common import choice
    from trygghetsplan.disclosure.audience import Audience
    from trygghetsplan.formats.full import render
    from trygghetsplan.output.own_templates import told
    from trygghetsplan.output.render import TemplateFault
    from trygghetsplan.storage import shown

    reader = Audience(choice("läsaren", audience, list(Audience)))
    root = find_root()
    commit, repository = sound_at(root, at) if at else (None, sound(root))
    asked = _asked(repository, years, as_of, body, tertial, by_agency=lansstyrelsen)
    try:
        style = look(word_template, templates_folder)
        wanted = OutputOptions(formats.split(","), reader, output, style, commit)
        with waiting("Skriver redovisningen"):
            written = list(write_report(repository, root, asked, wanted))
    except TemplateFault as fault:
        sys.stderr.write(render(told(fault, shown(templates_folder or Path()))))
        return Exit.FINDINGS
    sys.stdout.write("".join(f"Skrev {path}\n" for path in written))
    note(
        "Nästa steg: öppna HTML-filen i en webbläsare." if "html" in formats else "Nästa steg: trygghet check"
    )
    return Exit.CLEAN


def _asked(
    repository: "PlanRepository",
    years: str | None,
    as_of: str | None,
    body: str | None,
    tertial: str | None,
    *,
    by_agency: bool,
) -> "ReportRequest":
    """Return which document was asked for.

    Raises:
        UsageFault: what was asked for does not exist, or two kinds were asked for at once.
    """
    from trygghetsplan.cli.common import choice
    from trygghetsplan.report.build import ReportRequest
    from trygghetsplan.swedish import listed

    first, number, day = span(repository, years, as_of)
    kinds = {"flera år": first, "--body": body, "--tertial": tertial, "--lansstyrelsen": by_agency}
    chosen = [name for name, value in kinds.items() if value]
    if len(chosen) > 1:
        raise UsageFault(f"{listed(chosen)} går inte ihop; välj en rapport i taget.")
    if body is not None:
        known("organet", body, repository.bodies)
    if tertial is not None:
        choice("tertialet", tertial, _tertials(repository))
    if by_agency and repository.agency is None:
        raise UsageFault("rubrikerna saknas; skriv dem i plan/lansstyrelsen.yaml.")
    return ReportRequest(
        number, day, first, body, f"tertial {tertial}" if tertial else None, by_agency=by_agency
    )


def _tertials(repository: "PlanRepository") -> list[str]:
    """Return the parts of the year in which the plan asks for a situation picture."""
    clocks = [
        obligation.record.clock
        for obligation in repository.obligations.values()
        if obligation.is_plan and obligation.owes
    ]
    found = {
        clock.text.removeprefix("tertial ") for clock in clocks if clock and clock.text.startswith("tertial ")
    }
    if not found:
        raise UsageFault("planen begär inga lägesbilder per tertial.")
    return sorted(found)


def templates(
    action: Annotated[str, typer.Argument(metavar="GÖR", help="list eller copy.")],
    section: Annotated[
        str | None, typer.Argument(metavar="[AVSNITT]", help="Till exempel summary.", show_default=False)
    ] = None,
) -> int:
    """List the templates, or copy one to be changed."""
    from trygghetsplan.cli.common import choice
    from trygghetsplan.output.own_templates import partials, sections
    from trygghetsplan.storage import Change, shown, write_all

    if choice("åtgärden", action, ("list", "copy")) == "list":
        for name in sections():
            sys.stdout.write(
                f"{name:<19} {', '.join(sorted(path.split('.')[1] for path in partials(name)))}\n"
            )
        note("Nästa steg: trygghet templates copy AVSNITT")
        return Exit.CLEAN
    if section is None:
        raise UsageFault("ange vilket avsnitt som ska kopieras; trygghet templates list visar dem.")
    found = partials(known("avsnittet", section, sections()))
    root = find_root()
    folder = root / (sound(root).settings.record.templates or "templates")
    taken = [name for name in found if (folder / name).exists() or (folder / name).is_symlink()]
    if taken:
        raise UsageFault(f"{shown(folder / taken[0])} finns redan; ändra i den, eller flytta den först.")
    write_all(Change(folder / name, text.encode(), None) for name, text in found.items())
    for name in found:
        sys.stdout.write(f"Skrev {shown(folder / name)}\n")
    note(f"Nästa steg: ändra i mallen och kör trygghet report --templates {shown(folder)}")
    return Exit.CLEAN
