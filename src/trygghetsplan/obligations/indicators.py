"""Indicators as evidence: which value is usable on a day, and whether it meets the year's target."""

from collections.abc import Mapping, Sequence
from datetime import date

from trygghetsplan.model.indicators import Better, Indicator, Measured
from trygghetsplan.obligations.proof import Holds
from trygghetsplan.repository import PlanRepository

Values = Mapping[tuple[str, int], Sequence[Measured]]
"""(indicator, year) → every source's value."""


def indicator_values(repository: PlanRepository) -> Values:
    """Return every source's value, by indicator and year."""
    found: dict[tuple[str, int], list[Measured]] = {}
    for name, indicator in repository.indicators.record.indicators.items():
        for year, values in indicator.history.items():
            found.setdefault((name, year), []).extend(values.values.values())
    for document in repository.indicator_years:
        for name, values in document.record.indicators.items():
            found.setdefault((name, document.record.year), []).extend(values.values.values())
    return found


def measured(values: Values, name: str, indicator: Indicator, years: range, as_of: date) -> Holds:
    """Weigh the latest of the years that has a value which was published on `as_of` (or has no date)."""
    for year in reversed(years):
        usable = [
            value
            for value in values.get((name, year), ())
            if value.published is None or value.published <= as_of
        ]
        if usable:
            return _meets(usable, indicator, year)
    return Holds.ABSENT


def _meets(usable: Sequence[Measured], indicator: Indicator, year: int) -> Holds:
    """Weigh a year's values against the year's target; sources that disagree must agree on that."""
    valid = [value for value in usable if value.valid]
    target = indicator.targets.get(year)
    if target is None:
        return Holds.YES
    higher = indicator.better is Better.HIGHER
    met = {
        one.value >= target if higher else one.value <= target
        for one in (valid if len(valid) == 1 else usable)
    }
    if len(met) > 1:
        return Holds.ABSENT
    return Holds.YES if met == {True} else Holds.NO
