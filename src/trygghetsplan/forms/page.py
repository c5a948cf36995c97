"""A form as a page that stands alone: the same questions, for those who can open neither git nor a workbook.

The page is written by `report.render`; here is what it says, and what its script needs to know: what a value
looks like, what the duty asks for, and the form's memory.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

from trygghetsplan.forms.cells import DATES, NUMBERS, Cell, readable
from trygghetsplan.forms.form import SCHEMA, Form, Question, chapters, example_notice, title
from trygghetsplan.model.evidence import EvidenceType
from trygghetsplan.model.followup import Status
from trygghetsplan.model.scalars import MAX_TEXT

_WAY = (
    "Tryck på Spara svarsfil längst ner. Filen hamnar bland dina hämtade filer; skicka den som bilaga till den du fick"
    " blanketten av. Sidan skickar ingenting själv. Under tiden sparas ett utkast i webbläsaren på den här datorn; ta"
    " bort det när du är klar om andra använder datorn."
)


class Field(NamedTuple):
    """One field of the page."""

    number: int
    cell: Cell
    held: str
    before: str
    is_asked: bool
    """Whether the duty cannot be met without it."""

    @property
    def kind(self) -> str:
        """Which control it gets: select, textarea or an input's type."""
        if self.cell.choices:
            return "select"
        if self.cell.type is EvidenceType.TEXT:
            return "textarea"
        return "date" if self.cell.type in DATES else "text"

    @property
    def is_number(self) -> bool:
        """Whether a keypad helps."""
        return self.cell.type in NUMBERS

    @property
    def pattern(self) -> str:
        """What the value must look like; empty where anything goes.

        Browsers want a slash and a lone dash in a class escaped.
        """
        scalar = self.cell.type.scalar
        if self.kind != "text" or scalar is None or not scalar.pattern:
            return ""
        escaped = re.sub(
            r"\[[^]]*\]", lambda found: re.sub(r"/|(?<=\[)-|-(?=\])", r"\\\g<0>", found[0]), scalar.pattern
        )
        return rf"\s*(?:{escaped})\s*"


class Block(NamedTuple):
    """One question of the page."""

    question: Question
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Page:
    """The whole page as values."""

    template: ClassVar[str] = "form"
    form: Form
    commit: str

    @property
    def title(self) -> str:
        """The page's title."""
        return title(self.form)

    @property
    def notice(self) -> str:
        """The warning of invented answers, or nothing."""
        return example_notice(self.form)

    @property
    def max_text(self) -> int:
        """How long a text may be."""
        return MAX_TEXT

    @property
    def guidance(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The guidance as headings with their paragraphs."""
        return tuple(chapters(self.form, _WAY))

    @cached_property
    def chapters(self) -> tuple[tuple[str, tuple[Block, ...]], ...]:
        """The questions by chapter."""
        found: dict[str, list[Block]] = {}
        number = 0
        for question in self.form.questions:
            fields = tuple(_fields(question, number))
            number += len(fields)
            found.setdefault(question.chapter, []).append(Block(question, fields))
        return tuple((chapter, tuple(blocks)) for chapter, blocks in found.items())

    @property
    def memory(self) -> Mapping[str, Any]:
        """What the answer file carries besides the answers, and the words that call for evidence."""
        cells = [(question, cell) for question in self.form.questions for cell in question.cells]
        return {
            "blankett": self.form.id,
            "version": str(SCHEMA),
            "organ": self.form.body,
            "år": str(self.form.year),
            "frågor": self.form.digest,
            "commit": self.commit,
            "delfrågor": {"/".join(one.prefix): [one.digest, one.title] for one in self.form.questions},
            "bas": {cell.key: question.held.get(cell.route, "") for question, cell in cells},
            "rutor": {cell.key: f"{question.title}, {cell.label}" for question, cell in cells},
        }

    @property
    def words(self) -> Mapping[str, list[str]]:
        """The words of status that call for evidence, and those that call for a reason."""
        return {
            "underlag": [status.value for status in Status if status.claims_fulfilment],
            "skäl": [Status.NOT_RELEVANT.value],
        }


def _fields(question: Question, number: int) -> Iterator[Field]:
    asked = {part.name for part in question.parts if part.is_asked and part.name != "status"}
    first = {"1"}
    for place, cell in enumerate(question.cells, number):
        inner = cell.route[len(question.prefix) :]
        single = len(inner) == 1 or (inner[1] in first and "händelser" not in inner)
        wanted = bool(question.id) and inner[0] in asked and single and not question.takes_events
        held = question.held.get(cell.route, "")
        before = readable(cell.type, question.before.get(cell.route, ""))
        yield Field(place, cell, held, before, wanted)
