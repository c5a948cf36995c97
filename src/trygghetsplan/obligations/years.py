"""Which years can be asked about, and on which day each is reckoned when nobody says."""

from datetime import date

from trygghetsplan.repository import PlanRepository


def known_years(repository: PlanRepository, as_of: date) -> range:
    """Return the years that can be asked about: from the first follow-up year through that of `as_of`."""
    return range(repository.settings.record.first_year, as_of.year + 1)


def default_as_of(repository: PlanRepository, year: int, today: date) -> date:
    """Return the day a year is reckoned on when nobody says: its redovisningsdag, or today if earlier."""
    return min(repository.settings.record.account.day.within(year, year), today)
