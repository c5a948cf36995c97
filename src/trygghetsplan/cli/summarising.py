"""The command that tells a reviewer what a branch means: summary."""

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from trygghetsplan.cli.common import AsOf, Output, Year, choice, find_root, load, note, put, when
from trygghetsplan.cli.gating import MERGING
from trygghetsplan.errors import Exit, UsageFault

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from trygghetsplan.loading import Loaded
    from trygghetsplan.report.sections.branch import Side

_FOLLOW_UP = re.compile(r"followups/(\d{4})/")


def summary(
    year: Year = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since", metavar="VERSION", help="Det grenen lämnade, till exempel main.", show_default=False
        ),
    ] = None,
    as_of: AsOf = None,
    audience: Annotated[
        str, typer.Option("--audience", metavar="LÄSARE", help="public eller internal.")
    ] = "public",
    output: Output = None,
) -> int:
    """Sammanfatta vad en gren betyder, som en kommentar i Markdown.

    Ändrade utfall, fynd som är nya eller inte finns kvar, och det som har ändrats i matrisen. Utan år: de år
    som grenen rör.
    """
    from trygghetsplan import api, gate, git
    from trygghetsplan.report.render import render
    from trygghetsplan.report.sections.branch import branch
    from trygghetsplan.report.views import Audience

    if since is None:
        raise UsageFault("ange vad grenen ska jämföras med, till exempel: trygghet summary --since main")
    reader = Audience(choice("läsaren", audience, list(Audience)))
    root = find_root()
    commit = git.fork(root, since)
    if git.is_merging(root):
        note(MERGING)
    now, then = load(root), api.load_at(root, commit)[1]
    changed = gate.changed_files(now.texts, then.texts)
    days = _days(now, changed, year, as_of)
    put(render(branch(_side(then, days), _side(now, days), (since, commit), days, reader), "md"), output)
    note(f"Nästa steg: trygghet check --since {since}")
    return Exit.CLEAN


def _days(now: "Loaded", changed: "Iterable[str]", year: str | None, as_of: str | None) -> "dict[int, date]":
    """Return each year to tell of and its day: the one asked for, or those whose follow-ups have changed.

    A change elsewhere bears on the year that runs, and on the latest that has been answered.
    """
    if now.repository is None:
        return {}
    if year is not None:
        return dict([when(now.repository, year, as_of)])
    wanted: set[str | None] = set()
    for path in changed:
        named = _FOLLOW_UP.match(path)
        latest = max((document.record.year for document in now.repository.followups), default=None)
        wanted |= {named[1]} if named else {None, str(latest) if latest else None}
    found = {}
    for one in wanted:
        with suppress(UsageFault):  # a folder of a year that is not followed up is a finding, not a year
            number, day = when(now.repository, one, as_of)
            found[number] = day
    return dict(sorted(found.items()))


def _side(loaded: "Loaded", days: "Mapping[int, date]") -> "Side":
    from trygghetsplan import api
    from trygghetsplan.report.sections.branch import Side

    if loaded.repository is None or not days:
        return Side(loaded.repository, [api.validate(loaded)])
    return Side(loaded.repository, [api.check(loaded, number, day) for number, day in days.items()])
