"""Questions: what the command line says is checked before anything is asked, and each answer as it is given."""

import sys
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, NamedTuple, Self

from trygghetsplan.characters import UNSEEN, forbidden_in, name_of_sign
from trygghetsplan.cli.common import write_note
from trygghetsplan.cli.start import START_FOLDER
from trygghetsplan.cli.swedish_help import readable_text
from trygghetsplan.errors import UsageFault
from trygghetsplan.formats.summary import visible
from trygghetsplan.shell import quoted
from trygghetsplan.swedish import capital, small


class Prompt(NamedTuple):
    """One thing that a command needs to know."""

    name: str
    """The option that says it, or what the argument is called in the help."""
    text: str
    """What is asked, as a sentence begins."""
    check: Callable[[Any], Any]
    """Returns the value of an answer (of all its parts, where there are many), or raises UsageFault: why it is none."""
    default: str | None = None
    """What an empty answer stands for; None where there has to be one."""
    choices: Mapping[str, str] = {}
    """What there is to choose among, each with its title. Whether there is more is for `check` to say."""
    is_many: bool = False
    """Whether an answer may have several parts, with commas between, or with semicolons where a part has a comma."""
    joined: Callable[[Sequence[str]], Sequence[str]] = list
    """Puts parts together that belong to one."""

    def parts(self, said: str) -> Sequence[str]:
        """Return the parts of an answer."""
        between = ";" if ";" in said else ","
        return self.joined([part.strip() for part in said.split(between) if part.strip(" ,;")])

    def is_answer(self, part: str) -> bool:
        """Whether one part by itself is an answer."""
        try:
            self.read([part], is_numbered=True)
        except UsageFault:
            return False
        return True

    def read(self, said: str | Sequence[str], *, is_numbered: bool = False) -> tuple[Any, Any]:
        """Return what was said with choices by their names, and its value.

        Raises:
            UsageFault: it is no answer to the question.
        """
        if isinstance(said, str):
            said = self.parts(said) if self.is_many else [said]
        names = [self._chosen(part, is_numbered=is_numbered) for part in said if part]
        return (names, self.check(names)) if self.is_many else (names[0], self.check(names[0]))

    def _chosen(self, said: str, *, is_numbered: bool) -> str:
        if said in self.choices:
            return said
        names = list(self.choices)
        if is_numbered and said.isascii() and said.isdigit() and 1 <= int(said) <= len(names):
            return names[int(said) - 1]
        word = said.casefold().rstrip(".")
        return next((name for name in names if word == self.choices[name].casefold().rstrip(".")), said)

    @property
    def list(self) -> str:
        """The choices, numbered, one a line."""
        width = max(map(len, self.choices), default=0)
        rows = (
            f"{number:>4}  {name:<{width}}  {title}".rstrip()
            for number, (name, title) in enumerate(self.choices.items(), 1)
        )
        return "".join(f"{row}\n" for row in rows)

    @property
    def line(self) -> str:
        """The line that asks."""
        how = "nummer eller namn" if self.choices else ""
        how = ", ".join(filter(None, [how, "flera med komma emellan" if self.is_many else ""]))
        how += "; ? visar listan" if self.choices else ""
        return f"{self.text}{f' ({how})' if how else ''}{f' [{self.default}]' if self.default else ''}: "


class PromptSession:
    """What a command is told, by its command line and at a terminal. When it stops halfway, nothing said is lost.

    Used with `with`: whatever ends the command then, the command line that goes on from there is written.
    """

    def __init__(self, command: str, said: Mapping[str, str | Sequence[str] | None]) -> None:
        self._command = command
        self._said: dict[str, Any] = {name: value for name, value in said.items() if value}
        self._has_asked = False

    def check(self, *questions: Prompt) -> None:
        """Look at what the command line says, before the first question.

        Raises:
            UsageFault: something in it is no answer.
        """
        for question in questions:
            self.given(question)

    def answer(self, question: Prompt) -> Any:
        """Return the value that the command line gives, else what is answered at a terminal, else the default.

        Raises:
            UsageFault: it is no answer, or there is nobody to ask and no default.
        """
        if question.name in self._said:
            return self.given(question)
        if sys.stdin.isatty():
            return self._ask(question)
        if question.default is None:
            what = "flaggan" if question.name.startswith("-") else "argumentet"
            raise UsageFault(f"{what} {question.name} saknas ({small(question.text)}).")
        return self._read(question, question.default)

    def given(self, question: Prompt) -> Any:
        """Return the value that the command line gives, or None.

        Raises:
            UsageFault: it is no answer.
        """
        said = self._said.get(question.name)
        if said is None:
            return None
        try:
            return question.read(said)[1]
        except UsageFault as fault:
            named = f"{question.name}: " if question.name.startswith("-") else ""
            raise UsageFault(f"{named}{fault}") from None

    def _read(self, question: Prompt, said: str | Sequence[str]) -> Any:
        """Return the value of what is answered, and keep it for the command line; of nothing, nothing."""
        if not said:
            return [] if question.is_many else ""
        if isinstance(said, str):
            said = _as_seen(readable_text(question.name, said))
        else:
            said = [_as_seen(readable_text(question.name, part)) for part in said]
        kept, value = question.read(said, is_numbered=True)
        self._said[question.name] = kept
        return value

    def _ask(self, question: Prompt) -> Any:
        """Ask until there is an answer."""
        if question.choices:
            _write(f"{question.text}:\n{question.list}")
        parts: list[str] = []
        place = 0
        while True:
            line = _line(question.line if not parts else _INSTEAD.format(question.text))
            if line == "?" and question.choices:
                _write(question.list)
                continue
            said: str | Sequence[str] | None = (line.strip(" ,;") if question.is_many else line) or None
            if parts:
                said = [*parts[:place], *question.parts(line), *parts[place:]]
            elif said is None:
                said = question.default
            if said is None:
                continue
            try:
                value = self._read(question, said)
            except UsageFault as fault:
                _write(f"{capital(str(fault))}\n")
                if question.is_many:
                    parts, place = _without_first_wrong(question, said)
                continue
            self._has_asked = True
            return value

    @property
    def command_line(self) -> str:
        """What to write in a shell to say all this again."""
        words = [self._command]
        folder = START_FOLDER.get().as_posix()
        if folder != ".":
            words.insert(0, f"-C {quoted(folder)}")
        for name, said in self._said.items():
            for part in [said] if isinstance(said, str) else said:
                between = "=" if part.startswith("-") else " "
                words.append(f"{name}{between}{quoted(part)}" if name.startswith("-") else quoted(part))
        return " ".join(["trygghet", *words])

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, fault: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Write what goes on from here, where something was answered and then stopped."""
        if fault is not None and self._has_asked:
            write_note(f"Gå vidare från det som är besvarat med:\n  {self.command_line}")


_INSTEAD = "{} i stället för det som är fel (resten är kvar; tomt tar bort det): "


def _without_first_wrong(question: Prompt, said: str | Sequence[str]) -> tuple[list[str], int]:
    """Return the parts of an answer but for the first that is wrong, and where that stood."""
    parts = list(question.parts(said) if isinstance(said, str) else said)
    place = next((one for one, part in enumerate(parts) if not question.is_answer(part)), len(parts))
    return parts[:place] + parts[place + 1 :], place


def _as_seen(text: str) -> str:
    """Return an answer without the signs that nobody sees and that came along when it was pasted.

    Raises:
        UsageFault: it holds another sign that no text may hold.
    """
    seen = UNSEEN.sub("", text)
    place = forbidden_in(seen)
    if place is not None:
        raise UsageFault(f"{name_of_sign(seen[place])} får inte förekomma; skriv svaret utan det.")
    return seen


def _line(question: str) -> str:
    """Return what is written after the question.

    Raises:
        UsageFault: nothing more will be.
    """
    try:
        sys.stdout.flush()  # what the question is about has been told before it
        _write(question)
        line = sys.stdin.readline()
    except KeyboardInterrupt:
        _write("\nInget skrevs.\n")
        raise
    if not line:
        _write("\n")
        raise UsageFault("frågan fick inget svar; inget skrevs.")
    return line.strip()


def _write(text: str) -> None:
    """Write beside the result, without what a terminal could act on."""
    sys.stderr.write(visible(text, keep="\n"))
    sys.stderr.flush()
