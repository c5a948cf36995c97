"""Where fetched numbers stand today, and which of them are still as they were fetched."""

from collections.abc import Mapping
from decimal import Decimal

from trygghetsplan.findings import Where
from trygghetsplan.model.numbers import FetchedNumber
from trygghetsplan.plan.repository import PlanRepository, kept_with_repository


def present_value(
    repository: PlanRepository, year: int, fetched: FetchedNumber
) -> tuple[Where | None, Decimal | None]:
    """Return where the number stands that was fetched, and what stands there now; no place without a file for it."""
    if fetched.indicator and fetched.indicator_source:
        for document in repository.indicator_years:
            if document.record.year == year:
                values = document.record.indicators.get(fetched.indicator)
                measured = values.values.get(fetched.indicator_source) if values else None
                keys = ("indikatorer", fetched.indicator, "värden", fetched.indicator_source, "värde")
                return document.at(*keys), measured.value if measured else None
    answered = repository.years.get(fetched.body or "", {}).get(year)
    if answered is None or not fetched.obligation or not fetched.evidence:
        return None, None
    answer = repository.answer(answered, fetched.obligation)
    value = answer.evidence.get(fetched.evidence) if answer else None
    where = answered.at("svar", fetched.obligation, fetched.evidence)
    return where, Decimal(value) if isinstance(value, int) else None


@kept_with_repository
def fetched_numbers(repository: PlanRepository) -> Mapping[tuple[int, tuple[str, ...]], FetchedNumber]:
    """Return the fetched numbers that still stand where they were aimed, by year and aim."""
    return {
        (document.record.year, fetched.aim): fetched
        for document in repository.number_years
        for fetched in document.record.numbers.values()
        if present_value(repository, document.record.year, fetched)[1] == fetched.value
    }
