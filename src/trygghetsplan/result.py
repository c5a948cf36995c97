"""The findings of one run in reading order, with what is known of them and where they stand."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from trygghetsplan.findings import Finding, Position, Scope, Severity
from trygghetsplan.source.positions import Locator


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
        return min(
            (finding.severity for finding in self.fresh), key=lambda severity: severity.rank, default=None
        )

    @property
    def faults(self) -> tuple[Finding, ...]:
        """The errors in the files themselves, with which no report is written."""
        return tuple(
            finding
            for finding in self.findings
            if finding.severity is Severity.ERROR and finding.rule.scope is Scope.FILES
        )

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
        fingerprints = []
        for finding in self.findings:
            seen[finding.fingerprint] += 1
            again = seen[finding.fingerprint]
            fingerprints.append(finding.fingerprint + (f"-{again}" if again > 1 else ""))
        return tuple(fingerprints)

    def position(self, finding: Finding) -> Position:
        """Return the line and column of a finding."""
        return self.locator.position(finding.where)
