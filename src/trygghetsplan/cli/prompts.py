"""What the flags leave out, asked for at a terminal. What an answer may be is the command's to say."""

import sys

from trygghetsplan.errors import UsageFault


def ask(option: str, question: str, given: str | None, default: str | None = None) -> str:
    """Return what was given, else what is answered at a terminal, else the default.

    Raises:
        UsageFault: there is nobody to ask, and no default.
    """
    if given is not None:
        return given
    while sys.stdin.isatty():
        sys.stderr.write(f"{question}{f' [{default}]' if default else ''}: ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise UsageFault("frågan fick inget svar; inget skrevs.")
        answer = line.strip() or default
        if answer is not None:
            return answer
    if default is None:
        raise UsageFault(f"flaggan {option} saknas ({question[:1].lower()}{question[1:]}).")
    return default


def by_commas(text: str) -> list[str]:
    """Return the parts of an answer that commas keep apart."""
    return [part.strip() for part in text.split(",") if part.strip()]
