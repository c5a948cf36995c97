"""Output formats for findings: each is a function from a `Result` to text. A new one is a module and a row.

A module has `render(result)`. A format that other programs read also has `fault(message, code)`: what it says
when the run stopped before there was a result.
"""

from collections.abc import Callable
from importlib import import_module

from trygghetsplan.result import Result

FORMATS = {
    "full": "trygghetsplan.formats.full",
    "concise": "trygghetsplan.formats.concise",
    "json": "trygghetsplan.formats.json",
    "github": "trygghetsplan.formats.github",
    "gitlab": "trygghetsplan.formats.gitlab",
    "azure": "trygghetsplan.formats.azure",
    "sarif": "trygghetsplan.formats.sarif",
    "junit": "trygghetsplan.formats.junit",
    "markdown": "trygghetsplan.formats.markdown",
}
"""Name → the module whose `render` writes it; imported only when asked for."""
FOR_PEOPLE = ("full", "concise")
"""Those that somebody reads as they stand, with notes beside them."""


def renderer(name: str) -> Callable[[Result], str]:
    """Return the function that writes the format."""
    render: Callable[[Result], str] = import_module(FORMATS[name]).render
    return render


def fault_renderer(name: str) -> Callable[[str, int], str] | None:
    """Return the function that says in the format why there is no result, where the format can say it."""
    fault: Callable[[str, int], str] | None = getattr(import_module(FORMATS[name]), "fault", None)
    return fault
