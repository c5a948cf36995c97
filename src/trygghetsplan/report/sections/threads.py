"""The auditors' thread, exceptions in force, and the law beside the plan."""

from trygghetsplan.engine.decisions import ALL, effective_decisions
from trygghetsplan.model.audit import Audit
from trygghetsplan.model.decisions import Meaning
from trygghetsplan.model.obligation import Check, ObligationRecord
from trygghetsplan.plan.repository import Obligation
from trygghetsplan.report.data import ReportData, grouped, score
from trygghetsplan.report.sections.cover import said
from trygghetsplan.report.views import (
    AuditView,
    CommitmentRow,
    ExceptionRow,
    LawRow,
    RecommendationView,
    StoppedRow,
)
from trygghetsplan.swedish import listed, long_date


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
    return AuditView(
        audit.audit,
        figures.repository.is_proposed(audit),
        tuple(
            RecommendationView(
                number=recommendation.number,
                title=recommendation.title,
                stance=recommendation.response.stance.value
                if recommendation.response and recommendation.response.stance
                else None,
                response=recommendation.response.text if recommendation.response else None,
                commitments=tuple(
                    _commitment(figures, duty) for duty in duties if duty.record.recommendation == name
                ),
                source=figures.source(chapter.at("rekommendationer", name).key()),
            )
            for name, recommendation in audit.recommendations.items()
        ),
    )


def _commitment(figures: ReportData, duty: Obligation) -> CommitmentRow:
    obligation = duty.record
    cells = [cell for cell in figures.cells if cell.obligation.id == duty.id]
    state = "föreslaget"
    if not duty.record.is_open:
        state = "redovisas inte öppet"
    elif duty.owes:
        state = listed([str(cell.verdict) for cell in cells])
    milestones = figures.repository.organisation.record.milestones
    waits = tuple(
        milestones[name].title if name in milestones else figures.repository.obligations[name].record.title
        for name in obligation.waits_for
        if name in milestones or name in figures.repository.obligations
    )
    notes = tuple(note for note in (obligation.reading, obligation.comment) if note)
    return CommitmentRow(
        title=obligation.title,
        text=obligation.text,
        when=_time(obligation),
        waits_for=waits,
        state=state,
        notes=notes,
        source=figures.source(duty.at().key()),
    )


def _time(obligation: ObligationRecord) -> str:
    """Say when a commitment is to be done, in its source's words where the source has no date."""
    if obligation.due and obligation.due.year:
        return (
            f"klart senast den {long_date(obligation.due.within(obligation.due.year, obligation.due.year))}"
        )
    if obligation.event_limit:
        return obligation.event_limit
    if obligation.source_time:
        return f"{obligation.source_time}; slutdatum saknas"
    return "datum saknas"


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
                duties=listed([f"”{duty.record.title}”" for duty in duties]) or "alla skyldigheter",
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
                statute=statute(duty),
                is_verified=duty.is_verified,
                check=obligation.check or Check.TO_CHECK,
                answered_by=tuple(
                    figures.repository.obligations[other].record.title
                    for other in obligation.answers_to
                    if other in figures.repository.obligations
                ),
                in_force=f"från {obligation.starts}" if obligation.starts else "",
                is_open=obligation.is_open,
                score=score(cells.get(name, ())),
                source=figures.source(duty.at().key()),
            )
        )
    return tuple(sorted(rows, key=lambda row: not row.answered_by))


def statute(duty: Obligation) -> str:
    """Return the law with chapter and section; where no section is known it is the law alone."""
    law = duty.document.short or duty.document.title if duty.document else ""
    return f"{law} {duty.record.statute or ''}".strip()
