"""One line a finding: path:line:column: severity code message."""

from trygghetsplan.formats.summary import line, sentence
from trygghetsplan.result import Result


def render(result: Result) -> str:
    """Write the findings, one line each, and the summary."""
    told = (line(finding, result.position(finding), known=known) for finding, known in result.marked)
    return "".join(f"{one}\n" for one in told) + sentence(result)
