"""The commands that write documents: report."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trygghetsplan.cli import candidates
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
from trygghetsplan.errors import Exit, UsageFault

if TYPE_CHECKING:
    from trygghetsplan.report.build import Asked
    from trygghetsplan.repository import PlanRepository


def report(
    years: Annotated[
        str | None,
        typer.Argument(
            metavar="[ÅR|ÅR-ÅR]",
            help="Ett uppföljningsår, eller flera för den fördjupade rapporten.",
            show_default=False,
            autocompletion=candidates.years,
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
    own_templates: Annotated[
        bool, typer.Option("--own-templates", help="Använd mallarna i mappen som trygghet.yaml anger.")
    ] = False,
) -> int:
    """Skriv årets redovisning till build/.

    Med flera år, som 2022-2024: den fördjupade rapporten. Med --body: bilagan till ett organs sammanträde, med
    förslag till beslut. Med --tertial 2: lägesbilderna. Med --lansstyrelsen: underlaget
    till länsstyrelsen.
    """
    from trygghetsplan.cli.common import choice
    from trygghetsplan.cli.writing import Wanted, look, write_report
    from trygghetsplan.formats.full import render
    from trygghetsplan.report.own_templates import told
    from trygghetsplan.report.render import TemplateFault
    from trygghetsplan.report.views import Audience
    from trygghetsplan.storage import shown

    reader = Audience(choice("läsaren", audience, list(Audience)))
    root = find_root()
    commit, repository = sound_at(root, at) if at else (None, sound(root))
    asked = _asked(repository, years, as_of, body, tertial, by_agency=lansstyrelsen)
    try:
        style = look(repository, root, word_template, templates_folder, own=own_templates)
        wanted = Wanted(formats.split(","), reader, output, style, commit)
        with waiting("Skriver redovisningen"):
            written = list(write_report(repository, root, asked, wanted))
    except TemplateFault as fault:
        sys.stderr.write(
            render(
                told(fault, shown(templates_folder or root / (repository.settings.record.templates or "")))
            )
        )
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
) -> "Asked":
    """Return which document was asked for.

    Raises:
        UsageFault: what was asked for does not exist, or two kinds were asked for at once.
    """
    from trygghetsplan.cli.common import choice
    from trygghetsplan.report.build import Asked
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
    return Asked(number, day, first, body, f"tertial {tertial}" if tertial else None, by_agency=by_agency)


def _tertials(repository: "PlanRepository") -> list[str]:
    """Return the parts of the year in which the plan asks for a situation picture."""
    clocks = [duty.obligation.clock for duty in repository.duties.values() if duty.is_plan and duty.owes]
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
    """Visa rapportens mallar, eller skriv en att ändra.

    Mallarna skrivs till mappen som trygghet.yaml anger under mallar, annars till templates/. Inget skrivs över.
    """
    from trygghetsplan.cli.common import choice
    from trygghetsplan.report.own_templates import partials, sections
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
    named = sound(root).settings.record.templates
    folder = root / (named or "templates")
    taken = [name for name in found if (folder / name).exists() or (folder / name).is_symlink()]
    if taken:
        raise UsageFault(f"{shown(folder / taken[0])} finns redan; ändra i den, eller flytta den först.")
    write_all(Change(folder / name, text.encode(), None) for name, text in found.items())
    for name in found:
        sys.stdout.write(f"Skrev {shown(folder / name)}\n")
    option = "--own-templates" if named else f"--templates {shown(folder)}"
    note(f"Nästa steg: ändra i mallen och kör trygghet report {option}")
    return Exit.CLEAN
