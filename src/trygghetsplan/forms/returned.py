"""A returned form as values: what was written in each cell, and what the form said when it left.

How it is read from its file is `reading`'s to say.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from trygghetsplan.forms.cells import Route


class Fault(NamedTuple):
    """One thing that keeps a form from being taken in, at a cell of the sheet or for the whole file."""

    place: str
    message: str


class Returned(NamedTuple):
    """A form as it came back."""

    name: str
    """The file's name, for messages."""
    body: str
    year: int
    digest: str
    commit: str
    questions: Mapping[str, tuple[str, str]]
    """The questions it was made with: prefix → digest and title."""
    base: Mapping[Route, str]
    """What the file said when the form was made."""
    written: Mapping[Route, Any]
    """What stands in the cells now: text, number, date."""
    places: Mapping[Route, str]
    """The address of each cell."""
    faults: tuple[Fault, ...] = ()

    def place(self, route: Route) -> str:
        """Return the address of a cell, for a message: file:sheet!cell."""
        return self.places.get(route) or self.name
