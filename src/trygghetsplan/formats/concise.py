"""One line a finding: path:line:column: severity code message."""

from trygghetsplan.findings import Finding, Position
from trygghetsplan.formats.summary import sentence
from trygghetsplan.source.positions import Result


def render(result: Result) -> str:
    """Write the findings, one line each, and the summary."""
    return "".join(line(finding, result.position(finding)) for finding in result.findings) + sentence(result)


def line(finding: Finding, at: Position) -> str:
    """Write one finding."""
    place = f"{finding.where.path}:{at.line}:{at.column}"
    return f"{place}: {finding.severity} {finding.rule.code} {finding.message}\n"
