"""Symbolic places to lines and columns, on demand: only files with something to show are parsed again."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from trygghetsplan.findings import Finding, Lines, Position, Severity, Where
from trygghetsplan.source.tree import Tree, position, route, tree

START = Position(1, 1, 1, 1)


@dataclass(frozen=True)
class Locator:
    """Finds positions in the texts as they were read. Keeps the trees of the files it has looked in."""

    texts: Mapping[str, str]
    lines: Mapping[str, Lines] = field(default_factory=dict)
    """The lines that were noted when the texts were read, of each file."""
    _trees: dict[str, Tree | None] = field(default_factory=dict)

    def position(self, where: Where) -> Position:
        """Return the place of `where`, or of the deepest part of it that exists."""
        if where.at is not None:
            return where.at
        found = self._tree(where.path)
        if found is None:
            return START
        names, values = route(found, where.keys)
        whole = len(names) == len(where.keys)
        if whole and where.on == "value" and values[-1].start_mark.index != values[-1].end_mark.index:
            return position(values[-1])
        return position(names[-1] if names else values[0])

    def number(self, where: Where) -> int:
        """Return the line of `where`, without parsing the file anew where the line was noted."""
        noted = self.lines.get(where.path, {}).get(where.keys) if where.at is None else None
        return noted[where.on == "value"] if noted else self.position(where).line

    def line(self, path: str, number: int) -> str:
        """Return that line of the file's text."""
        lines = self.texts.get(path, "").split("\n")
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def _tree(self, path: str) -> Tree | None:
        if path not in self._trees:
            text = self.texts.get(path)
            self._trees[path] = tree(text) if text is not None else None
        return self._trees[path]


@dataclass(frozen=True)
class Result:
    """The findings of one run in reading order, what is known of them, and a way to find their places."""

    findings: tuple[Finding, ...]
    locator: Locator
    files: int
    known: frozenset[int] = frozenset()
    """The findings that a baseline knows, by number: shown as known, and no reason to stop."""
    since: str = ""
    """What the findings are compared with, as the user named it; empty where all findings are told."""
    older: int = 0
    """How many findings are left out because they were there before."""
    changed: frozenset[str] = frozenset()
    """The files that differ from what is compared with."""
    folder: str = ""
    """Where the plan repository lies in the git repository, with a / at the end; empty at its top."""

    @property
    def worst(self) -> Severity | None:
        """The worst severity found, of what is not known already."""
        return min((finding.severity for finding in self.fresh), key=lambda one: one.rank, default=None)

    @property
    def fresh(self) -> tuple[Finding, ...]:
        """The findings that no baseline knows."""
        return tuple(finding for number, finding in enumerate(self.findings) if number not in self.known)

    @property
    def marked(self) -> Iterator[tuple[Finding, bool]]:
        """Each finding and whether it is known."""
        return ((finding, number in self.known) for number, finding in enumerate(self.findings))

    @cached_property
    def fingerprints(self) -> tuple[str, ...]:
        """One identity for each finding, no two alike: the second of equals has -2 added."""
        seen: Counter[str] = Counter()
        found = []
        for finding in self.findings:
            seen[finding.fingerprint] += 1
            again = seen[finding.fingerprint]
            found.append(finding.fingerprint + (f"-{again}" if again > 1 else ""))
        return tuple(found)

    def position(self, finding: Finding) -> Position:
        """Return the line and column of a finding."""
        return self.locator.position(finding.where)
