"""What a body is asked about a year, as values: the same whether it goes out as a workbook or a page.

Which questions there are is reckoned in `questions`.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from trygghetsplan.forms.cells import Cell, Route, cells, event_cells
from trygghetsplan.forms.parts import Part
from trygghetsplan.model.followup import OWN_KEYS

SCHEMA = 1
"""The version of the layout; a form of another version is not taken back."""


@dataclass(frozen=True)
class Question:
    """One thing that is asked about. The head of a form is a question without a duty."""

    id: str
    chapter: str
    title: str
    text: str
    when: str
    note: str
    parts: tuple[Part, ...]
    takes_events: bool
    prefix: Route
    held: Mapping[Route, str]
    """What the file says now, cell by cell."""
    before: Mapping[Route, str]
    """What was said the year before."""

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The cells to write in, in order."""
        known = {**self.before, **self.held}
        asked = tuple(cells(self.parts, self.prefix, known))
        if not self.takes_events:
            return asked
        return (*asked, *event_cells(self.evidence, self.prefix, known))

    @property
    def evidence(self) -> tuple[Part, ...]:
        """The parts that show something: all but what every answer may have."""
        return tuple(part for part in self.parts if part.name not in OWN_KEYS)

    @property
    def digest(self) -> str:
        """What a returned form must agree on, in short."""
        asked = [part.specification for part in self.parts if part.is_asked]
        said = [self.prefix, self.title, self.text, self.takes_events, asked]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:16]


class Form(NamedTuple):
    """All that one body is asked about one year."""

    body: str
    body_name: str
    year: int
    organisation: str
    account: str
    is_example: bool
    is_urged: bool
    answer_by: date
    file: str
    """The follow-up that the answers belong in."""
    exists: bool
    questions: tuple[Question, ...]

    @property
    def id(self) -> str:
        """The form's name, which also names its file."""
        return f"{self.body}-{self.year}"

    @property
    def digest(self) -> str:
        """SHA-256 of the questions."""
        said = [SCHEMA, self.body, self.year, *(question.digest for question in self.questions)]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    @property
    def answered(self) -> int:
        """How many of the questions about duties have a status in the file."""
        return sum(bool(one.held.get((*one.prefix, "status"))) for one in self.duties)

    @property
    def duties(self) -> tuple[Question, ...]:
        """The questions about duties."""
        return tuple(question for question in self.questions if question.id)
