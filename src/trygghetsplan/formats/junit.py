"""JUnit XML: one suite a file. A clean file is one test that passes, each error is one that fails.

JUnit has no warnings: those, and what a baseline knows, are tests that pass and say so in their output. Readers
tell tests by class and name and keep the first of equals only, so the second of equals has (2) added.
"""

import re
from collections import Counter
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from trygghetsplan.findings import Finding, Severity
from trygghetsplan.formats.summary import address, line
from trygghetsplan.result import Result

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(result: Result) -> str:
    """Write the report, every file that was read in it."""
    by_path: dict[str, list[tuple[Finding, bool]]] = {path: [] for path in result.locator.texts}
    for finding, known in result.marked:
        by_path.setdefault(finding.where.path, []).append((finding, known))
    seen: Counter[str] = Counter()
    suites = "".join(_suite(result, path, found, seen) for path, found in sorted(by_path.items()))
    tests = sum(max(1, len(found)) for found in by_path.values())
    failures = sum(_fails(finding, known=known) for finding, known in result.marked)
    return _document(f'tests="{tests}" failures="{failures}" errors="0"', suites)


def fault(message: str, _: int) -> str:
    """Say why there is no result."""
    case = f'    <testcase name="trygghet"><error message={_value(message)}/></testcase>\n'
    suite = f'  <testsuite name="trygghet" tests="1" failures="0" errors="1">\n{case}  </testsuite>\n'
    return _document('tests="1" failures="0" errors="1"', suite)


def _document(about: str, suites: str) -> str:
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{head}\n<testsuites name="trygghet" {about}>\n{suites}</testsuites>\n'


def _suite(result: Result, path: str, found: Iterable[tuple[Finding, bool]], seen: Counter[str]) -> str:
    cases = [_case(result, finding, seen, known=known) for finding, known in found]
    failures = sum(_fails(finding, known=known) for finding, known in found)
    if not cases:
        cases = [f"    <testcase {_names('utan fynd', result.folder + path, seen)}/>\n"]
    about = f'name={_value(result.folder + path)} tests="{len(cases)}" failures="{failures}" errors="0"'
    return f"  <testsuite {about}>\n{''.join(cases)}  </testsuite>\n"


def _names(name: str, of_class: str, seen: Counter[str]) -> str:
    names = f"{_value(of_class)} name={_value(name)}"
    seen[names] += 1
    again = f" ({seen[names]})" if seen[names] > 1 else ""
    return f"name={_value(name + again)} classname={_value(of_class)}"


def _case(result: Result, finding: Finding, seen: Counter[str], *, known: bool) -> str:
    place = "/".join(map(str, finding.where.keys)) or finding.rule.title
    about = _names(f"{finding.rule.code} {place}", address(result, finding), seen)
    told = line(finding, result.position(finding), known=known)
    if _fails(finding, known=known):
        inner = (
            f'<failure type="{finding.rule.code}" message={_value(finding.message)}>{_text(told)}</failure>'
        )
    else:
        inner = f"<system-out>{_text(told)}</system-out>"
    return f"    <testcase {about}>\n      {inner}\n    </testcase>\n"


def _fails(finding: Finding, *, known: bool) -> bool:
    return finding.severity is Severity.ERROR and not known


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("�", text))


def _value(text: str) -> str:
    return quoteattr(_NOT_XML.sub("�", text))
