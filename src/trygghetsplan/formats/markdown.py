"""Markdown: the findings as tables, for a step's summary or a comment on a merge request."""

import re

from trygghetsplan.findings import Severity
from trygghetsplan.formats.summary import address, sentence, visible
from trygghetsplan.result import Result
from trygghetsplan.swedish import counted

MOST = 1000
"""How many findings are listed at most."""
MOST_BYTES = 500_000
"""How many bytes the tables may take: GitHub drops a step's summary of more than one mebibyte whole."""
_HEADINGS = {Severity.ERROR: "Fel", Severity.WARNING: "Varningar", Severity.INFO: "Upplysningar"}
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&])")


def render(result: Result) -> str:
    """Write the summary and one table for each severity, worst first, what the branch touched first; known ones last."""
    ordered = sorted(
        result.marked,
        key=lambda one: (
            one[1],
            one[0].severity.rank,
            not one[1] and one[0].where.path not in result.changed,
        ),
    )
    tables: dict[str, list[str]] = {}
    size = listed = 0
    for finding, known in ordered[:MOST]:
        row = (
            f"| {_cell(address(result, finding))}:{result.position(finding).line} | {finding.rule.code} "
            f"| {_cell(finding.message)} |\n"
        )
        size += len(row.encode("utf-8", "replace"))
        if size > MOST_BYTES:
            break
        tables.setdefault("Kända" if known else _HEADINGS[finding.severity], []).append(row)
        listed += 1
    parts = [f"## Kontroll av planen\n\n{_cell(sentence(result).rstrip())}\n"]
    parts += [
        f"### {heading} ({len(rows)})\n\n| var | regel | vad |\n|---|---|---|\n{''.join(rows)}"
        for heading, rows in tables.items()
    ]
    if left := len(ordered) - listed:
        parts.append(f"Dessutom finns {counted(left, 'fynd', 'fynd')} som inte får plats här.\n")
    return "\n".join(parts)


def _cell(text: str) -> str:
    """Return the text on one line and without anything that Markdown would act on."""
    return _SPECIAL.sub(r"\\\1", visible(text))
