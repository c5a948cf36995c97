"""Where a number that was fetched comes from, told beside it as long as it stands as it was fetched."""

from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.engine.fetched import fetched_numbers
from trygghetsplan.report.data import ReportData
from trygghetsplan.report.views import NumberOrigin


def number_origin(figures: ReportData, year: int, aim: tuple[str, ...]) -> NumberOrigin | None:
    """Return where the number of the year comes from that something is aimed at; None where nothing fetched stands."""
    found = fetched_numbers(figures.repository).get((year, aim))
    if found is None:
        return None
    is_public = figures.audience is Audience.PUBLIC
    return NumberOrigin(
        year,
        found.value,
        found.unit,
        found.period,
        found.counted,
        found.source,
        found.calculated,
        found.published,
        found.retrieved,
        "" if is_public else found.file,
        "" if is_public else found.checksum,
    )
