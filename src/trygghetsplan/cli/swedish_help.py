"""Typer's help and parser errors in Swedish. Its own English texts never reach the user."""

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup

_TEXTS = (
    (r"^Usage: ", "Så här: "),
    (r"\[OPTIONS\]", "[FLAGGOR]"),
    (r"COMMAND \[ARGS\]\.\.\.", "KOMMANDO …"),
    (r"^Options:$", "Flaggor:"),
    (r"^Arguments:$", "Argument:"),
    (r"^Commands:$", "Kommandon:"),
    (r"Show this message and exit\.", "Visa den här hjälpen."),
    (r"\[default: ([^\]]*)\]", r"[förval: \1]"),
    (r"\[required\]", "[krävs]"),
    (r"\bTEXT\b", "TEXT"),
)


def translated(text: str) -> str:
    """Return Typer's help text with its fixed words in Swedish."""
    for pattern, replacement in _TEXTS:
        text = re.sub(pattern, replacement, text, flags=re.MULTILINE)
    return text


class SwedishCommand(TyperCommand):
    """A command whose help is Swedish."""

    def get_help(self, ctx: Any) -> str:
        """Return the help text."""
        return translated(super().get_help(ctx))


class SwedishGroup(TyperGroup):
    """The program itself, with its commands in the order they are declared."""

    def get_help(self, ctx: Any) -> str:
        """Return the help text."""
        return translated(super().get_help(ctx))

    def list_commands(self, _ctx: Any) -> list[str]:
        """Return the commands in the order a new user meets them."""
        return list(self.commands)


def explain(error: Any) -> str:
    """Return a parser error as a Swedish sentence."""
    from trygghetsplan.swedish import did_you_mean, listed

    name = type(error).__name__
    parameter = getattr(error, "param", None)
    label = parameter.human_readable_name if parameter is not None else getattr(error, "param_hint", "") or ""
    if name == "NoSuchOption":
        near = did_you_mean(error.option_name, error.possibilities or ())
        return f"flaggan {error.option_name} finns inte{near}"
    if name == "MissingParameter":
        return f"argumentet {label} saknas"
    if name == "BadParameter":
        return f"värdet för {label} går inte att använda"
    if name == "BadOptionUsage":
        return f"flaggan {error.option_name} kräver ett värde"
    message = str(getattr(error, "message", ""))
    if found := re.search(r"No such command '([^']*)'", message):
        context = getattr(error, "ctx", None)
        commands = context.command.list_commands(context) if context else ()
        return f"kommandot {found[1]} finns inte{did_you_mean(found[1], commands)}"
    if "Missing command" in message and (context := getattr(error, "ctx", None)):
        return f"här behövs ett kommando till: {listed(context.command.list_commands(context), 'eller')}"
    if "unexpected extra argument" in message:
        extra = re.search(r"\(([^()]*)\)$", message)
        return f"det är för många argument: {extra[1] if extra else ''}"
    return "kommandot går inte att tolka"
