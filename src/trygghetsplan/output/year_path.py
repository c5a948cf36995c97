"""The year's path on a terminal: a line a step, and what is next."""

from textwrap import wrap

from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.report.year_path import YearPath
from trygghetsplan.swedish import bodies_listed, long_date


def path_text(repository: PlanRepository, path: YearPath, width: int) -> str:
    """Return the path in lines of at most `width` characters; one sentence of a year that is finished."""
    if path.next is None:
        return _filled(path.summary, width)
    waits_for = bodies_listed([repository.body_in_sentence(body) for body in path.next.waits_for])
    steps = (f"{step.name:<8}  {step.state:<6}  {step.sentence}" for step in path.steps)
    return "".join(
        [
            _filled(f"Årets gång {path.year}, den {long_date(path.as_of)}:", width),
            *(_filled(step, width, " " * 18) for step in steps),
            _filled(f"Härnäst: {path.next.sentence}", width, "  "),
            _filled(f"Väntar på {waits_for}.", width),
        ]
    )


def _filled(text: str, width: int, indent: str = "") -> str:
    return "".join(f"{line}\n" for line in wrap(text, width, subsequent_indent=indent))
