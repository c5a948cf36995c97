"""Findings for other programs: a versioned envelope with every finding, whatever the exit code."""

import json
from typing import Any

from trygghetsplan import __version__
from trygghetsplan.findings import Where, counts
from trygghetsplan.source.positions import Result

SCHEMA_VERSION = 1


def render(result: Result) -> str:
    """Write the envelope. Lines and columns are 1-based; columns are code points."""
    envelope = {
        "schema_version": SCHEMA_VERSION,
        "program": {"name": "trygghet", "version": __version__},
        "column_unit": "code point",
        "files": result.files,
        "counts": {severity.value: count for severity, count in counts(result.findings).items()},
        "findings": [
            {
                "code": finding.rule.code,
                "severity": finding.severity.value,
                "title": finding.rule.title,
                "message": finding.message,
                "location": _location(result, finding.where),
                "subject": finding.subject or None,
                "related": [
                    {"message": related.message, "location": _location(result, related.where)}
                    for related in finding.related
                ],
                "fingerprint": finding.fingerprint,
            }
            for finding in result.findings
        ],
    }
    return json.dumps(envelope, ensure_ascii=False, indent=2) + "\n"


def _location(result: Result, where: Where) -> dict[str, Any]:
    at = result.locator.position(where)
    return {
        "path": where.path,
        "line": at.line,
        "column": at.column,
        "end_line": at.end_line,
        "end_column": at.end_column,
        "keys": list(where.keys),
    }
