"""What a branch means: the verdicts, squares of the matrix and findings of two versions, for one audience.

For the public, a duty that is protected or told together is a count; a finding is told in full only where it is
about a duty that is shown per body, and by its rule's title elsewhere, since a message can quote what is stored.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import ClassVar, NamedTuple

from trygghetsplan.disclosure.audience import Audience
from trygghetsplan.disclosure.withheld import FEW
from trygghetsplan.engine.cell import Cell, Score
from trygghetsplan.engine.grid import Grid
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.findings import Finding, Scope, Severity
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.report.data import ReportData, label_of, score
from trygghetsplan.result import Result
from trygghetsplan.swedish import bodies_listed, counted, listed


class Row(NamedTuple):
    """Who has gone from one verdict to another, and with what; None where nothing is owed."""

    who: str
    what: str
    before: Verdict | None
    now: Verdict | None
    reason: str


class Square(NamedTuple):
    """One square of the matrix whose sum has changed; no body where a whole area is meant."""

    area: str
    who: str
    before: Score
    now: Score


class Year(NamedTuple):
    """What has changed in one year."""

    year: int
    as_of: date
    before: Score
    now: Score
    rows: tuple[Row, ...]
    more: int
    """Rows that did not fit."""
    hidden: int
    """Verdicts that have changed for duties the audience sees as counts only."""
    is_partial: bool
    """Whether they are so few that the sums leave all such duties out."""
    squares: tuple[Square, ...]


class Line(NamedTuple):
    """One finding: how bad, by which rule, what and where."""

    severity: Severity
    code: str
    text: str
    place: str


class Lines(NamedTuple):
    """Findings in reading order, worst first, and how many are only counted."""

    told: tuple[Line, ...]
    more: int
    hidden: int

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.told) + self.more + self.hidden


@dataclass(frozen=True)
class Branch:
    """The whole comment."""

    template: ClassVar[str] = "branch"
    organisation: str
    since: str
    commit: str
    is_example: bool
    is_public: bool
    unreadable: str
    """Which version holds files that cannot be read, so that no verdicts are compared; empty where none does."""
    years: tuple[Year, ...]
    fresh: Lines
    gone: Lines

    @property
    def is_empty(self) -> bool:
        """Whether nothing that is told has changed."""
        verdicts = any(year.rows or year.hidden or year.squares for year in self.years)
        return not (verdicts or self.fresh.total or self.gone.total or self.unreadable)


MOST = 50
"""How many rows of a kind are written; the rest are counted."""
_FEW = 3
Key = tuple[str, str, int]
Cells = Mapping[Key, Cell]


@dataclass(frozen=True)
class BranchSide:
    """One of the two versions: what was read, and the findings of each year asked about."""

    repository: PlanRepository | None
    results: Sequence[Result]

    @property
    def is_whole(self) -> bool:
        """Whether every record could be read, so that its verdicts are those of the whole."""
        return self.repository is not None and not self.repository.broken

    @cached_property
    def findings(self) -> Mapping[str, tuple[Finding, Result]]:
        """Every finding by its fingerprint, each once though several years tell it."""
        return {
            fingerprint: (finding, result)
            for result in self.results
            for finding, fingerprint in zip(result.findings, result.fingerprints, strict=True)
        }


def branch(
    then: BranchSide, now: BranchSide, since: tuple[str, str], days: Mapping[int, date], audience: Audience
) -> Branch:
    """Compare two versions. `since` is the revision as named and its commit; `days` each year's own day."""
    settings = now.repository.settings.record if now.repository else None
    broken = [name for name, side in (("före", then), ("med", now)) if not side.is_whole]
    years = []
    if not broken and then.repository and now.repository:
        years = [
            _year(
                ReportData(then.repository, year, day, audience),
                ReportData(now.repository, year, day, audience),
            )
            for year, day in days.items()
        ]
    return Branch(
        settings.organisation.name if settings else "",
        since[0],
        since[1][:12],
        bool(settings and settings.example),
        audience is Audience.PUBLIC,
        listed(broken),
        tuple(years),
        _lines(now, then, days, audience, frozenset()),
        # What a file that cannot be read no longer tells of is not gone.
        Lines((), 0, 0) if broken else _lines(then, now, days, audience, _lacking(now, days)),
    )


def _year(then: ReportData, now: ReportData) -> Year:
    before, after = ({cell.key: cell for cell in figures.cells} for figures in (then, now))
    changed = [
        key for key in dict.fromkeys([*after, *before]) if _verdict(before, key) is not _verdict(after, key)
    ]
    shown = [key for key in changed if _is_shown(then, now, before.get(key), after.get(key))]
    rows = [_row(then, now, before, after, keys) for keys in _together(shown, before, after)]
    is_partial = 0 < len(changed) - len(shown) < FEW
    return Year(
        now.year,
        now.as_of,
        score(_summed(then, is_partial=is_partial)),
        score(_summed(now, is_partial=is_partial)),
        tuple(rows[:MOST]),
        len(rows[MOST:]),
        len(changed) - len(shown),
        is_partial,
        _squares(then, now),
    )


def _summed(figures: ReportData, *, is_partial: bool) -> list[Cell]:
    """Return the cells of the sum: the open ones alone, where it would tell which way a few hidden ones went."""
    return [cell for cell in figures.plan(bound=True) if not is_partial or figures.per_body(cell.obligation)]


def _together(shown: Sequence[Key], before: Cells, after: Cells) -> list[list[Key]]:
    """Group what is told on one row: many duties of one body that went the same way, or many bodies of one duty."""
    moves = {key: (_verdict(before, key), _verdict(after, key)) for key in shown}
    of_body = Counter((key[1], moves[key]) for key in shown)
    groups: dict[tuple[str, tuple[Verdict | None, Verdict | None]], list[Key]] = {}
    for key in shown:
        name = f"organ {key[1]}" if of_body[key[1], moves[key]] > _FEW else f"skyldighet {key[0]}"
        groups.setdefault((name, moves[key]), []).append(key)
    return list(groups.values())


def _verdict(cells: Cells, key: Key) -> Verdict | None:
    return cells[key].verdict if key in cells else None


def _is_shown(then: ReportData, now: ReportData, before: Cell | None, after: Cell | None) -> bool:
    """Whether both versions let the audience see the duty per body."""
    return all(
        cell is None or figures.per_body(cell.obligation) for figures, cell in ((then, before), (now, after))
    )


def _row(then: ReportData, now: ReportData, before: Cells, after: Cells, keys: Sequence[Key]) -> Row:
    first = keys[0]
    figures = now if first in after else then
    cell = after.get(first) or before[first]
    names = [figures.name(body) for body in dict.fromkeys(body for _, body, _ in keys)]
    obligations = len({obligation for obligation, _, _ in keys})
    what = f"{cell.obligation.record.title} ({label_of(cell.obligation.chapter)})"
    reasons = {after[key].outcome.reason for key in keys if key in after}
    return Row(
        bodies_listed(names),
        what if obligations == 1 else counted(obligations, "skyldighet", "skyldigheter"),
        _verdict(before, first),
        _verdict(after, first),
        reasons.pop() if len(reasons) == 1 else "",
    )


def _squares(then: ReportData, now: ReportData) -> tuple[Square, ...]:
    """Return the changed squares body × area, or whole areas where they are many."""
    squares = _changed(
        then, now, lambda figures, cell: (label_of(cell.obligation.chapter), figures.name(cell.body))
    )
    if len(squares) > MOST:
        squares = _changed(then, now, lambda _, cell: (label_of(cell.obligation.chapter), ""))
    return tuple(squares)


def _changed(
    then: ReportData, now: ReportData, name: Callable[[ReportData, Cell], tuple[str, str]]
) -> list[Square]:
    def sums(figures: ReportData) -> dict[tuple[str, str], Score]:
        found: dict[tuple[str, str], list[Cell]] = {}
        for cell in figures.cells:
            if cell.obligation.is_plan and figures.per_body(cell.obligation):
                found.setdefault(name(figures, cell), []).append(cell)
        return {key: score(cells) for key, cells in found.items()}

    before, after = sums(then), sums(now)
    none = Score(0, 0)
    return [
        Square(area, who, before.get((area, who), none), after.get((area, who), none))
        for area, who in dict.fromkeys([*after, *before])
        if before.get((area, who), none) != after.get((area, who), none)
    ]


def _lacking(side: BranchSide, days: Mapping[int, date]) -> frozenset[str]:
    """Return the subjects of what is lacking: a shortcoming told in another way is not solved."""
    return frozenset(
        f"{cell.body}/{cell.obligation.id}/{cell.period.label}"
        for year, day in days.items()
        if side.repository
        for cell in Grid(side.repository, day).year(year)
        if cell.verdict.is_shortcoming
    )


def _lines(
    side: BranchSide, other: BranchSide, days: Mapping[int, date], audience: Audience, lacking: frozenset[str]
) -> Lines:
    """Return the findings of one version that the other does not have, but for what is `lacking` still."""
    figures = next(
        (ReportData(side.repository, year, day, audience) for year, day in days.items() if side.repository),
        None,
    )
    found = [
        (finding, result)
        for fingerprint, (finding, result) in side.findings.items()
        if fingerprint not in other.findings and finding.subject not in lacking
    ]
    told = []
    for finding, result in sorted(found, key=lambda pair: pair[0].severity.rank):
        text = _text(figures, finding, audience)
        if text is not None:
            place = f"{finding.where.path}:{result.position(finding).line}"
            told.append(Line(finding.severity, finding.rule.code, text, place))
    return Lines(tuple(told[:MOST]), len(told[MOST:]), len(found) - len(told))


def _text(figures: ReportData | None, finding: Finding, audience: Audience) -> str | None:
    """Return what the audience may read of a finding; None where it is only counted."""
    if audience is Audience.INTERNAL:
        return finding.message
    obligation = figures.repository.obligations.get(_duty_of(finding.where.keys)) if figures else None
    if figures and obligation:
        if not figures.per_body(obligation):
            return None
        if finding.rule.scope is Scope.DUTIES:
            return finding.message
    return finding.rule.title


def _duty_of(keys: Iterable[str | int]) -> str:
    folder, name, *_ = (*map(str, keys), "", "")
    return name if folder in ("svar", "skyldigheter") else ""
