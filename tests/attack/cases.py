"""The bad inputs under `bad/`, as values. docs/reliability.md says how they are written.

`good.txt` is the plan repository that each case spoils. A file of edits has sections `--- path [encoding]`, and in
them a case a line, `what stands there => what is written instead`; a finding is expected where `«TP010»` stands,
which is not written; `@ TP010 path:line:column` names another place. `^` and `$` stand for the file's beginning and
end, `*` for all of it. A file of scripts has cases `=== name`: what the shell does first, then each `$ arguments`,
`< exit code` and what is told: a finding with its place, or words; `! words` may not be told. `? command` is a command of
the shell that must succeed afterwards. A line `$ arguments < exit code words` is a case of its own.
"""

import re
import shlex
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from conftest import write_files

BAD = Path(__file__).parent / "bad"
VALIDATE = "validate"
_SECTION = re.compile(r"^--- (\S+)(?: (\S+))?$")
_MARK = re.compile(r"«(TP\d{3}(?:\|TP\d{3})*)(\?)?»")
_ESCAPE = re.compile(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|([nrts\\])(?:\{(\d+)\})?)")
_REPEATED = re.compile(r"⟨(.*?)⟩\{(\d+)\}", re.DOTALL)
_PLACE = re.compile(r"(TP\d{3}(?:\|TP\d{3})*) (\S+?):(\d+)(?::(\d+))?$")
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "s": " ", "\\": "\\"}


class Told(NamedTuple):
    """A finding and where it is to stand; column 0 where any will do, and `TP104|TP106` where either code will."""

    code: str
    path: str
    line: int
    column: int = 0


class Step(NamedTuple):
    """A command, the exit code that is right, and what it has to tell."""

    arguments: tuple[str, ...]
    exits: tuple[int, ...] = ()
    """Where either is right there are two."""
    told: tuple[Told, ...] = ()
    words: tuple[str, ...] = ()
    environment: Mapping[str, str] = {}
    unsaid: tuple[str, ...] = ()
    """What may not be told."""
    after: tuple[str, ...] = ()
    """Commands of the shell that must succeed afterwards."""


class Case(NamedTuple):
    """One bad input: what is done to the good repository, and what is right to say of it."""

    kind: str
    name: str
    steps: tuple[Step, ...]
    files: Mapping[str, bytes] = {}
    script: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"


@cache
def good_files() -> Mapping[str, str]:
    """Return the repository that the cases spoil: each file's text by its path."""
    parts = re.split(r"^--- (\S+)$", (BAD / "good.txt").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], (part.removeprefix("\n") for part in parts[2::2]), strict=True))


def write_good(root: Path) -> None:
    """Write the repository that the cases spoil."""
    write_files(root, (BAD / "good.txt").read_text(encoding="utf-8"))


def all_cases() -> list[Case]:
    """Return every bad input, by the names of their files.

    Raises:
        ValueError: a case does not fit the good repository.
    """
    good = good_files()
    cases: list[Case] = []
    for path in sorted(BAD.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        if path.name != "good.txt":
            cases += _scripts(path.stem, text) if "\n--- " not in text else _edits(path.stem, text, good)
    return cases


def _edits(kind: str, text: str, good: Mapping[str, str]) -> Iterator[Case]:
    path, encoding, step = "", "utf-8", Step((VALIDATE,), (1,))
    for number, line in enumerate(text.split("\n"), 1):
        if section := _SECTION.match(line):
            path, encoding = section[1], section[2] or "utf-8"
        elif line.startswith("$ ") and " => " not in line:
            step = Step(tuple(shlex.split(line[2:])), (1,))
        elif " => " in line and not line.startswith("# "):
            place = f"bad/{kind}.txt:{number}"
            old, _, new = line.partition(" => ")
            new, *elsewhere = new.split(" @ ")
            marked = _spoilt(good.get(path, ""), _plain(old.strip()), _plain(new.strip()), place)
            told = (*_marks(path, marked), *(_told(one, place) for one in elsewhere))
            content = _MARK.sub("", marked).encode(encoding, errors="surrogateescape")
            if not told:
                raise ValueError(f"{place}: nothing is expected")
            yield Case(kind, f"{place} {line.strip()[:90]}", (step._replace(told=told),), {path: content})


def _plain(text: str) -> str:
    """Return a text with its escapes undone: \\n, \\u200b, a byte as \\xff, and ⟨ab⟩{3} for ababab."""

    def one(match: re.Match[str]) -> str:
        byte, short, long, letter, times = match.groups()
        if byte:
            value = int(byte, 16)
            return chr(value if value < 0x80 else 0xDC00 + value)
        return chr(int(short or long, 16)) if short or long else _LETTERS[letter] * int(times or 1)

    return _REPEATED.sub(lambda match: match[1] * int(match[2]), _ESCAPE.sub(one, text))


def _spoilt(text: str, old: str, new: str, place: str) -> str:
    if old == "*":
        return new
    if old in ("^", "$"):
        return new + text if old == "^" else text + new
    if text.count(old) != 1:
        raise ValueError(f"{place}: {old!r} stands {text.count(old)} times in the good file")
    return text.replace(old, new)


def _marks(path: str, marked: str) -> Iterator[Told]:
    """Yield where the marks stand, as if none had been written."""
    for mark in _MARK.finditer(marked):
        before = _MARK.sub("", marked[: mark.start()]).replace("\r\n", "\n").removeprefix("\ufeff")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        yield Told(mark[1], path, line, 0 if mark[2] else column)


def _told(text: str, place: str) -> Told:
    match = _PLACE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{place}: {text!r} is no finding with a place")
    return Told(match[1], match[2], int(match[3]), int(match[4] or 0))


def _scripts(kind: str, text: str) -> Iterator[Case]:
    head, *parts = re.split(r"^=== ", text, flags=re.MULTILINE)
    for line in head.split("\n"):
        if line.startswith("$ "):
            arguments, _, right = line[2:].rpartition(" < ")
            yield Case(kind, arguments, (_expecting(_command(arguments), right),))
    for part in parts:
        name, *lines = part.rstrip("\n").split("\n")
        script: list[str] = []
        steps: list[Step] = []
        for line in lines:
            mark, _, rest = line.partition(" ")
            if mark == "$":
                arguments, _, right = rest.rpartition(" < ") if " < " in rest else (rest, "", "")
                steps.append(_expecting(_command(arguments), right) if right else _command(rest))
            elif mark == "<":
                steps[-1] = _expecting(steps[-1], rest)
            elif mark == "!":
                steps[-1] = steps[-1]._replace(unsaid=(*steps[-1].unsaid, rest))
            elif mark == "?":
                steps[-1] = steps[-1]._replace(after=(*steps[-1].after, rest))
            elif mark != "#":
                script.append(line)
        if not steps or not all(step.exits for step in steps):
            raise ValueError(f"bad/{kind}.txt: {name}: a command without an exit code")
        yield Case(kind, name, tuple(steps), script="\n".join(script))


def _command(text: str) -> Step:
    words = shlex.split(text)
    set_first = list(takewhile(re.compile("[A-Z_]+=").match, words))
    environment = dict(word.split("=", 1) for word in set_first)
    return Step(tuple(words[len(set_first) :]), environment=environment)


def _expecting(step: Step, text: str) -> Step:
    if match := re.match(r"(\d+(?:/\d+)*)(?: |$)", text):
        step = step._replace(exits=tuple(map(int, match[1].split("/"))))
        text = text[match.end() :]
    if match := _PLACE.fullmatch(text.strip()):
        return step._replace(told=(*step.told, Told(match[1], match[2], int(match[3]), int(match[4] or 0))))
    return step._replace(words=(*step.words, text.strip())) if text.strip() else step
