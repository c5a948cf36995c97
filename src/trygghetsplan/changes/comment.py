"""What a branch means, as a comment: changed records, verdicts, squares of the matrix and findings, for one audience.

For the public, a closed duty is not there; a finding is told in full only where it is about an open duty, and by its
rule's title elsewhere, since a message can quote what is stored.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TypeVar

from trygghetsplan.changes.cells import CellChange, Snapshot, cell_changes
from trygghetsplan.changes.diff import Comparison, decided_answers, plan_difference, record_groups
from trygghetsplan.changes.revisions import revision_label
from trygghetsplan.changes.sentences import Sentences
from trygghetsplan.changes.views import (
    BranchComment,
    DutyDifference,
    FindingLine,
    FindingLines,
    MatrixSquare,
    RecordChanges,
    Statement,
    VerdictRow,
    YearChange,
)
from trygghetsplan.changes.wording import near_changes
from trygghetsplan.disclosure.redaction import Audience, public_repository
from trygghetsplan.engine.cell import Cell, Score
from trygghetsplan.engine.grid import grid_on
from trygghetsplan.engine.identity import Identity
from trygghetsplan.findings import Finding, Scope
from trygghetsplan.plan.example import is_example
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.report.data import ReportData, grouped, score
from trygghetsplan.result import Result
from trygghetsplan.swedish import capital, counted, listed

ToldT = TypeVar("ToldT", DutyDifference, Statement)
MOST = 50
"""How many rows of a kind are written; the rest are counted."""
_MOST_ROWS_OF_BODY = 3
MARKS = "Det som räcker"
AMENDED = "Svar som var beslutade och är ändrade"


@dataclass(frozen=True)
class CheckedVersion:
    """One of the two versions: what its reader may see of what was read, and the findings in that of each year."""

    repository: PlanRepository | None
    results: Sequence[Result]

    @property
    def is_whole(self) -> bool:
        """Whether every record could be read, so that its verdicts are those of the whole."""
        return self.repository is not None and not self.repository.broken

    @property
    def has_plan(self) -> bool:
        """Whether all but answers could be read, so that what differs in the plan is told."""
        if self.repository is None:
            return False
        return all(path.startswith("followups/") for path, _ in self.repository.broken)

    @cached_property
    def findings(self) -> Mapping[str, tuple[Finding, Result]]:
        """Every finding by its fingerprint, each once though several years tell it."""
        return {
            fingerprint: (finding, result)
            for result in self.results
            for finding, fingerprint in zip(result.findings, result.fingerprints, strict=True)
        }


def comment(
    then: CheckedVersion,
    now: CheckedVersion,
    since: tuple[str, str],
    days: Mapping[int, date],
    audience: Audience,
) -> BranchComment:
    """Compare two versions. `since` is the revision as named and its commit; `days` each year's own day."""
    settings = now.repository.settings.record if now.repository else None
    broken = [name for name, version in (("före", then), ("med", now)) if not version.is_whole]
    years: list[YearChange] = []
    records = None
    if then.has_plan and now.has_plan and then.repository and now.repository:
        label = revision_label(*since, audience)
        records = _records(then.repository, now.repository, label, max(days.items(), default=None), audience)
    if not broken and then.repository and now.repository:
        versions = public_repository(then.repository), public_repository(now.repository)
        identity = Identity(*versions)
        sentences = Sentences(*versions)
        for year, day in days.items():
            before = ReportData(then.repository, year, day, audience, is_whole=True)
            after = ReportData(now.repository, year, day, audience, is_whole=True)
            years.append(_year(identity, sentences, before, after))
    # A shortcoming told in another way is not solved, and what a file that cannot be read no longer tells is not gone.
    gone = FindingLines((), 0) if broken else _lines(then, now, days, audience, _lacking(now, days))
    return BranchComment(
        organisation=settings.organisation.name if settings else "",
        since=revision_label(*since, audience),
        is_example=any(is_example(side.repository) for side in (then, now) if side.repository),
        is_public=audience is Audience.PUBLIC,
        unreadable=listed(broken),
        records=records,
        years=tuple(years),
        fresh=_lines(now, then, days, audience, frozenset()),
        gone=gone,
    )


def _records(
    old: PlanRepository,
    new: PlanRepository,
    label: str,
    latest: tuple[int, date] | None,
    audience: Audience,
) -> RecordChanges:
    """Return what has changed in the files, as much of it as can be written. Nothing of it depends on a year."""
    year, day = latest or (new.settings.record.first_year, date.min)
    before, after = (Snapshot(name, side, year, day) for name, side in ((label, old), ("", new)))
    comparison = Comparison(before, after, audience)
    plan = plan_difference(comparison)
    duties = [(heading, duty) for heading, found in plan.groups for duty in found]
    told = grouped(duties[:MOST], lambda pair: pair[0]).items()
    answers = tuple(decided_answers(comparison))
    groups = [group for group in record_groups(comparison, is_rest=True) if group.statements]
    several = (duties, plan.marks, answers, *(group.statements for group in groups))
    tallies = {
        **{heading: len(found) for heading, found in plan.groups},
        MARKS: len(plan.marks),
        AMENDED: len(answers),
        **{group.heading: len(group.statements) for group in groups},
    }
    return RecordChanges(
        plan=replace(
            plan,
            groups=tuple((heading, tuple(_near(duty) for _, duty in found)) for heading, found in told),
            marks=plan.marks[:MOST],
        ),
        answers=answers[:MOST],
        groups=tuple(
            replace(group, statements=tuple(map(_near, group.statements[:MOST]))) for group in groups
        ),
        tallies=tallies,
        more=sum(len(found[MOST:]) for found in several),
    )


def _near(told: ToldT) -> ToldT:
    return told._replace(pieces=near_changes(told.pieces))


def _year(identity: Identity, sentences: Sentences, then: ReportData, now: ReportData) -> YearChange:
    open_changes, closed_changes = (
        [
            change
            for change in cell_changes(identity, before, after)
            if change.verdicts[0] is not change.verdicts[1]
        ]
        for before, after in ((then.cells, now.cells), (then.closed, now.closed))
    )
    rows = [_row(sentences, together) for together in _together(open_changes)]
    return YearChange(
        year=now.year,
        as_of=now.as_of,
        before=score(then.plan(bound=True)),
        now=score(now.plan(bound=True)),
        rows=tuple(rows[:MOST]),
        more=len(rows[MOST:]),
        closed=tuple(_row(sentences, together) for together in _together(closed_changes)),
        squares=_squares(identity, then, now, per_body=True) or _squares(identity, then, now, per_body=False),
    )


def _together(changes: Sequence[CellChange]) -> list[list[CellChange]]:
    """Group what is told on one row: many duties of one body that went the same way, or many bodies of one duty."""
    of_body = Counter((change.cell.body, change.verdicts) for change in changes)

    def row(change: CellChange) -> tuple[str, str, object]:
        body, verdicts = change.cell.body, change.verdicts
        is_many = of_body[body, verdicts] > _MOST_ROWS_OF_BODY
        return body if is_many else "", "" if is_many else change.cell.obligation.id, verdicts

    return list(grouped(changes, row).values())


def _row(sentences: Sentences, changes: Sequence[CellChange]) -> VerdictRow:
    cell = changes[0].cell
    obligations = len({change.cell.obligation.id for change in changes})
    reasons = {change.after.outcome.reason for change in changes if change.after}
    before, now = changes[0].verdicts
    title = f"{cell.obligation.record.title} ({sentences.repository.chapter_name(cell.obligation.chapter)})"
    return VerdictRow(
        who=capital(sentences.names(tuple(dict.fromkeys(change.cell.body for change in changes)))),
        what=title if obligations == 1 else counted(obligations, "krav", "krav"),
        before=before or _nowhere(sentences.old, cell, "redovisades", "gällde inte"),
        now=now or _nowhere(sentences.repository, cell, "redovisas", "gäller inte"),
        reason=reasons.pop() if len(reasons) == 1 else "",
    )


def _nowhere(repository: PlanRepository, cell: Cell, told: str, nothing: str) -> str:
    """Say why a version has no verdict: the duty is told among others there, or nobody owes it."""
    duty = repository.obligations.get(cell.obligation.id)
    if duty is None or duty.record.is_open is cell.obligation.record.is_open:
        return nothing
    return f"{told} öppet" if duty.record.is_open else f"{told} inte öppet"


def _squares(
    identity: Identity, then: ReportData, now: ReportData, *, per_body: bool
) -> tuple[MatrixSquare, ...]:
    """Return the changed squares body × area, or whole areas; none where they are more than can be written."""

    def named(body: str, data: ReportData) -> str:
        current = identity.ids.body(body)
        return now.name(current) if current in identity.new.bodies else data.name(body)

    chapters = {file.path: now.label_of(file) for file in now.repository.chapters}

    def sums(data: ReportData) -> dict[tuple[str, str], Score]:
        squares = grouped(
            (cell for cell in data.cells if cell.obligation.is_plan),
            lambda cell: (
                chapters.get(cell.obligation.chapter.path, data.label_of(cell.obligation.chapter)),
                named(cell.body, data) if per_body else "",
            ),
        )
        return {square: score(cells) for square, cells in squares.items()}

    before, after = sums(then), sums(now)
    none = Score(0, 0)
    squares = [
        MatrixSquare(area, who, before.get((area, who), none), after.get((area, who), none))
        for area, who in dict.fromkeys([*after, *before])
    ]
    changed = tuple(square for square in squares if square.before != square.now)
    return changed if not per_body or len(changed) <= MOST else ()


def _lacking(version: CheckedVersion, days: Mapping[int, date]) -> frozenset[str]:
    """Return the subjects of what is lacking."""
    return frozenset(
        f"{cell.body}/{cell.obligation.id}/{cell.period.label}"
        for year, day in days.items()
        if version.repository
        for cell in grid_on(version.repository, day).year(year)
        if cell.verdict.is_shortcoming
    )


def _lines(
    version: CheckedVersion,
    other: CheckedVersion,
    days: Mapping[int, date],
    audience: Audience,
    lacking: frozenset[str],
) -> FindingLines:
    """Return the findings of one version that the other does not have, but for what is `lacking` still."""
    repository = version.repository if days else None
    # A finding that has moved with its record, or whose record has another id, is neither new nor gone.
    only_there = {name: found for name, (found, _) in other.findings.items() if name not in version.findings}
    alike = grouped(
        ((key, name) for name, finding in only_there.items() for key in _wherever(finding)),
        lambda pair: pair[0],
    )
    only_here = []
    for fingerprint, (finding, result) in version.findings.items():
        if fingerprint in other.findings or finding.subject in lacking:
            continue
        same = (name for key in _wherever(finding) for _, name in alike.get(key, ()) if name in only_there)
        if moved := next(same, None):
            del only_there[moved]
        elif audience is Audience.INTERNAL or not _is_closed(version.repository, finding):
            only_here.append((finding, result))
    lines = [
        FindingLine(
            finding.severity,
            finding.rule.code,
            _text(repository, finding, audience),
            _place(finding, result, audience),
        )
        for finding, result in sorted(only_here, key=lambda pair: pair[0].severity.rank)
    ]
    return FindingLines(tuple(lines[:MOST]), len(lines[MOST:]))


def _wherever(finding: Finding) -> tuple[tuple[object, ...], ...]:
    """Return what a finding says, in its file and at its record in whatever file."""
    said = finding.rule.code, finding.message
    keys = finding.where.keys
    return (*said, finding.where.path), *(((*said, keys),) if len(keys) > 1 else ())


def _place(finding: Finding, result: Result, audience: Audience) -> str:
    path = finding.where.path
    return f"{path}:{result.position(finding).line}" if audience.is_told_line(path) else path


def _is_closed(repository: PlanRepository | None, finding: Finding) -> bool:
    """Whether the finding is about a closed duty, or a decision that names one."""
    if repository is None:
        return False
    folder, name, *_ = (*map(str, finding.where.keys), "", "")
    decisions = [decision.obligations for _, named, decision in repository.all_decisions if named == name]
    named = decisions[0] if folder == "beslut" and decisions else [name]
    found = (repository.obligations.get(one) for one in named)
    return any(obligation is not None and not obligation.record.is_open for obligation in found)


def _text(repository: PlanRepository | None, finding: Finding, audience: Audience) -> str:
    """Return what the audience may read of a finding."""
    if audience is Audience.INTERNAL:
        return finding.message
    folder, name, *_ = (*map(str, finding.where.keys), "", "")
    is_of_duty = repository and folder in ("svar", "lydelser", "skyldigheter")
    obligation = repository.obligations.get(name) if repository and is_of_duty else None
    return finding.message if obligation and finding.rule.scope is Scope.DUTIES else finding.rule.title
