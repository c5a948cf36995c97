"""The commands that write documents: report."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from trygghetsplan.cli import candidates
from trygghetsplan.cli.common import AsOf, BodyOption, Output, find_root, known, note, sound, span, waiting
from trygghetsplan.errors import Exit, UsageFault
from trygghetsplan.swedish import listed

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
    body: BodyOption = None,
    tertial: Annotated[
        str | None,
        typer.Option(
            "--tertial", metavar="N", help="Lägesbilderna för tertial 1, 2 eller 3.", show_default=False
        ),
    ] = None,
    as_of: AsOf = None,
    formats: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="md, html eller båda: md,html.")
    ] = "md,html",
    audience: Annotated[
        str, typer.Option("--audience", metavar="LÄSARE", help="public eller internal.")
    ] = "public",
    output: Output = None,
    *,
    lansstyrelsen: Annotated[
        bool, typer.Option("--lansstyrelsen", help="Samma uppgifter efter överenskommelsens rubriker.")
    ] = False,
) -> int:
    """Skriv årets redovisning till build/.

    Med flera år, som 2022-2024: den fördjupade rapporten. Med --body: bilagan till ett organs sammanträde, med
    förslag till beslut. Med --tertial 2: lägesbilderna. Med --lansstyrelsen: underlaget
    till länsstyrelsen.
    """
    from trygghetsplan.cli.common import choice
    from trygghetsplan.cli.writing import write_report
    from trygghetsplan.report.views import Audience

    reader = Audience(choice("läsaren", audience, list(Audience)))
    root = find_root()
    repository = sound(root)
    asked = _asked(repository, years, as_of, body, tertial, by_agency=lansstyrelsen)
    with waiting("Skriver redovisningen"):
        written = list(write_report(repository, root, asked, formats.split(","), output, reader))
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
