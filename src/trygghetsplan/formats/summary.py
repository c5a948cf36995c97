"""What the formats share: the sentence that ends a run, one finding on a line, and text without hidden signs."""

from collections.abc import Collection

from trygghetsplan.findings import Finding, Position, Severity, counts
from trygghetsplan.result import Result
from trygghetsplan.swedish import NBSP, counted, listed

SHOWN_ON_LINES = 10
"""How many findings of each severity GitHub and Azure show for a step; they drop the rest without a word."""
_NOUNS = {
    Severity.ERROR: ("fel", "fel"),
    Severity.WARNING: ("varning", "varningar"),
    Severity.INFO: ("upplysning", "upplysningar"),
}


def sentence(result: Result) -> str:
    """Say how much was found in how many files, what is known already and what is left out."""
    files = counted(result.files, "fil", "filer")
    found = [counted(count, *_NOUNS[severity]) for severity, count in counts(result.fresh).items() if count]
    nothing = "Inga nya fynd" if result.since or result.known else "Inga fel"
    told = f"Hittade {listed(found)} i {files}." if found else f"{nothing} i {files}."
    if result.known:
        told += f" Dessutom är {counted(len(result.known), 'fynd känt', 'fynd kända')} i baslinjen."
    if result.since:
        told += f" {_left_out(result)}"
    return f"{told}\n"


def _left_out(result: Result) -> str:
    if not result.older:
        return f"Inget äldre fynd utelämnas (jämfört med {visible(result.since)})."
    older = counted(result.older, "äldre fynd visas inte; det fanns", "äldre fynd visas inte; de fanns")
    return f"{older} redan i {visible(result.since)}."


def line(finding: Finding, at: Position, *, known: bool = False) -> str:
    """Write a finding and its place on one line."""
    mark = " (känt)" if known else ""
    place = f"{visible(finding.where.path)}:{at.line}:{at.column}"
    return f"{place}: {finding.severity} {finding.rule.code} {visible(finding.message)}{mark}"


def visible(text: str, keep: str = "") -> str:
    """Return the text with every sign that a terminal or a log could act on replaced by a visible one.

    No-break spaces, which our own sentences have, stay as they are, and so do the signs in `keep`.
    """
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() or sign == NBSP or sign in keep else "�" for sign in text)


def on_lines(
    result: Result, severities: Collection[Severity]
) -> tuple[list[Finding], list[tuple[Finding, bool]]]:
    """Return what a service is to show on its lines, what the branch touched first, and the rest as it is marked."""
    ordered = sorted(result.fresh, key=lambda one: one.where.path not in result.changed)
    shown = [
        one
        for severity in severities
        for one in [each for each in ordered if each.severity is severity][:SHOWN_ON_LINES]
    ]
    on_them = {id(one) for one in shown}
    rest = [(one, False) for one in ordered if id(one) not in on_them]
    return shown, rest + [(one, True) for one, known in result.marked if known]


def address(result: Result, finding: Finding) -> str:
    """Return the finding's path from the top of the git repository, as the services want it."""
    return result.folder + finding.where.path
