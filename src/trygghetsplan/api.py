"""What the command line and the tests call: load, validate, check.

`validate` finds faults in files, which no date can excuse; `check` adds the duties of one year on one date.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from trygghetsplan.errors import UsageFault
from trygghetsplan.findings import Finding, Rule, Severity, Where
from trygghetsplan.personal_data import personal_data
from trygghetsplan.plan.loading import Loaded, load, load_files, load_with
from trygghetsplan.result import Result
from trygghetsplan.rules import findings_in_files, findings_in_year
from trygghetsplan.rules.secrecy import personal_findings, without_secrets
from trygghetsplan.source.positions import Locator
from trygghetsplan.source.refusals import TOO_DEEP
from trygghetsplan.source.text import UNREADABLE, decode
from trygghetsplan.swedish import number

__all__ = ["Loaded", "Result", "check", "lint", "load", "load_at", "load_before", "load_with", "validate"]

MOST = 1_000
"""So many findings of one rule are told of one file, so that no file takes more than its share of time and memory."""


def load_at(root: Path, revision: str) -> tuple[str, Loaded]:
    """Read the plan repository at `root` as it was in a commit; return the commit's name too.

    The work tree is not touched.

    Raises:
        UsageFault: git does not answer or does not know the commit, or it holds no plan repository, or not all of it.
    """
    from trygghetsplan import git  # starting other programs costs every start-up

    name = git.commit_name(root, revision)
    return name, load_files(git.sources_at(root, name, revision))


def load_before(root: Path, revision: str) -> Loaded:
    """Read the plan repository as it was where the branch that is checked out left `revision`.

    Raises:
        UsageFault: as for `load_at`, or the two have no history in common, or something in it cannot be read.
    """
    from trygghetsplan import git  # the same

    loaded = load_files(git.sources_at(root, git.fork_commit(root, revision), revision))
    for finding in loaded.findings:
        if finding.rule is UNREADABLE:
            raise UsageFault(
                f"{finding.where.path} går inte att läsa där grenen lämnade {revision}: {finding.message}."
            )
    return loaded


def validate(loaded: Loaded) -> Result:
    """Return the faults in the files."""
    return _in_reading_order(Locator(loaded.texts, data=loaded.migrated), _file_findings(loaded))


def check(loaded: Loaded, year: int, as_of: date) -> Result:
    """Return the faults in the files and what is lacking among the year's duties on that date."""
    findings = _file_findings(loaded)
    if loaded.repository is not None:
        findings += findings_in_year(loaded.repository, year, as_of)
    return _in_reading_order(Locator(loaded.texts, data=loaded.migrated), findings)


def lint(files: Mapping[str, bytes], as_of: date, text_day: date | None = None) -> Result:
    """Return what the rules that need only text find in texts that belong to no repository.

    Names are reckoned from the day a text speaks: `text_day`, else the decision date in its head, else `as_of`.
    Ended periods are reckoned from `as_of`.
    """
    from trygghetsplan.rules.lint import lint_text  # with word lists that nothing else here needs

    findings: list[Finding] = []
    texts: dict[str, str] = {}
    for path, data in files.items():
        source = decode(path, data)
        texts[path] = source.text or ""
        if source.fault:
            findings.append(source.fault)
        findings += lint_text(path, texts[path], as_of, text_day)
    return _in_reading_order(Locator(texts), findings)


def _file_findings(loaded: Loaded) -> list[Finding]:
    findings = list(loaded.findings)
    if loaded.repository is not None:
        findings += findings_in_files(loaded.repository)
    else:
        paths = {*loaded.texts, *(finding.where.path for finding in findings)}
        findings += personal_findings(loaded.texts, paths)
    return findings


def _in_reading_order(locator: Locator, findings: Iterable[Finding]) -> Result:
    """Put the findings in reading order, each once; of very many of one kind in a file only the first."""

    def place(finding: Finding) -> tuple[str, int, int, str, str]:
        at = locator.position(finding.where)
        return finding.where.path, at.line, at.column, finding.rule.code, finding.message

    findings = list(findings)
    secret = [one for one in findings if one.rule.is_secrecy]  # all are needed to know which lines to hide
    unique = {place(finding): finding for finding in _first_of_many(findings)}
    told = [unique[key] for key in sorted(unique)]
    if secret or any(map(personal_data, {one.where.path for one in told})):
        told, locator = without_secrets(told, secret, locator)
    return Result(tuple(told), locator, len(locator.texts))


def _first_of_many(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Return the findings; of very many by one rule in one file the worst, and how many there are, just as bad."""
    found: dict[tuple[str, Rule], list[Finding]] = {}
    for finding in findings:
        found.setdefault((finding.where.path, finding.rule), []).append(finding)
    for (path, rule), alike in found.items():
        once = list({one[1:]: one for one in alike}.values()) if len(alike) > MOST else alike
        shown = once
        if len(once) > MOST:
            shown = [one for severity in Severity for one in once if one.severity is severity]
        yield from shown[:MOST]
        if shown[MOST:]:
            message = f"{rule.code} gäller {number(len(shown))} ställen i filen; {number(MOST)} av dem visas"
            yield TOO_DEEP.at(Where(path), message, severity=shown[MOST].severity, subject=rule.code)
