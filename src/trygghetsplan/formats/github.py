"""GitHub workflow commands: findings as annotations on the lines of a pull request."""

from trygghetsplan.findings import Severity
from trygghetsplan.source.positions import Result

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(result: Result) -> str:
    """Write one workflow command a finding."""
    lines = []
    for finding in result.findings:
        at = result.position(finding)
        properties = {
            "title": f"{finding.rule.code} {finding.rule.title}",
            "file": finding.where.path,
            "line": str(at.line),
            "col": str(at.column),
            "endLine": str(at.end_line),
        }
        if at.end_line == at.line:
            properties["endColumn"] = str(at.end_column)
        told = ",".join(f"{key}={_escaped(value, property=True)}" for key, value in properties.items())
        lines.append(f"::{_LEVELS[finding.severity]} {told}::{_escaped(finding.message)}\n")
    return "".join(lines)


def _escaped(text: str, *, property: bool = False) -> str:  # noqa: A002  # the term of the workflow commands
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if property else text
