"""Typer's help and parser errors in Swedish. Its own English texts never reach the user."""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any

from typer.core import TyperCommand, TyperGroup

from trygghetsplan.errors import UsageFault

_TEXTS = (
    (r"^Usage: ", "Så här: "),
    (r"\[OPTIONS\]", "[FLAGGOR]"),
    (r"COMMAND \[ARGS\]\.\.\.", "KOMMANDO …"),
    (r"^Options:$", "Flaggor:"),
    (r"^Arguments:$", "Argument:"),
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


def _label(parameter: Any) -> str:
    """Return what the user calls an option or an argument."""
    return str(parameter.opts[0] if parameter.param_type_name == "option" else parameter.human_readable_name)


def checked_arguments(arguments: Sequence[str]) -> list[str]:
    """Return the arguments, when each says something and the system could take it as the name of a file.

    Raises:
        UsageFault: one is empty, as where a variable in a script has no value, or holds what no name can.
    """
    for before, text in pairwise(("", *arguments)):
        try:
            is_usable = b"\0" not in os.fsencode(text)
        except UnicodeEncodeError:  # half a character, from where arguments are not bytes
            is_usable = False
        if not is_usable:
            raise UsageFault("ett av värdena innehåller tecken som inte går att använda.")
        if not text or re.fullmatch("--[a-z-]+=", text):
            place = text[:-1] or before
            name = f"värdet för {place}" if place.startswith("-") else "ett av värdena"
            raise UsageFault(f"{name} är tomt; skriv ett värde, eller ta bort det.")
    return list(arguments)


def readable_text(name: str, text: str) -> str:
    """Return what the user wrote under a name, when it is text.

    Raises:
        UsageFault: it holds bytes that are not.
    """
    if not text.isascii() and any("\ud800" <= sign <= "\udfff" for sign in text):
        raise UsageFault(f"värdet för {name} innehåller tecken som inte är UTF-8.")
    return text


class SwedishCommand(TyperCommand):
    """A command whose help is Swedish, and whose values are text; a path may hold bytes that are not."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Return what is left of the arguments when the options have their values."""
        rest = super().parse_args(ctx, args)
        for parameter in self.params:
            value = ctx.params.get(parameter.name or "")
            for one in value if isinstance(value, (list, tuple)) else [value]:
                if isinstance(one, str) and parameter.type.name != "path":
                    readable_text(_label(parameter), one)
        return rest

    def get_help(self, ctx: Any) -> str:
        """Return the help text."""
        return translated(super().get_help(ctx))


class DeferredCommand(TyperCommand):
    """A command that is known by name and one line of help until it is chosen."""

    def __init__(self, name: str, text: str, load: Callable[[], Any]) -> None:
        super().__init__(name, help=text)
        self.load = load


class SwedishGroup(TyperGroup):
    """The program itself, or commands under a common word, in the order they are declared."""

    headings: Mapping[str, str] | None = None
    """Under which heading each command stands, where there are several."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write each group under its heading, with the names in one column."""
        length = max(map(len, self.commands))
        heading_of = self.headings or {}
        for heading, group in groupby(
            self.list_commands(ctx), lambda name: heading_of.get(name, "Kommandon")
        ):
            names = list(group)
            with formatter.section(heading):
                texts = [self.commands[name].get_short_help_str(formatter.width) for name in names]
                formatter.write_dl(
                    [(name.ljust(length), text) for name, text in zip(names, texts, strict=True)]
                )

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the chosen command as it is in its module, with what is left of the arguments."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command.load() if isinstance(command, DeferredCommand) else command, rest

    def get_help(self, ctx: Any) -> str:
        """Return the help text."""
        return translated(super().get_help(ctx))

    def list_commands(self, _ctx: Any) -> list[str]:
        """Return the commands in the order a new user meets them."""
        return list(self.commands)


def parser_message(error: Any) -> str:
    """Return a parser error as a Swedish sentence."""
    from trygghetsplan.swedish import did_you_mean, listed  # help needs neither dates nor decimals

    name = type(error).__name__
    parameter = getattr(error, "param", None)
    label = _label(parameter) if parameter is not None else getattr(error, "param_hint", "") or ""
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
