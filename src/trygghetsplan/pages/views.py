"""What the pages show, as frozen values without markup, beside the views of the reports that they also show."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, NamedTuple

from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.findings import Severity
from trygghetsplan.report.build import Report
from trygghetsplan.report.views import ChapterView, Cover, DutyRow, HeatMap, Source, Summary
from trygghetsplan.report.year_path import NextStep, Step


class Live(NamedTuple):
    """What only the live view has."""

    folder: str
    """The absolute path of the plan folder, with / between its parts, for links that open a file in the editor."""
    script: str
    """The name of the script that loads the page anew, at the top of the addresses."""
    is_stale: bool = False
    """Whether what is shown is the last good state, since the files of now have faults."""


class Link(NamedTuple):
    """A way to another page, as it is written on this one."""

    title: str
    href: str
    is_here: bool = False


class Frame(NamedTuple):
    """What stands around every page."""

    title: str
    """What the page is about, as its title and its last crumb say."""
    up: str
    """The way from the page to the first one's folder: ../../."""
    menu: tuple[Link, ...]
    crumbs: tuple[Link, ...]
    """The pages above this one."""
    cover: Cover
    """Of whom and when, with the marks that every page carries."""
    script: str
    """The address of the live view's script; empty where there is none."""
    stale: str
    """Why the page shows an earlier state, or nothing."""
    faults: tuple["FindingRow", ...]
    """The first faults of now, where it does; to those who keep the files."""

    @property
    def is_internal(self) -> bool:
        """Whether the page is not for the public, and no search engine is to keep it."""
        return bool(self.cover.marking)


class FileState(NamedTuple):
    """How the files stand, which is internal."""

    faults: str
    """How many faults they have, as a sentence."""
    is_clean: bool
    year: str
    """What is found about the year's duties, as a sentence; empty where nothing is."""
    saved: str
    """How they stand to git, as a sentence; empty where it is unknown."""


@dataclass(frozen=True, slots=True)
class FirstPage:
    """The year at a glance."""

    template: ClassVar[str] = "first"

    cover: Cover
    summary: Summary
    path: str
    """How far the year has come, in one sentence."""
    steps: tuple[tuple[Step, tuple[tuple[str, str], ...]], ...]
    """Each with the ids and names of those it waits for."""
    next: NextStep | None
    """What they who keep the files are to do; None for the public."""
    waits_for: tuple[tuple[str, str], ...]
    """The ids and names of the bodies that hold up what is next."""
    files: FileState | None
    """None for the public."""
    heat_map: HeatMap
    beside: tuple[tuple[str, str], ...]
    """The ids and names of the files of duties that are not in it, as the laws."""


class Why(NamedTuple):
    """How it went for one body with one duty in one period, and why."""

    id: str
    body: str
    period: str
    verdict: Verdict
    timeliness: str
    explained: tuple[tuple[str, ...], ...]
    """The explanation, as paragraphs of lines."""


class BodyThroughYears(NamedTuple):
    """How it went for one body with one duty, year by year."""

    id: str
    body: str
    verdicts: tuple[Verdict | None, ...]
    """None in a year in which it owed nothing."""


@dataclass(frozen=True, slots=True)
class DutyPage:
    """One duty: what is asked, by what right and of whom, and how it went."""

    template: ClassVar[str] = "duty"

    cover: Cover
    number: str
    row: DutyRow
    facts: tuple[tuple[str, str], ...]
    """(what, the fact): its source, its clock, what it asks for."""
    area: tuple[str, str]
    """The id and the label of its area."""
    unasked: str
    """That nobody answers for the year, where that is so."""
    owners: tuple[tuple[str, str], ...]
    """The ids and names of the bodies that are responsible for it."""
    years: tuple[int, ...]
    bodies: tuple[BodyThroughYears, ...]
    why: tuple[tuple[int, tuple[Why, ...]], ...]
    """Each year's outcomes with their explanations, the latest year first."""


@dataclass(frozen=True, slots=True)
class AreaPage:
    """One area: its chapter in the account, where it has one, and its duties."""

    template: ClassVar[str] = "area"

    cover: Cover
    companion: str
    """The address of the annexes, without its ending."""
    label: str
    account: Report
    """The account that the chapter stands in."""
    chapter: ChapterView | None
    duties: tuple[tuple[str, DutyRow], ...]
    """Each with its number."""


class AheadRow(NamedTuple):
    """One thing to do, for all who have it to do on the same day."""

    day: date
    id: str
    title: str
    period: str
    note: str
    bodies: tuple[tuple[str, str], ...]


class SilentRow(NamedTuple):
    """A year that a body has not answered at all."""

    day: date
    year: int
    points: str
    body: tuple[str, str]


class AheadGroup(NamedTuple):
    """What has the same urgency."""

    anchor: str
    title: str
    silent: tuple[SilentRow, ...]
    rows: tuple[AheadRow, ...]


@dataclass(frozen=True, slots=True)
class AheadPage:
    """What is to be done next."""

    template: ClassVar[str] = "ahead"

    cover: Cover
    notice: tuple[str, ...]
    groups: tuple[AheadGroup, ...]
    empty: str


class FindingRow(NamedTuple):
    """One finding."""

    severity: Severity
    code: str
    title: str
    message: str
    source: Source
    href: str
    """What opens the file at the place, in the live view."""
    is_known: bool


class FindingGroup(NamedTuple):
    """The findings about the same: the files, or the year."""

    anchor: str
    title: str
    """With how many there are."""
    rows: tuple[FindingRow, ...]


@dataclass(frozen=True, slots=True)
class FindingsPage:
    """What is wrong in the files."""

    template: ClassVar[str] = "findings"

    cover: Cover
    groups: tuple[FindingGroup, ...]
    files: FileState | None


class Entry(NamedTuple):
    """One page as the search knows it."""

    kind: str
    title: str
    address: str
    text: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Everything there is, kind by kind, which is also where the search box leads without script."""

    template: ClassVar[str] = "search"

    cover: Cover
    groups: tuple[tuple[str, str, tuple[Entry, ...]], ...]
    """(anchor, heading, what there is)."""
