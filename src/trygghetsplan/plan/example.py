"""Whether answers that are shown are invented, and the one sentence that says so wherever they are."""

from collections.abc import Collection

from trygghetsplan.plan.repository import PlanRepository

EXAMPLE = "Svaren i uppföljningen är påhittade exempel. De säger ingenting om de verkliga organen."
EXAMPLE_IN_HEAD = "Exempel: svaren är påhittade."
"""The same, short enough for the head of a page."""


def is_example(repository: PlanRepository, years: Collection[int] = (), bodies: Collection[str] = ()) -> bool:
    """Whether the settings say that all is invented, or any file that is shown says it of itself.

    Args:
        repository: whose files are shown.
        years: the years that are shown; all where none is named.
        bodies: the bodies that are shown; all where none is named.
    """
    answers = (one for one in repository.followups if not bodies or one.record.body in bodies)
    of_years = (
        answers,
        *(() if bodies else (repository.assessments, repository.indicator_years, repository.number_years)),
    )
    return (
        repository.settings.record.example
        or any(one.record.example for one in repository.decisions)
        or any(
            one.record.example for files in of_years for one in files if not years or one.record.year in years
        )
    )


def with_example_mark(text: str, repository: PlanRepository) -> str:
    """Return a text for the terminal with the sentence on a line of its own at the end, where it belongs."""
    return f"{text}\n{EXAMPLE}\n" if is_example(repository) else text
