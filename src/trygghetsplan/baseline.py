"""What of a run's findings decides: those of the chosen codes, less what was there before or is known.

A finding is the same in two versions of a repository when its fingerprint, its severity and the content of
the record it stands in are the same. So it survives moved lines, comments and layout, and is told anew when
somebody has touched its record.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from trygghetsplan.errors import UsageFault
from trygghetsplan.findings import Finding, Keys
from trygghetsplan.personal_data import obscured
from trygghetsplan.result import Result
from trygghetsplan.source.positions import Locator
from trygghetsplan.source.syntax import Data, parse
from trygghetsplan.swedish import did_you_mean

BASELINE_VERSION = 1
_FORMAT = "trygghet-baseline"
_NEVER_KNOWN = "TP8"
"""Findings about secrecy are mended, never got used to."""
Identity = tuple[str, str]
"""Fingerprint, and a hash of severity and record."""


def selected(result: Result, select: Iterable[str], ignore: Iterable[str], codes: Collection[str]) -> Result:
    """Keep the findings of the selected codes that are not ignored; a prefix stands for all it begins.

    Raises:
        UsageFault: no code begins like that.
    """
    chosen, ignored = (tuple(_code_prefix(text, codes) for text in texts) for texts in (select, ignore))
    kept = tuple(
        finding
        for finding in result.findings
        if (not chosen or finding.rule.code.startswith(chosen))
        and not (ignored and finding.rule.code.startswith(ignored))
    )
    return replace(result, findings=kept)


def _code_prefix(text: str, codes: Collection[str]) -> str:
    prefix = text.strip().upper()
    if not prefix or not any(code.startswith(prefix) for code in codes):
        near = [code for code in codes if code.startswith(prefix[:3])] or codes
        raise UsageFault(f"ingen regel har koden {text}{did_you_mean(prefix, near)}")
    return prefix


def new_since(result: Result, before: Result, revision: str) -> Result:
    """Keep the findings that are not in an earlier version too, or whose record has changed since."""
    earlier = Counter(identities(before))
    kept = []
    for finding, identity in zip(result.findings, identities(result), strict=True):
        if earlier[identity] > 0:
            earlier[identity] -= 1
        else:
            kept.append(finding)
    return replace(
        result,
        findings=tuple(kept),
        since=revision,
        older=len(result.findings) - len(kept),
        changed=changed_files(result.locator.texts, before.locator.texts),
    )


def changed_files(now: Mapping[str, str], then: Mapping[str, str]) -> frozenset[str]:
    """Return the files that are new, gone or different, of two versions' texts."""
    return frozenset(path for path in {*now, *then} if now.get(path) != then.get(path))


def identities(result: Result) -> list[Identity]:
    """Return what makes each finding the same in another version."""
    records = _Records(result.locator)
    return [(finding.fingerprint, records.digest(finding)) for finding in result.findings]


Baseline = Counter[Identity]
"""The findings that are known: how many of each identity."""


def mark_known(baseline: Baseline, result: Result) -> tuple[Result, int]:
    """Return the result with what is known marked, and how many entries of the baseline fit nothing."""
    left = Counter(baseline)
    known = set()
    for number, identity in enumerate(identities(result)):
        if left[identity] > 0:
            left[identity] -= 1
            known.add(number)
    return replace(result, known=frozenset(known)), left.total()


def read_baseline(text: str, name: str) -> Baseline:
    """Return the baseline that a file holds; `name` is what the user calls it.

    Raises:
        UsageFault: it is no baseline, or one of another version.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict) or data.get("format") != _FORMAT:
        raise UsageFault(f"{name} är ingen baslinje. Skriv en med --write-baseline.")
    if data.get("version") != BASELINE_VERSION:
        raise UsageFault(
            f"baslinjen {name} har en annan version ({data.get('version')}) än den som programmet läser "
            f"({BASELINE_VERSION}). Byt programversion, eller skriv om den med --write-baseline."
        )
    try:
        return Counter((str(entry["fingerprint"]), str(entry["record"])) for entry in data["findings"])
    except (KeyError, TypeError):
        raise UsageFault(f"baslinjen {name} är skadad. Skriv om den med --write-baseline.") from None


def baseline_text(result: Result) -> tuple[str, int]:
    """Return the text of a baseline of what was found, and how many findings it holds.

    No message is stored, since a message can quote what is protected; nor any finding about secrecy.
    """
    entries: list[dict[str, Any]] = [
        {
            "code": finding.rule.code,
            "path": finding.where.path,
            "subject": finding.subject or "/".join(map(str, finding.where.keys)),
            "fingerprint": fingerprint,
            "record": record,
        }
        for finding, (fingerprint, record) in zip(result.findings, identities(result), strict=True)
        if not finding.rule.code.startswith(_NEVER_KNOWN)
    ]
    entries.sort(key=lambda entry: tuple(entry.values()))
    data = {"format": _FORMAT, "version": BASELINE_VERSION, "findings": entries}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n", len(entries)


class _Records:
    """The content of the records that findings stand in: an entry with an id, or a value at the top of a file."""

    def __init__(self, locator: Locator) -> None:
        self._locator = locator
        self._files: dict[str, Data] = {}
        self._digests: dict[tuple[str, str, Keys], str] = {}

    def digest(self, finding: Finding) -> str:
        """Return a hash of the finding's severity and its record's content, without what is personal in it.

        There are so few numbers that one could be found again from its hash.
        """
        where = finding.where
        if where.at is not None:
            return self._digest(finding)
        key = finding.severity, where.path, where.keys[:2]  # a record may have many findings
        if key not in self._digests:
            self._digests[key] = self._digest(finding)
        return self._digests[key]

    def _digest(self, finding: Finding) -> str:
        from hashlib import sha256  # OpenSSL is slow to start, and few runs need it

        content = json.dumps([finding.severity, self._content(finding)], ensure_ascii=True, sort_keys=True)
        if any(path == finding.where.path for path, _ in self._locator.hidden):
            content = obscured(content)
        return sha256(content.encode()).hexdigest()[:32]

    def _content(self, finding: Finding) -> Data:
        where = finding.where
        data = self._data(where.path)
        if where.at is not None or data is None:
            return self._locator.line_text(where.path, self._locator.position(where).line).strip()
        for key in where.keys[:2]:
            if not isinstance(data, dict):
                break
            data = data.get(str(key))
        return data

    def _data(self, path: str) -> Data:
        if path not in self._files:
            text = self._locator.texts.get(path)
            data = self._locator.data.get(path) or (parse(path, text).data if text is not None else None)
            self._files[path] = data
        return self._files[path]
