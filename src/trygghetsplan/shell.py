"""Commands for the user to copy, written as the shell takes them: PowerShell on Windows, else any like sh."""

import os
import re
import shlex

IS_WINDOWS = os.name == "nt"


def quoted(word: str, *, is_windows: bool = IS_WINDOWS) -> str:
    """Return a word of a command. On Windows in double quotes where they do, so that cmd takes it too."""
    if not is_windows:
        return shlex.quote(word)
    if re.fullmatch(r"[\w+=:./\\-]+", word):
        return word
    if not re.search(r'["“”„$`]', word):
        return f'"{word}"'
    return "'" + re.sub(r"(['‘’‚‛])", r"\1\1", word) + "'"


def command(*words: str, is_windows: bool = IS_WINDOWS) -> str:
    """Return a whole command. PowerShell would print a program's name in quotes instead of running it."""
    program, *arguments = (quoted(word, is_windows=is_windows) for word in words)
    call = "& " if is_windows and program[0] in "\"'" else ""
    return " ".join([call + program, *arguments])
