"""The commands that tell what has changed: diff."""

from typing import TYPE_CHECKING, Annotated

import typer

from trygghetsplan.cli.common import AsOf, Output, choice, find_root, note, put
from trygghetsplan.errors import Exit, UsageFault

if TYPE_CHECKING:
    from trygghetsplan.cli.sides import Found
    from trygghetsplan.report.difference_views import Difference
    from trygghetsplan.report.views import Audience as Reader

Audience = Annotated[
    str | None,
    typer.Option(
        "--audience",
        metavar="LÄSARE",
        help="public eller internal. Dokument: public, skärmen: internal.",
        show_default=False,
    ),
]
Side = Annotated[str, typer.Argument(metavar="FRÅN", help="Ett år, eller en version i git.")]
OtherSide = Annotated[
    str | None,
    typer.Argument(
        metavar="[TILL]", help="Ett år, eller en version i git. Utan: filerna i mappen.", show_default=False
    ),
]


def diff(  # one parameter for each option
    old: Side,
    new: OtherSide = None,
    year: Annotated[
        str | None,
        typer.Option("--year", metavar="ÅR", help="Uppföljningsår för två versioner.", show_default=False),
    ] = None,
    as_of: AsOf = None,
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="text, md, html eller json.")
    ] = "text",
    audience: Audience = None,
    output: Output = None,
    *,
    plan: Annotated[
        bool,
        typer.Option("--plan", help="Bara planen: nya, borttagna, omformulerade och flyttade skyldigheter."),
    ] = False,
    draft: Annotated[
        bool, typer.Option("--draft", help="Utkast till tjänsteskrivelse om planen, som Markdown.")
    ] = False,
) -> int:
    """Berätta vad som har ändrats mellan två år eller två versioner."""
    from trygghetsplan.cli.sides import compared
    from trygghetsplan.report.difference import difference

    choice("formatet", form, ("text", "md", "html", "json"))
    reader = _reader(audience, is_terminal=form == "text" and output is None)
    found = compared(find_root(), old, new, year, as_of, reader)
    if plan or draft:
        put(_plan(found, form, is_draft=draft), output)
    else:
        put(_written(difference(found.comparison, found.title, found.notes), form), output)
    note("Nästa steg: trygghet review" if plan or draft else found.hint)
    return Exit.CLEAN


def _plan(found: "Found", form: str, *, is_draft: bool) -> str:
    from trygghetsplan.report.difference_text import plan_json, plan_text
    from trygghetsplan.report.plan_difference import draft, plan_difference
    from trygghetsplan.report.render import render

    comparison = found.comparison
    if comparison.is_between_years:
        raise UsageFault("--plan och --draft jämför två versioner i git; två år har samma plan.")
    if is_draft:
        return render(draft(comparison, found.title, comparison.new.as_of), "md")
    view = plan_difference(comparison, found.title)
    match form:
        case "text":
            return plan_text(view)
        case "json":
            return plan_json(view)
        case _:
            return render(view, form)


def _reader(audience: str | None, *, is_terminal: bool) -> "Reader":
    """Return who will read: what leaves the terminal as a document is public, if nobody says otherwise."""
    from trygghetsplan.report.views import Audience as Reader

    if audience is None:
        return Reader.INTERNAL if is_terminal else Reader.PUBLIC
    return Reader(choice("läsaren", audience, list(Reader)))


def _written(view: "Difference", form: str) -> str:
    from trygghetsplan.report.difference_text import difference_json, difference_text
    from trygghetsplan.report.render import render

    match form:
        case "text":
            return difference_text(view)
        case "json":
            return difference_json(view)
        case _:
            return render(view, form)
