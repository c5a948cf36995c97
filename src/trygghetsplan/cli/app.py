"""The program: its own options, and the commands in the order a new user meets them.

The commands stand in modules by subject, and only the module of the command that is asked for is imported.
Heavy imports happen inside the commands, so that `--help`, which needs them all, stays fast.
"""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from typer import TyperException

from trygghetsplan.cli.common import state
from trygghetsplan.cli.swedish_help import SwedishCommand, SwedishGroup, explain
from trygghetsplan.errors import Exit

__all__ = ["TyperException", "execute", "explain", "program"]


class Group(NamedTuple):
    """Commands under a common first word."""

    help: str
    commands: dict[str, str]


COMMANDS: dict[str, str | Group] = {
    "init": "starting.init",
    "validate": "checking.validate",
    "check": "checking.check",
    "status": "asking.status",
    "todo": "asking.todo",
    "calendar": "asking.calendar",
    "explain": "asking.explain",
    "report": "documents.report",
    "templates": "documents.templates",
    "summary": "summarising.summary",
    "audit": "auditing.audit",
    "lint": "auditing.lint",
    "fmt": "editing.fmt",
    "schema": "editor.schema",
    "diff": "comparing.diff",
    "review": "reviewing.review",
    "log": "history.log",
    "rule": "checking.rule",
    "completion": "completion.completion",
    "new": Group(
        "Skriv nya filer med frågor, och nya skyldigheter.",
        {
            "year": "creating.year",
            "followup": "creating.followup",
            "obligation": "creating.obligation",
            "audit": "auditing.new_audit",
        },
    ),
    "form": Group(
        "Blanketter till dem som inte använder git.",
        {"export": "forms.export", "import": "forms.import_forms", "status": "forms.status"},
    ),
}
"""The commands, and the module and function of each."""


def execute(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit code."""
    code = program(_asked(arguments))(list(arguments), standalone_mode=False, prog_name="trygghet")
    return code if isinstance(code, int) else Exit.CLEAN


def program(asked: str = "") -> typer.Typer:
    """Return the program with the command that is `asked` for, or with all of them."""
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
        callback=main,
    )
    for name in (asked,) if asked else COMMANDS:
        found = COMMANDS[name]
        if isinstance(found, str):
            _add(app, name, found)
        else:
            group = typer.Typer(cls=SwedishGroup, rich_markup_mode=None, help=found.help)
            for inner, place in found.commands.items():
                _add(group, inner, place)
            app.add_typer(group, name=name)
    return app


def _add(app: typer.Typer, name: str, place: str) -> None:
    module, _, function = place.partition(".")
    command: Callable[..., Any] = getattr(import_module(f"trygghetsplan.cli.{module}"), function)
    app.command(name, cls=SwedishCommand)(command)


def _asked(arguments: Sequence[str]) -> str:
    """Return the command that the arguments name, where nothing but -C stands before it."""
    place = 2 if arguments[:1] == ["-C"] else 0
    word = arguments[place] if place < len(arguments) else ""
    return word if word in COMMANDS else ""


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
