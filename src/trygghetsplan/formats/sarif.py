"""SARIF 2.1.0 (OASIS): findings for code scanning, with every rule's explanation.

Columns are code points, and the log says so (`columnKind`); SARIF's own default is UTF-16. GitHub refuses a run of
more than 25,000 results whole, and shows the first 5,000 by severity; so the worst come first, and what has no room
is told in a notification.
"""

import json
import re
from typing import Any
from urllib.parse import quote

from trygghetsplan import __version__
from trygghetsplan.findings import Finding, Related, Rule, Severity, Where
from trygghetsplan.result import Result
from trygghetsplan.swedish import counted

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST = 25_000
"""How many results a run may have (GitHub, "SARIF results exceed one or more limits")."""
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render(result: Result) -> str:
    """Write the log: the rules that were broken, and a result with a place for every finding."""
    rules = sorted({one.rule.code: one.rule for one in result.findings}.values(), key=lambda rule: rule.code)
    index = {rule.code: number for number, rule in enumerate(rules)}
    worst_first = sorted(
        enumerate(result.findings), key=lambda one: (one[0] in result.known, one[1].severity.rank)
    )
    results = []
    for number, finding in worst_first[:MOST]:
        one = _result(result, finding, index[finding.rule.code], result.fingerprints[number])
        if number in result.known:
            one["suppressions"] = [{"kind": "external", "justification": "Står i baslinjen."}]
        results.append(one)
    invocation: dict[str, Any] = {"executionSuccessful": True}
    if left := len(worst_first) - len(results):
        invocation |= _notice(
            "warning", f"Dessutom finns {counted(left, 'fynd', 'fynd')} som inte får plats här."
        )
    return _log([_described(rule) for rule in rules], results, invocation)


def fault(message: str, code: int) -> str:
    """Say why there is no result."""
    return _log([], [], {"executionSuccessful": False, "exitCode": code, **_notice("error", message)})


def _notice(level: str, message: str) -> dict[str, Any]:
    return {"toolExecutionNotifications": [{"level": level, "message": {"text": message}}]}


def _log(rules: list[dict[str, Any]], results: list[dict[str, Any]], invocation: dict[str, Any]) -> str:
    driver = {
        "name": "trygghet",
        "semanticVersion": __version__,
        "language": "sv-SE",
        "rules": rules,
    }
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": "trygghet/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation],
        "results": results,
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _described(rule: Rule) -> dict[str, Any]:
    wrong, right = (rule.sections.get(name, "") for name in ("Fel", "Rätt"))
    explained = rule.sections[""]
    examples = f"\n\nFel:\n\n```yaml\n{wrong}```\n\nRätt:\n\n```yaml\n{right}```" if wrong and right else ""
    return {
        "id": rule.code,
        "name": rule.title,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": explained.partition("\n\n")[0]},
        "help": {"text": explained, "markdown": explained + examples},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [rule.scope.value]},
    }


def _result(result: Result, finding: Finding, index: int, fingerprint: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "ruleId": finding.rule.code,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": _unlinked(finding.message)},
        "locations": [_place(result, finding.where)],
        "partialFingerprints": {
            "trygghet/v1": fingerprint,
            "primaryLocationLineHash": f"{finding.fingerprint}:{fingerprint.partition('-')[2] or 1}",
        },
    }
    if finding.related:
        told["relatedLocations"] = [
            _related(result, related, number) for number, related in enumerate(finding.related, 1)
        ]
    return told


def _related(result: Result, related: Related, number: int) -> dict[str, Any]:
    return {"id": number, **_place(result, related.where), "message": {"text": _unlinked(related.message)}}


def _unlinked(text: str) -> str:
    """Return the text with nothing that SARIF reads as an embedded link (section 3.11.6)."""
    return re.sub(r"\[(?=[^\]]*\]\()", r"\\[", text)


def _place(result: Result, where: Where) -> dict[str, Any]:
    at = result.locator.position(where)
    uri = quote((result.folder + where.path).encode("utf-8", "surrogateescape"))
    region = {
        "startLine": at.line,
        "startColumn": at.column,
        "endLine": at.end_line,
        "endColumn": at.end_column,
    }
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}
