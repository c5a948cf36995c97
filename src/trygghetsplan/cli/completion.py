"""Completion in the shell: the command that turns it on, and the answers to the shell's questions.

The shell runs the program with `_TRYGGHET_COMPLETE` set and reads the candidates from standard output. Typer's
mechanism finds what is being written; the functions in `common` say what it may be. A fault is silent.
"""

import contextlib
import io
import sys
from typing import Annotated

from typer import _completion_classes
from typer._click.shell_completion import (
    CompletionItem,
    ShellComplete,
    _available_shells,
    add_completion_class,
)
from typer._completion_shared import get_completion_script

from trygghetsplan.cli.common import argument, checked_choice, write_note
from trygghetsplan.cli.program import program
from trygghetsplan.cli.start import COMPLETION_VARIABLE
from trygghetsplan.cli.swedish_help import translated
from trygghetsplan.errors import Exit

SHELLS = {
    "bash": "trygghet completion bash >> ~/.bashrc",
    "zsh": "trygghet completion zsh >> ~/.zshrc",
    "fish": "trygghet completion fish > ~/.config/fish/completions/trygghet.fish",
    "powershell": "trygghet completion powershell >> $PROFILE",
}
"""The shells, and how each is told for good."""


def completion(
    shell: Annotated[str, argument("SKAL", "bash, zsh, fish eller powershell.", lambda: list(SHELLS))],
) -> int:
    """Write what turns on completion in a shell."""
    checked_choice("skalet", shell, SHELLS)
    sys.stdout.write(
        get_completion_script(prog_name="trygghet", complete_var=COMPLETION_VARIABLE, shell=shell) + "\n"
    )
    write_note(f"Så blir det bestående: {SHELLS[shell]} och öppna skalet på nytt.")
    return Exit.CLEAN


def _of_joined_values(shell: type[ShellComplete]) -> type[ShellComplete]:
    """Return a shell's completion that also knows `--body=soc`.

    bash hands it over in three parts and wants the value; the others hand over the whole and want it back.
    """

    def get_completions(self: ShellComplete, args: list[str], incomplete: str) -> list[CompletionItem]:
        found = shell.get_completions(self, args[:-1] if args[-1:] == ["="] else args, incomplete)
        name, is_joined, _ = incomplete.partition("=")
        if is_joined and name.startswith("--"):
            for item in found:
                item.value = f"{name}={item.value}"
        return found

    return type(shell.__name__, (shell,), {"get_completions": get_completions})


def answer_shell() -> int:
    """Write the candidates that the shell asks for in its variables; return the exit code it expects."""
    _completion_classes.completion_init()
    for name, shell in list(_available_shells.items()):
        add_completion_class(_of_joined_values(shell), name)
    vars(_completion_classes)["_sanitize_help_text"] = translated  # Typer's own loads rich and breaks lines
    answer = io.StringIO()
    code: object = Exit.CLEAN
    with contextlib.suppress(Exception):  # a shell is no place for messages
        try:
            with contextlib.redirect_stdout(answer), contextlib.redirect_stderr(io.StringIO()):
                program()([], prog_name="trygghet", complete_var=COMPLETION_VARIABLE, standalone_mode=False)
        except SystemExit as end:
            code = end.code
        sys.stdout.write(answer.getvalue())
    return code if isinstance(code, int) else Exit.CLEAN
