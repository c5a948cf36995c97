"""Findings as a good compiler shows them: the source line, a caret, related places, where to read more."""

from trygghetsplan.findings import Finding
from trygghetsplan.formats.summary import sentence
from trygghetsplan.source.positions import Result

_WIDTH = 110


def render(result: Result) -> str:
    """Write every finding with its source line, and the summary."""
    return "".join(f"{_block(result, finding)}\n" for finding in result.findings) + sentence(result)


def _block(result: Result, finding: Finding) -> str:
    at = result.position(finding)
    line = result.locator.line(finding.where.path, at.line)
    gutter = " " * len(str(at.line))
    rows = [
        f"{finding.severity}[{finding.rule.code}]: {finding.message}",
        f"{gutter}--> {finding.where.path}:{at.line}:{at.column}",
    ]
    if line.strip():
        shown, start = _window(line, at.column - 1)
        width = at.end_column - at.column if at.end_line == at.line else 1
        caret = "^" * max(1, min(width, len(shown) - start))
        rows += [f"{gutter} |", f"{at.line} | {shown}", f"{gutter} | {' ' * start}{caret}"]
    for related in finding.related:
        place = result.locator.position(related.where)
        rows.append(f"{gutter} = {related.where.path}:{place.line}:{place.column}: {related.message}")
    rows.append(f"{gutter} = förklaring: trygghet rule {finding.rule.code}")
    return "\n".join(rows) + "\n"


def _window(line: str, start: int) -> tuple[str, int]:
    """Return the part of a long line around the caret, and where the caret stands in it."""
    visible = "".join(character if character.isprintable() else "�" for character in line)
    if len(visible) <= _WIDTH:
        return visible, start
    first = max(0, min(start - 30, len(visible) - _WIDTH))
    cut = visible[first : first + _WIDTH]
    left, right = ("…" if first else ""), ("…" if first + _WIDTH < len(visible) else "")
    return f"{left}{cut}{right}", start - first + len(left)
