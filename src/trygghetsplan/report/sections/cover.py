"""The cover: what the document is, what it is reckoned on, and which decisions it rests on."""

from trygghetsplan.disclosure.redaction import MARKING, MARKING_OF_BODY, Audience
from trygghetsplan.model.documents import DecisionReference, DocumentKind, SourceDocument
from trygghetsplan.model.organisation import UrgingWords
from trygghetsplan.plan.example import is_example
from trygghetsplan.report.data import ReportData, score
from trygghetsplan.report.sections.shortages import reason
from trygghetsplan.report.views import Closed, ClosedRow, Cover, Provenance

_NAMED = (DocumentKind.PLAN, DocumentKind.PROGRAMME, DocumentKind.AGREEMENT)


def cover(
    figures: ReportData,
    provenance: Provenance,
    heading: str | None = None,
    by: str | None = None,
    facts: tuple[tuple[str, str], ...] = (),
    body: str | None = None,
    wording: UrgingWords | None = None,
    *,
    has_closed: bool = True,
) -> Cover:
    """Return the cover's facts; `heading`, `by` and `body` where the document is not the account itself.

    `wording` is how the one body that it is about is spoken to. `has_closed` says whether an internal edition of the
    document has the appendix of closed duties.
    """
    settings = figures.repository.settings.record
    giver = figures.name(settings.account.given_by)
    words = wording or figures.repository.urging_words()
    years = range(figures.year if heading is None else figures.first, figures.year + 1)
    is_public = figures.audience is Audience.PUBLIC
    return Cover(
        title=settings.account.title,
        heading=_of_document(figures, heading or f"{settings.account.title} {figures.year}"),
        by=by or f"{giver} till {figures.in_sentence(settings.account.given_to)}",
        organisation=settings.organisation.name,
        subject=figures.subject,
        document=figures.title,
        urges=f"{settings.organisation.in_sentence} {words.urges}",
        chapters=settings.organisation.chapter.all,
        year=figures.year,
        as_of=figures.as_of,
        given_by=giver,
        giver=figures.in_sentence(settings.account.given_by),
        receiver=figures.in_sentence(settings.account.given_to),
        facts=(*_plans(figures), *facts),
        is_example=is_example(figures.repository, years, (body,) if body else ()),
        audience=figures.audience,
        marking="" if is_public else MARKING_OF_BODY if body else MARKING,
        closed=None if is_public or figures.tells_closed or not has_closed else _closed(figures),
        provenance=provenance.public if is_public else provenance,
    )


def _closed(figures: ReportData) -> Closed:
    """Return the appendix of an internal edition."""
    cells = figures.closed
    return Closed(
        score(cell for cell in cells if cell.is_bound),
        tuple(
            ClosedRow(
                body=figures.name(cell.body),
                duty=cell.obligation.record.title,
                area=figures.label_of(cell.obligation.chapter),
                verdict=cell.verdict,
                reason=reason(figures, cell),
                source=figures.source(cell.basis[0]),
            )
            for cell in cells
        ),
    )


def _of_document(figures: ReportData, heading: str) -> str:
    """Add the document that is accounted for, unless the account is its own and says so."""
    is_named = figures.title is None or figures.document in figures.repository.accounts
    return heading if is_named else f"{heading}: {figures.title}"


def decided(figures: ReportData) -> tuple[tuple[str, str], ...]:
    """Return the decision on the account itself, or that there is none yet; that of the settings' is kept on record."""
    if figures.document is not None:
        return ()
    settings = figures.repository.settings.record
    document = figures.assessments
    reference = document.record.decision if document else None
    if reference is None or reference.day is None:
        giver = figures.name(settings.account.given_by)
        return (("Beslut", f"{giver} har inte beslutat om redovisningen."),)
    return (("Beslut", said(figures, reference, figures.name(settings.account.given_by))),)


def said(figures: ReportData, reference: DecisionReference, body: str | None = None) -> str:
    """Write who decided, when, where in the minutes it stands, and the case."""
    parts = (figures.repository.decision_in_words(reference, body), reference.case)
    return ", ".join(part for part in parts if part)


def _plans(figures: ReportData) -> tuple[tuple[str, str], ...]:
    """Return the plans, programmes and agreements that duties stem from, with the decisions on them."""
    found: dict[str, SourceDocument] = {}
    for duty in figures.repository.obligations.values():
        if duty.document and (figures.document or duty.document.kind in _NAMED):
            found.setdefault(duty.document_id, duty.document)
    return tuple(
        (
            document.kind.capitalize(),
            ", ".join(
                part
                for part in (document.title, said(figures, document.decision) if document.decision else "")
                if part
            ),
        )
        for document in found.values()
    )
