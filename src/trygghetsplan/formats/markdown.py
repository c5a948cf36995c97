"""Markdown: the findings as tables, for a step's summary or a comment on a merge request."""

import re

from trygghetsplan.findings import Finding, Severity
from trygghetsplan.formats.summary import address, sentence, visible
from trygghetsplan.result import Result
from trygghetsplan.swedish import counted

MOST = 1000
"""How many findings are listed; GitHub takes one mebibyte a step."""
_HEADINGS = {Severity.ERROR: "Fel", Severity.WARNING: "Varningar", Severity.INFO: "Upplysningar"}
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&])")


def render(result: Result) -> str:
    """Write the summary and one table for each severity, what the branch touched first; known ones last."""
    parts = [f"## Kontroll av planen\n\n{_cell(sentence(result).rstrip())}\n"]
    ordered = sorted(result.fresh, key=lambda one: one.where.path not in result.changed)
    first = ordered[:MOST]
    for severity, heading in _HEADINGS.items():
        of_severity = [finding for finding in first if finding.severity is severity]
        parts.append(_table(result, f"{heading} ({len(of_severity)})", of_severity))
    known = [finding for finding, is_known in result.marked if is_known]
    parts.append(_table(result, f"Kända ({len(known)})", known[: MOST - len(first)]))
    left = len(result.findings) - len(first) - len(known[: MOST - len(first)])
    if left:
        parts.append(f"Dessutom finns {counted(left, 'fynd', 'fynd')} som inte får plats här.\n")
    return "\n".join(part for part in parts if part)


def _table(result: Result, heading: str, findings: list[Finding]) -> str:
    if not findings:
        return ""
    rows = "".join(
        f"| {_cell(address(result, finding))}:{result.position(finding).line} | {finding.rule.code} "
        f"| {_cell(finding.message)} |\n"
        for finding in findings
    )
    return f"### {heading}\n\n| var | regel | vad |\n|---|---|---|\n{rows}"


def _cell(text: str) -> str:
    """Return the text on one line and without anything that Markdown would act on."""
    return _SPECIAL.sub(r"\\\1", visible(text))
