"""Findings for other programs: a versioned envelope with every finding, whatever the exit code.

docs/formats.md describes it. Keys are added within a version; what changes meaning gets a new one.
"""

import json
from typing import Any

from trygghetsplan import __version__
from trygghetsplan.findings import Severity, Where, counts
from trygghetsplan.result import Result

SCHEMA_VERSION = 1


def render(result: Result) -> str:
    """Write the envelope. Lines and columns are 1-based; columns are code points."""
    found = [
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
            "fingerprint": fingerprint,
            "known": number in result.known,
        }
        for number, (finding, fingerprint) in enumerate(
            zip(result.findings, result.fingerprints, strict=True)
        )
    ]
    since = {"revision": result.since, "older": result.older} if result.since else None
    number_of = {severity.value: count for severity, count in counts(result.fresh).items()}
    return _envelope(None, result.files, number_of, since, found)


def fault(message: str, code: int) -> str:
    """Say why there is no result, with the exit code."""
    nothing = {severity.value: 0 for severity in Severity}
    return _envelope({"message": message, "exit_code": code}, 0, nothing, None, [])


def _envelope(
    error: dict[str, Any] | None,
    files: int,
    number_of: dict[str, int],
    since: dict[str, Any] | None,
    found: list[dict[str, Any]],
) -> str:
    envelope = {
        "schema_version": SCHEMA_VERSION,
        "program": {"name": "trygghet", "version": __version__},
        "column_unit": "code point",
        "error": error,
        "files": files,
        "counts": number_of,
        "since": since,
        "findings": found,
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
