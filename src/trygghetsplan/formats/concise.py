"""One line a finding: path:line:column: severity code message."""

from trygghetsplan.formats.summary import sentence
from trygghetsplan.source.positions import Result


def render(result: Result) -> str:
    """Write the findings, one line each, and the summary."""
    lines = []
    for finding in result.findings:
        at = result.position(finding)
        place = f"{finding.where.path}:{at.line}:{at.column}"
        lines.append(f"{place}: {finding.severity} {finding.rule.code} {finding.message}\n")
    return "".join(lines) + sentence(result)
