"""GitHub workflow commands: findings as annotations on the lines of a pull request.

GitHub shows ten annotations of each kind and drops the rest in silence. So what the branch touched comes first,
and the rest is written as plain lines in the log; the whole list is what `markdown` gives for the step's summary.
"""

from trygghetsplan.findings import Finding, Severity
from trygghetsplan.formats.summary import address, line, on_lines, sentence, visible
from trygghetsplan.result import Result
from trygghetsplan.swedish import counted

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(result: Result) -> str:
    """Write an annotation for the first ten findings of each kind, and the rest as a group in the log."""
    shown, rest = on_lines(result, _LEVELS)
    annotations = "".join(f"{_annotation(result, finding)}\n" for finding in shown)
    return annotations + _log(result, rest)


def _log(result: Result, rest: list[tuple[Finding, bool]]) -> str:
    if not rest:
        return sentence(result) if result.since else ""
    lines = "".join(
        f"{_inert(line(finding, result.position(finding), known=known))}\n" for finding, known in rest
    )
    title = counted(len(rest), "fynd till, utan anmärkning på raden", "fynd till, utan anmärkning på raden")
    return f"::group::{title}\n{lines}::endgroup::\n{_inert(sentence(result))}"


def fault(message: str, _: int) -> str:
    """Say why there is no result."""
    return f"::error title=trygghet::{_escaped(message)}\n"


def _annotation(result: Result, finding: Finding) -> str:
    at = result.position(finding)
    properties = {
        "title": f"{finding.rule.code} {finding.rule.title}",
        "file": address(result, finding),
        "line": str(at.line),
        "col": str(at.column),
        "endLine": str(at.end_line),
    }
    if at.end_line == at.line:
        properties["endColumn"] = str(at.end_column)
    told = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{_LEVELS[finding.severity]} {told}::{_escaped(finding.message)}"


def _escaped(text: str) -> str:
    return visible(text, "\r\n").replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def _inert(text: str) -> str:
    """Return a line of the log in which the runner finds no command, whatever the repository's texts say."""
    return text.replace("##", "# #").replace("::", ": :")
