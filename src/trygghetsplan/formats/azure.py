"""Azure Pipelines logging commands: findings in the run's summary, with file and line.

Azure knows errors and warnings, and keeps the first ten of each of a step; so what the branch touched comes first,
and the rest is written as plain lines in the log, with what is only information.
"""

from trygghetsplan.findings import Finding, Severity
from trygghetsplan.formats.summary import address, line, on_lines, sentence, visible
from trygghetsplan.result import Result

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning"}


def render(result: Result) -> str:
    """Write a logging command for the first ten errors and warnings that are not known, a line for the rest."""
    shown, rest = on_lines(result, _LEVELS)
    lines = [_issue(result, finding) for finding in shown]
    lines += [_inert(line(finding, result.position(finding), known=known)) for finding, known in rest]
    return "".join(f"{one}\n" for one in lines) + _inert(sentence(result))


def fault(message: str, _: int) -> str:
    """Say why there is no result."""
    return f"##vso[task.logissue type=error]{_escaped(message)}\n"


def _issue(result: Result, finding: Finding) -> str:
    at = result.position(finding)
    properties = {
        "type": _LEVELS[finding.severity],
        "sourcepath": address(result, finding),
        "linenumber": str(at.line),
        "columnnumber": str(at.column),
        "code": finding.rule.code,
    }
    told = "".join(f"{key}={_property(value)};" for key, value in properties.items())
    return f"##vso[task.logissue {told}]{_escaped(finding.message)}"


def _escaped(text: str) -> str:
    return visible(text, "\r\n").replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace("]", "%5D").replace(";", "%3B")


def _inert(text: str) -> str:
    """Return a line in which the agent finds no command, wherever in the line it looks."""
    return text.replace("##", "# #")
