"""Output formats for findings: each is a function from a `Result` to text. A new one is a module and a row."""

from collections.abc import Callable
from importlib import import_module

from trygghetsplan.source.positions import Result

FORMATS = {
    "full": "trygghetsplan.formats.full",
    "concise": "trygghetsplan.formats.concise",
    "json": "trygghetsplan.formats.json",
    "github": "trygghetsplan.formats.github",
}
"""Name → the module whose `render` writes it; imported only when asked for."""


def renderer(name: str) -> Callable[[Result], str]:
    """Return the function that writes the format."""
    render: Callable[[Result], str] = import_module(FORMATS[name]).render
    return render
