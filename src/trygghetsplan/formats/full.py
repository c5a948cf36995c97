"""Findings as a good compiler shows them: the source line, a caret, related places, where to read more."""

from trygghetsplan.findings import Finding
from trygghetsplan.formats.summary import sentence, visible
from trygghetsplan.result import Result

_WIDTH = 110


def render(result: Result) -> str:
    """Write every finding with its source line, and the summary."""
    blocks = (_block(result, finding, known=known) for finding, known in result.marked)
    return "".join(f"{block}\n" for block in blocks) + sentence(result)


def _block(result: Result, finding: Finding, *, known: bool) -> str:
    at = result.position(finding)
    line = result.locator.line_text(finding.where.path, at.line)
    gutter = " " * len(str(at.line))
    rows = [
        f"{finding.severity}[{finding.rule.code}]: {visible(finding.message)}",
        f"{gutter}--> {visible(finding.where.path)}:{at.line}:{at.column}",
    ]
    if line.strip() and not finding.rule.is_secrecy:
        shown, start = _window(line, at.column - 1)
        width = at.end_column - at.column if at.end_line == at.line else 1
        caret = "^" * max(1, min(width, len(shown) - start))
        rows += [f"{gutter} |", f"{at.line} | {shown}", f"{gutter} | {' ' * start}{caret}"]
    for related in finding.related:
        place = result.locator.position(related.where)
        rows.append(
            f"{gutter} = {visible(related.where.path)}:{place.line}:{place.column}: {related.message}"
        )
    if known:
        rows.append(f"{gutter} = känt: står i baslinjen")
    rows.append(f"{gutter} = förklaring: trygghet rule {finding.rule.code}")
    return "\n".join(rows) + "\n"


def _window(line: str, start: int) -> tuple[str, int]:
    """Return the part of a long line around the caret, and where the caret stands in it."""
    whole = visible(line.replace("\u00a0", "�"))  # in a source line such a space is worth seeing
    if len(whole) <= _WIDTH:
        return whole, start
    first = max(0, min(start - 30, len(whole) - _WIDTH))
    cut = whole[first : first + _WIDTH]
    left, right = ("…" if first else ""), ("…" if first + _WIDTH < len(whole) else "")
    return f"{left}{cut}{right}", start - first + len(left)
