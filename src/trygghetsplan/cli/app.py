"""The program: its own options, and the commands in the order a new user meets them.

The commands stand in modules by subject. Heavy imports happen inside them, so that `--help` stays fast.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from typer import TyperException

from trygghetsplan.cli import (
    asking,
    auditing,
    checking,
    comparing,
    completion,
    creating,
    documents,
    editing,
    editor,
    forms,
    history,
    reviewing,
    starting,
    summarising,
)
from trygghetsplan.cli.common import state
from trygghetsplan.cli.swedish_help import SwedishCommand, SwedishGroup, explain
from trygghetsplan.errors import Exit

__all__ = ["TyperException", "execute", "explain"]

COMMANDS = (
    starting.init,
    checking.validate,
    checking.check,
    asking.status,
    asking.todo,
    asking.calendar,
    asking.explain,
    documents.report,
    documents.templates,
    summarising.summary,
    auditing.audit,
    auditing.lint,
    editing.fmt,
    editor.schema,
    comparing.diff,
    reviewing.review,
    history.log,
    checking.rule,
    completion.completion,
)
GROUPS = (
    (
        "new",
        "Skriv nya filer med frågor, och nya skyldigheter.",
        (
            ("year", creating.year),
            ("followup", creating.followup),
            ("obligation", creating.obligation),
            ("audit", auditing.new_audit),
        ),
    ),
    (
        "form",
        "Blanketter till dem som inte använder git.",
        (("export", forms.export), ("import", forms.import_forms), ("status", forms.status)),
    ),
)

app = typer.Typer(
    name="trygghet",
    cls=SwedishGroup,
    help="Håll ordning på kommunens plan för trygghet och säkerhet: kontrollera, följ upp och redovisa.",
    epilog="Börja med: trygghet validate, trygghet status, trygghet report 2024.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in COMMANDS:
    app.command(cls=SwedishCommand)(command)
for group_name, group_help, commands in GROUPS:
    group = typer.Typer(cls=SwedishGroup, rich_markup_mode=None, help=group_help)
    for name, one in commands:
        group.command(name, cls=SwedishCommand)(one)
    app.add_typer(group, name=group_name)


def execute(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit code."""
    code = app(list(arguments), standalone_mode=False, prog_name="trygghet")
    return code if isinstance(code, int) else Exit.CLEAN


@app.callback()
def main(
    context: typer.Context,
    directory: Annotated[
        Path | None, typer.Option("-C", metavar="MAPP", help="Arbeta i den här mappen.", show_default=False)
    ] = None,
    *,
    version: Annotated[bool, typer.Option("--version", help="Visa programmets version.")] = False,
) -> int:
    """Choose the folder, and show the help when no command is given."""
    state["start"] = directory or Path()
    if version:
        from trygghetsplan import __version__

        sys.stdout.write(f"trygghet {__version__}\n")
        raise typer.Exit(Exit.CLEAN)
    if context.invoked_subcommand is None:
        sys.stdout.write(context.get_help() + "\n")
        raise typer.Exit(Exit.USAGE)
    return Exit.CLEAN
