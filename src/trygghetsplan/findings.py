"""The finding: one value that says what is wrong, where, by which rule.

A rule states a *symbolic* place (a file and a route of keys); `source.positions` turns it into line and
column when somebody wants to see it. Every output format is a function of these values.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from textwrap import dedent
from typing import Any, Literal, NamedTuple

Keys = tuple[str | int, ...]


class Severity(StrEnum):
    """How bad a finding is, worst first."""

    ERROR = "fel"
    WARNING = "varning"
    INFO = "upplysning"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


class Scope(StrEnum):
    """When a rule runs: on the files alone, or together with the duties on a date."""

    FILES = "filer"
    DUTIES = "skyldigheter"


class Position(NamedTuple):
    """A place in a text: 1-based lines and columns, counted in code points, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Where(NamedTuple):
    """A symbolic place: a file and a route of keys into it. `at` is set where no route exists."""

    path: str
    keys: Keys = ()
    on: Literal["value", "key"] = "value"
    at: Position | None = None

    def key(self) -> "Where":
        """Return the place of the key itself rather than its value."""
        return Where(self.path, self.keys, "key", self.at)


class Related(NamedTuple):
    """A second place that explains the first."""

    where: Where
    message: str


@dataclass(frozen=True)
class Rule:
    """What a finding breaks. `help` is Swedish, for the user, with the sections `Fel:` and `Rätt:`."""

    code: str
    severity: Severity
    title: str
    help: str
    scope: Scope = Scope.FILES
    check: Callable[..., Iterator["Finding"]] | None = field(default=None, compare=False)
    schema: int = 1
    """The schema that brought what it asks for; versions of an older one could not know, and are not held to it."""

    def at(
        self,
        where: Where,
        message: str,
        *related: Related,
        severity: Severity | None = None,
        subject: str = "",
        remedy: str | None = None,
    ) -> "Finding":
        """Make a finding of this rule at `where`."""
        return Finding(
            rule=self,
            message=message,
            where=where,
            related=related,
            severity=severity or self.severity,
            subject=subject,
            remedy=remedy or None,
        )

    def found_in(self, checked: Any) -> Iterator["Finding"]:
        """Return what it finds; nothing in a version that could not know of it."""
        if self.check and self.schema <= checked.repository.schema:
            yield from self.check(checked)

    @property
    def is_unread(self) -> bool:
        """Whether a file, or what is in a folder, was not read (TP0xx): that is always told, and never known."""
        return self.code.startswith("TP0")

    @property
    def is_secrecy(self) -> bool:
        """Whether it is about what must not be stored (TP8xx), so that the place is not to be quoted."""
        return self.code.startswith("TP8")

    @cached_property
    def sections(self) -> dict[str, str]:
        """The parts of the help: ``""`` the explanation, ``Fel`` and ``Rätt`` the examples with their heads."""
        first, _, rest = self.help.partition("\n")
        parts = re.split(r"^(Fel|Rätt):\n", f"{first}\n{dedent(rest).rstrip()}\n", flags=re.MULTILINE)
        without_head = re.compile(rf"(?:\A|^---\n)(?=({'|'.join(_HEADS)}):)", re.MULTILINE)
        examples = (
            without_head.sub(lambda file: _HEADS[file[1]], dedent(part).strip("\n") + "\n")
            for part in parts[2::2]
        )
        return {"": parts[0].strip(), **dict(zip(parts[1::2], examples, strict=True))}


_FOLLOW_UP = "--- followups/2024/miljonamnden.yaml\norgan: miljonamnden\når: 2024\n"
_CHAPTER = "--- plan/fokusomraden/2-mer.yaml\ndokument: planen\n"
_HEADS = {
    "organ": "--- followups/2024/miljonamnden.yaml\n",
    "kontakt": _FOLLOW_UP,
    "beslut": _FOLLOW_UP,
    "svar": f"{_FOLLOW_UP}beslut: {{datum: 2025-01-20}}\n",
    "fokusområde": _CHAPTER,
    "titel": _CHAPTER,
    "skyldigheter": f"{_CHAPTER}titel: Mer\n",
    "rekommendationer": (
        "--- plan/revision/2024-1.yaml\ndokument: planen\ntitel: Granskning\ngranskning: Granskning 2024:1\n"
    ),
}
"""What stands before the rest of a file in an example: the first key of the rest → its `--- path` and its head."""


class Finding(NamedTuple):
    """One thing that is wrong or missing. `subject` names the record it is about, if the place does not."""

    rule: Rule
    message: str
    where: Where
    related: tuple[Related, ...]
    severity: Severity
    subject: str = ""
    remedy: str | None = None
    """What should stand there instead, where that is certain: the value or key at a route, or the whole lines from a position on."""

    @property
    def fingerprint(self) -> str:
        """An identity that survives moved lines: code, file, route and subject, without places in lists.

        Equal things found twice have equal fingerprints; `Result.fingerprints` numbers them.
        """
        from hashlib import sha256  # OpenSSL is slow to start, and few runs need it

        route = "/".join("#" if isinstance(key, int) else key for key in self.where.keys)
        text = f"{self.rule.code}\x00{self.where.path}\x00{route}\x00{self.where.on}\x00{self.subject}"
        return sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:32]


def rule(
    code: str, severity: Severity, title: str, scope: Scope = Scope.FILES, *, schema: int = 1
) -> Callable[[Callable[..., Iterator[Finding]]], Rule]:
    """Turn a checking function into a `Rule`; what its source says first is the help that users read."""

    def declare(check: Callable[..., Iterator[Finding]]) -> Rule:
        return Rule(
            code=code,
            severity=severity,
            title=title,
            help=_help(check),
            scope=scope,
            check=check,
            schema=schema,
        )

    return declare


def _help(check: Callable[..., object]) -> str:
    """Return the text that a function's source begins with, also where Python keeps no docstrings (-OO)."""
    if check.__doc__ is not None:
        return check.__doc__
    import ast
    import inspect

    tree = ast.walk(ast.parse(inspect.getsource(check)))
    function = next(node for node in tree if isinstance(node, ast.FunctionDef))
    return ast.get_docstring(function, clean=False) or ""


def counts(findings: Iterable[Finding]) -> dict[Severity, int]:
    """Count findings by severity."""
    severities = [finding.severity for finding in findings]
    return {severity: severities.count(severity) for severity in Severity}
