"""The auditors' thread, exceptions in force, and the law beside the plan."""

from collections.abc import Sequence

from trygghetsplan.engine.cell import Score
from trygghetsplan.engine.decisions import ALL, effective_decisions
from trygghetsplan.model.audit import Audit
from trygghetsplan.model.decisions import Meaning
from trygghetsplan.model.obligation import ObligationRecord
from trygghetsplan.plan.repository import Obligation
from trygghetsplan.report.data import ReportData, grouped, score
from trygghetsplan.report.sections.cover import said
from trygghetsplan.report.sections.findings import finding, met
from trygghetsplan.report.sections.shortages import shortages, unheard
from trygghetsplan.report.views import (
    AuditView,
    CommitmentRow,
    ExceptionRow,
    LawRow,
    LawView,
    RecommendationView,
    StatuteRow,
    StoppedRow,
)
from trygghetsplan.swedish import capital, counted, in_words, listed, long_date, mid_sentence, number


def audits(figures: ReportData) -> tuple[AuditView, ...]:
    """Return each audit with its recommendations and what is promised."""
    return tuple(_audit(figures, audit) for _, audit in figures.repository.audits)


def _audit(figures: ReportData, audit: Audit) -> AuditView:
    duties = [
        figures.repository.obligations[name]
        for name in audit.obligations
        if name in figures.repository.obligations
    ]
    chapter = next(chapter for chapter, record in figures.repository.audits if record is audit)
    is_draft = figures.repository.is_proposed(audit)
    document = figures.repository.documents.record.documents.get(audit.document)
    recommendations = tuple(
        RecommendationView(
            number=recommendation.number,
            title=recommendation.title,
            commitments=tuple(
                _commitment(figures, duty, is_draft=is_draft)
                for duty in duties
                if duty.record.recommendation == name
            ),
            source=figures.source(chapter.at("rekommendationer", name).key()),
        )
        for name, recommendation in audit.recommendations.items()
    )
    return AuditView(
        title=audit.audit,
        heading=_promised(figures, duties, is_draft=is_draft),
        lead=_waiting([one for row in recommendations for one in row.commitments], is_draft=is_draft),
        original=document.title if document else "",
        recommendations=recommendations,
    )


def _promised(figures: ReportData, duties: Sequence[Obligation], *, is_draft: bool) -> str:
    """Say how many measures there are, and how far they have come."""
    if not duties:
        return "Inga åtgärder är föreslagna" if is_draft else "Inga åtgärder är beslutade"
    many = len(duties) > 1
    dated = sum(bool(duty.record.due and duty.record.due.year) for duty in duties)
    of = f"{capital(in_words(len(duties)))} {'åtgärder' if many else 'åtgärd'} är"
    if is_draft:
        none = "ingen är beslutad" if many else "den är inte beslutad"
        undated = "" if dated else " eller har slutdatum" if many else " och saknar slutdatum"
        return f"{of} {'föreslagna' if many else 'föreslagen'}; {none}{undated}"
    names = {duty.id for duty in duties}
    total = score(cell for cell in figures.cells if cell.obligation.id in names)
    if not total.due:
        return f"{of} {'beslutade' if many else 'beslutad'}; inget behövde vara klart"
    return f"{met(total, 'krav')} av dem som följer av åtgärderna" if total.due > 1 else met(total)


def _waiting(commitments: Sequence[CommitmentRow], *, is_draft: bool) -> str:
    waiting = sum(bool(one.waits_for) for one in commitments)
    said = ["Svaret är ett förslag som ännu inte binder någon."] * is_draft
    if waiting:
        said.append(f"{capital(in_words(waiting))} av {in_words(len(commitments))} väntar på något annat.")
    return " ".join(said)


def _commitment(figures: ReportData, duty: Obligation, *, is_draft: bool) -> CommitmentRow:
    obligation = duty.record
    cells = [cell for cell in figures.cells if cell.obligation.id == duty.id]
    state = ""
    if not duty.record.is_open:
        state = "redovisas inte öppet"
    elif duty.owes and not is_draft:
        state = listed([str(cell.verdict) for cell in cells])
    milestones = figures.repository.organisation.record.milestones
    waits = tuple(
        milestones[name].title if name in milestones else figures.repository.obligations[name].record.title
        for name in obligation.waits_for
        if name in milestones or name in figures.repository.obligations
    )
    return CommitmentRow(obligation.title, ", ".join(filter(None, [state, _time(obligation)])), waits)


def _time(obligation: ObligationRecord) -> str:
    """Say when a commitment is to be done, in its source's words where the source has no date."""
    if obligation.due and obligation.due.year:
        day = long_date(obligation.due.within(obligation.due.year, obligation.due.year))
        return f"klart senast den {day}"
    return obligation.event_limit or obligation.source_time or ""


def exceptions(figures: ReportData) -> tuple[ExceptionRow, ...]:
    """Return the exceptions that were in force some day of the year."""
    found = []
    for decided in effective_decisions(figures.repository):
        decision = decided.decision
        in_year = decided.starts.year <= figures.year <= decided.ends.year and decided.starts <= figures.as_of
        if decision.meaning is not Meaning.EXCEPTION or not in_year:
            continue
        duties = [
            figures.repository.obligations[name]
            for name in decision.obligations
            if name in figures.repository.obligations
        ]
        if not duties and ALL not in decision.obligations:
            continue
        found.append(
            ExceptionRow(
                bodies=listed([figures.name(name) for name in decision.bodies]),
                duties=listed([duty.record.title for duty in duties]) or "alla krav",
                reason=decision.reason or "",
                until=decided.ends,
                decided=said(figures, decision.decided) if decision.decided else "",
                is_lapsed=decided.ends < figures.as_of,
                source=figures.source(decided.where.key()),
            )
        )
    return tuple(found)


def stopped(figures: ReportData) -> tuple[StoppedRow, ...]:
    """Return what was to be done once and was ended during the year before it was done."""
    cells = grouped(figures.grid.stopped(), lambda cell: cell.obligation.id)
    rows = []
    for owed in cells.values():
        duty = owed[0].obligation
        ended = duty.ends
        if ended is None or ended.year != figures.year or not figures.is_accounted(duty):
            continue
        who = listed([figures.name(cell.body) for cell in owed])
        rows.append(StoppedRow(duty.record.title, who, ended, figures.source(duty.at("till"))))
    return tuple(rows)


def law_beside(figures: ReportData) -> LawView:
    """Return the law statute by statute, what is lacking in it, and what the plan has nothing for."""
    rows = law(figures)
    cells = figures.law()
    total, lacks, silent = score(cells), shortages(figures, cells), unheard(figures, cells)
    linked = sum(bool(row.answered_by) for row in rows)
    heading = (
        finding(
            total,
            lacks,
            [mid_sentence(body) for body, _ in silent],
            noun="lagkrav",
            so_far="" if figures.is_complete(figures.year) else "hittills ",
        )
        if total.due
        else f"{number(linked)} av {counted(len(rows), 'lagkrav', 'lagkrav')} är kopplade till {figures.subject}"
    )
    by_statute: dict[str, list[LawRow]] = {}
    for row in rows:
        by_statute.setdefault(row.law, []).append(row)
    return LawView(
        heading=heading if rows else "Inga lagkrav är inlagda",
        rows=tuple(_statute_row(name, found) for name, found in by_statute.items()),
        alone=tuple(row.title for row in rows if row.is_open and not row.answered_by),
        lacks=tuple(one._replace(number=f"L{place}") for place, one in enumerate(lacks, 1)),
        silent=silent,
    )


def _statute_row(name: str, found: Sequence[LawRow]) -> StatuteRow:
    is_open = [row for row in found if row.is_open]
    return StatuteRow(
        f"{found[0].law_title} ({name})" if found[0].law_title else name,
        len(is_open),
        sum(bool(row.answered_by) for row in is_open),
        Score(sum(row.score.fulfilled for row in is_open), sum(row.score.due for row in is_open)),
        sum(not row.is_verified for row in is_open),
    )


def law(figures: ReportData) -> tuple[LawRow, ...]:
    """Return the statutory duties, those without a counterpart in the plan last."""
    cells = grouped(figures.law(), lambda cell: cell.obligation.id)
    rows = []
    for name, duty in figures.repository.obligations.items():
        if not duty.is_law:
            continue
        obligation = duty.record
        rows.append(
            LawRow(
                title=", ".join(filter(None, [obligation.title, obligation.event_limit])),
                law=(duty.document.short or duty.document.title) if duty.document else "",
                law_title=duty.document.title if duty.document and duty.document.is_abbreviated else "",
                statute=statute(duty),
                is_verified=duty.is_verified,
                answered_by=tuple(
                    figures.repository.obligations[other].record.title
                    for other in obligation.answers_to
                    if other in figures.repository.obligations
                ),
                in_force=f"från {obligation.starts}" if obligation.starts else "",
                is_open=obligation.is_open,
                score=score(cells.get(name, ())),
            )
        )
    return tuple(sorted(rows, key=lambda row: not row.answered_by))


def statute(duty: Obligation) -> str:
    """Return the law with chapter and section; where no section is known it is the law alone."""
    law = duty.document.short or duty.document.title if duty.document else ""
    return f"{law} {duty.record.statute or ''}".strip()
