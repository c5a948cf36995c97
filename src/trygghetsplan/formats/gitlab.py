"""GitLab Code Quality: findings in the merge request, matched between branches by fingerprint."""

import json

from trygghetsplan.findings import Severity
from trygghetsplan.formats.summary import address
from trygghetsplan.result import Result

_LEVELS = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(result: Result) -> str:
    """Write the report: one entry a finding, known or not, since GitLab compares the branches itself."""
    entries = []
    for finding, fingerprint in zip(result.findings, result.fingerprints, strict=True):
        at = result.position(finding)
        begin, end = (
            {"line": line, "column": column}
            for line, column in ((at.line, at.column), (at.end_line, at.end_column))
        )
        entries.append(
            {
                "description": f"{finding.rule.code}: {finding.message}",
                "check_name": finding.rule.code,
                "fingerprint": fingerprint,
                "severity": _LEVELS[finding.severity],
                "location": {
                    "path": address(result, finding),
                    "positions": {"begin": begin, "end": end},
                },
            }
        )
    return json.dumps(entries, ensure_ascii=False, indent=2) + "\n"
