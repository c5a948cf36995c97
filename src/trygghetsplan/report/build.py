"""Puts the sections together into one account."""

from datetime import date

from trygghetsplan.report.figures import Figures
from trygghetsplan.report.sections.chapters import chapters
from trygghetsplan.report.sections.matrix import body_lists, matrix
from trygghetsplan.report.sections.method import method
from trygghetsplan.report.sections.shortages import shortages
from trygghetsplan.report.sections.cover import cover, decided
from trygghetsplan.report.sections.summary import answered, summary
from trygghetsplan.report.sections.threads import audits, exceptions, law
from trygghetsplan.report.views import Audience, Provenance, Report
from trygghetsplan.repository import PlanRepository


def account(
    repository: PlanRepository, year: int, as_of: date, provenance: Provenance, audience: Audience
) -> Report:
    """Return the account of one year, as `audience` may see it."""
    figures = Figures(repository, year, as_of, audience)
    return Report(
        cover(figures, provenance, facts=decided(figures)),
        summary(figures),
        answered(figures),
        shortages(figures, figures.plan(bound=True)),
        shortages(figures, figures.plan(bound=False)),
        chapters(figures),
        matrix(figures),
        body_lists(figures),
        audits(figures),
        exceptions(figures),
        law(figures),
        method(figures),
    )
