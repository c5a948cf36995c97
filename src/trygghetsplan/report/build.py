"""Which document was asked for, and its sections put together."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, NamedTuple

from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.engine.accounts import with_account
from trygghetsplan.errors import UsageFault
from trygghetsplan.model.time import ClockKind
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.report.data import ReportData
from trygghetsplan.report.sections.chapters import chapters, indicators
from trygghetsplan.report.sections.compensation import compensations
from trygghetsplan.report.sections.conclusions import conclusions, made
from trygghetsplan.report.sections.cover import cover, decided
from trygghetsplan.report.sections.done import gains
from trygghetsplan.report.sections.heat_map import heat_map
from trygghetsplan.report.sections.matrix import body_lists, chapter_duties, matrix
from trygghetsplan.report.sections.method import method
from trygghetsplan.report.sections.shortages import lacking
from trygghetsplan.report.sections.summary import answered, summary
from trygghetsplan.report.sections.threads import audits, exceptions, law_beside, stopped
from trygghetsplan.report.views import (
    AnsweredRow,
    AuditView,
    BodyList,
    ChapterDuties,
    ChapterView,
    CompensationView,
    Conclusions,
    Cover,
    ExceptionRow,
    Gain,
    HeatMap,
    IndicatorView,
    LawView,
    Matrix,
    Method,
    Provenance,
    StoppedRow,
    Summary,
    View,
)
from trygghetsplan.swedish import slug


@dataclass(frozen=True, slots=True)
class Report:
    """A whole account."""

    template: ClassVar[str] = "report"

    cover: Cover
    companion: str
    """The name of the annexes' file, without its ending."""
    summary: Summary
    conclusions: Conclusions
    heat_map: HeatMap
    made: tuple[str, ...]
    """How the account was made, sentence by sentence."""
    gains: tuple[Gain, ...]
    chapters: tuple[ChapterView, ...]
    compensation: tuple[CompensationView, ...]
    audits: tuple[AuditView, ...]
    exceptions: tuple[ExceptionRow, ...]
    stopped: tuple[StoppedRow, ...]
    law: LawView


@dataclass(frozen=True, slots=True)
class Annexes:
    """What the account rests on: a document of its own beside it."""

    template: ClassVar[str] = "annexes"

    cover: Cover
    companion: str
    """The name of the account's file, without its ending."""
    answered: tuple[AnsweredRow, ...]
    matrix: Matrix
    bodies: tuple[BodyList, ...]
    duties: tuple[ChapterDuties, ...]
    indicators: tuple[IndicatorView, ...]
    method: Method


class ReportRequest(NamedTuple):
    """Which document: the year's account, unless something narrower is named."""

    year: int
    as_of: date
    first: int | None = None
    """The first of several years, for the deep report over them."""
    body: str | None = None
    """The body's own appendix."""
    part: str | None = None
    """The situation pictures of a part of the year, such as ”tertial 2”."""
    by_agency: bool = False
    """By the headings of the agreement with the state."""
    document: str | None = None
    """The one document that is accounted for; otherwise all that have no account of their own."""
    at: str | None = None
    """The version in git whose files are read; otherwise those in the folder."""
    is_plan: bool = False
    """The plan itself, and nothing of how it goes."""
    is_annexes: bool = False
    """The annexes of the year's account, and not the account itself."""

    @property
    def name(self) -> str:
        """What tells the document's file from others of the same kind."""
        if self.is_plan:
            return "-".join(slug(part) for part in ("plan", self.document, self.at) if part)
        span = f"{self.first}-{self.year}" if self.first else str(self.year)
        parts = (
            span,
            self.document,
            self.body,
            self.part,
            "lansstyrelsen" if self.by_agency else None,
            self.at,
        )
        return "-".join(slug(part) for part in (*parts, "bilagor" if self.is_annexes else None) if part)


def parts_asked(repository: PlanRepository, word: str) -> list[str]:
    """Return the numbers of the parts of the year (tertial, kvartal, halvår) for which something is asked.

    Raises:
        UsageFault: nothing is asked for any.
    """
    clocks = (one.record.clock for one in repository.obligations.values() if one.owes)
    parts = {clock.text.partition(" ") for clock in clocks if clock and clock.kind is ClockKind.PART}
    numbers = sorted(number for named, _, number in parts if named == word)
    if not numbers:
        raise UsageFault(f"planen begär inga lägesbilder per {word}.")
    return numbers


def file_stem(repository: PlanRepository, asked: ReportRequest, audience: Audience) -> str:
    """Return the name of the document's file, without its ending."""
    if asked.is_plan:
        return asked.name
    title = with_account(repository, asked.document).settings.record.account.title
    parts = [slug(title), asked.name, *(["intern"] if audience is Audience.INTERNAL else [])]
    return "-".join(parts)


def document(
    repository: PlanRepository,
    asked: ReportRequest,
    provenance: Provenance,
    audience: Audience,
    companion: str | None = None,
) -> View:
    """Return the document that was asked for, as `audience` may see it.

    `companion` is the name of the file beside it, without ending, where it is not the usual one.

    Raises:
        UsageFault: the one plan or agreement that was named asks for nothing in those years.
    """
    other = asked._replace(is_annexes=not asked.is_annexes)
    beside = file_stem(repository, other, audience) if companion is None else companion
    return next(documents(repository, asked, provenance, audience, ("", beside)))[1]


def documents(
    repository: PlanRepository,
    asked: ReportRequest,
    provenance: Provenance,
    audience: Audience,
    stems: tuple[str, str],
) -> Iterator[tuple[str, View]]:
    """Return the document that was asked for, and an account's annexes, each with its file's name without ending.

    `stems` are the names of the two files; an account and its annexes are of the same figures.

    Raises:
        UsageFault: the one plan or agreement that was named asks for nothing in those years.
    """
    stem, beside = stems
    if asked.is_plan:
        from trygghetsplan.report.plan_document import plan_document  # as below

        yield stem, plan_document(repository, asked.as_of, provenance, asked.document)
        return
    figures = ReportData(
        repository,
        asked.year,
        asked.as_of,
        audience,
        asked.first,
        document=asked.document,
        is_whole=asked.by_agency,
        tells_closed=asked.body is not None and audience is Audience.INTERNAL,
    )
    if figures.document is not None and not figures.repository.obligations:
        when = f"{asked.first}–{asked.year}" if asked.first else str(asked.year)
        raise UsageFault(f"dokumentet {figures.document} begär inget {when}; välj ett annat år.")
    found = _document_of(figures, asked, provenance, beside)
    yield stem, found
    if isinstance(found, Report):
        yield beside, annexes(figures, provenance, stem)


def _document_of(figures: ReportData, asked: ReportRequest, provenance: Provenance, companion: str) -> View:
    """Return the document that was asked for; `companion` is the name of the file beside it, without ending."""
    # The account itself is asked for most; the others are imported when they are.
    if asked.first:
        from trygghetsplan.report.deep.build import deep_report

        return deep_report(figures, provenance)
    if asked.body:
        from trygghetsplan.report.body import body_report

        return body_report(figures, asked.body, provenance)
    if asked.part:
        from trygghetsplan.report.situation import situation

        return situation(figures, asked.part, provenance)
    if asked.by_agency and figures.repository.agency:
        from trygghetsplan.report.agency import agency_report

        return agency_report(figures, figures.repository.agency, provenance)
    return (annexes if asked.is_annexes else account)(figures, provenance, companion)


def account(figures: ReportData, provenance: Provenance, companion: str) -> Report:
    """Return the account of one year; its annexes stand in the file `companion`."""
    rows, lacks = answered(figures), lacking(figures)
    parts = chapters(figures, lacks)
    front = cover(figures, provenance, facts=decided(figures), has_closed=False)  # an annex
    return Report(
        cover=front,
        companion=companion,
        summary=summary(figures, rows, lacks),
        conclusions=conclusions(figures, rows, lacks),
        heat_map=heat_map(figures, lacks),
        made=made(figures, rows),
        gains=gains(figures, parts),
        chapters=parts,
        compensation=compensations(figures),
        audits=audits(figures),
        exceptions=exceptions(figures),
        stopped=stopped(figures),
        law=law_beside(figures),
    )


def annexes(figures: ReportData, provenance: Provenance, companion: str) -> Annexes:
    """Return what the account of the year rests on; it stands in the file `companion` itself."""
    front = cover(figures, provenance)
    return Annexes(
        cover=front._replace(heading=f"{front.heading}: bilagor"),
        companion=companion,
        answered=answered(figures),
        matrix=matrix(figures),
        bodies=body_lists(figures),
        duties=chapter_duties(figures),
        indicators=indicators(figures),
        method=method(figures),
    )
